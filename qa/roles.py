"""Roles: whether those who act and those who are acted on have changed places between a claim and its passage.

A sentence with "must" or "may" is read by what stands before that word and
after it, the passive by what stands after "by", and "get from" by what stands
after "from". A sentence without one is read by two names and the verb between
them. Where it cannot be told who acts, nothing has changed places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from qa.actors import named, proper_names
from qa.modality import entitles
from qa.synonyms import content, meanings_of, said
from qa.terms import stem

_MODAL = re.compile(
    r"\b(?P<modal>(?:must|shall|may|can|cannot|could|should|will|would)(?: not| never)?|(?:has|have|had) to|needs? not|(?:do|does|did) not (?:have|need) to"
    r"|(?:is|are|was|were) (?:not )?(?:required|obliged|allowed|free|entitled|permitted|able) to|(?:has|have) (?:a|the) (?:duty|right|power) to)\b",
    re.IGNORECASE,
)
_MADE_TO = re.compile(
    r"\b(?:requires?|required|obliges?|obliged|allows?|allowed|permits?|permitted|compels?|forces?|orders?|ordered|bars|forbids)"
    r" (?P<who>[^,.;]{2,110}?) (?:to|from) (?!be\b|being\b)[a-z]+",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^\s*(?:by \d[^,]{,25}? (?:each|every) (?:year|month|day) |(?:unless|if|when|once|after|before|where|since|under|in|until|on|according to|for"
    r"|with|by|within|at|as|every|each|to|along)\b[^,]*, )",
    re.IGNORECASE,
)
_CLAUSE_START = re.compile(r"[,;:]|\b(?:that|and|but|because|if|where|when|who|which)\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\W*(?:(?:not|never|also|first|\w+ly) )?be(?: (?:\w+ly|also|first))? (?!able)\w+", re.IGNORECASE)
_BY = re.compile(
    r"\bby (?P<who>(?!\d|law\b|the law\b|then\b|an? (?:maximum|minimum|fine|prison|term|penalty|notice|means)\b)[^,.;]{2,80}?)(?= (?:to|of|for|in|on"
    r"|within|at|from|when|if|unless|under|before|after|through|as)\b|[,.;]|$)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"^\W*(?:(?:\w+ly|also|only|then) )?(?:get|receive|obtain|collect|learn|hear|acquire|be entitled)\b.*?\bfrom (?P<who>[^,.;]{2,80})", re.IGNORECASE
)
_RECEIVES = re.compile(r"^\W*(?:(?:\w+ly|also|only|then) )?(?:get|receive|obtain|collect|learn|hear|acquire|have|expect|see|be|go)\b", re.IGNORECASE)
_BE = re.compile(r"\b(?:is|are|was|were|been|be|being)\b", re.IGNORECASE)
_APART = re.compile(r"[,;:(]|\b(?:and|or|that|who|which|to|of|for|with|against|under|in|on|from|at|as|than|over|into|about)\b", re.IGNORECASE)
# Verbs and comparisons whose two sides may change places though neither is a name.
_BETWEEN = re.compile(
    r"\b(?P<verb>outnumber|exceed|outweigh|surpass|overtake|overtook|replace|supersede|precede|outrank|prevail|override)(?:s|d|ed)?\b(?: over)?(?! by)"
    r"|\b(?P<than>(?:more|fewer|less|higher|lower|larger|smaller|greater|longer|shorter|older|stricter)\b[^,.;]{0,40}? than)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:(?:under|by|in|for|to|through|with|on|from|at) (?:which|whom)|whose)\b[^,;:]*$", re.IGNORECASE)
_ANYBODY = re.compile(
    r"\b(?:nobody|no one|anyone|anybody|one|whoever|people|they|it)\s*$", re.IGNORECASE
)  # a law that forbids it, too, is told of by "nobody may"
_INVERTED = re.compile(r"\s*(?:Only (?:if|where|when|with|after|once|under|in|on|by|for|to)|Under no|In no|Never|At no|Nowhere|Not until)\b", re.IGNORECASE)
_SAME = 0.6


@dataclass(frozen=True, slots=True)
class _Acting:
    """The words for whoever acts, and those of the rest of the sentence."""

    who: tuple[str, ...]
    rest: tuple[str, ...]


def swapped(claim: str, nearest: str) -> bool:
    """Tell whether the one who acts in the claim is acted on in the passage, and the other way round."""
    one, other = _acting(claim), _acting(nearest)
    if one is not None and other is not None:
        mine, theirs = meanings_of(one.who), meanings_of(other.who)
        apart = _share(one.who, theirs) == 0.0 and _share(other.who, mine) == 0.0
        if entitles(claim, nearest):
            return not apart  # who is entitled to it is not the one who must give it
        if apart and _share(one.who, meanings_of(other.rest)) >= _SAME and _share(other.who, meanings_of(one.rest)) >= _SAME:
            return True
    return _turned_round(claim, nearest) or _sides_changed(claim, nearest)


def _sides_changed(claim: str, nearest: str) -> bool:
    """Tell whether what stands before a comparison or a verb such as "outnumber" stands after it in the passage, and the other way round."""
    one, other = _BETWEEN.search(claim), _BETWEEN.search(nearest)
    if one is None or other is None or stem((one["verb"] or one["than"]).split()[0].lower()) != stem((other["verb"] or other["than"]).split()[0].lower()):
        return False
    (first, second), (held_first, held_second) = _sides(claim, one), _sides(nearest, other)
    return bool(first and second and held_first and held_second) and first <= held_second and second <= held_first


def _sides(text: str, m: re.Match[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of both sides that the other side has not."""
    before, after = frozenset(content(text[: m.start()])), frozenset(content(text[m.end() :]))
    return before - after, after - before


