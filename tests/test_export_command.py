"""``attest export`` and ``attest ask --export``: files by name and ending, and bad input told in one line."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from qa.__main__ import BAD_USE, FAILURE, main
from qa.export import FORMATS, export, read_answer
from tests.export_fixtures import desk_answer, footnotes
from tests.factories import FakeEmbedder


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A saved answer, as ``attest ask --json`` prints it."""
    path = tmp_path / "answer.json"
    path.write_bytes(export(desk_answer(), "json"))
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_a_saved_answer_is_written_in_each_format(saved: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / f"out{FORMATS[name].ending}"
    assert main(["export", str(saved), "-o", str(file)]) == 0
    assert file.read_bytes() == export(desk_answer(), name)


def test_a_name_comes_before_an_ending(saved: Path, tmp_path: Path) -> None:
    assert main(["export", str(saved), "--format", "bibtex", "-o", str(tmp_path / "sources.txt")]) == 0
    assert (tmp_path / "sources.txt").read_bytes() == export(desk_answer(), "bibtex")


def test_without_a_file_the_export_is_printed(saved: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["export", str(saved), "--format", "docx"]) == 0
    assert capsysbinary.readouterr().out == export(desk_answer(), "docx")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(saved.read_bytes())))
    assert main(["export", "-", "--format", "markdown"]) == 0
    assert capsysbinary.readouterr().out == export(desk_answer(), "markdown")


def test_word_is_not_printed_in_a_terminal(saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["export", str(saved), "--format", "docx"]) == BAD_USE
    assert "give -o FILE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ANSWER"], BAD_USE, "give --format or -o FILE; the formats are markdown, html, docx"),
        (["ANSWER", "--format", "pdf"], BAD_USE, "--format pdf is no format"),
        (["ANSWER", "-o", "x.pdf"], BAD_USE, "x.pdf: its ending names no export format"),
        (["nowhere.json", "--format", "html"], FAILURE, "nowhere.json cannot be read: No such file"),
        (["FOLDER", "--format", "html"], FAILURE, "cannot be read: Is a directory"),
        (["ANSWER", "-o", "FOLDER/none/x.html"], FAILURE, "x.html cannot be written: No such file"),
        (["WRONG", "--format", "html"], FAILURE, "wrong.json: not an answer of schema version 1: question: Field required"),
        (["BROKEN", "--format", "html"], FAILURE, "broken.json is no JSON"),
        ([], BAD_USE, "Missing argument 'ANSWER'"),
    ],
    ids=["nothing", "name", "ending", "missing", "folder", "unwritable", "wrong", "broken", "empty"],
)
def test_bad_use_is_told_in_one_line(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments, code, message) -> None:
    (tmp_path / "wrong.json").write_text("{}", encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    names = {"ANSWER": str(saved), "FOLDER": str(tmp_path), "WRONG": str(tmp_path / "wrong.json"), "BROKEN": str(tmp_path / "broken.json")}
    given = [names.get(word, word.replace("FOLDER", str(tmp_path))) for word in arguments]
    assert main(["export", *given]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert message in told.err
    assert len(told.err.splitlines()) == 1


def test_ask_writes_files_beside_its_answer(built: Path, embedder: FakeEmbedder, tmp_path: Path, monkeypatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", lambda model: embedder)
    word, page = tmp_path / "a.docx", tmp_path / "a.csl.json"
    question = "How fast does a harbour master report a lost buoy?"
    assert main(["ask", question, "--index", str(built), "--json", "--export", str(word), "--export", str(page)]) == 0
    answer = read_answer(capsys.readouterr().out.encode(), "the answer")
    assert len(footnotes(word.read_bytes())) == sum(len(claim.citations) for claim in answer.claims())
    assert [item["custom"]["attest"]["n"] for item in json.loads(page.read_bytes())] == [source.n for source in answer.sources]


def test_ask_refuses_a_format_before_it_opens_the_index(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "What?", "--index", "nowhere", "--export", "a.pdf"]) == BAD_USE
    assert "a.pdf: its ending names no export format" in capsys.readouterr().err
