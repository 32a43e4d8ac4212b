"""Finds the tables on a page by their rules, so that a row is read as a row although its cells run over several lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.parse_pdf_lines import Line
from ingest.parse_pdf_page import Rule

_SAME_EDGE = 4.0
_SAME_HEIGHT = 3.5
_GAP = 12.0
_MAX_CELL_LINES = 14


@dataclass(frozen=True, slots=True)
class Table:
    """A table with rules: its rows from the top, each with its lines cell by cell."""

    rows: tuple[tuple[Line, ...], ...]
    left: float
    right: float
    top: float
    bottom: float
    place: int


def tables(lines: Sequence[Line], level: Sequence[Rule], upright: Sequence[Rule]) -> list[Table]:
    """Return the tables among the lines of a page, from the top."""
    found: list[Table] = []
    free = list(lines)
    for grid in _grids(_whole(level, lines)):
        for table in _in_grid(grid, free, upright):
            taken = {line.place for row in table.rows for line in row}
            free = [line for line in free if line.place not in taken]
            found.append(table)
    return sorted(found, key=lambda table: table.top)


def _whole(level: Sequence[Rule], lines: Sequence[Line]) -> list[Rule]:
    """Join the pieces of rules that lie on one height, and drop what only underlines words."""
    heights: list[list[Rule]] = []
    for rule in sorted(level, key=lambda rule: rule.at):
        if heights and rule.at - heights[-1][0].at <= _SAME_HEIGHT:
            heights[-1].append(rule)
        else:
            heights.append([rule])
    return [rule for height in heights for rule in _joined(height) if not _underlines(rule, lines)]


def _joined(height: Sequence[Rule]) -> list[Rule]:
    joined: list[Rule] = []
    for rule in sorted(height, key=lambda rule: rule.start):
        if joined and rule.start <= joined[-1].end + _GAP:
            joined[-1] = Rule(joined[-1].at, joined[-1].start, max(joined[-1].end, rule.end))
        else:
            joined.append(rule)
    return joined


def _underlines(rule: Rule, lines: Sequence[Line]) -> bool:
    return any(-1 <= rule.at - line.base <= 0.4 * line.size and line.left - 3 <= rule.start and rule.end <= line.right + 3 for line in lines)


def _grids(level: Sequence[Rule]) -> list[list[Rule]]:
    """Group rules that begin and end alike; shorter ones inside them part cells that others span, and are passed over."""
    grids: list[list[Rule]] = []
    for rule in level:
        near = min(grids, key=lambda grid: _off(grid[0], rule), default=None)
        if near is not None and _off(near[0], rule) <= _SAME_EDGE:
            near.append(rule)
        else:
            grids.append([rule])
    return [grid for grid in grids if len(grid) >= 3]


def _off(one: Rule, two: Rule) -> float:
    return max(abs(one.start - two.start), abs(one.end - two.end))


def _in_grid(grid: Sequence[Rule], lines: Sequence[Line], upright: Sequence[Rule]) -> list[Table]:
    """Return the tables between rules of one width: runs of bands that each hold more than one cell, of a few lines."""
    bands = [_band(above, below, lines, upright) for above, below in pairwise(grid)]
    runs: list[list[int]] = []
    for i, cells in enumerate(bands):
        if len(cells) > 1 and max(len(cell) for cell in cells) <= _MAX_CELL_LINES:
            if runs and runs[-1][-1] == i - 1:
                runs[-1].append(i)
            else:
                runs.append([i])
    if sum(len(run) for run in runs) < 2:
        return []
    return [_table(tuple(row for i in run for row in _rows(bands[i])), grid[run[0]], grid[run[-1] + 1]) for run in runs]


def _table(rows: tuple[tuple[Line, ...], ...], above: Rule, below: Rule) -> Table:
    members = [line for row in rows for line in row]
    left, right = min(line.left for line in members), max(line.right for line in members)
    return Table(rows, left, right, above.at, below.at, min(line.place for line in members))


def _band(above: Rule, below: Rule, lines: Sequence[Line], upright: Sequence[Rule]) -> list[list[Line]]:
    """Return the lines between two rules, cell by cell from the left."""
    inside = [line for line in lines if above.at < line.base - 0.3 * line.size < below.at and above.start - 5 <= (line.left + line.right) / 2 <= above.end + 5]
    height = below.at - above.at
    walls = sorted(rule.at for rule in upright if min(rule.end, below.at) - max(rule.start, above.at) >= 0.5 * height)
    columns: dict[int, list[Line]] = defaultdict(list)
    for line in inside:
        columns[sum(wall < (line.left + line.right) / 2 for wall in walls)].append(line)
    return [cell for _, column in sorted(columns.items()) for cell in stacks(column)]


def stacks(lines: Iterable[Line]) -> list[list[Line]]:
    """Group lines that stand above one another, from the left; each group from the top."""
    found: list[list[Line]] = []
    edge = float("-inf")
    for line in sorted(lines, key=lambda line: line.left):
        if found and line.left < edge - 1:
            found[-1].append(line)
        else:
            found.append([line])
        edge = max(edge, line.right)
    return [sorted(group, key=lambda line: line.base) for group in found]


def _rows(cells: list[list[Line]]) -> list[tuple[Line, ...]]:
    """Return the rows of a band: one, unless its lines come row by row in the file as well as on the page."""
    whole = tuple(line for cell in cells for line in cell)
    by_height = sorted(whole, key=lambda line: (round(line.base / 3), line.left))
    in_file = sorted(whole, key=lambda line: line.place)
    if len(cells) < 2 or min(len(cell) for cell in cells) < 2 or by_height != in_file:
        return [whole]
    rows: list[list[Line]] = []
    for line in by_height:
        if rows and abs(rows[-1][0].base - line.base) <= 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [tuple(row) for row in rows]
