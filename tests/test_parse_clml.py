"""CLML, the format of legislation.gov.uk: an invented harbour law as that site would ship it."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import CoverageError, ParseError
from ingest.parse_clml import parse_clml
from ingest.pinpoint import Pinpoint
from tests.conftest import ROOT
from tests.factories import make_origin

SAMPLES = ROOT.parent / "shared" / "samples"
NAMESPACES = (
    'xmlns="http://www.legislation.gov.uk/namespaces/legislation" xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dct="http://purl.org/dc/terms/" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:m="http://www.w3.org/1998/Math/MathML"'
)
ACT = "UnitedKingdomPublicGeneralAct"
SI = "UnitedKingdomStatutoryInstrument"


def metadata(
    title: str = "Buoys Act 2021",
    main: str = ACT,
    category: str = "primary",
    status: str = "revised",
    year: str = "2021",
    number: str = "42",
    minor: str = "",
    more: str = "<dc:modified>2026-04-09</dc:modified><dct:valid>2026-04-06</dct:valid>",
) -> str:
    kind = f'<ukm:DocumentMinorType Value="{minor}"/>' if minor else ""
    return (
        f"<ukm:Metadata><dc:title>{title}</dc:title>{more}<ukm:PrimaryMetadata><ukm:DocumentClassification>"
        f'<ukm:DocumentCategory Value="{category}"/><ukm:DocumentMainType Value="{main}"/><ukm:DocumentStatus Value="{status}"/>{kind}'
        f'</ukm:DocumentClassification><ukm:Year Value="{year}"/><ukm:Number Value="{number}"/></ukm:PrimaryMetadata></ukm:Metadata>'
    )


def law(content: str, meta: str | None = None, address: str = "ukpga/2021/42", attributes: str = "", wrapper: str = "Primary", end: str = "") -> bytes:
    uri = f'IdURI="http://www.legislation.gov.uk/id/{address}"' if address else ""
    head = metadata() if meta is None else meta
    return f"<Legislation {NAMESPACES} {uri} {attributes}>{head}<{wrapper}>{content}</{wrapper}>{end}</Legislation>".encode()


def instrument(content: str, minor: str = "regulation", status: str = "revised", title: str = "The Lamps Regulations 2026", more: str = "") -> bytes:
    meta = metadata(title, SI, "secondary", status, "2026", "268", minor, more)
    return law(content, meta, "uksi/2026/268", wrapper="Secondary")


def read(data: bytes) -> Document:
    return parse_clml(data, make_origin("law.xml"))


def told(document: Document) -> list[tuple[str, str]]:
    """Each provision's place within the work, and its words."""
    work = document.source.citation
    return [(str(p.pinpoint).removeprefix(work).removeprefix(", "), document.text[p.start : p.end]) for p in document.provisions]


def headed(document: Document) -> list[tuple[str, str]]:
    work = document.source.citation
    return [(str(p.pinpoint).removeprefix(work).removeprefix(", "), p.heading) for p in document.provisions]


def skipped(document: Document) -> list[tuple[str, str]]:
    return [(document.text[start:end], reason) for start, end, reason in document.skipped]


def section(number: str, words: str, title: str = "", attributes: str = "") -> str:
    unit = f"<P1><Pnumber>{number}</Pnumber><P1para>{words}</P1para></P1>"
    return f"<P1group {attributes}><Title>{title}</Title>{unit}</P1group>" if title or attributes else unit


def p2(number: str, words: str) -> str:
    return f"<P2><Pnumber>{number}</Pnumber><P2para>{words}</P2para></P2>"


def p3(number: str, words: str) -> str:
    return f"<P3><Pnumber>{number}</Pnumber><P3para>{words}</P3para></P3>"


def text(words: str) -> str:
    return f"<Text>{words}</Text>"


LAMPS = section("1", p2("1", text("A keeper must—") + p3("a", text("light the lamp, and")) + p3("b", text("trim it,")) + text("before dusk.")), "Lamps")


# Places and words


def test_sections_subsections_and_paragraphs_are_places_with_their_printed_numbers() -> None:
    document = read(law(f"<Body>{LAMPS}{section('2', text('A buoy is red.'), 'Buoys')}</Body>"))
    assert told(document) == [
        ("s 1(1)", "1 (1) A keeper must—"),
        ("s 1(1)(a)", "(a) light the lamp, and"),
        ("s 1(1)(b)", "(b) trim it,"),
        ("s 1(1)", "before dusk."),
        ("s 2", "2 A buoy is red."),
    ]
    assert {p.heading for p in document.provisions} == {"Lamps", "Buoys"}
    assert skipped(document) == [("Lamps", "heading"), ("Buoys", "heading")]


def test_parts_and_crossheadings_stand_above_sections_but_not_in_their_pinpoints() -> None:
    part = "<Part><Number>PART 2</Number><Title>Piers</Title><Pblock><Title>Ropes</Title>{}</Pblock></Part>"
    document = read(law(f"<Body>{part.format(section('7', text('A rope is dry.'), 'Care'))}</Body>"))
    assert told(document) == [("s 7", "7 A rope is dry.")]
    assert document.provisions[0].path == ("Buoys Act 2021", "PART 2 Piers", "Ropes")


