"""Checks that bytes are what their publisher was asked for: not an error page, not half a file, not an archive with surprises."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from ingest.errors import FetchError, ParseError
from ingest.parse_xml import MAX_XML_BYTES, root_name

TextFormat = Literal["xml", "xhtml", "html", "pdf"]
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_UNPACK = "run 'attest sync' again later; if it stays so, tell the makers of Attest"


def vet(data: bytes, form: TextFormat, address: str, *, contains: str = "", roots: frozenset[str] = frozenset()) -> None:
    """Raise FetchError where bytes are not in a format, have none of the root elements of a text, or lack the words by which a page is known."""
    problem = _problem(data, form, roots)
    if problem:
        raise FetchError(address, f"sent {problem}; open it yourself, or {_UNPACK}")
    if contains and _plain(contains) not in _plain(data.decode("utf-8", "replace")):
        raise FetchError(address, f"sent a page without the words {contains!r}, perhaps a notice in place of the text; open it yourself, or {_UNPACK}")


def only_member(data: bytes, name: str) -> bytes:
    """Return the one XML file of a zip archive; raises ParseError for any other archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) != 1:
                raise ParseError(name, f"is an archive of {len(entries)} files where one XML file is due; {_UNPACK}")
            entry = entries[0]
            if not re.fullmatch(r"[\w.\-]+\.xml", entry.filename, re.ASCII | re.IGNORECASE):
                raise ParseError(name, f"is an archive of {entry.filename!r}, which is no plain name of an XML file; {_UNPACK}")
            if entry.file_size > MAX_XML_BYTES:
                raise ParseError(name, f"unpacks to {entry.file_size:,} bytes; the limit is {MAX_XML_BYTES:,}")
            return archive.read(entry)  # at most what it says of its size, which its checksum then proves
    # What zipfile raises for damage, a password, and a way of packing that it does not know.
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise ParseError(name, f"is a damaged archive ({error}); {_UNPACK}") from error


def vet_archive(data: bytes, address: str, roots: frozenset[str]) -> None:
    """Raise FetchError where bytes are not a zip archive of one XML file with one of the root elements."""
    if not data.startswith(b"PK\x03\x04"):
        raise FetchError(address, f"sent {_kind(data)} where a zip archive is due; {_UNPACK}")
    try:
        vet(only_member(data, address), "xml", address, roots=roots)
    except ParseError as error:
        raise FetchError(address, str(error).removeprefix(f"{address}: ")) from error


def _problem(data: bytes, form: TextFormat, roots: frozenset[str]) -> str:
    """Say what is wrong with bytes, or nothing."""
    kind = _kind(data)
    if form == "pdf":
        if kind != "a PDF file":
            return f"{kind} where a PDF file is due"
        return "" if b"%%EOF" in data[-4096:] else "a PDF file that has no end"
    if form == "html":
        if kind not in {"a page", "XML"} or not _PAGE.search(data[:4096]):
            return f"{kind} where a page is due"
        return "" if b"</html" in data[-4096:].lower() else "a page that has no end"
    return _problem_of_xml(data, kind, form, roots or frozenset({"html"}))


def _problem_of_xml(data: bytes, kind: str, form: TextFormat, roots: frozenset[str]) -> str:
    if form == "xhtml" and kind == "a page":
        return ""  # the publisher's older texts are plain HTML
    if kind != "XML":
        return f"{kind} where XML is due"
    try:
        root = root_name(data, "")
    except ParseError:
        return "something that only begins like XML"
    if root not in roots:
        return f"XML with the root element {root!r}, which is not the text"
    return "" if data.rstrip(b" \t\r\n\0").endswith(b">") else "XML that has no end"


def _kind(data: bytes) -> str:
    start = re.sub(rb"\A(?:\s*<!--.*?-->)*\s*", b"", data[:4096].removeprefix(b"\xef\xbb\xbf"), flags=re.DOTALL)
    if not start:
        return "nothing"
    if start.startswith(b"%PDF-"):
        return "a PDF file"
    if start.startswith((b"<?xml", "<?xml".encode("utf-16-le"), b"\xff\xfe", b"\xfe\xff")):
        return "XML"
    if _PAGE.match(start):
        return "a page"
    return "XML" if start.startswith(b"<") else "something else"


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()
