"""The repository itself, for tests that read it: its root, its floors from below, the code of its apps."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (
    "core", "audit", "mail", "accounts", "files", "postings",
    "applications", "screening", "interviews", "desk", "recruitment",
)  # fmt: skip
SOURCES = sorted(path for app in FLOORS for path in (ROOT / app).rglob("*.py"))
