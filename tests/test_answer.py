"""The promises of an answer, held by its types."""

from __future__ import annotations

import copy
import json
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import pytest

from qa.answer import Abstention, Answer, Citation, CitedSource, Claim, Provenance, Searched, Section, Support
from qa.errors import AnswerError, MalformedAnswerError, UncitedClaimError

SCHEMA = Path(__file__).resolve().parents[2] / "shared" / "contract" / "answer.schema.json"
FULL = Support("full", 1.0, "verbatim")
DAY = date(2026, 11, 22)


def citation(n: int = 1, quote: str = "Buoys float.", **changes: object) -> Citation:
    fields = {
        "n": n, "source_id": f"source-{n}", "passage_id": f"source-{n}#1", "pinpoint": f"Buoys Act, s {n}", "url": "https://example.org/", "quote": quote,
        "start": 4, "end": 4 + len(quote), "prefix": "We: ", "suffix": "",
    }  # fmt: skip
    return Citation(**(fields | changes))


def claim(*numbers: int, text: str = "Buoys float.") -> Claim:
    return Claim(text, tuple(citation(n) for n in numbers or (1,)), FULL)


def source(n: int) -> CitedSource:
    return CitedSource(
        n, f"source-{n}", "Buoys", f"Buoys Act, s {n}", "Harbour Office", "US", "statute", "digest", "https://example.org/",
        DAY, date(2024, 5, 7), None, None, "0" * 64, "public domain",
    )  # fmt: skip


PROVENANCE = Provenance("model/chunker-1", "model", "0.1.0", "abc", "Do buoys float?", 10, 3)
ABSTENTION = Abstention("no_evidence", "The sources are silent.", Searched(10, 3, ("Buoys Act, s 1",)))


def answer(**changes: object) -> Answer:
    """An answer with three sources, in order of first use over summary, sections and bottom line."""
    fields = {
        "question": "Do buoys float?", "status": "answered", "checked_on": DAY, "as_of": date(2023, 6, 1), "composer": "extractive",
        "summary": (claim(1),), "sections": (Section("Duties", (claim(2, 1), claim(1))),), "bottom_line": (claim(3),),
        "limitations": ("Only digests were searched.",), "follow_ups": ("Who pays?",), "sources": (source(1), source(2), source(3)),
        "abstention": None, "provenance": PROVENANCE,
    }  # fmt: skip
    return Answer(**(fields | changes))


def abstained(**changes: object) -> Answer:
    fields = {
        "status": "abstained",
        "summary": (),
        "sections": (),
        "bottom_line": (),
        "limitations": (),
        "follow_ups": (),
        "sources": (),
        "abstention": ABSTENTION,
    }
    return answer(**(fields | changes))


def test_claim_without_a_citation_cannot_exist():
    with pytest.raises(UncitedClaimError, match="Buoys sink"):
        Claim("Buoys sink.", (), FULL)


@pytest.mark.parametrize("label", ["none", "contradicted"])
def test_claim_that_is_not_borne_out_cannot_exist(label):
    with pytest.raises(AnswerError, match=label):
        Claim("Buoys sink.", (citation(),), Support(label, 0.2, "lexical"))


def test_claim_that_is_borne_out_in_part_can_be_shown():
    assert Claim("Buoys float.", (citation(),), Support("partial", 0.6, "lexical")).support.label == "partial"


@pytest.mark.parametrize("text", ["", "  \n"], ids=repr)
def test_claim_without_words_cannot_exist(text):
    with pytest.raises(AnswerError, match="words"):
        Claim(text, (citation(),), FULL)


@pytest.mark.parametrize(
    "changes",
    [{"quote": "", "end": 4}, {"end": 15}, {"end": 17}, {"start": -1, "end": 11}, {"start": 16, "end": 4}, {"n": 0}, {"n": -1}],
    ids=["no quote", "too short", "too long", "before the text", "backwards", "number 0", "negative number"],
)
def test_citation_whose_span_or_number_is_wrong_cannot_exist(changes):
    with pytest.raises(AnswerError):
        citation(**changes)


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf")], ids=repr)
def test_strength_of_support_is_between_0_and_1(value):
    with pytest.raises(AnswerError, match="between 0 and 1"):
        Support("full", value, "lexical")


