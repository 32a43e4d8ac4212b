"""Publishing: editions beside each other, a link moved in one step, and desks that follow it while questions go on."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from ingest import publish as publish_module
from ingest.catalogue import Catalogue
from ingest.doctor import examine
from ingest.errors import IndexMissingError, PublishError
from ingest.index import open_index
from ingest.pipeline import ingest
from ingest.publish import Edition, publish
from qa import Answer, open_desk
from qa.__main__ import main
from qa.follow import FollowingDesk
from qa.observe import Figures
from qa.pipeline import Desk
from qa.settings import Settings
from tests.chroma_fixtures import ON_SERVER, ChromaServer, no_connections  # noqa: F401 (a fixture of every test here)
from tests.conftest import ROOT, give_up_writing
from tests.factories import CorpusFolder, FakeEmbedder

pytestmark = ON_SERVER
MODEL = "fake:0001"
QUESTION = "What fine does a harbour master pay for a lost buoy, and what fine does a keeper pay for a dark lamp?"
FIRST = 101


class Newsroom:
    """An index whose every sentence tells which turn of the text it is of, and a shelf for its editions."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.corpus = CorpusFolder(folder / "corpus")
        self.index, self.shelf, self.url = folder / "index", folder / "shelf", url
        self.turn = FIRST - 1

    @property
    def current(self) -> Path:
        return self.shelf / "current"

    def rewrite(self) -> None:
        """Change every sentence of the index to those of the next turn."""
        self.turn += 1
        self.corpus.records.clear()
        self.corpus.versions.clear()
        for source, citation, thing in (("us-40usc-7001", "40 U.S.C. § 7001", "buoy"), ("us-40usc-7002", "40 U.S.C. § 7002", "lamp")):
            who = "harbour master" if thing == "buoy" else "keeper"
            lines = [f"A {who} pays a fine of {self.turn} crowns for a lost {thing}.", f"The fine of {self.turn} crowns for a dark {thing} is paid by a {who}."]
            self.corpus.add(source, citation, {f"(a) — Fine for a {thing}": lines})
        ingest([], self.index, FakeEmbedder(), corpus=self.corpus.path, chroma_url=self.url)

    def publish(self) -> Edition:
        self.rewrite()
        return publish(self.index, self.shelf, self.url)

    def desk(self, every: float = 0.01) -> FollowingDesk:
        figures = Figures()

        def opened(folder: Path) -> Desk:
            return Desk(open_index(folder, MODEL, self.url), FakeEmbedder(), Settings(index=folder, chroma_url=self.url), watches=[figures])

        return FollowingDesk(self.current, opened, figures, every)


