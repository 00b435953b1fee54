"""Finds what is said to people without being marked for translation: in Python, in templates, in scripts.

Whatever looks like words for a person counts, wherever it stands: a literal of several words, or a single one
where only people read it (a label, a message, the text of a refusal). What speaks to operators and to
programmers (logs, errors of the system, SQL) is left out by the call that it stands in.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

GETTEXT = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
    "npgettext", "npgettext_lazy",
}  # fmt: skip
# Calls whose words no applicant and nobody at the desk reads.
NOT_FOR_PEOPLE = {
    "RuntimeError", "ValueError", "TypeError", "LookupError", "KeyError", "AssertionError", "BadRequest",
    "ImproperlyConfigured", "CommandError", "DisallowedHost", "GuardFailed", "NotImplementedError", "print",
    "execute", "RunSQL", "CheckConstraint", "UniqueConstraint", "ForeignKey", "ManyToManyField",
    "OneToOneField", "QuerySet", "get_model", "BaseUserManager", "TypeVar", "cast", "Literal", "CharacterSet",
    "compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer", "strptime",
    "get", "setdefault", "startswith", "set_cookie", "add_argument", "sweep",
}  # fmt: skip
LOGGERS = {"log", "logger", "logging"}
# Where a single word is for people too.
FOR_PEOPLE = {
    "label", "help_text", "verbose_name", "verbose_name_plural", "subject", "body", "sentence", "missing",
    "notice", "refused", "initial_text",
}  # fmt: skip
DICTIONARIES = {"labels", "help_texts", "error_messages"}
WORD = re.compile(r"(?<![\w{%])[^\W\d_]{2,}(?![\w}])")
PLAIN = re.compile(r"[\w\s“”\"'’‘(){}.,:;?!…–—·%/&+@-]+")
SYSTEM = re.compile(r"[A-Z]{4,} |^[A-Z ]+$|_\(|://\S+$|^[\w./]+/ |\\.py\\b")  # SQL, code, addresses
LETTERS = re.compile(r"[^\W\d_]{2,}")


# Python -------------------------------------------------------------------------------------------


def in_python(source: str) -> list[str]:
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = []
    for node in ast.walk(tree):
        text = _text_of(node)
        if text is None or isinstance(parents.get(node), ast.JoinedStr | ast.Expr):
            continue
        above = list(_above(node, parents))
        if not _is_excused(node, above) and (
            _is_phrase(text) or (LETTERS.search(text) and _is_read(node, above))
        ):
            found.append(text)
    return found


def _text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _above(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while (node := parents.get(node, node)) in parents:
        yield node
        if isinstance(node, ast.stmt):
            return


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_code(node: ast.AST, holder: ast.AST) -> bool:
    """A type that is written as a text, or the key of a dictionary."""
    if isinstance(holder, ast.Dict):
        return node in holder.keys
    return isinstance(holder, ast.arg | ast.FunctionDef | ast.AnnAssign) and node is not getattr(
        holder, "value", None
    )


def _is_excused(node: ast.AST, above: list[ast.AST]) -> bool:
    if above and _is_code(node, above[0]):
        return True
    for holder in above:
        if isinstance(holder, ast.Call):
            owner = _name(holder.func.value) if isinstance(holder.func, ast.Attribute) else ""
            if _name(holder.func) in GETTEXT | NOT_FOR_PEOPLE or owner in LOGGERS:
                return True
        if isinstance(holder, ast.Compare | ast.Subscript):
            return True
        if isinstance(holder, ast.Assign) and _name(holder.targets[0]) == "__all__":
            return True
    return False


def _is_phrase(text: str) -> bool:
    """Two words or more, or one with a capital letter that is nothing else."""
    plain = " ".join(text.split())
    if re.fullmatch(r"[A-Z][a-z]{2,}", plain):
        return True
    return (
        " " in plain
        and len(WORD.findall(plain)) > 1
        and bool(PLAIN.fullmatch(plain))
        and not SYSTEM.search(plain)
    )


def _is_read(node: ast.AST, above: list[ast.AST]) -> bool:
    """A place whose words are for people only."""
    first = above[0] if above else None
    if isinstance(first, ast.keyword) and first.arg in FOR_PEOPLE:
        return True
    if isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute):
        return _name(first.func.value) == "messages"
    if isinstance(first, ast.Dict):
        holder = above[1] if len(above) > 1 else None
        if isinstance(holder, ast.keyword):
            return holder.arg in DICTIONARIES and node in first.values
        if isinstance(holder, ast.Assign):
            return _name(holder.targets[0]) in DICTIONARIES and node in first.values
    return False


# Templates ----------------------------------------------------------------------------------------

READ = {"title", "alt", "aria-label", "placeholder", "label", "aria-description"}
SKIPPED = {"script", "style", "kbd", "code"}
SILENT = {
    "load",
    "extends",
    "url",
    "static",
    "icon",
    "rendered",
    "crispy_field",
    "translate",
    "trans",
    "block",
}
BLOCKS = {"blocktranslate": "endblocktranslate", "blocktrans": "endblocktrans", "comment": "endcomment"}
ATTRIBUTES = {"room", "house_href", "form_attributes"}  # blocks that stand inside a tag of the layout
MARKED = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
QUOTED = re.compile(r"""(\|date:)?(?:"([^"]*)"|'([^']*)')""")
NEUTRAL = re.compile(
    r"[A-Z]+(_[A-Z]+)*_FORMAT|c|H:i"
)  # formats of dates that are the same, or follow the language
PLACE = "\ue000"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self.inside.append(tag)
        self.found += [_plain(value) for name, value in attrs if name in READ and value and _says(value)]
        if tag == "meta":
            given = dict(attrs)
            if given.get("name") == "description" and _says(given.get("content") or ""):
                self.found.append(_plain(given["content"] or ""))

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside and _says(data):
            self.found.append(_plain(data))


