"""The index: the catalogue and the vector store, opened together and kept in step.

This file is the only home of chromadb. The embedded store lives beside the
catalogue; one setting moves the vectors to a Chroma server.

An index that is open for reading shows one moment: its catalogue is held still, and the vector store is asked as long as it is
the one that was opened. While another process writes, and after it, the catalogue's own vectors are compared instead.
"""

from __future__ import annotations

import shutil
import uuid
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from ingest.catalogue import AHEAD, EARLIEST, LATEST, Catalogue, Scope, Stored, as_number
from ingest.chroma_server import Address, address, bound, reached, wait_for
from ingest.chunk import CHUNKER_VERSION
from ingest.embed import DEFAULT_MODEL
from ingest.errors import (
    IndexAccessError,
    IndexBusyError,
    IndexDamagedError,
    IndexFullError,
    IndexMismatchError,
    IndexMissingError,
    IndexStateError,
    PublishError,
)
from ingest.seal import CHROMA_FOLDER, check_seal, seal, store_hash
from ingest.soundness import illegible
from ingest.turns import changing, searching

if TYPE_CHECKING:
    import numpy as np
    from chromadb import QueryResult
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

    from ingest.document import Source

# What Chroma passes on of the system that let it not read or write.
_NOT_OURS = ("disk I/O error", "readonly database", "unable to open database file", "Permission denied", "Read-only file system", "File too large")
_LEAST_ROOM = 256 * 1024
_AT_ONCE = 1_000
# Chroma scales vectors to length 1 anew.
_ROUNDING = 1e-5
# One at a time: Chroma hands out a client that another thread has not finished making.
_MAKING = Lock()
# Chroma's defaults (16 neighbours, 100 looked at) miss near passages once a search is limited to a day or a country.
_GRAPH: Any = {"space": "cosine", "max_neighbors": 32, "ef_construction": 300, "ef_search": 500}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage id and its cosine similarity to the question, from -1 to 1."""

    passage_id: str
    similarity: float


class Index:
    """An open index. Reading is safe from many threads; writing takes the folder's lock."""

    def __init__(self, folder: Path, catalogue: Catalogue, server: Address | None) -> None:
        """Hold the catalogue, with the server that the vectors are on if they are; use ``open_index`` or ``create_index``."""
        self.folder = folder
        self.catalogue = catalogue
        self.sealed = catalogue.meta("sealed")
        self._file = _which(catalogue.path)
        self._now = Catalogue(folder)
        self._server = server
        self._opening = Lock()
        self._opened: tuple[Client, Collection] | None = None

    def check_vectors(self) -> None:
        """Open the vector store and raise IndexDamagedError where its files have changed or it does not hold what the catalogue lists."""
        if self._server is None:
            check_seal(self.folder, self.catalogue)
        self._count_vectors()

    def check_vectors_once(self) -> None:
        """Check as ``check_vectors`` does, but leave an embedded store closed that is byte for byte what it was after the last such check.

        Its hash is noted in the catalogue, so only who holds the ``writing_lock`` may call this.
        """
        if self._server is not None:
            self.check_vectors()
            return
        check_seal(self.folder, self.catalogue)
        if self.sealed is not None and self.catalogue.meta("counted") == self._store_hash(self.sealed):
            return
        self._count_vectors()
        if self.sealed is not None:
            self.catalogue.set_meta("counted", self._store_hash(self.sealed))

    def _store_hash(self, sealed: str) -> str:
        with _translated(self.folder, self._server):
            return store_hash(self.folder, sealed)

    def _count_vectors(self) -> None:
        collection = self.open_vectors()
        with _translated(self.folder, self._server):
            stored = collection.count()
        _check_count(self.folder, self.catalogue, stored)

    def open_vectors(self) -> Collection:
        """Return the collection of the vector store, which is opened once."""
        with self._opening:
            if self._opened is None:
                self._opened = _collection(self.folder, self.catalogue, self._server)
            return self._opened[1]

    @property
    def fingerprint(self) -> str:
        """What built the index: embedding model, weights hash and chunker version."""
        return f"{self.catalogue.meta('embedding_model')}/chunker-{self.catalogue.meta('chunker')}"

    def nearest(self, vector: NDArray[np.float32], k: int, scope: Scope) -> list[Neighbour]:
        """Return the k passages nearest to a unit vector within a scope, most similar first."""
        return self.nearest_each([vector], k, scope)[0]

    def nearest_each(self, vectors: Sequence[NDArray[np.float32]], k: int, scope: Scope) -> list[list[Neighbour]]:
        """Return for each of some unit vectors the k passages nearest to it within a scope, most similar first.

        A question to few passages is compared with all of them: Chroma's graph misses a near one now and then, and makes itself anew in part at
        each opening. Chroma is asked of more, and of vectors on a server. It goes through all that it holds to find what a scope admits, so for a
        wide one it is first asked for more than k of whatever scope, of which the catalogue admits some; only where these are too few is it asked
        for those of the scope alone.
        """
        if self.catalogue.few and self._server is None:
            return self._compared_with_all(vectors, k, scope)
        return self.nearest_in_store(vectors, k, scope)

    def nearest_in_store(self, vectors: Sequence[NDArray[np.float32]], k: int, scope: Scope) -> list[list[Neighbour]]:
        """Return the same as ``nearest_each``, by the vector store as long as it is the one that was opened, however few passages there are."""
        with self.undisturbed() as ours:
            if ours:
                return self._searched(vectors, k, scope)
        return [self._compared(vector, k, scope) for vector in vectors]

    @contextmanager
    def undisturbed(self) -> Iterator[bool]:
        """Hold off whoever would change the vector store, and tell whether it is the one that belongs to the catalogue as it was opened."""
        if not self._unbroken():
            yield False
            return
        with searching(self.folder) as held:  # the seal is broken before a change waits for its turn, so it says now what it says to the end
            yield held and self._unbroken()

    def _unbroken(self) -> bool:
        return self.sealed is not None and _which(self.catalogue.path) == self._file and _seal_of(self._now) == self.sealed

    def _searched(self, vectors: Sequence[NDArray[np.float32]], k: int, scope: Scope) -> list[list[Neighbour]]:
        if not self.catalogue.wide(scope):
            return self._found_within(vectors, k, scope)
        ahead = self._found(vectors, AHEAD * k, None)
        admitted = self.catalogue.admitted(list(dict.fromkeys(n.passage_id for found in ahead for n in found)), scope)
        within = [[n for n in found if n.passage_id in admitted] for found in ahead]
        few = [i for i, found in enumerate(ahead) if len(within[i]) < k and len(found) == AHEAD * k]
        for i, found in zip(few, self._found_within([vectors[i] for i in few], k, scope), strict=True):
            within[i] = found
        return [found[:k] for found in within]

    def _found_within(self, vectors: Sequence[NDArray[np.float32]], k: int, scope: Scope) -> list[list[Neighbour]]:
        where = self._where(scope)
        return self._found(vectors, k, where) if where else [[] for _ in vectors]

    def _compared(self, vector: NDArray[np.float32], k: int, scope: Scope) -> list[Neighbour]:
        ids, vectors = self._vectors
        alike = vectors @ vector if ids else vector[:0]
        order = (-alike).argsort(kind="stable").tolist()
        found: list[Neighbour] = []
        for start in range(0, len(order), max(_AT_ONCE, AHEAD * k)):
            batch = order[start : start + max(_AT_ONCE, AHEAD * k)]
            admitted = self.catalogue.admitted([ids[i] for i in batch], scope)
            found += [Neighbour(ids[i], float(alike[i])) for i in batch if ids[i] in admitted]
            if len(found) >= k:
                break
        return found[:k]

    def _compared_with_all(self, vectors: Sequence[NDArray[np.float32]], k: int, scope: Scope) -> list[list[Neighbour]]:
        from ingest.likest import likest

        ids, every = self._vectors
        if not ids:
            return [[] for _ in vectors]
        admitted = self.catalogue.within(scope).nonzero()[0]
        found = []
        for vector in vectors:
            alike = (every @ vector)[admitted]
            best = likest(alike, k)
            found.append([Neighbour(ids[row], similarity) for row, similarity in zip(admitted[best].tolist(), alike[best].tolist(), strict=True)])
        return found

    @cached_property
    def _vectors(self) -> tuple[list[str], NDArray[np.float32]]:
        return self.catalogue.vectors()

    def _where(self, scope: Scope) -> dict[str, object]:
        """Return what Chroma limits a search to a scope by; empty where the scope admits nothing."""
        day = as_number(scope.as_of, LATEST)
        limits: list[dict[str, object]] = [{"valid_from": {"$lte": day}}, {"valid_to": {"$gte": day}}]
        if scope.jurisdictions:
            limits.append({"jurisdiction": {"$in": list(scope.jurisdictions)}})
        if scope.kinds:
            documents = self.catalogue.of_kinds(scope.kinds)
            if not documents:  # Chroma takes no empty list
                return {}
            limits.append({"document_id": {"$in": documents}})
        return {"$and": limits}

    def _found(self, vectors: Sequence[NDArray[np.float32]], k: int, where: dict[str, object] | None) -> list[list[Neighbour]]:
        if not vectors:
            return []
        with _translated(self.folder, self._server):
            reply = self._query(vectors, k, where)
        rows = zip(reply["ids"], reply["distances"] or [], strict=True)
        return [[Neighbour(i, 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)] for ids, distances in rows]

    def _query(self, vectors: Sequence[NDArray[np.float32]], k: int, where: dict[str, object] | None) -> QueryResult:
        from chromadb.errors import NotFoundError

        asked: dict[str, Any] = {"query_embeddings": list(vectors), "n_results": k, "where": where, "include": ["distances"]}
        collection = self.open_vectors()
        try:
            return collection.query(**asked)
        except NotFoundError:
            # A server that lost its data and was filled again has the collection under its old name with another id.
            assert self._opened is not None
            client = self._opened[0]
            found = client.get_or_create_collection(collection.name, embedding_function=None, configuration={"hnsw": _GRAPH})
            _check_count(self.folder, self.catalogue, found.count())
            self._opened = client, found
            return found.query(**asked)

    def store_together(self, documents: Sequence[tuple[Sequence[Stored], Source]], replaced: Sequence[str] = ()) -> None:
        """Bring the vector store in step for documents that the catalogue holds; ``replaced`` are the passages that it held in their place.

        Batches reach over the bounds of documents, because Chroma writes to the disk at each.
        """
        pairs = [(item, source) for items, source in documents for item in items]
        kept = {item.passage.id for item, _ in pairs}
        self.drop_vectors([i for i in replaced if i not in kept])
        with _translated(self.folder, self._server):
            collection = self.open_vectors()
            for start in range(0, len(pairs), _AT_ONCE):
                batch = pairs[start : start + _AT_ONCE]
                collection.upsert(
                    ids=[item.passage.id for item, _ in batch],
                    embeddings=cast(Any, [item.vector for item, _ in batch]),
                    metadatas=[_filters(item, source) for item, source in batch],
                )
        self.catalogue.mark_vectors([items[0].passage.document_id for items, _ in documents if items], stored=True)

    def drop_vectors(self, passage_ids: Sequence[str]) -> None:
        """Remove passages from the vector store."""
        with _translated(self.folder, self._server):
            for start in range(0, len(passage_ids), 1_000):
                self.open_vectors().delete(ids=list(passage_ids[start : start + 1_000]))

    def vector_ids(self) -> set[str]:
        """Return the ids that the vector store holds."""
        with _translated(self.folder, self._server):
            return set(self.open_vectors().get(include=[])["ids"])

    def differing(self) -> list[str]:
        """Return the ids of passages whose vector or filters in the vector store are not those of the catalogue."""
        sources = self.catalogue.sources()
        ids = [passage_id for passage_id, _, _ in self.catalogue.places()]
        found: list[str] = []
        for start in range(0, len(ids), _AT_ONCE):
            stored = self.catalogue.stored(ids[start : start + _AT_ONCE])
            with _translated(self.folder, self._server):
                held = self.open_vectors().get(ids=list(stored), include=["embeddings", "metadatas"])
            vectors, filters = held["embeddings"], held["metadatas"]
            assert vectors is not None
            assert filters is not None
            for passage_id, vector, limits in zip(held["ids"], vectors, filters, strict=True):
                item = stored[passage_id]
                alike = len(vector) == len(item.vector) and float(abs(item.vector - vector).max()) < _ROUNDING
                if not alike or dict(limits or {}) != _filters(item, sources[item.passage.document_id]):
                    found.append(passage_id)
        return found

    def close(self) -> None:
        """Let go of the files, so that their folder can be deleted, or of the server; questions that have begun in other threads end well."""
        self.catalogue.close()
        self._now.close()
        if self._server is None:
            forget_client(self.folder)
        elif self._opened is not None:
            self._opened[0].close()

    @contextmanager
    def changing(self, **facts: str | None) -> Iterator[None]:
        """Break the seal while the vector store changes, so that nobody searches it; when all is done, make it anew and set ``facts`` with it."""
        self.catalogue.set_meta("sealed", None)
        with changing(self.folder):
            yield
            self.catalogue.set_meta("sealed", seal(self.folder), **facts)


