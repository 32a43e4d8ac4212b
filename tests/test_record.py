"""Record: the totals kept in the repository, the README's table made from them, and when either is stale."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import __main__ as cli
from evals import record as record_module
from evals.errors import RecordError
from evals.record import BEGIN, END, README, RECORD, TOLD, fingerprint, make_record, quality_table, read_record, regressions, stale, to_json, with_table
from evals.run import METRICS, Total
from tests.eval_run_fixtures import PROVENANCE, make_run, measured, run_file, say
from tests.evals_fixtures import A, E, case_fields, refusal_fields, write_cases

GOOD = {"a-1": say(A), "a-2": say(E), "u-1": say()}
RUN = make_run(measured(GOOD), measured(GOOD, "heldout"), measured(GOOD | {"u-1": say(A)}, "heldout", "bm25"))
MARKED = f"# Lamps\n\n{BEGIN}\nold\n{END}\n\nMore.\n"


def test_the_last_recorded_run_is_of_the_questions_and_the_corpus_as_they_are() -> None:
    """Fails where evals/last_run.json or the README's table is stale: run 'make eval' and 'attest eval record .attest/eval/last_run.jsonl'."""
    assert stale(read_record(RECORD), fingerprint(), README.read_text(encoding="utf-8")) == []


def test_the_last_recorded_run_has_every_metric_of_every_system_on_both_splits() -> None:
    record = read_record(RECORD)
    assert list(record.totals) == ["attest", "chain", "bm25", "dense", "paste"]
    for system, splits in record.totals.items():
        assert set(splits) == {"dev", "heldout"}
        for totals in splits.values():
            # Nothing is refused by the plain chain, and the baselines list no sources whose numbers could be in order.
            assert set(METRICS) - set(totals) <= (set() if system == "attest" else {"refusal_precision", "numbers_in_order"}), system


def test_a_record_sums_a_run_up() -> None:
    record = make_record(RUN, PROVENANCE)
    assert record.cases == {"dev": {"answerable": 2, "unanswerable": 1}, "heldout": {"answerable": 2, "unanswerable": 1}}
    assert record.totals["bm25"]["heldout"]["right_refusals"] == Total(0.0, 0.0, 0.0, 1)
    assert record.totals["attest"]["dev"]["whole_answer"] == Total(1.0, 1.0, 1.0, 2)
    assert record.provenance == PROVENANCE


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "kept.json"
    path.write_text(to_json(make_record(RUN, PROVENANCE)), encoding="utf-8")
    assert read_record(path) == make_record(RUN, PROVENANCE)


def test_only_a_run_of_all_on_what_is_there_now_is_recorded() -> None:
    with pytest.raises(RecordError, match="has not both splits"):
        make_record(make_run(measured(GOOD)), PROVENANCE)
    with pytest.raises(RecordError, match="has not both splits of the fixed set with Attest on them"):
        make_record(make_run(measured(GOOD, "dev", "bm25"), measured(GOOD, "heldout", "bm25")), PROVENANCE)
    with pytest.raises(RecordError, match="made on other texts than the repository holds now"):
        make_record(RUN, PROVENANCE | {"texts": "t2"})
    with pytest.raises(RecordError, match="made on other questions than the repository holds now"):
        make_record(RUN, PROVENANCE | {"cases": "c2"})


def test_the_table_has_ours_on_both_splits_and_the_others_held_out() -> None:
    lines = quality_table(make_record(RUN, PROVENANCE)).splitlines()
    assert lines[0] == "| per cent [95 % interval] | **Attest**, dev | **Attest**, held out | bm25, held out |"
    assert lines[1] == "|---|---|---|---|"
    assert "| right refusals | 100 [100, 100] | 100 [100, 100] | 0 [0, 0] |" in lines
    assert "| refusal precision | 100 [100, 100] | 100 [100, 100] | – |" in lines
    assert "| wrong refusals (less is better) | 0 [0, 0] | 0 [0, 0] | 0 [0, 0] |" in lines
    assert sum(line.startswith("| ") for line in lines) == 1 + len(TOLD)
    assert lines[-1].startswith("Questions: dev 2 answerable and 1 unanswerable; held out 2 answerable and 1 unanswerable.")


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    record = make_record(RUN, PROVENANCE)
    page = with_table(MARKED, record)
    assert page == f"# Lamps\n\n{BEGIN}\n{quality_table(record)}\n{END}\n\nMore.\n"
    assert with_table(page, record) == page


