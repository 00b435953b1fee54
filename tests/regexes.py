"""Every regular expression of ours: in the code, in validators, in addresses and in scripts."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.source import ROOT

CALLS = {"compile", "match", "search", "sub", "subn", "findall", "fullmatch", "finditer", "split"}
VALIDATORS = {"RegexValidator", "RegexField"}
BUILT = {("mail/answers.py", "_pattern"): ("mail.answers", "PATTERNS", "fullmatch")}  # kept where, used how
IN_SCRIPTS = re.compile(
    r"(?:[(=,:?!&|;{}\[]|\breturn)\s*/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+)/(?=[dgimsuvy]*[\s.,;)\]])"
)


@dataclass(frozen=True)
class Regex:
    pattern: str | bytes
    flags: int
    how: str  # "fullmatch", "match", "search" or "finditer"
    where: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.where} {self.how} {self.pattern!r}"


class Unknown(Exception):
    """A pattern of which nobody can say what it is."""


def in_python(path: Path, source: str | None = None) -> Iterator[Regex]:
    name = str(path.relative_to(ROOT))
    tree = ast.parse(path.read_text() if source is None else source)
    kept = _kept(tree)
    inside = {
        id(part): node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "re":
            raise Unknown(f"{name}: write re.compile and the like in full")
        if not isinstance(node, ast.Call) or (verb := _verb(node)) is None:
            continue
        built = BUILT.get((name, inside.get(id(node), ""))) if verb == "compile" else None
        if id(node) in kept:
            found = [getattr(import_module(_module(path)), kept[id(node)])]
            uses = _uses(tree, kept[id(node)])
        elif built:
            found, uses = [pattern for _, pattern in getattr(import_module(built[0]), built[1])], [built[2]]
        else:
            found = [re.compile(said(_argument(node)), _flags(node, verb))]
            uses = [verb]
        for pattern in found:
            for how in _hows(uses):
                yield Regex(pattern.pattern, pattern.flags & ~re.UNICODE, how, f"{name}:{node.lineno}")


def in_scripts(path: Path) -> Iterator[Regex]:
    code = re.sub(r"(?m)^\s*//.*$", "", path.read_text())
    if "RegExp(" in code:
        raise Unknown(f"{path.name}: write a regular expression as a literal")
    for found in IN_SCRIPTS.finditer(code):
        pattern = found[1].replace(r"\/", "/").replace("(?<name", "(?P<name")
        yield Regex(pattern, 0, "finditer", path.name)


def in_addresses(resolver: URLResolver | None = None) -> Iterator[Regex]:
    """What an address is compared with; one without a converter is compared as a text.

    Fixed words are shortened, so that many addresses have one pattern in common: nothing repeats in them.
    """
    for each in (resolver or get_resolver()).url_patterns:
        if not isinstance(each.pattern, RoutePattern) or each.pattern.converters:
            pattern = re.sub(r"(?:(?:[a-z]|\\-){2,}/)+", "x/", each.pattern.regex.pattern)
            yield Regex(pattern, 0, "match" if pattern.startswith("^") else "search", "addresses")
        if isinstance(each, URLResolver):
            yield from in_addresses(each)


def said(node: ast.expr) -> str | bytes:
    """The text of a pattern, with a word where something is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "name" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = said(node.left), said(node.right)
        assert isinstance(left, str)
        assert isinstance(right, str)
        return left + right
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.escape":
        return re.escape("https://example.org")
    raise Unknown(ast.unparse(node))


def _verb(node: ast.Call) -> str | None:
    called = node.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re":
        return called.attr if called.attr in CALLS else None
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return "search" if name in VALIDATORS else None


def _argument(node: ast.Call) -> ast.expr:
    named = [keyword.value for keyword in node.keywords if keyword.arg in {"regex", "pattern"}]
    return named[0] if named else node.args[0]


def _flags(node: ast.Call, verb: str) -> int:
    place = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(verb, 2)
    called = ast.unparse(node.func)
    given = node.args[place : place + 1] if called.startswith("re.") else []
    given += [keyword.value for keyword in node.keywords if keyword.arg == "flags"]
    flags = 0
    for part in [name for one in given for name in ast.unparse(one).split(" | ")]:
        flags |= getattr(re, part.removeprefix("re."))
    return flags


def _kept(tree: ast.Module) -> dict[int, str]:
    """Calls whose pattern is a constant of the module, and its name."""
    return {
        id(node.value): target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and _verb(node.value) == "compile"
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _uses(tree: ast.Module, name: str) -> list[str]:
    return [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
        if node.attr in CALLS
    ]


def _hows(uses: list[str]) -> list[str]:
    """What is used in another module may be used in either way."""
    if not uses:
        return ["finditer", "fullmatch"]
    return sorted({use if use in {"match", "fullmatch", "search"} else "finditer" for use in uses})


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)
