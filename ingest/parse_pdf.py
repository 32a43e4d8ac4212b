"""PDF files: each page a provision whose number is its place in the file, so that ``#page=12`` opens it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from ingest.document import Document, Source
from ingest.errors import ParseError
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_pdf_apart import read_apart
from ingest.parse_pdf_file import PdfFile, Sheet
from ingest.parse_pdf_print import PrintedPage, print_pages
from ingest.pinpoint import Locator, Pinpoint
from ingest.text import clean

_FIRST_PDF = date(1993, 1, 1)
_FEW_WORDS = 40
_MAX_TITLE = 200
# Titles that office programs and scanners fill in by themselves, and names of files.
_NO_TITLE = re.compile(
    r"""(?xi) microsoft\ (?:word|powerpoint|excel|office)\b.* | powerpoint\ presentation | full\ page\ photo | print\ preview
    | (?:(?:new|blank|scanned|print|word|latex)\ )?(?:microsoft\ word\ )?
      (?:untitled|document|doc|presentation|slide|layout|book|sheet|page|print|brochure|title|draft|test|default|none|unknown|blank|scan|image|img)[\s\-_]*\d*
    | \((?:anonymous|unspecified|untitled)\) | anonymous
    | .*\.(?:docx?|rtf|odt|pdf|indd|pub|pptx?|xlsx?|qx[dp]|fm|tex|dvi|e?ps|ai|wpd|p65|tmp|html?|txt|book) | \S*[\\/_=%]\S* | [\W\d_]* | <[0-9a-f]+>"""
)
_DAY = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")


def parse_pdf(data: bytes, origin: Origin) -> Document:
    """Build the Document of a PDF file with a text layer; raises ParseError for a scan, a locked or a damaged file.

    A page that cannot be read, or has no text layer, is named in the notes.
    """
    file, sheets = read_apart(data, origin.name)
    if not any(sheet.raw.strip() for sheet in sheets):
        raise ParseError(origin.name, _why_unread(sheets))
    source = _source(file, origin)
    outline = Outline(source, origin.name)
    for note in (*file.notes, *_page_notes(sheets)):
        outline.note(note)
    as_given: list[int] = []
    for page in print_pages(sheets):
        _give(page, outline, Pinpoint(source.citation, (Locator("p", str(page.number)),)))
        as_given += [page.number] * page.as_given
    if as_given:
        outline.note(f"{_pages(as_given)} {_are(as_given)} given in the order in which the file holds the lines")
    return outline.document(None)


def _why_unread(sheets: Sequence[Sheet]) -> str:
    fault = next((sheet.fault for sheet in sheets if sheet.fault), "")
    if fault:
        return f"none of its pages could be read ({fault}); obtain it again"
    return "is a scan: none of its pages has a text layer; run OCR on it (ocrmypdf is a program for that) and take the file that it writes"


def _source(file: PdfFile, origin: Origin) -> Source:
    source = origin.own(_title(file.title) or origin.label)
    return replace(source, text_as_of=_last_day(file.days, origin.retrieved_on) or source.text_as_of)


def _title(title: str) -> str:
    """Return the title that a file gives itself where it is one."""
    words = " ".join(clean(title.replace("\x00", " ")).split())
    if len(words) > _MAX_TITLE or _NO_TITLE.fullmatch(words):
        return ""
    # "..., p 3" could not be told from a section of a code after these.
    return words[:-1] if words.endswith(("U.S.C.", "C.F.R.")) else words


def _last_day(days: Sequence[str], today: date) -> date | None:
    """Return the day on which a file was last changed, by its own word, where that is a day it can have been."""
    found = []
    for m in (_DAY.match(day) for day in days):
        try:
            found += [date(*map(int, m.groups()))] if m else []
        except ValueError:
            continue
    return max((day for day in found if _FIRST_PDF <= day <= today + timedelta(days=1)), default=None)


def _page_notes(sheets: Sequence[Sheet]) -> Iterator[str]:
    for fault in dict.fromkeys(sheet.fault for sheet in sheets if sheet.fault):
        yield f"{_pages([sheet.number for sheet in sheets if sheet.fault == fault])} could not be read: {fault}"
    if silent := [sheet.number for sheet in sheets if not (sheet.raw.strip() or sheet.empty or sheet.fault)]:
        yield f"{_pages(silent)} {'has' if len(silent) == 1 else 'have'} no text layer; {'it' if len(silent) == 1 else 'they'} could not be read"
    if empty := [sheet.number for sheet in sheets if sheet.empty and not sheet.raw.strip()]:
        yield f"{_pages(empty)} {_are(empty)} empty"
    if few := [sheet.number for sheet in sheets if sheet.picture and 0 < len(sheet.raw.split()) < _FEW_WORDS]:
        yield f"{_pages(few)} {_are(few)} mostly a picture; words in it could not be read"
    if signs := sum(sheet.unreadable for sheet in sheets):
        where = _pages([sheet.number for sheet in sheets if sheet.unreadable])
        yield f"{where}: the file does not say what letter {signs} of the signs {'is' if signs == 1 else 'are'}"


def _are(pages: Sequence[int]) -> str:
    return "is" if len(pages) == 1 else "are"


def _pages(numbers: Sequence[int]) -> str:
    """Write page numbers as a reader does: "pages 3-5 and 8"."""
    starts = [b for a, b in pairwise([-1, *numbers]) if b != a + 1]
    ends = [a for a, b in pairwise([*numbers, -1]) if b != a + 1]
    runs = [f"{start}-{end}" if end > start else f"{start}" for start, end in zip(starts, ends, strict=True)]
    listed = " and ".join(filter(None, (", ".join(runs[:-1]), runs[-1])))
    return f"page{'s' * (len(numbers) > 1)} {listed}"


def _give(page: PrintedPage, outline: Outline, pinpoint: Pinpoint) -> None:
    for words, reason in page.before:
        outline.aside(words, reason)
    for words in page.paragraphs:
        outline.words(pinpoint, words, heading=page.heading, path=page.path)
    for words, reason in page.after:
        outline.aside(words, reason)
    for words, reason in page.left_out:
        outline.omit(words, reason)
