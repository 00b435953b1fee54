"""What is claimed first."""

from datetime import timedelta

from django.utils import timezone

from mail import claiming
from mail.models import OutgoingMail
from tests.mail.kinds import BRIEF, queued, registered


def test_what_is_due_longest_goes_first(db: None) -> None:
    now = timezone.now()
    for key, minutes in [("b", 2), ("c", 1), ("a", 3)]:
        queued(key)
        OutgoingMail.objects.filter(dedupe_key=key).update(not_before=now - timedelta(minutes=minutes))

    assert [mail.dedupe_key for mail in iter(claiming.claim, None)] == ["a", "b", "c"]


def test_what_is_of_use_only_briefly_goes_first(db: None) -> None:
    """A link to sign in does not wait behind a thousand letters that somebody released at once."""
    past = timezone.now() - timedelta(hours=1)
    queued("long due")
    OutgoingMail.objects.update(not_before=past, due_since=past)
    with registered(BRIEF):
        queued("brief", kind=BRIEF.code)
        queued("brief, and later", kind=BRIEF.code, not_before=timedelta(minutes=5))

        assert [mail.dedupe_key for mail in iter(claiming.claim, None)] == ["brief", "long due"]
