"""Justice Canada's XML: an invented harbour Act and its regulations in every shape that the format has, and the real files where they are at hand."""

from __future__ import annotations

import random
import time
from datetime import date
from pathlib import Path

import pytest

from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import CoverageError, ParseError
from ingest.parse_justice import parse_justice
from ingest.pinpoint import Pinpoint
from tests.conftest import ROOT
from tests.factories import make_origin, make_source

LIMS = 'xmlns:lims="http://justice.gc.ca/lims" lims:pit-date="2025-03-09" lims:lastAmendedDate="2025-02-01" lims:current-date="2025-04-02"'
ACT = """<Identification><BillNumber>C-900</BillNumber><LongTitle>An Act respecting the lamps of harbours</LongTitle>{short}
<BillHistory><Stages stage="assented-to"><Date><YYYY>2019</YYYY><MM>3</MM><DD>4</DD></Date></Stages></BillHistory>
<Chapter><ConsolidatedNumber official="{official}">H-2.5</ConsolidatedNumber>{annual}</Chapter></Identification>"""
ANNUAL = "<AnnualStatuteId><AnnualStatuteNumber>7</AnnualStatuteNumber><YYYY>2019</YYYY></AnnualStatuteId>"
SHORT = "<ShortTitle>Harbour Lamps Act</ShortTitle>"


def xml(content: str, *, root: str = "Statute", lang: str = "en", attributes: str = "", head: str | None = None) -> bytes:
    head = ACT.format(short=SHORT, official="no", annual=ANNUAL) if head is None else head
    return f'\ufeff<?xml version="1.0" encoding="utf-8"?><{root} {LIMS} {attributes} xml:lang="{lang}">{head}{content}</{root}>'.encode()


def read(content: str, **how: str) -> Document:
    document = parse_justice(xml(content, **how), make_origin("H-2.5.xml"))
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)
    return document


def body(content: str, **how: str) -> Document:
    return read(f"<Body>{content}</Body>", **how)


def told(document: Document) -> list[tuple[str, str, str]]:
    """The place, heading and words of each provision, without the name of the Act."""
    work = f"{document.source.citation}, "
    return [(str(p.pinpoint).removeprefix(work), p.heading, document.text[p.start : p.end]) for p in document.provisions]


def words(document: Document) -> list[tuple[str, str]]:
    return [(place, text) for place, _, text in told(document)]


def skipped(document: Document) -> list[tuple[str, str]]:
    return [(document.text[start:end], reason) for start, end, reason in document.skipped]


SECTION = """
<Heading level="1"><Label>PART 1</Label><TitleText>Lamps</TitleText></Heading>
<Heading level="2"><TitleText>Duties</TitleText></Heading>
<Section lims:id="1"><MarginalNote>Duty to light</MarginalNote><Label>2</Label>
  <Subsection><Label>(1)</Label><Text>A keeper must <Emphasis style="italic">at dusk</Emphasis></Text>
    <Paragraph><Label>(a)</Label><Text>trim</Text>
      <Subparagraph><Label>(i)</Label><Text>each lamp, and</Text>
        <Clause><Label>(A)</Label><Text>its wick,</Text><Subclause><Label>(I)</Label><Text>both ends;</Text></Subclause></Clause></Subparagraph>
      <ContinuedParagraph><Text>with clean shears; and</Text></ContinuedParagraph></Paragraph>
    <Paragraph><Label>(b.1)</Label><Text>light it.</Text></Paragraph>
    <ContinuedSectionSubsection><Text>That is all.</Text></ContinuedSectionSubsection></Subsection>
  <Subsection><MarginalNote>Fog</MarginalNote><Label>(1.1)</Label><Text>In fog too.</Text></Subsection>
  <HistoricalNote><HistoricalNoteSubItem>2019, c. 7, s. 2</HistoricalNoteSubItem
  ><HistoricalNoteSubItem>2025, c. 1, s. 9</HistoricalNoteSubItem></HistoricalNote>
</Section>
<Heading level="1"><Label>PART 2</Label><TitleText>Buoys</TitleText></Heading>
<Section><Label>12.1</Label><Text>A buoy is red.</Text></Section>
"""


def test_every_level_of_a_section_is_a_place() -> None:
    assert told(body(SECTION)) == [
        ("s 2(1)", "Duty to light", "2 (1) A keeper must at dusk"),
        ("s 2(1)(a)", "", "(a) trim"),
        ("s 2(1)(a)(i)", "", "(i) each lamp, and"),
        ("s 2(1)(a)(i)(A)", "", "(A) its wick,"),
        ("s 2(1)(a)(i)(A)(I)", "", "(I) both ends;"),
        ("s 2(1)(a)", "", "with clean shears; and"),
        ("s 2(1)(b.1)", "", "(b.1) light it."),
        ("s 2(1)", "Duty to light", "That is all."),
        ("s 2(1.1)", "Fog", "(1.1) In fog too."),
        ("s 12.1", "", "12.1 A buoy is red."),
    ]


