"""One line of a Justice Canada text, gathered piece by piece and given to the outline when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ingest.outline import Outline
from ingest.pinpoint import Pinpoint


@dataclass(frozen=True, slots=True)
class Place:
    """A citable place that words can go to; ``quoted`` where the labels inside it number something else than the law at hand."""

    pinpoint: Pinpoint
    heading: str = ""
    path: tuple[str, ...] = ()
    quoted: bool = False

    @property
    def below(self) -> tuple[str, ...]:
        """The headings above whatever stands in this place."""
        return (*self.path, self.heading) if self.heading else self.path


@dataclass(frozen=True, slots=True)
class Aside:
    """Words that stay in the text but belong to no place, with the reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Omit:
    """Words that the text leaves out, with the reason."""

    reason: str


Target = Place | Aside | Omit


class Line:
    """Gathers the pieces of one printed line; a label alone waits for the words that it numbers."""

    def __init__(self, outline: Outline) -> None:
        """Start with an empty line."""
        self.bare = True
        self._outline = outline
        self._pieces: list[tuple[Target, list[str]]] = []
        self._held = 0
        self._order: list[Pinpoint] = []
        self._seen: dict[tuple[Pinpoint, str], int] = {}
        self._renamed: dict[tuple[Pinpoint, str], str] = {}

    def add(self, target: Target, text: str | None) -> None:
        """Add text to the line; blanks alone begin nothing."""
        if not text or (text.isspace() and not self._pieces):
            return
        if self._pieces and (text.isspace() or self._pieces[-1][0] == target):
            self._pieces[-1][1].append(text)
        else:
            self._pieces.append((target, [text]))
        self.bare = self.bare and text.isspace()

    def gap(self) -> None:
        """Part what follows from what stands in the line by a blank."""
        self.add(Omit(""), " ")

    def begin(self, target: Target) -> None:
        """Begin a block: a line of its own, or the same line where so far it has only the label of this block."""
        if self._held:
            self.gap()
        elif self.bare and all(_gives_way(old, target) for old, _ in self._pieces):
            self._pieces = [(old if isinstance(old, Omit) else target, parts) for old, parts in self._pieces]
            self.gap()
        else:
            self.end()

    def end(self) -> None:
        """Give the line to the outline and start the next."""
        if self._held:
            self.gap()
            return
        pieces, bare = [(target, "".join(parts)) for target, parts in self._pieces], self.bare
        self._pieces, self.bare = [], True
        for (target, text), end in zip(pieces, _ends(pieces), strict=True):
            self._give(Aside("number") if bare and isinstance(target, Place) else target, text, end)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep all blocks in one line, parted by blanks."""
        self._held += 1
        yield
        self._held -= 1

    def _give(self, target: Target, text: str, end: str) -> None:
        if isinstance(target, Omit):
            self._outline.omit(text, target.reason)
        elif isinstance(target, Aside):
            self._outline.aside(text, target.reason, end)
        elif text.strip():
            heading = self._heading(target)
            self._outline.words(target.pinpoint, text, heading=heading, path=target.path, end=end)

    def _heading(self, place: Place) -> str:
        """Return the place's heading, or a new one where words come back to it after words that lie outside it."""
        key = (place.pinpoint, self._renamed.get((place.pinpoint, place.heading), place.heading))
        last = self._seen.get(key)
        if last is not None and not all(place.pinpoint.contains(between) for between in self._order[last + 1 :]):
            key = (place.pinpoint, f"{key[1]} (continued)".strip())
            self._renamed[place.pinpoint, place.heading] = key[1]
        if last is None or last != len(self._order) - 1:
            self._order.append(place.pinpoint)
        self._seen[key] = len(self._order) - 1
        return key[1]


def _gives_way(label: Target, block: Target) -> bool:
    return isinstance(label, Omit) or label == block or (isinstance(label, Place) and isinstance(block, Place))


def _ends(pieces: list[tuple[Target, str]]) -> list[str]:
    """Return what comes after each piece: the line's end, or a blank where the source has one or the words go elsewhere."""
    ends: list[str] = []
    glue, following = "\n", None
    for target, text in reversed(pieces):
        blank_before, blank_after = text[:1].isspace(), text[-1:].isspace()
        if isinstance(target, Omit):
            ends.append("")
            glue = glue or (" " if blank_before or blank_after else "")
            continue
        ends.append(glue or (" " if blank_after or following != target else ""))
        glue, following = " " if blank_before else "", target
    return ends[::-1]
