"""The outbox and the letters."""

from typing import Any

from mail import kinds, rewording
from tests.recruitment.matrix import ADMINISTRATOR, STAFF_REFUSED, Route, around_the_posting, only, staff
from tests.world import World


def a_mail(world: World) -> dict[str, Any]:
    return {"pk": world.mail_a.pk}


def a_letter(world: World) -> dict[str, Any]:
    return {"code": "password_reset"}


def as_it_came() -> dict[str, Any]:
    return {"version": rewording.version(kinds.get("password_reset"), language="en")}


ROUTES = [
    Route("mail:outbox", "staff", staff(200, reader=403, interviewer=403), STAFF_REFUSED),
    Route("mail:mail", "staff", around_the_posting(200), STAFF_REFUSED, kwargs=a_mail),
    Route("mail:mail_html", "staff", around_the_posting(200), STAFF_REFUSED, kwargs=a_mail),
    Route(
        "mail:edit",
        "staff",
        around_the_posting(200, member=403),
        around_the_posting(302, member=403),
        kwargs=a_mail,
        data=lambda world: {"subject": "Other words", "body": "Dear A", "version": world.mail_a.version},
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
        data=lambda world: {"subject": "Hello", "body": "Go on: {link}", "preview": "1", **as_it_came()},
    ),
    Route("mail:letter_html", "staff", only(ADMINISTRATOR), STAFF_REFUSED, kwargs=a_letter),
    Route(
        "mail:letter_default",
        "staff",
        STAFF_REFUSED,
        only(ADMINISTRATOR, status=302),
        kwargs=a_letter,
        data=lambda world: as_it_came(),
    ),
]
