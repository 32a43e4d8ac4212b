from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import evals.case
import ingest.embed
from evals.__main__ import main
from evals.fit import Unlisted
from evals.fit_unlisted import Judged, Without, bundled, crossed, everything, fit_unlisted
from evals.outside import write_index
from ingest.catalogue import Scope
from ingest.index import open_index
from qa.abstain import decide, likely, signals
from qa.another import told_of_others
from qa.compose import rank
from qa.intent import SURE, SURE_ELSEWHERE
from qa.pipeline import Desk
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.unlisted import CROWD, LEAST, cover, probability
from tests.evals_fixtures import make_case
from tests.factories import TODAY, FakeEmbedder
from tests.outside_fixtures import BELL, DOGS, GATE, write_sets

GATE_ASKED = "Is the gate closed every evening?"


@pytest.fixture
def retriever(tmp_path: Path) -> Retriever:
    embedder = FakeEmbedder()
    return Retriever(open_index(write_index({"lodge": [GATE, DOGS, BELL]}, tmp_path, embedder), embedder.fingerprint), embedder, 60)


def test_a_question_that_the_texts_answer_is_likelier_than_another(retriever: Retriever) -> None:
    found = [retriever.retrieve(question, Scope(TODAY)) for question in (GATE_ASKED, "Is the roof mended every evening?", "Who sank the ferry?")]
    sure = [likely(one, rank(one)) for one in found]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] > LEAST > sure[2]


def test_what_is_measured(retriever: Retriever) -> None:
    retrieval = retriever.retrieve("Is the gate mended every evening?", Scope(TODAY))
    ranked = rank(retrieval)
    found = cover(retrieval, ranked, signals(retrieval, ranked))
    known, unknown = (sum(c.weight for c in retrieval.concepts if c.known is known) for known in (True, False))
    assert unknown > 0
    assert found.unknown == pytest.approx(unknown / (known + unknown))
    assert found.told == pytest.approx(known / (known + unknown)), "the gate and the evening stand in one sentence"
    assert found.number == found.names == found.year == 0.0


def test_texts_without_a_day_are_judged_like_others(retriever: Retriever) -> None:
    retrieval = retriever.retrieve(GATE_ASKED, Scope(TODAY))
    ranked = [replace(e, source=replace(e.source, text_as_of=None)) for e in rank(retrieval)]
    assert decide(retrieval, ranked) is None


def test_a_count_of_a_year_is_looked_for_in_texts_without_any_figure(retriever: Retriever) -> None:
    retrieval = retriever.retrieve("How many gates were opened in 2019?", Scope(TODAY))
    ranked = [replace(e, text="The gate is opened at low tide.") for e in rank(retrieval)]
    assert told_of_others(retrieval, ranked)


def test_the_nearest_of_many_is_nearer_by_chance(retriever: Retriever) -> None:
    one = retriever.retrieve(GATE_ASKED, Scope(TODAY))
    few, many = (replace(one, passages_searched=n) for n in (3, 30))
    covers = [cover(r, rank(r), signals(r, rank(r))) for r in (few, many)]
    assert covers[0].nearness - covers[1].nearness == pytest.approx(CROWD)
    assert probability(covers[0]) > probability(covers[1])


def test_a_desk_decides_by_it(retriever: Retriever) -> None:
    desk = Desk(retriever.index, retriever.embedder, Settings(index=retriever.index.folder), today=lambda: TODAY)
    assert desk.ask(GATE_ASKED).status == "answered"
    refused = desk.ask("Who sank the ferry near the lighthouse?")
    assert refused.abstention is not None
    assert refused.abstention.reason == "no_evidence"


