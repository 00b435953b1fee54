"""The door of Django's own that is kept shut."""

import pytest
from django.core.mail import EmailMessage, get_connection

from recruitment.settings import EMAIL_BACKEND  # the test runner puts another into django.conf.settings


def test_djangos_own_way_of_sending_is_closed() -> None:
    with pytest.raises(RuntimeError, match="outbox"):
        get_connection(EMAIL_BACKEND).send_messages([EmailMessage()])
