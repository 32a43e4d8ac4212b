"""Puts the lines of a page into the order in which they are read: columns one after the other, tables row by row, paragraphs whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.parse_pdf_lines import Line
from ingest.parse_pdf_rows import Row, rows
from ingest.parse_pdf_tables import Table

Item = Line | Table
Paragraph = tuple[Line, ...]

_MAX_DEPTH = 12
_MAX_GUTTERS = 12
_BULLETS = "•▪➢✓●○■□◦‣"
_LABEL = re.compile(rf"(?:[{_BULLETS}–—*·-]|[(\[]?(?:\d{{1,3}}|[A-Za-z]|[ivxlIVXL]{{1,6}})(?:\.\d{{1,3}})*[.)\]]{{1,2}}|\d{{1,3}}|[*†‡]{{1,3}})")
_LEADER = re.compile(r"\.{5,}|(?:\. ){4,}|…{2,}|_{5,}")
_FIGURE = re.compile(r"[\d$€£¥%.,()+/–-]+")
_ENDS = re.compile(r"[.:;?!][\"'”’)\]]*\d{0,3}$")


def layout(lines: Sequence[Line], found: Sequence[Table] = ()) -> list[Paragraph]:
    """Return the paragraphs and table rows of a page in reading order; each line is in exactly one.

    ``found`` are the tables among the lines that their rules show.
    """
    taken = {line.place for table in found for row in table.rows for line in row}
    return _read([*(line for line in lines if line.place not in taken), *found], _MAX_DEPTH)


def _read(items: list[Item], depth: int) -> list[Paragraph]:
    split = _columns(items) if depth and len(items) >= 6 else None
    if split is None:
        return _paragraphs(items)
    above, left, right, below = (_read(part, depth - 1) if part else [] for part in (split.above, split.left, split.right, split.below))
    return [*above, *_bridged(left, right), *below]


def _bridged(left: list[Paragraph], right: list[Paragraph]) -> list[Paragraph]:
    """Join a paragraph that goes on at the top of the next column."""
    last, first = left[-1][-1], right[0][0]
    alike = abs(last.size - first.size) <= 0.05 * first.size
    if alike and first.text[:1].islower() and not _ENDS.search(last.text):
        return [*left[:-1], (*left[-1], *right[0]), *right[1:]]
    return left + right


@dataclass(frozen=True, slots=True)
class _Split:
    """A gutter's longest stretch: the items above it, left of it, right of it, and below."""

    above: list[Item]
    left: list[Item]
    right: list[Item]
    below: list[Item]

    @property
    def length(self) -> int:
        return min(len(self.left), len(self.right))


def _columns(items: list[Item]) -> _Split | None:
    """Return the longest stretch of a region in which columns of text stand side by side."""
    ordered = sorted(items, key=lambda item: (item.top, item.left))
    splits = [split for gutter in _gutters(items) for split in _stretches(ordered, gutter)]
    return next((split for split in sorted(splits, key=lambda split: -split.length) if _side_by_side(split)), None)


def _gutters(items: Sequence[Item]) -> list[float]:
    """Return the places, from the left, over which fewer lines run than over those beside them; the emptiest first."""
    start = min(item.left for item in items)
    cover = [0] * (min(int((max(item.right for item in items) - start) / 2), 2000) + 2)
    for item in items:
        for step in range(max(int((item.left - start) / 2), 0), min(int((item.right - start) / 2), len(cover) - 1) + 1):
            cover[step] += 1
    found: list[tuple[int, float]] = []
    i = 0
    while i < len(cover):
        end = i
        while end + 1 < len(cover) and cover[end + 1] == cover[i]:
            end += 1
        if i > 0 and end < len(cover) - 1 and cover[i - 1] > cover[i] < cover[end + 1]:
            found.append((cover[i], start + (i + end + 1)))
        i = end + 1
    return [at for _, at in sorted(found)[:_MAX_GUTTERS]]


def _stretches(ordered: list[Item], gutter: float) -> list[_Split]:
    """Return the runs of items (from the top) that a gutter parts, with at least three lines on either side."""
    splits = []
    begin = 0
    for end in range(len(ordered) + 1):
        if end < len(ordered) and (ordered[end].right <= gutter + 1.5 or ordered[end].left >= gutter - 1.5):
            continue
        run = ordered[begin:end]
        left = [item for item in run if item.right <= gutter + 1.5]
        right = [item for item in run if item.right > gutter + 1.5]
        if min(len(left), len(right)) >= 3:
            splits.append(_Split(ordered[:begin], left, right, ordered[end:]))
        begin = end + 1
    return splits


def _side_by_side(split: _Split) -> bool:
    """Tell columns of text from a table's: by their words and by the order in which the file gives them."""
    left = [item for item in split.left if isinstance(item, Line)]
    right = [item for item in split.right if isinstance(item, Line)]
    if min(len(left), len(right)) < 3 or not (_wordy(left) and _wordy(right)):
        return False
    turns = _turns(left, right)
    by_cell = len(left) + len(right) > 1.8 * (turns + 1)
    return turns <= max(2, 0.1 * min(len(left), len(right))) or (not by_cell and _full(left) and _full(right))


def _turns(left: Sequence[Line], right: Sequence[Line]) -> int:
    """Count how often the file changes from one side to the other."""
    sides = [side for _, side in sorted([(line.place, "left") for line in left] + [(line.place, "right") for line in right])]
    return sum(one != two for one, two in pairwise(sides))


