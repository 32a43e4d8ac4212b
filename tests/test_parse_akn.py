"""Akoma Ntoso, the format of Kenya Law and others: an invented harbour law in the shapes that its publishers use."""

from __future__ import annotations

import gzip
import random
from datetime import date

import pytest

from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import CoverageError, ParseError
from ingest.formats import parse_file
from ingest.parse_akn import parse_akn
from ingest.pinpoint import Pinpoint
from tests.factories import make_origin

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
KENYA = "/akn/ke/act/2018/5"


def metadata(uri: str = KENYA, title: str = "Buoys and Lamps Act", day: str = "2025-11-04", work: str = "", more: str = "", language: str = "eng") -> str:
    alias = f'<FRBRalias value="{title}" name="title"/>' if title else ""
    expression = f'<FRBRuri value="{uri}/{language}@{day}"/><FRBRdate date="{day}" name="Generation"/>' if day else ""
    return (
        f'<meta><identification source="#x"><FRBRWork><FRBRthis value="{uri}/!main"/><FRBRuri value="{uri}"/>{alias}{work}</FRBRWork>'
        f'<FRBRExpression>{expression}<FRBRlanguage language="{language}"/></FRBRExpression>'
        f'<FRBRManifestation><FRBRauthor href="#printer"/></FRBRManifestation></identification>{more}</meta>'
    )


def file(inner: str, namespace: str = NAMESPACE) -> bytes:
    return f'<akomaNtoso xmlns="{namespace}">{inner}</akomaNtoso>'.encode()


def act(body: str, meta: str | None = None, before: str = "", after: str = "", name: str = "act") -> bytes:
    return file(f"<{name}>{metadata() if meta is None else meta}{before}<body>{body}</body>{after}</{name}>")


def read(data: bytes) -> Document:
    return parse_akn(data, make_origin("law.xml"))


def told(document: Document) -> list[tuple[str, str]]:
    """Each provision's place within the work, and its words."""
    work = document.source.citation
    return [(str(p.pinpoint).removeprefix(work).removeprefix(", "), document.text[p.start : p.end]) for p in document.provisions]


def headed(document: Document) -> list[tuple[str, str, tuple[str, ...]]]:
    work = document.source.citation
    return [(str(p.pinpoint).removeprefix(work).removeprefix(", "), p.heading, p.path[1:]) for p in document.provisions]


def skipped(document: Document) -> list[tuple[str, str]]:
    return [(document.text[start:end], reason) for start, end, reason in document.skipped]


def p(words: str) -> str:
    return f"<content><p>{words}</p></content>"


def unit(name: str, number: str, inner: str, heading: str = "", attributes: str = "") -> str:
    title = f"<heading>{heading}</heading>" if heading else ""
    return f"<{name} {attributes}><num>{number}</num>{title}{inner}</{name}>"


DUTIES = unit(
    "section",
    "6.",
    unit(
        "subsection",
        "(1)",
        "<intro><p>The Committee shall—</p></intro>"
        + unit("paragraph", "(a)", p("count the buoys;"))
        + unit("paragraph", "(ja)", p('close a <term refersTo="#pier">pier</term>; or'))
        + unit("paragraph", "(k)", "<intro><p>buy—</p></intro>" + unit("subparagraph", "(i)", p("oil; and")) + unit("subparagraph", "(ii)", p("rope,")))
        + "<wrapUp><p>and shall report.</p></wrapUp>",
    )
    + unit("subsection", "(2)", p("It sits by the sea.")),
    "Functions of the Committee",
    'eId="part_II__sec_6"',
)


ITEM = unit("paragraph", "1.", unit("subparagraph", "(1)", p("A fee is due.")))


# Places and words


def test_numbered_units_are_places_to_the_finest_level() -> None:
    document = read(act(DUTIES))
    assert told(document) == [
        ("s 6(1)", "(1) The Committee shall—"),
        ("s 6(1)(a)", "(a) count the buoys;"),
        ("s 6(1)(ja)", "(ja) close a pier; or"),
        ("s 6(1)(k)", "(k) buy—"),
        ("s 6(1)(k)(i)", "(i) oil; and"),
        ("s 6(1)(k)(ii)", "(ii) rope,"),
        ("s 6(1)", "and shall report."),
        ("s 6(2)", "(2) It sits by the sea."),
    ]
    assert str(document.provisions[2].pinpoint) == "Buoys and Lamps Act 2018 (Kenya), s 6(1)(ja)"
    assert {q.heading for q in document.provisions} == {"Functions of the Committee"}
    assert skipped(document) == [("6. Functions of the Committee", "heading")]


