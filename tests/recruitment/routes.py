"""Every route of the house, and what each role is answered there: the expectations of S21.

Add a row with each route; `test_routes.py` fails on a route without one, on a row whose route has gone,
and on a mark that differs. Columns and helpers: `tests/recruitment/matrix.py`; the world: `tests/world.py`.
Django's own admin has no rows: `test_routes.py` asks all of it to be closed to everybody but superusers.
"""

# ruff: noqa: F403, F405  the rows use every word of the matrix

from typing import Any

from postings.models import Reason
from tests.interviews.plans import at
from tests.recruitment.matrix import *
from tests.world import PASSWORD, World

GONE = dict.fromkeys(STAFF, 302)  # signed in already: sent to the desk

# accounts -----------------------------------------------------------------------------------------


def organisation(world: World) -> dict[str, str]:
    return {"name": "Another name", "about": "", "time_zone": "Europe/Copenhagen"}


def new_person(world: World) -> dict[str, str]:
    return {"name": "Nadia New", "email": "nadia@staff.example", "role": "interviewer"}


def a_person(world: World) -> dict[str, int]:
    return {"number": world.staff[INTERVIEWER].pk}


ACCOUNTS = [
    Route("account_login", "public", everyone(200, **GONE), everyone(200, **GONE)),
    Route("account_logout", "public", REFUSED, everyone(302)),
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
        data=new_person,
    ),
    *(
        Route(f"settings:{verb}", "staff", STAFF_REFUSED, only(ADMINISTRATOR, status=302), kwargs=a_person)
        for verb in ("invite_again", "close_account", "reopen_account")
    ),
]

# mail ---------------------------------------------------------------------------------------------


def a_mail(world: World) -> dict[str, Any]:
    return {"pk": world.mail_a.pk}


def a_letter(world: World) -> dict[str, Any]:
    return {"code": "password_reset"}


MAIL = [
    Route("mail:outbox", "staff", staff(200, reader=403, interviewer=403), STAFF_REFUSED),
    Route("mail:mail", "staff", around_the_posting(200), STAFF_REFUSED, kwargs=a_mail),
    Route("mail:mail_html", "staff", around_the_posting(200), STAFF_REFUSED, kwargs=a_mail),
    Route(
        "mail:edit",
        "staff",
        around_the_posting(200, member=403),
        around_the_posting(302, member=403),
        kwargs=a_mail,
        data=lambda world: {"subject": "Other words", "body": "Dear A"},
    ),
    *(
        Route(f"mail:{verb}", "staff", STAFF_REFUSED, around_the_posting(302, member=403), kwargs=a_mail)
        for verb in ("hold", "release", "cancel")
    ),
    Route("mail:send_again", "staff", STAFF_REFUSED, around_the_posting(302, member=403), kwargs=a_mail),
    Route("mail:letters", "staff", only(ADMINISTRATOR), STAFF_REFUSED),
    Route(
        "mail:letter",
        "staff",
        only(ADMINISTRATOR),
        only(ADMINISTRATOR),
        kwargs=a_letter,
        data=lambda world: {"subject": "Hello", "body": "Words.", "preview": "1"},
    ),
    Route("mail:letter_html", "staff", only(ADMINISTRATOR), STAFF_REFUSED, kwargs=a_letter),
    Route("mail:letter_default", "staff", STAFF_REFUSED, only(ADMINISTRATOR, status=302), kwargs=a_letter),
]

# files --------------------------------------------------------------------------------------------

FILES: list[Route] = []

# postings -----------------------------------------------------------------------------------------


def posting(world: World) -> dict[str, Any]:
    return {"slug": "here"}


def versioned(world: World) -> dict[str, Any]:
    return {"version": type(world.here).objects.get(pk=world.here.pk).version}


def offer(world: World) -> Any:
    return world.here.stages.get(kind="offer")


