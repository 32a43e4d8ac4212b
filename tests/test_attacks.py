"""What an attacker sends to a visitor's shelf of documents and to the logs: paths, links, line breaks and lengths."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ingest.index import open_index
from qa.errors import QuestionError
from qa.observe import LOGGER, Journal
from qa.page import private
from qa.pipeline import Desk
from qa.settings import Settings
from tests.app_fixtures import report
from tests.factories import FakeEmbedder

OUTSIDE = [
    "../../evil.txt",
    "/etc/evil.txt",
    "..\\..\\evil.txt",
    "a/../../evil.txt",
    "..",
    ".hidden.txt",
    "evil\x00.txt",
    "evil\r\nx: y.txt",
    "\u202etxt.evil",
    "x" * 500 + ".txt",
]


@pytest.fixture
def desk(built: Path, embedder: FakeEmbedder) -> Desk:
    return Desk(open_index(built), embedder, Settings(built))


@pytest.mark.parametrize("name", OUTSIDE, ids=[repr(name)[:24] for name in OUTSIDE])
def test_an_uploads_name_leads_nowhere(desk: Desk, tmp_path: Path, name: str) -> None:
    (tmp_path / "upload").write_text("A lost buoy is reported.", encoding="utf-8")
    before = {path for path in tmp_path.rglob("*")}
    taken = private.take(desk, [(name, tmp_path / "upload")], None)
    shelf = taken.folder.path / "files"
    assert [path.parent for path in shelf.iterdir()] == [shelf]
    assert {path for path in tmp_path.rglob("*")} == before
    assert not any(c in kept for kept in taken.names for c in "\0\r\n/\\")
    taken.close()
    assert not shelf.exists()


@pytest.mark.parametrize("target", ["/etc/passwd", "upload.txt", "nowhere"])
def test_a_link_in_place_of_an_upload_is_not_followed(desk: Desk, tmp_path: Path, target: str) -> None:
    (tmp_path / "upload.txt").write_text("A lost buoy is reported.", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(target)
    with pytest.raises(QuestionError, match="did not arrive whole"):
        private.take(desk, [("link.txt", tmp_path / "link.txt")], None)


def test_the_shelf_is_for_this_user_of_the_machine_alone(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "upload.txt").write_text("A lost buoy is reported.", encoding="utf-8")
    taken = private.take(desk, [("a.txt", tmp_path / "upload.txt")], None)
    assert os.stat(taken.folder.path).st_mode & 0o077 == 0
    taken.close()


@pytest.mark.parametrize("question", ['x\n{"event": "forged"}', "x\r\nWARNING", "\x1b[2J", "%s %d {0}", '", "event": "forged'])
def test_no_question_gets_a_line_of_its_own_into_the_log(question: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger=LOGGER.name)
    Journal().answered(report(question), 0.1)
    Journal().failed(QuestionError(question), 0.1)
    assert len(caplog.records) == 2
    for record in caplog.records:
        assert len(record.getMessage().splitlines()) == 1
        assert json.loads(record.getMessage())["event"] in {"answered", "failed"}
        assert "forged" not in record.getMessage()
