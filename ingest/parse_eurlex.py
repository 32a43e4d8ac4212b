"""Reads the pages of EUR-Lex and Cellar: Official Journal XHTML, consolidated texts, and the plain HTML of old acts.

A page is read as XML where it is well-formed, else as HTML. Every character of
its body belongs to a place, is set aside or is left out with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from ingest.celex import Celex, find_celex, plain_title, read_title
from ingest.document import Document
from ingest.errors import ParseError
from ingest.eu_places import is_annex
from ingest.eu_source import Facts, Form, describe
from ingest.eu_text import ActText, plain
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_eurlex_flow import Flow
from ingest.parse_eurlex_lines import classes_of, inline, is_article_title, kind_of, opens_quote
from ingest.parse_eurlex_text import EurlexText
from ingest.parse_markup import read_html
from ingest.parse_xml import read_xml, tag, unpack

if TYPE_CHECKING:
    from lxml.etree import _Element

# What only pages of EUR-Lex have: classes, ids, the element of old pages, the title of consolidated ones.
_SIGN = re.compile(
    rb"""<\w[^<>]*?\sclass\s*=\s*["'](?:[\w-]+\s)?(?:oj-(?:doc-ti|normal|ti-art|hd-date)|eli-(?:container|main-title|subdivision)|(?:clg-)?(?:title-doc-first|title-article-norm"""
    rb"""|title-annex-1))["'\s]|<TXT_TE|<div[^<>]*\sid\s*=\s*["']TexteOnly["']|<title>\s*\S+ TEXT: \d{5}[A-Z]\d{4}""",
    re.IGNORECASE,
)
# The classes of the Official Journal before 2023, which are short enough for others to have, count where the publisher is named too.
_SHORT_SIGN = re.compile(rb"""<p[^<>]*?\sclass\s*=\s*["'](?:ti-art|doc-ti|hd-lg|ti-section-1)["'\s]""", re.IGNORECASE)
_PUBLISHER = re.compile(rb"eur-?lex|europa\.eu|CONVEX|Official Journal|L_\d{7}", re.IGNORECASE)
_XHTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE[^>]*XHTML|html[^>]*xmlns)", re.IGNORECASE)

# The kinds of lines, and the classes of plain text, by which a page tells its lines apart.
_TELLING = frozenset({"title", "article", "division", "annex", "section"})
_PLAIN = frozenset({"normal", "norm", "table"})

_REFERENCE = re.compile(r"(?<!\w)(?P<celex>[03]?\d{4}[A-Z]\d{4})\s*[—–-].*?(?P<day>\d{2})\.(?P<month>\d{2})\.(?P<year>\d{4})")
_DAY = re.compile(r"(?<!\d)(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})(?!\d)")
_CORRIGENDUM = re.compile(
    r"\W*(?:Corrigend|Berichtigung|Rectificatif|Corrección|Rettifica|Retificação|Rectificatie|Berigtigelse|Rättelse|Oikaisu|Διορθωτικό)", re.IGNORECASE
)
_AGREEMENT = re.compile(r"\W*(?:Agreement|Protocol|Convention|Treaty|Exchange of letters|Abkommen|Accord|Acuerdo|Accordo)\b", re.IGNORECASE)


def is_eurlex(data: bytes) -> bool:
    """Tell whether a page is one of EUR-Lex or Cellar, by signs that its publisher leaves in it."""
    if data.startswith(b"\x1f\x8b"):
        data = unpack(data, "the page")
    return _SIGN.search(data) is not None or (_SHORT_SIGN.search(data) is not None and _PUBLISHER.search(data) is not None)


def parse_eurlex(data: bytes, origin: Origin) -> Document:
    """Build the Document of a EUR-Lex page; raises ParseError for a page that is cut off, and CoverageError where an article is missing."""
    root, note = _read(data, origin.name)
    body = next((e for e in root.iter() if tag(e) == "body"), root)
    page = _Page(root, body, origin.name)
    facts = page.facts()
    source = describe(origin, facts)
    act = ActText(Outline(source, origin.name), source.citation)
    if note:
        act.outline.note(note)
    EurlexText(Flow(act, page.own_articles, classed=page.classed)).read(body)
    # Where only the words tell a quoted article from one of the act, a gap may be a mistake of reading and is a note.
    return act.document(body.itertext(), as_enacted=page.marked and not page.consolidated and facts.consolidated is None)


def _read(data: bytes, name: str) -> tuple[_Element, str]:
    """Return a page's root element, and a note where it had to be mended."""
    data = unpack(data, name)
    if b"<html" in data[:4096].lower() and b"</html" not in data[-4096:].lower():
        raise ParseError(name, "ends before </html>, so it is cut off; obtain it again")
    if not _XHTML.match(data):
        return read_html(data, name), ""
    try:
        root = read_xml(data, name)
    except ParseError as error:
        # A limit that is broken is broken for HTML too.
        if "not well-formed" not in str(error):
            raise
        return read_html(data, name), f"the page is not well-formed XHTML ({error.locator}) and was read as HTML"
    # A named entity that no DTD explains stays a node without words in XML; HTML knows them all.
    if any(not isinstance(element.tag, str) for element in root.iter()):
        return read_html(data, name), ""
    return root, ""


