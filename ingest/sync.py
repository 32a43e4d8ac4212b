"""Sync: fetch official texts from their publishers into dated snapshots, then ingest them beside the bundled digests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.embed import Embedder
from ingest.errors import FetchError, IndexMissingError
from ingest.fetch import GONE, Fetcher, Reply, Request, Validators
from ingest.index import writing_lock
from ingest.official import Official, load_officials, official_candidates
from ingest.pipeline import IngestReport, Progress, ingest
from ingest.publishers import PUBLISHERS
from ingest.snapshots import Snapshots
from ingest.source import Candidate, load_sources
from ingest.vet import vet, vet_archive


@dataclass(frozen=True, slots=True)
class Failure:
    """A text that could not be brought up to date, the sources that it holds, and the day of the last good one (none: empty)."""

    sources: tuple[str, ...]
    reason: str
    kept: str = ""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did: files that were asked for, those that were new or unchanged, and what failed; ``ingested`` follows from all snapshots."""

    sources: int
    new: int
    unchanged: int
    failed: tuple[Failure, ...]
    ingested: IngestReport

    @property
    def fetched(self) -> int:
        """How many files came, or were confirmed as unchanged."""
        return self.new + self.unchanged

    def to_json(self) -> str:
        """Return the summary as one line of JSON; the part on the index is that of ``attest ingest``."""
        failed = [{"sources": list(f.sources), "reason": f.reason, "kept": f.kept or None} for f in self.failed]
        counts = {"sources": self.sources, "fetched": self.fetched, "new": self.new, "unchanged": self.unchanged}
        return json.dumps({**counts, "failed": failed, "index": json.loads(self.ingested.to_json())}, ensure_ascii=False)


def chosen(ids: Sequence[str], corpus: Path) -> dict[str, Official]:
    """Return the entries of official.toml for some sources, or all; raises LookupError that says what is wrong with an id."""
    table = load_officials(corpus)
    listed = {record.id: record for record in load_sources(corpus)}
    for source_id in ids:
        if source_id in listed and source_id not in table:
            raise LookupError(f"{source_id} has no official text that Attest can fetch; open {listed[source_id].url}, save it and run 'attest ingest FILE'")
        if source_id not in table:
            near = get_close_matches(source_id, table, n=3)
            raise LookupError(f"{source_id} is no source; " + (f"did you mean {', '.join(near)}?" if near else "'attest sources' lists them"))
    return {source_id: table[source_id] for source_id in dict.fromkeys(ids)} if ids else table


def sync(
    entries: Mapping[str, Official],
    snapshots: Path,
    fetcher: Fetcher,
    folder: Path,
    embedder: Embedder,
    *,
    corpus: Path,
    chroma_url: str = "",
    fetching: Progress | None = None,
    ingesting: Progress | None = None,
) -> SyncReport:
    """Fetch the official texts of the entries into ``snapshots``, then ingest the bundled digests and every snapshot into the index in ``folder``.

    A text that cannot be fetched keeps its last snapshot; one that cannot be parsed keeps what the index has. Both are named.
    """
    with ExitStack() as held:
        try:
            held.enter_context(writing_lock(snapshots))
        except IndexMissingError as error:
            raise FetchError(str(snapshots), "cannot be written; give your data folder room and rights, then run 'attest sync' again") from error
        new, unchanged, failed = _fetch_all(entries, Snapshots(snapshots), fetcher, fetching)
        officials = official_candidates(corpus, snapshots)
        report = ingest([], folder, embedder, corpus=corpus, officials=officials, adopt=True, chroma_url=chroma_url, progress=ingesting)
    failed += _unread(report, officials, folder)
    return SyncReport(len(entries), new, unchanged, tuple(failed), report)


def _fetch_all(entries: Mapping[str, Official], shelf: Snapshots, fetcher: Fetcher, progress: Progress | None) -> tuple[int, int, list[Failure]]:
    """Fetch each file once, however many sources it holds; return how many were new, how many unchanged, and what failed."""
    files: dict[str, list[str]] = {}
    for source_id, entry in entries.items():
        files.setdefault(entry.key(source_id), []).append(source_id)
    failed = []
    came: list[bool] = []
    for i, (key, ids) in enumerate(files.items()):
        if progress:
            progress(i, len(files), key)
        try:
            came.append(_fetch(key, entries[ids[0]], shelf, fetcher))
        except FetchError as error:
            failed.append(Failure(tuple(ids), str(error), _kept(shelf, key)))
    if progress:
        progress(len(files), len(files), "")
    return came.count(True), came.count(False), failed


def _unread(report: IngestReport, officials: Sequence[Candidate], folder: Path) -> list[Failure]:
    """Return what was fetched but could not be parsed, the sources of one file together."""
    origins = {c.name: c.origin for c in officials}
    catalogue = Catalogue(folder)
    held = catalogue.fingerprints()
    catalogue.close()
    found: dict[tuple[str, str], list[str]] = {}
    for skipped in report.skipped:
        if skipped.file in origins:
            instead = "an earlier text still answers" if origins[skipped.file] in held else "its digest answers alone"
            found.setdefault((skipped.reason, instead), []).append(skipped.file.removesuffix("/official"))
    return [Failure(tuple(ids), f"{reason}; {instead}") for (reason, instead), ids in found.items()]


def _fetch(key: str, entry: Official, shelf: Snapshots, fetcher: Fetcher) -> bool:
    """Bring the snapshot of one file up to date; return whether its bytes are new."""
    publisher = PUBLISHERS[entry.publisher]
    reply = _first(publisher.locate(entry.address, fetcher), fetcher, shelf.validators(key))
    if reply.data is None:
        shelf.confirm(key, reply, fetcher.now())
        return False
    if publisher.archive:
        vet_archive(reply.data, reply.address, publisher.roots)
    else:
        vet(reply.data, entry.format, reply.address, contains=entry.contains, roots=publisher.roots)
    return shelf.keep(key, entry.suffix, reply, entry.publisher, fetcher.now())


def _first(requests: Sequence[Request], fetcher: Fetcher, known: Validators) -> Reply:
    """Return the first that is there; the last one's error counts where none is."""
    *others, last = requests
    for request in others:
        try:
            return fetcher.get(request, known)
        except FetchError as error:
            if error.status not in GONE:
                raise
    return fetcher.get(last, known)


def _kept(shelf: Snapshots, key: str) -> str:
    return next((shot.obtained_on.isoformat() for shot in shelf.all(key) if shot.sound), "")
