"""Metrics of answers: citations weighed claim by claim and place by place, refusals, stability, and the answer as a whole."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from evals.metrics import in_gold, mean, nugget_told

# Whether a text bears out a claim: (claim, text) -> yes or no.
Judge = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """A claim with the words of each passage that it cites."""

    text: str
    passages: tuple[str, ...]


def claim_recall(claims: Sequence[CitedClaim], judge: Judge) -> float | None:
    """Return the share of claims that their cited passages together bear out (ALCE's citation recall); None where there is no claim.

    Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", section 4.3. A claim without a citation is not borne out.
    """
    return mean([float(_borne_out(claim, judge)) for claim in claims])


def claim_precision(claims: Sequence[CitedClaim], judge: Judge) -> float | None:
    """Return the share of citations that count (ALCE's citation precision); None where nothing is cited.

    A citation counts where the claim is borne out by all it cites, and either this passage alone bears it out or the others without it do not.
    """
    counts: list[float] = []
    for claim in claims:
        whole = _borne_out(claim, judge)
        for i, passage in enumerate(claim.passages):
            others = "\n".join(claim.passages[:i] + claim.passages[i + 1 :])
            counts.append(float(whole and (judge(claim.text, passage) or not (others and judge(claim.text, others)))))
    return mean(counts)


def provision_precision(cited: Collection[str], gold: Sequence[str]) -> float | None:
    """Return the share of the places cited that are gold or lie inside a gold place; None where nothing is cited or there is no gold."""
    return sum(in_gold(place, gold) for place in cited) / len(cited) if cited and gold else None


def provision_recall(cited: Collection[str], groups: Sequence[Sequence[str]]) -> float | None:
    """Return the share of gold groups of which a place is cited; None where there is no gold."""
    return sum(any(in_gold(place, group) for place in cited) for group in groups) / len(groups) if groups else None


def free_of(must_not: Sequence[str], texts: Sequence[str]) -> float | None:
    """Return 1 if none of the wordings that no right answer holds stands in the texts, else 0; None where none is listed."""
    return float(not nugget_told(must_not, texts)) if must_not else None


def whole_answer(nuggets: float | None, free: float | None, groups: float | None, holds: float | None) -> float | None:
    """Return 1 if everything about an answer is right (all nuggets, no must-not, every gold group, every citation holds), else 0.

    None where the case has neither nuggets nor gold. A refused answerable question has no nugget told and so counts 0.
    """
    if nuggets is None and groups is None:
        return None
    return float(all(value is None or value == 1.0 for value in (nuggets, free, groups, holds)))


def same_places(members: Sequence[frozenset[str]]) -> float | None:
    """Return 1 if a question and its paraphrases cite the same places, else 0; None where there is but one wording."""
    return float(len(set(members)) == 1) if len(members) > 1 else None


def gold_in_each(members: Sequence[frozenset[str]], gold: Sequence[str]) -> float | None:
    """Return 1 if a question and each of its paraphrases cite a gold place, else 0; None where there is but one wording or no gold."""
    return float(all(any(in_gold(place, gold) for place in places) for places in members)) if gold and len(members) > 1 else None


def overlap(members: Sequence[frozenset[str]]) -> float | None:
    """Return the mean Jaccard similarity of the places that each paraphrase and the question itself cite; None where there is but one wording.

    Two that both cite nothing are alike.
    """
    first, *rest = members or [frozenset()]
    return mean([len(first & other) / len(first | other) if first | other else 1.0 for other in rest])


def percentile(seconds: Sequence[float], share: float) -> float | None:
    """Return the p-th share of the times, interpolated; None where there are none."""
    return float(np.percentile(np.array(seconds, dtype=np.float64), 100 * share)) if seconds else None


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """Of the answers, the surest share that is given (coverage) and the share of those that are wrong (risk)."""

    coverage: float
    risk: float


def risk_coverage(confidence: Sequence[float], right: Sequence[bool]) -> tuple[CoveragePoint, ...]:
    """Return the risk at each coverage, surest answers first; answers of the same confidence come in together."""
    order = sorted(zip(confidence, right, strict=True), key=lambda pair: -pair[0])
    points, wrong = [], 0
    for i, (sure, good) in enumerate(order, start=1):
        wrong += not good
        if i == len(order) or order[i][0] != sure:
            points.append(CoveragePoint(i / len(order), wrong / i))
    return tuple(points)


def risk_area(points: Sequence[CoveragePoint]) -> float | None:
    """Return the mean risk over coverage, by trapezoids from the first point on; None without points. Less is better."""
    if not points:
        return None
    area, before = points[0].coverage * points[0].risk, points[0]
    for point in points[1:]:
        area += (point.coverage - before.coverage) * (point.risk + before.risk) / 2
        before = point
    return area


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: how many, their mean confidence and the share that is right."""

    cases: int
    confidence: float
    right: float


def reliability(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> tuple[Bin, ...]:
    """Return the answers in bins of equal width of confidence (0 to 1), empty bins left out."""
    found: dict[int, list[tuple[float, bool]]] = {}
    for sure, good in zip(confidence, right, strict=True):
        found.setdefault(min(bins - 1, int(sure * bins)), []).append((sure, good))
    return tuple(Bin(len(group), sum(c for c, _ in group) / len(group), sum(g for _, g in group) / len(group)) for _, group in sorted(found.items()))


def _borne_out(claim: CitedClaim, judge: Judge) -> bool:
    return bool(claim.passages) and judge(claim.text, "\n".join(claim.passages))