def test_headings_stand_above_and_history_beside() -> None:
    document = body(SECTION)
    assert [p.path for p in document.provisions][:2] == [
        ("Harbour Lamps Act", "PART 1 Lamps", "Duties"),
        ("Harbour Lamps Act", "PART 1 Lamps", "Duties", "Duty to light"),
    ]
    assert document.provisions[-1].path == ("Harbour Lamps Act", "PART 2 Buoys")
    assert skipped(document) == [
        ("An Act respecting the lamps of harbours", "heading"),
        ("Harbour Lamps Act", "heading"),
        ("PART 1 Lamps", "heading"),
        ("Duties", "heading"),
        ("Duty to light", "heading"),
        ("Fog", "heading"),
        ("2019, c. 7, s. 2; 2025, c. 1, s. 9", "history"),
        ("PART 2 Buoys", "heading"),
    ]
    assert document.omitted == (("metadata", len("C-900") + len("2019-3-4") + len("H-2.5") + len("72019")),)
    assert document.notes == ("sections: the text has no 3 to 11",)


def test_the_source_is_what_the_file_says() -> None:
    source = body(SECTION).source
    assert source == make_source(
        id="user/H-2.5-1a2b3c",
        citation="S.C. 2019, c. 7",
        title="Harbour Lamps Act",
        short="Harbour Lamps Act",
        aliases=("An Act respecting the lamps of harbours",),
        publisher="Department of Justice Canada",
        jurisdiction="CA",
        form="official",
        url="https://laws-lois.justice.gc.ca/eng/acts/H-2.5/",
        licence="Open Government Licence - Canada; Reproduction of Federal Law Order, SI/97-5",
        text_as_of=date(2025, 4, 2),
        valid_from=date(2025, 2, 1),
        retrieved_on=source.retrieved_on,
    )


SITE = "https://laws-lois.justice.gc.ca"
REVISED = '<AnnualStatuteId revised-statute="yes"><AnnualStatuteNumber>1 (5th Supp.)</AnnualStatuteNumber><YYYY>1985</YYYY></AnnualStatuteId>'
NAMES = {
    "annual": (ACT.format(short=SHORT, official="no", annual=ANNUAL), "en", "S.C. 2019, c. 7", "/eng/acts/H-2.5/"),
    "annual, French": (ACT.format(short=SHORT, official="no", annual=ANNUAL), "fr", "L.C. 2019, ch. 7", "/fra/lois/H-2.5/"),
    "revised": (ACT.format(short=SHORT, official="yes", annual=""), "en", "R.S.C. 1985, c. H-2.5", "/eng/acts/H-2.5/"),
    "revised, French": (ACT.format(short=SHORT, official="yes", annual=""), "fr", "L.R.C. (1985), ch. H-2.5", "/fra/lois/H-2.5/"),
    "supplement": (ACT.format(short=SHORT, official="no", annual=REVISED), "en", "R.S.C. 1985, c. 1 (5th Supp.)", "/eng/acts/H-2.5/"),
    "year's Act": (f"<Identification>{SHORT}<Chapter>{ANNUAL}</Chapter></Identification>", "en", "S.C. 2019, c. 7", "/eng/AnnualStatutes/2019_7/"),
    "year's Act, French": (f"<Identification><Chapter>{ANNUAL}</Chapter></Identification>", "fr", "L.C. 2019, ch. 7", "/fra/LoisAnnuelles/2019_7/"),
    "instrument": ("<Identification><InstrumentNumber>SOR/2019-8</InstrumentNumber></Identification>", "en", "SOR/2019-8", "/eng/regulations/SOR-2019-8/"),
    "instrument, French": (
        "<Identification><InstrumentNumber>C.R.C., ch. 9</InstrumentNumber></Identification>",
        "fr",
        "C.R.C., ch. 9",
        "/fra/reglements/C.R.C.,_ch._9/",
    ),
    "nothing": ("<Identification><LongTitle>Lamps</LongTitle></Identification>", "en", "H-2.5", "/eng/"),
}


@pytest.mark.parametrize(("head", "lang", "citation", "page"), NAMES.values(), ids=NAMES)
def test_works_are_cited_as_their_country_does(head: str, lang: str, citation: str, page: str) -> None:
    document = body("<Section><Label>3</Label><Text>Lamps.</Text></Section>", head=head, lang=lang)
    assert (document.source.citation, document.source.url) == (citation, SITE + page)
    assert str(document.provisions[0].pinpoint) == f"{citation}, {'art' if lang == 'fr' else 's'} 3"


