"""Heightened: words by which a claim says more of a thing than its passage does ("the lowest of all", "itself", "already", "more than Google")."""

from __future__ import annotations

import re

from qa.actors import named
from qa.synonyms import content, meanings_of, said

_FIXED = re.compile(
    r"\b(?:at (?:the )?(?:very )?(?:least|most|latest|earliest|first)|in the first|for the first time|(?:no|not) (?:more|less|fewer|longer|later"
    r"|earlier|higher|lower))\b",
    re.IGNORECASE,
)
_HIGHEST = re.compile(
    r"\b(?:lowest|highest|largest|biggest|smallest|fewest|longest|shortest|earliest|latest|worst|best|most(?= (?:of|[a-z]+(?:ed|ing))\b)|entirely"
    r"|completely|always|never|(?<!\d )exactly|invariably|uniquely)\b",
    re.IGNORECASE,
)
_HIGHEST_HELD = re.compile(
    r"\b(?:[a-z]+est|all|whole\w*|entire\w*|complete\w*|total\w*|not?|only|every|without|just|most\w*|always|never|maximum|minimum|exact\w*|any"
    r"|each|none|majority|half|third|quarter)\b",
    re.IGNORECASE,
)
_ITSELF = re.compile(r"\b(?:itself|himself|herself)\b|\b(?:its|their|his|her|[A-Za-z]+['’]s?) own\b", re.IGNORECASE)
# "Not only the mayor himself", "in the notice itself", "at its own expense": no more is said of anybody.
_NOT_ONLY = re.compile(
    r"\bnot (?:only|just|merely)\b|\b(?:in|of|on|by|from|to) (?:the|this|that|an?) [a-z]+ itself\b|\bit itself\b|\bat (?:its|their|his"
    r"|her) own\b",
    re.IGNORECASE,
)
_ITSELF_HELD = re.compile(r"\b(?:itself|themselves|own|merely|just|solely|only|alone|himself|herself|oneself|internal|self)\b", re.IGNORECASE)
# "The report itself" and "the carrier's own premises" of what the passage has as the carrier's: said with stress, and no more is said.
_THING_ITSELF = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Tt]hat|[Aa]n?|[Ii]ts|[Tt]heir) (?:[\w-]+ ){0,3}?(?P<noun>[a-z]+) itself\b(?! (?:must|may|can|shall|should|will|has to) (?!be\b))"
)
_ITS_OWN = re.compile(r"\b(?P<who>[A-Za-z]+)['’]s own (?P<what>[A-Za-z]+)")
_ALREADY = re.compile(
    r"\b(?:had already|has already|have already|already (?=in\b|by\b|[a-z]+ed\b)|from then on|onwards?|all of (?:these|those|them))\b", re.IGNORECASE
)
_ALREADY_HELD = re.compile(r"\b(?:already|since|from|onwards?|all|any|not?|none|once|previous\w*|total|existing|before|earlier|had)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:more|fewer|less|higher|lower|larger|smaller|greater|longer|shorter)\b[^,.;]{0,40}? than (?!half\b|one\b|a\b|\d)|\b(?:came|comes|ranks?"
    r"|ranked) (?:behind|ahead)\b"
    r"|\b(?:goes|go|went) (?:beyond|further)\b|\b(?:twice|half|three times) as\b|\b(?:twice|double|three times) (?:the|that|what)\b",
    re.IGNORECASE,
)
_COMPARED_HELD = re.compile(
    r"\b(?:more|fewer|less|[a-z]{3,}er|higher|lower|larger|smaller|greater|longer|shorter|ahead|behind|than|over|above|under|below|exceed\w*"
    r"|at least|at most|up to|maximum"
    r"|minimum|within|only|beyond|older|former\w*|further|outnumber\w*|doubl\w*|twice|twofold|half|halv\w*|tripl\w*|surpass\w*|follow\w*)\b",
    re.IGNORECASE,
)
# Before "itself": somebody, of whom it says more, or no noun at all.
_NO_THING = re.compile(
    r"(?:may|must|can|shall|should|will|could|does|authority|agency|entity|party|body|government|state|person|ministry|department|board|council|committee"
    r"|owner|sender|office|crew|town|museum|union|club|firm|commission|association|organi[sz]ation|service)"
)
_IN_A_ROW, _MUCH = 5, 0.25
_WAYS = ((_HIGHEST, _HIGHEST_HELD), (_ALREADY, _ALREADY_HELD), (_COMPARED, _COMPARED_HELD))


def heightened(claim: str, nearest: str, passage: str) -> bool:
    """Tell whether a claim has a superlative, a comparison, an "already", an "itself" or a run of words to which nothing in the passage answers."""
    plain = _FIXED.sub(" ", claim)
    if any(told.search(plain) and not held.search(nearest) for told, held in _WAYS):
        return True
    if _ITSELF.search(_unstressed(claim, passage)) and not _NOT_ONLY.search(claim) and not _ITSELF_HELD.search(passage):
        return True
    return _unsaid_run(claim, passage)


def _unstressed(claim: str, passage: str) -> str:
    """Return a claim without the "itself" of a thing, and without the "own" of what the passage has as the same one's."""

    def thing(m: re.Match[str]) -> str:
        return m.group() if named(m["noun"]) or _NO_THING.fullmatch(m["noun"]) else m.group().removesuffix(" itself")

    def owned(m: re.Match[str]) -> str:
        held = re.search(rf"\b{m['who']}['’]s (?:[\w-]+ )?{m['what']}", passage, re.IGNORECASE)
        return m.group().replace(" own ", " ") if held else m.group()

    return _ITS_OWN.sub(owned, _THING_ITSELF.sub(thing, claim))


def _unsaid_run(claim: str, passage: str) -> bool:
    """Tell whether a claim has five words together of which the passage has none, and these are much of it."""
    told, run, longest = meanings_of(content(passage)), 0, 0
    for root in content(claim):
        run = 0 if said(root, told) else run + 1
        longest = max(longest, run)
    return longest >= _IN_A_ROW and longest > _MUCH * len(content(claim))
