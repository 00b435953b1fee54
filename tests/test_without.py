"""A guard that was taken off is on again afterwards, whatever became of the connection meanwhile."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mail.models import OutgoingMail
from postings.models import Posting
from tests.races import at_once
from tests.without import without_locks

pytestmark = pytest.mark.django_db(transaction=True)


def sent_for_update() -> bool:
    """Whether the lock reaches the database."""
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        Posting.objects.select_for_update().first()
    return any("FOR UPDATE" in query["sql"] for query in queries)


def test_locks_are_cut_for_as_long_as_it_lasts_and_in_every_thread() -> None:
    with without_locks(Posting):
        assert not sent_for_update()
        connection.close()
        assert not sent_for_update()
        assert at_once(sent_for_update) == [False]

    assert sent_for_update()
    assert at_once(sent_for_update) == [True]


def test_a_twin_that_takes_off_nothing_fails() -> None:
    with pytest.raises(AssertionError, match="no lock"), without_locks(OutgoingMail):
        assert sent_for_update()
