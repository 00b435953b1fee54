"""Which passwords are refused, by which sentence, wherever one is set."""

import io
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.management.commands import changepassword, createsuperuser
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import gettext, override

from accounts import mailing, passwords
from accounts.models import Organisation, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

SHORT = "Too short: at least 12 characters are needed, this has {count}. Take a short sentence."
LONG = "Too long: at most 128 characters fit, this has {count}. Leave some out."
COMMON = (
    "This is one of the passwords that are guessed first, or little more than one or two of them. "
    "Take several words that have nothing to do with each other."
)
REPEATED = "This is the same again and again. Write different words instead."
RUN = "Most of this is a run like 123456 or qwerty. Write words instead of the run."
NAMED = (
    "Most of this is a name that others know: of the person, of their e-mail address or of the "
    "organisation. Write words that have nothing to do with it."
)
PHRASE = "kuldegrader i marts"
# The person is Rita Recruiter at staff.example, or who PERSON says; the organisation is Nordfjord Biologics.
REFUSED = [
    ("", {SHORT}),
    ("short-one-1", {SHORT}),  # eleven characters
    ("e\u0301l" * 2 + "pe\u0301ne\u0301t", {SHORT}),  # nine, typed as thirteen code points
    ("ordenes hav " * 11, {LONG}),
    ("password", {SHORT, COMMON}),
    ("abc123", {SHORT, COMMON}),
    ("12341234", {SHORT, COMMON, RUN}),
    ("professional", {COMMON}),
    ("ｐｒｏｆｅｓｓｉｏｎａｌ", {COMMON}),  # the same in wide letters
    ("Password2024!", {COMMON}),
    ("!!P@$$w0rd!!", {COMMON}),
    ("1l0vey0u2025", {COMMON}),  # the first 1 is an i
    ("w3lc0me-2-3-4", {COMMON}),
    ("Velkommen1234", {COMMON}),
    ("København2025", {COMMON}),
    ("Kobenhavn2025", {COMMON}),
    ("koebenhavn123", {COMMON}),
    ("letmein-letmein", {COMMON}),
    ("trustno1trustno1", {COMMON}),
    ("monkeydragon", {COMMON}),
    ("Monkey & Dragon 7", {COMMON}),
    ("summer-summer-summer", {COMMON, REPEATED}),
    ("gryde gryde gryde", {REPEATED}),
    ("grydegrydegrydegr", {REPEATED}),
    ("sommervej1 sommervej2 sommervej3", {REPEATED}),
    ("æøå æøå æøå æøå", {REPEATED}),
    ("x7" * 32, {REPEATED}),
    ("4711 4711 4711", {REPEATED}),
    ("123456789012", {RUN}),
    ("210987654321", {RUN}),
    ("2345-rstuv-876", {RUN}),
    ("abcdefghijkl", {RUN}),
    ("asdfghjklæøå", {RUN}),
    ("qwertyuiop123", {COMMON, RUN}),
    ("1qaz2wsx3edc", {COMMON, RUN}),
    ("🦊" * 12, {REPEATED, RUN}),
    ("aaaaaaaaaaaa", {COMMON, REPEATED, RUN}),
    ("rita.recruiter", {NAMED}),
    ("Rita Recruiter 1", {NAMED}),
    ("RECRUITER2025", {NAMED}),
    ("r1ta-r3cru1ter", {NAMED}),
    ("rrecruiter123", {NAMED}),
    ("retiurcer1234", {NAMED}),  # backwards
    ("recruiter-monkey", {NAMED}),  # and one of the common ones
    ("staff.example", {NAMED}),
    ("NordfjordBiologics", {NAMED}),
    ("n0rdfj0rd2025!", {NAMED}),
    ("biologics at nordfjord", {NAMED}),
]
ACCEPTED = [
    "twelve-chars", PHRASE, " spaces at both ends ", "correct-horse-battery", "rita kan lide at cykle",
    "nordfjord har kolde morgener", "en sætning og 123456 til", "qwerty er let at huske", "31415926535897",
    "🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧", "Kx3!vT9#pL2$", "grøn hund, grøn hund og en kat",
    "blå båd ved kajen " * 2, "".join(chr(0x4E00 + 7 * n) for n in range(128)),
    "".join(f"{chr(0x4E00 + 7 * n)}e\u0301" for n in range(64)),  # 128 characters, typed as 192
]  # fmt: skip
PERSON = [
    ("Øjvind Åkjær", "oejvindaakjaer", True),
    ("Øjvind Åkjær", "ojvind akjaer", True),
    ("Øjvind Åkjær", "ØJVIND-ÅKJÆR-1", True),
    ("Bo Li", "boli 23 boli 7", True),
    ("Bo Li", "lille bolig i byen", False),
    ("Ida Smed", "smedens blå gryde", False),
]


