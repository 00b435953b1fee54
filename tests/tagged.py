"""A catalogue for tests: every marked sentence is said with the active language behind it, “Held [da]”.

What is not marked shows, and so does what was said before anybody could know in which language.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import translation


def _say(message: str) -> str:
    return f"{message} [{translation.get_language()}]" if message else message


def _count(one: str, many: str, number: int) -> str:
    return _say(one if number == 1 else many)


@contextmanager
def tagged(language: str = "da") -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, translation.override(language):
        patch.setattr(translation._trans, "gettext", _say)
        patch.setattr(translation._trans, "ngettext", _count)
        yield
