"""Whose request it is when our own proxies stand in front; what is claimed beyond them does not count."""

import time

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


def test_it_is_counted_for_an_hour_which_is_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """S62: as `Retry-After` says it; then all begins anew."""
    assert rate_limits.HOUR == TooMany.retry_after == 3600

    monkeypatch.setattr(rate_limits, "HOUR", 1)
    for _ in range(3):
        rate_limits.hit("test", "a", limit=3, sentence="Enough.")
    with pytest.raises(TooMany):
        rate_limits.hit("test", "a", limit=3, sentence="Enough.")
    time.sleep(1.1)
    rate_limits.hit("test", "a", limit=3, sentence="Enough.")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_one_visitor_has_all_of_a_network(address: str, network: str) -> None:
    assert rate_limits.network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def mailed(*, place: str, to: str) -> bool:
    """Whether one more went."""
    try:
        rate_limits.hit_mail(RequestFactory().get("/", REMOTE_ADDR=place), "link", to=to, sentence="Enough.")
    except TooMany:
        return False
    return True


def test_mail_to_strangers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """S70: by receiver and network, by receiver, by network, and in all."""
    assert [mailed(place="192.0.2.1", to="a") for _ in range(4)] == [True] * 3 + [False]
    assert sum(mailed(place=f"192.0.2.{n}", to="a") for n in range(2, 20)) == 9
    assert sum(mailed(place="192.0.2.1", to=f"b{n}") for n in range(80)) == 57
    assert mailed(place="192.0.2.200", to="c")

    monkeypatch.setattr(rate_limits, "IN_ALL", 80)
    assert sum(mailed(place=f"198.51.100.{n}", to=f"d{n}") for n in range(50)) == 80 - (3 + 9 + 57 + 1)
