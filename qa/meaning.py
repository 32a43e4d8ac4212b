"""Meaning: how near texts come to one another by the vectors of an embedding model, where the weights of support were fitted with that model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.embed import Embedder
from qa.support_weights import MODEL

# Takes pairs of texts and returns the cosine of each.
Meaning = Callable[[Sequence[tuple[str, str]]], Sequence[float]]


def meaning_by(embedder: Embedder) -> Meaning:
    """Return what compares texts by an embedding model; each text of a call is encoded once, all of them in one batch."""

    def cosines(pairs: Sequence[tuple[str, str]]) -> list[float]:
        texts = list(dict.fromkeys(text for pair in pairs for text in pair))
        vectors = dict(zip(texts, embedder.encode(texts), strict=True))
        return [float(vectors[one] @ vectors[other]) for one, other in pairs]

    return cosines


def meaning_for(embedder: Embedder) -> Meaning | None:
    """Return what compares texts by the embedding model that the weights of support were fitted with; None for any other."""
    return meaning_by(embedder) if embedder.fingerprint == MODEL else None
