"""What every page may say about the organisation."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Organisation


def organisation(request: HttpRequest) -> dict[str, Any]:
    return {"organisation": SimpleLazyObject(Organisation.current)}
