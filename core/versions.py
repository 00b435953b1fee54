"""The version token: one number that says what a page was made from, so that nothing is overwritten unseen.

It travels in the field `version` of a form, and into the verb as `version=`. A row that counts its changes
has it in a column; of all others it is `version_of` what the form shows. A verb compares it under its lock,
and `audit.changes.refuse_stale` says who was first.
"""

import hashlib
import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.errors import Invalid


class Unversioned(Invalid):
    """A form that changes something did not say what it was made from."""

    def __init__(self) -> None:
        super().__init__(
            _("This page does not say what it was made from. See how things stand, and send it again.")
        )


def version_of(*facts: Any) -> int:
    """Of texts, numbers, lists and dicts: equal facts, equal version."""
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).digest()
    return int.from_bytes(digest[:6], "big")


def is_current(version: int, *, now: int) -> bool:
    """Whether a page made from `version` says what stands there `now`, which was read under the verb's lock.

    Every verb compares here and refuses by itself, so that a test can take the comparison off in one place.
    """
    return version == now


def sent_version(request: HttpRequest) -> int:
    """Raises `Unversioned` where there is none."""
    sent = request.POST.get("version", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 16):
        raise Unversioned
    return int(sent)