def test_an_intent_has_to_be_surer_where_no_questions_are_listed(retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    class Told:
        def intent(self, vector: object, sure: float) -> str:
            asked.append(sure)
            return "law"

    monkeypatch.setitem(retriever.__dict__, "reader", Told())
    retriever.retrieve(GATE_ASKED, Scope(TODAY))
    assert asked == [SURE_ELSEWHERE]
    assert SURE_ELSEWHERE > SURE


def test_what_is_left_out_is_neither_found_nor_known(retriever: Retriever) -> None:
    gate = [hit.passage_id for hit in retriever.hits(GATE_ASKED, Scope(TODAY), 1)]
    without = Without(retriever, gate)
    retrieval = without.retrieve(GATE_ASKED, Scope(TODAY))
    assert not {hit.passage_id for hit in retrieval.hits} & set(gate)
    assert not {e.passage.id for e in retrieval.evidence} & set(gate)
    assert [c.known for c in retrieval.concepts if c.label == "gate"] == [False]
    assert retriever.vocabulary.known("gate")
    assert likely(retrieval, rank(retrieval)) < likely(retriever.retrieve(GATE_ASKED, Scope(TODAY)), rank(retriever.retrieve(GATE_ASKED, Scope(TODAY))))


def judged(of: str, number: int) -> list[Judged]:
    yes = [Judged(of, "asked", True, ((0.6 + i / 100, 0.0),)) for i in range(number)]
    return [*yes, *(Judged(of, "strange", False, ((0.2 + i / 100, 0.0),)) for i in range(number))]


def test_each_set_is_judged_by_the_others() -> None:
    found = [*judged("one", 8), *judged("other", 12)]
    weights, _ = fit_unlisted(found)
    assert weights[0] > 0
    told = crossed(found)
    assert {key: area for key, (area, _, _) in told.items()} == {("one", "strange"): 1.0, ("other", "strange"): 1.0}
    _, yes, no = told["one", "strange"]
    assert min(yes) > max(no)


def test_the_sets_are_asked_and_their_answers_left_out(tmp_path: Path) -> None:
    folder = write_sets(tmp_path / "bench")
    found = everything({name: folder / name for name in ("policyqa", "contractnli", "mtrag")}, FakeEmbedder(), tmp_path / "kept")
    counts = Counter((one.of, one.case, one.answerable) for one in found)
    assert {("policyqa", "asked", True), ("contractnli", "asked", True), ("mtrag", "asked", True), ("mtrag", "left out", False)} <= counts.keys()
    assert counts["policyqa", "asked", True] == 3
    assert all(len(reading) == 6 for one in found for reading in one.readings)
    again = everything({name: folder / name for name in ("policyqa", "contractnli", "mtrag")}, FakeEmbedder(), tmp_path / "kept")
    assert [one.case for one in again] == [one.case for one in found], "from the indexes that were kept"


def test_our_own_questions_are_asked_as_if_none_were_listed(built: Path, embedder: FakeEmbedder) -> None:
    retriever = Unlisted(open_index(built, embedder.fingerprint), embedder, 60)
    case = make_case(question="How fast does a harbour master report a lost buoy?", gold=("40 U.S.C. § 7001(a)",))
    found = list(bundled(retriever, [case, make_case(before=("What is a buoy?",))]))
    assert [(one.case, one.answerable) for one in found] == [("asked", True), ("left out", False)]


def test_the_command_prints_how_each_set_fares_and_the_weights(
    built: Path, embedder: FakeEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_sets(tmp_path / "bench")
    monkeypatch.setattr(ingest.embed, "SentenceTransformerEmbedder", lambda name: embedder)
    monkeypatch.setattr(evals.case, "load_splits", lambda folder: {"dev": ()})
    monkeypatch.setattr(evals.case, "load_cases", lambda file: ())
    arguments = ["fit-unlisted", "--index", str(built), "--keep", str(tmp_path / "kept"), str(folder)]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "policyqa" in out
    assert [line.split()[0] for line in out.splitlines()[-7:]] == ["nearness", "told", "unknown", "number", "names", "year", "bias"]
    (folder / "mtrag" / "human_tasks.jsonl").unlink()
    assert main(arguments) == 1
    assert "human_tasks.jsonl does not exist" in capsys.readouterr().err
