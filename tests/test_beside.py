"""Readers beside a writer: desks that stay open while other processes ingest into their index lose nothing, mix nothing and move on."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from ingest.catalogue import Catalogue, Scope
from ingest.doctor import examine
from ingest.errors import IndexAccessError, IndexBusyError
from ingest.index import Index, open_index
from ingest.pipeline import ingest
from ingest.turns import changing, searching
from qa.follow import FollowingDesk
from qa.observe import Figures
from qa.pipeline import Desk
from qa.settings import Settings
from tests.conftest import ROOT
from tests.factories import TODAY, FakeEmbedder

NOTES = 12
QUESTION = "What fine does the harbour master pay for a lost buoy?"
# Ingests a folder of notes, anew for each line it reads. Chroma writes its vector files, and cuts its log, at every tenth vector.
WRITER = """
import sys
from pathlib import Path
import ingest.index
from ingest.pipeline import ingest as run
from tests.factories import FakeEmbedder
from tests.test_beside import FEW, write

ingest.index._GRAPH |= FEW
notes, folder = Path(sys.argv[1]), Path(sys.argv[2])
for line in sys.stdin:
    write(notes, int(line))
    run([notes], folder, FakeEmbedder())
    print(line, end="", flush=True)
"""
FEW = {"sync_threshold": 10, "batch_size": 5}


def write(notes: Path, turn: int) -> None:
    """Write the notes of a turn: each names it in every sentence, and which of them there are changes too."""
    for number in range(NOTES):
        file = notes / f"{number}.txt"
        if number % 3 == turn % 3:
            file.unlink(missing_ok=True)
        else:
            file.write_text(f"The harbour master pays a fine of {turn} crowns for the lost buoy {number}.\n\nA fine of {turn} crowns is for buoy {number}.")


@contextmanager
def writer(notes: Path, folder: Path) -> Iterator[Callable[[int], None]]:
    """Another process that ingests; yields what makes it ingest the notes of a turn."""
    command = [sys.executable, "-W", "ignore", "-c", WRITER, str(notes), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def turn(number: int) -> None:
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"{number}\n", "the ingest failed"

        yield turn
        process.stdin.close()


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("ingest.index._GRAPH", __import__("ingest.index").index._GRAPH | FEW)
    folder = tmp_path / "notes"
    folder.mkdir()
    write(folder, 0)
    ingest([folder], tmp_path / "index", FakeEmbedder())
    return folder


def opened(folder: Path) -> Desk:
    return Desk(open_index(folder), FakeEmbedder(), Settings(index=folder), today=lambda: TODAY)


def wanted(turn: int) -> set[str]:
    kept = [number for number in range(NOTES) if number % 3 != turn % 3]
    return {
        words
        for n in kept
        for words in (f"The harbour master pays a fine of {turn} crowns for the lost buoy {n}.", f"A fine of {turn} crowns is for buoy {n}.")
    }


def test_no_hit_is_lost_and_no_answer_mixed_while_another_process_ingests(notes: Path, tmp_path: Path) -> None:
    """Every answer has all passages of one turn, those of the last one once the ingest has ended; one opened in its midst finds what was committed."""
    folder, last, over = tmp_path / "index", 6, threading.Event()
    seen: list[set[str]] = []
    failed: list[str] = []

    def read(desk: Desk | None) -> None:
        while not over.is_set():
            try:
                found = desk or opened(folder)
                hits = {line for hit in found.search(QUESTION, 50) for line in hit.text.split("\n\n")}
                (seen if desk else late).append(hits)
                found.ask(QUESTION)
            except Exception as error:  # noqa: BLE001 (whatever it is, a reader would have seen it)
                failed.append(repr(error))

    late: list[set[str]] = []
    with closing(FollowingDesk(folder, opened, Figures(), 0.02)) as desk, writer(notes, folder) as turn:
        threads = [threading.Thread(target=read, args=(of,)) for of in (desk, desk, desk, None)]
        for thread in threads:
            thread.start()
        try:
            for number in range(1, last + 1):
                turn(number)
                if number == 1:  # the rest follow one another so fast that a slow machine might never open the index between two
                    seen_by_readers(wanted(number), seen, failed)
        finally:
            over.set()
            for thread in threads:
                thread.join()
        while desk.look():
            pass
        assert {line for hit in desk.search(QUESTION, 50) for line in hit.text.split("\n\n")} == wanted(last)
    assert failed == []
    whole = [wanted(number) for number in range(last + 1)]
    assert [hits for hits in seen if hits not in whole] == []
    assert len({min(hits) for hits in seen}) > 1, "the desk moved on while it was asked"
    assert late
    assert all(hits and hits <= set().union(*whole) for hits in late)
    assert examine(folder).sound


def seen_by_readers(passages: set[str], seen: list[set[str]], failed: list[str]) -> None:
    waited = threading.Event()
    for _ in range(6_000):
        if failed or passages in seen:
            return
        waited.wait(0.01)
    pytest.fail("the desk did not move on for a minute")


def test_a_desk_does_not_move_to_an_index_that_a_writer_began_to_change_as_it_was_opened(notes: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    began: list[str] = []

    def opened_after(path: Path) -> Desk:
        """Open an index that a writer has begun to change after it was last looked at: the first document is gone, the others are not."""
        if began:
            catalogue = Catalogue(path)
            catalogue.set_meta("sealed", None)
            catalogue.remove(began.pop())
            catalogue.close()
        return opened(path)

    with closing(FollowingDesk(folder, opened_after, Figures(), 600)) as desk:
        write(notes, 1)
        ingest([notes], folder, FakeEmbedder())
        began += sorted(Catalogue(folder).fingerprints())[:1]
        assert not desk.look()
        assert not began
        assert {line for hit in desk.search(QUESTION, 50) for line in hit.text.split("\n\n")} == wanted(0)
        ingest([notes], folder, FakeEmbedder())
        assert desk.look()
        assert {line for hit in desk.search(QUESTION, 50) for line in hit.text.split("\n\n")} == wanted(1)


def test_an_open_index_shows_one_moment_and_still_finds_all(notes: Path, tmp_path: Path) -> None:
    index = open_index(tmp_path / "index")
    vector, scope = FakeEmbedder().encode([QUESTION])[0], Scope(TODAY)
    before = index.nearest(vector, 100, scope), index.catalogue.sources(), index.catalogue.frequencies()
    with writer(notes, tmp_path / "index") as turn:
        for number in (1, 2):
            turn(number)
    after = index.nearest(vector, 100, scope), index.catalogue.sources(), index.catalogue.frequencies()
    assert same(before[0], after[0])
    assert before[1:] == after[1:]
    for found in index.catalogue.stored([n.passage_id for n in after[0]]).values():
        assert "0 crowns" in found.passage.text


def same(one: object, other: object) -> bool:
    """Whether two searches found the same, near enough: Chroma rounds."""
    pairs = list(zip(one, other, strict=True))  # type: ignore[call-overload]
    return {a.passage_id for a, _ in pairs} == {b.passage_id for _, b in pairs} and np.allclose(
        [a.similarity for a, _ in pairs], [b.similarity for _, b in pairs], atol=1e-4
    )


@pytest.mark.parametrize("scope", [Scope(TODAY), Scope(TODAY, ("XX",)), Scope(TODAY, (), ("document",)), Scope(TODAY, (), ("treaty",))])
def test_what_the_catalogue_compares_is_what_the_vector_store_finds(notes: Path, tmp_path: Path, scope: Scope) -> None:
    index = open_index(tmp_path / "index")
    vector = FakeEmbedder().encode([QUESTION])[0]
    for k in (1, 5, 100):
        asked = index.nearest(vector, k, scope)
        with changing(tmp_path / "index"):
            compared = index.nearest(vector, k, scope)
        assert np.allclose([n.similarity for n in asked], [n.similarity for n in compared], atol=1e-4)


def test_who_changes_the_store_waits_for_searches_and_holds_off_others(tmp_path: Path) -> None:
    order: list[str] = []

    def change() -> None:
        with changing(tmp_path):
            order.append("changing")

    thread = threading.Thread(target=change)
    with searching(tmp_path) as held, searching(tmp_path) as also:
        assert held
        assert also
        thread.start()
        thread.join(0.05)
        order.append("searched")
    thread.join()
    assert order == ["searched", "changing"]
    with changing(tmp_path), searching(tmp_path) as held:
        assert not held
    with searching(tmp_path / "none") as held:
        assert not held


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refused)
    with pytest.raises(IndexAccessError, match="cannot be opened: Permission denied; mend the rights"), searching(tmp_path):
        pass


def test_a_file_system_without_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refused)
    with pytest.raises(IndexAccessError, match="keeps no locks"), searching(tmp_path):
        pass


def test_doctor_waits_for_who_is_writing(notes: Path, tmp_path: Path) -> None:
    with changing(tmp_path / "index"), pytest.raises(IndexBusyError, match="another process is writing to"):
        examine(tmp_path / "index")
    assert examine(tmp_path / "index").sound


def test_an_unfinished_index_answers_whole_from_its_catalogue(notes: Path, tmp_path: Path) -> None:
    index = open_index(tmp_path / "index")
    vector = FakeEmbedder().encode([QUESTION])[0]
    before = index.nearest(vector, 100, Scope(TODAY))
    with pytest.raises(KeyboardInterrupt):
        interrupted(open_index(tmp_path / "index", writing=True))
    assert Catalogue(tmp_path / "index").meta("sealed") is None
    assert same(open_index(tmp_path / "index").nearest(vector, 100, Scope(TODAY)), before)
    report = ingest([notes], tmp_path / "index", FakeEmbedder())
    assert (report.added, report.replaced, report.removed) == (0, 0, 0)
    assert Catalogue(tmp_path / "index").meta("sealed") is not None
    assert examine(tmp_path / "index").sound


def interrupted(index: Index) -> None:
    with index.changing():
        index.drop_vectors(sorted(index.vector_ids())[:5])
        raise KeyboardInterrupt
