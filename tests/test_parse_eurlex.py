"""Pages of EUR-Lex and Cellar in all their generations: each word at its article, point, recital or annex, and no article of another act among them."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import CoverageError, ParseError
from ingest.parse_eurlex import is_eurlex, parse_eurlex
from ingest.parse_formex import parse_formex
from ingest.pinpoint import Pinpoint
from ingest.text import fold
from tests.factories import make_origin

NAME = "32031R0007.html"
XHTML = '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML//EN" "xhtml-strict.dtd"><html xmlns="http://www.w3.org/1999/xhtml">'


def read(page: str | bytes, name: str = NAME, **origin: object) -> Document:
    return parse_eurlex(page if isinstance(page, bytes) else page.encode(), make_origin(name, **origin))


def told(document: Document) -> list[tuple[str, str]]:
    """Every place of a document with its words; the work is left out."""
    work = document.source.citation
    return [(str(p.pinpoint).removeprefix(work).lstrip(", "), document.text[p.start : p.end]) for p in document.provisions]


def skipped(document: Document, reason: str) -> list[str]:
    return [document.text[start:end] for start, end, why in document.skipped if why == reason]


def p(words: str, of: str = "normal") -> str:
    return f'<p class="oj-{of}">{words}</p>'


def point(number: str, *words: str) -> str:
    """A point as the Official Journal sets it: a table with one row of two cells."""
    cells = f'<td valign="top">{p(number)}</td><td valign="top">{"".join(words)}</td>'
    return f'<table width="100%" border="0"><col width="4%"/><col width="96%"/><tbody><tr>{cells}</tr></tbody></table>'


def article(number: str, *words: str, heading: str = "") -> str:
    title = f'<div class="eli-title" id="art_{number}.tit_1">{p(heading, "sti-art")}</div>' if heading else ""
    return f'<div class="eli-subdivision" id="art_{number}">{p(f"Article {number}", "ti-art")}{title}{"".join(words)}</div>'


def page(*parts: str, title: str = "REGULATION (EU) 2031/7 OF THE HARBOUR COUNCIL", start: str = XHTML) -> str:
    head = '<head><title>L_2031009EN.01000401.xml</title><style type="text/css">p { color: red }</style></head>'
    return (
        f'{start}{head}<body><div class="eli-container"><div class="eli-main-title" id="tit_1">{p(title, "doc-ti")}</div>{"".join(parts)}</div></body></html>'
    )


def old(text: str) -> str:
    """A page in the classes before 2023."""
    return text.replace("oj-", "")


TOP = f'<table border="0"><tr><td>{p("3.5.2031", "hd-date")}</td><td>{p("EN", "hd-lg")}</td><td>{p("Official Journal", "hd-ti")}</td></tr></table>'
MARK = '<a id="ntc1-L" href="#ntr1-L">(<span class="oj-super oj-note-tag">1</span>)</a>'
PREAMBLE = (
    '<div class="eli-subdivision" id="pbl_1">'
    + p("THE HARBOUR COUNCIL,")
    + f'<div class="eli-subdivision" id="cit_1">{p(f"Having regard to the tides {MARK},")}</div>'
    + p("Whereas:")
    + f'<div class="eli-subdivision" id="rct_1">{point("(1)", p("Lamps go out."), p("Ships wait."))}</div>'
    + f'<div class="eli-subdivision" id="rct_2">{point("(2)", p("Keepers sleep:"), point("(a)", p("at noon.")))}</div>'
    + p("HAS ADOPTED THIS REGULATION:")
    + "</div>"
)
TERMS = (
    '<div class="eli-subdivision" id="enc_1"><div id="cpt_I">'
    + p("CHAPTER I", "ti-section-1")
    + f'<div class="eli-title" id="cpt_I.tit_1">{p("LAMPS", "ti-section-2")}</div>'
    + article(
        "1",
        f'<div id="001.001">{p("1.   A keeper lights the lamp.")}{p("He does so at dusk.")}</div>',
        f'<div id="001.002">{p("2.   A keeper has:")}{point("(a)", p("a ladder;"))}',
        point("(b)", p("oil:"), point("(i)", p("of whales;"))) + p("A keeper may rest.") + "</div>",
        p("This is for all keepers."),
        heading="‘Keepers’",
    )
    + f'<div id="cpt_I.sct_1">{p("Section 1", "ti-section-1")}'
    + article("2", p("For this Regulation:"), point("(1)", p("‘lamp’ means a light:"), point("—", p("with a wick,")), point("—", p("without."))))
    + "</div></div></div>"
)
FINAL = (
    f'<div class="eli-subdivision" id="fnp_1"><div class="oj-final">{p("This Regulation shall be binding.")}{p("Done at the pier, 1 May 2031.")}'
    f'<div class="oj-signatory">{p("The Harbour Master", "signatory")}</div></div></div>'
)
NOTES = (
    f'<hr class="oj-note"/><p class="oj-note"><a id="ntr1-L" href="#ntc1-L">(<span class="oj-super">1</span>)</a> Tide table, p. 3.</p>{p("ISSN 1", "doc-end")}'
)
PLACES = [
    ("preamble", "THE HARBOUR COUNCIL,\nHaving regard to the tides,\nWhereas:"),
    ("recital 1", "(1) Lamps go out.\nShips wait."),
    ("recital 2", "(2) Keepers sleep:"),
    ("recital 2(a)", "(a) at noon."),
    ("art 1(1)", "1. A keeper lights the lamp.\nHe does so at dusk."),
    ("art 1(2)", "2. A keeper has:"),
    ("art 1(2)(a)", "(a) a ladder;"),
    ("art 1(2)(b)", "(b) oil:"),
    ("art 1(2)(b)(i)", "(i) of whales;"),
    ("art 1(2)", "A keeper may rest."),
    ("art 1", "This is for all keepers."),
    ("art 2", "For this Regulation:"),
    ("art 2(1)", "(1) ‘lamp’ means a light:\n— with a wick,\n— without."),
]


def test_every_word_of_a_page_has_its_place() -> None:
    document = read(page(TOP, PREAMBLE, TERMS, FINAL, NOTES))
    assert told(document) == PLACES
    assert skipped(document, "heading of the page") == ["3.5.2031", "EN", "Official Journal", "ISSN 1"]
    assert skipped(document, "enacting formula") == ["HAS ADOPTED THIS REGULATION:"]
    assert skipped(document, "final formula and signature") == ["This Regulation shall be binding.", "Done at the pier, 1 May 2031.", "The Harbour Master"]
    assert skipped(document, "footnote") == ["(1) Tide table, p. 3."]
    assert dict(document.omitted) == {"mark of a footnote": 3}


def test_headings_stand_above_what_they_head() -> None:
    document = read(page(PREAMBLE, TERMS))
    title = document.source.title
    assert {(p.heading, p.path) for p in document.provisions if p.pinpoint.locators[0].unit == "art"} == {
        ("‘Keepers’", (title, "CHAPTER I LAMPS")),
        ("", (title, "CHAPTER I LAMPS", "Section 1")),
    }


def test_the_older_classes_say_the_same_and_flow_instead_of_nesting() -> None:
    flat = re.sub(r"</?div[^>]*>", "", page(TOP, PREAMBLE, TERMS, FINAL, NOTES)).replace(p("This is for all keepers."), "")
    document = read(old(flat.replace(p("This Regulation shall be binding."), p("This Regulation shall be binding in its entirety."))))
    assert told(document) == [place for place in PLACES if place[1] != "This is for all keepers."]
    assert skipped(document, "footnote") == ["(1) Tide table, p. 3."]
    assert len(skipped(document, "final formula and signature")) == 3


def test_html_that_is_no_xml_is_read_the_same() -> None:
    broken = page(PREAMBLE, TERMS).replace("</p></div></body>", "<br></p></div></body>").replace('<col width="4%"/>', '<col width="4%">')
    document = read(broken)
    assert told(document) == PLACES
    assert document.notes[0].startswith("the page is not well-formed XHTML (line 1) and was read as HTML")
    named = page(PREAMBLE, TERMS).replace("at dusk", "at&nbsp;dusk")
    assert told(read(named)) == PLACES
    assert told(read(page(PREAMBLE, TERMS, start="<html>"))) == PLACES
    assert told(read(gzip.compress(named.encode()))) == PLACES


def test_the_source_is_the_act_of_the_title_and_the_day_of_the_journal() -> None:
    source = read(page(TOP, TERMS, title="REGULATION (EU) 2031/7 OF THE HARBOUR COUNCIL on lamps (Harbour Lamps Act)")).source
    assert (source.citation, source.short, source.kind, source.jurisdiction) == ("Regulation (EU) 2031/7", "Harbour Lamps Act", "regulation", "EU")
    assert source.title == "Regulation (EU) 2031/7 of the Harbour Council on lamps (Harbour Lamps Act)"
    assert source.url == "https://eur-lex.europa.eu/eli/reg/2031/7/oj"
    assert (source.text_as_of, source.valid_from) == (date(2031, 5, 3), None)


IDENTITY: dict[str, tuple[str, str, str, str]] = {
    "the title": (page(TERMS, title="COUNCIL DIRECTIVE 98/5/EC on lamps"), "x.html", "Directive 98/5/EC", "statute"),
    "the name of the file": (page(TERMS, title="On lamps"), "32031D0009.html", "Decision (EU) 2031/9", "regulation"),
    "the title alone": (page(p("Lamps."), title="Notice on lamps"), "x.html", "Notice on lamps", "document"),
    "an agreement": (page(TERMS, title="AGREEMENT between the ports"), "22031A0001.html", "Agreement between the ports", "treaty"),
    "a corrigendum": (
        page(p("For lamp, read lamps."), title="Corrigendum to Regulation (EU) 2031/7"),
        "x.html",
        "Corrigendum to Regulation (EU) 2031/7",
        "document",
    ),
    "nothing but the file": (f"{XHTML}<body>{p('Lamps.')}</body></html>", "x.html", "x", "document"),
}


@pytest.mark.parametrize(("data", "name", "citation", "kind"), IDENTITY.values(), ids=IDENTITY)
def test_a_page_is_named_by(data: str, name: str, citation: str, kind: str) -> None:
    source = read(data, name=name).source
    assert (source.citation, source.kind) == (citation, kind)


def test_a_bare_figure_is_no_name() -> None:
    assert read(page(TERMS, title="Regulation No 3 on lamps"), name="31958R0003.html").source.aliases == ("31958R0003",)


def test_an_agreement_has_the_page_of_its_number() -> None:
    assert read(IDENTITY["an agreement"][0], name="22031A0001.html").source.url == "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:22031A0001"


QUOTED = article(
    "1",
    p("The Buoys Act is amended:"),
    point(
        "(1)",
        p("these are inserted:"),
        f'<div id="006A">{p("‘Article 6a", "ti-art")}{p("Red buoys", "sti-art")}{p("1.   A red buoy:")}{point("(a)", p("floats;"))}</div>',
        f'<div id="006B">{p("Article 2", "ti-art")}{p("A bell rings.’;")}</div>',
    ),
    point("(2)", p("the heading is replaced:"), p("‘SECTION 4", "ti-section-1"), p("BELLS’.", "doc-ti")),
    point("‘(68)", p("the Bells Act;’.")),
    p("‘Article 9", "ti-art"),
    p("Old bells", "sti-art"),
    p("2.   They ring.’"),
    p("It applies to all buoys."),
)
QUOTED_PLACES = [
    ("art 1", "The Buoys Act is amended:"),
    ("art 1(1)", "(1) these are inserted:\n‘Article 6a\nRed buoys\n1. A red buoy:\n(a) floats;\nArticle 2\nA bell rings.’;"),
    ("art 1(2)", "(2) the heading is replaced:\n‘SECTION 4\nBELLS’."),
    ("art 1", "‘(68) the Bells Act;’.\n‘Article 9\nOld bells\n2. They ring.’\nIt applies to all buoys."),
    ("art 2", "It is in force."),
]


def test_quoted_articles_belong_to_the_article_that_quotes_them() -> None:
    assert told(read(page(QUOTED, article("2", p("It is in force."))))) == QUOTED_PLACES


def test_quoted_articles_are_told_by_their_numbers_where_nothing_else_tells_them() -> None:
    flat = re.sub(r"</?div[^>]*>", "", page(QUOTED, article("2", p("It is in force."))))
    assert told(read(old(flat))) == QUOTED_PLACES


def test_a_missing_article_is_an_error_where_the_page_marks_its_articles() -> None:
    with pytest.raises(CoverageError, match="articles: number 2 is missing"):
        read(page(article("1", p("Lamps.")), article("3", p("Buoys."))))
    unmarked = re.sub(r"</?div[^>]*>", "", page(article("1", p("Lamps.")), article("3", p("Buoys."))))
    assert read(unmarked).notes == ("articles: the text has no 2",)


def test_a_page_that_is_cut_off_is_refused() -> None:
    with pytest.raises(ParseError, match=r"ends before </html>"):
        read(page(PREAMBLE, TERMS)[:-20])


def test_a_limit_of_xml_is_not_escaped_through_html() -> None:
    with pytest.raises(ParseError, match="nested more than 100 elements"):
        read(page("<div>" * 110, "</div>" * 110))


def row(number: str, words: str) -> str:
    """A point as consolidated texts set it: a grid."""
    return (
        f'<div class="grid-container grid-list"><div class="list grid-list-column-1"><span>{number} </span></div>'
        f'<div class="grid-list-column-2">{words}</div></div>'
    )


def norm(words: str, of: str = "norm") -> str:
    return f'<p class="{of}">{words}</p>'


def paragraph(number: str, words: str, before: str = "") -> str:
    return f'<div class="norm">{before}<span class="no-parag">{number}  </span><div class="norm inline-element">{words}</div></div>'


ARROW = '<p class="modref"><a href="http://publications.europa.eu/x" title="32030R0001">▼M1</a></p>'
POINTS = norm("A lamp has:", "norm inline-element") + row("(a)", norm("a wick:") + row("(i)", "of wool;")) + row("—", '<div class="list">oil.</div>')
CONSOLIDATED = f"""{XHTML}<head><title>Consolidated TEXT: 32031R0007 — EN — 09.01.2033</title></head><body>
<p class="reference">02031R0007 — EN — 09.01.2033 — 002.001</p><hr class="separator"/><p class="disclaimer">This text has no effect.</p>
<table border="0"><tr><td><p class="arrow"><a href="x">►B</a></p></td>
<td>{norm("REGULATION (EU) 2031/7", "title-doc-first")}{norm("(OJ L 9)", "title-doc-oj-reference")}</td></tr></table>
<p class="hd-modifiers">Amended by:</p><table border="0"><tr><td><p class="arrow"><a href="x">►M1</a></p></td>
<td><p class="title-fam-member-star"><a href="x">REGULATION (EU) 2032/1</a></p></td><td><p class="toc-1">L 3</p></td></tr></table>
<table border="0"><tr><td><p class="title-toc">CONTENTS</p></td></tr><tr><td><p class="toc-item">CHAPTER I</p></td><td>
<p class="toc-item">LAMPS</p></td></tr></table>
{norm("REGULATION (EU) 2031/7", "title-doc-first")}{norm("on lamps", "title-doc-last")}
<div class="preamble">{norm("THE HARBOUR COUNCIL,")}Whereas:<table border="0"><tr><td>{norm("(1)")}</td><td>{norm("Lamps go out.")}</td></tr></table></div>
{norm("CHAPTER I", "title-division-1")}{norm("LAMPS", "title-division-2")}
<div class="eli-subdivision" id="art_1">{norm("Article 1", "title-article-norm")}
<div class="eli-title" id="art_1.tit_1">{norm("Keepers", "stitle-article-norm")}</div>
{norm('A keeper <span><a href="x">►M1</a> lights the</span> lamp ◄ of the Act (<a href="#E0001" id="src.E0001"><span class="superscript">1</span></a>).')}</div>
<div class="eli-subdivision" id="art_1b">{ARROW}{norm("Article 1b", "title-article-norm")}
{paragraph("1.", "A lamp burns.")}{paragraph("2.", POINTS, '<a href="x">►M1</a> ')}
{norm("It is red.")}{ARROW}{norm("—————")}</div>
<hr class="separator-annex"/>{norm("ANNEX I", "title-annex-1")}{norm("KINDS OF LAMPS", "title-annex-2")}{norm("These are lamps:")}{row("1.", "red lamps")}
{norm("PART A", "title-gr-seq-level-1")}{norm("Of Part A.")}{row("1.", norm("blue lamps") + paragraph("2.", "dark blue"))}
{norm("PART B", "title-gr-seq-level-1")}{norm("2. Bells", "title-gr-seq-level-2")}{norm("2.1.   Bells ring.")}{norm("(a) at noon")}{norm("2.2.   Bells rust.")}
<div class="centered"><table class="borderOj" border="1"><tr><th>Lamp</th><th>Number</th></tr><tr><td>1.</td><td>red</td></tr></table></div>
<hr class="separator-short"/><p class="footnote">(<a href="#src.E0001" id="E0001"><span class="superscript">1</span></a>) The Ferries Act.</p></body>
</html>"""


def test_a_consolidated_text_is_the_act_as_it_is_on_its_day() -> None:
    document = read(CONSOLIDATED, name="lamps.html")
    assert told(document) == [
        ("preamble", "THE HARBOUR COUNCIL,\nWhereas:"),
        ("recital 1", "(1) Lamps go out."),
        ("art 1", "A keeper lights the lamp of the Act."),
        ("art 1b(1)", "1. A lamp burns."),
        ("art 1b(2)", "2. A lamp has:"),
        ("art 1b(2)(a)", "(a) a wick:"),
        ("art 1b(2)(a)(i)", "(i) of wool;"),
        ("art 1b(2)", "— oil.\nIt is red."),
        ("annex I", "These are lamps:"),
        ("annex I para 1", "1. red lamps"),
        ("annex I Part A", "Of Part A."),
        ("annex I Part A para 1", "1. blue lamps"),
        ("annex I Part A para 1(2)", "2. dark blue"),
        ("annex I Part B para 2.1", "2.1. Bells ring."),
        ("annex I Part B para 2.1(a)", "(a) at noon"),
        ("annex I Part B para 2.2", "2.2. Bells rust.\nLamp Number\n1. red"),
    ]
    assert not re.search("[►▼◄]", document.text)
    assert skipped(document, "mark of a deleted passage") == ["—————"]
    assert skipped(document, "table of contents") == ["CONTENTS", "CHAPTER I", "LAMPS"]
    assert skipped(document, "footnote") == ["(1) The Ferries Act."]
    source = document.source
    assert (source.citation, source.text_as_of, source.valid_from) == ("Regulation (EU) 2031/7", date(2033, 1, 9), date(2033, 1, 9))
    assert source.url == "https://eur-lex.europa.eu/eli/reg/2031/7/2033-01-09"
    assert document.provisions[2].path[1:] == ("CHAPTER I LAMPS",)
    assert (document.provisions[-1].heading, document.provisions[-1].path[1:]) == ("2. Bells", ("ANNEX I KINDS OF LAMPS", "PART B"))


ANNEXES = (
    '<div class="eli-container" id="anx_I">'
    + p("ANNEX I", "doc-ti")
    + p("Lamps", "doc-ti")
    + p("Section A — Red lamps", "ti-grseq-1")
    + '<div class="oj-enumeration-spacing"><p style="display: inline;">1.   </p><p style="display: inline;">dark lamps:</p></div>'
    + point("(a)", p("old ones"))
    + p("Section B — Blue lamps", "ti-grseq-1")
    + f"<table border='0'><tr><td></td><td>{p('1.')}</td><td>{p('light lamps')}</td></tr></table>"
    + p("1. Bells", "ti-grseq-2")
    + p("They ring.")
    + "</div>"
    + f'<div class="eli-container" id="anx_1">{p("ANNEX", "doc-ti")}{p("STATUTE", "doc-ti")}{p("TITLE I", "ti-section-1")}{p("THE PORT", "ti-section-2")}'
    + p("Article 1", "ti-art")
    + p("Name", "sti-art")
    + p("The port.")
    + f"<dl><dt>a)</dt><dd>{p('of lamps')}</dd></dl><ul><li>and buoys</li></ul></div>"
)


def test_annexes_have_their_own_places() -> None:
    document = read(page(article("1", p("Lamps.")), ANNEXES))
    assert told(document)[1:] == [
        ("annex I s A para 1", "1. dark lamps:"),
        ("annex I s A para 1(a)", "(a) old ones"),
        ("annex I s B para 1", "1. light lamps"),
        ("annex I s B para 1", "They ring."),
        ("annex art 1", "The port.\na)\nof lamps\nand buoys"),
    ]
    assert [p.heading for p in document.provisions][3:] == ["Section B — Blue lamps", "1. Bells (place 2 of this number)", "Name"]
    assert document.provisions[-1].path[1:] == ("ANNEX STATUTE", "TITLE I", "THE PORT")


OLD_PAGE = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html lang="EN"><head><title>EUR-Lex - 32002R0096 - EN</title>
<meta name="DC.title" content="EUR-Lex - 32002R0096 - EN"><meta http-equiv="Content-Type" content="text/html; charset=UNICODE-1-1-UTF-8">
<meta name="DC.description" content="Harbour Regulation (EC) No 96/2002 of 12 December 2001 on harbour lamps">
<meta name="DC.source" content="Official Journal L 003 , 05/01/2002 P. 1">
</head><body><div id="banner"><a name="top"></a><p class="bglang"><a class="langue" href="x"><b>Avis</b></a><br></p><script>go()</script></div>
<h1>32002R0096</h1><br><div id="TexteOnly"><p><TXT_TE><p>Harbour Regulation (EC) No 96/2002</p><p>of 12 December 2001</p><p>on harbour lamps</p><p></p>
<p>THE HARBOUR COUNCIL,</p><p>Having regard to the tides(1),</p><p>Whereas:</p><p>(1) Lamps go out.</p><p>(2) Keepers sleep.</p>
<p>HAS ADOPTED THIS REGULATION:</p>
<p>TITLE I</p><p>GENERAL PROVISIONS</p><p> Article 1</p><p>Keepers</p><p>1. A keeper:</p><p>(a) lights:</p><p>(i) at dusk;</p><p>(ii) at dawn;</p>
<p>(h) trims;</p><p>(i) climbs.</p>
<p>A keeper may rest.</p><p>2. A keeper sees to:</p><p>- lamps,</p><p>- oil.</p><p>TITLE II LAMPS</p><p>Article 2</p>
<p>The Buoys Act is amended: "Article 7</p><p>Article 8</p><p>Bells."</p>
<p>Article 3</p><p>A lamp burns.</p><p>This Regulation shall be binding in its entirety.</p><p>Done at the pier.</p><p>(1) Tide table.</p>
<p>ANNEX I</p><p>LIST OF LAMPS</p><p>1. Red lamps</p><p>1.1. Dark red</p><p>(a) old</p><p>2. Blue lamps</p></TXT_TE></p></div></body></html>"""


