"""The catalogues of locale/ are whole, and what is compiled is what is written. Needs no gettext."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

from tests.marked_sentences import Marked, in_file, in_template
from tests.source import ROOT, SOURCES

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]+>")


def path_of(code: str) -> Path:
    return ROOT / "locale" / code / "LC_MESSAGES" / "django.po"


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(path_of(code)))


def texts(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Pairs of what is said in English and in the other language, each plural form for itself."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    originals = [entry.msgid] + [entry.msgid_plural] * (len(entry.msgstr_plural) - 1)
    return list(zip(originals, entry.msgstr_plural.values(), strict=True))


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_untranslated_fuzzy_or_left_over(code: str) -> None:
    entries = list(catalogue(code))

    assert entries
    assert [entry.msgid for entry in entries if not all(said for _, said in texts(entry))] == []
    assert [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete] == []


def test_every_marked_sentence_is_in_the_catalogue() -> None:
    """`make messages` writes it there. Nothing else is in it, so no translation is kept for nobody."""
    templates = [path for ending in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{ending}")]
    marked = set().union(*(in_file(path) for path in [*SOURCES, *templates]))

    for code in LANGUAGES:
        known = {(entry.msgctxt, entry.msgid) for entry in catalogue(code)}
        assert sorted(map(str, marked - known)) == []
        assert sorted(map(str, known - marked)) == []


@pytest.mark.parametrize(
    "source, found",
    [
        ('{% load i18n %}{% translate "Nothing (here)" %}', {(None, "Nothing (here)")}),
        (
            "{% load i18n %}{% blocktranslate %}Ask {{ name }}{% endblocktranslate %}",
            {(None, "Ask %(name)s")},
        ),
        (
            "{% load i18n %}{% blocktranslate count n=n %}{{ n }} day{% plural %}days{% endblocktranslate %}",
            {(None, "%(n)s day")},
        ),
        ('{% include "a.html" with title=_("No letters") %}', {(None, "No letters")}),
        ("<p>gettext is a word here</p>", set()),
    ],
)
def test_what_is_marked_in_a_template(source: str, found: set[Marked]) -> None:
    assert set(in_template(source)) == found


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_plural_form_is_there(code: str) -> None:
    forms = re.search(r"nplurals=(\d)", catalogue(code).metadata["Plural-Forms"])
    counted = {len(entry.msgstr_plural) for entry in catalogue(code) if entry.msgid_plural}

    assert forms
    assert counted == {int(forms.group(1))}


@pytest.mark.parametrize("code", LANGUAGES)
def test_placeholders_and_markup_are_the_same(code: str) -> None:
    differ = [
        said
        for entry in catalogue(code)
        for original, said in texts(entry)
        if sorted(PLACES.findall(original)) != sorted(PLACES.findall(said))
    ]

    assert differ == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_surrounds_a_text_is_the_same(code: str) -> None:
    """A line break or a space at an end, a colon where a value follows, the end of a sentence."""

    def edges(text: str) -> tuple[str, str, str]:
        mark = text.rstrip()[-1:]
        return (
            text[: len(text) - len(text.lstrip())],
            text[len(text.rstrip()) :],
            mark if mark in ".:?" else "",
        )

    differ = [
        said
        for entry in catalogue(code)
        if entry.msgctxt != "date format"
        for original, said in texts(entry)
        if edges(original) != edges(said)
    ]

    assert differ == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_compiled_is_what_is_written(code: str) -> None:
    compiled = polib.mofile(str(path_of(code).with_suffix(".mo")))

    def all_of(entries: polib.POFile | polib.MOFile) -> set[tuple[str | None, str, str, str]]:
        return {(entry.msgctxt, entry.msgid, *pair) for entry in entries for pair in texts(entry)}

    assert all_of(compiled) == all_of(catalogue(code))
