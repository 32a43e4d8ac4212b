"""The desk: one open index behind ask, stream, search, verify_quote and the LangChain surfaces."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Event as Stop
from typing import TYPE_CHECKING, get_args

from ingest.catalogue import Scope
from ingest.document import Kind, Passage, Source
from ingest.embed import Embedder
from ingest.index import Index
from qa.abstain import abstention, decide, likely, own_reading
from qa.allowance import Allowance, Limits
from qa.another import not_yet
from qa.answer import Abstention, Answer, Citation, CitedSource, Claim, Provenance, Section
from qa.answer import Support as Support
from qa.asked import with_years
from qa.cite import Statement
from qa.compose import Plan, plan, rank
from qa.conversation import LAWS, History, companion, day_named, standalone
from qa.entail import Entailment
from qa.errors import QuestionError, QuoteMismatchError, UnknownPassageError
from qa.generate import GenerativeComposer, with_official
from qa.in_force import Outside, not_told, outside, unanswered, with_sequel
from qa.limitations import Texts, follow_ups, limitations
from qa.links import Shown, deep_link
from qa.meaning import meaning_for
from qa.model import Model, load_model
from qa.observe import All, Figures, Watch, watched
from qa.official import Officials, twin
from qa.parts import parts, with_parts
from qa.penalty import with_penalty
from qa.prompt import PROMPT_VERSION
from qa.reader import reader_for
from qa.reading import Reading, readings
from qa.repair import Report
from qa.retrieve import Evidence, Retrieval, Retrieved, Retriever, blend
from qa.settings import Settings
from qa.stream import Event as Event
from qa.stream import events, result
from qa.support import support
from qa.tongues import Gloss, gloss
from qa.verify import QuoteCheck, Standing, standing, verify_quote

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

MAX_QUESTION_CHARS = 2_000
MAX_K = 200
CONTEXT_CHARS = 40
COMPOSER = "extractive"
# From which likelihood on what is in force answers a question, though a law of another day comes nearer to its words ("When did the rules lapse?").
SURE = 0.6


@dataclass(frozen=True, slots=True)
class Request:
    """A question with its filters, checked; ``question`` is in English, and ``read`` tells how it came about where it was asked in another tongue."""

    question: str
    jurisdictions: tuple[str, ...] = ()
    as_of: date | None = None
    history: History = field(default=())
    kinds: tuple[str, ...] = ()
    read: Gloss | None = None

    @property
    def asked(self) -> str:
        """The question as it was asked."""
        return self.read.asked if self.read else self.question


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that has been made standalone and searched; ``outside`` are laws of other days that answer it too, ``left`` what of it is not answered."""

    request: Request
    as_of: date
    retrieval: Retrieval
    ranked: tuple[Evidence, ...]
    outside: tuple[Outside, ...]
    allowance: Allowance | None = None
    left: tuple[str, ...] = ()


