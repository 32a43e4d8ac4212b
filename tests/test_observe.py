"""What an operator sees of questions: figures and logs without their words, and the answer log that can be held against an index again."""

from __future__ import annotations

import json
import logging
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.index import open_index
from ingest.pipeline import ingest
from qa.__main__ import main
from qa.errors import MalformedAnswerError, QuestionError, SettingsError
from qa.observe import LOGGER, AnswerLog, Figures, Journal, watched, watches
from qa.pipeline import Desk
from qa.recheck import recheck
from qa.settings import Settings
from tests.app_fixtures import report, silence
from tests.factories import CorpusFolder, FakeEmbedder

SECRET = "Who is the leaker of the harbour files?"


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger=LOGGER.name)
    return caplog


def test_figures_count_outcomes_verdicts_and_latencies() -> None:
    figures = Figures()
    figures.answered(report(), 0.2)
    figures.answered(silence(), 0.01)
    figures.failed(QuestionError("empty"), 0.001)
    lines = figures.exposition().splitlines()
    for line in (
        'attest_questions_total{status="answered",reason=""} 1',
        'attest_questions_total{status="abstained",reason="no_evidence"} 1',
        'attest_questions_total{status="failed",reason="QuestionError"} 1',
        f'attest_claims_total{{support="full"}} {len(tuple(report().claims()))}',
        'attest_answer_seconds_bucket{le="0.05"} 2',
        'attest_answer_seconds_bucket{le="0.25"} 3',
        'attest_answer_seconds_bucket{le="+Inf"} 3',
        "attest_answer_seconds_sum 0.211000",
        "attest_answer_seconds_count 3",
    ):
        assert line in lines
    named = {line.split("{")[0].split()[0].removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") for line in lines if line[0] != "#"}
    assert named == {line.split()[2] for line in lines if line.startswith("# TYPE")}


def test_threads_lose_no_count() -> None:
    figures = Figures()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: figures.answered(silence(), 0.1), range(400)))
    assert "attest_answer_seconds_count 400" in figures.exposition()


def test_the_journal_has_sizes_and_no_words(heard: pytest.LogCaptureFixture) -> None:
    journal = Journal()
    journal.answered(report(SECRET), 0.25)
    journal.answered(silence(SECRET), 0.1)
    journal.failed(QuestionError(SECRET), 0.1)
    told = [json.loads(record.message) for record in heard.records]
    assert [one["event"] for one in told] == ["answered", "abstained", "failed"]
    assert (told[0]["claims"], told[0]["sources"], told[0]["seconds"]) == (len(tuple(report().claims())), 2, 0.25)
    assert "leaker" not in heard.text
    assert "buoy" not in heard.text


def test_a_question_is_told_once_with_its_time_and_an_error_goes_on() -> None:
    figures = Figures()
    with watched(figures) as told:
        told(report())
    with pytest.raises(QuestionError), watched(figures):
        raise QuestionError("empty")
    assert 'status="answered",reason=""} 1' in figures.exposition()
    assert 'reason="QuestionError"} 1' in figures.exposition()


def test_a_desk_tells_its_watches_of_asking_and_streaming(built: Path, embedder: FakeEmbedder, tmp_path: Path) -> None:
    log = AnswerLog(tmp_path / "answers.jsonl")
    desk = Desk(open_index(built), embedder, Settings(built), watches=[log])
    asked = desk.ask("Who must report a lost buoy?")
    streamed = [event.answer for event in desk.stream("Who must report a lost buoy?")][-1]
    with pytest.raises(QuestionError):
        desk.ask(" ")
    lines = [json.loads(line)["answer"] for line in (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == [asked.to_dict(), streamed.to_dict() if streamed else None]
    assert "attest_answer_seconds_count 3" in desk.figures.exposition()


def test_the_answer_log_is_for_its_owner_and_grows(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    AnswerLog(path).answered(report(), 0.1)
    AnswerLog(path).answered(silence(), 0.1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_a_log_that_cannot_be_written_is_refused_at_once_and_later_costs_no_answer(tmp_path: Path, heard: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SettingsError, match="ATTEST_ANSWER_LOG"):
        AnswerLog(tmp_path / "none" / "answers.jsonl")
    (tmp_path / "logs").mkdir()
    log = AnswerLog(tmp_path / "logs" / "answers.jsonl")
    (tmp_path / "logs" / "answers.jsonl").unlink()
    (tmp_path / "logs").rmdir()
    log.answered(report(), 0.1)
    assert json.loads(heard.records[-1].message)["event"] == "answer log"


@pytest.mark.parametrize(("log", "kept", "kinds"), [("", "", []), ("json", "", [Journal]), ("json", "a.jsonl", [Journal, AnswerLog])])
def test_settings_choose_the_watches(tmp_path: Path, log: str, kept: str, kinds: list[type]) -> None:
    assert [type(watch) for watch in watches(log, str(tmp_path / kept) if kept else "")] == kinds


def test_a_log_form_that_is_unknown_is_refused() -> None:
    with pytest.raises(SettingsError, match="'xml'"):
        watches("xml", "")


# -- recheck -------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def logged(built: Path, embedder: FakeEmbedder, tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    Desk(open_index(built), embedder, Settings(built), watches=[AnswerLog(path)]).ask("Who must report a lost buoy?")
    return path


def test_an_answer_is_verified_against_the_index_it_came_from(built: Path, logged: Path) -> None:
    found = list(recheck(logged, built))
    assert found
    assert {one.verdict for one in found} == {"verified"}


def test_changed_and_removed_sources_are_told(built: Path, logged: Path, corpus: CorpusFolder, embedder: FakeEmbedder, tmp_path: Path) -> None:
    cited = json.loads(logged.read_text(encoding="utf-8"))["answer"]["sources"][0]["id"]
    for path in corpus.path.rglob("*.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("buoy", "lamp"), encoding="utf-8")
    ingest([], built, embedder, corpus=corpus.path)
    assert "changed" in {one.verdict for one in recheck(logged, built)}
    other = CorpusFolder(tmp_path / "other")
    other.add("gb-lamps", "Lamps Act 2020", {", s 1 — Lamps": ["A lamp burns at night."]}, file="gb/lamps.md", jurisdiction="GB")
    ingest([], tmp_path / "other-index", embedder, corpus=other.path)
    assert {one.verdict for one in recheck(logged, tmp_path / "other-index")} == {"gone"}
    assert cited != "gb-lamps"


@pytest.mark.parametrize("line", ["{}", "[]", '{"answer": {"question": "x"}}', "not json", '{"answer": null}'])
def test_a_line_that_is_no_answer_is_named(built: Path, logged: Path, line: str) -> None:
    with logged.open("a", encoding="utf-8") as log:
        log.write(line + "\n")
    with pytest.raises(MalformedAnswerError, match="line 2 is no logged answer"):
        list(recheck(logged, built))


def test_the_command_counts_and_ends_with_1_where_a_quote_is_gone(built: Path, logged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recheck", str(logged), "--index", str(built)]) == 0
    out = capsys.readouterr().out
    assert "of 1 answers are verified" in out
    assert main(["recheck", str(logged), "--index", str(built), "--json"]) == 0
    assert {one["verdict"] for one in json.loads(capsys.readouterr().out)} == {"verified"}
    assert main(["recheck", str(tmp_path / "none.jsonl"), "--index", str(built)]) == 1
    assert "cannot be read" in capsys.readouterr().err
