"""The map of the vectors: what it does to them, when it is used, and that fitting one brings questions to their places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.fit_adapter import Bank, fit_adapter
from qa.adapter import Adapter, adapter_for, bundled, read
from qa.errors import AdapterError

TURN = Adapter(np.array([[0.0, 2.0], [1.0, 0.0]], dtype=np.float32), "model:1")


def test_mapped_vectors_have_length_one() -> None:
    mapped = TURN.apply(np.array([[1.0, 0.0], [0.6, 0.8]], dtype=np.float32))
    assert mapped == pytest.approx(np.array([[0.0, 1.0], [0.8 / 1.44222, 1.2 / 1.44222]]), abs=1e-4)


def test_the_probe_ranks_plain_vectors_as_the_map_would_but_for_their_lengths() -> None:
    rng = np.random.default_rng(1)
    adapter = Adapter(np.eye(8, dtype=np.float32) + rng.normal(scale=0.3, size=(8, 8)).astype(np.float32), "m")
    stored = rng.normal(size=(50, 8)).astype(np.float32)
    stored /= np.linalg.norm(stored @ adapter.matrix, axis=1, keepdims=True)  # of equal length once mapped
    question = rng.normal(size=(1, 8)).astype(np.float32)
    by_probe = np.argsort(-(stored @ adapter.probe(question)[0]))
    by_map = np.argsort(-(adapter.apply(stored) @ adapter.apply(question)[0]))
    assert by_probe.tolist() == by_map.tolist()


def test_an_adapter_survives_its_file(tmp_path: Path) -> None:
    TURN.write(tmp_path / "a.npz")
    again = read(tmp_path / "a.npz")
    assert again.fingerprint == "model:1"
    assert again.matrix.tolist() == TURN.matrix.tolist()


@pytest.mark.parametrize("bytes_", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_named(tmp_path: Path, bytes_: bytes) -> None:
    (tmp_path / "a.npz").write_bytes(bytes_)
    with pytest.raises(AdapterError, match=r"a\.npz cannot be read"):
        read(tmp_path / "a.npz")


def test_the_bundled_adapter_is_for_its_model_and_for_an_index_that_lists_questions() -> None:
    assert bundled().fingerprint.startswith("all-MiniLM-L6-v2:")
    assert bundled().matrix.shape == (384, 384)
    assert adapter_for(bundled().fingerprint, asked=True) is bundled()
    assert adapter_for(bundled().fingerprint, asked=False) is None
    assert adapter_for("another:0", asked=True) is None


def test_fitting_brings_a_question_to_the_statement_of_its_place() -> None:
    """Questions and statements share two directions that tell their place and differ in the others, which are noise."""
    rng = np.random.default_rng(0)
    places = np.arange(40)
    meant = rng.normal(size=(40, 4))

    def bank(copies: int) -> Bank:
        numbers = np.repeat(places, copies)
        rows = np.column_stack([0.5 * meant[numbers], rng.normal(size=(len(numbers), 12))])
        return Bank((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), numbers.astype(np.int64))

    questions, statements, fresh = bank(6), bank(2), bank(1)
    adapter = fit_adapter(questions, statements, "m")

    def found(put: np.ndarray, stored: np.ndarray) -> float:
        return float((statements.places[np.argmax(put @ stored.T, axis=1)] == fresh.places).mean())

    before = found(fresh.vectors, statements.vectors)
    after = found(adapter.apply(fresh.vectors), adapter.apply(statements.vectors))
    assert after > 2 * before, "questions that were not fitted on"
