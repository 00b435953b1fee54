"""How a test signs in through the provider, step by step."""

from typing import Any
from urllib.parse import urlsplit

import requests
from django.test import Client

START = "/accounts/oidc/sign-on/login/"


def there(client: Client, **sent: str) -> Any:
    """To the provider; the address there."""
    response = client.post(START, sent)
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def back(address: str) -> str:
    """The provider's answer, as the browser is sent back with it."""
    url = urlsplit(requests.get(address, allow_redirects=False, timeout=5).headers["Location"])
    return f"{url.path}?{url.query}"


def there_and_back(client: Client, **sent: str) -> Any:
    return client.get(back(there(client, **sent)))
