"""Fitness: how well one sentence fits a question, as a weighted sum of what can be measured of the two.

The weights are those of a listwise model (a softmax over the sentences found
for a question, gold places against the rest) that ``python -m evals fit`` fits on
the dev questions, their paraphrases and the questions listed in
``sources.toml``; it prints the cross-validated gain beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter, mul

from qa.asked import years
from qa.kinds import asks_measure

LOW_CONFIDENCE = "Low confidence"


@dataclass(frozen=True, slots=True)
class Features:
    """What is measured of a sentence and a question; shares and similarities are from 0 to 1 (cosines from -1).

    nearness     to the question in its own words, in those of statutes, or to what it is also about
    own          share of the question's concepts, by the sentence alone
    keys         of the names and figures among them
    heading      share of the heading that the question speaks of
    adapted      to the question in its own words or in those of statutes, by the adapted vectors, where there is an adapter
    alike        likeness of the question to those listed for the sentence's place; to the sentence itself where none is
    asked        the same by the adapted vectors
    answers      of the question's concepts, by the sentence with its heading, names and the questions listed for its place
    fused        its passage's place in the fused rankings
    kinds        how many kinds of fact that the question asks for it holds
    named        1 where the question names its source
    leaning      1 in a jurisdiction that the question leans to, -1 outside, 0 where it leans to none
    secondary    1 where its source only speaks of the law
    beside       1 where that is so and the question asks for a rule
    """

    nearness: float
    own: float
    keys: float
    heading: float
    adapted: float
    alike: float
    asked: float
    answers: float
    fused: float
    kinds: float
    named: float
    leaning: float
    secondary: float
    beside: float


# Scaled so that the best sentence for a question comes to about 1.
WEIGHTS = Features(
    nearness=0.148,
    own=0.144,
    keys=0.032,
    heading=0.034,
    adapted=0.252,
    alike=0.179,
    asked=0.324,
    answers=0.221,
    fused=0.859,
    kinds=0.045,
    named=0.026,
    leaning=0.017,
    secondary=-0.038,
    beside=-0.037,
)
BIAS = 0.05
# Not fitted: a place that is cited goes before all else, and what rests on one secondary report does not lead.
ROUTED = 0.4
UNSURE = -0.12

# Where a question asks for a rule, the law itself goes before what others say of it.
SECONDARY = frozenset({"report", "transparency", "guidance", "news", "document"})
# Statistics crowd out rules where nobody asked for numbers.
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+ (?!monthly)")
_ASKS_COUNT = re.compile(r"\b(?:how many|how much|figures?|numbers?|statistics|total|count|percent|share of|most|rise|rose|fall|fell|data)\b", re.IGNORECASE)
COUNTED = -0.04
# A figure of one sender answers no question that does not name it: "How many reports did NCMEC receive?"
_SENDER = re.compile(r"(?P<who>[A-Z][\w&.'’-]*(?: [A-Z][\w&.'’-]*){0,3})(?: \([^)]{1,30}\))? (?:sent|filed|submitted|made) (?:about |nearly |over )?\d")
OTHER_SENDER = -0.15
# Nor does a figure of another year.
_HOW_MANY = re.compile(r"\bhow many (?!days|months|years)|\bnumber of\b", re.IGNORECASE)
OTHER_YEAR = -0.1
# A question for a period or an amount is not answered by a sentence without any, however near its words are.
MISSING = -0.05

_values = attrgetter(*(field.name for field in fields(Features)))  # astuple copies deeply, which costs more than the sum
_WEIGHTS: tuple[float, ...] = _values(WEIGHTS)
_KINDS = [field.name for field in fields(Features)].index("kinds")


@dataclass(frozen=True, slots=True)
class Marks:
    """What of a sentence's own words bears on its fitness, whatever is asked; ``sender`` is who sent the figure that it tells, or nothing."""

    unsure: bool
    counted: bool
    sender: str
    years: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asking:
    """What of a question's own words bears on the fitness of sentences."""

    lowered: str
    measure: bool
    count: bool
    how_many: bool
    years: frozenset[str]


def marks(text: str) -> Marks:
    """Read a sentence."""
    sender = _SENDER.match(text)
    return Marks(text.startswith(LOW_CONFIDENCE), _COUNT.search(text) is not None, sender["who"].lower() if sender else "", years(text))


@lru_cache(maxsize=64)
def asking(question: str) -> Asking:
    """Read a question."""
    return Asking(question.lower(), asks_measure(question), _ASKS_COUNT.search(question) is not None, _HOW_MANY.search(question) is not None, years(question))


def fitness(features: Features, question: str, text: str, *, routed: bool) -> float:
    """Return how well a sentence fits a question, about 0 to 1.5."""
    return weighed(_values(features), asking(question), marks(text), routed=routed)


def weighed(values: Sequence[float], asked: Asking, told: Marks, *, routed: bool) -> float:
    """Return the same of the values of ``Features`` in their order, where question and sentence have been read."""
    value: float = BIAS + sum(map(mul, _WEIGHTS, values))
    if routed:
        value += ROUTED
    if told.unsure:
        value += UNSURE
    if asked.measure and not values[_KINDS]:
        value += MISSING
    if told.counted and not asked.count:
        value += COUNTED
    if told.sender and told.sender not in asked.lowered:
        value += OTHER_SENDER
    if asked.how_many and asked.years and told.years and not asked.years & told.years:
        value += OTHER_YEAR
    return value