@pytest.mark.parametrize(
    ("inner", "places"),
    [
        (unit("section", "3.", unit("paragraph", "3.1", p("One.") + unit("subparagraph", "3.1.2", p("Two.")))), ["s 3.1", "s 3.1.2"]),
        (unit("article", "Article 5", unit("paragraph", "1.", p("One.") + unit("point", "(a)", p("Two.")))), ["art 5(1)", "art 5(1)(a)"]),
        (unit("article", "Art. 5º", p("One.")), ["art 5"]),
        (unit("rule", "7.", p("One.")), ["reg 7"]),
        (unit("clause", "2.", p("One.")), ["s 2"]),
        (unit("section", "§ 4A", p("One.")), ["s 4A"]),
        (unit("paragraph", "9.", p("One.")), ["para 9"]),
        (unit("level", "12.", unit("level", "(b)", p("One."))), ["para 12(b)"]),
        (unit('hcontainer name="regulation"', "3.", p("One.")).replace("/hcontainer name", "/hcontainer x"), ["reg 3"]),
        ('<section eId="sec_8"><heading>Ropes</heading><content><p>One.</p></content></section>', ["s 8"]),
        ("<p><num>4</num> A court sat.</p>", ["para 4"]),
        (unit("subsection", "(a)", p("A letter alone numbers no section.")), [""]),
        (unit("item", "•", unit("item", "(1)", p("What a mark numbers has no place."))), [""]),
        (unit("section", "1.", unit("paragraph", "•", unit("subparagraph", "(1)", p("One.")))), ["s 1"]),
    ],
)
def test_the_kind_of_unit_says_how_it_is_cited(inner: str, places: list[str]) -> None:
    inner = inner.replace('</hcontainer x="regulation">', "</hcontainer>")
    work = "Buoys and Lamps Act 2018 (Kenya)"
    assert [place.removeprefix(work) for place, _ in told(read(act(inner)))] == places


def test_parts_and_headings_between_sections_stand_above_them() -> None:
    inner = f"<crossHeading>Ropes</crossHeading>{unit('section', '7.', p('Dry.'), 'Care')}"
    group = f'<hcontainer name="crossheading"><heading>Nets</heading>{unit("section", "8.", p("Wide."))}</hcontainer>'
    part = unit("part", "II", f"<p>Of ropes and nets.</p>{group}{inner}", "Tackle")
    bare = unit("chapter", "CHAPTER 3", unit("section", "9.", p("Long.")))
    document = read(act(part + bare + '<hcontainer name="crossheading"><heading>Bells</heading></hcontainer>' + unit("section", "10.", p("Loud."))))
    assert headed(document) == [
        ("Part II", "Part II Tackle", ()),
        ("s 8", "", ("Part II Tackle", "Nets")),
        ("s 7", "Care", ("Part II Tackle", "Ropes")),
        ("s 9", "", ("CHAPTER 3",)),
        ("s 10", "", ("Bells",)),
    ]
    assert [words for words, reason in skipped(document) if reason == "heading"] == ["II Tackle", "Nets", "Ropes", "7. Care", "CHAPTER 3", "Bells"]


@pytest.mark.parametrize(
    ("kind", "numbers", "places"),
    [
        ("part", ("Part I", "Part II"), ["Part I s 1", "Part II s 1"]),
        ("chapter", ("1", "2"), ["Chapter 1 s 1", "Chapter 2 s 1"]),
        ("article", ("Article I", "Article II"), ["art I s 1", "art II s 1"]),
        ("title", ("Title I", "Title II"), ["s 1", "s 1"]),
    ],
)
def test_sections_that_begin_anew_at_1_are_cited_with_what_they_begin_anew_in(kind: str, numbers: tuple[str, str], places: list[str]) -> None:
    inner = "".join(unit(kind, number, unit("section", "1.", p(f"Pier {number}."))) for number in numbers)
    document = read(act(inner))
    assert [place for place, _ in told(document)] == places
    assert any("more than one place" in note for note in document.notes) == (kind == "title")


def test_sections_of_a_treaty_group_its_articles() -> None:
    inner = unit("section", "Section 1", unit("article", "Article 1", p("Lamps."), "Scope"), "General")
    document = read(act(inner))
    assert headed(document) == [("art 1", "Scope", ("Section 1 General",))]


def test_a_number_after_its_heading_stands_before_its_words() -> None:
    document = read(act("<section><heading>Nets</heading><num>2.</num><content><p>A net is wide.</p></content></section>"))
    assert (told(document), document.provisions[0].heading) == ([("s 2", "2. A net is wide.")], "Nets")


def test_an_empty_heading_heads_nothing() -> None:
    document = read(act("<section><num>2.</num><heading/><content><p>A net is wide.</p></content></section>"))
    assert told(document) == [("s 2", "2. A net is wide.")]


def test_lists_inside_a_subsection_go_on_numbering() -> None:
    inner = (
        "<blockList><listIntroduction>wide and—</listIntroduction><item><num>(i)</num><p>blue; or</p></item><item><num>(ii)</num><p>red,</p></item></blockList>"
    )
    outer = f"<blockList><listIntroduction>A net is—</listIntroduction><item><num>(a)</num>{inner}</item><listWrapUp>and dry.</listWrapUp></blockList>"
    document = read(act(unit("section", "8.", unit("subsection", "(1)", f"<content>{outer}</content>"))))
    assert told(document) == [
        ("s 8(1)", "8. (1) A net is—"),
        ("s 8(1)(a)", "(a) wide and—"),
        ("s 8(1)(a)(i)", "(i) blue; or"),
        ("s 8(1)(a)(ii)", "(ii) red,"),
        ("s 8(1)", "and dry."),
    ]


