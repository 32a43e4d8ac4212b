"""The index: catalogue and vectors in step, what built it remembered, damage told in one line and repaired."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest import index as index_module
from ingest.catalogue import FILE_NAME, Catalogue, Scope
from ingest.chunk import CHUNKER_VERSION
from ingest.doctor import Diagnosis, examine, repair
from ingest.errors import IndexAccessError, IndexBusyError, IndexDamagedError, IndexMismatchError, IndexMissingError, IndexUnreachableError
from ingest.index import Index, create_index, discard_vectors, open_index, writing_lock
from ingest.pipeline import ingest
from tests.conftest import ROOT, give_up_writing
from tests.factories import DIMENSIONS, TODAY, CorpusFolder, FakeEmbedder, harbour_corpus

MODEL = "fake:0001"
NOW = Scope(TODAY)
# Chroma writes its .bin files when a thousand vectors have gathered.
MANY = 1_150
ODD = "The harbour master keeps every log of the lighthouse in a dry cellar."


def near(index: Index, question: str, scope: Scope = NOW, k: int = 5) -> list[tuple[str, float]]:
    return [(n.passage_id, round(n.similarity, 4)) for n in index.nearest(FakeEmbedder().encode([question])[0], k, scope)]


def told(index: Index) -> tuple[object, ...]:
    """Everything that an index would answer with."""
    catalogue = index.catalogue
    texts = {document: catalogue.text(document) for document in catalogue.sources()}
    words = catalogue.search_words("buoy OR lamps OR ferry", 50, NOW)
    # Chroma's graph is built by many threads, so passages that are equally near come in any order.
    alike = [similarity for _, similarity in near(index, "a lost buoy is reported")]
    best = near(index, f"notes: {ODD}", k=1)
    return catalogue.sources(), texts, catalogue.places(), words, sorted(index.vector_ids()), alike, best, catalogue.origins()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index large enough that Chroma has written its vector files, from a reader's own file."""
    folder = tmp_path_factory.mktemp("large")
    notes = folder / "notes.txt"
    notes.write_text("\n\n".join(f"Buoy {i} was lost near lamp {i * 7} and found by ferry {i * 3}." for i in range(MANY - 1)) + f"\n\n{ODD}")
    ingest([notes], folder / "index", FakeEmbedder())
    return folder / "index"


@pytest.fixture
def copy(large: Path, tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(large, tmp_path / "copy"))
    with sqlite3.connect(folder / FILE_NAME) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else SQLite mends a damaged file from its log
    db.close()
    return folder


def test_the_nearest_passages_come_first(built: Path) -> None:
    found = near(open_index(built, MODEL), "a lost buoy is reported by the harbour master to the coast office")
    assert found[0][0] == "us-40usc-7001@2024-07-01#7001(a)"
    assert [similarity for _, similarity in found] == sorted((s for _, s in found), reverse=True)
    assert all(-1.0 <= similarity <= 1.0 for _, similarity in found)


@pytest.mark.parametrize(
    ("scope", "documents"),
    [
        (Scope(TODAY), {"us-40usc-7001@2024-07-01", "us-40usc-7002", "gb-ferries-2021"}),
        (Scope(date(2024, 6, 30)), {"us-40usc-7001@2019-03-01", "us-40usc-7002", "gb-ferries-2021"}),
        (Scope(TODAY, ("GB",)), {"gb-ferries-2021"}),
        (Scope(TODAY, ("GB", "US")), {"us-40usc-7001@2024-07-01", "us-40usc-7002", "gb-ferries-2021"}),
        (Scope(TODAY, ("KE",)), set()),
        (Scope(TODAY, (), ("statute",)), {"us-40usc-7001@2024-07-01", "us-40usc-7002", "gb-ferries-2021"}),
        (Scope(TODAY, (), ("case",)), set()),
    ],
)
def test_the_nearest_keep_to_their_day_and_countries(built: Path, scope: Scope, documents: set[str]) -> None:
    found = near(open_index(built), "a lost buoy", scope, 50)
    assert {passage.partition("#")[0] for passage, _ in found} == documents


def test_the_index_remembers_what_built_it(built: Path) -> None:
    assert open_index(built, MODEL).fingerprint == f"fake:0001/chunker-{CHUNKER_VERSION}"


