"""The documents lead where they say."""

import ast
import re
from pathlib import Path

import pytest

from tests.dead_links import ROOT, dead_links, documents


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_dead_links(document: Path) -> None:
    assert dead_links(document) == []


def test_dead_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# What is here\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](there.md) [b](gone.md) [c](there.md#what-is-here) [d](there.md#nothing) [e](https://example.com/)\n"
        '<img src="gone.png"> ![f](there.md)\n```\n[g](in-an-example.md)\n```\n'
    )

    assert dead_links(page) == ["gone.md", "there.md#nothing", "gone.png"]


PROMISES = re.findall(r"^\| ([A-Za-z]\d+) \| .+ \| (.+) \|$", (ROOT / "docs/promises.md").read_text(), re.M)
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def cited(path: Path) -> set[str]:
    """The numbers of promises that stand in the docstrings of a test module."""
    nodes = ast.walk(ast.parse(path.read_text()))
    documented = [node for node in nodes if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    said = " ".join(ast.get_docstring(node) or "" for node in documented)
    return set(re.findall(r"\b(?:[ACFPRSV]|c)\d{1,2}\b(?!\.)", said))


def test_each_promise_that_a_test_cites_stands_in_the_list() -> None:
    numbers = {number for number, _ in PROMISES}

    assert {path.name: cited(path) - numbers for path in TESTS if cited(path) - numbers} == {}


def test_the_promises_are_sorted_and_lead_to_tests() -> None:
    numbers = [(number[0], int(number[1:])) for number, _ in PROMISES]
    files = {file for _, listed in PROMISES for file in listed.split(", ")}

    assert numbers == sorted(set(numbers))
    assert [file for file in sorted(files) if not (ROOT / file).is_file()] == []


def test_what_is_said_of_security_leads_to_tests() -> None:
    """Each line of a table has a test that is there, and each number is one of a promise."""
    text = (ROOT / "docs/security.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    shown = [line for line in rows if "shown by" not in line]
    files = set(re.findall(r"`(tests/[\w/]+\.py)`", text))
    numbers = set(re.findall(r"\b[SV]\d{1,2}\b", " ".join(line.rsplit("|", 2)[1] for line in shown)))

    assert [line for line in shown if "`tests/" not in line.rsplit("|", 2)[1]] == []
    assert [file for file in sorted(files) if not (ROOT / file).is_file()] == []
    assert numbers - {number for number, _ in PROMISES} == set()
