"""The bench: turns are taken, ratios are worked out by hand, and the table says what is met; no time of this machine is asserted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evals import __main__ as cli
from evals import bench as bench_module
from evals.bench import FULL, QUICK, Ratio, Rounds, bench, interleave, ratio, table, walk_and_hash
from evals.errors import EvalsError
from tests.evals_fixtures import case_fields, refusal_fields, write_cases
from tests.factories import FakeEmbedder


class FakeClock:
    """A clock that only work moves on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done: list[tuple[str, int]] = []

    def work(self, name: str, *seconds: float) -> bench_module.Work:
        def do(number: int) -> None:
            self.done.append((name, number))
            self.now += seconds[number % len(seconds)]

        return do

    def __call__(self) -> float:
        return self.now


def test_works_take_turns_after_one_round_that_is_not_measured() -> None:
    clock = FakeClock()
    seconds = interleave({"a": clock.work("a", 100.0, 1.0, 2.0, 3.0), "b": clock.work("b", 100.0, 10.0, 20.0, 30.0)}, 3, clock)
    assert seconds == {"a": [1.0, 2.0, 3.0], "b": [10.0, 20.0, 30.0]}
    assert clock.done == [("a", 0), ("b", 0), ("b", 1), ("a", 1), ("a", 2), ("b", 2), ("b", 3), ("a", 3)]


def test_each_of_three_goes_first_in_turn() -> None:
    clock = FakeClock()
    interleave({name: clock.work(name, 1.0) for name in "abc"}, 3, clock)
    assert [name for name, number in clock.done[3:]][::3] == ["b", "c", "a"]


def test_a_time_is_kept_from_above() -> None:
    found = ratio("ask", [2.0, 4.0, 9.0], [1.0, 2.0, 3.0], 2.5)
    # Medians 4 over 2; single rounds 2, 2 and 3, whose quarters are at 2 and 2.5.
    assert found == Ratio("ask", 2.0, 2.0, 2.5, 2.5, 4.0, 2.0, 3)
    assert found.met
    assert ratio("ask", [5.0], [2.0], 2.5).met
    assert not ratio("ask", [5.1], [2.0], 2.5).met


def test_a_throughput_is_kept_from_below() -> None:
    found = ratio("ingest", [10.0], [9.0], 0.9, least=True)
    assert (found.value, found.low, found.high, found.met) == (0.9, 0.9, 0.9, True)
    assert not ratio("ingest", [10.0], [8.0], 0.9, least=True).met


def test_the_table_says_what_is_met() -> None:
    told = table([ratio("ask", [0.5], [0.1], 4.0), ratio("ingest", [2.0], [1.9], 0.9, least=True)]).splitlines()
    assert told[0].split() == ["ratio", "middle", "half", "target", "ours", "floor", "rounds"]
    assert told[1].split() == ["ask", "5.00", "[5.00,", "5.00]", "<=", "4.00", "not", "met", "500.0", "ms", "100.0", "ms", "1"]
    assert told[2].split() == ["ingest", "0.95", "[0.95,", "0.95]", ">=", "0.90", "met", "2.00", "s", "1.90", "s", "1"]
    assert len({len(line) for line in told}) == 1


def test_walking_hashes_every_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.md").write_bytes(b"")
    (tmp_path / "y.md").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert walk_and_hash(tmp_path) == {str(tmp_path / "a" / "x.md"): empty, str(tmp_path / "y.md"): empty}


def test_the_quick_run_does_less_of_everything() -> None:
    assert all(getattr(QUICK, name) < getattr(FULL, name) for name in Rounds.__slots__)


@pytest.fixture
def harbour(built: Path, corpus: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of the harbour laws, three questions on them, and a start that starts no process."""
    asked = [case_fields(id=f"a-{i}", question=f"How soon is lost buoy {i} reported?") for i in range(3)]
    monkeypatch.setattr(bench_module, "CASES", write_cases(tmp_path / "cases", asked, [refusal_fields()]))
    monkeypatch.setattr(bench_module, "corpus_folder", lambda: tmp_path / "corpus")
    monkeypatch.setattr("ingest.pipeline.corpus_folder", lambda: tmp_path / "corpus")
    monkeypatch.setattr(bench_module, "_start", lambda command: None)
    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", lambda model: FakeEmbedder())
    return built


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the libraries that the plain chain is made of
def test_every_ratio_is_measured_and_the_index_left_as_it_is(harbour: Path) -> None:
    before = (harbour / "catalogue.sqlite").read_bytes()
    found = bench(harbour, FakeEmbedder(), Rounds(questions=2, ingests=1, files=2, starts=1))
    assert [one.name for one in found] == ["ask", "search", "chain", "ingest", "unchanged", "cold"]
    assert [one.target for one in found] == [4.0, 1.5, 1.0, 0.9, 3.0, 1.6]
    assert [one.rounds for one in found] == [2, 2, 2, 1, 3, 1]
    assert [one.least for one in found] == [False, False, False, True, False, False]
    assert (harbour / "catalogue.sqlite").read_bytes() == before


def test_a_question_is_never_asked_twice(harbour: Path) -> None:
    with pytest.raises(EvalsError, match="has 3 questions, but 4 are needed"):
        bench(harbour, FakeEmbedder(), Rounds(questions=3, ingests=1, files=1, starts=1))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_command_prints_the_table(harbour: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bench_module, "QUICK", Rounds(questions=1, ingests=1, files=1, starts=1))
    assert cli.main(["bench", "--quick", "--index", str(harbour)]) == 0
    told = capsys.readouterr()
    assert [line.split()[0] for line in told.out.splitlines()[1:]] == ["ask", "search", "chain", "ingest", "unchanged", "cold"]
    assert told.err.splitlines() == ["questions", "ingest", "unchanged corpus", "cold start"]
    assert cli.main(["bench", "--index", str(harbour / "nowhere")]) == 1
    assert "there is no index" in capsys.readouterr().err


def test_a_start_that_fails_is_named() -> None:
    with pytest.raises(EvalsError, match="ended with exit code 7: no message"):
        bench_module._start([sys.executable, "-c", "raise SystemExit(7)"])
