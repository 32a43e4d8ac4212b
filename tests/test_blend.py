"""Two readings of a follow-up: what fits both goes before what fits one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingest.catalogue import Scope
from ingest.chunk import chunk
from qa.retrieve import UNFOUND, Evidence, Retrieval, Retrieved, blend
from qa.route import Route
from tests.factories import make_document

DOCUMENT = make_document({"§ 1": "Ships report buoys.", "§ 2": "The fine is 5 crowns.", "§ 3": "Lamps are white."})
PASSAGES = [c.passage for c in chunk(DOCUMENT)]


def evidence(number: int, fitness: float) -> Evidence:
    passage = PASSAGES[number]
    return Evidence(passage, DOCUMENT.source, passage.start, passage.end, passage.text, 0.5, frozenset(), 0.0, 0.0, False, 0.1, fitness)


def hit(number: int) -> Retrieved:
    passage = PASSAGES[number]
    return Retrieved(passage.id, DOCUMENT.source.id, "", str(passage.pinpoint), passage.text, passage.start, passage.end, 0.5, "", "US", "digest")


def reading(question: str, **fitness: float) -> Retrieval:
    found = sorted((evidence(int(name[1:]), value) for name, value in fitness.items()), key=lambda e: -e.fitness)
    hits = tuple(hit(PASSAGES.index(e.passage)) for e in found)
    return Retrieval(question, Scope(date(2026, 1, 1)), Route(), (), (), hits, tuple(found), 0, 3, 1)


def test_what_fits_both_readings_goes_first() -> None:
    joined, alone = reading("joined", p0=1.1, p1=1.0, p2=0.3), reading("alone", p2=1.1, p1=1.0, p0=0.2)

    both = blend(joined, alone)

    assert [e.passage.text for e in both.evidence] == ["The fine is 5 crowns.", "Lamps are white.", "Ships report buoys."]
    assert [e.fitness for e in both.evidence] == pytest.approx([1.0, 0.7, 0.65])
    assert [h.passage_id for h in both.hits] == [e.passage.id for e in both.evidence]
    assert both.question == "joined"
    assert both.readings == (joined, alone)


def test_what_one_reading_did_not_find_counts_there_as_less_than_its_last() -> None:
    both = blend(reading("joined", p0=1.2, p1=0.9), reading("alone", p2=1.1, p1=1.0))
    assert {e.passage.id: e.fitness for e in both.evidence}[PASSAGES[0].id] == pytest.approx((1.2 + 1.0 - UNFOUND) / 2)


def test_a_reading_that_found_nothing_changes_nothing() -> None:
    joined, nothing = reading("joined", p0=1.2), reading("alone")
    assert blend(joined, nothing) is joined


def test_the_order_of_readings_chooses_the_question_alone() -> None:
    joined, alone = reading("joined", p0=1.2, p1=0.9), reading("alone", p2=1.1, p1=1.0)
    one, other = blend(joined, alone), blend(alone, joined)
    assert [e.key for e in one.evidence] == [e.key for e in other.evidence]
    assert replace(one, question="", readings=()).hits == replace(other, question="", readings=()).hits
