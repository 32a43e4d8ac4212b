"""What a line of a EUR-Lex page is once its surroundings are known: titles of quoted text are text, and old pages are told by their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.eu_places import leading_label
from ingest.parse_eurlex_lines import Kind, names_annex, opens_quote, plain_kind

Zone = Literal["front", "preamble", "articles", "end", "annex"]

_MAX_HEADING = 150


@dataclass(frozen=True, slots=True)
class Seen:
    """A line as its element says, the kind of the line before it, and where in the act it stands.

    ``is_own`` says that it is a title of one of the act's own articles, ``classed`` that the page tells its lines apart by classes.
    """

    kind: Kind
    text: str
    before: Kind
    zone: Zone
    is_own: bool
    classed: bool


def settled_kind(seen: Seen) -> Kind:
    """Return the kind of a line: a title of quoted text is text, and the lines of an old page are told by their words."""
    kind, text = seen.kind, seen.text
    if kind == "text" and not seen.classed:
        kind = plain_kind(text)
        kind = _old_heading(seen) if kind == "text" else kind
    if kind == "article" and (opens_quote(text) if seen.zone == "annex" else not seen.is_own):
        return "text"
    if kind == "article heading" and seen.before != "article":
        return "text"
    if names_annex(text) and (kind in ("section", "division") or (kind == "text" and seen.zone == "end")):
        return "annex"
    return "text" if kind in ("title", "annex", "division", "section") and opens_quote(text) else kind


def _old_heading(seen: Seen) -> Kind:
    """Take the short line after "Article 5" or "CHAPTER II" as its heading: one that is no sentence and bears no number."""
    text = seen.text
    sentence = text[-1] in ".;:," or text[:1].islower() or ": " in text or text.count('"') % 2
    short = len(text) <= _MAX_HEADING and not sentence and not leading_label(text)
    if short and seen.before == "division":
        return "subtitle"
    if short and seen.before == "annex" and text.upper() == text:
        return "title"
    return "article heading" if short and seen.before == "article" else "text"
