"""The vectors on a real Chroma server: what a question sees when it restarts, is cut off, hangs or has lost its data."""

from __future__ import annotations

import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray

from ingest import chroma_server
from ingest.backup import back_up, restore
from ingest.chroma_server import Address, address, bound, reached
from ingest.doctor import examine, repair
from ingest.errors import IndexDamagedError, IndexUnreachableError
from ingest.index import delete_index, open_index
from ingest.pipeline import ingest
from qa.__main__ import main
from qa.pipeline import Desk
from qa.settings import Settings
from tests.chroma_fixtures import ON_SERVER, ChromaServer, no_connections  # noqa: F401 (a fixture of every test here)
from tests.factories import TODAY, CorpusFolder, FakeEmbedder, harbour_corpus

pytestmark = ON_SERVER
MODEL = "fake:0001"
QUESTION = "How soon does a harbour master report a lost buoy?"


class Interrupted(FakeEmbedder):
    """An embedder during whose work something may happen once: the question has begun, and its search has not."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], None] | None = None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        happening, self.meanwhile = self.meanwhile, None
        if happening:
            happening()
        return super().encode(texts)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    running = ChromaServer(tmp_path_factory.mktemp("chroma") / "server")
    yield running
    running.kill()


@pytest.fixture
def up(server: ChromaServer) -> ChromaServer:
    if server.process is None:
        server.start()
    return server


@pytest.fixture
def on_server(up: ChromaServer, tmp_path: Path) -> Path:
    """The folder of an index of the harbour laws whose vectors are on the server."""
    ingest([], tmp_path / "served", FakeEmbedder(), corpus=harbour_corpus(tmp_path / "laws").path, chroma_url=up.url)
    return tmp_path / "served"


def opened(folder: Path, url: str, embedder: FakeEmbedder | None = None) -> Desk:
    return Desk(open_index(folder, MODEL, url), embedder or FakeEmbedder(), Settings(index=folder, chroma_url=url), today=lambda: TODAY)


def quotes(desk: Desk, question: str = QUESTION) -> list[str]:
    answer = desk.ask(question)
    assert answer.status == "answered"
    return [citation.quote for claim in answer.claims() for citation in claim.citations]


def one_line(error: BaseException) -> str:
    assert "\n" not in str(error)
    return str(error)


def test_what_a_server_holds_is_answered_as_from_the_embedded_store(on_server: Path, up: ChromaServer, built: Path) -> None:
    assert not (on_server / "chroma").exists()
    assert examine(on_server, MODEL, up.url).sound
    assert ingest([], on_server, FakeEmbedder(), corpus=on_server.parent / "laws", chroma_url=up.url).unchanged == 4
    answer = opened(on_server, up.url).ask(QUESTION)
    assert answer == opened(built, "").ask(QUESTION)
    assert answer.status == "answered"


def test_a_process_outlives_a_restart_of_the_server(on_server: Path, up: ChromaServer) -> None:
    desk = opened(on_server, up.url)
    before = quotes(desk)
    up.restart()
    assert quotes(desk) == before
    assert quotes(desk, f"{QUESTION} Today?") == before


def test_a_server_that_dies_within_a_question_is_told_in_one_line_and_asked_again_when_it_is_back(on_server: Path, up: ChromaServer) -> None:
    embedder = Interrupted()
    desk = opened(on_server, up.url, embedder)
    before = quotes(desk)
    embedder.meanwhile = up.kill
    with pytest.raises(IndexUnreachableError) as caught:
        desk.ask(f"{QUESTION} Now?")
    assert one_line(caught.value).startswith(f"the Chroma server at {up.url} does not answer (")
    assert "start it, or set ATTEST_CHROMA_URL to where it runs, then try again: what was committed is kept" in str(caught.value)
    with pytest.raises(IndexUnreachableError):
        desk.ask(QUESTION)
    with pytest.raises(IndexUnreachableError):
        list(desk.stream(QUESTION))
    assert 'status="failed",reason="IndexUnreachableError"} 3' in desk.figures.exposition()
    up.start()
    assert quotes(desk) == before


def test_a_server_that_dies_while_a_reply_is_awaited(on_server: Path, up: ChromaServer) -> None:
    desk = opened(on_server, up.url)
    before = quotes(desk)
    up.send(signal.SIGSTOP)  # takes the request and does not answer it
    timer = threading.Timer(0.5, up.kill)
    timer.start()
    with pytest.raises(IndexUnreachableError, match="does not answer \\(") as caught:
        desk.ask(f"{QUESTION} Still?")
    timer.join()
    one_line(caught.value)
    up.start()
    assert quotes(desk) == before


def test_a_server_that_hangs_is_not_waited_for_without_end(on_server: Path, up: ChromaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_server, "ANSWER_SECONDS", 0.5)
    desk = opened(on_server, up.url)
    before = quotes(desk)
    up.send(signal.SIGSTOP)
    try:
        for ask in (lambda: desk.ask(f"{QUESTION} When?"), lambda: opened(on_server, up.url)):
            with pytest.raises(IndexUnreachableError, match="does not answer in time; start it"):
                ask()
    finally:
        up.send(signal.SIGCONT)
    assert quotes(desk) == before


def test_a_server_that_lost_its_data_is_filled_again_from_the_catalogue_while_processes_run(on_server: Path, up: ChromaServer) -> None:
    desk = opened(on_server, up.url)
    before = quotes(desk)
    up.kill()
    shutil.rmtree(up.folder)
    up.start()
    with pytest.raises(IndexDamagedError, match="holds 0 vectors for 5 passages; run 'attest doctor --repair"):
        desk.ask(QUESTION)
    assert not examine(on_server, chroma_url=up.url).sound
    assert repair(on_server, up.url).sound
    assert quotes(desk) == before


def test_an_ingest_that_the_server_cuts_off_is_completed_by_the_next(tmp_path: Path, corpus: CorpusFolder, up: ChromaServer) -> None:
    embedder, folder = Interrupted(), tmp_path / "index"
    embedder.meanwhile = up.kill
    with pytest.raises(IndexUnreachableError):
        ingest([], folder, embedder, corpus=corpus.path, chroma_url=up.url)
    up.start()
    report = ingest([], folder, FakeEmbedder(), corpus=corpus.path, chroma_url=up.url)
    assert (report.documents, report.passages) == (4, 5)
    assert examine(folder, MODEL, up.url).sound


def test_a_restored_index_leaves_the_vectors_of_the_one_it_came_from_alone(on_server: Path, up: ChromaServer, tmp_path: Path) -> None:
    before = quotes(opened(on_server, up.url))
    back_up(on_server, tmp_path / "index.attest")
    restore(tmp_path / "index.attest", tmp_path / "restored", up.url)
    assert quotes(opened(tmp_path / "restored", up.url)) == before
    delete_index(tmp_path / "restored", up.url)
    assert examine(on_server, MODEL, up.url).sound
    assert quotes(opened(on_server, up.url)) == before


def test_the_command_ends_in_one_line(on_server: Path, up: ChromaServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", lambda model: FakeEmbedder())
    monkeypatch.setenv("ATTEST_CHROMA_URL", up.url)
    up.kill()
    assert main(["ask", QUESTION, "--index", str(on_server)]) == 1
    assert main(["doctor", "--index", str(on_server)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert all(line.startswith(f"attest: error: the Chroma server at {up.url} does not answer (") for line in told)


@pytest.mark.parametrize(
    ("url", "host", "port", "ssl", "shown"),
    [
        ("http://chroma:9000", "chroma", 9000, False, "http://chroma:9000"),
        ("https://ada:secret@chroma.example", "chroma.example", 443, True, "https://chroma.example:443"),
        ("http://chroma", "chroma", 8000, False, "http://chroma:8000"),
        ("http://[::1]:8000", "::1", 8000, False, "http://[::1]:8000"),
    ],
)
def test_an_address_is_read_and_shown_without_its_password(url: str, host: str, port: int, ssl: bool, shown: str) -> None:
    assert address(url) == Address(host, port, ssl)
    assert str(address(url)) == shown


@pytest.mark.parametrize("url", ["chroma:8000", "localhost", "http://", "http://chroma:port", "http://[", "ftp://chroma"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(IndexUnreachableError, match="ATTEST_CHROMA_URL is no address of a Chroma server; write it as http://host:8000"):
        address(url)


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_proxy_that_answers_in_place_of_the_server_is_told(status: int) -> None:
    session = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(status, text="<html>busy</html>")))
    bound(session)
    told = f"the Chroma server at http://chroma:8000 answers with status {status}; start it"
    with session, pytest.raises(IndexUnreachableError, match=told), reached(Address("chroma", 8000, False)):
        session.get("http://chroma:8000/api/v2/heartbeat")


def test_what_the_server_itself_says_is_left_to_its_client() -> None:
    session = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(404, json={"error": "NotFoundError"})))
    bound(session)
    with session, reached(Address("chroma", 8000, False)):
        assert session.get("http://chroma:8000/").status_code == 404