def test_an_old_page_is_read_by_its_words_alone() -> None:
    document = read(OLD_PAGE)
    assert told(document) == [
        ("preamble", "THE HARBOUR COUNCIL,\nHaving regard to the tides(1),\nWhereas:"),
        ("recital 1", "(1) Lamps go out."),
        ("recital 2", "(2) Keepers sleep."),
        ("art 1(1)", "1. A keeper:"),
        ("art 1(1)(a)", "(a) lights:"),
        ("art 1(1)(a)(i)", "(i) at dusk;"),
        ("art 1(1)(a)(ii)", "(ii) at dawn;"),
        ("art 1(1)(h)", "(h) trims;"),
        ("art 1(1)(i)", "(i) climbs."),
        ("art 1(1)", "A keeper may rest."),
        ("art 1(2)", "2. A keeper sees to:\n- lamps,\n- oil."),
        ("art 2", 'The Buoys Act is amended: "Article 7\nArticle 8\nBells."'),
        ("art 3", "A lamp burns."),
        ("annex I para 1", "1. Red lamps"),
        ("annex I para 1.1", "1.1. Dark red"),
        ("annex I para 1.1(a)", "(a) old"),
        ("annex I para 2", "2. Blue lamps"),
    ]
    assert [(p.heading, p.path[1:]) for p in document.provisions][3] == ("Keepers", ("TITLE I GENERAL PROVISIONS",))
    assert document.provisions[11].path[1:] == ("TITLE II LAMPS",)
    assert document.provisions[-1].heading == "ANNEX I LIST OF LAMPS"
    assert skipped(document, "page around the text") == ["Avis", "32002R0096"]
    assert dict(document.omitted) == {"script": 4}
    source = document.source
    assert (source.citation, source.text_as_of) == ("Regulation (EC) No 96/2002", date(2002, 1, 5))
    assert source.title == "Harbour Regulation (EC) No 96/2002 of 12 December 2001 on harbour lamps"


