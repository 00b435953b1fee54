"""How often one person may do what costs us something. Counted in the cache; without it nobody is stopped."""

import hashlib
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from core import known_browsers
from core.errors import TooMany

HOUR = 3600
# Mails that whoever asks can have sent, an hour: to one receiver by one place, to one receiver by all places,
# by one place, and in all.
ONE_BY_ONE, TO_ONE, BY_ONE, IN_ALL = 3, 12, 60, 2000


def hit(what: str, *who: str, limit: int, sentence: str, field: str = "") -> None:
    """Count one more; raise `TooMany` beyond `limit` an hour, about that field of a form."""
    key = _key(what, who)
    cache.add(key, 0, timeout=HOUR)
    if _incremented(key) > limit:
        raise TooMany(sentence, field=field)


def hit_mail(request: HttpRequest, what: str, *, to: str, sentence: str, field: str = "") -> None:
    """Count one more mail that is asked for by whoever knows an address; `to`: kind and address.

    It is said in one way, whichever limit it was. In a browser that `to` is known in only the first one
    counts, so that no stranger who asks for their mails keeps them from getting one.
    """
    said = {"sentence": sentence, "field": field}
    browser, place = known_browsers.name_of(request, to), network_of(request)
    hit(what, to, browser or place, limit=ONE_BY_ONE, **said)
    if not browser:
        hit("mails-by", place, limit=BY_ONE, **said)
        hit(f"{what}-to", to, limit=TO_ONE, **said)
        hit("mails", limit=IN_ALL, **said)


def _incremented(key: str) -> int:
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        return 1


def _key(what: str, who: tuple[str, ...]) -> str:
    """No address stands in the cache as it is."""
    return f"limit:{what}:{hashlib.sha256(chr(0).join(who).encode('utf-8', 'replace')).hexdigest()}"


def network_of(request: HttpRequest) -> str:
    """What one visitor has all of: an IPv4 address, or the /64 of an IPv6 one. allauth counts alike."""
    address = address_of(request)
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))


def address_of(request: HttpRequest) -> str:
    """The address of the browser: what the nearest of our own proxies saw, whatever else is claimed."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
