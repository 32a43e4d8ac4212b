"""The index: the catalogue and the vector store, opened together and kept in step.

This file is the only home of chromadb. The embedded store lives beside the
catalogue; one setting moves the vectors to a Chroma server.
"""

from __future__ import annotations

import shutil
import uuid
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ingest.catalogue import AHEAD, EARLIEST, LATEST, Catalogue, Scope, Stored, as_number
from ingest.chroma_server import Address, address, bound, reached, wait_for
from ingest.chunk import CHUNKER_VERSION
from ingest.embed import DEFAULT_MODEL
from ingest.errors import IndexBusyError, IndexDamagedError, IndexFullError, IndexMismatchError, IndexMissingError, PublishError
from ingest.seal import CHROMA_FOLDER, check_seal, seal

if TYPE_CHECKING:
    import numpy as np
    from chromadb import QueryResult
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from numpy.typing import NDArray

    from ingest.document import Source

# Chroma's defaults (16 neighbours, 100 looked at) miss near passages once a search is limited to a day or a country.
_GRAPH: Any = {"space": "cosine", "max_neighbors": 32, "ef_construction": 300, "ef_search": 500}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage id and its cosine similarity to the question, from -1 to 1."""

    passage_id: str
    similarity: float


class Index:
    """An open index. Reading is safe from many threads; writing takes the folder's lock."""

    def __init__(self, folder: Path, catalogue: Catalogue, client: Client, collection: Collection, server: Address | None) -> None:
        """Hold the opened parts, with the server that the vectors are on if they are; use ``open_index`` or ``create_index``."""
        self.folder = folder
        self.catalogue = catalogue
        self._client = client
        self._collection = collection
        self._server = server

    @property
    def fingerprint(self) -> str:
        """What built the index: embedding model, weights hash and chunker version."""
        return f"{self.catalogue.meta('embedding_model')}/chunker-{self.catalogue.meta('chunker')}"

    def nearest(self, vector: NDArray[np.float32], k: int, scope: Scope) -> list[Neighbour]:
        """Return the k passages nearest to a unit vector within a scope, most similar first.

        Chroma goes through all that it holds to find what a scope admits, so for a wide one it is first asked for more than k of
        whatever scope, of which the catalogue admits some; only where these are too few is it asked for those of the scope alone.
        """
        if self.catalogue.wide(scope):
            found = self._found(vector, AHEAD * k, None)
            admitted = self.catalogue.admitted([n.passage_id for n in found], scope)
            within = [n for n in found if n.passage_id in admitted]
            if len(within) >= k or len(found) < AHEAD * k:
                return within[:k]
        where = self._where(scope)
        return self._found(vector, k, where) if where else []

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

    def _found(self, vector: NDArray[np.float32], k: int, where: dict[str, object] | None) -> list[Neighbour]:
        with _translated(self.folder, self._server):
            reply = self._query(vector, k, where)
        distances = reply["distances"] or [[]]
        return [Neighbour(i, 1.0 - float(d)) for i, d in zip(reply["ids"][0], distances[0], strict=True)]

    def _query(self, vector: NDArray[np.float32], k: int, where: dict[str, object] | None) -> QueryResult:
        from chromadb.errors import NotFoundError

        asked: dict[str, Any] = {"query_embeddings": [vector], "n_results": k, "where": where, "include": ["distances"]}
        try:
            return self._collection.query(**asked)
        except NotFoundError:
            # A server that lost its data and was filled again has the collection under its old name with another id.
            found = self._client.get_or_create_collection(self._collection.name, embedding_function=None, configuration={"hnsw": _GRAPH})
            _check_count(self.folder, self.catalogue, found.count())
            self._collection = found
            return found.query(**asked)

    def store_vectors(self, items: Sequence[Stored], source: Source, replaced: Sequence[str]) -> None:
        """Bring the vector store in step for one document; the catalogue must already hold it."""
        kept = {item.passage.id for item in items}
        gone = [i for i in replaced if i not in kept]
        metadata: dict[str, str | int] = {
            "jurisdiction": source.jurisdiction,
            "valid_from": as_number(source.told_from, EARLIEST),
            "valid_to": as_number(source.valid_to, LATEST),
        }
        with _translated(self.folder, self._server):
            if gone:
                self._collection.delete(ids=gone)
            for start in range(0, len(items), 1_000):
                batch = items[start : start + 1_000]
                self._collection.upsert(
                    ids=[item.passage.id for item in batch],
                    embeddings=cast(Any, [item.vector for item in batch]),
                    metadatas=[{**metadata, "document_id": item.passage.document_id} for item in batch],
                )
        if items:
            self.catalogue.mark_vectors(items[0].passage.document_id, stored=True)

    def drop_vectors(self, passage_ids: Sequence[str]) -> None:
        """Remove passages from the vector store."""
        with _translated(self.folder, self._server):
            for start in range(0, len(passage_ids), 1_000):
                self._collection.delete(ids=list(passage_ids[start : start + 1_000]))

    def vector_ids(self) -> set[str]:
        """Return the ids that the vector store holds."""
        with _translated(self.folder, self._server):
            return set(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        """Let go of the files, so that their folder can be deleted, or of the server; questions that have begun in other threads end well."""
        self.catalogue.close()
        if self._server is None:
            forget_client(self.folder)
        else:
            self._client.close()

    def seal(self) -> None:
        """Note the sizes and hashes of the vector store's files, so that damage is seen before Chroma opens them."""
        if self._server is None:
            self.catalogue.set_meta("sealed", seal(self.folder))

    def unseal(self) -> None:
        """Forget the hashes before the vector store changes."""
        self.catalogue.set_meta("sealed", None)


def open_index(folder: Path, embedding_model: str | None = None, chroma_url: str = "") -> Index:
    """Open an index for reading.

    ``embedding_model`` is the fingerprint that must have built it (None: any, for reading without a model).
    A link is followed once, here: what an index reads later is what it was opened on, wherever the link then leads.
    Raises IndexMissingError, IndexMismatchError, IndexDamagedError or IndexUnreachableError.
    """
    folder = folder.resolve() if folder.is_symlink() else folder
    catalogue = Catalogue(folder)
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
    check_seal(folder, catalogue)
    server = address(chroma_url) if chroma_url else None
    client, collection = _collection(folder, catalogue, server)
    with _translated(folder, server):
        stored = collection.count()
    _check_count(folder, catalogue, stored)
    return Index(folder, catalogue, client, collection, server)


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
        catalogue.set_meta("chunker", CHUNKER_VERSION)
        catalogue.set_meta("collection", f"attest-{uuid.uuid4().hex}")
        catalogue.set_meta("embedding_model", embedding_model)
    return open_index(folder, embedding_model, chroma_url)


def discard_vectors(folder: Path, chroma_url: str = "", *, anew: bool = False) -> None:
    """Note that every vector must be stored again, and delete the embedded vector store; the catalogue keeps copies of all.

    ``anew`` gives a copy of an index vectors of its own on the server, beside those of the index it was copied from.
    """
    catalogue = Catalogue(folder)
    catalogue.mark_vectors(None, stored=False)
    catalogue.set_meta("sealed", None)
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


def being_written(folder: Path) -> bool:
    """Tell whether another process is writing to an index; one in a folder that nobody may write to is not."""
    try:
        with writing_lock(folder):
            return False
    except IndexBusyError:
        return True
    except IndexMissingError:
        return False


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
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        if "disk is full" in reason or "No space left" in reason:
            raise IndexFullError(f"no space is left for the vector store of {folder}; free some and run this again, what was committed is kept") from error
        raise IndexDamagedError(f"the vector store of {folder} cannot be used ({reason}); run 'attest doctor --repair --index {folder}'") from error


def _check_count(folder: Path, catalogue: Catalogue, stored: int) -> None:
    # Chroma takes an emptied database for a new one and answers every question with nothing.
    listed = catalogue.counts().passages
    if stored != listed and catalogue.meta("unfinished") is None and not catalogue.vectors_pending():
        raise IndexDamagedError(f"the vector store of {folder} holds {stored} vectors for {listed} passages; run 'attest doctor --repair --index {folder}'")