def test_what_follows_the_signatures_of_an_old_page_is_an_annex_too() -> None:
    document = read(OLD_PAGE.replace("<p>ANNEX I</p><p>LIST OF LAMPS</p>", "<p>PROTOCOL ON LAMPS</p>"))
    assert told(document)[-4] == ("annex para 1", "1. Red lamps")


OLD_CONSOLIDATED = """<html><head><title>Konsolidierter TEXT: 32002F0098 — DE — 05.07.2003</title></head><body>
<p style="x">2002F0098 — DE — 05.07.2003 — 001.001</p>
<table border="0"><tr><td><p><a href="x">►B</a></p></td><td><p>RAHMENBESCHLUSS</p><p>(ABl. L 3)</p></td></tr><tr><td><p>Amtsblatt</p></td><td>
<p>Nr.</p></td><td><p>Seite</p></td></tr></table>
<p>RAHMENBESCHLUSS</p><div><p>DER HAFENRAT —</p><p>gestützt auf die Gezeiten<a name="src.E0001"></a> (<a href="#E0001"><span>1</span></a>),</p>
<p>HAT FOLGENDEN BESCHLUSS ANGENOMMEN:</p></div>
<p><a href="x">▼M1</a> —————</p><p>Artikel 2</p><p>(1)  Ein Wärter zündet an.</p><p>(2)  Er löscht:</p><p>a) Lampen.</p><p>Artikel 3a</p><p>Ende.</p>
<p><a name="E0001"></a>(<a href="#src.E0001"><span>1</span></a>) Tafel.</p></body></html>"""


