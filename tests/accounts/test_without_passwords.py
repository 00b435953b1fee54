"""`PASSWORDS=false`: the provider is the only way in, beside passkeys."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import User
from mail.models import OutgoingMail
from tests.accounts.provider import Provider
from tests.accounts.second_factors import code, with_app
from tests.accounts.signing_in import reset_link, sign_in
from tests.accounts.signing_on import there_and_back
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_passwords(settings: Any, provider: Provider) -> None:
    settings.PASSWORDS = False


@pytest.mark.usefixtures("no_passwords")
def test_without_passwords_the_right_one_opens_nothing(client: Client, recruiter: User) -> None:
    response = sign_in(client, recruiter.email)

    assert response.status_code == 403
    assert "Nobody signs in with a password here." in response.content.decode()
    assert client.get("/desk/").status_code == 302


@pytest.mark.usefixtures("no_passwords")
def test_nor_does_it_confirm_anything(client: Client, provider: Provider, recruiter: User) -> None:
    there_and_back(client)
    session = client.session
    session["staff_proved"] = 0
    session.save()

    client.post("/accounts/confirm/", {"password": PASSWORD})

    assert client.session["staff_proved"] == 0


@pytest.mark.usefixtures("no_passwords")
def test_without_passwords_none_is_asked_for_or_set(client: Client, recruiter: User) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert 'name="password"' not in page
    assert "Forgot" not in page
    for address in ("/accounts/password/reset/", "/accounts/password/reset/key/zz-never/"):
        assert client.get(address).status_code == 404
    there_and_back(client)
    assert client.get("/accounts/password/change/").status_code == 404
    assert "/accounts/password/change/" not in client.get("/desk/").content.decode()


def test_a_link_of_before_sets_none_either(
    client: Client, provider: Provider, recruiter: User, settings: Any
) -> None:
    client.post("/accounts/password/reset/", {"email": recruiter.email})
    link = reset_link(recruiter)
    settings.PASSWORDS = False

    assert client.get(urlsplit(link).path).status_code == 404


@pytest.mark.usefixtures("no_passwords")
def test_an_invitation_says_how_to_sign_in(client: Client, provider: Provider, admin: User) -> None:
    provider.person["email"] = admin.email
    there_and_back(client)

    client.post(
        "/desk/settings/people/new/",
        {"name": "Nadia New", "email": "nadia@staff.example", "role": "recruiter"},
    )

    mail = OutgoingMail.objects.get(to="nadia@staff.example")
    assert "Example ID" in mail.text
    assert "/accounts/login/" in mail.text
    assert "password" not in mail.text


@pytest.mark.usefixtures("no_passwords")
def test_no_page_speaks_of_one(client: Client, recruiter: User, settings: Any) -> None:
    assert "password" not in client.get("/accounts/passkey/").text
    with_app(recruiter)
    there_and_back(client)
    assert "password" not in client.get("/accounts/second-step/").text

    client.post("/accounts/second-step/", {"code": code()})
    for address in ("/accounts/sessions/", "/accounts/factor/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "password" not in page.text, address
