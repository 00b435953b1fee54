from django.conf import settings
from django.db import models

from postings.models import Posting


class SavedView(models.Model):
    """A filter of the list under a name: of one person, or shared with all who work on a posting.

    `query` is the filter as it stands in an address. Whoever works on the posting sees a view that is shared
    with it, and finds by it what they may see themselves.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1_000)
    shared_with = models.ForeignKey(
        Posting, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name
