"""Shipped vectors: near enough to embedded ones, used for the right model and text alone."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest import shipped
from ingest.errors import CorpusError
from ingest.source import corpus_candidates, corpus_folder, parse
from qa.tuned import QUESTIONS
from tests.factories import FakeEmbedder

TEXTS = ["Who must report?", "How long is it kept?", "Which fine?"]


class Counting(FakeEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]):  # type: ignore[no-untyped-def]
        self.asked += texts
        return super().encode(texts)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    embedder = FakeEmbedder()
    path = tmp_path / "questions.npz"
    shipped.write(path, dict(zip(TEXTS, embedder.encode(TEXTS), strict=True)), embedder.fingerprint)
    return path


def test_known_texts_are_not_embedded_and_come_out_nearly_the_same(file: Path) -> None:
    embedder = Counting()

    vectors = shipped.read(file).encode(["Which fine?", "Something new?", "Who must report?"], embedder)

    assert embedder.asked == ["Something new?"]
    plain = FakeEmbedder().encode(["Which fine?", "Something new?", "Who must report?"])
    assert (np.sum(vectors * plain, axis=1) > 0.999).all()
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_another_model_embeds_all(file: Path) -> None:
    embedder = Counting()
    other = shipped.Shipped("another model", shipped.read(file).rows, shipped.read(file).values)

    assert np.array_equal(other.encode(TEXTS, embedder), FakeEmbedder().encode(TEXTS))
    assert embedder.asked == TEXTS


def test_writing_what_was_read_changes_nothing(file: Path, tmp_path: Path) -> None:
    read = shipped.read(file)
    again = tmp_path / "again.npz"
    shipped.write(again, dict(zip(TEXTS, read.encode(TEXTS, FakeEmbedder()), strict=True)), read.fingerprint)

    assert np.array_equal(shipped.read(again).values, read.values)


def test_a_file_cut_off_is_told(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:50])
    with pytest.raises(CorpusError, match=r"questions\.npz cannot be read .* install the package again"):
        shipped.read(file)


def test_a_file_with_a_changed_byte_is_told_or_read_as_it_was(file: Path) -> None:
    whole, values = file.read_bytes(), shipped.read(file).values
    told = 0
    for at in range(0, len(whole), 97):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            assert np.array_equal(shipped.read(file).values, values)
        except CorpusError:
            told += 1
    assert told


@pytest.mark.parametrize(("name", "command"), [(shipped.FILE_NAME, "fit-adapter"), (QUESTIONS, "fit-tuned")])
def test_every_listed_question_of_the_bundled_corpus_is_shipped(name: str, command: str) -> None:
    kept = shipped.read(corpus_folder() / name)
    sources = [parse(candidate).source for candidate in corpus_candidates(corpus_folder())]
    missing = [ask for s in sources for ask in (*(q for q, _ in s.questions), *s.silent) if shipped.key(ask) not in kept.rows]

    assert not missing, f"run 'attest eval {command}' on a fresh index: {len(missing)} questions are not in it, such as {missing[0]!r}"
