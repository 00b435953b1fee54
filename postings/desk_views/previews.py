"""The public page of a posting for those who write it: as it is saved, or as it is typed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.loader import render_to_string

from core.languages import speaking
from postings.forms.pages import EditorForm
from postings.forms.parts import FAQS, QUESTIONS, TEXTS
from postings.models import Posting
from postings.posting_page import page_context
from postings.published import PostingWithParts, load_posting
from postings.texts import as_html

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


def page(posting: Posting, *, form: EditorForm | None = None, is_framed: bool = False) -> HttpResponse:
    """The public template itself, in the posting's language.

    With `form`: what is right in it stands there in the place of what is saved, and nothing is written.
    """
    shown = load_posting(Posting.objects.filter(pk=posting.pk), posting.slug)
    if shown is None:
        raise PermissionDenied
    if form is not None:
        _lay_over(shown, form)
    with speaking(shown.posting.language):
        context = {**page_context(shown, is_preview=True), "is_framed": is_framed}
        response = HttpResponse(render_to_string("postings/posting.html", context))
        response["Content-Language"] = shown.posting.language
    if is_framed:
        response["Content-Security-Policy"] = POLICY
        response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _lay_over(shown: PostingWithParts, form: EditorForm) -> None:
    form.is_valid()
    values = form.values
    for name, value in values.items():
        setattr(shown.posting, name, value)
    if "deadline" in values:
        shown.posting.closes_at = None  # the database would say when; until it is saved nothing counts down
    for kind, part in form.blocks:
        if kind is TEXTS:
            shown.sections = [_text(one, "heading", "body") for one in part.kept]
        elif kind is FAQS:
            shown.faqs = [_text(one, "question", "answer") for one in part.kept]
        elif kind is QUESTIONS:
            shown.questions = [one.cleaned_data.get("text", "") for one in part.kept]


def _text(row: Any, *names: str) -> dict[str, Any]:
    """The last of them is Markdown."""
    values = {name: row.cleaned_data.get(name, "") for name in names}
    return {**values, "html": as_html(values[names[-1]])}
