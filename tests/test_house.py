"""What the import contracts cannot say: who may read the environment, and what every file must look like."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

HOUSE = Path(__file__).resolve().parents[1]
PACKAGES = (
    "indicators",
    "geo",
    "ingest",
    "store",
    "assessment",
    "actions",
    "figures",
    "layouts",
    "reports",
    "commands",
)


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((HOUSE / package).rglob("*.py")):
            yield path.relative_to(HOUSE), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_nothing_imports_the_composition_root() -> None:
    assert [str(path) for path, tree in modules() if "app" in imported(tree)] == []


def test_only_the_composition_root_reads_the_environment() -> None:
    readers = [
        str(path)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert readers == []


def test_the_composition_root_stays_small() -> None:
    assert len((HOUSE / "app.py").read_text(encoding="utf-8").splitlines()) < 200


def test_no_module_grows_past_600_lines() -> None:
    long = {
        str(path): lines
        for path, _ in modules()
        if (lines := len((HOUSE / path).read_text(encoding="utf-8").splitlines())) > 600
    }
    assert long == {}


@pytest.mark.parametrize(
    ("package", "capital"),
    [
        ("indicators.standards", "EDITION"),
        ("indicators.air", "INDICATOR"),
        ("ingest.sources", "SOURCE"),
        ("reports.pages", "PAGE"),
    ],
)
def test_each_file_of_a_kind_ends_with_its_value(package: str, capital: str) -> None:
    found = [m.name for m in pkgutil.iter_modules(importlib.import_module(package).__path__)]
    assert found
    for name in found:
        tree = ast.parse((HOUSE / package.replace(".", "/") / f"{name}.py").read_text(encoding="utf-8"))
        last = tree.body[-1]
        targets = last.targets if isinstance(last, ast.Assign) else [getattr(last, "target", None)]
        assert [getattr(t, "id", None) for t in targets] == [capital], f"{package}.{name}"


def test_every_command_is_one_file_that_explains_itself() -> None:
    from commands import Commands

    group = Commands("lanbi")
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str(), name
