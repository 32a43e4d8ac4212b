"""Neighbours: whether two of those a passage speaks of stand in a claim each among the words that the other stands among.

"The ministry reports on the cases notified to the government" for "the government
reports on the cases notified to the ministry" has every word of its passage. Each
party, section, day and office is tied to the nearest words on either side of
it within its clause, the nearer the more, wherever it is spoken of. Where two
have more of each other's words than of their own, they have changed places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations, islice

from qa.actors import named
from qa.figures import MONTH_NAMES
from qa.synonyms import content, meanings

_PARTY = re.compile(
    r"\b(?:(?P<kind>issuing|enforcing|ordering|competent|requesting|governmental|foreign|private|interested) )?"
    r"(?P<head>authorit(?:y|ies)|entit(?:y|ies)|traders?|marketplaces?|hosts?|organi[sz]ations?|individuals?|persons?|people|public(?= (?:to|can"
    r"|may|must|who|has|have|is|are)\b)"
    r"|auditors?|coordinators?|recipients?|governments?|agents?|agenc(?:y|ies)|suspects?|complainants?|states|applicants?|registrars?|famil(?:y"
    r"|ies)|part(?:y|ies)|owners?"
    r"|clients?|buyers?|sellers?|defendants?|plaintiffs?|tenants?|landlords?|lenders?|borrowers?|committees?|councils?|boards?|ministr(?:y|ies)"
    r"|departments?)\b",
    re.IGNORECASE,
)
_BY_KIND = frozenset({"authority", "entity", "government", "agency"})  # too many to be one without the word before
_PLACE = re.compile(
    r"(?:\b(?:sections?|articles?|schedules?|rules?|chapters?)|§+) (?P<place>\d[\w.()-]*)"
    rf"|\b(?P<day>\d{{1,2}} (?:{MONTH_NAMES}) \d{{4}})"
    r"|\b(?P<circuit>(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh) circuit)",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"\b(?P<office>[A-Z][a-z]+ (?:Authority|Committee|Board|Council|Court|Office|Commissioner|Cent(?:re|er)))")
# Places of one list ("§ 5, § 6 or § 7") have the same words about them all.
_LISTED_BEFORE, _LISTED_AFTER = re.compile(r"\d[\w()]*(?:,|,? and|,? or) (?:§+ )?$"), re.compile(r"(?:,|,? and|,? or) (?:§+ )?\d")
# "..., Google twice a year": the words that are left out stand with the first alone.
_ELLIPSIS_BEFORE = re.compile(r"(?:,|;|\band) (?:the )?$")
_ELLIPSIS_AFTER = re.compile(r" (?:(?:only|about|at (?:least|most)|up to) )?(?:once|twice|\d|one\b|two\b|three\b|for|to|in|by|from|at)")
_PLURAL = re.compile(r"(?:(?P<y>ies)|s)$")
_OF_HIS = re.compile(r"['’]")
_CLAUSE = re.compile(r"[,;:.](?=\s)|\b(?:but|while|whereas)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w'’-]*")
_REACH, _NEAR = 4, 90  # words on each side, within so many characters
_LEAST, _MARGIN = 0.6, 1.4  # how much each must have of the other's words, and both of the others' for each of their own
_MOST = 40  # parties of one text that are read


def neighbours_exchanged(claim: str, nearest: str) -> bool:
    """Tell whether two parties, sections, days or offices of a claim have changed places."""
    told, held = _among(claim), _among(nearest)
    for one, other in combinations([name for name in told if name in held], 2):
        if one[0] != other[0]:
            continue  # no day takes a party's place
        crossed = _alike(told[one], held[other]), _alike(told[other], held[one])
        straight = _alike(told[one], held[one]) + _alike(told[other], held[other])
        if min(crossed) >= _LEAST and sum(crossed) > _MARGIN * straight:
            return True
    return False


@lru_cache(maxsize=1_000)
def _among(text: str) -> dict[tuple[str, str], dict[str, float]]:
    """Return, by kind and name, the words that each of those a text speaks of stands among, with how near each comes, from 0 to 1."""
    out: dict[tuple[str, str], dict[str, float]] = {}
    for kind, name, start, end in islice(_spoken_of(text), _MOST):
        if _ELLIPSIS_AFTER.match(text, end) and _ELLIPSIS_BEFORE.search(text, max(0, start - 10), start):
            continue
        near = out.setdefault((kind, name), {})
        before, after = _CLAUSE.split(text[max(0, start - _NEAR) : start])[-1], _CLAUSE.split(text[end : end + _NEAR])[0]
        for words in (reversed(_WORD.findall(before)), _WORD.findall(after)):
            roots = islice((root for word in words for root in content(word)), _REACH)
            for place, root in enumerate(roots, start=1):
                near[root] = max(near.get(root, 0.0), 1.0 / place)
    return out


def _spoken_of(text: str) -> Iterable[tuple[str, str, int, int]]:
    """Return those a text speaks of in order, each with its kind and its span; an owner ("the user's") does not count."""
    found: dict[int, tuple[str, int, int]] = {}
    for m in _PARTY.finditer(text):
        head = _PLURAL.sub(lambda end: "y" if end["y"] else "", m["head"].lower())
        name = f"{m['kind'].lower()} {head}" if m["kind"] and head in _BY_KIND else head
        found[m.start("head")] = (name, m.start(), m.end())
    for name, start in named(text):
        word = _WORD.match(text, start)
        end = word.end() if word else start
        if start not in found and not any(first <= start < last for _, first, last in found.values()):
            found[start] = (name, start, end)
    parties = [("party", name, start, end) for name, start, end in found.values() if not _OF_HIS.search(text, start, end + 1)]
    places = [(m.lastgroup or "", str(m[m.lastgroup or 0]).lower(), m.start(), m.end()) for m in _PLACE.finditer(text) if not _listed(m, text)]
    offices = [("party", m["office"].lower(), m.start(), m.end()) for m in _OFFICE.finditer(text)]
    return sorted((*parties, *places, *offices), key=lambda party: party[2])


def _listed(m: re.Match[str], text: str) -> bool:
    return bool(_LISTED_AFTER.match(text, m.end()) or _LISTED_BEFORE.search(text, max(0, m.start() - 20), m.start()))


def _alike(mine: dict[str, float], theirs: dict[str, float]) -> float:
    """Return how much of one row of words the other has, the nearest counting most."""
    return sum(
        max((min(near, other) for word, other in theirs.items() if word == root or not meanings(word).isdisjoint(meanings(root))), default=0.0)
        for root, near in mine.items()
    )
