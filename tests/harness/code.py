"""Reading the code itself: its apps, its models, and what its modules ask of them."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Model

PROJECT = Path(__file__).resolve().parents[2]

# The map: a line may point only at itself and at lines above it.
MAP = (
    "core",
    "accounts",
    "schools",
    "clusters",
    "pupils",
    "funding",
    "panels",
    "complaints",
    "reports",
)
# Where rows reach people. Here they are read for somebody, or not at all.
DOORS = ("views", "documents", "emails", "tasks")
FOR_SOMEBODY = "for_user"
# What may stand before `load(...)`, which asks the rule: neither finds nor counts a row by itself.
HARMLESS = {"select_related", "prefetch_related", "with_verbs", "none"}


def own_models() -> list[type[Model]]:
    return [model for label in MAP for model in apps.get_app_config(label).get_models()]


def settings_of_project() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text())


def modules_of(app: str, *names: str) -> Iterator[Path]:
    """The files of these modules of an app, whether a module is one file or a package."""
    for name in names:
        single = PROJECT / app / f"{name}.py"
        if single.exists():
            yield single
        yield from sorted((PROJECT / app / name).glob("**/*.py"))


def all_modules(app: str) -> Iterator[Path]:
    yield from sorted((PROJECT / app).glob("**/*.py"))


def bare_reads(source: str, ruled: set[str]) -> list[tuple[int, str]]:
    """Lines at which a ruled model is read without saying for whom, and what is written there."""
    tree = ast.parse(source)
    inner = {id(node.func.value) for node in _calls(tree) if isinstance(node.func, ast.Attribute)}
    chains = [node for node in _calls(tree) if id(node) not in inner]
    found = [_bare_chain(node, ruled) for node in chains]
    found += [_bare_model(node, ruled) for node in chains]
    return [fault for fault in found if fault]


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _bare_chain(call: ast.Call, ruled: set[str]) -> tuple[int, str] | None:
    """`Model.objects.a().b()` where nothing says for whom and something reads."""
    methods: list[str] = []
    node: ast.expr = call
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute) and node.attr not in {
            "objects",
            "_default_manager",
            "_base_manager",
        }:
            methods.append(node.attr)
            node = node.value
        else:
            break
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return None
    if node.value.id not in ruled or FOR_SOMEBODY in methods or set(methods) <= HARMLESS:
        return None
    return call.lineno, f"{node.value.id}.{node.attr}.{'.'.join(reversed(methods))}"


def _bare_model(call: ast.Call, ruled: set[str]) -> tuple[int, str] | None:
    """`get_object_or_404(Model, …)`, which asks no rule."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name not in {"get_object_or_404", "get_list_or_404"} or not call.args:
        return None
    first = call.args[0]
    if isinstance(first, ast.Name) and first.id in ruled:
        return call.lineno, f"{name}({first.id}, …)"
    return None