def _filters(item: Stored, source: Source) -> dict[str, str | int]:
    return {
        "jurisdiction": source.jurisdiction,
        "valid_from": as_number(source.told_from, EARLIEST),
        "valid_to": as_number(source.valid_to, LATEST),
        "document_id": item.passage.document_id,
    }


def _which(path: Path) -> tuple[int, int] | None:
    """Tell a file from another that has taken its place."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _seal_of(catalogue: Catalogue) -> str | None:
    try:
        return catalogue.meta("sealed")
    except IndexStateError:
        return None


def last_seal(folder: Path) -> str | None:
    """Return the seal that the last writing to an index left; None where another is under way, or was killed, or there is no index to be read."""
    try:
        catalogue = Catalogue(folder)
    except IndexStateError:
        return None
    sealed = _seal_of(catalogue)
    catalogue.close()
    return sealed


def open_index(folder: Path, embedding_model: str | None = None, chroma_url: str = "", *, writing: bool = False) -> Index:
    """Open an index for reading, as it is now, or for ``writing`` by who holds the ``writing_lock``.

    ``embedding_model`` is the fingerprint that must have built it (None: any, for reading without a model).
    A link is followed once, here: what an index reads later is what it was opened on, wherever the link then leads.
    Raises IndexMissingError, IndexMismatchError, IndexDamagedError, IndexAccessError or IndexUnreachableError.
    """
    folder = folder.resolve() if folder.is_symlink() else folder
    catalogue = Catalogue(folder, still=not writing)
    built = catalogue.meta("embedding_model")
    if built is None:
        raise IndexMissingError(f"the index in {folder} was never finished; run 'attest ingest --index {folder}' first")
    if embedding_model is not None and built != embedding_model:
        raise IndexMismatchError(
            f"the index in {folder} was built with the embedding model {built}, but {embedding_model} is configured; "
            f"set ATTEST_EMBEDDING_MODEL to the first or ingest into another folder"
        )
    if catalogue.meta("chunker") != CHUNKER_VERSION:
        raise IndexMismatchError(
            f"the index in {folder} was built by chunker {catalogue.meta('chunker')}, this is {CHUNKER_VERSION}; delete the folder and ingest again"
        )
    index = Index(folder, catalogue, address(chroma_url) if chroma_url else None)
    with index.undisturbed() as ours:
        if writing:
            index.check_vectors_once()
        elif ours:
            index.check_vectors()
    return index


def refuse_other_model(folder: Path, model: str) -> None:
    """Raise IndexMismatchError where the index was built with another model than the hub name given, before the hub is asked for it."""
    if model == DEFAULT_MODEL or Path(model).is_dir():
        return
    catalogue = Catalogue(folder)
    built = catalogue.meta("embedding_model") or ""
    catalogue.close()
    if built and built.partition(":")[0] != Path(model).name:
        raise IndexMismatchError(
            f"the index in {folder} was built with the embedding model {built.partition(':')[0]}, but {model} is configured; "
            f"set ATTEST_EMBEDDING_MODEL to the first or ingest into another folder"
        )


def create_index(folder: Path, embedding_model: str, chroma_url: str = "") -> Index:
    """Open an index for writing, making it where there is none; the caller holds ``writing_lock``."""
    catalogue = Catalogue(folder, create=True)
    if catalogue.meta("published") is not None:
        raise PublishError(f"{folder} is a published edition, which is never changed; ingest into the index it was made from and publish that again")
    if catalogue.meta("embedding_model") is None:
        catalogue.set_meta("chunker", CHUNKER_VERSION, collection=f"attest-{uuid.uuid4().hex}", embedding_model=embedding_model)
    return open_index(folder, embedding_model, chroma_url, writing=True)


def discard_vectors(folder: Path, chroma_url: str = "", *, anew: bool = False) -> None:
    """Note that every vector must be stored again, and delete the embedded vector store; the catalogue keeps copies of all.

    ``anew`` gives a copy of an index vectors of its own on the server, beside those of the index it was copied from.
    """
    catalogue = Catalogue(folder)
    catalogue.set_meta("sealed", None)
    with changing(folder):
        catalogue.mark_vectors(None, stored=False)
        if anew or not chroma_url:
            catalogue.set_meta("collection", f"attest-{uuid.uuid4().hex}")
        if not chroma_url:
            forget_client(folder)
            shutil.rmtree(folder / CHROMA_FOLDER, ignore_errors=True)
    catalogue.close()


def delete_index(folder: Path, chroma_url: str = "") -> None:
    """Delete an index whole: its vectors, also those on a server, then its folder."""
    if chroma_url:
        from chromadb.errors import NotFoundError

        catalogue = Catalogue(folder)
        name, server = catalogue.meta("collection"), address(chroma_url)
        catalogue.close()
        with _translated(folder, server), suppress(NotFoundError):
            client = _client(folder, server)
            client.delete_collection(name or "")
            client.close()
    forget_client(folder)
    shutil.rmtree(folder)


def forget_client(folder: Path) -> None:
    """Let the next opening of a folder start afresh."""
    # Chroma keeps one client for each path as long as the process lives, even over files that are gone or could not be opened.
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient._identifier_to_system.pop(str(folder / CHROMA_FOLDER), None)
    SharedSystemClient._identifier_to_refcount.pop(str(folder / CHROMA_FOLDER), None)


@contextmanager
def writing_lock(folder: Path) -> Iterator[None]:
    """Hold the folder against a second writer; the lock goes when the process does, however it ends."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / ".lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise IndexBusyError(f"another ingest is writing to {folder}; wait for it to end, then run this again") from error
    except OSError as error:
        raise IndexMissingError(f"{folder} cannot be written: {error.strerror}; choose another folder with --index") from error
    try:
        yield
    finally:
        lock.release()


