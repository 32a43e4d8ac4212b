"""Where texts come from: the bundled corpus listed in sources.toml, and a reader's own files."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.asked import asked_files, read_asked, read_silent, silent_files
from ingest.document import Basis, Document, Kind, Source
from ingest.errors import CorpusError, ParseError, UnsupportedFormatError
from ingest.formats import SUPPORTED, parse_file, takes
from ingest.origin import Origin
from ingest.parse_digest import parse_digest, read_part
from ingest.versions import State, fault

MAX_FILE_BYTES = 128_000_000


class VersionRecord(BaseModel):
    """One state of the law: the digests that tell it and the days it holds (``valid_to`` is the last).

    ``gap`` says why no version was in force just before this one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: str | None = None
    digests: tuple[str, ...] = ()
    text_as_of: date
    valid_from: date | None = None
    valid_to: date | None = None
    gap: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The digest files, relative to ``corpus/digests``."""
        return (self.digest, *self.digests) if self.digest else self.digests


class QuestionRecord(BaseModel):
    """A question that readers ask, and the pinpoint under which the source answers it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: str = Field(pattern=r"^\S.*\?$")
    at: str


class SourceRecord(BaseModel):
    """One entry of sources.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.\-]*$")
    citation: str
    title: str
    short: str
    aliases: tuple[str, ...] = ()
    publisher: str
    jurisdiction: str = Field(pattern=r"^[A-Z]{2,3}$")
    kind: Kind
    url: str = Field(pattern=r"^https://")
    licence: str
    question: tuple[QuestionRecord, ...] = ()
    version: tuple[VersionRecord, ...] = Field(min_length=1)


class SourceFile(BaseModel):
    """The root of sources.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: tuple[SourceRecord, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to ingest: where it is, what it is called, and the fingerprint of its bytes and description.

    ``origin`` is the key under which the catalogue remembers it. An official text has a ``reader`` of its own, and
    ``older`` candidates, newest first, to fall back on where it cannot be parsed.
    """

    origin: str
    name: str
    fingerprint: str
    record: SourceRecord | None = None
    version: VersionRecord | None = None
    path: Path | None = None
    files: tuple[Path, ...] = ()
    reader: Callable[[], Document] | None = None
    older: tuple[Candidate, ...] = ()


def corpus_folder() -> Path:
    """Return the folder of the bundled corpus: beside the packages in a checkout, inside the wheel otherwise."""
    return Path(__file__).resolve().parent.parent / "corpus"


def load_sources(corpus: Path) -> tuple[SourceRecord, ...]:
    """Read sources.toml; raises CorpusError naming the entry and the field that is wrong."""
    path = corpus / "sources.toml"
    try:
        return _records(path, path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CorpusError(f"{path} is missing; the bundled corpus needs it") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not TOML: {error}") from error


# One command asks for the same text several times, and to parse it takes longer than to read all digests.
@lru_cache(maxsize=1)
def _records(path: Path, text: str) -> tuple[SourceRecord, ...]:
    try:
        records = SourceFile.model_validate(tomllib.loads(text)).source
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise CorpusError(f"{path}: {'.'.join(str(step) for step in first['loc'])}: {first['msg']}") from error
    ids = [record.id for record in records]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise CorpusError(f"{path}: the id {doubled[0]} is used twice; ids must be unique")
    for record in records:
        wrong = fault([State(v.valid_from, v.valid_to, v.gap) for v in record.version])
        if wrong:
            raise CorpusError(f"{path}: {record.id}: {wrong}")
    return records


def corpus_candidates(corpus: Path) -> Iterator[Candidate]:
    """Yield every source version of the bundled corpus."""
    for record in load_sources(corpus):
        for version in record.version:
            files = tuple(corpus / "digests" / name for name in version.files)
            missing = [f for f in files if not f.is_file()]
            if missing or not files:
                raise CorpusError(f"sources.toml: {record.id} names the digest {missing[0] if missing else '(none)'}, which does not exist")
            described = record.model_copy(update={"version": (version,)}).model_dump_json()
            digest = hashlib.sha256(described.encode())
            for file in (*files, *asked_files(files), *silent_files(files)):
                digest.update(file.read_bytes())
            when = f"@{version.valid_from}" if version.valid_from else ""
            yield Candidate(f"corpus:{record.id}{when}", f"{record.id}{when}", digest.hexdigest(), record, version, files=files)


def path_candidates(paths: Iterable[Path]) -> Iterator[Candidate | ParseError]:
    """Yield a reader's files, folders walked in name order; a file that cannot be taken comes as the error that says why."""
    for path in paths:
        if not path.exists():
            yield ParseError(printable(path), "does not exist; check the path")
            continue
        for file in sorted(_walk(path)) if path.is_dir() else [path]:
            yield _path_candidate(file)


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        # A link that leads out of the folder would bring in what nobody named.
        inside = folder.resolve()
        paths = (Path(root) / name for name in files if not name.startswith("."))
        yield from (path for path in paths if not path.is_symlink() or inside in Path(os.path.realpath(path)).parents)


def _path_candidate(path: Path) -> Candidate | ParseError:
    if str(path) != printable(path):
        return ParseError(printable(path), "has a name that is not UTF-8 text; rename it")
    if not takes(path.name):
        return UnsupportedFormatError(str(path), f"no parser for {path.suffix or 'files without an ending'}; supported: {', '.join(SUPPORTED)}")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return ParseError(str(path), "is not a regular file; copy its words into one")
        size = status.st_size
        if size > MAX_FILE_BYTES:
            return ParseError(str(path), f"is {size:,} bytes; the limit is {MAX_FILE_BYTES:,}; split it")
        data = path.read_bytes()
    except OSError as error:
        return ParseError(str(path), f"cannot be read: {error.strerror}")
    return Candidate(path_origin(path), str(path), hashlib.sha256(data).hexdigest(), path=path)


def printable(path: Path) -> str:
    """Write a file's name with the bytes escaped that are not UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def path_origin(path: Path) -> str:
    """The key under which the catalogue remembers a reader's file."""
    return f"file:{os.path.realpath(path)}"  # unlike Path.resolve, no error for links that run in a circle


def parse(candidate: Candidate) -> Document:
    """Parse a candidate into a checked Document; raises ParseError."""
    if candidate.reader is not None:
        return candidate.reader()
    if candidate.record is not None and candidate.version is not None:
        return _parse_corpus(candidate, candidate.record, candidate.version)
    assert candidate.path is not None
    return _parse_path(candidate.path, candidate.name)


def _parse_corpus(candidate: Candidate, record: SourceRecord, version: VersionRecord) -> Document:
    parts = []
    whole = hashlib.sha256()
    for file in candidate.files:
        name = "/".join(file.parts[-2:])
        try:
            data = file.read_bytes()
            text = data.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ParseError(name, f"cannot be read as UTF-8: {error}") from error
        whole.update(data)
        part = read_part(name, text)
        if part.front.source != record.id:
            raise ParseError(part.name, f"says it digests {part.front.source!r} but sources.toml lists it under {record.id!r}")
        parts.append(part)
    asked = tuple(pair for file in asked_files(candidate.files) for pair in read_asked(file))
    ranks: tuple[Basis, ...] = ("official text", "extract", "fact sheet")
    source = Source(
        **record.model_dump(include={"id", "citation", "title", "short", "aliases", "publisher", "jurisdiction", "kind", "url", "licence"}),
        form="digest",
        sha256=whole.hexdigest(),
        text_as_of=version.text_as_of,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        retrieved_on=max(part.front.checked_on for part in parts),
        questions=(*((question.ask, question.at) for question in record.question), *asked),
        silent=tuple(ask for file in silent_files(candidate.files) for ask in read_silent(file)),
        basis=max((part.front.basis for part in parts), key=ranks.index),
    )
    document = parse_digest(source, parts)
    unknown = {at for _, at in asked} - {str(provision.pinpoint) for provision in document.provisions}
    if unknown:
        raise ParseError(candidate.name, f"corpus/asked lists questions for {min(unknown)}, a place that its digest does not have; correct the heading")
    return document


def _parse_path(path: Path, name: str) -> Document:
    try:
        data = path.read_bytes()
        modified = date.fromtimestamp(path.stat().st_mtime)
    except OSError as error:
        raise ParseError(name, f"cannot be read: {error.strerror}") from error
    except (OverflowError, ValueError):
        modified = date.today()  # a time stamp outside the calendar
    stem = path.name.removesuffix(".gz").rpartition(".")[0] or path.name
    readable = re.sub(r"[^\w.\-]+", "-", stem)
    place = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:6]
    origin = Origin(
        name=name,
        label=" ".join(stem.replace("_", " ").split()) or path.name,
        source_id=f"user/{readable}-{place}",
        sha256=hashlib.sha256(data).hexdigest(),
        modified=min(modified, date.today() + timedelta(days=1)),
        retrieved_on=date.today(),
    )
    return parse_file(data, origin, path.name)
