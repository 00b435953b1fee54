"""One way to refuse: what was typed comes back, with the sentence that says why and the right status.

A page with a form is a view marked `form_view` that answers with a `FormPage`. It comes back filled as it was
typed: 400 where the form is wrong, 403 where its token is refused, and the status of a `DomainError` that its
verb raises. What is done with one press is a view marked `verb`; its refusals are one page that leads back.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Conflict, DomainError, TooMany
from core.typed import FormClass, Takes, class_of, in_words, resolved, typed_fields
from core.versions import Unversioned, sent_version

log = logging.getLogger(__name__)

SEND_AGAIN = gettext_lazy(
    "This page had been open for too long, so nothing was sent. Your text is still here: send it again."
)
PRESS_AGAIN = gettext_lazy(
    "This page had been open for too long, so nothing was done. Press the button again."
)
TOKEN_REFUSED = gettext_lazy(
    "The page had been open for too long, or your browser refused our cookie, "
    "so we could not be sure that the form came from you."
)
FILE_AGAIN = gettext_lazy("Choose the file again: a file does not come back with the page.")
FOREIGN_ORIGIN = REASON_BAD_ORIGIN.split("%")[0]
View = Callable[..., Any]


@dataclass(frozen=True)
class Sent:
    """A valid form, as it was sent."""

    form: Any
    version: int  # what the page was made from; -1 where the page has none
    shown_again: Callable[..., HttpResponse]  # the page with what was typed and more context, nothing done

    @property
    def data(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.form.cleaned_data
        return cleaned


@dataclass(frozen=True)
class FormPage:
    """A form and its page as they stand now. The view makes one on each request, and another after a refusal,
    which shows how it stands then; making it changes nothing.

    `act` runs the verb and answers. `options` are for the form's class. `version` says what the form is made
    from, where it changes something. `replaces`: its fields show what sending it replaces; after a conflict
    that stands beside what was typed. `first` is done once, before the form is judged, right or wrong: to
    count, say; it may refuse.
    """

    template: str
    act: Callable[[Sent], HttpResponseBase]
    context: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    replaces: bool = False
    first: Callable[[], None] | None = None


def form_view(form: Takes) -> Callable[[View], View]:
    """Marks a view that makes a `FormPage`, or answers at once. GET shows it, POST acts.

    `form`: the class, or a function that gets the view's keyword arguments and returns it, or None for a 404.
    """

    def decorate(make: View) -> View:
        @wraps(make)
        def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            return asked(request, kwargs).answer()

        def given_back(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            return asked(request, kwargs).refused()

        def asked(request: HttpRequest, kwargs: dict[str, Any]) -> _Asked:
            return _Asked(request, partial(class_of, form, kwargs), partial(make, request, **kwargs))

        return takes(form, given_back=given_back)(require_http_methods(["GET", "HEAD", "POST"])(view))

    return decorate


def takes(form: Takes | None, *, given_back: View | None = None) -> Callable[[View], View]:
    """For a view that judges its form itself, as allauth's do: whose labels it has, and what gives it back
    after a refused token."""

    def decorate(view: View) -> View:
        marked: Any = view
        marked.takes = form
        if given_back:
            marked.given_back = given_back
        return marked

    return decorate


def verb(back_to: str, *arguments: str) -> Callable[[View], View]:
    """Marks a view that does something by POST alone. A `DomainError` in it is answered by a page that leads
    to the route `back_to`, which takes these of the view's arguments."""

    def decorate(view: View) -> View:
        marked: Any = require_POST(view)
        marked.way_back = lambda kwargs: reverse(back_to, kwargs={name: kwargs[name] for name in arguments})
        return marked

    return decorate


class NotSent(DomainError):
    """The form's token was refused."""

    status = 403


