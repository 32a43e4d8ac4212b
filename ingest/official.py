"""Official texts that have been obtained: from the newest sound snapshot of each source to a Document under the source's own name."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from ingest.document import Document, Source
from ingest.errors import CorpusError, ParseError
from ingest.formats import parse_file
from ingest.origin import Origin
from ingest.pinpoint import Pinpoint
from ingest.publishers import PUBLISHERS
from ingest.snapshots import Snapshot, Snapshots
from ingest.source import Candidate, SourceRecord, VersionRecord, load_sources
from ingest.vet import TextFormat, only_member
from ingest.within import within

_PREFIX = "official:"


class Official(BaseModel):
    """One entry of official.toml: who publishes a source's official text, where, and in which format.

    ``contains`` are words by which the right page is known; ``living`` says that the page changes without a date of its own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    publisher: str
    address: str
    format: TextFormat
    contains: str = ""
    living: bool = False

    @property
    def suffix(self) -> str:
        """The ending of its snapshots' names."""
        return ".zip" if PUBLISHERS[self.publisher].archive else f".{self.format}"

    def key(self, source_id: str) -> str:
        """The folder of its snapshots: the source's, or the one that several sources share."""
        return PUBLISHERS[self.publisher].shared.format(self.address) or source_id


class _Table(RootModel[dict[str, Official]]):
    pass


def load_officials(corpus: Path) -> dict[str, Official]:
    """Read official.toml by source id (a corpus may have none); raises CorpusError naming the entry and what is wrong."""
    path = corpus / "official.toml"
    if not path.is_file():
        return {}
    try:
        table = _Table.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).root
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise CorpusError(f"{path}: {'.'.join(str(step) for step in first['loc'])}: {first['msg']}") from error
    listed = {record.id for record in load_sources(corpus)}
    for source_id, entry in table.items():
        publisher = PUBLISHERS.get(entry.publisher)
        if source_id not in listed:
            raise CorpusError(f"{path}: {source_id} is no source of sources.toml")
        if publisher is None:
            raise CorpusError(f"{path}: {source_id}: {entry.publisher!r} is no publisher; there are {', '.join(PUBLISHERS)}")
        if not re.fullmatch(publisher.address, entry.address):
            raise CorpusError(f"{path}: {source_id}: {entry.address!r} is no address of {entry.publisher}; it reads like {publisher.address}")
        if (entry.format == "xml") != bool(publisher.roots):
            raise CorpusError(f"{path}: {source_id}: {entry.publisher} gives {'XML' if publisher.roots else 'no XML'}; correct the format")
        if entry.format == "html" and not entry.contains:
            raise CorpusError(f"{path}: {source_id}: a page needs 'contains', words by which it is known")
    return table


def official_candidates(corpus: Path, snapshots: Path) -> list[Candidate]:
    """Return one candidate for each source that has a snapshot: the newest, with the older ones to fall back on where it cannot be parsed."""
    records = {record.id: record for record in load_sources(corpus)}
    shelf = Snapshots(snapshots)
    files: dict[Path, _File] = {}
    found = []
    for source_id, entry in load_officials(corpus).items():
        shots = shelf.all(entry.key(source_id))
        for shot in shots:
            files.setdefault(shot.path, _File(shot))
        candidates = [_candidate(records[source_id], entry, files[shot.path]) for shot in shots]
        if candidates:
            found.append(replace(candidates[0], older=tuple(candidates[1:])))
    return found


def _candidate(record: SourceRecord, entry: Official, file: _File) -> Candidate:
    shot = file.shot
    version = version_on(record, shot.confirmed)
    described = record.model_dump_json(exclude={"question", "version"}) + entry.model_dump_json() + version.model_dump_json()
    fingerprint = hashlib.sha256(f"{described}{shot.obtained_on}{shot.record.sha256}".encode()).hexdigest()
    name = f"{record.id}/official"
    return Candidate(f"{_PREFIX}{record.id}", name, fingerprint, record, version, reader=_reader(record, version, entry, file))


def version_on(record: SourceRecord, day: date) -> VersionRecord:
    """Return the version of the law that a text given on a day states: the last that had begun, or the first of all."""
    versions = sorted(record.version, key=lambda v: v.valid_from or date.min)
    begun = [v for v in versions if v.valid_from is None or v.valid_from <= day]
    return begun[-1] if begun else versions[0]


class _File:
    """One snapshot, read and parsed at most once however many sources it holds."""

    def __init__(self, shot: Snapshot) -> None:
        self.shot = shot
        self._whole: Document | ParseError | None = None

    def parse(self, entry: Official, known: Source | None, modified: date) -> Document:
        """Parse the snapshot; ``known`` is the one source that it holds."""
        data = self.shot.read()
        name = self.shot.name
        if self.shot.path.suffix == ".zip":
            data = only_member(data, name)
        key = self.shot.path.parent.name
        label, source_id = (known.citation, known.id) if known else (key, key)
        origin = Origin(name, label, source_id, self.shot.record.sha256, modified, self.shot.obtained_on, known)
        return parse_file(data, origin, f"{self.shot.path.stem}.{entry.format}")

    def whole(self, entry: Official) -> Document:
        """Parse a file of several sources, the first time that one of them is wanted."""
        if self._whole is None:
            try:
                self._whole = self.parse(entry, None, self.shot.obtained_on)
            except ParseError as error:
                self._whole = error
        if isinstance(self._whole, ParseError):
            raise self._whole
        return self._whole


def _reader(record: SourceRecord, version: VersionRecord, entry: Official, file: _File) -> Callable[[], Document]:
    known = Source(
        **record.model_dump(include={"id", "citation", "title", "short", "aliases", "publisher", "jurisdiction", "kind", "url", "licence"}),
        form="official",
        sha256=file.shot.record.sha256,
        text_as_of=version.text_as_of,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        retrieved_on=file.shot.obtained_on,
    )

    def read() -> Document:
        if PUBLISHERS[entry.publisher].shared:
            whole = file.whole(entry)
            return within(whole, Pinpoint.parse(record.citation), replace(known, text_as_of=whole.source.text_as_of), file.shot.name)
        dated = entry.format in {"html", "pdf"} and not entry.living
        return file.parse(entry, known, version.text_as_of if dated else file.shot.obtained_on)

    return read
