"""Who changed a thing last, for whoever wanted to change it from an older page."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext as _

from audit.models import Entry
from core import versions
from core.errors import Conflict
from core.words import moment_in_words


def refuse_stale(obj: models.Model, *, version: int, now: int, action: str) -> None:
    """`version`: what the page was made from; `now`: what stands there, read under the lock of the verb;
    `action`: with what the log's word for such a change begins."""
    if not versions.is_current(version, now=now):
        again = _("Nothing of yours was saved. Look at what stands there now, then send yours again.")
        raise Conflict(f"{last_change(obj, action=action)} {again}")


def last_change(obj: models.Model, *, action: str) -> str:
    of_it = Entry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    entry = of_it.filter(action__startswith=action).first()
    name = _name(entry.actor) if entry else ""
    if entry is None or not name:
        return _("Somebody changed this after you opened it.")
    when = moment_in_words(entry.at)
    return _("{name} changed this on {when}, after you opened it.").format(name=name, when=when)


def _name(actor: str) -> Any:
    _kind, _colon, pk = actor.partition(":")
    people = get_user_model()._default_manager.filter(pk=int(pk) if pk.isdigit() else 0)
    return people.values_list("name", flat=True).first()
