"""Compare: gains and losses between two runs, and the runs of which nothing can be said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evals import __main__ as cli
from evals.compare import compare, difference, provenance_changes
from evals.errors import ComparisonError
from evals.rows import Run
from tests.eval_run_fixtures import CASES, make_run, measured, run_file, say
from tests.evals_fixtures import A, E, make_case

BEFORE = make_run(measured({"a-1": say(A), "a-2": say(A), "u-1": say(A)}))
AFTER = make_run(measured({"a-1": say(E), "a-2": say(A, E), "u-1": say()}), texts="t2")


def test_cases_that_changed_sides_are_gains_and_losses() -> None:
    (part,) = compare(BEFORE, AFTER)
    assert {change.before.case.id: change.gained for change in part.changes} == {"a-1": False, "a-2": True, "u-1": True}
    lost = next(change for change in part.changes if not change.gained)
    assert lost.moved["nugget_recall"] == (1.0, 0.0)
    assert "hit_at_5" not in lost.moved
    whole = part.differences["whole_answer"]
    assert (whole.before, whole.after, whole.cases, whole.rose, whole.fell) == (0.5, 0.5, 2, 1, 1)
    assert provenance_changes(BEFORE, AFTER) == {"texts": ("t1", "t2")}


def test_a_run_has_no_difference_from_itself() -> None:
    (part,) = compare(BEFORE, BEFORE)
    assert part.changes == ()
    assert {(one.low, one.high, one.rose, one.fell) for one in part.differences.values()} == {(0.0, 0.0, 0, 0)}
    assert provenance_changes(BEFORE, BEFORE) == {}


def test_the_change_is_that_of_pairs_and_what_has_no_pair_is_counted_apart() -> None:
    found = difference([1.0, 0.0, 0.5, None, 1.0], [1.0, 1.0, 0.0, 1.0, None])
    assert found is not None
    assert (found.before, found.after) == (pytest.approx(0.5), pytest.approx(2 / 3))
    assert (found.cases, found.rose, found.fell, found.unpaired) == (3, 1, 1, 2)
    assert difference([None, 1.0], [1.0, None]) is None


def test_an_interval_of_pairs_is_narrower_than_that_of_unlike_cases() -> None:
    # Half the cases are hopeless for both; each of the others gains a tenth. Unpaired, the spread of the cases would drown it.
    before = [0.0] * 50 + [0.8] * 50
    found = difference(before, [0.0] * 50 + [0.9] * 50)
    assert found is not None
    assert 0.0 < found.low < found.after - found.before < found.high < 0.1
    # The standard error of a mean of 0 and 0.1 in equal parts over 100 cases is 0.005.
    assert found.high - found.low == pytest.approx(4 * 0.005, rel=0.15)


def _other(case: str, **changes: object) -> Run:
    cases = tuple(make_case(**changes) if one.id == case else one for one in CASES)
    return make_run(measured({one.id: say() for one in cases}, cases=cases))


@pytest.mark.parametrize(
    ("other", "told"),
    [
        pytest.param(_other("a-1", question="Else?"), "a-1 is worded or marked otherwise (1 such cases)", id="another wording"),
        pytest.param(_other("a-1", gold=[E], nuggets=[["$850,000"]]), "a-1 is worded or marked otherwise", id="other gold"),
        pytest.param(_other("a-1", as_of="2023-06-01"), "a-1 is worded or marked otherwise", id="another day"),
        pytest.param(_other("a-1", id="a-9"), "a-1 is in one alone (2 such cases)", id="another case"),
        pytest.param(make_run(measured({}, "heldout")), "no system and split in common: attest on dev against attest on heldout", id="another split"),
        pytest.param(make_run(measured({}, system="bm25")), "no system and split in common", id="another system"),
    ],
)
def test_runs_of_other_questions_are_refused(other: Run, told: str) -> None:
    with pytest.raises(ComparisonError, match=re.escape(told)):
        compare(BEFORE, other)


def test_a_readers_cases_may_have_got_their_day_from_each_run() -> None:
    one = tuple(case.model_copy(update={"as_of": None}) for case in CASES)
    other = tuple(case.model_copy(update={"as_of": make_case(as_of="2027-01-01").as_of}) for case in CASES)
    replies = {case.id: say() for case in CASES}
    (part,) = compare(make_run(measured(replies, "own", cases=one)), make_run(measured(replies, "own", cases=other)))
    assert part.split == "own"


def test_the_command_prints_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(run_file(tmp_path / name, run)) for name, run in (("before.jsonl", BEFORE), ("after.jsonl", AFTER))]
    assert cli.main(["compare", *files]) == 0
    out = capsys.readouterr().out
    assert "Measured with:\n  texts              t1 -> t2\n" in out
    (line,) = [line for line in out.splitlines() if line.startswith("  whole_answer")]
    assert line.split() == ["whole_answer", "50.0", "50.0", "+0.0", "[-100.0,", "+100.0]", "2", "1", "1", "0"]
    assert "gained: 2 cases\n  a-2 (answered): What does a keeper pay who hides one?\n" in out
    assert "u-1 (answered -> abstained): Who sank the ferry?" in out
    assert "lost: 1 case\n  a-1 (answered): How soon must a lost buoy be reported?\n      " in out
    assert "nugget_recall 1.00 -> 0.00" in out.partition("lost:")[2]


def test_gains_of_what_should_be_low_are_falls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refusing = make_run(measured({"a-1": say(), "a-2": say(), "u-1": say()}))
    files = [str(run_file(tmp_path / name, run)) for name, run in (("before.jsonl", refusing), ("after.jsonl", BEFORE))]
    assert cli.main(["compare", *files]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  wrong_refusals")]
    assert line.split() == ["wrong_refusals", "100.0", "0.0", "-100.0", "[-100.0,", "-100.0]", "2", "2", "0", "0", "*"]


def test_the_words_of_held_out_questions_are_not_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = (
        make_run(measured(replies, "heldout")) for replies in ({"a-1": say(A), "a-2": say(), "u-1": say()}, {i: say() for i in ("a-1", "a-2", "u-1")})
    )
    files = [str(run_file(tmp_path / name, run)) for name, run in (("before.jsonl", one), ("after.jsonl", other))]
    assert cli.main(["compare", *files]) == 0
    out = capsys.readouterr().out
    assert "lost: 1 case\n  a-1 (answered -> abstained)\n" in out
    assert "buoy" not in out


def test_files_that_cannot_be_compared_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(run_file(tmp_path / name, run)) for name, run in (("before.jsonl", BEFORE), ("after.jsonl", make_run(measured({}, "heldout"))))]
    assert cli.main(["compare", *files]) == 1
    assert capsys.readouterr().err.startswith("attest: error: the runs have no system and split in common")
    assert cli.main(["compare", files[0], "none.jsonl"]) == 1
    assert "none.jsonl cannot be read" in capsys.readouterr().err
