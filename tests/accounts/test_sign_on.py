"""Single sign-on, against a provider that is real: who comes in, as whom, and who does not."""

import copy
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from csp.constants import HEADER as CONTENT_POLICY
from csp.utils import build_policy
from django.conf import settings as settings_at_start
from django.test import Client

from accounts.models import User
from audit.models import Entry
from recruitment.middleware import HEADERS
from tests.accounts.provider import CLIENT, Provider
from tests.accounts.signing_in import is_in, sign_in
from tests.accounts.signing_on import START, back, there, there_and_back
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ABOVE = {"administrator": "admins"}


def refusals() -> list[str]:
    return [entry.data["reason"] for entry in Entry.objects.filter(action="user.sign_in_refused")]


def test_whoever_the_provider_knows_comes_in(client: Client, provider: Provider, recruiter: User) -> None:
    assert "Sign in with Example ID" in client.get("/accounts/login/").content.decode()

    response = there_and_back(client)

    assert (response.status_code, response.headers["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200
    entry = Entry.objects.get(action="user.signed_in")
    assert entry.actor == f"user:{recruiter.pk}"
    asked = provider.asked[0]
    assert asked["response_type"] == "code"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert "prompt" not in asked


def test_the_session_of_before_is_dead_afterwards(client: Client, provider: Provider) -> None:
    """S6: what the browser had at the way there and back opens nothing, and holds no sign-in any more."""
    address = back(there(client))
    before = client.cookies[settings_at_start.SESSION_COOKIE_NAME].value
    attacker = Client()
    attacker.cookies[settings_at_start.SESSION_COOKIE_NAME] = before

    assert client.get(address).status_code == 302

    assert client.cookies[settings_at_start.SESSION_COOKIE_NAME].value != before
    assert (is_in(client), is_in(attacker)) == (True, False)
    assert attacker.get(address).status_code == 403


def test_the_password_stays_as_it_was(client: Client, provider: Provider, recruiter: User) -> None:
    """allauth would take it away, for nobody has verified the address but the provider."""
    there_and_back(client)

    recruiter.refresh_from_db()
    assert recruiter.check_password(PASSWORD)


def test_nothing_of_the_provider_is_kept(client: Client, provider: Provider) -> None:
    from allauth.socialaccount.models import SocialAccount, SocialToken

    there_and_back(client)

    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()


def test_it_leads_to_the_page_that_was_asked(client: Client, provider: Provider) -> None:
    assert there_and_back(client, next="/desk/interviews/").headers["Location"] == "/desk/interviews/"


def test_and_to_no_other_host(client: Client, provider: Provider) -> None:
    assert there_and_back(client, next="https://evil.example/").headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({"email": "nobody@staff.example"}, "no_account"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": None}, "unverified"),
        ({"email_verified": "false"}, "unverified"),
        ({"email": ""}, "unverified"),
    ],
    ids=lambda value: str(value),
)
def test_whoever_has_no_account_or_no_verified_address_stays_out(
    client: Client, provider: Provider, person: dict[str, Any], reason: str
) -> None:
    provider.person |= person

    response = there_and_back(client)

    assert response.status_code == 403
    assert "You are not signed in" in response.content.decode()
    assert not is_in(client)
    assert refusals() == [reason]
    assert User.objects.count() == 1


def test_some_say_verified_in_a_word(client: Client, provider: Provider) -> None:
    provider.person["email_verified"] = "true"

    there_and_back(client)

    assert is_in(client)


def test_the_case_of_an_address_does_not_matter(client: Client, provider: Provider, recruiter: User) -> None:
    provider.person["email"] = recruiter.email.upper()

    there_and_back(client)

    assert is_in(client)


def test_a_closed_account_stays_closed(client: Client, provider: Provider, recruiter: User) -> None:
    User.objects.filter(pk=recruiter.pk).update(is_active=False)

    response = there_and_back(client)

    assert response.headers["Location"] == "/accounts/inactive/"
    assert not is_in(client)
    assert refusals() == ["closed"]


@pytest.mark.parametrize(
    "told",
    [
        {"aud": "somebody-else"}, {"iss": "https://evil.example"}, {"exp": int(time.time()) - 60},
        {"sub": "not the one of the userinfo"},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_for_somebody_else_is_none(client: Client, provider: Provider, told: dict[str, Any]) -> None:
    provider.id_token = told

    response = there_and_back(client)

    assert response.status_code == 503
    assert not is_in(client)


def test_an_answer_that_was_not_asked_for_is_none(client: Client, provider: Provider) -> None:
    """Nor one that another browser asked for, nor the same twice."""
    address = back(there(Client()))
    assert client.get(address).status_code == 403
    assert client.get("/accounts/oidc/sign-on/login/callback/?code=made-up&state=made-up").status_code == 403

    address = back(there(client))
    assert client.get(address).status_code == 302
    again = Client().get(address)
    assert again.status_code == 403
    assert "This sign-in was over already" in again.text
    assert 'class="languages"' not in again.text  # its address, asked in another language, would be over, too


def test_a_code_without_its_proof_is_worth_nothing(client: Client, provider: Provider) -> None:
    """PKCE: whoever sees the address on its way back cannot use it in a sign-in of their own."""
    stolen = parse_qs(urlsplit(back(there(Client()))).query)["code"][0]
    own = urlsplit(back(there(client)))
    state = parse_qs(own.query)["state"][0]

    assert client.get(f"{own.path}?code={stolen}&state={state}").status_code == 503
    assert not is_in(client)


def test_a_provider_that_is_away_is_said(client: Client, provider: Provider) -> None:
    provider.is_broken = True

    response = client.post(START)

    assert response.status_code == 503
    assert "did not say who you are" in response.content.decode()


def test_whoever_stops_over_there_is_told(client: Client, provider: Provider) -> None:
    provider.refuses = "access_denied"

    response = there_and_back(client)

    assert response.status_code == 403
    assert "You have stopped it" in response.content.decode()


def test_without_a_provider_there_is_no_such_way(client: Client, db: None) -> None:
    assert client.post(START).status_code == 404
    assert client.get(f"{START}callback/?code=a&state=b").status_code == 404
    assert "Sign in with" not in client.get("/accounts/login/").content.decode().replace(
        "Sign in with a passkey", ""
    )
    assert client.post("/accounts/oidc/another/login/").status_code == 404


def test_another_site_starts_nothing(provider: Provider) -> None:
    """V9: whoever is sent to the provider pressed the button here."""
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403
    assert provider.asked == []


def test_looking_at_the_way_starts_nothing(client: Client, provider: Provider) -> None:
    assert client.get(START).status_code == 405
    assert provider.asked == []


# Roles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["staff", "hr"], "recruiter"),
        (["hr", "leads"], "hiring_manager"),  # the first of OIDC_ROLES
        ("leads", "hiring_manager"),
        (["staff"], "interviewer"),  # none of them: as it was
        (None, "interviewer"),
        ({"hr": True}, "interviewer"),
    ],
    ids=str,
)
def test_the_role_follows_the_claim(
    client: Client, provider: Provider, settings: Any, interviewer: User, groups: Any, role: str
) -> None:
    settings.OIDC_ROLE_CLAIM = "groups"
    settings.OIDC_ROLES = {"leads": "hiring_manager", "hr": "recruiter"}
    provider.person |= {"email": interviewer.email, "groups": groups}

    there_and_back(client)

    interviewer.refresh_from_db()
    assert interviewer.role == role
    assert is_in(client)
    changed = Entry.objects.filter(action="user.changed")
    assert [(entry.actor, entry.data["role"]) for entry in changed] == (
        [("system", role)] if role != "interviewer" else []
    )


def test_nobody_falls_who_may_do_everything(
    client: Client, provider: Provider, settings: Any, admin: User
) -> None:
    """S69"""
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    settings.OIDC_ROLE_CLAIM, settings.OIDC_ROLES = "groups", {"hr": "interviewer"}
    provider.person |= {"email": admin.email, "groups": ["hr"]}

    there_and_back(client)

    admin.refresh_from_db()
    assert admin.role == "administrator"


# Factors, and asking again -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "asks", "status"),
    [
        ({}, False, 302),
        ({"amr": ["pwd"]}, False, 302),
        ({"amr": ["pwd", "mfa"]}, False, 200),
        ({}, True, 200),
    ],
    ids=str,
)
def test_the_factor_of_the_provider_counts_where_it_says_so(
    client: Client, provider: Provider, settings: Any, told: dict[str, Any], asks: bool, status: int
) -> None:
    """S1: or where the operator says that it always asks for one."""
    settings.REQUIRE_SECOND_FACTOR, settings.OIDC_ASKS_FOR_FACTOR = True, asks
    provider.id_token = told

    there_and_back(client)

    assert client.get("/desk/").status_code == status


