"""How an applicant comes back: into /my/, or by a link from a mail."""

import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from applications.applying import applicant_session
from mail.models import OutgoingMail
from postings.models import Posting
from tests.applications.applying import applying

ADDRESS = "amina@example.com"


def enter(client: Client, address: str = ADDRESS, *, hours: float = 24) -> Client:
    session = client.session
    session[applicant_session.ADDRESS] = address
    session[applicant_session.UNTIL] = (timezone.now() + timedelta(hours=hours)).timestamp()
    session.save()
    client.cookies["session"] = session.session_key
    return client


def path_in(mail: OutgoingMail) -> str:
    found = re.search(r"http://localhost:\d+(/\S+/)", mail.text)
    assert found
    return found.group(1)


def ask(client: Client, address: str = "amina@example.com") -> str:
    """The path of a new sign-in link."""
    assert client.post("/my/", {"email": address}).status_code == 200
    return path_in(OutgoingMail.objects.filter(kind="sign_in_link").latest("pk"))


def leave(client: Client, posting: Posting) -> str:
    answer = client.post(applying.url(posting), {**applying.DETAILS, "leave": "yes"})
    assert answer["Location"] == applying.url(posting, "left")
    return path_in(OutgoingMail.objects.get(kind="draft_link"))
