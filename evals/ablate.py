"""Ablate: what each part of retrieval and of the composer is worth, by putting what does nothing in its place, one at a time.

A part whose loss changes nothing, or helps, is one to take out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields
from typing import Any, Final
from unittest.mock import patch

from evals.case import Case
from evals.fit import Unlisted
from evals.run import SplitResult, Yardstick, run_split
from evals.system import AttestSystem
from ingest.index import Index
from qa.fitness import Features
from qa.pipeline import Desk
from qa.retrieve import Retriever
from qa.route import Route, Router
from qa.terms import Vocabulary

COLUMNS: Final[Mapping[str, str]] = {
    "hit_at_1": "hit@1",
    "hit_at_5": "hit@5",
    "pinpoint_exact": "first pinpoint",
    "nugget_recall": "facts told",
    "whole_answer": "whole answer",
    "right_refusals": "right refusals",
    "wrong_refusals": "wrong refusals",
}

Off = Callable[[], AbstractContextManager[Any]]
_FUSED: Final = [field.name for field in fields(Features)].index("fused")
# What is off, and how: its name in the code gives nothing, or what it was given.
PARTS: Final[Mapping[str, Off]] = {
    "nothing": nullcontext,
    "embeddings in the search": lambda: patch.object(Index, "nearest_each", lambda self, vectors, *args: [[] for _ in vectors]),
    "words in the search": lambda: patch.object(Vocabulary, "expression", lambda self, concepts: ""),
    "listed questions": lambda: patch("qa.pipeline.Retriever", Unlisted),
    "adapter": lambda: patch.object(Retriever, "adapter", None),
    "tuned model": lambda: patch.object(Retriever, "tuned", None),
    "router": lambda: patch.object(Router, "route", lambda self, question: Route()),
    "glossary and the part that asks": lambda: patch("qa.retrieve._wordings", lambda question, concepts: [question]),
    "what a question is also about": lambda: patch("qa.retrieve._facets", lambda concepts: ([], [])),
    "neighbours": lambda: patch.object(Retriever, "_inside", lambda self, fused, parents: {}),
    "fitted ranking (fused ranks alone)": lambda: patch("qa.weighed.weighed", lambda values, *args, **kinds: values[_FUSED]),
    "second reading of a follow-up": lambda: patch("qa.pipeline.companion", lambda *args: ""),
    "parts of a question left out": lambda: patch("qa.compose._left_out", lambda *args: []),
    "closing sentence": lambda: patch("qa.compose._bottom_line", lambda *args: []),
    "sequel of a law": lambda: patch("qa.pipeline.with_sequel", lambda laid_out, *args: laid_out),
    "abstention": lambda: patch("qa.pipeline.decide", lambda *args: None),
}


def ablate(opened: Callable[[], Desk], cases: Sequence[Case], yardstick: Yardstick) -> Iterator[tuple[str, SplitResult]]:
    """Yield each part with the results of a new desk without it; paraphrases are not asked."""
    plain = [case.model_copy(update={"paraphrases": ()}) for case in cases]
    for name, off in PARTS.items():
        with off():
            run = run_split("dev", plain, AttestSystem(opened()), yardstick)
        yield name, run


def row(name: str, run: SplitResult, whole: SplitResult) -> str:
    """Return a line of the table in Markdown: each measure in per cent, and in brackets what it is more or less than with nothing off."""
    ours, full = run.totals(), whole.totals()
    cells = []
    for measure in COLUMNS:
        one, all_on = ours.get(measure), full.get(measure)
        change = f" ({100 * (one.value - all_on.value):+.1f})" if one and all_on and run is not whole else ""
        cells.append(f"{100 * one.value:.1f}{change}" if one else "-")
    return f"| {name} | {' | '.join(cells)} |"


def head() -> str:
    """Return the head of the table."""
    return f"| off | {' | '.join(COLUMNS.values())} |\n|---|{'---|' * len(COLUMNS)}"
