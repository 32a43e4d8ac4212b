"""What is fuzzed: bytes go in, and a Document that passes its checks or a ParseError comes out; anything else is a fault."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from ingest.chunk import passages
from ingest.errors import ParseError, PinpointError
from ingest.formats import parse_file
from ingest.pinpoint import Pinpoint
from tests.factories import make_origin
from tests.pdf_fixtures import pdf

_PACKAGE = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
}


def read(data: bytes, name: str) -> None:
    """Parse a file and hold the result to what every parse promises."""
    try:
        document = parse_file(data, make_origin(name), name)
    except ParseError as error:
        assert str(error).startswith(name), error  # noqa: PT017
        return
    assert document.check(name) is document
    for provision in document.provisions:
        assert Pinpoint.parse(str(provision.pinpoint)) == provision.pinpoint, provision
    found = passages(document)
    assert len({passage.id for passage in found}) == len(found)
    assert all(document.text[p.start : p.end] == p.text for p in found)


def read_pinpoint(data: bytes) -> None:
    """Read a pinpoint and print it: what is printed reads back as itself, and so do the places around it."""
    try:
        pinpoint = Pinpoint.parse(data.decode("utf-8", "replace")[:400])
    except PinpointError:
        return
    assert Pinpoint.parse(str(pinpoint)) == pinpoint, pinpoint
    for around in (*pinpoint.ancestors(), pinpoint.section):
        assert not around.locators or Pinpoint.parse(str(around)) == around, around


def read_text(data: bytes) -> None:
    """Read the same bytes as plain text and as Markdown."""
    read(data, "fuzz.txt")
    read(data, "fuzz.md")


def read_docx(data: bytes) -> None:
    """Read the bytes as the main part of a Word file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, content in {**_PACKAGE, "word/document.xml": data}.items():
            package.writestr(name, content)
    read(packed.getvalue(), "fuzz.docx")


def read_pdf(data: bytes) -> None:
    """Read the bytes as the drawings of a page, between two pages of words."""
    words = b"BT /F1 10 Tf 1 0 0 1 72 700 Tm (Lamps are lit at dusk.) Tj ET\n"
    read(pdf(words, data, words), "fuzz.pdf")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "xml": lambda data: read(data, "fuzz.xml"),
    "html": lambda data: read(data, "fuzz.html"),
    "text": read_text,
    "docx": read_docx,
    "pdf": read_pdf,
    "pinpoint": read_pinpoint,
}
