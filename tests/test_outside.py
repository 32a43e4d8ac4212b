"""The sets that others wrote: their readers, the measures worked out by hand, and whole measurements on tiny invented files of the same form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import __main__ as cli
from evals import outside_measures as measures
from evals import outside_sets as sets
from evals.errors import OutsideSetError
from evals.outside import MEASURED, Figure, Tools
from evals.outside_command import SETS, lines
from qa.answer import Support
from tests.factories import FakeEmbedder
from tests.outside_fixtures import write_lines, write_sets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_sets(tmp_path)


@pytest.mark.parametrize(
    ("said", "answers", "expected"),
    [
        pytest.param("The red lamp.", ["red lamp"], 1.0, id="articles and punctuation aside"),
        pytest.param("a red lamp burns", ["red lamp", "lamp"], 0.8, id="the nearest answer: 2 of 3 words and 2 of 2"),
        pytest.param("red red", ["red"], 2 / 3, id="a word counts as often as it stands there"),
        pytest.param("", ["red"], 0.0, id="nothing said"),
        pytest.param("red", [], 0.0, id="no answer"),
    ],
)
def test_token_f1(said: str, answers: list[str], expected: float) -> None:
    assert measures.token_f1(said, answers) == pytest.approx(expected)


def test_ranked_measures() -> None:
    assert measures.average_precision([4, 1, 2, 3], {1, 3}) == pytest.approx((1 / 2 + 2 / 4) / 2)
    assert measures.average_precision([4, 1], {1, 3}) == pytest.approx((1 / 2) / 2)
    assert measures.average_precision([1], set()) == 0.0
    assert measures.ndcg(["a", "b", "c"], {"a", "c"}) == pytest.approx((1 + 1 / 2) / (1 + 0.6309297535714575))
    assert measures.ndcg(["b", "a"], {"a"}, k=1) == 0.0
    assert measures.ndcg(["b"], set()) == 0.0
    assert measures.recall([5, 6, 7], {6, 8}, k=2) == 0.5
    assert measures.recall([5], set()) == 0.0


def test_macro_f1_is_the_mean_of_both_classes() -> None:
    # Positives: 1 of 2 said, 1 of 2 found, F1 1/2; negatives: 1 of 2 said and found, F1 1/2.
    assert measures.macro_f1([True, True, False, False], [True, False, True, False]) == 0.5
    # Positives F1 2/3, negatives 0.
    assert measures.macro_f1([True, False], [True, True]) == pytest.approx(1 / 3)


def test_a_threshold_is_chosen_on_the_other_half() -> None:
    assert measures.best_threshold([False, True, True], [0.1, 0.5, 0.9]) == 0.5
    # Of the even ones the best threshold is 2.0, so the 1.0 of an odd one is called negative; of the odd ones it is 1.0.
    assert measures.crossed([True, True, False, False], [2.0, 1.0, 1.0, 0.0]) == [True, False, True, False]
    assert measures.crossed([True], [1.0]) == [False]
    assert measures.crossed([], []) == []


def test_verdicts_stand_on_one_line() -> None:
    order = [("contradicted", 1.0), ("contradicted", 0.5), ("none", 0.0), ("none", 0.4), ("partial", 0.5), ("full", 0.9), ("full", 1.0)]
    values = [measures.strength(Support(label, value, "lexical")) for label, value in order]  # type: ignore[arg-type]
    assert values == sorted(values)
    assert (values[0], values[1], values[-1]) == (-1.0, -0.5, 3.0)


def test_some_are_always_the_same_whatever_their_order() -> None:
    names = [f"n{i}" for i in range(20)]
    chosen = sets.some(names, names, 5)
    assert len(chosen) == 5
    assert set(sets.some(names[::-1], names[::-1], 5)) == set(chosen)
    assert chosen == sorted(chosen, key=names.index)
    assert sets.some(names, names, None) == names


def figures(name: str, folder: Path, limit: int | None = None) -> dict[str, tuple[float | None, int]]:
    return {f.name: (f.value, f.items) for f in MEASURED[name](folder / name, Tools(FakeEmbedder(), limit))}


def test_policyqa(folder: Path) -> None:
    found = figures("policyqa", folder)
    assert found["paragraph R@10 within the policy"] == (1.0, 3)
    # Every paragraph is a sentence: the answers have 4 of its 7 words (articles aside), 2 of 7, and 2 of 6, and nothing beside.
    best = (2 * 4 / (7 + 4) + 2 * 2 / (7 + 2) + 2 * 2 / (6 + 2)) / 3
    for name in ("F1 of the best sentence there is", "F1 of the first claim", "F1 of the first claim in the paragraph"):
        assert found[name] == (pytest.approx(best), 3), name


def test_mtrag_asks_conversations_with_our_own_answers_before(folder: Path) -> None:
    found = figures("mtrag", folder)
    ours, plain = found["nDCG@10, the last turn as we read it"], found["nDCG@10, the last turn as it stands"]
    assert (ours[1], plain[1]) == (4, 4)
    assert ours[0] is not None
    assert plain[0] is not None
    assert ours[0] >= plain[0] > 0.5
    assert found["AUROC of confidence, answerable or not"][1] == 5  # small talk is left out


def test_mtrag_with_few_conversations_keeps_their_pages(folder: Path) -> None:
    found = figures("mtrag", folder, limit=1)
    assert found["nDCG@10, the last turn as we read it"][0] is not None
    assert sum(items for _, items in found.values()) < 13


def test_contractnli(folder: Path) -> None:
    found = figures("contractnli", folder)
    assert found == {"evidence mAP": (1.0, 2), "AUROC, entailed or contradicted": (1.0, 2)}


def test_attributionbench(folder: Path) -> None:
    found = figures("attributionbench", folder)
    assert {value for value, _ in found.values()} == {1.0}
    assert {items for _, items in found.values()} == {8}


def test_wice_takes_the_best_part_of_a_claim(folder: Path) -> None:
    assert figures("wice", folder) == {"AUROC, supported or not": (1.0, 3)}


def test_a_measurement_tells_how_far_it_is(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    MEASURED["wice"](folder / "wice", Tools(FakeEmbedder(), progress=lambda done, total, name: told.append((done, total))))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    ("name", "file", "text", "told"),
    [
        pytest.param("wice", "oracle_claim_dev.jsonl", None, "oracle_claim_dev.jsonl does not exist; give the folder", id="no file"),
        pytest.param("wice", "oracle_claim_dev.jsonl", "{", "line 1: is not JSON", id="no JSON"),
        pytest.param("wice", "oracle_claim_dev.jsonl", "{}", "line 1: label: Field required; is it a file of this set?", id="a field left out"),
        pytest.param("wice", "oracle_claim_dev.jsonl", b"\xff\xfe", "is not UTF-8 text", id="no text"),
        pytest.param("policyqa", "dev.json", "[{}]", "dev.json: 0.title: Field required", id="a policy without a title"),
        pytest.param("policyqa", "dev.json", "[", "Invalid JSON", id="half a file"),
    ],
)
def test_files_that_cannot_be_read_are_named(folder: Path, name: str, file: str, text: str | bytes | None, told: str) -> None:
    path = folder / name / file
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(OutsideSetError, match=told):
        figures(name, folder)


def test_references_that_lead_nowhere_are_named(folder: Path) -> None:
    path = folder / "contractnli" / "dev.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"spans": [2]', '"spans": [9]'), encoding="utf-8")
    with pytest.raises(OutsideSetError, match="the contract 7 names the span 9, which does not exist"):
        figures("contractnli", folder)
    write_lines(folder / "mtrag" / "pool_govt.jsonl", [{"doc_id": "zz-0-1", "title": "t", "text": "x"}])
    with pytest.raises(OutsideSetError, match="which is not in pool_govt"):
        figures("mtrag", folder)
    with pytest.raises(OutsideSetError, match="is not a folder"):
        sets.read_mtrag(folder / "mtrag" / "pool_govt.jsonl")


def test_an_empty_document_is_named(folder: Path) -> None:
    path = folder / "policyqa" / "dev.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    for paragraph in data[0]["paragraphs"]:
        paragraph["context"] = " "
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(OutsideSetError, match="fetch the set anew"):
        figures("policyqa", folder)


def test_the_command_prints_each_number_beside_the_published_one(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", lambda model: FakeEmbedder())
    assert cli.main(["outside", "wice", str(folder / "wice"), "--limit", "3"]) == 0
    title, line = capsys.readouterr().out.splitlines()
    assert title == "wice"
    assert line.split()[:6] == ["AUROC,", "supported", "or", "not", "1.000", "n"]
    assert "T5-3B" in line
    assert cli.main(["outside", "wice", str(folder / "mtrag")]) == 1
    assert "oracle_claim_dev.jsonl does not exist" in capsys.readouterr().err
    assert cli.main(["outside", "squad", str(folder)]) == 2
    assert tuple(MEASURED) == SETS


def test_what_could_not_be_measured_is_a_dash() -> None:
    assert lines("x", [Figure("AUROC", None, 0, "none")]).splitlines()[1].split() == ["AUROC", "-", "n", "0", "none"]


@pytest.mark.parametrize("name", SETS)
def test_the_real_set_is_read_and_measured(shared: Path, name: str) -> None:
    found = MEASURED[name](shared / "bench" / name, Tools(FakeEmbedder(), 1 if name == "mtrag" else 2))
    assert all(figure.items >= 2 for figure in found)
    values = [figure.value for figure in found if figure.value is not None]
    assert values
    assert all(0.0 <= value <= 1.0 for value in values)
