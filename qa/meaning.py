"""Meaning: how near a claim comes to the words of a passage by the vectors of an embedding model, where the weights of support are for that model."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from ingest.embed import Embedder
from qa.support_weights import MODEL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Vectors kept: of a report's sentences and of the words that they rest on, some times over.
KEPT: Final = 256


class Meaning:
    """Compares texts by one embedding model; safe for many threads, and what was encoded of late is kept."""

    def __init__(self, embedder: Embedder) -> None:
        """Take the embedding model."""
        self._embedder = embedder
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def ahead(self, texts: Iterable[str]) -> None:
        """Encode, in one batch, what is going to be compared."""
        self._vectors(list(dict.fromkeys(texts))[:KEPT])

    def likeness(self, one: str, other: str) -> float:
        """Return the cosine of two texts, from -1 to 1."""
        vectors = self._vectors([one, other])
        return float(vectors[one] @ vectors[other])

    def _vectors(self, texts: list[str]) -> dict[str, NDArray[np.float32]]:
        with self._lock:
            held = {text: self._kept[text] for text in texts if text in self._kept}
        wanted = [text for text in dict.fromkeys(texts) if text not in held]
        if wanted:  # outside the lock: another thread's texts need not wait for these
            held |= dict(zip(wanted, self._embedder.encode(wanted), strict=True))
        with self._lock:
            for text, vector in held.items():
                self._kept[text] = vector
                self._kept.move_to_end(text)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return held


def meaning_for(embedder: Embedder) -> Meaning | None:
    """Return what compares by an embedding model where the weights of support were fitted with it; None for any other."""
    return Meaning(embedder) if embedder.fingerprint == MODEL else None
