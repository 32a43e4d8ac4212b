"""Fit: the weights of ``qa.fitness``, fitted on the dev questions as a softmax over the sentences found for each, and what that gains.

Beside them the weights of ``qa.abstain``, by logistic regression on the dev questions and on the answerable ones
with the law that answers them taken away, which is what a near miss looks like.

The questions are those of the dev split, their paraphrases, and those of
``cases/fit.jsonl``, which were written for this alone, by people who saw no question
listed under ``corpus/asked`` and none of the other cases. Folds are made of sources, so that no law is in both the fitted and the
measured part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from evals.case import Case
from evals.metrics import in_gold, nugget_told
from ingest.catalogue import Scope
from ingest.pinpoint import Pinpoint
from qa.abstain import asks_whole, certain, signals
from qa.asked import Asked
from qa.compose import rank
from qa.fitness import WEIGHTS
from qa.retrieve import Evidence, Retrieval, Retriever

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOLDS: Final = 8
POOL: Final = 150
SCALE: Final = 25.0  # of the softmax; the weights in use are divided by it, so that fitness is about 1
STEPS, RATE, PENALTY = 400, 0.05, 0.02
PARAPHRASE: Final = 0.5
TAKEN_AWAY: Final = 0.12
DECISION_PENALTY: Final = 3.0
NEWTON_STEPS: Final = 30


@dataclass(frozen=True, slots=True)
class Example:
    """The sentences found for one question: their features, how good each is (0 for a wrong place), the question's weight and its law."""

    features: NDArray[np.float64]
    good: NDArray[np.float64]
    passages: tuple[str, ...]
    weight: float
    law: str

    @property
    def measured(self) -> bool:
        """Whether it counts when the gain is measured: dev questions in their first wording do."""
        return self.weight == 1.0


def examples(retriever: Retriever, cases: Iterable[Case]) -> list[Example]:
    """Search for every question whose gold is known; conversations are left out, for their last turn alone asks for nothing."""
    found: list[Example | None] = []
    for case in cases:
        if case.kind == "answerable" and not case.before:
            for i, wording in enumerate((case.question, *case.paraphrases)):
                found.append(_example(retriever, wording, Scope(case.day), case.gold, case.nuggets, 1.0 if i == 0 else PARAPHRASE))
    return [example for example in found if example is not None]


def _example(retriever: Retriever, question: str, scope: Scope, gold: Sequence[str], nuggets: Sequence[Sequence[str]], weight: float) -> Example | None:
    ranked = rank(retriever.retrieve(question, scope))[:POOL]
    good = np.array([_good(e, gold, nuggets) for e in ranked])
    if not good.any():
        return None
    rows = [astuple(e.features) for e in ranked if e.features is not None]
    law = next(e.source.id for e, value in zip(ranked, good.tolist(), strict=True) if value)
    return Example(np.array(rows), good, tuple(e.passage.id for e in ranked), weight, law)


def _good(evidence: Evidence, gold: Sequence[str], nuggets: Sequence[Sequence[str]]) -> float:
    """Return 1 for a sentence of a gold place that tells a nugget; less for one that lies deeper or tells none."""
    place = str(evidence.passage.pinpoint)
    if not in_gold(place, gold):
        return 0.0
    told = not nuggets or any(nugget_told(wordings, [evidence.text]) for wordings in nuggets)
    return (1.0 if place in gold else 0.5) * (1.0 if told else 0.3)


def fit(found: Sequence[Example]) -> NDArray[np.float64]:
    """Return the weights that make the good sentences of each question the likeliest, by gradient ascent (Adam) with an L2 penalty."""
    rows = np.concatenate([example.features for example in found])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = [(example.features - mean) / spread for example in found]
    share = np.array([example.weight for example in found])
    share /= share.sum()
    weights = np.zeros(rows.shape[1])
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = -2 * PENALTY * weights
        for x, example, part in zip(scaled, found, share, strict=True):
            likely = _softmax(x @ weights)
            right = likely * example.good
            slope += part * ((right / right.sum() - likely) @ x)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights += RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return np.asarray(weights / spread)


def _softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(values - values.max())
    return np.asarray(powers / powers.sum())


def cross_validated(found: Sequence[Example]) -> dict[str, tuple[float, float, float]]:
    """Return hit@1, hit@5 and MRR of the dev questions: by the weights in use, and by weights fitted without the fold of each."""
    used = np.array(astuple(WEIGHTS))
    ranks: dict[str, list[int]] = {"in use": [], "cross-validated": []}
    for fold in range(FOLDS):
        weights = fit([example for example in found if _fold(example) != fold])
        for example in found:
            if example.measured and _fold(example) == fold:
                ranks["in use"].append(_first_good(example, used))
                ranks["cross-validated"].append(_first_good(example, weights))
    return {name: (_within(1, of), _within(5, of), sum(1 / r for r in of) / len(of)) for name, of in ranks.items()}


def _fold(example: Example) -> int:
    return int(hashlib.sha256(example.law.encode()).hexdigest(), 16) % FOLDS


