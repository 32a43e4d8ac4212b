"""Every regular expression of the packages against text made to be slow for it: ``python -m tests.pumps`` prints those that are.

Compiled patterns are found in the modules (also in tables and classes), the others where ``re`` is called with a pattern written out.
From each, strings are made that fit the way to a repetition, repeat what it repeats, and then break off. Time is the processor's own,
so that a busy machine changes nothing.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import signal
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_parse

ROOT = Path(__file__).resolve().parent.parent
# As long as a question may be. A time that grows as the square of the length is below a tenth of a second here, a cube is minutes.
LENGTH = 2_000
SECONDS = 1.0
PLAIN = (
    " ",
    "\n",
    "\t",
    "a",
    "A",
    "1",
    "0.",
    "a ",
    "A. ",
    "1 ",
    "(",
    ")",
    "(a",
    "(1)",
    "§ ",
    "- ",
    "-",
    ", ",
    ". ",
    "...",
    "no ",
    "and ",
    '"',
    "<",
    "&",
    "\u00a0",
    "’s ",
)
# What follows a run: something that fits nearly nothing, a further line, an end of the run itself.
ENDS = ("\x01", "")
_BEGINNING = {"match", "fullmatch"}
_CALLS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
_SPACES = {sre_parse.CATEGORY_SPACE: " ", sre_parse.CATEGORY_DIGIT: "1", sre_parse.CATEGORY_WORD: "a", sre_parse.CATEGORY_NOT_SPACE: "a",
           sre_parse.CATEGORY_NOT_DIGIT: "a", sre_parse.CATEGORY_NOT_WORD: " "}  # fmt: skip


def modules() -> Iterator[tuple[str, Path]]:
    """Return the name and file of each module of the packages."""
    for path in sorted([*ROOT.glob("ingest/*.py"), *ROOT.glob("qa/*.py"), *ROOT.glob("qa/page/*.py"), ROOT / "app.py"]):
        yield str(path.relative_to(ROOT)).removesuffix(".py").replace("/", ".").removesuffix(".__init__"), path


@dataclass(frozen=True)
class Found:
    """A pattern, where it was found, and whether it is ever searched for at every place of a text, or only held against its beginning."""

    place: str
    pattern: re.Pattern[str]
    everywhere: bool


def patterns() -> list[Found]:
    """Return the patterns of the packages; one that is found in several places counts once for each way of using it."""
    found: dict[tuple[str, int, bool], Found] = {}
    used: dict[str, set[str]] = {}
    for _, path in modules():
        for variable, call in re.findall(r"\b(\w+)\.(\w+)\(", path.read_text(encoding="utf-8")):
            used.setdefault(variable, set()).add(call)
    for name, path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (pattern := _written_out(node)) and (call := node.func.attr) != "compile":  # type: ignore[attr-defined]
                _note(found, Found(f"{name}:{node.lineno}", pattern, call not in _BEGINNING))  # type: ignore[attr-defined]
        if name.endswith("__main__"):
            continue
        for variable, value in vars(importlib.import_module(name)).items():
            calls = used.get(variable, set()) & _CALLS
            for pattern in _compiled(value, 0) if not variable.startswith("__") else ():
                if isinstance(pattern.pattern, str):
                    _note(found, Found(f"{name}.{variable}", pattern, not calls or not calls <= _BEGINNING))
    return list(found.values())


def _note(found: dict[tuple[str, int, bool], Found], one: Found) -> None:
    found.setdefault((one.pattern.pattern, one.pattern.flags, one.everywhere), one)


def _written_out(node: ast.AST) -> re.Pattern[str] | None:
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS
    if not called or not isinstance(node.func.value, ast.Name) or node.func.value.id != "re" or not node.args:  # type: ignore[attr-defined]
        return None
    first = node.args[0]  # type: ignore[attr-defined]
    flags = re.NOFLAG
    for name in ast.walk(ast.Module(body=[ast.Expr(arg) for arg in (*node.args[1:], *(k.value for k in node.keywords))], type_ignores=[])):  # type: ignore[attr-defined]
        if isinstance(name, ast.Attribute) and isinstance(name.value, ast.Name) and name.value.id == "re":
            flags |= getattr(re, name.attr, re.NOFLAG)
    return re.compile(first.value, flags) if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _compiled(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, Mapping):
        for key, one in list(value.items()):
            if not str(key).startswith("__"):
                yield from _compiled(one, depth + 1)
    elif depth < 4 and isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _compiled(one, depth + 1)
    elif depth < 4 and isinstance(value, type):
        yield from _compiled(dict(vars(value)), depth + 1)
    elif depth < 4 and hasattr(value, "__dataclass_fields__"):
        for field in value.__dataclass_fields__:
            yield from _compiled(getattr(value, field, None), depth + 1)


def pumps(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """Return (way, repeated) for each repetition of a pattern, and the plain runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = sre_parse.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    found = {("", run) for run in PLAIN}
    _walk(tree, "", found)
    return {(way[:200], run) for way, run in found if run}


