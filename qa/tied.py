"""Tied: which words a figure stands among, so that no figure takes another's place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from qa.figures import days_at, numbers_at
from qa.synonyms import content, meanings, meanings_of, said

_REACH = 4  # words on each side that a figure is tied to, the nearer the more
_MARGIN, _LEAST, _FOLLOWED = 1.25, 0.3, 0.6
_MOST = 24  # figures of one text that are read
_COUNTED = re.compile(r"^(?: (?!(?:to|of|for|in|on|by|from|with|at|per|was|were|is|are|as|than|that|which)\b)[\w'’-]+)+")
_FROM_TO = re.compile(r"\b(?<!up )(?:from|to)\b[ $£€A-Z]*$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[^\W_][\w'’,-]*")
_CUT = re.compile(r"[,;:.](?=\s)|\b(?:and|or|but|while|whereas)\b")


@dataclass(frozen=True, slots=True)
class _Figure:
    value: str
    words: tuple[tuple[frozenset[str], float], ...]
    counted: tuple[str, ...]


def exchanged(claim: str, nearest: str) -> bool:
    """Tell whether two figures of a claim stand each among the words that the other stands among in the passage."""
    told, held = _figures(claim), {f.value: f for f in _figures(nearest)}
    own = {f.value: f for f in told if f.value in held}
    if len(own) < 2 or len(held) < 2:
        return False
    for a, b in combinations(own, 2):
        crossed = _alike(own[a], held[b]), _alike(own[b], held[a])
        straight = _alike(own[a], held[a]) + _alike(own[b], held[b])
        if min(crossed) >= _LEAST and sum(crossed) > _MARGIN * straight:
            return True
        if _counts_exchanged(own[a], own[b], held[a], held[b]):
            return True
    return False


def _counts_exchanged(a: _Figure, b: _Figure, held_a: _Figure, held_b: _Figure) -> bool:
    """Tell whether each of two figures is followed by what follows the other in the passage ("3 videos and 5 images" for "5 videos and 3 images")."""
    crossed = _like(a.counted, held_b.counted), _like(b.counted, held_a.counted)
    straight = _like(a.counted, held_a.counted) + _like(b.counted, held_b.counted)
    return min(crossed) >= _FOLLOWED and sum(crossed) > _MARGIN * straight


def _like(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return the share of the shorter row of words that the longer one has."""
    few, many = sorted((one, other), key=len)
    told = meanings_of(many)
    return sum(said(root, told) for root in few) / len(few) if few else 0.0


@lru_cache(maxsize=1_000)
def _figures(text: str) -> tuple[_Figure, ...]:
    marks = sorted({(start, end, value) for value, start, end in (*days_at(text), *numbers_at(text))})[:_MOST]
    days = {start for _, start, _ in days_at(text)}
    out = []
    for start, end, value in marks:
        before, after = _CUT.split(text[max(0, start - 90) : start])[-1], _CUT.split(text[end : end + 90])[0]
        if start in days or _YEAR.fullmatch(value):
            continue
        # What is counted stands after the first of several figures only, so it tells none from another.
        out.append(_Figure(value, (*_way(before), *_near(_words(before)[::-1]), *_near(_words(_COUNTED.sub("", after)))), content(after)))
    values = [f.value for f in out]
    return tuple(f for f in out if values.count(f.value) == 1)


def _way(before: str) -> tuple[tuple[frozenset[str], float], ...]:
    m = _FROM_TO.search(before)
    return ((frozenset([m.group().split()[0]]), 1.0),) if m else ()


def _words(text: str) -> list[frozenset[str]]:
    """Return the meanings of each word of a text; of figures the years alone."""
    out = []
    for m in _WORD.finditer(text):
        roots = (m.group(),) if _YEAR.fullmatch(m.group()) else content(m.group())
        out += [meanings(root) | {root} for root in roots]
    return out


def _near(words: list[frozenset[str]]) -> tuple[tuple[frozenset[str], float], ...]:
    return tuple((word, 1.0 / (i + 1)) for i, word in enumerate(words[:_REACH]))


def _alike(one: _Figure, other: _Figure) -> float:
    """Return how much the words near one figure are near the other, the nearest counting most."""
    return sum(max((min(mine, theirs) for held, theirs in other.words if word & held), default=0.0) for word, mine in one.words)
