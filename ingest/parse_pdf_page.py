"""Reads one page of a PDF through pdfium: its words where they stand, the rules drawn on it, and pdfium's own text to compare with.

What comes out is plain Python. Places are in points, turned so that the text
runs from left to right and the lines follow each other with growing ``base``.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.text import clean, squeeze

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

MAX_CHARS = 200_000
_MAX_DRAWN = 20_000
_MAX_RULES = 3_000
_FAR = 100_000.0
SLANTED = -1
_NO_LETTER = "\ufffd"
# What pdfium writes for a hyphen at a line's end as well as for a sign without a letter.
_EITHER = "\ufffe"
# Bullets of the symbol fonts, ligatures, pdfium's mark for a hyphen at a line's end; soft hyphens are invisible.
_READABLE = str.maketrans(
    {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\u00ad": "", "\ufffe": "-"}
    | {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")

Box = tuple[float, float, float, float]


class PageError(Exception):
    """A page that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a blank between them; ``base`` is the line they stand on, ``apart`` tells of a blank before them."""

    text: str
    left: float
    right: float
    base: float
    size: float
    apart: bool
    turn: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line drawn on the page: ``at`` a height and from left to right or, if it is upright, ``at`` a side and from top to bottom."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What stands on one page: the words of its main direction and of others, rules, and what no reader of the page sees.

    ``raw`` is pdfium's own text of the page; ``top`` and ``bottom`` are its edges; ``unreadable`` counts the signs without a letter.
    """

    words: tuple[Word, ...]
    turned: tuple[tuple[Word, ...], ...]
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    top: float
    bottom: float
    raw: str
    outside: tuple[str, ...]
    unreadable: int


def letters(text: str) -> Counter[str]:
    """Count the characters of a text without blanks, however its accents, ligatures and hyphens at line ends are written."""
    return Counter(unicodedata.normalize("NFD", squeeze(readable(text))))


def readable(text: str) -> str:
    """Return text as a reader types it: ligatures as letters, no soft hyphens, no halves of characters."""
    return clean(_HALF_CHARACTER.sub(_NO_LETTER, text.translate(_READABLE)))


def read_page(page: PdfPage) -> ReadPage:
    """Read an open page; raises PageError where it holds too much."""
    box = _box(page)
    text = page.get_textpage()
    try:
        if (count := text.count_chars()) > MAX_CHARS:
            raise PageError(f"it holds {count:,} characters; at most {MAX_CHARS:,} are read of one page")
        glyphs = [*_glyphs(text, count, box)]
        raw = _marked(text.get_text_range() if count else "", [glyph.text for glyph in glyphs if glyph.marked])
    finally:
        text.close()
    turns = _by_turn(_words(glyph for glyph in glyphs if glyph.shown))
    main = max(turns, key=lambda turn: sum(len(word.text) for word in turns[turn]), default=0)
    words = turns.pop(main, ())
    level, upright = _rules(page, main)
    edges = _turned(box, main)
    outside = tuple(word.text for word in _words(glyph for glyph in glyphs if not glyph.shown))
    return ReadPage(words, tuple(turns.values()), level, upright, edges[1], edges[3], raw, outside, sum(glyph.text == _NO_LETTER for glyph in glyphs))


def _marked(raw: str, marks: Sequence[str]) -> str:
    """Return pdfium's text with its one mark for two things told apart as its list of characters does."""
    if raw.count(_EITHER) != len(marks):
        return raw
    parts = raw.split(_EITHER)
    return "".join(part + mark for part, mark in zip(parts, [*marks, ""], strict=True))


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    left: float
    right: float
    base: float
    size: float
    turn: int
    shown: bool
    marked: bool


def _glyphs(text: PdfTextPage, count: int, page: Box) -> Iterator[_Glyph]:
    """Yield the page's characters in the file's order, blanks and line breaks among them."""
    from ctypes import c_double

    import pypdfium2.raw as pdfium

    x, y, box, matrix, high = c_double(), c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX(), 0
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(text, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        pdfium.FPDFText_GetCharOrigin(text, i, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, i, box)
        pdfium.FPDFText_GetMatrix(text, i, matrix)
        size = _near(pdfium.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d))
        turn = _turn(pdfium.FPDFText_GetCharAngle(text, i))
        place = _near(box.left), _near(box.bottom), _near(box.right), _near(box.top)
        left, _, right, _ = _turned(place, turn)
        base = _turned((_near(x.value), _near(y.value)) * 2, turn)[1]
        marked = code == 0 or (code == 2 and pdfium.FPDFText_IsHyphen(text, i) == 1)
        char = (_NO_LETTER if code == 0 else "-") if marked else readable(chr(code))
        yield _Glyph(char, left, right, base, min(max(size, 1.0), 500.0), turn, _on(page, place), marked)


