"""Reads HTML of unknown origin within the limits of XML: bounded size, depth and number of elements, no network.

The one place where bytes become lxml's HTML elements. HTML is read as browsers
read it: what is not well-formed is mended, never an error, but a page of which
the parser would drop a part is refused.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from ingest.errors import ParseError
from ingest.parse_xml import MAX_XML_BYTES, hold_limits, unpack

if TYPE_CHECKING:
    from lxml.html import HtmlElement, HTMLParser

_HEAD_BYTES = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9][\w.:\-]*)""", re.IGNORECASE)
# Encodings that pages are written in; Python knows others that would let bytes say something else than they show.
_WRITTEN_IN = re.compile(
    r"utf-?8|iso-?8859-\d{1,2}|windows-\d{3,4}|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-(?:jp|kr)|macintosh|tis-620", re.IGNORECASE
)
# What browsers read these labels as.
_READ_AS = {
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "macintosh": "mac-roman",
}


def read_html(data: bytes, name: str) -> HtmlElement:
    """Return the root element of an HTML page (gzip allowed), without comments and processing instructions.

    Raises ParseError where the page is empty, is no text, or breaks a limit.
    """
    from lxml import etree, html

    data = unpack(data, name)
    if len(data) > MAX_XML_BYTES:
        raise ParseError(name, f"is {len(data):,} bytes; the limit for HTML is {MAX_XML_BYTES:,}; split it")
    text = decode_page(data, name)
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root: HtmlElement = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.ParserError as error:
        raise ParseError(name, "is HTML without content") from error
    _refuse_dropped(parser, name)
    hold_limits(root, name)
    return root


def decode_page(data: bytes, name: str) -> str:
    """Return a page's characters by its byte order mark, its own declaration, UTF-8 or Windows-1252, the first that it has."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError) as error:  # LookupError: the page names an encoding that there is not
            at = f" from byte {error.start} on" if isinstance(error, UnicodeDecodeError) else ""
            fault = f"cannot be read as {encoding}{at}; obtain it again"
            continue
        if "\x00" in text:
            raise ParseError(name, "holds null characters, so it is no HTML text; obtain it again")
        return text
    raise ParseError(name, fault)


def _encodings(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (encoding,)
    found = _DECLARED.search(data, 0, _HEAD_BYTES)
    label = found.group(1).decode("ascii").lower() if found else ""
    if label.endswith("utf-8"):  # "UNICODE-1-1-UTF-8" in old pages
        return ("utf-8",)
    if _WRITTEN_IN.fullmatch(label):
        return (_READ_AS.get(label, label),)
    return ("utf-8", "windows-1252")


def _refuse_dropped(parser: HTMLParser, name: str) -> None:
    """Raise ParseError where the parser met a limit of its own, behind which it drops what follows."""
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            raise ParseError(name, f"breaks a limit of the HTML parser: {entry.message.strip().partition(',')[0]}", f"line {entry.line}")
