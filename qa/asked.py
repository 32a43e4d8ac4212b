"""Asked: the questions listed for places, as a bridge from a reporter's words to a statute's.

A sentence of the law and a question about it often share no word; two questions
about the same thing mostly do. So a question is compared with those listed, and
what comes near speaks for the place that answers it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, reduce
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from ingest.document import Source
from ingest.likest import likest
from qa.adapter import Adapter
from qa.places import circuits_named, other_places_named
from qa.terms import stems, stems_in_order
from qa.tuned import Tuned

if TYPE_CHECKING:
    from numpy.typing import NDArray

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NUMBERED = re.compile(r"(?<![\d/])(?P<one>\d[\d.]*)/(?P<other>\d[\d.]*)(?!\d|/\d)")

# "From 17 February to 25 September": the part of a year that a figure is of.
_MONTHS = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
    r"|\bmay\b(?= (?:(?:19|20)\d\d|and|to|until)\b)",
    re.IGNORECASE,
)

# What a question can ask for that another in almost the same words does not: "who drafted the clause on X?", "what does it say on X?".
_ASKS = {
    "who?": re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE),
    "when?": re.compile(r"\bwhen\b|\b(?:what|which) (?:date|day|year|month)\b", re.IGNORECASE),
    "how many?": re.compile(r"\bhow (?:many|often)\b|\bnumbers? of\b|\bcounts?\b|\bstatistics\b", re.IGNORECASE),
}

_COUNTS = re.compile(r"\bhow many\b|\bnumbers? of\b|\bcounts?\b|\btotal\b|\b(?:most|fewest) \w+", re.IGNORECASE)
_BY_TODAY = re.compile(r"\b(?:in |during |over )?(?P<which>last|this) year\b(?!['’]s)", re.IGNORECASE)

Place = tuple[str, str]  # source id, pinpoint
# How many of the nearest questions speak for what they are listed for, and how much the nearest outweighs the others: chosen by cross-validation
# on the dev questions, where they part what is answered from what is not better than the nearest question alone.
POOLED = 12
SOFTNESS = 0.06
# How many rows are compared with every vector before the next: of 384 numbers each, what the second cache of a processor holds.
AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Silence:
    """How like a question is to those that no text answers: the nearest taken together, from 0 to about 1.15.

    ``shared`` is the share of words that it has in common with the nearest, each word by its weight (Dice).
    """

    likeness: float = 0.0
    shared: float = 0.0


@dataclass(frozen=True, slots=True)
class Nearby:
    """How like one question is to those listed: a cosine for each, by the tuned or adapted vectors; and what to compare them with by the model's own.

    ``rows`` are the listed questions' own vectors, ``put`` those of the question's wordings. ``silent`` is its likeness to those that no text of the
    index answers, by the adapted vectors; ``silent_marked`` the same of those that name no other year, state, country or US circuit than it
    does, and ask for no person, day or count where it does not.
    """

    rows: NDArray[np.float32]
    put: NDArray[np.float32]
    adapted: NDArray[np.float32]
    places: tuple[Place, ...]
    numbers: Mapping[Place, tuple[int, ...]]
    silent: Silence = Silence()
    silent_marked: Silence = Silence()

    def pooled(self, places: Iterable[Place]) -> float:
        """Return how like the question is to those listed for any of some places: the nearest of them taken together, by the adapted vectors; 0 without one."""
        numbers = list(dict.fromkeys(chain.from_iterable(self.numbers.get(place, ()) for place in places)))
        return _pooled(self.adapted[numbers]) if numbers else 0.0

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


NOTHING_NEAR = Nearby(np.zeros((0, 0), dtype=np.float32), np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.float32), (), {})


class Asked:
    """The listed questions of an index, with their vectors."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        vectors: Mapping[str, NDArray[np.float32]],
        silent: Mapping[str, NDArray[np.float32]],
        adapter: Adapter | None,
        tuned: Tuned | None = None,
        weight: Callable[[str], float] = lambda _: 1.0,
    ) -> None:
        """Take the sources and, by document id, the vectors of the questions they answer and do not answer; versions of one source share their questions.

        A digest's silence says nothing where the index holds the official text of its source too. Questions are compared by the tuned model, where
        there is one, or else by adapted vectors; ``weight`` weighs the stems that two of them share.
        """
        self._weight = weight
        told = {source.id for source in sources.values() if source.form == "official"}
        # Each once: several versions of one source keep silent about the same.
        unanswered = {ask: row for i, of in silent.items() if sources[i].id not in told for ask, row in zip(sources[i].silent, of, strict=True)}
        self._silences = tuple(unanswered)
        self._silent_marks = [_marks(ask) for ask in self._silences]
        self._silent = None
        if unanswered:
            self._silent = tuned.listed(self._silences) if tuned else _adapted(np.array(list(unanswered.values()), dtype=np.float32), adapter)
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
        self._alike_marked = lru_cache(maxsize=64)(self._silences_marked)

    def near(self, question: str, plain: NDArray[np.float32], adapted: NDArray[np.float32]) -> Nearby:
        """Compare a question, by the vectors of its wordings, plain and tuned or adapted, with every question listed."""
        if not self._places:
            return NOTHING_NEAR
        return Nearby(self._plain, plain, _likest(self._adapted, adapted), self._places, self._numbers, *self._silence(question, adapted))

    def _silence(self, question: str, adapted: NDArray[np.float32]) -> tuple[Silence, Silence]:
        if self._silent is None:
            return Silence(), Silence()
        likeness = _likest(self._silent, adapted)
        marked = np.flatnonzero(self._alike_marked(_marks(question)))
        return self._nearest(question, likeness, np.arange(len(likeness))), self._nearest(question, likeness[marked], marked)

    def _nearest(self, question: str, likeness: NDArray[np.float32], numbers: NDArray[np.intp]) -> Silence:
        """Return how like a question is to the silences of some numbers, by its likeness to each of them."""
        if not len(numbers):
            return Silence()
        return Silence(_pooled(likeness), self._shared(question, self._silences[numbers[int(likeness.argmax())]]))

    def _shared(self, question: str, other: str) -> float:
        one, two = stems(question), stems(other)
        whole = math.fsum(map(self._weight, one)) + math.fsum(map(self._weight, two))
        return 2 * math.fsum(map(self._weight, one & two)) / whole if whole else 0.0

    def _silences_marked(self, named: frozenset[str]) -> NDArray[np.bool_]:
        """Tell which of the questions that are not answered name and ask for nothing else of what sets questions apart than some."""
        return np.array([of <= named for of in self._silent_marks], dtype=bool)

    def _stems(self, place: Place) -> tuple[str, ...]:
        """Return the stems of all questions listed for a place, each once: a set of as many takes ten times the memory, and every place has one."""
        return stems_in_order(" ".join(self._asks[number] for number in self._numbers.get(place, ())))


