"""Lines of running text for an Outline: joins inline pieces, starts lines at blocks, and resumes a place only where a document may.

The parsers of the US Code and of the C.F.R. walk their files with one of these.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from ingest.outline import Outline
from ingest.pinpoint import Pinpoint

# What cannot begin a line: the "; and" that follows a quoted block belongs to the block's last line.
_CLOSES = re.compile(r"\s*[.,;:)\]”’]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where words are put: the pinpoint, its own heading, and the headings above.

    ``title`` is what this place adds to the path of what lies inside it; ``label`` names a unit that lies
    here without a pinpoint of its own, such as a subchapter.
    """

    pinpoint: Pinpoint
    heading: str = ""
    path: tuple[str, ...] = ()
    title: str = ""
    label: str = ""

    @property
    def inside(self) -> tuple[str, ...]:
        """The path of what lies inside this place."""
        return (*self.path, self.title) if self.title else self.path


@dataclass
class Writer:
    """Gives text to an outline line by line; the target is a Place, or the reason why the text stands in none."""

    outline: Outline
    _target: Place | str = ""
    _lines: list[list[tuple[str, str]]] = field(default_factory=lambda: [[]])
    _runs_in: bool = False
    _open: list[tuple[Pinpoint, str]] = field(default_factory=list)
    _opened: set[tuple[Pinpoint, str]] = field(default_factory=set)
    _times: Counter[tuple[Pinpoint, str]] = field(default_factory=Counter)
    _latest: dict[tuple[Pinpoint, str], tuple[Pinpoint, str]] = field(default_factory=dict)
    _again: Counter[tuple[Pinpoint, str]] = field(default_factory=Counter)

    @property
    def target(self) -> Place | str:
        """Where the words that are added go."""
        return self._target

    def to(self, target: Place | str) -> None:
        """Send what follows to a place, or aside for the reason given; a change of target ends the line."""
        if target != self._target:
            self.flush()
            self._target = target

    def add(self, words: str | None) -> None:
        """Add words to the line, with the blanks that they have in the source."""
        if words:
            self._lines[-1].append((words, ""))
            if not words.isspace():
                self._runs_in = False

    def omit(self, words: str, reason: str) -> None:
        """Leave words out in the middle of a line."""
        if not words.isspace():
            self._lines[-1].append((words, reason))

    def gap(self) -> None:
        """Part what follows from what went before by a blank."""
        self._lines[-1].append((" ", ""))

    def line(self) -> None:
        """Begin a line, unless the line so far is a number or heading that runs in."""
        if self._lines[-1] and not self._runs_in:
            self._lines.append([])

    def runs_in(self) -> None:
        """Let the block that follows go on in this line."""
        self._runs_in = True

    def distinct(self, pinpoint: Pinpoint, heading: str) -> str:
        """Return a heading for a place told by its heading alone, numbered where an earlier one is called the same."""
        key = (pinpoint, heading)
        self._times[key] += 1
        return heading if self._times[key] == 1 else f"{heading} ({self._times[key]})"

    def flush(self) -> None:
        """Give the outline all that was added so far."""
        lines = [_pieces(line) for line in self._lines]
        self._lines, self._runs_in = [[]], False
        lines = [line for line in lines if any(not words.isspace() for words, _ in line)]
        heading = self._resumed(self._target) if isinstance(self._target, Place) and lines else ""
        for i, line in enumerate(lines):
            after = next((words for following in lines[i + 1 : i + 2] for words, reason in following if not reason and not words.isspace()), "")
            self._give(line, heading, "" if _CLOSES.match(after) else "\n")

    def _give(self, line: list[tuple[str, str]], heading: str, end: str) -> None:
        said = [i for i, (words, reason) in enumerate(line) if not reason and not words.isspace()]
        for i, (words, reason) in enumerate(line):
            if reason:
                self.outline.omit(words, reason)
            elif not words.isspace():
                after = line[i + 1 : said[-1] + 1]
                self._put(words, heading, _glue(words, after) if after else end)

    def _put(self, words: str, heading: str, end: str) -> None:
        target = self._target
        if isinstance(target, Place):
            self.outline.words(target.pinpoint, words, heading=heading, path=target.path, end=end)
        else:
            self.outline.aside(words, target or "outside the law", end=end)

    def _resumed(self, place: Place) -> str:
        """Return the heading under which words of a place can be added now.

        A place goes on after what lies inside it; after anything else its key would occur twice, so it is told apart.
        """
        while self._open and not self._open[-1][0].contains(place.pinpoint):
            self._opened.discard(self._open.pop())
        named = (place.pinpoint, place.heading)
        key = self._latest.get(named, named)
        if key in self._opened:
            return key[1]
        if named in self._latest:
            self._again[named] += 1
            time = f" {self._again[named]}" if self._again[named] > 1 else ""
            key = (place.pinpoint, f"{place.heading} (continued{time})".strip())
        self._latest[named] = key
        self._open.append(key)
        self._opened.add(key)
        return key[1]


def _pieces(line: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join the words between two omissions."""
    return [("".join(words for words, _ in group), reason) for reason, group in groupby(line, key=itemgetter(1))]


def _glue(words: str, following: list[tuple[str, str]]) -> str:
    """A blank where the source has one before or after what was left out."""
    blank = words[-1:].isspace() or any(not reason and piece[:1].isspace() for piece, reason in following)
    return " " if blank else ""
