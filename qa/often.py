"""Often: how often a thing is done, so that what is due every year is not told as due every month, or once for all."""

from __future__ import annotations

import re

_EACH = r"(?:each|every|per|an?)"
# In this order: what has been read as "twice a year" is not read as "a year".
_RATES = tuple(
    (name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE))
    for name, pattern in (
        ("single", r"one-off|just once|a single time|one time only|even once|once and for all|once only|only once(?! (?:an?|per|every|each|in)\b)"),
        ("two-year", r"biennial(?:ly)?|every (?:2|two|other) years?"),
        ("half-year", rf"(?:twice|two times) {_EACH} year|half-yearly|six-monthly|every (?:6|six) months|semi-?annual(?:ly)?|biannual(?:ly)?"),
        ("quarter", rf"(?:four times {_EACH} year)|quarterly|{_EACH} quarter|every (?:3|three) months"),
        ("year", rf"yearly|year by year|annual(?:ly)?|{_EACH} year|every (?:12|twelve) months"),
        ("month", rf"monthly|month by month|{_EACH} month"),
        ("week", rf"weekly|{_EACH} week"),
        ("day", rf"daily|day by day|{_EACH} day"),
    )
)


def other_rate(claim: str, nearest: str) -> bool:
    """Tell whether a claim has another rate than the passage, or a single time where the passage has none."""
    told, held = _rates(claim), _rates(nearest)
    return bool(told - held and held - told) or "single" in told - held


def _rates(text: str) -> set[str]:
    out = set()
    for name, pattern in _RATES:
        text, found = pattern.subn(" ", text)
        if found:
            out.add(name)
    return out