def _within(k: int, ranks: Sequence[int]) -> float:
    return sum(r <= k for r in ranks) / len(ranks)


def _first_good(example: Example, weights: NDArray[np.float64]) -> int:
    """Return the rank, from 1, of the first passage that holds a good sentence."""
    order = np.argsort(-(example.features @ weights), kind="stable").tolist()
    seen = dict.fromkeys(example.passages[i] for i in order)
    good = {example.passages[i] for i in order if example.good[i]}
    return next(rank for rank, passage in enumerate(seen, start=1) if passage in good)


@dataclass(frozen=True, slots=True)
class Decision:
    """One question as the decision to answer sees it: its signals, whether it has an answer, its weight, and the group that stays in one fold."""

    signals: NDArray[np.float64]
    answerable: bool
    weight: float
    group: str

    @property
    def measured(self) -> bool:
        """Whether it is a question of the dev split as it is asked, not a paraphrase or one whose law was taken away."""
        return self.weight == 1.0


class Unlisted(Retriever):
    """A retriever for which no questions are listed, as for a reader's own files."""

    @cached_property
    def _question_vectors(self) -> dict[str, NDArray[np.float32]]:
        return {}

    @cached_property
    def asked(self) -> Asked:
        """No questions."""
        return Asked(self.sources, {}, {}, None)


def decisions(retriever: Retriever, cases: Iterable[Case]) -> list[Decision]:
    """Search for every dev question that is not decided by a certain sign."""
    found: list[Decision] = []
    for case in cases:
        for i, wording in enumerate(() if case.before else (case.question, *case.paraphrases)):
            retrieval = retriever.retrieve(wording, Scope(case.day))
            found += _decisions(case, retrieval, rank(retrieval), 1.0 if i == 0 else PARAPHRASE)
    return found


def _decisions(case: Case, retrieval: Retrieval, ranked: Sequence[Evidence], weight: float) -> list[Decision]:
    if not ranked or certain(retrieval, ranked) is not None or asks_whole(retrieval, ranked):
        return []
    answerable = case.kind == "answerable"
    group = case.gold[0].partition(",")[0] if answerable else case.id
    found = [Decision(_signals(retrieval, ranked), answerable, weight, group)]
    if answerable and weight == 1.0:
        sections = {Pinpoint.parse(place).section for place in case.gold}
        works = {Pinpoint.parse(place).work for place in case.gold}
        for left in (
            [e for e in ranked if e.passage.pinpoint.section not in sections],
            [e for e in ranked if e.passage.pinpoint.work not in works],
        ):
            found += [Decision(_signals(retrieval, left), False, TAKEN_AWAY, group)] if left else []
    return found


def _signals(retrieval: Retrieval, ranked: Sequence[Evidence]) -> NDArray[np.float64]:
    return np.array(astuple(signals(retrieval, ranked)))


def fit_decision(found: Sequence[Decision]) -> tuple[NDArray[np.float64], float]:
    """Return weights and bias by logistic regression (Newton's method, L2), answerable and unanswerable questions weighing the same."""
    x = np.array([one.signals for one in found])
    y = np.array([float(one.answerable) for one in found])
    share = np.array([one.weight for one in found])
    share = np.where(y > 0, share * (share[y == 0].sum() / share[y > 0].sum()), share)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.column_stack([(x - mean) / spread, np.ones(len(x))])
    ridge = np.diag([DECISION_PENALTY] * x.shape[1] + [0.0])
    weights = np.zeros(z.shape[1])
    for _ in range(NEWTON_STEPS):
        likely = 1 / (1 + np.exp(-(z @ weights)))
        slope = z.T @ (share * (y - likely)) - ridge @ weights
        weights += np.linalg.solve((z * (share * likely * (1 - likely))[:, None]).T @ z + ridge + 1e-9 * np.eye(len(ridge)), slope)
    plain = weights[:-1] / spread
    return np.asarray(plain), float(weights[-1] - plain @ mean)


def curve(found: Sequence[Decision], refused: Sequence[float] = (0.01, 0.02, 0.03, 0.05, 0.08)) -> list[tuple[float, float, float]]:
    """Return, for shares of answerable questions refused, the probability below which that is so and the share of unanswerable ones refused.

    Of the questions left to the model; each is judged by weights that were fitted without its group.
    """
    likely, known = [], []
    for fold in range(FOLDS):
        weights, bias = fit_decision([one for one in found if _group_fold(one) != fold])
        for one in found:
            if one.measured and _group_fold(one) == fold:
                likely.append(1 / (1 + np.exp(-(one.signals @ weights + bias))))
                known.append(one.answerable)
    sure, yes = np.array(likely), np.array(known)
    floors = [float(np.quantile(sure[yes], share)) for share in refused]
    return [(share, floor, float((sure[~yes] < floor).mean())) for share, floor in zip(refused, floors, strict=True)]


def _group_fold(one: Decision) -> int:
    return int(hashlib.sha256(one.group.encode()).hexdigest(), 16) % FOLDS
