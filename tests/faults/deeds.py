"""What the forks do to an index, and what they can be told to die of on the way."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import chromadb.api.rust  # what is imported here is loaded once, before the forks
import chromadb.telemetry.product.posthog  # noqa: F401
import filelock  # noqa: F401
from chromadb.api.models.Collection import Collection

import ingest.index
import ingest.parse_clml
import ingest.parse_digest
import ingest.parse_justice
import ingest.parse_text
import ingest.parse_uslm
from ingest import backup, doctor
from ingest.catalogue import Catalogue, Scope
from ingest.errors import IngestError
from ingest.fetch import Reply, Validators
from ingest.index import open_index
from ingest.official import official_candidates
from ingest.pipeline import ingest as ingest_files
from ingest.snapshots import Snapshots
from qa.follow import FollowingDesk
from qa.observe import Figures
from qa.pipeline import Desk
from qa.settings import Settings
from tests.factories import TODAY, FakeEmbedder
from tests.publisher import code_title, ferries_act, lamps_act, zipped

SEARCHES = ("buoy* OR lamp*", "ferry AND ticket", '"harbour master"', "keeper NOT dusk")
QUESTIONS = ("a lost buoy is reported", "who trims the lamps", "refund of a ticket")
b" ".decode("utf-8-sig")  # a codec is loaded when it is first used; a fork without root's rights may not be able to
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
# Chroma writes its vector files from so many vectors on; its own figure would need a thousand.
FEW: dict[str, int] = {"sync_threshold": 10, "batch_size": 5}


class Steps:
    """Counts what a writer does (statements to the catalogue, files opened for writing or renamed, calls of the vector store), and dies at one of them."""

    def __init__(self, last: int = 0) -> None:
        self.last = last
        self.seen = 0
        self._watch_catalogue()
        self._watch_vectors()
        sys.addaudithook(self._file)

    def __call__(self, *_: object) -> None:
        self.seen += 1
        if self.seen == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def _watch_catalogue(self) -> None:
        connect = sqlite3.connect

        def traced(*args: Any, **options: Any) -> sqlite3.Connection:
            db = connect(*args, **options)
            db.set_trace_callback(self)
            return db

        sqlite3.connect = traced  # type: ignore[assignment]

    def _watch_vectors(self) -> None:
        for name in ("upsert", "delete"):
            setattr(Collection, name, self._around(getattr(Collection, name)))

    def _around(self, call: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **options: object) -> object:
            self()
            done = call(*args, **options)
            self()
            return done

        return counted

    def _file(self, event: str, args: tuple[Any, ...]) -> None:
        if event in {"os.rename", "os.remove", "os.link"} or (
            event == "open" and isinstance(args[2], int) and args[2] & WRITING and "/dev/" not in str(args[0])
        ):
            self()


def do(deed: str, args: Sequence[str], options: dict[str, Any]) -> dict[str, Any]:
    """Do a deed and tell what became of it; an error of ours is told as its class and words.

    ``kill_at``: die at that step. ``bytes`` and ``fatal``: no file may grow beyond so many bytes, and a write that would make it is refused, or kills.
    ``user``: give up root's rights. ``few``: let Chroma write its vector files early.
    """
    if options.pop("few", False):
        ingest.index._GRAPH |= FEW
    steps = Steps(options.pop("kill_at", 0))
    if size := options.pop("bytes", 0):
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL if options.pop("fatal", False) else signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    if (user := options.pop("user", 0)) and os.geteuid() == 0:
        os.seteuid(user)
    try:
        told = DEEDS[deed](*map(Path, args), **options)
    except IngestError as error:
        told = {"error": type(error).__name__, "message": str(error)}
    finally:
        if size:  # the telling is a file too
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        os.seteuid(os.getuid())
    return {**told, "steps": steps.seen}


def ingest_notes(notes: Path, folder: Path) -> dict[str, Any]:
    """Ingest a folder of files, as ``attest ingest FOLDER`` does."""
    report = ingest_files([notes], folder, FakeEmbedder())
    return {name: getattr(report, name) for name in ("added", "unchanged", "replaced", "removed")} | {"skipped": [s.reason for s in report.skipped]}


def ingest_corpus(corpus: Path, folder: Path) -> dict[str, Any]:
    """Ingest a corpus without its official texts, as ``attest ingest`` does on a fresh machine."""
    report = ingest_files([], folder, FakeEmbedder(), corpus=corpus)
    return {"added": report.added}


def sync(corpus: Path, snapshots: Path, folder: Path, day: str = "2026-11-20", verb: str = "carry back") -> dict[str, Any]:
    """Keep the official texts as obtained on a day and ingest them, as ``attest sync`` does once they have come."""
    shelf, now = Snapshots(snapshots), datetime.fromisoformat(day).replace(tzinfo=UTC)
    texts = {
        ("ca-sc-2019-3", ".xml", "justice"): lamps_act(),
        ("gb-ferries-2021", ".xml", "legislation"): ferries_act(verb),
        ("us-code-title-40", ".zip", "uscode"): zipped(("usc40.xml", code_title())),
    }
    for (key, suffix, publisher), data in texts.items():
        shelf.keep(key, suffix, Reply(f"https://example.org/{key}", data, Validators()), publisher, now)
    report = ingest_files([], folder, FakeEmbedder(), corpus=corpus, officials=official_candidates(corpus, snapshots), adopt=True)
    return {"added": report.added, "replaced": report.replaced, "skipped": [s.reason for s in report.skipped]}


def repair(folder: Path) -> dict[str, Any]:
    """Repair an index, as ``attest doctor --repair`` does."""
    found = doctor.repair(folder)
    return {"problems": found.problems, "actions": found.actions}


def examine(folder: Path) -> dict[str, Any]:
    """Look an index over, as ``attest doctor`` does."""
    found = doctor.examine(folder)
    return {"problems": found.problems}


def restore(file: Path, folder: Path) -> dict[str, Any]:
    """Make an index from a backup."""
    backup.restore(file, folder)
    return {}


def texts(folder: Path) -> dict[str, Any]:
    """Tell the documents of a catalogue, each by the hash of all that a reader could be shown of it."""
    catalogue = Catalogue(folder)
    sources = catalogue.sources()
    words: dict[str, list[object]] = {document: [sources[document], catalogue.text(document)] for document in sources}
    for passage_id, document, pinpoint in catalogue.places():
        words[document] += [pinpoint, catalogue.stored([passage_id])[passage_id].passage]
    return {"texts": {document: _hash(parts) for document, parts in words.items()}}


def read(folder: Path) -> dict[str, Any]:
    """Tell everything that an index would answer with: texts, the vectors' ids, what the words find and what lies near."""
    index = open_index(folder)
    stored = index.catalogue.stored([passage_id for passage_id, _, _ in index.catalogue.places()])
    vectors = {passage_id: (item.vector.tobytes(), item.sentence_vectors.tobytes()) for passage_id, item in sorted(stored.items())}
    near = [
        sorted(round(n.similarity, 4) for n in index.nearest(FakeEmbedder().encode([question])[0], 50, Scope(TODAY, places)))
        for question in QUESTIONS
        for places in ((), ("GB",))
    ]
    asked = {document: rows.tobytes() for document, rows in index.catalogue.question_vectors().items()}
    return {
        **texts(folder),
        "vectors": _hash([vectors, asked]),
        "stored": sorted(index.vector_ids()),
        "words": _hash([[sorted(index.catalogue.search_words(s, 1_000, Scope(TODAY))) for s in SEARCHES], index.catalogue.frequencies()]),
        "near": _hash(near),
    }