def test_another_model_is_refused_by_readers_and_writers(built: Path, corpus: CorpusFolder) -> None:
    with pytest.raises(IndexMismatchError, match="was built with the embedding model fake:0001, but fake:0002 is configured"):
        open_index(built, "fake:0002")
    with pytest.raises(IndexMismatchError, match="ingest into another folder"):
        ingest([], built, FakeEmbedder("fake:0002"), corpus=corpus.path)
    assert open_index(built, MODEL).catalogue.counts().documents == 4


def test_another_chunker_is_refused(built: Path) -> None:
    Catalogue(built).set_meta("chunker", "0")
    with pytest.raises(IndexMismatchError, match=f"was built by chunker 0, this is {CHUNKER_VERSION}"):
        open_index(built, MODEL)


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    for look in (open_index, examine, repair):
        with pytest.raises(IndexMissingError, match="there is no index"):
            look(tmp_path / "none")


def test_an_ingest_killed_before_it_named_its_model_leaves_no_index(tmp_path: Path) -> None:
    Catalogue(tmp_path, create=True).close()
    with pytest.raises(IndexMissingError, match="was never finished; run 'attest ingest"):
        open_index(tmp_path, MODEL)
    with pytest.raises(IndexMissingError, match="was never finished"):
        examine(tmp_path)
    assert create_index(tmp_path, MODEL).catalogue.counts().documents == 0
    assert open_index(tmp_path, MODEL).vector_ids() == set()


def test_an_index_without_documents_is_not_sound(tmp_path: Path) -> None:
    create_index(tmp_path, MODEL)
    assert [p for p in examine(tmp_path).problems if "holds no documents; run 'attest ingest" in p]


def test_a_sound_index_is_sound(built: Path, large: Path) -> None:
    assert examine(built, MODEL) == Diagnosis(built, 4, 5, ())
    assert examine(large).sound


# --- damage ---------------------------------------------------------------------------------------------------------


def vector_files(folder: Path) -> list[Path]:
    return sorted((folder / "chroma").rglob("*.bin"))


def truncate(folder: Path) -> None:
    target = next(path for path in vector_files(folder) if path.name == "data_level0.bin")
    target.write_bytes(target.read_bytes()[:1_000])


def delete_segment(folder: Path) -> None:
    vector_files(folder)[0].unlink()


def flip_a_byte(folder: Path) -> None:
    target = next(path for path in vector_files(folder) if path.name == "data_level0.bin")
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 0xFF
    target.write_bytes(data)


def chroma_database(folder: Path, change: Callable[[bytes], bytes]) -> None:
    target = folder / "chroma" / "chroma.sqlite3"
    target.write_bytes(change(target.read_bytes()))


VECTOR_DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "truncated segment": (truncate, r"data_level0\.bin is changed"),
    "one byte changed": (flip_a_byte, r"data_level0\.bin is changed"),
    "deleted segment": (delete_segment, r"\.bin is missing"),
    "deleted chroma.sqlite3": (lambda folder: (folder / "chroma" / "chroma.sqlite3").unlink(), r"chroma\.sqlite3 is missing"),
    "garbage chroma.sqlite3": (lambda folder: chroma_database(folder, lambda data: b"garbage " * 4_000), "not a database"),
    "truncated chroma.sqlite3": (lambda folder: chroma_database(folder, lambda data: data[:100_000]), "malformed"),
    "emptied chroma.sqlite3": (lambda folder: chroma_database(folder, lambda data: b""), f"holds 0 vectors for {MANY} passages"),
    "overwritten chroma.sqlite3": (lambda folder: chroma_database(folder, lambda data: data[:20_000] + b"\x55" * (len(data) - 20_000)), "cannot be used"),
    "deleted chroma folder": (lambda folder: shutil.rmtree(folder / "chroma"), "is missing"),
}


