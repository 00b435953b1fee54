from collections.abc import Iterator
from typing import Any

import pytest

from tests.mail.kinds import RESEND, SECRET, WAIT, registered
from tests.mail.sink import Sink


@pytest.fixture(autouse=True)
def _test_kinds() -> Iterator[None]:
    with registered(RESEND, WAIT, SECRET):
        yield


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with Sink() as running:
        settings.EMAIL_URL = running.url
        yield running
