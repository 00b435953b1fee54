"""The staff's way in, and the settings of people and organisation."""

from typing import Any

from allauth.usersessions.models import UserSession

from accounts.models import Organisation
from tests.recruitment.matrix import (
    ADMINISTRATOR,
    INTERVIEWER,
    REFUSED,
    STAFF,
    STAFF_REFUSED,
    Route,
    everyone,
    only,
    staff,
)
from tests.world import PASSWORD, World

GONE = dict.fromkeys(STAFF, 302)  # signed in already: sent to the desk


def organisation(world: World) -> dict[str, Any]:
    version = Organisation.current().version
    return {
        "name": "Another name",
        "about": "",
        "time_zone": "Europe/Copenhagen",
        "language": "en",
        "version": version,
    }


def new_person(world: World) -> dict[str, str]:
    return {"name": "Nadia New", "email": "nadia@staff.example", "role": "interviewer"}


def changed_person(world: World) -> dict[str, Any]:
    return {**new_person(world), "version": world.staff[INTERVIEWER].version}


def a_person(world: World) -> dict[str, int]:
    return {"number": world.staff[INTERVIEWER].pk}


def a_session(world: World) -> dict[str, int]:
    """The administrator's own."""
    world.client(ADMINISTRATOR)
    return {"number": UserSession.objects.get(user=world.staff[ADMINISTRATOR]).pk}


def no_provider(world: World) -> dict[str, str]:
    """None is known here."""
    return {"provider_id": "sign-on"}


ROUTES = [
    Route("account_login", "public", everyone(200, **GONE), everyone(200, **GONE)),
    Route("account_logout", "public", REFUSED, everyone(302)),
    Route(  # no provider here
        "openid_connect_login",
        "public",
        REFUSED,
        everyone(404),
        kwargs=lambda world: {"provider_id": "sign-on"},
    ),
    Route(
        "openid_connect_callback",
        "public",
        everyone(404),
        REFUSED,
        kwargs=lambda world: {"provider_id": "sign-on"},
    ),
    Route("account_inactive", "public", everyone(403), REFUSED),
    Route(
        "account_change_password",
        "staff",
        staff(200),
        staff(302),
        data=lambda world: {
            "oldpassword": PASSWORD,
            "password1": "a new one 4711 kalund",
            "password2": "a new one 4711 kalund",
        },
    ),
    Route(
        "account_reauthenticate", "staff", staff(200), staff(302), data=lambda world: {"password": PASSWORD}
    ),
    Route(
        "account_stop_address",
        "applicant",
        everyone(200),
        everyone(200),
        kwargs=lambda world: {"token": world.address_token},
    ),
    Route("mfa_reauthenticate", "staff", staff(302), staff(302)),  # nobody has a code
    Route("mfa_authenticate", "public", everyone(302), everyone(302)),  # nobody is half in
    Route("mfa_reauthenticate_webauthn", "staff", staff(302), staff(302)),  # nobody has a passkey
    Route("account_second_step_passkey", "public", everyone(302), everyone(302)),
    Route("account_passkey", "public", everyone(200, **GONE), everyone(400, **GONE)),
    Route("account_add_passkey", "staff", staff(200), staff(400), data=lambda world: {"name": "My key"}),
    Route(
        "account_remove_passkey",
        "staff",
        STAFF_REFUSED,
        staff(404),
        kwargs=lambda world: {"number": 987_654_322},
    ),
    Route("account_sessions", "staff", staff(200), STAFF_REFUSED),
    Route("account_end_others", "staff", STAFF_REFUSED, staff(302)),
    Route(
        "account_end_session",
        "staff",
        STAFF_REFUSED,
        only(ADMINISTRATOR, status=302, others=404),
        kwargs=a_session,
    ),
    Route("account_factors", "staff", staff(200), STAFF_REFUSED),
    Route("account_add_app", "staff", staff(200), staff(400), data=lambda world: {"code": "123 456"}),
    Route("account_remove_app", "staff", STAFF_REFUSED, staff(302)),
    Route("account_codes", "staff", staff(302), staff(302)),
    Route("account_language", "staff", staff(200), staff(302), data=lambda world: {"language": "da"}),
    Route(
        "account_reset_password",
        "public",
        everyone(200),
        everyone(302),
        data=lambda world: {"email": "nobody@example.com"},
    ),
    Route("account_reset_password_done", "public", everyone(200), REFUSED),
    Route("account_reset_password_from_key_done", "public", everyone(200), REFUSED),
    Route(
        "account_reset_password_from_key",
        "public",
        everyone(200),
        everyone(200),
        kwargs=lambda world: {"uidb36": "zz", "key": "never-made"},
    ),
    Route("settings:index", "staff", only(ADMINISTRATOR), STAFF_REFUSED),
    Route(
        "settings:organisation",
        "staff",
        only(ADMINISTRATOR),
        only(ADMINISTRATOR, status=302),
        data=organisation,
    ),
    Route("settings:people", "staff", only(ADMINISTRATOR), STAFF_REFUSED),
    Route(
        "settings:new_person", "staff", only(ADMINISTRATOR), only(ADMINISTRATOR, status=302), data=new_person
    ),
    Route(
        "settings:person",
        "staff",
        only(ADMINISTRATOR),
        only(ADMINISTRATOR, status=302),
        kwargs=a_person,
        data=changed_person,
    ),
    *(
        Route(f"settings:{verb}", "staff", STAFF_REFUSED, only(ADMINISTRATOR, status=302), kwargs=a_person)
        for verb in ("invite_again", "close_account", "reset_factor", "end_sessions", "reopen_account")
    ),
]