def test_a_regulation_names_its_power_and_its_order_aside() -> None:
    head = """<Identification><InstrumentNumber>SOR/2019-8</InstrumentNumber><EnablingAuthority>HARBOUR LAMPS ACT</EnablingAuthority>
    <LongTitle>Lamp Regulations<FootnoteRef idref="a">a</FootnoteRef></LongTitle></Identification>"""
    order = """<Order><Provision><Text>The Governor makes these<FootnoteRef idref="b">b</FootnoteRef>, under section 4.</Text>
    <Footnote id="b"><Label>b</Label><Text>S.C. 2019, c. 7</Text></Footnote></Provision></Order>"""
    document = read(f"{order}<Body><Section><Label>1</Label><Text>Lamps.</Text></Section></Body>", root="Regulation", head=head)
    assert (document.source.kind, document.source.title) == ("regulation", "Lamp Regulations")
    assert skipped(document) == [
        ("HARBOUR LAMPS ACT", "front matter"),
        ("Lamp Regulations", "heading"),
        ("The Governor makes these", "enacting words"),
        (", under section 4.", "enacting words"),
        ("b S.C. 2019, c. 7", "enacting words"),
    ]
    assert dict(document.omitted) == {"footnote mark": 2, "metadata": len("SOR/2019-8")}


def test_what_stands_before_the_first_section() -> None:
    introduction = """<Introduction><TableOfProvisions><Label>1</Label><Text>Lamps</Text></TableOfProvisions><Summary><Text>It lights.</Text></Summary>
    <Preamble><Provision><Text>Whereas ships sail at night;</Text></Provision></Preamble>
    <Enacts><Provision><Text>The Harbour Council enacts:</Text></Provision></Enacts></Introduction>"""
    document = read(introduction + "<Body><Section><Label>1</Label><Text>Lamps.</Text></Section></Body>")
    assert words(document) == [("preamble", "Whereas ships sail at night;"), ("s 1", "1 Lamps.")]
    assert skipped(document)[2:] == [("1 Lamps", "table of contents"), ("It lights.", "summary"), ("The Harbour Council enacts:", "enacting words")]


DEFINITIONS = """<Section><MarginalNote>{note}</MarginalNote><Label>1</Label><Text>{lead}</Text>
<Definition><Text><DefinedTerm{first}>{lamp}</DefinedTerm{first}> {means}</Text><Paragraph><Label>{a}</Label><Text>glass;</Text></Paragraph>
  <ContinuedDefinition><Text>unlit. (<DefinedTerm{second}>{other}</DefinedTerm{second}>)</Text></ContinuedDefinition></Definition>
<Definition><Text><DefinedTerm{first}>{lamp}</DefinedTerm{first}> {means} oil.</Text></Definition>
<Definition><Text>No term at all.</Text></Definition>
<ContinuedSectionSubsection><Text>Last.</Text></ContinuedSectionSubsection></Section>"""


def test_a_definition_belongs_to_its_section_under_its_term() -> None:
    english = body(DEFINITIONS.format(note="Terms", lead="In this Act,", first="En", second="Fr", lamp="lamp", other="feu", means="means", a="(a)"))
    assert told(english) == [
        ("s 1", "Terms", "1 In this Act,"),
        ("s 1", "lamp", "lamp means\n(a) glass;\nunlit. (feu)"),
        ("s 1", "lamp (2)", "lamp means oil."),
        ("s 1", "Terms", "No term at all.\nLast."),
    ]
    assert english.provisions[1].path == ("Harbour Lamps Act", "Terms")


def test_french_units_have_the_same_numbers() -> None:
    french = body(
        DEFINITIONS.format(note="Termes", lead="Ici,", first="Fr", second="En", lamp="feu", other="lamp", means="S’entend", a="a)")
        + "<Section><Label>2</Label><Subsection><Label>(1)</Label><Text>Feux :</Text><Paragraph><Label>a)</Label><Text>rouges;</Text>"
        "<Subparagraph><Label>(i)</Label><Text>ronds.</Text></Subparagraph></Paragraph></Subsection></Section>"
        "<Section><Label>3 à 5</Label><Text>[Modifications]</Text></Section>",
        lang="fr",
    )
    assert [(place, heading) for place, heading, _ in told(french)] == [
        ("art 1", "Termes"),
        ("art 1", "feu"),
        ("art 1", "feu (2)"),
        ("art 1", "Termes"),
        ("art 2(1)", ""),
        ("art 2(1)(a)", ""),
        ("art 2(1)(a)(i)", ""),
        ("art 3-5", ""),
    ]
    assert french.notes == ()


SCHEDULES = {
    "numbered": ("<Label>SCHEDULE 1</Label><OriginatingRef>(Section 2)</OriginatingRef><TitleText>Lamps</TitleText>", "sch 1", "SCHEDULE 1 Lamps"),
    "roman": ("<Label>SCHEDULE II.1</Label>", "sch II.1", "SCHEDULE II.1"),
    "only one": ("<Label>SCHEDULE</Label>", "sch", "SCHEDULE"),
    "French": ("<Label>ANNEXE I</Label>", "sch I", "ANNEXE I"),
    "form": ("<Label>FORM 5.001</Label><TitleText>Log</TitleText>", "form 5.001", "FORM 5.001 Log"),
    "French form": ("<Label>FORMULE 2</Label>", "form 2", "FORMULE 2"),
    "form without a number": ("<Label>FORM</Label>", "sch", "FORM"),
    "appendix": ("<Label>APPENDIX B</Label>", "app B", "APPENDIX B"),
    "annex": ("<Label>ANNEX 3</Label>", "annex 3", "ANNEX 3"),
    "named": ("<Label>SCHEDULE OF LAMPS</Label>", "sch", "SCHEDULE OF LAMPS"),
    "title alone": ("<TitleText>Lamps</TitleText>", "sch", "Lamps"),
}


