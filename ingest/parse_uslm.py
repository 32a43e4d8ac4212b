"""United States Legislative Markup: titles of the US Code (version 1), public laws, statute compilations and bills (version 2).

The pinpoints are those of the law's own identifiers, ``27 U.S.C. § 122a(d)(4)(D)(i)``
or ``Pub. L. 118-59, § 4(a)(1)``. Notes of the Code stand under ``27 U.S.C. § 122 note``
with their topic as heading; text that a law quotes belongs to the place that quotes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.document import Document
from ingest.errors import ParseError
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_uslm_lines import Place, Writer
from ingest.parse_uslm_names import HEADED, SUBLEVELS
from ingest.parse_uslm_settle import settle
from ingest.parse_uslm_source import describe
from ingest.parse_uslm_walk import Walk
from ingest.parse_xml import read_xml, tag

if TYPE_CHECKING:
    from lxml.etree import _Element


def parse_uslm(data: bytes, origin: Origin) -> Document:
    """Build the Document of a USLM file; raises ParseError for what is damaged."""
    root = read_xml(data, origin.name)
    _refuse_doubled_units(root, origin.name)
    described = describe(root, origin)
    settle(root, origin.name)
    outline = Outline(described.source, origin.name)
    for note in described.notes:
        outline.note(note)
    walk = Walk(Writer(outline), in_code=described.in_code, as_enacted=described.as_enacted)
    walk.document(root, Place(described.pinpoint))
    return outline.document(str(text) for text in root.itertext())


def _refuse_doubled_units(root: _Element, name: str) -> None:
    """Raise ParseError where two units carry the same id; footnotes may, as they are numbered by the page."""
    seen: set[str] = set()
    for element in root.iter():
        value = element.get("id")
        if value is None or tag(element) not in HEADED | SUBLEVELS:
            continue
        if value in seen:
            raise ParseError(name, f"has two units with the id {value!r}; the file is damaged, obtain it again", f"line {element.sourceline}")
        seen.add(value)
