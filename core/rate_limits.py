"""How often one person may do what costs us something. Counted in the cache; without it nobody is stopped."""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from core.errors import TooMany

HOUR = 3600


def hit(what: str, *who: str, limit: int, sentence: str, field: str = "") -> None:
    """Count one more; raise `TooMany` beyond `limit` an hour, about that field of a form."""
    key = _key(what, who)
    cache.add(key, 0, timeout=HOUR)
    if _incremented(key) > limit:
        raise TooMany(sentence, field=field)


def is_used_up(what: str, *who: str, limit: int) -> bool:
    """Whether the last one was one too many."""
    return int(cache.get(_key(what, who)) or 0) > limit


def _incremented(key: str) -> int:
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1


def _key(what: str, who: tuple[str, ...]) -> str:
    """No address stands in the cache as it is."""
    return f"limit:{what}:{hashlib.sha256(chr(0).join(who).encode('utf-8', 'replace')).hexdigest()}"


def address_of(request: HttpRequest) -> str:
    """The address of the browser: what the nearest of our own proxies saw, whatever else is claimed."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