@pytest.mark.parametrize(("head", "place", "heading"), SCHEDULES.values(), ids=SCHEDULES)
def test_schedules_and_forms(head: str, place: str, heading: str) -> None:
    document = read(f"<Schedule><ScheduleFormHeading>{head}</ScheduleFormHeading><Provision><Text>Red.</Text></Provision></Schedule>")
    assert told(document) == [(place, heading, "Red.")]


def test_a_schedule_without_a_heading_is_still_a_place() -> None:
    assert told(read("<Schedule><Provision><Text>Red.</Text></Provision></Schedule>")) == [("sch", "", "Red.")]


ITEMS = """<Schedule><ScheduleFormHeading><Label>SCHEDULE 1</Label></ScheduleFormHeading><DocumentInternal>{}</DocumentInternal></Schedule>"""
GROUPS = {
    "items": (
        "<Provision><Label>1</Label><Text>Lamps:</Text><Provision><Label>(a)</Label><Text>red;</Text></Provision></Provision>"
        "<Provision><Label>19a</Label><Text>Bells.</Text></Provision><Provision><Label>□</Label><Text>tick</Text></Provision>",
        [("sch 1 para 1", "1 Lamps:"), ("sch 1 para 1(a)", "(a) red;"), ("sch 1 para 19a", "19a Bells."), ("sch 1", "□ tick")],
    ),
    "items inside items": (
        "<Provision><Label>2.</Label><Text>Lamps:</Text><Provision><Label>1</Label><Text>red;</Text></Provision></Provision>",
        [("sch 1 para 2", "2. Lamps:"), ("sch 1 para 2(1)", "1 red;")],
    ),
    "levels of the schedule itself": ("<Provision><Label>(b)</Label><Text>Red.</Text></Provision>", [("sch 1(b)", "(b) Red.")]),
    "parts": (
        "<Group><GroupHeading format-ref='group1-part'><Label>PART II</Label><TitleText>Bells</TitleText></GroupHeading>"
        "<Provision><Text>Loud.</Text></Provision><Provision><Label>3</Label><Text>Brass.</Text></Provision>"
        "<Provision><Label>(a)</Label><Text>Old.</Text></Provision></Group>",
        [("sch 1 Part II", "Loud."), ("sch 1 Part II para 3", "3 Brass."), ("sch 1 Part II para a", "(a) Old.")],
    ),
    "articles run through parts": (
        "<Group><GroupHeading format-ref='group1-part'><Label>PART I</Label></GroupHeading><Group><GroupHeading format-ref='group2-division'>"
        "<TitleText>Article 3</TitleText></GroupHeading><Provision><Text>Ships.</Text><Provision><Label>(1)</Label><Text>Large.</Text></Provision></Provision>"
        "</Group><Provision><Text>End.</Text></Provision></Group>",
        [("sch 1 art 3", "Ships."), ("sch 1 art 3(1)", "(1) Large."), ("sch 1 Part I", "End.")],
    ),
    "clauses of a standard": (
        "<GroupHeading format-ref='group1-part'><TitleText>4.1 Accountability</TitleText></GroupHeading><Provision><Text>Someone answers.</Text></Provision>"
        "<Provision><Text><Emphasis style='bold'>4.1.1</Emphasis></Text><Provision><Text>By name:</Text>"
        "<Provision><Label>(a)</Label><Text>one.</Text></Provision></Provision></Provision><Provision><Text>Or two.</Text></Provision>",
        [("sch 1 para 4.1", "Someone answers."), ("sch 1 para 4.1.1", "4.1.1 By name:"), ("sch 1 para 4.1.1(a)", "(a) one."), ("sch 1 para 4.1", "Or two.")],
    ),
    "sections of an agreement": (
        "<BillPiece><Preamble><Provision><Text>Whereas.</Text></Provision></Preamble><Section><Label>4</Label><Text>Agreed.</Text></Section></BillPiece>",
        [("sch 1 preamble", "Whereas."), ("sch 1 s 4", "4 Agreed.")],
    ),
}


@pytest.mark.parametrize(("content", "expected"), GROUPS.values(), ids=GROUPS)
def test_items_of_a_schedule(content: str, expected: list[tuple[str, str]]) -> None:
    assert words(read(ITEMS.format(content))) == expected