def test_definitions_are_told_apart_by_their_terms_and_keep_their_numbers_as_words() -> None:
    item = "<item><num>(a)</num><p>a light; or</p></item><listWrapUp>no torch;</listWrapUp>"
    lamp = f'<blockList><listIntroduction>"<def>lamp</def>" means—</listIntroduction>{item}</blockList>'
    bell = '<hcontainer name="definition"><content><p>“bell” is a <def>lamp</def> of sound.</p></content></hcontainer>'
    body = f"<p>In this Act—</p><p>“<def>buoy</def>” means a mark;</p>{lamp}<p>A <def>net</def> is wide.</p>"
    document = read(act(unit("section", "2.", f"<content>{body}</content>{bell}", "Interpretation")))
    assert headed(document) == [
        ("s 2", "Interpretation", ()),
        ("s 2", "“buoy”", ("Interpretation",)),
        ("s 2", "“lamp”", ("Interpretation",)),
        ("s 2", "Interpretation", ()),
        ("s 2", "“bell”", ("Interpretation",)),
    ]
    assert told(document)[2] == ("s 2", '"lamp" means—\n(a) a light; or\nno torch;')


NOTE = "<authorialNote marker='1'><p>See the map.</p></authorialNote>"
NOTED = [("1 See the map.", "footnote")]
ITEMS = unit("paragraph", "(a)", p("a light; or")) + unit("paragraph", "(b)", p("a torch;"))
LAMP = "<p>“<def>lamp</def>” means—</p>"


@pytest.mark.parametrize(
    "definition",
    [
        f'<hcontainer name="definition"><intro><p><term>lamp</term> means—</p></intro>{ITEMS}</hcontainer>',
        f'<hcontainer name="definition"><intro><p><b>lamp</b> means—</p></intro>{ITEMS}</hcontainer>',
        f'<hcontainer name="definition"><intro><p>a big <def>lamp</def> means—</p></intro>{ITEMS}</hcontainer>',
        f"<paragraph><intro>{LAMP}</intro>{ITEMS}</paragraph>",
        f"<paragraph><intro><p>“<term>lamp</term>” means—</p></intro>{ITEMS}</paragraph>",
        f"<level><intro><p>“lamp” means—</p></intro>{ITEMS}<wrapUp><p>but no bell;</p></wrapUp></level>",
        f"<list><intro>{LAMP}</intro>{ITEMS.replace('paragraph', 'point')}</list>",
        f"<paragraph><content>{LAMP}</content></paragraph>{ITEMS}",
        f'<hcontainer name="definition"><content>{LAMP}</content></hcontainer>{ITEMS}',
        f'<hcontainer name="definition"><content>{LAMP}</content></hcontainer>{NOTE}{ITEMS}',
        f'<hcontainer name="definition"><content>{LAMP}</content></hcontainer><list>{ITEMS}</list>',
        f"<paragraph><content>{LAMP}<blockList><item><num>(a)</num><p>a light.</p></item></blockList></content></paragraph>",
    ],
)
def test_items_of_a_definition_are_no_paragraphs_of_the_section(definition: str) -> None:
    own = unit("paragraph", "(a)", p("what the section says itself."))
    section = unit("section", "2.", f"<intro><p>In this Act—</p></intro>{definition}{own}", "Interpretation")
    document = read(act(section))
    heads = [(place, heading) for place, heading, _ in headed(document)]
    assert list(dict.fromkeys(heads)) == [("s 2", "Interpretation"), ("s 2", "“lamp”"), ("s 2(a)", "Interpretation")]
    assert told(document)[-1] == ("s 2(a)", "(a) what the section says itself.")


@pytest.mark.parametrize(
    "inner",
    [
        f"<intro>{LAMP}</intro>{ITEMS}",  # the definition is the whole subsection
        f"<intro><p>A keeper of a <term>lamp</term> shall buy—</p></intro>{ITEMS}",
        f"<intro><p>“lamp” or bell, whichever rings—</p></intro>{ITEMS}",
    ],
)
def test_items_of_a_subsection_that_defines_one_term_are_its_own(inner: str) -> None:
    document = read(act(unit("section", "2.", unit("subsection", "(3)", inner))))
    assert [place for place, _ in told(document)] == ["s 2(3)", "s 2(3)(a)", "s 2(3)(b)"]


def test_quoted_text_belongs_to_the_quoting_place_with_its_quotation_marks() -> None:
    quoted = f'<quotedStructure startQuote="“" endQuote="”">{unit("section", "4A.", p("A rope is dry"), "Ropes")}</quotedStructure>'
    printed = f'<embeddedStructure startQuote="“">{unit("section", "4B.", p("Or wet.”"))}</embeddedStructure>'
    words = f'insert—{quoted}; and <quotedText startQuote="‘" endQuote="’">lamp</quotedText> below {printed}'
    document = read(act(unit("section", "6.", p(words))))
    assert told(document) == [("s 6", "6. insert—\n“4A. Ropes\nA rope is dry”; and ‘lamp’ below\n“4B. Or wet.”")]


def test_a_quoted_document_makes_no_places() -> None:
    head = "<preamble><citations><citation><p>Having regard to lamps,</p></citation></citations></preamble>"
    schedule = f'<hcontainer name="schedule"><num>SCHEDULE 1</num><heading>Fees</heading>{ITEM}</hcontainer>'
    words = f"<p>insert—</p><quotedStructure>{head}<body>{DUTIES}</body>{schedule}</quotedStructure>"
    assert {place for place, _ in told(read(act(unit("section", "6.", f"<content>{words}</content>"))))} == {"s 6"}


