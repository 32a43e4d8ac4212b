"""A desk that answers from a script, and makers of cases and answers about the invented harbour laws."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from evals.case import Case, Held
from evals.run import Yardstick
from ingest.document import Source
from ingest.pinpoint import Pinpoint
from qa.answer import Abstention, Answer, Citation, CitedSource, Claim, Provenance, Searched, Section, Support
from tests.factories import TODAY, make_source

TEXT = "A keeper reports a lost buoy within 10 days. A keeper who hides one pays up to $850,000."
FIRST, SECOND = (0, 44), (45, len(TEXT))
SOURCE = make_source()
A, E = "40 U.S.C. § 7001(a)", "40 U.S.C. § 7001(e)"


def case_fields(**changes: object) -> dict[str, object]:
    """Return the JSON fields of an answerable case, with those given changed."""
    fields: dict[str, object] = {
        "id": "a-1",
        "question": "How soon must a lost buoy be reported?",
        "kind": "answerable",
        "category": "how_long",
        "jurisdiction": "US",
        "gold": [A],
        "nuggets": [["10 days", "ten days"]],
        "as_of": None,
        "why": "",
    }
    return fields | changes


def refusal_fields(**changes: object) -> dict[str, object]:
    """Return the JSON fields of an unanswerable case, with those given changed."""
    return case_fields(id="u-1", question="Who sank the ferry?", kind="unanswerable", gold=[], nuggets=[], why="no source tells") | changes


def make_case(**changes: object) -> Case:
    return Case.model_validate_json(json.dumps(case_fields(**changes)))


def make_refusal(**changes: object) -> Case:
    return Case.model_validate_json(json.dumps(refusal_fields(**changes)))


def write_cases(folder: Path, dev: Sequence[Mapping[str, object]], heldout: Sequence[Mapping[str, object]]) -> Path:
    """Write both splits and return their folder."""
    folder.mkdir(exist_ok=True)
    for name, cases in {"dev": dev, "heldout": heldout}.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(fields) + "\n" for fields in cases), encoding="utf-8")
    return folder


def make_claim(pinpoint: str, span: tuple[int, int], *, shift: int = 0) -> Claim:
    """Return a claim that quotes TEXT; ``shift`` moves its offsets away from its words."""
    start, end = span
    quote = TEXT[start:end]
    citation = Citation(1, SOURCE.id, f"{SOURCE.id}#x", pinpoint, SOURCE.url, quote, start + shift, end + shift, "", "")
    return Claim(quote, (citation,), Support("full", 1.0, "verbatim"))


def make_answer(*claims: Claim, body: Sequence[Claim] = ()) -> Answer:
    """Return an answer with these claims as summary, or an abstention if there are none."""
    refused = not claims
    listed = CitedSource(
        1, SOURCE.id, SOURCE.title, SOURCE.citation, SOURCE.publisher, SOURCE.jurisdiction, SOURCE.kind, SOURCE.form, SOURCE.url,
        SOURCE.text_as_of, SOURCE.valid_from, SOURCE.valid_to, SOURCE.retrieved_on, SOURCE.sha256, SOURCE.licence,
    )  # fmt: skip
    return Answer(
        question="?",
        status="abstained" if refused else "answered",
        checked_on=TODAY,
        as_of=TODAY,
        composer="extractive",
        summary=claims,
        sections=(Section("More", tuple(body)),) if body else (),
        bottom_line=(),
        limitations=(),
        follow_ups=(),
        sources=() if refused else (listed,),
        abstention=Abstention("no_evidence", "Nothing.", Searched(2, 1, ())) if refused else None,
        provenance=Provenance("i", "e", "v", "s", "?", 2, 1),
    )


HELD = [Held(SOURCE, Pinpoint.parse(place), TEXT[span[0] : span[1]], *span) for place, span in ((A, FIRST), (E, SECOND))]


def make_yardstick() -> Yardstick:
    """Return what replies about TEXT are measured with; a text bears out what stands in it."""
    return Yardstick(HELD, lambda claim, text: claim in text)


class ScriptedDesk:
    """Gives each question its answer, or raises the error put in its place; it remembers the days asked for."""

    def __init__(self, answers: Mapping[str, Answer | BaseException], found: Sequence[str] = ()) -> None:
        self.answers = answers
        self.found = found
        self.days: list[date | None] = []
        self.histories: list[list[str]] = []
        self.text = TEXT

    def ask(self, question: str, *, as_of: date | None = None, history: Sequence[tuple[str, Answer]] = ()) -> Answer:
        self.days.append(as_of)
        self.histories.append([earlier for earlier, _ in history])
        scripted = self.answers[question]
        if isinstance(scripted, BaseException):
            raise scripted
        return replace(scripted, question=question)

    def search(self, query: str, k: int, *, as_of: date | None = None, history: Sequence[tuple[str, Answer]] = ()) -> list[SimpleNamespace]:
        spans = {A: FIRST, E: SECOND}
        return [SimpleNamespace(pinpoint=p, passage_id=f"{SOURCE.document_id}#x", start=spans[p][0], end=spans[p][1]) for p in self.found[:k]]

    def confidence(self, question: str, *, as_of: date | None = None, history: Sequence[tuple[str, Answer]] = ()) -> float:
        return 0.5

    def sources(self) -> list[Source]:
        return [SOURCE]

    def document_text(self, document_id: str) -> str:
        assert document_id == SOURCE.document_id
        return self.text
