"""Passkeys, with a virtual authenticator in Chromium: adding, signing in, and what is refused."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from audit.models import Entry
from tests.accounts.second_factors import a_passkey, half_in, recovery_codes, with_app
from tests.accounts.signing_in import is_in, sign_in
from tests.browser import share_cookies
from tests.conftest import PASSWORD, make_user

in_a_browser = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAPTURE = "HTMLFormElement.prototype.submit = function () { window.sent = this.elements.answer.value; };"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """A page whose browser has a telephone of its own."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        added = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.id = added["authenticatorId"]
        self.complaints: list[str] = []
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if "Content Security" in said.text else None,
        )

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def verifies(self, is_verified: bool) -> None:
        settings = {"authenticatorId": self.id, "isUserVerified": is_verified}
        self.cdp.send("WebAuthn.setUserVerified", settings)

    def keys(self) -> list[Any]:
        found: list[Any] = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found

    def sign_in(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        share_cookies(client, self.page, self.url)

    def sign_out(self) -> None:
        self.page.context.clear_cookies()

    def add(self, user: User) -> None:
        self.sign_in(user)
        self.go("/accounts/factor/passkeys/new/")
        self.page.fill("[name=name]", "My telephone")
        self.page.click("text=Add this passkey")
        self.page.wait_for_url("**/accounts/factor/codes/")

    def session(self) -> Client:
        """The test's client in the session of this browser."""
        client = Client()
        for cookie in self.page.context.cookies():
            client.cookies[cookie["name"]] = cookie["value"]
        return client

    def answer(self, path: str) -> str:
        """What the page there would send, which is not sent."""
        self.page.add_init_script(CAPTURE)
        self.go(path)
        self.page.wait_for_function("window.sent")
        return str(self.page.evaluate("window.sent"))

    def make_stale(self) -> None:
        """The last proof was six minutes ago."""
        store = SessionStore(next(c["value"] for c in self.page.context.cookies() if c["name"] == "session"))
        store["staff_proved"] -= 360
        store.save()


@pytest.fixture
def device(open_page: Callable[..., Page], live_server: Any, settings: Any) -> Device:
    settings.BASE_URL = live_server.url
    return Device(open_page(), live_server.url)


class TestInABrowser:
    pytestmark = in_a_browser

    def test_the_only_thing_that_one_needs(self, device: Device, recruiter: User, settings: Any) -> None:
        """S1: it is a second factor, and signs in by itself."""
        settings.REQUIRE_SECOND_FACTOR = True
        page = device.page
        device.sign_in(recruiter)
        device.go("/desk/")
        page.click("text=Add a passkey")
        page.fill("[name=name]", "My telephone")
        page.click("text=Add this passkey")
        page.wait_for_url("**/accounts/factor/codes/")
        assert page.locator(".recovery-codes li").count() == 10
        page.click("text=to the desk")
        page.wait_for_url("**/desk/")
        device.sign_out()

        device.go("/accounts/login/?next=/desk/applications/")
        page.click("text=Sign in with a passkey")

        page.wait_for_url(f"{device.url}/desk/applications/")
        row = Authenticator.objects.get(type="webauthn")
        assert (row.user, row.data["name"]) == (recruiter, "My telephone")
        assert device.keys()[0]["privateKey"] not in json.dumps(row.data)
        actions = set(Entry.objects.values_list("action", flat=True))
        assert {"user.factor_added", "user.recovery_codes_made", "user.signed_in"} <= actions
        assert device.complaints == []

    def test_the_second_step_after_the_password(self, device: Device, recruiter: User) -> None:
        device.add(recruiter)
        device.sign_out()
        page = device.page
        device.go("/accounts/login/")
        page.fill("[name=login]", recruiter.email)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/accounts/second-step/")

        page.click("text=Use a passkey")

        page.wait_for_url("**/desk/")

    def test_saying_that_it_is_you(self, device: Device, recruiter: User) -> None:
        """S12: and what was pressed goes on then."""
        device.add(recruiter)
        device.go("/accounts/factor/")
        device.make_stale()
        page = device.page

        page.click("text=Remove My telephone")
        page.wait_for_url("**/accounts/confirm/?next=**")
        page.click("text=Use a passkey")

        page.wait_for_url("**/accounts/factor/#passkeys")
        assert not Authenticator.objects.exists()
        assert Entry.objects.filter(action="user.factor_removed", data__kind="passkey").count() == 1

    def test_a_device_that_asked_for_nothing_is_refused(self, device: Device, recruiter: User) -> None:
        device.add(recruiter)
        device.sign_out()
        device.verifies(False)

        device.go("/accounts/passkey/")
        device.page.wait_for_selector("[data-passkey-failed]:visible")

        assert "was not used" in device.page.inner_text("[data-passkey-failed]")
        device.go("/desk/")
        assert "/accounts/login/" in device.page.url

    def test_an_answer_is_taken_once_and_where_it_was_asked(self, device: Device, recruiter: User) -> None:
        """V18: the wrong place, another browser, and twice."""
        device.add(recruiter)
        device.sign_out()
        answer = device.answer("/accounts/passkey/")
        client = device.session()

        assert Client().post("/accounts/passkey/", {"answer": answer}).status_code == 400
        assert client.post("/accounts/passkey/", {"answer": answer}).status_code == 302
        assert is_in(client)
        client.post("/accounts/logout/")
        assert client.post("/accounts/passkey/", {"answer": answer}).status_code == 400

    @pytest.mark.parametrize("where", ["/accounts/passkey/", "/accounts/second-step/passkey/"])
    def test_the_session_of_before_is_dead(self, device: Device, recruiter: User, where: str) -> None:
        """S6: where the passkey is all that is asked for, and where it is the second step."""
        device.add(recruiter)
        device.sign_out()
        half = Client()
        half_in(half, recruiter)
        share_cookies(half, device.page, device.url)
        answer = device.answer(where)
        client, attacker = device.session(), device.session()
        before = client.cookies["session"].value

        assert client.post(where, {"answer": answer}).status_code == 302

        assert client.cookies["session"].value != before
        assert is_in(client)
        attacker.post(where, {"answer": answer})
        assert not is_in(attacker)

    def test_it_confirms_once(self, device: Device, recruiter: User) -> None:
        device.add(recruiter)
        answer = device.answer("/accounts/confirm/passkey/")
        client = device.session()

        assert client.post("/accounts/confirm/passkey/", {"answer": answer}).status_code == 302
        assert client.post("/accounts/confirm/passkey/", {"answer": answer}).status_code == 400

    def test_a_question_is_asked_for_one_purpose(self, device: Device, recruiter: User) -> None:
        """V18: what was to sign in does not confirm, and the other way round; nor after a wrong try."""
        device.add(recruiter)
        answer = device.answer("/accounts/confirm/passkey/")
        client = device.session()
        out = Client()
        out.get("/accounts/passkey/")
        session, theirs = out.session, client.session
        session.update({k: theirs[k] for k in ("staff_passkey_asked", "mfa.webauthn.state")})
        session.save()

        assert out.post("/accounts/passkey/", {"answer": answer}).status_code == 400
        assert client.post("/accounts/confirm/passkey/", {"answer": "{}"}).status_code == 400
        assert client.post("/accounts/confirm/passkey/", {"answer": answer}).status_code == 400

    @pytest.mark.parametrize("what", ["late", "origin", "tampered", "another's"])
    def test_what_else_is_refused(self, device: Device, recruiter: User, settings: Any, what: str) -> None:
        rival = make_user("interviewer", "Rikke Rival")
        device.add(recruiter)
        device.sign_out()
        answer = device.answer("/accounts/passkey/")
        client = device.session()
        if what == "late":
            with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1), tick=False):
                page = client.post("/accounts/passkey/", {"answer": answer})
        elif what == "origin":
            settings.BASE_URL = "http://localhost:1"  # the same host: the passkey belongs to it
            page = client.post("/accounts/passkey/", {"answer": answer})
        else:
            said = json.loads(answer)
            if what == "tampered":
                said["response"]["signature"] = said["response"]["signature"][:-4] + "AAAA"
            else:
                said["response"]["userHandle"] = "bm9ib2R5"
                Authenticator.objects.update(user=rival)
            page = client.post("/accounts/passkey/", {"answer": json.dumps(said)})

        assert (page.status_code, is_in(client)) == (400, False)

    def test_my_passkey_is_not_the_second_step_of_another(self, device: Device, recruiter: User) -> None:
        """V18: another's half-finished sign-in."""
        victim = make_user("administrator", "Vera Victim")
        device.add(victim)
        device.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": device.id})
        device.sign_out()
        device.add(recruiter)
        device.sign_out()
        answer = device.answer("/accounts/passkey/")
        asked = device.session().session
        client = Client()
        half_in(client, victim)
        client.get("/accounts/second-step/passkey/")
        session = client.session
        session["mfa.webauthn.state"] = asked["mfa.webauthn.state"]
        session.save()

        assert client.post("/accounts/second-step/passkey/", {"answer": answer}).status_code == 400
        assert not is_in(client)
        failed = Entry.objects.get(action="user.sign_in_failed", object_id=str(victim.pk))
        assert failed.data["reason"] == "passkey"

    def test_a_closed_account_stays_out(self, device: Device, recruiter: User) -> None:
        device.add(recruiter)
        device.sign_out()
        User.objects.filter(pk=recruiter.pk).update(is_active=False)

        device.go("/accounts/passkey/")

        device.page.wait_for_url("**/accounts/inactive/")

    def test_at_320_pixels(self, device: Device, recruiter: User) -> None:
        device.page.set_viewport_size({"width": 320, "height": 640})
        device.add(recruiter)
        for path in ("/accounts/factor/", "/accounts/factor/passkeys/new/", "/accounts/factor/codes/"):
            device.go(path)
            assert device.page.evaluate("document.documentElement.scrollWidth") == 320, path