def _on(page: Box, place: Box) -> bool:
    """Tell whether any of a letter lies on the page (a page without an area shows everything)."""
    left, bottom, right, top = page
    seen = place[2] >= left and place[0] <= right and place[3] >= bottom and place[1] <= top
    return seen or right - left < 1 or top - bottom < 1


def _near(value: float) -> float:
    """Keep a place finite, whatever the file says."""
    return min(max(value, -_FAR), _FAR) if math.isfinite(value) else 0.0


def _turn(angle: float) -> int:
    """Round an angle (clockwise) to 0, 90, 180 or 270 degrees; any other is slanted."""
    if not math.isfinite(angle):
        return 0
    quarter, rest = divmod(math.degrees(angle) + 5, 90)
    return int(quarter) % 4 * 90 if rest <= 10 else SLANTED


def _turned(box: Box, turn: int) -> Box:
    """Return left, top, right and bottom of a box (of left, bottom, right and top) as a reader sees it whose text runs in a direction."""
    x0, y0, x1, y1 = box
    if turn == 90:
        return -y1, -x1, -y0, -x0
    if turn == 180:
        return -x1, y0, -x0, y1
    if turn == 270:
        return y0, x0, y1, x1
    return x0, -y1, x1, -y0


def _box(page: PdfPage) -> Box:
    left, bottom, right, top = (_near(value) for value in page.get_bbox())
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _words(glyphs: Iterable[_Glyph]) -> Iterator[Word]:
    held: list[_Glyph] = []
    apart = blank = True
    for glyph in glyphs:
        if not glyph.text.strip():
            blank = blank or glyph.text.isspace()
            continue
        if held and (blank or not _touch(held[-1], glyph)):
            yield _word(held, apart)
            held.clear()
        if not held:
            apart = blank
        held.append(glyph)
        blank = False
    if held:
        yield _word(held, apart)


def _touch(one: _Glyph, two: _Glyph) -> bool:
    """Tell whether two letters follow each other on one line without a gap (those of a ligature share one place)."""
    if one.turn != two.turn or one.turn == SLANTED:
        return one.turn == two.turn
    size = min(one.size, two.size)
    return abs(one.base - two.base) <= 0.25 * size and max(two.left - one.right, one.left - two.right) <= 0.35 * size


def _word(glyphs: Sequence[_Glyph], apart: bool) -> Word:
    first = glyphs[0]
    text = clean("".join(glyph.text for glyph in glyphs))
    return Word(text, min(g.left for g in glyphs), max(g.right for g in glyphs), first.base, first.size, apart, first.turn)


def _by_turn(words: Iterable[Word]) -> dict[int, tuple[Word, ...]]:
    found: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        found[word.turn].append(word)
    return {turn: tuple(group) for turn, group in found.items()}


def _rules(page: PdfPage, turn: int) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Return the level and the upright lines of the page, as a reader sees them whose text runs in a direction."""
    level: list[Rule] = []
    upright: list[Rule] = []
    for x0, y0, x1, y1 in _strokes(page):
        left, top, right, bottom = _turned((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), turn)
        if bottom - top <= 2.5 and right - left >= 8:
            level.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= 2.5 and bottom - top >= 5:
            upright.append(Rule((left + right) / 2, top, bottom))
    # So many lines are a drawing, no table.
    return (tuple(level), tuple(upright)) if max(len(level), len(upright)) <= _MAX_RULES else ((), ())


def _strokes(page: PdfPage) -> Iterator[Box]:
    """Yield the straight pieces of the page's drawings, up to a limit."""
    import pypdfium2.raw as pdfium

    drawn = 0
    for i in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_DRAWN)):
        drawing = pdfium.FPDFPage_GetObject(page, i)
        if pdfium.FPDFPageObj_GetType(drawing) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        count = pdfium.FPDFPath_CountSegments(drawing)
        drawn += count
        if drawn > _MAX_DRAWN:
            return
        if count <= 2000:
            yield from _pieces(drawing, count)


def _pieces(drawing: object, count: int) -> Iterator[Box]:
    from ctypes import c_float

    import pypdfium2.raw as pdfium

    matrix, x, y = pdfium.FS_MATRIX(), c_float(), c_float()
    pdfium.FPDFPageObj_GetMatrix(drawing, matrix)
    begun = last = (0.0, 0.0)
    for i in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(drawing, i)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = _near(matrix.a * x.value + matrix.c * y.value + matrix.e), _near(matrix.b * x.value + matrix.d * y.value + matrix.f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begun = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield (*last, *here)
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield (*here, *begun)
        last = here