def test_words_between_sections_belong_to_the_part_around_them() -> None:
    part = f"<Part><Number>PART 2</Number><Title>Piers</Title><P>{text('Of piers.')}</P>{section('7', text('Dry.'))}<P>{text('So much of piers.')}</P></Part>"
    assert headed(read(law(f"<Body>{part}</Body>"))) == [
        ("Part 2", "PART 2 Piers"),
        ("s 7", ""),
        ("Part 2", "PART 2 Piers (continued)"),
    ]


@pytest.mark.parametrize("kind", ["Part", "Chapter"])
def test_sections_that_begin_anew_at_1_are_cited_with_what_they_begin_anew_in(kind: str) -> None:
    inner = "".join(f"<{kind}><Number>{kind.upper()} {n}</Number>{section('1', text(f'Pier {n}.'))}</{kind}>" for n in (1, 2))
    assert [place for place, _ in told(read(law(f"<Body>{inner}</Body>")))] == [f"{kind} 1 s 1", f"{kind} 2 s 1"]


def test_inline_words_are_joined_as_they_stand() -> None:
    words = 'The <Addition ChangeId="x" CommentaryRef="c1">harbour</Addition> master’s <Emphasis>l</Emphasis>amp <CommentaryRef Ref="c2"/>burns .'
    amended = "insert <InlineAmendment>“\n   or a bell\n ”</InlineAmendment>;"
    document = read(law(f"<Body>{section('1', text(words) + text(amended))}</Body>"))
    assert told(document) == [("s 1", "1 The harbour master’s lamp burns.\ninsert “or a bell”;")]


def test_unknown_elements_lose_no_words() -> None:
    document = read(law(f"<Body>{section('1', text('A <Glow>red</Glow> lamp.') + '<Ledger><Row>Oil</Row><Row>Wick</Row></Ledger>')}</Body>"))
    assert told(document) == [("s 1", "1 A red lamp.\nOil\nWick")]


def test_a_number_without_words_is_kept_at_its_own_place() -> None:
    document = read(law(f"<Body>{section('1', p2('1', '') + p2('2', text('Lit.')))}</Body>"))
    assert told(document) == [("s 1", "1"), ("s 1(1)", "(1)"), ("s 1(2)", "(2) Lit.")]


@pytest.mark.parametrize(
    ("number", "place"),
    [("1ZA", "s 1ZA"), ("12—14", "s 12–14"), ("12 to 14", "s 12–14"), ("3.", "s 3"), ("[5A]", "s 5A"), ("*", ""), ("x" * 30, "")],
)
def test_a_number_that_cannot_be_cited_leaves_its_words_to_the_place_around(number: str, place: str) -> None:
    found = told(read(law(f"<Body>{section(number, text('Lit.'))}</Body>")))
    assert [(p.removeprefix("Buoys Act 2021"), w.rpartition(" ")[2]) for p, w in found] == [(place, "Lit.")]


def test_two_units_of_one_number_are_told_apart_and_noted() -> None:
    twice = section("5", text("Red."), "Buoys") + section("5", text("Green."), "Buoys")
    document = read(law(f"<Body>{twice}</Body>"))
    assert headed(document) == [("s 5", "Buoys"), ("s 5", "Buoys (place 2 of this number)")]
    assert document.notes == ("Buoys Act 2021, s 5 is the number of more than one place in this text",)


# What is printed without being text of the file


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("<Pnumber>a</Pnumber>", "(a)"),
        ('<Pnumber PuncBefore="" PuncAfter=".">1</Pnumber>', "1."),
        ('<Pnumber PuncAfter="]">b</Pnumber>', "(b]"),
        ("<Pnumber>(c)</Pnumber>", "(c)"),
        ('<Pnumber><CommentaryRef Ref="c1"/>\n d </Pnumber>', "(d)"),
        ('<Pnumber><Addition ChangeId="x" CommentaryRef="c">da</Addition></Pnumber>', "(da)"),
    ],
)
def test_numbers_are_printed_with_their_brackets(number: str, printed: str) -> None:
    unit = f"<P3>{number}<P3para>{text('Lit.')}</P3para></P3>"
    found = told(read(law(f"<Body>{section('1', text('As—') + unit)}</Body>")))
    assert found[1][1] == f"{printed} Lit."


def test_regulations_are_printed_with_a_full_stop_and_a_dash_before_their_first_paragraph() -> None:
    document = read(instrument(f"<Body>{section('3', p2('1', text('Lit.')) + p2('2', text('Out.')))}{section('4', text('Red.'))}</Body>"))
    assert told(document) == [("reg 3(1)", "3.—(1) Lit."), ("reg 3(2)", "(2) Out."), ("reg 4", "4. Red.")]


@pytest.mark.parametrize(
    ("attributes", "items", "printed"),
    [
        ('Type="alpha" Decoration="parens"', ["", ""], ["(a) Oil", "(b) Oil"]),
        ('Type="alpha" Decoration="parens"', ['NumberOverride="ch"', ""], ["(ch) Oil", "(b) Oil"]),
        ('Type="alphaupper" Decoration="period" Start="26"', ["", ""], ["Z. Oil", "AA. Oil"]),
        ('Type="roman" Decoration="parenRight" Start="3"', ["", ""], ["iii) Oil", "iv) Oil"]),
        ('Type="romanupper" Decoration="brackets"', [""], ["[I] Oil"]),
        ('Type="arabic" Start="x"', [""], ["1 Oil"]),
        ('Decoration="colon"', ['NumberOverride="4:"'], ["4: Oil"]),
    ],
)
def test_the_numbers_of_a_list_are_printed(attributes: str, items: list[str], printed: list[str]) -> None:
    listed = "".join(f"<ListItem {item}><Para>{text('Oil')}</Para></ListItem>" for item in items)
    found = told(read(law(f"<Body>{section('1', text('Stores:') + f'<OrderedList {attributes}>{listed}</OrderedList>')}</Body>")))
    assert found == [("s 1", "\n".join(["1 Stores:", *printed]))]


