"""The filters of the public list: what was chosen, what can be chosen, and how many there are of each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from postings.models import Posting
from postings.published import OpenPostings

FACETS = {
    "category": gettext_lazy("Category"),
    "place": gettext_lazy("Place"),
    "employment": gettext_lazy("Employment"),
}
LONGEST = 100
FROM = 10  # so many postings, and a list needs them


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Filters:
    """Read from an address by known keys only; equal filters are one key of the page cache."""

    category: str = ""
    place: str = ""
    employment: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        if not query:
            return cls()
        return cls(**{name: query.get(name, "").strip()[:LONGEST] for name in (*FACETS, "q")})

    @property
    def is_any(self) -> bool:
        return any([self.category, self.place, self.employment, self.q])

    def are_shown(self, total: int) -> bool:
        """For a long list, and where an address brings some: they can be seen and taken away."""
        return total >= FROM or (self.is_any and total > 0)

    @property
    def as_query(self) -> dict[str, str]:
        return {name: value for name in (*FACETS, "q") if (value := getattr(self, name))}

    def lets_pass(self, posting: Posting, *, words: str, but: str = "") -> bool:
        facets = all(
            getattr(self, facet) in {"", getattr(posting, facet)} for facet in FACETS if facet != but
        )
        return facets and all(word in words for word in self.q.casefold().split())

    def apply(self, among: OpenPostings, *, but: str = "") -> list[Posting]:
        return [one for one in among.postings if self.lets_pass(one, words=among.words[one.pk], but=but)]

    def choices(self, among: OpenPostings, facet: str) -> list[Choice]:
        """The values that are there, each with how many there would be; the chosen one even if none."""
        chosen = getattr(self, facet)
        labels = {
            str(getattr(one, facet)): _label(one, facet) for one in among.postings if getattr(one, facet)
        }
        counts = Counter(str(getattr(one, facet)) for one in self.apply(among, but=facet))
        if chosen:
            labels.setdefault(chosen, chosen)
        return [
            Choice(value, label, counts[value], value == chosen)
            for value, label in sorted(labels.items(), key=lambda pair: pair[1].casefold())
        ]


def _label(posting: Posting, facet: str) -> str:
    return posting.get_employment_display() if facet == "employment" else getattr(posting, facet)
