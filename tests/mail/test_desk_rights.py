"""Who sees and steers what in the outbox, and that a secret letter is shown to nobody."""

from collections.abc import Iterator
from typing import Any

import pytest

from mail import draining, scopes
from mail.models import State
from mail.outbox import HELD
from postings.models import Posting
from tests.mail.desk import at_desk, url
from tests.mail.kinds import into, queued
from tests.mail.sink import Fault, Sink

TOKEN = "a-token-that-nobody-may-read"


@pytest.fixture
def managers(manager: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The manager belongs to posting 1."""
    monkeypatch.setattr(scopes, "_sources", {"posting": lambda user: [1] if user.pk == manager.pk else []})
    return manager


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
