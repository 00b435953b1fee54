"""Which passwords are refused, and how each sentence says to mend it.

The most common ones come with Django (some 20,000), a few Danish ones with us. Few of them have twelve
characters, so what is made of them with little more is refused as well. A password is stored as it was
typed, never changed and never cut.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User

LEAST, MOST = 12, 128  # characters
MOST_TYPED = 4095  # an older one may have more than MOST; beyond this none is hashed, not even to compare
COMPOSED = 4  # code points that can become one character
BESIDE = 6  # letters and digits there must be beside runs and names
RUN, PART = 4, 3  # the shortest run, and the shortest part of a name, that count as one
SERIES = (
    "abcdefghijklmnopqrstuvwxyzæøå", "01234567890123456789",
    "qwertyuiopå", "asdfghjklæø", "zxcvbnm", "qwertzuiop", "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
)  # fmt: skip
DANISH = Path(__file__).with_name("common-passwords-da.txt")  # days, places, and words for the thing itself
SPELT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ð": "d", "þ": "th", "ł": "l"})
LEET = str.maketrans("03457@$!", "oeastasi")
HELP = gettext_lazy("At least 12 characters. A short sentence is easy to remember and hard to guess.")


class Fit:
    """The one validator of AUTH_PASSWORD_VALIDATORS: all refusals at once."""

    def validate(self, password: str, user: User | None = None) -> None:
        count = length(password)
        if count > MOST:  # whatever else is wrong, and however long that would take
            raise ValidationError(
                _("Too long: at most 128 characters fit, this has {count}. Leave some out.").format(
                    count=count
                ),
                code="password_too_long",
            )
        refusals = list(_refusals(password, count, names_of(user)))
        if refusals:
            raise ValidationError(refusals)

    def get_help_text(self) -> str:
        return str(HELP)


def length(password: str) -> int:
    """Of the characters that a person sees. What is too long in any case is not composed first."""
    if len(password) > MOST * COMPOSED:
        return len(password)
    return len(unicodedata.normalize("NFC", password))


def _refusals(password: str, count: int, names: Iterable[str]) -> Iterator[ValidationError]:
    if count < LEAST:
        yield ValidationError(
            _(
                "Too short: at least 12 characters are needed, this has {count}. Take a short sentence."
            ).format(count=count),
            code="password_too_short",
        )
    if is_common(password):
        yield ValidationError(
            _(
                "This is one of the passwords that are guessed first, or little more than one or two of "
                "them. Take several words that have nothing to do with each other."
            ),
            code="password_too_common",
        )
    if is_repeated(password):
        yield ValidationError(
            _("This is the same again and again. Write different words instead."), code="password_repeated"
        )
    if is_run(password):
        yield ValidationError(
            _("Most of this is a run like 123456 or qwerty. Write words instead of the run."),
            code="password_run",
        )
    if is_named(password, names):
        yield ValidationError(
            _(
                "Most of this is a name that others know: of the person, of their e-mail address or of the "
                "organisation. Write words that have nothing to do with it."
            ),
            code="password_too_similar",
        )


def is_common(password: str) -> bool:
    """One of them, also with digits and signs around it or for letters; the same twice or more; or two."""
    return any(_is_made_of_common(text) for text in _readings(password))


def is_repeated(password: str) -> bool:
    """Three times or more, whatever stands between and around, or is counted on."""
    text = _folded(password)
    counted = _letters(text)
    parts = [part for part in (_core(text), _only(text, str.isalpha)) if len(counted) - len(part) < BESIDE]
    return any(_repeats(each, 3) for each in (text, counted, *parts))


def is_run(password: str) -> bool:
    text = _letters(_folded(password)) or _folded(password)
    found, at = 0, 0
    while at < len(text):
        run = max(_same(text, at), *(_along(text, at, series) for series in _series()))
        found, at = (found + run, at + run) if run >= RUN else (found, at + 1)
    return found > 0 and len(text) - found < BESIDE


def is_named(password: str, names: Iterable[str]) -> bool:
    """So little besides, or something common, that it is the name or a simple variant of it."""
    known = {part for name in names for part in _parts(name)}
    known |= {part[::-1] for part in known}
    return any(_is_little_beside(_letters(text), known) for text in _readings(password))


def names_of(user: User | None) -> list[str]:
    """What others know: the person, their address, and where they work."""
    known = [Organisation.current().name]
    if user:
        known += [user.name, *user.email.split("@")]
    return known


def _is_made_of_common(text: str) -> bool:
    if _is_common_word(text) or any(_is_common_word(text[:period]) for period in _periods(text, 2)):
        return True
    halves = ((text[:at], text[at:]) for at in range(RUN, len(text) - RUN + 1))
    return any(_is_common_word(first) and _is_common_word(_core(second)) for first, second in halves)


def _is_common_word(text: str) -> bool:
    return len(text) >= RUN and (text in _common() or _core(text) in _common())


def _is_little_beside(text: str, known: set[str]) -> bool:
    rest = text
    for name in sorted(known, key=len, reverse=True):
        rest = rest.replace(name, " ")
    left = _letters(rest)
    return rest != text and (len(left) < BESIDE or _is_common_word(left))


def _parts(name: str) -> Iterator[str]:
    """A name as it may be written: whole, by its words, by the first letter and the rest."""
    for folded in {_folded(name), _spelt(name), _plain(name)}:
        words = "".join(one if one.isalnum() else " " for one in folded).split()
        yield from (word for word in ["".join(words), *words] if len(word) >= PART)
        if len(words) > 1:
            yield words[0][0] + words[-1]


def _readings(password: str) -> set[str]:
    """With signs for letters read as those, with accents and without; a 1 stands for an l or an i."""
    found = set()
    for folded in (_folded(password), _spelt(password), _plain(password)):
        for text in (folded, _core(folded)):
            as_letters = text.translate(LEET)
            found |= {text, as_letters.replace("1", "l"), as_letters.replace("1", "i")}
    return found | {_core(text) for text in found}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _spelt(text: str) -> str:
    return _folded(text).translate(SPELT)


def _plain(text: str) -> str:
    """Without what stands above and through letters."""
    parted = unicodedata.normalize("NFKD", _folded(text).replace("ø", "o").replace("æ", "ae"))
    return "".join(one for one in parted if not unicodedata.combining(one))


def _core(text: str) -> str:
    """Without the digits and signs at both ends."""
    inside = [at for at, one in enumerate(text) if one.isalpha()]
    return text[inside[0] : inside[-1] + 1] if inside else ""


def _letters(text: str) -> str:
    return _only(text, str.isalnum)


def _only(text: str, kind: Any) -> str:
    return "".join(one for one in text if kind(one))


def _periods(text: str, times: int) -> Iterator[int]:
    """By how many characters a text repeats itself, at least so many times; its end may be cut."""
    return (each for each in range(1, len(text) // times + 1) if text[each:] == text[:-each])


def _repeats(text: str, times: int) -> bool:
    return any(True for _period in _periods(text, times))


def _same(text: str, at: int) -> int:
    return len(text) - at - len(text[at:].lstrip(text[at]))


def _along(text: str, at: int, series: str) -> int:
    """How far the text follows the series from there."""
    start, run = series.find(text[at]), 0
    while start >= 0 and at + run < len(text) and series[start + run : start + run + 1] == text[at + run]:
        run += 1
    return run


@cache
def _series() -> tuple[str, ...]:
    return tuple(each for one in SERIES for each in (one, one[::-1]))


@cache
def _common() -> frozenset[str]:
    danish = {spelt(word) for word in DANISH.read_text().split() for spelt in (_folded, _plain, _spelt)}
    return frozenset(CommonPasswordValidator().passwords | danish)
