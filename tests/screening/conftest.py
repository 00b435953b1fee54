from collections.abc import Iterator
from typing import Any

import pytest

from tests.mail.sink import Sink


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with Sink() as running:
        settings.EMAIL_URL = running.url
        yield running
