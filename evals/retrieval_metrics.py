"""Metrics of search and of cited spans: pure functions on one case; see ``evals.metrics`` for what None and averages mean.

Gold comes in groups of places; of each group one place is needed (a question of one part has one group).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from evals.metrics import in_gold

Span = tuple[str, int, int]  # document id, start, end


def recall_at(k: int, found: Sequence[str], groups: Sequence[Sequence[str]]) -> float | None:
    """Return the share of gold groups of which a place is among the first k found; None where there is no gold."""
    if not groups:
        return None
    return sum(any(in_gold(place, group) for place in found[:k]) for group in groups) / len(groups)


def ndcg_at(k: int, found: Sequence[str], groups: Sequence[Sequence[str]]) -> float | None:
    """Return the discounted gain of the first place found of each gold group, over the best order there could be; None without gold.

    Relevance is binary and each group gains once, so ten passages of one provision are worth no more than one
    (Järvelin and Kekäläinen 2002, with the discount log2(rank + 1)).
    """
    if not groups:
        return None
    gain, left = 0.0, list(groups)
    for rank, place in enumerate(found[:k], start=1):
        met = [group for group in left if in_gold(place, group)]
        if met:
            gain += len(met) / math.log2(rank + 1)
            left = [group for group in left if group not in met]
    ideal = sum(1.0 / math.log2(rank + 1) for rank in range(1, min(len(groups), k) + 1))
    return min(1.0, gain / ideal)


def character_precision(cited: Iterable[Span], gold: Iterable[Span]) -> float | None:
    """Return the share of cited characters that lie in gold places, overlaps counted once; None where nothing is cited or there is no gold."""
    said, right = merged(cited), merged(gold)
    return _common(said, right) / _size(said) if said and right else None


def character_recall(cited: Iterable[Span], gold: Iterable[Span]) -> float | None:
    """Return the share of the gold places' characters that are cited, overlaps counted once; None where there is no gold."""
    said, right = merged(cited), merged(gold)
    return _common(said, right) / _size(right) if right else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the spans sorted, those that overlap or touch in one document joined, empty ones left out."""
    joined: list[Span] = []
    for document, start, end in sorted(span for span in spans if span[1] < span[2]):
        if joined and joined[-1][0] == document and start <= joined[-1][2]:
            joined[-1] = (document, joined[-1][1], max(end, joined[-1][2]))
        else:
            joined.append((document, start, end))
    return joined


def _size(spans: Iterable[Span]) -> int:
    return sum(end - start for _, start, end in spans)


def _common(one: Sequence[Span], other: Sequence[Span]) -> int:
    return sum(max(0, min(a[2], b[2]) - max(a[1], b[1])) for a in one for b in other if a[0] == b[0])
