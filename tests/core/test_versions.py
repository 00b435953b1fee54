"""One token says what a page was made from."""

from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory

from core.versions import Unversioned, sent_version, version_of


def test_equal_facts_have_an_equal_version() -> None:
    assert version_of("a", {"x": 1, "y": [2]}) == version_of("a", {"y": [2], "x": 1})


@pytest.mark.parametrize(
    "other", [("ab", "c"), ("a", "bc", ""), ("a", "b"), (["a", "bc"],), ("a", date(2027, 3, 12))]
)
def test_other_facts_have_another(other: tuple[Any, ...]) -> None:
    assert version_of(*other) != version_of("a", "bc")


def test_what_was_sent_is_what_the_page_said(rf: RequestFactory) -> None:
    version = version_of("a", "bc")

    assert sent_version(rf.post("/", {"version": str(version)})) == version
    assert sent_version(rf.post("/", {"version": "0"})) == 0


@pytest.mark.parametrize("body", [{}, *({"version": sent} for sent in ("", "x", "-1", "1.0", "²", "9" * 40))])
def test_none_at_all_is_wrong(rf: RequestFactory, body: dict[str, str]) -> None:
    with pytest.raises(Unversioned) as refusal:
        sent_version(rf.post("/", body))

    assert refusal.value.status == 400