def test_a_table_row_is_a_line_of_its_place() -> None:
    table = "<table><tr><th><p>Net</p></th><th>Fee</th></tr><tr><td><p>Wide</p><p>and dry</p></td><td><p>5,<br/>000</p></td></tr></table>"
    assert told(read(act(unit("section", "6.", f"<content><p>Fees:</p>{table}</content>")))) == [("s 6", "6. Fees:\nNet Fee\nWide\nand dry 5, 000")]


def test_words_of_unknown_elements_are_kept_where_they_stand() -> None:
    document = read(
        act(unit("section", "6.", "<content><p>A <glow>lamp</glow> burns.</p><lagoon>It is <b>red</b>.</lagoon></content><ol><li value='1'>Oil</li></ol>"))
    )
    assert told(document) == [("s 6", "6. A lamp burns.\nIt is red.\n1. Oil")]


def test_images_and_formulas_are_noted() -> None:
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>a</mi><mo>+</mo><mn>1</mn></math>'
    document = read(act(unit("section", "6.", p(f'A form <img src="x"/> of {formula}.'))))
    assert told(document) == [("s 6", "6. A form of a+1.")]
    assert document.notes == (
        "this text leaves out 1 images, such as forms or maps; see the official page",
        "formulas are given as a row of signs; see the official page for their form",
    )


# Notes and remarks


@pytest.mark.parametrize(
    ("words", "text", "omitted"),
    [
        ("A pier <noteRef href='#n'>[1]</noteRef>is long.", "A pier is long.", "footnote mark"),
        ("A pier is long.<remark status='editorial'>[s. 6 amended]</remark>", "A pier is long.", "editorial remark"),
        ("A pier is <del>short</del><ins>long</ins>.", "A pier is long.", "struck out words"),
        ("<noteRef href='#n'>F1</noteRef>A pier is long.", "A pier is long.", "footnote mark"),
    ],
)
def test_notes_in_a_sentence_are_left_out_and_counted(words: str, text: str, omitted: str) -> None:
    document = read(act(unit("section", "6.", p(words)) + unit("section", "7.", p("Dry."))))
    assert told(document) == [("s 6", f"6. {text}"), ("s 7", "7. Dry.")]
    assert [reason for reason, _ in document.omitted] == [omitted]


def test_marks_at_a_number_or_heading_are_left_out() -> None:
    number = "<num><noteRef>F1</noteRef>1<noteRef>F2</noteRef></num>"
    document = read(act(f"<section>{number}<heading>Lamps</heading><content><p>Bright.</p></content></section>"))
    assert (told(document), skipped(document)) == ([("s 1", "Bright.")], [("1", "heading"), ("Lamps", "heading")])
    assert document.omitted == (("footnote mark", 4),)
    assert told(read(act(f"<section>{number}<content><p>Bright.</p></content></section>"))) == [("s 1", "1 Bright.")]
    split = "<num>1<noteRef>F1</noteRef>A<noteRef> </noteRef></num>"
    document = read(act(f"<section>{split}<content><p>Bright.</p><noteRef>F3</noteRef></content></section>"))
    assert (told(document), document.omitted) == ([("s 1A", "1\nA Bright.")], (("footnote mark", 4),))


@pytest.mark.parametrize(
    ("inner", "places", "asides"),
    [
        (f"<section><num>6.</num>{p(f'A pier<sup>{NOTE}</sup> is long.')}</section>", [("s 6", "6. A pier is long.")], NOTED),
        (f"<section><num>6{NOTE}</num>{p('A pier.')}</section>", [("s 6", "6 A pier.")], NOTED),
        (f"<section><num>6{NOTE}</num><heading>Piers{NOTE}</heading>{p('Long.')}</section>", [("s 6", "Long.")], [("6 Piers", "heading"), *NOTED, *NOTED]),
        (
            unit("section", "6.", f"<intro><p>A pier{NOTE} is—</p></intro>" + unit("paragraph", "(a)", p("long;")) + unit("paragraph", "(b)", p("wide."))),
            [("s 6", "6. A pier is—"), ("s 6(a)", "(a) long;"), ("s 6(b)", "(b) wide.")],
            NOTED,
        ),
        (unit("section", "6.", f"<content><table><tr><td><p>Net{NOTE}</p></td><td>5{NOTE}</td></tr></table></content>"), [("s 6", "6. Net 5")], NOTED * 2),
        (unit("section", "6.", f"<content>{NOTE}<p>Dry.</p></content>"), [("s 6", "6. Dry.")], NOTED),
        (unit("section", "6.", p("A pier<popup><p>* Old.</p></popup>.")), [("s 6", "6. A pier.")], [("* Old.", "footnote")]),
        (unit("section", "6.", p(f"A <def>pier</def><authorialNote><p>One{NOTE}.</p></authorialNote>.")), [("s 6", "6. A pier.")], None),
    ],
)
def test_notes_stand_behind_what_they_are_notes_to(inner: str, places: list[tuple[str, str]], asides: list[tuple[str, str]] | None) -> None:
    document = read(act(inner))
    assert told(document) == places
    assert asides is None or skipped(document) == asides
    assert document.omitted == ()


def test_a_note_between_units_stays_where_it_is() -> None:
    document = read(act(unit("section", "1.", p("Lit.")) + NOTE + unit("section", "2.", p("Dim."))))
    assert document.text == "1. Lit.\n1 See the map.\n2. Dim.\n"
    assert skipped(document) == NOTED


