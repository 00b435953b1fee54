"""The floors: an app leans only on apps below it, in whatever words it does so, and is ordered inside."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

from tests.layers import ORDER, OWN, layer_of
from tests.source import FLOORS, ROOT, SOURCES

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
BY_NAME = {"get_model", "get_app_config", "import_module", "import_string"}
ASKING = {
    "filter", "exclude", "get", "annotate", "alias", "aggregate", "order_by", "values", "values_list", "only",
    "defer", "prefetch_related", "select_related", "update", "Q", "F", "OuterRef", "Prefetch", "Count", "Sum",
    "Min", "Max", "Avg", "distinct", "get_object_or_404",
}  # fmt: skip
each_source = pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))


def above(app: str, names: set[str]) -> list[str]:
    return sorted(name for name in names & set(FLOORS) if FLOORS.index(name) > FLOORS.index(app))


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def words(call: ast.Call) -> Iterator[str]:
    """The texts among what is passed."""
    for value in [*call.args, *(keyword.value for keyword in call.keywords)]:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def named(tree: ast.AST) -> set[str]:
    """Apps that stand in a foreign key by string, or are asked for by name."""
    return {word.split(".")[0] for call in calls(tree, RELATIONS | BY_NAME) for word in words(call)}


@cache
def ways_up(app: str) -> frozenset[str]:
    """Reverse relations by which rows of this floor or below lead to an app above it.

    A name that a column or relation of these floors has as well is let pass.
    """
    up: set[str] = set()
    known: set[str] = set()
    for model in apps.get_models():
        if model._meta.app_label not in FLOORS or above(app, {model._meta.app_label}):
            continue
        for field in model._meta.get_fields():
            backwards = field.auto_created and not field.concrete
            if backwards and above(app, {field.related_model._meta.app_label}):
                up |= {field.name, field.get_accessor_name()}
            else:
                known.add(field.name)
    return frozenset(up - known)


def asked_backwards(app: str, tree: ast.AST) -> list[str]:
    """Reverse relations into an upper app, in filters and the like, or as an attribute `…_set`."""
    asked: set[str] = set()
    for call in calls(tree, ASKING):
        for word in [*words(call), *(keyword.arg for keyword in call.keywords if keyword.arg)]:
            asked |= set(word.lstrip("-").split("__"))
    asked |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {
        name for name in ways_up(app) if name.endswith("_set")
    }
    return sorted(asked & ways_up(app))


def climbs(app: str, source: str) -> list[str]:
    tree = ast.parse(source)
    return above(app, imported(tree)) + above(app, named(tree)) + asked_backwards(app, tree)


@each_source
def test_climbs_no_floor(path: Path) -> None:
    assert climbs(path.relative_to(ROOT).parts[0], path.read_text()) == []


@pytest.mark.parametrize(
    ("app", "source", "found"),
    [
        ("mail", "import accounts.models\nfrom core import errors", ["accounts"]),
        ("mail", "models.ForeignKey('postings.Posting', models.CASCADE)", ["postings"]),
        ("mail", "models.OneToOneField(to='files.StoredFile', on_delete=models.CASCADE)", ["files"]),
        ("mail", "apps.get_model('applications', 'Application')", ["applications"]),
        ("mail", "apps.get_model('applications.Application')", ["applications"]),
        ("mail", "import_module('desk.views')", ["desk"]),
        ("mail", "models.ForeignKey('audit.Entry', models.CASCADE)", []),
        ("accounts", "User.objects.filter(memberships__posting=posting)", ["memberships"]),
        ("postings", "Posting.objects.annotate(n=Count('applications'))", ["applications"]),
        ("applications", "Posting.objects.annotate(n=Count('applications'))", []),
    ],
)
def test_a_climb_is_found(app: str, source: str, found: list[str]) -> None:
    assert climbs(app, source) == found


def module_of(path: Path) -> str:
    """Its dotted name below the app; of a package's own file the package's, of the app's own none."""
    parts = path.relative_to(ROOT).with_suffix("").parts[1:]
    return ".".join(part for part in parts if part != "__init__")


def inner(app: str, tree: ast.AST) -> set[str]:
    """What is imported of the same app: dotted names below it, of modules and of what stands in them."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.removeprefix(f"{app}.") for name in names if name.startswith(f"{app}.")}


def inner_climbs(app: str, module: str, source: str) -> list[str]:
    """What it imports from a layer of its app above its own."""
    level = ORDER.index(layer_of(app, module) or "pages")
    layers = {name: layer_of(app, name) for name in inner(app, ast.parse(source))}
    return sorted(name for name, layer in layers.items() if layer and ORDER.index(layer) > level)


def ordered(path: Path) -> bool:
    return "migrations" not in path.parts and bool(path.read_text())


each_ordered_source = pytest.mark.parametrize(
    "path", [path for path in SOURCES if ordered(path)], ids=lambda path: str(path.relative_to(ROOT))
)


@each_ordered_source
def test_every_module_has_a_layer(path: Path) -> None:
    app, module = path.relative_to(ROOT).parts[0], module_of(path)

    assert not module or layer_of(app, module), f"say in tests/layers.py where {app}.{module} stands"


@each_ordered_source
def test_climbs_no_layer(path: Path) -> None:
    assert inner_climbs(path.relative_to(ROOT).parts[0], module_of(path), path.read_text()) == []


def test_every_layer_that_is_given_is_of_a_module() -> None:
    """What moves or goes leaves no name behind."""
    modules = {
        app: {module_of(path) for path in SOURCES if path.is_relative_to(ROOT / app)} for app in FLOORS
    }
    given = [
        (app, name) for app, layers in OWN.items() for names in layers.values() for name in names.split()
    ]

    assert [(app, name) for app, name in given if name not in modules[app]] == []


@pytest.mark.parametrize(
    ("app", "module", "source", "found"),
    [
        ("applications", "models.draft", "from applications.applying import steps", ["applying.steps"]),
        ("applications", "models.draft", "from applications.models.link import Link", []),
        (
            "applications",
            "applying.drafts",
            "from applications.applying.forms import StepForm",
            ["applying.forms.StepForm"],
        ),
        ("applications", "applying.forms", "from applications.applying import drafts", []),
        ("applications", "applying.steps", "from applications import letters", ["letters"]),
        ("mail", "outbox", "def poke():\n    import mail.tasks", ["tasks"]),
        ("mail", "outbox", "from mail.desk_views.outbox import page", ["desk_views.outbox.page"]),
        ("postings", "desk_views.editing", "from postings.forms.fields import FORMS", []),
        ("postings", "forms.parts", "from postings import desk_views", ["desk_views"]),
    ],
)
def test_a_climb_inside_is_found(app: str, module: str, source: str, found: list[str]) -> None:
    assert inner_climbs(app, module, source) == found


def test_a_module_that_nobody_has_placed_is_found() -> None:
    assert layer_of("mail", "helpers") is None
    assert layer_of("mail", "desk_views.letters") == "pages"
    assert layer_of("applications", "applying.reminder_letters") == "forms"


def test_no_test_module_leans_on_another() -> None:
    """What several of them use stands in a module of its own, beside them."""
    leaning = re.compile(r"^\s*from tests[\w.]*\.test_\w+ import|^\s*from tests[\w.]* import test_", re.M)
    tests = (ROOT / "tests").rglob("*.py")

    assert [path.name for path in tests if leaning.search(path.read_text())] == []
