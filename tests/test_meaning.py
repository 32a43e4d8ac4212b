"""Nearness in meaning beside the words: when it is weighed, that it is encoded in batches and kept, and what it may not overrule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from evals import fit_support
from ingest.embed import SentenceTransformerEmbedder
from ingest.index import open_index
from ingest.pipeline import ingest
from qa import meaning as module
from qa.meaning import Meaning, meaning_for
from qa.model import ChatModel
from qa.pipeline import Desk
from qa.settings import Settings
from qa.support import NEAR, encoded, support
from qa.support_weights import MODEL, WEIGHTS, WEIGHTS_WITH_MEANING
from tests.factories import FakeEmbedder
from tests.scripted_model import DUTY, FINE, KEEP, QUESTION, buoy_corpus, claim, draft, scripted

LAW = "A provider must delete the log of a customer within 30 days."
FAR = "Any provider has a duty to erase a subscriber's connection history within 30 days."


class Placed:
    """An embedder that puts the first text of each batch, and all like it, at one place, and every other at a cosine of ours from it."""

    fingerprint = MODEL

    def __init__(self, cosine: float) -> None:
        self.cosine = cosine
        self.batches: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        other = [self.cosine, float(np.sqrt(1.0 - self.cosine**2))]
        return np.array([[1.0, 0.0] if i % 2 == 0 else other for i, _ in enumerate(texts)], dtype=np.float32)


def test_meaning_is_weighed_for_the_model_of_the_weights_alone() -> None:
    assert meaning_for(FakeEmbedder()) is None
    assert meaning_for(FakeEmbedder(MODEL)) is not None
    assert SentenceTransformerEmbedder().fingerprint == MODEL
    assert list(WEIGHTS_WITH_MEANING) == [*WEIGHTS, "meaning"]
    assert WEIGHTS_WITH_MEANING["meaning"] > 0


def test_the_nearer_in_meaning_the_higher_the_value() -> None:
    values = [support(FAR, LAW, meaning=Meaning(Placed(cosine))).value for cosine in (0.2, 0.6, 0.9)]
    assert values == sorted(set(values))


def test_a_claim_in_other_words_is_borne_out_where_it_comes_near_enough() -> None:
    assert support(FAR, LAW).label == "partial"
    assert support(FAR, LAW, meaning=Meaning(Placed(NEAR + 0.01))).label == "full"
    assert support(FAR, LAW, meaning=Meaning(Placed(NEAR - 0.1))).label == "partial"


def test_a_claim_in_like_words_is_not_borne_out_where_it_is_far() -> None:
    said = "A provider must delete a customer's log within 30 days."
    assert support(said, LAW).label == "full"
    assert support(said, LAW, meaning=Meaning(Placed(0.9))).label == "full"
    assert support(said, LAW, meaning=Meaning(Placed(0.5))).label == "partial"


@pytest.mark.parametrize(
    "lie",
    [
        FAR.replace("30", "60"),
        FAR.replace("has a duty to", "may"),
        FAR.replace("has a duty to", "has a duty not to"),
        FAR.replace("Any provider", "Any court"),
        FAR.replace("within", "after more than"),
        LAW.replace("delete", "publish").replace("must", "must not"),
    ],
)
def test_no_nearness_overrules_a_layer(lie: str) -> None:
    assert support(lie, LAW, meaning=Meaning(Placed(1.0))).label != "full"


def test_all_sentences_of_a_claim_are_encoded_at_once_and_kept() -> None:
    embedder = Placed(0.9)
    meaning = Meaning(embedder)
    support(f"{FAR} A subscriber's log has to go within 30 days.", LAW, meaning=meaning)
    assert [len(batch) for batch in embedder.batches] == [3]
    support(FAR, LAW, meaning=meaning)
    assert len(embedder.batches) == 1


def test_only_so_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 2)
    embedder = FakeEmbedder()
    meaning = Meaning(embedder)
    meaning.ahead(["one", "two", "three"])
    assert embedder.texts == ["one", "two"]
    assert meaning.likeness("two", "three") == pytest.approx(float(np.dot(*embedder.encode(["two", "three"]))))
    meaning.ahead(["three"])
    meaning.ahead(["one"])
    assert embedder.texts[2:] == ["three", "two", "three", "one"]


def test_what_stands_there_word_for_word_needs_no_vector() -> None:
    assert encoded([(LAW, LAW)]) == []
    assert encoded([("It is.", LAW)]) == []
    assert len(encoded([(FAR, LAW)])) == 2


class Batches(FakeEmbedder):
    """The embedder without a model, with a note of each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        return super().encode(texts)


def test_a_desk_encodes_the_sentences_of_a_draft_in_one_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = Batches()
    monkeypatch.setattr(module, "MODEL", embedder.fingerprint)
    ingest([], tmp_path / "index", embedder, corpus=buoy_corpus(tmp_path / "corpus").path)
    told = {
        DUTY: "Within 10 days a harbour master must report a lost buoy to the coast office.",
        FINE: "A harbour master that hides a lost buoy pays a fine of up to $850,000.",
        KEEP: "The coast office must keep each report of a lost buoy for 3 years from 1 March 2024.",
    }
    model = ChatModel("scripted:one", scripted(lambda s: draft(*(claim(s, said, quote) for quote, said in told.items()))), waits=())
    desk = Desk(open_index(tmp_path / "index", embedder.fingerprint), embedder, Settings(index=tmp_path / "index"), model=model)
    answer = desk.ask(QUESTION)
    assert {said.text for said in answer.claims()} == set(told.values())
    assert [len(set(told.values()) & set(batch)) for batch in embedder.batches if set(told.values()) & set(batch)] == [3]


def test_both_sets_of_weights_come_out_of_one_fit() -> None:
    rng = np.random.default_rng(0)
    listed = [fit_support.Row(kind, f"{kind}{i // 2}", "c", "p", int(i % 3 == 0)) for kind in fit_support.SETS for i in range(30)]
    table = [{"covered": float(rng.normal(row.label)), "meaning": float(rng.normal(row.label))} for row in listed]
    words, both = fit_support.fitted(listed, table, ["covered"]), fit_support.fitted(listed, table, ["covered", "meaning"])
    text = fit_support.written(words, both, "model:1")
    found: dict[str, object] = {}
    exec(text, found)
    assert found["MODEL"] == "model:1"
    assert (list(found["WEIGHTS"]), list(found["WEIGHTS_WITH_MEANING"])) == (["covered"], ["covered", "meaning"])  # type: ignore[call-overload]
    assert min(found["WEIGHTS_WITH_MEANING"].values()) > 0  # type: ignore[attr-defined]


def test_a_row_is_measured_with_its_meaning() -> None:
    row = fit_support.Row("wice", "1", FAR, LAW, 1)
    assert fit_support.measured(row, Meaning(Placed(0.9)))["meaning"] == pytest.approx(0.9, abs=1e-6)
