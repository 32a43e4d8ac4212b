"""Asked: the questions listed for places, as a bridge from a reporter's words to a statute's.

A sentence of the law and a question about it often share no word; two questions
about the same thing mostly do. So a question is compared with those listed, by
its concepts and by its meaning, and what comes near speaks for the place that answers it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ingest.document import Source
from qa.terms import Vocabulary, stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

Place = tuple[str, str]  # source id, pinpoint


@dataclass(frozen=True, slots=True)
class Nearby:
    """How like one question is to those listed: by place and concepts, and by listed question and meaning (cosines)."""

    words: Mapping[Place, float]
    meaning: NDArray[np.float32]
    numbers: Mapping[Place, tuple[int, ...]]
    vectors: NDArray[np.float32]

    def alike(self, place: Place) -> float:
        """Return the likeness in meaning of the nearest question listed for a place; 0 where none is."""
        numbers = self.numbers.get(place)
        return float(self.meaning[list(numbers)].max()) if numbers else 0.0

    def through(self, place: Place, sentences: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return for each sentence of a place how far a listed question leads to it: the best product of the likeness to it and its own to the sentence."""
        numbers = self.numbers.get(place)
        if not numbers or not len(sentences):
            return np.zeros(len(sentences), dtype=np.float32)
        chosen = list(numbers)
        return np.asarray(((sentences @ self.vectors[chosen].T) * self.meaning[chosen]).max(axis=1))

    def nearest(self, k: int) -> list[Place]:
        """Return the places of the k listed questions that are nearest in meaning, best first, each once."""
        places = {number: place for place, numbers in self.numbers.items() for number in numbers}
        best = np.argsort(-self.meaning, kind="stable")[:k].tolist()
        return list(dict.fromkeys(places[number] for number in best))


class Asked:
    """The listed questions of an index with their vectors and the weights of their concepts; the latter are built at the first use."""

    def __init__(self, sources: Mapping[str, Source], vectors: Mapping[str, NDArray[np.float32]], vocabulary: Vocabulary) -> None:
        """Take the sources and the vectors of their questions by document id, and the words of one index."""
        self._vocabulary = vocabulary
        rows: dict[tuple[str, Place], NDArray[np.float32]] = {}
        for document_id, source in sources.items():
            for (ask, at), vector in zip(source.questions, vectors.get(document_id, ()), strict=bool(document_id in vectors)):
                rows.setdefault((ask, (source.id, at)), vector)
        self.listed: tuple[tuple[str, Place], ...] = tuple(rows)
        self._vectors = np.array(list(rows.values()), dtype=np.float32) if rows else np.zeros((0, 0), dtype=np.float32)
        numbers: dict[Place, list[int]] = {}
        for number, (_, place) in enumerate(self.listed):
            numbers.setdefault(place, []).append(number)
        self._numbers: dict[Place, tuple[int, ...]] = {place: tuple(group) for place, group in numbers.items()}

    def near(self, question: str, wordings: NDArray[np.float32]) -> Nearby:
        """Compare a question, and the vectors of its wordings, with every question listed."""
        meaning = (self._vectors @ wordings.T).max(axis=1) if len(self.listed) else np.zeros(0, dtype=np.float32)
        return Nearby(self._by_words(question), meaning, self._numbers, self._vectors)

    def stems(self, place: Place) -> frozenset[str]:
        """Return the stems of all questions listed for a place."""
        return frozenset().union(*(stems(self.listed[number][0]) for number in self._numbers.get(place, ())))

    def _by_words(self, question: str) -> dict[Place, float]:
        weights = self._vocabulary.weights(question)
        size = _size(weights)
        common: dict[int, float] = {}
        for key, weight in weights.items():
            for number, share in self._holding.get(key, ()):
                common[number] = common.get(number, 0.0) + weight * share
        found: dict[Place, float] = {}
        for number, value in common.items():
            place = self.listed[number][1]
            found[place] = max(found.get(place, 0.0), value / size)
        return found

    @cached_property
    def _holding(self) -> dict[str, list[tuple[int, float]]]:
        """The questions that hold each concept, with its weight in a question of length 1."""
        found: dict[str, list[tuple[int, float]]] = {}
        for number, (ask, _) in enumerate(self.listed):
            weights = self._vocabulary.weights(ask, repair=False)
            size = _size(weights)
            for key, weight in weights.items():
                found.setdefault(key, []).append((number, weight / size))
        return found


def _size(weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
