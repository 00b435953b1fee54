"""The page that adds somebody by hand: who comes to it, what it refuses, and what it gives back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from core.refusals import FILE_AGAIN
from postings.models import Posting
from tests.applications.applying import applying
from tests.conftest import make_user
from tests.factories import ApplicationFactory, CandidateFactory, MembershipFactory, PostingFactory

pytestmark = pytest.mark.django_db
PAGE = "/desk/postings/it/add/"
TYPED = {
    "name": "Amina Example",
    "email": "amina@example.com",
    "source": "forwarded",
    "referred_by": "Nordic Search",
}
REASON = "It was sent in time, to the wrong one of us."
STATES: dict[str, dict[str, Any]] = {  # what the posting says, by what it is called here
    "draft": {"state": "draft"},
    "to open": {"opens_at": timezone.now() + timedelta(days=1)},
    "open": {},
    "over": {
        "opens_at": timezone.now() - timedelta(days=9),
        "deadline": (timezone.now() - timedelta(days=2)).date(),
    },
    "closed": {"closed_at": timezone.now() - timedelta(hours=1)},
    "archived": {"state": "archived"},
}
LATE = {"over", "closed"}
REFUSES = {"draft", "archived"}
MAY = {"administrator", "recruiter", "manager"}
WHO = [*sorted(MAY), "outsider", "reader"]


@pytest.fixture
def posting(db: None) -> Posting:
    return PostingFactory(slug="it", title="Head of IT")


def as_(role: str, posting: Posting) -> Client:
    kind = {"manager": "hiring_manager", "outsider": "hiring_manager", "reader": "interviewer"}.get(
        role, role
    )
    user, client = make_user(kind, f"The {role.title()}"), Client()
    if role == "manager":
        MembershipFactory(posting=posting, user=user)
    if role == "reader":
        ApplicationFactory(posting=posting).readers.create(user=user, why="test")
    client.force_login(user)
    return client


def send(client: Client, **changes: Any) -> Any:
    typed = {**TYPED, "cv": applying.cv(), **changes}
    return client.post(PAGE, {name: value for name, value in typed.items() if value is not None})


def added() -> Any:
    return Application.objects.filter(candidate__email_key="amina@example.com")


@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("state", STATES)
def test_states_and_roles(posting: Posting, state: str, role: str) -> None:
    """Who may add, to which posting: everybody else meets a 404, as if there were none."""
    Posting.objects.update(**STATES[state])
    client = as_(role, posting)

    shown, without = client.get(PAGE), send(client)
    count = added().count()
    sent = send(client, late_reason=REASON)

    if role not in MAY:
        assert [shown.status_code, without.status_code, sent.status_code] == [404] * 3
    elif state in REFUSES:
        assert [shown.status_code, without.status_code, sent.status_code] == [200, 409, 409]
        assert "nobody can be added" in shown.text or "Publish it first" in shown.text
        assert "<form method" not in shown.text.partition("<main")[2].partition("</main>")[0]
    elif state in LATE:
        assert [shown.status_code, without.status_code, count, sent.status_code] == [200, 400, 0, 302]
        assert added().get().late_reason == REASON
    else:
        assert [shown.status_code, without.status_code, count, sent.status_code] == [200, 302, 1, 409]
        assert "late_reason" not in shown.text
    assert added().count() == (role in MAY and state not in REFUSES)


def test_other_methods_are_refused(desk: Client, posting: Posting) -> None:
    assert desk.put(PAGE).status_code == 405


def test_it_leads_to_the_application_and_says_so(desk: Client, posting: Posting) -> None:
    answer = send(desk, follow=None)

    made = added().get()
    assert answer["Location"] == f"/desk/applications/{made.code}/#who"
    page = desk.get(answer["Location"].partition("#")[0]).text
    assert "Amina Example is added. A letter tells them" in page
    for said in ("Forwarded CV", "Nordic Search", "Added by", "Rita Recruiter"):
        assert said in page
    assert "After the deadline" not in page


def test_why_it_is_late_stands_on_the_application(desk: Client, posting: Posting) -> None:
    Posting.objects.update(**STATES["over"])
    send(desk, late_reason=REASON)

    page = desk.get(f"/desk/applications/{added().get().code}/").text

    assert "After the deadline" in page
    assert REASON in page


def test_one_that_was_sent_says_its_source_and_nobody_who_added_it(desk: Client) -> None:
    page = desk.get(f"/desk/applications/{ApplicationFactory().code}/").text

    assert "Careers site" in page
    assert "Added by" not in page
    assert "From whom" not in page


@pytest.mark.parametrize("name", [*TYPED, "cv"])
def test_each_field_is_asked_for_and_the_others_come_back(desk: Client, posting: Posting, name: str) -> None:
    answer = send(desk, **{name: None})

    form = answer.context["form"]
    assert answer.status_code == 400
    assert name in form.errors
    assert {one: form[one].value() for one in TYPED if one != name} == {
        one: value for one, value in TYPED.items() if one != name
    }
    if name != "cv":
        assert str(FILE_AGAIN) in answer.text  # a file cannot be given back, and that is said
    assert not Application.objects.exists()


def test_a_cv_that_is_not_taken_says_why_at_its_field(desk: Client, posting: Posting) -> None:
    answer = send(desk, cv=applying.cv("s44_html_renamed.pdf"))

    assert answer.status_code == 400
    assert "web page" in str(answer.context["form"].errors["cv"])
    assert answer.context["form"]["referred_by"].value() == "Nordic Search"


def test_the_deadline_that_passed_meanwhile_asks_for_a_reason(desk: Client, posting: Posting) -> None:
    """The page had no field for it; it comes back with one, and with what was typed."""
    assert "late_reason" not in desk.get(PAGE).text
    Posting.objects.update(**STATES["closed"])

    answer = send(desk)

    assert answer.status_code == 400
    assert "Say why" in str(answer.context["form"].errors["late_reason"])
    assert answer.context["form"]["name"].value() == "Amina Example"


def test_for_an_address_that_has_one_it_leads_to_that(desk: Client, posting: Posting) -> None:
    candidate = CandidateFactory(email="amina@example.com")
    stands = ApplicationFactory(posting=posting, candidate=candidate, name="Amina Before")

    answer = send(desk, email="Amina@example.com")

    assert answer.status_code == 409
    assert "with the address Amina@example.com already" in str(answer.context["form"].errors["email"])
    assert f"/desk/applications/{stands.code}/" in answer.text
    assert "Amina Before" in answer.text
    assert answer.context["form"]["name"].value() == "Amina Example"
    assert str(FILE_AGAIN) in answer.text
    assert Application.objects.count() == 1


def test_the_way_to_it_is_for_those_who_may_see_it(
    desk: Client, posting: Posting, recruiter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was taken off the team while they typed."""
    stands = ApplicationFactory(posting=posting, candidate=CandidateFactory(email="amina@example.com"))
    monkeypatch.setattr(User, "sees_everything", property(lambda user: False))
    monkeypatch.setattr(Posting.objects, "visible_to", lambda user: Posting.objects.all())
    monkeypatch.setattr("screening.desk_views.adding.can_add", lambda *_: True)

    answer = send(desk)

    assert answer.status_code == 409
    assert stands.code not in answer.text


