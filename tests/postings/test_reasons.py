"""The reasons that a rejection is given."""

from typing import Any

import pytest
from django.test import Client

from core.errors import Invalid
from postings import reasons
from postings.models import Reason
from tests.sending import send, version_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_page(client: Client, admin: Any) -> Client:
    client.force_login(admin)
    return client


def test_a_fresh_house_has_reasons_to_choose_from() -> None:
    assert Reason.objects.filter(
        text="Others come closer to what the position asks for", is_used=True
    ).exists()


def test_a_reason_is_added_at_the_end(settings_page: Client) -> None:
    settings_page.post("/desk/settings/reasons/", {"text": "Moved to the moon"})

    assert Reason.objects.values_list("text", flat=True).last() == "Moved to the moon"


@pytest.mark.parametrize("text", ["", "The position is filled or withdrawn"])
def test_a_reason_that_cannot_be_is_refused_in_words(settings_page: Client, text: str) -> None:
    before = Reason.objects.count()

    answer = settings_page.post("/desk/settings/reasons/", {"text": text})

    assert "reason" in answer.text
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert Reason.objects.count() == before


def test_a_reason_can_be_retired(settings_page: Client) -> None:
    reason = Reason.objects.get(text="The position is filled or withdrawn")

    send(settings_page, f"/desk/settings/reasons/{reason.pk}/", {"text": "Withdrawn"})

    reason.refresh_from_db()
    assert (reason.text, reason.is_used) == ("Withdrawn", False)
    assert "not used any more" in settings_page.get("/desk/settings/reasons/").text


def test_a_reason_that_changed_meanwhile_is_not_overwritten(settings_page: Client, recruiter: Any) -> None:
    reason = Reason.objects.get(text="The position is filled or withdrawn")
    address = f"/desk/settings/reasons/{reason.pk}/"
    older = version_at(settings_page, address)
    reasons.change(reason, text="Filled", is_used=True, by=recruiter, version=reason.version)

    answer = settings_page.post(address, {"text": "Withdrawn", "version": older})

    reason.refresh_from_db()
    assert (answer.status_code, reason.text) == (409, "Filled")
    assert "Rita Recruiter changed this on" in answer.text
    assert 'value="Withdrawn"' in answer.text
    assert '<dd class="typed-text">Filled</dd>' in answer.text


def test_the_same_words_twice_are_said_at_the_field(admin: Any) -> None:
    one, other = Reason.objects.all()[:2]

    with pytest.raises(Invalid) as refusal:
        reasons.change(one, text=other.text, is_used=True, by=admin, version=one.version)

    assert refusal.value.field == "text"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_literal_number_of_queries(
    client: Any, admin: Any, rows: int, django_assert_num_queries: Any
) -> None:
    Reason.objects.all().delete()
    for number in range(rows):
        Reason.objects.create(text=f"Reason {number}")
    client.force_login(admin)
    client.get("/desk/settings/reasons/")

    with django_assert_num_queries(5):  # session, user, reasons, organisation, letters that wait
        page = client.get("/desk/settings/reasons/")

    assert page.status_code == 200
