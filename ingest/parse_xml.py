"""Reads XML of unknown origin within limits: no entities of its own, no network, bounded size, depth and number of elements.

The one place where bytes become lxml elements; the parsers of the official
formats start from here.
"""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from ingest.errors import ParseError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_XML_BYTES = 128_000_000
MAX_DEPTH = 100
MAX_ELEMENTS = 3_000_000
_GZIP = b"\x1f\x8b"


def unpack(data: bytes, name: str) -> bytes:
    """Return the bytes of a gzip file, or the bytes as they are; raises ParseError past MAX_XML_BYTES and for damage."""
    if not data.startswith(_GZIP):
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        out = unpacker.decompress(data, MAX_XML_BYTES + 1)
    except zlib.error as error:
        raise ParseError(name, f"is damaged gzip: {error}") from error
    if len(out) > MAX_XML_BYTES:
        raise ParseError(name, f"unpacks to more than {MAX_XML_BYTES:,} bytes; split it")
    if not unpacker.eof:
        raise ParseError(name, "is gzip that ends too early; obtain it again")
    return out


def read_xml(data: bytes, name: str) -> _Element:
    """Return the root element of an XML file (gzip allowed), without comments and processing instructions.

    Raises ParseError naming the line where the file is not well-formed, and for every limit that it breaks.
    """
    from lxml import etree

    data = unpack(data, name)
    if len(data) > MAX_XML_BYTES:
        raise ParseError(name, f"is {len(data):,} bytes; the limit for XML is {MAX_XML_BYTES:,}; split it")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(name, f"is not well-formed XML: {error.msg}", f"line {error.lineno}") from error
    except ValueError as error:  # an encoding that lxml does not know
        raise ParseError(name, f"is not readable XML: {error}") from error
    internal = root.getroottree().docinfo.internalDTD
    if internal is not None and next(internal.iterentities(), None) is not None:
        raise ParseError(name, "declares entities of its own, which are not read; obtain the file without them")
    hold_limits(root, name)
    return root


def root_name(data: bytes, name: str) -> str:
    """Return the name of an XML file's root element, having read no more than that."""
    from lxml import etree

    try:
        for _, element in etree.iterparse(io.BytesIO(unpack(data, name)), events=("start",), resolve_entities=False, no_network=True, load_dtd=False):
            return tag(element)
    except etree.XMLSyntaxError as error:
        raise ParseError(name, f"is not well-formed XML: {error.msg}", f"line {error.lineno}") from error
    raise ParseError(name, "is XML without an element")


def hold_limits(root: _Element, name: str) -> None:
    """Raise ParseError where a tree is nested deeper than MAX_DEPTH or has more than MAX_ELEMENTS elements."""
    from lxml import etree

    depth = count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH:
            raise ParseError(name, f"is nested more than {MAX_DEPTH} elements deep", f"line {element.sourceline}")
        if count > MAX_ELEMENTS:
            raise ParseError(name, f"has more than {MAX_ELEMENTS:,} elements; split it")


def tag(element: _Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def refuse_doubled(root: _Element, attribute: str, name: str) -> None:
    """Raise ParseError where two elements carry the same id: a part of the file stands in it twice."""
    seen: set[str] = set()
    for element in root.iter():
        value = element.get(attribute)
        if value is not None and value in seen:
            raise ParseError(name, f"has two elements with the {attribute} {value!r}; the file is damaged, obtain it again", f"line {element.sourceline}")
        if value is not None:
            seen.add(value)
