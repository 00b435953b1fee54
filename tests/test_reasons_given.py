"""What silences a tool, catches everything or lets markup through says why.

The reason stands behind it on the line, or in a comment just above. `# fmt: skip` needs none: it keeps the
shape of a table and hides nothing. mypy reads the code and not the tests, so a `type: ignore` in a test would
silence nobody.
"""

import re
from pathlib import Path

import pytest

from tests.source import FLOORS, ROOT

CODES = r"[A-Z]+\d+(?:,\s*[A-Z]+\d+)*"
SILENCERS = re.compile(
    rf"#\s*(?:ruff:\s*)?noqa\b(?::\s*{CODES})?|#\s*type:\s*ignore\b(?:\[[\w, -]+\])?|#\s*pragma\b|#\s*nosec\b"
    r"|except (?:Base)?Exception\b.*?:|\bexcept:|\|\s*safe\b|autoescape off|djlint:\s*off"
)
ENOUGH = 2  # words


def without_reason(text: str) -> list[str]:
    """The lines that silence something and do not say why."""
    found = []
    before = ""
    for line in text.splitlines():
        silencers = list(SILENCERS.finditer(line))
        if silencers and not before.startswith(("#", "{#")):
            said = re.findall(r"[\w’']+", line[silencers[-1].end() :])
            if len(said) < ENOUGH:
                found.append(line.strip())
        before = line.strip()
    return found


def sources() -> list[Path]:
    folders = [ROOT / name for name in (*FLOORS, "templates", "tests")]
    found = [path for folder in folders for ending in ("*.py", "*.html") for path in folder.rglob(ending)]
    return [path for path in found if path != Path(__file__)]


def test_each_exception_carries_its_reason() -> None:
    silent = {str(path.relative_to(ROOT)): without_reason(path.read_text()) for path in sources()}

    assert {path: lines for path, lines in silent.items() if lines} == {}


def test_no_test_has_a_type_to_ignore() -> None:
    tests = [path for path in sources() if path.is_relative_to(ROOT / "tests")]

    assert [path.name for path in tests if re.search(r"#\s*type:\s*ignore", path.read_text())] == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("x = y  # type: ignore[arg-type]", True),
        ("x = y  # type: ignore[arg-type]  the stubs are wrong", False),
        ("import x  # noqa: E402, F401", True),
        ("# the stubs know no such thing\nx = y  # type: ignore", False),
        ("except Exception:", True),
        ("except Exception as error:  # noqa: BLE001", True),
        ("except Exception as error:  # noqa: BLE001  whatever it says", False),
        ("except BaseException:  # raised again below", False),
        ("except ValueError:", False),
        ("{{ text|safe }}", True),
        ("{# cleaned by nh3 #}\n{{ text|safe }}", False),
        ("{{ text|safe_words }}", False),
    ],
)
def test_silence_without_a_reason_is_found(text: str, is_found: bool) -> None:
    assert bool(without_reason(text)) is is_found
