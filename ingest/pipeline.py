"""Ingest: from files to an index that answers, one document at a time, each all or nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.catalogue import Stored
from ingest.chunk import Chunk, chunk
from ingest.document import Document, Source
from ingest.embed import Embedder
from ingest.errors import ParseError
from ingest.index import Index, create_index, writing_lock
from ingest.shipped import bundled
from ingest.source import Candidate, corpus_candidates, corpus_folder, parse, path_candidates, path_origin

Progress = Callable[[int, int, str], None]

# Texts of like length share a batch of the model, so the more are embedded in one call, the less is spent on padding: documents one by one take
# 1.4 times as long. A kill costs the embedding of at most so many texts and a document.
_TEXTS_AT_ONCE = 1_024


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not ingested, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, and what the index then holds."""

    added: int
    unchanged: int
    replaced: int
    removed: int
    skipped: tuple[Skipped, ...]
    documents: int
    passages: int
    seconds: float

    def to_json(self) -> str:
        """Return the contract's one-line JSON summary."""
        fields = {name: getattr(self, name) for name in ("added", "unchanged", "replaced", "removed")}
        skipped = [{"file": s.file, "reason": s.reason} for s in self.skipped]
        return json.dumps({**fields, "skipped": skipped, "documents": self.documents, "passages": self.passages, "seconds": round(self.seconds, 3)})


def ingest(
    paths: Sequence[Path],
    folder: Path,
    embedder: Embedder,
    *,
    corpus: Path | None = None,
    officials: Sequence[Candidate] = (),
    adopt: bool = False,
    chroma_url: str = "",
    progress: Progress | None = None,
) -> IngestReport:
    """Ingest files and folders, or the bundled corpus where no path is given, into the index in ``folder``.

    With the corpus go those of the ``officials`` whose source the index already holds, or all of them (``adopt``); an
    official text that is in the index stays there as long as sources.toml lists its source.
    Unchanged files are left alone, changed ones replaced, bundled sources and files of the given folders that are gone
    are removed. A file that cannot be parsed is skipped with its reason; what it gave before stays.
    Documents are embedded about a thousand texts at a time and stored one by one; ``progress`` is told how many are stored and which is next.
    Killed at any moment, an ingest leaves every document either whole or absent; the next one completes it.
    """
    started = time.monotonic()
    tell = progress or _untold
    with writing_lock(folder):
        index = create_index(folder, embedder.fingerprint, chroma_url)
        known = index.catalogue.fingerprints()
        held = {*known, *(index.catalogue.noted("unfinished") or ())}
        told = [c for c in officials if adopt or c.origin in held]
        found = list(path_candidates(paths)) if paths else [*corpus_candidates(corpus or corpus_folder()), *told]
        # A file that is named twice, or reached through a link, counts once.
        candidates = list({c.origin: c for c in reversed(found) if isinstance(c, Candidate)}.values())[::-1]
        skipped = [_skipped(e.source, e) for e in found if isinstance(e, ParseError)]
        _note_failures(index, [e for e in found if isinstance(e, ParseError)], [c.origin for c in candidates if known.get(c.origin) == c.fingerprint])
        todo = [c for c in candidates if known.get(c.origin) != c.fingerprint]
        stale = _stale(known, candidates, paths)
        counts = {"added": 0, "replaced": 0}
        behind = _unfinished(index)
        if todo or stale or behind:
            with index.changing(unfinished=None):
                index.catalogue.set_meta("unfinished", json.dumps(sorted(c.origin for c in candidates)))
                if behind:  # compares all that the index holds
                    complete(index)
                for origin in stale:
                    index.drop_vectors(index.catalogue.remove(origin))
                if todo:
                    tell(0, len(todo), todo[0].name)
                for done, read in enumerate(_ingest_each(index, embedder, todo, known), start=1):
                    candidate = read.candidate
                    if read.error is None:
                        counts["replaced" if candidate.origin in known else "added"] += 1
                    else:
                        skipped.append(_skipped(candidate.name, read.error))
                        index.catalogue.fail(candidate.origin, str(read.error))
                    if done < len(todo):
                        tell(done, len(todo), todo[done].name)
        tell(len(todo), len(todo), "")
        total = index.catalogue.counts()
        return IngestReport(
            **counts,
            unchanged=len(candidates) - len(todo),
            removed=len(stale),
            skipped=tuple(skipped),
            documents=total.documents,
            passages=total.passages,
            seconds=time.monotonic() - started,
        )


def _skipped(file: str, error: ParseError) -> Skipped:
    return Skipped(file, str(error).removeprefix(f"{file}: "))


def _note_failures(index: Index, errors: Sequence[ParseError], sound: Sequence[str]) -> None:
    """Remember the files that cannot be taken, and forget those that are sound again or gone."""
    failed = {path_origin(Path(error.source)): str(error) for error in errors}
    past = index.catalogue.failures()
    gone = [o for o in past if o.startswith("file:") and o not in failed and not Path(o.removeprefix("file:")).exists()]
    healed = [*gone, *(o for o in sound if o in past)]
    if healed:
        index.catalogue.forgive(healed)
    for origin, reason in failed.items():
        if past.get(origin) != reason:
            index.catalogue.fail(origin, reason)


