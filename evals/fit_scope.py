"""Fit what reads the intent of a question: logistic regression on the vectors of questions that were written for it, and of those listed in the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter

from evals.case import Case
from qa.intent import INTENTS, Intent, Reader

if TYPE_CHECKING:
    from ingest.embed import Embedder

CASES: Final = Path(__file__).parent / "cases" / "scope.jsonl"
STRENGTH: Final = 10.0  # of the fit over its penalty
LISTED, FITTING = 0.2, 0.5  # what a question of the others weighs; there are many more of those listed in the corpus
DECLINED: Final = frozenset({"offence_help", "personal_advice", "injection"})  # categories of the fitting questions that are no law's


class Example(BaseModel):
    """A question and what it is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    intent: Intent


def examples(file: Path = CASES) -> tuple[Example, ...]:
    """Read the questions of a file, one JSON object a line."""
    reader = TypeAdapter(Example)
    return tuple(reader.validate_json(line) for line in file.read_text(encoding="utf-8").splitlines())


def of_the_law(cases: Iterable[Case]) -> list[str]:
    """Return the fitting questions that ask for the law, or for something that is no offence at all."""
    return [case.question for case in cases if case.category not in DECLINED]


def fit_scope(embedder: Embedder, written: Sequence[Example], listed: Iterable[str], fitting: Iterable[str] = ()) -> Reader:
    """Return the reader that tells the written questions apart; those listed in the corpus, and the fitting ones given, are to be let through."""
    from sklearn.linear_model import LogisticRegression

    asks, more = list(listed), list(fitting)
    vectors = embedder.encode([*(example.question for example in written), *asks, *more])
    kinds = np.array([*(INTENTS.index(example.intent) for example in written), *([0] * (len(asks) + len(more)))])
    shares = np.array([*([1.0] * len(written)), *([LISTED] * len(asks)), *([FITTING] * len(more))])
    fitted = LogisticRegression(C=STRENGTH, max_iter=1_000).fit(vectors, kinds, sample_weight=shares)
    return Reader(fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32), embedder.fingerprint)