def test_a_consolidated_page_without_classes_is_read_too() -> None:
    document = read(OLD_CONSOLIDATED, name="x.html")
    assert told(document) == [
        ("preamble", "DER HAFENRAT —\ngestützt auf die Gezeiten,"),
        ("art 2(1)", "(1) Ein Wärter zündet an."),
        ("art 2(2)", "(2) Er löscht:"),
        ("art 2(2)(a)", "a) Lampen."),
        ("art 3a", "Ende."),
    ]
    source = document.source
    assert (source.citation, source.title, source.valid_from) == ("Framework Decision 2002/98/JHA", "Framework Decision 2002/98/JHA", date(2003, 7, 5))
    assert skipped(document, "footnote") == ["(1) Tafel."]


WITHOUT_ARTICLES: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "numbered points": (
        page(p("Lamps:"), point("1.", p("red")), p("2.   blue"), title="Notice"),
        [("", "Lamps:"), ("para 1", "1. red"), ("para 2", "2. blue")],
    ),
    "an annex alone": (f"{XHTML}<body>{p('ANNEX II', 'doc-ti')}{p('Lamps.')}</body></html>", [("annex II", "Lamps.")]),
    "a table at once": (f"{XHTML}<body><table class='oj-table'><tr><td>Lamps</td><td>3</td></tr></table></body></html>", [("", "Lamps 3")]),
    "a signed end": (
        page(article("1", p("Lamps.")), '<div class="oj-final">', point("(1)", p("Master")), "<table><tr><td>Left</td><td>Right</td></tr></table></div>"),
        [("art 1", "Lamps.")],
    ),
    "an article without a number": (page('<div id="art_x">' + p("The lamp", "ti-art") + p("Burns.") + "</div>"), [("", "Burns.")]),
    "an article whose number is in its id": (page('<div id="art_4a">' + p("Das Licht", "ti-art") + p("Brennt.") + "</div>"), [("art 4a", "Brennt.")]),
    "an old notice": ("<html><body><div id='TexteOnly'><p>Notice</p><p>lamps</p><p>burn</p></div></body></html>", [("", "lamps\nburn")]),
    "a front without an end": (
        "<html><body><div id='TexteOnly'>" + "<p>lamps</p>" * 32 + "<p>Article 1</p><p>Burn.</p></div></body></html>",
        [("preamble", "lamps\nlamps"), ("art 1", "Burn.")],
    ),
    "words outside of paragraphs": (
        page(article("1", "A lamp <b>burns</b>.", "<div>It is red.</div>", "And big.")),
        [("art 1", "A lamp burns.\nIt is red.\nAnd big.")],
    ),
}