@dataclass(frozen=True)
class _Asked:
    """One request to one form."""

    request: HttpRequest
    form_class: Callable[[], FormClass | None]
    make: Callable[[], FormPage | HttpResponseBase]

    def form(self, **options: Any) -> Any:
        """Asked for after the page was made: whose page it is comes before which part of it there is not."""
        kind = self.form_class()
        if kind is None:
            raise Http404
        return kind(**options)

    def answer(self) -> HttpResponseBase:
        page = self.make()
        if isinstance(page, HttpResponseBase):
            return page
        if self.request.method != "POST":
            return self._shown(page, _versioned(self.form(**page.options), page.version))
        form = self._bound(page)
        try:
            if page.first:
                page.first()
            if form.is_valid():
                return page.act(self._sent(page, form))
        except DomainError as refusal:
            return self.refused(refusal)
        return self._shown(page, form, status=400)

    def refused(self, refusal: DomainError | None = None) -> HttpResponseBase:
        """What was typed, on the page as it stands now; without `refusal`, because the token was refused."""
        page = self.make()
        if isinstance(page, HttpResponseBase):
            return page
        standing = self.form(**page.options)
        form = self._bound(page)
        refusal = refusal or NotSent(str(SEND_AGAIN if form.fields else PRESS_AGAIN))
        _say(form, refusal)
        if isinstance(refusal, Conflict | Unversioned) and form.version != _text(page.version):
            _versioned(form, page.version)
            form.standing = _differing(standing, form) if page.replaces else []
        return with_retry(self._shown(page, form, status=refusal.status), refusal)

    def _bound(self, page: FormPage) -> Any:
        """With the version that was sent: until a conflict was told, it is what the person has seen."""
        form: Any = self.form(data=self.request.POST, files=self.request.FILES, **page.options)
        form.version = None if page.version is None else self.request.POST.get("version", "")
        return form

    def _sent(self, page: FormPage, form: Any) -> Sent:
        version = -1 if page.version is None else sent_version(self.request)
        return Sent(form, version, lambda **more: self._shown(page, form, **more))

    def _shown(self, page: FormPage, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        if status != 200:
            _ask_for_files(form)
        return render(self.request, page.template, {**page.context, "form": form, **more}, status=status)


def _versioned(form: Any, version: int | None) -> Any:
    """As text, so that no template groups its digits."""
    form.version = _text(version)
    return form


def _text(version: int | None) -> str | None:
    return None if version is None else str(version)


def _say(form: Any, refusal: DomainError) -> None:
    """At its field, in the place of what else was wrong there, or above the form."""
    where = refusal.field if refusal.field in form.fields else NON_FIELD_ERRORS
    form.errors.pop(where, None)
    form.add_error(where, refusal.sentence)


def _ask_for_files(form: Any) -> None:
    for name in form.files:
        if name in form.fields and name not in form.errors:
            form.add_error(name, FILE_AGAIN)


def _differing(standing: Any, typed: Any) -> list[tuple[str, str]]:
    """Label and value of what stands there now, where something else was typed."""
    then = {field.html_name: field for field in typed}
    both = [(now, then[now.html_name]) for now in standing.visible_fields() if now.html_name in then]
    return [
        (_label(now), in_words(now))
        for now, then in both
        if not isinstance(now.field, forms.FileField) and in_words(now) != in_words(then)
    ]


def _label(field: forms.BoundField) -> str:
    """Of one of several rows, which one it is, too."""
    row = getattr(field.form, "is_called", "")
    return f"{row}: {field.label}" if row else str(field.label)


def with_retry(response: HttpResponse, refusal: DomainError) -> HttpResponse:
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.retry_after)
    return response


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """The page for a verb's refusal: who did what or why not, what was typed, and the way back."""
    return with_retry(_page(request, refusal.sentence, status=refusal.status), refusal)


def refused_token(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Django's CSRF_FAILURE_VIEW. What another site sends is not repeated: nobody is lured to resend it."""
    log.warning("a form token was refused: %s", reason.split(" - ")[0])
    if reason.startswith(FOREIGN_ORIGIN):
        return _page(request, TOKEN_REFUSED, status=403, repeat=False)
    try:
        response = _given_back(request)
    except UnreadablePostError as broken_off:  # the body never came whole, so its token did not either
        raise BadRequest("the body broke off") from broken_off
    if response is None or response.has_header("Location"):  # under a 403 a redirect would be blank
        return _page(request, TOKEN_REFUSED, status=403)
    response.status_code = 403
    return response


def _given_back(request: HttpRequest) -> HttpResponseBase | None:
    match = resolved(request)
    give_back = getattr(match and match.func, "given_back", None)
    typed_fields(request)  # reads the body, which may break off
    if match is None or give_back is None:
        return None
    if getattr(match.func, "access", "staff") == "staff" and not _is_admitted(request, match.func):
        return None
    return give_back(request, **match.kwargs)


def _is_admitted(request: HttpRequest, view: View) -> bool:
    """A refused token is answered before the middleware that asks who may come to a page of staff."""
    admits: Callable[[View], bool] | None = getattr(request, "admits", None)
    return admits is not None and admits(view)


def _page(request: HttpRequest, sentence: Any, *, status: int, repeat: bool = True) -> HttpResponse:
    context = {
        "sentence": sentence,
        "fields": typed_fields(request) if repeat else [],
        "href": _way_back(request),
        "is_look": request.method in {"GET", "HEAD"},
    }
    return render(request, "core/refused.html", context, status=status)


def _way_back(request: HttpRequest) -> str:
    match = resolved(request)
    way_back = getattr(match and match.func, "way_back", None)
    if match is None or way_back is None:
        return ""
    query = request.GET.urlencode()
    return str(way_back(match.kwargs)) + (f"?{query}" if query else "")
