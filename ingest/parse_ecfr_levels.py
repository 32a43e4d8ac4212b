"""Finds out where the paragraphs of a C.F.R. section belong: their files say "(i)" and not whether that is the letter after (h) or a numeral.

The levels are a, 1, i, A, italic 1, italic i (1 C.F.R. § 21.11). Every reading of a
section's designations that its sequence allows is followed to the end of the
section; the readings that break the fewest habits remain. Where they differ, or
a designation occurs twice, a paragraph is put at the level that all share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

Path = tuple[str, ...]

# Kinds of designation, by the level they usually have; "*" is italic.
_LEVELS = {"a": 1, "1": 2, "i": 3, "A": 4, "1*": 5, "i*": 6, "a*": 7, "A*": 7, "I": 8, "I*": 8}
_ROMAN = re.compile(r"(?=.)(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_TOKEN = re.compile(r"(?P<base>[a-z]+|[A-Z]+|\d{1,3})(?:-\d{1,2})?")

# What a reading pays for what is out of the ordinary.
_GAP, _AGAIN, _LOST = 3, 6, 12
_MAX_READINGS = 64


@dataclass(frozen=True, slots=True)
class Lead:
    """One designation at the head of a paragraph: "(i)"; ``last`` where it begins a range, ``skip`` what it costs to read it as plain words."""

    token: str
    italic: bool = False
    last: str = ""
    skip: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph: the designations at its head; without any, whether it defines a term (what is listed below it is then its own)."""

    leads: tuple[Lead, ...] = ()
    defines: bool = False


@dataclass(frozen=True, slots=True)
class _Level:
    """A designation that is open; a level without a kind is unnumbered, and what lies inside cannot be cited."""

    kind: str
    count: int
    token: str


_Reading = tuple[_Level, ...]
_UNNUMBERED = _Level("", 0, "")
# Above a list that no reading has room for.
_ASTRAY = _Level("", -1, "")
_Steps = list[dict[_Reading, tuple[int, list[_Reading]]]]


def places(items: Sequence[Item]) -> list[tuple[Path, ...]]:
    """Return for each item the bracketed levels of its words, one path for each designation or one for a paragraph without."""
    remaining = _remaining(_follow(items))
    found = _by_item(items, [_shared(_path(reading) for reading in readings) for readings in remaining])
    claimed = _by_item(items, [_shared(_path(reading[1:] if reading[:1] == (_ASTRAY,) else reading) for reading in readings) for readings in remaining])
    found = _without_doubles(items, found, claimed)
    following = _following(items, found)
    placed: list[tuple[Path, ...]] = []
    before: Path = ()
    for item, own, after in zip(items, found, following, strict=True):
        # Between (a)(3) and (b) lies nothing but (a); after the last designation nothing is certain.
        between = before[: _common(before, after) + 1] if after else ()
        placed.append(tuple(_unranged(lead, path) for lead, path in zip(item.leads, own, strict=True)) if item.leads else own or (between,))
        before = placed[-1][-1]
    return placed


def _by_item(items: Sequence[Item], paths: Sequence[Path]) -> list[tuple[Path, ...]]:
    """Hand the paths of the steps out to the items that took them: one for each designation, one for a defined term."""
    following = iter(paths)
    return [tuple(next(following) for _ in item.leads) or ((next(following),) if item.defines else ()) for item in items]


