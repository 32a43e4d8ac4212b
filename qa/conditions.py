"""Conditions: a condition that a claim puts in, and one of mind or of confinement that it leaves out."""

from __future__ import annotations

import re

from qa.synonyms import content, meanings_of, said

_CONDITION = re.compile(
    r"\b(?:provided (?=(?:that|the|it|they|no)\b)|on condition(?: that)?|so long as|as long as"
    r"|as soon as(?! (?:reasonably )?(?:possible|feasible|practicable)\b)"
    r"|once (?=(?:the|an?|it|they|its|their|that|this|he|she|\w+ (?:has|have|had|is|are|was|were))\b)(?!an? (?:year|month|week|day)\b)"
    r"|(?:contingent|conditional) (?:up)?on|in (?:exchange|return) for|only (?:if|where|when|after|once)|unless|until|except (?:where|when"
    r"|if))\b(?P<what>[^,.;]{2,120})",
    re.IGNORECASE,
)
_CONDITION_HELD = re.compile(
    r"\b(?:provided|condition\w*|if|unless|where|when|once|only|subject|after|until|till|before|as long as|except\w*|while|upon|in case|within"
    r"|since|to the extent|as soon as|so long as|whose|who|that|which|depend\w*|need\w*|requir\w*|on (?:an? )?\w+ ?request|without|during|by)\b",
    re.IGNORECASE,
)
_OF_MIND = re.compile(
    r"\b(?:knowing(?:ly)?|intentional(?:ly)?|wil?lful(?:ly)?|deliberate(?:ly)?|reckless\w*|inadvertent\w*|(?:in )?good[- ]faith)\b", re.IGNORECASE
)
_OF_MIND_TOLD = re.compile(
    r"\b(?:know\w*|knew|intent\w*|intend\w*|wil?lful\w*|deliberate\w*|purpose\w*|aware\w*|inadvertent\w*|negligen\w*|reckless\w*|accident\w*"
    r"|good[- ]faith|malic\w*|mean\w*|believ\w*|honest\w*|unintention\w*|chance|careless\w*)\b",
    re.IGNORECASE,
)
_CONFINED = re.compile(r"\b(?:only|solely|exclusively|sole)\b", re.IGNORECASE)
_CONFINED_TOLD = re.compile(
    r"\b(?:only|sole\w*|exclusiv\w*|nothing|none|alone|limit\w*|restrict\w*|confin\w*|other than|just|mere\w*|unless|no ?one|nobody|not?|never"
    r"|cannot|without|strict\w*|purely|must|takes (?:an?|the)|requir\w*|need\w*|before|single|until)\b",
    re.IGNORECASE,
)
_SAID = 0.5


def condition_added(claim: str, nearest: str, passage: str) -> bool:
    """Tell whether a claim makes something hang on what the passage does not speak of, or has a condition where the passage has none at all."""
    found = list(_CONDITION.finditer(claim))
    told = meanings_of(content(passage))
    shares = [sum(said(root, told) for root in what) / len(what) for m in found if (what := content(m["what"]))]
    return any(share < _SAID for share in shares) or (bool(found) and not _CONDITION_HELD.search(nearest))


def condition_dropped(claim: str, nearest: str) -> bool:
    """Tell whether a claim leaves out that something is done knowingly or in good faith, or that it is done only so."""
    return any(held.search(nearest) and not told.search(claim) for held, told in ((_OF_MIND, _OF_MIND_TOLD), (_CONFINED, _CONFINED_TOLD)))
