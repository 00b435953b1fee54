"""The saved views in the desk's menu, each with how many it finds."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from screening import saved_views


def views_for_me(request: HttpRequest) -> dict[str, Any]:
    """Asked only by pages that show them: those among the applications."""
    return {"views_for_me": SimpleLazyObject(lambda: _views(request))}


def _views(request: HttpRequest) -> list[saved_views.Counted]:
    return saved_views.counted(request.user) if request.user.is_authenticated else []