def test_notes_among_metadata_are_no_text() -> None:
    document = read(act(unit("section", "1.", p("Lit.")), metadata(more=f"<notes>{NOTE}</notes>")))
    assert (told(document), skipped(document)) == ([("s 1", "1. Lit.")], [])


def test_a_remark_on_its_own_stands_in_no_provision() -> None:
    document = read(act(unit("section", "6.", "<content><p>A pier is long.</p><p><remark>[s. 6 amended by Act 9.]</remark></p></content>")))
    assert skipped(document) == [("[s. 6 amended by Act 9.]", "editorial remark")]
    assert told(document) == [("s 6", "6. A pier is long.")]


@pytest.mark.parametrize(
    ("words", "standing"),
    [
        ("<remark>[section 6 repealed by Act No. 9 of 2020]</remark>", "repealed"),
        ("[Deleted by Act No. 9 of 2020, s. 3.]", "deleted"),
        (". . . . .", "repealed"),
        ("[A pier is long.]", ""),
        (f"[Lamps {'and bells ' * 50} are repealed.]", ""),
        ("Section 5 is repealed.", ""),
    ],
)
def test_a_unit_of_which_nothing_is_left_is_said_not_to_be_in_force(words: str, standing: str) -> None:
    document = read(act(unit("section", "6.", p(words), "Piers")))
    assert document.provisions[0].heading == (f"Piers ({standing})" if standing else "Piers")
    assert document.notes == ((f"s 6 is {standing} in this text",) if standing else ())


PERIODS = (
    '<lifecycle><eventRef eId="e1" date="2020-01-01"/><eventRef eId="e2" date="2030-01-01"/></lifecycle><temporalData>'
    '<temporalGroup eId="gone"><timeInterval end="#e1"/></temporalGroup><temporalGroup eId="coming"><timeInterval start="#e2"/></temporalGroup>'
    '<temporalGroup eId="now"><timeInterval start="#e1" end="#e2"/></temporalGroup></temporalData>'
)


@pytest.mark.parametrize(
    ("attributes", "standing"),
    [
        ('period="#gone"', "not in force since 2020-01-01"),
        ('period="#coming"', "not in force before 2030-01-01"),
        ('period="#now"', ""),
        ('period="#unknown"', ""),
        ('status="removed"', "removed"),
    ],
)
def test_attributes_say_what_is_not_in_force(attributes: str, standing: str) -> None:
    inner = unit("part", "Part 1", unit("section", "1.", p("Lit."), "Lamps"), attributes=attributes)
    document = read(act(inner, metadata(more=PERIODS)))
    assert document.provisions[0].heading == (f"Lamps ({standing})" if standing else "Lamps")
    assert document.notes == ((f"Part 1, s 1 are {standing} in this text",) if standing else ())


# Around the body


def test_head_and_end_matter_are_places_or_named_as_no_provision() -> None:
    before = (
        "<coverPage><p>Harbour House</p></coverPage><preface><p><docTitle>Lamps Act</docTitle></p><longTitle><p>An Act about lamps</p></longTitle></preface>"
    )
    recitals = "<citations><citation>Having regard</citation></citations><recitals><recital><num>(1)</num><p>Lamps burn.</p></recital></recitals>"
    preamble = f"<preamble><p>WHEREAS ships sail;</p>{recitals}<container><num>(9)</num><p>Be it enacted:</p></container></preamble>"
    contents = "<toc><tocItem>1. Lamps</tocItem></toc>"
    document = read(act(unit("section", "1.", p("Lit.")), before=before + contents + preamble, after="<conclusions><p>Signed</p></conclusions>"))
    assert told(document) == [
        ("preamble", "An Act about lamps"),
        ("preamble", "WHEREAS ships sail;\nHaving regard"),
        ("recital 1", "(1) Lamps burn."),
        ("preamble", "(9) Be it enacted:"),
        ("s 1", "1. Lit."),
    ]
    assert document.provisions[0].heading == "Long title"
    assert skipped(document) == [
        ("Harbour House", "cover page"),
        ("Lamps Act", "title page"),
        ("1. Lamps", "table of contents"),
        ("Signed", "signature and closing words"),
    ]


def attachment(heading: str, inner: str, name: str = "schedule", before: str = "") -> str:
    title = f"<heading>{heading}</heading><subheading>[Section 6]</subheading>" if heading else ""
    meta = f'<meta><identification><FRBRWork><FRBRthis value="{KENYA}/!{name}"/><FRBRuri value="{KENYA}"/></FRBRWork></identification></meta>'
    return f'<attachments><attachment>{title}<doc name="{name}">{meta}{before}<mainBody>{inner}</mainBody></doc></attachment></attachments>'


