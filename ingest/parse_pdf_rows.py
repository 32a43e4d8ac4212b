"""Groups the lines of a region to rows: cells side by side, each with the lines that it runs over."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parse_pdf_lines import Line, leftward


@dataclass(slots=True)
class Row:
    """What stands side by side: its cells from the left, each with its lines from the top."""

    cells: list[list[Line]]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines, cell by cell."""
        return tuple(line for cell in self.cells for line in cell)


def rows(lines: Sequence[Line]) -> list[Row]:
    """Return the rows of a region from the top."""
    found: list[_Growing] = []
    for cell in sorted(_cells(lines), key=lambda cell: (cell[0].base, cell[0].left)):
        if not (found and found[-1].takes(cell)):
            found.append(_Growing())
        found[-1].add(cell)
    grown = [Row(row.cells) for row in found]
    for row in grown:
        row.cells.sort(key=lambda cell: cell[0].left, reverse=leftward(row.cells[0][0].text))
    return grown


class _Growing:
    """A row to which cells are added: how far down it reaches, and where from the left something stands in it."""

    def __init__(self) -> None:
        self.cells: list[list[Line]] = []
        self._bottom = float("-inf")
        self._taken: list[tuple[float, float]] = []

    def takes(self, cell: Sequence[Line]) -> bool:
        """Tell whether a cell stands beside all that the row has."""
        left, right = min(line.left for line in cell), max(line.right for line in cell)
        at = bisect_left(self._taken, (left, right))
        near = self._taken[max(at - 1, 0) : at + 1]
        return cell[0].base <= self._bottom + 0.45 * cell[0].size and all(right <= start + 1 or end <= left + 1 for start, end in near)

    def add(self, cell: list[Line]) -> None:
        """Add a cell."""
        self.cells.append(cell)
        self._bottom = max(self._bottom, cell[-1].base)
        insort(self._taken, (min(line.left for line in cell), max(line.right for line in cell)))


def _apart(one: Line, two: Line) -> bool:
    return one.right <= two.left + 1 or two.right <= one.left + 1


def _cells(lines: Sequence[Line]) -> list[list[Line]]:
    """Join lines that run on in one cell: they follow each other in the file, one under the other, while something stands beside them."""
    by_height = sorted(lines, key=lambda line: line.base)
    heights = [line.base for line in by_height]
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.place):
        if found and _under(found[-1][-1], line) and _beside([found[-1][-1], line], by_height, heights):
            found[-1].append(line)
        else:
            found.append([line])
    return [part for cell in found for part in ([[line] for line in cell] if len(cell) > 1 and _is_column(cell, by_height, heights) else [cell])]


def _under(one: Line, two: Line) -> bool:
    shared = min(one.right, two.right) - max(one.left, two.left)
    step = two.base - one.base
    return 0.5 * two.size < step <= 1.45 * two.size and abs(one.size - two.size) <= 0.15 * two.size and shared > 0.5 * min(one.width, two.width)


def _beside(cell: Sequence[Line], by_height: Sequence[Line], heights: Sequence[float]) -> list[Line]:
    """Return what stands beside a cell, to its left or right."""
    slack = 0.3 * cell[0].size
    near = by_height[bisect_left(heights, cell[0].base - slack) : bisect_right(heights, cell[-1].base + slack)]
    places = {line.place for line in cell}
    return [line for line in near if line.place not in places and all(_apart(line, other) for other in cell)]


def _is_column(cell: Sequence[Line], by_height: Sequence[Line], heights: Sequence[float]) -> bool:
    """Tell a column of rows from a cell of several lines: a figure stands beside more than one of its lines, on the same height."""
    matched: Counter[int] = Counter()
    for line in cell:
        level = [
            other
            for other in _beside([line], by_height, heights)
            if abs(other.base - line.base) <= 0.15 * line.size and (_is_figure(line.text) or _is_figure(other.text))
        ]
        matched.update({round(other.left / 4) for other in level} | {~round(other.right / 4) for other in level})
    return any(count > 1 for count in matched.values())


def _is_figure(text: str) -> bool:
    return sum(char.isalpha() for char in text) < 0.5 * len(text)
