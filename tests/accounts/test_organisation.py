import pytest
from django.test import Client

from accounts import organisation
from accounts.models import Organisation, User
from audit.models import Entry

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/settings/organisation/"
FILLED = {
    "name": "Nordfjord Biologics",
    "about": "We make things.\r\nQuietly.",
    "website": "www.example.com",
    "privacy_contact": "data@example.com",
    "time_zone": "Europe/Copenhagen",
}


def test_the_administrator_changes_it(client: Client, admin: User) -> None:
    client.force_login(admin)

    response = client.post(ADDRESS, FILLED, follow=True)

    assert "Saved." in response.text
    kept = Organisation.objects.get()
    assert (kept.pk, kept.name, kept.website) == (1, "Nordfjord Biologics", "https://www.example.com")
    assert Entry.objects.get(action="organisation.changed").actor == f"user:{admin.pk}"


def test_the_same_again_writes_nothing(admin: User) -> None:
    organisation.change(by=admin, name="Nordfjord Biologics")
    organisation.change(by=admin, name="Nordfjord Biologics")

    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("time_zone", "Mars/Base"),
        ("website", "javascript:alert(1)"),
        ("privacy_contact", "a,b@c.dk"),
    ],
)
def test_what_cannot_be_right_is_said_at_the_field(
    client: Client, admin: User, field: str, value: str
) -> None:
    client.force_login(admin)

    response = client.post(ADDRESS, {**FILLED, field: value})

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Organisation.objects.exists()


def test_a_refused_token_gives_the_form_back(admin: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin)

    response = client.post(ADDRESS, FILLED)

    assert response.status_code == 403
    assert "We make things." in response.text
    assert not Organisation.objects.exists()


def test_the_settings_page_leads_to_both(client: Client, admin: User) -> None:
    client.force_login(admin)

    text = client.get("/desk/settings/").text

    assert ADDRESS in text
    assert "/desk/settings/people/" in text
