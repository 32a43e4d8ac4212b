"""Asked: the questions listed for places, as a bridge from a reporter's words to a statute's.

A sentence of the law and a question about it often share no word; two questions
about the same thing mostly do. So a question is compared with those listed, and
what comes near speaks for the place that answers it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ingest.document import Source
from qa.adapter import Adapter
from qa.terms import stems
from qa.tuned import Tuned

if TYPE_CHECKING:
    from numpy.typing import NDArray

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

Place = tuple[str, str]  # source id, pinpoint


@dataclass(frozen=True, slots=True)
class Nearby:
    """How like one question is to those listed: a cosine for each, by the model's own vectors and by the tuned or adapted ones.

    ``silent`` is its likeness to the nearest of those that no text of the index answers, by the adapted vectors; ``silent_dated`` the same of
    those that name no other year than it does.
    """

    plain: NDArray[np.float32]
    adapted: NDArray[np.float32]
    places: tuple[Place, ...]
    numbers: Mapping[Place, tuple[int, ...]]
    silent: float = 0.0
    silent_dated: float = 0.0

    def alike(self, place: Place) -> tuple[float, float] | None:
        """Return the likeness of the nearest question listed for a place, plain and adapted; None where none is."""
        numbers = list(self.numbers.get(place, ()))
        return (float(self.plain[numbers].max()), float(self.adapted[numbers].max())) if numbers else None

    def nearest(self, k: int) -> list[Place]:
        """Return the places of the k listed questions that are nearest, best first, each once."""
        best = np.argsort(-self.adapted, kind="stable")[:k].tolist()
        return list(dict.fromkeys(self.places[number] for number in best))


class Asked:
    """The listed questions of an index, with their vectors."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        vectors: Mapping[str, NDArray[np.float32]],
        silent: Mapping[str, NDArray[np.float32]],
        adapter: Adapter | None,
        tuned: Tuned | None = None,
    ) -> None:
        """Take the sources and, by document id, the vectors of the questions they answer and do not answer; versions of one source share their questions.

        A digest's silence says nothing where the index holds the official text of its source too. Questions are compared by the tuned model, where
        there is one, or else by adapted vectors.
        """
        told = {source.id for source in sources.values() if source.form == "official"}
        unanswered = {document_id: rows for document_id, rows in silent.items() if sources[document_id].id not in told}
        silences = [ask for document_id in unanswered for ask in sources[document_id].silent]
        self._silent_years = [years(ask) for ask in silences]
        self._silent = None
        if unanswered:
            self._silent = tuned.listed(silences) if tuned else _adapted(np.concatenate(list(unanswered.values())), adapter)
        rows: dict[tuple[str, Place], NDArray[np.float32]] = {}
        for document_id, of_document in vectors.items():
            source = sources[document_id]
            for (ask, at), vector in zip(source.questions, of_document, strict=True):
                rows.setdefault((ask, (source.id, at)), vector)
        self._asks = tuple(ask for ask, _ in rows)
        self._places = tuple(place for _, place in rows)
        self._plain = np.array(list(rows.values()), dtype=np.float32)
        self._adapted = tuned.listed(self._asks) if tuned and self._asks else _adapted(self._plain, adapter)
        numbers: dict[Place, list[int]] = {}
        for number, place in enumerate(self._places):
            numbers.setdefault(place, []).append(number)
        self._numbers: dict[Place, tuple[int, ...]] = {place: tuple(group) for place, group in numbers.items()}
        self.stems = cache(self._stems)

    def near(self, question: str, plain: NDArray[np.float32], adapted: NDArray[np.float32]) -> Nearby:
        """Compare a question, by the vectors of its wordings, plain and tuned or adapted, with every question listed."""
        if not self._places:
            nothing = np.zeros(0, dtype=np.float32)
            return Nearby(nothing, nothing, (), {})
        plainly, mapped = (self._plain @ plain.T).max(axis=1), (self._adapted @ adapted.T).max(axis=1)
        return Nearby(plainly, mapped, self._places, self._numbers, *self._silence(adapted, years(question)))

    def _silence(self, adapted: NDArray[np.float32], named: frozenset[str]) -> tuple[float, float]:
        if self._silent is None:
            return 0.0, 0.0
        likeness = (self._silent @ adapted.T).max(axis=1).tolist()
        dated = [value for value, of in zip(likeness, self._silent_years, strict=True) if of <= named]
        return max(likeness), max(dated, default=0.0)

    def _stems(self, place: Place) -> frozenset[str]:
        """Return the stems of all questions listed for a place."""
        return frozenset().union(*(stems(self._asks[number]) for number in self._numbers.get(place, ())))


def years(text: str) -> frozenset[str]:
    """Return the years that a text names."""
    return frozenset(_YEAR.findall(text))


def _adapted(vectors: NDArray[np.float32], adapter: Adapter | None) -> NDArray[np.float32]:
    return adapter.apply(vectors) if adapter and len(vectors) else vectors
