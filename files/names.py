"""What a file is called, for people. The name never decides where the bytes lie."""

import re
import unicodedata

LONGEST = 120
NEVER_SHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, bidi, zero-width, surrogates, unassigned


def clean(raw: str) -> str:
    """The display name: no path, nothing invisible, at most 120 characters, the extension kept."""
    shown = "".join(c for c in raw if unicodedata.category(c) not in NEVER_SHOWN)
    last = re.split(r"[/\\]", shown)[-1]
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", last)).strip(" .")
    return _shortened(name) or "CV"


def extension(name: str) -> str:
    """The last extension in lower case without its dot; empty if there is none."""
    stem, dot, last = clean(name).rpartition(".")
    return last.strip().lower() if dot and stem else ""


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, last = name.rpartition(".")
    if not dot or len(last) > 10:
        return name[:LONGEST].rstrip()
    return f"{stem[: LONGEST - len(last) - 1].rstrip()}.{last}"
