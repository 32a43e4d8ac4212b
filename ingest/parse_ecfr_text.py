"""The running text of eCFR files: lines for blocks, cells parted by blanks, footnote marks and numbers of graphics left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.parse_uslm_lines import Writer
from ingest.parse_uslm_settle import raised
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_INLINE = frozenset("A a AC B br E em FR FTREF I img sub sup SU strong span i b u U font SUBJ mi mo mn mrow msub msup mfrac msqrt mtext mstyle".split())
_BLOCKS = frozenset("DIV TABLE TR EXTRACT EXAMPLE NOTE HED PSPACE LI UL OL ROW GPOTABLE MATH BCAP STARS FTNT".split())
_CELLS = frozenset({"TD", "TH", "ENT", "CHED", "td", "th", "LDRFIG"})
_OMITTED = {"GID": "number of a graphic", "MID": "number of a graphic", "PRTPAGE": "page number", "HEADER": "file header", "AMDDATE": "metadata"}
_ITALIC = frozenset({"I", "i", "em"})
_ITALIC_FACES = frozenset({"03", "33", "7462"})
_RAISED = frozenset({"SU", "sup"})

# Words, whether they are italic, and why they are left out, if they are.
Piece = tuple[str, bool, str]


def settle_figures(root: _Element) -> None:
    """Write exponents in raised figures, as 10² is not 102."""
    for element in root.iter():
        exponent = tag(element) in _RAISED or (tag(element) == "E" and element.get("T") == "51")
        if exponent and not len(element) and not is_mark(element):
            element.text = raised(element.text or "")


def is_mark(element: _Element) -> bool:
    """Tell whether an element is the mark of a footnote: a raised sign that a footnote reference follows."""
    following = element.getnext()
    return tag(element) in _RAISED and following is not None and tag(following) == "FTREF" and not (element.tail or "").strip()


def left_out(element: _Element) -> str:
    """Why an element's words are left out of the text, if they are."""
    if is_mark(element):
        return "footnote mark"
    if tag(element) in ("a", "A") and re.fullmatch(r"\s*View or download PDF\s*", element.text or ""):
        return "link to a graphic"
    return _OMITTED.get(tag(element), "")


def pieces(element: _Element, italic: bool = False) -> Iterator[Piece]:
    """Yield the words inside an element in order; a line break that the files have before raised signs is no blank."""
    if element.text:
        yield _unbroken(element.text, element[0] if len(element) else None), italic, ""
    for child in element:
        if reason := left_out(child):
            yield text_of(child), False, reason
        else:
            if tag(child) in ("FR", "br") or tag(child) not in _INLINE:
                yield " ", italic, ""
            yield from pieces(child, italic or tag(child) in _ITALIC or (tag(child) == "E" and child.get("T") in _ITALIC_FACES))
            if tag(child) not in _INLINE:
                yield " ", italic, ""
        if child.tail:
            yield _unbroken(child.tail, child.getnext()), italic, ""


def _unbroken(words: str, following: _Element | None) -> str:
    return words.removesuffix("\n") if following is not None and tag(following) in _RAISED else words


def text_of(element: _Element | None) -> str:
    """Return all words inside an element."""
    return "" if element is None else "".join(str(text) for text in element.itertext())


def words_of(element: _Element | None) -> str:
    """Return the words of a heading in one line, without footnote marks."""
    return "" if element is None else " ".join("".join(words for words, _, reason in pieces(element) if not reason).split())


def write(writer: Writer, element: _Element) -> None:
    """Write all that is inside an element, block by block, to where the writer is writing."""
    _write(writer, element, in_cell=False)


def _write(writer: Writer, element: _Element, in_cell: bool) -> None:
    writer.add(_unbroken(element.text or "", element[0] if len(element) else None))
    for child in element:
        _write_child(writer, child, in_cell)
        writer.add(_unbroken(child.tail or "", child.getnext()))


def _write_child(writer: Writer, child: _Element, in_cell: bool) -> None:
    name = tag(child)
    if reason := left_out(child):
        writer.omit(text_of(child), reason)
    elif name in _CELLS or (in_cell and name not in _INLINE) or name in ("FR", "br"):
        writer.gap()
        _write(writer, child, in_cell or name in _CELLS)
        if name not in ("FR", "br"):
            writer.gap()
    elif name in _INLINE or (name not in _BLOCKS and not name.startswith(("P", "FP", "HD")) and _between_words(child)):
        _write(writer, child, in_cell)
    else:
        writer.line()
        _write(writer, child, in_cell)
        if name == "HED":
            writer.gap()
            writer.runs_in()
        else:
            writer.line()


def _between_words(element: _Element) -> bool:
    """Tell whether an element of unknown kind stands in the middle of running words."""
    previous, parent = element.getprevious(), element.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else ""
    return bool((before or "").strip() or (element.tail or "").strip())
