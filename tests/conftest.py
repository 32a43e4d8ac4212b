"""Fixtures that several test files use."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ingest.errors import IndexMismatchError
from ingest.pipeline import ingest
from qa.pipeline import Desk
from tests.factories import CorpusFolder, FakeEmbedder, harbour_corpus
from tests.page_fixtures import address, chromium, fake_desk, no_leftovers, page  # noqa: F401 (fixtures of several files)

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile("attest", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
settings.load_profile("attest")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutations", type=int, default=8, help="damaged copies of each real file that are read (a quarter of it for large files)")
    parser.addoption("--screenshots", action="store_true", help="write the README's pictures of the page into docs")
    parser.addoption("--fault-points", type=int, default=0, help="points at which each fault is tried; 0: one, and docs/faults.md is left alone")
    parser.addoption("--load-seconds", type=int, default=0, help="how long 50 readers ask at once; 0: a few questions each")
    parser.addoption("--rolling-questions", type=int, default=100, help="questions asked while one edition follows the other")


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def corpus(tmp_path: Path) -> CorpusFolder:
    return harbour_corpus(tmp_path / "corpus")


@pytest.fixture
def built(tmp_path: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> Path:
    """The folder of an index of the invented harbour laws."""
    folder = tmp_path / "index"
    ingest([], folder, embedder, corpus=corpus.path)
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The optional sibling folder with the texts that the digests were checked against."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared")
    return SHARED


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder in which this process may not write; root gives up its rights until the test ends."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        user = os.geteuid()
        try:
            yield folder
        finally:
            if os.geteuid() != user:
                os.seteuid(user)
            for path in [folder, *folder.rglob("*")]:
                path.chmod(0o755 if path.is_dir() else 0o644)


def give_up_writing(folder: Path) -> None:
    """Make a folder and all in it read-only for this process, also where it runs as root."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.seteuid(65534)


@pytest.fixture(scope="session")
def real_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled corpus, embedded with the real model; built once for all workers, from the checkout's own index where there is one."""
    import shutil

    from filelock import FileLock

    from ingest.embed import SentenceTransformerEmbedder

    shared_by_workers = tmp_path_factory.getbasetemp().parent if os.environ.get("PYTEST_XDIST_WORKER") else tmp_path_factory.getbasetemp()
    folder = shared_by_workers / "real-index"
    with FileLock(shared_by_workers / "real-index.lock"):
        if not folder.exists():
            made = ROOT / ".attest" / "index"
            if made.is_dir():
                shutil.copytree(made, folder)
            try:
                ingest([], folder, SentenceTransformerEmbedder())
            except IndexMismatchError:  # the checkout's index is one of an earlier chunker
                shutil.rmtree(folder)
                ingest([], folder, SentenceTransformerEmbedder())
    return folder


@pytest.fixture(scope="session")
def real_desk(real_index: Path) -> Desk:
    from qa import open_desk
    from qa.settings import Settings

    return open_desk(settings=Settings(index=real_index))
