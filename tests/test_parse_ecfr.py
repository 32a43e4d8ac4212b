"""eCFR files: paragraphs get the level that their sequence proves, and the level above where it proves none."""

from __future__ import annotations

import random
import re
from datetime import date
from pathlib import Path

import pytest

from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import ParseError
from ingest.formats import parse_file
from ingest.parse_ecfr import parse_ecfr
from ingest.parse_ecfr_levels import Item, Lead, kinds, places
from ingest.parse_ecfr_walk import section_number
from ingest.pinpoint import Pinpoint
from tests.factories import make_origin

PART = """<DIV5 N="7" NODE="51:1.0.1.1.7" TYPE="PART"><HEAD>PART 7—BUOYS
</HEAD><AUTH><HED>Authority:</HED><PSPACE>40 U.S.C. 7001.
</PSPACE></AUTH><SOURCE><HED>Source:</HED><PSPACE>9 FR 9, unless otherwise noted.</PSPACE></SOURCE>
{}
</DIV5>"""


def title(inside: str) -> bytes:
    """Return GPO's file of an invented title with this in its part 7."""
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<DLPSTEXTCLASS><HEADER><FILEDESC><TITLESTMT><TITLE>Title 51: Harbours</TITLE></TITLESTMT><IDNO TYPE="title">51</IDNO></FILEDESC></HEADER>
<TEXT><BODY><ECFRBRWS><AMDDATE>Dec. 2, 2025(fm)
</AMDDATE>
<DIV1 N="3" NODE="51:3" TYPE="TITLE"><HEAD>Title 51—Harbours--Volume 3</HEAD>
<CFRTOC><PTHD>Part</PTHD><CHAPTI><SUBJECT>chapter i—Harbour Office</SUBJECT><PG>1</PG></CHAPTI></CFRTOC>
<DIV3 N="I" NODE="51:1.0.1" TYPE="CHAPTER"><HEAD> CHAPTER I—HARBOUR OFFICE</HEAD>
<DIV4 N="A" NODE="51:1.0.1.1" TYPE="SUBCHAP"><HEAD>SUBCHAPTER A—BUOYS</HEAD>
{PART.format(inside)}
</DIV4></DIV3></DIV1></ECFRBRWS></BODY></TEXT></DLPSTEXTCLASS>""".encode()


def section(inside: str, number: str = "§ 7.1", heading: str = "Lost buoys.") -> bytes:
    """Return the invented title with one section that holds this."""
    return title(f'<DIV8 N="{number}" NODE="51:1.0.1.1.7.0.1.1" TYPE="SECTION"><HEAD>{number}   {heading}</HEAD>{inside}</DIV8>')


def read(data: bytes) -> Document:
    return parse_ecfr(data, make_origin("cfr.xml"))


def told(document: Document) -> list[tuple[str, str, str]]:
    """(pinpoint, heading, words) of each provision."""
    return [(str(p.pinpoint), p.heading, document.text[p.start : p.end]) for p in document.provisions]


def in_section(inside: str) -> list[tuple[str, str, str]]:
    """(levels, heading, words) of each provision of a section."""
    return [(place.removeprefix("51 C.F.R. § 7.1"), heading, words) for place, heading, words in told(read(section(inside))) if "§" in place]


def test_a_title_is_told_place_by_place() -> None:
    document = read(
        section("""<P>The keeper shall—
