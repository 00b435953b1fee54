"""Every page that a role may open, as the table of routes says, in Chromium at 320 px.

None scrolls sideways, none complains in the console (the policy for scripts and styles would), and axe finds
nothing, light or dark.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from applications.models import Application
from mail.models import OutgoingMail
from postings.forms.pages import PAGES
from postings.models import Posting, Reason
from tests.accounts.second_factors import a_passkey, sign_in_with_app, with_app
from tests.accounts.signing_in import sign_in
from tests.browser import share_cookies
from tests.recruitment.matrix import ADMINISTRATOR, ANONYMOUS, APPLICANT, MEMBER, READER, RECRUITER
from tests.recruitment.routes import ROUTES
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PALE = """async () => (await axe.run({ runOnly: ["color-contrast"], resultTypes: ["violations"] })).violations
  .flatMap((rule) => rule.nodes.map((node) => node.html))"""
ALL = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
A_NAME = ("Maximiliane-Constanze Friederike " * 4)[:120].strip()
A_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
NOT_PAGES = {"healthz", "readyz", "postings:front", "interviews:day_of_new", "interviews:day_of_change"}
NOT_OURS = ("_html", ":cv", "_cv", "cv_page", "robots", "sitemap")  # letters, files, texts for machines
SIZES = """() => [document.documentElement.scrollWidth, document.documentElement.clientWidth,
  ...[...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5)
  .map((e) => e.tagName + "." + e.className).slice(0, 3)]"""
TARGETS = """() => [...document.querySelectorAll(
    "button, input:not([type=hidden]), select, textarea, summary, .button")]
  .filter((e) => e.checkVisibility())
  .map((e) => [e.outerHTML.slice(0, 90), (e.closest("label") ?? e).getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
EMPTY_AND_SEND = """() => {
  const form = document.querySelector("main form[novalidate]:not([method=get])");
  const typed = "input:not([type=hidden], [type=checkbox], [type=radio]), textarea";
  for (const field of form.querySelectorAll(typed)) field.value = "";
  form.submit();
}"""
FORMS = (
    "postings:new", "postings:copies", "postings:edit", "settings:new_person", "settings:organisation",
    "mail:letter", "interviews:new", "screening:decide", "screening:note", "account_change_password",
    "account_add_app", "account_add_passkey",
)  # fmt: skip


@pytest.fixture
def world(transactional_db: None) -> World:
    """The small world, with the longest names and the worst words that fit."""
    Reason.objects.get_or_create(text="The position is filled or withdrawn")  # a flush took it
    made = World().whole()
    Application.objects.filter(pk=made.application_a.pk).update(
        name=A_NAME, current_position=A_WORD, motivation=f"{A_WORD} {A_NAME}\n\n{A_WORD}"
    )
    made.application_a.notes.create(author=made.staff[MEMBER], body=f"A note. {A_WORD}")
    Posting.objects.filter(pk=made.here.pk).update(title=f"Head of {A_NAME}"[:120], reports_to=A_WORD)
    OutgoingMail.objects.filter(pk=made.mail_a.pk).update(subject=f"{A_WORD}, {A_NAME}"[:200])
    for section in ("role", "team"):
        made.here.sections.create(kind=section, heading=A_WORD, body=f"{A_NAME}\n\n- {A_WORD}")
    return made


def addresses(world: World, role: str) -> Iterator[str]:
    """What this role may open; where one route shows several pages, all of them."""
    for route in ROUTES:
        if route.get[role] == 200 and route.name not in NOT_PAGES and not route.name.endswith(NOT_OURS):
            yield reverse(route.name, kwargs=route.kwargs(world))
    if role in {ADMINISTRATOR, RECRUITER}:
        yield from (reverse("postings:edit", args=["here", page]) for page in PAGES)
        yield from (f"/desk/outbox/?tab={tab}" for tab in ("waiting", "failed", "sent", "cancelled"))
        yield from (
            "/desk/interviews/?show=all",
            "/desk/interviews/?show=past",
            "/desk/applications/?q=nobody",
        )
    yield "/nothing-here/"


@pytest.fixture
def visit(open_page: Callable[..., Page], live_server: Any, world: World) -> Callable[[str], "Visit"]:
    def entered(role: str) -> Visit:
        page = open_page(viewport={"width": 320, "height": 640}, has_touch=True, reduced_motion="reduce")
        share_cookies(world.client(role), page, live_server.url)
        return Visit(page, live_server.url)

    return entered


class Visit:
    """One person's browser, and what was wrong on the pages that it saw."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.wrong = page, url, list[str]()
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self._hear("error", str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:  # the status of the page itself
            self.wrong.append(f"{self.page.url}: {text}")

    def open(self, path: str) -> None:
        self.page.emulate_media(color_scheme="light")
        self.page.goto(self.url + path)

    def look(self, *, thoroughly: bool = True) -> None:
        where = self.page.url
        scroll, client, *causes = self.page.evaluate(SIZES)
        if scroll != client:
            self.wrong.append(f"{where}: {scroll} px wide, {causes}")
        self.wrong += [f"{where}: too small to touch: {html}" for html in self.page.evaluate(TARGETS)]
        if thoroughly:
            self.page.evaluate(
                "scrollTo(0, 0)"
            )  # a focused summary has scrolled, and the bar at the top covers
            found = Axe().run(self.page, options=ALL)
            self.wrong += [f"{where}: {found.generate_report()}"] * bool(found.violations_count)
            self.page.emulate_media(color_scheme="dark")
            pale = self.page.evaluate(PALE)  # axe is in the page by now
            self.wrong += [f"{where}: in the dark {html}" for html in pale]


@pytest.mark.parametrize("role", [ANONYMOUS, APPLICANT, READER, MEMBER, RECRUITER, ADMINISTRATOR])
def test_every_page_is_sound_on_a_phone(world: World, visit: Callable[[str], Visit], role: str) -> None:
    """A1, A7, A8, S14: axe once for each page, by the role that sees most of it."""
    person = visit(role)

    for path in addresses(world, role):
        person.open(path)
        person.look(thoroughly=role in {ANONYMOUS, APPLICANT, ADMINISTRATOR})

    assert person.wrong == [], "\n".join(person.wrong)


def test_every_form_is_sound_when_it_is_wrong(world: World, visit: Callable[[str], Visit]) -> None:
    """A1, A3, A7: sent empty, each comes back with a summary that has the focus."""
    person = visit(ADMINISTRATOR)
    routes = {route.name: route for route in ROUTES}
    forms = [reverse(name, kwargs=routes[name].kwargs(world)) for name in FORMS]

    for path in forms:
        person.open(path)
        with person.page.expect_navigation():
            person.page.evaluate(EMPTY_AND_SEND)
        assert person.page.title().startswith("Error: "), path
        assert person.page.evaluate("document.activeElement.className") == "error-summary", path
        person.look()

    assert person.wrong == [], "\n".join(person.wrong)


HALF_IN = ("second-step/", "second-step/passkey/")
WITH_FACTORS = ("factor/", "factor/codes/", "confirm/code/", "confirm/passkey/", "confirm/", "sessions/")


def test_the_pages_of_a_second_factor_are_sound(
    open_page: Callable[..., Page], live_server: Any, recruiter: User
) -> None:
    """A1, A7, A8: those that the table cannot open, for nobody in it has one."""
    with_app(recruiter)
    Authenticator.objects.create(user=recruiter, type="webauthn", data=a_passkey(A_WORD[:60]))
    half, whole = Client(), Client()
    sign_in(half, recruiter.email)
    sign_in_with_app(whole, recruiter)

    for client, pages in ((half, HALF_IN), (whole, WITH_FACTORS)):
        page = open_page(viewport={"width": 320, "height": 640}, has_touch=True, reduced_motion="reduce")
        share_cookies(client, page, live_server.url)
        person = Visit(page, live_server.url)
        for path in pages:
            person.open(f"/accounts/{path}")
            assert page.url.endswith(f"/accounts/{path}")
            person.look()
        assert person.wrong == [], "\n".join(person.wrong)
