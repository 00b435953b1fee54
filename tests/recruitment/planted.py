"""A world full of secrets that a test can recognise, and the finder that looks for them in an answer."""

import base64
import hashlib
import html
import os
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from allauth.account.forms import default_token_generator
from django.conf import settings
from django.contrib.sessions.models import Session

from accounts.models import AddressChange, User
from applications.applying import contesting
from applications.models import Link
from files.models import PageImage, StoredFile
from mail.models import DeliveryAttempt, OutgoingMail
from tests.accounts.second_factors import recovery_codes, with_app
from tests.recruitment.matrix import APPLICANT, OTHER, STAFF
from tests.world import World

SETTINGS = {
    "SECRET_KEY_FALLBACKS": ["planted-older-key-of-the-time-before-this-one-4711"],
    "EMAIL_URL": "smtps://relay:planted-password-of-the-relay@127.0.0.1:9",
    "OIDC_SECRET": "planted-secret-of-the-provider",
}
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "PLANTEDACCESSKEYID",
    "AWS_SECRET_ACCESS_KEY": "planted/secret/access/key",
    "OIDC_SECRET": SETTINGS["OIDC_SECRET"],
}
SCANNER = "tcp://planted-scanner.invalid:3310"
CODE = ("recruitment", "postings", "applications", "screening", "interviews", "templates", "accounts")
TRACES = ("Traceback (most recent call last)", "planted-words-of-an-error")


@dataclass(frozen=True)
class Secret:
    name: str
    value: str
    owner: str = ""  # the role that may see its own where `at` says
    at: tuple[str, ...] = ()


def plant(world: World) -> World:
    """What no row of the table needs, and every organisation has. Factors first: they end sessions."""
    for role in STAFF:
        with_app(world.staff[role], secret=totp(role))
    world.whole()
    for number, mail in enumerate((world.mail_a, world.mirrored().mail_a)):
        mail = OutgoingMail.objects.get(pk=mail.pk)
        mail.pk, mail.secret, mail.claim_token = None, True, uuid.uuid4()
        mail.kind, mail.dedupe_key = "sign_in", f"planted-{number}"
        mail.message_id = f"<planted-{number}@example.com>"
        mail.text = mail.html = f"planted-link-in-a-secret-mail-{number}"
        mail.save()
        DeliveryAttempt.objects.create(mail=mail, number=1, token=uuid.uuid4())
    return world


def totp(role: str) -> str:
    return base64.b32encode(hashlib.sha1(role.encode()).digest()).decode()


def secret_mails() -> list[int]:
    return list(OutgoingMail.objects.filter(dedupe_key__startswith="planted-").values_list("pk", flat=True))


def secrets_of(world: World) -> list[Secret]:
    """All there are. What is too short to be recognised would be found by chance, and fails here."""
    found = [*_of_the_system(), *_of_rows(world), *_of_staff(world)]
    short = [secret.name for secret in found if len(secret.value) < 10]
    assert short == []
    return found


def _of_the_system() -> list[Secret]:
    return [
        Secret("SECRET_KEY", settings.SECRET_KEY),
        Secret("SECRET_KEY_FALLBACKS", settings.SECRET_KEY_FALLBACKS[0]),
        Secret("the database's password", settings.DATABASES["default"]["PASSWORD"]),
        Secret("the password of Redis", urlsplit(settings.REDIS_URL).password or ""),
        Secret("the relay's password", urlsplit(settings.EMAIL_URL).password or ""),
        Secret("OIDC_SECRET", settings.OIDC_SECRET),
        *(Secret(name, os.environ[name]) for name in ENVIRONMENT),
        Secret("DATA_DIR", str(settings.DATA_DIR)),
        *(Secret("the folder of the code", f"{settings.BASE_DIR}/{name}") for name in CODE),
        Secret("CLAMD_URL", urlsplit(SCANNER).hostname or ""),
        *(Secret(f"a stack trace: {words}", words) for words in TRACES),
    ]


def _of_rows(world: World) -> list[Secret]:
    values = {
        "a key of the store": [*_column(StoredFile, "key"), *_column(PageImage, "key")],
        "a session's key": _column(Session, "session_key"),
        "a link's hash": [*_column(Link, "token_hash"), *_column(AddressChange, "token_hash")],
        "a token": [
            token
            for side in world.sides
            for token in (side.sign_in_token, side.draft_token, side.address_token)
        ],
        "a secret mail's text": _column(OutgoingMail.objects.filter(secret=True).exclude(text=""), "text"),
        "a claim": _column(OutgoingMail.objects.exclude(claim_token=None), "claim_token"),
        "a try's token": _column(DeliveryAttempt, "token"),
    }
    assert all(values.values()), "nothing was planted of one kind"
    contests = [
        Secret(
            "a contest link", contesting.token_for(side.application), owner=role, at=("desk:my_application",)
        )
        for side, role in zip(world.sides, (APPLICANT, OTHER), strict=True)
    ]
    return [*(Secret(name, value) for name, many in values.items() for value in many), *contests]


def _of_staff(world: World) -> list[Secret]:
    found = []
    for role in STAFF:
        user = User.objects.get(pk=world.staff[role].pk)
        found += [
            Secret("a password's hash", user.password.rpartition("$")[2]),
            Secret("a session's hash", user.get_session_auth_hash()),
            Secret("a link to set a password", default_token_generator.make_token(user)),
            Secret("a secret of an app", totp(role)),
            *(
                Secret("a recovery code", code, owner=role, at=("account_codes",))
                for code in recovery_codes(user)
            ),
        ]
    return found


def _column(rows: Any, name: str) -> list[str]:
    rows = rows if hasattr(rows, "values_list") else rows._default_manager
    return [str(value) for value in rows.values_list(name, flat=True)]


def found_in(
    response: Any, secrets: list[Secret], *, path: str, role: str = "", route: str = ""
) -> list[str]:
    """The names of those that stand in the body or a header, however escaped.

    What the address that was asked holds itself is told to nobody by its answer. A browser's own session is
    set by its cookie, and may stand nowhere else.
    """
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = "\n".join(c.OutputString() for name, c in response.cookies.items() if name != "session")
    body = b"".join(response) if response.streaming else response.content
    shown = f"{headers}\n{cookies}\n{body.decode(errors='replace')}"
    shown = "\n".join((shown, html.unescape(shown), unquote(shown)))
    return [
        secret.name
        for secret in secrets
        if secret.value in shown
        and secret.value not in unquote(path)
        and not (secret.owner and secret.owner == role and route in secret.at)
    ]
