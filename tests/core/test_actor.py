"""Who did it is a type: no function takes just anything for a person."""

import ast
from collections.abc import Iterator

import pytest

from core.actor import Actor, By
from tests.conftest import make_user
from tests.source import ROOT, SOURCES

PEOPLE = {"by", "user", "person", "actor", "users", "people"}


def anything(source: str) -> Iterator[str]:
    """Parameters that name a person, or several, and are annotated `Any`, or not at all."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        given = node.args
        for parameter in (*given.posonlyargs, *given.args, *given.kwonlyargs):
            kind = ast.unparse(parameter.annotation) if parameter.annotation else "Any"
            if parameter.arg in PEOPLE and "Any" in kind.replace("[", " ").replace("]", " ").split():
                yield f"{node.name}({parameter.arg})"


def test_no_person_is_just_anything() -> None:
    found = {str(path.relative_to(ROOT)): list(anything(path.read_text())) for path in SOURCES}

    assert {path: names for path, names in found.items() if names} == {}


def test_anything_is_found() -> None:
    """The twin."""
    source = "def a(*, by: Any): ...\ndef b(user): ...\ndef c(users: list[Any]): ...\ndef d(by: Actor): ..."

    assert list(anything(source)) == ["a(by)", "b(user)", "c(users)"]


@pytest.mark.django_db
def test_a_user_is_an_actor() -> None:
    """mypy says so too; here it is said of what the protocol asks for."""
    who: Actor = make_user("recruiter", "Rita Recruiter")
    by: By = who

    assert by == who
    assert (who.name, who.sees_everything, who.is_administrator) == ("Rita Recruiter", True, False)
    assert (who.is_hiring_manager, who.email.count("@"), who.pk > 0) == (False, 1, True)