@pytest.mark.parametrize(
    ("attributes", "printed"),
    [('Format="default"', "“(5A) Red.”."), ("", "“(5A) Red.”."), ('Format="single"', "‘(5A) Red.’."), ('Format="none"', "(5A) Red..")],
)
def test_an_amendment_is_printed_in_quotation_marks_and_belongs_to_the_section_that_makes_it(attributes: str, printed: str) -> None:
    quoted = f"<BlockAmendment {attributes}>{p2('5A', text('Red.'))}</BlockAmendment><AppendText>.</AppendText>"
    found = told(read(law(f"<Body>{section('1', p2('1', text('Insert—') + quoted))}</Body>")))
    assert found == [("s 1(1)", f"1 (1) Insert—\n{printed}")]


def test_quoted_headings_numbers_and_quotes_within_quotes_are_words_of_the_quoting_place() -> None:
    inner = f'<BlockAmendment TargetClass="secondary">{section("2", text("“<Term>Oil</Term>” is whale oil."))}</BlockAmendment>'
    quoted = f'<BlockAmendment TargetClass="primary">{section("11A", text("Put—") + inner + "<AppendText>;</AppendText>", "Lamp oil")}</BlockAmendment>'
    document = read(law(f"<Body>{section('1', text('Insert—') + quoted)}</Body>"))
    assert told(document) == [("s 1", "1 Insert—\n“Lamp oil\n11A Put—\n“2. “Oil” is whale oil.”;”")]
    assert skipped(document) == []


def test_a_quoted_schedule_and_a_row_of_amendments_make_no_places() -> None:
    quoted = f"<BlockAmendment>{schedule('SCHEDULE 3', section('1', text('Tar.')))}</BlockAmendment>"
    document = read(law(f"<Body>{section('1', text('Add—') + quoted)}</Body>"))
    assert told(document) == [("s 1", "1 Add—\n“SCHEDULE 3\nFees\nSection 1.\n1 Tar.”")]


def test_an_empty_number_and_an_empty_amendment_print_nothing() -> None:
    unit = f"<P3><Pnumber/><P3para>{text('Lit.')}<BlockAmendment/></P3para></P3>"
    listed = f"<Loose><ListItem><Para>{text('Oil')}</Para></ListItem><Key>S</Key></Loose>"
    assert told(read(law(f"<Body>{section('1', text('As—') + unit + listed)}</Body>"))) == [("s 1", "1 As—\nLit.\nOil\nS")]


def test_signs_and_keys_are_printed() -> None:
    words = text('Height <Character Name="Minus"/>3<Character Name="EmSpace"/>feet')
    key = f'<KeyList Separator="="><KeyListItem><Key>S</Key><ListItem><Para>{text("the seats")}</Para></ListItem></KeyListItem></KeyList>'
    assert told(read(law(f"<Body>{section('1', words + key)}</Body>"))) == [("s 1", "1 Height −3 feet\nS = the seats")]


# Definitions, tables, formulas, images


def test_each_definition_is_a_provision_told_by_its_term() -> None:
    items = (
        "<ListItem><Para><Text>“<Term>buoy</Term>” means a float;</Text></Para></ListItem>"
        "<ListItem><Para><Text>“pier” means a quay.</Text></Para></ListItem><ListItem><Para><Text>and so on</Text></Para></ListItem>"
    )
    listed = text("In this Act—") + f'<UnorderedList Class="Definition">{items}</UnorderedList>' + text("unless lost.")
    document = read(law(f"<Body>{section('9', listed, 'Words')}</Body>"))
    assert [(p, h) for p, h in headed(document)] == [("s 9", "Words"), ("s 9", "“buoy”"), ("s 9", "“pier”"), ("s 9", "Words")]
    assert document.provisions[1].path == ("Buoys Act 2021", "Words")
    assert told(document)[3][1] == "and so on\nunless lost."


def test_a_table_is_read_row_by_row_at_the_place_that_holds_it() -> None:
    rows = (
        "<h:tr><h:th>Pier</h:th><h:th>Fee</h:th></h:tr><h:tr><h:td><Para><Text>North<h:br/>end</Text></Para></h:td><h:td><Emphasis>£5</Emphasis></h:td></h:tr>"
    )
    table = f"<Tabular><Number>Table 1</Number><Title>Fees</Title><h:table><h:tbody>{rows}</h:tbody></h:table></Tabular>"
    assert told(read(law(f"<Body>{section('1', table)}</Body>"))) == [("s 1", "1 Table 1\nFees\nPier Fee\nNorth end £5")]


def test_formulas_and_images_are_told_of() -> None:
    formula = "<Formula><m:math><m:mi>a</m:mi><m:mo>+</m:mo><m:mrow><m:mi>b</m:mi></m:mrow></m:math></Formula>"
    figure = '<Figure><Image ResourceRef="r1"/></Figure>'
    document = read(law(f"<Body>{section('1', text('Take—') + formula + figure)}</Body>"))
    assert told(document) == [("s 1", "1 Take—\na+b")]
    assert document.notes == (
        "this text leaves out 1 images, such as forms or maps; see the official page",
        "formulas are given as a row of signs; see the official page for their form",
    )