def _untold(done: int, total: int, name: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A candidate that was read: the document that it or an older one gave, with that one's fingerprint, and the first error.

    ``texts`` are what is embedded, each once: a passage of one sentence is embedded as both.
    """

    candidate: Candidate
    error: ParseError | None
    fingerprint: str = ""
    document: Document | None = None
    chunks: tuple[Chunk, ...] = ()
    texts: tuple[str, ...] = ()


def _ingest_each(index: Index, embedder: Embedder, todo: Sequence[Candidate], known: Mapping[str, str]) -> Iterator[_Read]:
    """Ingest candidates in groups that are embedded together; yield each when the catalogue has it."""
    group: list[_Read] = []
    texts = 0
    for number, candidate in enumerate(todo, start=1):
        group.append(_read(candidate, known.get(candidate.origin)))
        texts += len(group[-1].texts)
        if texts >= _TEXTS_AT_ONCE or number == len(todo):
            yield from _stored(index, embedder, group)
            group, texts = [], 0


def _read(candidate: Candidate, held: str | None) -> _Read:
    """Parse a candidate, or the newest older one that can be parsed, unless the index ``held`` that already."""
    first: ParseError | None = None
    for attempt in (candidate, *candidate.older):
        if attempt.fingerprint == held:
            break
        try:
            document = parse(attempt)
        except ParseError as error:
            first = first or error
        else:
            chunks = chunk(document)
            texts = dict.fromkeys(text for c in chunks for text in (c.text, *c.sentences))
            return _Read(candidate, first, attempt.fingerprint, document, chunks, tuple(texts))
    return _Read(candidate, first)


def _stored(index: Index, embedder: Embedder, group: Sequence[_Read]) -> Iterator[_Read]:
    """Embed a group, store each document of it in the catalogue and yield it, and at last bring the vector store in step with all."""
    if all(read.document is None for read in group):
        yield from group
        return
    texts = list(dict.fromkeys(text for read in group for text in read.texts))
    rows = {text: i for i, text in enumerate(texts)}
    vectors = embedder.encode(texts)
    stored: list[tuple[list[Stored], Source]] = []
    replaced: list[str] = []
    for read in group:
        if read.document is not None:
            items = [Stored(c.passage, vectors[rows[c.text]], vectors[[rows[text] for text in c.sentences]]) for c in read.chunks]
            replaced += _put(index, embedder, read, read.document, items)
            stored.append((items, read.document.source))
        yield read
    index.store_together(stored, replaced)


def _put(index: Index, embedder: Embedder, read: _Read, document: Document, items: Sequence[Stored]) -> list[str]:
    asked = [ask for ask, _ in document.source.questions]
    shipped = bundled() if asked or document.source.silent else None
    vectors = [shipped.encode(listed, embedder) if shipped and listed else None for listed in (asked, document.source.silent)]
    return index.catalogue.put(document, items, [c.head for c in read.chunks], read.candidate.origin, read.fingerprint, *vectors)


def _stale(known: Iterable[str], candidates: Sequence[Candidate], paths: Sequence[Path]) -> list[str]:
    """Return what was ingested from here before and is here no more."""
    present = {c.origin for c in candidates}
    if not paths:
        listed = {f"official:{c.record.id}" for c in candidates if c.record}
        return [o for o in known if (o.startswith("corpus:") and o not in present) or (o.startswith("official:") and o not in listed)]
    folders = [path.resolve() for path in paths if path.is_dir()]
    gone = []
    for origin in known:
        file = Path(origin.removeprefix("file:"))
        if origin.startswith("file:") and origin not in present and any(folder in file.parents for folder in folders) and not file.exists():
            gone.append(origin)
    return gone


def _unfinished(index: Index) -> bool:
    facts = index.catalogue
    return facts.meta("unfinished") is not None or facts.meta("sealed") is None or bool(facts.vectors_pending())


def complete(index: Index) -> int:
    """Finish what an ingest that was killed had begun, and return how many documents were behind.

    The catalogue decides: vectors that it has and the vector store lacks are stored, those it does not list are dropped.
    """
    listed: dict[str, list[str]] = {}
    for passage_id, document_id, _ in index.catalogue.places():
        listed.setdefault(document_id, []).append(passage_id)
    stored = index.vector_ids()
    orphans = stored.difference(*listed.values()) if listed else stored
    if orphans:
        index.drop_vectors(sorted(orphans))
    sources = index.catalogue.sources()
    behind = [d for d, ids in listed.items() if not stored.issuperset(ids)]
    behind = sorted({*behind, *index.catalogue.vectors_pending()})
    for document_id in behind:
        items = list(index.catalogue.stored(listed.get(document_id, [])).values())
        index.store_together([(items, sources[document_id])])
    return len(behind)
