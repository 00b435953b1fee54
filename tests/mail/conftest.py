from collections.abc import Iterator

import pytest

from tests.mail.kinds import RESEND, SECRET, WAIT, registered


@pytest.fixture(autouse=True)
def _test_kinds() -> Iterator[None]:
    with registered(RESEND, WAIT, SECRET):
        yield