def test_words_that_come_back_to_a_place_after_others_are_told_as_its_continuation() -> None:
    places = [(place, heading) for place, heading, _ in told(read(ITEMS.format(GROUPS["clauses of a standard"][0])))]
    assert places[0] == ("sch 1 para 4.1", "4.1 Accountability")
    assert places[-1] == ("sch 1 para 4.1", "4.1 Accountability (continued)")


def test_sections_of_the_only_schedule_are_cited_as_sections() -> None:
    content = "<Schedule><BillPiece><Section><Label>4</Label><Text>Agreed.</Text></Section></BillPiece></Schedule>"
    assert words(read(content)) == [("sch s 4", "4 Agreed.")]


def test_the_same_number_twice_is_two_places() -> None:
    section = "<Section><MarginalNote>Lamp</MarginalNote><Label>3</Label><Subsection><Label>(1)</Label><Text>{}.</Text></Subsection></Section>"
    document = body(section.format("Red") + section.format("Green"))
    assert told(document) == [("s 3(1)", "Lamp", "3 (1) Red."), ("s 3(1)", "Lamp (place 2 of this number)", "3 (1) Green.")]
    assert document.notes == ("S.C. 2019, c. 7, s 3 is the number of more than one place in this text", document.notes[1])


LABELS = {
    "range": ("52 to 57", "s 52-57"),
    "pair": ("58 and 59", "s 58-59"),
    "decimal": ("83.01", "s 83.01"),
    "letters": ("B.01.508", "s B.01.508"),
    "footnote mark": ('<FootnoteRef idref="x">*</FootnoteRef>72', "s 72"),
    "full stop": ("9.", "s 9"),
}


@pytest.mark.parametrize(("label", "place"), LABELS.values(), ids=LABELS)
def test_labels_of_sections(label: str, place: str) -> None:
    assert words(body(f"<Section><Label>{label}</Label><Text>Lamps.</Text></Section>"))[0][0] == place


def test_a_range_leaves_no_gap() -> None:
    sections = "".join(f"<Section><Label>{n}</Label><Text>[Amendments]</Text></Section>" for n in ("1", "2 to 5", "6 and 7", "9"))
    assert body(sections).notes == ("sections: the text has no 8",)


def test_what_has_no_number_of_its_own_belongs_to_what_it_stands_in() -> None:
    unreadable = "<Section><Label>One bis</Label><Paragraph><Label>(a)</Label><Text>Lamps.</Text></Paragraph></Section>"
    long = "<Section><Label>2</Label><Text>In</Text><Paragraph><Label>(xxxviii.1)</Label><Text>lamps.</Text></Paragraph></Section>"
    headed = "<Section><MarginalNote>Bells</MarginalNote><Text>Loud.</Text></Section>"
    document = body(unreadable + long + headed)
    assert told(document) == [
        ("S.C. 2019, c. 7", "", "One bis (a) Lamps."),
        ("s 2", "", "2 In\n(xxxviii.1) lamps."),
        ("S.C. 2019, c. 7", "Bells", "Loud."),
    ]


def test_a_label_without_words_is_no_provision() -> None:
    content = "<Section><Label>3</Label><Subsection><MarginalNote>Fog</MarginalNote><Label>(1)</Label><Text>Bells.</Text></Subsection></Section>"
    document = body(content + "<Section><Label>4</Label></Section>")
    assert words(document) == [("s 3(1)", "(1) Bells.")]
    assert [pair for pair in skipped(document) if pair[1] == "number"] == [("3", "number"), ("4", "number")]


BELL = "<MarginalNote>Bell</MarginalNote><Label>9</Label><Text>It rings.</Text>"
QUOTED = {
    "amendment": f"<AmendedText><Section>{BELL}</Section></AmendedText>",
    "reads as": f"<ReadAsText><Subsection>{BELL}</Subsection></ReadAsText>",
    "quoted": f"<QuotedText><Provision>{BELL}</Provision></QuotedText>",
    "under a heading": (
        "<AmendedText><Heading level='1'><TitleText>Bell</TitleText></Heading><Section><Label>9</Label><Text>It rings.</Text></Section></AmendedText>"
    ),
}


@pytest.mark.parametrize("quoted", QUOTED.values(), ids=QUOTED)
def test_a_law_that_is_quoted_belongs_to_the_law_that_quotes_it(quoted: str) -> None:
    document = body(f"<Section><Label>3</Label><Text>The Bell Act reads:</Text>{quoted}</Section>")
    assert words(document) == [("s 3", "3 The Bell Act reads:\nBell\n9 It rings.")]


