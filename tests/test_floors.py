"""The floors of the house: an app imports only from apps below it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (
    "core", "audit", "mail", "accounts", "files", "postings",
    "applications", "interviews", "desk", "recruitment",
)  # fmt: skip
SOURCES = sorted(path for app in FLOORS for path in (ROOT / app).rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names & set(FLOORS)


def climbs(app: str, source: str) -> list[str]:
    return sorted(name for name in imported(ast.parse(source)) if FLOORS.index(name) > FLOORS.index(app))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_climb_no_floor(path: Path) -> None:
    assert climbs(path.relative_to(ROOT).parts[0], path.read_text()) == []


def test_a_climbing_import_is_found() -> None:
    assert climbs("mail", "import accounts.models\nfrom core import errors") == ["accounts"]
