"""Tells the lines of a EUR-Lex page apart: by the class that the page gives them, in old pages by their words alone.

EUR-Lex has written the same things under three sets of classes:

    article title      oj-ti-art   ti-art   title-article-norm   (a line "Article 5")
    article heading    oj-sti-art  sti-art  stitle-article-norm  (the short line after it)
    chapter            oj-ti-section-1      title-division-1     (a line "CHAPTER II")
    annex              oj-doc-ti   doc-ti   title-annex-1        (a line "ANNEX I")
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from ingest.eu_places import is_annex
from ingest.eu_text import FOOTNOTE_MARK, Piece
from ingest.parse_xml import tag

if TYPE_CHECKING:
    from lxml.etree import _Element

Kind = Literal["frame", "contents", "title", "division", "subtitle", "article", "article heading", "annex", "section", "note", "signature", "deleted", "text"]

_BLOCKS = frozenset(
    """p div table thead tbody tfoot tr td th caption ul ol li dl dt dd h1 h2 h3 h4 h5 h6 hr pre blockquote center section article header footer nav main aside
    figure form fieldset body""".split()
)
HIDDEN = frozenset("script style noscript template head title".split())
_PREFIXES = ("oj-", "clg-")

_CLASSES: tuple[tuple[str, Kind], ...] = (
    (r"toc-item.*|title-toc.*", "contents"),
    (r"hd-.*|reference|disclaimer|title-fam-.*|toc-\d|doc-end|separator.*|langue|bglang|title-doc-oj-reference", "frame"),
    (r"doc-ti|title-doc.*|doc-sti", "title"),
    (r"ti-section-1|title-division-1|ti-section", "division"),
    (r"ti-section-2|title-division-2|sti-section.*", "subtitle"),
    (r"ti-art|title-article.*|Titrearticle", "article"),
    (r"sti-art|stitle-article.*", "article heading"),
    (r"ti-annex.*|sti-annex.*|title-annex-.*|Annexetitre", "annex"),
    (r"s?ti-grseq-\d|title-gr-seq-.*", "section"),
    (r"note|footnote|tblnote", "note"),
    (r"signatory|final", "signature"),
)
_KINDS = tuple((re.compile(pattern), kind) for pattern, kind in _CLASSES)
_LEVEL = re.compile(r"\d+$")

_ARTICLE = re.compile(
    r"(?:art(?:icle|ikel|[ií]culo|icolo|igo|icolul|ikolu|ykuł)|άρθρο|член|članak|článek|článok)[\s\u00a0]+(?:\d+[a-z]?(?:[\s\u00a0](?:bis|ter|quater|[a-z]))?|[ivxlc]+|premier|1er)\.?"
    r"|\d+[a-z]?\.?[\s\u00a0]?(?:artiklan?|straipsnis|pants|člen|cikk|artikkel)|sole article|article unique|einziger artikel|art[ií]culo único|articolo unico",
    re.IGNORECASE,
)
_DIVISION = re.compile(
    r"(?:(?:sub)?section|chapter|title|part|book|abschnitt|kapitel|titel|teil|chapitre|titre|partie|capítulo|título|sección|capo|titolo|sezione|hoofdstuk|afdeling)"
    r"[\s\u00a0]+(?:\d+|[ivxlc]+|[a-z])\b.{0,120}",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"This (?:Regulation|Decision|Directive) shall be binding in its entirety")
_DONE = re.compile(
    r"(?:Done at|Fait à|Geschehen zu|Hecho en|Fatto a|Feito em|Gedaan te|Udfærdiget i|Utfärda[dt] i|Tehty|Έγινε|Sporządzono|Întocmit la|Съставено в|Kelt )\w*"
)
_DELETED = re.compile(r"[—–‐-]{3,}[\s.]*")

# A footnote leads back to its mark.
_BACK = re.compile(r"#(?:src\.|ntc)")

_OPENING = {"‘": "’", "“": "”", "„": "“”", "«": "»", "‚": "‘’"}
_CLOSED = re.compile(r"[’”“»‘]\s*[;.,:]*(?:\s*and|\s*or)?\s*$")


def classes_of(element: _Element) -> tuple[str, ...]:
    """Return an element's classes without the prefixes that tell one generation of pages from another."""
    return tuple(_bare(name) for name in (element.get("class") or "").split())


def _bare(name: str) -> str:
    return next((name.removeprefix(prefix) for prefix in _PREFIXES if name.startswith(prefix)), name)