@pytest.mark.parametrize(("data", "places"), WITHOUT_ARTICLES.values(), ids=WITHOUT_ARTICLES)
def test_other_pages_are_read_by_what_they_have(data: str, places: list[tuple[str, str]]) -> None:
    document = read(data, name="x.html")
    assert told(document) == places
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)


NAMES_OF_ANNEXES = {
    "a heading of a group": p("ANNEX II", "ti-grseq-1"),
    "a line like any other": p("ANNEX II"),
    "a title of a chapter": p("ANNEX II", "ti-section-1"),
}


@pytest.mark.parametrize("name", NAMES_OF_ANNEXES.values(), ids=NAMES_OF_ANNEXES)
def test_an_annex_is_known_by_its_name_after_the_end_of_the_act(name: str) -> None:
    document = read(page(article("1", p("Lamps.")), FINAL, name, p("Red lamps."), p("‘Article 3", "ti-art"), p("Old lamps.’")))
    assert told(document)[1:] == [("annex II", "Red lamps.\n‘Article 3\nOld lamps.’")]


def test_points_as_deep_as_the_limit_are_read() -> None:
    deep = p("Lamps.")
    for number in range(20, 0, -1):
        deep = point(f"({number})", deep)
    document = read(page(article("1", deep)))
    assert told(document) == [("art 1" + "".join(f"({n})" for n in range(1, 21)), "(20) Lamps.")]
    assert len(skipped(document, "number of a point without words of its own")) == 19


