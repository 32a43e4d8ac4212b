"""USLM: every word of a title, an act or a compilation at its pinpoint, and nothing at a pinpoint that the law does not give it."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import CoverageError, ParseError
from ingest.formats import parse_file
from ingest.parse_uslm import parse_uslm
from ingest.parse_uslm_names import cited_number, covered_numbers, spans_of
from ingest.parse_uslm_units import series
from ingest.pinpoint import Pinpoint
from tests.factories import make_origin
from tests.uslm_fixtures import BILL, COMPILATION, SECTION, appendix, code, law, subsections


def read(data: bytes) -> Document:
    return parse_uslm(data, make_origin("harbour.xml"))


def told(document: Document) -> list[tuple[str, str, str]]:
    """(pinpoint, heading, words) of each provision."""
    return [(str(p.pinpoint), p.heading, document.text[p.start : p.end]) for p in document.provisions]


def aside(document: Document) -> list[tuple[str, str]]:
    return [(reason, document.text[start:end]) for start, end, reason in document.skipped]


def paths(document: Document) -> dict[str, tuple[str, ...]]:
    return {str(p.pinpoint): p.path for p in document.provisions}


def test_a_title_of_the_code_is_told_place_by_place() -> None:
    assert told(read(code())) == [
        ("40 U.S.C.", "", "Current through 119-90"),
        ("40 U.S.C. § 7001(a)", "Reports", "(a) Reports\nA harbour master who loses a buoy shall tell—"),
        ("40 U.S.C. § 7001(a)(1)", "", "(1) the pilot (as named in section 7002 of the port;"),
        ("40 U.S.C. § 7001(a)(2)", "", "(2) the keeper—"),
        ("40 U.S.C. § 7001(a)(2)(A)", "", "(A) by day; or"),
        ("40 U.S.C. § 7001(a)(2)(B)", "", "(B) by night."),
        ("40 U.S.C. § 7001(a)", "Reports", "The telling is free."),
        ("40 U.S.C. § 7001 note", "Amendments", "1950—Subsec. (a). Struck out “lamp”.\n1940—Subsec. (a)(2). Added."),
        ("40 U.S.C. § 7001 note", "Effective Date", "Pub. L. 99–901, § 3, provided that: “This Act begins in May.”"),
        ("40 U.S.C. § 7001 note", "Effective Date (2)", "“SEC. 4. START.\n(a) It begins in June.”"),
    ]


def test_what_is_no_provision_is_kept_aside_or_left_out_with_the_reason() -> None:
    document = read(code())
    assert aside(document) == [
        ("heading", "Title 40—HARBOURS AND BUOYS"),
        ("table of contents", "Chap."),
        ("table of contents", "71. Buoys"),
        ("heading", "CHAPTER 71—BUOYS"),
        ("heading", "§ 7001. Lost buoys"),
        ("footnote", "1 So printed. Probably “section 7003”."),
        ("source credit", "(Act of 1901.)"),
        ("heading", "Editorial Notes"),
        ("heading", "Amendments"),
        ("heading", "Statutory Notes"),
        ("heading", "Effective Date"),
        ("heading", "Effective Date"),
    ]
    assert dict(document.omitted) == {"footnote mark": 1, "metadata": len("Title4040Online@119-902026-01-05T08:00:00")}


def test_headings_above_a_place_are_its_path() -> None:
    found = paths(read(code()))
    above = ("Title 40, Harbours and Buoys", "CHAPTER 71—BUOYS")
    assert found["40 U.S.C. § 7001(a)"] == (*above, "§ 7001. Lost buoys")
    assert found["40 U.S.C. § 7001(a)(2)(A)"] == (*above, "§ 7001. Lost buoys", "(a) Reports")
    assert found["40 U.S.C. § 7001 note"] == (*above, "§ 7001. Lost buoys", "Statutory Notes")


def test_the_source_is_the_title_as_of_the_day_of_the_file() -> None:
    document = read(code())
    source = document.source
    assert (source.citation, source.title, source.jurisdiction, source.kind) == ("40 U.S.C.", "Title 40, Harbours and Buoys", "US", "statute")
    assert source.url == "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title40"
    assert (source.text_as_of, source.valid_from) == (date(2026, 1, 5), None)
    assert document.notes == ("The publisher gives this text as current through Public Law 119-90",)


def test_the_file_is_found_by_its_root_element() -> None:
    assert parse_file(code(), make_origin("harbour.xml"), "harbour.xml") == read(code())


def section(number: str, identifier: str, heading: str = "Old", inside: str = "<content>Words.</content>") -> str:
    return f'<section identifier="{identifier}"><num value="{number.strip("§ .")}">{number}</num><heading> {heading}</heading>{inside}</section>'


SECTION_NUMBERS = {
    "plain": ("§ 7001.", "/us/usc/t40/s7001", "40 U.S.C. § 7001"),
    "letter": ("§ 7001a.", "/us/usc/t40/s7001a", "40 U.S.C. § 7001a"),
    "dash": ("§ 700aa–1.", "/us/usc/t40/s700aa–1", "40 U.S.C. § 700aa-1"),
    "range": ("§§ 7002 to 7005.", "/us/usc/t40/s7002...7005", "40 U.S.C. § 7002–7005"),
    "range of dashes": ("§§ 700–1 to 700–4.", "/us/usc/t40/s700–1...700–4", "40 U.S.C. § 700-1–700-4"),
    "neighbours": ("§§ 7006a, 7006b.", "/us/usc/t40/s7006a /us/usc/t40/s7006b", "40 U.S.C. § 7006a–7006b"),
    "list with a gap": ("§§ 7010, 7012.", "/us/usc/t40/s7010 /us/usc/t40/s7012", "40 U.S.C. § 7010"),
    "bracket": ("[§ 7013.", "/us/usc/t40/s7013", "40 U.S.C. § 7013"),
    "no identifier": ("§ 7014.", "", "40 U.S.C. § 7014"),
    "identifier that disagrees": ("§ 7015.", "/us/usc/t40/s7999", "40 U.S.C. § 7015"),
    "no number": ("§ X.", "/us/usc/t40/sX", "40 U.S.C. Chapter 71"),
}


@pytest.mark.parametrize(("number", "identifier", "place"), SECTION_NUMBERS.values(), ids=SECTION_NUMBERS)
def test_a_section_is_cited_by_the_number_that_is_certain(number: str, identifier: str, place: str) -> None:
    document = read(code(section(number, identifier)))
    assert told(document)[-1][::2] == (place, "Words.")


def test_a_repealed_section_is_told_by_its_heading() -> None:
    note = '<notes><note topic="removalDescription"><p>It was about lamps.</p></note></notes>'
    document = read(code(section("§§ 7002 to 7005.", "/us/usc/t40/s7002...7005", "Repealed. Act of 1903", note)))
    assert told(document)[1:] == [
        ("40 U.S.C. § 7002–7005", "Repealed. Act of 1903", "§§ 7002 to 7005. Repealed. Act of 1903"),
        ("40 U.S.C. § 7002–7005 note", "", "It was about lamps."),
    ]


def test_a_number_that_the_law_gives_twice_is_told_apart() -> None:
    twice = '<subsection identifier="/us/usc/t40/s7001/c"><num value="c">(c)</num><content> {}</content></subsection>'
    document = read(subsections(twice.format("First.") + twice.format("Second.")))
    assert told(document)[1:] == [
        ("40 U.S.C. § 7001(c)", "", "(c) First."),
        ("40 U.S.C. § 7001(c)", "(place 2 of this number)", "(c) Second."),
    ]
    assert "40 U.S.C. § 7001(c) is the number of more than one place in this text" in document.notes


LEVELS = {
    "identifier": ('<subsection identifier="/us/usc/t40/s7001/b"><num value="b">(b)</num><content> X.</content></subsection>', "§ 7001(b)"),
    "nesting": ('<subsection><num value="b">(b)</num><content> X.</content></subsection>', "§ 7001(b)"),
    "paragraph of the section": ('<paragraph identifier="/us/usc/t40/s7001/4"><num value="4">(4)</num><content> X.</content></paragraph>', "§ 7001(4)"),
    "identifier of another place": ('<subsection identifier="/us/usc/t40/s7009/z"><num value="b">(b)</num><content> X.</content></subsection>', "§ 7001(b)"),
    "identifier past a level without number": (
        '<level identifier="/us/usc/t40/s7001/b/1"><num value="1">(1)</num><content> X.</content></level>',
        "§ 7001(b)(1)",
    ),
    "bracket": ('<subsection identifier="/us/usc/t40/s7001/b"><num value="b">[(b)</num><heading> Repealed.]</heading></subsection>', "§ 7001(b)"),
    "range in the heading": ('<subsection identifier="/us/usc/t40/s7001/a"><num value="a">(a)</num><heading> to (d) Omitted</heading></subsection>', "§ 7001"),
    "two numbers": ('<subsection identifier="/us/usc/t40/s7001/a"><num value="a">(a), (b)</num><heading> Repealed.</heading></subsection>', "§ 7001"),
    "no number": ("<subsection><content> X.</content></subsection>", "§ 7001"),
    "too long": ('<subsection><num value="abcdefghi">(abcdefghi)</num><content> X.</content></subsection>', "§ 7001"),
    "quoted, though not marked": ('<subsection><num value="b">“(b)</num><content> X.”</content></subsection>', "§ 7001"),
    "section quoted, though not marked": ('<section><num value="9">“§ 9.</num><content> X.”</content></section>', "§ 7001"),
    "in a quotation": ('<content>It reads: <quotedContent><subsection><num value="b">(b)</num></subsection></quotedContent></content>', "§ 7001"),
    "unknown element": ("<proclamationBody><p>X.</p></proclamationBody>", "§ 7001"),
}


@pytest.mark.parametrize(("inside", "place"), LEVELS.values(), ids=LEVELS)
def test_a_level_is_cited_where_its_number_is_certain_and_else_with_the_level_above(inside: str, place: str) -> None:
    assert {pinpoint for pinpoint, _, _ in told(read(subsections(inside)))[1:]} == {f"40 U.S.C. {place}"}


WORDS = {
    "inline": ("<content>All <i>buoys</i> (<b>red</b>), <ref href='x'>here</ref>.</content>", "All buoys (red), here."),
    "no blank inside a word": ("<content>sh<i>all</i></content>", "shall"),
    "break": ("<content>red<br/>black</content>", "redblack"),
    "paragraphs": ("<content><p>One.</p><p>Two.</p></content>", "One.\nTwo."),
    "table": (
        "<content><h:table><h:tr><h:th><h:p>Buoy</h:p></h:th><h:th>Lamp</h:th></h:tr><h:tr><h:td>A</h:td><h:td>1</h:td></h:tr></h:table></content>",
        "Buoy Lamp\nA 1",
    ),
    "exponent": ("<content>10<sup>2</sup> m<sup>2</sup></content>", "10² m²"),
    "ordinal": ("<content>the 1<sup>st</sup> buoy</content>", "the 1st buoy"),
    "footnote mark": ("<content>a term <sup>1</sup> of art</content>", "a term of art"),
    "mark inside a word's end": ("<content>lamps<ref class='footnoteRef'>1</ref>, buoys</content>", "lamps, buoys"),
    "quotation that ends inside": ("<content>Add: <quotedContent><p>“Red.”</p></quotedContent>; and</content>", "Add:\n“Red.”; and"),
    "unknown inline": ("<content>All <zork>red</zork> buoys.</content>", "All red buoys."),
    "unknown block": ("<content>All:</content><zork>Red.</zork>", "All:\nRed."),
    "columns": ("<content><layout><row><column>A</column><column>1</column></row></layout></content>", "A 1"),
    "heading with a dash": ("<heading>Other.—</heading><content>Words.</content>", "Other.—Words."),
    "words before a heading": ("<level>Words <heading>Red</heading><content>Buoys.</content></level>", "Words\nRed\nBuoys."),
    "footnote without a block": ("<content/><note type='footnote'/><content>Words.</content>", "Words."),
    "figure that begins a line": ("<content><sup>2</sup></content><content>Words.</content>", "Words."),
    "loose words": ("loose <content>Words.</content> more", "loose\nWords.\nmore"),
}


@pytest.mark.parametrize(("inside", "words"), WORDS.values(), ids=WORDS)
def test_words_read_as_they_are_printed(inside: str, words: str) -> None:
    document = read(subsections(f"<chapeau>Begin.</chapeau>{inside}"))
    assert told(document)[1:] == [("40 U.S.C. § 7001", "Lost buoys", f"Begin.\n{words}")]


NOTED = '<note type="footnote"><num>1</num> So printed.</note>'
FOOTNOTES = {
    "in the middle": (f"<content>Red{NOTED} buoys.</content>", ["Red buoys."]),
    "in a paragraph": (f"<content><p>Red{NOTED} buoys.</p><p>Black.</p></content>", ["Red buoys.\nBlack."]),
    "in a cell": (f"<content>A<h:table><h:tr><h:td>B{NOTED}</h:td><h:td>C</h:td></h:tr></h:table>D</content>", ["A\nB C\nD"]),
    "in an inline element": (f"<content><b>Red{NOTED}</b> buoys.</content>", ["Red buoys."]),
    "two": (f"<content>Red{NOTED} buoys{NOTED}.</content>", ["Red buoys."]),
    "behind the number": (f"<subsection><num value='b'>(b){NOTED}</num><heading> Red</heading><content>Buoys.</content></subsection>", ["(b) Red\nBuoys."]),
    "between number and words": (f"<subsection><num value='b'>(b)</num>{NOTED}<content> Buoys.</content></subsection>", ["(b) Buoys."]),
    "before the number": (f"<subsection>{NOTED}<num value='b'>(b)</num><content> Buoys.</content></subsection>", ["(b) Buoys."]),
    "of its own": (f"<content>Red.</content>{NOTED}<content>Black.</content>", ["Red.", "Black."]),
}


@pytest.mark.parametrize(("inside", "words"), FOOTNOTES.values(), ids=FOOTNOTES)
def test_a_footnote_stands_behind_the_block_that_it_is_a_note_to(inside: str, words: list[str]) -> None:
    document = read(subsections(inside))
    assert [text for _, _, text in told(document)[1:]] == words
    assert {text for reason, text in aside(document) if reason == "footnote"} == {"1 So printed."}


def test_groups_of_sections_have_the_places_that_can_be_cited() -> None:
    groups = """<notes><note><heading>Short Title</heading><p>Of the chapter.</p></note></notes>
    <part identifier="/us/usc/t40/ch71/ptA"><num value="A">PART A—</num><heading>RED</heading><note><heading>Scope</heading><p>Of the part.</p></note></part>
    <subchapter identifier="/us/usc/t40/ch71/schI"><num value="I">SUBCHAPTER I—</num><heading>BLACK</heading>
    <note><heading>Short Title</heading><p>Of the subchapter.</p></note><part><num value="A">Part A—</num><heading>DARK</heading>
    <note><p>Of the part of the subchapter.</p></note></part></subchapter>
    <subchapter><num value="II">SUBCHAPTER II—</num><heading>[RESERVED]</heading></subchapter>"""
    assert told(read(code(groups)))[1:] == [
        ("40 U.S.C. Chapter 71", "Short Title", "Of the chapter."),
        ("40 U.S.C. Chapter 71 Part A", "Scope", "Of the part."),
        ("40 U.S.C. Chapter 71", "SUBCHAPTER I: Short Title", "Of the subchapter."),
        ("40 U.S.C. Chapter 71", "SUBCHAPTER I, Part A", "Of the part of the subchapter."),
        ("40 U.S.C. Chapter 71", "SUBCHAPTER II—[RESERVED]", "SUBCHAPTER II—[RESERVED]"),
    ]


def test_a_place_that_goes_on_after_other_places_is_told_apart() -> None:
    words = (
        "<chapeau>Before.</chapeau>" + section("§ 7001.", "/us/usc/t40/s7001") + "<continuation>After.</continuation>" + section("§ 7002.", "") + "<p>Last.</p>"
    )
    chapter = [(heading, text) for place, heading, text in told(read(code(words))) if place == "40 U.S.C. Chapter 71"]
    assert chapter == [("BUOYS", "Before."), ("BUOYS (continued)", "After."), ("BUOYS (continued 2)", "Last.")]


def test_gaps_between_the_sections_of_the_code_are_noted() -> None:
    document = read(code(section("§§ 7001 to 7003.", "/us/usc/t40/s7001...7003") + section("§ 7004.", "/us/usc/t40/s7004") + section("§ 7007.", "")))
    assert document.notes[1:] == ("40 U.S.C. Chapter 71: the text has no 7005 to 7006",)


def test_an_appendix_holds_acts_and_rules_of_court() -> None:
    act = """<compiledAct><heading>OLD BUOY ACT</heading><chapter><num value="1">CHAPTER 1—</num><heading>ALL</heading>
    <section identifier="/us/usc/t40a/pl/57/901/s1"><num value="1">§ 1.</num><heading> Name</heading>
    <subsection identifier="/us/usc/t40a/pl/57/901/s1/a"><num value="a">(a)</num><content> A name.</content></subsection>
    <notes><note><heading>Repeal</heading><p>Gone.</p></note></notes></section></chapter></compiledAct>"""
    rules = """<courtRules identifier="/us/usc/t40a/courtRules/Buoy"><heading>BUOY RULES</heading>
    <courtRule identifier="/us/usc/t40a/courtRules/Buoy/rule4"><num value="4">Rule 4.</num><heading> Service</heading>
    <subsection><num value="a">(a)</num><content> Serve it.</content></subsection>
    <notes><note><heading>Committee Notes</heading><p>Noted.</p></note></notes></courtRule></courtRules>"""
    document = read(appendix(act + rules))
    assert document.source.citation == "40 U.S.C. app"
    assert told(document) == [
        ("40 U.S.C. app § 1(a)", "", "(a) A name."),
        ("40 U.S.C. app § 1", "Repeal", "Gone."),
        ("40 U.S.C. app", "Rule 4. Service", "(a) Serve it."),
        ("40 U.S.C. app", "BUOY RULES, Rule 4: Committee Notes", "Noted."),
    ]


def test_a_title_without_identifier_is_named_by_its_number() -> None:
    assert read(appendix("<p>Words.</p>", 'identifier=""')).source.citation == "40 U.S.C. app"
    with pytest.raises(ParseError, match="names no title of the US Code"):
        read(appendix("<p>Words.</p>", 'identifier=""').replace(b"<docNumber>40a</docNumber>", b""))


TITLES = {
    "capitals": ("THE HARBOUR AND ITS KEEPERS’ LAMPS", "Title 40, The Harbour and Its Keepers’ Lamps"),
    "brackets and dashes": ("HARBOURS (OLD)—SHIP-BUILDING", "Title 40, Harbours (Old)—Ship-Building"),
    "as a title already": ("Harbours of the North", "Title 40, Harbours of the North"),
}


@pytest.mark.parametrize(("heading", "title"), TITLES.values(), ids=TITLES)
def test_a_title_in_capitals_is_written_as_a_title(heading: str, title: str) -> None:
    assert read(code(heading=heading)).source.title == title


def test_an_act_is_told_as_enacted() -> None:
    document = read(law())
    assert told(document) == [
        ("Pub. L. 117-901", "Long title", "An Act\nTo light buoys."),
        ("Pub. L. 117-901, § 1", "SHORT TITLE.", "This Act may be cited as the “Buoy Act of 2022”."),
        ("Pub. L. 117-901, § 2(a)", "In General", "(a) In General.—Section 7001 of title 40 is amended—"),
        ("Pub. L. 117-901, § 2(a)(1)", "", "(1) by striking “lamp” and inserting:\n“(9) a lit buoy.”; and"),
        ("Pub. L. 117-901, § 2(a)(2)", "", "(2) by adding a moored lamp."),
    ]
    assert [(reason, text) for reason, text in aside(document) if reason != "heading"] == [
        ("preface", "Public Law"),
        ("preface", "117–901"),
        ("enacting formula", "Be it enacted,"),
        ("side note", "Deadline."),
        ("side note", "40 USC 7001 note."),
        ("side note", "40 USC 7001."),
        ("approval", "Approved March 4, 2022."),
        ("legislative history", "LEGISLATIVE HISTORY"),
        ("legislative history", "Passed in winter."),
    ]
    assert set(dict(document.omitted)) == {"metadata", "page number", "end mark"}


def test_an_acts_source_is_the_day_of_its_approval() -> None:
    source = read(law()).source
    assert (source.citation, source.title, source.aliases) == ("Pub. L. 117-901", "Buoy Act of 2022", ("Public Law 117-901",))
    assert (source.text_as_of, source.valid_from) == (date(2022, 3, 4), date(2022, 3, 4))
    assert source.url == "https://www.govinfo.gov/link/plaw/117/public/901?link-type=html"


APPROVALS = {
    "printed": (b"<approvedDate>2022-03-04</approvedDate>", b"", date(2022, 3, 4)),
    "not a day": (b"2022-03-04<", b"soon<", date(2022, 3, 4)),
}


@pytest.mark.parametrize(("old", "new", "day"), APPROVALS.values(), ids=APPROVALS)
def test_the_day_of_approval_is_found_in_the_metadata_or_as_printed(old: bytes, new: bytes, day: date) -> None:
    assert read(law().replace(old, new)).source.text_as_of == day


@pytest.mark.parametrize("day", [b"Nonsense 44, 2022", b"March 44, 2022", b"in spring"])
def test_an_act_that_names_no_day_has_the_day_of_the_file(day: bytes) -> None:
    source = read(law().replace(b"<approvedDate>2022-03-04</approvedDate>", b"").replace(b"March 4, 2022", day)).source
    assert (source.text_as_of, source.valid_from) == (make_origin().modified, None)


def test_a_private_law_is_called_so() -> None:
    assert told(read(law(cited="Private Law 117–3")))[1][0] == "Priv. L. 117-3, § 1"


def numbered(*numbers: str) -> str:
    return "".join(f'<section><num value="{n}">SEC. {n}. </num><content>Words.</content></section>' for n in numbers)


def test_an_act_as_enacted_has_no_gaps() -> None:
    with pytest.raises(CoverageError, match=r"harbour.xml.*number 3 is missing"):
        read(law(numbered("1", "2", "4")))


def contents(*numbers: str) -> str:
    items = "".join(f"<referenceItem><designator>Sec. {n}. </designator><label>Words.</label></referenceItem>" for n in numbers)
    return f"<section><num value='1'>SECTION 1. </num><content>The contents:<toc>{items}</toc></content></section>"


def test_a_number_that_an_act_itself_does_not_list_is_noted() -> None:
    document = read(law(contents("1", "2", "4") + numbered("2", "4")))
    assert document.notes == ("Pub. L. 117-901: the text has no 3",)
    with pytest.raises(CoverageError, match="number 3 is missing"):
        read(law(contents("1", "2", "3", "4") + numbered("2", "4")))


SERIES = {
    "one": (["1", "2", "3"], [["1", "2", "3"]]),
    "titles": (["1", "2", "101", "102", "201"], [["1", "2"], ["101", "102"], ["201"]]),
    "far": (["9", "75"], [["9"], ["75"]]),
    "gap": (["1", "4"], [["1", "4"]]),
    "none": ([], [[]]),
}


@pytest.mark.parametrize(("numbers", "runs"), SERIES.values(), ids=SERIES)
def test_an_act_counts_its_sections_in_series(numbers: list[str], runs: list[list[str]]) -> None:
    assert series(numbers) == runs


def test_sections_of_an_act_stand_in_titles_and_divisions() -> None:
    divisions = "".join(
        f'<division><num value="{d}">DIVISION {d}—</num><heading>{d} PART</heading><title><num value="I">TITLE I—</num><heading>ALL</heading>'
        f'<section identifier="/us/pl/117/901/d{d}/tI/s101"><num value="101">SEC. 101. </num><content>{d} words.</content></section>'
        f'<appropriations level="major"><heading>Lamp Office</heading><content>For lamps, $9.</content></appropriations></title></division>'
        for d in "AB"
    )
    document = read(law(divisions))
    assert told(document)[1:] == [
        ("Pub. L. 117-901, § 101", "", "A words."),
        ("Pub. L. 117-901", "Lamp Office", "For lamps, $9."),
        ("Pub. L. 117-901, § 101", "(place 2 of this number)", "B words."),
        ("Pub. L. 117-901", "Lamp Office (2)", "For lamps, $9."),
    ]
    assert document.provisions[-1].path == ("To light buoys.", "DIVISION B—B PART", "TITLE I—ALL")


def test_a_resolution_without_numbers_is_told_as_a_whole() -> None:
    parts = "<preamble><recital>Whereas lamps burn:</recital></preamble><resolvingClause>Resolved,</resolvingClause>"
    document = read(law(f'{parts}<section class="inline"><content> That lamps burn on.</content></section>'))
    assert told(document)[1:] == [
        ("Pub. L. 117-901, preamble", "Preamble", "Whereas lamps burn:"),
        ("Pub. L. 117-901", "", "That lamps burn on."),
    ]


def test_a_compilation_is_told_as_amended() -> None:
    document = read(COMPILATION)
    assert told(document) == [
        ("Pub. L. 57-901", "Editorial note", "[Section 1 was repealed.]"),
        ("Pub. L. 57-901, § 2", "old buoys", "Old buoys are red."),
        ("Pub. L. 57-901, § 2(b)", "", "(b) Older buoys are black."),
        ("Pub. L. 57-901, § 5", "", "* * *"),
    ]
    assert ("reference to the US Code", "[40 U.S.C. 7001]") in aside(document)
    assert document.notes == ("The publisher gives this text as amended through Public Law 117-901", "Pub. L. 57-901: the text has no 3 to 4")
    source = document.source
    assert (source.citation, source.title, source.text_as_of) == ("Pub. L. 57-901", "Old Buoy Act of 1902", date(2022, 3, 4))
    assert source.url == "https://www.govinfo.gov/content/pkg/COMPS-777"


def test_what_the_editors_say_of_repealed_sections_is_not_said_by_the_section_before_them() -> None:
    gone = "<elided>* * *</elided><editorialNote><b>[</b>Sections 3 and 4 were repealed by the Lamp Act.<b>]</b></editorialNote></subsection>"
    document = read(COMPILATION.replace(b"Older buoys are black.</content></subsection>", f"Older buoys are black.</content>{gone}".encode()))
    assert told(document)[2:4] == [
        ("Pub. L. 57-901, § 2(b)", "", "(b) Older buoys are black.\n* * *"),
        ("Pub. L. 57-901", "Editorial note (2)", "[Sections 3 and 4 were repealed by the Lamp Act.]"),
    ]


def test_a_remark_of_the_editors_inside_a_sentence_is_left_out_and_counted() -> None:
    document = read(COMPILATION.replace(b"Older buoys are", b"Older buoys <editorialNote>[sic]</editorialNote> are"))
    assert told(document)[2] == ("Pub. L. 57-901, § 2(b)", "", "(b) Older buoys are black.")
    assert dict(document.omitted)["editorial note"] == len("[sic]")


def test_a_compilation_older_than_public_law_numbers_is_cited_by_its_name() -> None:
    data = COMPILATION.replace(b"<citableAs>Public Law 57", b"<citableAs>Chapter 57").replace(b"777", b"x")
    document = read(data)
    assert told(document)[1][0] == "Old Buoy Act of 1902, § 2"
    assert document.source.url == "https://www.govinfo.gov/app/collection/comps"


def test_a_page_may_turn_anywhere() -> None:
    sections = """<section><num value="1">SEC. 1. </num><page>136 STAT. 7</page><heading>LAMPS.</heading><page>136 STAT. 8</page>
    <notes>loose<note><p>One.</p></note><page>136 STAT. 9</page></notes></section>"""
    assert told(read(law(sections)))[1:] == [("Pub. L. 117-901, § 1", "LAMPS.", "SEC. 1. LAMPS.\nloose"), ("Pub. L. 117-901, § 1", "", "One.")]


def test_a_bill_is_no_law() -> None:
    document = read(BILL)
    assert (document.source.kind, document.source.citation, document.source.text_as_of) == ("document", "119 HR 901 IH", date(2025, 5, 5))
    assert told(document) == [("119 HR 901 IH, § 1", "LAMPS.", "Lamps burn.")]


def test_a_name_that_would_be_read_as_a_place_is_not_a_work() -> None:
    assert told(read(BILL.replace(b"119 HR 901 IH<", b"Lamps, section 4<")))[0][0] == "harbour, § 1"


def test_a_unit_that_stands_twice_is_refused() -> None:
    with pytest.raises(ParseError, match="two units with the id 'g1'"):
        read(code(SECTION + SECTION))


def test_a_footnote_that_stands_twice_is_not() -> None:
    note = '<subsection><num value="{0}">({0})</num><content> X.<note type="footnote" id="fn1"><num>1</num> Y.</note></content></subsection>'
    assert len(told(read(subsections(note.format("a") + note.format("b"))))) == 3


SPANS = {
    "one": ("§ 7001.", "7001", ["7001"]),
    "range": ("§§ 1 to 4.", "1–4", ["1", "2", "3", "4"]),
    "range with letters": ("§§ 71 to 73a.", "71–73a", ["71", "72", "73a"]),
    "list": ("§§ 5, 6, 7.", "5–7", ["5", "6", "7"]),
    "list with a gap": ("§§ 5, 7, 8.", "5", ["5", "7", "8"]),
    "ranges": ("§§ 1 to 3, 4 to 6.", "1–6", ["1", "2", "3", "4", "5", "6"]),
    "ranges with a gap": ("§§ 1 to 3, 8 to 9.", "1–3", ["1", "2", "3", "8", "9"]),
    "neighbouring letters": ("§§ 43a, 43b.", "43a–43b", ["43a", "43b"]),
    "letters with a gap": ("§§ 43a, 43d.", "43a", ["43a", "43d"]),
    "nothing": ("§ X.", "", []),
}


@pytest.mark.parametrize(("text", "cited", "covered"), SPANS.values(), ids=SPANS)
def test_numbers_of_sections_are_read_as_spans(text: str, cited: str, covered: list[str]) -> None:
    spans = spans_of(text)
    assert (cited_number(spans), covered_numbers(spans)) == (cited, covered)


def damaged(data: bytes, seed: str) -> bytes:
    """Cut, flip, delete or double a random piece."""
    rng = random.Random(seed)
    at, length = rng.randrange(len(data)), rng.randint(1, 2000)
    flipped = bytearray(data)
    flipped[at] = rng.randrange(256)
    return rng.choice((data[:at], bytes(flipped), data[:at] + data[at + length :], data[: at + length] + data[at:]))


def hold_properties(document: Document) -> None:
    """What holds for every document: places can be read back, and ids of passages are unique."""
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)
    ids = [passage.id for passage in passages(document)]
    assert len(ids) == len(set(ids))


def is_told_whole_or_refused(data: bytes) -> bool:
    try:
        hold_properties(read(data))
    except ParseError:
        return False
    return True


def test_a_damaged_file_is_told_whole_or_refused() -> None:
    results = [is_told_whole_or_refused(damaged(data, f"{n} {len(data)}")) for data in (code(), law(), COMPILATION) for n in range(100)]
    assert {True, False} == set(results)


REAL = {"uslm_uscode_title27_OLRC_pl119-36.xml": 230, "uslm_comps_contract-disputes-act.xml": 3}


@pytest.mark.parametrize(("name", "provisions"), REAL.items(), ids=REAL)
def test_a_real_file_is_told_whole(shared: Path, name: str, provisions: int) -> None:
    data = (shared / "samples" / name).read_bytes()
    document = read(data)
    assert len(document.provisions) >= provisions
    assert read(data) == document
    hold_properties(document)
    results = [is_told_whole_or_refused(damaged(data, f"{name} {n}")) for n in range(100)]
    assert {True, False} == set(results)


def test_places_of_the_real_title(shared: Path) -> None:
    document = read((shared / "samples/uslm_uscode_title27_OLRC_pl119-36.xml").read_bytes())
    words = {(place, heading): text for place, heading, text in told(document)}
    assert words["27 U.S.C. § 122a(d)(4)(D)(i)", ""].startswith("(i) the parties to the action")
    assert words["27 U.S.C. § 1–5", "Repealed. Aug. 27, 1935, ch. 740, title I, § 1, 49 Stat. 872"].startswith("§§ 1 to 5. Repealed.")
    assert words["27 U.S.C. § 202", "General provisions"] == "(a) to (d) Omitted"
    assert words["27 U.S.C. § 122a note", "Impact Study"].startswith("Pub. L. 106–386")
    assert document.source.title == "Title 27, Intoxicating Liquors"


def test_a_raised_figure_that_its_footnote_follows_is_a_mark() -> None:
    inside = "<content>A lamp<sup>1</sup><footnote><num>1</num> So printed.</footnote> of 10<sup>2</sup> candles.</content>"
    document = read(subsections(inside))
    assert told(document)[-1][2] == "A lamp of 10² candles."
    assert ("footnote", "1 So printed.") in aside(document)
    assert ("footnote mark", 1) in document.omitted
