"""Bounds: whether a figure or a day is the least, the most, the first or the last in a claim as it is in the passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from qa.figures import days_at, numbers_at

Bound = Literal["", "floor", "ceiling", "both"]

_BETWEEN = r"(?: (?:the|an?|its|their|age|ages|sum|total|period|periods|term|amount|rate|fine|intervals?|of|about|once|every|each|CAD|AUD|USD|GBP|EUR)){0,4} ?$"
_FLOOR = re.compile(
    r"(?:at (?:the )?least|minimum(?: of)?|no (?:fewer|less|earlier|sooner|shorter) than|not (?:fewer|less|earlier|sooner) than|more than|over"
    r"|exceed(?:s|ed|ing)?|above|beyond"
    rf"|longer than|greater than|older than){_BETWEEN}",
    re.IGNORECASE,
)
_CEILING = re.compile(
    r"(?:at (?:the )?(?:most|latest)|maximum(?: of)?|no (?:more|longer|later|greater|higher) than|not (?:more|longer|later) than|not exceed(?:ing)?|up to"
    r"|as much as|(?<!no )(?<!not )(?:fewer|less) than|under|below"
    rf"|within|shorter than|younger than|capped at){_BETWEEN}",
    re.IGNORECASE,
)
_LIMITS: tuple[tuple[re.Pattern[str], Bound], ...] = ((_CEILING, "ceiling"), (_FLOOR, "floor"))
_MORE = re.compile(
    r"(?:[ -](?:[^\W\d]+|%)){0,4} (?:(?:or|and) (?:more|over|above|longer|older|later)"
    r"|at (?:the )?least(?! (?:the |an? )?[$£€]?\d))\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"(?:[ -](?:[^\W\d]+|%)){0,4} (?:(?:or|and) (?:less|fewer|under|below|shorter|younger|earlier)"
    r"|at (?:the )?most(?! (?:the |an? )?[$£€]?\d)|at the latest)\b",
    re.IGNORECASE,
)
# "Cannot start more than 2 years after" gives 2 years at most, and "not before 1 May" is from 1 May.
_TURNED = re.compile(r"\b(?:cannot|not|no|never|neither|nor|only)\b|n't\b", re.IGNORECASE)
_OWN_NO = re.compile(r"\b(?:no|not) (?:fewer|less|earlier|sooner|shorter|more|longer|later|greater|higher) than|\bnot exceed", re.IGNORECASE)
_FROM = re.compile(
    r"(?:since|from|as of|starting(?: on)?|beginning(?: on| with)?|after|on or after|(?:no|not) earlier than|not before)(?: (?:the|day|end|of)){0,3} ?$",
    re.IGNORECASE,
)
_TO = re.compile(r"(?:until|till|up to|through|before|by|prior to|(?:no|not) later than|on or before)(?: (?:the|day|end|of)){0,3} ?$", re.IGNORECASE)
_LATEST = re.compile(r",? at the latest\b", re.IGNORECASE)
_CITED = re.compile(r" (?:U\.?S\.?C|C\.?F\.?R)\b")  # "under 18 U.S.C." bounds nothing
_MONTH = re.compile(r" (?:January|February|March|April|May|June|July|August|September|October|November|December)\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
# What says of a passage's figures, from further off, that they are a most or a least; and what stands between the two ends of a range.
_MOST = re.compile(r"\b(?:maximum|ceiling|cap|capped|limit|limited|up to|at most)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:minimum|floor|at least)\b", re.IGNORECASE)
_TO_HIGHER = re.compile(r"(?: [a-z]+)? ?(?:to|-|–) ?[$£€]?\d", re.IGNORECASE)
_FROM_LOWER = re.compile(r"\d(?: [a-z]+)? ?(?:to|-|–) ?$", re.IGNORECASE)
_BACK, _FAR = 45, 40  # characters before a figure that hold its bound, and before those what may turn it
_PHRASES = re.compile(
    r"\b(?:in no (?:case|event)|under no circumstances|never) (?:for )?(?:more than|over|longer than|beyond)(?= (?:the |an? )?[$£€]?\d)"
    r"|\b(?:no|not|never) (?:for )?(?:fewer|less|earlier|sooner|shorter|more|longer|later|greater|higher|wider|broader|further|larger|bigger) than\b"
    r"|\b(?:more|less|fewer) than(?= [$£€]?\d)|(?:\b(?:must"
    r"|may|shall|can|should|to|do|does) )?\bnot exceed(?:ing)?\b(?= (?:the |an? )?(?:[A-Z]{3} )?[$£€]?\d)"
    r"|(?<=\w) or (?:more|less|fewer)\b|\bnot yet (?=\d)|\bat (?:the )?(?:least|most|latest)\b",
    re.IGNORECASE,
)


def without_bounds(text: str) -> str:
    """Blank the words that bound a figure, so that the "no" of "no later than" is not taken for a denial."""
    return _PHRASES.sub(" ", text)


def turned(claim: str, nearest: str) -> bool:
    """Tell whether a claim has for the least, or for the first day, what the passage has for the most or the last, or the other way round."""
    return _differ(dict(_bounds(claim)), dict(_bounds(nearest))) or _differ(dict(_spans(claim)), dict(_spans(nearest)))


def added(claim: str, nearest: str) -> bool:
    """Tell whether a claim calls a figure the least or the most that the passage gives without such a bound."""
    held = dict(_bounds(nearest))
    told = {limit for limit in held.values() if limit}  # "up to £18 million or 10 per cent" bounds both
    afar = {"ceiling": _MOST, "floor": _LEAST}
    ends = dict(_range_ends(nearest))
    return any(
        limit in afar and held.get(value) == "" and not told & {limit, "both"} and ends.get(value) != limit and not afar[limit].search(nearest)
        for value, limit in _bounds(claim)
    )


def _range_ends(text: str) -> Iterator[tuple[str, Bound]]:
    """Yield the figures of a text that are the lower or the upper end of a range ("10 to 20 years")."""
    for value, start, end in numbers_at(text):
        if _TO_HIGHER.match(text, end):
            yield value, "floor"
        elif _FROM_LOWER.search(text, max(0, start - _BACK), start):
            yield value, "ceiling"


def _differ(claimed: dict[str, Bound], held: dict[str, Bound]) -> bool:
    return any({limit, held.get(value, "")} == {"floor", "ceiling"} for value, limit in claimed.items())


def _bounds(text: str) -> Iterator[tuple[str, Bound]]:
    found: dict[str, Bound] = {}
    for value, start, end in numbers_at(text):
        if _CITED.match(text, end) or _MONTH.match(text, end) or _YEAR.fullmatch(value):
            continue
        limit = _limit(text, start, end)
        found[value] = limit if found.get(value, limit) == limit else "both"
    yield from found.items()


def _limit(text: str, start: int, end: int) -> Bound:
    before = text[max(0, start - _BACK) : start]
    for pattern, limit in _LIMITS:
        m = pattern.search(before)
        if m is not None:
            turning = _TURNED.search(text, max(0, start - _BACK - _FAR), start - len(before) + m.start())
            return "both" if turning and not _OWN_NO.match(m.group()) else limit
    if _MORE.match(text, end):
        return "floor"
    return "ceiling" if _LESS.match(text, end) else ""


def _spans(text: str) -> Iterator[tuple[str, Bound]]:
    """Yield the days of a text that something begins or ends on."""
    found: dict[str, Bound] = {}
    for value, start, end in days_at(text):
        before = text[max(0, start - _BACK) : start]
        first, last = _FROM.search(before), _TO.search(before)
        limit: Bound = "ceiling" if last or _LATEST.match(text, end) else "floor" if first else ""
        if limit and _TURNED.search(_OWN_NO.sub(" ", before)):
            limit = "both"
        found[value] = limit if found.get(value, limit) == limit else "both"
    yield from found.items()