def test_a_page_without_words_is_refused() -> None:
    with pytest.raises(CoverageError, match="holds no text"):
        read(page())


RECOGNISED = {
    "the newest classes": page(TERMS),
    "the older classes, with the publisher": old(re.sub(r"</?div[^>]*>", "", page(TERMS))),
    "a consolidated text": CONSOLIDATED,
    "an old page": OLD_PAGE,
    "a consolidated page without classes": OLD_CONSOLIDATED,
}
FOREIGN = {
    "a page that names EUR-Lex": '<html><body><p>See <a href="https://eur-lex.europa.eu/">EUR-Lex</a>.</p></body></html>',
    "a page with short classes of its own": '<html><body><i class="ti-art"></i><p>Lamps.</p></body></html>',
    "a page that shows the classes": '<html><body><pre>&lt;p class="oj-ti-art"&gt;</pre></body></html>',
    "text": "Article 1",
}


@pytest.mark.parametrize("data", RECOGNISED.values(), ids=RECOGNISED)
def test_a_page_of_eur_lex_is_recognised(data: str) -> None:
    assert is_eurlex(data.encode())
    assert is_eurlex(gzip.compress(data.encode()))


@pytest.mark.parametrize("data", FOREIGN.values(), ids=FOREIGN)
def test_another_page_is_not(data: str) -> None:
    assert not is_eurlex(data.encode())


