"""Joins the words of a page to lines: pieces of text without a wide gap, as they stand side by side."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import bidirectional

from ingest.parse_pdf_page import SLANTED, Rule, Word

# Gaps in sizes of the font: what parts two pieces, what still joins pieces that the file gives apart, and what is a blank at all.
_WIDE = 1.4
_NEIGHBOUR = 0.45
_BLANK = 0.15
_MARK = re.compile(r"[\[(]?\d{1,3}(?:[,–-]\d{1,3})*[\])]?|[*†‡§¶]{1,3}")


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of a line of text; ``place`` is its turn in the file, ``first`` the width of its first word."""

    text: str
    left: float
    right: float
    base: float
    size: float
    place: int
    first: float

    @property
    def top(self) -> float:
        """Where its letters begin."""
        return self.base - 0.8 * self.size

    @property
    def width(self) -> float:
        """How far it runs."""
        return self.right - self.left


def lines(words: Sequence[Word], upright: Sequence[Rule] = ()) -> tuple[Line, ...]:
    """Return the pieces of text that words form, in the file's order; a rule between two words parts them, and slanted words stay together."""
    if words and words[0].turn == SLANTED:
        return (_line(words, 0),)
    runs: list[list[Word]] = []
    for word in words:
        if runs and _follows(runs[-1][-1], word) and not _walled(runs[-1][-1], word, upright):
            runs[-1].append(word)
        else:
            runs.append([word])
    pieces = _merged([_line(run, place) for place, run in enumerate(runs)], upright)
    return tuple(sorted(pieces, key=lambda line: line.place))


def leftward(text: str) -> bool:
    """Tell whether a text runs from right to left."""
    return any(bidirectional(char) in {"R", "AL"} for char in text)


def level(one: Word | Line, two: Word | Line) -> bool:
    """Tell whether two pieces stand on one line, raised and lowered marks included."""
    return abs(one.base - two.base) <= 0.45 * max(one.size, two.size) and abs(one.base - two.base) <= 0.9 * min(one.size, two.size)


def _follows(last: Word, word: Word) -> bool:
    """Tell whether a word stands right beside the word before it in the file."""
    size = max(last.size, word.size)
    gap = last.left - word.right if leftward(word.text) and leftward(last.text) else word.left - last.right
    return level(last, word) and -0.5 * size <= gap <= _WIDE * size


def _walled(one: Word | Line, two: Word | Line, upright: Sequence[Rule]) -> bool:
    """Tell whether a rule stands between two pieces."""
    return any(one.right - 1 <= rule.at <= two.left + 1 and rule.start <= one.base <= rule.end for rule in upright)


def _line(run: Sequence[Word], place: int) -> Line:
    text = run[0].text
    for last, word in pairwise(run):
        gap = max(word.left - last.right, last.left - word.right)
        apart = word.apart or gap > 0.3 * max(last.size, word.size) or _is_mark(word, last)
        text += f" {word.text}" if apart else word.text
    body = max(run, key=lambda word: len(word.text) * word.size)
    left, right = min(word.left for word in run), max(word.right for word in run)
    return Line(text, left, right, body.base, body.size, place, run[0].right - run[0].left)


def _is_mark(raised: Word | Line, before: Word | Line) -> bool:
    """Tell whether small raised figures or signs follow a word: the mark of a note or an exponent, which is no part of the word."""
    small = raised.size <= 0.85 * before.size and raised.base < before.base - 0.15 * before.size
    return small and _MARK.fullmatch(raised.text.strip()) is not None


def _merged(pieces: Iterable[Line], upright: Sequence[Rule]) -> Iterable[Line]:
    """Join pieces that stand side by side although the file gives them apart (a bold word, a link)."""
    rows: dict[int, list[Line]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda line: line.left):
        home = round(piece.base / 4)
        near = [row for row in range(home - 2, home + 3) if rows[row] and _beside(rows[row][-1], piece, upright)]
        if near:
            row = max(near, key=lambda row: rows[row][-1].right)
            rows[row][-1] = _joined(rows[row][-1], piece)
        else:
            rows[home].append(piece)
    return (line for row in rows.values() for line in row)


def _beside(one: Line, two: Line, upright: Sequence[Rule]) -> bool:
    size = max(one.size, two.size)
    near = -0.3 * size <= two.left - one.right <= _NEIGHBOUR * size
    return near and level(one, two) and not leftward(one.text) and not _walled(one, two, upright)


def _joined(one: Line, two: Line) -> Line:
    blank = " " if two.left - one.right > _BLANK * max(one.size, two.size) or _is_mark(two, one) else ""
    body = max(one, two, key=lambda line: line.width)
    return Line(f"{one.text}{blank}{two.text}", one.left, max(one.right, two.right), body.base, body.size, min(one.place, two.place), one.first)
