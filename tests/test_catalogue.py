"""The catalogue: one transaction a document, words that can be searched, and damage told in one line."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ingest.catalogue import EARLIEST, FILE_NAME, LATEST, Catalogue, Counts, Scope, Stored, as_number
from ingest.chunk import chunk
from ingest.document import Document
from ingest.errors import IndexBusyError, IndexDamagedError, IndexMissingError
from tests.factories import DIMENSIONS, TODAY, FakeEmbedder, make_document

A, B = "40 U.S.C. § 7001(a)", "40 U.S.C. § 7001(b)"
NOW = Scope(TODAY)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path, create=True)


def put(catalogue: Catalogue, document: Document, origin: str = "file:a", fingerprint: str = "f1") -> list[str]:
    chunks = chunk(document)
    embedder = FakeEmbedder()
    items = [Stored(c.passage, embedder.encode([c.text])[0], embedder.encode(c.sentences)) for c in chunks]
    return catalogue.put(document, items, [c.head for c in chunks], origin, fingerprint)


def buoys(**changes: object) -> Document:
    return make_document({A: "A harbour master reports lost buoys.", B: "Lamps shine. Keepers trim the lamps at dusk."}, **changes)


def test_what_is_put_comes_back_as_it_was(catalogue: Catalogue) -> None:
    document = buoys(valid_from=date(2024, 7, 1), valid_to=date(2030, 1, 2), retrieved_on=date(2026, 2, 3), aliases=("buoy law", "bouées"))
    put(catalogue, document)
    assert catalogue.sources() == {document.id: document.source}
    assert catalogue.text(document.id) == document.text
    expected = [c.passage for c in chunk(document)]
    stored = catalogue.stored([p.id for p in expected])
    assert [stored[p.id].passage for p in expected] == expected
    assert catalogue.places() == [(p.id, document.id, p.pinpoint) for p in expected]
    assert catalogue.sizes() == {document.id: (2, 2)}
    assert catalogue.origins() == {document.id: "file:a"}
    assert catalogue.fingerprints() == {"file:a": "f1"}
    assert catalogue.counts() == Counts(documents=1, provisions=2, passages=2, sources=1)


def test_vectors_come_back_as_they_were(catalogue: Catalogue) -> None:
    document = buoys()
    put(catalogue, document)
    last = chunk(document)[1]
    found = catalogue.stored([last.passage.id])[last.passage.id]
    assert found.vector.dtype == np.float32
    assert np.array_equal(found.vector, FakeEmbedder().encode([last.text])[0])
    assert found.sentence_vectors.shape == (2, DIMENSIONS)
    assert np.array_equal(found.sentence_vectors, FakeEmbedder().encode(last.sentences))


def test_unknown_passages_are_left_out_and_unknown_documents_are_damage(catalogue: Catalogue) -> None:
    assert catalogue.stored(["nothing"]) == {}
    with pytest.raises(IndexDamagedError, match="lists no document nothing"):
        catalogue.text("nothing")


def test_many_ids_are_read_in_batches(catalogue: Catalogue) -> None:
    document = make_document({f"Report, para {i}": f"Buoy {i} floats." for i in range(1_100)})
    put(catalogue, document)
    ids = [i for i, _, _ in catalogue.places()]
    assert len(ids) == 1_100
    assert sorted(catalogue.stored(ids)) == sorted(ids)


def test_a_second_put_replaces_and_names_what_it_replaced(catalogue: Catalogue) -> None:
    put(catalogue, buoys())
    old = [i for i, _, _ in catalogue.places()]
    assert put(catalogue, make_document({A: "Buoys are reported by post."}), fingerprint="f2") == old
    assert [i for i, _, _ in catalogue.places()] == old[:1]
    assert catalogue.fingerprints() == {"file:a": "f2"}
    assert catalogue.search_words("lamps", 5, NOW) == []
    assert catalogue.search_words("post", 5, NOW) == old[:1]


def test_removing_takes_the_words_too(catalogue: Catalogue) -> None:
    put(catalogue, buoys())
    ids = [i for i, _, _ in catalogue.places()]
    assert catalogue.remove("file:a") == ids
    assert catalogue.remove("file:a") == []
    assert catalogue.counts() == Counts(0, 0, 0, 0)
    assert catalogue.search_words("lamps", 5, NOW) == []
    assert catalogue.check() == []


def test_a_put_that_fails_changes_nothing(catalogue: Catalogue) -> None:
    put(catalogue, buoys())
    before = (catalogue.places(), catalogue.fingerprints(), catalogue.search_words("lamps", 5, NOW))
    other = make_document({A: "Other words."}, id="us-other")
    chunks = chunk(other)
    item = Stored(chunks[0].passage, np.zeros(3, np.float32), np.zeros((1, 3), np.float32))
    with pytest.raises(ValueError, match="zip"):
        catalogue.put(other, [item], [], "file:a", "f2")
    assert (catalogue.places(), catalogue.fingerprints(), catalogue.search_words("lamps", 5, NOW)) == before


def test_the_same_id_from_two_origins_is_refused(catalogue: Catalogue) -> None:
    put(catalogue, buoys(), "file:a")
    with pytest.raises(IndexDamagedError, match="UNIQUE"):
        put(catalogue, buoys(), "file:b")
    assert catalogue.fingerprints() == {"file:a": "f1"}


SEARCHES = {
    "a word": ("lamps", [B]),
    "another form of it": ("reporting", [A]),
    "without marks": ("bouees", [A, B]),
    "any of": ("lamps OR buoys", [B, A]),
    "all of": ("lamps AND dusk", [B]),
    "a phrase": ('"harbour master"', [A]),
    "a name of the source": ('"buoy law"', [A, B]),
    "its citation": ('"7001"', [A, B]),
    "nothing": ("zeppelin", []),
}


@pytest.mark.parametrize(("expression", "places"), SEARCHES.values(), ids=SEARCHES)
def test_words_are_found(catalogue: Catalogue, expression: str, places: list[str]) -> None:
    put(catalogue, buoys(aliases=("buoy law", "bouées")))
    found = catalogue.search_words(expression, 10, NOW)
    assert sorted(str(catalogue.stored([i])[i].passage.pinpoint) for i in found) == sorted(places)


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(date(2023, 12, 31)), ["old"]),
        (Scope(date(2024, 6, 30)), ["old"]),
        (Scope(date(2024, 7, 1)), ["gb", "new"]),
        (Scope(TODAY, ("US",)), ["new"]),
        (Scope(TODAY, ("GB", "US")), ["gb", "new"]),
        (Scope(TODAY, ("CA",)), []),
        (Scope(date(1999, 1, 1)), []),
        (Scope(TODAY, (), ("case",)), ["gb"]),
        (Scope(TODAY, (), ("case", "statute")), ["gb", "new"]),
        (Scope(TODAY, ("US",), ("case",)), []),
        (Scope(TODAY, (), ("news",)), []),
    ],
)
def test_a_search_keeps_to_its_day_countries_and_kinds(catalogue: Catalogue, scope: Scope, found: list[str]) -> None:
    put(catalogue, buoys(id="old", valid_from=date(2019, 1, 1), valid_to=date(2024, 6, 30)), "1")
    put(catalogue, buoys(id="new", valid_from=date(2024, 7, 1)), "2")
    put(catalogue, buoys(id="gb", valid_from=date(2024, 7, 1), jurisdiction="GB", kind="case"), "3")
    assert sorted(i.partition("@")[0] for i in catalogue.search_words("lamps", 10, scope)) == found


def test_the_best_come_first_and_k_limits(catalogue: Catalogue) -> None:
    put(catalogue, make_document({A: "Lamps.", B: "Lamps are one of very many things that a keeper of a tower looks after in a night."}))
    found = catalogue.search_words("lamps", 10, NOW)
    assert [str(catalogue.stored([i])[i].passage.pinpoint) for i in found] == [A, B]
    assert catalogue.search_words("lamps", 1, NOW) == found[:1]


def test_frequencies_count_passages_of_stems(catalogue: Catalogue) -> None:
    put(catalogue, make_document({A: "Ferries and ferry boats.", B: "A ferry sails."}))
    frequencies = catalogue.frequencies()
    assert frequencies["ferri"] == 2
    assert frequencies["boat"] == 1
    assert "zeppelin" not in frequencies


def test_facts_about_the_index_are_kept_changed_and_removed(catalogue: Catalogue) -> None:
    assert catalogue.meta("model") is None
    catalogue.set_meta("model", "one")
    catalogue.set_meta("model", "two")
    assert catalogue.meta("model") == "two"
    catalogue.set_meta("model", None)
    assert catalogue.meta("model") is None


def test_failures_are_kept_until_the_file_is_sound(catalogue: Catalogue) -> None:
    catalogue.fail("file:a", "is binary")
    catalogue.fail("file:a", "is empty")
    catalogue.fail("file:b", "is binary")
    assert catalogue.failures() == {"file:a": "is empty", "file:b": "is binary"}
    put(catalogue, buoys(), "file:a")
    assert catalogue.failures() == {"file:b": "is binary"}
    catalogue.forgive(["file:b", "file:c"])
    assert catalogue.failures() == {}


def test_pending_vectors_are_listed_until_marked(catalogue: Catalogue) -> None:
    put(catalogue, buoys(id="one"), "1")
    put(catalogue, buoys(id="two"), "2")
    assert catalogue.vectors_pending() == ["one", "two"]
    catalogue.mark_vectors(["one"], stored=True)
    assert catalogue.vectors_pending() == ["two"]
    catalogue.mark_vectors(None, stored=True)
    assert catalogue.vectors_pending() == []
    catalogue.mark_vectors(None, stored=False)
    assert catalogue.vectors_pending() == ["one", "two"]
    catalogue.mark_vectors(None, stored=True)
    put(catalogue, buoys(id="one"), "1", "f2")
    assert catalogue.vectors_pending() == ["one"]


@pytest.mark.parametrize(("day", "number"), [(None, 7), (date(2024, 7, 1), 20240701), (date(1, 1, 1), 10101), (date(9999, 12, 31), 99991231)])
def test_days_as_numbers_compare_like_days(day: date | None, number: int) -> None:
    assert as_number(day, 7) == number
    assert EARLIEST < number < LATEST


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match=r"there is no index in .*run 'attest ingest"):
        Catalogue(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_ingest_killed_before_the_tables_leaves_no_index_but_no_harm(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    with pytest.raises(IndexMissingError, match="there is no index"):
        Catalogue(tmp_path)
    put(Catalogue(tmp_path, create=True), buoys())
    assert Catalogue(tmp_path).counts().passages == 2


def test_an_emptied_catalogue_beside_vectors_is_damage(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    (tmp_path / "chroma").mkdir()
    for create in (False, True):
        with pytest.raises(IndexDamagedError, match="doctor --repair"):
            Catalogue(tmp_path, create=create)


def test_garbage_is_damage(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database " * 1_000)
    with pytest.raises(IndexDamagedError, match=r"catalogue.sqlite cannot be used .*run 'attest doctor --repair"):
        Catalogue(tmp_path)


def test_another_schema_is_damage(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.set_meta("schema", "0")
    with pytest.raises(IndexDamagedError, match="another version's"):
        Catalogue(tmp_path)


def test_opening_again_keeps_everything(catalogue: Catalogue, tmp_path: Path) -> None:
    put(catalogue, buoys())
    catalogue.close()
    catalogue.close()
    assert Catalogue(tmp_path, create=True).counts().passages == 2
    assert catalogue.counts().passages == 2


def test_a_lock_that_another_process_keeps_is_busy_not_damage(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    other = connect(catalogue.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("ingest.catalogue.sqlite3.connect", lambda path, **options: connect(path, **options | {"timeout": 0.01}))
    impatient = Catalogue(catalogue.path.parent)
    with pytest.raises(IndexBusyError, match="locked by another process"):
        impatient.set_meta("model", "x")
    with pytest.raises(IndexBusyError, match="locked by another process"):
        impatient.check()
    assert impatient.meta("model") is None
    other.close()
    impatient.set_meta("model", "x")
    assert impatient.meta("model") == "x"


def test_many_threads_read_at_once(catalogue: Catalogue) -> None:
    put(catalogue, buoys())
    expected = catalogue.search_words("lamps", 5, NOW)
    seen: list[list[str]] = []

    def read() -> None:
        seen.extend(catalogue.search_words("lamps", 5, NOW) for _ in range(20))
        catalogue.close()

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 160


def test_a_sound_catalogue_checks_clean_and_unchanged(catalogue: Catalogue) -> None:
    put(catalogue, buoys())
    assert catalogue.check() == []
    assert catalogue.check() == []
    assert len(catalogue.search_words("lamps", 5, NOW)) == 1


def test_lost_words_are_noticed_and_rebuilt(catalogue: Catalogue) -> None:
    put(catalogue, buoys())
    before = catalogue.search_words("lamps OR buoys", 5, NOW)
    with sqlite3.connect(catalogue.path) as db:
        db.execute("DELETE FROM words WHERE rowid = 1")
    assert catalogue.check() == ["1 passages are missing from the lexical index"]
    catalogue.rebuild_words()
    assert catalogue.check() == []
    assert catalogue.search_words("lamps OR buoys", 5, NOW) == before


def test_damaged_words_are_noticed_and_rebuilt(catalogue: Catalogue) -> None:
    put(catalogue, buoys())
    before = catalogue.search_words("lamps", 5, NOW), catalogue.frequencies()
    with sqlite3.connect(catalogue.path) as db:
        db.execute("UPDATE words_data SET block = x'00ff00ff' WHERE id > 10")
    (problem,) = catalogue.check()
    assert problem.startswith("the lexical index is damaged")
    catalogue.rebuild_words()
    assert catalogue.check() == []
    assert (catalogue.search_words("lamps", 5, NOW), catalogue.frequencies()) == before


def test_a_source_keeps_all_its_fields(catalogue: Catalogue) -> None:
    document = buoys()
    bare = replace(document, source=replace(document.source, aliases=(), text_as_of=None, url="", basis="own file", form="user", kind="document"))
    put(catalogue, bare)
    assert catalogue.sources()[bare.id] == bare.source


CHANGES = {
    "a letter of the text": "UPDATE documents SET text = replace(text, 'lost', 'lent') WHERE origin = 'file:a'",
    "a source": "UPDATE documents SET source = replace(source, 'Harbour', 'Barbour') WHERE origin = 'file:a'",
    "a vector of a question": "UPDATE documents SET question_vectors = x'00000000' WHERE origin = 'file:a'",
    "a pinpoint": f"UPDATE passages SET pinpoint = '40 U.S.C. § 7001(c)' WHERE pinpoint = '{B}' AND document_id LIKE 'us-40usc-7001%'",
    "a vector": "UPDATE passages SET vector = zeroblob(length(vector)) WHERE document_id LIKE 'us-40usc-7001%'",
    "a passage that is gone": "DELETE FROM passages WHERE document_id LIKE 'us-40usc-7001%' AND start = 0",
}


def read_all(catalogue: Catalogue) -> None:
    catalogue.sources()
    for document in catalogue.origins():
        catalogue.text(document)
    catalogue.stored([passage_id for passage_id, _, _ in catalogue.places()])


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changed_on_disk_is_told_when_read_and_taken_out_alone(catalogue: Catalogue, change: str) -> None:
    put(catalogue, buoys())
    other = buoys(id="us-40usc-7009", citation="40 U.S.C. § 7009")
    put(catalogue, other, "file:b", "f2")
    read_all(catalogue)
    with sqlite3.connect(catalogue.path) as db:
        db.execute(change)
    with pytest.raises(IndexDamagedError, match="has changed on disk; run 'attest doctor --repair"):
        read_all(catalogue)
    assert any("1 documents have changed on disk (file:a)" in problem for problem in catalogue.check())
    assert catalogue.mend() == ["file:a"]
    assert catalogue.check() == []
    assert (list(catalogue.sources()), catalogue.noted("unfinished")) == ([other.id], ["file:a", "file:b"])
    assert len(catalogue.search_words("lamps", 5, NOW)) == 1


def test_a_note_that_changed_is_told(catalogue: Catalogue) -> None:
    catalogue.set_meta("chunker", "1", model="one")
    with sqlite3.connect(catalogue.path) as db:
        db.execute("UPDATE meta SET value = '2' WHERE key = 'chunker'")
    with pytest.raises(IndexDamagedError, match="the note 'chunker' in"):
        catalogue.meta("chunker")
    assert catalogue.meta("model") == "one"
    assert catalogue.check() == ["its note 'chunker' has changed on disk"]
    with pytest.raises(IndexDamagedError, match="its note 'chunker'"):
        catalogue.mend()


def test_a_still_catalogue_shows_one_moment_to_all_threads(catalogue: Catalogue) -> None:
    put(catalogue, buoys())
    still = Catalogue(catalogue.path.parent, still=True)
    put(catalogue, buoys(title="Found buoys"), fingerprint="f2")
    put(catalogue, buoys(id="us-40usc-7009"), "file:b")
    told: list[object] = []
    threads = [threading.Thread(target=lambda: told.append((still.fingerprints(), len(still.search_words("lamps", 5, NOW))))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [({"file:a": "f1"}, 1)] * 8
    still.close()
    assert still.counts().documents == 1
    assert Catalogue(catalogue.path.parent, still=True).fingerprints() == {"file:a": "f2", "file:b": "f1"}
    ids, vectors = still.vectors()
    assert vectors.shape == (len(ids), DIMENSIONS) == (2, DIMENSIONS)