def _hash(parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def after(folder: Path, *again: Path, deed: str = "", **options: Any) -> dict[str, Any]:
    """Tell what a fault left, do the deed that is to complete it, and tell what there is then: three looks in one process."""
    left: dict[str, Any]
    try:
        left = texts(folder)
    except IngestError as error:
        left = {"error": type(error).__name__, "message": str(error)}
    done = DEEDS[deed](*again, **options)
    return {"left": left, "done": done, "then": read(folder), "problems": examine(folder)["problems"]}


def look(folder: Path) -> dict[str, Any]:
    """Read an index and examine it, each as far as it comes."""
    told: dict[str, Any] = {}
    for name, deed in (("read", read), ("examine", examine)):
        try:
            told[name] = deed(folder)
        except IngestError as error:
            told[name] = {"error": type(error).__name__, "message": str(error)}
    return told


def mend(notes: Path, folder: Path) -> dict[str, Any]:
    """Do what doctor advises: repair, ingest; then read and examine."""
    repaired = repair(folder)
    done = ingest_notes(notes, folder)
    return {"repaired": repaired, "done": done, "then": read(folder), "problems": examine(folder)["problems"]}


def recover(file: Path, folder: Path) -> dict[str, Any]:
    """Go on after a restoring that was killed: repair what is there, or restore again."""
    return repair(folder) if (folder / "catalogue.sqlite").exists() else restore(file, folder)


def both(notes: Path, folder: Path) -> dict[str, Any]:
    """Let two processes ingest the same files at once."""
    ours, theirs = os.pipe()
    child = os.fork()
    try:
        told = ingest_notes(notes, folder)
    except IngestError as error:
        told = {"error": type(error).__name__, "message": str(error)}
    if not child:
        os.write(theirs, json.dumps(told).encode())
        os._exit(0)
    os.waitpid(child, 0)
    return {"each": [told, json.loads(os.read(ours, 100_000))]}


def desk_on(folder: Path) -> Desk:
    """Open a desk on an index as it is now."""
    return Desk(open_index(folder), FakeEmbedder(), Settings(index=folder), today=lambda: TODAY)


def found(folder: Path) -> dict[str, Any]:
    """Tell what a reader is given now."""
    return {"found": _found(desk_on(folder))}


def _found(desk: Desk) -> list[tuple[str, str]]:
    return sorted((hit.passage_id, hit.text) for hit in desk.search(QUESTIONS[0], 50))


def asking(notes: Path, folder: Path, readers: int = 20) -> dict[str, Any]:
    """Let readers ask one desk while another process ingests; tell everything that they were given, what went wrong, and what is found at last."""
    child = os.fork()
    if not child:
        try:
            ingest_notes(notes, folder)
        except IngestError as error:
            print(error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    desk = FollowingDesk(folder, desk_on, Figures(), 0.02)
    given: list[list[tuple[str, str]]] = []
    wrong: set[str] = set()
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                given.append(_found(desk))
            except Exception as error:  # noqa: BLE001 (whatever it is, a reader would have seen it)
                wrong.add(repr(error))

    threads = [threading.Thread(target=ask) for _ in range(readers)]
    for thread in threads:
        thread.start()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    over.set()
    for thread in threads:
        thread.join()
    desk.look()
    last = _found(desk)
    desk.close()
    return {"given": given, "wrong": sorted(wrong), "ingest": status, "last": last}


DEEDS: dict[str, Callable[..., dict[str, Any]]] = {
    "ingest": ingest_notes,
    "corpus": ingest_corpus,
    "sync": sync,
    "repair": repair,
    "examine": examine,
    "restore": restore,
    "texts": texts,
    "read": read,
    "after": after,
    "look": look,
    "mend": mend,
    "recover": recover,
    "both": both,
    "asking": asking,
    "found": found,
}
