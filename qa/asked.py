"""Asked: the questions listed for places, as a bridge from a reporter's words to a statute's.

A sentence of the law and a question about it often share no word; two questions
about the same thing mostly do. So a question is compared with those listed, and
what comes near speaks for the place that answers it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from ingest.document import Source
from ingest.likest import likest
from qa.adapter import Adapter
from qa.terms import stems_in_order
from qa.tuned import Tuned

if TYPE_CHECKING:
    from numpy.typing import NDArray

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

Place = tuple[str, str]  # source id, pinpoint


@dataclass(frozen=True, slots=True)
class Nearby:
    """How like one question is to those listed: a cosine for each, by the tuned or adapted vectors; and what to compare them with by the model's own.

    ``rows`` are the listed questions' own vectors, ``put`` those of the question's wordings. ``silent`` is its likeness to the nearest of those
    that no text of the index answers, by the adapted vectors; ``silent_dated`` the same of those that name no other year than it does.
    """

    rows: NDArray[np.float32]
    put: NDArray[np.float32]
    adapted: NDArray[np.float32]
    places: tuple[Place, ...]
    numbers: Mapping[Place, tuple[int, ...]]
    silent: float = 0.0
    silent_dated: float = 0.0

    def alike(self, place: Place) -> tuple[float, float] | None:
        """Return the likeness of the nearest question listed for a place, plain and adapted; None where none is."""
        return self.alike_each([place])[0]

    def alike_each(self, places: Sequence[Place]) -> list[tuple[float, float] | None]:
        """Return the same for each of some places."""
        groups = [self.numbers.get(place, ()) for place in places]
        every = np.fromiter(chain.from_iterable(groups), dtype=np.intp)
        if not len(every):
            return [None for _ in places]
        ends = np.cumsum([len(group) for group in groups if group])
        starts = np.concatenate(([0], ends[:-1]))
        # By the model's own vectors, only the questions of these places: to go through all of them takes several times as long.
        alike = _likest(self.rows[every], self.put), self.adapted[every]
        best = zip(*(np.maximum.reduceat(row, starts).tolist() for row in alike), strict=True)
        return [next(best) if group else None for group in groups]

    def nearest(self, k: int) -> list[Place]:
        """Return the places of the k listed questions that are nearest, best first, each once."""
        return list(dict.fromkeys(self.places[number] for number in likest(self.adapted, k).tolist()))


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
        self._dated = lru_cache(maxsize=64)(self._silences_dated)

    def near(self, question: str, plain: NDArray[np.float32], adapted: NDArray[np.float32]) -> Nearby:
        """Compare a question, by the vectors of its wordings, plain and tuned or adapted, with every question listed."""
        if not self._places:
            nothing = np.zeros(0, dtype=np.float32)
            return Nearby(plain[:0], plain, nothing, (), {})
        return Nearby(self._plain, plain, _likest(self._adapted, adapted), self._places, self._numbers, *self._silence(adapted, years(question)))

    def _silence(self, adapted: NDArray[np.float32], named: frozenset[str]) -> tuple[float, float]:
        if self._silent is None:
            return 0.0, 0.0
        likeness = _likest(self._silent, adapted)
        dated = likeness[self._dated(named)]
        return float(likeness.max()), float(dated.max()) if len(dated) else 0.0

    def _silences_dated(self, named: frozenset[str]) -> NDArray[np.bool_]:
        """Tell which of the questions that are not answered name no other year than some."""
        return np.array([of <= named for of in self._silent_years], dtype=bool)

    def _stems(self, place: Place) -> tuple[str, ...]:
        """Return the stems of all questions listed for a place, each once: a set of as many takes ten times the memory, and every place has one."""
        return stems_in_order(" ".join(self._asks[number] for number in self._numbers.get(place, ())))


def _likest(rows: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how like each row is to the likest of a few vectors; with one product for each, numpy does not rearrange the rows."""
    return reduce(np.maximum, (rows @ vector for vector in vectors))


def years(text: str) -> frozenset[str]:
    """Return the years that a text names."""
    return frozenset(_YEAR.findall(text))


def _adapted(vectors: NDArray[np.float32], adapter: Adapter | None) -> NDArray[np.float32]:
    return adapter.apply(vectors) if adapter and len(vectors) else vectors
