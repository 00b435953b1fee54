"""The kinds of decision: what each is called, which letter tells it, and what is said of it where.

An application's outcome is the kind of the decision that stands. A new kind is a row in both tables here, and
a letter in `applications/letters.py`; the constraints follow by `makemigrations`.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Outcome(models.TextChoices):
    HIRED = "hired", _("Hired")
    RESERVE = "reserve", _("On the reserve list")
    DECLINED = "declined", _("Declined")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CONTESTED = "contested", _("Contested")


@dataclass(frozen=True)
class Page:
    """The form in which staff decide it: in the menu, as the heading, and on the button, which says as well
    what becomes of the letter; what is said when it is done, and on the button that takes it back.
    `title` and `done` have `{name}`."""

    verb: Words
    title: Words
    holds: Words
    done: Words
    undo: Words
    sends: Words = ""  # for a letter that leaves by itself


@dataclass(frozen=True)
class Terms:
    """What goes with one kind of decision.

    `letter`: the kind of mail that tells it; "" tells nobody. `waits`: after what time the letter leaves by
    itself; `None` is held until a person releases it. `follows`: the decisions that it takes the place of,
    told or not. `done`, `undone` (with `{who}`): what history says. `stands`: why nothing else can be done
    meanwhile. `known` (with `{day}`): what its applicant reads on their page, once they have been told.
    `page`: where staff decide it; without one it is the applicant's own.
    """

    letter: str
    done: Words
    known: Words
    stands: Words
    page: Page | None = None
    undone: Words = ""
    waits: timedelta | None = None
    takes_reason: bool = False
    follows: Collection[Outcome] = field(default=())


TERMS = {
    Outcome.HIRED: Terms(
        letter="hired",
        page=Page(
            verb=_("Hire…"),
            title=_("Hire {name}"),
            holds=_("Hire and hold the letter"),
            done=_("{name} is hired."),
            undo=_("Undo the hiring"),
        ),
        done=_("{who} decided to hire them"),
        undone=_("{who} undid the decision to hire them"),
        stands=_("This applicant is hired. Undo that first."),
        known=_("You have the position: we agreed on it on {day}."),
        follows=[Outcome.RESERVE],
    ),
    Outcome.RESERVE: Terms(
        letter="reserve",
        page=Page(
            verb=_("Put on the reserve list…"),
            title=_("Put {name} on the reserve list"),
            holds=_("Put on the list and hold the letter"),
            done=_("{name} is on the reserve list."),
            undo=_("Take them off the list"),
        ),
        done=_("{who} put them on the reserve list"),
        undone=_("{who} took them off the reserve list"),
        stands=_("This applicant is on the reserve list. Undo that first."),
        known=_("We keep it on a list, in case the position becomes open again."),
    ),
    Outcome.DECLINED: Terms(
        letter="declined",
        page=Page(
            verb=_("They declined…"),
            title=_("{name} declined"),
            holds=_("Write it down and hold the letter"),
            done=_("It is written down that {name} declined."),
            undo=_("They did not decline"),
        ),
        done=_("{who} wrote down that they declined"),
        undone=_("{who} took back that they declined"),
        stands=_("This applicant declined our offer. Undo that first."),
        known=_("You declined our offer on {day}."),
        follows=[Outcome.HIRED, Outcome.RESERVE],
    ),
    Outcome.REJECTED: Terms(
        letter="rejection",
        page=Page(
            verb=_("Reject…"),
            title=_("Reject {name}"),
            holds=_("Reject and hold the letter"),
            sends=_("Reject"),
            done=_("{name} is rejected."),
            undo=_("Undo the rejection"),
        ),
        done=_("{who} rejected it"),
        undone=_("{who} undid the rejection"),
        stands=_("This application is rejected. Undo the rejection first."),
        known=_("We have decided to go on with other applicants, and told you about it."),
        waits=timedelta(minutes=10),
        takes_reason=True,
        follows=[Outcome.RESERVE],
    ),
    Outcome.WITHDRAWN: Terms(
        letter="withdrawn",
        done=_("{who} withdrew it"),
        stands=_("The applicant has withdrawn this application, so it cannot be changed any more."),
        known=_("You withdrew it on {day}."),
        waits=timedelta(0),
    ),
    Outcome.CONTESTED: Terms(
        letter="",
        done=_("The owner of the e-mail address set it aside"),
        undone=_("{who} put it back"),
        stands=_("The owner of the e-mail address set this application aside. Put it back first."),
        known=_("It was not sent from your mailbox, and was set aside on {day}."),
    ),
}
FOLLOWED = sorted({before for terms in TERMS.values() for before in terms.follows})  # though they were told
OURS = [outcome for outcome, terms in TERMS.items() if terms.page]  # those that staff decide
THEIRS = [outcome for outcome in TERMS if outcome not in OURS]  # from the mailbox; another one may follow


def possible(standing: str) -> list[Outcome]:
    """What staff can decide of an application whose outcome is `standing`, or ""."""
    return [kind for kind in OURS if not standing or standing in TERMS[kind].follows]
