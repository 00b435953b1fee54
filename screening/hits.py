"""Where a search found somebody: the sentence, with its words marked.

The database says which stems a search asks for; here a text is looked through for words that begin with one.
So a word may be marked that only begins alike, and a phrase is marked word by word; who is found is the
database's word.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.db.models import F, Func, OuterRef, TextField, Value
from django.db.models.functions import JSONObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from applications.models import Answer, Application
from screening.searching import LANGUAGES, Folded

LONGEST = 160  # characters of a sentence that are shown
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


class _Lexemes(Func):
    function = "tsvector_to_array"
    arity = 1
    output_field = ArrayField(TextField())


def of(rows: Sequence[Application], *, words: Iterable[str]) -> dict[int, Hit]:
    """For each application the first place where one of `words` stands, by its id. One query."""
    asked = Folded(Value(" ".join(words)))
    danish, english = (_Lexemes(SearchVector(asked, config=language)) for language in LANGUAGES)
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
