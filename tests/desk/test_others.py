"""The person's other applications on the page, and who may be the same person: seen by whom, and where."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications.models import Application
from screening.look_alikes import look_alikes, tell_apart
from tests.applications.applying.coming_back import ADDRESS, enter
from tests.factories import ApplicationFactory, MembershipFactory, PostingFactory
from tests.screening.desk_views.at_one import at

pytestmark = pytest.mark.django_db
LIST = "/desk/applications/"


@pytest.fixture
def application(manager: User, interviewer: User) -> Application:
    """Of a person who applied elsewhere as well, and who looks like somebody else there."""
    made = ApplicationFactory(
        posting__title="Head of IT", candidate__email=ADDRESS, name="Amina Example", phone="20304050"
    )
    MembershipFactory(posting=made.posting, user=manager)
    made.readers.create(user=interviewer, why="test")
    return made


@pytest.fixture
def elsewhere(application: Application) -> Application:
    return ApplicationFactory(
        posting__title="Trainee Programme", candidate=application.candidate, name="Amina Example"
    )


@pytest.fixture
def twin(application: Application) -> Application:
    return ApplicationFactory(posting__title="Night Watch", name="Amina Exampel", phone="+45 20304050")


def test_one_line_each_with_stage_and_reasons(
    desk: Client, application: Application, elsewhere: Application, twin: Application
) -> None:
    answer = desk.get(at(application))

    assert answer.context["has_others"] is True
    for words in [
        '<h2 id="others">',
        '<a href="#others">',
        "Trainee Programme",
        "Amina Exampel",
        "the same phone number · nearly the same name",
        f'href="{at(elsewhere)}"',
        f'href="{at(twin)}"',
    ]:
        assert words in answer.text


def test_nothing_there_is_left_out(desk: Client, application: Application) -> None:
    answer = desk.get(at(application))

    assert answer.context["has_others"] is False
    assert "others" not in answer.text


@pytest.mark.parametrize("role", ["recruiter", "admin", "manager", "interviewer"])
@pytest.mark.parametrize("is_apart", [False, True])
def test_who_sees_what_and_where(
    client: Client,
    application: Application,
    elsewhere: Application,
    twin: Application,
    recruiter: User,
    request: pytest.FixtureRequest,
    role: str,
    is_apart: bool,
) -> None:
    """S22: of an application that somebody may not see no page, list or search says a word or a number."""
    if is_apart:
        tell_apart(application, twin, by=recruiter)
    client.force_login(request.getfixturevalue(role))
    sees = role in {"recruiter", "admin"}
    paths = {
        "page": at(application),
        "their list": f"{LIST}?person={application.code}",
        "list": LIST,
        "search": f"{LIST}?q=amina",
    }

    said = {what: client.get(path) for what, path in paths.items()}

    assert {answer.status_code for answer in said.values()} == {200}
    shown = {what: "Trainee Programme" in _main(answer.text) for what, answer in said.items()}
    assert shown == {"page": sees, "their list": sees, "list": sees, "search": sees}
    shown = {what: "Exampel" in answer.text for what, answer in said.items()}
    assert shown == {"page": sees, "their list": False, "list": sees, "search": sees}
    assert ("same person" in said["page"].text) is sees
    assert said["page"].context["has_others"] is sees
    assert said["their list"].context["total"] == (2 if sees else 1)


def _main(page: str) -> str:
    return page[page.index("<main") :]


def test_who_may_see_both_sees_the_other_one_and_no_hint(
    client: Client, application: Application, elsewhere: Application, twin: Application, manager: User
) -> None:
    for one in (elsewhere, twin):
        MembershipFactory(posting=one.posting, user=manager)
    client.force_login(manager)

    page = client.get(at(application)).text

    assert "Trainee Programme" in page
    assert "Exampel" not in page


@pytest.mark.parametrize("status", ["foreign", "missing"])
def test_the_list_of_a_stranger_is_that_of_nobody(
    client: Client, outsider: User, application: Application, status: str
) -> None:
    """S22: whether there is such an application is not told."""
    client.force_login(outsider)
    code = application.code if status == "foreign" else "22222222"

    answer = client.get(f"{LIST}?person={code}")

    assert (answer.status_code, answer.context["total"]) == (200, 0)
    assert [chip.chosen for chip in answer.context["filter"].chips] == [code]
    assert "Amina" not in answer.text


def test_the_list_says_whose_it_is_and_keeps_it_while_filtering(
    desk: Client, application: Application, elsewhere: Application
) -> None:
    answer = desk.get(f"{LIST}?person={application.code}&outcome=live")
    page = answer.text

    assert [(str(chip.label), chip.chosen, chip.without) for chip in answer.context["filter"].chips] == [
        ("Sent by", "Amina Example", "outcome=live"),
        ("Outcome", "No outcome yet", f"person={application.code}"),
    ]
    assert f'name="person" value="{application.code}"' in page
    assert 'name="person"' not in desk.get(LIST).text


def test_the_applicant_reads_nothing_of_it(
    client: Client, application: Application, twin: Application, recruiter: User
) -> None:
    """Neither that they look like somebody, nor that somebody looked."""
    tell_apart(application, twin, by=recruiter)
    enter(client)

    for path in ("/my/", f"/my/applications/{application.code}/"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Head of IT" in page.text
        for word in ("Exampel", "Night Watch", "same person", "Rita"):
            assert word not in page.text


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_two_queries_however_many_there_are(
    desk: Client, recruiter: User, rows: int, django_assert_num_queries: Any
) -> None:
    application = ApplicationFactory(name="Amina Example", phone="20304050")
    application.cv.pages.create(number=1, key=f"00/{1:030x}", width=1, height=1)
    for number in range(rows):
        ApplicationFactory(candidate=application.candidate)
        ApplicationFactory(phone="20304050")
        apart = ApplicationFactory(name="Amina Example", posting=PostingFactory(title=f"Apart {number}"))
        tell_apart(application, apart, by=recruiter)
    desk.get(at(application))

    with django_assert_num_queries(22):
        answer = desk.get(at(application))

    assert len(answer.context["others"].rows) == rows
    assert len(answer.context["look_alikes"]) == 2 * rows


def test_a_name_of_markup_stays_plain(desk: Client, application: Application, recruiter: User) -> None:
    """V8"""
    twin = ApplicationFactory(name="<b>Amina</b>", phone="20304050")

    page = desk.get(at(application)).text

    assert [hint.application for hint in look_alikes(application, user=recruiter)] == [twin]
    assert "<b>Amina" not in page
    assert "&lt;b&gt;Amina" in page
