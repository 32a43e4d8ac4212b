"""Shipped: the vectors of the bundled corpus's listed questions, which come with it so that a first ingest needs not embed them.

Each is kept under a hash of its text, for one embedding model's fingerprint, in
a byte a dimension (a cosine then differs by less than 0.01). A text or a model
that the file does not know is embedded as ever. ``attest eval fit-adapter``
makes the file.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

from ingest.embed import Embedder
from ingest.errors import CorpusError
from ingest.source import corpus_folder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE_NAME: Final = "questions.npz"
_KEY_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Shipped:
    """Rows of int8 by the keys of their texts, for the model of one fingerprint."""

    fingerprint: str
    rows: Mapping[int, int]
    values: NDArray[np.int8]

    def encode(self, texts: Sequence[str], embedder: Embedder) -> NDArray[np.float32]:
        """Return one unit row per text: shipped where it is here, embedded where it is not."""
        import numpy as np

        if embedder.fingerprint != self.fingerprint or not self.rows:
            return embedder.encode(texts)
        known = np.array([self.rows.get(key(text), -1) for text in texts], dtype=np.intp)
        vectors = self.values[known].astype(np.float32)
        vectors /= np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
        fresh = np.flatnonzero(known < 0)
        if len(fresh):
            vectors[fresh] = embedder.encode([texts[number] for number in fresh.tolist()])
        return vectors


def key(text: str) -> int:
    """Return the first 8 bytes of a text's sha256 as a number."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:_KEY_BYTES], "big")


def write(file: Path, vectors: Mapping[str, NDArray[np.float32]], fingerprint: str) -> None:
    """Write the vectors of texts into a file, in the order of their keys."""
    import numpy as np

    ordered = sorted(vectors, key=key)
    scaled = np.array([vectors[text] / np.abs(vectors[text]).max() * 127 for text in ordered])
    keys = np.array([key(text) for text in ordered], dtype=np.uint64)
    np.savez_compressed(file, keys=keys, values=np.rint(scaled).astype(np.int8), fingerprint=np.array(fingerprint))


@lru_cache(maxsize=2)
def bundled(name: str = FILE_NAME) -> Shipped:
    """Return what comes with the bundled corpus under a file name, nothing where it has no such file; raises CorpusError where the file cannot be read."""
    import numpy as np

    file = corpus_folder() / name
    return read(file) if file.is_file() else Shipped("", {}, np.zeros((0, 0), dtype=np.int8))


def read(file: Path) -> Shipped:
    """Read shipped vectors from a file; raises CorpusError."""
    import numpy as np

    try:
        with file.open("rb") as opened, np.load(opened) as kept:
            return Shipped(str(kept["fingerprint"]), {k: row for row, k in enumerate(kept["keys"].tolist())}, kept["values"])
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error) as error:
        raise CorpusError(f"{file} cannot be read ({error}); install the package again") from error
