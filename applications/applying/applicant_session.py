"""An applicant who has opened a sign-in link: no account, a session that knows one address for 24 hours."""

from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from applications.applying import languages
from core.languages import chosen
from mail.addresses import canonical

LASTS = timedelta(hours=24)
ADDRESS = "applicant"
UNTIL = "applicant_until"


def sign_in(request: HttpRequest, *, address: str) -> None:
    """A new session id, so that one that somebody else knew is worth nothing."""
    request.session.cycle_key()
    put(request.session, address=address)
    if language := chosen(request):
        languages.choose(address, language=language)


def name_of(address: str) -> str:
    """Who that is, for limits and known browsers."""
    return f"applicant:{canonical(address)}"


def put(session: SessionBase, *, address: str) -> None:
    session[ADDRESS] = address
    session[UNTIL] = (timezone.now() + LASTS).timestamp()


def sign_out(request: HttpRequest) -> None:
    """Whoever is signed in as staff in the same browser stays it."""
    request.session.pop(ADDRESS, None)
    request.session.pop(UNTIL, None)
    if request.session.is_empty():
        request.session.flush()
    else:
        request.session.cycle_key()


def address_of(request: HttpRequest) -> str | None:
    """The address in its canonical form, while the session lasts."""
    if timezone.now().timestamp() >= request.session.get(UNTIL, 0):
        return None
    return request.session.get(ADDRESS)


def choose_language(request: HttpRequest, language: str) -> None:
    """Whoever is signed in is written to in the language that they choose here."""
    if address := address_of(request):
        languages.choose(address, language=language)


def language_of(request: HttpRequest) -> str:
    """What they applied in; nothing for who is not signed in."""
    address = address_of(request)
    return languages.of_person(address) if address else ""
