"""Reads Formex 4, the XML of the Official Journal and of the consolidated acts in EUR-Lex.

What is text is told by the element alone; three things that Formex writes
otherwise are read as the Official Journal prints them: quotation marks
(``QUOT.START CODE="2018"``), the dashes of lists (``LIST TYPE="DASH"``), and
footnotes, which stand in the middle of a sentence but are read at the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ingest.celex import EuAct, find_celex, read_day, title_kind
from ingest.document import Document
from ingest.errors import ParseError
from ingest.eu_source import Facts, Form, describe
from ingest.eu_text import ActText
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_formex_lines import list_mark, quote_mark
from ingest.parse_formex_text import FormexText
from ingest.parse_xml import read_xml, tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORMS: dict[str, Form] = {"ACT": "act", "CONS.ACT": "act", "CONS.DOC": "act", "ANNEX": "act", "CONS.ANNEX": "act", "AGR": "agreement", "CORR": "corrigendum"}
_KINDS = {"REG": "Regulation", "DIR": "Directive", "DEC": "Decision", "DEC.FRAMW": "Framework Decision", "RECO": "Recommendation"}


def parse_formex(data: bytes, origin: Origin) -> Document:
    """Build the Document of a Formex file; raises ParseError, for a manifest (DOC) with the name of the file that holds the text."""
    root = read_xml(data, origin.name)
    if tag(root) == "DOC":
        raise ParseError(origin.name, _manifest(root))
    source = describe(origin, _facts(root, origin.name))
    act = ActText(Outline(source, origin.name), source.citation)
    FormexText(act).read(root)
    return act.document(body(root), as_enacted=tag(root) == "ACT")


def body(root: _Element) -> Iterator[str]:
    """Yield all text of a Formex file in the order in which it is read: the footnotes last."""
    from lxml import etree

    notes: list[str] = []
    deep = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        start, note = event == "start", tag(element) == "NOTE"
        deep -= note and not start
        texts = [*([quote_mark(element), list_mark(element), element.text or ""] if start else [])]
        deep += note and start
        kept = texts if start else [element.tail or ""]
        if deep and not (not start and note and deep == 0):
            notes += kept
        else:
            yield from kept
    yield from notes


def _manifest(root: _Element) -> str:
    files = [str(ref.get("FILE")) for ref in root.iter("REF.PHYS") if ref.get("FILE")]
    named = ", ".join(files[:5]) + (" and further ones" if len(files) > 5 else "")
    return f"is the manifest of a Formex package and holds no text; take the file that it names instead: {named or 'none is named, obtain the package again'}"


def _facts(root: _Element, name: str) -> Facts:
    consolidation = next(root.iter("INFO.CONSLEG"), None)
    title = _title(root)
    facts = Facts(_FORMS.get(tag(root), "other"), title, _recorded(root, title), _day(root), name=_journal(root))
    if consolidation is None:
        return facts
    end = read_day(consolidation.get("END.DATE", ""))
    start = read_day(consolidation.get("START.DATE", ""))
    return replace(facts, consolidated=start, valid_to=end if end and start and end > start else None)


def _title(root: _Element) -> str:
    """Return the act's own title: of a consolidation the one in its text, of an annex none, since "ANNEX I" names no act."""
    if tag(root) in ("ANNEX", "CONS.ANNEX"):
        return ""
    holder = next(root.iter("CONS.DOC"), root)
    title = holder.find("TITLE")
    if title is None:
        title = next(holder.iter("TITLE"), None)
    return "" if title is None else " ".join(" ".join(_without_notes(title)).split())


def _without_notes(element: _Element) -> Iterator[str]:
    """Yield the text of a title, a blank between its lines."""
    yield quote_mark(element) + (element.text or "")
    for child in element:
        if tag(child) != "NOTE":
            inline = tag(child) in ("HT", "DATE", "FT", "QUOT.START", "QUOT.END")
            yield "".join(_without_notes(child)) if inline else " ".join(_without_notes(child))
        yield child.tail or ""


def _recorded(root: _Element, title: str) -> EuAct | None:
    """Return the act's number as the file's own records have it: its CELEX number, or NO.DOC with the kind from elsewhere."""
    celex = next(root.iter("NO.CELEX"), None)
    conslegs = [e.get("CONSLEG.REF", "") for e in root.iter("INFO.CONSLEG")]
    for text in [celex.text or "" if celex is not None else "", *(f"3{ref}" for ref in conslegs)]:
        found = find_celex(text)
        if found is not None:
            return found.act
    number = next(root.iter("NO.DOC"), None)
    kind = _kind(root, title)
    if number is None or kind is None:
        return None
    year, current, com = (number.findtext(name, "").strip() for name in ("YEAR", "NO.CURRENT", "COM"))
    if not (year.isdecimal() and current.isdecimal()):
        return None
    return EuAct(kind, int(year), int(current), com.replace(",", ", ") if com else "", numbered=number.get("FORMAT") == "NY")


def _kind(root: _Element, title: str) -> str | None:
    printed = title_kind(title)
    if printed is not None:
        return printed
    for element in root.iter("FAM.COMP", "INFO.CONSLEG"):
        kind = _KINDS.get(element.get("LEG.VAL", ""))
        if kind is not None:
            return kind
    text = "".join(root.itertext())
    counts = {kind: text.count(f"this {kind}") + text.count(f"This {kind}") for kind in ("Regulation", "Directive", "Decision")}
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] else None


def _day(root: _Element) -> date | None:
    """Return the day of the act: the date in its own record."""
    for record in root.iter("BIB.INSTANCE"):
        found = record.find("DATE")
        if found is not None:
            return read_day(found.get("ISO", ""))
    return None


def _journal(root: _Element) -> str:
    """Name a text by its place in the Official Journal, where neither title nor number names it."""
    for record in root.iter("DOCUMENT.REF"):
        series, number, year = (record.findtext(name, "").strip() for name in ("COLL", "NO.OJ", "YEAR"))
        page = (root.findtext("BIB.INSTANCE/PAGE.FIRST") or "").strip()
        if series and number and year:
            return f"OJ {series} {number} ({year})" + (f" p. {page}" if page else "")
    return ""
