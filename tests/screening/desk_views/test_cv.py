"""Having a CV read again, from the place that says why it is not shown."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications.models import Application
from audit.models import Entry
from files import reading
from files.models import StoredFile
from tests.factories import ApplicationFactory, MembershipFactory
from tests.files.places import Folder

pytestmark = pytest.mark.django_db
BUTTON = "Read it again</button>"


@pytest.fixture
def application(manager: User, interviewer: User) -> Application:
    made = ApplicationFactory()
    MembershipFactory(posting=made.posting, user=manager)
    made.readers.create(user=interviewer, why="test")
    StoredFile.objects.update(reading="unreadable", why_unread=reading.AWAY)
    return made


def press(client: Client, application: Application, **more: Any) -> Any:
    return client.post(f"/desk/applications/{application.code}/cv/reading/", **more)


def shown(client: Client, application: Application) -> str:
    return client.get(f"/desk/applications/{application.code}/cv/shown/").content.decode()


def test_whoever_works_on_the_posting_has_it_read_again(
    client: Client, application: Application, manager: User
) -> None:
    client.force_login(manager)
    assert BUTTON in shown(client, application)

    answer = press(client, application)

    assert answer.headers["Location"] == f"/desk/applications/{application.code}/#cv"
    application.cv.refresh_from_db()
    assert application.cv.reading == "waiting"
    assert Entry.objects.filter(action="file.read_again", actor=f"user:{manager.pk}").count() == 1
    assert BUTTON not in shown(client, application)


def test_an_outsider_finds_nothing(client: Client, application: Application, outsider: User) -> None:
    client.force_login(outsider)

    assert press(client, application).status_code == 404


def test_whoever_only_reads_the_application_has_no_button(
    client: Client, application: Application, interviewer: User
) -> None:
    client.force_login(interviewer)

    assert BUTTON not in shown(client, application)
    assert press(client, application).status_code == 403
    application.cv.refresh_from_db()
    assert application.cv.reading == "unreadable"


def test_it_is_no_page(client: Client, application: Application, recruiter: User) -> None:
    client.force_login(recruiter)

    assert client.get(f"/desk/applications/{application.code}/cv/reading/").status_code == 405


def test_while_the_store_is_away_the_page_says_so(
    client: Client, application: Application, recruiter: User, settings: Any, tmp_path: Path
) -> None:
    StoredFile.objects.update(reading="waiting", why_unread="")
    nowhere = tmp_path / "no-folder"
    nowhere.write_text("")
    settings.STORAGES = {**settings.STORAGES, "default": Folder(nowhere).options()}
    client.force_login(recruiter)
    assert "still being read" in shown(client, application)

    reading.read(application.cv_id)

    page = shown(client, application)
    assert "It is tried again by itself, for a day." in page
    assert 'hx-trigger="every 30s"' in page
    assert BUTTON in page
