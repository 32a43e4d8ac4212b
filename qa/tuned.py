"""Tuned: the bundled model with small corrections to its upper layers, for comparing questions with questions.

Learned from the questions listed under ``corpus/asked`` and ``corpus/silent``: those about
one place come near each other, and those that no text answers keep away. The
corrections are of low rank (LoRA: Hu et al. 2021), so the file is small; the
index keeps the model's own vectors. ``attest eval fit-tuned`` makes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ingest import shipped
from ingest.embed import Embedder, SentenceTransformerEmbedder
from ingest.source import corpus_folder
from qa.arrays import arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.forked import Forked

FILE_NAME: Final = "tuned.npz"
QUESTIONS: Final = "tuned-questions.npz"


@dataclass(frozen=True)
class Corrections:
    """For each corrected layer, by its name in the model, two matrices whose product is added to its weights; and the fingerprint of the model they are for."""

    factors: Mapping[str, tuple[NDArray[np.float16], NDArray[np.float16]]]
    fingerprint: str

    @property
    def added(self) -> dict[str, NDArray[np.float32]]:
        """What is added to the weights of each layer: a row for each of its outputs."""
        return {name: (a.astype(np.float32) @ b.astype(np.float32)).T for name, (a, b) in self.factors.items()}

    @cached_property
    def version(self) -> str:
        """The first 8 hex digits of the sha256 of the matrices."""
        digest = hashlib.sha256()
        for name, pair in sorted(self.factors.items()):
            digest.update(name.encode())
            for matrix in pair:
                digest.update(np.ascontiguousarray(matrix).tobytes())
        return digest.hexdigest()[:8]

    @property
    def arrays(self) -> dict[str, NDArray[np.float16]]:
        """The matrices, each under its layer's name and its number."""
        return {f"{name}|{i}": matrix for name, pair in self.factors.items() for i, matrix in enumerate(pair)}

    def write(self, file: Path) -> None:
        """Write the corrections into a file."""
        np.savez_compressed(file, fingerprint=np.array(self.fingerprint), **self.arrays)  # type: ignore[arg-type]


class Tuned:
    """The corrected model, and the vectors that it gives the questions listed."""

    def __init__(self, embedder: Embedder, listed: shipped.Shipped, forked: Forked | None = None) -> None:
        """Take the corrected model, the vectors of its own that come with the corpus, and what encodes by it and by the plain one in one pass."""
        self._embedder = embedder
        self._shipped = listed
        self.forked = forked

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row per text."""
        return self._embedder.encode(texts)

    def listed(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row per listed question."""
        return self._shipped.encode(questions, self._embedder)


def corrected(embedder: SentenceTransformerEmbedder, corrections: Corrections) -> SentenceTransformerEmbedder:
    """Return the model with the corrections in it, under a fingerprint of its own."""
    return embedder.corrected(corrections.added, corrections.version)


def tuned_for(embedder: Embedder, *, asked: bool) -> Tuned | None:
    """Return the tuned model of the bundled corpus for an index of the model that it was made for, if it lists questions; None for any other."""
    if not asked or not isinstance(embedder, SentenceTransformerEmbedder) or embedder.fingerprint != bundled().fingerprint:
        return None
    other = corrected(embedder, bundled())
    return Tuned(other, shipped.bundled(QUESTIONS), embedder.forked(other))


@lru_cache(maxsize=1)
def bundled() -> Corrections:
    """Return the corrections of the bundled corpus; raises AdapterError where their file cannot be read."""
    return read(corpus_folder() / FILE_NAME)


def read(file: Path) -> Corrections:
    """Read corrections from a file; raises AdapterError."""
    with arrays(file) as kept:
        return corrections_in(kept)


def corrections_in(kept: Mapping[str, NDArray[Any]]) -> Corrections:
    """Return the corrections among the arrays of a file."""
    names = dict.fromkeys(key.rpartition("|")[0] for key in kept if "|" in key)
    return Corrections({name: (kept[f"{name}|0"], kept[f"{name}|1"]) for name in names}, str(kept["fingerprint"]))