def _wordy(lines: Sequence[Line]) -> bool:
    signs = [char for line in lines for char in line.text if char.isalnum()]
    return sum(char.isalpha() for char in signs) >= 0.6 * len(signs) and median(len(line.text) for line in lines) >= 8


def _full(lines: Sequence[Line]) -> bool:
    """Tell whether most lines are long and reach the same edge, as lines of running text do."""
    widths = sorted(line.width for line in lines)
    usual = widths[int(0.9 * (len(widths) - 1))]
    return median(len(line.text) for line in lines) >= 20 and sum(width >= 0.75 * usual for width in widths) >= 0.5 * len(widths)


def _paragraphs(items: Sequence[Item]) -> list[Paragraph]:
    """Read a region without columns from the top: tables and rows as they are, single lines joined to paragraphs."""
    found: list[Paragraph] = []
    free = [item for item in items if isinstance(item, Line)]
    for table in sorted((item for item in items if isinstance(item, Table)), key=lambda table: table.top):
        found += _flow([line for line in free if line.base < table.top])
        found += table.rows
        free = [line for line in free if line.base >= table.top]
    return found + _flow(free)


def _flow(lines: Sequence[Line]) -> list[Paragraph]:
    """Read lines from the top: a row of cells by itself, lines of text joined until a paragraph ends."""
    grid = rows(lines)
    margins = _Margins([row.lines for row in grid])
    found: list[list[Line]] = []
    above: Paragraph = ()
    for i, row in enumerate(grid):
        text = len(row.cells) == 1 or _stretched(row, grid[max(i - 1, 0) : i + 2], margins)
        if text and above and not _parted(above, row.lines, margins):
            found[-1] += row.lines
        else:
            found.append([*row.lines])
        above = row.lines if text else _open_cell(row, grid[i + 1 : i + 2])
    return [tuple(paragraph) for paragraph in found]


def _open_cell(row: Row, following: Sequence[Row]) -> Paragraph:
    """Return the last line of a row if the line below stands right under its cell, and so may go on with it."""
    last = row.cells[-1][-1]
    return (last,) if following and abs(following[0].lines[0].left - last.left) <= 2 else ()


class _Margins:
    """Where the lines of a region usually end, by where they begin, and how far apart they stand."""

    def __init__(self, rows: Sequence[Paragraph]) -> None:
        self.right = max((row[-1].right for row in rows), default=0.0)
        self._rights: dict[int, list[float]] = defaultdict(list)
        for row in rows:
            self._rights[round(row[0].left / 4)].append(row[-1].right)
        steps = [(two[0].base - one[-1].base) / two[0].size for one, two in pairwise(rows) if abs(one[-1].size - two[0].size) < 0.1 * two[0].size]
        self.size = median([line.size for row in rows for line in row] or [0.0])
        self.leading = min(max(median([step for step in steps if step > 0] or [1.2]), 1.0), 1.6)

    def edge(self, line: Line) -> float:
        """Return how far lines run that begin where this one does."""
        begin = round(line.left / 4)
        rights = [right for near in (begin - 1, begin, begin + 1) for right in self._rights.get(near, ())]
        return max(rights) if len(rights) >= 3 else self.right


def _stretched(row: Row, near: Sequence[Row], margins: _Margins) -> bool:
    """Tell a justified line with wide blanks from a row of cells: it reaches the edge, its blanks are even or stand above no others."""
    line = row.lines
    in_order = all(one.place < two.place for one, two in pairwise(line))
    if len(line) != len(row.cells) or not in_order or any(_FIGURE.fullmatch(piece.text) for piece in line):
        return False
    blanks = [two.left - one.right for one, two in pairwise(line)]
    if max(blanks) > 6 * line[0].size or abs(margins.edge(line[0]) - line[-1].right) > 0.6 * line[-1].size:
        return False
    if len(blanks) > 1 and max(blanks) <= 1.2 * min(blanks):
        return True
    stops = [stop for other in near if other is not row for one, two in pairwise(other.lines) for stop in (one.right, two.left)]
    return not any(abs(stop - here) <= 0.7 for one, two in pairwise(line) for here in (one.right, two.left) for stop in stops)


def _parted(above: Paragraph, below: Paragraph, margins: _Margins) -> bool:
    """Tell whether a line begins a new paragraph after the line above it."""
    last, line, size = above[-1], below[0], below[0].size
    if abs(last.size - size) > 0.12 * size or line.base - last.base > max(1.3 * margins.leading, margins.leading + 0.25) * size:
        return True
    if _LEADER.search(last.text) or line.text[0] in _BULLETS:
        return True
    edge = margins.edge(above[0])
    ended = _ENDS.search(last.text) is not None
    roomy = edge - last.right > line.first + 0.6 * size
    moved = line.left - above[0].left
    if _labelled(line) and (roomy or ended):
        return True
    if size > 1.15 * margins.size and not ended:  # a heading that runs over two lines
        return False
    if moved > 0.8 * size and ended and not _labelled(above[0]):
        return True
    slack = (edge - last.right) / max(edge - min(above[0].left, line.left), 1.0)
    return roomy and (slack > 0.08 if ended else slack > 0.2 and not line.text[:1].islower())


def _labelled(line: Line) -> bool:
    """Tell whether a line begins with a number or a bullet."""
    label, _, rest = line.text.partition(" ")
    return bool(rest) and _LABEL.fullmatch(label) is not None
