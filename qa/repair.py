"""Repair: what is kept of a model's drafts, what is asked for anew, and what the reader is told was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qa.cite import Citer, Fault, FaultKind, Statement
from qa.compose import JURISDICTIONS, MAX_SUMMARY
from qa.draft import Draft, DraftClaim
from qa.retrieve import Evidence
from qa.theme import theme_of

# A report of which less than this share was borne out is not worth its reader's trust.
LEAST_SHARE = 1 / 3
MAX_BOTTOM = 1
MAX_PLACES = 4
_WHY: dict[FaultKind, str] = {
    "uncited": "without a citation",
    "unknown": "with a citation of a passage that was not retrieved",
    "misquoted": "with a quote that does not stand in the passage cited",
    "unsupported": "not borne out by the passage cited",
    "contradicted": "contradicted by the passage cited",
    "markup": "not plain text",
}

Group = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """A report before it is numbered: the statements of each part, and the evidence that was looked up beside the search."""

    summary: tuple[Statement, ...]
    sections: tuple[tuple[str, tuple[Statement, ...]], ...]
    bottom_line: tuple[Statement, ...]
    looked_up: tuple[Evidence, ...] = ()

    def statements(self) -> Iterator[Statement]:
        """Yield the statements in reading order."""
        yield from self.summary
        for _, group in self.sections:
            yield from group
        yield from self.bottom_line


@dataclass(slots=True)
class Kept:
    """What has stood so far, by part of the report; the first draft and its repair are added one after the other."""

    most: int
    groups: dict[Group, list[Statement]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unmended: int = 0
    rounds: int = 0

    def add(self, draft: Draft, citer: Citer) -> Iterator[Statement]:
        """Hold a draft's claims against their passages, and yield those that stand; the faults are those of this draft."""
        before, faulty = self.count, len(self.faults)
        self.faults = []
        for group, claims in _parts(draft, self.rounds):
            for claim in claims:
                stated, faults = citer.check(claim)
                self.faults += faults
                for statement in stated:
                    if self.count < self.most and _bare(statement.text) not in self._said():
                        self.groups.setdefault(group, []).append(statement)
                        yield statement
        # A claim that the model gave up counts as left out, like one that is wrong again.
        self.unmended = max(len(self.faults), faulty - (self.count - before)) if self.rounds else len(self.faults)
        self.rounds += 1

    @property
    def count(self) -> int:
        """How many statements stand."""
        return sum(map(len, self.groups.values()))

    @property
    def too_few(self) -> bool:
        """Whether what stands is nothing, or a small part of what was drafted."""
        return self.count == 0 or self.count < LEAST_SHARE * (self.count + self.unmended)

    def _said(self) -> set[str]:
        return {_bare(statement.text) for group in self.groups.values() for statement in group}

    def report(self) -> Report:
        """Lay out what stands; an empty summary takes the first of the rest."""
        summary = self._of("summary")
        sections = [group for (part, _), group in self.groups.items() if part == "section"]
        bottom = self._of("bottom")
        if not summary:
            first = next(iter(sections), bottom)
            summary, first[:] = first[:1], first[1:]
        over, summary = summary[MAX_SUMMARY:], summary[:MAX_SUMMARY]
        over += bottom[MAX_BOTTOM:]
        titled: dict[str, list[Statement]] = {}
        for group in ([s] for s in over):
            titled.setdefault(_heading(group), []).extend(group)
        for group in sections:
            if group:
                titled.setdefault(_heading(group), []).extend(group)
        return Report(tuple(summary), tuple((title, tuple(group)) for title, group in titled.items()), tuple(bottom[:MAX_BOTTOM]))

    def _of(self, part: str) -> list[Statement]:
        return [statement for (name, _), group in self.groups.items() if name == part for statement in group]

    def told(self, first: Sequence[Fault]) -> list[str]:
        """Say what was left out, and why, without its words; ``first`` are the faults of the first draft."""
        if not self.unmended:
            return []
        faults = self.faults or list(first)
        kinds = Counter(fault.kind for fault in faults)
        places = list(dict.fromkeys(place for fault in faults for place in fault.places))
        why = "; ".join(f"{_WHY[kind]}" if len(kinds) == 1 else f"{n} {_WHY[kind]}" for kind, n in kinds.most_common())
        at = f" (cited: {'; '.join(places[:MAX_PLACES])}{' and others' if len(places) > MAX_PLACES else ''})" if places else ""
        count = "1 sentence of the model's draft was" if self.unmended == 1 else f"{self.unmended} sentences of the model's draft were"
        return [f"{count} left out: {why}{at}."]


def _bare(text: str) -> str:
    """Return the letters and digits of a text: what is left says the same with another full stop."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _parts(draft: Draft, turn: int) -> Iterator[tuple[Group, Sequence[DraftClaim]]]:
    yield ("summary", 0), draft.summary
    for i, section in enumerate(draft.sections):
        yield ("section", 1_000 * turn + i), section.claims
    yield ("bottom", 0), draft.bottom_line


def _heading(group: Sequence[Statement]) -> str:
    """Return the heading of a section: the theme of most of its passages; a model's own heading would be a claim that nobody checked."""
    found = Counter((theme_of(e.passage.heading, e.text, e.source.kind).heading, e.source.jurisdiction) for s in group for e in s.evidence[:1])
    (theme, code), _ = found.most_common(1)[0]
    return theme if code in {"INT", "user"} else f"{theme} ({JURISDICTIONS.get(code, code)})"
