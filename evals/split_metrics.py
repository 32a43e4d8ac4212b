"""Metrics of a whole split, which no single case has: does confidence tell right from wrong, how long did it take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from evals.answer_metrics import percentile, risk_area, risk_coverage
from evals.run import SplitResult

# Of these less is better.
LESS_IS_BETTER: Final = frozenset({"risk_area", "seconds_p50", "seconds_p95"})


def split_metrics(run: SplitResult) -> dict[str, float]:
    """Map the metrics of a split to their values; one that nothing in the split can tell is left out.

    risk_area          mean risk over coverage of the answers given, surest first; an answer to an unanswerable question is wrong
    confidence_auroc   how well confidence parts the answerable questions from the others, from 0 (backwards) to 1
    seconds_p50, _p95  the time to an answer
    """
    sure = [(r.reply.confidence, r) for r in run.results if r.reply.confidence is not None]
    given = [(confidence, r.right) for confidence, r in sure if r.outcome == "answered"]
    found = {
        "risk_area": risk_area(risk_coverage([c for c, _ in given], [right for _, right in given])),
        "confidence_auroc": auroc([c for c, _ in sure], [r.case.kind == "answerable" for _, r in sure]),
        "seconds_p50": percentile(run.seconds(), 0.5),
        "seconds_p95": percentile(run.seconds(), 0.95),
    }
    return {name: value for name, value in found.items() if value is not None}


def auroc(values: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Return how often a positive has the higher value than a negative, ties counting half; None unless there are both.

    This is the area under the ROC curve, by ranks (Hanley and McNeil 1982).
    """
    order = sorted(zip(values, positive, strict=True))
    many = sum(positive)
    few = len(order) - many
    if not many or not few:
        return None
    ranks, i = 0.0, 0
    while i < len(order):
        j = i
        while j < len(order) and order[j][0] == order[i][0]:
            j += 1
        ranks += sum(good for _, good in order[i:j]) * (i + j + 1) / 2  # the mean of the ranks i + 1 to j
        i = j
    return (ranks - many * (many + 1) / 2) / (many * few)
