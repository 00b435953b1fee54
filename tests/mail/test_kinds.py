"""The registry of kinds, and the kinds that the system itself registers."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from mail import kinds
from mail.wording import fill
from tests.mail.kinds import a_kind


def test_every_kind_says_what_follows_an_uncertain_end() -> None:
    for kind in kinds.all_kinds():
        assert kind.after_uncertain in {"resend", "wait"}


def test_every_default_letter_can_be_made() -> None:
    """The kinds that the system itself registers, each filled with its samples."""
    for kind in kinds.all_kinds():
        kinds.check(kind, subject=kind.subject, body=kind.body)
        values: dict[str, Any] = dict(kind.placeholders)
        assert fill(kind.subject, values)
        assert fill(kind.body, values)


def test_two_kinds_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ImproperlyConfigured, match="twice"):
        kinds.register(a_kind("test_resend", label="Another"))


def test_nobody_can_decide_about_a_secret_letter() -> None:
    with pytest.raises(ImproperlyConfigured, match="secret"):
        kinds.register(a_kind("test_bad", secret=True, after_uncertain="wait"))
