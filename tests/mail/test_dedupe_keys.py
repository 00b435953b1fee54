"""A dedupe key is made in one function and compared: what a mail is about stands in its columns."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import ROOT, SOURCES

BUILDERS = {"Concat", "ConcatPair", "Replace", "StrIndex", "Substr", "Left", "Right"}
CODE = [path for path in SOURCES if "migrations" not in path.parts]


def name_of(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_key(name: str) -> bool:
    return name == "dedupe_key"


def parsed(node: ast.AST) -> bool:
    """`mail.dedupe_key.split(…)`, `re.match(…, mail.dedupe_key)`, `mail.dedupe_key[7:]`, `for … in key`."""
    if isinstance(node, ast.Attribute) and is_key(name_of(node.value)):
        return True
    if isinstance(node, ast.Subscript):
        return is_key(name_of(node.value))
    if isinstance(node, ast.Compare):
        asked_in = any(isinstance(op, ast.In | ast.NotIn) for op in node.ops)
        return asked_in and any(is_key(name_of(side)) for side in node.comparators)
    return isinstance(node, ast.Call) and any(is_key(name_of(given)) for given in node.args)


def made_elsewhere(value: ast.AST) -> bool:
    """A key comes from a function `…_key`, or is handed on."""
    if isinstance(value, ast.Call):
        return not name_of(value.func).endswith("_key")
    return not is_key(name_of(value))


def faults(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    local = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    mails = "OutgoingMail" in source or "outbox" in source
    for node in ast.walk(tree):
        if parsed(node):
            yield f"line {getattr(node, 'lineno', 0)}: parses a key"
        if isinstance(node, ast.keyword) and (node.arg or "").startswith("dedupe_key__"):
            yield f"line {node.lineno}: asks for a part of a key"
        if isinstance(node, ast.keyword) and node.arg == "dedupe_key":
            value = local.get(node.value.id, node.value) if isinstance(node.value, ast.Name) else node.value
            if made_elsewhere(value):
                yield f"line {node.lineno}: a key that no function …_key made"
        if isinstance(node, ast.Call) and mails and name_of(node.func) in BUILDERS:
            yield f"line {node.lineno}: SQL that builds or takes apart a text beside mails"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "dedupe_key ||" in node.value:
            yield f"line {node.lineno}: SQL that builds a key"


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_key_is_parsed_or_built_by_sql(path: Path) -> None:
    assert list(faults(path.read_text())) == []


@pytest.mark.parametrize(
    "source",
    [
        'mail.dedupe_key.split(":")',
        'mail.dedupe_key.partition(":")[2]',
        'mail.dedupe_key.startswith("reject")',
        "mail.dedupe_key[7:]",
        'number = re.match("[0-9]+", mail.dedupe_key)',
        '"reject" in mail.dedupe_key',
        'OutgoingMail.objects.filter(dedupe_key__startswith="reject:")',
        'outbox.queue(dedupe_key=f"reject:{row.pk}")',
        'key = f"reject:{row.pk}"\noutbox.queue(dedupe_key=key)',
        'key = Concat(Value("reject:"), OuterRef("pk"))\nOutgoingMail.objects.filter(dedupe_key=key)',
    ],
)
def test_each_way_is_found(source: str) -> None:
    assert list(faults(source)) != []


@pytest.mark.parametrize(
    "source",
    [
        "outbox.queue(dedupe_key=rejection_key(row))",
        "outbox.cancel(dedupe_key=mail.dedupe_key, by=by)",
        "key = rejection_key(row)\nOutgoingMail.objects.filter(dedupe_key=key)",
    ],
)
def test_comparing_is_no_fault(source: str) -> None:
    assert list(faults(source)) == []
