"""The house stands on floors: imports go down only, and each room keeps to its own tools.

`faults` reads one module's syntax tree and tells what it does that it may not; it is itself fed with bad modules below.
"""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent

FLOORS = {
    "corrections": 0,
    "corrections.text": 0,
    "corrections.samples": 0,
    "corrections.models": 1,
    "corrections.migrations": 1,
    "corrections.answers": 1,
    "corrections.bounded": 1,
    "corrections.bounded_worker": 1,
    "corrections.telling": 1,
    "corrections.pages": 2,
    "corrections.exports": 2,
    "corrections.actions": 2,
    "corrections.forms": 3,
    "corrections.templatetags": 3,
    "corrections.views": 4,
    "corrections.management": 4,
    "corrections.admin": 4,
    "corrections.urls": 5,
    "corrections.apps": 5,
    "newsroom": 6,
}
READING, WRITING = {"corrections.pages", "corrections.exports"}, {"corrections.actions"}
ONLY_IMPORT = {"bleach": "corrections.text.sanitise", "markdown": "corrections.text.render"}
# No Django, no clock, no files, no settings, no chance: what the text library says depends on its arguments alone.
NOT_IN_TEXT = {
    *(
        "django",
        "os",
        "io",
        "pathlib",
        "shutil",
        "tempfile",
        "glob",
        "sys",
        "subprocess",
        "threading",
        "multiprocessing",
    ),
    *("socket", "random", "secrets", "uuid", "time", "locale", "logging", "importlib"),
}
NOT_CALLED_IN_TEXT = {"open", "print", "input", "exec", "eval", "__import__", "now", "utcnow", "today"}
SAYING_NOTHING = {"utils", "helpers", "common", "services", "manager", "data"}
SAYING_NOTHING |= {"util", "helper", "service", "managers", "misc"}


def room(module):
    """The name in FLOORS that a module belongs to: two parts at most. None: it is not one of ours."""
    top, *below = module.rstrip(".").split(".")
    if top == "corrections" and below:
        return f"corrections.{below[0]}"
    return top if top in {"corrections", "newsroom"} else None