def _plain(text: str) -> str:
    return " ".join(text.replace(PLACE, " … ").split())


def _says(text: str) -> bool:
    return LETTERS.search(text.replace(PLACE, " ")) is not None


def in_template(source: str) -> list[str]:
    shown, arguments, until = list[str](), list[str](), ""
    for token in Lexer(source).tokenize():
        words = token.contents.split() if token.token_type == TokenType.BLOCK else [""]
        if until:
            until = "" if words[0] == until else until
        elif words[0] in BLOCKS or (words[0] == "block" and words[1] in ATTRIBUTES):
            until = BLOCKS.get(words[0], "endblock")
            shown.append(PLACE)
        elif token.token_type == TokenType.TEXT:
            shown.append(token.contents)
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            arguments += _literals(token.contents, words[0])
            shown.append(PLACE)
    reader = _Reader()
    reader.feed("".join(shown))
    reader.close()
    return reader.found + arguments


def _literals(contents: str, tag: str) -> Iterator[str]:
    """Words given to a tag or a filter: several, or one with a capital letter; and formats of dates."""
    if tag in SILENT:
        return
    for is_date, *quoted in QUOTED.findall(MARKED.sub("", contents)):
        text = "".join(quoted)
        if is_date:
            if not NEUTRAL.fullmatch(text):
                yield text
        elif LETTERS.search(text) and (" " in text or text[0].isupper()):
            yield text


# Scripts ------------------------------------------------------------------------------------------

NO_CODE = re.compile(r"/\*.*?\*/|(?<![:\"'`\w])//[^\n]*", re.DOTALL)
JS_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`')
SAID = re.compile(r"^[A-Z“{]|[.?!…]$")


def in_script(source: str) -> list[str]:
    found = []
    for match in JS_STRING.finditer(NO_CODE.sub("", source)):
        text = re.sub(r"\$\{[^}]*\}", "{}", next(filter(None, match.groups()), ""))
        if not re.search(r"[<\[]", text) and len(WORD.findall(text)) > 1 and SAID.search(text):
            found.append(text)
    return found


def in_file(path: Path) -> list[str]:
    source = path.read_text()
    return {".py": in_python, ".js": in_script}.get(path.suffix, in_template)(source)
