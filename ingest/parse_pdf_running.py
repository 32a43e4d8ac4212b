"""Recognises what a document prints again on page after page: running headers and footers, page numbers, numbers of lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.parse_pdf_lines import Line, level

HEADER, FOOTER, LINE_NUMBER = "running header", "running footer", "numbers of lines in the margin"

_EDGE_ROWS = 5
_MIN_PAGES = 3
_NUMBER = re.compile(r"\b(?:\d{1,5}|[ivxl]{1,8}|[IVXL]{1,8})\b")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_MIN_LINE_NUMBERS = 10


def running(pages: Sequence[Sequence[Line]], fixed: Sequence[frozenset[int]]) -> list[dict[int, str]]:
    """Return for each page the places of its lines that are printed again and again, with what they are.

    ``fixed`` names for each page the lines that stay where they are (those of tables).
    """
    found: list[dict[int, str]] = [{} for _ in pages]
    for edge, reason in ((1, HEADER), (-1, FOOTER)):
        rows = [_rows(page, edge) for page in pages]
        known = _repeated(rows)
        for i, page in enumerate(rows):
            for row in page:
                if not known.intersection(_forms(row, i)) or fixed[i].intersection(line.place for line in row):
                    break
                found[i].update((line.place, reason) for line in row)
    for i, places in enumerate(_numbered_lines(pages)):
        found[i].update((place, LINE_NUMBER) for place in places)
    return found


def repeated(pages: Sequence[Sequence[Line]]) -> list[frozenset[int]]:
    """Return for each page the places of its lines that stand in the same place on most pages, wherever that is."""
    rows = [[[line] for line in page] for page in pages]
    known = _repeated(rows)
    return [frozenset(row[0].place for row in page if known.intersection(_forms(row, i))) for i, page in enumerate(rows)]


def _rows(lines: Sequence[Line], edge: int) -> list[list[Line]]:
    """Return the outermost rows of a page, from its top (edge 1) or from its bottom (edge -1)."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (edge * line.base, line.left)):
        if rows and level(rows[-1][0], line):
            rows[-1].append(line)
        elif len(rows) == _EDGE_ROWS:
            break
        else:
            rows.append([line])
    return rows


def _repeated(pages: Sequence[Sequence[list[Line]]]) -> set[tuple[str, int]]:
    """Return the forms of rows that stand in the same place on enough pages: on three in ten, or on three where a page number counts on."""
    count: Counter[tuple[str, int]] = Counter()
    for i, rows in enumerate(pages):
        count.update({form for row in rows for form in _forms(row, i)})
    many = max(_MIN_PAGES, 0.3 * len(pages))
    return {form for form, times in count.items() if times >= (_MIN_PAGES if "#" in form[0] else many)}


def _forms(row: Sequence[Line], page: int) -> Iterator[tuple[str, int]]:
    """Yield a row's text and height, as it is and with each number in it told from the page's own number."""
    text = " ".join(line.text for line in sorted(row, key=lambda line: line.left))
    if len(text) > 300:
        return
    # Two grids of heights, so that rows a hair apart share a step of one of them.
    heights = (2 * round(row[0].base / 6), 2 * round(row[0].base / 6 + 0.5) + 1)
    numbers = [*_NUMBER.finditer(text)][:6]
    shifted = [f"{text[: m.start()]}#{_value(m.group()) - page}{text[m.end() :]}" for m in numbers]
    for form in [text.replace("#", ""), *shifted]:
        yield from ((form, height) for height in heights)


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    values = [_ROMAN[char] for char in number.lower()]
    return sum(-a if a < b else a for a, b in pairwise([*values, 0]))


def _numbered_lines(pages: Sequence[Sequence[Line]]) -> list[set[int]]:
    """Return the places of the numbers beside the lines of court papers and bills: the same column of numbers on most pages."""
    columns = [_column_of_numbers(page) for page in pages]
    count = Counter(tuple(line.text for line in column) for column in columns if column)
    usual = {numbers for numbers, times in count.items() if times >= max(2, 0.5 * len([column for column in columns if column]))}
    return [{line.place for line in column} if tuple(line.text for line in column) in usual else set() for column in columns]


def _column_of_numbers(lines: Sequence[Line]) -> list[Line]:
    """Return the longest column of numbers that count up from the top, if nothing stands on one side of it."""
    columns: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for line in lines:
        if line.text.isdigit() and len(line.text) <= 2:
            columns["left", round(line.left / 6)].append(line)
            columns["right", round(line.right / 6)].append(line)
    longest = sorted(columns.values(), key=len)[-1:]
    column = sorted(longest[0], key=lambda line: line.base) if longest else []
    steps = {int(two.text) - int(one.text) for one, two in pairwise(column)}
    return column if len(column) >= _MIN_LINE_NUMBERS and steps in ({1}, {5}) else []
