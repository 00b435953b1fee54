"""What a page says, and what it says at a field."""

import re
from html import unescape

from django.http import HttpResponse


def text(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def error_at(answer: HttpResponse, field: str) -> str:
    """The sentence that stands at the field, and that the field names as its description (A4)."""
    page = text(answer)
    control = re.search(rf'<[^>]*name="{field}"[^>]*>', page)
    assert control
    assert 'aria-invalid="true"' in control.group()
    assert f"id_{field}_error" in control.group()
    found = re.search(rf'<div id="id_{field}_error"[^>]*>(.*?)</div>', page, re.S)
    assert found
    return re.sub(r"<[^>]+>", "", found.group(1)).strip()
