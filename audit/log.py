"""Writing the audit log, inside the transaction of what it tells of."""

from typing import Any

from django.db import models

from audit.models import Entry
from core.actor import By


def actor_name(by: By) -> str:
    """`user:<id>` for a member of staff; `applicant` or `system` as given."""
    return by if isinstance(by, str) else f"user:{by.pk}"


def record(action: str, *, by: By, obj: models.Model, **data: Any) -> Entry:
    """`data` holds ids and words, no person's data."""
    return Entry.objects.create(
        actor=actor_name(by),
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        data=data,
    )
