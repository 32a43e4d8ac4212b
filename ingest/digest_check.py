"""The digest check: holds every statement of the digests against the official text of its place, where that text is at hand.

A statement holds if its place exists in the text, and if every figure, amount,
period and date in it stands in the words of that place: its own, those of what
lies inside it, and the opening words of what it lies in. Numbers that only
point elsewhere ("under Article 16") must stand somewhere in the law. What a
person has looked at and found right all the same is listed in reviewed.toml
beside the digests, each with its reason.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.digest_figures import lost_figures, read_figures, references, without_references
from ingest.digest_texts import Law, laws_at_hand
from ingest.errors import CorpusError, ParseError
from ingest.parse_digest import DigestPart, read_part
from ingest.pinpoint import Pinpoint
from ingest.source import SourceRecord, load_sources

REVIEWED_FILE = "reviewed.toml"
NO_SUCH_PLACE = "the place is not in the official text"
NOT_GIVEN = "the official text of the place does not give"
# An act's text is dated by the day of its signature or by that of its publication, some weeks later.
_PUBLICATION = timedelta(days=31)


class ReviewedRecord(BaseModel):
    """A figure of a digest that its text does not give, and why it is right all the same; ``at`` narrows it to one place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: str
    figure: str
    reason: str
    at: str = ""

    def excuses(self, digest: str, place: str, figure: str) -> bool:
        """Tell whether this is the exception for a figure at a place of a digest; the figure "place" excuses the place itself."""
        return self.digest == digest and self.figure == figure and self.at in ("", place)


class ReviewedFile(BaseModel):
    """The root of reviewed.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reviewed: tuple[ReviewedRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a digest: the digest's file, the place it is told under with its label, its words, and the days and text of its version."""

    digest: str
    pinpoint: Pinpoint
    label: str
    words: str
    text_as_of: date
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""

    @property
    def days(self) -> tuple[date, ...]:
        """The days that the version itself gives: of its text, its first and its last, and those just outside."""
        edges = [(self.valid_from, -1), (self.valid_to, 1)]
        return (self.text_as_of, *(day for edge, step in edges if edge for day in (edge, edge + timedelta(days=step))))


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement that does not hold: what is wrong, the figure if it is one, and the official text it was held against."""

    statement: Statement
    fault: str
    figure: str
    text: str

    def __str__(self) -> str:
        """Name the digest, the place, the fault and the statement."""
        what = f"{self.fault} {self.figure}" if self.figure else self.fault
        return f"{self.statement.digest}: {self.statement.pinpoint}: {what} ({self.text}): {self.statement.words}"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found: how many statements were checked, those of which no text is at hand (by source), and those that fail.

    ``excused`` are the exceptions that were needed, ``skipped`` the files that could not be read as official texts.
    """

    checked: int
    not_checkable: tuple[tuple[str, int], ...]
    failures: tuple[Failure, ...]
    excused: tuple[ReviewedRecord, ...]
    texts: tuple[str, ...]
    skipped: tuple[str, ...] = ()

    @property
    def unchecked(self) -> int:
        """How many statements could not be checked."""
        return sum(count for _, count in self.not_checkable)


def check_digests(corpus: Path, texts: Sequence[Path]) -> CheckReport:
    """Hold the digests of a corpus against the official texts in files, folders and indexes; raises CorpusError, ParseError or an index's error."""
    laws, skipped = laws_at_hand(texts)
    return check_statements(list(corpus_statements(corpus)), laws, load_reviewed(corpus), skipped)


def check_statements(statements: Iterable[Statement], laws: Sequence[Law], reviewed: Sequence[ReviewedRecord], skipped: Sequence[str] = ()) -> CheckReport:
    """Hold statements against laws; a failure that a reviewed exception covers is excused."""
    checked, unchecked = 0, Counter[str]()
    failures: list[Failure] = []
    excused: dict[ReviewedRecord, None] = {}
    for statement in statements:
        found = [law for law in laws if law.tells(statement.pinpoint) and right_version(law, statement)]
        if not found:
            unchecked[statement.source] += 1
            continue
        checked += 1
        for failure in {f.figure: f for law in found for f in _held_against(statement, law)}.values():
            exceptions = [r for r in reviewed if r.excuses(statement.digest, str(statement.pinpoint), failure.figure or "place")]
            excused.update(dict.fromkeys(exceptions))
            failures += [] if exceptions else [failure]
    return CheckReport(checked, tuple(sorted(unchecked.items())), tuple(failures), tuple(excused), tuple(law.name for law in laws), tuple(skipped))


def right_version(law: Law, statement: Statement) -> bool:
    """Tell whether a law's text states the law that a digest tells: the text it names, or one of a day within its window."""
    day = law.text_as_of
    if day is None or day == statement.text_as_of:
        return True
    first, last = statement.valid_from or date.min, statement.valid_to or date.max
    return first <= day <= last or (day <= last and abs(day - statement.text_as_of) <= _PUBLICATION)


def _held_against(statement: Statement, law: Law) -> Iterator[Failure]:
    if not law.has(statement.pinpoint):
        yield Failure(statement, NO_SUCH_PLACE, "", law.name)
        return
    given = read_figures(law.words(statement.pinpoint))
    numbers = [float(n) for n in re.findall(r"\d+", f"{statement.pinpoint} {law.title}")]
    told_here = f"{statement.label} ; {statement.words}"
    lost = list(lost_figures(without_references(told_here), given, days=statement.days, numbers=numbers))
    lost += lost_figures(references(told_here), law.figures, numbers=numbers)
    yield from (Failure(statement, NOT_GIVEN, figure, law.name) for figure in dict.fromkeys(lost))


def corpus_statements(corpus: Path) -> Iterator[Statement]:
    """Yield every statement of the digests that sources.toml lists, each digest once; raises CorpusError or ParseError."""
    seen: set[str] = set()
    for record in load_sources(corpus):
        for name in (name for version in record.version for name in version.files):
            if name not in seen:
                seen.add(name)
                yield from _statements(corpus, name, record)


def _statements(corpus: Path, name: str, record: SourceRecord) -> Iterator[Statement]:
    try:
        part = read_part(name, (corpus / "digests" / name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ParseError(name, f"cannot be read as UTF-8: {error}") from error
    for heading, words in told(part):
        place, _, label = heading.removeprefix("## ").partition(" — ")
        yield Statement(name, Pinpoint.parse(place), label, words, part.front.text_as_of, part.front.valid_from, part.front.valid_to, record.id)


def told(part: DigestPart) -> Iterator[tuple[str, str]]:
    """Yield (heading line, statement) of a digest in reading order."""
    heading = ""
    for line in part.body.split("\n"):
        if line.startswith("#"):
            heading = line
        elif line.strip():
            yield heading, line.strip()


def load_reviewed(corpus: Path) -> tuple[ReviewedRecord, ...]:
    """Read the reviewed exceptions beside the digests; a corpus without the file has none."""
    path = corpus / REVIEWED_FILE
    try:
        return ReviewedFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).reviewed
    except FileNotFoundError:
        return ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise CorpusError(f"{path}: {'.'.join(str(step) for step in first['loc'])}: {first['msg']}") from error
