"""Weighed: the sentences of what was found, weighed against a question.

What bears on a sentence's weight whatever is asked (its words' stems, its figures, its place) is read once and kept;
what the question adds is one product of matrices for all sentences, and a few sets for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ingest.catalogue import Stored
from ingest.document import Passage, Source
from qa.adapter import Adapter
from qa.asked import Nearby, Place
from qa.fitness import SECONDARY, Marks, asking, marks, weighed
from qa.kinds import asks_rule, kinds_told, kinds_wanted
from qa.route import Route
from qa.terms import Concept, Covered, Covering, Vocabulary, stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEPT: Final = 4_000
OVERVIEW: Final = 0.15


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage: its span in the document, its words, their stems, which kinds of fact it holds, and what else marks it."""

    start: int
    end: int
    text: str
    stems: frozenset[str]
    kinds: tuple[bool, ...]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Read:
    """A passage as it has been read: its place, the stems of its heading and of all that names it, its sentences and the lengths of their mapped vectors."""

    passage: Passage
    source: Source
    place: Place
    heading: frozenset[str]
    rarity: float
    context: frozenset[str]
    sentences: tuple[Sentence, ...]
    lengths: NDArray[np.float32]
    secondary: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question as sentences are weighed against it.

    ``vectors`` are those of its ``wordings`` and then of what it is also about, for the summary (``heads`` of them) and for the sections;
    ``adapted`` those of its wordings, mapped.
    """

    text: str
    concepts: tuple[Concept, ...]
    overview: bool
    route: Route
    routed: frozenset[str]
    fused: Mapping[str, float]
    nearby: Nearby
    vectors: NDArray[np.float32]
    adapted: NDArray[np.float32]
    wordings: int
    heads: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence with its weight: the values of ``fitness.Features`` in their order, and what they were made from."""

    read: Read
    sentence: Sentence
    values: tuple[float, ...]
    fitness: float
    similarity: float
    facets: tuple[float, ...]
    covered: Covered
    alone: float
    routed: bool
    listed: bool


class Weigher:
    """Weighs the sentences of one index; what it has read of a passage is kept."""

    def __init__(self, sources: Mapping[str, Source], vocabulary: Vocabulary, adapter: Adapter | None, asked_stems: Callable[[Place], tuple[str, ...]]) -> None:
        """Take the sources by document id, the index's words and adapter, and what gives the stems of the questions listed for a place."""
        self._sources = sources
        self._vocabulary = vocabulary
        self._adapter = adapter
        self._asked_stems = asked_stems
        self._read: dict[str, Read] = {}

    def weigh(self, items: Sequence[Stored], question: Question) -> Iterator[Weighed]:
        """Yield every sentence of some passages, in their order."""
        if not items:
            return
        reads = [self._known(item) for item in items]
        every = np.concatenate([item.sentence_vectors for item in items])
        rows = iter((every @ question.vectors.T).tolist())
        nearest = iter(self._nearest(every, np.concatenate([read.lengths for read in reads]), question.adapted).tolist())
        alike = question.nearby.alike_each([read.place for read in reads])
        covering = Covering(question.concepts)
        asked, wanted, rule, leaning = asking(question.text), kinds_wanted(question.text), asks_rule(question.text), question.route.leaning
        plain, heads = question.wordings, question.heads
        for read, listed in zip(reads, alike, strict=True):
            source = read.source
            (by_context, in_context), (by_asked, in_asked) = covering.held(read.context), covering.held(self._asked_stems(read.place))
            named, is_routed, fused = source.id in question.route.sources, read.passage.id in question.routed, question.fused[read.passage.id]
            common = (
                float(named and not is_routed),
                (1.0 if source.jurisdiction in leaning else -1.0) if leaning else 0.0,
                float(read.secondary),
                float(read.secondary and rule and not named),
            )
            heading = self._share(read, covering.stems)
            bonus = OVERVIEW if question.overview and not read.passage.pinpoint.locators and named else 0.0
            for sentence in read.sentences:
                row, near = next(rows), next(nearest)
                similarity, facets = max(row[:plain]), tuple(row[plain:])
                by_own, in_own = covering.held(sentence.stems)
                alone, covered = covering.of(by_own, in_own).share, covering.of(by_own | by_context, in_own | in_context)
                values = (
                    max(similarity, *facets[:heads], -1.0),
                    alone,
                    covered.keys,
                    heading,
                    near,
                    *(listed or (similarity, near)),
                    covering.of(by_own | by_context | by_asked, in_own | in_context | in_asked).share,
                    fused,
                    float(sum(sentence.kinds[kind] for kind in wanted)),
                    *common,
                )
                value = weighed(values, asked, sentence.marks, routed=is_routed) + bonus
                yield Weighed(read, sentence, values, value, similarity, facets, covered, alone, is_routed, listed is not None)

    def _nearest(self, every: NDArray[np.float32], lengths: NDArray[np.float32], adapted: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how near each sentence is to the nearest wording, both mapped: (s M) · a is s · (M a), which leaves the sentences as they are."""
        if self._adapter is None:
            return np.asarray((every @ adapted.T).max(axis=1), dtype=np.float32)
        return np.asarray((every @ (self._adapter.matrix @ adapted.T)).max(axis=1) / lengths, dtype=np.float32)

    def _known(self, item: Stored) -> Read:
        read = self._read.get(item.passage.id)
        if read is None:
            if len(self._read) >= KEPT:
                self._read = {}
            read = self._read[item.passage.id] = self._fresh(item)
        return read

    def _fresh(self, item: Stored) -> Read:
        passage = item.passage
        source = self._sources[passage.document_id]
        heading = stems(passage.heading)
        lengths = self._adapter.lengths(item.sentence_vectors) if self._adapter else np.ones(len(passage.sentences), dtype=np.float32)
        return Read(
            passage,
            source,
            (source.id, str(passage.pinpoint)),
            heading,
            sum(self._vocabulary.idf(s) for s in heading),
            stems(" ".join((source.short, source.citation, passage.heading, *source.aliases))),
            tuple(_sentence(passage, start, end) for start, end in passage.sentences),
            lengths,
            source.kind in SECONDARY,
        )

    def _share(self, read: Read, spoken: frozenset[str]) -> float:
        return sum(self._vocabulary.idf(s) for s in read.heading & spoken) / read.rarity if read.rarity else 0.0


def _sentence(passage: Passage, start: int, end: int) -> Sentence:
    text = passage.text[start - passage.start : end - passage.start]
    return Sentence(start, end, text, stems(text), kinds_told(text), marks(text))
