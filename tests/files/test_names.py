import time

import pytest

from files.names import clean, extension


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("cv.pdf", "cv.pdf"),
        ("../../../../var/www/html/walter cv.pdf", "walter cv.pdf"),
        ("C:\\Users\\me\\cv.pdf", "cv.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\u2066b\u2069\u200f.pdf", "ab.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("\ud800cv.pdf", "cv.pdf"),
        ("Åse  Prøvemark\t.pdf", "Åse Prøvemark.pdf"),
        ("A\u030ase.pdf", "Åse.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("." * 300, "CV"),
        ("x." + "y" * 300, "x." + "y" * 118),
        ("", "CV"),
        ("\u202e\x00", "CV"),
        ("..", "CV"),
        ("简历.docx", "简历.docx"),
    ],
)
def test_a_name_is_cleaned_for_people(raw: str, shown: str) -> None:
    """S37: path, NUL, control and bidi characters removed; at most 120 characters with the extension."""
    assert clean(raw) == shown
    assert clean(shown) == shown
    assert len(shown) <= 120


@pytest.mark.parametrize(
    ("raw", "last"),
    [
        ("cv.PDF", "pdf"), ("cv.pdf.exe", "exe"), ("cv.exe.pdf", "pdf"), ("cv", ""), (".pdf", ""),
        ("cv.pdf\x00.php", "php"), ("cv.php\x00.pdf", "pdf"), ("cv.pdf ", "pdf"), ("cv.", ""),
        ("cv.p\u202edf", "pdf"),
    ],
)  # fmt: skip
def test_the_last_extension_counts(raw: str, last: str) -> None:
    assert extension(raw) == last


@pytest.mark.parametrize("unit", ["a", ".", "/", " ", "\u202e", "Å", "a."])
def test_fifty_thousand_characters_are_quick(unit: str) -> None:
    """S57."""
    start = time.monotonic()
    assert len(clean(unit * 50_000)) <= 120
    assert time.monotonic() - start < 0.5
