"""The flow of a EUR-Lex page: front, preamble, articles, end and annexes follow each other, and each line belongs to what was last opened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingest.eu_places import Place, annex_number, article_number, is_annex, is_label, leading_label, token_of
from ingest.eu_text import FOOTNOTE_MARK, ActText, Piece, plain
from ingest.parse_eurlex_kinds import Seen, Zone, settled_kind
from ingest.parse_eurlex_lines import (
    Kind,
    begins_preamble,
    closes_quote,
    ends_act,
    id_number,
    is_enacting_formula,
    kind_of,
    leaves_open,
    level_of,
    opens_quote,
)
from ingest.parse_eurlex_points import Divisions, Points

if TYPE_CHECKING:
    from lxml.etree import _Element

_END = "final formula and signature"
# What may follow the signatures of an old page, besides annexes.
_ATTACHED = re.compile(r"(?:APPENDIX|PROTOCOL|AGREEMENT|CONVENTION|STATUTE|DECLARATION|STATEMENT)\b[^a-z]{0,80}")
# An old page has no sign where its front ends; this many lines are more than any title has.
_MAX_FRONT = 30


class Flow:
    """Holds what is open, and gives each line to ``act`` at its place.

    ``own`` are the titles of the act's own articles, told from those of quoted ones; without any, a page is read as one run of numbered points.
    ``classed`` says that the page tells its lines apart by classes.
    """

    def __init__(self, act: ActText, own: frozenset[_Element], *, classed: bool) -> None:
        """Start at the front page."""
        self.act = act
        self._own = own
        self._classed = classed
        self._zone: Zone = "front"
        self._fronts = 0
        self._container = act.root
        self._place = act.root
        self._points = Points()
        self._divisions = Divisions()
        self._sections: list[tuple[int, Place]] = []
        self._opening: tuple[Place, list[str]] | None = None
        self._quote: Place | None = None
        self._before: Kind = "text"
        self._full_stop = True

    # -- what the page's ids open and close

    def enter(self, name: str, classes: Sequence[str]) -> None:
        """Note that an element with this id and these classes begins."""
        if name.startswith("fnp_") or "final" in classes:
            self._zone = "end"
        elif name.startswith("pbl_") and self._zone == "front":
            self._begin_preamble()

    def leave(self, name: str) -> None:
        """Note that an element with this id has ended."""
        if name.startswith("art_") and ".tit" not in name:
            self._points, self._quote = Points(), None

    @contextmanager
    def paragraph(self) -> Iterator[None]:
        """Hold a numbered paragraph inside its own element."""
        points = Points(list(self._points.open))
        yield
        self._points, self._quote = points, None

    @contextmanager
    def point(self, number: Sequence[Piece], within: Place | None) -> Iterator[Place | None]:
        """Open the point with a printed number in the list that is being read, and close it at the end of its words."""
        if self._zone == "end":
            self.act.aside(number, _END)
            yield None
            return
        label, quote = plain(number), self._quote
        place = self._point_place(label, within)
        if self._quote is None and opens_quote(label):
            self._quote = place
        self.act.label(self._quote or place, number)
        yield place
        if quote is None:
            self._quote = None

    def _point_place(self, label: str, within: Place | None) -> Place:
        if self._quote is not None:
            return self._quote
        self._leave_front()
        outer = within if within is not None else self._here()
        if opens_quote(label) or not is_label(label):
            return outer
        if self._zone == "preamble" and within is None and token_of(label)[:1].isdigit():
            return self._recital(token_of(label))
        return self.act.point(outer, label)

    def lead(self, number: Sequence[Piece]) -> None:
        """Open the paragraph with a printed number; what follows its element without a number still belongs to it."""
        label = plain(number)
        place = self._quote
        if place is None:
            self._leave_front()
            self._settle()
            place = self._led(f"{label} ") if is_label(label) and not opens_quote(label) else self._here()
        self.act.label(place, number)

    # -- lines

    def row(self, pieces: Sequence[Piece], within: Place | None) -> None:
        """Add a row of a table of data."""
        self._leave_front()
        if self._zone in ("front", "end"):
            self.act.aside(pieces, "heading of the page" if self._zone == "front" else _END)
        else:
            self.act.say(self._quote or within or self._here(), pieces)

    def line(self, element: _Element, pieces: Sequence[Piece], within: Place | None) -> None:
        """Add a line of the page."""
        text = plain(pieces)
        if not text:
            self.act.say(self._place, pieces)
            return
        kind = kind_of(element, text)
        if element in self._own:
            self._quote = None
        if kind == "note":
            self.act.aside([(words, "" if reason == FOOTNOTE_MARK else reason) for words, reason in pieces], "footnote")
        elif kind == "deleted":
            self.act.aside(pieces, "mark of a deleted passage")
        elif within is not None or self._quote is not None:
            self._words(within or self._here(), pieces, text)
        else:
            seen = Seen(kind, text, self._before, self._zone, is_own=element in self._own, classed=self._classed)
            self._flow(settled_kind(seen), element, pieces, text)

    def _flow(self, kind: Kind, element: _Element, pieces: Sequence[Piece], text: str) -> None:
        before, self._before = self._before, kind
        if kind in ("frame", "contents"):
            self.act.aside(pieces, "heading of the page" if kind == "frame" else "table of contents")
        elif kind == "signature" or (self._zone in ("articles", "end") and ends_act(text)):
            self._zone = "end"
            self.act.aside(pieces, _END)
        elif kind in ("title", "annex"):
            self._title(pieces, text)
        elif kind in ("division", "subtitle"):
            self._division(kind, before, pieces)
        elif kind in ("article", "article heading"):
            self._article(kind, element, pieces)
        elif kind == "section":
            self._section(level_of(element), pieces)
        else:
            self._text(pieces, text)

    def _text(self, pieces: Sequence[Piece], text: str) -> None:
        self._leave_front(text)
        if self._zone == "front":
            self._fronts += 1
            self.act.heading(pieces)
        elif self._zone == "end" and not self._classed and _ATTACHED.fullmatch(text):
            self._title(pieces, text)
        elif self._zone == "end":
            self.act.aside(pieces, _END)
        elif self._zone == "preamble" and is_enacting_formula(text):
            self.act.aside(pieces, "enacting formula")
        else:
            self._words(self._led(text), pieces, text)

    def _words(self, place: Place, pieces: Sequence[Piece], text: str) -> None:
        """Add words; while a quotation is open they belong to the place that quotes."""
        if self._quote is None and leaves_open(text):
            self._quote = place
        self.act.say(self._quote or place, pieces)
        self._full_stop = text.endswith(".")
        if self._quote is not None and closes_quote(text):
            self._quote = None

    # -- zones

    def _leave_front(self, text: str = "") -> None:
        if self._zone == "front" and (self._classed or begins_preamble(text) or self._fronts >= (_MAX_FRONT if self._own else 1)):
            self._begin_preamble()

    def _begin_preamble(self) -> None:
        self._zone = "preamble" if self._own else "annex"
        self._place = self.act.root.at("preamble", "") if self._own else self.act.root

    def _title(self, pieces: Sequence[Piece], text: str) -> None:
        """Read a title: of the act at the front, later of an annex."""
        if self._zone == "front" and not is_annex(text):
            self.act.heading(pieces)
            return
        if self._opening is not None and self._zone == "annex" and not is_annex(text):
            self._opening[1].append(self.act.heading(pieces))
            return
        self._settle()
        words = self.act.heading(pieces)
        self._zone = "annex"
        self._points, self._sections, self._quote = Points(), [], None
        self._opening = (self.act.root.at("annex", annex_number(text)), [words])

    def _division(self, kind: Kind, before: Kind, pieces: Sequence[Piece]) -> None:
        if self._zone == "annex":
            self._section(0 if kind == "division" else 1, pieces)
            return
        words = self.act.heading(pieces)
        if kind == "subtitle" and before in ("division", "subtitle"):
            self._divisions.extend(words)
        else:
            self._divisions.begin(words)
        self._points = Points()

    def _article(self, kind: Kind, element: _Element, pieces: Sequence[Piece]) -> None:
        if kind == "article heading":
            words = self.act.heading(pieces)
            if self._opening is not None:
                self._opening[1].append(words)
            return
        self._settle()
        words = self.act.heading(pieces)
        self._points, self._quote = Points(), None
        above = self._above()
        number = article_number(words) or id_number(element)
        if number:
            self.act.count(f"{above.pinpoint}, articles" if above.pinpoint.locators else "articles", number)
            self._opening = (above.at("art", number), [])
        else:
            self._place = above.below(words)

    def _above(self) -> Place:
        """Return the place that holds an article: the act, or the annex that has articles of its own, under the headings that are open."""
        if self._zone == "annex":
            section = self._annex_place()
            return Place(self._container.pinpoint, path=(*section.path, section.heading) if section.heading else section.path)
        self._zone = "articles"
        return Place(self.act.root.pinpoint, path=self._divisions.names)

    def _section(self, level: int, pieces: Sequence[Piece]) -> None:
        """Read a heading inside an annex; outside annexes it stands above what follows like a chapter."""
        if self._zone != "annex":
            self._division("division", "text", pieces)
            return
        self._settle()
        words = self.act.heading(pieces)
        self._sections = [(known, place) for known, place in self._sections if known < level]
        outer = self._annex_place().below(words)
        label = re.match(r"(\d+(?:\.\d+)*\.?|[A-Z]\.|[IVXLC]+\.)[\s\u00a0]", words)
        inner = outer.section(token_of(label.group(1))) if label else outer.headed(words)
        place = outer if inner.pinpoint == outer.pinpoint else self.act.begin(inner)
        self._sections.append((level, place))
        self._place, self._points = place, Points()

    def _annex_place(self) -> Place:
        return self._sections[-1][1] if self._sections else self._container

    def _settle(self) -> None:
        """Begin the article or annex whose title lines have been read."""
        if self._opening is not None:
            place, headings = self._opening
            self._opening = None
            self._place = self.act.begin(place.below(" ".join(headings)))
            if place.pinpoint.locators[-1].unit == "annex":
                self._container = self._place

    # -- places

    def _here(self) -> Place:
        self._settle()
        return self._points.innermost or self._place

    def _led(self, text: str) -> Place:
        """Return the place of a line: that of the number it begins with, or of the point that goes on."""
        self._settle()
        label = leading_label(text)
        if not label:
            if self._full_stop and not text.startswith(("-", "—", "–", "•")):
                self._points.end_sentence()
            return self._here()
        if self._zone == "preamble":
            return self._recital(token_of(label)) if token_of(label)[:1].isdigit() else self._here()
        return self._points.begin(self.act, label, self._place)

    def _recital(self, token: str) -> Place:
        self._place = self.act.begin(Place(self.act.root.pinpoint, path=self._divisions.names).at("recital", token))
        self.act.count("recitals", token)
        return self._place
