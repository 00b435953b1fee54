"""One database, one store."""

from pathlib import Path

import pytest

from files import identity, reading, store
from files.models import StoredFile, StoreMark
from files.uploading import take
from tests.files.corpus import sample
from tests.files.places import Folder, Place

pytestmark = pytest.mark.django_db


def mark_of(place: Place) -> str:
    return place.content(store.MARK).decode().strip()


def test_the_first_start_writes_it_on_both_sides(place: Place) -> None:
    identity.settle()

    assert StoreMark.objects.get().mark == mark_of(place)
    assert len(mark_of(place)) == 32


def test_every_later_start_leaves_it(place: Place) -> None:
    identity.settle()
    mark = mark_of(place)

    identity.settle()

    assert (StoreMark.objects.get().mark, mark_of(place)) == (mark, mark)


@pytest.mark.parametrize("content", [None, b"of-another-copy\n", b""])
def test_a_second_copy_with_a_folder_of_its_own_does_not_start(place: Place, content: bytes | None) -> None:
    StoreMark.objects.create(pk=1, mark="of-the-first-copy")
    if content is not None:
        place.lay_down(store.MARK, content)

    with pytest.raises(identity.Elsewhere):
        identity.settle()

    assert StoreMark.objects.get().mark == "of-the-first-copy"
    assert not identity.is_ours()


def test_files_of_an_earlier_version_are_known_by_what_lies_there(place: Place) -> None:
    take(sample("s35").upload())

    identity.settle()

    assert identity.is_ours()


def test_an_earlier_versions_database_refuses_an_empty_folder(place: Place) -> None:
    """Or a second copy that is the first to be started would get the files."""
    place.lose(take(sample("s35").upload()).key)

    with pytest.raises(identity.Foreign):
        identity.settle()

    assert not StoreMark.objects.exists()


def test_a_new_database_refuses_files_of_another_one(place: Place) -> None:
    """It would delete them all as nobody's."""
    identity.settle()
    take(sample("s35").upload())
    StoredFile.objects.all().delete()
    StoreMark.objects.all().delete()

    with pytest.raises(identity.Foreign):
        identity.settle()


def test_a_start_that_was_cut_short_is_made_good(place: Place) -> None:
    """The mark was written beside the files and not committed."""
    place.lay_down(store.MARK, b"begun\n")

    identity.settle()

    assert StoreMark.objects.get().mark == mark_of(place) == "begun"


def test_an_earlier_dump_beside_the_files_finds_them(place: Place) -> None:
    identity.settle()
    mark = mark_of(place)
    take(sample("s35").upload())
    StoreMark.objects.all().delete()  # the dump is from before there was one

    identity.settle()

    assert StoreMark.objects.get().mark == mark_of(place) == mark


@pytest.mark.parametrize("known", ["", "of-a-dump"])
def test_a_person_says_that_they_belong_together(place: Place, known: str) -> None:
    if known:
        StoreMark.objects.create(pk=1, mark=known)
    place.lose(take(sample("s35").upload()).key)
    place.lay_down(store.MARK, f"{identity.CONSENT}\n".encode())

    identity.settle()

    assert StoreMark.objects.get().mark == mark_of(place)
    assert mark_of(place) != identity.CONSENT


def test_moved_files_take_it_along(root: Path, bucket: Place) -> None:
    """From a folder to a bucket, by copying what lies there."""
    folder = Folder(root)
    folder.lay_down(store.MARK, b"the-same\n")
    StoreMark.objects.create(pk=1, mark="the-same")
    for name in folder.kept():
        bucket.lay_down(name, folder.content(name))

    identity.settle()

    assert identity.is_ours()


def test_tidying_leaves_it(place: Place) -> None:
    identity.settle()
    place.age(minutes=999)

    assert list(store.older_than(identity.FUTURE * 0)) == []


def test_the_folder_below_a_disk_that_is_not_mounted_is_not_the_store(place: Place) -> None:
    """Nothing lies there; it is no reason to give up each file that should."""
    identity.settle()
    stored = take(sample("s35").upload())
    whole = {name: place.content(name) for name in place.kept()}
    for name in whole:
        place.lose(name)

    reading.read(stored.pk)
    stored.refresh_from_db()
    assert (stored.reading, stored.attempts) == ("waiting", 0)

    for name, content in whole.items():
        place.lay_down(name, content)
    reading.read(stored.pk)
    stored.refresh_from_db()
    assert stored.reading == "read"
