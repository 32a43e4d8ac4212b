"""Kinds of fact: what a question asks for (a period, an amount, a number, a day, a body), and whether a sentence holds one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# How a text bounds a time without a number.
UNNUMBERED: Final = (
    r"\b(?:without (?:undue |unreasonable |further )?delay|as soon as|promptly|immediate(?:ly)?|expeditious\w*|at once|timely|swiftly|indefinite\w*"
    r"|reasonabl\w+ (?:time|period|practica\w+)|as long as|longer than|than necessary|at the latest)\b"
)
MONEY: Final = r"[$£€]\s?\d|\b(?:GBP|KES|EUR|AUD|INR|CAD|USD|BRL|R\$)\s?\d"
# "The 180 days" are those told before: what is said of them sets no time.
_NUMBERED: Final = r"(?<!\bthe )\b\d+ (?:hour|day|week|month|year)s?\b"
_HOW_MANY_DAYS: Final = r"how many (?:hours|days|weeks|months|years)\b"

# The kind of fact that a question asks for, and how a sentence looks that holds one.
KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            rf"\bhow (?:long|soon|quickly|fast)\b|\bdeadline\b|\b{_HOW_MANY_DAYS}|\b(?:what|which) (?:\w+ )?(?:period|time limit)\b"
            r"|\b(?:for|within|after|up to) (?:what|which) (?:term|time|length of time)\b|\btime limit\b"
            r"|\b(?:minimum|maximum|longest|shortest|retention|preservation|limitation) (?:period|term)\b",
            re.IGNORECASE,
        ),
        re.compile(rf"{_NUMBERED}|{UNNUMBERED}", re.IGNORECASE),
    ),
    (
        re.compile(
            r"\bhow (?:much|big|high|large)\b|(?:^|\b(?:what|what's|which|the|max|maximum|biggest|highest|worst) (?:\w+ ){0,2})"
            r"(?:fine|penalty|penalties|punishment|sentence|jail time)\b",
            re.IGNORECASE,
        ),
        re.compile(rf"{MONEY}|\d+ ?(?:percent|per cent|%)|\d+ (?:years?|months?)", re.IGNORECASE),
    ),
    (
        re.compile(rf"\b(?!{_HOW_MANY_DAYS})how many\b|\bfigures?\b|\bnumber of\b|\bstatistics\b|\bpercentage\b", re.IGNORECASE),
        re.compile(r"\d[\d,.]*"),
    ),
    (re.compile(r"(?:^|[,;:–-]\s*|\band |\bsince )when\b|\bwhat (?:date|year)\b", re.IGNORECASE), re.compile(r"\b(?:19|20)\d\d\b")),
    (re.compile(r"(?:^|[,;:–-]\s*|\band |\bto )whom?\b|\bwhich (?:agency|body|court)\b", re.IGNORECASE), re.compile(r"\b[A-Z][a-z]+ [A-Z]|\b[A-Z]{3,}\b")),
)

# "Must a platform ...": a rule, which holds for any company that the question names.
_RULE = re.compile(
    r"\b(?:must|have to|has to|had to|can|could|may|might|should|need to|needs to|required?|allowed|permitted|legal|illegal"
    r"|forced?|oblig\w+|supposed to|liable|bound)\b"
    r"|\b(?:does|do|would|will) (?:[\w'’&.-]+ ){1,6}(?:let|allow|permit|ban|forbid|prohibit|stop|entitle)\b",
    re.IGNORECASE,
)
# "How many ...", "why did ...": a fact about what happened, which only a sentence about that very thing answers.
_EVENT = re.compile(
    r"\b(?:how many (?!days|hours|months|years|weeks)|why (?:did|was|were|has|have)|when did"
    r"|who (?:is|was|won|runs|sued)|(?<!what )did|(?<!what )was|(?<!what )were)\b",
    re.IGNORECASE,
)


def kinds_asked(question: str) -> int:
    """Return how many kinds of fact a question asks for."""
    return sum(asked.search(question) is not None for asked, _ in KINDS)


@lru_cache(maxsize=64)  # asked of one question for each sentence that is weighed
def asks_measure(question: str) -> bool:
    """Tell whether a question asks how long, by when, or how much."""
    return any(asked.search(question) for asked, _ in KINDS[:2])


def kinds_held(question: str, text: str) -> int:
    """Return how many of the kinds of fact that a question asks for a sentence holds."""
    return sum(KINDS[kind][1].search(text) is not None for kind in kinds_wanted(question))


def holds_what_is_asked(question: str, text: str) -> bool:
    """Tell whether a question asks for a kind of fact and a sentence holds every kind that it asks for."""
    return 0 < kinds_asked(question) == kinds_held(question, text)


@lru_cache(maxsize=64)
def kinds_wanted(question: str) -> tuple[int, ...]:
    """Return the kinds of fact that a question asks for, as their places in ``KINDS``."""
    return tuple(kind for kind, (asked, _) in enumerate(KINDS) if asked.search(question))


def kinds_told(text: str) -> tuple[bool, ...]:
    """Tell of each of the ``KINDS`` whether a sentence holds a fact of it."""
    return tuple(held.search(text) is not None for _, held in KINDS)


def asks_rule(question: str) -> bool:
    """Tell whether a question asks what must, may or can be done."""
    return _RULE.search(question) is not None


def asks_event(question: str) -> bool:
    """Tell whether a question asks what happened or how often."""
    return _EVENT.search(question) is not None
