"""Weigh: from the likeness and the pull of a claim and a passage to one number, by a fitted logistic model.

The weights stand in ``qa/support_weights.py``, one per term, and are made by
``python -m evals.fit_support``. A positive weight speaks for the claim. There
are two sets of them: one of words alone, and one with the nearness of their
meaning, for the embedding model that it was fitted with.
"""

from __future__ import annotations

import math
from dataclasses import fields

from qa.agreement import Pull
from qa.likeness import Likeness
from qa.support_weights import BIAS, BIAS_WITH_MEANING, WEIGHTS, WEIGHTS_WITH_MEANING

# Logarithms of numbers of words: a snippet has some 40 to 120, a page more.
_SNIPPET, _PAGE = 3.75, 4.75
_KNOTS = (3.0, 3.75, 4.25, 4.75, 5.25, 6.0)
# Where passages of another kind begin: a quoted sentence, a snippet cut to size, a page. How often claims are borne out jumps there.
_STEPS = (2.5, 2.95, 3.35, 3.95, 4.35, 4.5, 4.65, 4.8, 5.5)
_BY_LENGTH = ("by_window", "pairs", "pairs_by_window", "in_order")


def terms(like: Likeness, pull: Pull, meaning: float | None = None) -> dict[str, float]:
    """Return what the model weighs: the numbers themselves, where they bend, and some of their products with the passage's length.

    ``meaning`` is the cosine of the claim and the sentences nearest to it; without it there is no such term.
    """
    size = like.passage_words
    out = {field.name: float(getattr(like, field.name)) for field in fields(like)}
    out |= {f"pull_{field.name}": float(getattr(pull, field.name)) for field in fields(pull)}
    out |= {
        "window_high": max(0.0, like.by_window - 0.7),
        "window_low": max(0.0, 0.5 - like.by_window),
        "pairs_high": max(0.0, like.pairs_by_window - 0.3),
        "pairs_low": max(0.0, 0.15 - like.pairs_by_window),
        "order_high": max(0.0, like.in_order - 0.6),
        "claim_long": max(0.0, like.claim_words - 2.4),
        "claim_by_window": like.claim_words * like.by_window,
        "claim_by_pairs": like.claim_words * like.pairs_by_window,
        "claim_by_size": max(0.0, size - 4.5) * like.claim_words,
    }
    out |= {f"size_{knot}": max(0.0, size - knot) for knot in _KNOTS}
    out |= {f"step_{step}": float(size >= step) for step in _STEPS}
    for name in _BY_LENGTH:
        out[f"snippet_{name}"] = min(max(0.0, size - _SNIPPET), 1.0) * getattr(like, name)
        out[f"page_{name}"] = max(0.0, size - _PAGE) * getattr(like, name)
    if meaning is not None:
        out["meaning"] = meaning
    return out


def weigh(like: Likeness, pull: Pull, meaning: float | None = None) -> float:
    """Return how likely it is, from 0 to 1, that the passage bears the claim out; each set of weights has a constant of its own."""
    bias, weights = (BIAS, WEIGHTS) if meaning is None else (BIAS_WITH_MEANING, WEIGHTS_WITH_MEANING)
    logit = bias + sum(weights[name] * value for name, value in terms(like, pull, meaning).items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
