"""Formex: acts of the Official Journal and consolidated acts, each word at its article, point, recital or annex."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import CoverageError, ParseError
from ingest.parse_formex import parse_formex
from ingest.pinpoint import Pinpoint
from ingest.text import fold
from tests.factories import make_origin, make_source

NAME = "L_2031009EN.01000101.fmx.xml"
RECORD = (
    '<BIB.INSTANCE><DOCUMENT.REF FILE="L_2031009EN.01000101.doc.xml"><COLL>L</COLL><NO.OJ>9</NO.OJ><YEAR>2031</YEAR></DOCUMENT.REF>'
    '<DATE ISO="20310501">20310501</DATE><PAGE.FIRST>4</PAGE.FIRST>'
    '<NO.DOC FORMAT="YN" TYPE="OJ"><NO.CURRENT>7</NO.CURRENT><YEAR>2031</YEAR><COM>EU</COM></NO.DOC></BIB.INSTANCE>'
)
TITLE = (
    '<TITLE><TI><P><HT TYPE="UC">Regulation</HT> (EU) 2031/7 <HT TYPE="UC">of the Harbour Council</HT></P>'
    '<P>of <DATE ISO="20310501">1 May 2031</DATE></P><P>on harbour lamps (Harbour Lamps Act)<NOTE NOTE.ID="E0000"><P>A note.</P></NOTE></P></TI></TITLE>'
)


def act(terms: str, *, preamble: str = "", final: str = "", root: str = "ACT", record: str = RECORD, title: str = TITLE) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><{root}>{record}{title}{preamble}<ENACTING.TERMS>{terms}</ENACTING.TERMS>{final}</{root}>'.encode()


def read(data: bytes | str, name: str = NAME, **origin: object) -> Document:
    return parse_formex(data if isinstance(data, bytes) else data.encode(), make_origin(name, **origin))


def told(document: Document) -> list[tuple[str, str]]:
    """Every place of a document with its words; the work is left out."""
    work = document.source.citation
    return [(str(p.pinpoint).removeprefix(work).lstrip(", "), document.text[p.start : p.end]) for p in document.provisions]


def skipped(document: Document, reason: str) -> list[str]:
    return [document.text[start:end] for start, end, why in document.skipped if why == reason]


def article(number: str, words: str, heading: str = "") -> str:
    title = f"<STI.ART>{heading}</STI.ART>" if heading else ""
    return f"<ARTICLE><TI.ART>Article {number}</TI.ART>{title}<ALINEA>{words}</ALINEA></ARTICLE>"


PREAMBLE = """<PREAMBLE><PREAMBLE.INIT>THE HARBOUR COUNCIL,</PREAMBLE.INIT><GR.VISA><VISA>Having regard to the tides<NOTE NOTE.ID="E0001">
<P>Tide table, p. 3.</P></NOTE>,</VISA></GR.VISA>
<GR.CONSID><GR.CONSID.INIT>Whereas:</GR.CONSID.INIT><CONSID><NP><NO.P>(1)</NO.P><TXT>Lamps go out.</TXT><P>Ships then wait.</P></NP></CONSID>
<CONSID><NP><NO.P>(2)</NO.P><TXT>Keepers sleep:</TXT><P><LIST TYPE="alpha"><ITEM><NP><NO.P>(a)</NO.P>
<TXT>at noon.</TXT></NP></ITEM></LIST></P></NP></CONSID></GR.CONSID>
<PREAMBLE.FINAL>HAS ADOPTED THIS REGULATION:</PREAMBLE.FINAL></PREAMBLE>"""
TERMS = """<DIVISION><TITLE><TI><P>CHAPTER I</P></TI><STI><P>LAMPS</P></STI></TITLE>
<ARTICLE IDENTIFIER="001"><TI.ART>Article 1</TI.ART><STI.ART><P>Keepers</P></STI.ART>
<PARAG IDENTIFIER="001.001"><NO.PARAG>1.</NO.PARAG><ALINEA>A keeper lights the lamp.</ALINEA><ALINEA>He does so at dusk.</ALINEA></PARAG>
<PARAG IDENTIFIER="001.002"><NO.PARAG>2.</NO.PARAG><ALINEA><P>A keeper has:</P><LIST TYPE="alpha">
<ITEM><NP><NO.P>(a)</NO.P><TXT>a ladder of <FT TYPE="NUMBER">1200</FT> steps;</TXT></NP></ITEM>
<ITEM><NP><NO.P>(b)</NO.P><TXT>oil:</TXT><P><LIST TYPE="roman"><ITEM><NP><NO.P>(i)</NO.P>
<TXT>of whales;</TXT></NP></ITEM></LIST></P></NP></ITEM></LIST>
<P>A keeper may rest.</P></ALINEA></PARAG></ARTICLE>
<DIVISION><TITLE><TI><P>SECTION 1</P></TI></TITLE><ARTICLE IDENTIFIER="002"><TI.ART>Article 2</TI.ART>
<ALINEA><P>For this Regulation:</P><LIST TYPE="ARAB"><ITEM><NP><NO.P>(1)</NO.P><TXT>
<QUOT.START CODE="2018"/>lamp<QUOT.END CODE="2019"/> means a light:</TXT>
<P><LIST TYPE="DASH"><ITEM><P>with a wick,</P></ITEM><ITEM>
<P>without.</P></ITEM></LIST></P></NP></ITEM></LIST></ALINEA></ARTICLE></DIVISION></DIVISION>"""
FINAL = """<FINAL><P>This Regulation shall be binding.</P><SIGNATURE><PL.DATE>
<P>Done at the pier, <DATE ISO="20310501">1 May 2031</DATE>.</P></PL.DATE>
<SIGNATORY><P>The Harbour Master</P></SIGNATORY></SIGNATURE></FINAL>"""


def test_every_word_of_an_act_has_its_place() -> None:
    document = read(act(TERMS, preamble=PREAMBLE, final=FINAL))
    assert told(document) == [
        ("preamble", "THE HARBOUR COUNCIL,\nHaving regard to the tides,\nWhereas:"),
        ("recital 1", "(1) Lamps go out.\nShips then wait."),
        ("recital 2", "(2) Keepers sleep:"),
        ("recital 2(a)", "(a) at noon."),
        ("art 1(1)", "1. A keeper lights the lamp.\nHe does so at dusk."),
        ("art 1(2)", "2. A keeper has:"),
        ("art 1(2)(a)", "(a) a ladder of 1200 steps;"),
        ("art 1(2)(b)", "(b) oil:"),
        ("art 1(2)(b)(i)", "(i) of whales;"),
        ("art 1(2)", "A keeper may rest."),
        ("art 2", "For this Regulation:"),
        ("art 2(1)", "(1) ‘lamp’ means a light:\n— with a wick,\n— without."),
    ]
    assert skipped(document, "enacting formula") == ["HAS ADOPTED THIS REGULATION:"]
    assert skipped(document, "final formula and signature") == ["This Regulation shall be binding.", "Done at the pier, 1 May 2031.", "The Harbour Master"]
    assert skipped(document, "footnote") == ["A note.", "Tide table, p. 3."]
    assert dict(document.omitted)["record of the file"] > 0


def test_headings_stand_above_what_they_head() -> None:
    document = read(act(TERMS))
    title = document.source.title
    assert {(str(p.pinpoint)[24:], p.heading, p.path) for p in document.provisions if p.pinpoint.locators[-1].subs == ("1",)} == {
        ("art 1(1)", "Keepers", (title, "CHAPTER I LAMPS")),
        ("art 2(1)", "", (title, "CHAPTER I LAMPS", "SECTION 1")),
    }
    assert skipped(document, "heading")[3:8] == ["CHAPTER I", "LAMPS", "Article 1", "Keepers", "SECTION 1"]


def test_the_source_is_the_act_of_the_record() -> None:
    source = read(act(TERMS)).source
    assert (source.citation, source.short, source.kind, source.jurisdiction) == ("Regulation (EU) 2031/7", "Harbour Lamps Act", "regulation", "EU")
    assert source.title == "Regulation (EU) 2031/7 of the Harbour Council of 1 May 2031 on harbour lamps (Harbour Lamps Act)"
    assert source.url == "https://eur-lex.europa.eu/eli/reg/2031/7/oj"
    assert source.aliases == ("Harbour Lamps Act", "2031/7", "32031R0007")
    assert (source.text_as_of, source.valid_from, source.valid_to) == (date(2031, 5, 1), None, None)
    assert (source.publisher, source.licence) == (
        "Publications Office of the European Union, EUR-Lex",
        "EU, reuse under Decision 2011/833/EU (CC BY 4.0)",
    )


def test_a_listed_source_keeps_its_own_names() -> None:
    known = make_source(id="eu-lamps", citation="Regulation (EU) 2031/7", title="Lamps", short="the lamps law", jurisdiction="EU")
    source = read(act(TERMS), known=known).source
    assert (source.id, source.title, source.form, source.text_as_of) == ("eu-lamps", "Lamps", "official", date(2031, 5, 1))


def title(words: str) -> str:
    return f"<TITLE><TI><P>{words}</P></TI></TITLE>"


NAMES: dict[str, tuple[bytes, str]] = {
    "its own title": (act(article("1", "Lamps."), title=title("Council Directive 98/5/EC on lamps"), record=""), "Directive 98/5/EC"),
    "the record where the title has no number": (act(article("1", "This Decision is on lamps."), title=title("On lamps")), "Decision (EU) 2031/7"),
    "the record with the kind of the title": (act(article("1", "Lamps."), title=title("Directive on lamps")), "Directive (EU) 2031/7"),
    "a number and year in the old order": (
        act(article("1", "Lamps."), title=title("Council Regulation on lamps"), record=RECORD.replace('"YN"', '"NY"').replace("2031", "2004")),
        "Regulation (EU) No 7/2004",
    ),
    "the kind of the record": (
        act(article("1", "Lamps."), title=title("On lamps"), record=f'{RECORD}<FAM.COMP LEG.VAL="DIR"/>'),
        "Directive (EU) 2031/7",
    ),
    "a number that is none": (act(article("1", "This Directive."), title=title("On lamps"), record=RECORD.replace(">7<", ">x<")), "Regulation (EU) 2031/9"),
    "a title in another language": (act(article("1", "Lampen."), title=title("Verordnung (EU) 2031/7 über Lampen")), "Regulation (EU) 2031/7"),
    "the name of the file": (act(article("1", "Lamps."), title=title("On lamps"), record=""), "Regulation (EU) 2031/9"),
    "the year of the record": (
        act(article("1", "Lamps."), title=title("Regulation No 3 on lamps"), record="<NO.CELEX>31958R0003</NO.CELEX>"),
        "Regulation No 3",
    ),
}


@pytest.mark.parametrize(("data", "citation"), NAMES.values(), ids=NAMES)
def test_an_act_is_named_by(data: bytes, citation: str) -> None:
    assert read(data, name="32031R0009.xml").source.citation == citation


def test_an_act_that_nothing_names_is_named_by_its_journal() -> None:
    record = RECORD.partition("<NO.DOC")[0] + "</BIB.INSTANCE>"
    assert read(act(article("1", "Lamps."), title=title("On lamps"), record=record)).source.citation == "OJ L 9 (2031) p. 4"
    assert read(act(article("1", "Lamps."), title=title("On lamps"), record=""), name="lamps.xml").source.citation == "On lamps"


CONSOLIDATED = f"""<CONS.ACT><INFO.CONSLEG CONSLEG.REF="2002L0098" START.DATE="20091219" END.DATE="{{end}}" LEG.VAL="DIR"/><CONS.DOC>
<BIB.INSTANCE><DATE ISO="20091219">20091219</DATE></BIB.INSTANCE>
<FAM.COMP LEG.VAL="DIR"><BIB.DATA><NO.CELEX>302L0098</NO.CELEX>{title("Directive 2002/98/EC on lamps<NOTE><P>See lamps.</P></NOTE>")}</BIB.DATA>
<GR.MOD.ACT><MOD.ACT><BIB.DATA><NO.CELEX>306L0024</NO.CELEX>{title("Directive 2006/24/EC on buoys")}</BIB.DATA></MOD.ACT></GR.MOD.ACT></FAM.COMP>
{title("Directive 2002/98/EC on lamps")}<PREAMBLE><PREAMBLE.INIT/><PREAMBLE.FINAL/></PREAMBLE>
<ENACTING.TERMS>
{article("1", "Lamps <?CLG.MDFO ID='O1'?>burn<?CLG.MDFC ID='C1'?> on.")}{article("4a", "►M2 Buoys ◄ float.")}</ENACTING.TERMS></CONS.DOC></CONS.ACT>"""


def test_a_consolidated_act_is_the_act_as_it_is_on_its_day() -> None:
    document = read(CONSOLIDATED.format(end="99999999"))
    assert told(document) == [("art 1", "Lamps burn on."), ("art 4a", "Buoys float.")]
    assert dict(document.omitted)["mark of an amendment"] == 4
    source = document.source
    assert (source.citation, source.kind) == ("Directive 2002/98/EC", "statute")
    assert (source.text_as_of, source.valid_from, source.valid_to) == (date(2009, 12, 19), date(2009, 12, 19), None)
    assert source.url == "https://eur-lex.europa.eu/eli/dir/2002/98/2009-12-19"
    assert document.notes == ("articles: the text has no 2 to 3",)


def test_a_consolidation_that_was_followed_by_another_ends() -> None:
    assert read(CONSOLIDATED.format(end="20101231")).source.valid_to == date(2010, 12, 31)


def test_a_missing_article_of_an_act_as_enacted_is_an_error() -> None:
    with pytest.raises(CoverageError, match="articles: number 2 is missing"):
        read(act(article("1", "Lamps.") + article("3", "Buoys.")))


def test_missing_paragraphs_and_recitals_are_noted() -> None:
    terms = "<ARTICLE><TI.ART>Article 1</TI.ART>" + "".join(f"<PARAG><NO.PARAG>{n}.</NO.PARAG><ALINEA>Lamp.</ALINEA></PARAG>" for n in (1, 3))
    preamble = PREAMBLE.replace("(2)", "(4)")
    assert read(act(f"{terms}</ARTICLE>", preamble=preamble)).notes == (
        "recitals: the text has no 2 to 3",
        "Regulation (EU) 2031/7, art 1: the text has no 2",
    )


QUOTED = """<ARTICLE><TI.ART>Article 1</TI.ART><ALINEA><P>The Buoys Act is amended:</P><LIST TYPE="ARAB"><ITEM><NP><NO.P>(1)</NO.P>
<TXT>this is inserted:</TXT>
<P><QUOT.S LEVEL="1"><ARTICLE IDENTIFIER="005A"><TI.ART><QUOT.START CODE="2018"/>Article 5a</TI.ART><STI.ART>Red buoys</STI.ART>
<PARAG><NO.PARAG>1.</NO.PARAG><ALINEA><P>A red buoy:</P><LIST TYPE="DASH"><ITEM><P>floats<QUOT.END CODE="2019"/></P></ITEM></LIST></ALINEA></PARAG>
</ARTICLE></QUOT.S>;</P>
</NP></ITEM></LIST></ALINEA></ARTICLE>"""


def test_quoted_articles_belong_to_the_article_that_quotes_them() -> None:
    assert told(read(act(QUOTED + article("2", "It is in force.")))) == [
        ("art 1", "The Buoys Act is amended:"),
        ("art 1(1)", "(1) this is inserted:\n‘Article 5a\nRed buoys\n1. A red buoy:\n— floats’\n;"),
        ("art 2", "It is in force."),
    ]


def test_a_number_that_comes_again_is_told_apart() -> None:
    points = "<P>{}</P><LIST TYPE='alpha'><ITEM><NP><NO.P>(a)</NO.P><TXT>{}</TXT></NP></ITEM></LIST>"
    terms = f"<ARTICLE><TI.ART>Article 1</TI.ART><ALINEA>{points.format('First:', 'red')}</ALINEA><ALINEA>{points.format('Then:', 'green')}</ALINEA></ARTICLE>"
    document = read(act(terms))
    assert told(document) == [("art 1", "First:"), ("art 1(a)", "(a) red"), ("art 1", "Then:"), ("art 1(a)", "(a) green")]
    assert [p.heading for p in document.provisions] == ["", "", "", "(place 2 of this number)"]
    assert document.notes == ("Regulation (EU) 2031/7, art 1(a) is the number of more than one place in this text",)


ANNEX_BODY = """<CONTENTS><P>These are lamps:</P><NP><NO.P>1.</NO.P><TXT>red lamps</TXT><P><LIST TYPE="alpha"><ITEM><NP><NO.P>(a)</NO.P>
<TXT>dark</TXT></NP></ITEM></LIST></P></NP>
<GR.SEQ LEVEL="1"><TITLE><TI><P>PART A</P></TI></TITLE><P>Of Part A.</P><NP><NO.P>1.</NO.P><TXT>blue lamps</TXT></NP></GR.SEQ>
<GR.SEQ LEVEL="1"><TITLE><TI><NP><NO.P>B.</NO.P><TXT>Buoys</TXT></NP></TI></TITLE><GR.SEQ LEVEL="2"><TITLE><TI><NP><NO.P>2.1.</NO.P>
<TXT>Bells</TXT></NP></TI></TITLE><P>Ring.</P></GR.SEQ></GR.SEQ>
<GR.SEQ LEVEL="1"><NO.GR.SEQ>C.</NO.GR.SEQ><P>Without a title.</P></GR.SEQ>
<TBL><TITLE><TI><P>Lamps by year</P></TI></TITLE><GR.NOTES><NOTE><P>Counted at night.</P></NOTE></GR.NOTES><CORPUS><ROW><CELL>Year</CELL>
<CELL>Lamps</CELL></ROW><ROW><CELL><P>2030</P></CELL><CELL><IE/></CELL></ROW></CORPUS></TBL>
<DLIST><DLIST.ITEM><TERM>LHA</TERM><DEFINITION><P>Lamps and Harbours Act</P></DEFINITION></DLIST.ITEM></DLIST></CONTENTS>"""
IN_ANNEX = [
    ("annex II", "These are lamps:"),
    ("annex II para 1", "1. red lamps"),
    ("annex II para 1(a)", "(a) dark"),
    ("annex II Part A", "Of Part A."),
    ("annex II Part A para 1", "1. blue lamps"),
    ("annex II Part B para 2.1", "Ring."),
    ("annex II Part C", "C. Without a title."),
    ("annex II", "Year Lamps\n2030\nLHA Lamps and Harbours Act"),
]


def test_annexes_have_their_own_places() -> None:
    annex = f"<CONS.ANNEX><TITLE><TI><P>ANNEX II</P></TI><STI><P>LAMPS</P></STI></TITLE>{ANNEX_BODY}</CONS.ANNEX>"
    document = read(act(article("1", "Lamps."), final=annex, root="CONS.DOC"))
    assert told(document)[1:] == IN_ANNEX
    bells = document.provisions[6]
    assert (bells.heading, bells.path[1:]) == ("2.1. Bells", ("ANNEX II LAMPS", "B. Buoys"))


def test_an_annex_in_a_file_of_its_own_is_of_its_act() -> None:
    record = RECORD.replace("<COM>EU</COM>", "")
    document = read(f"<ANNEX>{record}<TITLE><TI><P>ANNEX II</P><P>Lamps of this Directive</P></TI></TITLE>{ANNEX_BODY}</ANNEX>")
    assert document.source.citation == "Directive (EU) 2031/7"
    assert told(document) == IN_ANNEX


def test_articles_of_an_annex_are_not_articles_of_the_act() -> None:
    statutes = f"<ANNEX><TITLE><TI><P>ANNEX</P></TI></TITLE><CONTENTS>{article('1', 'The port.')}{article('3', 'The pier.')}</CONTENTS></ANNEX>"
    document = read(act(article("1", "Lamps."), final=f"<FINAL><P>It is binding.</P>{statutes}</FINAL>"))
    assert told(document) == [("art 1", "Lamps."), ("annex art 1", "The port."), ("annex art 3", "The pier.")]
    assert skipped(document, "final formula and signature") == ["It is binding."]
    assert document.notes == ("Regulation (EU) 2031/7, annex, articles: the text has no 2",)


OTHERS: dict[str, tuple[str, str, str, list[tuple[str, str]]]] = {
    "an agreement": (
        f"<AGR>{title('AGREEMENT between the ports')}<ENACTING.TERMS>{article('1', 'Peace.')}</ENACTING.TERMS></AGR>",
        "AGREEMENT between the ports",
        "treaty",
        [("art 1", "Peace.")],
    ),
    "a corrigendum": (
        f"<CORR>{title('Corrigendum to Regulation (EU) 2031/7')}<CONTENTS><CORRECTION><DESCRIPTION><P>On page 3:</P></DESCRIPTION>"
        "<OLD.CORR><P>for: lamp,</P></OLD.CORR><NEW.CORR><P>read: lamps.</P></NEW.CORR></CORRECTION></CONTENTS></CORR>",
        "Corrigendum to Regulation (EU) 2031/7",
        "document",
        [("", "On page 3:\nfor: lamp,\nread: lamps.")],
    ),
    "a notice": (
        f"<GENERAL>{title('Notice on lamps, section 5')}<CONTENTS><GR.SEQ>"
        "<TITLE><TI><NP><NO.P>1.</NO.P><TXT>Lamps</TXT></NP></TI></TITLE><P>They burn.</P></GR.SEQ></CONTENTS></GENERAL>",
        "Notice on lamps - section 5",
        "document",
        [("para 1", "They burn.")],
    ),
    "a long title": (
        f"<GENERAL>{title('Notice ' * 40)}<CONTENTS><P>Lamps.</P></CONTENTS></GENERAL>",
        "L 2031009EN",
        "document",
        [("", "Lamps.")],
    ),
}


@pytest.mark.parametrize(("data", "citation", "kind", "places"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_act_is_read_too(data: str, citation: str, kind: str, places: list[tuple[str, str]]) -> None:
    document = read(data, label="L 2031009EN")
    assert (document.source.citation, document.source.kind) == (citation, kind)
    assert told(document) == places
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)


def test_a_manifest_names_the_file_to_take_instead() -> None:
    manifest = "<DOC><BIB.DOC/><FMX>{}</FMX></DOC>"
    with pytest.raises(ParseError, match=r"holds no text; take the file that it names instead: lamps\.fmx\.xml$"):
        read(manifest.format('<REF.PHYS FILE="lamps.fmx.xml" TYPE="DOC.XML"/>'))
    with pytest.raises(ParseError, match=r"5\.xml and further ones"):
        read(manifest.format("".join(f'<REF.PHYS FILE="{n}.xml"/>' for n in range(1, 8))))
    with pytest.raises(ParseError, match="none is named"):
        read(manifest.format(""))


LENIENT: dict[str, tuple[str, list[str]]] = {
    "an unknown element among words": ("A <SIGNAL>red</SIGNAL> lamp.", ["A red lamp."]),
    "unknown elements alone": ("<SIGNAL>A red lamp.</SIGNAL><SIGNAL>A bell.</SIGNAL>", ["A red lamp.\nA bell."]),
    "an unknown element with blocks": ("Lamps: <SIGNAL><P>red</P><P>green</P></SIGNAL>", ["Lamps:\nred\ngreen"]),
    "words where none belong": (
        "<LIST>stray<ITEM>words<NP>here<NO.P>(a)</NO.P>and<TXT>there</TXT></NP></ITEM></LIST>",
        ["stray\nwords", "here\n(a) and\nthere"],
    ),
    "a footnote between blocks": ("<P>Lamps</P><NOTE><P>Tables.</P><P>More.</P></NOTE><P>burn.</P>", ["Lamps\nburn."]),
    "a quotation mark between blocks": ("<P>Lamps</P><QUOT.END CODE='201D'/><P>burn.</P>", ["Lamps\n”\nburn."]),
    "a quotation mark without a code": ("<QUOT.START/>Lamps<QUOT.END/>", ["‘Lamps’"]),
    "a code that is no mark": ("<QUOT.START CODE='D800'/>Lamps<QUOT.END CODE='lamp'/>", ["Lamps"]),
    "two numbers": ("<NP><NO.P>(a)</NO.P><NO.P>(b)</NO.P><TXT>lamps</TXT></NP>", ["(a) (b) lamps"]),
    "a bracketed footnote": ("Lamps (<NOTE><P>Tables.</P></NOTE>) burn.", ["Lamps () burn."]),
    "a longer label": ("<NP><NO.P>(first lamp)</NO.P><TXT>burns</TXT></NP>", ["(first lamp) burns"]),
    "indices": ("CO<HT TYPE='SUB'>2</HT> of lamps", ["CO2 of lamps"]),
}


@pytest.mark.parametrize(("words", "texts"), LENIENT.values(), ids=LENIENT)
def test_no_word_is_lost_whatever_stands_where(words: str, texts: list[str]) -> None:
    assert [text for _, text in told(read(act(article("1", words))))] == texts


def test_a_number_without_words_is_kept_beside_the_places() -> None:
    terms = "<NP><NO.P>1.</NO.P><P><LIST><ITEM><NP><NO.P>(a)</NO.P><TXT>red</TXT></NP></ITEM></LIST></P></NP>"
    document = read(act(article("1", terms)))
    assert told(document) == [("art 1(1)(a)", "(a) red")]
    assert skipped(document, "number of a point without words of its own") == ["1."]


TITLES_OF_ARTICLES = {
    "words instead of a number": ('<ARTICLE IDENTIFIER="001"><TI.ART>Sole Lamp</TI.ART><ALINEA>Burns.</ALINEA></ARTICLE>', "art 1"),
    "another alphabet": ('<ARTICLE IDENTIFIER="004A"><TI.ART>Член 4а</TI.ART><ALINEA>Burns.</ALINEA></ARTICLE>', "art 4a"),
    "no number anywhere": ("<ARTICLE><TI.ART>The lamp</TI.ART><ALINEA>Burns.</ALINEA></ARTICLE>", ""),
    "a title after a comment": ("<ARTICLE><COMMENT><P>Light</P></COMMENT><TI.ART>Article 4</TI.ART><ALINEA>Burns.</ALINEA></ARTICLE>", "art 4"),
}


@pytest.mark.parametrize(("terms", "place"), TITLES_OF_ARTICLES.values(), ids=TITLES_OF_ARTICLES)
def test_an_article_is_found_by_its_structure(terms: str, place: str) -> None:
    assert told(read(act(terms)))[-1] == (place, "Burns.")


def test_recitals_without_numbers_are_the_preamble() -> None:
    recitals = "<CONSID><P>Whereas lamps burn;</P></CONSID><CONSID><NO.P>(1)</NO.P><P>Buoys float.</P></CONSID><CONSID><P>And ring.</P></CONSID>"
    preamble = f"<PREAMBLE><GR.CONSID>{recitals}</GR.CONSID></PREAMBLE>"
    document = read(act(article("1", "Lamps."), preamble=preamble))
    assert told(document)[:3] == [("preamble", "Whereas lamps burn;"), ("recital 1", "(1) Buoys float."), ("preamble", "And ring.")]
    assert document.provisions[2].heading == "(place 2 of this number)"


def test_a_file_without_words_is_refused() -> None:
    with pytest.raises(CoverageError, match="holds no text"):
        read(act(""))


def test_points_as_deep_as_the_limit_are_read() -> None:
    deep = "<P>" * 80 + "Lamps." + "</P>" * 80
    assert told(read(act(article("1", deep)))) == [("art 1", "Lamps.")]


# -- real files, where they are at hand

REAL: dict[str, tuple[str, int, int]] = {
    "corpus/eu-dsa-2022-2065/L_2022277EN.01000101.fmx.xml": ("Regulation (EU) 2022/2065", 93, 156),
    "corpus/eu-gdpr-2016-679/gdpr.fmx.xml": ("Regulation (EU) 2016/679", 99, 173),
    "corpus/eu-gdpr-2016-679/gdpr-cons-2016.fmx.xml": ("Regulation (EU) 2016/679", 99, 0),
    "corpus/eu-eprivacy-2002-58/eprivacy-cons-2009.fmx.xml": ("Directive 2002/58/EC", 23, 49),
    "samples/formex_cons_32011L0083.fmx.xml": ("Directive 2011/83/EU", 36, 0),
}


def real(name: str) -> bytes:
    path = Path(__file__).resolve().parents[2] / "shared" / name
    if not path.is_file():
        pytest.skip(f"needs ../shared/{name}")
    return path.read_bytes()


def numbers(document: Document, unit: str) -> list[str]:
    first = [p.pinpoint.locators[0] for p in document.provisions if p.pinpoint.locators]
    return list(dict.fromkeys(locator.number for locator in first if locator.unit == unit))


@pytest.mark.parametrize(("name", "citation", "articles", "recitals"), [(n, *rest) for n, rest in REAL.items()], ids=REAL)
def test_real_acts_are_read_whole(name: str, citation: str, articles: int, recitals: int) -> None:
    data = real(name)
    document = read(data, name=Path(name).name)
    assert document.source.citation == citation
    assert (len(numbers(document, "art")), len(numbers(document, "recital"))) == (articles, recitals)
    assert numbers(document, "recital") == [str(n) for n in range(1, recitals + 1)]
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)
    ids = [passage.id for passage in passages(document)]
    assert len(set(ids)) == len(ids)
    assert read(data, name=Path(name).name) == document
    assert not re.search("[►▼◄]", document.text)


def test_a_real_manifest_is_refused() -> None:
    with pytest.raises(ParseError, match=r"take the file that it names instead: L_2022277EN\.01000101\.xml"):
        read(real("corpus/eu-dsa-2022-2065/L_2022277EN.01000101.doc.fmx.xml"))


def test_a_real_consolidation_says_what_the_act_says() -> None:
    """The two texts of one act differ where a corrigendum changed it, and nowhere else."""
    first, second = (
        {str(p.pinpoint): fold(d.text[p.start : p.end]).text for p in d.provisions if p.pinpoint.locators[0].unit == "art"}
        for d in (read(real(f"corpus/eu-gdpr-2016-679/{name}.fmx.xml")) for name in ("gdpr", "gdpr-cons-2016"))
    )
    assert first.keys() == second.keys()
    changed = {place.partition("art ")[2].partition("(")[0] for place in first if first[place] != second[place]}
    assert changed == {"37", "41", "42", "43", "57", "64", "65", "69", "70"}


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def drop(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 2001) :]


def double(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[: start + chance.randrange(1, 2001)] + data[start:]


DAMAGES: list[Callable[[bytes, random.Random], bytes]] = [cut, flip, drop, double]


def damaged(data: bytes, times: int) -> list[bytes]:
    """The same hundred damages each time."""
    chance = random.Random(20310501)
    return [chance.choice(DAMAGES)(data, chance) for _ in range(times)]


def whole(document: Document) -> bool:
    """Every character that is no blank is in a provision or in what was skipped, in order."""
    spans = sorted([(p.start, p.end) for p in document.provisions] + [(start, end) for start, end, _ in document.skipped])
    gaps = [document.text[end:start] for (_, end), (start, _) in pairwise([(0, 0), *spans, (len(document.text), len(document.text))])]
    return not "".join(gaps).strip()


def test_an_invented_act_that_is_damaged_is_read_whole_or_refused() -> None:
    data = act(TERMS + QUOTED.replace("Article 1<", "Article 3<"), preamble=PREAMBLE, final=FINAL)
    for changed in damaged(data, 300):
        try:
            assert whole(read(changed))
        except ParseError as error:
            assert error.source == NAME  # noqa: PT017


def test_a_real_act_that_is_damaged_is_read_whole_or_refused() -> None:
    for changed in damaged(real("corpus/eu-eprivacy-2002-58/eprivacy-cons-2009.fmx.xml"), 100):
        try:
            assert whole(read(changed))
        except ParseError as error:
            assert error.source == NAME  # noqa: PT017
