"""An HTML page as a person has it before them: its text, its links, its forms with what stands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNSEEN = {"script", "style", "template", "title", "option", "datalist"}
ADDRESSES = ("href", "action", "formaction", "src")
BUTTONS = {"submit", "button", "reset", "image", "file"}
Values = dict[str, str | list[str]]


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)
    around: "Element | None" = field(default=None, repr=False)

    def all(self, *tags: str) -> Iterator["Element"]:
        """Everything inside with one of these tags, in the order of the page; without tags everything."""
        for child in self.inside:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def text(self) -> str:
        return plain(" ".join(self._seen()))

    @property
    def typed(self) -> str:
        """What stands in a textarea or an option, as it is."""
        return "".join(child for child in self.inside if isinstance(child, str))

    def _seen(self) -> Iterator[str]:
        for child in self.inside:
            if isinstance(child, str):
                yield child
            elif child.tag not in UNSEEN:
                yield from child._seen()


def plain(text: str) -> str:
    """On one line, with single spaces."""
    return " ".join(text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("page")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, around=self.here)
        self.here.inside.append(element)
        if tag not in VOID:
            self.here = element

    def handle_endtag(self, tag: str) -> None:
        opened: Element | None = self.here
        while opened is not None and opened.tag != tag:
            opened = opened.around
        if opened is not None and opened.around is not None:
            self.here = opened.around

    def handle_data(self, data: str) -> None:
        self.here.inside.append(data)


class Form:
    def __init__(self, element: Element, *, page: "Page") -> None:
        self.element = element
        self.path = urlsplit(urljoin(page.path, element.get("action") or page.path)).path

    def fields(self) -> list[Element]:
        named = (one for one in self.element.all("input", "textarea", "select") if one.get("name"))
        return [one for one in named if one.get("type") not in BUTTONS]

    def values(self) -> Values:
        """What would be sent as it stands; a list for what is ticked."""
        values: Values = {}
        for one in self.fields():
            name = one.get("name")
            if one.get("type") in {"checkbox", "radio"}:
                ticked = values.setdefault(name, [])
                assert isinstance(ticked, list)
                ticked += [one.get("value") or "on"] if "checked" in one.attributes else []
            else:
                values[name] = _value(one)
        return values


def _value(one: Element) -> str:
    if one.tag == "textarea":
        return one.typed.replace("\r\n", "\n").removeprefix("\n")
    if one.tag == "select":
        options = list(one.all("option"))
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        return chosen[0].get("value") if chosen else ""
    return one.get("value")


class Page:
    """The answer to one request. `path` is where it came from after all redirects."""

    def __init__(self, path: str, *, status: int, content: bytes, kind: str) -> None:
        self.path, self.status, self.content, self.kind = path, status, content, kind
        reader = _Reader()
        if kind == "text/html":
            reader.feed(content.decode())
        self.root = reader.root

    @property
    def main(self) -> Element:
        """Without the menus around it, which are the same on every page."""
        return next(self.root.all("main"), self.root)

    @property
    def heading(self) -> str:
        return next((heading.text for heading in self.main.all("h1")), "")

    def addresses(self) -> list[str]:
        """Wherever something on it leads, in the order of the page, without host and without `#…`."""
        found = []
        for element in self.root.all():
            for name in ADDRESSES:
                if element.get(name):
                    parts = urlsplit(urljoin(self.path, element.get(name)))
                    found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        return found

    def leading_to(self, pattern: str) -> list[str]:
        """What stands in the brackets of `pattern` for every address that fits it, each once, sorted."""
        fits = (re.fullmatch(pattern, address) for address in self.addresses())
        return sorted({match[1] for match in fits if match})

    def leads_to(self, path: str) -> bool:
        return any(urlsplit(address).path == path for address in self.addresses())

    def form(self, *, having: str = "", to: str = "") -> Form:
        """The first form that has a field of this name, or that is sent to an address that ends like this."""
        for form in (Form(element, page=self) for element in self.root.all("form")):
            if (having and having in form.values()) or (to and form.path.endswith(to)):
                return form
        raise LookupError(f"no form on {self.path} ({self.status}) {having or to!r}: {self.main.text[:300]}")
