"""Writes an EU act piece by piece into an Outline: each run of words at its place, without footnote marks and amendment arrows.

A piece is text with a reason; words have none. What carries a reason is left out
and counted, so that a sentence reads on: "the Committee(1), and" as "the Committee, and".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from ingest.document import Document
from ingest.eu_places import Place, token_of
from ingest.outline import Outline
from ingest.pinpoint import Pinpoint

Piece = tuple[str, str]

FOOTNOTE_MARK = "mark of a footnote"
ARROW = "mark of an amendment"
_LONE_NUMBER = "number of a point without words of its own"

_ARROW = re.compile(r"[►▼◄]\s*(?:[A-Z]\d{0,3}(?!\w))?\s*")
_OPENS = ("(", "[", "‘", "“", "„", "«")
_CLOSES = (",", ".", ";", ":", ")", "]", "?", "!", "”", "»")


def plain(pieces: Iterable[Piece]) -> str:
    """Return the words of pieces, as they will read."""
    return " ".join("".join(text for text, reason in fragments(pieces) if not reason).split())


def fragments(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces with arrows cut out of the words, and the brackets around a footnote mark given to the mark."""
    joined: list[Piece] = []
    for text, reason in pieces:
        if joined and joined[-1][1] == reason == "":
            joined[-1] = (joined[-1][0] + text, "")
        elif text:
            joined.append((text, reason))
    return [part for piece in _bracketed(joined) for part in _without_arrows(piece)]


def _bracketed(pieces: list[Piece]) -> list[Piece]:
    for i in range(1, len(pieces) - 1):
        before, after = pieces[i - 1], pieces[i + 1]
        opened, closed = re.search(r"\(\s*$", before[0]), re.match(r"\s*\)", after[0])
        if pieces[i][1] == FOOTNOTE_MARK and opened and closed and not before[1] and not after[1]:
            pieces[i - 1 : i + 2] = [
                (before[0][: opened.start()], ""),
                (opened.group() + pieces[i][0] + closed.group(), FOOTNOTE_MARK),
                (after[0][closed.end() :], ""),
            ]
    return pieces


def _without_arrows(piece: Piece) -> list[Piece]:
    text, reason = piece
    if reason:
        return [piece]
    parts: list[Piece] = []
    here = 0
    for arrow in _ARROW.finditer(text):
        parts += [(text[here : arrow.start()], ""), (arrow.group(), ARROW)]
        here = arrow.end()
    return [*parts, (text[here:], "")]


@dataclass
class ActText:
    """Collects an act in reading order; ``work`` is its citation."""

    outline: Outline
    work: str
    _labels: list[tuple[Place, list[Piece]]] = field(default_factory=list)
    _told: list[tuple[Pinpoint, str]] = field(default_factory=list)
    _last: dict[tuple[Pinpoint, str], int] = field(default_factory=dict)
    _renamed: dict[tuple[Pinpoint, str], str] = field(default_factory=dict)
    _numbers: dict[str, list[str]] = field(default_factory=dict)

    @property
    def root(self) -> Place:
        """The act itself."""
        return Place(Pinpoint(self.work))

    def begin(self, place: Place) -> Place:
        """Begin a numbered unit: its place, told apart from an earlier one with the same number."""
        return replace(place, shown=self.outline.distinct(place.pinpoint, place.heading))

    def point(self, place: Place, label: str) -> Place:
        """Begin the point with this printed number inside a place; a dash stays in the place."""
        inner = place.inner(token_of(label))
        return place if inner.pinpoint == place.pinpoint else self.begin(inner)

    def count(self, where: str, number: str) -> None:
        """Remember the number of a unit of ``where``, to look for gaps at the end."""
        self._numbers.setdefault(where, []).append(number)

    def label(self, place: Place, pieces: Sequence[Piece]) -> None:
        """Add a printed number; it stands before the next words of its place."""
        if plain(pieces):
            self._labels.append((place, list(pieces)))
        else:
            self._say_nothing(pieces)

    def say(self, place: Place, pieces: Sequence[Piece], end: str = "\n") -> None:
        """Add words of a place."""
        if not plain(pieces):
            self._say_nothing(pieces)
            return
        mine: list[Piece] = []
        while self._labels and self._labels[-1][0].pinpoint == place.pinpoint:
            mine = [*self._labels.pop()[1], (" ", ""), *mine]
        self._flush()
        told = self._told_apart(place)

        def give(words: str, glue: str) -> None:
            self.outline.words(told.pinpoint, words, heading=told.shown, path=told.path, end=glue)

        self._write([*mine, *pieces], give, end)

    def _say_nothing(self, pieces: Sequence[Piece]) -> None:
        if self._labels:
            self._labels[-1][1].extend(pieces)
        else:
            self._write(pieces, self.outline.heading, "\n")

    def heading(self, pieces: Sequence[Piece]) -> str:
        """Add a heading; return its words."""
        self._flush()
        self._write(pieces, self.outline.heading, "\n")
        return plain(pieces)

    def aside(self, pieces: Sequence[Piece], reason: str) -> None:
        """Add text that belongs to no place, with the reason."""
        self._flush()
        self._write(pieces, lambda words, glue: self.outline.aside(words, reason, glue), "\n")

    def omit(self, text: str, reason: str) -> None:
        """Leave text out, with the reason."""
        self._flush()
        self.outline.omit(text, reason)

    def document(self, body: Iterable[str], *, as_enacted: bool) -> Document:
        """Return the checked Document; a gap between the articles of an act as enacted raises CoverageError, other gaps are noted."""
        self._flush()
        for where, numbers in self._numbers.items():
            self.outline.numbered(where, numbers, as_enacted=as_enacted and where == "articles")
        return self.outline.document(body)

    def _flush(self) -> None:
        labels, self._labels = self._labels, []
        for _, pieces in labels:
            self._write(pieces, lambda words, glue: self.outline.aside(words, _LONE_NUMBER, glue), " ")

    def _told_apart(self, place: Place) -> Place:
        """Return the place under a heading of its own where it goes on after words that lie outside it."""
        first = (place.pinpoint, place.shown)
        key = (place.pinpoint, self._renamed.get(first, place.shown))
        if not self._told or self._told[-1] != key:
            since = self._told[self._last[key] + 1 :] if key in self._last else []
            if not all(place.pinpoint.contains(pinpoint) for pinpoint, _ in since):
                while key in self._last:
                    key = (place.pinpoint, self.outline.distinct(place.pinpoint, place.heading))
                self._renamed[first] = key[1]
            self._told.append(key)
        self._last[key] = len(self._told) - 1
        return replace(place, shown=key[1])

    def _write(self, pieces: Sequence[Piece], give: Callable[[str, str], None], end: str) -> None:
        parts = fragments(pieces)
        words = [i for i, (text, reason) in enumerate(parts) if not reason and text.strip()]
        for i, (text, reason) in enumerate(parts):
            if reason:
                self.outline.omit(text, reason)
            elif i in words:
                following = words[words.index(i) + 1] if i != words[-1] else None
                give(text, end if following is None else _glue(parts[i : following + 1]))


def _glue(parts: list[Piece]) -> str:
    """Return the blank between two runs of words with left-out text between them, or nothing where none is read."""
    before, after = parts[0][0], parts[-1][0]
    blank = before[-1:].isspace() or after[:1].isspace() or any(text != text.strip() for text, _ in parts[1:-1])
    tight = after.lstrip().startswith(_CLOSES) or before.rstrip().endswith(_OPENS)
    return " " if blank and not tight else ""
