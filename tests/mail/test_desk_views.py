"""The outbox's pages: who sees what, what each button does, and what a secret letter never shows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from core import paging
from core.words import moment_in_words, moment_short
from mail import draining, listing, outbox, scopes
from mail.models import OutgoingMail, State
from mail.outbox import HELD, Attachment
from postings.models import Posting
from tests.factories import ApplicationFactory
from tests.mail.desk import POLICY, at_desk
from tests.mail.kinds import into, queued
from tests.mail.sink import Fault, Sink
from tests.sending import send, version_at

TOKEN = "a-token-that-nobody-may-read"


@pytest.fixture
def managers(manager: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The manager belongs to posting 1."""
    monkeypatch.setattr(scopes, "_sources", {"posting": lambda user: [1] if user.pk == manager.pk else []})
    return manager


def url(mail: OutgoingMail, verb: str = "") -> str:
    return f"/desk/outbox/{mail.pk}/{verb}"


@pytest.mark.parametrize("tab", list(listing.TABS))
def test_the_tabs(db: None, recruiter: Any, tab: str) -> None:
    mails = {"held": queued("held", not_before=HELD), "waiting": queued("waiting")}
    for state, name in ((State.FAILED, "failed"), (State.SENT, "sent"), (State.CANCELLED, "cancelled")):
        mails[name] = queued(name)
        into(mails[name], state)

    page = at_desk(recruiter).get(f"/desk/outbox/?tab={tab}").content.decode()

    assert [name for name, mail in mails.items() if url(mail) in page] == [tab]


def test_sending_and_uncertain_have_a_tab_too(db: None, recruiter: Any) -> None:
    one, other = queued("one"), queued("other")
    into(one, State.SENDING)
    into(other, State.UNCERTAIN)
    client = at_desk(recruiter)

    assert url(one) in client.get("/desk/outbox/?tab=waiting").content.decode()
    assert url(other) in client.get("/desk/outbox/?tab=failed").content.decode()


def test_filters(db: None, recruiter: Any) -> None:
    amina = queued("a", not_before=HELD)
    bo = queued("b", not_before=HELD, to="bo@example.org", kind="test_wait")
    client = at_desk(recruiter)

    by_receiver = client.get("/desk/outbox/?to=BO@EX").content.decode()
    by_kind = client.get("/desk/outbox/?kind=test_resend").content.decode()
    nobody = client.get("/desk/outbox/?to=carla").content.decode()

    assert url(bo) in by_receiver
    assert url(amina) not in by_receiver
    assert url(amina) in by_kind
    assert url(bo) not in by_kind
    assert "No letter fits" in nobody


@pytest.mark.parametrize(
    ("odd", "status"),
    [("tab=x", 200), ("kind=x", 200), ("to=%25_%27", 200), ("before=9.9" + "9" * 30, 200),
     ("before=x", 400), ("after=-1", 400), ("after=1.x", 400)],
)  # fmt: skip
def test_odd_questions_are_answered(db: None, recruiter: Any, odd: str, status: int) -> None:
    assert at_desk(recruiter).get(f"/desk/outbox/?{odd}").status_code == status