@pytest.fixture(autouse=True)
def _organisation(db: None) -> None:
    Organisation.objects.create(pk=1, name="Nordfjord Biologics")


def said(password: str, user: User | None) -> set[str]:
    try:
        passwords.Fit().validate(password, user)
    except ValidationError as refusal:
        return set(refusal.messages)
    return set()


def expected(sentences: set[str], password: str) -> set[str]:
    return {gettext(sentence).format(count=passwords.length(password)) for sentence in sentences}


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize(("password", "sentences"), REFUSED)
def test_each_refusal_says_how_to_mend_it_and_none_is_kept_back(
    recruiter: User, password: str, sentences: set[str], language: str
) -> None:
    """S3"""
    with override(language):
        assert said(password, recruiter) == expected(sentences, password)


@pytest.mark.parametrize("password", ACCEPTED)
def test_no_other_rule_binds(recruiter: User, password: str) -> None:
    """S3: no capital, digit or sign is asked for, and none is forbidden."""
    assert said(password, recruiter) == set()


@pytest.mark.parametrize(("name", "password", "refused"), PERSON)
def test_names_are_known_however_they_are_spelt(name: str, password: str, refused: bool) -> None:
    assert said(password, User(name=name, email="x@y.example")) == ({NAMED} if refused else set())


def test_a_name_that_is_nobodys_here_is_a_word_like_others() -> None:
    assert said("rita-recruiter", None) == set()
    assert said("NordfjordBiologics", None) == {NAMED}


def test_two_readings_of_a_character_are_one() -> None:
    assert passwords.length("e\u0301" * 512) == 1024  # not composed: too long in any case
    assert passwords.length("e\u0301" * 128) == passwords.length("é" * 128) == 128


@pytest.mark.parametrize("password", ["a" * 900_000, "\u0301\u0316" * 450_000, "ab1 " * 32, "ﷺ" * 128])
def test_judging_takes_no_time(recruiter: User, password: str) -> None:
    begun = time.process_time()

    said(password, recruiter)

    assert time.process_time() - begun < 1


# Each way to set a password: gives back what was said, or nothing if it was taken.


def by_changing(client: Client, user: User, password: str) -> str:
    client.force_login(user)
    typed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    return _refused(client.post("/accounts/password/change/", typed))


def by_a_link(client: Client, user: User, password: str) -> str:
    """The same of a reset and of an invitation."""
    page = client.get(mailing.new_password_url(user)).headers["Location"]
    return _refused(client.post(page, {"password1": password, "password2": password}))


def by_adding_in_the_admin(client: Client, user: User, password: str) -> str:
    name, email = user.name, user.email
    user.delete()
    typed = {"name": name, "email": email, "role": "recruiter", "usable_password": "true"}
    _superuser(client)
    return _refused(
        client.post("/admin/accounts/user/add/", {**typed, "password1": password, "password2": password})
    )


def by_setting_in_the_admin(client: Client, user: User, password: str) -> str:
    typed = {"usable_password": "true", "password1": password, "password2": password}
    _superuser(client)
    return _refused(client.post(f"/admin/accounts/user/{user.pk}/password/", typed))


def by_createsuperuser(client: Client, user: User, password: str) -> str:
    """Typed, and insisted on when it asks."""
    name, email = user.name, user.email
    user.delete()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(createsuperuser.getpass, "getpass", lambda *prompt: password)
        patch.setattr("builtins.input", lambda prompt: "y")
        return _refused_by(
            lambda: call_command("createsuperuser", email=email, name=name, stdin=_Terminal(), verbosity=0)
        )


def by_createsuperuser_alone(client: Client, user: User, password: str) -> str:
    name, email = user.name, user.email
    user.delete()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
        return _refused_by(
            lambda: call_command("createsuperuser", email=email, name=name, interactive=False, verbosity=0)
        )


def by_changepassword(client: Client, user: User, password: str) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changepassword.getpass, "getpass", lambda prompt: password)
        out = io.StringIO()
        refused = _refused_by(lambda: call_command("changepassword", user.email, stdout=out, stderr=out))
    return out.getvalue() if refused else ""


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _superuser(client: Client) -> None:
    client.force_login(
        User.objects.create(
            email="ada@staff.example", name="Ada", role="administrator", is_staff=True, is_superuser=True
        )
    )
    session = client.session
    session["staff_proved"] = time.time()
    session.save()


