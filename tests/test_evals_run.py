"""Runs of the evaluation on a scripted desk, the thresholds, and the command on a small corpus."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path

import pytest

from evals import __main__ as cli
from evals import case as case_module
from evals import gate
from evals.case import Case
from evals.errors import ThresholdError
from evals.gate import failures, load_thresholds
from evals.record import make_record, to_json
from evals.rows import read_run
from evals.run import METRICS, SplitResult, Total, Yardstick, run_split, sections
from evals.system import AttestSystem, Reply
from evals.table import table
from ingest.source import Candidate, corpus_candidates, corpus_folder, parse
from qa.errors import QuestionError
from tests.evals_fixtures import (
    FIRST,
    HELD,
    SECOND,
    A,
    E,
    ScriptedDesk,
    case_fields,
    make_answer,
    make_case,
    make_claim,
    make_refusal,
    make_yardstick,
    refusal_fields,
    write_cases,
)
from tests.factories import FakeEmbedder

ASKED, REFUSED = make_case(), make_refusal()


def _run(desk: ScriptedDesk, *cases: object) -> SplitResult:
    return run_split("dev", cases or (ASKED, REFUSED), AttestSystem(desk), make_yardstick(), workers=1)  # type: ignore[arg-type]


def _right_desk() -> ScriptedDesk:
    return ScriptedDesk({ASKED.question: make_answer(make_claim(A, FIRST), body=[make_claim(E, SECOND)]), REFUSED.question: make_answer()}, [E, A])


def test_a_right_desk_is_measured() -> None:
    totals = _run(_right_desk()).totals()
    unmeasured = {"free_of_must_not", "paraphrase_same", "paraphrase_section", "paraphrase_overlap", "paraphrase_gold"}  # the case lists no such wording
    expected = {name: 1.0 for name in METRICS if name not in unmeasured}
    expected |= {"hit_at_1": 0.0, "reciprocal_rank": 0.5, "ndcg_at_10": pytest.approx(0.6309, abs=1e-4), "provision_precision": 0.5}
    expected |= {"pinpoint_related": 0.0, "pinpoint_sibling": 0.0, "pinpoint_wrong": 0.0, "wrong_refusals": 0.0}
    expected["character_precision"] = pytest.approx((FIRST[1] - FIRST[0]) / (FIRST[1] - FIRST[0] + SECOND[1] - SECOND[0]))
    assert {name: total.value for name, total in totals.items()} == expected
    assert {name: totals[name].cases for name in ("right_decision", "citations_hold", "hit_at_5", "right_refusals")} == {
        "right_decision": 2,
        "citations_hold": 1,
        "hit_at_5": 1,
        "right_refusals": 1,
    }


def test_what_stands_in_the_body_is_not_in_the_summary_and_the_first_claim_has_the_pinpoint() -> None:
    desk = ScriptedDesk({ASKED.question: make_answer(make_claim(E, SECOND), body=[make_claim(A, FIRST)])})
    (result,) = _run(desk, ASKED).results
    found = result.measures
    assert (found.gold_in_summary, found.gold_anywhere, found.nugget_recall) == (0.0, 1.0, 1.0)
    assert (found.pinpoint_exact, found.pinpoint_sibling) == (0.0, 1.0)
    assert result.cited == (E, A)


def test_a_refused_answerable_question_stays_in_every_denominator() -> None:
    totals = _run(ScriptedDesk({ASKED.question: make_answer()}, [A]), ASKED).totals()
    found = {"hit_at_1", "hit_at_5", "hit_at_10", "recall_at_10", "reciprocal_rank", "ndcg_at_10"}
    assert {name for name, total in totals.items() if total.value == 1.0} == {*found, "wrong_refusals"}
    assert "citations_hold" not in totals
    assert totals["whole_answer"].value == 0.0
    assert all(total.cases == 1 for total in totals.values())


@pytest.mark.parametrize("error", [KeyError("lamp"), RecursionError("deep"), SystemExit(3)], ids=["KeyError", "RecursionError", "SystemExit"])
@pytest.mark.parametrize(
    ("crashing", "metric", "worst"), [(ASKED, "wrong_refusals", 1.0), (REFUSED, "right_refusals", 0.0)], ids=["answerable", "unanswerable"]
)
def test_a_crash_is_a_failed_case_and_the_rest_is_run(error: BaseException, crashing: object, metric: str, worst: float) -> None:
    desk = _right_desk()
    desk.answers = {**desk.answers, crashing.question: error}  # type: ignore[attr-defined]
    run = _run(desk)
    assert len(run.results) == 2
    assert run.count(outcome="crashed") == 1
    (crash,) = [result for result in run.results if result.outcome == "crashed"]
    assert crash.error.startswith(type(error).__name__)
    totals = run.totals()
    assert totals[metric].value == worst
    assert totals["right_decision"].value == 0.5
    assert crash.measures.citations_hold == 0.0


@pytest.mark.parametrize(("case", "metric"), [(ASKED, "wrong_refusals"), (REFUSED, "right_refusals")], ids=["answerable", "unanswerable"])
def test_a_question_rejected_as_none_counts_as_refused(case: object, metric: str) -> None:
    run = _run(ScriptedDesk({case.question: QuestionError("the question is empty")}), case)  # type: ignore[attr-defined]
    assert run.count(outcome="rejected") == 1
    assert run.totals()[metric].value == 1.0


def test_a_quote_that_is_not_the_slice_is_noticed() -> None:
    desk = ScriptedDesk({ASKED.question: make_answer(make_claim(A, FIRST), make_claim(E, SECOND, shift=-1))})
    totals = _run(desk, ASKED).totals()
    assert (totals["citations_hold"].value, totals["quote_exists"].value) == (0.0, 0.5)


def test_quotes_are_compared_with_the_stored_text_whatever_the_system_says_of_them() -> None:
    class Liar(AttestSystem):
        def _holds(self, answer: object, listed: object) -> bool:
            return True

    desk = ScriptedDesk({ASKED.question: make_answer(make_claim(A, FIRST, shift=1))})
    totals = run_split("dev", [ASKED], Liar(desk), make_yardstick(), workers=1).totals()  # type: ignore[arg-type]
    assert (totals["citations_hold"].value, totals["quote_exists"].value) == (1.0, 0.0)


def test_tokens_and_cost_are_summed_over_all_cases() -> None:
    class Priced:
        name = "priced"

        def reply(self, case: Case) -> Reply:
            return (
                Reply(True, (), (), None, None, 0.1, tokens=120, cost=0.25) if case.kind == "answerable" else Reply(False, (), (), None, None, 0.1, tokens=30)
            )

    run = run_split("dev", [ASKED, REFUSED], Priced(), make_yardstick(), workers=1)
    assert (run.tokens, run.cost) == (150, 0.25)
    lines = {line.split("  ")[0]: line.split()[-1] for line in table([run]).splitlines()}
    assert (lines["tokens in all"], lines["cost in all"]) == ("150", "$0.25")


def test_a_text_that_changed_under_its_quotes_is_noticed() -> None:
    desk = _right_desk()
    desk.text = desk.text.replace("10 days", "30 days")
    assert _run(desk).totals()["citations_hold"].value == 0.0


def test_a_claim_said_again_is_not_judged_again() -> None:
    judged: list[tuple[str, str]] = []

    def judge(claim: str, text: str) -> bool:
        judged.append((claim, text))
        return claim in text

    yardstick = Yardstick(HELD, judge)
    reply = AttestSystem(_right_desk()).reply(ASKED)  # type: ignore[arg-type]
    first, again = (yardstick.measure(ASKED, reply) for _ in range(2))
    assert first == again
    assert first.claim_recall == 1.0
    assert len(judged) == len(set(judged)) > 0


def test_a_run_is_repeatable_passes_the_day_and_tells_its_progress() -> None:
    dated = make_case(id="a-2", as_of="2023-06-01")
    told: list[tuple[int, int, str]] = []
    desk = _right_desk()
    first = run_split("dev", (ASKED, dated), AttestSystem(desk), make_yardstick(), lambda *step: told.append(step), workers=1)  # type: ignore[arg-type]
    assert desk.days == [None, dated.as_of]
    assert told == [(1, 2, "a-1"), (2, 2, "a-2")]
    again = _run(_right_desk(), ASKED, dated)
    assert [r.measures for r in first.results] == [r.measures for r in again.results]
    assert first.totals() == again.totals()


def test_many_threads_give_the_results_of_one_in_the_cases_order() -> None:
    cases = tuple(make_case(id=f"a-{i}") for i in range(40))
    parallel = run_split("dev", cases, AttestSystem(_right_desk()), make_yardstick(), workers=8)  # type: ignore[arg-type]
    assert [r.case.id for r in parallel.results] == [c.id for c in cases]
    assert [r.measures for r in parallel.results] == [r.measures for r in _run(_right_desk(), *cases).results]


def test_earlier_turns_are_asked_first_and_given_as_history() -> None:
    desk = _right_desk()
    desk.answers = {**desk.answers, "And how much?": make_answer(make_claim(E, SECOND))}
    turn = make_case(question="And how much?", before=[ASKED.question], gold=[E], nuggets=[["$850,000"]])
    (result,) = _run(desk, turn).results
    assert desk.histories == [[], [ASKED.question]]
    assert result.measures.whole_answer == 1.0


def test_paraphrases_that_cite_other_places_are_noticed() -> None:
    desk = _right_desk()
    desk.answers = {**desk.answers, "Same?": make_answer(make_claim(A, FIRST)), "Other?": make_answer(make_claim(E, SECOND))}
    same = _run(desk, make_case(paraphrases=["Same?"])).totals()
    assert (same["paraphrase_same"].value, same["paraphrase_overlap"].value) == (1.0, 1.0)
    other = _run(desk, make_case(paraphrases=["Same?", "Other?"])).totals()
    assert (other["paraphrase_same"].value, other["paraphrase_overlap"].value) == (0.0, 0.5)
    assert (same["paraphrase_gold"].value, other["paraphrase_gold"].value) == (1.0, 0.0)
    assert other["paraphrase_section"].value == 1.0  # both stand in one section


def test_paraphrases_that_cite_other_places_of_one_section_are_told_from_those_of_another() -> None:
    found = [sections(frozenset(places)) for places in (["18 U.S.C. § 2258A(a)(1)", "18 U.S.C. § 2258A(e)"], ["18 U.S.C. § 2258A"], ["18 U.S.C. § 2258B"])]
    assert found[0] == found[1] != found[2]


def test_a_wording_that_must_not_be_is_noticed_and_makes_the_answer_wrong() -> None:
    totals = _run(_right_desk(), make_case(must_not=["up to $850,000"])).totals()
    assert (totals["free_of_must_not"].value, totals["nugget_recall"].value, totals["whole_answer"].value) == (0.0, 1.0, 0.0)


def _thresholds(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "thresholds.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("dev", "missed"),
    [
        pytest.param("hit_at_5 = 1.0\nwrong_refusals = 0.0", [], id="just kept"),
        pytest.param("hit_at_1 = 0.01", ["dev hit_at_1: 0.000 misses its floor of 0.010"], id="under a floor"),
        pytest.param("reciprocal_rank = 0.5\nhit_at_1 = 0.2", ["dev hit_at_1: 0.000 misses its floor of 0.200"], id="one of two"),
    ],
)
def test_a_floor_that_is_missed_is_named(tmp_path: Path, dev: str, missed: list[str]) -> None:
    thresholds = load_thresholds(_thresholds(tmp_path, f"[dev]\n{dev}\n[heldout]\nhit_at_1 = 1.0\n"))
    assert failures(thresholds, [_run(_right_desk())]) == missed


def test_a_ceiling_that_is_passed_is_named(tmp_path: Path) -> None:
    thresholds = load_thresholds(_thresholds(tmp_path, "[dev]\nwrong_refusals = 0.5\n[heldout]\n"))
    run = _run(ScriptedDesk({ASKED.question: make_answer()}), ASKED)
    assert failures(thresholds, [run]) == ["dev wrong_refusals: 1.000 misses its ceiling of 0.500"]


def test_a_metric_that_nothing_measured_is_named(tmp_path: Path) -> None:
    thresholds = load_thresholds(_thresholds(tmp_path, "[dev]\nright_refusals = 0.0\n[heldout]\n"))
    assert failures(thresholds, [_run(_right_desk(), ASKED)]) == ["dev right_refusals: not measured, so its floor of 0.000 is not kept"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("[dev]\nhit_at_7 = 0.5\n[heldout]\n", "'hit_at_7' is not a metric", id="an unknown metric"),
        pytest.param("[dev]\nhit_at_5 = 95\n[heldout]\n", "dev.hit_at_5", id="per cent"),
        pytest.param("[dev]\nhit_at_5 = 'high'\n[heldout]\n", "dev.hit_at_5", id="a word"),
        pytest.param("[dev]\n", "heldout", id="a split left out"),
        pytest.param("[dev]\n[heldout]\n[test]\n", "test", id="an unknown split"),
        pytest.param("[dev", "cannot be read", id="no TOML"),
    ],
)
def test_thresholds_that_cannot_be_used_are_named(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ThresholdError, match=told):
        load_thresholds(_thresholds(tmp_path, text))


def test_the_bundled_thresholds_gate_both_splits_alike() -> None:
    thresholds = load_thresholds(gate.THRESHOLDS)
    # What must not be said has its floor where it was first measured, on dev.
    assert set(thresholds.dev) == {*thresholds.heldout, "free_of_must_not"}
    assert thresholds.dev["citations_hold"] == thresholds.heldout["citations_hold"] == 1.0


@pytest.fixture
def harbour(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of the harbour laws, with cases and thresholds of its own that it keeps."""
    dev = [
        case_fields(question="Within how many days does a harbour master report a lost buoy to the coast office?"),
        refusal_fields(question="Am I going to jail?"),
    ]
    heldout = [
        case_fields(id="h-1", question="What does a harbour master who hides a lost buoy pay as a fine?", gold=[E], nuggets=[["$850,000"]]),
        refusal_fields(id="h-2", question="What does section 9999 of title 40 U.S.C. say about gulls?"),
    ]
    monkeypatch.setattr(case_module, "CASES", write_cases(tmp_path / "cases", dev, heldout))
    monkeypatch.setattr(gate, "THRESHOLDS", _thresholds(tmp_path, "[dev]\nhit_at_5 = 1.0\ncitations_hold = 1.0\n[heldout]\nhit_at_5 = 1.0\n"))
    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", lambda model: FakeEmbedder())
    return built


