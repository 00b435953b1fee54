"""What one person sees in the house, as plain facts that hold on any day and in any clothes.

Pages change their look and their words from version to version. So a fact is, wherever it can be, an
address, a value in a form, an instant in a `<time>`, or whether words that somebody once typed can be read.
Where a page of a later version says the same in another way, this module is the one place to follow it.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.upgrades.page import Element, Page, Values, plain
from tests.upgrades.visitor import Visitor

Facts = dict[str, Any]

ONE_APPLICATION = r"/desk/applications/([A-Z0-9]{8})/(?:\?.*)?"  # from a list, with the list behind it
ONE_LETTER = r"/desk/outbox/(\d+)/"
ONE_INTERVIEW = r"/desk/interviews/(\d+)/"
ONE_POSTING = r"/desk/postings/((?!new/)[a-z0-9-]+)/"
ONE_PERSON = r"/desk/settings/people/(\d+)/"
ONE_REASON = r"/desk/settings/reasons/(\d+)/"
OLDER_LETTERS = r"(/desk/outbox/\?.*\bafter=.+)"
MINE = r"/my/applications/([A-Z0-9]{8})/"
MY_DRAFT = r"/my/drafts/(\d+)/opening/"
PUBLIC_POSTING = r"/jobs/([a-z0-9-]+)/"

STAGES = ("received", "screening", "assessment", "interview", "offer")  # as the list's address names them
OUTCOMES = ("live", "hired", "rejected", "withdrawn", "declined", "reserve", "untold")
LETTERS = ("held", "waiting", "failed", "sent", "cancelled")
ENDED = ("held", "failed", "sent", "cancelled")  # a letter that waits goes on by itself
VERBS = {  # what one may do with an application, as its page leads to it; by the name that dumps know
    "moves": "moves",
    "rejection": "decisions/rejected",
    "proposals": "proposals",
    r"proposals/\d+/refusal": r"proposals/\d+/refusal",
    "rejection/reversal": r"decisions/\d+/reversal",
    "rejection/telling": "decision/telling",
    "rejection/letters": "decision/letters",
    "interviews/new": "interviews/new",
}
ENTRIES = {"li", "tr", "article"}  # what holds one entry of a history or one note, around its <time>
# Made anew for each page, or of the inside only.
NOT_A_FACT = {"csrfmiddlewaretoken", "version", "expected", "sequence"}


@dataclass(frozen=True)
class Words:
    """What is looked for on the pages. `typed`: what people wrote. `terms`: names of the staff, reasons and
    stages; a page may list them all, so they are facts only beside an instant and where few can stand."""

    typed: list[str]
    terms: list[str]

    @property
    def all(self) -> list[str]:
        return sorted({*self.typed, *self.terms})


# ---- the staff -------------------------------------------------------------------------------------------


def facts_for(person: Visitor, words: Words) -> Facts:
    """What a member of staff who is signed in sees."""
    return {
        "applications": applications(person, words),
        "interviews": interviews(person, words),
        "letters": letters(person),
        "postings": postings(person),
        "settings": settings(person),
    }


def applications(person: Visitor, words: Words) -> Facts:
    lists = {
        **{("stage", stage): _listed(person, f"stage={stage}") for stage in STAGES},
        **{("outcome", outcome): _listed(person, f"outcome={outcome}") for outcome in OUTCOMES},
    }
    waiting = set(person.ask("/desk/outbox/?tab=waiting").leading_to(ONE_LETTER))
    found = {}
    for code in _listed(person, ""):
        page = person.get(f"/desk/applications/{code}/")
        letter_waits = waiting & set(page.leading_to(ONE_LETTER))
        found[code] = {
            "name": page.heading,
            "in_lists": sorted(f"{kind} {value}" for (kind, value), codes in lists.items() if code in codes),
            "says": _said(page.main, words.typed),
            "entries": _entries(page.main, words.all),
            "interviews": page.leading_to(ONE_INTERVIEW),
            # What can be done about a decision depends on its letter, and that one goes on by itself.
            **({} if letter_waits else {"can": _can(page, code)}),
            "cv": _sha256(person, f"/desk/applications/{code}/cv/"),
            "cv_pages": page.leading_to(rf"/desk/applications/{code}/cv/pages/(\d+)/"),
        }
    return found


def _can(page: Page, code: str) -> list[str]:
    here = rf"/desk/applications/{code}"
    return [verb for verb, path in VERBS.items() if page.leading_to(rf"{here}/({path})/")]


def _listed(person: Visitor, query: str) -> list[str]:
    return person.get(f"/desk/applications/?{query}").leading_to(ONE_APPLICATION)


def _entries(main: Element, known: list[str]) -> Facts:
    """Instant → which of the words stand beside it: who did what, and what they wrote."""
    found: dict[str, set[str]] = {}
    for moment in main.all("time"):
        around: Element | None = moment
        while around is not None and around.tag not in ENTRIES:
            around = around.around
        if around is not None and moment.get("datetime"):
            at = datetime.fromisoformat(moment.get("datetime")).astimezone(UTC).isoformat()
            found.setdefault(at, set()).update(_said(around, known))
    return {at: sorted(said) for at, said in found.items()}


def interviews(person: Visitor, words: Words) -> Facts:
    """What stands in the form that changes one is only for those who may set interviews."""
    lists = {show: _interviews_listed(person, show) for show in ("all", "past")}
    found = {}
    for number in sorted({number for numbers in lists.values() for number in numbers}):
        page = person.get(f"/desk/interviews/{number}/")
        found[number] = {
            "of": page.leading_to(ONE_APPLICATION),
            "in_lists": [show for show, numbers in lists.items() if number in numbers],
            "says": _said(page.main, words.all),
            "plan": _values(person, f"/desk/interviews/{number}/change/", having="panel"),
        }
    return found


def _interviews_listed(person: Visitor, show: str) -> list[str]:
    return person.get(f"/desk/interviews/?show={show}").leading_to(ONE_INTERVIEW)


def letters(person: Visitor) -> Facts:
    """Nothing for those who may not open the outbox."""
    found: Facts = {}
    if person.ask("/desk/outbox/").status != 200:
        return found
    for tab in LETTERS:
        address: str | None = f"/desk/outbox/?tab={tab}"
        while address:
            page = person.get(address)
            found |= {number: _letter(page, number, tab) for number in page.leading_to(ONE_LETTER)}
            address = next(iter(page.leading_to(OLDER_LETTERS)), None)
    return found


def _letter(page: Page, number: str, tab: str) -> Facts:
    """To whom, of which kind, and what became of it. The page names kinds; its filter knows their codes."""
    link = next(one for one in page.main.all("a") if one.get("href").endswith(f"/desk/outbox/{number}/"))
    around = link.around
    while around is not None and around.tag not in ENTRIES:
        around = around.around
    assert around is not None, number
    [select] = page.form(having="kind").element.all("select")
    pieces = {one.text for one in around.all()}
    pieces |= {piece for one in around.all() for piece in one.get("title").split(", ")}
    kinds = [one.get("value") for one in select.all("option") if one.get("value") and one.typed in pieces]
    to = sorted(piece for piece in pieces if "@" in piece and " " not in piece)
    return {"to": to, "kind": kinds, **({"is": tab} if tab in ENDED else {})}


def postings(person: Visitor) -> Facts:
    found = {}
    for state in ("", "archived"):
        for slug in person.get(f"/desk/postings/?state={state}").leading_to(ONE_POSTING):
            page = person.get(f"/desk/postings/{slug}/")
            found[slug] = {
                "title": page.heading,
                "is_archived": state == "archived",
                "can_be": page.leading_to(rf"/desk/postings/{slug}/(publication|closing|reopening)/"),
                "tabs": {
                    tab: _on_pages(person, f"/desk/postings/{slug}/edit/", pages)
                    for tab, pages in EDITED.items()
                    if page.leads_to(f"/desk/postings/{slug}/edit/position/")
                },
            }
    return found


# What was a tab of the first version → the pages of the editor on which it stands.
EDITED = {"basics": ["position"], "times": ["dates"], "asking": ["questions", "process"]}


def _on_pages(person: Visitor, path: str, pages: list[str]) -> Values:
    found: Values = {}
    for page in pages:
        found |= _values(person, f"{path}{page}/", having="version")
    return found


def settings(person: Visitor) -> Facts:
    """Of an administrator; nothing for everybody else."""
    if person.ask("/desk/settings/").status != 200:
        return {}
    people = person.get("/desk/settings/people/").leading_to(ONE_PERSON)
    reasons = person.get("/desk/settings/reasons/").leading_to(ONE_REASON)
    return {
        "organisation": _values(person, "/desk/settings/organisation/", having="name"),
        "people": {n: _values(person, f"/desk/settings/people/{n}/", having="role") for n in people},
        "reasons": {n: _values(person, f"/desk/settings/reasons/{n}/", having="text") for n in reasons},
        "rejection": _values(person, "/desk/settings/letters/rejection/", having="body"),
    }


# ---- applicants and everybody ----------------------------------------------------------------------------


def facts_for_applicant(person: Visitor, words: Words) -> Facts:
    """What an applicant who is signed in finds on /my/. An answer that they may know of ends the offer to
    withdraw; before they are told, nothing on the page may differ."""
    page = person.get("/my/")
    found = {}
    for code in page.leading_to(MINE):
        own = person.get(f"/my/applications/{code}/")
        found[code] = {
            "has_an_answer": not own.leads_to(f"/my/applications/{code}/withdrawal/"),
            "may_choose_a_text": own.leads_to(f"/my/applications/{code}/replacement/"),
            "says": _said(own.main, words.all),
            "cv": _sha256(person, f"/my/applications/{code}/cv/"),
        }
    drafts = {number: _draft(person, page, number) for number in page.leading_to(MY_DRAFT)}
    return {"applications": found, "drafts": drafts}


def _draft(person: Visitor, page: Page, number: str) -> Facts:
    """What was typed, step by step, as far as it went."""
    opened = person.press(page, to=f"/my/drafts/{number}/opening/")
    start = opened.path.partition("/apply/")[0] + "/apply/"
    steps = {step: _values(person, start + step, having="version") for step in ("", "background/")}
    cv = person.get(start + "cv/").main.text
    return {"opens": opened.path, "steps": steps, "has_cv": ".pdf" in cv or ".odt" in cv}


def facts_for_everybody(person: Visitor) -> Facts:
    slugs = person.get("/jobs/").leading_to(PUBLIC_POSTING)
    return {slug: {"title": person.get(f"/jobs/{slug}/").heading} for slug in slugs}


# ---- reading and comparing -------------------------------------------------------------------------------


def _said(element: Element, known: list[str]) -> list[str]:
    text = element.text
    return [phrase for phrase in known if plain(phrase) in text]


def _values(person: Visitor, path: str, *, having: str) -> Values:
    """What stands in the form of this page; nothing where this person may not open it."""
    page = person.ask(path)
    values = page.form(having=having).values() if page.status == 200 else {}
    return {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in values.items()
        if name not in NOT_A_FACT
    }


def _sha256(person: Visitor, path: str) -> str:
    return hashlib.sha256(person.get(path).content).hexdigest()


WHOLE = {"applications", "interviews", "postings", "everybody"}  # more than before is as wrong as less


def lost(before: Any, after: Any, at: str = "") -> list[str]:
    """What was a fact and is none any more, each with where it stood. Facts may be added, except in lists
    (but a page may say more) and among what `WHOLE` names."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        is_kept = set(before) <= set(after) if at.rpartition("/")[2] == "says" else before == after
        return [] if is_kept else [f"{at}: it was {before!r} and is {after!r}"]
    before = {name: value for name, value in before.items() if name not in NOT_A_FACT}
    found = [f"{at}/{name} is gone" for name in before if name not in after]
    if at.rpartition("/")[2] in WHOLE:
        found += [f"{at}/{name} was not to be seen before" for name in after if name not in before]
    for name in before:
        if name in after:
            found += lost(before[name], after[name], f"{at}/{name}")
    return found
