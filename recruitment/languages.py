"""Who sees which language.

Public pages and those of applicants: what the address asks for (`?lang=da`), else the browser's cookie, which
is set by asking only, else what the page's subject speaks. Staff: their own setting, else the organisation's.
What a browser says it accepts plays no part: whoever follows an advert reads what the advert is written in.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views import defaults

from accounts.context import organisation_of
from accounts.languages import language_of
from applications.applying import applicant_session, contesting, draft_cookie
from core import languages
from core.error_pages import NO_ANSWER
from postings import published

Entry = TypeVar("Entry")
Handler = Callable[[HttpRequest], HttpResponse]
Ask = Callable[[HttpRequest, Mapping[str, Any]], str]

# Where a page is about something that has a language; it is read from there if nobody chose another one.
SUBJECTS: dict[str, Ask] = {
    "postings:list": lambda request, kwargs: published.language_of_list(),
    "postings:posting": lambda request, kwargs: published.language_of(kwargs["slug"]),
    "applications:": lambda request, kwargs: draft_cookie.language_of(request, kwargs["slug"]),
    "desk:my_contest": lambda request, kwargs: contesting.language_of(kwargs["token"]),  # before the next
    "desk:my": lambda request, kwargs: applicant_session.language_of(request),
}
# Where a choice is remembered for more than the browser: what is written to an applicant follows it.
REMEMBERED: dict[str, Callable[[HttpRequest, str], None]] = {"desk:my": applicant_session.choose_language}
NOT_PAGES = {"healthz", "readyz", "postings:front", "postings:robots", "postings:sitemap"}
FOR_STAFF = ("/desk/", "/accounts/", "/admin/")


class Language:
    """Above everything that answers with words, below what only touches headers."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(languages.chosen(request) or settings.LANGUAGE_CODE):
            response = self.get_response(request)
            if response.get("Content-Type", "").startswith("text/html"):
                response.headers.setdefault("Content-Language", languages.current())
        if getattr(request, "is_switchable", False):
            _mark(response, asked=languages.asked(request))
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        match = request.resolver_match
        if match is None or match.view_name in NOT_PAGES:
            return
        is_for_staff = getattr(view, "access", "staff") == "staff"
        with suppress(*NO_ANSWER):  # the view itself will find out, after the form's token was checked
            if is_for_staff or _is_staff_at_their_account(request):
                speak_as_staff(request)
            else:
                speak_as_chosen(request, match)


def _mark(response: HttpResponse, *, asked: str) -> None:
    """No cache gives a page to whoever chose another language, and none gives away the cookie."""
    patch_vary_headers(response, ["Cookie"])
    if asked:
        languages.keep(response, asked)
        patch_cache_control(response, private=True)


def _is_staff_at_their_account(request: HttpRequest) -> bool:
    return request.path.startswith("/accounts/") and request.user.is_authenticated


def speak_as_staff(request: HttpRequest) -> None:
    """Somebody who is not signed in sees the page of the sign-in, or what they typed."""
    user: Any = request.user
    if user.is_authenticated:
        translation.activate(language_of(user, organisation=organisation_of(request)))
    else:
        translation.activate(languages.chosen(request) or organisation_of(request).language)


def speak_as_chosen(request: HttpRequest, match: ResolverMatch | None) -> None:
    cast(Any, request).is_switchable = True  # read by core.languages.switch
    asked = languages.asked(request)
    remember = _for(match, REMEMBERED)
    if asked and remember:
        remember(request, asked)
    translation.activate(
        languages.chosen(request) or _of_subject(request, match) or organisation_of(request).language
    )


def _of_subject(request: HttpRequest, match: ResolverMatch | None) -> str:
    ask = _for(match, SUBJECTS)
    return ask(request, match.kwargs) if match and ask else ""


def _for(match: ResolverMatch | None, table: Mapping[str, Entry]) -> Entry | None:
    """What the table says of this page, by the beginning of its name."""
    names = (name for name in table if match and match.view_name.startswith(name))
    name = next(names, None)
    return table[name] if name else None


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404. An address that is no page at all has no view to say who reads it."""
    if request.resolver_match is None:
        if request.path.startswith(FOR_STAFF):
            speak_as_staff(request)
        else:
            speak_as_chosen(request, None)
    return defaults.page_not_found(request, exception)