def test_pages_by_key(db: None, recruiter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "SIZE", 2)
    mails = [queued(f"test:{number}", not_before=HELD) for number in range(5)]
    client = at_desk(recruiter)

    first = client.get("/desk/outbox/")
    second = client.get(f"/desk/outbox/{first.context['pager'].next}")
    third = client.get(f"/desk/outbox/{second.context['pager'].next}")
    back = client.get(f"/desk/outbox/{third.context['pager'].previous}")

    assert [mail.pk for page in (first, second, third) for mail, _ in page.context["rows"]] == [
        mail.pk for mail in reversed(mails)
    ]
    assert (first.context["pager"].previous, third.context["pager"].next) == ("", "")
    assert back.context["rows"] == second.context["rows"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_row_names_the_person_and_leads_to_the_application(
    db: None, recruiter: Any, number: int, django_assert_num_queries: Any
) -> None:
    """One more query for each kind of thing that the letters are about, however many there are."""
    applications = [ApplicationFactory(name=f"Applicant {one} of many") for one in range(number)]
    for one in applications:
        queued(f"test:{one.pk}", not_before=HELD, about=one)
    client = at_desk(recruiter)
    client.get("/desk/outbox/")

    with django_assert_num_queries(7):
        page = client.get("/desk/outbox/").text

    for one in applications:
        assert f'<a href="/desk/applications/{one.code}/"' in page
        assert f">{one.name}</a>" in page
    letter = client.get(url(OutgoingMail.objects.earliest("pk"))).text
    assert f'href="/desk/applications/{applications[0].code}/"' in letter


def count_queries(client: Client, address: str, expected: int, assert_num: Any) -> None:
    with assert_num(expected):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(
    db: None, recruiter: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        queued(f"test:{one}", not_before=HELD)
    client = at_desk(recruiter)
    client.get("/desk/outbox/")

    count_queries(client, "/desk/outbox/", 7, django_assert_num_queries)


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


ALL_VERBS = ["edit/", "holds/", "releases/", "cancellations/", "resends/"]


@pytest.mark.parametrize("verb", ALL_VERBS)
def test_a_manager_reads_and_steers_nothing(db: None, managers: Any, verb: str) -> None:
    mail = queued(not_before=HELD)
    client = at_desk(managers)

    assert client.get(url(mail)).status_code == 200
    assert "Release now" not in client.get(url(mail)).content.decode()
    assert client.post(url(mail, verb), {"subject": "x", "body": "x"}).status_code == 403
    mail.refresh_from_db()
    assert mail.is_held


@pytest.mark.parametrize("verb", ["", "html/", *ALL_VERBS])
def test_to_an_outsider_it_does_not_exist(
    db: None, managers: Any, outsider: Any, interviewer: Any, verb: str
) -> None:
    mail = queued(not_before=HELD)

    for user in (outsider, interviewer):
        client = at_desk(user)
        ask = client.get if verb in {"", "html/"} else client.post
        assert ask(url(mail, verb)).status_code == 404


def test_a_manager_sees_the_mails_of_their_postings_only(db: None, managers: Any) -> None:
    mine = queued("mine", not_before=HELD)
    others = queued("others", not_before=HELD, scope=Posting(pk=2))
    nobodys = queued("nobodys", not_before=HELD, scope=None)

    page = at_desk(managers).get("/desk/outbox/").content.decode()

    assert url(mine) in page
    assert url(others) not in page
    assert url(nobodys) not in page


def test_an_interviewer_has_no_outbox(db: None, interviewer: Any) -> None:
    assert at_desk(interviewer).get("/desk/outbox/").status_code == 403


@pytest.mark.parametrize("verb", ["holds/", "releases/", "cancellations/", "resends/"])
def test_get_on_a_verb_is_refused(db: None, recruiter: Any, verb: str) -> None:
    assert at_desk(recruiter).get(url(queued(), verb)).status_code == 405


@pytest.mark.parametrize("after", ["held", "waiting", "sent", "failed", "uncertain", "cancelled"])
def test_a_secret_is_in_no_response_of_any_role(
    db: None,
    admin: Any,
    recruiter: Any,
    managers: Any,
    outsider: Any,
    interviewer: Any,
    after: str,
    sink: Sink,
) -> None:
    link = f"http://localhost:8000/my/enter/{TOKEN}/"
    mail = queued(
        kind="test_secret", context={"name": "A", "link": link}, not_before=HELD if after == "held" else None
    )
    if after == "failed":
        sink.script(mail.to, Fault("rcpt", "550 no"))
    if after in {"failed", "sent"}:
        draining.drain()
    elif after == "cancelled":
        at_desk(recruiter).post(url(mail, "cancellations/"))
    elif after == "uncertain":
        into(mail, State.UNCERTAIN)

    for user in (admin, recruiter, managers, outsider, interviewer):
        client = at_desk(user)
        for address in (
            f"/desk/outbox/?tab={'failed' if after == 'uncertain' else after}", url(mail), url(mail, "html/"),
            url(mail, "edit/"), f"/admin/mail/outgoingmail/{mail.pk}/change/", "/admin/mail/outgoingmail/",
        ):  # fmt: skip
            assert TOKEN not in client.get(address).content.decode(), (user.role, address)


def test_without_rows_the_page_says_what_it_is_for(db: None, recruiter: Any) -> None:
    assert "Nothing is held" in at_desk(recruiter).get("/desk/outbox/").content.decode()


def test_the_outbox_opens_where_something_can_be_done(db: None, recruiter: Any) -> None:
    due = queued("waiting")
    client = at_desk(recruiter)
    assert url(due) in client.get("/desk/outbox/").content.decode()

    held = queued("held", not_before=HELD)

    page = client.get("/desk/outbox/").content.decode()
    assert url(held) in page
    assert url(due) not in page