@pytest.mark.parametrize(
    ("after", "places"),
    [
        (attachment("First Schedule", p("Fees.") + ITEM), ["sch 1", "sch 1 para 1(1)"]),
        (attachment("SCHEDULE", unit("section", "1.", p("A fee."))), ["sch para 1"]),
        (attachment("Annexure B", ITEM, "annexure"), ["annex B para 1(1)"]),
        (attachment("Fees", ITEM, "schedule"), ["sch para 1(1)"]),
        (attachment("Map", p("A pier."), "map"), ["annex"]),
        (attachment("", p("A pier."), "x", "<preface><p><docTitle>ANNEX II</docTitle></p></preface>"), ["annex II"]),
        (attachment("Appendix A", unit("article", "3", p("A fee."))), ["app A art 3"]),
        (attachment("Second Schedule", "".join(unit("part", n, unit("paragraph", "1.", p(n))) for n in "AB")), ["sch 2 Part A para 1", "sch 2 Part B para 1"]),
        (f'<hcontainer name="schedules">{unit("hcontainer name=x", "SCHEDULE 2", ITEM)}</hcontainer>', ["sch 2 para 1(1)"]),
    ],
)
def test_schedules_are_numbered_on_their_own(after: str, places: list[str]) -> None:
    after = after.replace("<hcontainer name=x ", '<hcontainer name="schedule" ').replace("</hcontainer name=x>", "</hcontainer>")
    document = read(act(unit("section", "6.", p("Fees."), "Fees"), after=after))
    assert [place for place, _ in told(document)] == ["s 6", *places]


def test_a_component_around_a_schedule_of_the_older_kind_adds_nothing() -> None:
    schedule = f'<hcontainer name="schedule"><heading>Schedule 1</heading><subheading>Fees</subheading>{ITEM}</hcontainer>'
    inner = f'<doc name="schedule1">{metadata("/za/act/2009/5")}<mainBody>{schedule}</mainBody></doc>'
    meta = metadata("/za/act/2009/5")
    data = file(f'<act contains="originalVersion">{meta}<body>{DUTIES}</body></act><components><component id="c">{inner}</component></components>')
    document = read(data.replace(NAMESPACE.encode(), b"http://www.akomantoso.org/2.0"))
    assert headed(document)[-1] == ("sch 1 para 1(1)", "", ("Schedule 1 Fees",))
    assert document.source.citation == "Buoys and Lamps Act 2009 (South Africa)"


def test_documents_with_addresses_of_their_own_are_works_of_their_own() -> None:
    lamps = f"<act>{metadata('/akn/ke/act/2020/2', 'Lamps Act')}<body>{unit('section', '1.', p('Lit.'))}</body></act>"
    bells = f"<act>{metadata('/akn/ke/act/2021/3', 'Bells Act')}<body>{unit('section', '1.', p('Loud.'))}</body></act>"
    whole = metadata("/akn/ke/collection/2021/1", "Harbour laws")
    components = "".join(f"<component>{law}</component>" for law in (lamps, bells))
    document = read(file(f"<documentCollection>{whole}<collectionBody>{components}</collectionBody></documentCollection>"))
    assert [str(q.pinpoint) for q in document.provisions] == ["Lamps Act 2020 (Kenya), s 1", "Bells Act 2021 (Kenya), s 1"]
    assert document.source.citation == "Harbour laws (Kenya)"


def test_a_judgment_is_cited_by_its_paragraphs() -> None:
    meta = metadata("/akn/ke/judgment/kehc/2024/7", "", "2024-05-02", '<FRBRname value="Keeper v Board"/><FRBRdate date="2024-05-01"/>')
    header = "<header><p><neutralCitation>[2024] KEHC 7 (KLR)</neutralCitation></p></header>"
    decision = f"<introduction><p>Lady Pier:</p></introduction><decision>{unit('paragraph', '[1]', p('Dark.'))}{unit('level', '2.', p('Darker.'))}</decision>"
    document = read(file(f"<judgment>{meta}{header}<judgmentBody>{decision}</judgmentBody></judgment>"))
    assert document.source.citation == "Keeper v Board [2024] KEHC 7 (KLR)"
    assert [(str(q.pinpoint).removeprefix(document.source.citation), q.heading) for q in document.provisions] == [("", ""), (", para 1", ""), (", para 2", "")]
    assert (document.source.kind, document.source.text_as_of, document.source.valid_from) == ("case", date(2024, 5, 2), None)
    assert skipped(document) == [("[2024] KEHC 7 (KLR)", "head of the judgment")]


# Identity


@pytest.mark.parametrize(
    ("uri", "title", "citation"),
    [
        ("/akn/ke/act/2018/5", "The Harbour Misuse and Lampcrimes Act", "Harbour Misuse and Lampcrimes Act 2018 (Kenya)"),
        ("/akn/ke/act/2018/5", "Harbour Misuse and Lampcrimes Act, No. 5 of 2018", "Harbour Misuse and Lampcrimes Act 2018 (Kenya)"),
        ("/akn/ke/act/2019/24", "Lamp Protection Act (Cap. 411C)", "Lamp Protection Act 2019 (Kenya)"),
        ("/akn/ke/act/2019/24", "Lamp Protection Act, 2019", "Lamp Protection Act 2019 (Kenya)"),
        ("/akn/ke/act/1998/2", "Kenya Lamps and Bells Act", "Kenya Lamps and Bells Act 1998 (Kenya)"),
        ("/akn/ke/act/2019/3", "Finance Act No. 3 of 2019", "Finance Act 2019 (Kenya)"),
        ("/akn/ke/act/2019/3", "Finance (No. 2) Act", "Finance (No. 2) Act 2019 (Kenya)"),
        ("/akn/ke/act/2019/3", "LAMPS AND BELLS OF THE SEA ACT", "Lamps and Bells of the Sea Act 2019 (Kenya)"),
        ("/akn/ke-047/act/2014/6", "Lamp Levy Act", "Lamp Levy Act 2014 (Kenya, 047)"),
        ("/akn/ke/act/2019/3", "Lamp Bill, Part 2", "Lamp Bill Part 2 2019 (Kenya)"),
        ("/za-cpt/act/by-law/2009/events", "Piers By-law, 2009", "Piers By-law 2009 (South Africa, CPT)"),
        ("/akn/xy/act/2020/1", "Lamp Act (XY)", "Lamp Act (XY) 2020"),
        ("/akn/ke/act/ln/2020/12", "", "Legal Notice 12 of 2020 (Kenya)"),
        ("/akn/ke/act/2020/12", "", "Act 12 of 2020 (Kenya)"),
        ("http://www.legislation.gov.uk/id/ukpga/2021/42", "Buoys Act 2021", "Buoys Act 2021"),
        ("http://www.legislation.gov.uk/id/uksi/2026/268", "The Lamps Regulations 2026", "SI 2026/268"),
        ("http://www.legislation.gov.uk/id/ssi/2021/1", "The Lamps (Scotland) Order 2021", "SSI 2021/1"),
    ],
)
def test_works_are_named_as_they_are_cited(uri: str, title: str, citation: str) -> None:
    document = read(act(unit("section", "1.", p("Lit.")), metadata(uri, title)))
    assert document.source.citation == citation
    pinpoint = document.provisions[0].pinpoint
    assert (pinpoint.work, Pinpoint.parse(str(pinpoint))) == (citation, pinpoint)


