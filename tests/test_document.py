"""Documents: versions in force, ids, and the check that no word is lost or counted twice."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.document import Document, Provision
from ingest.errors import CoverageError, ParseError
from ingest.pinpoint import Pinpoint
from tests.factories import make_document, make_source

A, B = "40 U.S.C. § 7001(a)", "40 U.S.C. § 7001(b)"


def provision(place: str, start: int, end: int, heading: str = "") -> Provision:
    return Provision(Pinpoint.parse(place), heading, ("Lost buoys",), start, end)


@pytest.mark.parametrize(
    ("first", "last", "day", "law"),
    [
        (None, None, date(1900, 1, 1), True),
        (date(2024, 7, 1), None, date(2024, 6, 30), False),
        (date(2024, 7, 1), None, date(2024, 7, 1), True),
        (date(2024, 7, 1), None, date(2090, 1, 1), True),
        (None, date(2024, 6, 30), date(2024, 6, 30), True),
        (None, date(2024, 6, 30), date(2024, 7, 1), False),
        (date(2019, 3, 1), date(2024, 6, 30), date(2022, 1, 1), True),
    ],
)
def test_a_version_is_the_law_from_its_first_to_its_last_day(first: date | None, last: date | None, day: date, law: bool) -> None:
    assert make_source(valid_from=first, valid_to=last).in_force(day) is law


def test_the_id_of_a_version_names_its_first_day() -> None:
    assert make_source(valid_from=date(2024, 7, 1)).document_id == "us-40usc-7001@2024-07-01"
    assert make_source().document_id == "us-40usc-7001"
    assert make_source(form="official").document_id == "us-40usc-7001/official"
    assert make_source(form="official", valid_from=date(2024, 7, 1)).document_id == "us-40usc-7001/official@2024-07-01"
    assert make_document({A: "Words."}, valid_from=date(2024, 7, 1)).id == "us-40usc-7001@2024-07-01"


def test_a_sound_document_passes_and_is_returned() -> None:
    document = make_document({A: "Buoys float.", B: "Lamps shine."})
    assert document.check("buoys.md") is document


def test_blank_text_and_named_skips_need_no_provision() -> None:
    text = "A heading\n\nBuoys float.\n  \n"
    Document(make_source(), text, (provision(A, 11, 23),), ((0, 9, "heading"),)).check("buoys.md")


FAULTS = {
    "no provisions": (Document(make_source(), "", ()), "holds no text that could be cited"),
    "only skipped": (Document(make_source(), "Heading", (), ((0, 7, "heading"),)), "holds no text that could be cited"),
    "words before": (Document(make_source(), "Lost. Kept.", (provision(A, 6, 11),)), "'Lost.' belongs to no provision"),
    "words between": (Document(make_source(), "One two three", (provision(A, 0, 3), provision(B, 8, 13))), "'two' belongs to no provision"),
    "words after": (Document(make_source(), "Kept. Lost.", (provision(A, 0, 5),)), "'Lost.' belongs to no provision"),
    "shared words": (Document(make_source(), "One two", (provision(A, 0, 7), provision(B, 4, 7))), "two provisions share the same words"),
    "provision over a skip": (Document(make_source(), "One two", (provision(A, 0, 7),), ((0, 3, "heading"),)), "two provisions share the same words"),
    "a heading twice": (Document(make_source(), "One two", (provision(A, 0, 3, "x"), provision(A, 4, 7, "x"))), "occurs twice"),
}


@pytest.mark.parametrize(("document", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_parse_that_loses_or_doubles_words_is_refused(document: Document, fault: str) -> None:
    with pytest.raises(CoverageError, match=fault) as caught:
        document.check("us/buoys.md")
    assert caught.value.source == "us/buoys.md"
    assert str(caught.value).startswith("us/buoys.md")


def test_one_place_may_be_told_under_two_headings() -> None:
    document = Document(make_source(), "One two", (provision(A, 0, 3, "x"), provision(A, 4, 7, "y")))
    assert document.check("us/buoys.md") is document


def test_a_parse_error_names_the_file_and_the_place() -> None:
    error = ParseError("a.md", "breaks the format", "line 3")
    assert (error.source, error.locator, str(error)) == ("a.md", "line 3", "a.md (line 3): breaks the format")
    assert str(ParseError("a.md", "breaks the format")) == "a.md: breaks the format"


def test_an_official_place_may_go_on_after_what_lies_inside_it() -> None:
    inner = "18 U.S.C. § 2258A(a)(1)"
    outer = "18 U.S.C. § 2258A(a)"
    places = (provision(outer, 0, 3), provision(inner, 4, 7), provision(outer, 8, 13))
    document = Document(make_source(form="official"), "One two three", places)
    assert document.check("law.xml") is document
    astray = (provision(outer, 0, 3), provision("18 U.S.C. § 2258A(b)", 4, 7), provision(outer, 8, 13))
    with pytest.raises(CoverageError, match="occurs twice"):
        Document(make_source(form="official"), "One two three", astray).check("law.xml")
