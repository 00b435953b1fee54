"""Addresses are written once, in the urls.py of their app; everything else names them."""

import re
from pathlib import Path

import pytest

from tests.source import FLOORS, ROOT

STANDS_ALONE = "it must stand when no address can be resolved"
EXAMPLE = "what a placeholder of a letter looks like: read at start, before addresses can be resolved"
OUTSIDE = "the launcher and its probes speak to the running system from outside, without Django's addresses"
ALLOWED = {
    "templates/400.html": STANDS_ALONE,
    "templates/500.html": STANDS_ALONE,
    "templates/503.html": STANDS_ALONE,
    "accounts/letters.py": EXAMPLE,
    "applications/applying/letters.py": EXAMPLE,
    "applications/applying/reminder_letters.py": EXAMPLE,
    "interviews/letters.py": EXAMPLE,
    "recruitment/languages.py": "middleware: judges by the root of an address before any is resolved",
    "recruitment/health.py": "asked before any address is resolved, under any host",
    "recruitment/run/launcher.py": OUTSIDE,
    "recruitment/run/pulse.py": OUTSIDE,
}
ROOTS = "accounts|admin|desk|healthz|jobs|my|readyz"
IN_TEMPLATES = re.compile(rf'\b(?:href|action|src|to|hx-\w+)="/|"/(?:{ROOTS})/|[}}"]/(?:{ROOTS})/')
IN_CODE = re.compile(rf"""(?:["'`}}]|://[\w.]+)/(?:{ROOTS})\b""")
PLACES = [
    *((path, IN_TEMPLATES) for path in sorted((ROOT / "templates").rglob("*.html"))),
    *((path, IN_CODE) for path in sorted((ROOT / "static" / "js").glob("*.js"))),
    *(
        (path, IN_CODE)
        for app in FLOORS
        for path in sorted((ROOT / app).rglob("*.py"))
        if path.name not in {"urls.py", "desk_urls.py"} and path.parent.name != "migrations"
    ),
]


def hard_coded(path: Path, pattern: re.Pattern[str]) -> list[str]:
    """The lines with an address in them; what a comment says is left out."""
    text = path.read_text()
    text = re.sub(r"\{#.*?#\}", "", text) if path.suffix == ".html" else text
    text = re.sub(r'""".*?"""|^\s*(?:#|//).*?$', "", text, flags=re.DOTALL | re.MULTILINE)
    return [line.strip() for line in text.splitlines() if pattern.search(line)]


@pytest.mark.parametrize(
    "line",
    [
        '<a href="/desk/">Today</a>',
        '<form method="post" action="/accounts/logout/">',
        '{% include "x.html" with href="/desk/postings/" %}',
        '{% if "/desk/" in request.path %}',
        "<p>{{ host }}/my/</p>",
    ],
)
def test_an_address_in_a_template_is_found(line: str) -> None:
    assert IN_TEMPLATES.search(line)


@pytest.mark.parametrize(
    "line",
    [
        'return redirect("/desk/")',
        'url = f"{settings.BASE_URL}/desk/interviews/{pk}/"',
        "const PLACES = { t: '/desk/' };",
        "fetch(`/my/${code}/`)",
        'LINK = "https://jobs.example.com/accounts/x/"',
    ],
)
def test_an_address_in_code_is_found(line: str) -> None:
    assert IN_CODE.search(line)


@pytest.mark.parametrize(
    "line",
    [
        'render(request, "postings/desk/index.html", context)',
        'render(request, "desk/my/application.html")',
        "from desk.my import applications",
    ],
)
def test_a_template_of_the_desk_is_no_address(line: str) -> None:
    assert not IN_CODE.search(line)


def test_no_address_is_hard_coded() -> None:
    found = {str(path.relative_to(ROOT)): hard_coded(path, pattern) for path, pattern in PLACES}

    assert {path: lines for path, lines in found.items() if lines and path not in ALLOWED} == {}


def test_what_is_allowed_is_still_needed() -> None:
    found = {str(path.relative_to(ROOT)) for path, pattern in PLACES if hard_coded(path, pattern)}

    assert set(ALLOWED) - found == set()
