"""Crossed: whether what a passage says of two things is told of them the other way round.

The texts are cut into clauses. A word that stands in one clause of each ties
the two together, and two clauses of a claim that are each tied to the same two
of the passage have exchanged something: "A needs Y and B needs X" for "A needs
X and B needs Y". "Before" and "after", "until" and "since" are held against
each other by what stands after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from qa.synonyms import EMPTY, content, meanings, meanings_of, said

_CLAUSE = re.compile(r"[;:]|(?<!\bv)(?<!\b[A-Z])[.?!](?=\s)|\b(?:and|but|while|whereas)\b", re.IGNORECASE)
_ROW = re.compile(r"(, [\w'’-]+),? and (?=[\w'’-]+)")
_JOINED = re.compile(r"\b(?P<one>[\w'’-]+) and (?P<two>[\w'’-]+)")
_PLACE = re.compile(r"(?<=\b[Aa]rticle )\d+|(?<=\b[Aa]rt )\d+|(?<=\b[Ss]ection )\d+|(?<=\b[Rr]ule )\d+|\b(?:19|20)\d\d\b(?!/)")
_MOST = 12  # clauses of one text that are read
_LEAST = 2  # words of a clause
_SLIGHT = frozenset({"u", "s", "c", "v", "e", "eu", "uk"})  # no words of their own, as in "U.S.C.", or in every second clause
_SIDES = {"before": "before", "prior": "before", "until": "before", "till": "before", "after": "after", "since": "after", "once": "after", "following": "after"}
_TIME = re.compile(
    r"\b(?P<word>before|prior to|until|till|after|since|once(?! (?:a|every|per|each|in)\b)|following)\b(?=(?P<what>[^,;.:]{2,80}))", re.IGNORECASE
)
_END = re.compile(r"\b(?:and|but|or|while|whereas|before|after|until|since|once|when|must|may|can|shall|will|is|are|was|were|has|have|had)\b", re.IGNORECASE)
_OBJECT, _SAME = 3, 0.67


def crossed(claim: str, nearest: str) -> bool:
    """Tell whether two clauses of a claim have each something of the same two clauses of the passage, or a "before" stands where an "after" did."""
    return _clauses_crossed(claim, nearest) or _times_crossed(claim, nearest)


def _clauses_crossed(claim: str, nearest: str) -> bool:
    told, held = _clauses(_listed(claim, nearest)), _clauses(_listed(nearest, claim))
    if len(told) != len(held) or len(told) < 2:
        return False  # what is cut up otherwise is put otherwise
    tied: list[set[int]] = [set() for _ in told]
    for i, clause in enumerate(told):
        for word in clause:
            if any(_has(other, word) for n, other in enumerate(told) if n != i):
                continue
            places = [j for j, other in enumerate(held) if _has(other, word)]
            if len(places) == 1 and word in held[places[0]]:
                tied[i].add(places[0])
    for (one, ties), (other, more) in combinations(zip(told, tied, strict=True), 2):
        for a, b in combinations(ties & more, 2):
            alike = (word for word in held[a] if _has(held[b], word))
            if any(_has(one | other, word) for word in alike):  # "needs", of both: what only stands side by side has nothing to exchange
                return True
    return False


def _listed(text: str, other: str) -> str:
    """Return a text without the "and" of a row of three, and of two words that the other text joins too; it parts no clauses."""
    text = _ROW.sub(r"\1, ", text)
    return _JOINED.sub(lambda m: f"{m['one']} {m['two']}" if _joins(m, other) else m.group(), text)


def _joins(m: re.Match[str], other: str) -> bool:
    if m["two"].lower() in EMPTY:  # "email and the first draft" begins a clause
        return False
    one, two = re.escape(m["one"]), re.escape(m["two"])
    return re.search(rf"\b(?:{one} and {two}|{two} and {one})\b", other, re.IGNORECASE) is not None


def _has(clause: frozenset[str], word: str) -> bool:
    return word in clause or any(said(word, meanings(root)) for root in clause)


@lru_cache(maxsize=4_000)
def _clauses(text: str) -> tuple[frozenset[str], ...]:
    parts: list[frozenset[str]] = []
    for part in _CLAUSE.split(text)[:_MOST]:
        words = frozenset((*(root for root in content(part) if root not in _SLIGHT), *_PLACE.findall(part)))
        if parts and len(words) < _LEAST:
            parts[-1] |= words  # "written, edited and published" are three things done in one clause
        elif words:
            parts.append(words)
    return tuple(parts)


def _times_crossed(claim: str, nearest: str) -> bool:
    """Tell whether a claim has "before" something that the passage has only "after", or the other way round."""
    held = list(_times(nearest))
    for side, what in _times(claim):
        if any(other != side and min(_shares(what, thing)) >= _SAME for other, thing in held) and not any(
            other == side and max(_shares(what, thing)) >= _SAME for other, thing in held
        ):
            return True
    return False


def _times(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for m in _TIME.finditer(text):
        what = content(_END.split(m["what"])[0])[:_OBJECT]
        if what:
            yield _SIDES[m["word"].lower().split()[0]], what


def _shares(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[float, float]:
    """Return how much of each of two rows of words the other has."""
    mine, theirs = meanings_of(one), meanings_of(other)
    return sum(said(root, theirs) for root in one) / len(one), sum(said(root, mine) for root in other) / len(other)