# -- real files, where they are at hand

REAL: dict[str, tuple[str, int, int]] = {
    "corpus/eu-dsa-2022-2065/32022R2065_oj.xhtml": ("Regulation (EU) 2022/2065", 93, 156),
    "corpus/eu-gdpr-2016-679/32016R0679.xhtml": ("Regulation (EU) 2016/679", 99, 0),
    "samples/eurlex_32019R2088.xhtml": ("Regulation (EU) 2019/2088", 22, 0),
    "samples/eurlex_31958R0001_old.html": ("Regulation No 1", 8, 0),
}


def real(name: str) -> bytes:
    path = Path(__file__).resolve().parents[2] / "shared" / name
    if not path.is_file():
        pytest.skip(f"needs ../shared/{name}")
    return path.read_bytes()


def numbers(document: Document, unit: str) -> list[str]:
    return list(dict.fromkeys(p.pinpoint.locators[0].number for p in document.provisions if p.pinpoint.locators[0].unit == unit))


@pytest.mark.parametrize(("name", "citation", "articles", "recitals"), [(n, *rest) for n, rest in REAL.items()], ids=REAL)
def test_real_pages_are_read_whole(name: str, citation: str, articles: int, recitals: int) -> None:
    data = real(name)
    assert is_eurlex(data)
    document = read(data, name=Path(name).name)
    assert document.source.citation == citation
    assert (len(numbers(document, "art")), len(numbers(document, "recital"))) == (articles, recitals)
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)
    ids = [passage.id for passage in passages(document)]
    assert len(set(ids)) == len(ids)
    assert read(data, name=Path(name).name) == document
    assert not re.search("[►▼◄]", document.text)


