"""Penalty: the most that the law of a duty threatens, told first where a question asks what follows from a breach and nothing near it does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from qa.breach import asks_consequence, follows
from qa.compose import Plan, rank
from qa.kinds import MONEY
from qa.retrieve import LEADING, Evidence, Retrieval

_ASK: Final = "What is the maximum fine or penalty for a provider that fails to comply with an obligation of {}?"
_MOST = re.compile(r"\b(?:maximum|at most|up to|not exceed\w*|ceiling)\b", re.IGNORECASE)
_AMOUNT = re.compile(rf"{MONEY}|\d ?(?:percent|per cent|%)")
# For whatever breach: a law has other bounds for some of its duties, and of those none may be told for another.
_GENERAL = re.compile(
    r"\b(?:one|any|each) of (?:its|the|their|these) (?:obligations|duties|requirements)\b|\bpenalty for a (?:provider|service|company|controller) under the\b",
    re.IGNORECASE,
)


def with_penalty(laid_out: Plan, retrieval: Retrieval, search: Callable[[str], Retrieval]) -> Plan:
    """Return a report that tells, before the duty, the most that the same law threatens a provider with."""
    if not asks_consequence(retrieval.question) or not laid_out.summary or any(follows(e.text) for e in laid_out.summary):
        return laid_out
    law = laid_out.summary[0].source
    found = next((e for e in rank(search(_ASK.format(law.citation)))[: 4 * LEADING] if e.source.id == law.id and _is_the_most(e)), None)
    if found is None:
        return laid_out
    sections = tuple((heading, kept) for heading, group in laid_out.sections if (kept := tuple(e for e in group if e.key != found.key)))
    return Plan((found, *laid_out.summary), sections, tuple(e for e in laid_out.bottom_line if e.key != found.key))


def _is_the_most(evidence: Evidence) -> bool:
    text = evidence.text
    return bool(_MOST.search(text)) and bool(_AMOUNT.search(text)) and bool(_GENERAL.search(text))
