"""The measures that the outside sets are told in, each as its authors define it: pure functions."""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Collection, Sequence

from qa.answer import Support

_FLOOR = {"contradicted": -1.0, "none": 0.0, "partial": 1.0, "full": 2.0}


def token_f1(said: str, answers: Sequence[str]) -> float:
    """Return SQuAD's token F1 of what is said against the nearest of the answers (Rajpurkar et al. 2016): no capitals, articles, punctuation."""
    return max((_f1(_tokens(said), _tokens(answer)) for answer in answers), default=0.0)


def average_precision(ranked: Sequence[int], relevant: Collection[int]) -> float:
    """Return the mean of the precisions at the ranks of the relevant items; one that is not ranked counts 0."""
    found, gained = 0, 0.0
    for rank, item in enumerate(ranked, start=1):
        if item in relevant:
            found += 1
            gained += found / rank
    return gained / len(relevant) if relevant else 0.0


def ndcg(ranked: Sequence[str], relevant: Collection[str], k: int = 10) -> float:
    """Return the discounted gain of the relevant items among the first k, over the best there could be; each item gains 1."""
    gain = sum(1.0 / math.log2(rank + 1) for rank, item in enumerate(ranked[:k], start=1) if item in relevant)
    ideal = sum(1.0 / math.log2(rank + 1) for rank in range(1, min(len(relevant), k) + 1))
    return gain / ideal if ideal else 0.0


def recall(ranked: Sequence[int], relevant: Collection[int], k: int = 10) -> float:
    """Return the share of the relevant items among the first k."""
    return len(set(ranked[:k]) & set(relevant)) / len(relevant) if relevant else 0.0


def macro_f1(truth: Sequence[bool], told: Sequence[bool]) -> float:
    """Return the mean of the F1 of the positives and the F1 of the negatives."""
    pairs = list(zip(truth, told, strict=True))
    return sum(_class_f1(pairs, label) for label in (True, False)) / 2


def best_threshold(truth: Sequence[bool], values: Sequence[float]) -> float:
    """Return the value from which on an item is to be called positive so that macro-F1 is highest; the lowest such value."""
    return max(sorted(set(values)), key=lambda least: macro_f1(truth, [value >= least for value in values]))


def crossed(truth: Sequence[bool], values: Sequence[float]) -> list[bool]:
    """Call each item positive or not by the threshold that was best on the other half of the items; the halves are every other item."""
    told = [False] * len(values)
    for half in (0, 1):
        others = range(1 - half, len(values), 2)
        if others:
            least = best_threshold([truth[i] for i in others], [values[i] for i in others])
            for i in range(half, len(values), 2):
                told[i] = values[i] >= least
    return told


def strength(support: Support) -> float:
    """Put verdicts on one line: a contradiction (the stronger the lower), then none, partial and full, each by its own strength within."""
    return _FLOOR[support.label] + (1.0 - support.value if support.label == "contradicted" else support.value)


def _tokens(text: str) -> list[str]:
    plain = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(?:a|an|the)\b", " ", plain).split()


def _f1(said: Sequence[str], answer: Sequence[str]) -> float:
    common = sum((Counter(said) & Counter(answer)).values())
    return 2 * common / (len(said) + len(answer)) if common else 0.0


def _class_f1(pairs: Sequence[tuple[bool, bool]], label: bool) -> float:
    right = sum(truth == told == label for truth, told in pairs)
    return 2 * right / sum((truth == label) + (told == label) for truth, told in pairs) if right else 0.0
