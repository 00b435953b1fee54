"""The languages of the system: what was asked for, and the links between them."""

import pytest
from django.http import QueryDict
from django.utils import translation

from core import languages


def test_the_links_keep_path_and_query_and_replace_only_the_language() -> None:
    with translation.override("da"):
        versions = languages.versions("/jobs/", QueryDict("q=a+b&q=c&lang=da"))

    assert [(one.code, one.href, one.is_current) for one in versions.all] == [
        ("en", "?q=a+b&q=c&lang=en", False),
        ("da", "?q=a+b&q=c&lang=da", True),
    ]
    assert versions.neutral.endswith("/jobs/?q=a+b&q=c")
    assert versions.all[0].absolute == versions.neutral + "&lang=en"


def test_what_is_spoken_inside_is_over_outside() -> None:
    with languages.speaking("da"):
        assert languages.current() == "da"
    assert languages.current() == "en"


def test_only_our_languages_are_spoken() -> None:
    with pytest.raises(ValueError, match="no language of ours"):
        languages.speaking("")