WAITING = """<Schedule {id}><ScheduleFormHeading><TitleText>{title}</TitleText></ScheduleFormHeading><BillPiece><RelatedOrNotInForce>
<Heading level="5"><TitleText>— 2026, c. 3, s. 4</TitleText></Heading>
<Section><Label>4</Label><Text>Section 1 is replaced:</Text>
<AmendedText><Section><Label>1</Label><Text>Lamps are green.</Text></Section></AmendedText></Section>
</RelatedOrNotInForce></BillPiece></Schedule>"""
GREEN = "<Section><Label>4</Label><Text>Lamps are green.</Text></Section>"
RELATED = "related provision of another law"
APART = {
    "not in force, by its id": (WAITING.format(id='id="NifProvs"', title="WAITING"), "not in force"),
    "not in force, by its title": (WAITING.format(id="", title="AMENDMENTS NOT IN FORCE"), "not in force"),
    "not in force, French": (WAITING.format(id="", title="MODIFICATIONS NON EN VIGUEUR"), "not in force"),
    "related, by its id": (WAITING.format(id='id="RelatedProvs"', title="OTHERS"), RELATED),
    "related, by its title": (WAITING.format(id="", title="DISPOSITIONS CONNEXES"), RELATED),
    "not in force, older element": (f"<NotInForceProvisions><SourceText>{GREEN}</SourceText></NotInForceProvisions>", "not in force"),
    "related, older element": (f"<RelatedProvisions><SourceText>{GREEN}</SourceText></RelatedProvisions>", RELATED),
    "unnamed": (f"<BillPiece><RelatedOrNotInForce>{GREEN}</RelatedOrNotInForce></BillPiece>", "not in force or of another law"),
}


@pytest.mark.parametrize(("content", "reason"), APART.values(), ids=APART)
def test_what_is_not_law_in_force_can_never_be_cited(content: str, reason: str) -> None:
    document = read("<Body><Section><Label>1</Label><Text>Lamps are red.</Text></Section></Body>" + content)
    assert words(document) == [("s 1", "1 Lamps are red.")]
    assert {why for text, why in skipped(document)[2:]} == {reason}
    assert "Lamps are green." in skipped(document)[-1][0]
    assert document.notes == (f"what is {reason} stands apart in this text and is in no place that can be cited",)


MARKED = {
    "section": '<Section in-force="no"><MarginalNote>Green</MarginalNote><Label>2</Label><Text>Green.</Text></Section>',
    "schedule": '<Schedule in-force="no"><ScheduleFormHeading><Label>SCHEDULE</Label></ScheduleFormHeading><Text>Green.</Text></Schedule>',
    "heading": '<Heading level="1" in-force="no"><TitleText>Green.</TitleText></Heading>',
}


@pytest.mark.parametrize("part", MARKED.values(), ids=MARKED)
def test_a_part_that_is_marked_as_not_in_force_can_never_be_cited(part: str) -> None:
    document = body(f"<Section><Label>1</Label><Text>Red.</Text></Section>{part}")
    assert words(document) == [("s 1", "1 Red.")]
    assert {why for _, why in skipped(document)[2:]} == {"not in force"}


def test_a_whole_act_that_is_not_in_force_says_so() -> None:
    document = body("<Section><Label>1</Label><Text>Red.</Text></Section>", attributes='in-force="no"')
    assert document.source.title == "Harbour Lamps Act (not in force)"
    assert document.provisions[0].path == ("Harbour Lamps Act (not in force)", "Not in force")
    assert document.notes == ("this text is not in force",)


def test_a_repealed_act_keeps_its_words() -> None:
    assert words(read("<Repealed>[Repealed, 2024, c. 2]</Repealed>")) == [("S.C. 2019, c. 7", "[Repealed, 2024, c. 2]")]


