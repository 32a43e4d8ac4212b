"""Versions: the states of one law must follow one another by the day, or say why they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class State:
    """The days of one version, the last of them inclusive; ``gap`` says why none was in force just before."""

    valid_from: date | None
    valid_to: date | None
    gap: str | None = None


def fault(states: Sequence[State]) -> str:
    """Return what is wrong with the days of a source's versions and what to do; empty where they are sound."""
    for state in states:
        if state.valid_from and state.valid_to and state.valid_to < state.valid_from:
            return f"a version ends on {state.valid_to}, before it begins on {state.valid_from}; correct valid_from or valid_to"
    undated = [s for s in states if s.valid_from is None]
    if len(undated) > 1:
        return f"{len(undated)} of its versions have no valid_from, so nothing tells which of them is in force; give each its first day"
    ordered = sorted(states, key=lambda s: s.valid_from or date.min)
    if ordered[0].gap is not None:
        return "its first version explains a gap, but no version stands before it; take out 'gap'"
    for before, after in pairwise(ordered):
        wrong = _between(before, after)
        if wrong:
            return wrong
    return ""


def _between(before: State, after: State) -> str:
    assert after.valid_from is not None
    if before.valid_to is None:
        return f"a version is in force without end while another begins on {after.valid_from}; give it valid_to = {after.valid_from - timedelta(days=1)}"
    if after.valid_from <= before.valid_to:
        return f"two versions overlap, from {after.valid_from} to {before.valid_to}; a day has one version"
    missing = after.valid_from - before.valid_to - timedelta(days=1)
    if missing and not (after.gap or "").strip():
        return (
            f"no version is in force from {before.valid_to + timedelta(days=1)} to {after.valid_from - timedelta(days=1)}; "
            "add the missing version, or say why there is none with 'gap' in the later one"
        )
    if not missing and after.gap is not None:
        return f"the version of {after.valid_from} explains a gap, but the one before it ends the day before; take out 'gap'"
    return ""