@pytest.mark.parametrize(("heading", "claims"), [("", (claim(),)), ("Duties", ())], ids=["no heading", "no claims"])
def test_section_needs_a_heading_and_claims(heading, claims):
    with pytest.raises(AnswerError, match="needs a heading and claims"):
        Section(heading, claims)


NEITHER_NOR_BOTH = {
    "neither": (answer, {"summary": (), "sections": (), "bottom_line": (), "sources": ()}),
    "no summary": (answer, {"summary": ()}),
    "claims and an abstention": (answer, {"abstention": ABSTENTION}),
    "claims and an abstention, called abstained": (answer, {"abstention": ABSTENTION, "status": "abstained"}),
    "abstained with a summary": (abstained, {"summary": (claim(),)}),
    "abstained with a section": (abstained, {"sections": (Section("Duties", (claim(),)),)}),
    "abstained with a bottom line": (abstained, {"bottom_line": (claim(),)}),
    "abstained with sources": (abstained, {"sources": (source(1),)}),
    "abstained without an abstention": (abstained, {"abstention": None}),
    "answered, called abstained": (answer, {"status": "abstained"}),
    "abstained, called answered": (abstained, {"status": "answered"}),
}


@pytest.mark.parametrize(("make", "changes"), NEITHER_NOR_BOTH.values(), ids=NEITHER_NOR_BOTH.keys())
def test_answer_holds_claims_or_an_abstention(make, changes):
    with pytest.raises(AnswerError):
        make(**changes)


NUMBERED_WRONGLY = {
    "starting at 2": {"summary": (claim(2),), "sections": (), "bottom_line": (), "sources": (source(2),)},
    "with a gap": {"summary": (claim(1),), "sections": (), "bottom_line": (claim(3),), "sources": (source(1), source(3))},
    "not in order of first use": {"summary": (claim(2, 1),), "sections": (), "bottom_line": (), "sources": (source(1), source(2))},
    "list in another order": {"sources": (source(2), source(1), source(3))},
    "source missing from the list": {"sources": (source(1), source(2))},
    "source that is not cited": {"sources": (source(1), source(2), source(3), source(4))},
    "source listed twice": {"sources": (source(1), source(1), source(2), source(3))},
    "number of another source": {"sources": (source(1), replace(source(2), id="source-9"), source(3))},
    "one number for two sources": {"summary": (Claim("Buoys float.", (citation(1), citation(1, source_id="source-9")), FULL),)},
}


@pytest.mark.parametrize("changes", NUMBERED_WRONGLY.values(), ids=NUMBERED_WRONGLY.keys())
def test_sources_are_numbered_in_order_of_first_use(changes):
    with pytest.raises(AnswerError):
        answer(**changes)


def test_claims_come_in_reading_order():
    assert [[c.n for c in one.citations] for one in answer().claims()] == [[1], [2, 1], [1], [3]]


def test_answer_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        answer().summary = ()


@pytest.mark.parametrize("made", [answer(), abstained(), answer(sections=(), bottom_line=(), sources=(source(1),))], ids=["answered", "abstained", "one claim"])
def test_dictionary_round_trip(made):
    data = made.to_dict()

    assert Answer.from_dict(data) == made
    assert Answer.from_dict(json.loads(json.dumps(data))) == made
    assert Answer.from_dict(data).to_dict() == data


def test_days_are_written_as_iso_dates():
    data = answer().to_dict()

    assert (data["checked_on"], data["as_of"]) == ("2026-11-22", "2023-06-01")
    assert (data["sources"][0]["valid_from"], data["sources"][0]["valid_to"]) == ("2024-05-07", None)


def test_keys_of_later_makers_are_let_through():
    assert Answer.from_dict(answer().to_dict() | {"colour": "blue"}) == answer()


def test_the_dictionary_is_the_readers_to_change():
    made = answer()
    made.to_dict()["summary"].clear()
    assert made == answer()