@pytest.mark.django_db
class TestWithoutOne:
    @pytest.mark.parametrize(
        "answer",
        [None, "", "null", "[]", "{}", "x", "[" * 19_000, '{"response": []}', '{"response": {}}',
         '{"response": {"clientDataJSON": "e30"}}', "1e999", '"' + "a" * 30_000 + '"'],
    )  # fmt: skip
    def test_no_answer_is_no_passkey(self, client: Client, recruiter: User, answer: str | None) -> None:
        """V18: null, arrays and other shapes, at each of the four places."""
        sent = {} if answer is None else {"answer": answer}
        client.get("/accounts/passkey/")
        assert client.post("/accounts/passkey/", sent).status_code == 400

        Authenticator.objects.create(user=recruiter, type="webauthn", data=a_passkey())
        half_in(client, recruiter)
        client.get("/accounts/second-step/passkey/")
        assert client.post("/accounts/second-step/passkey/", sent).status_code == 400
        assert not is_in(client)

        client.force_login(User.objects.get(pk=recruiter.pk))
        assert client.post("/accounts/confirm/passkey/", sent).status_code == 400
        session = client.session
        session["staff_factor"] = True
        session.save()
        assert client.post("/accounts/factor/passkeys/new/", {"name": "x", **sent}).status_code == 400
        assert Authenticator.objects.count() == 1

    def test_only_ones_own_is_removed(self, client: Client, recruiter: User) -> None:
        theirs = Authenticator.objects.create(
            user=make_user("interviewer", "Iben Other"), type="webauthn", data=a_passkey()
        )
        sign_in(client, recruiter.email)

        assert client.post(f"/accounts/factor/passkeys/{theirs.pk}/removals/").status_code == 404
        assert Authenticator.objects.filter(pk=theirs.pk).exists()

    def test_an_account_has_ten_at_most(self, recruiter: User) -> None:
        from accounts import factors
        from core.errors import DomainError

        for number in range(factors.MOST_PASSKEYS):
            factors.add_passkey(recruiter, name=str(number), answer={}, source="")
        with pytest.raises(DomainError, match="as many passkeys"):
            factors.add_passkey(recruiter, name="one more", answer={}, source="")

    def test_signing_in_by_one_is_counted(self, client: Client) -> None:
        answers = [client.post("/accounts/passkey/", {"answer": "{}"}).status_code for _ in range(121)]

        assert answers == [400] * 120 + [429]

    def test_recovery_codes_open_an_account_with_a_passkey_alone(
        self, client: Client, recruiter: User
    ) -> None:
        with_app(recruiter)
        Authenticator.objects.filter(type="totp").update(type="webauthn", data=a_passkey())
        half_in(client, recruiter)
        assert "one of your recovery codes" in client.get("/accounts/second-step/").text

        client.post("/accounts/second-step/", {"code": recovery_codes(recruiter)[0]})

        assert is_in(client)
