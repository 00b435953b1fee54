"""S69: rights are not a ladder. Who may change whom, and that no way up leads past it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts import factors, own_sessions, people
from accounts.models import User
from core.errors import NotAllowed
from mail.models import OutgoingMail
from tests.accounts.second_factors import with_app
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
PEOPLE = "/desk/settings/people/"


def made(who: str) -> User:
    rights = {"is_staff": True, "is_superuser": True} if who == "superuser" else {}
    role = "administrator" if who in {"superuser", "administrator"} else who
    return make_user(role, f"{who.title()} {User.objects.count()}", **rights)


def new_address(whom: User, by: User) -> Any:
    return people.change(
        whom, name=whom.name, email="taken@staff.example", role=whom.role, by=by, version=whom.version
    )


def new_role(whom: User, by: User) -> Any:
    role = "recruiter" if whom.role != "recruiter" else "interviewer"
    return people.change(whom, name=whom.name, email=whom.email, role=role, by=by, version=whom.version)


def reopened(whom: User, by: User) -> Any:
    User.objects.filter(pk=whom.pk).update(is_active=False)
    return people.reopen(whom, by=by)


VERBS: dict[str, Callable[[User, User], Any]] = {
    "address": new_address,
    "role": new_role,
    "closing": lambda whom, by: people.close(whom, by=by),
    "reopening": reopened,
    "factor": lambda whom, by: factors.reset(with_app(whom), by=by),
    "sessions": lambda whom, by: own_sessions.end_all(whom, by=by),
    "link": lambda whom, by: people.invite_again(whom, by=by),
}
# by whom, whom, whether it is done
MAY = [
    ("superuser", "superuser", True),
    ("superuser", "administrator", True),
    ("superuser", "recruiter", True),
    ("administrator", "superuser", False),
    ("administrator", "administrator", True),
    ("administrator", "recruiter", True),
]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("by, whom, is_done", MAY)
def test_who_may_change_whom(by: str, whom: str, is_done: bool, verb: str) -> None:
    actor, target = made(by), made(whom)
    VERBS["closing"](made("recruiter"), actor)  # the control: somebody they may always change
    mails = OutgoingMail.objects.count()

    if is_done:
        VERBS[verb](target, actor)
        return
    with pytest.raises(NotAllowed, match="may do everything"):
        VERBS[verb](target, actor)
    again = User.objects.get(pk=target.pk)
    assert (again.email, again.role) == (target.email, target.role)
    assert OutgoingMail.objects.count() == mails


@pytest.mark.parametrize("by", ["recruiter", "hiring_manager", "interviewer"])
def test_nobody_else_changes_anybody(client: Client, by: str) -> None:
    target = made("recruiter")
    client.force_login(made(by))

    for path in ("", "closures/", "reopenings/", "invitations/", "factor-resets/", "session-ends/"):
        assert client.post(f"{PEOPLE}{target.pk}/{path}", {}).status_code in {403, 404}


def test_the_page_of_a_superuser_says_why_it_has_no_buttons(client: Client) -> None:
    target = made("superuser")
    client.force_login(made("administrator"))

    page = client.get(f"{PEOPLE}{target.pk}/").text
    assert "only one that may as well changes it" in page
    assert "Save" not in page
    assert "Close this account" not in page

    taken = {"name": target.name, "email": "taken@staff.example", "role": target.role}
    answer = client.post(f"{PEOPLE}{target.pk}/", {**taken, "version": target.version})
    assert answer.status_code == 403
    assert "taken@staff.example" in answer.text  # what was typed comes back
    target.refresh_from_db()
    assert target.email != "taken@staff.example"
