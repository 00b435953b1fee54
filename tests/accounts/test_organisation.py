import pytest
from django.test import Client

from accounts import organisation
from accounts.models import Organisation, User
from audit.models import Entry
from tests.sending import send, version_at

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/settings/organisation/"
FILLED = {
    "name": "Nordfjord Biologics",
    "about": "We make things.\r\nQuietly.",
    "website": "www.example.com",
    "privacy_contact": "data@example.com",
    "security_contact": "holes@example.com",
    "time_zone": "Europe/Copenhagen",
    "language": "da",
}


def test_the_administrator_changes_it(client: Client, admin: User) -> None:
    client.force_login(admin)

    response = send(client, ADDRESS, FILLED)

    assert response.status_code == 302
    kept = Organisation.objects.get()
    assert (kept.pk, kept.name, kept.website) == (1, "Nordfjord Biologics", "https://www.example.com")
    assert Entry.objects.get(action="organisation.changed").actor == f"user:{admin.pk}"


def test_the_same_again_writes_nothing(admin: User) -> None:
    version = Organisation.current().version

    organisation.change(by=admin, version=version, name="Nordfjord Biologics")
    organisation.change(by=admin, version=version, name="Nordfjord Biologics")

    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("time_zone", "Mars/Base"),
        ("website", "javascript:alert(1)"),
        ("privacy_contact", "a,b@c.dk"),
        ("security_contact", "a,b@c.dk"),
    ],
)
def test_what_cannot_be_right_is_said_at_the_field(
    client: Client, admin: User, field: str, value: str
) -> None:
    client.force_login(admin)

    response = client.post(ADDRESS, {**FILLED, field: value})

    assert response.status_code == 400
    assert field in response.context["form"].errors
    assert not Organisation.objects.exists()


def test_what_changed_meanwhile_is_not_overwritten(client: Client, admin: User, recruiter: User) -> None:
    client.force_login(admin)
    older = version_at(client, ADDRESS)
    version = Organisation.current().version
    organisation.change(by=recruiter, version=version, name="Sydfjord Biologics")

    response = client.post(ADDRESS, {**FILLED, "version": older})

    assert response.status_code == 409
    assert "Rita Recruiter changed this on" in response.text
    assert '<dd class="typed-text">Sydfjord Biologics</dd>' in response.text
    assert "Nordfjord Biologics" in response.text
    assert Organisation.objects.get().name == "Sydfjord Biologics"
    assert send(client, ADDRESS, FILLED).status_code == 302


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
