"""What holds for every form: hidden characters, hostile headers, and addresses that are none."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.recruitment.asking import address, every_row, who_may
from tests.recruitment.matrix import ADMINISTRATOR, ANONYMOUS, APPLICANT, RECRUITER, Route
from tests.recruitment.routes import ROUTES
from tests.world import World

pytestmark = pytest.mark.django_db
ROWS = {route.name: route for route in ROUTES}
WRITERS = [route for route in ROUTES if who_may(route)]
# Read as a mark, not as text: anything else than the one word means no.
MARKS = {("postings:place", "to"), ("postings:removal", "to"), ("postings:reason", "is_used")}


@pytest.mark.parametrize("route", WRITERS, ids=lambda route: route.name)
def test_a_nul_in_a_field_is_a_bad_request(route: Route, world: World) -> None:
    """S60: in each field of each form, 400 or what a wrong id gets; never 500, and nothing is written."""
    typed, before = route.data(world), every_row()
    with transaction.atomic():
        for field in typed:
            if (route.name, field) in MARKS:
                continue
            cache.clear()
            data = {**route.data(world), field: "a\x00b"}
            answer = world.client(str(who_may(route))).post(
                address(world, route), data, headers=route.headers(world)
            )
            assert answer.status_code in ({302, 400, 409} if field == "version" else {400, 404}), field
        assert every_row() == before
        transaction.set_rollback(True)


HEADERS = (
    *("User-Agent", "Referer", "Origin", "Accept", "Accept-Language", "Accept-Encoding", "Cookie", "Range"),
    *(
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Request-ID",
        "X-CSRFToken",
        "If-None-Match",
    ),
    *("If-Modified-Since", "HX-Request", "HX-Current-URL", "HX-Target", "Content-Type", "Authorization"),
)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("value", ["a\x00b", "\xed\xa0\x80", "\xff\xfe", "a\r\nX-Evil: 1", "é" * 5_000])
def test_no_header_breaks_a_page(header: str, value: str, world: World) -> None:
    """S60: a NUL, half a surrogate pair as bytes, a line break, and far too much of it."""
    for role, path in (
        (ANONYMOUS, "/jobs/"),
        (ANONYMOUS, "/accounts/login/"),
        (APPLICANT, reverse("applications:apply", args=["here"])),
        (RECRUITER, "/desk/applications/"),
    ):
        client, options = world.client(role), {"headers": {header: value}}
        if header == "Cookie":
            client, options = Client(), {}
            client.cookies["session"] = client.cookies["drafts"] = value.replace("\r\n", "")

        answer = client.get(path, **options)

        assert answer.status_code in {200, 302, 400, 404}, path
        assert "X-Evil" not in answer.headers


ONE_LINE = [
    *(("settings:organisation", "name"), ("settings:new_person", "name"), ("interviews:new", "place")),
    *(("mail:edit", "subject"), ("mail:letter", "subject")),
    *(("postings:new", "title"), ("postings:edit", "title")),
]


@pytest.mark.parametrize(("name", "field"), ONE_LINE)
def test_what_may_come_into_a_header_stays_on_one_line(name: str, field: str, world: World) -> None:
    """S47: refused where it is typed, long before a mail is made of it."""
    route, before = ROWS[name], every_row()

    for value in ("A\nB", "A\r\nBcc: b@example.com", "A\u2028B", "A\x0bB"):
        typed = {**route.data(world), field: value}
        answer = world.client(str(who_may(route))).post(address(world, route), typed)
        assert answer.status_code == 400, value
        assert "Write this on one line, without hidden characters." in answer.text, value
    assert every_row() == before


NO_MAILBOX = (
    *("a@[127.0.0.1]", "-oQ/tmp@x.dk", "a@example.com,b@example.com", "a@example.com b@example.com"),
    *("a@example.com\nBcc: b@example.com", "a\x00@example.com", "a@localhost", "Amina <a@example.com>"),
)
ADDRESS_FIELDS = [
    ("applications:apply", "email", {}),
    ("desk:my", "email", {}),
    ("settings:new_person", "email", {}),
    ("settings:person", "email", {}),
    ("settings:organisation", "privacy_contact", {}),
    ("postings:edit", "contact_email", {}),
]


@pytest.mark.parametrize(("name", "field", "kwargs"), ADDRESS_FIELDS, ids=lambda given: str(given))
def test_each_address_field_takes_one_mailbox(
    name: str, field: str, kwargs: dict[str, str], world: World
) -> None:
    """S48, S47: whoever's form it is; an address in another alphabet's domain is fine."""
    route = ROWS[name]
    path = reverse(name, kwargs={**route.kwargs(world), **kwargs})
    role = APPLICANT if route.mark == "applicant" else ADMINISTRATOR
    typed = {**route.data(world), "adjustments_contact": "access@example.com"}

    before = every_row()
    for value in NO_MAILBOX:
        cache.clear()
        answer = (Client() if name == "desk:my" else world.client(role)).post(path, {**typed, field: value})
        assert answer.status_code in {200, 400}, value
        assert f'id="id_{field}_error"' in answer.text, value
    assert every_row() == before


@pytest.mark.parametrize("value", NO_MAILBOX)
def test_django_s_admin_takes_one_mailbox_too(value: str, world: World) -> None:
    """S48."""
    typed = {"name": "X", "email": value, "role": "interviewer", "usable_password": "false"}
    before = every_row()

    answer = world.client(ADMINISTRATOR).post(reverse("admin:accounts_user_add"), typed)

    assert answer.status_code in {200, 400}
    assert every_row() == before
