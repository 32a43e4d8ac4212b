"""Web pages saved by a reader: the main text under its headings, each a place that can be cited; menus and scripts are left out and counted."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.document import Document, Source
from ingest.errors import ParseError
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_html_blocks import BOILERPLATE, HIDDEN, Block, Page, blocks
from ingest.parse_html_main import BESIDE, MainText, main_text
from ingest.parse_html_meta import last_day, refusal, title
from ingest.parse_html_raised import raise_exponents
from ingest.parse_markup import read_html
from ingest.parse_xml import unpack
from ingest.pinpoint import Locator, Pinpoint
from ingest.text import clean, squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9][\w.:\-]*)""", re.IGNORECASE)
# A number whose words stand in a block of their own.
_LABEL = re.compile(r"[(\[]?(?:\d{1,3}|[a-z]{1,2}|[ivxl]{1,6})[.)\]]{1,2}|[•–—*]", re.IGNORECASE)
_HEAD_BYTES = 4096
_MAX_HEADING = 300
_MUCH_HIDDEN = 500
_MANY_MARKS = 30


def parse_page(data: bytes, origin: Origin) -> Document:
    """Build the Document of an HTML page; raises ParseError for a page without text, an error page, or one that only scripts fill.

    What is kept is all in the page, in its order; what is not kept is counted by reason.
    """
    data, note = _true_encoding(unpack(data, origin.name))
    root = read_html(data, origin.name)
    raise_exponents(root)
    page = blocks(root)
    main = main_text(root, page)
    words = " ".join(page.blocks[i].words.strip() for i in sorted(main.kept))
    if why := refusal(root, words):
        raise ParseError(origin.name, why)
    if not words.strip():
        raise ParseError(origin.name, "holds no text to read; open it in a browser and save it from there")
    headings = [page.blocks[i].words for i in sorted(main.kept) if page.blocks[i].level == 1]
    source = _source(root, origin, headings)
    outline = Outline(source, origin.name)
    for told in (note, main.note, _hidden(page)):
        if told:
            outline.note(told)
    _Places(outline, source).give(page, main)
    return outline.document(root.itertext())


def _true_encoding(data: bytes) -> tuple[bytes, str]:
    """Mark bytes that are UTF-8 as such, whatever the page declares, and read as Windows-1252 what declares UTF-8 or nothing known and is not."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data, ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        declared = _DECLARED.search(data, 0, _HEAD_BYTES)
        label = declared[1].decode("ascii", "replace") if declared else ""
        if not label or _codec(label) not in {"", "utf-8"}:
            return data, ""
        text = data.decode("cp1252", errors="replace")
        return codecs.BOM_UTF8 + text.encode("utf-8"), f"the page declares {label.upper()} but is not; it is read as Windows-1252"
    return codecs.BOM_UTF8 + data, ""


def _codec(label: str) -> str:
    """Return the usual name of an encoding, or nothing where there is no such encoding."""
    try:
        return codecs.lookup(label).name
    except LookupError:
        return ""


def _source(root: HtmlElement, origin: Origin, headings: Sequence[str]) -> Source:
    source = origin.own(title(root, headings) or origin.label)
    return replace(source, text_as_of=last_day(root, origin.retrieved_on) or source.text_as_of)


def _hidden(page: Page) -> str:
    count = sum(len(squeeze(clean(block.words))) for block in page.blocks if block.reason == HIDDEN)
    return f"{count:,} characters that the page hides from its readers are left out" if count > _MUCH_HIDDEN else ""


def _end(block: Block, following: Block | None) -> str:
    """A paragraph goes on behind what is left out of it, with the blank that stands there in the page; a number stands before its words."""
    if following is not None and following.goes_on:
        return " " if block.words[-1:].isspace() or following.words[:1].isspace() else ""
    return " " if _LABEL.fullmatch(block.words.strip()) else "\n"


@dataclass
class _Places:
    """Gives the blocks of a page to the outline, each under the headings above it."""

    outline: Outline
    source: Source
    headings: dict[int, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    here: tuple[Pinpoint, str, tuple[str, ...]] | None = None

    def give(self, page: Page, main: MainText) -> None:
        for i, block in enumerate(page.blocks):
            if i not in main.kept:
                self.outline.omit(block.words, block.reason or (BESIDE if i in main.beside else BOILERPLATE))
            elif block.level > 0 and len(squeeze(block.words)) <= _MAX_HEADING:
                self._open(block)
            else:
                self._words(block, next((after for after in page.blocks[i + 1 : i + 1 + _MANY_MARKS] if not after.reason), None))

    def _open(self, block: Block) -> None:
        words = " ".join(clean(block.words).split()).replace('"', "'")
        self.outline.heading(block.words)
        if words and block.goes_on and block.level in self.headings:
            self.headings[block.level] += f" {words}"
        elif words:
            self.headings = {level: name for level, name in self.headings.items() if level < block.level} | {block.level: words}
            self.here = None

    def _words(self, block: Block, following: Block | None) -> None:
        if self.here is None:
            self.here = self._place()
        pinpoint, heading, path = self.here
        self.outline.words(pinpoint, block.words, heading=heading, path=path, end=_end(block, following))

    def _place(self) -> tuple[Pinpoint, str, tuple[str, ...]]:
        """Return the place under the headings that are open here."""
        names = [self.headings[level] for level in sorted(self.headings)]
        below = names[1:] if names[:1] == [self.source.title.replace('"', "'")] else names
        place = self._unused(" > ".join(below) or self.source.title.replace('"', "'"))
        return Pinpoint(self.source.citation, (Locator("under", place),)), below[-1] if below else "", tuple(below[:-1])

    def _unused(self, place: str) -> str:
        number, free = 1, place
        while free in self.used:
            number += 1
            free = f"{place} ({number})"
        self.used.add(free)
        return free
