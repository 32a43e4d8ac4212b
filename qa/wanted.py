"""Wanted: what a question asks for by its kind, without which a sentence on the same matter is no answer.

A person, an average, an amount, an age, a reason, an outcome, a payment, a ranking, what came first, countries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qa.places import jurisdictions_named, other_places_named
from qa.retrieve import LEADING, POOL, Evidence, Retrieval

_ROLE: Final = (
    r"(?:senators?|congress(?:man|men|woman|women)|lawmakers?|MEPs?|MPs?|ministers?|judges?|justices?|officials?|lawyers?|prosecutors?|officers?|rapporteurs?)"
)
_DID: Final = (
    r"(?:blocked|voted|opposed|dissented|objected|wrote|drafted|authored|co-?authored|sponsored|co-?sponsored|introduced|chairs?|heads?|leads?|runs?|presided"
    r"|signed)"
)
_PERSON = re.compile(
    rf"\b(?:who(?: (?:was|is|were|are))?|which|what) (?:\w+ ){{0,2}}?{_ROLE} (?:\w+ )?{_DID}\b"
    r"|\bwho (?:was|were) the (?:\w+ )?(?:justices?|judges?|senators?|ministers?)\b"
    r"|\bwho (?:\w+ly )?(?:dissented|wrote|drafted|authored|sponsored|co-?sponsored)\b"
    r"|\bname of (?:\S+ ){1,3}(?:chief executive|ceo|director|head|president|chair\w*|spokes\w+|sponsor|author|judge)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:Judges?|Justices?|Senators?|Sens?\.|Reps?\.|Representatives?|President|Minister|Commissioner|Director|Mrs?\.?|Ms\.?|Dr\.?|MEPs?) [A-Z][a-z]+"
    r"|\b(?:by|judge|senator|director) [A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+"
)
_AUTHOR = re.compile(r"\b(?:wrote|written|authored|penned|author|opinion by)\b", re.IGNORECASE)
_COUNTRIES = re.compile(
    r"\bwhich (?:(?:EU|other|European|member|of the) ){0,2}(?:countries|states|nations|governments|parties)\b.{0,25}?"
    r"\b(?:made|used|missed|ratified|signed|adopted|failed|opted|refused|joined|entered|withdrew|have|had)\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"\b(?:average|averages|averaged|median|mean time|typically take)\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"\bin (?:dollars|euros|pounds|shillings|reais|rupees)\b|\bhow much is the fee\b"
    r"|\b(?:what|how much) (?:do|does|did|must|would|will) \w+ (?:\w+ )?(?:pay|charge|cost|bill)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$£€] ?\d|\b(?:GBP|KES|EUR|AUD|INR|CAD|USD|BRL|R\$) ?\d|\d ?(?:%|percent|per cent)"
    r"|\b(?:free of charge|no (?:fee|charge)|without (?:a )?(?:fee|charge))\b"
)
_AGE = re.compile(r"\bhow old\b|\b(?:what|which|minimum|from what) age\b", re.IGNORECASE)
_TELLS_AGE = re.compile(
    r"\b(?:aged?|under|over|older|younger|below|above|least|reached|minors?)\b.{0,25}?\d|\d+ years? (?:old|of age)|\b\d+-year-olds?\b", re.IGNORECASE
)
# Why something happened; why a rule is as it is, a recital or a report may tell in any words.
_REASON = re.compile(r"\bwhy (?:did|was|were|has|have|had)\b", re.IGNORECASE)
_GIVES_REASON = re.compile(
    r"\b(?:because|reasons?|reasoned|grounds?|due to|owing to|so (?:that|the)|since (?:it|they|no|the|he|she)"
    r"|explain\w*|tied|result(?:ed)? (?:of|from|in)|led to|aim(?:s|ed)?|purpose"
    r"|therefore|thus|argu\w+|interfer\w+|went beyond|disproportion\w*|for (?:not|failing|lack|want)|as (?:it|they|no|the|he|she)|mainly|not for)\b",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\b(?:finally|eventually|ultimately|in the end) (?:rule|rules|ruled|decide|decided|hold|held|settle|settled|find|found|say|said)\b"
    r"|\bfinal (?:ruling|judge?ment|verdict|decision) (?:on|in|about|against)\b|\boutcome of\b"
    r"|\bhow did .{0,60}? (?:end|turn out|finally)\b",
    re.IGNORECASE,
)
_TELLS_OUTCOME = re.compile(
    r"\b(?:final(?:ly)?|dismiss\w*|struck|quash\w*|upheld|affirm\w*|revers\w*|overturn\w*|annul\w*|invalid\w*|acquitt\w*|convict\w*|settled|rul(?:ed|ing)|held|holds"
    r"|reject\w*|declared|decided|withdr\w+|closed|sentenced|won|lost|ended|denied)\b",
    re.IGNORECASE,
)
_PAID = re.compile(
    r"\b(?:has|have|had|did)\b[^?]{0,60}?\b(?:paid|pay|hand(?:ed)? over the (?:\$|money|sum|fine))(?!ing)"
    r"|\bactually (?:paid|collected|handed over)\b|\bhow much\b.{0,40}\b(?:been|were|was) collected\b",
    re.IGNORECASE,
)
_TELLS_PAID = re.compile(r"\b(?:paid|pays|payments?|refund\w*|collected|repaid|unpaid)\b", re.IGNORECASE)
_MOST = re.compile(r"\b(?:which|who|what) (?!(?:is|are|was|were) )(?:\w+ ){0,6}?the (?:most|fewest)\b", re.IGNORECASE)
_TELLS_MOST = re.compile(r"\b(?:most|fewest|largest|biggest|highest|lowest|top|ranked?|ranks|ahead of|more than any)\b", re.IGNORECASE)
_FIRST = re.compile(
    r"\b(?:which|who|what) (?:(?!date|day|year|month)\w+ ){0,3}?(?:was|were|became) (?:among )?the (?:very )?first\b"
    r"|\b(?:which|what) (?:(?!the |did |is |when )\w+ ){1,3}?first (?:to\b|\w+ed\b)",
    re.IGNORECASE,
)
_TELLS_FIRST = re.compile(r"\b(?:first|earliest|initial(?:ly)?|never before|since \d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What asks for a kind of thing, what holds one, what is said where no sentence near the question does, and how near that is."""

    asks: re.Pattern[str]
    holds: re.Pattern[str]
    missing: str
    near: int = POOL


