"""Let off: where a claim has somebody released from a duty, or left to choose, of which its passage says nothing."""

from __future__ import annotations

import re

_RELEASED = re.compile(
    r"\b(?:releases?|released from|frees|freed from|relieves?|exempts?|exempted|escapes?|excuses?|excused|spared|waives?|waived|dispenses? with"
    r"|lets? off|(?:falls?|is|are|lies?|left) outside)\b",
    re.IGNORECASE,
)
_RELEASED_HELD = re.compile(
    r"\b(?:releas\w*|fre\w+|reliev\w*|exempt\w*|escap\w*|excus\w*|outside|not?|except\w*|immun\w*|shield\w*|without|neither|nor|never|only|beyond"
    r"|unless|lapsed|cannot|exclu\w*|other than|limited|confined|allow\w*|may|lets?|permit\w*|waiv\w*)\b|n't\b",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"\b(?:left to|leav(?:es?|ing) (?!aside\b)(?:[^,.;]{0,60}? )?(?:to|up to|out|beyond|outside)\b|discretion|of (?:its|their) (?:own )?choice"
    r"|up to (?:each|the)\b|at (?:its|their) option|as (?:it|they) sees? fit|for (?:it|them) to decide)",
    re.IGNORECASE,
)
_LEFT_HELD = re.compile(
    r"\b(?:leav\w*|left|discretion|choos\w*|choice|may|free|can|sees? fit|up to|permit\w*|allow\w*|lets?|out of|not|options?|appropriate"
    r"|apart from)\b",
    re.IGNORECASE,
)


def let_off(claim: str, nearest: str) -> bool:
    """Tell whether a claim releases somebody, or leaves something to somebody, where the passage has no word for either."""
    return any(told.search(claim) and not held.search(nearest) for told, held in ((_RELEASED, _RELEASED_HELD), (_LEFT, _LEFT_HELD)))
