"""Whose request it is when our own proxies stand in front; what is claimed beyond them does not count."""

import pytest
from django.test import RequestFactory, override_settings

from core import rate_limits
from core.errors import TooMany


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.66, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.66, 203.0.113.9, 192.0.2.8", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies: int, forwarded: str, address: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers=headers)

    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert rate_limits.address_of(request) == address


def test_one_more_than_the_limit_is_too_many() -> None:
    for _ in range(3):
        rate_limits.hit("test", "a", "b", limit=3, sentence="Enough.")
    rate_limits.hit("test", "ab", limit=3, sentence="Enough.")  # somebody else

    with pytest.raises(TooMany, match="Enough"):
        rate_limits.hit("test", "a", "b", limit=3, sentence="Enough.")
