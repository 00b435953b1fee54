"""What stands in the search box, and how the database is asked for it.

A word is found by its Danish and its English stem, in whatever way its letters are spelled (`Søren`, `Soren`,
`Soeren`); `word*` finds what begins so, `"some words"` what stands so in a row, `-word` who has none of it.
`key:value` is a filter (`screening/filters.py`). What cannot be read as any of these is read as words.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import CombinedSearchQuery, SearchQuery
from django.db.models import BooleanField, F, Func, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.lookups import Exact

from screening.models import SearchText

LANGUAGES = ("danish", "english")
MOST = 12  # words and phrases: each costs a look into the index
TERM = re.compile(r'(-?)(?:([a-z]{2,20}):)?(?:"([^"]*)"?|([^\s"]+))')
SHORTEST = 3  # letters within a name: no index finds two
SHORTEST_NEARLY = 4  # everybody is called nearly like three
LETTERS = re.compile(r"[^\W_]+")
SPELLED = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "oe"})
REFERENCE = range(4, 9)  # signs of one; fewer begin a name


class Folded(Func):
    """Lower case without accents, `oe` and `aa` as `o` and `a`: as both sides of a search are spelled."""

    function = "public.folded"
    arity = 1
    output_field = TextField()


def folded(text: str) -> str:
    """The same for what stands in no table."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(SPELLED))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.replace("oe", "o").replace("aa", "a")


class Misspelt(Func):
    """Patterns of a folded word with one letter another, or two in the wrong order."""

    function = "public.misspelt"
    arity = 1
    template = "(%(function)s(%(expressions)s))"


class LikeAny(Func):
    arity = 2
    template = "%(expressions)s"
    arg_joiner = " LIKE ANY "
    output_field = BooleanField()


class Nodes(Func):
    """How many stems a query asks for."""

    function = "numnode"
    arity = 1
    output_field = IntegerField()


@dataclass(frozen=True)
class Term:
    """One word or one phrase."""

    text: str
    is_without: bool = False
    is_phrase: bool = False
    is_beginning: bool = False

    @property
    def found(self) -> Q:
        """By its stems, or within a name or an address."""
        condition = Q(search_text__words=self._query)
        return condition | self._named if self._may_be_named else condition

    @property
    def is_in_every_text(self) -> Q:
        """A word like "the" or "og", of which one of the languages keeps no stem."""
        return reduce(or_, (Q(Exact(Nodes(self._in(language)), 0)) for language in LANGUAGES))

    @property
    def nearly(self) -> Q:
        """The same, or a name with one letter more, less or another, or two in the wrong order.

        Each way is a query of its own, since PostgreSQL would read all texts to try four conditions on each.
        """
        if not self._may_be_misspelt:
            return self.found
        by_stem = SearchText.objects.order_by().values("pk").filter(words=self._query)
        return Q(pk__in=self._nearly_named[0].union(*self._nearly_named[1:], by_stem))

    @property
    def by_name(self) -> Q:
        """In a name or an address: of few letters, where a word begins; no index finds them within one."""
        is_short = max(map(len, LETTERS.findall(self.text))) < SHORTEST
        return self.begins_name if is_short or self.is_beginning else self._named

    @property
    def begins_name(self) -> Q:
        at_once, later = Folded(Value(self.text)), Folded(Value(f" {self.text}"))
        return Q(search_text__names__startswith=at_once) | Q(search_text__names__contains=later)

    @property
    def nearly_by_name(self) -> Q:
        if not self._may_be_misspelt:
            return self.by_name
        return Q(pk__in=self._nearly_named[0].union(*self._nearly_named[1:]))

    @property
    def _may_be_misspelt(self) -> bool:
        return self._may_be_named and len(self.text) >= SHORTEST_NEARLY and self.text.isalpha()

    @property
    def _nearly_named(self) -> list[QuerySet[SearchText, Any]]:
        word, texts = Folded(Value(self.text)), SearchText.objects.order_by().values("pk")
        return [
            texts.filter(names__trigram_word_similar=word),
            texts.filter(LikeAny(F("names"), Misspelt(word))),
            texts.filter(names__contains=word),
        ]

    @property
    def _may_be_named(self) -> bool:
        return not self.is_without and not self.is_phrase and len(self.text) >= SHORTEST

    @property
    def _named(self) -> Q:
        return Q(search_text__names__contains=Folded(Value(self.text)))

    @property
    def _query(self) -> SearchQuery | CombinedSearchQuery:
        danish, english = (self._in(language) for language in LANGUAGES)
        return ~danish & ~english if self.is_without else danish | english

    def _in(self, language: str) -> SearchQuery:
        if self.is_beginning:
            parts = Value(" & ".join(f"{word}:*" for word in LETTERS.findall(self.text)))
            return SearchQuery(Folded(parts), config=language, search_type="raw")
        return SearchQuery(Folded(Value(self.text)), config=language, search_type="phrase")


@dataclass(frozen=True)
class Asked:
    """What a search box says: words to look for, and filters by their keys."""

    terms: list[Term] = field(default_factory=list)
    filters: dict[str, str] = field(default_factory=dict)
    rest: str = ""  # what was said beside the filters

    @property
    def found(self) -> Q:
        return self._all([term.found for term in self.terms])

    @property
    def nearly(self) -> Q:
        return self._all([term.nearly for term in self.terms])

    @property
    def by_name(self) -> Q:
        """Names and addresses alone, whatever else somebody sent."""
        return self._with_without([term.by_name for term in self.terms])

    @property
    def nearly_by_name(self) -> Q:
        return self._with_without([term.nearly_by_name for term in self.terms])

    @property
    def begins_name(self) -> Q:
        return reduce(and_, (term.begins_name for term in self.terms if not term.is_without), Q())

    @property
    def reference(self) -> str:
        """What may be one, or begin one; else ""."""
        said = self.terms[0].text.upper() if len(self.terms) == 1 else ""
        return said if len(said) in REFERENCE and said.isalnum() and said.isascii() else ""

    @property
    def has_beginnings(self) -> bool:
        return any(term.is_beginning for term in self.terms)

    def _all(self, conditions: list[Q]) -> Q:
        """Beside others, a word that is in every text asks for nothing."""
        if len(conditions) > 1:
            conditions = [
                one | term.is_in_every_text for one, term in zip(conditions, self.terms, strict=True)
            ]
        return reduce(and_, conditions, Q())

    def _with_without(self, conditions: list[Q]) -> Q:
        pairs = zip(conditions, self.terms, strict=True)
        return reduce(and_, (~one if term.is_without else one for one, term in pairs), Q())

    @property
    def words(self) -> list[str]:
        """Those that a hit is marked by."""
        return [term.text for term in self.terms if not term.is_without]


def read(said: str, *, keys: Collection[str] = ()) -> Asked:
    """`said` as terms and filters; a key that is none of `keys` is a word like others."""
    terms, filters, rest = [], {}, []
    for part in TERM.finditer(said):
        without, key, phrase, word = part.groups(default="")
        text = phrase or word
        if key in keys and text and not without:
            filters[key] = text
            continue
        rest.append(part[0])
        text = f"{key}:{text}" if key else text
        if LETTERS.search(text):
            is_beginning = not phrase and text.endswith("*")
            terms.append(Term(text.rstrip("*"), bool(without), bool(phrase), is_beginning))
    return Asked(terms, filters, " ".join(rest))