@cache
def kinds(token: str) -> tuple[tuple[str, int], ...]:
    """Return what a designation can be and its number in that kind: "i" is the ninth letter and the first numeral."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return ()
    base = found["base"]
    if base.isdecimal():
        return (("1", int(base)),)
    letter, numeral = ("a", "i") if base.islower() else ("A", "I")
    lower = base.lower()
    both: list[tuple[str, int]] = []
    if len(set(lower)) == 1 and len(lower) <= 3:
        both.append((letter, 26 * (len(lower) - 1) + ord(lower[0]) - ord("a") + 1))
    if _ROMAN.fullmatch(lower):
        both.append((numeral, _value(lower)))
    return tuple(both)


def _value(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral]
    return sum(-value if any(later > value for later in values[i + 1 : i + 2]) else value for i, value in enumerate(values))


def _follow(items: Sequence[Item]) -> _Steps:
    """Follow every reading through the section; each step keeps the cheapest ways to each reading."""
    steps: _Steps = [{(): (0, [])}]
    for item in items:
        if item.defines and not item.leads:
            steps.append(_step(steps[-1], None))
        for lead in item.leads:
            steps.append(_step(steps[-1], lead))
    return steps


def _step(before: dict[_Reading, tuple[int, list[_Reading]]], lead: Lead | None) -> dict[_Reading, tuple[int, list[_Reading]]]:
    after: dict[_Reading, tuple[int, list[_Reading]]] = {}
    for reading, (cost, _) in before.items():
        for following, price in _after_term(reading) if lead is None else _after(reading, lead):
            known = after.get(following)
            if known is None or cost + price < known[0]:
                after[following] = (cost + price, [reading])
            elif cost + price == known[0]:
                known[1].append(reading)
    cheapest = sorted(after.items(), key=lambda found: found[1][0])[:_MAX_READINGS]
    return dict(cheapest) if cheapest else _lost(before, lead)


def _lost(before: dict[_Reading, tuple[int, list[_Reading]]], lead: Lead | None) -> dict[_Reading, tuple[int, list[_Reading]]]:
    """Where no reading goes on, what follows is a list of its own that cannot be cited."""
    cost = min(cost for cost, _ in before.values())
    levels = [_Level(kind, count, lead.token) for kind, count in kinds(lead.last or lead.token)] if lead is not None else []
    return {(_ASTRAY, level): (cost + _LOST, [reading for reading, (price, _) in before.items() if price == cost]) for level in levels or [_UNNUMBERED]}


def _after_term(reading: _Reading) -> Iterable[tuple[_Reading, int]]:
    """A defined term stands at some level that is open, in place of the term before it."""
    unnumbered = next((i for i, level in enumerate(reading) if not level.kind), len(reading))
    for depth in range(unnumbered + 1):
        yield (*reading[:depth], _UNNUMBERED), 0


def _after(reading: _Reading, lead: Lead) -> Iterable[tuple[_Reading, int]]:
    """Yield the readings that a designation can lead to, and what each pays."""
    if lead.skip is not None:
        yield reading, lead.skip
    for kind, count, price in _read(lead):
        level = _Level(kind, _last_count(lead, kind, count), lead.token)
        for depth in range(len(reading)):
            open_level = reading[depth]
            if open_level.kind == kind and (pay := _pay_next(open_level, count, lead.token)) is not None:
                yield (*reading[:depth], level), pay + (price if lead.italic else 0)
        if count == 1 and (pay := _pay_inside(reading, kind, lead.italic)) is not None:
            yield (*reading, level), pay + price


def _read(lead: Lead) -> Iterable[tuple[str, int, int]]:
    """The kinds that a designation can be; italics are sometimes added to a level that has none, and lost from one that has."""
    for kind, count in kinds(lead.token):
        yield kind, count, 2 if lead.italic else 0
        if lead.italic or kind in ("1", "i"):
            yield f"{kind}*", count, 0 if lead.italic else 1


def _last_count(lead: Lead, kind: str, count: int) -> int:
    return dict(kinds(lead.last)).get(kind.rstrip("*"), count) if lead.last else count


def _pay_next(level: _Level, count: int, token: str) -> int | None:
    if count == level.count + 1:
        return 0
    if count == level.count:
        return 0 if "-" in token else _AGAIN
    return _GAP if count > level.count else None


def _pay_inside(reading: _Reading, kind: str, italic: bool) -> int | None:
    """What it costs to open a list of a kind inside what is open; the same kind twice cannot be."""
    if kind.endswith("*") and not italic and (not reading or reading[-1].kind != {"1*": "A", "i*": "1*"}[kind]):
        return None
    if not reading:
        return {"a": 0, "1": 1}.get(kind, 2)
    if not reading[-1].kind:
        return 0
    last_unnumbered = max((i for i, level in enumerate(reading) if not level.kind), default=-1)
    if any(level.kind == kind for level in reading[last_unnumbered + 1 :]):
        return None
    deeper = _LEVELS[kind] - _LEVELS[reading[-1].kind]
    return min(deeper - 1, 1) if deeper > 0 else 2


def _remaining(steps: _Steps) -> list[list[_Reading]]:
    """Return for each step the readings that lie on a cheapest way through the whole section."""
    cheapest = min(cost for cost, _ in steps[-1].values())
    remaining = [[reading for reading, (cost, _) in steps[-1].items() if cost == cheapest]]
    for step in reversed(steps[1:]):
        remaining.append(list(dict.fromkeys(earlier for reading in remaining[-1] for earlier in step[reading][1])))
    return remaining[::-1][1:]


def _path(reading: _Reading) -> Path:
    """The bracketed levels of a reading, down to the first that is unnumbered."""
    path: list[str] = []
    for level in reading:
        if not level.kind:
            break
        path.append(level.token)
    return tuple(path)


def _shared(paths: Iterable[Path]) -> Path:
    first, *others = paths
    length = len(first)
    for other in others:
        length = next((i for i, (a, b) in enumerate(zip(first[:length], other, strict=False)) if a != b), min(length, len(other)))
    return first[:length]


def _unranged(lead: Lead, path: Path) -> Path:
    """The words "(c)-(e) [Reserved]" stand at the level above the three."""
    return path[:-1] if lead.last and path[-1:] == (lead.token,) else path


def _without_doubles(items: Sequence[Item], found: list[tuple[Path, ...]], claimed: list[tuple[Path, ...]]) -> list[tuple[Path, ...]]:
    """Put what bears a designation that occurs twice in a section at the level above: which of the two is meant cannot be told."""
    seen: set[Path] = set()
    doubled: set[Path] = set()
    for item, paths in zip(items, claimed, strict=True):
        for lead, path in zip(item.leads, paths, strict=False):
            if path[-1:] == (lead.token,):
                (doubled if path in seen else seen).add(path)
    return [tuple(_undoubled(path, doubled) for path in paths) for paths in found]


def _undoubled(path: Path, doubled: set[Path]) -> Path:
    return next((path[: i - 1] for i in range(1, len(path) + 1) if path[:i] in doubled), path)


def _following(items: Sequence[Item], found: list[tuple[Path, ...]]) -> list[Path]:
    """Return for each item the next designation behind it whose place is certain; empty after the last."""
    following: list[Path] = []
    coming: Path = ()
    for item, paths in zip(reversed(items), reversed(found), strict=True):
        following.append(coming)
        if item.leads and paths[0][-1:] == (item.leads[0].token,):
            coming = paths[0]
    return following[::-1]


def _common(one: Path, other: Path) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