def kind_of(element: _Element, text: str) -> Kind:
    """Tell what a line is by its class; a line of no known class is text."""
    if _DELETED.fullmatch(text):
        return "deleted"
    if tag(element) == "p" and any(_BACK.match(link.get("href") or "") for link in element.iter("{*}a")):
        return "note"
    return next((kind for name in classes_of(element) if (kind := _kind_of_class(name)) != "text"), "text")


@lru_cache(maxsize=1024)
def _kind_of_class(name: str) -> Kind:
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(name)), "text")


def level_of(element: _Element) -> int:
    """Return the level in a heading's class: 2 of "ti-grseq-2"."""
    levels = [_LEVEL.search(name) for name in classes_of(element)]
    return next((int(level.group()) for level in levels if level), 1)


def plain_kind(text: str) -> Kind:
    """Tell what a line without a class is by its words."""
    if is_article_title(text):
        return "article"
    if _DIVISION.fullmatch(text) and not text.endswith((".", ";", ",")):
        return "division"
    if names_annex(text):
        return "annex"
    return "text"


def names_annex(text: str) -> bool:
    """Tell whether a line is the name of an annex in capitals: "ANNEX II"."""
    return is_annex(text) and text.upper() == text


def is_article_title(text: str) -> bool:
    """Tell whether a line is nothing but an article's number: "Article 5", "5. cikk"."""
    return _ARTICLE.fullmatch(text) is not None


def ends_act(text: str) -> bool:
    """Tell whether a line belongs to the end of an act: that it is binding, or where and when it was done."""
    return bool(_FORMULA.match(text) or _DONE.match(text))


def is_enacting_formula(text: str) -> bool:
    """Tell whether a line of the preamble leads to the articles: "HAVE ADOPTED THIS REGULATION:"."""
    return len(text) > 12 and text.endswith((":", ".")) and text.upper() == text and any(c.isalpha() for c in text)


def id_number(element: _Element) -> str:
    """Return the number in the id of the article that holds a title ("art_5a")."""
    for holder in element.iterancestors():
        found = re.fullmatch(r"art_(\d+[a-z]{0,3})", holder.get("id") or "")
        if found:
            return found[1]
    return ""


def begins_preamble(text: str) -> bool:
    """Tell whether a line of an old page is the first after the title: the name of who acts, or what it has regard to."""
    return (
        is_article_title(text) or bool(re.match(r"(?:THE|Having|Whereas|WHEREAS|In )", text)) or (text.upper() == text and text.endswith((",", "—", "–", ":")))
    )


def opens_quote(text: str) -> bool:
    """Tell whether a text begins with a quotation mark."""
    return text[:1] in _OPENING


def leaves_open(text: str) -> bool:
    """Tell whether a text begins a quotation that it does not end: the first line of quoted articles."""
    closing = _OPENING.get(text[:1], "")
    if not closing:
        return False
    return text.count(text[0]) > len(re.findall(rf"(?<!\w)[{closing}]|[{closing}](?!\w)", text[1:]))


def closes_quote(text: str) -> bool:
    """Tell whether a text ends with the end of a quotation."""
    return _CLOSED.search(text) is not None


def is_block(element: _Element) -> bool:
    """Tell whether an element stands on lines of its own."""
    return tag(element) in _BLOCKS or any(tag(inner) in _BLOCKS for inner in element.iter())


def inline(element: _Element) -> list[Piece]:
    """Return the words inside an element that is a line; footnote marks and scripts carry the reason for which they are left out."""
    pieces: list[Piece] = [(element.text or "", "")]
    for child in element:
        pieces += inline_child(child)
    return pieces


def inline_child(child: _Element) -> list[Piece]:
    """Return the words of an element inside a line, and those after it."""
    tail: list[Piece] = [(child.tail or "", "")]
    if tag(child) in HIDDEN:
        return [("".join(child.itertext()), "script"), *tail]
    if tag(child) == "br":
        return [(" ", ""), *inline(child), *tail]
    if _is_mark(child):
        return [("".join(child.itertext()), FOOTNOTE_MARK), *tail]
    return [*inline(child), *tail]


def _is_mark(element: _Element) -> bool:
    if "note-tag" in classes_of(element):
        return True
    text = "".join(element.itertext())
    return (
        tag(element) == "a" and (element.get("href") or "").startswith("#") and re.fullmatch(r"\s*\(?\s*(?:\*{1,4}|\d{1,3}|[a-z])\s*\)?\s*", text) is not None
    )
