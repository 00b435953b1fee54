"""The outbox and the letters, as somebody at the desk opens them."""

from typing import Any

from django.test import Client

from mail.models import OutgoingMail

POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def at_desk(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(mail: OutgoingMail, verb: str = "") -> str:
    return f"/desk/outbox/{mail.pk}/{verb}"


def count_queries(client: Client, address: str, expected: int, assert_num: Any) -> None:
    with assert_num(expected):
        assert client.get(address).status_code == 200