LINES = {
    "footnote mark": ("<Text>Lamp<FootnoteRef idref='x'>1</FootnoteRef>, red <FootnoteRef idref='y'>2</FootnoteRef>bell.</Text>", "Lamp, red bell."),
    "footnote": ("<Text>Lamp.</Text><Footnote><Label>*</Label><Text>[Note: in force.]</Text></Footnote>", "Lamp.\n* [Note: in force.]"),
    "inline": ("<Text>a <XRefExternal>Bell</XRefExternal>’s <Language xml:lang='la'>vox</Language>; <New>news</New>paper.</Text>", "a Bell’s vox; newspaper."),
    "line break": ("<Text>Lamp<LineBreak/>bell.</Text>", "Lamp bell."),
    "blanks": ("<Text>Lamp\n   bell .</Text>", "Lamp bell ."),
    "leader": ("<Text>Date <Leader leader='dot'/>, place</Text>", "Date , place"),
    "power": ("<Text>10<Sup>-3</Sup> m<Sup>2</Sup>, 1<Sup>er</Sup></Text>", "10^-3 m2, 1er"),
    "fraction": ("<Text>take <Fraction><Numerator>A + B</Numerator><Denominator>C</Denominator></Fraction></Text>", "take A + B/C"),
    "MathML": (
        "<MathMLBlock><math xmlns='http://www.w3.org/1998/Math/MathML'><mfrac><mi>A</mi><mn>2</mn></mfrac><msup><mi>x</mi><mn>3</mn></msup></math></MathMLBlock>",
        "A/2x^3",
    ),
    "date": ("<Text>on <Date><YYYY>2025</YYYY><MM>3</MM><DD>9</DD></Date>.</Text>", "on 2025-3-9."),
    "formula": (
        "<FormulaGroup><Formula><FormulaText>A × B</FormulaText></Formula><FormulaConnector>where</FormulaConnector>"
        "<FormulaDefinition><FormulaTerm>A</FormulaTerm><Text>is oil,</Text><FormulaParagraph><Label>(a)</Label><Text>whale.</Text>"
        "</FormulaParagraph></FormulaDefinition></FormulaGroup>",
        "A × B\nwhere\nA is oil,\n(a) whale.",
    ),
    "list": ("<List><Item><Label>(a)</Label><Text>oil</Text></Item><Item><Text>gas</Text></Item></List>", "(a) oil\ngas"),
    "signature": ("<SignatureBlock><SignatureLine>X<Leader/></SignatureLine><SignatureName>Keeper</SignatureName></SignatureBlock>", "X\nKeeper"),
    "image": ("<ImageGroup><Caption>A lamp</Caption><AlternateText>A red lamp</AlternateText><Image source='x.png'/></ImageGroup>", "A lamp\nA red lamp"),
    "bilingual": ("<BilingualGroup><BilingualItemEn>Lamp</BilingualItemEn><BilingualItemFr>Feu</BilingualItemFr></BilingualGroup>", "Lamp\nFeu"),
    "deleted": ("<Text>Lamp<Del>s</Del>.</Text>", "Lamp."),
    "unknown block": ("<Novelty><Inner>Lamp.</Inner>Bell.</Novelty>", "Lamp.\nBell."),
    "table": (
        "<TableGroup><table><title>Lamps</title><tgroup><thead><row><entry/><entry>Colour</entry></row></thead><tbody><row><entry><Provision><Label>1</Label>"
        "<Text>North</Text></Provision><Provision><Text>pier</Text></Provision></entry><entry>red<FootnoteRef>a</FootnoteRef></entry></row><row><entry/><entry/></row>"
        "<row><entry><BilingualGroup><BilingualItemEn>Lamp</BilingualItemEn><BilingualItemFr>Feu</BilingualItemFr></BilingualGroup></entry></row></tbody></tgroup></table></TableGroup>",
        "Lamps\n| Colour\n1 North pier | red\nLamp / Feu",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "lines"), LINES.values(), ids=LINES)
def test_words_read_as_they_are_printed(content: str, lines: str) -> None:
    assert words(body(f"<Section><Label>3</Label><Text>On</Text>{content}</Section>")) == [("s 3", f"3 On\n{lines}")]


def test_a_note_of_history_beside_a_heading_is_no_part_of_it() -> None:
    document = body("<Section><MarginalNote>Bell <HistoricalNote>[2025]</HistoricalNote></MarginalNote><Label>3</Label><Text>Old.</Text></Section>")
    assert told(document) == [("s 3", "Bell", "3 Old.")]
    assert skipped(document)[2:] == [("Bell [2025]", "heading")]


def test_amendments_of_late_are_history() -> None:
    recent = (
        "<RecentAmendments><Amendment><AmendmentCitation>2025, c. 1</AmendmentCitation><AmendmentDate>2025-02-01</AmendmentDate></Amendment></RecentAmendments>"
    )
    document = read(f"<Body><Section><Label>1</Label><Text>Red.</Text></Section></Body>{recent}")
    assert skipped(document)[-1] == ("2025, c. 1 2025-02-01", "history")


@pytest.mark.parametrize("day", ["", "31-12-2025"], ids=["none", "not a date"])
def test_a_date_that_cannot_be_read_is_unknown(day: str) -> None:
    data = xml("<Body><Section><Label>1</Label><Text>Red.</Text></Section></Body>").replace(b"2025-02-01", day.encode()).replace(b"2025-04-02", day.encode())
    source = parse_justice(data, make_origin("H-2.5.xml", modified=date(2025, 6, 7))).source
    assert (source.text_as_of, source.valid_from) == (date(2025, 6, 7), date(2025, 3, 9))


REFUSED = {
    "no words": (xml("<Body/>", head=""), "holds no text that could be cited"),
    "cut off": (xml(f"<Body>{SECTION}</Body>")[:-300], "not well-formed"),
    "not XML": (b"Lamps", "not well-formed"),
}