def test_the_command_prints_both_splits_and_keeps_the_thresholds(harbour: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--index", str(harbour)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:3]] == [["attest", "attest"], ["dev", "heldout"], ["all", "cases", "2", "2"]]
    (hits,) = [line for line in lines if line.strip().startswith("hit_at_5")]
    assert hits.split("hit_at_5")[1].split() == ["100.0", "[100.0,", "100.0]", "1"] * 2
    assert lines[-1] == "All 3 thresholds are kept."


def test_a_missed_threshold_is_exit_code_1_and_named(harbour: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _thresholds(tmp_path, "[dev]\nhit_at_5 = 1.0\npinpoint_related = 0.9\n[heldout]\npinpoint_related = 0.9\n")
    assert cli.main(["run", "--index", str(harbour), "--split", "dev"]) == 1
    told = capsys.readouterr()
    assert told.err == "threshold missed: dev pinpoint_related: 0.000 misses its floor of 0.900\n"
    assert "heldout" not in told.out
    assert "kept" not in told.out


def test_the_command_is_found_under_attest(harbour: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from qa.__main__ import main

    assert main(["eval", "run", "--index", str(harbour), "--split", "heldout"]) == 0
    assert "heldout" in capsys.readouterr().out


def test_the_rows_hold_every_case_with_its_provenance(harbour: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    assert cli.main(["run", "--index", str(harbour), "--json", str(rows)]) == 0
    read = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    assert [(row["split"], row["case"]["id"]) for row in read] == [("dev", "a-1"), ("dev", "u-1"), ("heldout", "h-1"), ("heldout", "h-2")]
    assert set(read[0]["measures"]) == set(METRICS)
    assert read[0]["reply"]["found"]
    assert set(read[0]["provenance"]) == {"index", "texts", "cases", "package_version", "composer", "settings", "today", "metrics_version"}
    assert cli.main(["run", "--index", str(harbour), "--json", str(rows)]) == 0
    again = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    for row in (*read, *again):
        row["reply"]["seconds"] = 0
    assert again == read


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(["run", "--index", "INDEX", "--json", "none/rows.jsonl"], 2, "the folder of none/rows.jsonl does not exist", id="no folder for the rows"),
        pytest.param(["run", "--index", "nowhere"], 1, "there is no index in nowhere", id="no index"),
        pytest.param(["run", "--split", "test"], 2, "'test' is not one of", id="an unknown split"),
        pytest.param(["run", "--index", "INDEX", "--report", "none/page.html"], 2, "the folder of none/page.html does not exist", id="no folder for the page"),
        pytest.param(["run", "--today", "2026-01-01"], 2, "--today goes with --cases", id="a day for the fixed set"),
        pytest.param(["run", "--cases", "README.md", "--split", "dev"], 2, "--split chooses from the fixed set", id="a split of own cases"),
        pytest.param(["run", "--cases", "none.jsonl"], 2, "'none.jsonl' does not exist", id="no cases"),
    ],
)
def test_bad_use_is_one_line(harbour: Path, arguments: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([str(harbour) if a == "INDEX" else a for a in arguments]) == code
    err = capsys.readouterr().err
    assert err.startswith("attest: error: ")
    assert told in err
    assert err.count("\n") == 1


def test_cases_that_do_not_fit_the_index_stop_the_run(harbour: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_cases(tmp_path / "cases", [case_fields(nuggets=[["40 days"]])], [refusal_fields()])
    assert cli.main(["run", "--index", str(harbour)]) == 1
    err = capsys.readouterr().err
    assert "the cases do not fit the index" in err
    assert "a-1: no passage under its gold pinpoints holds '40 days'" in err


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the libraries that the plain chain is made of
def test_baselines_are_measured_in_the_same_harness(harbour: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    assert cli.main(["run", "--index", str(harbour), "--split", "heldout", "--baselines", "--json", str(rows)]) == 0
    read = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    answered = {row["system"]: row for row in read if row["case"]["id"] == "h-1"}
    assert list(answered) == ["attest", "chain", "bm25", "dense", "paste"]
    assert {name: len(row["reply"]["claims"]) for name, row in answered.items() if name != "attest"}["paste"] == 1
    assert answered["bm25"]["measures"]["hit_at_1"] == 1.0
    assert all(row["reply"]["claims"][0]["citations"] for row in answered.values())
    assert all(row["measures"]["quote_exists"] == 1.0 for row in answered.values())
    refused = {row["system"]: row["outcome"] for row in read if row["case"]["id"] == "h-2"}
    assert (refused["attest"], refused["dense"], refused["chain"]) == ("abstained", "answered", "answered")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the libraries that the plain chain is made of
def test_what_search_takes_for_no_question_is_refused_by_pasting_too(harbour: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    write_cases(tmp_path / "cases", [case_fields()], [refusal_fields(question="?!")])
    cli.main(["run", "--index", str(harbour), "--split", "heldout", "--baselines", "--json", str(rows)])
    (result,) = next(run for run in read_run(rows).of("paste")).results
    assert (result.outcome, result.measures.right_refusals) == ("rejected", 1.0)


def test_baselines_without_their_libraries_say_what_to_install(harbour: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "langchain_chroma", None)
    assert cli.main(["run", "--index", str(harbour), "--baselines"]) == 1
    assert "pip install 'attest-qa[eval]'" in capsys.readouterr().err


# -- a reader's own cases --------------------------------------------------------------------------------------------------------------------


OWN = [
    "# comments are left out",
    json.dumps(case_fields(question="Within how many days does a harbour master report a lost buoy to the coast office?")),
    json.dumps(refusal_fields(question="Am I going to jail?")),
]


def _own(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(lines or OWN) + "\n", encoding="utf-8")
    return path


def test_own_cases_run_on_any_index_and_no_threshold_is_applied(harbour: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _thresholds(tmp_path, "[dev]\npinpoint_wrong = 0.0\nhit_at_1 = 1.0\nwhole_answer = 1.0\n[heldout]\n")  # the bundled ones, which are not for these
    rows, page = tmp_path / "rows.jsonl", tmp_path / "page.html"
    arguments = ["run", "--cases", str(_own(tmp_path)), "--index", str(harbour), "--today", "2027-03-01", "--json", str(rows), "--report", str(page)]
    assert cli.main(arguments) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[1].split() == ["own"]
    assert "thresholds" not in out
    read = read_run(rows)
    assert [(r.split, [c.case.id for c in r.results]) for r in read.results] == [("own", ["a-1", "u-1"])]
    assert {c.case.as_of for r in read.results for c in r.results} == {date(2027, 3, 1)}
    assert read.provenance["today"] == "2027-03-01"
    assert "your cases" in page.read_text(encoding="utf-8")


def test_own_thresholds_are_applied_where_they_are_given(harbour: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limits = tmp_path / "limits.toml"
    limits.write_text("[own]\nhit_at_5 = 1.0\npinpoint_related = 0.9\n", encoding="utf-8")
    arguments = ["run", "--cases", str(_own(tmp_path)), "--index", str(harbour), "--today", "2026-11-22", "--thresholds", str(limits)]
    assert cli.main(arguments) == 1
    assert capsys.readouterr().err == "threshold missed: own pinpoint_related: 0.000 misses its floor of 0.900\n"
    limits.write_text("[dev]\n[heldout]\n", encoding="utf-8")
    assert cli.main(arguments) == 1
    assert "the table [own] is missing" in capsys.readouterr().err


def test_own_cases_that_do_not_fit_name_their_problem(harbour: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = _own(tmp_path, json.dumps(case_fields(nuggets=[["40 days"]])))
    assert cli.main(["run", "--cases", str(own), "--index", str(harbour)]) == 1
    err = capsys.readouterr().err
    assert "a-1: no passage under its gold pinpoints holds '40 days'" in err
    assert "bundled corpus" not in err


def test_cases_without_a_day_get_that_of_the_run() -> None:
    dated, named, open_ = make_case(as_of="2023-06-01"), make_case(question="What was the fine as of 3 May 2021?"), make_case()
    assert [case.as_of for case in case_module.as_of_today([dated, named, open_], date(2027, 3, 1))] == [date(2023, 6, 1), None, date(2027, 3, 1)]


def test_the_template_fits_the_bundled_corpus_and_tells_every_field(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["template"]) == 0
    printed = capsys.readouterr().out
    path = tmp_path / "mine.jsonl"
    path.write_text(printed, encoding="utf-8")
    cases = case_module.load_cases(path)
    documents = [
        parse(candidate) for candidate in corpus_candidates(corpus_folder()) if isinstance(candidate, Candidate) and "us-18usc-2258a" in candidate.name
    ]
    held = [case_module.Held(d.source, p.pinpoint, d.text[p.start : p.end]) for d in documents for p in d.provisions]
    assert case_module.misfits(cases, held) == []
    assert {case.kind for case in cases} == {"answerable", "unanswerable"}
    told = [line.split()[1] for line in printed.splitlines() if re.match(r"#   [a-z_]+  ", line)]
    assert told == [name for name in Case.model_fields if name in told]
    assert set(told) == set(Case.model_fields)


def test_a_total_that_falls_out_of_its_recorded_interval_ends_the_run(harbour: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, kept = tmp_path / "rows.jsonl", tmp_path / "kept.json"
    run = ["run", "--index", str(harbour)]
    assert cli.main([*run, "--json", str(rows)]) == 0
    read = read_run(rows)
    record = make_record(read, read.provenance)
    kept.write_text(to_json(record), encoding="utf-8")
    assert cli.main([*run, "--against", str(kept)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "No total has fallen out of its recorded interval."
    better = {"attest": {"dev": {"pinpoint_sibling": Total(0.0, 0.0, 0.0, 1), "pinpoint_related": Total(0.9, 0.8, 1.0, 1)}}}
    kept.write_text(to_json(record.model_copy(update={"totals": better})), encoding="utf-8")
    assert cli.main([*run, "--against", str(kept)]) == 1
    assert capsys.readouterr().err == "regression: dev pinpoint_related: 0.000 is below the low end, 0.800, of the recorded interval around 0.900\n"
    assert cli.main([*run, "--split", "dev", "--against", str(kept)]) == 1
    assert "the record is of other questions; if that explains it" in capsys.readouterr().err
