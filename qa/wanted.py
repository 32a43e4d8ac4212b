"""Wanted: what a question asks for by its kind, without which a sentence on the same matter is no answer: a person, countries, an amount, an average."""

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
_DID: Final = r"(?:wrote|drafted|authored|co-?authored|sponsored|co-?sponsored|introduced|chairs?|heads?|leads?|runs?|presided|signed)"
_PERSON = re.compile(
    rf"\b(?:who(?: (?:was|is|were|are))?|which|what) (?:\w+ ){{0,2}}?{_ROLE} (?:\w+ )?{_DID}\b"
    r"|\bwho (?:\w+ly )?(?:wrote|drafted|authored|sponsored|co-?sponsored)\b"
    r"|\bname of (?:\S+ ){1,3}(?:chief executive|ceo|director|head|president|chair\w*|spokes\w+|sponsor|author|judge)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:Judges?|Justices?|Senators?|Sens?\.|Reps?\.|Representatives?|President|Minister|Commissioner|Director|Mrs?\.?|Ms\.?|Dr\.?|MEPs?) [A-Z][a-z]+"
    r"|\b(?:by|judge|senator|director) [A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+"
)
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


@dataclass(frozen=True, slots=True)
class _Kind:
    """What asks for a kind of thing, what holds one, and what is said where no sentence near the question does."""

    asks: re.Pattern[str]
    holds: re.Pattern[str]
    missing: str


_KINDS: Final = (
    _Kind(_PERSON, _NAMED, "Available sources name no such person."),
    _Kind(_AVERAGE, _AVERAGE, "Available sources give no such average, only what is said of single cases or of the rule."),
    _Kind(_AMOUNT, _MONEY, "Available sources give no such amount."),
)


def lacking(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    """Return the sentence that says what is missing where a question asks for a person, countries, an amount or an average and what leads has none."""
    question = retrieval.question
    for kind in _KINDS:
        if kind.asks.search(question) and not any(kind.holds.search(e.text) for e in ranked[:POOL]):
            return kind.missing
    if _COUNTRIES.search(question) and not any(other_places_named(e.text) or jurisdictions_named(e.text) for e in ranked[:LEADING]):
        return "Available sources do not say which countries those are."
    return None
