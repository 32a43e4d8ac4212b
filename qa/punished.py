"""Punished: what came of a rule ("has anyone been fined under it?"), which the rule does not tell.

A case that is told is often far from the words of such a question, which are the rule's; so it is looked for among all that was
found, and leads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from qa.asked import years
from qa.retrieve import LEADING, WIDE, Evidence, Retrieval, led_by
from qa.terms import coverage

# The share of what is asked that a case far from its words has to speak of.
HALF: Final = 0.5

_DONE: Final = r"(?:fined|convicted|prosecuted|charged|jailed|imprisoned|sued|penali[sz]ed|sentenced|arrested|punished|sanctioned|indicted)"
_DO: Final = r"(?:fine|convict|prosecute|charge|jail|imprison|sue|penali[sz]e|sentence|arrest|punish|sanction|indict)"
# "Has any company been fined yet?", "did Ofcom fine anyone", "the first company fined".
_ANY_CASE = re.compile(
    rf"\b(?:has|have|was|were|did) any(?:one|body)?\b.{{0,80}}?\b(?:(?:been|ever|actually|already|get) )+{_DONE}\b"
    rf"|\b(?:which|what|who|how many)\b.{{0,60}}?\b(?:has|have|was|were|been)\b.{{0,50}}?\b(?:ever|actually|already|so far)\b.{{0,20}}?\b{_DONE}\b"
    rf"|\b(?:has|have|was|were) (?:any|an?|the|one|some)\b[^?]{{0,50}}\bbeen {_DONE}\b"
    rf"|\b(?:was|were) any(?:one|body|thing)? (?:\w+ ){{0,3}}{_DONE}\b"
    rf"|\b(?:has|have|had) (?:[\w&'’-]+ ){{1,6}}{_DONE} (?:any\w*|a|an|one|some)\b"
    rf"|\bdid (?:[\w&'’-]+ ){{1,6}}(?<!the )(?<!an )(?<!a )(?<!its ){_DO} (?:any\w*|an? |(?-i:[A-Z0-9]))"
    rf"|\b(?:who|(?:which|what) \w+) (?:(?:was|were|been|has|have|got|ever|the|first|only|last) ){{1,4}}(?:\w+ )?{_DONE}\b"
    r"|\b(?:fine|penalty)\b.{0,20}?\b(?:handed out|handed down|imposed|levied|issued|so far|to date)\b"
    rf"|\b(?:fine|penalty)\b.{{0,40}}?(?<!be )\b(?:slapped|imposed|levied) on (?-i:[A-Z0-9])|\b(?:was|were) (?-i:[A-Z][a-z]+) (?:\w+ )?{_DONE}\b"
    rf"|\b(?:first|only|last|latest) (?:\w+ ){{1,3}}?(?:(?:to be|to get|ever) )?{_DONE}\b",
    re.IGNORECASE,
)
_CASE = re.compile(
    rf"\b(?:was|were|been|got|being|has|have|had|who|that|and) (?:\w+ )?{_DONE}\b|\b{_DONE} (?:[A-Z]|the |an? )"
    r"|\b(?:imposed|pleaded|paid|indict\w+|(?<!summary )convictions?|arrests?|bars?)\b|\bfines? of\b.{0,40}?\b(?:on|against)\b"
    rf"|\b(?:cannot|may not|must not) be (?:\w+ or )?{_DONE}\b"
)
_RULE = re.compile(r"\b(?:may|must|can|shall|up to|at most|maximum|carries|punishable|requires?)\b")
_COUNTED = re.compile(r"\bhow (?:many|often)\b", re.IGNORECASE)
_ONE_OF_ALL = re.compile(r"\b(?:first|only|last|latest|biggest|largest|highest)\b", re.IGNORECASE)


def asks_case(question: str) -> bool:
    """Tell whether a question asks whether anybody was punished, or who."""
    return _ANY_CASE.search(question) is not None


def no_case(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    """Return the sentence that says so where a question asks whether anybody was punished and what leads tells the rule alone; None for any other."""
    if not asks_case(retrieval.question) or any(_CASE.search(e.text) for e in ranked[:LEADING]):
        return None
    return "What was found tells the rule, and not whether anybody was punished under it."


def case_first(retrieval: Retrieval, ranked: Sequence[Evidence]) -> Sequence[Evidence]:
    """Lead with a case of punishment where a question asks for one and one is told; it then weighs as much as the best."""
    if not asks_case(retrieval.question) or _COUNTED.search(retrieval.question):
        return ranked
    return led_by(next((e for e in ranked[:WIDE] if _is_of(retrieval, e)), None), ranked)


def told(retrieval: Retrieval, ranked: Sequence[Evidence]) -> bool:
    """Tell whether a question asks for a case of punishment and the sentence that leads is one of those it asks for."""
    return bool(ranked) and asks_case(retrieval.question) and not _COUNTED.search(retrieval.question) and _is_of(retrieval, ranked[0])


def _is_of(retrieval: Retrieval, evidence: Evidence) -> bool:
    """Tell whether a sentence tells a case, and one under the work, in the place and of the names that a question asks about."""
    text, route = evidence.text, retrieval.route
    if not (_CASE.search(text) and years(text)) or _RULE.search(text):
        return False
    if any(word.group() not in text for word in _ONE_OF_ALL.finditer(retrieval.question)):
        return False
    if route.sources and evidence.source.id not in route.sources and not any(mention.lower() in text.lower() for mention in route.mentions):
        return False
    if route.leaning and evidence.source.jurisdiction not in route.leaning:
        return False
    asked = retrieval.asked
    return all(c.label in evidence.covered for c in asked if c.key) and coverage(asked, evidence.covered) >= HALF
