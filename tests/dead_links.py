"""`python -m tests.dead_links`: links in the documents that lead to no file and to no heading of ours.

Links to other hosts are not followed: a check must not depend on somebody else's server.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)|<(?:img|a)\b[^>]*?\b(?:src|href)=\"([^\"]+)\"")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def documents(root: Path = ROOT) -> list[Path]:
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])


def dead_links(document: Path) -> list[str]:
    text = FENCED.sub("", document.read_text())
    links = [first or second for first, second in LINK.findall(text)]
    return [link for link in links if not ELSEWHERE.match(link) and not leads_somewhere(document, link)]


def leads_somewhere(document: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.exists():
        return False
    return not heading or target.suffix != ".md" or heading in anchors(target.read_text())


def anchors(text: str) -> set[str]:
    """As the usual viewers make them from headings."""
    headings = re.findall(r"^#+ +(.*?) *$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def main() -> int:
    dead = [
        f"{document.relative_to(ROOT)}: {link}" for document in documents() for link in dead_links(document)
    ]
    print("\n".join(dead) if dead else f"{len(documents())} documents, no dead link")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
