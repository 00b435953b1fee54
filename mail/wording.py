"""The text of a letter: `{name}` and nothing else, filled by ourselves and never by a template engine."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

NAME_LIMIT = 80
TOKEN = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]")
DOUBLE = re.compile(r"\{\{[^{}\n]*\}\}")


class Unfit(Exception):
    """The text of a letter cannot be used; the sentence says why."""


def check(text: str, *, allowed: Collection[str], one_line: bool = False) -> None:
    """Raise `Unfit` unless every brace in `text` is `{one of the allowed names}`, `{{` or `}}`."""
    if one_line and any(character in text for character in "\r\n"):
        raise Unfit(_("The subject must be one line."))
    if "\x00" in text:
        raise Unfit(_("The text has a character that cannot be stored."))
    double = DOUBLE.search(text)
    if double:
        sentence = _("Write a placeholder with one pair of braces, not {placeholder}.")
        raise Unfit(sentence.format(placeholder=double.group()))
    for token in TOKEN.finditer(text):
        if token.group(1) and token.group(1) not in allowed:
            sentence = _("There is no placeholder {placeholder} here. Known: {known}.")
            known = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or _("none")
            raise Unfit(sentence.format(placeholder=token.group(), known=known))
        if token.group() in {"{", "}"}:
            near = text[token.start() : token.start() + 20].splitlines()[0]
            sentence = _("A brace stands alone at “{text}”. Write {brace} for a brace that is meant as such.")
            raise Unfit(sentence.format(text=near, brace="{{"))


def used(text: str) -> set[str]:
    return {token.group(1) for token in TOKEN.finditer(text) if token.group(1)}


def fill(text: str, values: Mapping[str, str]) -> str:
    def replace(token: re.Match[str]) -> str:
        return values[token.group(1)] if token.group(1) else token.group()[0]

    return TOKEN.sub(replace, text)


def fill_lines(text: str, values: Mapping[str, str]) -> str:
    """Like `fill`. A line of which nothing is left goes, and with it one of the empty lines around it."""
    kept: list[str] = []
    left_out = False
    for line in text.split("\n"):
        filled = fill(line, values)
        if line.strip() and not filled.strip():
            left_out = True
        elif line.strip() or not (left_out and kept and not kept[-1].strip()):
            left_out = left_out and not line.strip()
            kept.append(filled)
    return "\n".join(kept)


def is_ours(value: str) -> bool:
    """An address of this system, which may stand as a link."""
    return re.fullmatch(re.escape(settings.BASE_URL) + r"(/[^\s<>\"']*)?", value) is not None


def plain(name: str, value: str) -> str:
    """A value as it may stand in a mail: nothing in it becomes a link, a header or markup (S49).

    A person's name (`name` or `…_name`) is one line of at most 80 characters and looks like no host.
    """
    value = "".join(
        character
        for character in value
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf"}
    )
    if name == "name" or name.endswith("_name"):
        value = " ".join(value.split())
        value = re.sub(r"(?<=\w)\.(?=[^\W\d_]{2,})", ". ", value)
        value = value if len(value) <= NAME_LIMIT else value[: NAME_LIMIT - 1] + "…"
    elif is_ours(value):
        return value
    value = re.sub(r"(?i)\b(www)\.", r"\1 .", value)
    return value.replace("//", "/ /").replace("javascript:", "javascript :")
