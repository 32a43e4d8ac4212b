"""What tools call over HTTP and MCP: each function takes plain JSON values and returns the contract's JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from ingest.document import Source
from qa.answer import Json
from qa.errors import QuestionError
from qa.listing import described
from qa.pipeline import Desk

# Larger sources are read place by place through ``search``.
MAX_PROVISIONS = 500


def day(text: object) -> date | None:
    """Read a day, None where there is none; raises QuestionError."""
    if not isinstance(text, str):
        raise QuestionError(f"as_of is {text!r}; write the day as text, YYYY-MM-DD, or leave it empty")
    text = text.strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise QuestionError(f"{text!r} is no date; write the day as YYYY-MM-DD, such as 2023-06-01") from None


def codes(values: object, name: str) -> tuple[str, ...]:
    """Read a list of codes; raises QuestionError."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise QuestionError(f"{name} is {values!r}; give a list of texts, or an empty list for all")
    return tuple(values)


def words(value: object, name: str) -> str:
    """Read a text; raises QuestionError."""
    if not isinstance(value, str):
        raise QuestionError(f"{name} is {value!r}; give a text")
    return value


def _whole(value: object, name: str) -> int:
    # JSON has one kind of number, and some clients write 10 as 10.0.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise QuestionError(f"{name} is {value!r}; give a whole number")
    return value


def ask(desk: Desk, question: object, jurisdictions: object, as_of: object, kinds: object) -> Json:
    """Return the Answer to a question."""
    asked = words(question, "question")
    return desk.ask(asked, jurisdictions=codes(jurisdictions, "jurisdictions"), as_of=day(as_of), kinds=codes(kinds, "kinds")).to_dict()


def stream(desk: Desk, question: object, jurisdictions: object, as_of: object, kinds: object) -> Iterator[Json]:
    """Yield the events of an answer as they come; the last is ``done`` and holds the Answer."""
    asked = words(question, "question")
    for event in desk.stream(asked, jurisdictions=codes(jurisdictions, "jurisdictions"), as_of=day(as_of), kinds=codes(kinds, "kinds")):
        told: Json = {"event": event.name}
        if event.name == "retrieved":
            told["passages"] = event.passages
        if event.text:
            told["text"] = event.text
        if event.claim is not None:
            told["text"] = event.claim.text
        if event.answer is not None:
            told["answer"] = event.answer.to_dict()
        yield told


def search(desk: Desk, query: object, k: object, jurisdictions: object, as_of: object) -> list[Json]:
    """Return the passages that fit a query best, best first, as ``attest search --json`` does."""
    hits = desk.search(words(query, "query"), _whole(k, "k"), jurisdictions=codes(jurisdictions, "jurisdictions"), as_of=day(as_of))
    return [{"rank": rank, **asdict(hit)} for rank, hit in enumerate(hits, start=1)]


def verify_quote(desk: Desk, citation: object, quote: object) -> Json:
    """Return the verdict on a quote, as ``attest verify --json`` does."""
    return desk.verify_quote(citation=words(citation, "citation"), quote=words(quote, "quote")).to_dict()


def get_source(desk: Desk, source_id: object, as_of: object) -> Json:
    """Return a source as it stood on a day, each form of its text with the provisions in reading order.

    ``versions`` holds the official text before the digest; all versions are named in ``other_versions``.
    """
    wanted, on = words(source_id, "source_id"), day(as_of) or desk.today
    held = [source for source in desk.sources() if source.id == wanted]
    if not held:
        raise QuestionError(f"no source has the id {wanted!r}; ids are in every answer's sources and in 'attest sources'")
    told = sorted((s for s in held if s.in_force(on)), key=lambda s: (s.form != "official", s.document_id))
    return {
        "id": wanted,
        "as_of": on.isoformat(),
        "versions": [_version(desk, source) for source in told],
        "other_versions": [described(source) for source in held if source not in told],
    }


def _version(desk: Desk, source: Source) -> Json:
    places = desk.read(source.document_id)
    told = [{"pinpoint": p.pinpoint, "heading": p.heading, "text": p.text, "start": p.start, "end": p.end} for p in places[:MAX_PROVISIONS]]
    return {**described(source), "provisions": told, "provisions_left_out": max(0, len(places) - MAX_PROVISIONS)}
