"""Raised words of a page: the mark of a footnote is no part of the word before it, an exponent is no figure of the number before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.parse_uslm_settle import raised
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§¶]{1,3})[\])]?(?:\s*,\s*(?:\d{1,3}|[a-z]))*|,")
# A mark follows a word or closing punctuation; "10" and "km" are followed by exponents, "XXI" by the sign of an ordinal.
_MARKED = re.compile(r"(?:[^\W\d_]{2}[^\W\d_A-Z]|[.,;:!?)\]”’\"'»%])\s*$")
_NOTE = re.compile(r"(?i)(?:foot|end)?note|cite|reference|(?:^|[-_ ])fn|ref(?:$|[-_ \d])")
_INLINE = frozenset("a b i em strong span u font small cite q sup".split())


def raise_exponents(root: HtmlElement) -> None:
    """Write figures that are raised, and are no marks of notes, in raised figures: 10² is not 102."""
    for element in root.iter("sup"):
        figures = element.text or ""
        if not len(element) and raised(figures) != figures and not is_note_mark(element) and before(element):
            element.text = raised(figures)


def is_note_mark(element: HtmlElement) -> bool:
    """Tell whether a raised element is the mark of a note to the word before it, rather than a part of what is said."""
    words = " ".join("".join(element.itertext()).split())
    if not _MARK.fullmatch(words):
        return False
    said = before(element)
    return bool(said) and (_leads_to_note(element) or _MARKED.search(said) is not None)


def before(element: HtmlElement) -> str:
    """Return the last words before an element in its paragraph; empty where it begins one."""
    here: HtmlElement | None = element
    while here is not None:
        previous, parent = here.getprevious(), here.getparent()
        while previous is not None and not (previous.tail or "").strip() and tag(previous) == "sup":
            previous = previous.getprevious()  # "1" and "2" behind one word
        if previous is not None:
            words = previous.tail or ("".join(previous.itertext()) if tag(previous) in _INLINE else "")
        else:
            words = (parent.text or "") if parent is not None else ""
        if words.strip() or parent is None or tag(parent) not in _INLINE:
            return words[-40:] if words.strip() else ""
        here = parent
    return ""


def _leads_to_note(element: HtmlElement) -> bool:
    links = [*element.iter("a"), *([above] if (above := element.getparent()) is not None and tag(above) == "a" else [])]
    if any((link.get("href") or "").startswith("#") or link.get("role") == "doc-noteref" for link in links):
        return True
    return any(_NOTE.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in (element, *links))