class Desk:
    """Answers questions from one index as it was when it was opened; built once, safe for many threads."""

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        settings: Settings,
        *,
        today: Callable[[], date] = date.today,
        entailment: Entailment | None = None,
        model: Model | None = None,
        watches: Sequence[Watch] = (),
    ) -> None:
        """Take an open index and the embedder that built it; ``today`` is the clock.

        ``entailment`` is a model that support is judged with too, ``model`` a chat model in place of the one in the settings;
        ``watches`` are told what became of each question, after the desk's own ``figures``.
        """
        self.figures = Figures()
        self._watch = All((self.figures, *watches))
        self._entailment = entailment
        self._index = index
        self._settings = settings
        self._today = today
        self._retriever = Retriever(index, embedder, settings.candidates)
        self.embedder = embedder
        self._meaning = meaning_for(embedder)
        self._reader = reader_for(embedder)
        limits = Limits(settings.model_seconds, settings.model_tokens, settings.model_calls)
        model = model or (load_model(settings.model, limits.seconds) if settings.model else None)
        self._composer = GenerativeComposer(model, limits, self._judge) if model else None

    def ask(
        self,
        question: str,
        *,
        jurisdictions: Sequence[str] = (),
        as_of: date | None = None,
        history: History = (),
        kinds: Sequence[str] = (),
        stop: Stop | None = None,
    ) -> Answer:
        """Return a cited answer or an abstention; raises QuestionError for a question or filter that cannot be used.

        Setting ``stop`` withdraws the question while a chat model is being waited for, and StoppedError is raised.
        """
        with watched(self._watch) as told:
            return told(self._answer(self._prepare(self._request(question, jurisdictions, as_of, history, kinds), stop)))

    def stream(
        self,
        question: str,
        *,
        jurisdictions: Sequence[str] = (),
        as_of: date | None = None,
        history: History = (),
        kinds: Sequence[str] = (),
        stop: Stop | None = None,
    ) -> Iterator[Event]:
        """Yield the steps of an answer; the last event is ``done`` and holds the Answer that ``ask`` gives."""
        with watched(self._watch) as told:
            prepared = self._prepare(self._request(question, jurisdictions, as_of, history, kinds), stop)
            for event in events(len(prepared.retrieval.hits), self._steps(prepared)):
                if event.answer is not None:
                    told(event.answer)
                yield event

    def search(self, query: str, k: int = 10, *, jurisdictions: Sequence[str] = (), as_of: date | None = None, history: History = ()) -> list[Retrieved]:
        """Return the k passages that fit a query best, best first; with a ``history``, those that fit it as a follow-up."""
        if not 1 <= k <= MAX_K:
            raise QuestionError(f"k is {k}; give a number from 1 to {MAX_K}")
        request = self._request(query, jurisdictions, as_of, history)
        question = standalone(request.question, request.history)
        scope = Scope(request.as_of or day_named(question) or self._today(), request.jurisdictions)
        return list(self._found(request, question, scope).hits[:k] if request.history else self._retriever.hits(question, scope, k))

    def confidence(self, question: str, *, jurisdictions: Sequence[str] = (), as_of: date | None = None, history: History = ()) -> float:
        """Return how likely it is, from 0 to 1, that what is found answers a question: what abstention is decided by."""
        request = self._request(question, jurisdictions, as_of, history)
        prepared = self._search(request, standalone(request.question, request.history), None)
        return likely(prepared.retrieval, prepared.ranked)

    def support(self, claim: str, passage: str) -> Support:
        """Judge whether a passage bears out a claim."""
        return support(claim, passage, self._entailment, self._meaning, self._reader)

    def _judge(self, claim: str, passage: str) -> Support:
        """Judge a model's claim: the label of ``support``, for which nothing has to be encoded, and a value by words alone."""
        return support(claim, passage, self._entailment, reader=self._reader)

    def verify_quote(self, citation: str, quote: str) -> QuoteCheck:
        """Check that a quote stands where a citation says; see ``QuoteCheck``."""
        return verify_quote(citation, quote, self._retriever.router.resolve, self._standings, self._today())

    @cached_property
    def _standings(self) -> tuple[Standing, ...]:
        """Every place with its words; passages that follow one another in one place are joined as they stand."""
        sources = self._retriever.sources
        texts = {document_id: self._index.catalogue.text(document_id) for document_id in sources}
        runs: dict[tuple[str, str], list[tuple[int, int]]] = {}
        stored = self._index.catalogue.stored([passage_id for passage_id, _, _ in self._index.catalogue.places()])
        for passage in sorted((item.passage for item in stored.values()), key=lambda p: (p.document_id, p.start)):
            spans = runs.setdefault((passage.document_id, str(passage.pinpoint)), [])
            if spans and not texts[passage.document_id][spans[-1][1] : passage.start].strip():
                spans[-1] = (spans[-1][0], passage.end)
            else:
                spans.append((passage.start, passage.end))
        return tuple(standing(sources[d], pin, texts[d][start:end], start) for (d, pin), spans in runs.items() for start, end in spans)

    def read(self, document_id: str) -> tuple[Reading, ...]:
        """Return the places of a source version in reading order; raises QuestionError for one that the index does not hold."""
        if document_id not in self._retriever.sources:
            raise QuestionError(f"the index holds no source version {document_id!r}; 'attest sources' lists them")
        stored = self._index.catalogue.stored(self._retriever.changes.passages({document_id}))
        return readings([item.passage for item in stored.values()], self.document_text(document_id))

    def document_text(self, document_id: str) -> str:
        """Return the stored text that a passage's offsets refer to."""
        return self._index.catalogue.text(document_id)

    @property
    def composer(self) -> str:
        """The name of what writes this desk's answers."""
        return self._composer.name if self._composer else COMPOSER

    def cited(self, passage_id: str, start: int, end: int, n: int) -> tuple[CitedSource, Citation] | None:
        """Return a part of a passage as an answer cites it, with its source, both numbered ``n``; None where the index has no such part."""
        found = self._index.catalogue.stored([passage_id]).get(passage_id)
        source = self._retriever.sources.get(found.passage.document_id) if found else None
        if found is None or source is None or not found.passage.start <= start < end <= found.passage.end:
            return None
        return _cited(source, n), _citation(source, found.passage, Shown(self.document_text(source.document_id), start, end), n)

    def beside(self, folder: Path) -> Desk:
        """Open a desk on another index that the same model built, with the same settings and clock; its vectors are embedded ones."""
        from ingest.index import open_index

        settings = replace(self._settings, index=folder, chroma_url="")
        return Desk(open_index(folder, self.embedder.fingerprint), self.embedder, settings, today=self._today)

    def close(self) -> None:
        """Let go of the index's files; the desk cannot be asked after that."""
        self._index.close()

    @property
    def folder(self) -> Path:
        """The folder of the index."""
        return self._index.folder

    @property
    def sealed(self) -> str | None:
        """The seal of the index as it was opened; None for one that was being written, or was left unfinished."""
        return self._index.sealed

    def problems(self) -> tuple[str, ...] | None:
        """Look the whole index over and return what is wrong, in doctor's words; None while another process writes to it."""
        from ingest.doctor import examine
        from ingest.errors import IndexBusyError, IngestError

        try:
            return examine(self.folder, self.embedder.fingerprint, self._settings.chroma_url).problems
        except IndexBusyError:
            return None
        except IngestError as error:
            return (str(error),)

    @property
    def today(self) -> date:
        """The day on which questions are asked."""
        return self._today()

    def failures(self) -> dict[str, str]:
        """Map the files that could not be ingested to the reasons."""
        return self._index.catalogue.failures()

    def sources(self) -> list[Source]:
        """Return every source version in the index."""
        return list(self._retriever.sources.values())

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Map document ids to numbers of provisions and passages."""
        return self._retriever.sizes

    @cached_property
    def chain(self) -> Runnable[object, Answer]:
        """The pipeline as a LangChain Runnable: {"question": ...} (or the question itself) -> Answer."""
        from qa.langchain import chain

        return chain(self)

    def as_retriever(self, k: int = 8) -> BaseRetriever:
        """Return a LangChain retriever whose Documents carry pinpoint, span and source in their metadata."""
        from qa.langchain import retriever

        return retriever(self, k)

    def _request(self, question: str, jurisdictions: Sequence[str], as_of: date | None, history: History, kinds: Sequence[str] = ()) -> Request:
        if not isinstance(question, str):
            raise QuestionError(f"the question is {question!r}; ask in a sentence")
        if as_of is not None and type(as_of) is not date:
            raise QuestionError(f"as_of is {as_of!r}; give a datetime.date")
        jurisdictions = (jurisdictions,) if isinstance(jurisdictions, str) else jurisdictions
        text = " ".join(question.split())
        if not any(c.isalnum() for c in text):
            raise QuestionError("the question is empty; ask in a sentence")
        if len(text) > MAX_QUESTION_CHARS:
            raise QuestionError(f"the question has {len(text):,} characters; the limit is {MAX_QUESTION_CHARS:,}")
        if any("\ud800" <= c <= "\udfff" for c in text):  # what a command line in another encoding leaves; the embedding model cannot take it
            raise QuestionError("the question is not UTF-8 text; type it anew, or set the terminal to UTF-8")
        known = sorted({s.jurisdiction for s in self._retriever.sources.values()})
        by_upper = {code.upper(): code for code in known}
        for code in jurisdictions:
            if code.upper() not in by_upper:
                raise QuestionError(f"no source has the jurisdiction {code!r}; the index has {', '.join(known)}")
        for kind in kinds:
            if kind not in get_args(Kind):
                raise QuestionError(f"{kind!r} is no kind of source; the kinds are {', '.join(get_args(Kind))}")
        read = gloss(text, (earlier for earlier, _ in history))
        codes = tuple(by_upper[code.upper()] for code in jurisdictions)
        return Request(read.english if read else text, codes, as_of, tuple(history), tuple(kinds), read)

    def _prepare(self, request: Request, stop: Stop | None = None) -> Prepared:
        allowance = self._composer.allowance(stop) if self._composer else None
        question = standalone(request.question, request.history)
        if self._composer and allowance:
            question = self._composer.standalone(request.question, request.history, question, allowance)
        question = with_years(question, self._today())
        prepared = self._search(request, question, allowance)
        return prepared if request.history else self._or_first_part(prepared, question)

    def _or_first_part(self, prepared: Prepared, question: str) -> Prepared:
        """Take the first of several things asked alone where the whole would be refused and that one is answered; nothing stands before it that it turns on."""
        first, *left = parts(question) or ("",)
        if not left or not question.startswith(first) or decide(prepared.retrieval, prepared.ranked) is None:
            return prepared
        alone = self._search(prepared.request, first, prepared.allowance)
        sure = decide(alone.retrieval, alone.ranked) is None and likely(alone.retrieval, alone.ranked) >= SURE
        return replace(alone, left=tuple(left)) if sure else prepared

    def _search(self, request: Request, question: str, allowance: Allowance | None) -> Prepared:
        day = request.as_of or day_named(question)
        prepared = self._as_of(request, question, day or self._today(), allowance)
        if day is None or request.as_of is not None or decide(prepared.retrieval, prepared.ranked) is None:
            return prepared
        # What happened in a month ("fined in autumn 2025") is told by reports and rulings, which came after its first day.
        later = self._as_of(request, question, self._today(), allowance)
        told = decide(later.retrieval, later.ranked) is None and later.ranked[0].source.valid_from is None and later.ranked[0].source.kind not in LAWS
        return later if told else prepared

    def _as_of(self, request: Request, question: str, day: date, allowance: Allowance | None) -> Prepared:
        retrieval = self._found(request, question, Scope(day, request.jurisdictions, request.kinds))
        return Prepared(request, day, retrieval, rank(retrieval), outside(self._retriever, retrieval), allowance)

    def _found(self, request: Request, question: str, scope: Scope) -> Retrieval:
        return searched(self._retriever, request.question, request.history, question, scope)

    def _answer(self, prepared: Prepared) -> Answer:
        return result(self._steps(prepared))

    def _steps(self, prepared: Prepared) -> Generator[str, None, Answer]:
        """Answer; yields the sentences of a chat model that are borne out while it is still being asked."""
        refusal = decide(prepared.retrieval, prepared.ranked)
        if refusal is None or refusal.reason == "no_evidence":
            own, found = own_reading(prepared.retrieval, prepared.ranked)
            sure = refusal is None and bool(prepared.outside) and found[0].listed and likely(prepared.retrieval, prepared.ranked) >= SURE
            away = unanswered(own, found, prepared.outside, self._retriever.changes, sure=sure)
            if not away and prepared.request.as_of is None:
                away = not_yet(own.question, found, self._today()) or ""
            refusal = abstention("no_evidence", away, prepared.retrieval) if away else refusal
        if refusal is not None:
            return self._assemble(prepared, None, refusal)
        laid_out = plan(prepared.retrieval, prepared.ranked, self._settings.max_claims)
        scope = prepared.retrieval.scope
        laid_out = with_parts(laid_out, prepared.retrieval, prepared.ranked, lambda part: self._retriever.retrieve(part, scope, prepared.retrieval.route))
        laid_out = with_penalty(laid_out, prepared.retrieval, lambda asked: self._retriever.retrieve(asked, scope))
        laid_out = with_sequel(laid_out, prepared.retrieval, self._retriever.changes)
        if self._composer is None or prepared.allowance is None:
            return self._assemble(prepared, self._quoted(laid_out, prepared.retrieval), None)
        near = (*laid_out.evidence(), *prepared.ranked)
        written = yield from self._composer.write(prepared.retrieval, near, self._settings.max_claims, prepared.allowance)
        if written.report is None:
            return self._assemble(prepared, self._quoted(laid_out, prepared.retrieval), None, notes=written.notes)
        report = with_official(written.report, prepared.retrieval, self._twins, self._judge)
        return self._assemble(prepared, report, None, composer=self._composer.name, notes=written.notes)

    def _quoted(self, laid_out: Plan, retrieval: Retrieval) -> Report:
        """Return the report that the extractive composer laid out; what it looked up beyond what was found is cited like the rest."""
        twins = self._twins(tuple(laid_out.evidence()))
        found = {hit.passage_id for hit in retrieval.hits}
        looked_up = (*twins.values(), *(e for e in laid_out.evidence() if e.passage.id not in found))

        def stated(group: Sequence[Evidence]) -> tuple[Statement, ...]:
            return tuple(Statement(e.text, _both(twins, e), support(e.text, e.passage.text)) for e in group)

        sections = tuple((heading, stated(group)) for heading, group in laid_out.sections)
        return Report(stated(laid_out.summary), sections, stated(laid_out.bottom_line), looked_up)

    def _assemble(
        self, prepared: Prepared, report: Report | None, refusal: Abstention | None, *, composer: str = COMPOSER, notes: Sequence[str] = ()
    ) -> Answer:
        used = tuple(e for statement in report.statements() for e in statement.evidence) if report else ()
        looked_up = self._retriever.as_hits(report.looked_up) if report else []
        retrieval = replace(prepared.retrieval, hits=(*prepared.retrieval.hits, *looked_up))
        numbers: dict[str, int] = {}
        for e in used:
            numbers.setdefault(e.source.document_id, len(numbers) + 1)
        cite = self._citer(retrieval, numbers)
        read_as = (prepared.request.read.told(retrieval.question),) if prepared.request.read else ()
        told = {e.source.document_id: e.source for e in used}
        return Answer(
            question=prepared.request.asked,
            status="abstained" if refusal else "answered",
            checked_on=self._today(),
            as_of=prepared.as_of,
            composer=composer,
            summary=tuple(map(cite, report.summary)) if report else (),
            sections=tuple(Section(heading, tuple(map(cite, group))) for heading, group in report.sections) if report else (),
            bottom_line=tuple(map(cite, report.bottom_line)) if report else (),
            limitations=(*read_as, *self._limitations(prepared, used), *notes) if report else (),
            follow_ups=follow_ups(retrieval, prepared.ranked, used) if report else (),
            sources=tuple(_cited(told[document_id], n) for document_id, n in numbers.items()),
            abstention=replace(refusal, message=" ".join((refusal.message, *read_as))) if refusal else None,
            provenance=self._provenance(retrieval),
        )

    def _limitations(self, prepared: Prepared, used: Sequence[Evidence]) -> tuple[str, ...]:
        changes = self._retriever.changes
        texts = Texts(changes, self._today(), self._index.catalogue.meta("unfinished") is not None)
        left = (f"Available sources do not answer what was asked beside this: “{part}”." for part in prepared.left)
        return (*left, *limitations(prepared.retrieval, used, texts), *not_told(prepared.retrieval, prepared.outside, prepared.ranked, changes))

    @cached_property
    def _officials(self) -> Officials:
        return Officials(self._retriever.sources, self._index.catalogue.places())

    def _twins(self, statements: Sequence[Evidence]) -> dict[tuple[str, int], Evidence]:
        """Find the official sentence for each digest statement that has one."""
        places = {e.key: self._officials.told(e.source, e.passage.pinpoint) for e in statements if e.source.form == "digest"}
        ids = {p.passage_id for group in places.values() for p in group} | {e.passage.id for e in statements if places.get(e.key)}
        stored = self._index.catalogue.stored(sorted(ids))
        found = {e.key: twin(e, stored[e.passage.id], places[e.key], stored, self._retriever.sources) for e in statements if places.get(e.key)}
        return {key: evidence for key, evidence in found.items() if evidence is not None}

    def _citer(self, retrieval: Retrieval, numbers: dict[str, int]) -> Callable[[Statement], Claim]:
        """Return what makes claims of statements."""
        allowed = {hit.passage_id for hit in retrieval.hits}

        def citation(e: Evidence) -> Citation:
            if e.passage.id not in allowed:
                raise UnknownPassageError(f"{e.passage.id} was not retrieved for this question")
            text = self._index.catalogue.text(e.passage.document_id)
            if text[e.start : e.end] != e.text:
                raise QuoteMismatchError(f"{e.passage.pinpoint}: the stored text differs from the quote at {e.start}-{e.end}; run 'attest doctor'")
            return _citation(e.source, e.passage, Shown(text, e.start, e.end), numbers[e.source.document_id])

        def cite(statement: Statement) -> Claim:
            return Claim(statement.text, tuple(map(citation, statement.evidence)), statement.support)

        return cite

    def _provenance(self, retrieval: Retrieval) -> Provenance:
        settings = f"{self._settings.candidates}/{self._settings.max_claims}" + (f"/{self._composer.name}/{PROMPT_VERSION}" if self._composer else "")
        return Provenance(
            index=self._index.fingerprint,
            embedding_model=self.embedder.fingerprint,
            package_version=package_version(),
            settings=hashlib.sha256(settings.encode()).hexdigest()[:12],
            standalone_question=retrieval.question,
            passages_searched=retrieval.passages_searched,
            sources_searched=retrieval.sources_searched,
        )


def searched(retriever: Retriever, question: str, history: History, standing: str, scope: Scope) -> Retrieval:
    """Search for a question as it would be asked alone (``standing``), and for the other reading of a follow-up."""
    retrieval = retriever.retrieve(standing, scope)
    other = companion(question, history, standing)
    if not other:
        return retrieval
    alone = retriever.retrieve(other, scope)
    if not alone.concepts:  # "Why?" alone asks for nothing that could be found
        return retrieval
    both = blend(retrieval, alone)
    joined = standing != question
    # "And in Canada?" alone says too little to be judged by.
    told = joined and both.readings and len(both.readings[-1].asked) > 1
    return both if told else replace(both, readings=both.readings[:1])


def _both(twins: dict[tuple[str, int], Evidence], statement: Evidence) -> tuple[Evidence, ...]:
    """Return what a statement rests on: the law's own words before itself."""
    official = twins.get(statement.key)
    return (official, statement) if official else (statement,)


def _citation(source: Source, passage: Passage, shown: Shown, n: int) -> Citation:
    """Return the citation of a part of a passage, ``shown`` in its document's text."""
    text, start, end = shown.text, shown.start, shown.end
    return Citation(
        n=n,
        source_id=source.id,
        passage_id=passage.id,
        pinpoint=str(passage.pinpoint),
        url=deep_link(source, passage.pinpoint, shown),
        quote=text[start:end],
        start=start,
        end=end,
        prefix=text[max(0, start - CONTEXT_CHARS) : start],
        suffix=text[end : end + CONTEXT_CHARS],
    )


def package_version() -> str:
    """Return the installed version of attest-qa, or "source" in a checkout that is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("attest-qa")
    except PackageNotFoundError:
        return "source"


def _cited(source: Source, n: int) -> CitedSource:
    return CitedSource(
        n, source.id, source.title, source.citation, source.publisher, source.jurisdiction, source.kind, source.form, source.url,
        source.text_as_of, source.valid_from, source.valid_to, source.retrieved_on, source.sha256, source.licence,
    )  # fmt: skip