POSTINGS = [
    Route("postings:front", "public", everyone(302), REFUSED),
    Route("postings:board", "public", everyone(200), REFUSED),
    Route("postings:posting", "public", everyone(200), REFUSED, kwargs=posting),
    Route("postings:index", "staff", staff(200), STAFF_REFUSED),
    Route(
        "postings:new",
        "staff",
        only(RECRUITER, ADMINISTRATOR),
        only(RECRUITER, ADMINISTRATOR, status=302),
        data=lambda world: {"title": "A new one"},
    ),
    Route("postings:overview", "staff", around_the_posting(200), STAFF_REFUSED, kwargs=posting),
    Route("postings:preview", "staff", around_the_posting(200), STAFF_REFUSED, kwargs=posting),
    *(
        Route(f"postings:{verb}", "staff", STAFF_REFUSED, around_the_posting(302, member=403), kwargs=posting)
        for verb in ("publication", "closing", "reopening", "archiving")
    ),
    Route(
        "postings:copies",
        "staff",
        around_the_posting(200, member=403),
        around_the_posting(302, member=403),
        kwargs=posting,
        data=lambda world: {"title": "A copy", "deadline": "2100-01-01"},
    ),
    Route(
        "postings:team",
        "staff",
        around_the_posting(200, member=403),
        around_the_posting(302, member=403),
        kwargs=posting,
        data=lambda world: {**versioned(world), "users": [world.staff[MEMBER].pk]},
    ),
    Route(
        "postings:edit",
        "staff",
        around_the_posting(200, member=403),
        around_the_posting(302, member=403),
        kwargs=posting,
        data=lambda world: {
            **versioned(world),
            "title": "Here",
            "place": "Kalundborg",
            "country": "DK",
            "employment": "full_time",
            "language": "en",
        },
    ),
    Route(
        "postings:edit_tab",
        "staff",
        around_the_posting(200, member=403),
        around_the_posting(302, member=403),
        kwargs=lambda world: {**posting(world), "tab": "asking"},
        data=lambda world: {
            **versioned(world),
            "asks_current_position": "optional",
            "asks_motivation": "optional",
        },
    ),
    Route(
        "postings:parts",
        "staff",
        around_the_posting(200, member=403),
        around_the_posting(302, member=403),
        kwargs=lambda world: {**posting(world), "tab": "faq"},
        data=lambda world: {**versioned(world), "question": "Is it warm?", "answer": "Yes."},
    ),
    Route(
        "postings:part",
        "staff",
        around_the_posting(200, member=403),
        around_the_posting(302, member=403),
        kwargs=lambda world: {**posting(world), "tab": "stages", "pk": offer(world).pk},
        data=lambda world: {**versioned(world), "name": "An offer", "kind": "offer"},
    ),
    *(
        Route(
            f"postings:{verb}",
            "staff",
            STAFF_REFUSED,
            around_the_posting(302, member=403),
            kwargs=lambda world: {**posting(world), "tab": "stages", "pk": world.here.stages.last().pk},
            data=lambda world: {**versioned(world), "to": "up"},
        )
        for verb in ("place", "removal")
    ),
    Route(
        "postings:reasons",
        "staff",
        only(ADMINISTRATOR),
        only(ADMINISTRATOR, status=302),
        data=lambda world: {"text": "Another reason"},
    ),
    Route(
        "postings:reason",
        "staff",
        only(ADMINISTRATOR),
        only(ADMINISTRATOR, status=302),
        kwargs=lambda world: {"pk": Reason.objects.get(text="The position is filled or withdrawn").pk},
        data=lambda world: {"text": "The position is no more", "is_used": "on"},
    ),
    Route("postings:robots", "public", everyone(200), REFUSED),
    Route("postings:sitemap", "public", everyone(200), REFUSED),
]

# applications -------------------------------------------------------------------------------------


def _apply(world: World, **more: str) -> dict[str, str]:
    return {"slug": world.here.slug, **more}


APPLY = [
    Route(
        "applications:apply",
        "applicant",
        everyone(200),
        everyone(302),
        kwargs=_apply,
        data=lambda world: {"name": "Amina", "email": "amina@example.com"},
    ),
    Route(
        "applications:apply_background",
        "applicant",
        everyone(302, applicant=200),
        everyone(302),
        kwargs=_apply,
    ),
    Route("applications:apply_cv", "applicant", everyone(302, applicant=200), everyone(400), kwargs=_apply),
    Route("applications:apply_review", "applicant", everyone(302), everyone(302), kwargs=_apply),
    Route(
        "applications:apply_receipt",
        "applicant",
        mine(200),
        REFUSED,
        kwargs=lambda world: _apply(world, code=world.application_a.code),
    ),
    Route("applications:apply_leave", "applicant", REFUSED, everyone(302), kwargs=_apply),
    Route("applications:apply_left", "applicant", everyone(302, applicant=200), REFUSED, kwargs=_apply),
    Route("applications:apply_forget", "applicant", REFUSED, everyone(302), kwargs=_apply),
    Route(
        "applications:apply_open",
        "applicant",
        everyone(200),
        everyone(302),
        kwargs=lambda world: _apply(world, token=world.draft_token),
    ),
]


def application(world: World) -> dict[str, Any]:
    return {"code": world.application_a.code}


RECRUITERS = {"member": 403, "reader": 403}  # recruiters and administrators; to outsiders it does not exist

