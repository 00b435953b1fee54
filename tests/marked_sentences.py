"""What is marked for translation in code and templates, read without gettext: as (context, sentence)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
COUNTED = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
CALL = re.compile(r"\b(n?gettext|pgettext|_)\(")
Marked = tuple[str | None, str]


def in_python(source: str) -> Iterator[Marked]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _of_call(node)


def _of_call(call: ast.Call) -> Iterator[Marked]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
    if name in PLAIN | COUNTED and given and isinstance(given[0], str):
        yield None, given[0]
    if name in IN_CONTEXT and isinstance(given[0], str) and isinstance(given[1], str):
        yield given[0], given[1]


def in_template(source: str) -> Iterator[Marked]:
    """Django turns a template into calls for xgettext; each of them is read as Python."""
    text = templatize(source)
    for found in CALL.finditer(text):
        yield from _of_call(_call_at(text, found.start()))


def _call_at(text: str, start: int) -> ast.Call:
    """The shortest piece from there on that is a whole call."""
    end = text.find(")", start)
    while end != -1:
        try:
            parsed = ast.parse(text[start : end + 1].strip(), mode="eval").body
        except SyntaxError:
            end = text.find(")", end + 1)
            continue
        if isinstance(parsed, ast.Call):
            return parsed
        break
    raise ValueError(f"no call can be read at {text[start : start + 60]!r}")


def in_file(path: Path) -> set[Marked]:
    return set((in_python if path.suffix == ".py" else in_template)(path.read_text()))
