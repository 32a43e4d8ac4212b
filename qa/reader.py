"""Reader: the bundled model with small corrections to all its layers, under which it reads a claim and a passage as one and tells whether the claim follows.

Learned from statements of the corpus restated honestly and falsely (``evals/restated``); the corrections are of low rank
(LoRA: Hu et al. 2021), so the file is small. ``attest eval fit-reader`` makes it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from ingest.embed import Embedder, SentenceTransformerEmbedder
from ingest.source import corpus_folder
from qa.arrays import arrays
from qa.support_weights import MODEL
from qa.tuned import Corrections, corrected, corrections_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE_NAME: Final = "reader.npz"
# A claim and a passage in words of the model; the longer one is cut.
TOKENS: Final = 160

# Takes pairs of a claim and a passage and returns for each the logarithm of the odds that the claim follows.
Reader = Callable[[Sequence[tuple[str, str]]], Sequence[float]]


@dataclass(frozen=True)
class Head:
    """What makes one number of the first word's row and the mean of all rows: two linear layers with GELU between them."""

    wide: NDArray[np.float16]
    wide_bias: NDArray[np.float16]
    narrow: NDArray[np.float16]
    narrow_bias: NDArray[np.float16]

    def __call__(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return one number per row."""
        hidden = rows @ self.wide.astype(np.float32).T + self.wide_bias.astype(np.float32)
        hidden = hidden * 0.5 * (1.0 + _erf(hidden / math.sqrt(2.0)))
        return np.asarray((hidden @ self.narrow.astype(np.float32).T + self.narrow_bias.astype(np.float32))[:, 0], dtype=np.float32)


@dataclass(frozen=True)
class Learned:
    """The corrections and the head, and how many steps they were learned in."""

    corrections: Corrections
    head: Head
    steps: int

    def write(self, file: Path) -> None:
        """Write all of it into a file."""
        head = {f"head.{name}": getattr(self.head, name) for name in _HEAD}
        np.savez_compressed(file, fingerprint=np.array(self.corrections.fingerprint), steps=np.array(self.steps), **self.corrections.arrays, **head)  # type: ignore[arg-type]


_HEAD: Final = ("wide", "wide_bias", "narrow", "narrow_bias")


def reader_by(embedder: SentenceTransformerEmbedder, learned: Learned) -> Reader:
    """Return what reads by a model with what was learned for it."""
    joint = corrected(embedder, learned.corrections).joint()
    return lambda pairs: learned.head(joint.read(pairs, TOKENS)).tolist() if pairs else []


def reader_for(embedder: Embedder) -> Reader | None:
    """Return the bundled reader where the embedding model is the one that it was learned for; None for any other. It is loaded when it first reads."""
    if not isinstance(embedder, SentenceTransformerEmbedder) or embedder.fingerprint != MODEL:
        return None
    loaded = cache(lambda: reader_by(embedder, bundled()))
    return lambda pairs: loaded()(pairs)


@lru_cache(maxsize=1)
def bundled() -> Learned:
    """Return what was learned for the bundled model; raises AdapterError where the file cannot be read."""
    return read(corpus_folder() / FILE_NAME)


def read(file: Path) -> Learned:
    """Read what was learned from a file; raises AdapterError."""
    with arrays(file) as kept:
        return Learned(corrections_in(kept), Head(*(kept[f"head.{name}"] for name in _HEAD)), int(kept["steps"]))


def _erf(x: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.vectorize(math.erf, otypes=[np.float64])(x), dtype=np.float32)
