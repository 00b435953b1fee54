from django.conf import settings
from django.db import models

from postings.models.posting import Posting


class Membership(models.Model):
    """A member of the team of a posting. There is no other team."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user__name", "id"]
        constraints = [models.UniqueConstraint(fields=["posting", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} of {self.posting}"
