"""Likeness: how much of a claim its passage has, as plain numbers that a fitted model weighs.

Words are compared by stem and by meaning (``qa.synonyms``), in the best window
of sentences rather than in the whole passage, so that words from all over a
long page do not add up to a sentence that it never says.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.text import Span, sentences
from qa.actors import strange_names
from qa.figures import figures, missing
from qa.synonyms import content, meanings_of, said
from qa.terms import stem, words

MAX_SENTENCES = 300
WINDOW = 3


@dataclass(frozen=True, slots=True)
class Window:
    """The run of sentences of a passage that has most of a claim's words: where it stands, and what share of them it has."""

    start: int
    end: int
    share: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of a claim its passage has; each field from 0 to 1 unless it says otherwise.

    covered          of the claim's words, those that the passage has, by stem or by meaning
    by_sentence      the same for the best sentence
    by_window        the same for the best run of three sentences
    rare_by_window   the same, with words weighed by how few sentences have them
    exact            of the claim's words, those that the passage has by stem
    pairs            of the claim's pairs of neighbouring words, those that are neighbours in the passage too
    pairs_by_window  the same for the best window
    in_order         the longest row of the claim's words that stand in the best window in the same order
    strange          names in the claim that the passage does not have, 0 to 3
    lost             figures in the claim that the passage does not have, 0 to 3
    claim_words      logarithm of the number of the claim's words
    passage_words    logarithm of the number of the passage's words
    uncovered        number of the claim's words that the passage does not have, 0 to 6
    """

    covered: float
    by_sentence: float
    by_window: float
    rare_by_window: float
    exact: float
    pairs: float
    pairs_by_window: float
    in_order: float
    strange: float
    lost: float
    claim_words: float
    passage_words: float
    uncovered: float


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    roots: tuple[str, ...]
    meanings: frozenset[str]


@lru_cache(maxsize=64)
def _cut(passage: str) -> tuple[_Sentence, ...]:
    out = []
    for start, end in sentences(passage)[:MAX_SENTENCES]:
        roots = content(passage[start:end])
        out.append(_Sentence((start, end), roots, meanings_of(roots)))
    return tuple(out)


def best_window(claim: str, passage: str, size: int = WINDOW) -> Window:
    """Return the shortest run of up to ``size`` sentences that has most of a claim's words and figures."""
    cut = _cut(passage)
    wanted = content(claim)
    marks = {str(figure) for figure in figures(claim)}
    held = [frozenset(str(figure) for figure in figures(passage[s.span[0] : s.span[1]])) for s in cut] if marks else [frozenset[str]()] * len(cut)
    best = Window(0, len(passage), 0.0)
    top = -1.0
    for length in range(1, size + 1):
        for i in range(max(0, len(cut) - length + 1)):
            told = frozenset[str]().union(*(s.meanings for s in cut[i : i + length]))
            got = sum(said(root, told) for root in wanted) + len(marks & frozenset[str]().union(*held[i : i + length]))
            # Another sentence must bring in more than a stray word.
            worth = got / max(1, len(wanted) + len(marks)) - 0.06 * (length - 1)
            if worth > top + 1e-9:
                top = worth
                best = Window(cut[i].span[0], cut[i + length - 1].span[1], sum(said(root, told) for root in wanted) / max(1, len(wanted)))
    return best


def likeness(claim: str, passage: str) -> Likeness:
    """Compare a claim with a passage."""
    cut = _cut(passage)
    wanted = content(claim)
    size = max(1, len(wanted))
    told = frozenset[str]().union(*(s.meanings for s in cut))
    roots = frozenset(root for s in cut for root in s.roots)
    windows = [frozenset[str]().union(*(s.meanings for s in cut[i : i + WINDOW])) for i in range(len(cut))]
    rarity = {root: math.log(1 + max(1, len(cut)) / (0.5 + sum(said(root, s.meanings) for s in cut))) + 0.5 for root in set(wanted)}
    total = sum(rarity[root] for root in wanted) or 1.0
    shares = [sum(said(root, s.meanings) for root in wanted) / size for s in cut]
    rare = [sum(rarity[root] for root in wanted if said(root, window)) / total for window in windows]
    near = max(range(len(rare)), key=lambda i: (rare[i], -i), default=0)
    here = tuple(root for s in cut[near : near + WINDOW] for root in s.roots)
    running, run_here = _row(claim), _row(passage[cut[near].span[0] : cut[min(near + WINDOW, len(cut)) - 1].span[1]]) if cut else ()
    pairs = set(itertools.pairwise(running))
    everywhere = {pair for s in cut for row in [_row(passage[s.span[0] : s.span[1]])] for pair in itertools.pairwise(row)}
    return Likeness(
        covered=sum(said(root, told) for root in wanted) / size,
        by_sentence=max(shares, default=0.0),
        by_window=max((sum(said(root, w) for root in wanted) / size for w in windows), default=0.0),
        rare_by_window=max(rare, default=0.0),
        exact=sum(root in roots for root in wanted) / size,
        pairs=len(pairs & everywhere) / max(1, len(pairs)),
        pairs_by_window=len(pairs & set(itertools.pairwise(run_here))) / max(1, len(pairs)),
        in_order=_longest_row(wanted, here) / size,
        strange=float(min(3, len(strange_names(claim, passage)))),
        lost=float(min(3, len(missing(claim, passage)))),
        claim_words=math.log(1 + len(wanted)),
        passage_words=math.log(1 + sum(len(s.roots) for s in cut)),
        uncovered=float(min(6, sum(not said(root, told) for root in wanted))),
    )


@lru_cache(maxsize=4_000)
def _row(text: str) -> tuple[str, ...]:
    """Return the stems of all words of a text in order."""
    return tuple(stem(word) for word in words(text))


def _longest_row(wanted: Sequence[str], held: Sequence[str]) -> int:
    """Return the length of the longest common subsequence of two rows of words."""
    if len(wanted) * len(held) > 40_000:  # no sentence is that long
        wanted, held = wanted[:100], held[:400]
    before = [0] * (len(held) + 1)
    for word in wanted:
        row = [0]
        for j, other in enumerate(held, start=1):
            row.append(before[j - 1] + 1 if word == other else max(before[j], row[-1]))
        before = row
    return before[-1]