@pytest.mark.parametrize("readme", ["# Lamps\n", f"{BEGIN}\n", f"{END}\n{BEGIN}\n", MARKED + MARKED], ids=["none", "no end", "turned around", "two pairs"])
def test_a_readme_without_one_pair_of_markers_is_refused(readme: str) -> None:
    with pytest.raises(RecordError, match="has not one pair of markers"):
        with_table(readme, make_record(RUN, PROVENANCE))


def test_what_is_stale_is_named() -> None:
    record = make_record(RUN, PROVENANCE)
    page = with_table(MARKED, record)
    assert stale(record, PROVENANCE, page) == []
    assert stale(record, PROVENANCE | {"cases": "c2"}, page) == ["the record was made on other questions"]
    assert stale(record, PROVENANCE | {"texts": "t2"}, page) == ["the record was made on other texts"]
    assert stale(record, PROVENANCE, page.replace("| 100 [100, 100] |", "| 99 [98, 100] |")) == ["the README's table is not what the record says"]


def _bounds(name: str, low: float, high: float) -> list[str]:
    totals = {"attest": {"dev": {name: Total((low + high) / 2, low, high, 9)}}}
    return regressions(make_record(RUN, PROVENANCE).model_copy(update={"totals": totals}), [measured({"a-1": say(A), "a-2": say(A), "u-1": say(A)})])


@pytest.mark.parametrize(
    ("name", "low", "high", "told"),
    [
        pytest.param("whole_answer", 0.4, 0.6, [], id="inside"),
        pytest.param("whole_answer", 0.5, 0.9, [], id="on the low end"),
        pytest.param("whole_answer", 0.51, 0.91, ["dev whole_answer: 0.500 is below the low end, 0.510, of the recorded interval around 0.710"], id="below"),
        pytest.param("whole_answer", 0.1, 0.2, [], id="better than ever"),
        pytest.param("pinpoint_sibling", 0.1, 0.5, [], id="a ceiling that is kept"),
        pytest.param(
            "pinpoint_sibling", 0.1, 0.3, ["dev pinpoint_sibling: 0.500 is above the high end, 0.300, of the recorded interval around 0.200"], id="above"
        ),
        pytest.param("refusal_precision", 0.7, 0.9, ["dev refusal_precision: not measured any more; it was 0.800 when last recorded"], id="not measured"),
    ],
)
def test_a_total_that_fell_out_of_its_interval_is_named(name: str, low: float, high: float, told: list[str]) -> None:
    assert _bounds(name, low, high) == told


def test_a_baseline_that_was_not_recorded_is_held_to_nothing() -> None:
    assert regressions(make_record(RUN, PROVENANCE), [measured({}, "dev", "newcomer")]) == []


@pytest.mark.parametrize("content", [None, b"{", b'{"format": 2}'], ids=["missing", "no JSON", "another format"])
def test_a_file_that_is_no_record_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "kept.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecordError, match=r"kept\.json .*attest eval record RUN"):
        read_record(path)


def test_the_fingerprint_follows_the_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dev, heldout = [case_fields()], [refusal_fields()]
    monkeypatch.setattr(record_module, "CASES", write_cases(tmp_path / "cases", dev, heldout))
    first = fingerprint()
    assert fingerprint() == first
    write_cases(tmp_path / "cases", [case_fields(difficulty="hard")], heldout)
    assert fingerprint()["cases"] != first["cases"]
    assert fingerprint()["texts"] == first["texts"]


def test_the_command_writes_the_record_and_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(record_module, "fingerprint", lambda: PROVENANCE)
    readme, kept, rows = tmp_path / "README.md", tmp_path / "kept.json", run_file(tmp_path / "run.jsonl", RUN)
    readme.write_text(MARKED, encoding="utf-8")
    arguments = ["record", str(rows), "--record", str(kept), "--readme", str(readme)]
    assert cli.main(arguments) == 0
    assert stale(read_record(kept), PROVENANCE, readme.read_text(encoding="utf-8")) == []
    assert json.loads(kept.read_text(encoding="utf-8"))["format"] == 1
    assert capsys.readouterr().err == ""
    run_file(rows, make_run(measured(GOOD | {"a-1": say()}), measured(GOOD, "heldout")))
    assert cli.main(arguments) == 0
    assert "worse than the record before: dev whole_answer: 0.500 is below the low end, 1.000" in capsys.readouterr().err
    readme.write_text("# Lamps\n", encoding="utf-8")
    before = kept.read_bytes()
    run_file(rows, RUN)
    assert cli.main(arguments) == 1
    assert "has not one pair of markers" in capsys.readouterr().err
    assert kept.read_bytes() == before