def imports(module, tree, is_package):
    """(line, absolute module, name or "") of everything that is imported; "" for `import module`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".") if is_package else module.split(".")[:-1]
                above = parts[: len(parts) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield from ((node.lineno, base, alias.name) for alias in node.names)


def names_bound(tree):
    """What a module offers at its top level."""
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def faults(module, source, *, is_package=False, front_door=frozenset()):
    """Sentences about what a module may not do; `front_door` are the names that `corrections.text` offers."""
    tree = ast.parse(source)
    own_room = room(module)
    if own_room not in FLOORS:
        return [f"{module} stands on no floor: give {own_room} one in FLOORS"]
    told = [f"{module} has a name that says nothing: {part}" for part in module.split(".") if part in SAYING_NOTHING]
    if tree.body and own_room != "corrections.migrations" and not ast.get_docstring(tree):
        told.append(f"{module} does not say where one is: it has no docstring")
    if "mark_safe" in source:
        told.append(f"{module} says mark_safe; safe is a type made in corrections.text.sanitise")

    for line, base, name in imports(module, tree, is_package):
        where = f"{module}, line {line}, imports {name or base}"
        # The name may be a module: `from corrections import models`.
        top, target = base.split(".")[0], room(f"{base}.{name}")
        if only := ONLY_IMPORT.get(top):
            if module != only:
                told.append(f"{where}: only {only} may")
        elif own_room == "corrections.text" and top in NOT_IN_TEXT:
            told.append(f"{where}: the text library depends on its arguments alone")
        if target is None:
            continue
        if target not in FLOORS:
            told.append(f"{where}: {target} stands on no floor")
        elif FLOORS[target] > FLOORS[own_room]:
            told.append(f"{where}: from floor {FLOORS[own_room]} up to floor {FLOORS[target]}")
        elif {own_room, target} & READING and {own_room, target} & WRITING and FLOORS[own_room] == FLOORS[target]:
            told.append(f"{where}: there is no door between reading and writing")
        if target == "corrections.text" and own_room != "corrections.text":
            if own_room == "corrections.views":
                told.append(f"{where}: a view asks a page or an action")
            elif base.startswith("corrections.text."):
                told.append(f"{where}: only through the front door, corrections.text")
            elif base == "corrections.text" and name and name not in front_door:
                told.append(f"{where}: the front door, corrections.text, does not offer it")

    if own_room == "corrections.text":
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in NOT_CALLED_IN_TEXT:
                    told.append(f"{module}, line {node.lineno}, calls {called}: no clock, no files in the text library")
    return told


def modules():
    """(dotted name, path) of every module of the product."""
    for top in ("corrections", "newsroom"):
        for path in sorted((PROJECT / top).rglob("*.py")):
            parts = path.relative_to(PROJECT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


FRONT_DOOR = frozenset(names_bound(ast.parse((PROJECT / "corrections/text/__init__.py").read_text())))


@pytest.mark.parametrize(("module", "path"), [pytest.param(*found, id=found[0]) for found in modules()])
def test_a_module_knows_its_floor(module, path):
    is_package = path.name == "__init__.py"
    assert faults(module, path.read_text(), is_package=is_package, front_door=FRONT_DOOR) == []


@pytest.mark.parametrize("path", sorted((PROJECT / "templates").rglob("*.*")), ids=lambda path: path.name)
def test_a_template_escapes_everything(path):
    assert re.findall(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off|\{%\s*debug\b", path.read_text()) == []


def test_tests_have_names_that_say_something():
    assert [path for path in (PROJECT / "tests").rglob("*.py") if path.stem in SAYING_NOTHING] == []


@pytest.mark.parametrize(
    ("module", "line", "fault"),
    [
        ("corrections.text.carry", "import django.conf", "arguments alone"),
        ("corrections.text.carry", "import os", "arguments alone"),
        ("corrections.text.carry", "from pathlib import Path", "arguments alone"),
        ("corrections.text.carry", "def f():\n    import time", "arguments alone"),
        ("corrections.text.carry", "import datetime\nx = datetime.datetime.now()", "no clock"),
        ("corrections.text.carry", "x = open('a')", "no files"),
        ("corrections.text.carry", "from corrections.models import Span", "from floor 0 up to floor 1"),
        ("corrections.text.carry", "from ..models import Span", "from floor 0 up to floor 1"),
        ("corrections.text.carrying.carry", "from ...models import Span", "from floor 0 up to floor 1"),
        ("corrections.text.carry", "from .. import models", "from floor 0 up to floor 1"),
        ("corrections.text.carry", "import bleach", "only corrections.text.sanitise may"),
        ("corrections.text.sourcemap", "from markdown import Markdown", "only corrections.text.render may"),
        ("corrections.text.sourcemap", "import markdown.util", "only corrections.text.render may"),
        ("corrections.models.note", "from corrections.actions import publish", "from floor 1 up to floor 2"),
        ("corrections.models.note", "from corrections import actions", "from floor 1 up to floor 2"),
        ("corrections.models.note", "from corrections.text.carry import carried", "only through the front door"),
        ("corrections.models.note", "from corrections.text.render import render", "only through the front door"),
        ("corrections.models.note", "import corrections.text.render", "only through the front door"),
        ("corrections.models.note", "from corrections.text import sourcemap", "does not offer it"),
        ("corrections.pages.article", "from corrections.actions import publish", "no door"),
        ("corrections.actions.publish", "from corrections.exports import markdown", "no door"),
        ("corrections.actions.publish", "from corrections.forms import Card", "from floor 2 up to floor 3"),
        ("corrections.views.desk", "from corrections.text import render", "a view asks a page"),
        ("corrections.views.desk", "import corrections.text", "a view asks a page"),
        ("corrections.views.desk", "import newsroom.settings", "from floor 4 up to floor 6"),
        ("corrections.models.note", "from django.utils.safestring import mark_safe", "says mark_safe"),
        ("corrections.models.helpers", "x = 1", "says nothing"),
        ("corrections.cellar", "x = 1", "stands on no floor"),
        ("corrections.urls", "from corrections.cellar.wine import red", "stands on no floor"),
    ],
)
def test_a_fault_is_found(module, line, fault):
    told = faults(module, f'"""Stands here."""\n{line}', front_door={"render"})
    assert [fault in sentence for sentence in told] == [True]


def test_a_module_without_a_docstring_is_found_and_an_empty_one_is_not():
    assert faults("corrections.urls", "x = 1") == ["corrections.urls does not say where one is: it has no docstring"]
    assert faults("corrections.management", "", is_package=True) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("corrections.text.carry", "from .coordinates import TextRange\nfrom corrections.text import htmltext"),
        ("corrections.text.render", "import markdown, re"),
        ("corrections.exports.corrected", "from corrections.pages.notices import Notice"),
        ("corrections.actions.publish", "from corrections.text import Refusal, render\nfrom .. import bounded, models"),
        ("corrections.views.desk", "from corrections import actions, pages\nfrom corrections.forms import Card"),
        ("newsroom.urls", "from corrections.urls import urlpatterns"),
        ("corrections.migrations.0001_initial", "from django.db import migrations"),
    ],
)
def test_what_goes_down_is_no_fault(module, line):
    assert faults(module, f'"""Stands here."""\n{line}', front_door={"Refusal", "render"}) == []