@pytest.mark.parametrize(("damage", "fault"), VECTOR_DAMAGE.values(), ids=VECTOR_DAMAGE)
def test_damaged_vectors_are_told_in_one_line_and_repaired_without_loss(copy: Path, large: Path, damage: Callable[[Path], object], fault: str) -> None:
    damage(copy)
    with pytest.raises(IndexDamagedError, match=fault) as caught:
        open_index(copy, MODEL)
    assert "\n" not in str(caught.value)
    assert f"run 'attest doctor --repair --index {copy}'" in str(caught.value)
    with pytest.raises(IndexDamagedError, match="doctor --repair"):
        ingest([copy.parent], copy, FakeEmbedder())
    found = examine(copy, MODEL)
    assert not found.sound
    assert (found.documents, found.passages) == (1, MANY)
    repaired = repair(copy)
    assert repaired.sound
    assert repaired.actions == ("stored the vectors of 1 documents again",)
    assert told(open_index(copy, MODEL)) == told(open_index(large, MODEL))
    assert examine(copy, MODEL).sound


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders whose vector stores were opened, in order."""
    folders: list[Path] = []
    client = index_module._client

    def noted(folder: Path, server: Any) -> Any:
        folders.append(folder)
        return client(folder, server)

    monkeypatch.setattr(index_module, "_client", noted)
    return folders


@pytest.mark.parametrize(("damage", "fault"), VECTOR_DAMAGE.values(), ids=VECTOR_DAMAGE)
def test_damage_to_a_store_that_was_left_closed_is_told_by_an_ingest(copy: Path, opened: list[Path], damage: Callable[[Path], object], fault: str) -> None:
    for _ in range(2):
        with writing_lock(copy):
            create_index(copy, MODEL)
    assert opened == [copy]
    damage(copy)
    with pytest.raises(IndexDamagedError, match=fault):
        ingest([copy.parent], copy, FakeEmbedder())


def test_an_ingest_that_finds_nothing_to_do_opens_the_vector_store_only_where_that_has_changed(
    built: Path, corpus: CorpusFolder, embedder: FakeEmbedder, opened: list[Path]
) -> None:
    def opens() -> bool:
        opened.clear()
        assert ingest([], built, embedder, corpus=corpus.path).unchanged == 4
        return bool(opened)

    assert [opens(), opens(), opens()] == [True, False, False]
    near(open_index(built, MODEL), "a lost buoy")  # Chroma notes each opening in its database
    assert [opens(), opens()] == [True, False]
    Catalogue(built).set_meta("sealed", None)  # as a killed ingest leaves it
    assert [opens(), opens(), opens()] == [True, True, False]
    corpus.digest("gb/ferries.md", "gb-ferries-2021", {"Ferries Act 2021, s 3(1) — Tickets": ["A ferry company refunds a ticket within 21 days."]})
    assert ingest([], built, embedder, corpus=corpus.path).replaced == 1
    assert [opens(), opens()] == [True, False]
    assert near(open_index(built, MODEL), "a ferry company refunds a ticket", k=1)[0][0] == "gb-ferries-2021#s_3(1)"
    assert examine(built).sound


@pytest.mark.parametrize(
    "damage", [truncate, delete_segment, lambda f: chroma_database(f, lambda data: b"garbage " * 4_000)], ids=["truncated", "deleted", "garbage"]
)
def test_damage_never_crashes_the_process(copy: Path, damage: Callable[[Path], None]) -> None:
    damage(copy)
    code = (
        "import sys\nfrom pathlib import Path\nfrom ingest.errors import IndexDamagedError\nfrom ingest.index import open_index\n"
        "try:\n    open_index(Path(sys.argv[1])).vector_ids()\nexcept IndexDamagedError as error:\n    sys.exit(f'attest: {error}')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(copy)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "doctor --repair" in done.stderr


@pytest.mark.parametrize("scope", [Scope(TODAY), Scope(date(2020, 1, 1)), Scope(TODAY, ("GB",)), Scope(TODAY, ("US", "GB"), ("statute",))], ids=str)
@pytest.mark.parametrize("k", [1, 2, 60])
def test_looking_ahead_finds_what_a_search_of_the_scope_alone_finds(built: Path, scope: Scope, k: int) -> None:
    index = open_index(built, MODEL)
    question, words = "a lost buoy is reported", "harbour OR buoy OR ferry OR lamps OR fine"
    everything = near(index, question, scope, 1_000), index.catalogue.search_words(words, 1_000, scope)
    assert near(index, question, scope, k) == everything[0][:k]
    assert index.catalogue.search_words(words, k, scope) == everything[1][:k]
    (scoped,) = index._found(list(FakeEmbedder().encode([question])), 1_000, index._where(scope))
    assert [(n.passage_id, round(n.similarity, 4)) for n in scoped] == everything[0]


CATALOGUE_DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "garbage": lambda data: b"garbage " * 4_000,
    "emptied": lambda data: b"",
    "truncated": lambda data: data[: len(data) // 3],
    "overwritten": lambda data: data[:100_000] + b"\x55" * 400_000 + data[500_000:],
}


@pytest.mark.parametrize("damage", CATALOGUE_DAMAGE.values(), ids=CATALOGUE_DAMAGE)
def test_a_damaged_catalogue_is_told_in_one_line_and_set_aside(copy: Path, large: Path, damage: Callable[[bytes], bytes]) -> None:
    expected = told(open_index(large, MODEL))
    target = copy / FILE_NAME
    target.write_bytes(damaged := damage(target.read_bytes()))
    with pytest.raises(IndexDamagedError, match="doctor --repair") as caught:
        told(open_index(copy, MODEL))
    assert "\n" not in str(caught.value)
    assert not examine(copy).sound
    repaired = repair(copy)
    assert "run 'attest ingest" in repaired.problems[0]
    assert "doctor --repair" not in repaired.problems[0]
    assert "set aside catalogue.sqlite" in repaired.actions[0]
    aside = [path for path in copy.iterdir() if path.name.startswith(f"{FILE_NAME}.damaged-")]
    assert [path.read_bytes() for path in aside] == [damaged]
    with pytest.raises(IndexMissingError, match="there is no index"):
        open_index(copy)
    report = ingest([large.parent / "notes.txt"], copy, FakeEmbedder())
    assert (report.added, report.passages) == (1, MANY)
    assert told(open_index(copy, MODEL)) == expected


def test_pages_that_only_a_check_finds_are_set_aside_too(built: Path) -> None:
    with sqlite3.connect(built / FILE_NAME) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'failures'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    db.close()
    data = bytearray((built / FILE_NAME).read_bytes())
    data[(page - 1) * size + 20 : (page - 1) * size + 200] = b"\x55" * 180
    data[(page - 1) * size + 1 : (page - 1) * size + 8] = b"\x55" * 7
    (built / FILE_NAME).write_bytes(data)
    assert not examine(built).sound
    assert "set aside catalogue.sqlite" in repair(built).actions[0]


def test_rows_that_break_the_schema_are_set_aside_too(built: Path) -> None:
    for change in ("'reason TEXT NOT NULL', 'reason TEXT'", "'reason TEXT', 'reason TEXT NOT NULL'"):
        with sqlite3.connect(built / FILE_NAME) as db:
            db.execute("PRAGMA writable_schema = ON")
            db.execute(f"UPDATE sqlite_master SET sql = replace(sql, {change}) WHERE name = 'failures'")
        db.close()
        with sqlite3.connect(built / FILE_NAME) as db:
            db.execute("INSERT OR IGNORE INTO failures (origin) VALUES ('file:a')")
        db.close()
    assert any("NULL value in failures.reason" in problem for problem in examine(built).problems)
    repaired = repair(built)
    assert "NULL value in failures.reason; run 'attest ingest" in repaired.problems[0]
    assert "set aside catalogue.sqlite" in repaired.actions[0]


def test_vectors_that_nothing_lists_are_dropped_by_the_next_ingest(built: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    before = told(open_index(built, MODEL))
    catalogue = Catalogue(built)
    catalogue.remove("corpus:gb-ferries-2021")
    catalogue.set_meta("unfinished", "[]")
    corpus.remove("gb-ferries-2021")
    assert "gb-ferries-2021#s_3(1)" in open_index(built).vector_ids()
    assert ingest([], built, embedder, corpus=corpus.path).unchanged == 3
    assert set(before[4]) - open_index(built).vector_ids() == {"gb-ferries-2021#s_3(1)"}
    assert examine(built).sound


def test_a_document_that_changed_on_disk_is_taken_out_alone_and_read_anew(built: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    before = told(open_index(built, MODEL))
    with sqlite3.connect(built / FILE_NAME) as db:
        db.execute("UPDATE documents SET text = replace(text, 'ferry', 'furry') WHERE source_id = 'gb-ferries-2021'")
    db.close()
    assert "1 documents have changed on disk (corpus:gb-ferries-2021)" in examine(built).problems[0]
    repaired = repair(built)
    assert "took out 1 documents that had changed on disk, and kept the file as it was under catalogue.sqlite.damaged-" in repaired.actions[0]
    assert "1 documents are missing: corpus:gb-ferries-2021" in repaired.problems[0]
    done = ingest([], built, embedder, corpus=corpus.path)
    assert (done.added, done.unchanged) == (1, 3)
    after = told(open_index(built, MODEL))
    assert [after[part] for part in (0, 1, 4)] == [before[part] for part in (0, 1, 4)]
    assert examine(built).sound


def test_a_letter_that_is_none_in_the_schema_of_chromas_database_is_told(built: Path) -> None:
    """Chroma's own code ends the process over it."""
    file = built / "chroma" / "chroma.sqlite3"
    file.write_bytes(file.read_bytes().replace(b"sqlite_autoindex_embeddings_1", b"sqlite_a\xf5toindex_embeddings_1"))
    with pytest.raises(IndexDamagedError, match="its schema has changed on disk"):
        open_index(built, MODEL)
    assert repair(built).sound