</P><P>(a) <I>Look.</I> Look for the buoy:
</P><P>(1) By day; and
</P><P>(2) By night.
</P><FP>Both count.
</FP><P>(b) Tell the pilot.
</P><CITA TYPE="N">[9 FR 9, Jan. 9, 1944]</CITA>""")
    )
    assert told(document) == [
        ("51 C.F.R. Part 7", "Authority", "Authority: 40 U.S.C. 7001."),
        ("51 C.F.R. Part 7", "Source", "Source: 9 FR 9, unless otherwise noted."),
        ("51 C.F.R. § 7.1", "Lost buoys", "The keeper shall—"),
        ("51 C.F.R. § 7.1(a)", "Look", "(a) Look. Look for the buoy:"),
        ("51 C.F.R. § 7.1(a)(1)", "", "(1) By day; and"),
        ("51 C.F.R. § 7.1(a)(2)", "", "(2) By night."),
        ("51 C.F.R. § 7.1(a)", "Look", "Both count."),
        ("51 C.F.R. § 7.1(b)", "", "(b) Tell the pilot."),
    ]
    assert document.provisions[4].path == (
        "C.F.R. Title 51, Harbours",
        "CHAPTER I—HARBOUR OFFICE",
        "SUBCHAPTER A—BUOYS",
        "PART 7—BUOYS",
        "§ 7.1 Lost buoys.",
        "(a) Look",
    )
    assert [(reason, document.text[start:end]) for start, end, reason in document.skipped if reason != "heading"] == [
        ("table of contents", "Part"),
        ("table of contents", "chapter i—Harbour Office"),
        ("table of contents", "1"),
        ("source note", "[9 FR 9, Jan. 9, 1944]"),
    ]
    assert set(dict(document.omitted)) == {"file header", "metadata"}


def test_the_source_is_the_title_as_of_its_latest_amendment() -> None:
    source = read(section("<P>Words.</P>")).source
    assert (source.citation, source.title, source.kind, source.jurisdiction) == ("51 C.F.R.", "C.F.R. Title 51, Harbours", "regulation", "US")
    assert (source.url, source.text_as_of) == ("https://www.ecfr.gov/current/title-51", date(2025, 12, 2))


@pytest.mark.parametrize("printed", [b"Dec. 44, 2025", b"Xyz. 2, 2025", b"soon"])
def test_a_file_without_a_day_has_the_day_of_the_file(printed: bytes) -> None:
    assert read(section("<P>Words.</P>").replace(b"Dec. 2, 2025", printed)).source.text_as_of == make_origin().modified


def test_the_file_is_found_by_its_root_element() -> None:
    assert parse_file(title("<P>Words.</P>"), make_origin("cfr.xml"), "cfr.xml") == read(title("<P>Words.</P>"))


def newer(inside: str, described: str = '{"path":"/on/2025-12-03/title-51/chapter-I/part-7","citation":"51 CFR Part 7"}') -> bytes:
    """Return the part as ecfr.gov gives it."""
    described = described.replace('"', "&quot;")
    return f'<DIV5 N="7" TYPE="PART" hierarchy_metadata="{described}"><HEAD>PART 7—BUOYS</HEAD>{inside}</DIV5>'.encode()


PARTS = {
    "path": (newer('<DIV8 N="7.1" TYPE="SECTION"><HEAD>§ 7.1 Lamps.</HEAD><P>(a) Burn.</P></DIV8>'), "51 C.F.R. § 7.1(a)", date(2025, 12, 3)),
    "citation alone": (newer("<P>Words.</P>", '{"citation":"51 CFR Part 7"}'), "51 C.F.R. Part 7", make_origin().modified),
    "day outside the calendar": (newer("<P>Words.</P>", '{"path":"/on/2025-19-99/title-51/part-7"}'), "51 C.F.R. Part 7", make_origin().modified),
}


@pytest.mark.parametrize(("data", "place", "day"), PARTS.values(), ids=PARTS)
def test_a_part_alone_is_told_with_the_number_of_its_title(data: bytes, place: str, day: date) -> None:
    document = read(data)
    assert told(document)[-1][0] == place
    source = document.source
    assert (source.citation, source.title, source.text_as_of) == ("51 C.F.R. Part 7", "C.F.R. Title 51, PART 7—BUOYS", day)
    assert source.url == "https://www.ecfr.gov/current/title-51/part-7"


def test_a_title_is_named_by_its_heading_where_nothing_else_names_it() -> None:
    assert read(b'<ECFR><DIV1 N="1" TYPE="TITLE"><HEAD>Title 51 - Harbours</HEAD><P>Words.</P></DIV1></ECFR>').source.citation == "51 C.F.R."
    with pytest.raises(ParseError, match=r"names no title of the C\.F\.R\."):
        read(b"<ECFR><P>Words.</P></ECFR>")


def spelled(spec: str) -> list[Item]:
    """Read "(a) *(1) ?(i) D P": designations, in italics, behind a heading, a defined term, a plain paragraph."""
    items = []
    for word in spec.split():
        found = re.findall(r"(\??)(\*?)\(([^).]+)(?:\.\.([^)]+))?\)", word)
        leads = tuple(Lead(token, bool(italic), last, 2 if skip else None) for skip, italic, token, last in found)
        items.append(Item(leads, defines=word == "D"))
    return items


LEVELS = {
    "letters": ("P (a) (b) (c) P", "- a b c -"),
    "two levels": ("(a) (1) (2) (b) (1)", "a a1 a2 b b1"),
    "six levels": ("(a)(1) (i) (A) *(1) *(i) *(ii) *(2) (B) (ii) (2) (b)", "a,a1 a1i a1iA a1iA1 a1iA1i a1iA1ii a1iA2 a1iB a1ii a2 b"),
    "italics lost": ("(a)(1)(i) (A) (1) (i) (2) (B) (ii)", "a,a1,a1i a1iA a1iA1 a1iA1i a1iA2 a1iB a1ii"),
    "italics added": ("(a) *(1) *(2) (b)", "a a1 a2 b"),
    "letter i": ("(a) (b) (c) (d) (e) (f) (g) (h) (i) (j)", "a b c d e f g h i j"),
    "letter i after a list": ("(a) (b) (c) (d) (e) (f) (g) (h) (1) (2) (i) (j)", "a b c d e f g h h1 h2 i j"),
    "numeral i in a list": ("(a) (b) (c) (d) (e) (f) (g) (h) (1) (i) (ii) (2) (i) (ii)", "a b c d e f g h h1 h1i h1ii h2 h2i h2ii"),
    "i that nothing decides": ("(a) (b) (c) (d) (e) (f) (g) (h) (1) (i)", "a b c d e f g h h1 -"),
    "numerals below a letter": ("(h) (i) (ii)", "- - -"),
    "numerals below h": ("(a) (b) (c) (d) (e) (f) (g) (h) (i) (ii) (i) (j)", "a b c d e f g h hi hii i j"),
    "v after iv": ("(a)(1) (i) (ii) (iii) (iv) (v) (vi) (2)", "a,a1 a1i a1ii a1iii a1iv a1v a1vi a2"),
    "numbers at the top": ("(1) (2) (i) (ii) (3)", "1 2 2i 2ii 3"),
    "capitals at the top": ("(A) (B) (1) (2) (C)", "A B B1 B2 C"),
    "inserted": ("(a) (a-1) (b) (1) (1-1) (2)", "a a-1 b b1 b1-1 b2"),
    "a number left out": ("(a) (b) (d) (e)", "a b d e"),
    "doubled letters": (
        "(a) (b) (c) (d) (e) (f) (g) (h) (i) (j) (k) (l) (m) (n) (o) (p) (q) (r) (s) (t) (u) (v) (w) (x) (y) (z) (aa) (bb)",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z aa bb",
    ),
    "the same number twice": ("(a) (b) (b) (1) (c)", "a - - - c"),
    "a second list": ("(a) (1) (b) (c) P (a) (b)", "- - - c - - -"),
    "a list that does not begin": ("(c) (1) (d)", "- - -"),
    "range": ("(a) (b..d) (e) (1) (2..3) (f)", "a - e e1 e f"),
    "heading, then the next level": ("(a)?(1) (2) (b)", "a,a1 a2 b"),
    "words between numbers of one list": ("(a) (1) P (2) P (b) P (c) P", "a a1 a1 a2 a b b c -"),
    "words between a level and its list": ("(a) P (1) (2)", "a a a1 a2"),
    "terms": ("P D (1) (2) D (1) (i) D", "- - - - - - - -"),
    "terms below a letter": ("(a) D (1) (2) D (i) (b) (1) (c)", "a a a a a a b b1 c"),
    "nothing": ("P P", "- -"),
}


@pytest.mark.parametrize(("spec", "expected"), LEVELS.values(), ids=LEVELS)
def test_a_paragraph_is_put_at_the_level_that_its_sequence_proves(spec: str, expected: str) -> None:
    found = [",".join("".join(path) or "-" for path in paths) for paths in places(spelled(spec))]
    assert " ".join(found) == expected


KINDS = {
    "a": (("a", 1),),
    "i": (("a", 9), ("i", 1)),
    "ii": (("a", 35), ("i", 2)),
    "iv": (("i", 4),),
    "xl": (("i", 40),),
    "bb": (("a", 28),),
    "12": (("1", 12),),
    "C": (("A", 3), ("I", 100)),
    "VI": (("I", 6),),
    "and": (),
    "a1": (),
    "": (),
}


@pytest.mark.parametrize(("token", "found"), KINDS.items())
def test_a_designation_can_be_a_letter_a_number_or_a_numeral(token: str, found: tuple[tuple[str, int], ...]) -> None:
    expected = tuple((kind, count) for kind, count in found if (kind, count) != ("I", 100))
    assert kinds(token) == expected


HEADS = {
    "two at once": ("<P>(a)(1) Look.</P><P>(2) Tell.</P>", [("(a)(1)", "", "(a)(1) Look."), ("(a)(2)", "", "(2) Tell.")]),
    "italic heading, then a level": (
        "<P>(a) <I>Look.</I> (1) By day.</P><P>(2) By night.</P>",
        [("(a)", "Look", "(a) Look."), ("(a)(1)", "", "(1) By day."), ("(a)(2)", "", "(2) By night.")],
    ),
    "headings in a row": (
        "<P>(a) <I>Look</I>—(1) <I>Day.</I> (i) At noon.</P><P>(ii) At one.</P>",
        [("(a)", "Look", "(a) Look—"), ("(a)(1)", "Day", "(1) Day."), ("(a)(1)(i)", "", "(i) At noon."), ("(a)(1)(ii)", "", "(ii) At one.")],
    ),
    "plain heading that the next paragraph bears out": (
        "<P>(a) Look. (1) By day.</P><P>(2) By night.</P>",
        [("(a)", "", "(a) Look."), ("(a)(1)", "", "(1) By day."), ("(a)(2)", "", "(2) By night.")],
    ),
    "plain heading that nothing bears out": ("<P>(a) Look. (1) By day.</P><P>(b) Tell.</P>", [("(a)", "", "(a) Look. (1) By day."), ("(b)", "", "(b) Tell.")]),
    "italic words of a sentence": ("<P>(a) <I>Buoys</I> are red.</P>", [("(a)", "", "(a) Buoys are red.")]),
    "list inside a sentence": (
        "<P>(a) Look (1) by day and (2) by night.</P><P>(b) Tell.</P>",
        [("(a)", "", "(a) Look (1) by day and (2) by night."), ("(b)", "", "(b) Tell.")],
    ),
    "italic designation": (
        "<P>(a)(1)(i)(A) Look.</P><P>(<I>1</I>) By day.</P><P>(<E T='03'>2</E>) By night.</P>",
        [("(a)(1)(i)(A)", "", "(a)(1)(i)(A) Look."), ("(a)(1)(i)(A)(1)", "", "(1) By day."), ("(a)(1)(i)(A)(2)", "", "(2) By night.")],
    ),
    "wholly italic designation": ("<P><I>(a) Look.</I> Now.</P>", [("(a)", "Look", "(a) Look. Now.")]),
    "reserved range": (
        "<P>(a) Look.</P><P>(b)-(d) [Reserved]</P><P>(e) Tell.</P>",
        [("(a)", "", "(a) Look."), ("", "Lost buoys", "(b)-(d) [Reserved]"), ("(e)", "", "(e) Tell.")],
    ),
    "two levels behind a dash": ("<P>(a)—(1) Look.</P><P>(2) Tell.</P>", [("(a)(1)", "", "(a)—(1) Look."), ("(a)(2)", "", "(2) Tell.")]),
    "no designation": ("<P>(see part 9) Look.</P><P>(2025) Tell.</P>", [("", "Lost buoys", "(see part 9) Look.\n(2025) Tell.")]),
    "the same number twice": ("<P>(a) One.</P><P>(a) Two.</P><P>(b) Three.</P>", [("", "Lost buoys", "(a) One.\n(a) Two."), ("(b)", "", "(b) Three.")]),
    "words behind the last": ("<P>(a) Look.</P><P>Go.</P>", [("(a)", "", "(a) Look."), ("", "Lost buoys", "Go.")]),
}


@pytest.mark.parametrize(("inside", "expected"), HEADS.values(), ids=HEADS)
def test_designations_are_read_at_the_head_of_a_paragraph(inside: str, expected: list[tuple[str, str, str]]) -> None:
    assert in_section(inside) == expected


def test_defined_terms_are_told_by_their_names() -> None:
    inside = """<P>In this part:</P><P><I>Buoy</I> means a float:</P><P>(1) Red; or</P><P>(2) Black.</P><TABLE><TR><TD>Red</TD></TR></TABLE>
    <P><I>Lamp</I> (old) means a light.</P><P>Keeper means a person.</P><P>“Pilot” has the meaning of old.</P><P>Each keeper must include a lamp.</P>
    <P>(a) Look for:</P><P><I>Net</I> means a mesh.</P><P>(1) A mesh.</P><P>(b) Tell.</P>"""
    assert in_section(inside) == [
        ("", "Lost buoys", "In this part:"),
        ("", "Buoy", "Buoy means a float:\n(1) Red; or\n(2) Black.\nRed"),
        ("", "Lamp", "Lamp (old) means a light."),
        ("", "Keeper", "Keeper means a person."),
        ("", "Pilot", "“Pilot” has the meaning of old."),
        ("", "Lost buoys", "Each keeper must include a lamp.\n(a) Look for:"),
        ("", "Net", "Net means a mesh.\n(1) A mesh."),
        ("", "Lost buoys", "(b) Tell."),
    ]


def test_terms_below_a_level_stay_at_that_level() -> None:
    inside = "<P>(a) <I>Terms.</I> In this part:</P><P><I>Buoy</I> means:</P><P>(1) Red.</P><P>More.</P><P>(b) Tell.</P>"
    assert in_section(inside) == [
        ("(a)", "Terms", "(a) Terms. In this part:"),
        ("(a)", "Buoy", "Buoy means:\n(1) Red."),
        ("(a)", "Terms", "More."),
        ("(b)", "", "(b) Tell."),
    ]


BLOCKS = {
    "extract": (
        "<P>(a) Say:</P><EXTRACT><P>(b) Quoted.</P><FP-DASH>NAME:</FP-DASH></EXTRACT><P>(b) Go.</P>",
        [("(a)", "", "(a) Say:\n(b) Quoted.\nNAME:"), ("(b)", "", "(b) Go.")],
    ),
    "table": (
        "<P>(a) See:</P><DIV><DIV><TABLE><TR><TH>Day</TH><TH>Lamp</TH></TR><TR><TD>1</TD><TD><P>Red</P><P>Lit</P></TD></TR></TABLE></DIV></DIV><P>(b) Go.</P>",
        [("(a)", "", "(a) See:\nDay Lamp\n1 Red Lit"), ("(b)", "", "(b) Go.")],
    ),
    "GPO's table": (
        "<P>See:</P><GPOTABLE><BOXHD><CHED H='1'>Day</CHED></BOXHD><ROW><ENT>1</ENT><ENT>Red</ENT></ROW></GPOTABLE>",
        [("", "Lost buoys", "See:\nDay\n1 Red")],
    ),
    "example": ("<P>Look.</P><EXAMPLE><HED>Example 1.</HED><PSPACE>A red buoy.</PSPACE></EXAMPLE>", [("", "Lost buoys", "Look.\nExample 1. A red buoy.")]),
    "note": (
        "<P>(a) Look.</P><NOTE><HED>Note to paragraph (a):</HED><P>Or not.</P></NOTE><P>(b) Go.</P>",
        [("(a)", "", "(a) Look."), ("", "Note to paragraph (a)", "Note to paragraph (a): Or not."), ("(b)", "", "(b) Go.")],
    ),
    "note without a name": ("<P>Look.</P><EDNOTE><P>Printed so.</P></EDNOTE>", [("", "Lost buoys", "Look."), ("", "Note", "Printed so.")]),
    "heading inside": ("<P>(a) Look.</P><HD1>Lamps</HD1><P>(b) Go.</P>", [("(a)", "", "(a) Look."), ("(b)", "", "(b) Go.")]),
    "unknown": (
        "<P>(a) Look.</P><ZORK>Strange <Q>words</Q> here.</ZORK><P>(b) Go.</P>",
        [("(a)", "", "(a) Look.\nStrange words here."), ("(b)", "", "(b) Go.")],
    ),
    "words without an element": (
        "loose<P>(a) Look.</P>words<P>(b) Go.</P>",
        [("", "Lost buoys", "loose"), ("(a)", "", "(a) Look.\nwords"), ("(b)", "", "(b) Go.")],
    ),
}


@pytest.mark.parametrize(("inside", "expected"), BLOCKS.values(), ids=BLOCKS)
def test_what_is_no_paragraph_belongs_to_the_place_around_it(inside: str, expected: list[tuple[str, str, str]]) -> None:
    assert in_section(inside) == expected


WORDS = {
    "small capitals": ("<P>The <E T='04'>Harbour Gazette,</E> daily.</P>", "The Harbour Gazette, daily."),
    "fraction": ("<P>About 8\n<FR>1/2</FR> feet.</P>", "About 8 1/2 feet."),
    "exponent": ("<P>10\n<SU>2</SU> m<E T='51'>3</E></P>", "10² m³"),
    "exponent in a numbered paragraph": ("<P>(a) 10\n<SU>2</SU> feet.</P>", "(a) 10² feet."),
    "lower sign": ("<P>CO<E T='52'>2</E> rises.</P>", "CO2 rises."),
    "footnote mark": ("<P>(a) Look. \n<SU>1</SU>\n<FTREF/> Go.</P>", "(a) Look. Go."),
    "footnote mark at the end": ("<P>(a) Look.<SU>1</SU><FTREF/></P>", "(a) Look."),
    "footnote mark behind a designation": ("<P>(a)<SU>1</SU><FTREF/> <I>Look.</I>(1)<SU>2</SU><FTREF/> Go.</P><P>(b) End.</P>", "(a) Look.|(1) Go.|(b) End."),
    "footnote mark in plain words": ("<P>Look.<SU>1</SU><FTREF/> Go.</P>", "Look. Go."),
    "link to a graphic": ("<P>See <img src='x'/>.<a href='y'>View or download PDF</a></P>", "See ."),
    "number of a graphic": ("<P>See:<MATH><MID>ER01.001</MID></MATH></P>", "See:"),
    "break": ("<P>Red<br/>buoys.</P>", "Red buoys."),
    "block inside a paragraph": ("<P>(a) Red<STARS>* * *</STARS>buoys.</P>", "(a) Red * * * buoys."),
}


@pytest.mark.parametrize(("inside", "words"), WORDS.values(), ids=WORDS)
def test_words_read_as_they_are_printed(inside: str, words: str) -> None:
    assert [text for _, _, text in in_section(inside)] == words.split("|")


def test_a_footnote_is_told_by_its_number() -> None:
    inside = "<P>Look.\n<SU>1</SU><FTREF/></P><FTNT><P>\n<SU>1</SU> Or not.</P></FTNT><FTNT><P>*Never.</P></FTNT>"
    assert in_section(inside)[1:] == [("", "Footnote 1", "¹ Or not."), ("", "Footnote", "*Never.")]


NUMBERS = {
    "§ 7.1 Lamps.": "7.1",
    "§ 7.1a Lamps.": "7.1a",
    "§ 101-7.49 Lamps.": "101-7.49",
    "§ 52.204-1 Lamps.": "52.204-1",
    "§§ 7.5-7.9 [Reserved]": "7.5–7.9",
    "§§ 7.5—7.9 [Reserved]": "7.5–7.9",
    "§§ 7.5 to 7.9 [Reserved]": "7.5–7.9",
    "§§ 101-7.49—101-7.51 [Reserved]": "101-7.49–101-7.51",
    "§§ 7.5, 7.6 [Reserved]": "7.5–7.6",
    "§§ 7.5 and 7.9 [Reserved]": "7.5",
    "§§ 52.204-1 [Reserved]": "52.204-1",
    "Section 01 [Reserved]": "01",
    "§ 1.263(a)-3 Lamps.": "",
    "Lamps.": "",
}


@pytest.mark.parametrize(("heading", "number"), NUMBERS.items())
def test_a_sections_number_is_read_from_its_heading(heading: str, number: str) -> None:
    assert section_number(heading) == number


DIVISIONS = {
    "reserved section": ('<DIV8 N="§ 7.2" TYPE="SECTION"><HEAD>§ 7.2 [Reserved]</HEAD></DIV8>', "§ 7.2", "[Reserved]", "§ 7.2 [Reserved]"),
    "reserved sections": ('<DIV8 N="7.2-7.4" TYPE="SECTION"><HEAD>§§ 7.2-7.4 [Reserved]</HEAD></DIV8>', "§ 7.2–7.4", "[Reserved]", "§§ 7.2-7.4 [Reserved]"),
    "number in the attribute alone": ('<DIV8 N="§ 7.2" TYPE="SECTION"><HEAD>Lamps.</HEAD><P>Burn.</P></DIV8>', "§ 7.2", "Lamps", "Burn."),
    "number with brackets": (
        '<DIV8 N="§ 7.263(a)-3" TYPE="SECTION"><HEAD>§ 7.263(a)-3 Lamps.</HEAD><P>(a) Burn.</P></DIV8>',
        "Part 7",
        "§ 7.263(a)-3 Lamps.",
        "(a) Burn.",
    ),
    "number without its part": ('<DIV8 N="01" TYPE="SECTION"><HEAD>Section 01 Lamps.</HEAD><P>Burn.</P></DIV8>', "Part 7", "Section 01 Lamps.", "Burn."),
    "no heading": ('<DIV8 N="§ 7.2" TYPE="SECTION"><P>Burn.</P></DIV8>', "§ 7.2", "", "Burn."),
    "empty": ('<DIV8 N="§ 7.2" TYPE="SECTION"/><P>Burn.</P>', "Part 7", "BUOYS", "Burn."),
    "by its element": ('<DIV8 N="§ 7.2"><HEAD>§ 7.2 Lamps.</HEAD><P>Burn.</P></DIV8>', "§ 7.2", "Lamps", "Burn."),
    "subpart": (
        '<DIV6 N="B" TYPE="SUBPART"><HEAD>Subpart B—Lamps</HEAD><AUTH><HED>Authority:</HED><PSPACE>A law.</PSPACE></AUTH></DIV6>',
        "Part 7",
        "Subpart B: Authority",
        "Authority: A law.",
    ),
    "words of a group": ('<DIV7 N="9" TYPE="SUBJGRP"><HEAD>Red Lamps</HEAD><P>Burn.</P></DIV7>', "Part 7", "Red Lamps", "Burn."),
    "appendix": (
        '<DIV9 N="Appendix A to Part 7" TYPE="APPENDIX"><HEAD>Appendix A to Part 7—Lamps</HEAD><P>1. Burn.</P></DIV9>',
        "Part 7 app A",
        "Appendix A to Part 7—Lamps",
        "1. Burn.",
    ),
    "only appendix": (
        '<DIV9 N="Appendix to" TYPE="APPENDIX"><HEAD>Appendix to Part 7—Lamps</HEAD><P>Burn.</P></DIV9>',
        "Part 7 app",
        "Appendix to Part 7—Lamps",
        "Burn.",
    ),
    "table as an appendix": ('<DIV9 N="Table 1" TYPE="APPENDIX"><HEAD>Table 1 to Part 7</HEAD><P>Burn.</P></DIV9>', "Part 7", "Table 1 to Part 7", "Burn."),
    "reserved parts": ('<DIV5 N="8-12" TYPE="PART"><HEAD>PARTS 8-12 [RESERVED]</HEAD></DIV5>', "Part 8–12", "PARTS 8-12 [RESERVED]", "PARTS 8-12 [RESERVED]"),
    "chapter": ('<DIV3 N="IV" TYPE="CHAPTER"><HEAD>CHAPTER IV—LAMPS</HEAD><P>Burn.</P></DIV3>', "Chapter IV", "LAMPS", "Burn."),
    "section in a section": (
        '<DIV8 N="§ 7.2"><HEAD>§ 7.2 Lamps.</HEAD><DIV8 N="§ 7.3"><HEAD>§ 7.3 Nets.</HEAD><P>Dry.</P></DIV8></DIV8>',
        "§ 7.3",
        "Nets",
        "Dry.",
    ),
}


@pytest.mark.parametrize(("inside", "place", "heading", "words"), DIVISIONS.values(), ids=DIVISIONS)
def test_a_division_has_the_place_that_can_be_cited(inside: str, place: str, heading: str, words: str) -> None:
    assert told(read(title(inside)))[-1] == (f"51 C.F.R. {place}", heading, words)


def test_an_appendix_is_told_under_its_headings() -> None:
    inside = "<HD1>I. Red</HD1><P>One.</P><HD2>A. Lit</HD2><P>Two.</P><HD1>II. Black</HD1><P>Three.</P>"
    document = read(title(f'<DIV9 N="Appendix B" TYPE="APPENDIX"><HEAD>Appendix B to Part 7—Lamps</HEAD>{inside}</DIV9>'))
    assert {str(p.pinpoint) for p in document.provisions[2:]} == {"51 C.F.R. Part 7 app B"}
    above = "Appendix B to Part 7—Lamps"
    assert [p.path[-3:] for p in document.provisions[2:]] == [
        ("PART 7—BUOYS", above, "I. Red"),
        (above, "I. Red", "A. Lit"),
        ("PART 7—BUOYS", above, "II. Black"),
    ]


def test_a_division_that_stands_twice_is_refused() -> None:
    twice = '<DIV8 N="§ 7.2" NODE="51:9" TYPE="SECTION"><HEAD>§ 7.2 Lamps.</HEAD><P>Burn.</P></DIV8>'
    with pytest.raises(ParseError, match="DIV8 '51:9' twice"):
        read(title(twice + twice))


def test_a_section_that_the_code_itself_numbers_twice_is_told_apart() -> None:
    twice = '<DIV8 N="§ 7.2" TYPE="SECTION"><HEAD>§ 7.2 {}.</HEAD><P>(a) Burn.</P></DIV8>'
    document = read(title(twice.format("Lamps") + twice.format("Nets")))
    assert told(document)[2:] == [("51 C.F.R. § 7.2(a)", "", "(a) Burn."), ("51 C.F.R. § 7.2(a)", "(place 2 of this number)", "(a) Burn.")]
    assert "51 C.F.R. § 7.2 is the number of more than one place in this text" in document.notes


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
    data = section("<P>Words.</P>" + "".join(f"<P>({letter}) Words of {letter}.</P>" for letter in "abcdefghij") * 9)
    results = [is_told_whole_or_refused(damaged(data, str(n))) for n in range(100)]
    assert {True, False} == set(results)


def test_the_real_title_is_told_whole(shared: Path) -> None:
    data = (shared / "samples/gpo_ECFR-title1.xml").read_bytes()
    document = read(data)
    assert len(document.provisions) >= 1600
    assert read(data) == document
    hold_properties(document)
    results = [is_told_whole_or_refused(damaged(data, f"real {n}")) for n in range(100)]
    assert {True, False} == set(results)


def test_places_of_the_real_title(shared: Path) -> None:
    document = read((shared / "samples/gpo_ECFR-title1.xml").read_bytes())
    words = {(place, heading): text for place, heading, text in told(document)}
    assert words["1 C.F.R. § 2.2(b)(2)", ""].startswith("(2) An officer of the Department of Justice")
    assert words["1 C.F.R. § 16.1(a)", ""].startswith("The same person may be designated")
    assert words["1 C.F.R. § 457.150(b)(1)", "General"].startswith("(1) General. The agency may comply")
    assert words["1 C.F.R. § 1.1", "Filing"].startswith("Filing means making a document available")
    assert "Monday Wednesday Thursday" in words["1 C.F.R. § 17.2(c)", ""]
    assert words["1 C.F.R. § 457.104–457.109", "[Reserved]"] == "§§ 457.104-457.109 [Reserved]"
    assert (document.source.title, document.source.text_as_of) == ("C.F.R. Title 1, General Provisions", date(2022, 12, 29))


@pytest.mark.parametrize(
    ("paragraphs", "found"),
    [
        (
            ["(a) <I>General.</I> (1) The keeper lights. (2) The keeper counts.", "(3) He rests.", "(b) End."],
            [
                ("(a)", "(a) General."),
                ("(a)(1)", "(1) The keeper lights."),
                ("(a)(2)", "(2) The keeper counts."),
                ("(a)(3)", "(3) He rests."),
                ("(b)", "(b) End."),
            ],
        ),
        (
            ["(a) The keeper shall: (1) light the lamp; and (2) count the buoys.", "(b) End."],
            [("(a)", "(a) The keeper shall:"), ("(a)(1)", "(1) light the lamp; and"), ("(a)(2)", "(2) count the buoys."), ("(b)", "(b) End.")],
        ),
        (
            ["(a) The keeper, when asked: (1) lights the lamp.", "(b) End."],  # nothing bears out that a list begins in (a)
            [("(a)", "(a) The keeper, when asked: (1) lights the lamp."), ("(b)", "(b) End.")],
        ),
        (
            ["(1) Under sec. (2) he rests; (2) of this section says so, or (2), (3) or (2) and (3).", "(2) End."],
            [("(1)", "(1) Under sec. (2) he rests; (2) of this section says so, or (2), (3) or (2) and (3)."), ("(2)", "(2) End.")],
        ),
        (
            ["(a) He lights. (b) He counts; (c) he rests.", "(d) End."],
            [("(a)", "(a) He lights."), ("(b)", "(b) He counts;"), ("(c)", "(c) he rests."), ("(d)", "(d) End.")],
        ),
        (
            ["(a) He lights. (b) He counts.", "(b) End.", "(c) After."],  # (b) begins its own paragraph, so that the first was a reference
            [("(a)", "(a) He lights. (b) He counts."), ("(b)", "(b) End."), ("(c)", "(c) After.")],
        ),
    ],
)
def test_designations_in_the_middle_of_a_paragraph(paragraphs: list[str], found: list[tuple[str, str]]) -> None:
    assert [(place, words) for place, _, words in in_section("".join(f"<P>{words}</P>" for words in paragraphs))] == found


def test_a_flush_paragraph_stands_at_the_level_that_is_certain() -> None:
    letters = "".join(f"<P>({letter}) Buoy {letter}.</P>" for letter in "abcdefghij")
    flush = "<FP>Flush words.</FP>"
    assert in_section(f"{letters}{flush}<P>(k) End.</P>")[-2:] == [("(j)", "", "(j) Buoy j.\nFlush words."), ("(k)", "", "(k) End.")]
    assert in_section(letters + flush)[-2:] == [("(j)", "", "(j) Buoy j."), ("", "Lost buoys", "Flush words.")]
    listed = letters.replace("Buoy j.", "He counts—") + "<P>(1) buoys;</P><P>(2) lamps;</P>"
    assert in_section(f"{listed}{flush}<P>(k) End.</P>")[-2:] == [("(j)", "", "Flush words."), ("(k)", "", "(k) End.")]


def test_a_part_without_its_title_is_refused_with_what_is_missing() -> None:
    with pytest.raises(
        ParseError, match=r"cfr\.xml \(line 1\): names no title of the C\.F\.R\.: its DIV5 \(N='7'\) has no NODE.*obtain the part or title as XML"
    ):
        read(b'<DIV5 N="7" TYPE="PART"><HEAD>PART 7</HEAD><P>Lit.</P></DIV5>')
