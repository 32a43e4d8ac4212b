"""Adapter: a linear map of the bundled model's vectors, fitted on the questions listed under ``corpus/asked``.

The model was made for general English; here "hand over", "disclose" and
"produce" are one thing and "preserve" and "retain" are two. The map brings a
question nearer to the statements and to the other questions of its own place
than to those of its neighbours (contrastive learning with in-batch negatives:
van den Oord et al. 2018). The index keeps the model's own vectors; the map is
applied to what a question is compared with. ``attest eval fit-adapter`` makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from ingest.source import corpus_folder
from qa.arrays import arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE_NAME: Final = "adapter.npz"


@dataclass(frozen=True, slots=True)
class Adapter:
    """A square matrix for row vectors, and the fingerprint of the embedding model that it was fitted for."""

    matrix: NDArray[np.float32]
    fingerprint: str

    def apply(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the mapped vectors, each of length 1 again."""
        return _unit(vectors @ self.matrix)

    def write(self, file: Path) -> None:
        """Write the map into a file, in half precision."""
        np.savez_compressed(file, matrix=self.matrix.astype(np.float16), fingerprint=np.array(self.fingerprint))

    def probe(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the vectors whose neighbours among plain vectors are about those that the mapped ones have among mapped ones.

        With M the matrix, (q M) · (s M) is (q M Mᵀ) · s; only the length of s M is not counted.
        """
        return _unit(self.apply(vectors) @ self.matrix.T)

    def lengths(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the lengths that the mapped vectors have before they are made 1 again."""
        return np.asarray(np.linalg.norm(vectors @ self.matrix, axis=-1), dtype=np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def bundled() -> Adapter:
    """Return the adapter of the bundled corpus; raises AdapterError where its file cannot be read."""
    return read(corpus_folder() / FILE_NAME)


def read(file: Path) -> Adapter:
    """Read an adapter from a file; raises AdapterError."""
    with arrays(file) as kept:
        return Adapter(kept["matrix"].astype(np.float32), str(kept["fingerprint"]))


def adapter_for(fingerprint: str, *, asked: bool) -> Adapter | None:
    """Return the bundled adapter for an index of the model that it was fitted for, if it lists questions; None for any other, such as a reader's own files."""
    adapter = bundled()
    return adapter if asked and adapter.fingerprint == fingerprint else None
