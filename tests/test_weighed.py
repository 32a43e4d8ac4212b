"""Weighed: sentences weigh what their features say, a passage is read once, and a search ranks as an answer's does without what only that needs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ingest.catalogue import Scope
from ingest.embed import SentenceTransformerEmbedder
from ingest.forked import Forked
from ingest.index import open_index
from qa import weighed as module
from qa.adapter import Adapter
from qa.fitness import fitness
from qa.pipeline import Desk
from qa.retrieve import Retriever
from qa.settings import Settings
from qa.tuned import Corrections, corrected, tuned_for
from tests.factories import FakeEmbedder

TODAY = date(2026, 11, 22)
ASKS = ["What must a pilot do about a lost buoy?", "How long are lamps kept?", "How many reports did pilots send in 2023?", "40 U.S.C. § 7001"]


@pytest.fixture
def retriever(built: Path) -> Retriever:
    return Retriever(open_index(built, FakeEmbedder().fingerprint), FakeEmbedder(), 60)


@pytest.mark.parametrize("question", ASKS)
def test_a_sentence_weighs_what_its_features_say(retriever: Retriever, question: str) -> None:
    found = retriever.retrieve(question, Scope(TODAY))
    assert found.evidence
    for e in found.evidence:
        assert e.features is not None
        assert e.fitness - fitness(e.features, question, e.text, routed=e.routed) in (0.0, pytest.approx(module.OVERVIEW))


@pytest.mark.parametrize("question", ASKS)
def test_a_search_ranks_as_an_answer_does_and_makes_no_evidence(retriever: Retriever, question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = retriever.retrieve(question, Scope(TODAY)).hits
    monkeypatch.setattr("qa.retrieve._evidence", None)
    for k in (1, 3, 100):
        assert retriever.hits(question, Scope(TODAY), k) == whole[:k] != ()
    desk = Desk(retriever.index, FakeEmbedder(), Settings(index=retriever.index.folder), today=lambda: TODAY)
    assert desk.search(question, 3) == list(whole[:3])


def test_a_passage_is_read_once(retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    first = retriever.retrieve(ASKS[0], Scope(TODAY))
    monkeypatch.setattr("qa.weighed._sentence", None)
    assert retriever.retrieve(ASKS[0], Scope(TODAY)).evidence == first.evidence
    monkeypatch.undo()
    monkeypatch.setattr(module, "KEPT", 1)
    assert retriever.retrieve(ASKS[1], Scope(TODAY)).evidence
    assert retriever.retrieve(ASKS[0], Scope(TODAY)).evidence == first.evidence


def test_mapping_the_question_says_what_mapping_the_sentences_does(retriever: Retriever) -> None:
    rng = np.random.default_rng(3)
    rows, wordings = (rng.normal(size=(n, 6)).astype(np.float32) for n in (20, 2))
    adapter = Adapter(rng.normal(size=(6, 6)).astype(np.float32), "m")
    weigher = module.Weigher(retriever.sources, retriever.vocabulary, adapter, retriever.asked.stems)
    near = weigher._nearest(rows, adapter.lengths(rows), adapter.apply(wordings))
    assert np.allclose(near, (adapter.apply(rows) @ adapter.apply(wordings).T).max(axis=1), atol=1e-5)


@pytest.fixture(scope="module")
def model() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.mark.parametrize("layer", ["0.model.encoder.layer.0.attention.self.key", "0.model.encoder.layer.4.output.dense"])
def test_both_models_in_one_pass_say_what_each_says(model: SentenceTransformerEmbedder, layer: str) -> None:
    rng = np.random.default_rng(0)
    size = (384, 2) if layer.endswith("key") else (1536, 2)
    factors = {layer: (rng.normal(scale=0.2, size=size).astype(np.float16), rng.normal(scale=0.2, size=(2, 384)).astype(np.float16))}
    other = corrected(model, Corrections(factors, "m"))
    forked = model.forked(other)
    assert len(forked._shared) == int(layer.split(".")[4])
    for texts in ([*ASKS, "", "word " * 600], ASKS[:1]):
        for found, whole in zip(forked.encode(texts), (model.encode(texts), other.encode(texts)), strict=True):
            assert found.dtype == np.float32
            assert np.allclose(found, whole, atol=1e-6)


def test_where_torch_cannot_lay_weights_out_its_own_product_says_the_same(model: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    whole = model.encode(ASKS)
    laid_out = Forked(model._model, model._model)
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    as_they_are = Forked(model._model, model._model)
    assert np.allclose(as_they_are.encode(ASKS)[0], whole, atol=1e-6)
    monkeypatch.setattr(torch.nn.functional, "linear", None)  # is not asked any more
    assert np.allclose(laid_out.encode(ASKS)[0], whole, atol=1e-6)
    with pytest.raises(TypeError):
        as_they_are.encode(ASKS)


def test_a_model_and_itself_share_every_layer(model: SentenceTransformerEmbedder) -> None:
    forked = Forked(model._model, model._model)
    assert (len(forked._shared), forked._plain, forked._corrected) == (6, (), ())


def test_the_tuned_model_is_asked_in_one_pass_with_the_plain_one(model: SentenceTransformerEmbedder) -> None:
    tuned = tuned_for(model, asked=True)
    assert tuned is not None
    assert tuned.forked is not None
    put, compared = tuned.forked.encode(ASKS)
    assert np.allclose(put, model.encode(ASKS), atol=1e-6)
    assert np.allclose(compared, tuned.encode(ASKS), atol=1e-6)
