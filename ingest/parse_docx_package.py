"""Opens a Word file as what it is, a zip of unknown origin: bounded number and size of members, plain names, no encryption, no macros."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING

from ingest.errors import ParseError
from ingest.parse_xml import read_xml, tag

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_MEMBERS = 2_000
MAX_UNPACKED = 100_000_000
_OLE = b"\xd0\xcf\x11\xe0"  # old .doc files, and .docx files under a password
_ENCRYPTED = 0x1
_SAVE_AS = "open it in a word processor and save it as .docx"


class Package:
    """The parts of one Word file."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the file; raises ParseError for what is no Word file or breaks a limit."""
        self.name = name
        self._zip = _opened(data, name)
        self._members = {info.filename: info for info in self._zip.infolist()}
        self._roots: dict[str, _Element] = {}
        _hold_limits(self._zip.infolist(), name)
        self.main = self._main()

    def part(self, member: str) -> _Element | None:
        """Return the root element of an XML part, or None where the file has no such part."""
        info = self._members.get(member)
        if info is None or member in self._roots:
            return self._roots.get(member)
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise ParseError(self.name, f"is packed in a way that Word does not use; {_SAVE_AS}", member)
        try:
            data = self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            raise ParseError(self.name, f"is damaged: {error}; obtain it again", member) from error
        self._roots[member] = read_xml(data, f"{self.name} ({member})")
        return self._roots[member]

    def related(self, member: str) -> list[tuple[str, str]]:
        """Return what a part points to, in its order: the last word of each relation's type ("footnotes") and the member's name."""
        folder, _, file = member.rpartition("/")
        root = self.part(posixpath.join(folder, "_rels", f"{file}.rels"))
        inside = [relation for relation in root if relation.get("TargetMode") != "External"] if root is not None else []
        return [((relation.get("Type") or "").rpartition("/")[2], _resolved(folder, relation.get("Target") or "")) for relation in inside]

    def _main(self) -> str:
        named = next((member for kind, member in self.related("") if kind == "officeDocument"), "word/document.xml")
        root = self.part(named)
        if root is None or tag(root) != "document":
            raise ParseError(self.name, f"holds no Word document (word/document.xml); {_SAVE_AS}")
        return named


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    if data.startswith(_OLE):
        raise ParseError(name, f"is under a password or in the old .doc format; {_SAVE_AS}, without a password")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ParseError(name, f"is no Word file (.docx), or a damaged one: {error}; obtain it again, or {_SAVE_AS}") from error


def _hold_limits(members: list[zipfile.ZipInfo], name: str) -> None:
    if len(members) > MAX_MEMBERS:
        raise ParseError(name, f"has {len(members):,} members; the limit for a Word file is {MAX_MEMBERS:,}; {_SAVE_AS}")
    size = sum(info.file_size for info in members)
    if size > MAX_UNPACKED:
        raise ParseError(name, f"unpacks to {size:,} bytes; the limit for a Word file is {MAX_UNPACKED:,}; take the pictures out or split it")
    names = [info.filename for info in members]
    for info in members:
        if info.filename.startswith("/") or ".." in info.filename.split("/") or "\\" in info.orig_filename or ":" in info.filename:
            raise ParseError(name, f"has a member that points out of it; {_SAVE_AS}", repr(info.filename))
        if info.flag_bits & _ENCRYPTED:
            raise ParseError(name, f"is encrypted; {_SAVE_AS}, without a password", info.filename)
        if posixpath.basename(info.filename).lower() == "vbaproject.bin":
            raise ParseError(name, f"holds macros; {_SAVE_AS}, without macros", info.filename)
    if len(set(names)) < len(names):
        raise ParseError(name, "has two members of the same name; the file is damaged, obtain it again")


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
