"""Together: whether a claim asks for both of what the passage asks either of, or is content with one where the passage asks for both."""

from __future__ import annotations

import re

_BOTH = re.compile(
    r"\b(?:both|at once|in addition|together with|coupled with|combined with|on top of that|must come together|all of these"
    r"|and has also|at the same time|jointly|cumulative(?:ly)?|simultaneously|in conjunction with)\b",
    re.IGNORECASE,
)
_EITHER = re.compile(
    r"\b(?:either(?!\s*[.,;]|$)|failing that|any (?:one|single one) of|is enough|are enough|(?:will|would) do|suffices?|one or the other"
    r"|one of the two|alternatively|in the alternative|need only|(?:by|on) (?:itself|its own))\b",
    re.IGNORECASE,
)
_AND, _OR = re.compile(r"\b(?:and|both|also|besides)\b", re.IGNORECASE), re.compile(r"\b(?:or|either|any|each|every|enough|suffic\w+)\b", re.IGNORECASE)
_ROUND_OR = re.compile(r"(?P<one>[\w'’-]+),? or (?:(?:an?|the|of|in|to|by|for) )*(?P<two>[\w'’-]+)", re.IGNORECASE)
_ENOUGH = re.compile(r"\b(?:enough|suffices?)$", re.IGNORECASE)
_ROUND_AND = re.compile(_ROUND_OR.pattern.replace(" or ", " and ", 1), re.IGNORECASE)
_JOINS_OR, _JOINS_AND = re.compile(r"\bor\b", re.IGNORECASE), re.compile(r"\band\b", re.IGNORECASE)


def joined_anew(claim: str, nearest: str) -> bool:
    """Tell whether a claim says "both" where the passage has nothing but "or", or "either" where it has nothing but "and"."""
    if _BOTH.search(claim) and _JOINS_OR.search(nearest) and not _AND.search(nearest) and not _keeps(claim, nearest, _ROUND_OR):
        return True
    either = _EITHER.search(claim)
    if either is None or not _JOINS_AND.search(nearest) or _OR.search(nearest):
        return False
    return not (_ENOUGH.search(either.group()) and _keeps(claim, nearest, _ROUND_AND))


def _keeps(claim: str, nearest: str, joins: re.Pattern[str]) -> bool:
    """Tell whether a claim joins two things wherever the passage does, so that its "both" or its "enough" is of something else."""
    told = set(_joined(claim, joins))
    return all(pair in told for pair in _joined(nearest, joins))


def _joined(text: str, joins: re.Pattern[str]) -> list[tuple[str, str]]:
    return [(m["one"].lower(), m["two"].lower()) for m in joins.finditer(text)]
