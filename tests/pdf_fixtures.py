"""Writes small PDF files by hand, so that each test says exactly what stands where and in which order the file gives it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence

Objects = list[bytes]


def text(x: float, y: float, words: str, size: float = 10, turn: str = "1 0 0 1", mode: int = 0) -> bytes:
    """Draw words in Helvetica from a point; ``turn`` is the direction as a matrix (``0 1 -1 0`` runs up the page)."""
    shown = words.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
    return b"BT %d Tr /F1 %g Tf %s %g %g Tm (%s) Tj ET\n" % (mode, size, turn.encode(), x, y, shown)


def block(x: float, top: float, lines: str | Sequence[str], size: float = 10, leading: float = 12) -> bytes:
    """Draw lines under one another."""
    rows = lines.splitlines() if isinstance(lines, str) else lines
    return b"".join(text(x, top - i * leading, line, size) for i, line in enumerate(rows))


_WIDTHS = {"i": 222, "j": 222, "l": 222, " ": 278, "f": 278, "t": 278, ".": 278, ",": 278, "-": 333, "r": 333, "m": 833, "w": 722} | dict.fromkeys(
    "cksvxyz", 500
)


def width(words: str, size: float = 10) -> float:
    """Tell how far words in Helvetica run; capital letters only nearly."""
    return sum(_WIDTHS.get(char, 667 if char.isupper() else 556) for char in words) * size / 1000


def justified(x: float, y: float, words: str, measure: float) -> bytes:
    """Draw a line of words that fills a measure, each word set by itself."""
    parts = words.split()
    blank = (measure - sum(width(part) for part in parts)) / (len(parts) - 1)
    drawn = b""
    for part in parts:
        drawn += text(x, y, part)
        x += width(part) + blank
    return drawn


def rule(x0: float, y0: float, x1: float, y1: float) -> bytes:
    """Draw a straight line."""
    return b"%g %g m %g %g l S\n" % (x0, y0, x1, y1)


def shade(x: float, y: float, width: float, height: float) -> bytes:
    """Fill a box with grey."""
    return b"0.9 g %g %g %g %g re f 0 g\n" % (x, y, width, height)


def picture(width: float = 612, height: float = 792) -> bytes:
    """Draw an inline picture over the page."""
    return b"q %g 0 0 %g 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q\n" % (width, height)


def pdf(
    *pages: bytes,
    info: Mapping[str, str] | None = None,
    catalog: bytes = b"",
    page: bytes = b"",
    box: str = "0 0 612 792",
    packed: bool = False,
    more: Iterable[bytes] = (),
) -> bytes:
    """Return a PDF file of pages with the drawings given.

    ``catalog`` and ``page`` are further entries of the catalog and of every page; ``more`` are further objects, numbered from 6 + 2 * pages on.
    """
    kids = b" ".join(b"%d 0 R" % (5 + 2 * i) for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< %s >>" % b" ".join(b"/%s %s" % (key.encode(), _string(value)) for key, value in (info or {}).items()),
    ]
    for i, content in enumerate(pages):
        form = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> %s >>"
        objects.append(form % (box.encode(), 6 + 2 * i, page))
        objects.append(_stream(content, packed))
    return assemble([*objects, *more])


def _string(value: str) -> bytes:
    return b"<%s>" % (b"\xfe\xff" + value.encode("utf-16-be", "surrogatepass")).hex().encode()


def _stream(content: bytes, packed: bool) -> bytes:
    entry = b"/Filter /FlateDecode " if packed else b""
    data = zlib.compress(content) if packed else content
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (entry, len(data), data)


def assemble(objects: Objects) -> bytes:
    """Number objects from 1 on and write the file around them."""
    out = b"%PDF-1.7\n"
    places = []
    for i, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer % (len(objects) + 1, len(out))
