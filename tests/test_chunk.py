"""Chunks: slices that never cross a provision, with ids that outlive a second parse."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from ingest.chunk import MAX_PASSAGE_CHARS, chunk, passages
from ingest.document import Document
from ingest.source import corpus_candidates, corpus_folder, parse
from tests.factories import make_digest, make_document

A, E1 = "40 U.S.C. § 7001(a)", "40 U.S.C. § 7001(e)(1)"
LONG = " ".join(f"Buoy number {i} was lost at sea and found again by a ferry." for i in range(60))


def test_a_short_provision_is_one_passage() -> None:
    document = make_document({A: "Buoys float. Lamps shine.", E1: "Fines grow."})
    found = passages(document)
    assert [(p.id, str(p.pinpoint), p.text) for p in found] == [
        ("us-40usc-7001#7001(a)", A, "Buoys float. Lamps shine."),
        ("us-40usc-7001#7001(e)(1)", E1, "Fines grow."),
    ]
    assert [document.text[start:end] for start, end in found[0].sentences] == ["Buoys float.", "Lamps shine."]


def test_a_long_provision_is_cut_at_sentence_ends() -> None:
    document = make_document({A: LONG, E1: "Fines grow."})
    found = passages(document)
    assert len(found) > 3
    assert all(len(p.text) <= MAX_PASSAGE_CHARS for p in found)
    assert all(p.text.endswith(".") for p in found)
    assert " ".join(p.text for p in found if str(p.pinpoint) == A) == LONG
    assert [p.id for p in found[:3]] == ["us-40usc-7001#7001(a)", "us-40usc-7001#7001(a)/2", "us-40usc-7001#7001(a)/3"]


def test_a_digest_is_cut_at_its_lines_alone() -> None:
    document = make_digest({f"{A} — Courts": ["The St. Olave ct. Registry agreed. So did others.", "Lamps shine."]})
    (passage,) = passages(document)
    assert [document.text[start:end] for start, end in passage.sentences] == ["The St. Olave ct. Registry agreed. So did others.", "Lamps shine."]


def test_a_longer_sentence_stays_whole() -> None:
    words = "word " * 400 + "end."
    assert [p.text for p in passages(make_document({A: words}))] == [words]


def test_no_passage_crosses_a_provision() -> None:
    document = make_document({A: "Buoys float.", E1: "Fines grow."})
    for passage in passages(document):
        assert any(p.start <= passage.start and passage.end <= p.end and p.pinpoint == passage.pinpoint for p in document.provisions)


def test_a_place_that_is_told_twice_gets_numbered_ids() -> None:
    document = make_document({A: "Buoys float.", E1: "Fines grow."})
    again = replace(document, provisions=tuple(replace(p, pinpoint=document.provisions[0].pinpoint) for p in document.provisions))
    assert [p.id for p in passages(again)] == ["us-40usc-7001#7001(a)", "us-40usc-7001#7001(a)/2"]


def test_a_numbered_id_never_meets_a_real_one() -> None:
    document = make_document({"Report, Part 1": "One.", "Report, Part 2": "Two.", "Report, Part 3": "Three."})
    first, second, third = document.provisions
    clash = replace(document, provisions=(first, replace(second, pinpoint=first.pinpoint), replace(third, pinpoint=first.pinpoint)))
    ids = [p.id for p in passages(clash)]
    assert len(set(ids)) == len(ids) == 3


def test_the_id_of_a_version_and_of_a_whole_work() -> None:
    document = make_document({"Smith v. Jones, 1 U.S. 2 (2020)": "The court agreed."}, valid_from=date(2020, 1, 1))
    assert [p.id for p in passages(document)] == ["us-40usc-7001@2020-01-01#work"]


def test_ids_hold_no_blanks() -> None:
    document = make_document({'Report, under "Findings > Law"': "One."})
    assert passages(document)[0].id == 'us-40usc-7001#under_"Findings_>_Law"'


def test_what_is_embedded_carries_the_head_and_what_is_quoted_does_not() -> None:
    document = make_document({A: "Buoys float. Lamps shine."})
    (only,) = chunk(document)
    assert only.head == "the lost buoys statute - About 0"
    assert only.text == "the lost buoys statute - About 0: Buoys float. Lamps shine."
    assert only.sentences == ("the lost buoys statute - About 0: Buoys float.", "the lost buoys statute - About 0: Lamps shine.")
    assert only.passage.text == "Buoys float. Lamps shine."


def test_the_head_names_each_step_once() -> None:
    document = make_document({A: "Buoys float."}, short="Harbour book")
    nested = replace(document, provisions=tuple(replace(p, path=("Lost buoys", "Part 1", "Part 1"), heading="") for p in document.provisions))
    assert chunk(nested)[0].head == "Harbour book - Part 1"


@pytest.fixture(scope="module")
def bundled() -> list[Document]:
    return [parse(candidate) for candidate in corpus_candidates(corpus_folder())]


def test_every_passage_of_the_bundled_corpus_is_a_slice_of_one_provision(bundled: list[Document]) -> None:
    for document in bundled:
        for passage in passages(document):
            assert document.text[passage.start : passage.end] == passage.text
            holders = [p for p in document.provisions if p.start <= passage.start and passage.end <= p.end]
            assert [p.pinpoint for p in holders] == [passage.pinpoint], passage.id
            assert all(passage.start <= start < end <= passage.end for start, end in passage.sentences)


def test_every_word_of_the_bundled_corpus_is_in_a_passage(bundled: list[Document]) -> None:
    for document in bundled:
        found = passages(document)
        for provision in document.provisions:
            inside = [document.text[p.start : p.end] for p in found if provision.start <= p.start and p.end <= provision.end]
            assert " ".join(" ".join(inside).split()) == " ".join(document.text[provision.start : provision.end].split())


def test_ids_of_the_bundled_corpus_are_unique_and_outlive_a_second_parse(bundled: list[Document]) -> None:
    first = [p.id for document in bundled for p in passages(document)]
    second = [p.id for candidate in corpus_candidates(corpus_folder()) for p in passages(parse(candidate))]
    assert [name for name, count in Counter(first).items() if count > 1] == []
    assert first == second


def test_a_place_is_embedded_with_the_words_that_its_sentence_began_with() -> None:
    lead, item = "A keeper who loses a buoy shall pay—", "(A) not more than $50; and"
    document = make_document({A: lead, f"{A[:-3]}(a)(1)": item, "40 U.S.C. § 7001(b)": "Lamps shine."})
    heads = [c.head for c in chunk(document)]
    assert heads == ["the lost buoys statute - About 0", f"the lost buoys statute - About 1 - {lead}", "the lost buoys statute - About 2"]
