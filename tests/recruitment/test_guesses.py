"""V12: whoever guesses addresses meets nobody's name."""

import random

import pytest
from django.db.models import QuerySet
from django.test import Client

from applications.models import Application
from applications.models.application import ALPHABET
from tests.recruitment.asking import address
from tests.recruitment.matrix import RECRUITER
from tests.recruitment.routes import ROUTES
from tests.world import World

pytestmark = pytest.mark.django_db
PEOPLE = ("Applicant", "Rejected", "Proposed", "Drafter", "applicant")


def guesses(world: World, applications: "QuerySet[Application]") -> list[str]:
    """Each address with the ids that there are, and with ids near them."""
    codes = [application.code for application in applications]
    chance = random.Random(12)
    codes += ["".join(chance.choices(ALPHABET, k=8)) for _ in range(80)]
    numbers = [*range(1, 25), world.mail_a.pk, world.interview_a.pk, world.draft_a.pk, world.draft_b.pk]
    own = [address(world, route) for route in ROUTES if route.mark != "public"]
    by_code = [
        path.format(code)
        for code in codes
        for path in (
            "/my/applications/{}/", "/my/applications/{}/cv/", "/my/applications/{}/withdrawal/",
            "/jobs/here/apply/receipt/{}/", "/desk/applications/{}/", "/desk/applications/{}/cv/",
            "/desk/applications/{}/cv/1/", "/media/{}.pdf", "/files/{}/", "/cv/{}.pdf",
        )
    ]  # fmt: skip
    by_number = [
        path.format(number)
        for number in numbers
        for path in (
            "/desk/outbox/{}/", "/desk/outbox/{}/html/", "/desk/interviews/{}/", "/my/drafts/{}/",
            "/jobs/here/apply/open/{}/", "/my/sign-in/{}/", "/api/v1/applications/{}/", "/files/{}",
            "/admin/applications/application/{}/change/", "/admin/files/storedfile/{}/change/",
        )
    ]  # fmt: skip
    return [*own, *by_code, *by_number]


def test_a_thousand_guessed_addresses_show_nobody(world: World) -> None:
    """V12: anonymous, by every id and code that there is and hundreds that there are not."""
    client = Client(raise_request_exception=False)
    asked = guesses(world, Application.objects.all())

    answers = {path: client.get(path) for path in asked}

    told = [
        path
        for path, answer in answers.items()
        if not answer.streaming and any(name in answer.content.decode(errors="replace") for name in PEOPLE)
    ]
    assert len(asked) >= 1_000
    assert told == []
    assert [path for path, answer in answers.items() if answer.streaming] == []
    signed_in = world.client(RECRUITER).get(f"/desk/applications/{world.application_a.code}/")
    assert "Applicant A" in signed_in.content.decode(), "the control: the name is there to be seen"
    assert {answer.status_code for answer in answers.values()} <= {200, 302, 404, 405, 410}