def test_a_vector_that_is_not_the_catalogues_is_told_by_doctor(built: Path) -> None:
    index = open_index(built, MODEL, writing=True)
    item = index.catalogue.stored(["us-40usc-7002#7002"])["us-40usc-7002#7002"]
    with index.changing():
        index.store_together([([replace(item, vector=item.vector[::-1].copy())], index.catalogue.sources()["us-40usc-7002"])])
    assert examine(built).problems == (f"the vectors of 1 passages are not those of the catalogue; run 'attest doctor --repair --index {built}'",)
    assert repair(built).sound


def test_a_damaged_lexical_index_is_repaired_without_loss(built: Path) -> None:
    before = told(open_index(built, MODEL))
    with sqlite3.connect(built / FILE_NAME) as db:
        db.execute("DELETE FROM words WHERE rowid IN (1, 3)")
    db.close()
    assert examine(built).problems == (f"2 passages are missing from the lexical index; run 'attest doctor --repair --index {built}'",)
    assert repair(built).actions[0] == "rebuilt the lexical index"
    assert examine(built).sound
    assert told(open_index(built, MODEL)) == before


def test_doctor_names_vectors_that_are_missing_or_too_many(built: Path) -> None:
    index = open_index(built, MODEL, writing=True)
    before = told(index)
    items = list(index.catalogue.stored(["us-40usc-7002#7002"]).values())
    source = index.catalogue.sources()["us-40usc-7002"]
    index.drop_vectors(["us-40usc-7002#7002"])
    index.catalogue.mark_vectors(["us-40usc-7002"], stored=False)
    index.catalogue.set_meta("sealed", None)
    missing = examine(built).problems
    assert any("the vectors of 1 documents are not confirmed (us-40usc-7002)" in p for p in missing)
    assert any("1 passages have no vector" in p for p in missing)
    index.store_together([(items, source)])
    index.catalogue.remove("corpus:gb-ferries-2021")
    index.catalogue.set_meta("unfinished", "[]")
    assert any("1 vectors belong to no passage" in p for p in examine(built).problems)
    assert repair(built).passages == 4
    assert set(before[4]) - open_index(built).vector_ids() == {"gb-ferries-2021#s_3(1)"}