def change_person(client: Client, person: User) -> Any:
    data = {"name": "Another Name", "email": person.email, "role": person.role, "version": person.version}
    return client.post(f"/desk/settings/people/{person.pk}/", data)


def test_who_signed_in_over_there_long_ago_is_asked_again(
    client: Client, provider: Provider, admin: User, interviewer: User
) -> None:
    """S12: by the provider, who is told to; and what was sent goes on then."""
    provider.person["email"] = admin.email
    provider.id_token = {"auth_time": time.time() - 3600}
    there_and_back(client)
    asked = change_person(client, interviewer)
    assert asked.headers["Location"].startswith("/accounts/confirm/")
    assert "Confirm with Example ID" in client.get(asked.headers["Location"]).content.decode()
    target = parse_qs(urlsplit(asked.headers["Location"]).query)["next"][0]

    stale = there_and_back(client, next=target)
    assert stale.status_code == 403
    assert "did not ask you who you are" in stale.content.decode()

    provider.id_token = {}
    there_and_back(client, next=target)

    interviewer.refresh_from_db()
    assert interviewer.name == "Another Name"
    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")


def test_a_sign_in_over_there_just_now_counts(
    client: Client, provider: Provider, admin: User, interviewer: User
) -> None:
    provider.person["email"] = admin.email
    there_and_back(client)

    assert change_person(client, interviewer).headers["Location"].startswith("/desk/settings/people/")