def test_a_kenyan_act_is_described_by_its_metadata() -> None:
    source = read(act(DUTIES)).source
    assert (source.jurisdiction, source.kind, source.url) == ("KE", "statute", "https://new.kenyalaw.org/akn/ke/act/2018/5/")
    assert (source.publisher, source.licence) == (
        "Kenya Law (National Council for Law Reporting)",
        "Kenyan legislation, freely reproducible (National Council for Law Reporting)",
    )
    assert (source.title, source.aliases) == ("Buoys and Lamps Act 2018", ("Buoys and Lamps Act", "Act No. 5 of 2018"))
    assert (source.text_as_of, source.valid_from, source.valid_to) == (date(2025, 11, 4), date(2025, 11, 4), None)


@pytest.mark.parametrize(
    ("uri", "title", "kind", "place"),
    [
        ("/akn/ke/act/ln/2021/263", "Lamp Protection (General) Regulations", "regulation", "reg 1"),
        ("/akn/ke/act/2021/3", "Lamp Rules", "regulation", "reg 1"),
        ("/akn/ke/act/2021/3", "Lamp Order", "regulation", "para 1"),
        ("/akn/ke/act/2010/constitution", "Constitution of Kenya, 2010", "statute", "art 1"),
        ("/za-cpt/act/by-law/2009/events", "Piers By-law", "regulation", "s 1"),
    ],
)
def test_the_title_and_address_say_what_kind_of_law_it_is(uri: str, title: str, kind: str, place: str) -> None:
    document = read(act(unit("section", "1.", p("Lit.")), metadata(uri, title)))
    assert (document.source.kind, told(document)[0][0]) == (kind, place)


def test_a_bill_is_named_as_no_law() -> None:
    head = "<preface><p><docTitle>THE LAMPS BILL, 2025</docTitle></p></preface>"
    document = read(act(unit("clause", "1.", p("Lit.")), metadata("/akn/ke/bill/2025/9", ""), before=head, name="bill"))
    assert (document.source.citation, document.source.kind) == ("Lamps Bill 2025 (Kenya)", "document")
    assert document.notes == ("this is a bill, which is not law",)


def test_a_law_of_the_union_is_cited_by_its_number() -> None:
    head = "<preface><p><docTitle>Regulation (EU) 2020/7 of the Council on lamps</docTitle></p></preface>"
    meta = metadata("http://data.europa.eu/eli/reg/2020/7", "", "", '<FRBRcountry value="EU"/>')
    document = read(act(unit("article", "Article 1", p("Lit.")), meta, before=head))
    assert str(document.provisions[0].pinpoint) == "Regulation (EU) 2020/7, art 1"
    assert (document.source.jurisdiction, document.source.kind, document.source.url) == ("EU", "regulation", "http://data.europa.eu/eli/reg/2020/7")


def test_british_law_in_this_format_is_described_as_in_its_own() -> None:
    notes = '<notes><note><p>S. 1 amended.</p></note></notes><proprietary><title xmlns="http://purl.org/dc/elements/1.1/">Buoys Act 2021</title></proprietary>'
    document = read(act(unit("section", "1", p("Lit.")), metadata("http://www.legislation.gov.uk/id/ukpga/2021/42", "", more=notes)))
    source = document.source
    assert (source.title, source.jurisdiction, source.url) == ("Buoys Act 2021", "GB", "https://www.legislation.gov.uk/ukpga/2021/42")
    assert source.licence == "Crown copyright, Open Government Licence v3.0"
    assert document.notes == ("this text leaves out 1 editorial notes that the file keeps among its metadata",)


def test_the_last_day_of_a_repealed_law_is_told() -> None:
    repeal = '<lifecycle><eventRef eId="r" date="2026-02-01" type="repeal"/></lifecycle>'
    document = read(act(DUTIES, metadata(more=repeal)))
    assert document.source.valid_to == date(2026, 1, 31)
    assert document.notes == ("this law was repealed; its last day was 2026-01-31",)


