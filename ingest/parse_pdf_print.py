"""Writes the pages of a PDF file as text: paragraphs in reading order, running headers apart, hyphens at line ends taken out.

What a page holds is counted against pdfium's own text of it; where the two
differ, the page is given as pdfium has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.parse_pdf_file import Sheet
from ingest.parse_pdf_layout import Paragraph, layout
from ingest.parse_pdf_lines import Line, level
from ingest.parse_pdf_page import letters, readable
from ingest.parse_pdf_running import FOOTER, HEADER, LINE_NUMBER, repeated, running
from ingest.parse_pdf_words import Vocabulary, join, vocabulary

Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The text of one page: what is printed above and below it on every page, its paragraphs, and what is left out with the reason.

    ``as_given`` says that its lines stand in the file's order, whatever that is.
    """

    number: int
    heading: str
    path: tuple[str, ...]
    before: tuple[Piece, ...]
    paragraphs: tuple[str, ...]
    after: tuple[Piece, ...]
    left_out: tuple[Piece, ...]
    as_given: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    """The paragraphs of one page in reading order, and the lines that run on from page to page."""

    sheet: Sheet
    paragraphs: tuple[Paragraph, ...]
    turned: tuple[Paragraph, ...]
    headers: Paragraph
    footers: Paragraph
    numbers: Paragraph

    def texts(self) -> Iterator[list[str]]:
        for paragraph in (*self.paragraphs, *self.turned):
            yield [line.text for line in paragraph]


def print_pages(sheets: Sequence[Sheet]) -> Iterator[PrintedPage]:
    """Yield the pages that have text."""
    sheets = [sheet for sheet in sheets if sheet.raw.strip()]
    found, sides = _running(sheets), _sides(sheets)
    pages = [_read(sheet, found[i], sides[i]) for i, sheet in enumerate(sheets)]
    known = vocabulary(text for page in pages for text in page.texts())
    for page in pages:
        printed = _printed(page, known)
        yield printed if _whole(page.sheet, printed) else _as_given(page.sheet)


def _running(sheets: Sequence[Sheet]) -> list[dict[int, str]]:
    """Return for each page what of it runs on from page to page; a page that says nothing else says it as its own."""
    fixed = [frozenset(line.place for table in sheet.tables for row in table.rows for line in row) for sheet in sheets]
    found = running([sheet.lines for sheet in sheets], fixed)
    return [here if len(here) < len(sheet.lines) else {} for here, sheet in zip(found, sheets, strict=True)]


def _sides(sheets: Sequence[Sheet]) -> list[frozenset[tuple[int, int]]]:
    """Return for each page which of its turned lines stand on most pages, such as a stamp in the margin."""
    most = max((len(sheet.turned) for sheet in sheets), default=0)
    groups = [repeated([sheet.turned[i] if i < len(sheet.turned) else () for sheet in sheets]) for i in range(most)]
    return [frozenset((i, place) for i, group in enumerate(groups) for place in group[page]) for page in range(len(sheets))]


def _read(sheet: Sheet, running_here: dict[int, str], sides: frozenset[tuple[int, int]]) -> _Read:
    by_height = sorted(sheet.lines, key=lambda line: (line.base, line.left))
    apart = {reason: tuple(line for line in by_height if running_here.get(line.place) == reason) for reason in (HEADER, FOOTER, LINE_NUMBER)}
    margin = tuple(line for i, group in enumerate(sheet.turned) for line in group if (i, line.place) in sides)
    turned = tuple(paragraph for i, group in enumerate(sheet.turned) for paragraph in layout([line for line in group if (i, line.place) not in sides]))
    paragraphs = tuple(layout([line for line in sheet.lines if line.place not in running_here], sheet.tables))
    return _Read(sheet, paragraphs, turned, apart[HEADER] + margin, apart[FOOTER], apart[LINE_NUMBER])


def _printed(page: _Read, known: Vocabulary) -> PrintedPage:
    sheet = page.sheet
    joined = [join(lines, known) for lines in page.texts()]
    hyphens = "".join(text.hyphens for text in joined)
    left_out = [(word, "outside the visible page") for word in sheet.outside]
    left_out += [(line.text, LINE_NUMBER) for line in page.numbers]
    return PrintedPage(
        sheet.number,
        _heading(sheet),
        sheet.path,
        tuple((words, HEADER) for words in _by_row(page.headers)),
        tuple(text.text for text in joined),
        tuple((words, FOOTER) for words in _by_row(page.footers)),
        (*left_out, (hyphens, "hyphens at line ends")),
    )


def _by_row(lines: Paragraph) -> list[str]:
    """Join what stands on one height."""
    found: list[list[Line]] = []
    for line in lines:
        if found and level(found[-1][-1], line):
            found[-1].append(line)
        else:
            found.append([line])
    return [" ".join(line.text for line in sorted(row, key=lambda line: line.left)) for row in found]


def _heading(sheet: Sheet) -> str:
    label = " ".join(readable(sheet.label).split())
    return f"printed page {label}" if label and label != str(sheet.number) else ""


def _whole(sheet: Sheet, printed: PrintedPage) -> bool:
    """Tell whether a page is given with exactly the characters that pdfium finds on it."""
    given = [*(words for words, _ in (*printed.before, *printed.after, *printed.left_out)), *printed.paragraphs]
    return letters(" ".join(given)) == letters(sheet.raw)


def _as_given(sheet: Sheet) -> PrintedPage:
    return PrintedPage(sheet.number, _heading(sheet), sheet.path, (), tuple(_lines(sheet.raw)), (), (), as_given=True)


def _lines(raw: str) -> Iterable[str]:
    return (line for line in readable(raw).split("\n") if line.strip())