# Schedules


def schedule(number: str, content: str, title: str = "Fees") -> str:
    head = f"<Number>{number}</Number><TitleBlock><Title>{title}</Title></TitleBlock><Reference>Section 1.</Reference>"
    return f"<Schedule>{head}<ScheduleBody>{content}</ScheduleBody></Schedule>"


@pytest.mark.parametrize(
    ("number", "place"),
    [("SCHEDULE 4", "sch 4 para 1(2)(a)"), ("SCHEDULE", "sch para 1(2)(a)"), ("FIRST SCHEDULE", "sch 1 para 1(2)(a)"), ("ATODLEN 2", "sch 2 para 1(2)(a)")],
)
def test_paragraphs_of_a_schedule(number: str, place: str) -> None:
    content = f"<Pblock><Title>Tolls</Title>{section('1', p2('2', p3('a', text('A penny.'))))}</Pblock>"
    document = read(law(f"<Body>{LAMPS}</Body><Schedules><Title>SCHEDULES</Title>{schedule(number, content)}</Schedules>"))
    assert told(document)[-1] == (place, "1 (2) (a) A penny.")
    assert document.provisions[-1].path == ("Buoys Act 2021", f"{number} Fees", "Tolls")
    assert ("Section 1.", "reference to the section that introduces it") in skipped(document)


def test_parts_of_a_schedule_are_named_only_where_its_paragraphs_begin_anew() -> None:
    def parts(*numbers: str) -> str:
        inner = "".join(f"<Part><Number>PART {i}</Number>{section(n, text('A penny.'))}</Part>" for i, n in enumerate(numbers, 1))
        return f"<Body>{LAMPS}</Body><Schedules>{schedule('SCHEDULE 1', inner)}</Schedules>"

    assert [p for p, _ in told(read(law(parts("1", "2"))))][-2:] == ["sch 1 para 1", "sch 1 para 2"]
    assert [p for p, _ in told(read(law(parts("1", "1"))))][-2:] == ["sch 1 Part 1 para 1", "sch 1 Part 2 para 1"]


def test_articles_of_a_treaty_in_a_schedule() -> None:
    def article(number: int, content: str) -> str:
        return f"<Chapter><Number><Emphasis>Article {number}</Emphasis></Number><Title>Peace {number}</Title>{content}</Chapter>"

    first = f"<Part><Number>PART I</Number>{article(1, section('1', text('Ships pass.')) + section('2', text('Boats too.')))}</Part>"
    second = f"<Part><Number>Part II</Number>{article(1, '<P>' + text('Lamps shine.') + '</P>')}</Part>"
    document = read(law(f"<Body>{LAMPS}</Body><Schedules>{schedule('SCHEDULE 1', first + second)}</Schedules>"))
    assert told(document)[-3:] == [
        ("sch 1 Part I art 1(1)", "1 Ships pass."),
        ("sch 1 Part I art 1(2)", "2 Boats too."),
        ("sch 1 Part II art 1", "Lamps shine."),
    ]
    assert headed(document)[-1] == ("sch 1 Part II art 1", "Peace 1")


@pytest.mark.parametrize(("attributes", "place"), [("", "sch para 1"), ('id="annex"', "annex para 1"), ('id="appendix-x"', "app para 1")])
def test_a_schedule_that_prints_no_kind_has_that_of_its_id(attributes: str, place: str) -> None:
    alone = schedule("FEES", section("1", text("A fee."))).replace("<Schedule>", f"<Schedule {attributes}>")
    assert told(read(law(f"<Body>{LAMPS}</Body><Schedules>{alone}</Schedules>")))[-1][0] == place


def test_unnumbered_words_forms_and_appendices_of_a_schedule() -> None:
    content = f"<P>{text('Of fees.')}</P><Form><Number>FORM 12</Number><Para>{text('I, the keeper')}</Para></Form><Form><Para>{text('Sign here')}</Para></Form>"
    appendix = f"<Appendix><Number>APPENDIX A</Number><AppendixBody>{section('1', text('A map.'))}</AppendixBody></Appendix>"
    document = read(law(f"<Body>{LAMPS}</Body><Schedules>{schedule('SCHEDULE 2', content + appendix)}</Schedules>"))
    assert [p for p, _ in told(document)][-4:] == ["sch 2", "sch 2 form 12", "sch 2", "sch 2 app A para 1"]
    assert headed(document)[-4:-1] == [("sch 2", "SCHEDULE 2 Fees"), ("sch 2 form 12", "FORM 12"), ("sch 2", "SCHEDULE 2 Fees")]


# Head and end of the file


def test_the_head_of_an_act_is_its_preamble() -> None:
    head = (
        "<PrimaryPrelims><Title>Buoys Act 2021</Title><Number>2021 c. 42</Number><LongTitle>An Act to float buoys.</LongTitle>"
        "<DateOfEnactment><DateText>[9th May 2021]</DateText></DateOfEnactment>"
        f"<PrimaryPreamble><EnactingText><Para>{text('Be it enacted as follows:—')}</Para></EnactingText></PrimaryPreamble></PrimaryPrelims>"
    )
    document = read(law(f"{head}<Body>{LAMPS}</Body>"))
    assert headed(document)[:3] == [("preamble", "Long title"), ("preamble", "Date of enactment"), ("preamble", "")]
    assert told(document)[2] == ("preamble", "Be it enacted as follows:—")
    assert skipped(document)[:2] == [("Buoys Act 2021", "heading"), ("2021 c. 42", "heading")]
    assert document.source.aliases == ("2021 c. 42",)


