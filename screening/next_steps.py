"""What an application waits for, in words: for us, or for its letter."""

from django.utils.translation import gettext as _

from applications.models import Application
from mail.models import State
from postings.models import Stage


def in_words(application: Application, *, is_proposed: bool, letter: str, is_held: bool) -> str:
    """ "waits for a first reading, 12 days"; of one that waits for nothing, since when it is decided.

    `application` came `with_decision()`; `letter`: the state of that decision's letter, or "".
    """
    if application.is_live:
        what = _live(application, is_proposed=is_proposed)
    else:
        what = _decided(application, letter=letter, is_held=is_held)
    return (
        _("waits for {what}, {time}").format(what=what, time=application.waited) if what else application.age
    )


def _live(application: Application, *, is_proposed: bool) -> str:
    if is_proposed:
        return _("a decision on the proposal")
    if application.stage.kind == Stage.Kind.RECEIVED:
        return _("a first reading")
    return _("the next step")


def _decided(application: Application, *, letter: str, is_held: bool) -> str:
    decision = application.decision
    if decision is None or decision.is_told:
        return ""
    if letter in {"", State.CANCELLED}:
        return _("somebody to tell them")
    if letter in {State.FAILED, State.UNCERTAIN}:
        return _("a look at its letter")
    return _("its letter to be released") if is_held else _("its letter to leave")