def _client(folder: Path, server: Address | None) -> Client:
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if server is None:
        return cast("Client", chromadb.PersistentClient(path=str(folder / CHROMA_FOLDER), settings=quiet))
    wait_for(server)
    client = cast("Client", chromadb.HttpClient(host=server.host, port=server.port, ssl=server.ssl, settings=quiet))
    session = cast(Any, client._server)._session
    bound(session)
    weakref.finalize(client, session.close)  # Chroma leaves its connections open; a question that has begun holds the client
    return client


def _collection(folder: Path, catalogue: Catalogue, server: Address | None) -> tuple[Client, Collection]:
    with _translated(folder, server, fresh=True):
        if server is None:
            with _MAKING:
                forget_client(folder)  # the one this process has may be of before another wrote
                if fault := illegible(folder / CHROMA_FOLDER / "chroma.sqlite3"):
                    raise IndexDamagedError(f"the vector store of {folder} cannot be used ({fault}); run 'attest doctor --repair --index {folder}'")
                client = _client(folder, server)
        else:
            client = _client(folder, server)
        name = catalogue.meta("collection")
        if name is None:
            raise IndexDamagedError(f"{catalogue.path} names no vector collection; run 'attest doctor --repair --index {folder}'")
        return client, client.get_or_create_collection(name, embedding_function=None, configuration={"hnsw": _GRAPH})


