"""Where a search found somebody: the sentence, with its words marked.

The database says which stems a search asks for; here a text is looked through for words that begin with one.
So a word may be marked that only begins alike, and a phrase is marked word by word; who is found is the
database's word.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import chain

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.db.models import F, Func, OuterRef, TextField, Value
from django.db.models.functions import JSONObject
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from applications.models import Answer, Application
from screening.searching import LANGUAGES, Folded

LONGEST = 160  # characters of a sentence that are shown
PARTS = re.compile(r'<(?:"[^"]*"|[^"<>])*>|[^<]+')  # of clean HTML: a tag, or the text between two
ENDS = re.compile(r"[.!?•\n]+\s?")
# How a folded letter may have been written.
SPELLED = {
    "a": "(?:aa?|[áàâäãå])",
    "c": "[cç]",
    "e": "[eéèêë]",
    "i": "[iíìîï]",
    "n": "[nñ]",
    "o": "(?:oe?|[óòôöõø])",
    "u": "[uúùûü]",
    "y": "[yýÿ]",
}


@dataclass(frozen=True)
class Hit:
    """`where`: what the text is of, in words. `sentence`: with its words marked."""

    where: str
    sentence: SafeString


@dataclass(frozen=True)
class Marked:
    """A text as markup; `count`: how many places in it are marked."""

    text: SafeString
    count: int


class _Lexemes(Func):
    function = "tsvector_to_array"
    arity = 1
    output_field = ArrayField(TextField())


def of(rows: Sequence[Application], *, words: Iterable[str]) -> dict[int, Hit]:
    """For each application the first place where one of `words` stands, by its id. One query."""
    danish, english = _stems(words)
    answers = Answer.objects.filter(application=OuterRef("pk")).order_by("position", "id")
    texts = (
        Application.objects.filter(pk__in=[row.pk for row in rows])
        .annotate(danish=danish, english=english)
        .annotate(answered=ArraySubquery(answers.values(both=JSONObject(where="text", text="value"))))
        .values("pk", "current_position", "motivation", "answered", "danish", "english", read=F("cv__text"))
    )
    hits = {}
    for text in texts:
        word = _words([*text["danish"], *text["english"]])
        places = [
            (_("Current position"), text["current_position"]),
            (_("Motivation"), text["motivation"]),
            *((answer["where"], answer["text"]) for answer in text["answered"]),
            (_("CV"), text["read"]),
        ]
        found = ((where, sentence_with(word, said)) for where, said in places)
        hit = next(((where, sentence) for where, sentence in found if sentence), None)
        if hit:
            hits[text["pk"]] = Hit(*hit)
    return hits


def in_cv(one: Application, *, words: Iterable[str]) -> Marked:
    """All that was read of its CV, with each of `words` marked. One query, where there is a word."""
    word = None
    if words := list(words):
        danish, english = _stems(words)
        rows = Application.objects.filter(pk=one.pk).annotate(danish=danish, english=english)
        word = _words(chain.from_iterable(rows.values_list("danish", "english").get()))
    kept = one.cv.html or str(escape(one.cv.text))
    parts = PARTS.findall(kept)
    if word:
        parts = [part if part.startswith("<") else _marked(word, unescape(part)) for part in parts]
    count = sum(part.count("<mark>") for part in parts) if word else 0
    return Marked(mark_safe("".join(parts)), count)  # noqa: S308  HTML was cleaned before it was stored


def _stems(words: Iterable[str]) -> list[_Lexemes]:
    asked = Folded(Value(" ".join(words)))
    return [_Lexemes(SearchVector(asked, config=language)) for language in LANGUAGES]


def _words(stems: Iterable[str]) -> "re.Pattern[str]":
    return re.compile(rf"\b(?:{'|'.join(map(_spelled, sorted(set(stems)))) or '(?!)'})\w*", re.IGNORECASE)


def _spelled(stem: str) -> str:
    """English stems end in `i` where the word ends in `y`."""
    end = "[iy]" if stem.endswith("i") else ""
    parts = re.split("(ae)", stem.removesuffix("i") if end else stem)
    letters = ("(?:ae|æ)" if part == "ae" else "".join(map(_letter, part)) for part in parts)
    return "".join(letters) + end


def _letter(letter: str) -> str:
    return SPELLED.get(letter, re.escape(letter))


def sentence_with(word: "re.Pattern[str]", text: str) -> SafeString:
    """The sentence in which `word` stands first, or "" if it stands nowhere."""
    found = word.search(text)
    if not found:
        return mark_safe("")
    begin = max(found.start() - LONGEST // 2, 0)
    ends = [end.end() for end in ENDS.finditer(text, begin, found.start())]
    cut_before, begin = begin > 0 and not ends, ends[-1] if ends else begin
    stop = ENDS.search(text, found.end(), begin + LONGEST)
    end = stop.start() if stop else min(begin + LONGEST, len(text))
    cut_after = not stop and end < len(text)
    sentence = _marked(word, " ".join(text[begin : max(end, found.end())].split()))
    return format_html("{}{}{}", "… " if cut_before else "", sentence, " …" if cut_after else "")


def _marked(word: "re.Pattern[str]", sentence: str) -> SafeString:
    at, parts = 0, []
    for found in word.finditer(sentence):
        parts.append((sentence[at : found.start()], found[0]))
        at = found.end()
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), sentence[at:])
