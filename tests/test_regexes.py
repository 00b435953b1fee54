"""No regular expression takes more than twice as long over a text of twice the length, but for a little."""

import re
from itertools import product
from pathlib import Path

import pytest

from tests.regex_inputs import growth
from tests.regex_steps import Counted
from tests.regexes import Regex, Unknown, in_addresses, in_python, in_scripts
from tests.source import ROOT, SOURCES

SCRIPTS = sorted((ROOT / "static/js").glob("*.js"))
OURS = sorted(
    {
        *(regex for path in SOURCES for regex in in_python(path)),
        *(regex for path in SCRIPTS for regex in in_scripts(path)),
        *in_addresses(),
    },
    key=str,
)
SOMEWHERE = ROOT / "core/words.py"


@pytest.mark.parametrize("regex", OURS, ids=str)
def test_each_grows_with_its_text(regex: Regex) -> None:
    """S71: steps over the worst texts that can be made for it, at two sizes."""
    times, text = growth(regex.pattern, regex.flags, how=regex.how)

    assert times < 3, text


@pytest.mark.parametrize(
    ("pattern", "how"),
    [
        (r"(a+)+$", "search"),
        (r"(a|a)*b", "finditer"),
        (r"(a*)*\Z", "match"),
        (r"\w+@", "finditer"),
        (r"a+b", "search"),
        (r"<[^>]*>", "finditer"),
        (r"(?:^|\x01)[\s\x01]*DDE", "search"),
        (r".*a.*b", "fullmatch"),
        (r"x+?x+y", "match"),
        (r"\s*,", "finditer"),
        (r"(?:ab)+c", "finditer"),
        (r"(\w+)\s\1!", "search"),
        (r"e-mail\w*(?![\w.]*@)", "match"),
        (rb"[0-9]+%", "finditer"),
        (r"a{1,100000}b", "finditer"),
        (r"[\w.+%-]+@[\w-]+(\.[\w-]+)+", "finditer"),
    ],
)
def test_what_does_not_is_caught(pattern: str, how: str) -> None:
    assert growth(pattern, how=how)[0] > 3


@pytest.mark.parametrize(
    ("pattern", "how"),
    [
        (r"a+", "finditer"),
        (r"a+b", "match"),
        (r"\w+@", "fullmatch"),
        (r"\w{1,40}@", "finditer"),
        (r"<[^<>]*>", "finditer"),
        (r"(?:^|\x01)\s*DDE", "search"),
        (r"e-mail\w*+(?![\w.]*@)", "match"),
        (r"[a-z]+(\.[a-z]+)*", "fullmatch"),
        (r"(?<![\w.])\w+", "finditer"),
        (r"^(\d{4})-(\d{1,2})$", "search"),
        (r"(?>a+)b", "match"),
        (r"(?i)www\.", "finditer"),
    ],
)
def test_what_does_is_let_pass(pattern: str, how: str) -> None:
    assert growth(pattern, how=how)[0] < 3


@pytest.mark.parametrize(
    "pattern",
    [
        "a*b|c", "(a|ab)(c|bcd)*", "(a*)(?:b|c)?", "(?:a|b){2,3}", "a+?b", "(a|b)+?c", r"\bab\b|\Bc", "^a|c$",
        "(?m)^a|b$", "(?i)A+B", "(?i)[^A]", r"(a|b)\1", "(?<=a)b", "(?<!a)b", "(?=ab)a", "(?!ab)a", "a*+b",
        "(?>a|ab)c", r"\A(a*)*\Z", "[^a-b]+", r"\s\S", r"[\w-]+", "a??b", "(?:ab)*+a", r"\d|\D", "(?s:.)a",
        ".c", "", "a*", "(?:a?){3}b",
    ],
)  # fmt: skip
def test_the_counter_finds_what_re_finds(pattern: str) -> None:
    """Over all texts of up to four letters, and some longer ones."""
    texts = ["".join(letters) for n in range(5) for letters in product("abc", repeat=n)]
    texts += ["A\naB ab\nc", "aabbccdcbabcd", "é a_1 -b\n", "abcbcdbcd", "xAbCab\n"]
    for text in texts:
        expected = [found.span() for found in re.finditer(pattern, text)]
        whole = re.fullmatch(pattern, text)

        assert Counted(pattern).spans(text) == expected, text
        assert Counted(pattern).spans(text, how="fullmatch") == ([whole.span()] if whole else []), text


def test_steps_are_counted() -> None:
    """`a+b` over aaa: from each start the run is counted, then given back, with b tried behind it."""
    counted = Counted("a+b")

    counted.spans("aaa")

    starts, run, given_back, tried = 4, 3 + 2 + 1, 3 + 2 + 1, 3 + 2 + 1
    assert counted.steps == starts + run + given_back + tried


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("re.sub('a+', '', x)", ("a+", 0, "finditer")),
        ("re.match(rf'{x}-a', y)", ("name-a", 0, "match")),
        ("re.search(b'a', x, re.IGNORECASE | re.DOTALL)", (b"a", re.I | re.S, "search")),
        ("re.split('a', x, flags=re.M)", ("a", re.M, "finditer")),
        ("[RegexValidator('^a$', 'Say a.')]", ("^a$", 0, "search")),
        ("forms.RegexField(regex='a')", ("a", 0, "search")),
        ("re.fullmatch(re.escape(x) + 'a', y)", (re.escape("https://example.org") + "a", 0, "fullmatch")),
    ],
)
def test_each_way_to_write_one_is_found(source: str, found: tuple[str, int, str]) -> None:
    [regex] = in_python(SOMEWHERE, source)

    assert (regex.pattern, regex.flags, regex.how) == found


@pytest.mark.parametrize("source", ["re.match(x, y)", "from re import match"])
def test_one_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(Unknown):
        list(in_python(SOMEWHERE, source))


def test_those_of_scripts_are_found(tmp_path: Path) -> None:
    script = tmp_path / "a.js"
    script.write_text(
        '// it is /not+/ one\nconst url = "/desk/", half = 4 / 2 / 1;\n'
        "x.replace(/\\{(\\w+)\\}/g, y); z = text.match(/^[/]a\\/b$/)?.[0];\n"
    )

    assert [regex.pattern for regex in in_scripts(script)] == [r"\{(\w+)\}", "^[/]a/b$"]


def test_all_of_them_are_found() -> None:
    """Wherever a source names `re.`, something was found; the list is not empty by mistake."""
    named = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if re.search(r"\bre\.(?!Match|Pattern)\w+\(", path.read_text())
    }
    found = {regex.where.partition(":")[0] for path in SOURCES for regex in in_python(path)}

    assert named <= found
    assert len(OURS) > 60
