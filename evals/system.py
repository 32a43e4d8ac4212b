"""Systems: what answers the cases, Attest or a baseline, each seen through the same reply."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from evals import metrics
from evals.case import Case
from qa.answer import Answer, Claim
from qa.errors import QuestionError
from qa.pipeline import Desk

SEARCHED: Final = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A place that search put forward, and the span of its words in a document."""

    pinpoint: str
    document_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cited:
    """What a claim cites: a place, and the words quoted from it with their span; ``n`` is the source's number, 0 where a system has none."""

    pinpoint: str
    document_id: str
    start: int
    end: int
    quote: str
    n: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """One claim of a reply with its citations."""

    text: str
    citations: tuple[Cited, ...]
    in_summary: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system made of a case.

    ``rejected`` says why a question was taken for none, "" if it was not. ``holds`` tells whether every quote is the slice of the
    stored text that its offsets name and the numbers run in order, None where nothing was said. ``confidence`` is from 0 to 1,
    None where the system has none; ``seconds`` is the time to the answer; ``tokens`` are those of a language model, and ``cost`` is what
    its provider charges for them, in US dollars: none of either where no such model is asked. ``listed`` are the numbers of the source list,
    empty where the system has none.
    """

    answered: bool
    claims: tuple[Said, ...]
    found: tuple[Found, ...]
    holds: float | None
    confidence: float | None
    seconds: float
    rejected: str = ""
    tokens: int = 0
    cost: float = 0.0
    listed: tuple[int, ...] = ()


class System(Protocol):
    """Anything that can answer a case."""

    @property
    def name(self) -> str:
        """What the system is called in tables."""

    def reply(self, case: Case) -> Reply:
        """Answer a case, its earlier turns first."""


class AttestSystem:
    """Attest itself, behind its public Python API."""

    name = "attest"

    def __init__(self, desk: Desk) -> None:
        """Take the desk to ask."""
        self._desk = desk
        self._documents: dict[tuple[str, str, date | None], str] = {(s.id, s.form, s.valid_from): s.document_id for s in desk.sources()}

    def reply(self, case: Case) -> Reply:
        """Ask the earlier turns of a conversation, then the question itself; a question taken for none counts as refused."""
        try:
            history: list[tuple[str, Answer]] = []
            for earlier in case.before:
                history.append((earlier, self._desk.ask(earlier, as_of=case.as_of, history=history)))
            started = time.perf_counter()
            answer = self._desk.ask(case.question, as_of=case.as_of, history=history)
            seconds = time.perf_counter() - started
            hits = self._desk.search(case.question, SEARCHED, as_of=case.as_of, history=history)
        except QuestionError as error:
            return Reply(False, (), (), None, None, 0.0, rejected=str(error))
        listed = {s.n: self._documents.get((s.id, s.form, s.valid_from), "") for s in answer.sources}
        claims = tuple(_said(claim, listed, in_summary=claim in answer.summary) for claim in answer.claims())
        found = tuple(Found(hit.pinpoint, hit.passage_id.partition("#")[0], hit.start, hit.end) for hit in hits)
        holds = float(self._holds(answer, listed)) if answer.status == "answered" else None
        sure = self._desk.confidence(case.question, as_of=case.as_of, history=history)
        return Reply(answer.status == "answered", claims, found, holds, sure, seconds, listed=tuple(s.n for s in answer.sources))

    def _holds(self, answer: Answer, listed: Mapping[int, str]) -> bool:
        citations = [citation for claim in answer.claims() for citation in claim.citations]
        for citation in citations:
            document = listed.get(citation.n)
            if not document or not metrics.is_slice(self._desk.document_text(document), citation.quote, citation.start, citation.end):
                return False
        return metrics.numbered_in_order((citation.n for citation in citations), [source.n for source in answer.sources])


def _said(claim: Claim, listed: Mapping[int, str], *, in_summary: bool) -> Said:
    citations = tuple(Cited(c.pinpoint, listed.get(c.n, ""), c.start, c.end, c.quote, c.n) for c in claim.citations)
    return Said(claim.text, citations, in_summary)
