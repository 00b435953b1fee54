import json

import pytest

from applications.templatetags.uploads import script_words
from core.words import size_in_words
from files.verdicts import too_big


def test_the_script_says_what_the_server_says_of_a_file_that_is_too_big() -> None:
    size, limit = 11 * 1024 * 1024, 10 * 1024 * 1024

    assert script_words()["too-big"].format(size="11.0", limit=10) == too_big(size, limit=limit).sentence


@pytest.mark.parametrize("size, said", [(1, "1 byte"), (999, "999 bytes")])
def test_the_script_has_the_plural_of_bytes(size: int, said: str) -> None:
    one, more = json.loads(script_words()["bytes"])

    assert size_in_words(size) == said == (one if size == 1 else more).format(count=size)
