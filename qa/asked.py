"""Asked: the questions listed for places in ``sources.toml``, as a bridge from a reporter's words to a statute's.

A sentence of the law and a question about it often share no word; two questions
about the same thing mostly do. So a question is compared with those listed, by
their concepts, and what comes near speaks for the place that answers it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property

from ingest.document import Source
from qa.terms import Vocabulary

Place = tuple[str, str]  # source id, pinpoint


class Asked:
    """The listed questions of an index, each as the weights of its concepts; built at the first use."""

    def __init__(self, sources: Iterable[Source], vocabulary: Vocabulary) -> None:
        """Take the sources and the words of one index."""
        self._sources = tuple(sources)
        self._vocabulary = vocabulary

    @cached_property
    def _listed(self) -> tuple[tuple[str, Place, Mapping[str, float], float], ...]:
        listed = dict.fromkeys((ask, (s.id, at)) for s in self._sources for ask, at in s.questions)
        weighed = [(ask, place, self._weights(ask)) for ask, place in listed]
        return tuple((ask, place, weights, _size(weights)) for ask, place, weights in weighed)

    def near(self, question: str, *, but: str = "") -> dict[Place, float]:
        """Map places to how like a question those listed for them are (the cosine of their concepts); ``but`` names a listed one to leave out."""
        weights = self._weights(question)
        size = _size(weights)
        found: dict[Place, float] = {}
        for ask, place, others, length in self._listed:
            common = sum(weight * weight for key, weight in weights.items() if key in others)
            if common and ask != but:
                found[place] = max(found.get(place, 0.0), common / (size * length))
        return found

    def _weights(self, question: str) -> dict[str, float]:
        concepts = self._vocabulary.concepts(question)
        return {c.group or " ".join(sorted(c.forms[0])): c.weight for c in concepts}


def _size(weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
