"""Words that an administrator of the version before changed lead to contesting, too; and back."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from mail import kinds
from mail.models import Letter

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(name: str) -> None:
    MigrationExecutor(connection).migrate([("applications", name)])


@pytest.fixture(autouse=True)
def _back_at_the_end(transactional_db: None) -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_changed_letters_get_the_link_once_and_others_nothing(admin: User) -> None:
    migrate("0013_contested")
    old = {
        ("receipt", "en"): "We have it: {my_url}",
        ("receipt", "da"): "Vi har den: {my_url}",
        ("answered_already", "en"): "Answered. {contest_url}",
        ("rejection", "en"): "No.",
    }
    for (kind, language), body in old.items():
        Letter.objects.create(kind=kind, language=language, subject="x", body=body, changed_by=admin)

    migrate("0014_letters_can_be_contested")

    assert {(row.kind, row.language): row.body for row in Letter.objects.all()} == {
        ("receipt", "en"): "We have it: {my_url}\n\nThis was not me: {contest_url}",
        ("receipt", "da"): "Vi har den: {my_url}\n\nDet var ikke mig: {contest_url}",
        ("answered_already", "en"): "Answered. {contest_url}",
        ("rejection", "en"): "No.",
    }
    for letter in Letter.objects.exclude(kind="rejection"):
        kinds.check(kinds.get(letter.kind), subject=letter.subject, body=letter.body)
    migrate("0013_contested")
    assert {(row.kind, row.language): row.body for row in Letter.objects.all()} == old
