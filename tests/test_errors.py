"""The error trees: drawn as they are, named as errors, and each leaf met by a test."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import evals.errors
import ingest.errors
import qa.errors

PACKAGES = {"ingest": ingest.errors, "qa": qa.errors, "evals": evals.errors}
TESTS = Path(__file__).parent
_BRANCH = re.compile(r"^(?P<indent> *)[*x+] (?P<name>\w+)", re.MULTILINE)


def classes(module: ModuleType) -> list[type[Exception]]:
    return [value for value in vars(module).values() if inspect.isclass(value) and value.__module__ == module.__name__]


def drawn(module: ModuleType) -> list[tuple[str, str | None]]:
    """Return (class, parent) in the order of the docstring's tree."""
    found: list[tuple[str, str | None]] = []
    above: dict[int, str] = {}
    for m in _BRANCH.finditer(module.__doc__ or ""):
        depth = len(m["indent"]) // 2
        above[depth] = m["name"]
        found.append((m["name"], above[depth - 1] if depth else None))
    return found


@pytest.mark.parametrize("module", PACKAGES.values(), ids=PACKAGES)
def test_the_tree_in_the_docstring_is_the_tree_of_the_classes(module: ModuleType) -> None:
    names = {error.__name__ for error in classes(module)}
    actual = [(error.__name__, next((base.__name__ for base in error.__bases__ if base.__name__ in names), None)) for error in classes(module)]
    assert drawn(module) == actual
    assert [parent for _, parent in actual].count(None) == 1


@pytest.mark.parametrize("module", PACKAGES.values(), ids=PACKAGES)
def test_every_class_ends_in_error_and_says_what_it_is(module: ModuleType) -> None:
    for error in classes(module):
        assert error.__name__.endswith("Error")
        assert issubclass(error, Exception)
        assert (error.__doc__ or "").endswith(".")


def met(node: ast.AST) -> set[str]:
    """Return the names given to ``raises`` and ``isinstance`` in a test file."""
    found = set()
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and call.args and getattr(call.func, "attr", getattr(call.func, "id", "")) in {"raises", "isinstance"}:
            found |= {name.id for name in ast.walk(call) if isinstance(name, ast.Name)}
    return found


def test_every_leaf_of_ingest_is_met_by_a_test() -> None:
    leaves = {error.__name__ for error in classes(ingest.errors) if not error.__subclasses__()}
    seen = set().union(*(met(ast.parse(path.read_text(encoding="utf-8"))) for path in TESTS.glob("test_*.py")))
    assert leaves - seen == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_an_error_is_raised_with_a_message(package: str) -> None:
    names = {error.__name__ for module in PACKAGES.values() for error in classes(module)}
    for path in sorted((TESTS.parent / package).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and getattr(node.exc.func, "id", "") in names:
                assert node.exc.args, f"{path.name}:{node.lineno}"
                assert "\\n" not in ast.unparse(node.exc), f"{path.name}:{node.lineno}"