def test_the_head_and_end_of_an_instrument() -> None:
    head = (
        "<SecondaryPrelims><Number>2026 No. 268</Number><SubjectInformation><Subject><Title>Lamps</Title></Subject></SubjectInformation>"
        f"<Title>The Lamps Regulations 2026</Title><MadeDate>{text('Made')}<DateText>1st March 2026</DateText></MadeDate>"
        "<SecondaryPreamble><EnactingText><Para><Text>The Minister makes these Regulations<FootnoteRef Ref='f1'/>.</Text></Para></EnactingText>"
        "</SecondaryPreamble>"
        "</SecondaryPrelims>"
    )
    signed = "<SignedSection><Signatory><Signee><PersonName>I. Keeper</PersonName><JobTitle>Minister</JobTitle></Signee></Signatory></SignedSection>"
    note = f"<ExplanatoryNotes><Title>EXPLANATORY NOTE</Title><P>{text('They ask for')}{p3('a', text('lamps.'))}</P></ExplanatoryNotes>"
    item = "<ContentsItem><ContentsNumber>1</ContentsNumber><ContentsTitle>Lamps</ContentsTitle></ContentsItem>"
    contents = f"<Contents><ContentsTitle>Contents</ContentsTitle>{item}</Contents>"
    footnotes = f'<Footnotes><Footnote id="f1"><FootnoteText><Para>{text("1999 c. 9.")}</Para></FootnoteText></Footnote></Footnotes>'
    meta = metadata("The Lamps Regulations 2026", SI, "secondary", "final", "2026", "0268", "", '<ukm:Made Date="2026-03-01"/>')
    body = f"{head}<Body>{section('1', text('Lit.'))}{signed}</Body>{note}"
    document = read(law(body, meta, "uksi/2026/268", wrapper="Secondary", end=footnotes).replace(b"<Secondary>", f"{contents}<Secondary>".encode()))
    assert told(document) == [
        ("preamble", "Made 1st March 2026"),
        ("preamble", "The Minister makes these Regulations."),
        ("reg 1", "1. Lit."),
        ('under "Explanatory Note"', "EXPLANATORY NOTE\nThey ask for\n(a) lamps."),
    ]
    assert skipped(document) == [
        ("Contents", "table of contents"),
        ("1 Lamps", "table of contents"),
        ("2026 No. 268", "heading"),
        ("Lamps", "subject"),
        ("The Lamps Regulations 2026", "heading"),
        ("I. Keeper", "signature"),
        ("Minister", "signature"),
        ("1999 c. 9.", "footnote"),
    ]
    assert document.source.aliases == ("2026 No. 268", "Lamps Regulations 2026")


def test_annotations_stand_in_no_place() -> None:
    notes = f'<Commentaries><Commentary id="c1" Type="F"><Para>{text("S. 1 substituted by <Citation>2024 c. 3</Citation>")}</Para></Commentary></Commentaries>'
    document = read(law(f"<Body>{LAMPS}</Body>", end=notes))
    assert skipped(document)[-1] == ("S. 1 substituted by 2024 c. 3", "annotation")


def test_a_version_for_another_part_of_the_country_is_told_apart() -> None:
    here = f'<P1group AltVersionRefs="v1" Concurrent="true" RestrictExtent="E+W"><Title>Bells</Title>{section("6", text("A bell rings."))}</P1group>'
    there = f'<P1group Concurrent="true" RestrictExtent="S+N.I."><Title>Bells</Title>{section("6", text("No bell rings."))}</P1group>'
    versions = f'<Versions><Version id="v1">{there}</Version><Version id="v2"><P>{text("Lost.")}</P></Version></Versions>'
    document = read(law(f"<Body>{here}{section('7', text('Red.'))}</Body>", end=versions))
    assert headed(document) == [("s 6", "Bells (England and Wales)"), ("s 7", ""), ("s 6", "Bells (Scotland and Northern Ireland)")]
    assert ("Lost.", "alternative version") in skipped(document)
    assert document.notes == ()


def test_definitions_in_a_version_are_told_apart_too() -> None:
    def defined(words: str) -> str:
        return f'<UnorderedList Class="Definition"><ListItem><Para><Text>“<Term>bell</Term>” {words}</Text></Para></ListItem></UnorderedList>'

    here = f'<P1group AltVersionRefs="v1"><Title>Bells</Title>{section("6", defined("rings"))}</P1group>{section("7", text("Red."))}'
    versions = f'<Versions><Version id="v1" Language="Welsh"><P1group><Title>Bells</Title>{section("6", defined("tolls"))}</P1group></Version></Versions>'
    document = read(law(f"<Body>{here}</Body>", end=versions))
    assert [h for _, h in headed(document)] == ["“bell”", "", "“bell” (Welsh)"]


