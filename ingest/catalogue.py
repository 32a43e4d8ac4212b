"""The catalogue: the SQLite record of what is ingested, with the lexical index (FTS5) and a copy of every vector.

It is the truth of an index. The vector store can always be rebuilt from it
without embedding anything again; what it does not list does not exist.

SQLite does not notice a byte that changed on the disk inside a text. Each document, passage and note is therefore stored
with checksums of all its fields, compared when it is read: changed words reach nobody.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.checksum import checksum
from ingest.document import Document, Passage, Source
from ingest.errors import IndexAccessError, IndexBusyError, IndexDamagedError, IndexFullError, IndexMissingError
from ingest.kept import Kept
from ingest.pinpoint import Pinpoint
from ingest.schema import COLUMNS, NOTE, PASSAGE, REBUILD_WORDS, RECORD, STANDING, TABLES, VERSION
from ingest.soundness import faults, mend

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ingest.bm25 import Bm25

FILE_NAME = "catalogue.sqlite"
_PASSAGE = ", ".join(f"p.{column}" for column in PASSAGE.split(", "))
# How many times as many passages a search first takes as it wants, of whatever day and country: most scopes admit most passages.
AHEAD = 3
EARLIEST, LATEST = 0, 99_999_999
# Up to so many passages, a question is compared with all of them in memory sooner than SQLite and Chroma look up the nearest: 30 MB of vectors.
FEW = 20_000
_SCOPES_KEPT = 16

# Codes by which SQLite says that the system let it not read or write.
_NOT_OURS = frozenset({sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})


@dataclass(frozen=True, slots=True)
class Stored:
    """A passage as stored, with its vector and those of its sentences (one row each)."""

    passage: Passage
    vector: NDArray[np.float32]
    sentence_vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search may find: the law of one day, and some jurisdictions and kinds of source only (none named: all)."""

    as_of: date
    jurisdictions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def admits(self, source: Source) -> bool:
        """Tell whether the jurisdiction and the kind of a source are wanted."""
        return (not self.jurisdictions or source.jurisdiction in self.jurisdictions) and (not self.kinds or source.kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is in an index."""

    documents: int
    provisions: int
    passages: int
    sources: int


class Catalogue:
    """Reads and writes one catalogue file; safe to read from many threads.

    One that is ``still`` shows the file as it was when it was opened, whatever another process writes, and only reads; its one
    connection is let go of when nothing refers to the catalogue any more. Any other has a connection for each thread.
    """

    def __init__(self, folder: Path, *, create: bool = False, still: bool = False) -> None:
        """Open the catalogue in a folder; raises IndexMissingError, IndexDamagedError or IndexAccessError."""
        self.path = folder / FILE_NAME
        self._local = threading.local()
        self._still: sqlite3.Connection | None = None
        # SQLite would let threads wait for one another too, but without letting go of the interpreter.
        self._turn = threading.RLock()
        self._kept = Kept()
        self._admitting: dict[Scope, NDArray[np.bool_]] = {}
        blank = self._blank()
        if create and blank:
            folder.mkdir(parents=True, exist_ok=True)
            with self._reading() as db:
                told = f"'schema', '{VERSION}', {checksum(('schema', VERSION))}"
                db.executescript(f"PRAGMA journal_mode = WAL; BEGIN; {TABLES} INSERT INTO meta VALUES ({told}); COMMIT;")
        elif blank:
            if folder.is_file():
                raise IndexMissingError(f"{folder} is a file, not the folder of an index; give another with --index or ATTEST_INDEX")
            raise IndexMissingError(f"there is no index in {folder}; run 'attest ingest --index {folder}' first")
        with self._reading() as db:  # of another version's tables, only these two columns are known
            if create:  # a restored catalogue is one without a log
                db.execute("PRAGMA journal_mode = WAL")
            row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        if row is None or row["value"] != VERSION:
            raise IndexDamagedError(f"{self.path} has no finished schema or another version's; run 'attest doctor --repair --index {folder}'")
        if still:
            self._hold()

    def _hold(self) -> None:
        """Open the connection that shows the file as it is now."""
        with self._told():
            db = self._connected(check_same_thread=False)
            weakref.finalize(self, db.close)
            db.isolation_level = None
            db.execute("PRAGMA temp_store = MEMORY")
            db.execute(STANDING)
            db.execute("PRAGMA query_only = ON")
            # Without a log of its own, a copy or a published edition, which nobody changes, a reader would keep a writer waiting.
            if db.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                db.execute("BEGIN")
                db.execute("SELECT count(*) FROM meta").fetchone()  # the first reading is what the moment is taken at
            self._still = db
        self.close()

    def _blank(self) -> bool:
        """Tell whether there is no catalogue yet: no file, or the bare one of an ingest that was killed before it made the tables."""
        if not self.path.exists():
            return True
        if (self.path.parent / "chroma").exists():  # made after the tables, so a bare catalogue beside it has lost them
            return False
        with self._reading() as db:
            return int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]) == 0

    def _connected(self, *, check_same_thread: bool = True) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=30.0, check_same_thread=check_same_thread)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")
        return db

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._told():
            if self._still is not None:
                with self._turn:
                    yield self._still
                return
            db = getattr(self._local, "db", None)
            if db is None:
                db = self._local.db = self._connected()
            yield db

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what the disk, its rights or another process did from what is wrong with the file itself: only that is repaired."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_BUSY:
                raise IndexBusyError(f"{self.path} is locked by another process; wait for it to end, then run this again") from error
            if code == sqlite3.SQLITE_FULL:
                raise IndexFullError(f"no space is left for {self.path}; free some and run this again, what was committed is kept") from error
            if code in _NOT_OURS:
                raise IndexAccessError(f"{self.path} cannot be read or written ({error}); check the disk and the rights of the file and its folder") from error
            raise IndexDamagedError(f"{self.path} cannot be used ({error}); run 'attest doctor --repair --index {self.path.parent}'") from error

    def _same(self, name: str, written: int, fields: Iterable[object]) -> bool:
        """Return True for fields that have the checksum they were written with; raises IndexDamagedError for others."""
        if checksum(fields) != written:
            raise IndexDamagedError(f"{name} in {self.path} has changed on disk; run 'attest doctor --repair --index {self.path.parent}'")
        return True

    @contextmanager
    def _decoding(self) -> Iterator[None]:
        """Turn what a damaged file gives in place of JSON, a day or a pinpoint into our error; SQLite itself does not see such damage."""
        try:
            yield
        except (ValueError, TypeError, KeyError) as error:
            raise IndexDamagedError(
                f"{self.path} holds an entry that cannot be read ({error}); run 'attest doctor --repair --index {self.path.parent}'"
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as db, db:
            yield db

    def close(self) -> None:
        """Close this thread's connection; questions under way go on reading one that is still."""
        db = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            del self._local.db

    def copy_to(self, path: Path) -> None:
        """Write the catalogue as it stands at one moment into a new file, also while another process writes to it (SQLite's online backup)."""
        with self._reading() as db:
            copy = sqlite3.connect(path)
            try:
                db.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            finally:
                copy.close()

    def meta(self, key: str) -> str | None:
        """Return one of the index's own facts (model, chunker, unfinished ingest), or None."""
        with self._reading() as db, self._decoding():
            row = db.execute("SELECT key, value, checksum FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row["value"]) if row is not None and self._same(f"the note {key!r}", row["checksum"], (row["key"], row["value"])) else None

    def noted(self, key: str) -> Any:
        """Return one of the index's own facts that is kept as JSON (what an ingest planned, the seal of the vector files), or None."""
        text = self.meta(key)
        with self._decoding():
            return None if text is None else json.loads(text)

    def set_meta(self, key: str, value: str | None, **more: str | None) -> None:
        """Set one of the index's own facts, or several at once; None removes it."""
        with self._writing() as db:
            for name, told in {key: value, **more}.items():
                if told is None:
                    db.execute("DELETE FROM meta WHERE key = ?", (name,))
                else:
                    db.execute(NOTE, (name, told, checksum((name, told))))

    def fingerprints(self) -> dict[str, str]:
        """Map each ingested origin to the fingerprint it had."""
        with self._reading() as db:
            return {row["origin"]: row["fingerprint"] for row in db.execute("SELECT origin, fingerprint FROM documents")}

    def put(
        self,
        document: Document,
        chunks: Sequence[Stored],
        heads: Sequence[str],
        origin: str,
        fingerprint: str,
        question_vectors: NDArray[np.float32] | None = None,
        silent_vectors: NDArray[np.float32] | None = None,
    ) -> list[str]:
        """Store a document and its passages in one transaction, in place of what had its origin; return the ids it replaced.

        ``question_vectors`` has one row for each of the source's questions, ``silent_vectors`` for those it does not answer (None: it has none).
        """
        source = document.source
        asked: dict[str, list[str]] = {}
        for ask, at in source.questions:
            asked.setdefault(at, []).append(ask)
        window = (as_number(source.told_from, EARLIEST), as_number(source.valid_to, LATEST))
        listed = (b"" if vectors is None else vectors.tobytes() for vectors in (question_vectors, silent_vectors))
        record = (document.id, source.id, origin, fingerprint, json.dumps(asdict(source), default=str), len(document.provisions), *listed)
        places = [part for c in chunks for part in (c.passage.id, c.passage.pinpoint)]
        with self._writing() as db:
            old = self._drop(db, origin)
            db.execute(
                f"INSERT INTO documents ({RECORD}, record_sum, places_sum, text_sum, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*record, checksum(record), checksum(places), checksum([document.text]), document.text),
            )
            for item, head in zip(chunks, heads, strict=True):
                passage = item.passage
                names = " ; ".join((head, str(passage.pinpoint), source.title, *source.aliases))
                questions = " ; ".join(asked.get(str(passage.pinpoint), ()))
                row = (
                    passage.id, document.id, str(passage.pinpoint), names, questions, passage.heading, json.dumps(passage.path), passage.start, passage.end,
                    source.jurisdiction, *window, json.dumps(passage.sentences), item.vector.tobytes(), item.sentence_vectors.tobytes(),
                )  # fmt: skip
                cursor = db.execute(
                    f"INSERT INTO passages ({PASSAGE}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*row, checksum((*row, passage.text))),
                )
                db.execute("INSERT INTO words (rowid, head, body, asked) VALUES (?, ?, ?, ?)", (cursor.lastrowid, names, passage.text, questions))
            db.execute("DELETE FROM failures WHERE origin = ?", (origin,))
        return old

    def remove(self, origin: str) -> list[str]:
        """Remove the document of an origin; return the ids of its passages."""
        with self._writing() as db:
            return self._drop(db, origin)

    @staticmethod
    def _drop(db: sqlite3.Connection, origin: str) -> list[str]:
        rows = db.execute("SELECT p.number, p.id FROM passages p JOIN documents d ON d.id = p.document_id WHERE d.origin = ?", (origin,)).fetchall()
        db.executemany("DELETE FROM words WHERE rowid = ?", [(row["number"],) for row in rows])
        db.execute("DELETE FROM documents WHERE origin = ?", (origin,))
        return [str(row["id"]) for row in rows]

    def fail(self, origin: str, reason: str) -> None:
        """Remember that a file could not be ingested, and why."""
        with self._writing() as db:
            db.execute("INSERT INTO failures VALUES (?, ?) ON CONFLICT (origin) DO UPDATE SET reason = excluded.reason", (origin, reason))

    def forgive(self, origins: Sequence[str]) -> None:
        """Forget that files could not be ingested."""
        with self._writing() as db:
            db.executemany("DELETE FROM failures WHERE origin = ?", [(origin,) for origin in origins])

    def failures(self) -> dict[str, str]:
        """Map each file that could not be ingested to the reason."""
        with self._reading() as db:
            return {row["origin"]: row["reason"] for row in db.execute("SELECT origin, reason FROM failures ORDER BY origin")}

    def vectors_pending(self) -> list[str]:
        """Return the ids of documents whose vectors are not yet known to be in the vector store."""
        with self._reading() as db:
            return [row["id"] for row in db.execute("SELECT id FROM documents WHERE NOT vectors_stored ORDER BY id")]

    def mark_vectors(self, document_ids: Iterable[str] | None, *, stored: bool) -> None:
        """Record in one transaction whether the vectors of some documents (None: of all) are in the vector store."""
        with self._writing() as db:
            if document_ids is None:
                db.execute("UPDATE documents SET vectors_stored = ?", (stored,))
            else:
                db.executemany("UPDATE documents SET vectors_stored = ? WHERE id = ?", [(stored, i) for i in document_ids])

    def counts(self) -> Counts:
        """Count what is in the index."""
        with self._reading() as db:
            documents, provisions, sources = db.execute("SELECT count(*), coalesce(sum(provisions), 0), count(DISTINCT source_id) FROM documents").fetchone()
            passages = db.execute("SELECT count(*) FROM passages").fetchone()[0]
        return Counts(documents, provisions, passages, sources)

    def sources(self) -> dict[str, Source]:
        """Map each document id to its source."""
        with self._reading() as db, self._decoding():
            rows = db.execute(f"SELECT {RECORD}, record_sum FROM documents ORDER BY id")
            return {row["id"]: _source(row["source"]) for row in rows if self._recorded(row)}

    def _recorded(self, row: sqlite3.Row) -> bool:
        *record, written = row
        return self._same(f"the record of {row['id']}", written, record)

    def question_vectors(self) -> dict[str, NDArray[np.float32]]:
        """Map each document id to the vectors of its source's questions, a row each, where it has any."""
        return self._rows("questions", "question_vectors")

    def silent_vectors(self) -> dict[str, NDArray[np.float32]]:
        """Map each document id to the vectors of the questions that its source does not answer, a row each, where it has any."""
        return self._rows("silent", "silent_vectors")

    def _rows(self, listed: str, column: str) -> dict[str, NDArray[np.float32]]:
        import numpy as np

        query = f"SELECT {RECORD}, record_sum FROM documents WHERE length({column}) > 0"
        with self._reading() as db, self._decoding():
            return {
                row["id"]: np.frombuffer(row[column], dtype=np.float32).reshape(len(json.loads(row["source"])[listed]), -1)
                for row in db.execute(query)
                if self._recorded(row)
            }

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Map each document id to its numbers of provisions and passages."""
        query = "SELECT d.id, d.provisions, count(p.number) AS passages FROM documents d LEFT JOIN passages p ON p.document_id = d.id GROUP BY d.id"
        with self._reading() as db:
            return {row["id"]: (row["provisions"], row["passages"]) for row in db.execute(query)}

    def origins(self) -> dict[str, str]:
        """Map each document id to the origin it was ingested from."""
        with self._reading() as db:
            return {row["id"]: row["origin"] for row in db.execute("SELECT id, origin FROM documents")}

    def text(self, document_id: str) -> str:
        """Return the text of a document; every span in it refers to this string."""
        with self._reading() as db, self._decoding():
            row = db.execute("SELECT text, text_sum FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise IndexDamagedError(f"{self.path} lists no document {document_id}; run 'attest doctor'")
        self._same(f"the text of {document_id}", row["text_sum"], [row["text"]])
        return str(row["text"])

    def stored(self, passage_ids: Sequence[str]) -> dict[str, Stored]:
        """Return passages with their vectors, by id; ids that are not in the catalogue are left out."""
        with self._reading() as db:
            if self._still is None:
                return self._read(db, passage_ids)
            held = self._kept.held(passage_ids)
            fresh = self._read(db, [i for i in dict.fromkeys(passage_ids) if i not in held])
            self._kept.keep(fresh)
            return held | fresh

    def _read(self, db: sqlite3.Connection, passage_ids: Sequence[str]) -> dict[str, Stored]:
        found: dict[str, Stored] = {}
        for start in range(0, len(passage_ids), 500):
            batch = passage_ids[start : start + 500]
            marks = ",".join("?" * len(batch))
            rows = db.execute(
                f"SELECT {_PASSAGE}, substr(d.text, p.start + 1, p.stop - p.start) AS words, p.checksum"
                f" FROM passages p JOIN documents d ON d.id = p.document_id WHERE p.id IN ({marks})",
                list(batch),
            )
            with self._decoding():
                for row in rows:
                    *fields, written = row
                    self._same(f"the passage {row['id']}", written, fields)
                    found[row["id"]] = _stored(row)
        return found

    def places(self) -> list[tuple[str, str, Pinpoint]]:
        """Return (passage id, document id, pinpoint) of every passage, in the order of ingest."""
        query = "SELECT p.id, d.id AS document_id, p.pinpoint, d.places_sum FROM documents d LEFT JOIN passages p ON p.document_id = d.id ORDER BY p.number"
        found: list[tuple[str, str, Pinpoint]] = []
        told: dict[str, tuple[int, list[str]]] = {}
        with self._reading() as db, self._decoding():
            for passage_id, document_id, place, written in db.execute(query):  # one statement, because an ingest may go on between two
                places = told.setdefault(document_id, (written, []))[1]
                if passage_id is not None:  # a document without passages has one row too
                    places += (passage_id, place)
                    found.append((passage_id, document_id, Pinpoint.parse(place)))
        for document_id, (written, places) in told.items():
            self._same(f"the list of places of {document_id}", written, places)
        return found

    def vectors(self) -> tuple[list[str], NDArray[np.float32]]:
        """Return the ids of all passages and their vectors, a row each; which are changed on disk is seen when they are read as ``stored``."""
        import numpy as np

        with self._reading() as db, self._decoding():
            rows = db.execute("SELECT id, vector FROM passages ORDER BY number").fetchall()
            return [row["id"] for row in rows], np.array([np.frombuffer(row["vector"], dtype=np.float32) for row in rows], dtype=np.float32)

    def search_words(self, expression: str, k: int, scope: Scope) -> list[str]:
        """Return the ids of the k passages that BM25 ranks first for an FTS5 expression, best first.

        To look up the day and country of all that match costs more than to rank them, so the scope is applied to the first few of any scope,
        and to all only where these do not suffice.
        """
        if self.few:
            weighed = self._weighed(expression, k, scope)
            if weighed is not None:
                return weighed
        within, values = self._within(scope)
        weights = ", ".join(map(str, COLUMNS.values()))
        first = f"SELECT rowid AS number, bm25(words, {weights}) AS distance FROM words WHERE words MATCH ? ORDER BY distance, rowid LIMIT ?"
        query = f"SELECT p.id FROM ({first}) w JOIN passages p ON p.number = w.number WHERE {within} ORDER BY w.distance, p.number LIMIT ?"
        depths = (AHEAD * k, -1) if self.wide(scope) else (-1,)  # -1: all
        with self._reading() as db:
            for most in depths:
                found = [row["id"] for row in db.execute(query, (expression, most, *values, k))]
                if len(found) == k:
                    break
            return found

    @cached_property
    def few(self) -> bool:
        """Whether this is a catalogue that nobody changes, of so few passages that comparing all of them in memory is quickest."""
        return self._still is not None and self.counts().passages <= FEW

    def _weighed(self, expression: str, k: int, scope: Scope) -> list[str] | None:
        """Rank as FTS5 would, from memory; None for an expression that has to be left to it."""
        bm25, ids, admitted = self._bm25, self._ids, self.within(scope)  # first: who waits for one of these must not hold the connection
        with self._reading() as db:
            ranked = bm25.ranked(db, expression)
        return None if ranked is None else [ids[row] for row in ranked[admitted[ranked]][:k].tolist()]

    @cached_property
    def _bm25(self) -> Bm25:
        from ingest.bm25 import Bm25

        with self._reading() as db:
            return Bm25(db)

    @cached_property
    def _ids(self) -> list[str]:
        with self._reading() as db:
            return [row["id"] for row in db.execute("SELECT id FROM passages ORDER BY number")]

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {passage_id: row for row, passage_id in enumerate(self._ids)}

    def within(self, scope: Scope) -> NDArray[np.bool_]:
        """Tell of each passage, in the order of ``vectors``, whether a scope admits it; only of a catalogue that nobody changes."""
        import numpy as np

        with self._reading() as db:
            if scope not in self._admitting:
                within, values = self._within(scope)
                if len(self._admitting) >= _SCOPES_KEPT:
                    self._admitting.clear()
                rows = db.execute(f"SELECT {within} FROM passages p ORDER BY p.number", values).fetchall()
                self._admitting[scope] = np.array([bool(admitted) for (admitted,) in rows], dtype=bool)
            return self._admitting[scope]

    def wide(self, scope: Scope) -> bool:
        """Tell whether a scope takes half of the documents or more, so that the first few passages of any scope hold enough of it."""
        taken = sum(
            n
            for (jurisdiction, kind), n in self._shares.items()
            if jurisdiction in (scope.jurisdictions or (jurisdiction,)) and kind in (scope.kinds or (kind,))
        )
        return 2 * taken >= sum(self._shares.values())

    @cached_property
    def _shares(self) -> dict[tuple[str, str], int]:
        """How many documents there are of each jurisdiction and kind; as it was at the first search is near enough."""
        query = (
            "SELECT json_extract(source, '$.jurisdiction') AS jurisdiction, json_extract(source, '$.kind') AS kind, count(*) AS n FROM documents GROUP BY 1, 2"
        )
        with self._reading() as db:
            return {(row["jurisdiction"], row["kind"]): row["n"] for row in db.execute(query)}

    def admitted(self, passage_ids: Sequence[str], scope: Scope) -> set[str]:
        """Return those of some passages that are within a scope."""
        if self.few:
            admitted = self.within(scope)
            return {i for i in passage_ids if i in self._row_of and admitted[self._row_of[i]]}
        within, values = self._within(scope)
        query = f"SELECT p.id FROM passages p WHERE p.id IN (SELECT value FROM json_each(?)) AND {within}"
        with self._reading() as db:
            return {row["id"] for row in db.execute(query, (json.dumps(list(passage_ids)), *values))}

    def _within(self, scope: Scope) -> tuple[str, tuple[object, ...]]:
        """Return the SQL condition that a passage ``p`` is within a scope, and its values."""
        day = as_number(scope.as_of, LATEST)
        condition = "p.valid_from <= ? AND p.valid_to >= ?"
        values: list[object] = [day, day, *scope.jurisdictions]
        if scope.jurisdictions:
            condition += f" AND p.jurisdiction IN ({','.join('?' * len(scope.jurisdictions))})"
        if scope.kinds:
            condition += " AND p.document_id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(self.of_kinds(scope.kinds)))
        return condition, tuple(values)

    def of_kinds(self, kinds: Sequence[str]) -> list[str]:
        """Return the ids of the documents of some kinds."""
        with self._reading() as db:
            marks = ",".join("?" * len(kinds))
            return [row["id"] for row in db.execute(f"SELECT id FROM documents WHERE json_extract(source, '$.kind') IN ({marks}) ORDER BY id", list(kinds))]

    def frequencies(self) -> dict[str, int]:
        """Map each stemmed word to the number of passages that hold it."""
        with self._reading() as db:
            return {row["term"]: row["doc"] for row in db.execute("SELECT term, doc FROM vocabulary")}

    def rebuild_words(self) -> None:
        """Build the lexical index anew from the stored passages."""
        with self._writing() as db:
            db.execute("BEGIN")
            for statement in REBUILD_WORDS:
                db.execute(statement)

    def mend(self) -> list[str]:
        """Take out the documents that are not as they were written, build every index of the file anew, and return the origins taken out.

        Where the catalogue is not sound after that either, it is left as it was and IndexDamagedError raised.
        """
        with self._writing() as db:
            db.execute("BEGIN IMMEDIATE")
            taken = mend(db)
            if problems := faults(db):
                raise IndexDamagedError("; ".join(problems))
        return taken

    def check(self) -> list[str]:
        """Return what is wrong inside the catalogue, in plain words; an empty list is a sound catalogue."""
        with self._reading() as db, self._decoding():
            return faults(db)


def as_number(day: date | None, otherwise: int) -> int:
    """Write a day as YYYYMMDD, so that SQL and Chroma can compare it."""
    return otherwise if day is None else day.year * 10_000 + day.month * 100 + day.day


def _source(text: str) -> Source:
    fields = json.loads(text)
    for name in ("text_as_of", "valid_from", "valid_to", "retrieved_on"):
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    fields["aliases"] = tuple(fields["aliases"])
    fields["silent"] = tuple(fields["silent"])
    fields["questions"] = tuple((ask, at) for ask, at in fields["questions"])
    return Source(**fields)


def _stored(row: sqlite3.Row) -> Stored:
    import numpy as np

    vector = np.frombuffer(row["vector"], dtype=np.float32)
    spans = tuple((start, end) for start, end in json.loads(row["sentences"]))
    passage = Passage(
        id=row["id"], document_id=row["document_id"], pinpoint=Pinpoint.parse(row["pinpoint"]), heading=row["heading"], path=tuple(json.loads(row["path"])),
        start=row["start"], end=row["stop"], text=row["words"], sentences=spans,
    )  # fmt: skip
    return Stored(passage, vector, np.frombuffer(row["sentence_vectors"], dtype=np.float32).reshape(len(spans), -1))
