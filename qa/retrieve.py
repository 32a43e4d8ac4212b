"""Retrieve: dense and lexical search fused by reciprocal ranks, and the sentences of what was found, weighed against the question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ingest.catalogue import Scope, Stored
from ingest.document import Passage, Source
from ingest.embed import Embedder
from ingest.index import Index
from ingest.pinpoint import Pinpoint
from qa.adapter import Adapter, adapter_for
from qa.asked import NOTHING_NEAR, Asked, Nearby
from qa.changes import Changes
from qa.conversation import without_day, without_day_of_month
from qa.fitness import LOW_CONFIDENCE as LOW_CONFIDENCE
from qa.fitness import SECONDARY as SECONDARY
from qa.fitness import Features
from qa.gist import gist
from qa.glossary import RELATED
from qa.intent import SURE, SURE_ELSEWHERE, Intent, Reader, reader_for
from qa.kinds import kinds_asked
from qa.leadin import without_leadin
from qa.places import COVERED, without_places, without_seats
from qa.route import Route, Router
from qa.terms import GENERAL, Concept, Vocabulary, stems
from qa.tuned import Tuned, tuned_for
from qa.weighed import Question, Weighed, Weigher

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REMEMBERED = 32
MOST_PLACED = 3
UNFOUND = 0.05
# How many of the best passages bring what stands beside them: more where a figure is asked for; a section of few passages comes whole.
PARENTS, FEW_PARENTS, SHORT_SECTION = 40, 8, 16
PLACES_KEPT = 20_000
# How many of the sentences ranked first lead, come near, and may bear on a question at all.
LEADING, POOL, WIDE = 3, 8, 30
RRF_K = 60  # Cormack, Clarke and Buettcher 2009; the usual constant


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage found for a question, with its place and its cosine similarity (-1 to 1)."""

    passage_id: str
    source_id: str
    citation: str
    pinpoint: str
    text: str
    start: int
    end: int
    similarity: float
    title: str
    jurisdiction: str
    form: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of a retrieved passage, and how well it fits the question.

    ``coverage`` counts the question's concepts in the sentence, its heading and its source's names; ``own_coverage`` in the
    sentence alone. ``facets`` are its similarities to what the question is also about (``glossary.RELATED``), those for the summary first.
    ``fitness`` is what sentences are ranked by (about 0 to 1.5); ``listed`` tells whether questions are listed for its place.
    """

    passage: Passage
    source: Source
    start: int
    end: int
    text: str
    similarity: float
    covered: frozenset[str]
    coverage: float
    own_coverage: float
    routed: bool
    fused: float
    fitness: float
    facets: tuple[float, ...] = ()
    features: Features | None = field(default=None, compare=False)
    listed: bool = False

    @property
    def asked(self) -> float:
        """How like the question is to those listed for the sentence's place."""
        return self.features.asked if self.features else 0.0

    @property
    def key(self) -> tuple[str, int]:
        """Names the sentence: passage id and start."""
        return self.passage.id, self.start