def test_other_publishers_are_named_by_the_file() -> None:
    printer = '<references><TLCOrganization eId="printer" showAs="Harbour Press"/></references>'
    assert read(act(DUTIES, metadata("/akn/na/act/2018/5", more=printer))).source.publisher == "Harbour Press"


def test_a_file_without_metadata_is_named_by_what_is_known_of_it() -> None:
    document = parse_akn(act(DUTIES, ""), make_origin("lamps.xml", label="lamps"))
    assert (document.source.citation, document.source.text_as_of) == ("lamps", make_origin("lamps.xml").modified)


def test_french_keeps_the_blanks_before_its_signs() -> None:
    inner = unit("section", "1.", p("Une lampe ; un quai"))
    assert told(read(act(inner, metadata(language="fra"))))[0][1] == "1. Une lampe ; un quai"
    assert told(read(act(inner)))[0][1] == "1. Une lampe; un quai"


# What a reader should know, and damage


def test_missing_numbers_are_noted_for_the_body_and_each_schedule() -> None:
    body = "".join(unit("section", n, p("Lit.")) for n in ("1.", "2A.", "5."))
    schedule = attachment("First Schedule", "".join(unit("paragraph", n, p("A fee.")) for n in ("1.", "3.")))
    assert read(act(body, after=schedule)).notes == ("the body: the text has no 3 to 4", "First Schedule: the text has no 2")


def test_numbers_used_twice_and_ids_that_disagree_are_noted() -> None:
    twice = unit("section", "1.", p("Lit.")) + unit("section", "1.", p("Dark.")) + unit("section", "2.", p("Dim."), attributes='eId="sec_7"')
    document = read(act(twice))
    assert headed(document)[1] == ("s 1", "(place 2 of this number)", ())
    assert document.notes == (
        "Buoys and Lamps Act 2018 (Kenya), s 1 is the number of more than one place in this text",
        "1 places are named otherwise by the file's ids than by their printed numbers, which are used here: s 2 (sec_7)",
    )


@pytest.mark.parametrize("namespace", [NAMESPACE, f"{NAMESPACE}/WD17", "http://www.akomantoso.org/2.0", ""])
def test_every_version_of_the_format_is_read(namespace: str) -> None:
    data = act(DUTIES).replace(NAMESPACE.encode(), namespace.encode())
    assert told(read(data)) == told(read(act(DUTIES)))


def test_a_packed_file_is_read_by_its_root_element() -> None:
    assert parse_file(gzip.compress(act(DUTIES)), make_origin("law.xml.gz"), "law.xml.gz").text == read(act(DUTIES)).text


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (file(""), ParseError, "holds no act"),
        (act(""), CoverageError, "holds no text"),
        (b"<akomaNtoso><act>", ParseError, "not well-formed"),
    ],
)
def test_a_file_without_a_law_is_refused(data: bytes, error: type[ParseError], message: str) -> None:
    with pytest.raises(error, match=message):
        read(data)


WHOLE = act(
    unit("part", "Part I", DUTIES + "<crossHeading>Ropes</crossHeading>" + unit("section", "7.", p("<remark>[repealed]</remark>"), "Care"), "Duties"),
    before="<preface><longTitle><p>An Act about lamps</p></longTitle></preface>",
    after=attachment("First Schedule", ITEM),
)


def test_places_read_back_and_passages_are_unique() -> None:
    document = read(WHOLE)
    assert all(Pinpoint.parse(str(q.pinpoint)) == q.pinpoint for q in document.provisions)
    ids = [passage.id for passage in passages(document)]
    assert len(ids) == len(set(ids)) > 0
    assert read(WHOLE) == document


@pytest.mark.parametrize("seed", range(100))
def test_a_damaged_file_is_read_whole_or_refused(seed: int) -> None:
    rng = random.Random(seed)
    at, length = rng.randrange(len(WHOLE)), rng.randint(1, 2000)
    damaged = (
        WHOLE[:at],
        WHOLE[:at] + bytes([rng.randrange(256)]) + WHOLE[at + 1 :],
        WHOLE[:at] + WHOLE[at + length :],
        WHOLE[: at + length] + WHOLE[at:],
    )[seed % 4]
    try:
        document = read(damaged)
    except ParseError:
        return
    assert document.check("law.xml") is document


@pytest.mark.parametrize(
    ("number", "place", "label"),
    [("Parte I", "Part I s 1", "Parte I"), ("Capo 2", "Part 2 s 1", "Capo 2"), ("Teil B", "Part B s 1", "Teil B"), ("II", "Part II s 1", "Part II")],
)
def test_parts_are_numbered_in_every_language(number: str, place: str, label: str) -> None:
    other = unit("part", "XX", unit("section", "1.", p("Dim.")))
    document = read(act(unit("part", number, unit("section", "1.", p("Lit."))) + other))
    assert (told(document)[0][0], document.provisions[0].path[1:]) == (place, (label,))


@pytest.mark.parametrize(("number", "place"), [("Art. 1-bis", "art 1-bis"), ("Art. 2-quinquies", "art 2-quinquies"), ("Art. 7-9", "art 7–9")])
def test_inserted_articles_keep_their_hyphen(number: str, place: str) -> None:
    assert told(read(act(unit("article", number, p("Lit.")))))[0][0] == place
