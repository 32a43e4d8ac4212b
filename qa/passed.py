"""Passed: who sends and who receives, so that what the police got from the provider is not told as sent to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.actors import named, proper_names

_SEND = (
    r"(?:sen[dt]s?|sending|forward(?:s|ed|ing)?|submit(?:s|ted|ting)?|g[ia]ves?|given|giving|pass(?:es|ed|ing)?|hand(?:s|ed|ing)?|went|goes|go|going|transmit(?:s|ted|ting)?"
    r"|transfer(?:s|red|ring)?|deliver(?:s|ed|ing)?|report(?:s|ed|ing)?|notif(?:y|ies|ied)|addressed|disclos(?:es?|ed|ing)|shar(?:es?|ed|ing))"
)
_AUX = r"(?:(?:must|may|can|shall|will|should|has|have|had|also|then|is|are|was|were|to|not|required|obliged|allowed|free|bound|it|which|who|that) ){0,4}"
_TO = re.compile(rf"\b{_SEND}\b[^.;:]{{0,80}}?(?<!according )\b(?:to|out to) (?:(?:the|an?|its|their|each|any|every|US|UK|EU) )*$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|by) (?:(?:the|an?|its|their|each|any|every|US|UK|EU) )*$", re.IGNORECASE)
_GETS = re.compile(rf"^[\w'’-]*,? {_AUX}(?:receiv(?:e|es|ed|ing)|get|gets|got|obtain(?:s|ed)?)\b", re.IGNORECASE)
_GIVES = re.compile(rf"^[\w'’-]*,? (?!(?:is|are|was|were|be|been|being) ){_AUX}(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere ){_SEND}\b", re.IGNORECASE)
_NEAR = 110


def passed_back(claim: str, nearest: str) -> bool:
    """Tell whether whoever sends in a claim receives in the passage, and whoever receives in it sends there."""
    gives, gets = _sides(claim)
    gave, got = _sides(nearest)
    return bool(gives & got and gets & gave)


def _sides(text: str) -> tuple[set[str], set[str]]:
    """Return the names of those who send, and of those who receive."""
    gives, gets = set(), set()
    for name, start in _names(text):
        before, after = text[max(0, start - _NEAR) : start], text[start : start + _NEAR]
        if _TO.search(before) or _GETS.match(after):
            gets.add(name)
        elif _FROM.search(before) or _GIVES.match(after):
            gives.add(name)
    return gives - gets, gets - gives


def _names(text: str) -> Iterator[tuple[str, int]]:
    yield from named(text)
    yield from proper_names(text)