def led_by(first: Evidence | None, ranked: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return ranked sentences with one of them put first, which then weighs as much as the best; as they are where there is none to put first."""
    return [replace(first, fitness=ranked[0].fitness), *(e for e in ranked if e is not first)] if first else ranked


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Everything found for one question, best passages first.

    ``asked`` are the question's concepts without those that only name a work; ``nearby`` compares it with the questions listed.
    ``readings`` are those by which a blended follow-up is judged: its own first.
    """

    question: str
    scope: Scope
    route: Route
    concepts: tuple[Concept, ...]
    asked: tuple[Concept, ...]
    hits: tuple[Retrieved, ...]
    evidence: tuple[Evidence, ...]
    summary_facets: int
    passages_searched: int
    sources_searched: int
    nearby: Nearby = field(default=NOTHING_NEAR, compare=False)
    readings: tuple[Retrieval, ...] = ()
    intent: Intent = "law"

    @property
    def asks_place(self) -> bool:
        """Whether the question asks for a place as a whole: it says nothing beside its number, its work and what is asked of any law."""
        named = stems(" ".join((*self.route.citations, *self.route.mentions))) | GENERAL
        return bool(self.route.passages) and all(stems(concept.label) <= named for concept in self.concepts)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question before it is weighed, and the ids of the source versions that may be told."""

    question: Question
    asked: tuple[Concept, ...]
    stored: Mapping[str, Stored]
    told: frozenset[str]


class Retriever:
    """Searches one index; built once and shared by threads."""

    def __init__(self, index: Index, embedder: Embedder, candidates: int) -> None:
        """Take an open index, the embedder that built it, and how many passages each search may put forward."""
        self.index = index
        self.candidates = candidates
        self.embedder = embedder
        self._encode = lru_cache(maxsize=REMEMBERED)(embedder.encode)  # what questions are also about is a handful of texts

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources by document id."""
        return self.index.catalogue.sources()

    @cached_property
    def changes(self) -> Changes:
        """The versions of each law and what differs between them."""
        return Changes(self.sources, self.index.catalogue)

    @cached_property
    def router(self) -> Router:
        """The router over this index's names and places."""
        return Router(self.sources, self.index.catalogue.places())

    @cached_property
    def asked(self) -> Asked:
        """The questions listed for places of this index."""
        return Asked(self.sources, self._question_vectors, self.index.catalogue.silent_vectors(), self.adapter, self.tuned, self.vocabulary.idf)

    @cached_property
    def adapter(self) -> Adapter | None:
        """The adapter for this index's vectors, if it lists questions."""
        return adapter_for(self.embedder.fingerprint, asked=bool(self._question_vectors))

    @cached_property
    def tuned(self) -> Tuned | None:
        """The model that compares this index's listed questions, if it lists any."""
        return tuned_for(self.embedder, asked=bool(self._question_vectors))

    @cached_property
    def reader(self) -> Reader | None:
        """What reads the intent of a question, where there is one for this index's model."""
        return reader_for(self.embedder.fingerprint)

    @cached_property
    def _question_vectors(self) -> dict[str, NDArray[np.float32]]:
        return self.index.catalogue.question_vectors()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The index's words."""
        return Vocabulary(self.index.catalogue.frequencies(), self.index.catalogue.counts().passages)

    @cached_property
    def _weigher(self) -> Weigher:
        return Weigher(self.sources, self.vocabulary, self.adapter, self.asked.stems)

    def retrieve(self, question: str, scope: Scope, route: Route | None = None) -> Retrieval:
        """Find passages for a question within a scope, fuse the rankings, and weigh their sentences."""
        found = self._find(question, scope, route)
        asked, nearby, vectors = found.question, found.question.nearby, found.question.vectors
        weighed = sorted(self._weigher.weigh(list(found.stored.values()), asked), key=lambda w: (-w.fitness, w.read.passage.id, w.sentence.start))
        evidence = tuple(_evidence(w, asked.fused) for w in weighed)
        hits = tuple(self._hit(found.stored[i].passage, float(found.stored[i].vector @ vectors[0])) for i in _order(weighed, asked.fused))
        sizes = self.sizes
        return Retrieval(
            question, scope, asked.route, asked.concepts, found.asked, hits, evidence, asked.heads, sum(sizes[i][1] for i in found.told),
            len({self.sources[i].id for i in found.told}), nearby,
            intent=self.reader.intent(vectors[0], SURE if self._question_vectors else SURE_ELSEWHERE) if self.reader else "law",
        )  # fmt: skip

    def hits(self, question: str, scope: Scope, k: int) -> tuple[Retrieved, ...]:
        """Return the first k hits of what ``retrieve`` finds, without what else an answer is made from."""
        found = self._find(question, scope, None)
        order = _order(self._weigher.weigh(list(found.stored.values()), found.question), found.question.fused)
        return tuple(self._hit(found.stored[i].passage, float(found.stored[i].vector @ found.question.vectors[0])) for i in order[:k])

    def _find(self, question: str, scope: Scope, route: Route | None) -> Found:
        route = route or self.router.route(question)
        subject = without_leadin(without_day_of_month(without_day(question)))
        matter = without_places(without_seats(subject))
        concepts, asked = (self.vocabulary.concepts(matter, ignore=ignored) for ignored in (route.citations, route.mentions))
        wordings, (heads, aspects) = [*_wordings(subject, concepts), *_placed(subject, route, scope)], _facets(concepts)
        put, compared = self._put(tuple(wordings))
        vectors = self._with_facets(put, (*heads, *aspects))
        adapted = self.adapter.apply(put) if self.adapter else put
        probes = self.adapter.probe(put) if self.adapter else put[:0]
        rankings = self._rankings((*vectors, *probes), self.vocabulary.expression(concepts), scope)
        rankings.append(self._last_stood(route, scope, vectors[0]))
        told = self._in_force(scope) | self._told(route, scope)
        nearby = self.asked.near(question, put, compared)
        rankings.append([i for i in self._answering(nearby) if i.partition("#")[0] in told])
        fused = fuse(rankings)
        routed = self._routed(route, scope)
        for rank, passage_id in enumerate(routed):
            fused[passage_id] = fused.get(passage_id, 0.0) + 2.0 / (RRF_K + rank)
        for passage_id, near in self._inside(fused, PARENTS if kinds_asked(question) else FEW_PARENTS).items():
            fused.setdefault(passage_id, near)
        stored = {i: item for i, item in self.index.catalogue.stored(sorted(fused)).items() if item.passage.document_id in told}
        # "What is X?" and "What changed with X?" ask for the work as a whole.
        overview = len(asked) <= 1 and not route.passages
        return Found(
            Question(question, concepts, overview, route, frozenset(routed), fused, nearby, vectors, adapted, len(wordings), len(heads)),
            asked, stored, told,
        )  # fmt: skip

    def _rankings(self, vectors: Sequence[NDArray[np.float32]], query: str, scope: Scope) -> list[list[str]]:
        """Rank passages by their nearness to each vector, and by the words of a query, where it has any."""
        near = [[n.passage_id for n in found] for found in self.index.nearest_each(vectors, self.candidates, scope)]
        return [*near, self.index.catalogue.search_words(query, self.candidates, scope)] if query else near

    @cached_property
    def _put(self) -> Callable[[tuple[str, ...]], tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """What gives the vectors of a question's wordings, and those by which they are compared with the questions listed."""
        embedder, tuned, adapter = self.embedder, self.tuned, self.adapter

        @lru_cache(maxsize=REMEMBERED)  # a question is searched again for other days
        def put(wordings: tuple[str, ...]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
            if tuned and tuned.forked:
                return tuned.forked.encode(wordings)
            plain = embedder.encode(wordings)
            return plain, tuned.encode(wordings) if tuned else adapter.apply(plain) if adapter else plain

        return put

    def _with_facets(self, put: NDArray[np.float32], facets: tuple[str, ...]) -> NDArray[np.float32]:
        import numpy as np

        return np.concatenate([put, self._encode(facets)]) if facets else put

    @cached_property
    def _in_force(self) -> Callable[[Scope], frozenset[str]]:
        """What gives the ids of the source versions of a scope's day."""
        sources, changes = self.sources, self.changes

        @lru_cache(maxsize=REMEMBERED)
        def in_force(scope: Scope) -> frozenset[str]:
            return frozenset(i for i, s in sources.items() if scope.admits(s) and changes.in_force(s, scope.as_of))

        return in_force

    def _answering(self, nearby: Nearby) -> list[str]:
        """Rank the passages, of whatever day, at the places of the listed questions that are nearest to the question."""
        return [i for place in nearby.nearest(self.candidates) for i in self._at_place.get(place, ())]

    @cached_property
    def _at_place(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for passage_id, pinpoint in self._pinpoints.items():
            found.setdefault((self.source(passage_id).id, str(pinpoint)), []).append(passage_id)
        return found

    def _inside(self, fused: Mapping[str, float], parents: int) -> dict[str, float]:
        """Map passages that stand in the same section as one of the best, or in the same subsection of a long one, to half of its weight.

        An amount or a period often stands in a paragraph of its own, and an exception in the next subsection, in words that the question has not.
        """
        found: dict[str, float] = {}
        for passage_id in sorted(fused, key=lambda i: (-fused[i], i))[:parents]:
            for other in self._around(passage_id):
                found[other] = max(found.get(other, 0.0), fused[passage_id] / 2)
        return found

    @cached_property
    def _around(self) -> Callable[[str], list[str]]:
        """What gives the passages that stand beside one."""
        pinpoints, under = self._pinpoints, self._under

        @lru_cache(maxsize=PLACES_KEPT)
        def around(passage_id: str) -> list[str]:
            document_id, pinpoint = passage_id.partition("#")[0], pinpoints[passage_id]
            if not pinpoint.locators:
                return []
            near, subs = under[document_id, pinpoint.section], pinpoint.locators[-1].subs
            if len(near) <= SHORT_SECTION:
                return near
            return under[document_id, next(pinpoint.ancestors()) if len(subs) > 1 else pinpoint] if subs else []

        return around

    @cached_property
    def _pinpoints(self) -> dict[str, Pinpoint]:
        return {passage_id: pinpoint for passage_id, _, pinpoint in self.index.catalogue.places()}

    @cached_property
    def _under(self) -> dict[tuple[str, Pinpoint], list[str]]:
        """The passages of each document by every place that holds them, so that a question walks through no document."""
        found: dict[tuple[str, Pinpoint], list[str]] = {}
        for passage_id, pinpoint in self._pinpoints.items():
            for place in (pinpoint, *pinpoint.ancestors()):
                found.setdefault((passage_id.partition("#")[0], place), []).append(passage_id)
        return found

    @cached_property
    def sizes(self) -> dict[str, tuple[int, int]]:
        """Provisions and passages by document id."""
        return self.index.catalogue.sizes()

    def glimpse(self, retrieval: Retrieval, scope: Scope, k: int) -> list[str]:
        """Return the ids of the k passages of another scope that are nearest in meaning to a question: a quick look before ``retrieve``."""
        put, _ = self._put(tuple(_wordings(without_day(retrieval.question), retrieval.concepts)))
        return [n.passage_id for n in self.index.nearest(put[0], k, scope)]

    def source(self, passage_id: str) -> Source:
        """Return the source version that holds a passage."""
        return self.sources[passage_id.partition("#")[0]]

    def _told(self, route: Route, scope: Scope) -> set[str]:
        """Return the versions told of the sources that a question names."""
        told = (self.changes.told(i, scope.as_of) for i in route.sources)
        return {s.document_id for s in told if s is not None and scope.admits(s)}

    def _routed(self, route: Route, scope: Scope) -> list[str]:
        told = self._told(route, scope)
        return [i for i in route.passages if i.partition("#")[0] in told]

    def _last_stood(self, route: Route, scope: Scope, vector: NDArray[np.float32]) -> list[str]:
        """Rank the passages of the laws named that had ended by the day, which no search of that day's law finds."""
        ended = {i for i in self._told(route, scope) if not self.changes.in_force(self.sources[i], scope.as_of)}
        allowed = {i for i in ended if not scope.jurisdictions or self.sources[i].jurisdiction in scope.jurisdictions}
        near = {i: float(item.vector @ vector) for i, item in self.index.catalogue.stored(self.changes.passages(allowed)).items()}
        return sorted(near, key=lambda i: (-near[i], i))[: self.candidates]

    def as_hits(self, found: Iterable[Evidence]) -> list[Retrieved]:
        """Return the passages of sentences that were looked up beside a search, each as it would be in ``hits``."""
        return [self._hit(e.passage, e.similarity) for e in found]

    def _hit(self, passage: Passage, similarity: float) -> Retrieved:
        source = self.sources[passage.document_id]
        return Retrieved(
            passage.id, source.id, source.citation, str(passage.pinpoint), passage.text, passage.start, passage.end,
            round(min(1.0, max(-1.0, similarity)), 6), source.title, source.jurisdiction, source.form,
        )  # fmt: skip


def blend(one: Retrieval, other: Retrieval) -> Retrieval:
    """Return what was found for one reading of a follow-up, ranked by how well it fits both.

    What answers a follow-up fits the talk before it and the words it adds; what fits one alone is mostly the earlier answer again, or another
    subject. A sentence that one reading did not find counts there as less than the last that it did; what only the other found answers nothing
    that this one is also about.
    """
    if not (one.evidence and other.evidence):
        return one
    fits = [({e.key: e.fitness for e in reading.evidence}, reading.evidence[-1].fitness - UNFOUND) for reading in (one, other)]
    nothing = tuple(0.0 for _ in one.evidence[0].facets)
    every = {e.key: e for e in (*(replace(e, facets=nothing) for e in other.evidence), *one.evidence)}
    means = {key: sum(found.get(key, least) for found, least in fits) / len(fits) for key in every}
    evidence = sorted((replace(e, fitness=means[key]) for key, e in every.items()), key=lambda e: (-e.fitness, e.key))
    hits = {hit.passage_id: hit for hit in (*other.hits, *one.hits)}
    order = dict.fromkeys(e.passage.id for e in evidence)
    return replace(one, evidence=tuple(evidence), hits=tuple(hits[i] for i in order), readings=(one, other))


def fuse(rankings: Iterable[Sequence[str]], k: int = RRF_K) -> dict[str, float]:
    """Return the reciprocal rank fusion of rankings: the sum of 1 / (k + rank) over those that list an id, ranks from 1."""
    fused: dict[str, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            fused[item] = fused.get(item, 0.0) + 1.0 / (k + rank)
    return fused


def _evidence(weighed: Weighed, fused: Mapping[str, float]) -> Evidence:
    read, sentence = weighed.read, weighed.sentence
    return Evidence(
        read.passage, read.source, sentence.start, sentence.end, sentence.text, weighed.similarity, weighed.covered.labels, weighed.covered.share,
        weighed.alone, weighed.routed, fused[read.passage.id], weighed.fitness, weighed.facets, Features(*weighed.values), weighed.listed,
    )  # fmt: skip


def _order(weighed: Iterable[Weighed], fused: Mapping[str, float]) -> list[str]:
    """Return the ids of the passages by the best of their sentences, best first."""
    best: dict[str, float] = {}
    for w in weighed:
        best[w.read.passage.id] = max(w.fitness, best.get(w.read.passage.id, w.fitness))
    return sorted(best, key=lambda i: (-best[i], -fused[i], i))


def _wordings(question: str, concepts: Sequence[Concept]) -> list[str]:
    """Return the question, the part of it that asks, and the question with its concepts in the words that statutes use, so far as they differ."""
    extra = [c.group for c in concepts if c.group and c.group.lower() not in question.lower()]
    expanded = f"{question} ({', '.join(extra)})" if extra else question
    return list(dict.fromkeys((question, gist(question), expanded)))


def _placed(question: str, route: Route, scope: Scope) -> list[str]:
    """Return a question in the names of the few places that it is narrowed to, where it names none: the questions listed for their law name them."""
    if route.jurisdictions or len(scope.jurisdictions) > MOST_PLACED:
        return []
    return [f"{question.rstrip(' ?.')} in the {COVERED[code][0].title()}?" for code in scope.jurisdictions if code in COVERED]


def _facets(concepts: Sequence[Concept]) -> tuple[list[str], list[str]]:
    """Return what a question about these concepts is also about: for the summary, and for the sections."""
    groups = {c.group for c in concepts}
    found = [related for related in RELATED if related.groups <= groups]
    return [related.summary for related in found], [aspect for related in found for aspect in related.aspects]
