"""S70: whoever types the addresses of others cannot have many reminders sent to them."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from applications.applying import reminders
from applications.models import Draft
from mail.models import OutgoingMail
from postings.models import Posting
from tests.applications.applying import applying
from tests.applications.applying.coming_back import ADDRESS
from tests.applications.applying.noon import zone_where_it_is
from tests.factories import DraftFactory, PostingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting(db: None) -> Posting:
    ends_at = timezone.now() + timedelta(hours=20)
    return PostingFactory(slug="it", closed_at=ends_at, time_zone=zone_where_it_is(12))


def reminded() -> list[tuple[str, int]]:
    """To whom, and of which draft."""
    reminders.remind_all()
    mails = OutgoingMail.objects.filter(kind="deadline_reminder").order_by("pk")
    return [(mail.to, mail.about_id or 0) for mail in mails]


def typed(posting: Posting, *addresses: str) -> list[Draft]:
    """Each in another browser."""
    for address in addresses:
        assert applying.details(Client(), posting, email=address).status_code == 302
    return list(Draft.objects.filter(posting=posting).order_by("pk"))


def test_one_address_is_reminded_once_however_often_it_was_typed(posting: Posting) -> None:
    """Of the newest draft; in another position they are reminded as well."""
    drafts = typed(posting, ADDRESS, ADDRESS.upper(), ADDRESS)
    other = PostingFactory(closed_at=posting.closed_at, time_zone=posting.time_zone)
    elsewhere = typed(other, ADDRESS)

    assert reminded() == [(ADDRESS, drafts[-1].pk), (ADDRESS, elsewhere[0].pk)]
    assert len(reminded()) == 2


def test_a_draft_that_is_begun_afterwards_is_no_new_occasion(posting: Posting) -> None:
    """Nor where the one that was reminded has another address by now."""
    typed(posting, "Amina@Example.COM")
    assert len(reminded()) == 1
    Draft.objects.update(email="elsewhere@example.com", email_key="elsewhere@example.com")
    typed(posting, ADDRESS, "AMINA@Example.com")

    assert [to.lower() for to, _ in reminded()] == [ADDRESS]


def test_the_draft_that_its_mailbox_has_opened_comes_first(posting: Posting) -> None:
    """A stranger who begins a newer one does not take its place."""
    mine = DraftFactory(posting=posting, email=ADDRESS, proved_at=timezone.now())
    typed(posting, ADDRESS, ADDRESS)

    assert reminded() == [(ADDRESS, mine.pk)]


@override_settings(UPLOADS_PER_HOUR=2)
def test_one_network_types_so_many_addresses_an_hour(posting: Posting) -> None:
    """With what was typed kept; who goes on with an address that counted, or from elsewhere, is let pass."""
    browser, other = Client(), Client()
    assert applying.details(browser, posting, email="one@example.com").status_code == 302
    assert applying.details(other, posting, email="two@example.com").status_code == 302
    for client in (browser, Client(), Client(headers={"X-Forwarded-For": "203.0.113.7"})):
        answer = applying.details(client, posting, email="three@example.com", name="Amina Kept")
        assert answer.status_code == 429
        assert answer["Retry-After"] == "3600"
        assert "Many people have begun to apply from your network" in answer.text
        assert "Amina Kept" in answer.text
    assert not Draft.objects.filter(email="three@example.com").exists()

    assert applying.details(browser, posting, email="ONE@example.com", name="Renamed").status_code == 302
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert applying.details(elsewhere, posting, email="three@example.com").status_code == 302


@override_settings(UPLOADS_PER_HOUR=0)
def test_nought_lifts_that_limit_too(posting: Posting) -> None:
    assert len(typed(posting, *(f"applicant{n}@example.com" for n in range(5)))) == 5