def _share(roots: tuple[str, ...], told: frozenset[str]) -> float:
    return sum(said(root, told) for root in roots) / len(roots) if roots else 0.0


def _acting(sentence: str) -> _Acting | None:
    """Return who must or may do something in a sentence; None where that cannot be told."""
    main = _LEADING.sub("", sentence)
    m = _MODAL.search(main)
    if len(_MODAL.findall(main)) + len(_MADE_TO.findall(main)) > 1:
        return None  # of several clauses it cannot be told which one answers which
    made = _MADE_TO.search(main)
    if made is not None and (m is None or made.start() < m.start()):
        return _Acting(content(made["who"])[:6], content(main[made.end() :])) if content(made["who"]) else None
    if m is None:
        return None
    if _INVERTED.match(main):
        return None  # "only where a law requires it may a shop": who acts stands after
    before, after = main[: m.start()], main[m.end() :]
    if _RELATIVE.search(before):
        return None  # "the law under which providers must report" tells of the law
    if _PASSIVE.match(after):
        by = _BY.search(after)
        return _Acting(content(by["who"])[:5], content(f"{before} {after[: by.start()]} {after[by.end() :]}")) if by else None
    source = _FROM.match(after)
    if source is not None:
        return _Acting(content(source["who"])[:4], content(f"{before} {after[: source.start('who')]}"))
    if _RECEIVES.match(after):
        return None
    starts = [s.end() for s in _CLAUSE_START.finditer(before)]
    subject = next((found for start in [*reversed(starts), 0] if (found := content(before[start:]))), ())
    return _Acting(subject[-5:], content(after)) if subject and not _ANYBODY.search(before) else None


@dataclass(frozen=True, slots=True)
class _Deed:
    """Who stands before and after a verb, and whether the verb is passive."""

    first: str
    second: str
    verbs: frozenset[str]
    passive: frozenset[str]


def _turned_round(claim: str, nearest: str) -> bool:
    """Tell whether two names stand round a verb the other way round than in the passage, or it was made passive."""
    for told in _deeds(claim):
        for held in _deeds(nearest):
            same = told.verbs & held.verbs
            if not same or told.first == told.second:
                continue
            turned = (told.first, told.second) == (held.second, held.first)
            kept = (told.first, told.second) == (held.first, held.second)
            voice = bool(same & told.passive) != bool(same & held.passive)
            if (turned and not voice) or (kept and voice):
                return True
    return False


def _deeds(sentence: str) -> Iterator[_Deed]:
    places = sorted({(start, name) for name, start in (*named(sentence), *proper_names(sentence))})
    for (start, first), (end, second) in pairwise(places):
        between = sentence[start:end]
        _, _, middle = between.partition(" ")
        verbs = frozenset(content(middle))
        if not verbs or _APART.search(between):
            continue
        by = re.search(r"\bby\b", middle)
        passive = verbs if by and _BE.search(middle[: by.start()]) else frozenset[str]()
        if by and not passive:
            continue
        yield _Deed(first, second, verbs, passive)