def _likest(rows: NDArray[np.float32], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how like each row is to the likest of a few vectors.

    With one product for each vector numpy does not rearrange the rows, and what the processor holds of them serves all vectors.
    """
    found = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        found[start : start + AT_ONCE] = reduce(np.maximum, (part @ vector for vector in vectors))
    return found


def _pooled(likeness: NDArray[np.float32]) -> float:
    """Return a soft maximum: of a single number itself, of many a little more than their largest."""
    top = likeness[likest(likeness, POOLED)].astype(float)
    return float(top[0] + SOFTNESS * math.log(np.exp((top - top[0]) / SOFTNESS).sum()))


def years(text: str) -> frozenset[str]:
    """Return the years that a text names; those within the number of an act ("2022/2065", "12.965/2014") are none, but "2023/24" is two."""
    return frozenset(_YEAR.findall(_NUMBERED.sub(_of_two_years, text) if "/" in text else text))


def _of_two_years(m: re.Match[str]) -> str:
    """Return the two years of "2023/24" apart, and nothing of a number."""
    first, last = m["one"], m["other"].rstrip(".")
    follows = str(int(first) + 1) if _YEAR.fullmatch(first) else ""
    return f"{first} {follows}" if follows and last in {follows, follows[2:]} else " "


def with_years(question: str, today: date) -> str:
    """Return a question for a count in which the year that it names by today ("last year", "this year") is named by its number."""
    if not _COUNTS.search(question) or years(question):
        return question
    return _BY_TODAY.sub(lambda m: f"in {today.year - (m['which'].lower() == 'last')}", question)


def is_year(word: str) -> bool:
    """Tell whether a word is a year and nothing else."""
    return _YEAR.fullmatch(word) is not None


def _marks(text: str) -> frozenset[str]:
    """Return what a text names and asks for that another like it may not: years and months, places, circuits, and a person, a day or a count."""
    months = frozenset(m.group()[:3].lower() for m in _MONTHS.finditer(text))
    return years(text) | months | frozenset(other_places_named(text)) | circuits_named(text) | {name for name, asks in _ASKS.items() if asks.search(text)}


def _adapted(vectors: NDArray[np.float32], adapter: Adapter | None) -> NDArray[np.float32]:
    return adapter.apply(vectors) if adapter and len(vectors) else vectors
