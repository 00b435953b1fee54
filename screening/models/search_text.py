from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from applications.models.application import Application


class SearchText(models.Model):
    """What a search looks through, one row an application. Triggers keep it; no code of ours writes here.

    `names`: name and address, folded as people spell them (`screening/searching.py`). `words`: those, the
    reference, current position, motivation, answers and the CV's text, each word as its Danish and its
    English stem.
    """

    application = models.OneToOneField(
        Application, primary_key=True, on_delete=models.CASCADE, related_name="search_text"
    )
    names = models.TextField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="search_by_words", fastupdate=False),
            GinIndex(OpClass("names", name="gin_trgm_ops"), name="search_by_names", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"searched {self.pk}"
