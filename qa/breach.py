"""Breach: what follows where a duty is not met ("what happens if a provider does not report?").

Such a question has the words of the duty, so what tells the duty comes nearest to it; what follows leads where it is told nearly as near.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from qa.retrieve import Evidence, led_by

# How far below the best sentence one that tells what follows may lie, and the share of what is asked that it has to speak of.
NEAR: Final = 0.2
HALF: Final = 0.5

_ASKS = re.compile(
    r"\b(?:what(?: (?:would|will|could|might))? happens?\b|what (?:follows|if)\b|consequences?\b|(?:what|which)(?:'s| is| are) the risks?\b)"
    r".{0,120}?(?:\b(?:not|never|fails?|failing|failed|refus\w+|ignor\w+|breaks?|breaking|breach\w*|violat\w+|disobey\w*|late|says? no(?:thing)?"
    r"|sits? on|keeps? quiet|skips?|withholds?|misses|dont|doesnt|didnt|wont)\b|n['’]t\b)",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\b(?:fines?|fined|penalt(?:y|ies)|punish\w*|prison|imprison\w*|commits? an offen[cs]e|(?:is|are) (?:an? )?(?:criminal )?offen[cs]e|contempt|damages"
    r"|(?<!not )(?<!not be )liable)\b",
    re.IGNORECASE,
)
_FALSE = re.compile(r"\b(?:false|misleading|incorrect)\b", re.IGNORECASE)


def asks_consequence(question: str) -> bool:
    """Tell whether a question asks what follows where a duty is not met."""
    return _ASKS.search(question) is not None


def consequence_first(question: str, ranked: Sequence[Evidence]) -> Sequence[Evidence]:
    """Lead with what follows where a question asks for that and it is told nearly as near as the best; what false statements bring is another matter."""
    if not ranked or not asks_consequence(question) or _is_one(question, ranked[0]):
        return ranked
    return led_by(next((e for e in ranked if e.fitness >= ranked[0].fitness - NEAR and _is_one(question, e)), None), ranked)


def follows(text: str) -> bool:
    """Tell whether a sentence tells a punishment or another consequence in law."""
    return _FOLLOWS.search(text) is not None


def _is_one(question: str, evidence: Evidence) -> bool:
    if not follows(evidence.text) or (_FALSE.search(evidence.text) and not _FALSE.search(question)):
        return False
    return evidence.features is None or evidence.features.answers >= HALF
