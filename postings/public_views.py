"""The careers site. Rendered without the request: no session, no token, no cookie, the same for everybody."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import languages
from core.access import public
from postings.filters import FACETS, Filters
from postings.page_cache import CacheEntry, answer, page, pages
from postings.posting_page import byline, page_context
from postings.promises import closes_in_words
from postings.published import open_postings, public_posting


@public
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    language = languages.asked(request)
    query = f"?{urlencode({languages.ASKED: language})}" if language else ""
    return redirect(reverse("postings:list") + query)


@public
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    filters = Filters.read(request.GET)
    key = ("list", filters, languages.current())
    return answer(request, pages.get(key, lambda: _make_list(filters)).value)


def _make_list(filters: Filters) -> CacheEntry:
    entry = open_postings()
    found = filters.apply(entry.value)
    total = len(entry.value.postings)
    context = {
        "organisation": entry.value.organisation,
        "rows": [
            (one, byline(one, place=one.place), closes_in_words(one, now=entry.value.now)) for one in found
        ],
        "total": total,
        "filters": filters,
        "shows_filters": filters.are_shown(total),
        "versions": languages.versions(reverse("postings:list"), filters.as_query),
        "facets": [(name, label, filters.choices(entry.value, name)) for name, label in FACETS.items()],
    }
    return CacheEntry(page(render_to_string("postings/list.html", context)), entry.expires_at)


@public
@require_safe
def posting(request: HttpRequest, slug: str) -> HttpResponseBase:
    key = ("posting", slug, languages.current())
    return answer(request, pages.get(key, lambda: _make_posting(slug)).value)


def _make_posting(slug: str) -> CacheEntry:
    entry = public_posting(slug)
    shown = entry.value
    if shown is None:
        raise Http404
    template = "postings/posting.html" if shown.posting.is_open(shown.now) else "postings/closed.html"
    versions = languages.versions(reverse("postings:posting", args=[slug]))
    context = {**page_context(shown), "versions": versions}
    return CacheEntry(page(render_to_string(template, context)), entry.expires_at)


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    closed = "".join(f"Disallow: /{path}/\n" for path in ("desk", "accounts", "admin", "my"))
    text = f"User-agent: *\n{closed}Sitemap: {settings.BASE_URL}{reverse('postings:sitemap')}\n"
    return answer(request, page(text, content_type="text/plain; charset=utf-8"))


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    return answer(request, pages.get("sitemap", _make_sitemap).value)


def _make_sitemap() -> CacheEntry:
    entry = open_postings()
    changed = {reverse("postings:posting", args=[one.slug]): one.changed_at for one in entry.value.postings}
    addresses = [reverse("postings:list"), *changed]
    context = {"pages": [(languages.versions(path), changed.get(path)) for path in addresses]}
    text = render_to_string("postings/sitemap.xml", context)
    return CacheEntry(page(text, content_type="application/xml"), entry.expires_at)
