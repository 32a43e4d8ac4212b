"""Invented runs: results with the answers and measures that a test wants, and the files that hold them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evals.case import Case, Split
from evals.rows import Run, write_run
from evals.run import METRICS_VERSION, SplitResult, run_split
from evals.system import Cited, Found, Reply, Said
from tests.evals_fixtures import FIRST, SECOND, SOURCE, TEXT, A, E, make_case, make_refusal, make_yardstick

SPANS = {A: FIRST, E: SECOND}
PROVENANCE = {"index": "i", "texts": "t1", "cases": "c1", "package_version": "1", "today": "2026-11-22", "metrics_version": METRICS_VERSION}


def say(*places: str, confidence: float | None = 0.9, seconds: float = 0.2, found: Sequence[str] = (A, E)) -> Reply:
    """Return a reply that quotes TEXT at these places, or a refusal where there are none."""
    claims = []
    for place in places:
        start, end = SPANS[place]
        claims.append(Said(TEXT[start:end], (Cited(place, SOURCE.document_id, start, end, TEXT[start:end]),), in_summary=not claims))
    hits = tuple(Found(place, SOURCE.document_id, *SPANS[place]) for place in found)
    return Reply(bool(claims), tuple(claims), hits, 1.0 if claims else None, confidence, seconds)


class Scripted:
    """A system that gives each case, by its id, its reply; a case without one crashes it."""

    def __init__(self, replies: dict[str, Reply], name: str = "attest") -> None:
        self.name = name
        self._replies = replies

    def reply(self, case: Case) -> Reply:
        return self._replies[case.id]


CASES = (
    make_case(),
    make_case(id="a-2", question="What does a keeper pay who hides one?", gold=[E], nuggets=[["$850,000"]], difficulty="hard"),
    make_refusal(),
)


def measured(replies: dict[str, Reply], split: Split = "dev", system: str = "attest", cases: Sequence[Case] = CASES) -> SplitResult:
    """Return the results of a system that says these replies."""
    return run_split(split, cases, Scripted(replies, system), make_yardstick(), workers=1)


def make_run(*results: SplitResult, **provenance: str) -> Run:
    return Run(results, PROVENANCE | provenance)


def run_file(path: Path, run: Run) -> Path:
    write_run(path, run.results, run.provenance)
    return path
