"""Private documents: limits, names, what each visitor sees, and that deleting deletes."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import QuestionError
from qa.page import private
from qa.page.private import chosen, discard, gone, take, told
from qa.page.turns import Filters, Talk
from qa.pipeline import Desk
from tests.app_fixtures import hostile_report, report
from tests.factories import FakeEmbedder
from tests.page_fixtures import collect_quietly
from tests.test_desk import desk_on

MEMO = "# Memo\n\n## Lamps\n\nThe keeper of Gull Rock trims the lamps at noon each day.\n"
QUESTION = "When does the keeper of Gull Rock trim the lamps?"


@pytest.fixture
def newsroom(built: Path) -> Desk:
    return desk_on(built)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def file(tmp_path: Path, text: str = MEMO, name: str = "upload.md") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_visitors_file_is_answered_from_and_the_corpus_is_not(newsroom: Desk, tmp_path: Path) -> None:
    held = take(newsroom, [("memo.md", file(tmp_path))], None)
    assert held.desk is not None
    assert [source.form for source in held.desk.sources()] == ["user"]
    answer = held.desk.ask(QUESTION)
    assert answer.status == "answered"
    assert "trims the lamps at noon" in answer.summary[0].text
    assert held.desk.ask("How fast does a harbour master report a lost buoy?").status == "abstained"
    assert all(source.form != "user" for source in newsroom.sources()), "nothing comes into the newsroom's corpus"
    held.close()


def test_silent_documents_say_that_they_alone_were_asked(newsroom: Desk, tmp_path: Path) -> None:
    held = take(newsroom, [("memo.md", file(tmp_path))], None)
    filters = Filters([], [], "", own=True, held=held)
    question = "How fast does a harbour master report a lost buoy?"
    last = list(Talk(newsroom, None).reply(question, filters, [], [], "ada"))[-1]
    assert "Only your own documents were asked; choose \u201cThe corpus\u201d beside the question" in str(last.log)
    held.close()


def test_what_a_killed_page_left_is_swept(temporary: Path) -> None:
    living = private.Folder()
    left, fresh, open_to_all, outside = (temporary / f"attest-{name}" for name in ("private-left", "uploads-fresh", "private-open", "else"))
    for folder in (left, fresh, open_to_all, outside):
        folder.mkdir(mode=0o700)
    (left / "memo.md").write_text("secret", encoding="utf-8")
    (left / "link").symlink_to(outside)
    (outside / "kept").touch()
    link = temporary / "attest-private-link"
    link.symlink_to(outside)
    open_to_all.chmod(0o755)
    for folder in (living.path, left, open_to_all, outside):
        os.utime(folder, (0, 0))
    private.sweep()
    assert not left.exists()
    assert all(path.exists() for path in (living.path, fresh, open_to_all, link, outside / "kept"))
    living.delete()
    assert not living.path.exists()


def test_two_visitors_do_not_see_each_others_files(newsroom: Desk, tmp_path: Path) -> None:
    first = take(newsroom, [("memo.md", file(tmp_path))], None)
    second = take(newsroom, [("memo.md", file(tmp_path, MEMO.replace("noon", "dusk")))], None)
    assert first.folder.path != second.folder.path
    assert first.desk is not None
    assert second.desk is not None
    assert "noon" in first.desk.ask(QUESTION).summary[0].text
    assert "dusk" in second.desk.ask(QUESTION).summary[0].text
    first.close()
    assert second.desk.ask(QUESTION).status == "answered"
    second.close()


def test_more_files_come_beside_the_earlier_ones(newsroom: Desk, tmp_path: Path) -> None:
    held = take(newsroom, [("memo.md", file(tmp_path))], None)
    held = take(newsroom, [("tides.md", file(tmp_path, "# Tides\n\nThe harbour bell rings at every high tide of the year.\n"))], held)
    assert held.names == ("memo.md", "tides.md")
    assert held.desk is not None
    assert len(held.desk.sources()) == 2
    assert held.desk.ask(QUESTION).status == "answered"
    held.close()


def test_deleting_deletes_files_and_index(newsroom: Desk, tmp_path: Path, temporary: Path) -> None:
    held = take(newsroom, [("memo.md", file(tmp_path))], None)
    assert [path.stat().st_mode & 0o077 for path in temporary.iterdir()] == [0]
    assert held.there
    held.close()
    assert not held.there
    assert list(temporary.iterdir()) == []
    held.close()
    anew = take(newsroom, [("other.md", file(tmp_path))], held)
    assert anew.names == ("other.md",), "what was deleted does not come back"
    anew.close()


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Nothing is collected while a test runs: neither what it lets go of itself, nor the sockets that a page of an earlier test has left."""
    collect_quietly()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("asked", [False, True])
