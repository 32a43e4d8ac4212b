"""The part of a document under one pinpoint: its words and its heading, and nothing of its neighbours."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.document import Document, Provision
from ingest.errors import ParseError
from ingest.formats import parse_file
from ingest.pinpoint import Pinpoint
from ingest.within import within
from tests.factories import make_origin, make_source

# (place or what is skipped, words): a title in its order.
TITLE = [
    ("heading", "CHAPTER 7—BUOYS"),
    ("heading", "§ 7001. Lost buoys"),
    ("40 U.S.C. § 7001", "A harbour master who"),
    ("40 U.S.C. § 7001(a)", "(a) sees a lost buoy, or"),
    ("footnote", "So in original."),
    ("40 U.S.C. § 7001(b)", "(b) hears of one"),
    ("40 U.S.C. § 7001", "tells the coast office."),
    ("source", "(Added 2019.)"),
    ("heading", "§ 7001a. Found buoys"),
    ("40 U.S.C. § 7001a", "Found buoys are painted."),
    ("aside", "Repealed places."),
    ("40 U.S.C. § 7002(a)", "(a) Lamps are lit."),
    ("heading", "§ 7001. Lost buoys, second text"),
    ("40 U.S.C. § 7001(c)", "(c) Buoys are red."),
]
SOURCE = make_source(form="official", title="Lost buoys")


def title() -> Document:
    text, provisions, skipped = "", [], []
    for place, words in TITLE:
        start, text = len(text), f"{text}{words}\n"
        if place.startswith("40"):
            provisions.append(Provision(Pinpoint.parse(place), "Head", ("Title 40", "CHAPTER 7—BUOYS"), start, start + len(words)))
        else:
            skipped.append((start, start + len(words), place))
    notes = ("40 U.S.C. § 7001 is used twice", "40 U.S.C. § 7001a has a note", "40 U.S.C.: the text has no 7003")
    return Document(make_source(form="official", citation="40 U.S.C.", title="Title 40"), text, tuple(provisions), tuple(skipped), (("metadata", 9),), notes)


def test_the_part_is_a_document_of_its_own_source() -> None:
    part = within(title(), Pinpoint.parse("40 U.S.C. § 7001"), SOURCE, "usc40.xml")
    assert part.source == SOURCE
    assert part.text == (
        "§ 7001. Lost buoys\nA harbour master who\n(a) sees a lost buoy, or\nSo in original.\n(b) hears of one\ntells the coast office.\n"
        "§ 7001. Lost buoys, second text\n(c) Buoys are red."
    )
    assert [(str(p.pinpoint), part.text[p.start : p.end]) for p in part.provisions] == [
        ("40 U.S.C. § 7001", "A harbour master who"),
        ("40 U.S.C. § 7001(a)", "(a) sees a lost buoy, or"),
        ("40 U.S.C. § 7001(b)", "(b) hears of one"),
        ("40 U.S.C. § 7001", "tells the coast office."),
        ("40 U.S.C. § 7001(c)", "(c) Buoys are red."),
    ]
    assert {(p.heading, p.path) for p in part.provisions} == {("Head", ("Lost buoys", "CHAPTER 7—BUOYS"))}
    assert [(part.text[start:end], why) for start, end, why in part.skipped] == [
        ("§ 7001. Lost buoys", "heading"),
        ("So in original.", "footnote"),
        ("§ 7001. Lost buoys, second text", "heading"),
    ]
    assert (part.omitted, part.notes) == ((), ("40 U.S.C. § 7001 is used twice",))


def test_a_part_without_a_heading_of_its_own_begins_with_its_words() -> None:
    assert within(title(), Pinpoint.parse("40 U.S.C. § 7002"), SOURCE, "usc40.xml").text == "(a) Lamps are lit."


def test_what_stands_nowhere_is_told_with_where_to_look() -> None:
    with pytest.raises(ParseError, match=r"usc40\.xml: has no 40 U\.S\.C\. § 7003; it may have been repealed or renumbered: look at https://example\.org/7001"):
        within(title(), Pinpoint.parse("40 U.S.C. § 7003"), SOURCE, "usc40.xml")


def test_the_whole_work_is_under_its_own_name() -> None:
    assert len(within(title(), Pinpoint("40 U.S.C."), SOURCE, "usc40.xml").provisions) == 7


def test_every_section_of_a_real_title_can_be_cut_out(shared: Path) -> None:
    file = shared / "samples" / "uslm_uscode_title27_OLRC_pl119-36.xml"
    if not file.is_file():
        pytest.skip("needs ../shared/samples")
    whole = parse_file(file.read_bytes(), make_origin(file.name), file.name)
    sections = list(dict.fromkeys(p.pinpoint.section for p in whole.provisions if p.pinpoint.locators))
    assert len(sections) > 50
    started = time.monotonic()
    parts = {section: within(whole, section, SOURCE, file.name) for section in sections}
    assert time.monotonic() - started < 10
    assert sum(len(part.provisions) for part in parts.values()) == sum(bool(p.pinpoint.locators) for p in whole.provisions)
    words = {(str(p.pinpoint), whole.text[p.start : p.end]) for p in whole.provisions}
    for part in parts.values():
        assert {(str(p.pinpoint), part.text[p.start : p.end]) for p in part.provisions} <= words
