"""Rows: what a run file gives back, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.errors import RunFileError
from evals.rows import case_hash, read_run, text_hash, write_run
from tests.eval_run_fixtures import CASES, make_run, measured, run_file, say
from tests.evals_fixtures import A, E


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    run = make_run(measured({"a-1": say(A, E), "u-1": say()}), measured({"a-1": say(E), "a-2": say(E, confidence=None), "u-1": say(A)}, "heldout", "bm25"))
    assert [r.outcome for r in run.results[0].results] == ["answered", "crashed", "abstained"]
    back = read_run(run_file(tmp_path / "run.jsonl", run))
    assert back == run
    assert (back.systems, back.splits) == (("attest", "bm25"), ("dev", "heldout"))
    assert back.of("bm25") == run.results[1:]


def _change(**changes: object) -> Callable[[list[str]], list[str]]:
    return lambda lines: [json.dumps(json.loads(lines[0]) | changes), *lines[1:]]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        pytest.param(lambda lines: [], "holds no row", id="empty"),
        pytest.param(lambda lines: [lines[0], lines[1][:40]], "run.jsonl line 2 is no row of a run", id="half a line"),
        pytest.param(_change(format=1), "line 1 is of format 1, and this version of Attest reads format 2", id="another format"),
        pytest.param(_change(provenance={"metrics_version": "0"}), "measured with metrics of version 0", id="other metrics"),
        pytest.param(_change(provenance={}), "measured with metrics of version none", id="metrics of no version"),
        pytest.param(_change(outcome="won"), "run.jsonl line 1 is no row of a run: outcome:", id="an unknown outcome"),
        pytest.param(_change(extra=1), "run.jsonl line 1 is no row of a run: extra:", id="an unknown field"),
        pytest.param(lambda lines: [*lines, lines[0]], "holds a case of attest on dev twice", id="a case twice"),
        pytest.param(lambda lines: [*lines, lines[0].replace('"t1"', '"t2"')], "mixes rows of several runs", id="two runs"),
    ],
)
def test_a_file_that_is_no_run_is_named(tmp_path: Path, damage: Callable[[list[str]], list[str]], told: str) -> None:
    path = run_file(tmp_path / "run.jsonl", make_run(measured({"a-1": say(A), "a-2": say(E), "u-1": say()})))
    path.write_text("".join(f"{line}\n" for line in damage(path.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    with pytest.raises(RunFileError, match=re.escape(told)):
        read_run(path)


def test_files_that_cannot_be_read_or_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match=r"none\.jsonl cannot be read"):
        read_run(tmp_path / "none.jsonl")
    with pytest.raises(RunFileError, match="cannot be written"):
        write_run(tmp_path, [], {})


def test_hashes_tell_cases_and_texts_apart() -> None:
    assert case_hash(CASES) == case_hash(list(CASES))
    assert case_hash(CASES) != case_hash(CASES[:2])
    assert text_hash(["b", "a"]) == text_hash(["a", "b"]) != text_hash(["a", "c"])
