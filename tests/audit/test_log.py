import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from audit.log import record
from audit.models import Entry

pytestmark = pytest.mark.django_db


def test_record_names_actor_action_and_object(recruiter: User) -> None:
    entry = record("user.seen", by=recruiter, obj=recruiter, page=3)

    assert (entry.actor, entry.object_type, entry.object_id) == (
        f"user:{recruiter.pk}",
        "accounts.user",
        str(recruiter.pk),
    )
    assert entry.data == {"page": 3}


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_an_entry_is_never_changed(recruiter: User, verb: str) -> None:
    entry = record("user.seen", by="system", obj=recruiter)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        if verb == "update":
            Entry.objects.filter(pk=entry.pk).update(action="nothing")
        else:
            entry.delete()

    assert Entry.objects.get().action == "user.seen"


def test_the_log_is_never_emptied(recruiter: User) -> None:
    """What a row's trigger does not see. The suite has this one off; here it is as in a real database."""
    record("user.seen", by="system", obj=recruiter)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_never_emptied")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE audit_entry CASCADE")
        transaction.set_rollback(True)

    assert Entry.objects.get().action == "user.seen"