def turns(answer: Answer) -> set[int]:
    """The turns of the text that an answer speaks of, in its claims and in the words that they rest on."""
    assert answer.status == "answered"
    told = [claim.text for claim in answer.claims()] + [citation.quote for claim in answer.claims() for citation in claim.citations]
    assert len({citation.source_id for claim in answer.claims() for citation in claim.citations}) == 2
    return {int(number) for text in told for number in re.findall(r"fine of (\d+) crowns", text)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    running = ChromaServer(tmp_path_factory.mktemp("chroma") / "server")
    yield running
    running.kill()


@pytest.fixture
def newsroom(request: pytest.FixtureRequest, tmp_path: Path) -> Newsroom:
    """With the vectors in the embedded store, or on a server where the test asks for that too."""
    if getattr(request, "param", "embedded") == "embedded":
        return Newsroom(tmp_path)
    running: ChromaServer = request.getfixturevalue("server")
    if running.process is None:
        running.start()
    return Newsroom(tmp_path, running.url)


ON_BOTH = pytest.mark.parametrize("newsroom", ["embedded", "server"], indirect=True)


def collections(server_url: str) -> set[str]:
    import chromadb

    host, port = server_url.removeprefix("http://").split(":")
    return {collection.name for collection in chromadb.HttpClient(host=host, port=int(port)).list_collections()}


@ON_BOTH
def test_an_edition_is_the_index_as_it_was(newsroom: Newsroom) -> None:
    made = newsroom.publish()
    assert (made.documents, made.passages, made.deleted) == (2, 2, ())
    assert newsroom.current.resolve() == made.folder
    assert examine(newsroom.current, MODEL, newsroom.url).sound
    before = open_index(newsroom.current, MODEL, newsroom.url).vector_ids()
    newsroom.corpus.remove("us-40usc-7002")
    ingest([], newsroom.index, FakeEmbedder(), corpus=newsroom.corpus.path, chroma_url=newsroom.url)
    assert open_index(newsroom.current, MODEL, newsroom.url).vector_ids() == before
    assert len(open_index(newsroom.index, MODEL, newsroom.url).vector_ids()) == 1


@ON_BOTH
def test_old_editions_go_with_their_vectors_and_the_last_stays(newsroom: Newsroom) -> None:
    first, second = newsroom.publish(), newsroom.publish()
    assert second.deleted == ()
    names = {folder: Catalogue(folder).meta("collection") for folder in (first.folder, second.folder, newsroom.index)}
    assert len(set(names.values())) == 3
    third = newsroom.publish()
    assert third.deleted == (first.folder,)
    assert sorted(path.name for path in newsroom.shelf.glob("edition-*")) == [second.folder.name, third.folder.name]
    if newsroom.url:
        held = collections(newsroom.url)
        assert names[first.folder] not in held
        assert {names[second.folder], names[newsroom.index]} <= held


def test_an_edition_is_never_ingested_into(newsroom: Newsroom) -> None:
    newsroom.publish()
    with pytest.raises(PublishError, match="is a published edition, which is never changed; ingest into the index it was made from"):
        ingest([], newsroom.current, FakeEmbedder(), corpus=newsroom.corpus.path, chroma_url=newsroom.url)


def test_an_unfinished_index_is_not_published(newsroom: Newsroom) -> None:
    made = newsroom.publish()
    Catalogue(newsroom.index).set_meta("unfinished", "[]")
    with pytest.raises(PublishError, match="did not finish; run 'attest ingest"):
        publish(newsroom.index, newsroom.shelf, newsroom.url)
    assert newsroom.current.resolve() == made.folder


def test_an_edition_that_is_not_sound_never_becomes_current(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    made = newsroom.publish()
    monkeypatch.setattr(publish_module, "complete", lambda index: 0)  # as if the vectors had been lost on the way
    with pytest.raises(PublishError, match="would not be sound"):
        newsroom.publish()
    assert newsroom.current.resolve() == made.folder
    assert [path.name for path in newsroom.shelf.glob("edition-*")] == [made.folder.name]


def test_what_is_no_shelf_is_refused(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.rewrite()
    with pytest.raises(PublishError, match="holds an index; give a folder for editions"):
        publish(newsroom.index, newsroom.index, newsroom.url)
    with pytest.raises(IndexMissingError, match="there is no index"):
        publish(tmp_path / "none", newsroom.shelf, newsroom.url)
    (newsroom.shelf / ".arriving").mkdir(exist_ok=True)  # left by one that was killed
    assert newsroom.publish().documents == 2
    assert not (newsroom.shelf / ".arriving").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
import ingest.publish as publishing

def die(*args, **named):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(publishing, sys.argv[4], die)
publishing.publish(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
"""


@pytest.mark.parametrize("step", ["discard_vectors", "complete", "_lead_to"])
def test_a_publishing_that_is_killed_changes_nothing_and_the_next_clears_it_away(tmp_path: Path, step: str) -> None:
    newsroom = Newsroom(tmp_path)
    made = newsroom.publish()
    done = subprocess.run([sys.executable, "-c", KILLED, str(newsroom.index), str(newsroom.shelf), "", step], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert newsroom.current.resolve() == made.folder
    assert examine(newsroom.current, MODEL).sound
    after = newsroom.publish()
    assert newsroom.current.resolve() == after.folder
    assert examine(newsroom.current, MODEL).sound
    assert {path.name for path in newsroom.shelf.glob("edition-*")} >= {after.folder.name}
    assert not (newsroom.shelf / ".arriving").exists()


# --- desks that follow ------------------------------------------------------------------------------------------------


def test_every_way_to_ask_a_desk_follows() -> None:
    """What is inherited would answer from parts that a following desk does not have."""
    public = {name for name in vars(Desk) if not name.startswith("_")}
    assert {name for name in public if name not in vars(FollowingDesk)} == set()


def test_a_desk_on_a_link_follows_it(newsroom: Newsroom) -> None:
    newsroom.publish()
    with closing(newsroom.desk(every=600)) as desk:
        assert turns(desk.ask(QUESTION)) == {FIRST}
        assert not desk.look()
        newsroom.publish()
        assert turns(desk.ask(QUESTION)) == {FIRST}
        assert desk.look()
        assert turns(desk.ask(QUESTION)) == {FIRST + 1}
        assert "102 crowns" in desk.search("fine for a lost buoy")[0].text
        assert "102 crowns" in desk.as_retriever(1).invoke("fine for a lost buoy")[0].page_content
        assert turns(desk.chain.invoke(QUESTION)) == {FIRST + 1}
        assert 'attest_questions_total{status="answered",reason=""}' in desk.figures.exposition()
        (document,) = [s.document_id for s in desk.sources() if s.id == "us-40usc-7001"]
        assert "102 crowns" in desk.document_text(document)
        assert desk.folder == newsroom.current


@ON_BOTH
def test_a_question_that_has_begun_ends_on_the_edition_it_began_on(newsroom: Newsroom) -> None:
    newsroom.publish()
    with closing(newsroom.desk(every=600)) as desk:
        begun = desk.stream(QUESTION)
        next(begun)
        newsroom.publish()
        assert desk.look()
        (answer,) = [event.answer for event in begun if event.answer is not None]
        assert turns(answer) == {FIRST}


def test_an_edition_that_cannot_be_opened_leaves_the_one_before_in_place(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    newsroom.publish()
    with closing(newsroom.desk(every=600)) as desk:
        made = newsroom.publish()
        shutil.move(made.folder, newsroom.shelf / "away")
        for _ in range(2):
            assert not desk.look()
            assert turns(desk.ask(QUESTION)) == {FIRST}
        assert [f"the edition {made.folder.name} cannot be opened" in record.getMessage() for record in caplog.records] == [True]
        shutil.move(newsroom.shelf / "away", made.folder)
        assert desk.look()
        assert turns(desk.ask(QUESTION)) == {FIRST + 1}


def test_open_desk_follows_a_link_and_what_others_write_to_a_folder(newsroom: Newsroom) -> None:
    newsroom.publish()
    with closing(open_desk(settings=Settings(index=newsroom.current, chroma_url=newsroom.url), embedder=FakeEmbedder())) as desk:
        assert turns(desk.ask(QUESTION)) == {FIRST}
        assert 'status="answered",reason=""} 1' in desk.figures.exposition()
    with closing(open_desk(settings=Settings(index=newsroom.index, chroma_url=newsroom.url), embedder=FakeEmbedder())) as desk:
        assert turns(desk.ask(QUESTION)) == {FIRST}
        assert not desk.look()
        newsroom.rewrite()
        assert desk.look()
        assert turns(desk.ask(QUESTION)) == {FIRST + 1}


@dataclass
class Tally:
    """What readers saw: the turns told in each answer, in order, and what failed."""

    seen: list[int] = field(default_factory=list)
    mixed: list[set[int]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@ON_BOTH
def test_no_question_fails_and_no_answer_mixes_while_editions_change(newsroom: Newsroom, request: pytest.FixtureRequest) -> None:
    """``pytest tests/test_publish.py --rolling-questions 1000`` asks a thousand."""
    wanted, readers = int(request.config.getoption("--rolling-questions")), 4
    newsroom.publish()
    tally, numbers, over = Tally(), count(1), threading.Event()

    def read(desk: FollowingDesk) -> None:
        while not over.is_set():
            number = next(numbers)
            try:
                told = turns(desk.ask(f"{QUESTION} ({number})"))
            except Exception as error:  # noqa: BLE001 (whatever it is, a reader would have seen it)
                tally.failed.append(repr(error))
                continue
            tally.seen.append(min(told))
            if len(told) != 1:
                tally.mixed.append(told)

    with closing(newsroom.desk()) as desk:
        threads = [threading.Thread(target=read, args=(desk,)) for _ in range(readers)]
        for thread in threads:
            thread.start()
        try:
            # An edition for every twenty-five answers, each waited for until a reader has seen it.
            for step in range(1, 5):
                _until(lambda step=step: len(tally.seen) >= step * wanted // 5 or bool(tally.failed))
                turn = newsroom.publish() and newsroom.turn
                _until(lambda turn=turn: turn in tally.seen or bool(tally.failed))
            _until(lambda: len(tally.seen) >= wanted or bool(tally.failed))
        finally:
            over.set()
            for thread in threads:
                thread.join()
    print(
        f"\n{newsroom.url or 'embedded'}: {len(tally.seen)} answers over {len(set(tally.seen))} editions, {len(tally.failed)} failed, {len(tally.mixed)} mixed"
    )
    assert (tally.failed, tally.mixed) == ([], [])
    assert len(tally.seen) >= wanted
    assert set(tally.seen) == set(range(FIRST, FIRST + 5))


def _until(true: Callable[[], bool]) -> None:
    waited = threading.Event()
    for _ in range(6_000):
        if true():
            return
        waited.wait(0.01)
    pytest.fail("nothing happened for a minute")


# A process that keeps nothing of its own: it asks until its input ends, and tells the turns of each answer.
PROCESS = """
import json, sys, threading
from pathlib import Path
from qa import open_desk
from qa.settings import Settings
from tests.factories import FakeEmbedder
from tests.test_publish import QUESTION, turns

desk = open_desk(settings=Settings(index=Path(sys.argv[1]), chroma_url=sys.argv[2]), embedder=FakeEmbedder())
desk._every = 0.05
for line in sys.stdin:
    desk.look()
    print(json.dumps(sorted(turns(desk.ask(QUESTION)))), flush=True)
"""


def test_stateless_processes_share_a_server_and_a_shelf(server: ChromaServer, tmp_path: Path) -> None:
    if server.process is None:
        server.start()
    newsroom = Newsroom(tmp_path, server.url)
    newsroom.publish()
    command = [sys.executable, "-W", "ignore", "-c", PROCESS, str(newsroom.current), server.url]
    processes = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]

    def ask() -> list[list[int]]:
        told = []
        for process in processes:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("ask\n")
            process.stdin.flush()
            told.append(json.loads(process.stdout.readline()))
        return told

    try:
        assert ask() == [[FIRST]] * 3
        newsroom.publish()
        assert ask() == [[FIRST + 1]] * 3
        processes[0].kill()  # one of them is lost, and another takes its place
        processes[0].communicate()
        processes[0] = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        server.restart()
        newsroom.publish()
        assert ask() == [[FIRST + 2]] * 3
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_who_answers_needs_no_right_to_write_where_the_vectors_are_on_a_server(server: ChromaServer, tmp_path: Path, closed_folder: Path) -> None:
    if server.process is None:
        server.start()
    newsroom = Newsroom(tmp_path, server.url)
    newsroom.shelf = closed_folder / "shelf"
    newsroom.publish()
    give_up_writing(closed_folder)
    with closing(newsroom.desk(every=600)) as desk:
        assert turns(desk.ask(QUESTION)) == {FIRST}


def test_the_command_publishes_and_tells_where(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.rewrite()
    monkeypatch.setenv("ATTEST_CHROMA_URL", newsroom.url)
    assert main(["publish", str(newsroom.shelf), "--index", str(newsroom.index)]) == 0
    made = newsroom.current.resolve()
    assert capsys.readouterr().out == f"{made}: 2 documents and 2 passages are current; 0 old editions deleted\n"
    assert main(["publish", str(newsroom.index), "--index", str(newsroom.index)]) == 1
    assert "holds an index; give a folder for editions" in capsys.readouterr().err
