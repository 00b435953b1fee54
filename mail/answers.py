"""What a relay answered and what went wrong: stored in English, said in the language of whoever reads it."""

import re

from django.utils.translation import gettext, gettext_noop

UNTRUSTED = gettext_noop("The relay's certificate is not trusted: {why}.")
NO_SIGN_IN = gettext_noop("The relay does not accept our name and password ({code}).")
ANSWERED = gettext_noop("The relay answered {code} {answer}")
WRITTEN = gettext_noop("written to {file}")
CANNOT_BE_BUILT = gettext_noop("The mail cannot be built: {error}.")
REASON_UNREAD = gettext_noop("Its reason could not be read: {error}.")
GIVEN_UP = gettext_noop("Given up after 48 hours. {answer}")
FILLED = (UNTRUSTED, NO_SIGN_IN, ANSWERED, WRITTEN, CANNOT_BE_BUILT, REASON_UNREAD, GIVEN_UP)


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(sentence)), re.DOTALL)


PATTERNS = [(sentence, _pattern(sentence)) for sentence in FILLED]


def in_words(stored: str) -> str:
    """A sentence that was marked with `gettext_noop`, filled or not. What a relay said stays as it is."""
    for sentence, pattern in PATTERNS:
        found = pattern.fullmatch(stored)
        if found:
            return gettext(sentence).format(
                **{name: in_words(said) for name, said in found.groupdict().items()}
            )
    return gettext(stored)