def test_nobody_confirms_as_somebody_else(
    client: Client, provider: Provider, recruiter: User, admin: User
) -> None:
    sign_in(client, admin.email)

    response = there_and_back(client)

    assert response.status_code == 403
    assert "somebody else" in response.content.decode()
    assert client.get("/desk/settings/").status_code == 200  # still the administrator


def test_signing_out_here_signs_out_there(client: Client, provider: Provider, settings: Any) -> None:
    there_and_back(client)

    response = client.post("/accounts/logout/")

    url = urlsplit(response.headers["Location"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{provider.url}/logout"
    assert parse_qs(url.query) == {
        "client_id": [CLIENT], "post_logout_redirect_uri": [f"{settings.BASE_URL}/accounts/login/"],
    }  # fmt: skip
    assert not is_in(client)


def test_whoever_came_by_a_password_is_signed_out_here_alone(
    client: Client, provider: Provider, recruiter: User
) -> None:
    sign_in(client, recruiter.email)

    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"


# In a browser --------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_allowed", [True, False], ids=["its origin", "no other"])
def test_the_policy_lets_a_form_lead_to_the_provider(
    open_page: Any,
    live_server: Any,
    provider: Provider,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    is_allowed: bool,
) -> None:
    """`form-action` holds for where a form is sent on to, as well."""
    origin = provider.url if is_allowed else "https://login.example.com"
    monkeypatch.setitem(HEADERS, CONTENT_POLICY, policy_with(origin))
    settings.BASE_URL = live_server.url
    page = open_page()

    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Sign in with Example ID").click()

    if is_allowed:
        page.wait_for_url("**/desk/")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/accounts/login/")
        assert provider.signed_out
    else:
        page.wait_for_timeout(500)
        assert provider.asked == []


def policy_with(origin: str) -> str:
    """As it is made at the start, of the settings."""
    directives = copy.deepcopy(settings_at_start.CONTENT_SECURITY_POLICY["DIRECTIVES"])
    return build_policy({**directives, "form-action": ["'self'", origin]})
