"""The sample organisation, loaded by the launcher into a database without users. All of it is invented."""

from django.db import transaction

from recruitment.sample import people, postings


def load(*, password: str) -> None:
    with transaction.atomic():
        people.load(password=password)
        postings.load()
