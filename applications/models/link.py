from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from applications.models.draft import Draft


class Link(models.Model):
    """A link that was mailed to an applicant; only its hash is kept. Entered by POST from a page.

    *Sign-in*: single use, ten minutes, opens `/my/` for its address.
    *Draft*: many uses, dies at submit or 48 hours after the deadline, opens that draft only.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", gettext_lazy("Sign in")
        DRAFT = "draft", gettext_lazy("Draft")

    purpose = models.CharField(max_length=7, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of 256 random bits, in hex
    email_key = models.CharField(max_length=254)
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.CASCADE, related_name="links")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose="draft", draft__isnull=False) | Q(purpose="sign_in", draft__isnull=True),
                name="link_draft_has_draft",
            )
        ]
