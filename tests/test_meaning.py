"""Nearness in meaning beside the words: when it is weighed, what is encoded for it, and that it changes no label."""

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
from qa.meaning import Meaning, meaning_by, meaning_for
from qa.model import ChatModel
from qa.pipeline import Desk
from qa.settings import Settings
from qa.support import support
from qa.support_weights import MODEL, WEIGHTS, WEIGHTS_WITH_MEANING
from tests.factories import FakeEmbedder
from tests.scripted_model import DUTY, QUESTION, buoy_corpus, claim, draft, scripted

LAW = "A provider must delete the log of a customer within 30 days."
FAR = "Any provider has a duty to erase a subscriber's connection history within 30 days."


class Batches(FakeEmbedder):
    """The embedder without a model, with a note of each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.batches.append(list(texts))
        return super().encode(texts)


def at(cosine: float) -> Meaning:
    """Return what finds every pair of texts as near as this."""
    return lambda pairs: [cosine] * len(pairs)


def test_meaning_is_weighed_for_the_model_of_the_weights_alone() -> None:
    assert meaning_for(FakeEmbedder()) is None
    assert meaning_for(FakeEmbedder(MODEL)) is not None
    assert SentenceTransformerEmbedder().fingerprint == MODEL
    assert list(WEIGHTS_WITH_MEANING) == [*WEIGHTS, "meaning"]
    assert WEIGHTS_WITH_MEANING["meaning"] > 0


def test_the_nearer_in_meaning_the_higher_the_value() -> None:
    values = [support(FAR, LAW, meaning=at(cosine)).value for cosine in (0.2, 0.6, 0.9)]
    assert values == sorted(set(values))


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("A provider must delete a customer's log within 30 days.", "full"),
        (FAR, "partial"),
        (FAR.replace("30", "60"), "contradicted"),
        (LAW.replace("must", "must not"), "contradicted"),
        ("Lighthouses are painted white.", "none"),
    ],
)
@pytest.mark.parametrize("cosine", [-1.0, 0.0, 1.0])
def test_meaning_changes_no_label(said: str, label: str, cosine: float) -> None:
    assert support(said, LAW, meaning=at(cosine)).label == support(said, LAW).label == label


def test_all_sentences_of_a_claim_are_encoded_at_once_and_each_text_once() -> None:
    embedder = Batches()
    support(f"{FAR} A subscriber's log has to go within 30 days.", LAW, meaning=meaning_by(embedder))
    assert [len(batch) for batch in embedder.batches] == [3]


def test_what_stands_there_word_for_word_needs_no_vector() -> None:
    embedder = Batches()
    assert support(LAW, LAW, meaning=meaning_by(embedder)).method == "verbatim"
    assert embedder.batches == []


def test_a_cosine_is_that_of_the_vectors() -> None:
    embedder = FakeEmbedder()
    one, two = embedder.encode([LAW, FAR])
    assert meaning_by(embedder)([(LAW, FAR), (LAW, LAW)]) == pytest.approx([float(one @ two), 1.0])


def test_a_desk_weighs_meaning_but_encodes_nothing_of_a_models_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = Batches()
    ingest([], tmp_path / "index", embedder, corpus=buoy_corpus(tmp_path / "corpus").path)
    said = "Within 10 days a harbour master must report a lost buoy to the coast office."
    model = ChatModel("scripted:one", scripted(lambda s: draft(claim(s, said, DUTY))), waits=())
    index = open_index(tmp_path / "index", embedder.fingerprint)
    other = Desk(index, embedder, Settings(index=tmp_path / "index"))
    monkeypatch.setattr(module, "MODEL", embedder.fingerprint)
    desk = Desk(index, embedder, Settings(index=tmp_path / "index"), model=model)
    assert [claim.text for claim in desk.ask(QUESTION).claims()] == [said]
    assert not any(said in batch for batch in embedder.batches)
    assert desk.support(said, DUTY) == support(said, DUTY, meaning=meaning_by(embedder))
    assert embedder.batches[-1] == [said, DUTY]
    assert other.support(said, DUTY) == support(said, DUTY) != desk.support(said, DUTY)


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
    (terms,) = fit_support.measured([row], at(0.9))
    assert terms["meaning"] == 0.9
    assert list(terms) == list(WEIGHTS_WITH_MEANING)
