from django.db import models
from django.utils.translation import gettext_lazy

from postings.models.posting import Posting


class Section(models.Model):
    """One part of a posting's text. Markdown: paragraphs, `-` lists and links."""

    class Kind(models.TextChoices):
        INTRO = "intro", gettext_lazy("Introduction")
        ROLE = "role", gettext_lazy("The role")
        RESPONSIBILITIES = "responsibilities", gettext_lazy("Responsibilities")
        QUALIFICATIONS = "qualifications", gettext_lazy("Qualifications")
        PERSON = "person", gettext_lazy("As a person")
        TEAM = "team", gettext_lazy("The team")
        ORGANISATION = "organisation", gettext_lazy("The organisation")
        PROCESS = "process", gettext_lazy("The process")
        PROGRAMME = "programme", gettext_lazy("The programme")
        PRACTICAL = "practical", gettext_lazy("Practical matters")
        EQUALITY = "equality", gettext_lazy("Equality of opportunity")

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=20, choices=Kind)
    heading = models.CharField(max_length=120, blank=True)
    body = models.TextField(max_length=20_000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.heading or self.get_kind_display()


class Faq(models.Model):
    """A question that people ask about the posting, and its answer (Markdown)."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="faqs")
    question = models.CharField(max_length=200)
    answer = models.TextField(max_length=5_000)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = gettext_lazy("frequently asked question")

    def __str__(self) -> str:
        return self.question