@pytest.mark.parametrize(("data", "fault"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(ParseError, match=fault):
        parse_justice(data, make_origin("H-2.5.xml"))


BLOCKS = """Section Subsection Paragraph Provision Group GroupHeading Heading Schedule ScheduleFormHeading FormGroup Definition AmendedText
HistoricalNote MarginalNote Label Text TitleText Footnote BilingualGroup BilingualItemEn TableGroup row entry FormulaTerm ImageGroup RelatedOrNotInForce
Preamble Repealed Novelty Emphasis DefinedTermEn FootnoteRef Fraction Denominator Sup LineBreak HistoricalNoteSubItem Identification""".split()


def nested(chance: random.Random, depth: int) -> str:
    if not depth or chance.random() < 0.25:
        return chance.choice(["", " ", "lamp ", " bell,", "10", "(a)", "SCHEDULE 1", "4.1.1", "PART I"])
    name = chance.choice(BLOCKS)
    state = ' in-force="no"' if chance.random() < 0.05 else ""
    return f"<{name}{state}>{''.join(nested(chance, depth - 1) for _ in range(chance.randint(0, 4)))}</{name}>"


@pytest.mark.parametrize("seed", range(60))
def test_any_nesting_of_elements_is_read_whole(seed: int) -> None:
    chance = random.Random(seed)
    content = "<Section><Label>1</Label><Text>Red.</Text></Section>" + "".join(nested(chance, 7) for _ in range(8))
    document = body(content)
    found = passages(document)
    assert len({p.id for p in found}) == len(found)


SHARED = ROOT.parent / "shared"
REAL = sorted([*SHARED.glob("corpus/canada-*/*.xml"), *SHARED.glob("samples/justca_*.xml")])
needs_real = pytest.mark.skipif(not REAL, reason="../shared with the real files is not here")
each_real = pytest.mark.parametrize("path", REAL or [None], ids=[p.name for p in REAL] or ["../shared"])


def real(path: Path, data: bytes | None = None) -> Document:
    return parse_justice(path.read_bytes() if data is None else data, make_origin(path.name))


@needs_real
@each_real
def test_a_real_file_is_read_whole_and_the_same_way_twice(path: Path) -> None:
    document = real(path)
    assert document == real(path)
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)
    found = passages(document)
    assert len({p.id for p in found}) == len(found)
    skipped_characters = sum(end - start for start, end, _ in document.skipped)
    assert skipped_characters < len(document.text) / 5


@needs_real
def test_the_two_languages_of_an_act_have_the_same_numbers() -> None:
    english, french = (real(SHARED / name) for name in ("corpus/canada-i-20.7/I-20.7.xml", "samples/justca_fra_I-20.7.xml"))
    assert (english.source.citation, french.source.citation) == ("S.C. 2011, c. 4", "L.C. 2011, ch. 4")
    numbers = [[(p.pinpoint.locators[0].number, p.pinpoint.locators[0].subs) for p in document.provisions] for document in (english, french)]
    assert set(numbers[0]) == set(numbers[1])
    assert len(numbers[0]) == len(numbers[1])
    assert {p.pinpoint.locators[0].unit for p in french.provisions} == {"art"}


PLACES = {
    "I-20.7.xml": ("S.C. 2011, c. 4", date(2025, 10, 10), ["s 1(1)", "s 2", "s 10(b)(iii)", "s 13"]),
    "SOR-2011-292.xml": ("SOR/2011-292", date(2018, 11, 23), ["s 1", "s 2", "s 4(b)(iii)"]),
    "P-8.6.xml": ("S.C. 2000, c. 5", date(2025, 3, 4), ["s 7(3)(c.1)(ii)", "s 52-57", "sch 1 para 4.3.7(d)", "sch 2"]),
    "justca_A-10.6.xml": ("S.C. 1930, c. 3", date(2003, 1, 1), ["s 2", "sch para 19a"]),
}


@needs_real
@pytest.mark.parametrize("name", PLACES)
def test_a_real_file_has_the_places_that_are_cited(name: str) -> None:
    work, valid_from, places = PLACES[name]
    document = real(next(p for p in REAL if p.name == name))
    assert (document.source.citation, document.source.valid_from) == (work, valid_from)
    assert {f"{work}, {place}" for place in places} <= {str(p.pinpoint) for p in document.provisions}


@needs_real
def test_no_place_of_a_real_act_tells_what_is_not_in_force() -> None:
    document = real(SHARED / "corpus/canada-pipeda/P-8.6.xml")
    waiting = [document.text[start:end] for start, end, reason in document.skipped if reason == "not in force"]
    assert any(text.startswith("10.4 ") for text in waiting)
    assert not any("s 10.4" in str(p.pinpoint) or "data mobility framework" in document.text[p.start : p.end] for p in document.provisions)


@needs_real
@each_real
def test_a_damaged_copy_of_a_real_file_is_covered_or_refused(path: Path) -> None:
    data = path.read_bytes()
    for seed in range(100):
        chance = random.Random(seed)
        at, length = chance.randrange(len(data)), chance.randint(1, 2_000)
        noise = bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
        copy = (data[:at], data[:at] + noise + data[at + 8 :], data[:at] + data[at + length :], data[: at + length] + data[at:])[seed % 4]
        started = time.monotonic()
        try:
            assert real(path, copy).text
        except ParseError as error:
            assert not isinstance(error, CoverageError) or "report this file" not in str(error)  # noqa: PT017
        assert time.monotonic() - started < 10
