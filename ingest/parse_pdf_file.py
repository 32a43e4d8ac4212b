"""Reads a PDF file with pdfium, page by page: what it says of itself, and where which words stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from ingest.parse_pdf_lines import Line, lines
from ingest.parse_pdf_page import PageError, ReadPage, read_page
from ingest.parse_pdf_tables import Table, tables

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MAX_PDF_PAGES = 10_000
_MAX_BOOKMARKS = 20_000
_MAX_BOOKMARK = 150
# More pieces than on any page of text or figures: a map or a plan, which has no reading order.
_MAX_LINES = 3_000
_PASSWORD, _SECURITY = 4, 5


class ClosedError(Exception):
    """A file that cannot be opened or is too long; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as read: its lines, its tables, the lines that run in other directions, and what became of the rest.

    ``label`` is the page number that the file prints, ``path`` the bookmarks it stands under, ``fault`` why it could not be read.
    """

    number: int
    label: str
    path: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    turned: tuple[tuple[Line, ...], ...] = ()
    raw: str = ""
    outside: tuple[str, ...] = ()
    unreadable: int = 0
    picture: bool = False
    empty: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class PdfFile:
    """What a PDF file says of itself; ``notes`` name what of it is not read."""

    title: str
    days: tuple[str, ...]
    pages: int
    notes: tuple[str, ...]


def read_sheets(data: bytes, start: int = 0) -> Iterator[PdfFile | Sheet]:
    """Yield what a file says of itself, then its pages from one on; raises ClosedError where it is locked, damaged or too long."""
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise ClosedError(_why_closed(error.err_code)) from error
    with pdf:
        if len(pdf) > MAX_PDF_PAGES:
            raise ClosedError(f"has {len(pdf):,} pages; the limit is {MAX_PDF_PAGES:,}; split it")
        days = tuple(_told(lambda key=key: pdf.get_metadata_value(key)) for key in ("ModDate", "CreationDate"))  # type: ignore[misc]
        yield PdfFile(_told(lambda: pdf.get_metadata_value("Title")), days, len(pdf), tuple(_notes(pdf, data)))
        paths = _paths(pdf)
        for i in range(start, len(pdf)):
            yield _sheet(pdf, i, paths[i])


def _why_closed(code: int) -> str:
    if code == _PASSWORD:
        return "is locked with a password; save a copy without one"
    if code == _SECURITY:
        return "is locked in a way that is not supported; save a copy without protection"
    return "is damaged or is no PDF file: it cannot be opened; obtain it again"


def _told(read: Callable[[], str]) -> str:
    """Return a text that the file says of itself, or nothing where it is no valid text."""
    try:
        return read()
    except UnicodeDecodeError:
        return ""


def _notes(pdf: PdfDocument, data: bytes) -> Iterator[str]:
    import pypdfium2.raw as raw

    if raw.FPDFDoc_GetJavaScriptActionCount(pdf) > 0 or b"/JavaScript" in data:
        yield "the file holds scripts; they were not run"
    if files := pdf.count_attachments():
        yield f"the file holds {files} embedded file{'s' * (files > 1)}, which {'were' if files > 1 else 'was'} not read"
    if pdf.get_formtype() != raw.FORMTYPE_NONE:
        yield "the file is a form; what is filled in was not read"
    if b"%%EOF" not in data[-4096:]:
        yield "the file has no end mark, so that it may be cut short; obtain it again if pages are missing"


def _sheet(pdf: PdfDocument, index: int, path: tuple[str, ...]) -> Sheet:
    """Read one page; whatever fails there costs no other page."""
    import pypdfium2 as pdfium

    number, label = index + 1, _told(lambda: pdf.get_page_label(index))
    try:
        page = pdf[index]
        try:
            found = read_page(page)
            picture, empty = _picture(page)
        finally:
            page.close()
    except (PageError, pdfium.PdfiumError) as error:
        return Sheet(number, label, path, fault=str(error).rstrip("."))
    return _laid_out(Sheet(number, label, path, picture=picture, empty=empty), found)


def _laid_out(sheet: Sheet, page: ReadPage) -> Sheet:
    main = lines(page.words, page.upright)
    turned = tuple(lines(words) for words in page.turned)
    if len(main) + sum(len(group) for group in turned) > _MAX_LINES:
        main, turned = (), ()
    return Sheet(
        sheet.number,
        sheet.label,
        sheet.path,
        main,
        tuple(tables(main, page.level, page.upright)),
        turned,
        page.raw,
        page.outside,
        page.unreadable,
        sheet.picture,
        sheet.empty,
    )


def _picture(page: PdfPage) -> tuple[bool, bool]:
    """Tell whether one picture covers most of a page, and whether nothing at all is on it."""
    import pypdfium2.raw as raw

    count = raw.FPDFPage_CountObjects(page)
    width, height = page.get_size()
    for i in range(min(count, 1000)):
        drawing = raw.FPDFPage_GetObject(page, i)
        if raw.FPDFPageObj_GetType(drawing) != raw.FPDF_PAGEOBJ_IMAGE:
            continue
        left, bottom, right, top = (raw.FS_FLOAT() for _ in range(4))
        raw.FPDFPageObj_GetBounds(drawing, left, bottom, right, top)
        if (right.value - left.value) * (top.value - bottom.value) >= 0.6 * width * height:
            return True, False
    return False, count == 0


def _paths(pdf: PdfDocument) -> Mapping[int, tuple[str, ...]]:
    """Return for each page the bookmarks that it stands under, from the outermost."""
    marks = [mark for mark in islice(pdf.get_toc(), _MAX_BOOKMARKS)]
    here: list[str] = []
    begun: dict[int, tuple[str, ...]] = {}
    for mark in marks:
        title = " ".join(_told(mark.get_title).split())
        dest = mark.get_dest()
        index = dest.get_index() if dest is not None else None
        if not title or len(title) > _MAX_BOOKMARK:
            continue
        here = [*here[: mark.level], title]
        # Of several that begin on one page the first counts, and what it opens into on the same page.
        if index is not None and (index not in begun or begun[index] == tuple(here[:-1])):
            begun[index] = tuple(here)
    return _carried(begun, len(pdf))


def _carried(begun: Mapping[int, tuple[str, ...]], count: int) -> dict[int, tuple[str, ...]]:
    """Let every page without a bookmark of its own stand under the last one before it."""
    paths: dict[int, tuple[str, ...]] = {}
    last: tuple[str, ...] = ()
    for index in range(count):
        last = begun.get(index, last)
        paths[index] = last
    return paths
