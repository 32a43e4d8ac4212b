"""An ingest of the bundled corpus, killed at ten moments: nothing that was committed is lost, and the next one completes it."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue, Scope
from ingest.doctor import examine
from ingest.errors import IndexMissingError
from ingest.index import open_index
from ingest.pipeline import ingest
from tests.conftest import ROOT
from tests.factories import TODAY, FakeEmbedder

# Ingests, and tells each document as it begins. With a number, kills itself at that statement to the catalogue.
CHILD = """
import os, signal, sqlite3, sys
from pathlib import Path
from ingest.pipeline import ingest
from tests.factories import FakeEmbedder

last = int(sys.argv[2])
connect, seen = sqlite3.connect, 0

def count(statement):
    global seen
    seen += 1
    if seen == last:
        os.kill(os.getpid(), signal.SIGKILL)

def traced(*args, **options):
    db = connect(*args, **options)
    db.set_trace_callback(count)
    return db

sqlite3.connect = traced
print("begin", flush=True)
ingest([], Path(sys.argv[1]), FakeEmbedder(), progress=lambda done, total, name: print(done, total, flush=True))
print("statements", seen, flush=True)
"""


@dataclass(frozen=True)
class Undisturbed:
    """What an ingest leaves that nobody killed, and how long it was."""

    state: tuple[object, ...]
    documents: int
    statements: int


def run(folder: Path, statement: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", CHILD, str(folder), str(statement)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def state(folder: Path) -> tuple[object, ...]:
    """Documents, texts, passages, vectors and what a search finds; passages are numbered in the order of ingest, so ties are sorted."""
    index = open_index(folder)
    catalogue = index.catalogue
    searches = ("report*", "fine OR penalty", '"court order"', "ncmec AND provider", "preserve NOT police")
    places = sorted((passage, document, str(place)) for passage, document, place in catalogue.places())
    stored = catalogue.stored([passage for passage, _, _ in places])
    return (
        catalogue.sources(),
        {document: catalogue.text(document) for document in catalogue.sources()},
        catalogue.fingerprints(),
        places,
        {passage: (item.passage, item.vector.tobytes(), item.sentence_vectors.tobytes()) for passage, item in stored.items()},
        index.vector_ids(),
        [sorted(catalogue.search_words(search, 10_000, Scope(TODAY))) for search in searches],
        catalogue.frequencies(),
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed") / "index"
    with run(folder) as child:
        out, _ = child.communicate()
    assert child.returncode == 0
    return Undisturbed(state(folder), Catalogue(folder).counts().documents, int(out.split()[-1]))


def killed_at_statement(folder: Path, statement: int) -> None:
    with run(folder, statement) as child:
        child.communicate()
    assert child.returncode == -9


def killed_in_document(folder: Path, number: int, delay: float) -> None:
    """Kill from outside, a moment after a document has begun: in the embedding, the catalogue or Chroma."""
    with run(folder) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if line.startswith(f"{number} "):
                time.sleep(delay)
                child.kill()
                break
        child.stdout.read()
    assert child.returncode == -9


# The first statements make the tables, the last ones seal the index; each share between is a moment of writing.
SHARES = random.Random(2026).sample(range(2, 98), 3)
STATEMENTS = ["first", "third", "tables", *SHARES, "last"]
DOCUMENTS = [random.Random(n).randrange(100) for n in range(3)]
MOMENTS = [*(("statement", moment) for moment in STATEMENTS), *(("document", share) for share in DOCUMENTS)]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[0]}-{moment[1]}")
def test_a_killed_ingest_loses_nothing_and_the_next_completes_it(undisturbed: Undisturbed, tmp_path: Path, moment: tuple[str, str | int]) -> None:
    folder = tmp_path / "index"
    kind, share = moment
    if kind == "document":
        assert isinstance(share, int)
        killed_in_document(folder, share * (undisturbed.documents - 2) // 100, random.Random(share).uniform(0, 0.02))
    else:
        named = {"first": 1, "third": 3, "tables": 12, "last": undisturbed.statements - 3}
        killed_at_statement(folder, named[share] if isinstance(share, str) else share * undisturbed.statements // 100)

    try:
        found = examine(folder)
        kept = set(open_index(folder).catalogue.fingerprints())
    except IndexMissingError as error:
        assert "run 'attest ingest" in str(error)  # noqa: PT017
        assert kind == "statement"
        kept = set()
    else:
        assert not found.sound
        assert found.documents == len(kept)
        named = [int(n) for problem in found.problems for n in re.findall(r"(\d+) documents are missing", problem)]
        assert named == [undisturbed.documents - len(kept)] or "the index holds no documents" in found.problems[-1]

    embedder = FakeEmbedder()
    report = ingest([], folder, embedder)
    assert (report.added, report.unchanged, report.replaced, report.removed) == (undisturbed.documents - len(kept), len(kept), 0, 0)
    assert report.skipped == ()
    assert examine(folder).sound
    assert state(folder) == undisturbed.state
    again = FakeEmbedder()
    second = ingest([], folder, again)
    assert (second.added, second.unchanged, second.replaced, second.removed, again.calls) == (0, undisturbed.documents, 0, 0, 0)
    assert state(folder) == undisturbed.state


def test_an_update_that_is_killed_keeps_each_document_old_or_new(tmp_path: Path) -> None:
    """A change of every file, killed in the midst: each file answers with its old words or its new ones."""
    notes = tmp_path / "notes"
    notes.mkdir()
    for i in range(30):
        (notes / f"{i}.txt").write_text(f"Buoy {i} is red.\n\nIt was painted twice.")
    folder = tmp_path / "index"
    ingest([notes], folder, FakeEmbedder())
    for i in range(30):
        (notes / f"{i}.txt").write_text(f"Buoy {i} is green.")
    child = CHILD.replace("ingest([], ", f"ingest([Path({str(notes)!r})], ")
    with subprocess.Popen([sys.executable, "-c", child, str(folder), "150"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        process.communicate()
    assert process.returncode == -9
    texts = sorted(Catalogue(folder).text(document) for document in Catalogue(folder).sources())
    assert len(texts) == 30
    assert {text.split()[-1] for text in texts} == {"twice.", "green."}
    assert not examine(folder).sound
    report = ingest([notes], folder, FakeEmbedder())
    assert (report.added, report.replaced) == (0, sum("red" in text for text in texts))
    assert {text.split()[-1] for text in (Catalogue(folder).text(d) for d in Catalogue(folder).sources())} == {"green."}
    assert open_index(folder).vector_ids() == {i for i, _, _ in Catalogue(folder).places()}
    assert examine(folder).sound
