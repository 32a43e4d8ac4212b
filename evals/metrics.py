"""Metrics: pure functions on one case, and the means over cases.

A metric that has nothing to say about a case is None there, and such cases are
in no denominator. Not answering is no such case: an answerable question that
was refused counts 0 wherever the answer is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import numpy as np

from ingest.pinpoint import Pinpoint
from ingest.text import fold

Nearness = Literal["exact", "related", "sibling", "wrong"]
NEARNESS: Final[tuple[Nearness, ...]] = ("exact", "related", "sibling", "wrong")

RESAMPLES = 2_000
SEED = 20_261_122


def in_gold(pinpoint: str, gold: Sequence[str]) -> bool:
    """Tell whether a place is one of the gold pinpoints or lies inside one; a place that encloses a gold one is not precise enough."""
    place = Pinpoint.parse(pinpoint)
    return any(Pinpoint.parse(one).contains(place) for one in gold)


def hit_at(k: int, found: Sequence[str], gold: Sequence[str]) -> float | None:
    """Return 1 if a gold place is among the first k places found, else 0; None where there is no gold.

    Several passages of one provision take several of the k ranks. Averaged over answerable cases.
    """
    if k < 1:
        raise ValueError(f"k is {k}; it counts ranks from 1")
    return float(any(in_gold(place, gold) for place in found[:k])) if gold else None


def reciprocal_rank(found: Sequence[str], gold: Sequence[str]) -> float | None:
    """Return 1 / the rank of the first gold place among all places found, 0 if there is none; None where there is no gold.

    Averaged over answerable cases.
    """
    if not gold:
        return None
    return next((1.0 / rank for rank, place in enumerate(found, start=1) if in_gold(place, gold)), 0.0)


def gold_cited(cited: Iterable[str], gold: Sequence[str]) -> float | None:
    """Return 1 if a gold place is among the places cited, else 0 (so also where nothing is cited); None where there is no gold.

    Averaged over answerable cases, refused ones included.
    """
    return float(any(in_gold(place, gold) for place in cited)) if gold else None


def nugget_recall(nuggets: Sequence[Sequence[str]], texts: Sequence[str]) -> float | None:
    """Return the share of the nuggets of which one wording stands in one of the texts; None where the case has no nuggets.

    No text (a refusal) tells no nugget. Averaged over answerable cases, so each case weighs the same, whatever its number of nuggets.
    """
    return sum(nugget_told(wordings, texts) for wordings in nuggets) / len(nuggets) if nuggets else None


def nugget_told(wordings: Sequence[str], texts: Iterable[str]) -> bool:
    """Tell whether one of the wordings stands in one of the texts, capitals and kinds of quotation mark aside.

    A wording may end inside a word ("not require" stands in "not required") but neither begin in one nor cut a figure:
    "90 days" does not stand in "190 days", nor "$850" in "$850,000".
    """
    patterns = [_pattern(wording) for wording in wordings]
    return any(pattern.search(text) for text in map(_plain, texts) for pattern in patterns)


def nearness(cited: Iterable[str], gold: Sequence[str]) -> Nearness | None:
    """Return how near the nearest of the cited places comes to a gold one; None where nothing is cited or there is no gold.

    exact    the same place
    related  the one lies inside the other; a citation of a whole work is not related to a place in it
    sibling  another place in the same section, article or schedule
    wrong    anything else; so another section of the same act is wrong

    The metric takes the first claim's citations. Its shares are of all answerable cases, so with refusals they sum to 1.
    """
    pairs = [(Pinpoint.parse(place), Pinpoint.parse(one)) for place in cited for one in gold]
    return min((_nearness(place, one) for place, one in pairs), key=NEARNESS.index, default=None)


def right_decision(answerable: bool, refused: bool) -> float:
    """Return 1 if an answerable question was answered or an unanswerable one refused, else 0; averaged over all cases."""
    return float(answerable != refused)


def right_refusal(answerable: bool, refused: bool) -> float | None:
    """Return 1 if an unanswerable question was refused, else 0; None for an answerable one."""
    return None if answerable else float(refused)


def wrong_refusal(answerable: bool, refused: bool) -> float | None:
    """Return 1 if an answerable question was refused, else 0; None for an unanswerable one. Less is better."""
    return float(refused) if answerable else None


def refusal_precision(answerable: bool, refused: bool) -> float | None:
    """Return 1 if a refused question was unanswerable, else 0; None where it was not refused. Averaged over refusals."""
    return float(not answerable) if refused else None


def is_slice(text: str, quote: str, start: int, end: int) -> bool:
    """Tell whether a quote is the text between two offsets; offsets outside the text, and an empty quote, are wrong."""
    return bool(quote) and 0 <= start < end <= len(text) and text[start:end] == quote


def numbered_in_order(cited: Iterable[int], listed: Sequence[int]) -> bool:
    """Tell whether the citations' numbers are first used as 1, 2, 3 ... and the source list has just these, in order; true of none at all."""
    first_used = list(dict.fromkeys(cited))
    return first_used == list(range(1, len(first_used) + 1)) and list(listed) == first_used


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are not None; None if there are none."""
    counted = [value for value in values if value is not None]
    return sum(counted) / len(counted) if counted else None


def interval(values: Iterable[float | None], *, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float] | None:
    """Return the 95 % percentile bootstrap interval of the mean, over cases that are not None; None if there are none.

    The seed is fixed, so the same values give the same interval. Where all values are alike it has no width, which says
    nothing of how rare the exception is.
    """
    counted = np.array([value for value in values if value is not None], dtype=np.float64)
    if not counted.size:
        return None
    drawn = np.random.default_rng(seed).integers(0, counted.size, size=(resamples, counted.size))
    low, high = np.percentile(counted[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def _nearness(place: Pinpoint, gold: Pinpoint) -> Nearness:
    if place == gold:
        return "exact"
    if gold.contains(place) or (place.locators and place.contains(gold)):
        return "related"
    enclosing = {p for p in place.ancestors() if p.locators}
    return "sibling" if enclosing.intersection(gold.ancestors()) else "wrong"


def _plain(text: str) -> str:
    return fold(text).text.casefold()


def _pattern(wording: str) -> re.Pattern[str]:
    words = _plain(wording)
    before = r"(?<!\w)(?<!\d[.,])" if words[:1].isalnum() else ""
    after = r"(?![.,]?\d)" if words[-1:].isdigit() else ""
    return re.compile(before + re.escape(words) + after)