APPLICATIONS = [
    *APPLY,
    Route("applications:list", "staff", staff(200), STAFF_REFUSED),
    Route(
        "applications:board",
        "staff",
        around_the_posting(200),
        STAFF_REFUSED,
        kwargs=lambda world: {"slug": world.here.slug},
    ),
    Route(
        "applications:move",
        "staff",
        STAFF_REFUSED,
        around_the_posting(302, reader=403),
        kwargs=application,
        data=lambda world: {"to": world.here.stages.get(kind="screening").pk, "expected": 1},
    ),
    Route(
        "applications:reject",
        "staff",
        around_the_posting(200, **RECRUITERS),
        around_the_posting(302, **RECRUITERS),
        kwargs=application,
        data=lambda world: {"reason": world.reason.pk, "expected": 1},
    ),
    Route(
        "applications:undo_rejection",
        "staff",
        STAFF_REFUSED,
        around_the_posting(302, **RECRUITERS),
        kwargs=lambda world: {"code": world.rejected_a.code},
    ),
    Route(
        "applications:propose",
        "staff",
        around_the_posting(200, reader=403),
        around_the_posting(302, reader=403),
        kwargs=application,
        data=lambda world: {"reason": world.reason.pk},
    ),
    Route(
        "applications:decline_proposal",
        "staff",
        STAFF_REFUSED,
        around_the_posting(302, **RECRUITERS),
        kwargs=lambda world: {"code": world.proposed_a.code, "number": world.proposal_a.pk},
    ),
    Route(
        "applications:note",
        "staff",
        around_the_application(200),
        around_the_application(302),
        kwargs=application,
        data=lambda world: {"body": "Reads well."},
    ),
    Route("applications:cv", "staff", around_the_application(200), STAFF_REFUSED, kwargs=application),
    Route(
        "applications:cv_page",
        "staff",
        around_the_application(200),
        STAFF_REFUSED,
        kwargs=lambda world: {**application(world), "number": 1},
    ),
]

# interviews ---------------------------------------------------------------------------------------


def interview(world: World) -> dict[str, Any]:
    return {"pk": world.interview_a.pk}


def an_interview(world: World) -> dict[str, Any]:
    day = at(20, 0).date().isoformat()
    panel = [world.staff[MEMBER].pk]
    return {"day": day, "at": "10:00", "minutes": 45, "panel": panel, "place": "Harbour Road 1"}


INTERVIEWS = [
    Route("interviews:list", "staff", staff(200), STAFF_REFUSED),
    Route("interviews:detail", "staff", around_the_application(200), STAFF_REFUSED, kwargs=interview),
    Route(
        "interviews:change",
        "staff",
        around_the_posting(200, reader=403),
        around_the_posting(302, reader=403),
        kwargs=interview,
        data=lambda world: {**an_interview(world), "sequence": 0},
    ),
    Route(
        "interviews:cancellation",
        "staff",
        around_the_posting(200, reader=403),
        around_the_posting(302, reader=403),
        kwargs=interview,
    ),
    Route(
        "interviews:new",
        "staff",
        around_the_posting(200, reader=403),
        around_the_posting(302, reader=403),
        kwargs=lambda world: {"code": world.application_a.code},
        data=lambda world: an_interview(world),
    ),
]

# desk ---------------------------------------------------------------------------------------------


def _my(world: World) -> dict[str, str]:
    return {"code": world.application_a.code}


def _my_draft(world: World) -> dict[str, int]:
    return {"pk": world.draft_a.pk}


# Who has not opened a sign-in link asks for one at /my/; the applicant gets what they asked for.
MY = [
    Route(
        "desk:my",
        "applicant",
        everyone(200),
        everyone(200),
        data=lambda world: {"email": "nobody@example.com"},
    ),
    Route(
        "desk:my_sign_in",
        "applicant",
        everyone(200),
        everyone(302),
        kwargs=lambda world: {"token": world.sign_in_token},
    ),
    Route("desk:my_sign_out", "applicant", REFUSED, everyone(302)),
    Route("desk:my_draft_opening", "applicant", REFUSED, everyone(302), kwargs=_my_draft),
    Route("desk:my_draft_deletion", "applicant", REFUSED, everyone(302), kwargs=_my_draft),
    Route("desk:my_application", "applicant", mine(200, others=302), REFUSED, kwargs=_my),
    Route("desk:my_cv", "applicant", mine(200, others=302), REFUSED, kwargs=_my),
    Route("desk:my_withdrawal", "applicant", mine(200, others=302), everyone(302), kwargs=_my),
    Route("desk:my_replacement", "applicant", REFUSED, everyone(302), kwargs=_my),
    Route("desk:my_keeping", "applicant", REFUSED, everyone(302), kwargs=_my),
]

DESK = [
    Route("desk:today", "staff", staff(200), STAFF_REFUSED),
    Route("desk:application", "staff", around_the_application(200), STAFF_REFUSED, kwargs=application),
    Route("desk:cv", "staff", around_the_application(200), STAFF_REFUSED, kwargs=application),
]

# recruitment --------------------------------------------------------------------------------------

RECRUITMENT = [
    Route("healthz", "public", everyone(200), REFUSED),
    Route("readyz", "public", everyone(503), REFUSED),  # no beat runs beside the tests
]

ROUTES = [
    *ACCOUNTS,
    *MAIL,
    *FILES,
    *POSTINGS,
    *APPLICATIONS,
    *INTERVIEWS,
    *MY,
    *DESK,
    *RECRUITMENT,
]
