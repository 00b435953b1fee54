from django.db import models

from mail.addresses import validate_mailbox


class Candidate(models.Model):
    """A person, known by one address. What they say of themselves stands on each application."""

    email = models.CharField(max_length=254, validators=[validate_mailbox])
    email_key = models.CharField(max_length=254, unique=True)  # mail.addresses.canonical(email)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"candidate {self.pk}"
