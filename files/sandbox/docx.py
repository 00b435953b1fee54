"""DOCX to text and simple HTML. Page headers, footers and text boxes are part of a CV."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import defusedxml.ElementTree
import mammoth

from files.sandbox.frames import LONGEST, Frame

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
STORY = re.compile(r"^word/(header|document|footnotes|endnotes|footer)\d*\.xml$")
ORDER = ["header", "document", "footnotes", "endnotes", "footer"]
WHITE = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}p": "\n", f"{W}noBreakHyphen": "-"}
STYLES = "\n".join(f"p[style-name='Heading {n}'] => h{min(n + 2, 6)}:fresh" for n in range(1, 7))
TITLES = "p[style-name='Title'] => h3:fresh\np[style-name='Subtitle'] => p.subtitle:fresh"


def read(file: BinaryIO) -> Iterator[Frame]:
    data = file.read()
    stories = _stories(zipfile.ZipFile(io.BytesIO(data)))
    yield Frame({"part": "text", "text": "\n".join(text for _, text in stories)[:LONGEST]})
    above = _paragraphs([text for kind, text in stories if kind == "header"])
    below = _paragraphs([text for kind, text in stories if kind == "footer"])
    yield Frame({"part": "html", "html": (above + _body(data) + below)[:LONGEST]})


def _stories(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(kind, text) of each part with running text, each different text of a kind once."""
    found: dict[tuple[str, str], None] = {}
    for name in sorted(archive.namelist()):
        if match := STORY.match(name):
            with archive.open(name) as part:
                found[(match[1], _text(part))] = None
    return sorted(found, key=lambda story: ORDER.index(story[0]))


def _text(part: object) -> str:
    pieces: list[str] = []
    skipping = 0  # inside the fallback of a drawing, which repeats its text
    for event, element in defusedxml.ElementTree.iterparse(part, ("start", "end"), forbid_dtd=True):
        if element.tag == FALLBACK:
            skipping += 1 if event == "start" else -1
        elif event == "end" and not skipping:
            if element.tag == f"{W}t":
                pieces.append(element.text or "")
            elif element.tag in WHITE:
                pieces.append(WHITE[element.tag])
        if event == "end" and element.tag == f"{W}p":
            element.clear()
    return "".join(pieces)


def _paragraphs(texts: list[str]) -> str:
    lines = dict.fromkeys(line.strip() for text in texts for line in text.splitlines() if line.strip())
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def _body(data: bytes) -> str:
    made = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map=f"{TITLES}\n{STYLES}",
        include_embedded_style_map=False,
        convert_image=mammoth.images.img_element(lambda image: {}),
    )
    return str(made.value)