def scratch_client() -> ClientAPI:
    """Return a vector store in memory, for comparisons: telemetry is off and nothing is kept."""
    import chromadb
    from chromadb.config import Settings

    return chromadb.EphemeralClient(settings=Settings(anonymized_telemetry=False))


@contextmanager
def _translated(folder: Path, server: Address | None, *, fresh: bool = False) -> Iterator[None]:
    """Turn the vector store's errors into ours; a ``fresh`` client that fails is not kept."""
    from chromadb.errors import ChromaError

    try:
        with reached(server):
            yield
    # Chroma 1.5 raises its own tree, and ValueError or RuntimeError from the Rust bindings.
    except (ChromaError, ValueError, RuntimeError, OSError) as error:
        if fresh:
            forget_client(folder)
        raise _ours(folder, error) from error
    except BaseException as error:
        # A panic of the Rust bindings, which damaged files can bring about, is no Exception and has no name that could be imported.
        if type(error).__name__ != "PanicException":
            raise
        forget_client(folder)
        raise _ours(folder, error) from error


def _ours(folder: Path, error: BaseException) -> IndexStateError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    # Chroma does not always pass on why it could not write.
    if "disk is full" in reason or "No space left" in reason or (folder.exists() and shutil.disk_usage(folder).free < _LEAST_ROOM):
        return IndexFullError(f"no space is left for the vector store of {folder}; free some and run this again, what was committed is kept")
    if "database is locked" in reason:
        return IndexBusyError(f"the vector store of {folder} is locked by another process; wait for it to end, then run this again")
    if any(words in reason for words in _NOT_OURS):
        return IndexAccessError(f"the vector store of {folder} cannot be read or written ({reason}); check the disk and the rights of the folder")
    return IndexDamagedError(f"the vector store of {folder} cannot be used ({reason}); run 'attest doctor --repair --index {folder}'")


def _check_count(folder: Path, catalogue: Catalogue, stored: int) -> None:
    # Chroma takes an emptied database for a new one and answers every question with nothing.
    listed = catalogue.counts().passages
    finished = catalogue.meta("sealed") is not None and catalogue.meta("unfinished") is None and not catalogue.vectors_pending()
    if stored != listed and finished:
        raise IndexDamagedError(f"the vector store of {folder} holds {stored} vectors for {listed} passages; run 'attest doctor --repair --index {folder}'")
