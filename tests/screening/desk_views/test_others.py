"""Two people who look like one are told apart on the desk, and that is taken back."""

import pytest
from django.test import Client

from accounts.models import User
from applications.models import Application
from audit.models import Entry
from screening.look_alikes import tell_apart
from screening.models import NotSamePerson
from tests.factories import ApplicationFactory
from tests.screening.desk_views.at_one import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(application: Application) -> Application:
    return ApplicationFactory(name=application.name)


def apart(twin: Application) -> str:
    return f"look-alikes/{twin.code}/refusal/"


def back(twin: Application) -> str:
    return f"{apart(twin)}reversal/"


def test_it_says_who_said_so_and_offers_to_take_it_back(
    desk: Client, application: Application, twin: Application
) -> None:
    answer = desk.post(at(application, apart(twin)), follow=True)

    assert answer.redirect_chain == [(at(application) + "#others", 302)]
    assert "Not the same person, says Rita Recruiter" in answer.text
    assert f'action="{at(application, back(twin))}"' in answer.text
    assert f'action="{at(application, apart(twin))}"' not in answer.text
    assert f'action="{at(twin, back(application))}"' in desk.get(at(twin)).text


def test_taken_back_the_hint_is_as_it_was(
    desk: Client, application: Application, twin: Application, recruiter: User
) -> None:
    tell_apart(application, twin, by=recruiter)

    answer = desk.post(at(twin, back(application)), follow=True)

    assert answer.redirect_chain == [(at(twin) + "#others", 302)]
    assert f'action="{at(twin, apart(application))}"' in answer.text
    assert not NotSamePerson.objects.exists()


def test_the_list_that_it_was_opened_from_stays_beside_it(
    desk: Client, application: Application, twin: Application
) -> None:
    answer = desk.post(at(application, apart(twin)) + "?sort=oldest", follow=True)

    assert answer.redirect_chain == [(at(application) + "?sort=oldest#others", 302)]
    assert f'action="{at(application, back(twin))}?sort=oldest"' in answer.text


def test_their_own_application_is_refused_in_words(desk: Client, application: Application) -> None:
    again = ApplicationFactory(candidate=application.candidate)

    answer = desk.post(at(application, apart(again)))

    assert answer.status_code == 400
    assert "they are one person" in answer.text
    assert not NotSamePerson.objects.exists()


@pytest.mark.parametrize("path", [apart, back])
@pytest.mark.parametrize(
    "role, status", [("outsider", 404), ("manager", 403), ("interviewer", 403), ("recruiter", 302)]
)
def test_who_may(
    client: Client,
    application: Application,
    twin: Application,
    recruiter: User,
    request: pytest.FixtureRequest,
    path: object,
    role: str,
    status: int,
) -> None:
    """Who works on both postings, or reads both, may not; refused, nothing is changed."""
    person = request.getfixturevalue(role)
    if role != "outsider":
        for one in (application, twin):
            one.posting.memberships.get_or_create(user=person)
            one.readers.get_or_create(user=person, defaults={"why": "test"})
    tell_apart(application, twin, by=recruiter)
    before = list(NotSamePerson.objects.values()), Entry.objects.filter(action__contains="apart").count()
    client.force_login(person)

    assert callable(path)
    assert client.post(at(application, path(twin))).status_code == status

    if status != 302:
        now = list(NotSamePerson.objects.values()), Entry.objects.filter(action__contains="apart").count()
        assert now == before


@pytest.mark.parametrize("path", ["look-alikes/22222222/refusal/", "look-alikes/22222222/refusal/reversal/"])
def test_a_missing_one_is_not_found(desk: Client, application: Application, path: str) -> None:
    assert desk.post(at(application, path)).status_code == 404


@pytest.mark.parametrize("path", [apart, back])
def test_looking_does_nothing(
    desk: Client, application: Application, twin: Application, path: object
) -> None:
    assert callable(path)
    assert desk.get(at(application, path(twin))).status_code == 405
