"""The documents lead where they say."""

from pathlib import Path

import pytest

from tests.dead_links import ROOT, dead_links, documents


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_dead_links(document: Path) -> None:
    assert dead_links(document) == []


def test_dead_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# What is here\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](there.md) [b](gone.md) [c](there.md#what-is-here) [d](there.md#nothing) [e](https://example.com/)\n"
        '<img src="gone.png"> ![f](there.md)\n```\n[g](in-an-example.md)\n```\n'
    )

    assert dead_links(page) == ["gone.md", "there.md#nothing", "gone.png"]