_KINDS: Final = (
    _Kind(_PERSON, _NAMED, "Available sources name no such person.", LEADING),
    _Kind(_AVERAGE, _AVERAGE, "Available sources give no such average, only what is said of single cases or of the rule."),
    _Kind(_AMOUNT, _MONEY, "Available sources give no such amount."),
    _Kind(_AGE, _TELLS_AGE, "Available sources give no such age."),
    _Kind(_REASON, _GIVES_REASON, "Available sources tell that, and not why.", LEADING),
    _Kind(_OUTCOME, _TELLS_OUTCOME, "Available sources do not tell how that ended.", LEADING),
    _Kind(_PAID, _TELLS_PAID, "Available sources do not tell of any payment.", LEADING),
    _Kind(_FIRST, _TELLS_FIRST, "Available sources do not say which was the first.", LEADING),
    _Kind(_MOST, _TELLS_MOST, "Available sources do not rank them.", LEADING),
)


def lacking(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    """Return the sentence that says what is missing where a question asks for one of these kinds and what comes near has none."""
    question = retrieval.question
    for kind in _KINDS:
        if kind.asks.search(question) and not any(kind.holds.search(e.text) for e in ranked[: kind.near]):
            return kind.missing
    if _COUNTRIES.search(question) and not any(other_places_named(e.text) or jurisdictions_named(e.text) for e in ranked[:LEADING]):
        return "Available sources do not say which countries those are."
    return None


def author_told(retrieval: Retrieval, ranked: Sequence[Evidence]) -> bool:
    """Tell whether a question asks who wrote something, and the best sentence speaks of all that is asked and names somebody."""
    if not ranked or not _AUTHOR.search(retrieval.question) or ranked[0].features is None:
        return False
    return ranked[0].features.answers == 1.0 and _NAMED.search(ranked[0].text) is not None
