"""The tuned model: what its corrections do to the vectors, when it is used, and that learning brings questions about one place together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.fit_tuned import Texts, fit_tuned
from ingest import shipped
from ingest.embed import SentenceTransformerEmbedder
from ingest.source import corpus_folder
from qa.asked import Asked
from qa.errors import AdapterError
from qa.tuned import QUESTIONS, Corrections, Tuned, bundled, corrected, read, tuned_for
from tests.factories import make_source
from tests.verify_fixtures import WordEmbedder

LAYER = "0.model.encoder.layer.5.output.dense"
ASKS = ["How long must a provider keep a report?", "Who may see the preserved data?"]


@pytest.fixture(scope="module")
def model() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


def made(scale: float) -> Corrections:
    rng = np.random.default_rng(0)
    a, b = (rng.normal(scale=scale, size=size).astype(np.float16) for size in ((1536, 2), (2, 384)))
    return Corrections({LAYER: (a, b)}, "all-MiniLM-L6-v2:0")


def test_corrections_change_the_vectors_of_a_copy_alone(model: SentenceTransformerEmbedder) -> None:
    before = model.encode(ASKS)
    other = corrected(model, made(0.2))
    assert np.abs(other.encode(ASKS) - before).max() > 0.01
    assert np.linalg.norm(other.encode(ASKS), axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.array_equal(model.encode(ASKS), before)
    assert other.fingerprint == f"{model.fingerprint}+{made(0.2).version}"
    assert np.allclose(corrected(model, made(0.0)).encode(ASKS), before, atol=1e-6)


def test_a_copy_shares_the_weights_that_are_not_corrected(model: SentenceTransformerEmbedder) -> None:
    other = model.corrected(made(0.2).added, "v")
    own = [name for (name, mine), (_, theirs) in zip(other._model.named_parameters(), model._model.named_parameters(), strict=True) if mine is not theirs]
    assert own == [f"{LAYER}.weight"]


def test_corrections_survive_their_file(tmp_path: Path) -> None:
    made(1.0).write(tmp_path / "t.npz")
    again = read(tmp_path / "t.npz")
    assert again.fingerprint == "all-MiniLM-L6-v2:0"
    assert again.version == made(1.0).version != made(2.0).version
    assert np.array_equal(again.added[LAYER], made(1.0).added[LAYER])


@pytest.mark.parametrize("bytes_", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_named(tmp_path: Path, bytes_: bytes) -> None:
    (tmp_path / "t.npz").write_bytes(bytes_)
    with pytest.raises(AdapterError, match=r"t\.npz cannot be read .* install the package again"):
        read(tmp_path / "t.npz")


def test_the_bundled_corrections_are_for_their_model_and_for_an_index_that_lists_questions(model: SentenceTransformerEmbedder) -> None:
    assert bundled().fingerprint == model.fingerprint
    assert tuned_for(model, asked=True) is not None
    assert tuned_for(model, asked=False) is None
    assert tuned_for(WordEmbedder(), asked=True) is None


def test_the_vectors_that_come_with_the_corpus_are_those_of_the_bundled_corrections(model: SentenceTransformerEmbedder) -> None:
    kept = shipped.read(corpus_folder() / QUESTIONS)
    tuned = tuned_for(model, asked=True)
    assert tuned is not None
    assert kept.fingerprint == f"{bundled().fingerprint}+{bundled().version}", "run 'attest eval fit-tuned'"


def test_questions_are_compared_by_the_tuned_model(model: SentenceTransformerEmbedder) -> None:
    """A model under which everything is alike says so of a question that the plain one takes for another."""
    source = make_source(questions=tuple((ask, "18 U.S.C. § 2258A") for ask in ASKS))
    blunt = Tuned(
        corrected(model, Corrections({LAYER: (made(0.0).factors[LAYER][0], made(0.0).factors[LAYER][1])}, "m")), shipped.read(corpus_folder() / QUESTIONS)
    )
    asked = Asked({"d": source}, {"d": model.encode(ASKS)}, {}, None, blunt)
    put = model.encode(["What is the weather?"])
    nearby = asked.near("What is the weather?", put, blunt.encode((ASKS[1],)))
    assert nearby.adapted[1] == pytest.approx(1.0, abs=1e-4)
    alike = nearby.alike((source.id, "18 U.S.C. § 2258A"))
    assert alike is not None
    assert alike[0] < 0.5 < alike[1]


def test_learning_brings_questions_about_one_place_together(model: SentenceTransformerEmbedder) -> None:
    subjects = ["lamps", "anchors", "pilots", "tugs", "flags", "wrecks"]
    forms = ["Who trims the {}?", "What is the rule on {}?", "tell me about {} pls", "Is there a fine over {}?"]
    asks = [(form.format(subject), n) for n, subject in enumerate(subjects) for form in forms[:3]]
    texts = Texts(tuple(asks), tuple((f"The harbour act governs {s}.", n) for n, s in enumerate(subjects)), ("Who won the regatta?",))
    losses: list[str] = []
    tuned = corrected(model, fit_tuned(model, texts, losses.append, steps=12))

    def apart(vectors: np.ndarray) -> float:
        """How much more alike a fresh question is to those of its place than to the others."""
        likeness = vectors[len(asks) :] @ vectors[: len(asks)].T
        own = np.array([[n == place for _, place in asks] for n in range(len(subjects))])
        return float(likeness[own].mean() - likeness[~own].mean())

    every = [ask for ask, _ in asks] + [forms[3].format(subject) for subject in subjects]
    assert losses
    assert apart(tuned.encode(every)) > apart(model.encode(every)) + 0.03
