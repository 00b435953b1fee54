"""What every answer tells a browser."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
ANSWERS = {
    "/jobs/": 200,
    "/": 302,
    "/accounts/logout/": 405,
    "/no/such/page/": 404,
    "/jobs/%00/": 400,
    "/desk/": 302,
    "/static/probe.css": 200,
    "/static/missing.css": 404,
}


@pytest.fixture(autouse=True)
def _a_static_file() -> None:
    (settings.STATIC_ROOT / "probe.css").write_text("p { margin: 0 }")


def policy(response: Any) -> dict[str, str]:
    parts = (
        part.strip().partition(" ")[::2] for part in response.headers["Content-Security-Policy"].split(";")
    )
    return dict(parts)


@pytest.mark.parametrize(("address", "status"), ANSWERS.items())
def test_every_answer_is_fenced_in(address: str, status: int) -> None:
    """S14, S16: pages, redirects, refusals, errors and static files alike."""
    response = Client(raise_request_exception=False).get(address)
    response.close()

    assert response.status_code == status
    assert policy(response)["default-src"] == "'self'"
    for name in ("object-src", "base-uri", "frame-ancestors"):
        assert policy(response)[name] == "'none'"
    assert policy(response)["form-action"] == "'self'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_refused_host_is_fenced_in_too() -> None:
    response = Client().get("/jobs/", headers={"Host": "evil.example"})

    assert (response.status_code, policy(response)["default-src"]) == (400, "'self'")


@pytest.mark.parametrize("address", ["/desk/", "/accounts/password/change/", "/desk/settings/"])
def test_what_a_signed_in_person_sees_is_not_stored(client: Client, admin: User, address: str) -> None:
    """S18."""
    client.force_login(admin)

    assert "no-store" in client.get(address).headers["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/key/a-b/"]
)
def test_pages_with_a_token_or_a_secret_are_not_stored(client: Client, address: str) -> None:
    """S18."""
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_signing_out_leaves_nothing_to_go_back_to(client: Client, admin: User) -> None:
    """S18: the page is asked for again, and is gone."""
    client.force_login(admin)
    page = client.get("/desk/settings/")
    client.post("/accounts/logout/")

    assert "no-store" in page.headers["Cache-Control"]
    assert client.get("/desk/settings/").status_code == 302