def test_a_document_kept_at_the_end_belongs_to_the_schedule_that_includes_it() -> None:
    included = schedule("SCHEDULE 1", '<IncludedDocument ResourceRef="r1"> </IncludedDocument>')
    treaty = f"<Body><Pblock><Number>ARTICLE I</Number>{p2('1', text('Ships pass.'))}</Pblock></Body>"
    kept = (
        f'<Resources><Resource id="r1"><InternalVersion><XMLcontent>{treaty}</XMLcontent></InternalVersion></Resource>'
        '<Resource id="r2"><InternalVersion><BinaryContent>QUJD</BinaryContent></InternalVersion></Resource>'
        f'<Resource id="r3"><InternalVersion><XMLcontent><P>{text("Spare.")}</P></XMLcontent></InternalVersion></Resource></Resources>'
    )
    document = read(law(f"<Body>{LAMPS}</Body><Schedules>{included}</Schedules>", end=kept))
    assert told(document)[-1] == ("sch 1", "ARTICLE I\n(1) Ships pass.")
    assert document.omitted == (("image data", 4),)
    assert skipped(document)[-1] == ("Spare.", "document kept with the text")


# What is not in force


@pytest.mark.parametrize(
    ("attributes", "standing"),
    [
        ('Status="Prospective"', "prospective"),
        ('Status="Repealed" Match="false"', "repealed"),
        ('Status="Discarded"', "repealed before it came into force"),
        ('Match="false" RestrictStartDate="2000-10-02" RestrictEndDate="2004-06-22"', "not in force since 2004-06-22"),
        ('Match="false" RestrictStartDate="2027-01-01"', "not in force before 2027-01-01"),
        ('Match="false"', "not in force"),
    ],
)
def test_a_provision_that_is_not_in_force_says_so(attributes: str, standing: str) -> None:
    document = read(law(f"<Body>{section('5', p2('1', text('Lit.')), 'Lamps', attributes)}{section('6', text('Red.'))}</Body>"))
    assert headed(document) == [("s 5(1)", f"Lamps ({standing})"), ("s 6", "")]
    assert document.notes == (f"s 5 is {standing} in this text",)


def test_repealed_provisions_are_known_by_their_dots() -> None:
    dotted = section("3", p2("1", text("Lit.")) + p2("2", text(". . . . . .")), "Lamps") + section("4", text(". . . . ."), "Bells")
    document = read(law(f"<Body>{dotted}</Body>"))
    assert headed(document) == [("s 3(1)", "Lamps"), ("s 3(2)", "Lamps (repealed)"), ("s 4", "Bells (repealed)")]
    assert told(document)[1][1] == "(2) . . . . . ."
    assert document.notes == ("s 3(2), s 4 are repealed in this text",)


def test_a_part_and_a_whole_law_that_are_not_in_force() -> None:
    part = f'<Part Status="Prospective"><Number>PART 3</Number><Title>Bells</Title><P>{text("Of bells.")}</P></Part>'
    assert read(law(f"<Body>{LAMPS}{part}</Body>")).notes == ("Part 3 is prospective in this text",)
    block = f'<Pblock Status="Prospective"><Title>Bells</Title>{section("2", text("Ring."))}</Pblock>'
    assert read(law(f"<Body>{LAMPS}{block}</Body>")).notes == ("Bells, s 2 are prospective in this text",)
    whole = read(law(f"<Body>{LAMPS}</Body>", attributes='Status="Prospective"'))
    assert whole.notes == ("the whole law is prospective in this text",)
    assert {p.heading for p in whole.provisions} == {"Lamps (prospective)"}


# Identity


@pytest.mark.parametrize(
    ("title", "main", "category", "minor", "citation", "unit"),
    [
        ("Buoys Act 2021", ACT, "primary", "", "Buoys Act 2021", "s"),
        ("Buoys (Scotland) Act, 2021", "ScottishAct", "primary", "", "Buoys (Scotland) Act 2021", "s"),
        ("Buoys Act (Northern Ireland) 2021", "NorthernIrelandAct", "primary", "", "Buoys Act (Northern Ireland) 2021", "s"),
        ("Deddf Bwiau (Cymru) 2021", "WelshParliamentAct", "primary", "", "Deddf Bwiau (Cymru) 2021", "s"),
        ("The Buoys Regulations 2021", SI, "secondary", "regulation", "SI 2021/42", "reg"),
        ("The Buoys Order 2021", SI, "secondary", "order", "SI 2021/42", "art"),
        ("The Buoys Rules 2021", SI, "secondary", "rule", "SI 2021/42", "reg"),
        ("The Buoys Scheme 2021", SI, "secondary", "", "SI 2021/42", "para"),
        ("Rheoliadau Bwiau (Cymru) 2021", "WelshStatutoryInstrument", "secondary", "", "SI 2021/42", "reg"),
        ("The Buoys (Scotland) Order 2021", "ScottishStatutoryInstrument", "secondary", "", "SSI 2021/42", "art"),
        ("The Buoys Regulations (Northern Ireland) 2021", "NorthernIrelandStatutoryRule", "secondary", "regulation", "SR 2021/42", "reg"),
        ("The Buoys (Northern Ireland) Order 2021", "NorthernIrelandOrderInCouncil", "secondary", "order", "SI 2021/42", "art"),
    ],
)
def test_citations_and_units(title: str, main: str, category: str, minor: str, citation: str, unit: str) -> None:
    document = read(law(f"<Body>{section('1', text('Lit.'))}</Body>", metadata(title, main, category, minor=minor)))
    assert document.source.citation == citation
    assert str(document.provisions[0].pinpoint) == f"{citation}, {unit} 1"
    assert document.source.kind == ("statute" if category == "primary" else "regulation")


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("ukpga/2021/42", "https://www.legislation.gov.uk/ukpga/2021/42"),
        ("ukpga/Geo5/1-2/34", "https://www.legislation.gov.uk/ukpga/Geo5/1-2/34"),
        ("", "https://www.legislation.gov.uk/ukpga/2021/42"),
    ],
)
def test_the_page_of_the_law(address: str, url: str) -> None:
    assert read(law(f"<Body>{LAMPS}</Body>", address=address)).source.url == url