def test_a_name_of_120_characters_and_no_more(desk: Client, posting: Posting) -> None:
    assert send(desk, name="x" * 121).status_code == 400
    assert send(desk, referred_by="x" * 121).status_code == 400
    assert send(desk, name="x" * 120, referred_by="y" * 120).status_code == 302


def test_the_browser_offers_nobody_of_its_own(desk: Client, posting: Posting) -> None:
    """A5: the data are another person's."""
    fields = desk.get(PAGE).context["form"].fields

    assert {name: fields[name].widget.attrs.get("autocomplete") for name in ("name", "email")} == {
        "name": "off",
        "email": "off",
    }


def test_a_literal_number_of_queries(
    client: Client, posting: Posting, manager: User, django_assert_num_queries: Any
) -> None:
    """For a manager: each way of asking whether they belong to the posting is one."""
    MembershipFactory(posting=posting, user=manager)
    client.force_login(manager)
    client.get(PAGE)

    with django_assert_num_queries(5):  # session, user, posting, member, organisation
        client.get(PAGE)


@pytest.mark.parametrize("state", STATES)
def test_the_posting_leads_to_it(desk: Client, posting: Posting, state: str) -> None:
    Posting.objects.update(**STATES[state])

    assert (PAGE in desk.get("/desk/postings/it/").text) == (state not in REFUSES)