def _refused(response: Any) -> str:
    return "" if response.status_code == 302 else str(response.text)


def _refused_by(command: Callable[[], Any]) -> str:
    try:
        command()
    except CommandError as refusal:
        return str(refusal)
    return ""


FORMS = [by_changing, by_a_link, by_adding_in_the_admin, by_setting_in_the_admin]
COMMANDS = [by_createsuperuser, by_createsuperuser_alone, by_changepassword]
WAYS = pytest.mark.parametrize("set_password", [*FORMS, *COMMANDS])


@WAYS
@pytest.mark.parametrize(
    "password, sentences",
    [("rita1234", {SHORT, NAMED}), ("123456789012", {RUN}), ("monkeydragon", {COMMON}),
     ("gryde gryde gryde", {REPEATED}), ("nordfjord 2025", {NAMED}), ("en sætning " * 12, {LONG})],
)  # fmt: skip
def test_each_way_to_set_one_asks_for_the_same(
    client: Client, recruiter: User, set_password: Any, password: str, sentences: set[str]
) -> None:
    """S3"""
    answer = set_password(client, recruiter, password)

    assert [sentence for sentence in expected(sentences, password) if sentence not in answer] == []
    assert not User.objects.filter(email=recruiter.email).exclude(password=recruiter.password).exists()


@WAYS
def test_each_way_to_set_one_takes_it_as_typed(client: Client, recruiter: User, set_password: Any) -> None:
    """S3: with what a browser puts around it, and all of its 128 characters."""
    password = f" {PHRASE} ".ljust(127, "æ") + "!"
    almost = password[:-1] + "?"

    assert set_password(client, recruiter, password) == ""

    user = User.objects.get(email=recruiter.email)
    assert user.check_password(password)
    assert not user.check_password(almost)
    assert not user.check_password(password.strip())


@pytest.mark.parametrize("set_password", FORMS)
def test_forms_say_it_in_danish(client: Client, recruiter: User, set_password: Any) -> None:
    User.objects.update(language="da")
    Organisation.objects.update(language="da")
    client.cookies["language"] = "da"

    answer = set_password(client, recruiter, "rita1234")

    with override("da"):
        sentences = expected({SHORT, NAMED}, "rita1234")
    assert [sentence for sentence in sentences if sentence not in answer] == []


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How long each password was that was hashed."""
    found: list[int] = []
    encode = MD5PasswordHasher.encode

    def noted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        found.append(len(password))
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", noted)
    return found


@pytest.mark.parametrize("count", [129, 4096, 900_000])
@WAYS
def test_a_long_paste_is_never_hashed(
    client: Client, recruiter: User, hashed: list[int], set_password: Any, count: int
) -> None:
    set_password(client, recruiter, "p" * count)

    assert [length for length in hashed if length >= count] == []


@pytest.mark.parametrize("count, is_hashed", [(4095, True), (4096, False), (900_000, False)])
@pytest.mark.parametrize(
    "page, field",
    [
        ("/accounts/login/", "password"),
        ("/accounts/confirm/", "password"),
        ("/accounts/password/change/", "oldpassword"),
    ],
)
def test_where_one_is_asked_for_a_long_paste_is_not_hashed_either(
    client: Client, recruiter: User, hashed: list[int], page: str, field: str, count: int, is_hashed: bool
) -> None:
    """One that was set before there was a limit still opens."""
    if page != "/accounts/login/":
        client.force_login(recruiter)
    typed = {"login": recruiter.email, "password1": PHRASE, "password2": PHRASE, field: "p" * count}

    answer = client.post(page, typed)

    assert (count in hashed) is is_hashed
    assert ("is too long: 4095 characters fit" in answer.text) is not is_hashed


def test_an_older_password_of_300_characters_still_opens(client: Client, recruiter: User) -> None:
    recruiter.set_password("long " * 60)
    recruiter.save()

    answer = client.post("/accounts/login/", {"login": recruiter.email, "password": "long " * 60})

    assert answer.status_code == 302


def test_no_field_cuts_what_is_pasted(client: Client, recruiter: User) -> None:
    """S3: `maxlength` would take the first 128 and say nothing; no meter, but a sentence."""
    client.force_login(recruiter)

    page = client.get("/accounts/password/change/").text

    assert "maxlength" not in page
    assert "<meter" not in page
    assert str(passwords.HELP) in page
