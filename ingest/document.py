"""The types that everything else stands on: Source, Provision, Passage, Document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from ingest.errors import CoverageError
from ingest.pinpoint import Pinpoint
from ingest.text import Span

Form = Literal["official", "digest", "user"]
Kind = Literal["statute", "regulation", "treaty", "case", "guidance", "report", "transparency", "news", "document"]
Basis = Literal["official text", "extract", "fact sheet", "own file"]


_LAW = frozenset({"statute", "regulation", "treaty"})


@dataclass(frozen=True, slots=True)
class Source:
    """One text as obtained: whose it is, when it is the law, and the sha256 of its bytes.

    ``valid_to`` is the last day of validity. ``basis`` says what a digest was checked against;
    ``questions`` are questions that readers ask, each with the pinpoint under which it is answered, ``silent`` such as it does not answer.
    """

    id: str
    citation: str
    title: str
    short: str
    publisher: str
    jurisdiction: str
    kind: Kind
    form: Form
    url: str
    licence: str
    sha256: str
    aliases: tuple[str, ...] = ()
    text_as_of: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    retrieved_on: date | None = None
    basis: Basis = "official text"
    questions: tuple[tuple[str, str], ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def told_from(self) -> date | None:
        """The first day on which this text can be told: when it became law or, where that is not known, the day of the text.

        A digest of a law without that day, and a reader's own file, can be told of any day.
        """
        if self.valid_from is None and (self.form == "official" or (self.form == "digest" and self.kind not in _LAW)):
            return self.text_as_of
        return self.valid_from

    def in_force(self, on: date) -> bool:
        """Tell whether this text may be told as of a day; texts without dates always count."""
        return (self.told_from is None or self.told_from <= on) and (self.valid_to is None or on <= self.valid_to)

    @property
    def document_id(self) -> str:
        """The id of this version: the source's id, "official" where it is no digest of it, and the first day it was the law."""
        name = f"{self.id}/official" if self.form == "official" else self.id
        return f"{name}@{self.valid_from.isoformat()}" if self.valid_from else name


@dataclass(frozen=True, slots=True)
class Provision:
    """A citable place: its pinpoint, its own heading, the headings above it, and the span of its words."""

    pinpoint: Pinpoint
    heading: str
    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Contiguous words of one provision; ``text`` is ``document.text[start:end]``."""

    id: str
    document_id: str
    pinpoint: Pinpoint
    heading: str
    path: tuple[str, ...]
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed source: its text, its provisions in reading order, and the spans left out of them with the reason.

    ``omitted`` counts the non-blank characters of the source that its text leaves out, by reason;
    ``notes`` name what a reader should know of the source's own numbering.
    """

    source: Source
    text: str
    provisions: tuple[Provision, ...]
    skipped: tuple[tuple[int, int, str], ...] = ()
    omitted: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The source version's id."""
        return self.source.document_id

    def check(self, name: str) -> Document:
        """Return this document if every non-blank character is in exactly one provision or skip; else raise CoverageError.

        ``name`` is the file to name in the error. Provisions must be in reading order and their places unique.
        """
        if not self.provisions:
            raise CoverageError(name, "holds no text that could be cited")
        spans = sorted([(p.start, p.end) for p in self.provisions] + [(s, e) for s, e, _ in self.skipped])
        for (_, end), (start, _) in pairwise(spans):
            if start < end:
                raise CoverageError(name, "two provisions share the same words", f"characters {start}-{end}")
        here = 0
        for start, end in [*spans, (len(self.text), len(self.text))]:
            if self.text[here:start].strip():
                lost = self.text[here:start].strip()
                raise CoverageError(name, f"{lost[:60]!r} belongs to no provision", f"characters {here}-{start}")
            here = end
        self._check_places(name)
        return self

    def _check_places(self, name: str) -> None:
        """A place occurs once; in an official text it may go on after what lies inside it, or after a heading (the words that follow a list)."""
        last: dict[str, int] = {}
        for i, provision in enumerate(self.provisions):
            key = f"{provision.pinpoint} — {provision.heading}"
            if key in last:
                between = self.provisions[last[key] + 1 : i]
                inside = all(provision.pinpoint.contains(p.pinpoint) for p in between)
                if self.source.form != "official" or not inside:
                    raise CoverageError(name, f"the heading {key!r} occurs twice; give each place its own", key)
            last[key] = i
