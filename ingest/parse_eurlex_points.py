"""What lines of a page open for the lines after them: chapters by their titles, points by the numbers they begin with.

A chapter or a number of a kind that is open takes its place; one of a new kind goes inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.eu_places import Place, token_of
from ingest.eu_text import ActText

_ROMAN = re.compile(r"[ivxl]+")


@dataclass(frozen=True, slots=True)
class Point:
    """An open point: the kind of its number, the number, and its place."""

    kind: str
    token: str
    place: Place


@dataclass
class Points:
    """The points that are open, from the outside in."""

    open: list[Point] = field(default_factory=list)

    @property
    def innermost(self) -> Place | None:
        """The place of the point that was opened last."""
        return self.open[-1].place if self.open else None

    def begin(self, act: ActText, label: str, outer: Place) -> Place:
        """Open the point with a printed number; ``outer`` is the place that holds all points."""
        kind = self._kind(label)
        kinds = [point.kind for point in self.open]
        if kind in kinds:
            self.open = self.open[: kinds.index(kind)]
        locators = outer.pinpoint.locators
        if not self.open and locators and locators[-1].unit == "art" and kind.startswith("1"):
            act.count(str(outer.pinpoint), token_of(label))
        place = act.point(self.innermost or outer, label)
        self.open.append(Point(kind, token_of(label), place))
        return place

    def end_sentence(self) -> None:
        """Close the lettered points: a line without a number after a full stop goes on in the paragraph, not in its last point."""
        self.open = [point for point in self.open if point.kind.startswith("1")]

    def _kind(self, label: str) -> str:
        """Name the kind of a number: "1" with its dots and brackets, "a" for letters, "i" for small Roman figures."""
        token = token_of(label)
        form = re.sub(r"[0-9A-Za-z]+", "", label)
        if token[:1].isdigit():
            return f"1{form}"
        letter = next((point.token for point in self.open if point.kind == f"a{form}"), "")
        roman = any(point.kind == f"i{form}" for point in self.open)
        if _ROMAN.fullmatch(token) and (roman or (token == "i" and letter != "h") or (len(token) > 1 and not letter)):
            return f"i{form}"
        return f"a{form}"


@dataclass
class Divisions:
    """The chapters and sections that are open, from the outside in: what makes them of one level, and their headings."""

    open: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """The headings."""
        return tuple(name for _, name in self.open)

    def begin(self, heading: str) -> None:
        """Open a division; it closes one of its own level and all inside that."""
        level = _level(heading)
        levels = [known for known, _ in self.open]
        self.open = [*(self.open[: levels.index(level)] if level in levels else self.open), (level, heading)]

    def extend(self, heading: str) -> None:
        """Add the second line of a heading."""
        level, name = self.open[-1] if self.open else ("", "")
        self.open = [*self.open[:-1], (level, f"{name} {heading}".strip())]


def _level(heading: str) -> str:
    """Return what makes two divisions of one level: the word with the number, "chapter" of "CHAPTER II"."""
    number = re.search(r"\b(?:\d+|[IVXLC]+)\b", heading[:40])
    longest = max(re.findall(r"[^\W\d_]+", heading[:40]), key=len, default="")
    return longest.casefold() if number else ""