PAIRS = [
    ("corpus/eu-dsa-2022-2065/L_2022277EN.01000101.fmx.xml", "corpus/eu-dsa-2022-2065/32022R2065_oj.xhtml"),
    ("corpus/eu-gdpr-2016-679/gdpr-cons-2016.fmx.xml", "corpus/eu-gdpr-2016-679/32016R0679.xhtml"),
]


@pytest.mark.parametrize(("formex", "xhtml"), PAIRS)
def test_a_page_and_its_formex_say_the_same(formex: str, xhtml: str) -> None:
    origin = make_origin("x.html", source_id="eu-act")
    first, second = parse_formex(real(formex), origin), parse_eurlex(real(xhtml), origin)
    texts = [[(p.pinpoint, p.heading, "".join(fold(d.text[p.start : p.end]).text.split())) for p in d.provisions] for d in (first, second)]
    assert texts[0] == texts[1]
    assert [passage.id.partition("#")[2] for passage in passages(first)] == [passage.id.partition("#")[2] for passage in passages(second)]


def test_a_real_page_that_is_no_xml_gives_the_same_document() -> None:
    data = real("samples/eurlex_32019R2088.xhtml")
    first, second = read(data), read(data.replace(b"<hr class=", b"<hr noshade class=", 1))
    assert (first.text, first.provisions) == (second.text, second.provisions)


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


@pytest.mark.parametrize("name", [*REAL, "consolidated", "old"])
def test_a_damaged_page_is_read_whole_or_refused(name: str) -> None:
    """The same hundred damages each time; a text that is returned has been compared with the page, character by character."""
    data = {"consolidated": CONSOLIDATED.encode(), "old": OLD_PAGE.encode()}.get(name) or real(name)
    chance = random.Random(20310501)
    for _ in range(100 if len(data) < 200_000 else 25):
        try:
            document = read(chance.choice(DAMAGES)(data, chance))
            assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)
        except ParseError as error:
            assert error.source == NAME  # noqa: PT017