def tampered(*path: str | int, value: object = None, drop: bool = False) -> dict[str, object]:
    data = copy.deepcopy(answer().to_dict())
    place = data
    for step in path[:-1]:
        place = place[step]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


@pytest.mark.parametrize(
    "path",
    [
        *[(name,) for name in (
            "question", "status", "checked_on", "as_of", "composer", "summary", "sections", "sources", "provenance", "abstention", "limitations"
        )],
        ("summary", 0, "text"), ("summary", 0, "support"), ("summary", 0, "support", "label"), ("summary", 0, "citations"), ("sources", 0, "sha256"),
        *[("summary", 0, "citations", 0, name) for name in ("n", "source_id", "passage_id", "pinpoint", "url", "quote", "start", "end", "prefix", "suffix")],
    ],
    ids=lambda path: ".".join(str(step) for step in path),
)  # fmt: skip
def test_missing_field_is_refused_by_name(path):
    with pytest.raises(MalformedAnswerError, match=str(path[-1])):
        Answer.from_dict(tampered(*path, drop=True))


TAMPERED = {
    "support none": (("summary", 0, "support", "label"), "none"),
    "support contradicted": (("summary", 0, "support", "label"), "contradicted"),
    "support of no kind": (("summary", 0, "support", "label"), "certain"),
    "support out of range": (("summary", 0, "support", "value"), 7),
    "support without a number": (("summary", 0, "support", "value"), "strong"),
    "citations taken out": (("summary", 0, "citations"), []),
    "claims taken out": (("summary",), []),
    "section emptied": (("sections", 0, "claims"), []),
    "quote shortened": (("summary", 0, "citations", 0, "quote"), "Buoys"),
    "quote emptied": (("summary", 0, "citations", 0, "quote"), ""),
    "quote not verified": (("summary", 0, "citations", 0, "quote_status"), "unverified"),
    "span moved at one end": (("summary", 0, "citations", 0, "end"), 99),
    "number changed": (("summary", 0, "citations", 0, "n"), 3),
    "number of a source changed": (("sources", 0, "n"), 2),
    "sources turned round": (("sources",), answer().to_dict()["sources"][::-1]),
    "source swapped": (("sources", 0, "id"), "source-9"),
    "citation of another source": (("summary", 0, "citations", 0, "source_id"), "source-9"),
    "status turned": (("status",), "abstained"),
    "status of no kind": (("status",), "perhaps"),
    "abstention added": (("abstention",), {"reason": "no_evidence", "message": "-", "searched": {"passages": 1, "sources": 1, "nearest": []}}),
    "no date": (("checked_on",), "yesterday"),
    "impossible date": (("as_of",), "2023-02-30"),
    "kind of no kind": (("sources", 0, "kind"), "rumour"),
    "form of no kind": (("sources", 0, "form"), "hearsay"),
    "another schema version": (("schema_version",), 2),
    "text for a list": (("summary",), "Buoys float."),
    "null for a claim": (("summary", 0), None),
}


@pytest.mark.parametrize(("path", "value"), TAMPERED.values(), ids=TAMPERED.keys())
def test_tampered_data_is_refused(path, value):
    with pytest.raises(AnswerError):
        Answer.from_dict(tampered(*path, value=value))


@pytest.mark.parametrize("data", [{}, [], None, "answer", 1, {"schema_version": 1}], ids=repr)
def test_what_is_no_answer_is_refused(data):
    with pytest.raises(MalformedAnswerError, match="not an answer of schema version 1"):
        Answer.from_dict(data)


@pytest.mark.skipif(not SCHEMA.is_file(), reason="needs ../shared")
@pytest.mark.parametrize("made", [answer(), abstained()], ids=["answered", "abstained"])
def test_dictionary_fits_the_contract(made):
    from jsonschema import Draft202012Validator, FormatChecker

    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=FormatChecker())

    assert [error.message for error in validator.iter_errors(made.to_dict())] == []
    assert list(validator.iter_errors(made.to_dict() | {"status": "perhaps"}))
