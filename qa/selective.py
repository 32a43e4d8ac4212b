"""Which words a large index is searched for: rare ones alone, and common ones only where several meet.

BM25 weighs every passage that holds any word asked for, so a question of common words weighs a constant share of all that
there is. What it ranks first holds a rare word, or several of the common ones. So a large index is asked for the rarest
words, and for the others in groups of which a passage must hold all: as few groups as leave few enough passages to weigh.
Every word is asked for once, so that it weighs what BM25 gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import prod
from typing import Final

# Up to so many passages all that hold any word are weighed: what was calibrated was calibrated on such an index.
EVERY: Final = 20_000
# About how many passages of a larger one are weighed: some 20 ms of processor.
WEIGHED: Final = 20_000
# So many are looked for at least: what a search takes ahead of a scope (three times 60).
FOUND: Final = 180


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a search as FTS5 reads it, and about how many passages it finds."""

    words: str
    found: float


def selective(concepts: Iterable[Iterable[Part]], passages: int, weighed: int = WEIGHED) -> str:
    """Return the FTS5 expression that weighs about so many of an index's passages for concepts, each given as its forms; empty where none is found."""
    forms = {form.words: (form, number) for number, concept in enumerate(concepts) for form in concept if form.found}
    ordered = sorted(forms.values(), key=lambda one: (one[0].found, one[0].words))
    rare = sum(found <= weighed / 2 for found in accumulate(form.found for form, _ in ordered))
    chosen = [form for form, _ in ordered[:rare]]
    grouped: dict[int, list[Part]] = {}
    for form, number in ordered[rare:]:
        grouped.setdefault(number, []).append(form)
    if grouped:
        left = _found(chosen)
        chosen.append(_met([_either(group, passages) for group in grouped.values()], passages, FOUND - left, weighed - left))
    return " OR ".join(f"({part.words})" for part in chosen)


def _met(parts: Iterable[Part], passages: int, least: float, most: float) -> Part:
    """Deal parts into as few groups as let no more than ``most`` passages hold one of each, if that leaves ``least``.

    What holds all but one or two of the parts holds one of each group, so the best are among those weighed.
    """
    ordered = sorted(parts, key=lambda part: part.found)
    met = _either(ordered, passages)
    for number in range(2, len(ordered) + 1):
        closer = _all([_either(ordered[i::number], passages) for i in range(number)], passages)
        if met.found <= most or closer.found < least:
            break
        met = closer
    return met


def _either(parts: Sequence[Part], passages: int) -> Part:
    if len(parts) == 1:
        return parts[0]
    return Part(" OR ".join(f"({part.words})" for part in parts), min(float(passages), _found(parts)))


def _all(parts: Sequence[Part], passages: int) -> Part:
    """Join parts that must all be found; how often they are is reckoned as if words fell independently of one another."""
    return Part(" AND ".join(f"({part.words})" for part in parts), passages * prod(part.found / passages for part in parts))


def _found(parts: Iterable[Part]) -> float:
    return sum(part.found for part in parts)
