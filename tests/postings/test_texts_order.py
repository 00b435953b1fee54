"""The migration that made the places of texts the order in which pages show them."""

import importlib
from collections.abc import Iterator

import pytest
from django.apps import apps

from postings.models import Posting
from tests.factories import PostingFactory, SectionFactory

pytestmark = pytest.mark.django_db


def order(posting: Posting) -> Iterator[tuple[str, int]]:
    return ((section.heading, section.position) for section in posting.sections.all())


def test_texts_from_before_keep_the_order_in_which_they_were_shown() -> None:
    """By kind first, by place among those of one kind."""
    posting, other = PostingFactory.create_batch(2)
    for kind, place in (("equality", 0), ("role", 5), ("intro", 3), ("role", 2)):
        SectionFactory(posting=posting, kind=kind, heading=f"{kind} {place}", position=place)
    SectionFactory(posting=other, kind="team", heading="team", position=4)
    migration = importlib.import_module("postings.migrations.0006_texts_in_the_order_shown")

    migration.renumber(apps, None)

    assert list(order(posting)) == [("intro 3", 0), ("role 2", 1), ("role 5", 2), ("equality 0", 3)]
    assert list(order(other)) == [("team", 0)]
