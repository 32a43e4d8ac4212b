"""Lines of running text for an Outline, made from the pieces of an XML file: used by the parsers of CLML and of Akoma Ntoso.

Inline pieces are joined as they stand, a block begins a line, and a number
waits for the words that it numbers: "(2) (a) keep a lamp;" is one line of the
place (2)(a), although the number (2) was met before that place began.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.outline import Outline
from ingest.pinpoint import Pinpoint

if TYPE_CHECKING:
    from lxml.etree import _Element

# Line breaks of the file inside brackets and quotation marks, and before punctuation, are no blanks of the text.
# A run of blanks is taken whole or not at all: tried at each of its ends, a page of empty lines would take hours.
_ARTEFACT = re.compile(r"(?<=[“‘(\[])(?=[^\S\n]*+\n)\s++|(?<!\s)(?=[^\S\n]*+\n)\s++(?=[”’)\],;:])")
# Blanks before punctuation, which nobody prints; dots that stand for repealed words keep theirs, and French keeps them before ";" and ":".
_STRAY = re.compile(r"(?<=\w) (?=,(?!\d)|\.(?!\S)(?! \.))")
_STRAY_IN_ENGLISH = re.compile(rf"{_STRAY.pattern}|(?<=\w) (?=[;:)](?!\w))")
# What cannot begin a line; a row of dots can, because it stands for repealed words.
_CLOSES = re.compile(r"\s*(?:[,;:)\]”’]|\.(?!\s*\.))")


@dataclass(frozen=True, slots=True)
class Place:
    """Where words are put: the pinpoint, its own heading, the headings above, and why it is not in force.

    ``aside`` is the reason why the words belong to no provision. In a ``plain`` place the numbers of what
    lies inside are mere words, because they number something else, such as the law that is quoted.
    """

    pinpoint: Pinpoint
    heading: str = ""
    path: tuple[str, ...] = ()
    standing: str = ""
    aside: str = ""
    plain: bool = field(default=False, compare=False)

    @property
    def told(self) -> str:
        """The heading as a reader sees it, with the words that say that the place is not in force."""
        return f"{self.heading} ({self.standing})".strip() if self.standing else self.heading

    @property
    def below(self) -> tuple[str, ...]:
        """The headings above whatever stands under this place's own heading."""
        return (*self.path, self.heading) if self.heading else self.path


