"""From the skip link to the first field of a page it is five stops of the Tab key at most."""

from html.parser import HTMLParser

import pytest

from tests.recruitment.asking import ask
from tests.recruitment.matrix import ADMINISTRATOR, ANONYMOUS, APPLICANT, MEMBER, RECRUITER, Route
from tests.recruitment.routes import ROUTES
from tests.world import World

pytestmark = pytest.mark.django_db
MOST = 5
FIELDS = {"input", "select", "textarea"}
STOPS = FIELDS | {"a", "button", "summary", "iframe"}
NO_FIELD = {"hidden", "submit", "button", "reset", "image"}  # types of an input

Attributes = dict[str, str | None]


class Stops(HTMLParser):
    """What the Tab key visits in <main>, up to the first field; radio buttons of one name are one stop."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.before: list[str] = []
        self.field = ""
        self._inside = False
        self._closed: list[bool] = []  # each <details> around: closed, with nothing but its summary to visit
        self._in_summary = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = self._inside or tag == "main"
        if tag == "summary":
            self._in_summary = True
        if self._inside and not self.field and self._is_visited(tag, given):
            self._visit(tag, given)
        if tag == "details":
            self._closed.append("open" not in given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self._closed.pop()
        self._in_summary = self._in_summary and tag != "summary"
        self._inside = self._inside and tag != "main"

    def _is_visited(self, tag: str, given: Attributes) -> bool:
        around = self._closed[:-1] if self._in_summary else self._closed
        if any(around) or "disabled" in given or "hidden" in given or given.get("type") == "hidden":
            return False
        if "tabindex" in given:
            return int(given["tabindex"] or 0) >= 0
        return tag in STOPS and (tag != "a" or "href" in given)

    def _visit(self, tag: str, given: Attributes) -> None:
        if tag in FIELDS and given.get("type") not in NO_FIELD:
            self.field = str(given.get("name"))
        elif (stop := f"{tag} {given.get('href') or given.get('name') or ''}") not in self.before:
            self.before.append(stop)


def who_sees(route: Route) -> str:
    """The role that is shown most."""
    return next(
        (role for role in (ADMINISTRATOR, RECRUITER, MEMBER, APPLICANT, ANONYMOUS) if route.get[role] == 200),
        "",
    )


@pytest.mark.parametrize("route", [one for one in ROUTES if who_sees(one)], ids=lambda route: route.name)
def test_the_first_field_is_near(route: Route, world: World) -> None:
    page = ask(world, route, who_sees(route), "GET")
    if not page["Content-Type"].startswith("text/html"):
        return

    stops = Stops(page.text)

    if stops.field:
        assert len(stops.before) <= MOST, stops.before


@pytest.mark.parametrize(
    ("page", "before"),
    [
        ('<a href="/">out</a><main><a href="/b">b</a><input name="x"><a href="/c">c</a></main>', ["a /b"]),
        (
            '<main><details><summary>s</summary><a href="/b">b</a></details><select name="x"></main>',
            ["summary "],
        ),
        (
            '<main><details open><summary>s</summary><a href="/b">b</a></details><textarea name="x"></main>',
            ["summary ", "a /b"],
        ),
        (
            '<main><input type="hidden" name="v"><div tabindex="0"></div><a>none</a><input name="x"></main>',
            ["div "],
        ),
        (
            '<main><button disabled></button><h1 tabindex="-1"><input type="submit"><input name="x"></main>',
            ["input "],
        ),
    ],
)
def test_how_stops_are_counted(page: str, before: list[str]) -> None:
    stops = Stops(page)

    assert (stops.field, stops.before) == ("x", before)
