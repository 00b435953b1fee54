import pytest
from django.db import connection, transaction

from core.clock import transaction_now


@pytest.mark.django_db
def test_the_clock_stands_still_in_a_transaction() -> None:
    with transaction.atomic():
        first = transaction_now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01)")

        assert transaction_now() == first


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_not_asked() -> None:
    with pytest.raises(RuntimeError, match="inside one"):
        transaction_now()
