"""Answers made by hand, friendly and hostile, and a desk that gives them without an index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ingest.document import Form, Source
from ingest.index import open_index
from qa.answer import Abstention, Answer, Citation, CitedSource, Claim, Provenance, Searched, Section, Support
from qa.conversation import History
from qa.errors import QuestionError
from qa.observe import Figures
from qa.pipeline import Desk, Event
from qa.reading import Reading
from qa.retrieve import Retrieved
from qa.settings import Settings
from qa.verify import QuoteCheck
from tests.factories import FakeEmbedder

TODAY = date(2026, 3, 2)
UNKNOWN = "Which colour are harbour seals?"

HOSTILE = (
    "<script>window.struck = 1</script>",
    '<img src=x onerror="window.struck = 2">',
    '"><svg onload=window.struck=3>',
    "</style></title></textarea><script>window.struck = 4</script>",
    "${window.struck = 5}",
    "{{#each this}}{{lookup . 'struck'}}{{/each}}",
    "' onmouseover='window.struck = 6",
    "&lt;script&gt;window.struck = 7&lt;/script&gt;",
)


def citation(n: int, quote: str, pinpoint: str, url: str, *, start: int = 40, source_id: str = "") -> Citation:
    return Citation(n, source_id or f"act-{n}", f"{source_id or f'act-{n}'}#{start}", pinpoint, url, quote, start, start + len(quote), "1. ", " Next.")


def claim(*citations: Citation, text: str = "") -> Claim:
    return Claim(text or citations[0].quote, citations, Support("full", 1.0, "verbatim"))


def cited_source(n: int, title: str, citation_form: str, url: str, form: Form = "digest") -> CitedSource:
    return CitedSource(
        n=n,
        id=f"act-{n}",
        title=title,
        citation=citation_form,
        publisher="Harbour Office",
        jurisdiction="GB",
        kind="statute",
        form=form,
        url=url,
        text_as_of=date(2025, 5, 1),
        valid_from=date(2025, 4, 1),
        valid_to=None,
        retrieved_on=date(2025, 6, 1),
        sha256="0" * 64,
        licence="own",
    )


def provenance(question: str) -> Provenance:
    return Provenance("index-1", "model-1", "0", "settings-1", question, 1_234, 5)


def report(question: str = "Who reports a lost buoy?", *, as_of: date = TODAY, read_as: str = "") -> Answer:
    """Two sources, one of them cited twice and once as a whole, with deep links."""
    whole = citation(1, "The Buoys Act is about lost buoys.", "Buoys Act 1999", "https://law.example/buoys", start=3)
    duty = citation(1, "A keeper must report a lost buoy within 3 days.", "Buoys Act 1999, s 4(1)", "https://law.example/buoys/section/4/1")
    fine = citation(2, "The harbour may fine a silent keeper.", "Harbour Rules, reg 9", "https://law.example/rules#r9")
    return Answer(
        question=question,
        status="answered",
        checked_on=TODAY,
        as_of=as_of,
        composer="extractive",
        summary=(claim(duty),),
        sections=(Section("The duty", (claim(whole), claim(duty, fine))),),
        bottom_line=(claim(fine),),
        limitations=("Searched 1,234 passages; the oldest is of 2019-02-03.",),
        follow_ups=("What is a buoy?", "Who sets the fine?"),
        sources=(
            cited_source(1, "Buoys Act 1999", "Buoys Act 1999", "https://law.example/buoys"),
            cited_source(2, "Rules of the harbour", "Harbour Rules", "https://law.example/rules", "official"),
        ),
        abstention=None,
        provenance=provenance(read_as or question),
    )


def silence(
    question: str = UNKNOWN, *, message: str = "Available sources do not mention seals.", nearest: tuple[str, ...] = ("Buoys Act 1999, s 4",)
) -> Answer:
    return Answer(
        question,
        "abstained",
        TODAY,
        TODAY,
        "extractive",
        (),
        (),
        (),
        (),
        (),
        (),
        Abstention("no_evidence", message, Searched(1_234, 5, nearest)),
        provenance(question),
    )


def hostile_report(text: str, url: str = "javascript:window.struck=8", source_id: str = "act-1") -> Answer:
    """The same hostile words wherever a source, a file name or a reader can put words."""
    cite = citation(1, text, text, url, source_id=source_id)
    return Answer(
        question=text,
        status="answered",
        checked_on=TODAY,
        as_of=TODAY,
        composer="extractive",
        summary=(claim(cite),),
        sections=(Section(text, (claim(cite),)),),
        bottom_line=(),
        limitations=(text,),
        follow_ups=(text,),
        sources=(replace(cited_source(1, text, text, url, "user"), id=source_id),),
        abstention=None,
        provenance=provenance(f"{text} again"),
    )


COMPARE = "Compare the fines in the UK and the US"


def comparison() -> Answer:
    """Two themes, one of them told of two countries."""
    answer = report(COMPARE)
    whole, duty = answer.sections[0].claims[0], answer.summary[0]
    sections = (
        Section("Fines and penalties (United Kingdom)", (duty,)),
        Section("The duty to report (United Kingdom)", (whole,)),
        Section("Fines and penalties (United States)", answer.bottom_line),
        Section("Treaties and international bodies", (whole,)),
    )
    return replace(answer, sections=sections)


def source(n: int, title: str, citation: str, jurisdiction: str, **changes: object) -> Source:
    fields: dict[str, object] = {
        "id": f"act-{n}", "citation": citation, "title": title, "short": title, "publisher": "Harbour Office", "jurisdiction": jurisdiction,
        "kind": "statute", "form": "digest", "url": "https://law.example/buoys", "licence": "own", "sha256": "0" * 64, "text_as_of": date(2025, 5, 1),
    }  # fmt: skip
    return Source(**(fields | changes))  # type: ignore[arg-type]


# The words of each document, at the offsets that the report's citations give.
TEXTS = {
    "act-1": "1. The Buoys Act is about lost buoys.\n4 A keeper must report a lost buoy within 3 days. Next.",
    "act-2": f"{'9. Rules of the harbour, made in 1999.'.ljust(39)}\nThe harbour may fine a silent keeper. Next.",
    **{f"hostile-{i}": f"{'x' * 39}\n{text} Next." for i, text in enumerate(HOSTILE)},
}


def known() -> dict[tuple[str, int, int, int], tuple[CitedSource, Citation]]:
    """Every citation of the answers that the desk gives, by place and number."""
    answers = [report(), comparison(), *(hostile_report(text, source_id=f"hostile-{i}") for i, text in enumerate(HOSTILE))]
    cited = [(answer.sources[c.n - 1], c) for answer in answers for claim in answer.claims() for c in claim.citations]
    return {(c.passage_id, c.start, c.end, c.n): (source, c) for source, c in cited}


@dataclass
class FakeDesk:
    """Gives the report to every question but the unknown one, and hostile text for hostile questions; remembers what it was asked."""

    asked: list[tuple[str, tuple[str, ...], date | None, int]] = field(default_factory=list)
    kinds: list[tuple[str, ...]] = field(default_factory=list)
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    today: date = TODAY
    folder: Path = Path("nowhere")
    figures: Figures = field(default_factory=Figures)
    faults: tuple[str, ...] | None = ()
    composer: str = "extractive"

    def problems(self) -> tuple[str, ...] | None:
        return self.faults

    def ask(self, question: str, *, jurisdictions: Sequence[str] = (), as_of: date | None = None, history: History = (), kinds: Sequence[str] = ()) -> Answer:
        self.asked.append((question, tuple(jurisdictions), as_of, len(history)))
        self.kinds.append(tuple(kinds))
        if not question.strip():
            raise QuestionError("the question is empty; ask in a sentence")
        if question == UNKNOWN:
            return silence(question)
        if question == COMPARE:
            return comparison()
        if question in HOSTILE:
            return hostile_report(question, source_id=f"hostile-{HOSTILE.index(question)}")
        read_as = f"{history[-1][0]} {question}" if history else ""
        return report(question, as_of=as_of or TODAY, read_as=read_as)

    def stream(
        self, question: str, *, jurisdictions: Sequence[str] = (), as_of: date | None = None, history: History = (), kinds: Sequence[str] = ()
    ) -> Iterator[Event]:
        answer = self.ask(question, jurisdictions=jurisdictions, as_of=as_of, history=history, kinds=kinds)
        yield Event("retrieved", passages=7)
        for claim in answer.claims():
            yield Event("claim", text=claim.text)
            yield Event("verified", claim=claim)
        yield Event("done", answer=answer)

    def search(self, query: str, k: int = 10, *, jurisdictions: Sequence[str] = (), as_of: date | None = None) -> list[Retrieved]:
        return [
            Retrieved("act-1#40", "act-1", "Buoys Act 1999", "Buoys Act 1999, s 4(1)", TEXTS["act-1"][40:87], 40, 87, 0.5, "Buoys Act 1999", "GB", "digest")
        ][:k]

    def verify_quote(self, citation: str, quote: str) -> QuoteCheck:
        found = ("Buoys Act 1999, s 4(1)",) if quote in TEXTS["act-1"] else ()
        return QuoteCheck("verified" if found else "not_found", citation, citation, "act-1", found, quote)

    def sources(self) -> list[Source]:
        hostile = [source(0, text, text, "GB", id=f"hostile-{i}", form="user", kind="document", url="javascript:1") for i, text in enumerate(HOSTILE)]
        return [
            source(1, "Buoys Act 1999", "Buoys Act 1999", "GB"),
            source(2, "Rules of the harbour", "Harbour Rules", "US", kind="regulation", form="digest"),
            *hostile,
        ]

    def sizes(self) -> dict[str, tuple[int, int]]:
        return {one.document_id: (1, 1) for one in self.sources()}

    def read(self, document_id: str) -> tuple[Reading, ...]:
        if document_id not in TEXTS:
            raise QuestionError("the index holds no such source version")
        text = TEXTS[document_id]
        places = [(0, text.index("\n")), (text.index("\n") + 1, len(text))]
        return tuple(Reading(f"place {i}", "A heading", (), start, end, text[start:end]) for i, (start, end) in enumerate(places, start=1))

    def document_text(self, document_id: str) -> str:
        return TEXTS[document_id]

    def cited(self, passage_id: str, start: int, end: int, n: int) -> tuple[CitedSource, Citation] | None:
        return known().get((passage_id, start, end, n))

    def failures(self) -> dict[str, str]:
        return {"broken<b>.pdf": "it is no PDF"}

    def beside(self, folder: Path) -> Desk:
        return Desk(open_index(folder, self.embedder.fingerprint), self.embedder, Settings(index=folder), today=lambda: TODAY)
