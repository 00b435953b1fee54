"""The outbox's list: its tabs, its filters, its pages, and what a row names."""

from typing import Any

import pytest

from core import paging
from mail import listing
from mail.models import OutgoingMail, State
from mail.outbox import HELD
from tests.factories import ApplicationFactory
from tests.mail.desk import at_desk, count_queries, url
from tests.mail.kinds import into, queued


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


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_long(
    db: None, recruiter: Any, number: int, django_assert_num_queries: Any
) -> None:
    for one in range(number):
        queued(f"test:{one}", not_before=HELD)
    client = at_desk(recruiter)
    client.get("/desk/outbox/")

    count_queries(client, "/desk/outbox/", 7, django_assert_num_queries)


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
