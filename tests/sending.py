"""A form, sent from its page: with the version that the page was made from."""

import re
from collections.abc import Mapping
from typing import Any

from django.test import Client

VERSION = re.compile(r'<input type="hidden" name="version" value="([^"]*)">')


def version_at(client: Client, address: str) -> str:
    found = VERSION.search(client.get(address).text)
    assert found, f"{address} has no version"
    return found[1]


def send(client: Client, address: str, typed: Mapping[str, Any]) -> Any:
    return client.post(address, {"version": version_at(client, address), **typed})
