"""Unlisted: how likely what was found answers a question, where no questions are listed for it, as in a reader's own files.

Few signals, which say the same on texts of any kind: how near the nearest sentence comes, how much of what is asked none of the nearest
speaks of, and what a near miss mostly lacks (a name, a year, a figure).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

from qa.retrieve import Evidence, Retrieval
from qa.terms import coverage

if TYPE_CHECKING:
    from qa.abstain import Signals

NEAREST: Final = 5
# The nearest of ten times as many passages comes nearer by about so much by chance: 0.07 to questions that are answered, 0.10 to those on other subjects.
CROWD: Final = 0.08


@dataclass(frozen=True, slots=True)
class Cover:
    """What the decision is made from.

    nearness  cosine of the nearest sentence, less what the number of passages searched adds to it by chance
    told      the share of its concepts, by weight, that one of the nearest sentences speaks of with its heading and names
    unknown   the share of words that no source knows
    number    for a question for a number, the share of its concepts that no sentence with a figure of that kind covers
    names     for a question about what happened, the share of its names and figures that no leading sentence has
    year      the share of its years that no sentence covers
    """

    nearness: float
    told: float
    unknown: float
    number: float
    names: float
    year: float


# Fitted on 30 November 2026 on PolicyQA, ContractNLI and MTRAG (dev files; government pages) and on our own dev questions, each set weighing the same:
# 1,554 questions that are answered and 2,399 that are not.
WEIGHTS: Final = Cover(nearness=2.63, told=0.77, unknown=-1.09, number=-0.8, names=-1.57, year=-0.64)
BIAS: Final = -1.07
# Of the questions left to the model, 10 % of those that a policy answers fall below it, and 7 % of the turns of a talk that the pages answer; of what
# strangers ask of a policy 95 %, of what it is silent on but near 29 %. The weights are fitted on these same questions.
LEAST: Final = 0.34


def cover(retrieval: Retrieval, ranked: Sequence[Evidence], found: Signals) -> Cover:
    """Measure the best sentences against the question; there has to be one. ``found`` are the signals of any index."""
    nearest = sorted(ranked, key=lambda e: -e.similarity)[:NEAREST]
    return Cover(
        nearness=nearest[0].similarity - CROWD * math.log10(max(1, retrieval.passages_searched)),
        told=max(coverage(retrieval.concepts, e.covered) for e in nearest),
        unknown=found.unknown,
        number=found.number,
        names=found.event_names,
        year=found.year,
    )


def probability(found: Cover) -> float:
    """Return how likely it is that the evidence answers the question, from 0 to 1."""
    return logistic(BIAS, astuple(WEIGHTS), astuple(found))


def logistic(bias: float, weights: Sequence[float], values: Sequence[float]) -> float:
    """Return the likelihood, from 0 to 1, that a logistic model gives some values."""
    return 1.0 / (1.0 + math.exp(-(bias + sum(w * x for w, x in zip(weights, values, strict=True)))))