def _walk(tree: Any, way: str, found: set[tuple[str, str]]) -> str:
    """Note each repetition below a part of a pattern; returns a string that fits the part, behind the way to it."""
    for op, argument in tree:
        if op in {sre_parse.MAX_REPEAT, sre_parse.MIN_REPEAT, sre_parse.POSSESSIVE_REPEAT}:
            low, high, body = argument
            fits = _walk(body, way, found)[len(way) :]
            if high is sre_parse.MAXREPEAT or high > 8:
                found |= {(way, fits), (way, fits * 2 + " ")}
                for branch in _branches(body):
                    found.add((way, branch))
            way += fits * max(1, low)
        elif op is sre_parse.SUBPATTERN:
            way = _walk(argument[3], way, found)
        elif op is sre_parse.ATOMIC_GROUP:
            way = _walk(argument, way, found)
        elif op is sre_parse.BRANCH:
            ways = [_walk(branch, way, found) for branch in argument[1]]
            way = max(ways, key=len)
        elif op in {sre_parse.ASSERT, sre_parse.ASSERT_NOT}:
            _walk(argument[1], way, found)
        else:
            way += _one(op, argument)
    return way


def _branches(body: Any) -> Iterator[str]:
    for op, argument in body:
        if op is sre_parse.BRANCH:
            for branch in argument[1]:
                yield _walk(branch, "", set())
        elif op is sre_parse.SUBPATTERN:
            yield from _branches(argument[3])
        elif op is sre_parse.IN:
            yield from dict.fromkeys(_one(sre_parse.IN, [member]) for member in argument if member[0] is not sre_parse.NEGATE)


def _one(op: Any, argument: Any) -> str:
    """Return a character that fits one place of a pattern."""
    if op is sre_parse.LITERAL:
        return chr(argument)
    if op is sre_parse.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if op is sre_parse.ANY:
        return "a"
    if op is sre_parse.CATEGORY:
        return _SPACES.get(argument, "a")
    if op is sre_parse.IN:
        if argument[0][0] is sre_parse.NEGATE:
            shut = re.compile(_set(argument))
            return next((c for c in "a 1(.\n§" if shut.match(c)), "")
        kind, first = argument[0]
        return chr(first[0]) if kind is sre_parse.RANGE else _one(kind, first)
    return ""


def _set(members: Any) -> str:
    inside = ""
    names = {sre_parse.CATEGORY_SPACE: r"\s", sre_parse.CATEGORY_DIGIT: r"\d", sre_parse.CATEGORY_WORD: r"\w",
             sre_parse.CATEGORY_NOT_SPACE: r"\S", sre_parse.CATEGORY_NOT_DIGIT: r"\D", sre_parse.CATEGORY_NOT_WORD: r"\W"}  # fmt: skip
    for kind, value in members:
        if kind is sre_parse.NEGATE:
            inside += "^"
        elif kind is sre_parse.LITERAL:
            inside += re.escape(chr(value))
        elif kind is sre_parse.RANGE:
            inside += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif kind is sre_parse.CATEGORY:
            inside += names[value]
    return f"[{inside}]"


class _SlowError(Exception):
    """The time is up."""


def slow(pattern: re.Pattern[str], *, everywhere: bool = True) -> str:
    """Return the run that makes a pattern slow, as it would be written in Python; nothing where none was found."""
    for way, run in sorted(pumps(pattern)):
        for end in ENDS:
            short, whole = (way + run * (length // len(run)) + end for length in (LENGTH // 4, LENGTH))
            # Four times as long takes 64 times as long at the third power; what is quick enough for that is not tried at length.
            if _seconds(pattern, short, everywhere) > SECONDS / 64 and _seconds(pattern, whole, everywhere) >= SECONDS:
                return f"{way!r} + {run!r} * n + {end!r}"
    return ""


def _seconds(pattern: re.Pattern[str], text: str, everywhere: bool) -> float:
    """Return the processor's time for a text, broken off where it is more than a pattern may take."""

    def ring(*_: object) -> None:
        raise _SlowError

    signal.signal(signal.SIGVTALRM, ring)
    started = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        for _ in pattern.finditer(text) if everywhere else ():
            pass
        pattern.match(text)
        pattern.fullmatch(text)
    except _SlowError:
        return SECONDS
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - started


def main() -> None:
    """Print how many patterns were tried, and the slow ones with what makes them so, as JSON."""
    chosen = [one for one in patterns() if len(sys.argv) < 2 or sys.argv[1] in one.place]
    told = {f"{one.place} {one.pattern.pattern[:80]}": run for one in chosen if (run := slow(one.pattern, everywhere=one.everywhere))}
    print(json.dumps({"tried": len(chosen), "slow": told}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
