"""Where the desk's pages of a posting are, and what their forms would send."""

from typing import Any

from django.test import Client

from postings.models import Posting
from tests.upgrades.page import Page


def page(posting: Posting, path: str = "") -> str:
    return f"/desk/postings/{posting.slug}/{path}"


def filled(client: Client, posting: Posting, name: str, **typed: Any) -> dict[str, Any]:
    """What stands in the form of that page of the editor, with what is typed; `__` stands for a hyphen."""
    path = page(posting, f"edit/{name}/")
    answer = client.get(path)
    shown = Page(path, status=answer.status_code, content=answer.content, kind="text/html")
    return {
        **shown.form(having="version").values(),
        **{field.replace("__", "-"): value for field, value in typed.items()},
    }
