"""The database finds what is due and what was left behind without reading the rest."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from mail.models import OutgoingMail, State
from tests.mail.kinds import queued
from tests.mail.many import rows


def plan(queryset: Any) -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ANALYZE mail_outgoingmail")
        sql, params = queryset.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())


THE_PAST = """
INSERT INTO mail_outgoingmail
    (kind, dedupe_key, "to", from_name, from_address, subject, text, html, language,
     attachments, headers, secret, message_id, not_before, due_since, state, attempt,
     dot_at, sent_at, ended_at, error)
SELECT 'test_resend', 'past:' || n, 'p' || n || '@example.com', '', 'us@example.com', 's', '', '',
     'en', '[]', '{}', false, '<past' || n || '@example.com>', now(), now(), 'sent', 1,
     now(), now(), now(), ''
FROM generate_series(1, 20000) AS n
"""


def test_a_sweep_does_not_read_what_is_over(db: None) -> None:
    """Due and left-behind rows are found through the partial indexes; 20,000 mails that are over stand by."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(THE_PAST)
    queued()

    due = plan(OutgoingMail.objects.due().order_by("not_before", "id")[:1])
    left = plan(OutgoingMail.objects.filter(state=State.SENDING, lease_until__lt=now).order_by("lease_until"))
    person = plan(OutgoingMail.objects.failed().order_by("-id")[:50])

    assert "mail_due" in due
    assert "mail_leased" in left
    assert "mail_needs_person" in person


def test_looking_for_what_goes_first_does_not_read_what_is_due(db: None) -> None:
    rows(3000)
    brief = OutgoingMail.objects.due().filter(kind__in=["test_brief"])

    assert "mail_due_by_kind" in plan(brief.order_by("not_before", "id")[:1])
