"""The outbox and the letters, as somebody at the desk opens them."""

from typing import Any

from django.test import Client

POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def at_desk(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
