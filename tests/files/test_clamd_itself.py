"""Against ClamAV as Debian has it; left out where it is not installed."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from files import clamd
from files.models import StoredFile
from files.uploading import take
from files.verdicts import Refused
from tests.files.corpus import sample
from tests.files.infected import CARRIERS, upload
from tests.files.scanner import EICAR, FOUND, real_clamd

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def there(settings: Any, tmp_path: Path) -> Iterator[str]:
    with real_clamd(tmp_path, settings) as url:
        yield url


def test_it_answers() -> None:
    assert clamd.answers()
    assert clamd.scan(io.BytesIO(b"a letter"), within=10) == ""
    assert clamd.scan(io.BytesIO(b"a letter " + EICAR), within=10).startswith(FOUND)


def test_its_limit_is_no_verdict() -> None:
    with pytest.raises(clamd.NoVerdict) as refused:
        clamd.scan(io.BytesIO(bytes(9_000_000)), within=10)

    assert refused.value.why == clamd.TOO_BIG


@pytest.mark.parametrize("name", CARRIERS)
def test_eicar_in_a_cv_is_refused(name: str) -> None:
    """S40: packed as that kind packs it, too."""
    with pytest.raises(Refused, match=FOUND):
        take(upload(name))

    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("start", ["s01", "s35"])
def test_a_cv_without_it_is_taken(start: str) -> None:
    assert take(sample(start).upload()).scan == StoredFile.Scan.CLEAN