def test_a_file_without_metadata_is_named_by_its_head_or_its_file() -> None:
    head = "<PrimaryPrelims><Title>Ropes Act 1903</Title></PrimaryPrelims>"
    assert read(law(f"{head}<Body>{LAMPS}</Body>", "", "")).source.citation == "Ropes Act 1903"
    bare = read(law(f"<Body>{section('1', text('Lit.'))}</Body>", "", "", wrapper="Secondary")).source
    assert (bare.citation, bare.kind, bare.url, bare.text_as_of) == ("law", "regulation", "https://www.legislation.gov.uk", date(2026, 1, 2))


@pytest.mark.parametrize(
    ("status", "more", "attributes", "days"),
    [
        ("revised", "<dc:modified>2026-04-09</dc:modified><dct:valid>2026-04-06</dct:valid>", "", ("2026-04-09", "2026-04-06", None)),
        (
            "revised",
            "<dc:identifier>http://www.legislation.gov.uk/ukpga/2021/42/2022-01-01</dc:identifier><dc:modified>2026-04-09</dc:modified>",
            'RestrictStartDate="2022-01-01" RestrictEndDate="2023-06-01"',
            ("2022-01-01", "2022-01-01", "2023-05-31"),
        ),
        ("final", '<dct:valid>2021-05-09</dct:valid><ukm:EnactmentDate Date="2021-05-09"/>', "", ("2021-05-09", "2021-05-09", None)),
        (
            "final",
            '<ukm:Made Date="2021-05-01"/><ukm:ComingIntoForce><ukm:DateTime Date="2021-09-01"/><ukm:DateTime Date="2021-07-01"/></ukm:ComingIntoForce>',
            "",
            ("2021-05-01", "2021-07-01", None),
        ),
        ("revised", "<dct:valid>prospective</dct:valid><dc:modified>2021-13-45</dc:modified>", "", ("2026-01-02", None, None)),
    ],
)
def test_days(status: str, more: str, attributes: str, days: tuple[str | None, ...]) -> None:
    source = read(law(f"<Body>{LAMPS}</Body>", metadata(status=status, more=more), attributes=attributes)).source
    assert tuple(d.isoformat() if d else None for d in (source.text_as_of, source.valid_from, source.valid_to)) == days


def test_publisher_licence_and_jurisdiction() -> None:
    source = read(law(f"<Body>{LAMPS}</Body>")).source
    assert (source.publisher, source.licence) == ("The National Archives, legislation.gov.uk", "Crown copyright, Open Government Licence v3.0")
    assert (source.jurisdiction, source.form) == ("GB", "official")


def test_drafts_welsh_texts_and_parts_of_a_law_are_named() -> None:
    meta = metadata(
        status="draft",
        more="<dc:language>cy</dc:language><dc:identifier>http://www.legislation.gov.uk/ukpga/2021/42/section/1</dc:identifier>",
    )
    assert read(law(f"<Body>{LAMPS}</Body>", meta)).notes == (
        "this is the Welsh text of the law",
        "this is a draft, which has not been made",
        "this file holds a part of the law only",
    )


# European origin


def test_legislation_of_european_origin() -> None:
    recital = f"<Division><Number>(1)</Number><P>{text('Lamps save ships.')}</P></Division>"
    head = f"<EUPrelims><MultilineTitle>{text('REGULATION')}</MultilineTitle><EUPreamble><P>{text('THE COUNCIL,')}</P>{recital}</EUPreamble></EUPrelims>"
    paragraph = f'<P2><Pnumber PuncBefore="" PuncAfter=".">1</Pnumber><P2para>{text("Light them.")}</P2para></P2>'
    body = f"<EUBody><P1group><Title>Lamps</Title><P1><Pnumber>Article 1</Pnumber><P1para>{paragraph}</P1para></P1></P1group></EUBody>"
    points = (
        f"<Division><Number>1.</Number><Title>Oil</Title><P>{text('Whale oil.')}</P>"
        f"<Division><Number>1.1</Number><P>{text('Cold.')}</P></Division><Division><Number>(a)</Number><P>{text('Warm.')}</P></Division></Division>"
    )
    annex = f'<Schedule id="annex-I"><Number>ANNEX I</Number><ScheduleBody>{points}</ScheduleBody></Schedule>'
    attached = (
        f'<Attachment id="attachment-2"><Title>Treaty</Title><EURetained><EUBody>{section("Article 1", text("Peace."))}</EUBody></EURetained></Attachment>'
    )
    meta = metadata("Council Regulation (EC) No 9/2004 of 1 May 2004 on lamps", "EuropeanUnionRegulation", "euretained", "revised", "2004", "9")
    content = f"{head}{body}<Schedules>{annex}</Schedules><Attachments>{attached}</Attachments>"
    document = read(law(content, meta, "eur/2004/9", wrapper="EURetained"))
    assert document.source.citation == "Regulation (EC) No 9/2004 (UK)"
    assert told(document) == [
        ("preamble", "THE COUNCIL,"),
        ("recital 1", "(1) Lamps save ships."),
        ("art 1(1)", "Article 1 1. Light them."),
        ("annex I para 1", "Whale oil."),
        ("annex I para 1.1", "1.1 Cold."),
        ("annex I para 1(a)", "(a) Warm."),
        ("app 2 art 1", "Article 1 Peace."),
    ]