def test_a_catalogue_that_names_no_collection(built: Path) -> None:
    Catalogue(built).set_meta("collection", None)
    with pytest.raises(IndexDamagedError, match="names no vector collection"):
        open_index(built)
    assert repair(built).sound


def test_repair_of_a_sound_index_changes_no_answer(built: Path) -> None:
    before = told(open_index(built, MODEL))
    assert repair(built).sound
    assert told(open_index(built, MODEL)) == before


def test_discarded_vectors_come_back_with_the_next_ingest(built: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    before, texts = told(open_index(built, MODEL)), len(embedder.texts)
    discard_vectors(built)
    assert not (built / "chroma").exists()
    assert ingest([], built, embedder, corpus=corpus.path).unchanged == 4
    assert len(embedder.texts) == texts
    assert told(open_index(built, MODEL)) == before


# --- one writer, many readers -----------------------------------------------------------------------------------------


def test_two_writers_the_second_is_told(built: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    with writing_lock(built):
        for write in (lambda: ingest([], built, embedder, corpus=corpus.path), lambda: repair(built)):
            with pytest.raises(IndexBusyError, match=r"another ingest is writing to .*wait for it to end"):
                write()
        assert told(open_index(built, MODEL))
        assert examine(built).sound
    assert ingest([], built, embedder, corpus=corpus.path).unchanged == 4


def test_a_writer_in_another_process_is_noticed_and_its_lock_goes_with_it(built: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom ingest.index import writing_lock\n"
        "with writing_lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(built)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "held\n"
        with pytest.raises(IndexBusyError), writing_lock(built):
            pytest.fail("two writers at once")
        writer.kill()
        writer.wait()
        with writing_lock(built):
            assert examine(built).sound


def test_the_lock_goes_after_an_error(built: Path) -> None:
    with pytest.raises(OSError, match="disk"), writing_lock(built):
        raise OSError("the disk is full")
    with writing_lock(built):
        assert examine(built).sound


def test_threads_ask_at_once(built: Path) -> None:
    index = open_index(built, MODEL)
    expected = near(index, "a lost buoy"), index.catalogue.search_words("buoy", 5, NOW)
    seen = []

    def ask() -> None:
        seen.extend((near(index, "a lost buoy"), index.catalogue.search_words("buoy", 5, NOW)) for _ in range(10))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 60


def test_reading_leaves_the_files_as_they_are(copy: Path) -> None:
    def state() -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in sorted((copy / "chroma").rglob("*")) if p.suffix in {".bin", ".pickle"}}

    before = state()
    for _ in range(2):
        index = open_index(copy, MODEL)
        near(index, "a lost buoy")
        index.catalogue.search_words("buoy", 5, NOW)
    assert state() == before
    assert examine(copy).sound


def test_a_folder_that_cannot_be_written_is_told_in_one_line(closed_folder: Path, tmp_path: Path) -> None:
    give_up_writing(closed_folder)
    for folder in (closed_folder, closed_folder / "new"):
        with pytest.raises(IndexMissingError, match="cannot be written: Permission denied; choose another folder with --index"), writing_lock(folder):
            pytest.fail("wrote into a closed folder")


def test_a_read_only_index_is_refused_in_one_line(built: Path, closed_folder: Path) -> None:
    folder = Path(shutil.copytree(built, closed_folder / "index"))
    give_up_writing(folder)
    with pytest.raises(IndexAccessError, match=r"check the disk and the rights of the f") as caught:
        told(open_index(folder, MODEL))
    assert "\n" not in str(caught.value)


def test_a_file_in_place_of_the_folder_is_told_in_one_line(tmp_path: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    (tmp_path / "file").write_text("words")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(IndexMissingError, match="cannot be written"):
            ingest([], folder, embedder, corpus=corpus.path)


# --- a Chroma server --------------------------------------------------------------------------------------------------


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_server_that_does_not_answer_is_told_in_one_line(built: Path) -> None:
    with pytest.raises(IndexUnreachableError, match=r"the Chroma server at http://127\.0\.0\.1:9 does not answer") as caught:
        open_index(built, MODEL, "http://127.0.0.1:9")
    assert "\n" not in str(caught.value)


def test_vectors_are_stored_as_unit_rows(built: Path) -> None:
    catalogue = open_index(built).catalogue
    for item in catalogue.stored([i for i, _, _ in catalogue.places()]).values():
        assert item.vector.shape == (DIMENSIONS,)
        assert abs(float(np.linalg.norm(item.vector)) - 1.0) < 1e-5


def test_a_small_index_stays_sound_however_often_it_is_opened(tmp_path: Path) -> None:
    """Below a thousand vectors Chroma writes files with chance bytes at every opening; each opening here is a process of its own."""
    corpus, folder = harbour_corpus(tmp_path / "corpus"), tmp_path / "index"
    made = (
        "import sys\nfrom pathlib import Path\nfrom ingest.pipeline import ingest\nfrom tests.factories import FakeEmbedder\n"
        "ingest([], Path(sys.argv[2]), FakeEmbedder(), corpus=Path(sys.argv[1]))\n"
    )
    subprocess.run([sys.executable, "-c", made, str(corpus.path), str(folder)], cwd=ROOT, check=True)
    opened = "import sys\nfrom pathlib import Path\nfrom ingest.index import open_index\nprint(len(open_index(Path(sys.argv[1])).vector_ids()))\n"
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", opened, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "5\n", "")
    for path in (folder / "chroma").rglob("*.bin"):
        path.write_bytes(b"anything")
    assert near(open_index(folder, MODEL), "a lost buoy")[0][1] > 0.4
    assert examine(folder).sound


@pytest.mark.parametrize("scope", [NOW, Scope(TODAY, ("US",)), Scope(date(1800, 1, 1))], ids=["wide", "one country", "nothing"])
def test_several_questions_at_once_find_what_each_finds_alone(built: Path, scope: Scope) -> None:
    index = open_index(built, MODEL)
    vectors = list(FakeEmbedder().encode(["a lost buoy", "who paints the lamps?", "a ferry"]))
    assert index.nearest_each(vectors, 3, scope) == [index.nearest(vector, 3, scope) for vector in vectors]
    assert index.nearest_each([], 3, scope) == []