class _Page:
    """What a page says of itself."""

    def __init__(self, root: _Element, body: _Element, name: str) -> None:
        self._root, self._body, self._name = root, body, name
        self._lines = [(kind_of(e, ""), e) for e in body.iter() if classes_of(e)]
        self.marked = any(re.fullmatch(r"art_\w+", e.get("id") or "") for e in body.iter())
        self.classed = any(kind in _TELLING or classes_of(e)[0] in _PLAIN for kind, e in self._lines)
        self._reference = self._find_reference()
        self.consolidated = self._reference is not None or any(kind == "article" and "norm" in (e.get("class") or "") for kind, e in self._lines)
        self.own_articles = frozenset(self._own())

    def _own(self) -> Iterator[_Element]:
        """Yield the titles of the act's own articles: by the page's ids, else by their numbers, which follow each other."""
        titles = self._article_titles()
        if self.marked:
            yield from (e for e, holder in ((e, _holder(e)) for e in titles) if holder is not None and _first(holder) is e)
        elif self.consolidated:
            yield from titles
        else:
            yield from _in_sequence(titles)

    def _article_titles(self) -> list[_Element]:
        """Return the lines that look like titles of articles, outside lists and quotations, up to the first annex."""
        titles: list[_Element] = []
        for element in (e for e in self._body.iter() if all(tag(holder) != "td" for holder in e.iterancestors())):
            kind = kind_of(element, "") if self.classed else "article" if tag(element) == "p" and is_article_title(_line(element)) else "text"
            if titles and not self.marked and (kind == "annex" or (kind == "title" and is_annex(_line(element)))):
                break
            if kind == "article" and not opens_quote(_line(element)):
                titles.append(element)
        return titles

    def facts(self) -> Facts:
        """Gather the act's title, its number and its days."""
        title = self._title()
        reference = self._reference
        celex = self._celex(reference)
        stated = (_date(reference) if reference else None) or (celex.consolidated if celex else None)
        consolidated = stated if self.consolidated else None
        return Facts(self._form(title), plain_title(title), celex.act if celex else None, self._journal_day(), consolidated)

    def _form(self, title: str) -> Form:
        if _CORRIGENDUM.match(title):
            return "corrigendum"
        if _AGREEMENT.match(title):
            return "agreement"
        return "act" if self.own_articles or read_title(title) is not None else "other"

    def _title(self) -> str:
        main = next((e for e in self._body.iter() if e.get("class") == "eli-main-title"), None)
        if main is not None:
            return _words([e for e in main.iter() if tag(e) == "p"])
        titles = [e for kind, e in self._lines if kind == "title"]
        if titles:
            first = titles[0]
            return _words([e for e in titles if e.getparent() is first.getparent() and not _far(first, e)])
        return "" if self.classed else self._old_title()

    def _old_title(self) -> str:
        """Return the title of an old page: what its metadata say, or its own first line where that says more."""
        if self._reference is not None:
            return ""
        text = next((e for e in self._body.iter() if e.get("id") == "TexteOnly"), self._body)
        lines = (_line(e) for e in text.iter() if tag(e) == "p" and not any(tag(inner) == "p" for inner in e.iterdescendants()))
        first = next((line for line in lines if line), "")
        described = next((e.get("content") or "" for e in self._root.iter() if tag(e) == "meta" and e.get("name") == "DC.description"), "")
        return first if len(first) > 0.6 * len(described) else " ".join(described.split())

    def _find_reference(self) -> re.Match[str] | None:
        """Return the line that names a consolidated text and its day: "02016R0679 — EN — 04.05.2016 — 000.002"."""
        first = next((e for e in self._body.iter() if tag(e) == "p"), None)
        named = [e for _, e in self._lines if re.fullmatch(r"(?:clg-)?reference", e.get("class") or "")]
        lines = [*(_line(e) for e in named), _line(first) if first is not None else "", self._head()]
        return next((found for line in lines if (found := _REFERENCE.search(line))), None)

    def _head(self) -> str:
        title = next((e for e in self._root.iter() if tag(e) == "title"), None)
        return " ".join("".join(title.itertext()).split()) if title is not None else ""

    def _celex(self, reference: re.Match[str] | None) -> Celex | None:
        if reference is not None:
            text = reference["celex"]
            return find_celex(text if len(text) == 10 else f"0{text}")
        named = [e.get("content") or "" for e in self._root.iter() if tag(e) == "meta" and (e.get("name") or "").startswith("DC.")]
        return next((celex for text in [self._head(), *named, self._name.rpartition("/")[2]] if (celex := find_celex(text))), None)

    def _journal_day(self) -> date | None:
        """Return the day of the Official Journal, from the head of its page or from an old page's metadata."""
        heads = [_line(e) for _, e in self._lines if (e.get("class") or "").endswith("hd-date")]
        sources = [e.get("content") or "" for e in self._root.iter() if tag(e) == "meta" and e.get("name") == "DC.source"]
        return next((day for text in [*heads, *sources] if (found := _DAY.search(text)) and (day := _date(found))), None)


def _line(element: _Element) -> str:
    return plain(inline(element))


def _holder(element: _Element) -> _Element | None:
    return next((e for e in element.iterancestors() if (e.get("id") or "").startswith("art_")), None)


def _first(holder: _Element) -> _Element:
    """Return the title of the article that an element holds; a further one in it is quoted."""
    return next(e for e in holder.iter() if kind_of(e, "") == "article")


def _in_sequence(titles: list[_Element]) -> Iterator[_Element]:
    """Yield the titles whose numbers follow each other; one that does not is quoted, unless the next number is missing altogether."""
    numbers = [int(found.group()) if (found := re.search(r"\d+", _line(e))) else 0 for e in titles]
    last = 0
    for i, number in enumerate(numbers):
        if number == last + 1 or number == 0 or (number > last and last + 1 not in numbers[i:]):
            yield titles[i]
            last = number or last


def _words(lines: list[_Element]) -> str:
    return " ".join(words for line in lines if (words := _line(line)))


def _far(first: _Element, other: _Element) -> bool:
    """Tell whether something else than titles stands between two titles."""
    between = first
    while between is not other:
        following = between.getnext()
        if following is None or (kind_of(following, "") != "title" and _line(following)):
            return True
        between = following
    return False


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