# Checks


def test_a_gap_in_a_text_as_enacted_is_an_error_and_in_an_amended_one_a_note() -> None:
    gap = f"<Body>{section('1', text('Red.'))}{section('4', text('Green.'))}</Body>"
    with pytest.raises(CoverageError, match="the body: number 2 to 3 is missing; the file may be damaged"):
        read(law(gap, metadata(status="final")))
    assert read(law(gap)).notes == ("the body: the text has no 2 to 3",)


@pytest.mark.parametrize(("count", "notes"), [("2", ("the body: the text has no 2 to 3",)), ("9", None)])
def test_the_files_own_count_of_paragraphs_proves_it_whole_or_not(count: str, notes: tuple[str, ...] | None) -> None:
    meta = metadata(status="final", more=f'<ukm:TotalParagraphs Value="{count}"/>')
    data = law(f"<Body>{section('1', text('Red.'))}{section('4', text('Green.'))}</Body>", meta)
    if notes is None:
        with pytest.raises(CoverageError, match="number 2 to 3 is missing"):
            read(data)
    else:
        assert read(data).notes == notes


def test_a_count_that_the_text_does_not_reach_is_told() -> None:
    meta = metadata(more='<ukm:TotalParagraphs Value="9"/>')
    assert read(law(f"<Body>{LAMPS}</Body>", meta)).notes == ("the file counts 9 paragraphs and its text has 1; it may be incomplete",)


def test_ids_that_disagree_with_the_printed_numbers_are_told_of() -> None:
    unit = f'<P1 id="section-4"><Pnumber>4</Pnumber><P1para><P2 id="section-4-3"><Pnumber>2</Pnumber><P2para>{text("Lit.")}</P2para></P2></P1para></P1>'
    document = read(law(f"<Body>{unit}</Body>"))
    assert told(document) == [("s 4(2)", "4 (2) Lit.")]
    assert document.notes == ("1 places are named otherwise by the file's ids than by their printed numbers, which are used here: s 4(2) (section-4-3)",)


def test_gzip_is_read_and_other_bytes_are_refused() -> None:
    data = law(f"<Body>{LAMPS}</Body>")
    assert read(gzip.compress(data)) == read(data)
    for damaged in (data[:-20], b"", b"<Legislation/>"):
        with pytest.raises(ParseError, match=r"^law\.xml"):
            read(damaged)


# Real files


def sample(name: str) -> Path:
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"needs ../shared/samples/{name}")
    return path


def test_the_human_rights_act() -> None:
    document = read(sample("clml_uk_human-rights-1998.xml").read_bytes())
    places = dict(told(document))
    sections = {p.pinpoint.locators[0].number for p in document.provisions if p.pinpoint.locators[0].unit == "s"}
    assert sections == {*(str(n) for n in range(1, 23)), "7A"}
    assert {p.pinpoint.locators[0].number for p in document.provisions if p.pinpoint.locators[0].unit == "sch"} == {"1", "2", "3", "4"}
    assert places["s 2(1)(a)"].startswith("(a) judgment, decision, declaration")
    assert places["sch 1 Part I art 10(1)"].startswith("1 Everyone has the right to freedom of expression")
    assert places["sch 1 Part II art 1"].startswith("Every natural or legal person")
    assert ("sch 1 Part III art 1", "Abolition of the death penalty (not in force since 2004-06-22)") in headed(document)
    assert (document.source.citation, document.source.url) == ("Human Rights Act 1998", "https://www.legislation.gov.uk/ukpga/1998/42")
    assert (document.source.text_as_of, document.source.valid_from) == (date(2026, 4, 9), date(2026, 4, 6))
    assert not [n for n in document.notes if "ids" in n or "incomplete" in n]


def test_a_scottish_act_keeps_what_it_inserts_in_the_section_that_inserts_it() -> None:
    document = read(sample("clml_uk_scot-asp-2021-11.xml").read_bytes())
    places = dict(told(document))
    assert [p for p in places if "(" not in p] == ["preamble", "s 4", "s 5"]
    assert places["s 1(2)"].endswith("11A.”.")
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)
    found = passages(document)
    assert len({p.id for p in found}) == len(found)


def test_paragraphs_of_a_definition_are_no_paragraphs_of_the_section() -> None:
    lamp = f"<ListItem><Para>{text('“<Term>lamp</Term>” means—')}{p3('a', text('a light; or'))}{p3('b', text('a torch;'))}</Para></ListItem>"
    terms = f'{text("In this Act—")}<UnorderedList Class="Definition" Decoration="none">{lamp}</UnorderedList>{p3("a", text("and so on."))}'
    document = read(law(section("2", terms, "Terms")))
    assert [(str(q.pinpoint).rpartition(", ")[2], q.heading, document.text[q.start : q.end]) for q in document.provisions] == [
        ("s 2", "Terms", "2 In this Act—"),
        ("s 2", "“lamp”", "“lamp” means—\n(a) a light; or\n(b) a torch;"),
        ("s 2(a)", "Terms", "(a) and so on."),
    ]
