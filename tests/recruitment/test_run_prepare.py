"""What the start says of this system, before anything is served."""

from functools import partial
from typing import Any

import pytest

from files.sandbox.client import Sandbox
from files.sandbox.fences import LAYERS
from recruitment.run import prepare
from tests.files.scanner import Scanner


def as_on_a_system_with(monkeypatch: pytest.MonkeyPatch, *layers: str, how: str = "plain") -> None:
    made = partial(Sandbox, "tests.files.taken_over", how, ",".join(layers))
    monkeypatch.setattr(prepare, "Sandbox", made)


def test_each_missing_fence_is_named_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """S67: as in a container that forbids namespaces to an ordinary user."""
    as_on_a_system_with(monkeypatch, *LAYERS, how="container")

    said = prepare.try_fences()

    there, _, missing = said.partition("; NOT ")
    assert set(missing.split(", ")) == {"user", "namespaces"}
    assert set(there.split(", ")) == set(LAYERS) - {"user", "namespaces"}


def test_where_none_is_missing_it_says_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    as_on_a_system_with(monkeypatch, "limits")

    assert prepare.try_fences() == "all 1"


def test_whether_the_scanner_answers_is_said(settings: Any) -> None:
    with Scanner(settings):
        assert prepare.ask_scanner() == "answers"

    assert prepare.ask_scanner() == "does NOT answer; new CVs wait for it"  # where it was nobody listens
