"""A reader's own Word files: headings become provisions like those of Markdown, and no word of any part is lost unnamed.

Footnotes and endnotes stand under places of their own at the end. Comments,
headers and footers stay in the text but cannot be cited. Tracked insertions are
kept; deletions, hidden words, field codes and the table of contents are left
out and counted. The number of a numbered paragraph is printed before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ingest.document import Document
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_docx_package import Package
from ingest.parse_docx_styles import Numbering, Styles
from ingest.parse_docx_text import Part
from ingest.parse_text import Section, lay_out, sections, titled

_CITED = {"footnotes": "Footnotes", "endnotes": "Endnotes"}
_ASIDE = {"comments": "comment", "header": "header or footer", "footer": "header or footer"}
_NOT_READ = {"chart": "a chart", "diagramData": "a diagram", "oleObject": "an embedded object", "package": "an embedded file", "aFChunk": "an inserted file"}


def parse_docx(data: bytes, origin: Origin) -> Document:
    """Build the checked Document of a Word file (.docx)."""
    package = Package(data, origin.name)
    (_, main), *others = parts = list(_parts(package))
    body = tuple(sections(main.blocks()))
    notes = [Section((_CITED[kind],), "", [words for _, words in part.blocks()]) for kind, part in others if kind in _CITED]
    asides = [(words, _ASIDE[kind]) for kind, part in others if kind in _ASIDE for _, words in part.blocks()]
    outline = Outline(titled(origin.own(), [section.path for section in body if section.lines]), origin.name)
    omitted = [left_out for _, part in parts for left_out in part.omitted()]
    for words, reason in omitted:
        outline.omit(words, reason)
    lay_out(outline, [*body, *notes])
    for words, reason in asides:
        outline.aside(words, reason)
    for kind, what in _NOT_READ.items():
        if any(kind == other for other, _ in package.related(package.main)):
            outline.note(f"the file holds {what}, whose words are not read")
    return outline.document(chain((words for words, _ in omitted), *(part.kept() for _, part in parts)))


def _parts(package: Package) -> Iterator[tuple[str, Part]]:
    """Yield the parts that hold text, the main one first, in the order in which they are laid out."""
    related = package.related(package.main)
    members = {kind: member for kind, member in reversed(related)}
    styles = Styles(package.part(members.get("styles", "")))
    numbering = Numbering(package.part(members.get("numbering", "")))
    found = {package.main: ""}
    for kind in (*_CITED, *_ASIDE):
        for other, member in related:
            if other == kind:
                found.setdefault(member, kind)
    for member, kind in found.items():
        root = package.part(member)
        if root is not None:
            yield kind, Part(root, styles, numbering)
