"""One letter's page at the desk: what it shows, and what each of its buttons does."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Entry
from core.words import moment_in_words, moment_short
from mail import draining, outbox
from mail.models import OutgoingMail, State
from mail.outbox import HELD, Attachment
from tests.mail.desk import POLICY, at_desk, count_queries, url
from tests.mail.kinds import into, queued
from tests.mail.sink import Fault, Sink
from tests.sending import send, version_at


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_costs_the_same_however_many_tries(
    db: None, recruiter: Any, number: int, django_assert_num_queries: Any, sink: Sink
) -> None:
    mail = queued()
    sink.script(mail.to, *[Fault("rcpt", "450 busy")] * number)
    for _ in range(number):
        OutgoingMail.objects.update(not_before=timezone.now())
        draining.drain()
    client = at_desk(recruiter)
    client.get(url(mail))

    count_queries(client, url(mail), 7, django_assert_num_queries)


def test_the_page_shows_exactly_what_will_go(db: None, recruiter: Any) -> None:
    mail = queued(
        not_before=HELD,
        headers={"Reply-To": "hr@example.com"},
        attachments=[Attachment("invite.ics", "text/calendar", b"x")],
    )

    page = at_desk(recruiter).get(url(mail)).content.decode()

    for fact in ("A letter for Amina Example", "this is a letter.", "hr@example.com", "invite.ics",
                 f'src="{url(mail, "html/")}"'):  # fmt: skip
        assert fact in page


@pytest.mark.parametrize(
    ("seconds", "page_says", "list_says"),
    [
        (600, "leaves ", ""),
        (-1, "is leaving now", "leaves now"),
        (-50, "is leaving now", "leaves now"),
        (-61, "has waited its turn since ", "since "),
        (-86400, "has waited its turn since ", "since "),
    ],
)
def test_when_it_leaves_is_never_past(
    db: None, recruiter: Any, seconds: int, page_says: str, list_says: str
) -> None:
    """A letter that is due goes at the next sweep; after two of them something holds it up."""
    due = timezone.now() + timedelta(seconds=seconds)
    mail = queued(not_before=due)
    client, now = at_desk(recruiter), page_says == "is leaving now"

    lede = client.get(url(mail)).text.split('class="lede" id="state">')[1].split("</p>")[0]
    row = client.get("/desk/outbox/?tab=waiting").text.split("row-quiet number")[1].split("</li>")[0]

    assert page_says + ("" if now else moment_in_words(due)) in lede
    assert lede.count("leav") == (0 if seconds < -60 else 1)
    assert list_says + ("" if now else moment_short(due)) in row


def test_the_preview_stands_in_a_box(db: None, recruiter: Any) -> None:
    """S14"""
    mail = queued()

    response = at_desk(recruiter).get(url(mail, "html/"))

    assert response.content.decode() == mail.html
    assert response["Content-Security-Policy"] == POLICY
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_why_it_failed_in_words(db: None, recruiter: Any, sink: Sink) -> None:
    mail = queued()
    sink.script(mail.to, Fault("rcpt", "552 mailbox full"))
    draining.drain()

    page = at_desk(recruiter).get(url(mail)).content.decode()

    assert "mailbox full" in page
    assert "Send again" in page


VERBS = {
    "holds/": ("mail.held", State.QUEUED),
    "releases/": ("mail.released", State.QUEUED),
    "cancellations/": ("mail.cancelled", State.CANCELLED),
}


@pytest.mark.parametrize("verb", VERBS)
def test_the_buttons(db: None, recruiter: Any, verb: str) -> None:
    mail = queued(not_before=timedelta(minutes=10))
    action, state = VERBS[verb]

    response = at_desk(recruiter).post(url(mail, verb))

    mail.refresh_from_db()
    assert response.status_code == 302
    assert mail.state == state
    assert list(Entry.objects.values_list("action", "actor")) == [(action, f"user:{recruiter.pk}")]


def test_send_again(db: None, recruiter: Any) -> None:
    mail = queued()
    into(mail, State.FAILED)

    at_desk(recruiter).post(url(mail, "resends/"))

    assert list(OutgoingMail.objects.due()) == [mail]
    assert Entry.objects.get().action == "mail.sent_again"


def test_cancel_keeps_the_reason(db: None, recruiter: Any) -> None:
    mail = queued()

    at_desk(recruiter).post(url(mail, "cancellations/"), {"why": "Wrong person\x00 entirely"})

    mail.refresh_from_db()
    assert mail.error == "Wrong person entirely"


def test_too_late_says_so(db: None, recruiter: Any) -> None:
    mail = queued()
    into(mail, State.SENT)

    response = at_desk(recruiter).post(url(mail, "cancellations/"))

    assert response.status_code == 409
    assert "gone" in response.content.decode()


def test_edit_and_release(db: None, recruiter: Any, sink: Sink) -> None:
    mail = queued(not_before=HELD)
    client = at_desk(recruiter)
    form = client.get(url(mail, "edit/"))
    assert form.context["form"].initial["body"].endswith("Open it: http://localhost:8000/my/")

    send(client, url(mail, "edit/"), {"subject": "In other words", "body": "Dear Amina,\r\n\r\nno."})
    client.post(url(mail, "releases/"))
    draining.drain()

    assert sink.accepted[0].message["Subject"] == "In other words"
    assert "Dear Amina,\n\nno.\n\n-- \nOur organisation" in sink.accepted[0].text().replace("\r\n", "\n")


def test_edit_without_words_keeps_the_rest(db: None, recruiter: Any) -> None:
    mail = queued(not_before=HELD)

    answer = send(at_desk(recruiter), url(mail, "edit/"), {"subject": "", "body": "typed"})

    assert answer.status_code == 400
    assert "typed" in answer.text
    assert "error-summary" in answer.text


def test_an_edit_of_a_letter_that_changed_or_went_meanwhile_keeps_the_words(
    db: None, recruiter: Any, admin: Any
) -> None:
    """Rule 8, where the words were lost before."""
    mail = queued(not_before=HELD)
    client, mine = at_desk(recruiter), {"subject": "My words", "body": "Dear Amina"}
    older = version_at(client, url(mail, "edit/"))
    outbox.edit(mail, subject="Ada's words", body="Dear A", by=admin, version=mail.version)

    changed = client.post(url(mail, "edit/"), {**mine, "version": older})
    outbox.release(mail, by=admin)
    released = send(client, url(mail, "edit/"), mine)

    assert (changed.status_code, released.status_code) == (409, 409)
    assert "Ada Admin changed this on" in changed.text
    assert "Ada&#x27;s words" in changed.text
    assert "Only a letter that is held can be changed" in released.text
    for answer in (changed, released):
        assert 'value="My words"' in answer.text
        assert "Dear Amina" in answer.text
    mail.refresh_from_db()
    assert mail.subject == "Ada's words"


def test_why_a_letter_was_to_be_cancelled_is_not_lost(db: None, recruiter: Any) -> None:
    mail = queued()
    into(mail, State.SENT)

    answer = at_desk(recruiter).post(url(mail, "cancellations/"), {"why": "They have called us."})

    assert answer.status_code == 409
    assert "They have called us." in answer.text
    assert f'href="{url(mail)}"' in answer.text


@pytest.mark.parametrize("verb", ["holds/", "releases/", "cancellations/", "resends/"])
def test_get_on_a_verb_is_refused(db: None, recruiter: Any, verb: str) -> None:
    assert at_desk(recruiter).get(url(queued(), verb)).status_code == 405