class Lines:
    """Gathers the pieces of one line after another and gives them to an outline in the order of the file."""

    def __init__(self, outline: Outline, *, english: bool = True) -> None:
        """Start with an empty line; ``english`` says by whose rules blanks stand before punctuation."""
        self.outline = outline
        self._stray = _STRAY_IN_ENGLISH if english else _STRAY
        self._labels: list[tuple[str, Place]] = []
        self._pieces: list[str] = []
        self._omitted: list[tuple[int, str, str]] = []
        self._place: Place | None = None
        self._ended = False
        self._begun: dict[Pinpoint, list[str]] = {}
        self._order: list[Pinpoint] = []
        self._last: dict[tuple[Pinpoint, str], int] = {}

    @property
    def numbered(self) -> bool:
        """Tell whether a number waits for its words."""
        return bool(self._labels) and not self._pieces

    def say(self, words: str | None, place: Place) -> None:
        """Add words of a place to the line; blanks alone begin nothing."""
        if not words:
            return
        if words.isspace():
            if self._pieces and not self._ended:
                self._pieces.append(words)
            return
        if self._pieces and (place != self._place or (self._ended and not _CLOSES.match(words))):
            self._write()
        self._place, self._ended = place, False
        self._pieces.append(words)

    def label(self, number: str, place: Place) -> None:
        """Let a printed number wait for the words that it numbers."""
        if number:
            if self._omitted and not self._pieces:
                self.settle()
            self._write()
            self._labels.append((number, place))

    def end(self) -> None:
        """Let what follows begin a line."""
        self._ended = True

    def close(self) -> None:
        """Let nothing go on in the line, not even closing punctuation."""
        self._write()

    def join(self) -> None:
        """Let what follows go on in the line, although a block has ended."""
        self._ended = False

    def settle(self) -> None:
        """Give the outline all that was added, also a number that found no words."""
        self._write()
        for number, place in self._labels:
            self._give(number, place)
        for _, words, reason in self._omitted:
            self.outline.omit(words, reason)
        self._labels, self._omitted = [], []

    def heading(self, words: str) -> None:
        """Add a heading."""
        self.aside(words, "heading")

    def aside(self, words: str, reason: str) -> None:
        """Add a line that stands in no provision."""
        self.settle()
        self.outline.aside(self._tidy(words), reason)

    def omit(self, words: str, reason: str) -> None:
        """Leave words out, also in the middle of a line."""
        if not words.strip():
            return
        if self._ended:
            self._write()
        if self._pieces or self._labels:
            self._omitted.append((len(self._pieces), words, reason))
        else:
            self.outline.omit(words, reason)

    def begin(self, pinpoint: Pinpoint, heading: str, *, version: bool = False) -> str:
        """Return the heading of a numbered unit that begins here: its own, or one that tells it from an earlier unit of that number and heading.

        A number that two units share is noted, unless the second is the ``version`` of the first for another part of the country.
        """
        taken = self._begun.setdefault(pinpoint, [])
        again = heading in taken
        if again or (taken and not version and not pinpoint.locators[-1].subs):
            self.outline.note(f"{pinpoint} is the number of more than one place in this text")
        if again:
            heading = f"{heading} (place {len(taken) + 1} of this number)".strip()
        taken.append(heading)
        return heading

    def _write(self) -> None:
        """Write the line, in stretches between the words that are left out of it."""
        if not self._pieces or self._place is None:
            return
        last = max(at for at, piece in enumerate(self._pieces) if not piece.isspace())
        stretch, start = "".join(_led(number) for number, _ in self._labels), 0
        for at, words, reason in self._omitted:
            stretch += "".join(self._pieces[start:at])
            apart = stretch[-1:].isspace() or (self._pieces[at : at + 1] != [] and self._pieces[at][0].isspace())
            self._give(stretch, self._place, "\n" if at > last else " " if apart else "")
            self.outline.omit(words, reason)
            stretch, start = "", at
        self._give(stretch + "".join(self._pieces[start:]), self._place)
        self._labels, self._pieces, self._omitted, self._ended = [], [], [], False

    def _give(self, words: str, place: Place, end: str = "\n") -> None:
        if place.aside:
            self.outline.aside(self._tidy(words), place.aside, end)
        else:
            self.outline.words(place.pinpoint, self._tidy(words), heading=self._resumed(place.pinpoint, place.told), path=place.path, end=end)

    def _tidy(self, words: str) -> str:
        return self._stray.sub("", " ".join(_ARTEFACT.sub("", words).split()))

    def _resumed(self, pinpoint: Pinpoint, heading: str) -> str:
        """Return the heading under which a place can go on: another one where something stood between that does not lie inside it."""
        told, times = heading, 1
        while not self._may_go_on(pinpoint, told):
            told, times = f"{heading} (continued{f' {times}' if times > 1 else ''})".strip(), times + 1
        if not self._order or self._last.get((pinpoint, told)) != len(self._order) - 1:
            self._order.append(pinpoint)
        self._last[pinpoint, told] = len(self._order) - 1
        return told

    def _may_go_on(self, pinpoint: Pinpoint, heading: str) -> bool:
        last = self._last.get((pinpoint, heading))
        return last is None or all(pinpoint.contains(between) for between in self._order[last + 1 :])


def flat(element: _Element, inline: Callable[[_Element], bool]) -> str:
    """Return all words of an element in one line, with a blank where a block begins or ends."""
    return " ".join("".join(_flat(element, inline)).split())


def _flat(element: _Element, inline: Callable[[_Element], bool]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        gap = "" if inline(child) else " "
        yield gap
        yield from _flat(child, inline)
        yield gap
        yield child.tail or ""


def _led(label: str) -> str:
    return label if label.endswith("—") else f"{label} "