def test_files_that_nothing_holds_any_more_are_deleted_at_once(newsroom: Desk, tmp_path: Path, temporary: Path, asked: bool) -> None:
    held = take(newsroom, [("memo.md", file(tmp_path))], None)
    held = take(newsroom, [("more.md", file(tmp_path))], held)
    assert len(list(temporary.iterdir())) == 1, "a second upload keeps the folder of the first"
    assert held.desk is not None
    if asked:
        assert held.desk.ask(QUESTION).status == "answered"
    held.desk.close()
    del held
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.md", "_.._x.md"),
        ("/etc/passwd.md", "_etc_passwd.md"),
        ("..\\..\\x.md", "_.._x.md"),
        (".hidden.md", "hidden.md"),
        ("...", "document.txt"),
        ("", "document.txt"),
        ("a\0b\n.md", "a_b_.md"),
        ("memo\u202efdp.md", "memo_fdp.md"),
        ("<img src=x onerror=1>.md", "<img src=x onerror=1>.md"),
        ("x" * 300 + ".md", "x" * 117 + ".md"),
    ],
)
def test_hostile_names_stay_in_their_folder(newsroom: Desk, tmp_path: Path, temporary: Path, name: str, kept: str) -> None:
    held = take(newsroom, [(name, file(tmp_path))], None)
    assert held.names == (kept,)
    assert [path.name for path in (held.folder.path / "files").iterdir()] == [kept]
    assert {path.name for path in tmp_path.iterdir()} >= {"upload.md", "temporary"}
    assert len(list(temporary.iterdir())) == 1
    assert "<img" not in told(held)
    held.close()


def test_files_of_one_name_are_both_kept(newsroom: Desk, tmp_path: Path) -> None:
    files = [("memo.md", file(tmp_path)), ("memo.md", file(tmp_path, "# Other\n\nThe harbour bell rings at every high tide.\n", "second.md"))]
    held = take(newsroom, files, None)
    assert held.names == ("memo (2).md", "memo.md")
    assert held.report.documents == 2
    held.close()


def test_links_and_what_did_not_arrive_are_refused(newsroom: Desk, tmp_path: Path, temporary: Path) -> None:
    link = tmp_path / "link.md"
    link.symlink_to(file(tmp_path))
    for path in (link, tmp_path / "none.md", tmp_path):
        with pytest.raises(QuestionError, match=r"memo\.md did not arrive whole; upload it again"):
            take(newsroom, [("memo.md", path)], None)
    assert list(temporary.iterdir()) == []


def test_the_limits_hold_for_all_that_a_visit_has(newsroom: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(tmp_path)
    with pytest.raises(QuestionError, match=r"21 files are too many; a visit can hold 20\. .*attest ingest FOLDER"):
        take(newsroom, [(f"{number}.md", path) for number in range(21)], None)
    size = path.stat().st_size
    monkeypatch.setattr(private, "MAX_FILE_BYTES", size - 1)
    with pytest.raises(QuestionError, match=r"memo\.md has 0 MB; the limit for a file is 0 MB"):
        take(newsroom, [("memo.md", path)], None)
    monkeypatch.setattr(private, "MAX_FILE_BYTES", size)
    monkeypatch.setattr(private, "MAX_TOTAL_BYTES", 2 * size)
    held = take(newsroom, [("memo.md", path)], None)
    held = take(newsroom, [("second.md", path)], held)
    with pytest.raises(QuestionError, match="more than 0 MB together"):
        take(newsroom, [("third.md", path)], held)
    assert held.desk is not None
    assert held.desk.ask(QUESTION).status == "answered", "a refused upload loses nothing"
    held.close()


def test_a_file_that_cannot_be_read_is_named_and_costs_no_other(newsroom: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"%PDF-1.4 and nothing more")
    held = take(newsroom, [("memo.md", file(tmp_path)), ("bad<b>.pdf", broken)], None)
    assert held.desk is not None
    said = told(held)
    assert "1 of 2 files ready, 1 passage." in said
    assert '<li class="bad"><strong>bad&lt;b&gt;.pdf</strong>: ' in said
    assert '<li class="good"><strong>memo.md</strong>: ready</li>' in said
    held.close()
    alone = take(newsroom, [("bad.pdf", broken)], None)
    assert alone.desk is None
    assert chosen(newsroom, alone, own=True) is None
    alone.close()


def test_the_desk_that_is_asked_is_the_one_chosen(newsroom: Desk, tmp_path: Path) -> None:
    held = take(newsroom, [("memo.md", file(tmp_path))], None)
    assert chosen(newsroom, held, own=True) is held.desk
    assert chosen(newsroom, held, own=False) is newsroom
    held.close()
    assert chosen(newsroom, held, own=True) is None, "never the corpus in its place"
    assert chosen(newsroom, None, own=True) is None
    assert chosen(newsroom, None, own=False) is newsroom


def test_a_conversation_that_cites_files_no_longer_there_is_known(newsroom: Desk) -> None:
    assert gone(newsroom, [report(), hostile_report("x" * 9)])
    assert not gone(newsroom, [report()])
    assert not gone(newsroom, [])


def test_what_the_server_kept_of_an_upload_is_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "0a1b2c"
    folder.mkdir()
    paths = [folder / "a.md", folder / "b.md"]
    for path in paths:
        path.write_text("x", encoding="utf-8")
    discard([paths[0]])
    assert folder.is_dir()
    discard(paths)
    assert not folder.exists()


def test_the_embedder_is_the_desks_own(newsroom: Desk, tmp_path: Path) -> None:
    assert isinstance(newsroom.embedder, FakeEmbedder)
    before = newsroom.embedder.calls
    take(newsroom, [("memo.md", file(tmp_path))], None).close()
    assert newsroom.embedder.calls > before
