"""The pages of the desk that somebody may open: what its menu, the settings and `/desk/find/` show."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import can_change_settings
from mail.permissions import can_change_letters, can_open_outbox
from postings.permissions import can_keep_reasons


@dataclass(frozen=True)
class Entry:
    """`to`: the name of its address. `drawn`: its icon. `key`: what goes there after "g"."""

    to: str
    label: str | Promise
    drawn: str = ""
    key: str = ""
    about: str | Promise = ""
    may: Callable[[User], bool] = lambda user: True

    @property
    def href(self) -> str:
        return reverse(self.to)


def _has_postings(user: User) -> bool:
    return user.sees_everything or user.is_hiring_manager


def _has_password(user: User) -> bool:
    return bool(settings.PASSWORDS)


def _is_superuser(user: User) -> bool:
    return user.is_superuser


ROOMS = (
    Entry("desk:today", _("Today"), "sun", "t"),
    Entry("postings:index", _("Postings"), "briefcase", "p", may=_has_postings),
    Entry("screening:list", _("Applications"), "users", "a"),
    Entry("interviews:list", _("Interviews"), "calendar", "i"),
    Entry("mail:outbox", _("Outbox"), "send", "o", may=can_open_outbox),
    Entry("settings:index", _("Settings"), "settings", "s", may=can_change_settings),
)
SETTINGS = (
    Entry(
        "settings:people",
        _("People"),
        about=_("Who works here, and what they may do"),
        may=can_change_settings,
    ),
    Entry(
        "settings:organisation",
        _("Organisation"),
        about=_("Name, a few sentences, website, whom to ask about data"),
        may=can_change_settings,
    ),
    Entry(
        "postings:reasons",
        _("Reasons for rejections"),
        about=_("What can be chosen, for our own account"),
        may=can_keep_reasons,
    ),
    Entry("mail:letters", _("Letters"), about=_("The words of every mail"), may=can_change_letters),
    Entry(
        "admin:index",
        _("Everything in the database"),
        about=_("Django's admin, for superusers"),
        may=_is_superuser,
    ),
)
OWN = (
    Entry("account_language", _("Language"), "languages"),
    Entry("account_change_password", _("Password"), "key-round", may=_has_password),
    Entry("account_factors", _("Second factor"), "shield-check"),
    Entry("account_sessions", _("Sessions"), "monitor-smartphone"),
)


def rooms(user: User) -> list[Entry]:
    return _open_to(user, ROOMS)


def settings_pages(user: User) -> list[Entry]:
    return _open_to(user, SETTINGS)


def own_pages(user: User) -> list[Entry]:
    return _open_to(user, OWN)


def _open_to(user: User, entries: tuple[Entry, ...]) -> list[Entry]:
    return [entry for entry in entries if entry.may(user)]
