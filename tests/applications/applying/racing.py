"""What a race about one posting takes: a draft that can be sent, who sends it, and who moves the deadline."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from applications.applying import submitting
from applications.models import Candidate, Draft
from postings.models import Posting
from tests.factories import DraftFactory, StoredFileFactory


def whole(posting: Posting, email: str = "amina@example.com", **fields: Any) -> Draft:
    return DraftFactory(
        posting=posting,
        name="Amina Example",
        email=email,
        email_key=email.lower(),
        cv=StoredFileFactory(sha256="0" * 64),  # the same file each time
        steps_done=["details", "background", "cv"],
        **fields,
    )


def submit(draft: Draft) -> Callable[[], str]:
    def job() -> str:
        application = submitting.submit(draft.pk, slug=draft.posting.slug).draft.application
        assert application
        return application.code

    return job


def known(email: str) -> None:
    """Somebody who applied elsewhere: making the same candidate at once would be a queue in itself."""
    Candidate.objects.create(email=email, email_key=email)


def move_deadline(posting: Posting, by: timedelta) -> Callable[[], None]:
    def job() -> None:
        with transaction.atomic():
            Posting.objects.select_for_update().get(pk=posting.pk)
            Posting.objects.filter(pk=posting.pk).update(
                deadline=F("deadline") + by, deadline_revision=F("deadline_revision") + 1
            )

    return job
