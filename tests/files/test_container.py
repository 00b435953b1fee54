"""S34: the limits of what is unpacked, each to the number: what just fits is opened, one more is not."""

import io
import os
import zipfile

import pytest

from files.sandbox import container
from files.sandbox.refusal import Unacceptable

MIB = 1024 * 1024


def archive(*entries: tuple[int, int]) -> bytes:
    """An archive of entries (packed, unpacked): what is unpacked is only said in its directory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number, (packed, unpacked) in enumerate(entries):
            made.writestr(f"word/{number}", os.urandom(packed))
            made.infolist()[-1].file_size = unpacked
    return out.getvalue()


LIMITS = {
    "2,000 entries": ([(1, 1)] * 2_000, [(1, 1)] * 2_001),
    "100 MiB in all": ([(MIB, 10 * MIB)] * 10, [*[(MIB, 10 * MIB)] * 9, (MIB, 10 * MIB + 1)]),
    "200 times in all": ([(1_000, 200_000)] * 50, [*[(1_000, 200_000)] * 49, (1_000, 200_001)]),
    "200 times in one entry": (
        [(10_000, 2_000_000), (MIB, MIB)],
        [(10_000, 2_000_001), (MIB, MIB)],
    ),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_what_just_fits_and_one_more(limit: str) -> None:
    fits, one_more = LIMITS[limit]

    container.opened(archive(*fits))
    with pytest.raises(Unacceptable) as refusal:
        container.opened(archive(*one_more))
    assert refusal.value.reason == "bomb"
