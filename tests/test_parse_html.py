"""Web pages: main text kept whole and in order, everything else counted, whatever the page is built of."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from datetime import date

import pytest

from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import ParseError
from ingest.parse_html import parse_page
from ingest.pinpoint import Pinpoint
from tests.factories import make_origin, make_source

PAGE = make_origin("page.html")
LAMPS = "The keeper of a harbour lights every lamp at dusk and writes the hour into a log that anyone may read."
BUOYS = "A master who finds a lost buoy reports it to the coast office within ten days, with the place and the time."
PIERS = "Nobody ties a boat to a pier that carries a red mark, and the office removes a boat that is tied there."
MENU = '<nav><ul><li><a href="/">Home</a></li><li><a href="/ferries">Ferries</a></li></ul></nav>'


def page(body: str, head: str = "<title>Harbour report</title>") -> Document:
    return parse_page(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), PAGE)


def told(document: Document) -> list[tuple[str, str]]:
    return [(str(p.pinpoint).partition(", under ")[2].strip('"'), document.text[p.start : p.end]) for p in document.provisions]


def words(document: Document) -> str:
    return "\n".join(text for _, text in told(document))


def omitted(document: Document) -> dict[str, int]:
    return dict(document.omitted)


def test_headings_become_places_under_the_title() -> None:
    document = page(
        f"<main><h1>Harbour report</h1><p>{LAMPS}</p><h2>Findings</h2><p>{BUOYS}</p><h3>Piers</h3><p>{PIERS}</p><h2>Advice</h2><p>{LAMPS}</p></main>"
    )
    assert [str(p.pinpoint) for p in document.provisions] == [
        'Harbour report, under "Harbour report"',
        'Harbour report, under "Findings"',
        'Harbour report, under "Findings > Piers"',
        'Harbour report, under "Advice"',
    ]
    assert document.provisions[2].heading == "Piers"
    assert document.provisions[2].path == ("Harbour report", "Findings")
    assert document.text[document.provisions[1].start : document.provisions[1].end] == BUOYS
    assert {reason for _, _, reason in document.skipped} == {"heading"}


def test_a_heading_used_twice_gives_two_places() -> None:
    document = page(f"<main><h2>Notes</h2><p>{LAMPS}</p><h2>Notes (2)</h2><p>{BUOYS}</p><h2>Notes</h2><p>{PIERS}</p></main>")
    assert [place for place, _ in told(document)] == ["Notes", "Notes (2)", "Notes (3)"]


KEPT = {
    "a paragraph of many tags": ("<p>The <b>kee</b>per <a href='x'>lights</a> <i>the</i>\n lamp.</p>", "The keeper lights the lamp."),
    "a list": ("<ul><li>Lamps<li>Buoys<ol><li>red<li>green</ol></ul>", "Lamps\nBuoys\nred\ngreen"),
    "a definition list": ("<dl><dt>Lamp</dt><dd>A light.</dd><dt>Buoy</dt><dd>A mark.</dd></dl>", "Lamp\nA light.\nBuoy\nA mark."),
    "a table of figures": (
        "<table><tr><th>Harbour<th>Reports<tr><td>Eastport<td>1,132<tr><td>Westport<td><p>87</p></table>",
        "Harbour Reports\nEastport 1,132\nWestport 87",
    ),
    "a table that places the page": (f"<table><tr><td><p>{LAMPS}</p><p>{BUOYS}</p></td><td>{PIERS * 2}</td></tr></table>", f"{LAMPS}\n{BUOYS}\n{PIERS * 2}"),
    "a quotation": ("<blockquote><p>Lamps are lit.</p><p>Buoys are red.</p></blockquote>", "Lamps are lit.\nBuoys are red."),
    "line breaks": ("<p>12 Pier Road<br>Eastport<br>Coast</p>", "12 Pier Road Eastport Coast"),
    "two line breaks": ("<div>Lamps are lit.<br><br>Buoys are red.<br> <br>Piers are old.</div>", "Lamps are lit.\nBuoys are red.\nPiers are old."),
    "lines as typed": ("<pre>[Notice 7]\n\nThe keeper lights\nthe lamp.\n \nBuoys are red.</pre>", "[Notice 7]\nThe keeper lights the lamp.\nBuoys are red."),
    "footnotes": ('<p>Lamps<a href="#n">[1]</a> are lit.</p><aside role="doc-endnotes"><p>1. See the log.</p></aside>', "Lamps[1] are lit.\n1. See the log."),
    "notes at the foot": ('<p>Lamps are lit.</p><div class="footnotes"><ol><li>See <a href="#">the log</a></li></ol></div>', "Lamps are lit.\nSee the log"),
    "a number in a block of its own": ("<div><p>(a)</p><p>Lamps are lit.</p></div>", "(a) Lamps are lit."),
    "a section that is called like a box": ('<section id="cookies"><h2>Cookies</h2><p>The office sets none.</p></section>', "The office sets none."),
    "what can be opened": ("<details><summary>More</summary><p>Lamps are lit.</p></details>", "More\nLamps are lit."),
    "an element of the page's own": ("<x-card>Lamps</x-card><x-card>Buoys</x-card>", "Lamps\nBuoys"),
    "formulas": ("<p>Range: <math><mi>r</mi><mo>=</mo><mn>3</mn></math>.</p>", "Range: r=3."),
    "an article's own head and foot": (
        f"<article><header><h1>Harbour report</h1><p>By A. Keeper</p></header><p>{LAMPS}</p><footer>Corrected on 3 May.</footer></article>",
        f"By A. Keeper\n{LAMPS}\nCorrected on 3 May.",
    ),
    "tags never closed": (f"<p>{LAMPS}<p><b>{BUOYS}<div>{PIERS}", f"{LAMPS}\n{BUOYS}\n{PIERS}"),
    "a box inside an article": (f"<article><p>{LAMPS}</p><aside><p>Short box.</p></aside><p>{BUOYS}</p></article>", f"{LAMPS}\nShort box.\n{BUOYS}"),
    "a sidebar between paragraphs": (f"<p>{LAMPS}</p><div class='sidebar'>Short box.</div><p>{BUOYS}</p>", f"{LAMPS}\nShort box.\n{BUOYS}"),
    "figures that are raised": ("<p>10<sup>2</sup> km<sup>2</sup> at 3 m<sup>-1</sup></p>", "10² km² at 3 m⁻¹"),
    "letters that are raised": ("<p>the 5<sup>th</sup> of XXI<sup>e</sup>, n<sup>o</sup> 3, C<sup>ie</sup></p>", "the 5th of XXIe, no 3, Cie"),
    "the mark that a note begins with": ("<p><sup>1</sup> See the log.</p>", "1 See the log."),
    "entities": ("<p>Lamps &amp; buoys &lt;3&nbsp;&sect;&#8239;4</p>", "Lamps & buoys <3 § 4"),
}


@pytest.mark.parametrize(("body", "text"), KEPT.values(), ids=KEPT)
def test_the_words_of_the_main_text_stay(body: str, text: str) -> None:
    assert words(page(f"<main>{body}</main>")) == text


LEFT_OUT = {
    "a menu": (MENU, "menus, boilerplate and scripts", 11),
    "a box of links": ('<div class="sidebar"><a href="x">Tides</a></div>', "menus, boilerplate and scripts", 5),
    "a script": ("<script>light('lamps')</script>", "menus, boilerplate and scripts", 14),
    "a style sheet": ("<style>p{}</style>", "menus, boilerplate and scripts", 3),
    "what is said to who has no scripts": ("<noscript>Old</noscript>", "menus, boilerplate and scripts", 3),
    "a request to write": ('<div class="newsletter"><p>Write to us</p><input name="mail"></div>', "menus, boilerplate and scripts", 9),
    "links to elsewhere": ('<div class="related-pages"><a href="x">Tides</a></div>', "menus, boilerplate and scripts", 5),
    "not displayed": ('<p style="color:red; DISPLAY : none">Secret</p>', "hidden text", 6),
    "hidden": ("<p hidden>Secret</p>", "hidden text", 6),
    "of no size": ('<p style="font-size:0px">Secret</p>', "hidden text", 6),
    "far outside": ('<p style="position:absolute;left:-9999px">Secret</p>', "hidden text", 6),
    "clipped": ('<p style="clip: rect(0 0 0 0)">Secret</p>', "hidden text", 6),
    "for readers' aids": ('<p class="big sr-only">Secret</p>', "hidden text", 6),
    "a closed dialog": ("<dialog>Secret</dialog>", "hidden text", 6),
    "a choice": ("<select><option>East</option><option>West</option></select>", "form fields", 8),
    "a button": ("<button>Print</button>", "form fields", 5),
    "what can be filled in": ("<textarea>Your words</textarea>", "form fields", 9),
}


@pytest.mark.parametrize(("body", "reason", "count"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_no_text_of_the_page_is_left_out_and_counted(body: str, reason: str, count: int) -> None:
    document = page(f"{body}<main><p>{LAMPS}</p>{body}<p>{BUOYS}</p></main>", head="")
    assert words(document) == f"{LAMPS}\n{BUOYS}"
    assert omitted(document) == {reason: 2 * count}


def test_a_page_s_own_head_and_foot_are_left_out() -> None:
    document = page(f"<header><p>Harbour Office</p></header><main><p>{LAMPS}</p></main><footer><p>Pier Road</p></footer>", head="")
    assert words(document) == LAMPS
    assert omitted(document) == {"menus, boilerplate and scripts": len("HarbourOfficePierRoad")}


def test_something_hidden_inside_a_sentence_does_not_break_it() -> None:
    document = page('<main><p>The keeper <a href="x">lights<span class="visually-hidden"> (opens elsewhere)</span></a> the lamp.</p><p>Next.</p></main>')
    assert words(document) == "The keeper lights the lamp.\nNext."


@pytest.mark.parametrize(
    ("mark", "count"),
    [
        ("<sup>1</sup>", 1),
        ("<sup>[12]</sup>", 4),
        ("<sup><a href='#n'>1</a></sup><sup>,</sup><sup>2</sup>", 3),
        ("<a href='#n'><sup>a</sup></a>", 1),
        ("<sup>*</sup>", 1),
        ("<b><sup>1, 2</sup></b>", 3),
    ],
)
def test_the_mark_of_a_note_is_no_part_of_the_word_before_it(mark: str, count: int) -> None:
    document = page(
        f"<main><p>{LAMPS}</p><p>Within 24 hours{mark}. <i>Then{mark}</i> he rests.{mark}</p><h2>Buoys{mark} and piers</h2><p>{PIERS}</p></main>", head=""
    )
    assert words(document) == f"{LAMPS}\nWithin 24 hours. Then he rests.\n{PIERS}"
    assert document.provisions[-1].heading == "Buoys and piers"
    assert omitted(document) == {"footnote mark": 4 * count}


def test_a_linked_mark_behind_a_figure_is_no_exponent() -> None:
    assert words(page("<main><p>Since 2023<sup><a href='#n'>1</a></sup>, and in 2024<sup class='fn'>2</sup>.</p></main>")) == "Since 2023, and in 2024."


def test_a_box_of_sentences_beside_the_text_is_named_as_such() -> None:
    document = page(f"<main><div><p>{LAMPS}</p><p>{BUOYS}</p></div><aside>Short box.</aside></main>", head="")
    assert words(document) == f"{LAMPS}\n{BUOYS}"
    assert omitted(document) == {"boxes beside the text": len("Shortbox.")}


def test_much_hidden_text_is_noted() -> None:
    document = page(f'<main><p>{LAMPS}</p><div style="display:none">{BUOYS * 8}</div></main>')
    assert document.notes == (f"{len(BUOYS.replace(' ', '')) * 8} characters that the page hides from its readers are left out",)


ARTICLE = "".join(f"<p>{LAMPS} {BUOYS} {PIERS}</p>" for _ in range(6))
TEASER = '<div class="card"><a href="/{0}"><b>Story {0} of the coast</b> What the ferry did on day {0} will surprise all who read of it</a></div>'
TEASERS = "".join(TEASER.format(i) for i in range(12))
NEWS = {
    "marked with main": f"<header>{MENU}</header><main>{ARTICLE}</main>{TEASERS}",
    "marked with an article": f"<div>{MENU}</div><div><article>{ARTICLE}</article>{TEASERS}</div>",
    "not marked at all": f'<div id="top">{MENU}</div><div id="x1">{ARTICLE}</div><div id="x2">{TEASERS}</div>',
    "in a table": f"<table><tr><td>{MENU}</td><td>{ARTICLE}</td><td>{TEASERS}</td></tr></table>",
}


@pytest.mark.parametrize("body", NEWS.values(), ids=NEWS)
def test_menus_and_teasers_are_told_from_the_text(body: str) -> None:
    document = page(body)
    assert words(document) == "\n".join([f"{LAMPS} {BUOYS} {PIERS}"] * 6)
    assert omitted(document).keys() == {"menus, boilerplate and scripts"}
    assert document.notes == ()


def test_the_heading_of_the_site_is_not_that_of_the_page() -> None:
    site = f'<header id="masthead"><h1><a href="/">Coast Times</a></h1>{MENU}</header>'
    related = '<div class="jp-relatedposts"><h3>Related</h3><p><a href="x">Tides of the north</a></p></div>'
    document = page(
        f'{site}<div class="entry"><header><h1>Who lights the lamps?</h1></header>{ARTICLE}{related}</div>',
        "<title>Who lights the lamps? – Coast Times</title>",
    )
    assert document.source.title == "Who lights the lamps?"
    assert words(document) == "\n".join([f"{LAMPS} {BUOYS} {PIERS}"] * 6)


def law_page(sections: int) -> str:
    rows = "".join(f"<tr><td>Pier {i}</td><td>{i},000</td></tr>" for i in range(40))
    parts = "".join(
        f'<div class="section"><p class="t">Section {i}</p><div class="num">{i}.</div><div><span>{LAMPS}</span></div>'
        f"<ol><li>red {i}</li><li>green {i}</li></ol></div>"
        for i in range(1, sections + 1)
    )
    opening = "<p>AN ACT about lamps, buoys and piers in the harbours of the coast, given in spring.</p>"
    return f"<div id='wrap'>{opening}{parts}<table>{rows}</table><p>Note: see the log.</p></div>"


def test_a_long_law_is_kept_whole() -> None:
    document = page(f"{MENU}{law_page(120)}")
    text = words(document)
    assert all(f"\n{i}. {LAMPS}\nred {i}\ngreen {i}\n" in text for i in range(1, 121))
    assert text.startswith("AN ACT about lamps")
    assert text.endswith("Pier 39 39,000\nNote: see the log.")
    assert omitted(document)["menus, boilerplate and scripts"] == len("HomeFerries") + len("Harbourreport")


def test_where_less_is_found_than_the_page_marks_as_its_main_part_all_of_that_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.parse_html_main._found", lambda root, page: [1])
    document = page(f"<main><div><p>{PIERS}</p></div><div>{ARTICLE}</div></main>")
    assert words(document).count(LAMPS) == 6
    assert document.notes == ("the search for the main text found a small part of the page's <main> only, so that all of it but menus is kept",)


def test_where_no_main_text_is_found_all_but_menus_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.parse_html_main._found", lambda root, page: [])
    assert words(page(f"{MENU}<p>{LAMPS}</p>")) == LAMPS
    document = page(f"{MENU}{ARTICLE}")
    assert document.notes == ("the main text could not be told from the rest of the page, so that all of it but its menus is kept",)


TITLES = {
    "its window": ("<title>Lamps of the coast</title>", "<p>{}</p>", "Lamps of the coast"),
    "its heading, which the window names too": ("<title>Lamps - Harbour Office</title>", "<h1>Lamps</h1><p>{}</p>", "Lamps"),
    "what it tells others": ('<title>x</title><meta property="og:title" content="Lamps lit">', "<p>{}</p>", "Lamps lit"),
    "its heading alone": ("", "<h1>Lamps\n <i>lit</i></h1><p>{}</p>", "Lamps lit"),
    "its file": ("<title> </title>", "<p>{}</p>", "page"),
    "no name of a file": ("<title>doc_17.html</title>", "<p>{}</p>", "page"),
    "no citation of a code": ("<title>Guide to 40 U.S.C.</title>", "<p>{}</p>", "Guide to 40 U.S.C"),
    "shortened": (f"<title>{'lamp ' * 60}</title>", "<p>{}</p>", " ".join(["lamp"] * 40)),
}


@pytest.mark.parametrize(("head", "body", "title"), TITLES.values(), ids=TITLES)
def test_a_page_is_cited_by_its_title(head: str, body: str, title: str) -> None:
    document = page(body.format(LAMPS), head)
    assert (document.source.title, document.source.citation, document.source.form) == (title, title, "user")
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)


LINKED = '<script type="application/ld+json">{"@graph":[{"@type":"Article","datePublished":"2025-02-03","dateModified":"2025-03-04T10:00:00Z"}]}</script>'
DAYS = {
    "changed goes before published": (
        '<meta property="article:published_time" content="2024-01-02"><meta property="article:modified_time" content="2024-05-06T07:08">',
        "2024-05-06",
    ),
    "published": ('<meta name="DC.date.issued" content="2024-01-02">', "2024-01-02"),
    "as linked data": (LINKED, "2025-03-04"),
    "as a time": ('<time itemprop="datePublished" datetime="2023-07-08">8 July</time>', "2023-07-08"),
    "in one piece": ('<meta name="date" content="20240102">', "2024-01-02"),
    "in the future": ('<meta name="date" content="2044-01-02">', "2026-01-02"),
    "before there were pages": ('<meta name="date" content="1066-10-14">', "2026-01-02"),
    "no day": ('<meta name="date" content="2024-02-31"><meta name="date" content="soon">', "2026-01-02"),
    "linked data that is none": ('<script type="application/ld+json">{"datePublished": </script>', "2026-01-02"),
    "linked data without end": (f'<script type="application/ld+json">{"[" * 5000}</script>', "2026-01-02"),
    "only in its text": ("<p>Published on 2024-01-02</p>", "2026-01-02"),
}


@pytest.mark.parametrize(("head", "day"), DAYS.values(), ids=DAYS)
def test_a_page_is_dated_by_what_it_says_for_certain(head: str, day: str) -> None:
    document = page(f"<main><p>{LAMPS}</p></main>", head)
    assert document.source.text_as_of == date.fromisoformat(day)


def test_a_listed_source_keeps_its_name() -> None:
    known = make_source(citation="Lamp report (2024)", kind="report")
    document = parse_page(f"<title>x</title><main><p>{LAMPS}</p></main>".encode(), make_origin("page.html", known=known))
    assert str(document.provisions[0].pinpoint) == 'Lamp report (2024), under "Lost buoys"'
    assert document.source.form == "official"


REFUSED = {
    "an error page": ("<title>404 - Page not found</title><h1>Page not found</h1><p>Go back.</p>", "is an error page ('Page not found')"),
    "a guard": ("<title>Just a moment...</title><p>Checking that you are no robot</p>", "is an error page ('Just a moment...')"),
    "a door": ("<title>Access Denied</title><p>Reference 17</p>", "is an error page ('Access Denied')"),
    "a page that scripts fill": ('<title>x</title><div id="root"></div><script src="a.js"></script>', "its scripts fetch it"),
    "a page that asks for scripts": ("<noscript>You need to enable JavaScript to run this app.</noscript><div>Loading</div>", "its scripts fetch it"),
    "no text": ("<title>Lamps</title><img src='lamp.png'>", "holds no text to read"),
    "menus alone": (MENU, "holds no text to read"),
    "hidden text alone": (f"<p hidden>{LAMPS}</p>", "holds no text to read"),
    "headings alone": ("<h1>One</h1><h2>Two</h2>", "holds no text that could be cited"),
    "empty": ("", "page.html"),
}


@pytest.mark.parametrize(("body", "fault"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_page_of_text_is_refused(body: str, fault: str) -> None:
    with pytest.raises(ParseError, match=re.escape(fault)):
        parse_page(body.encode(), PAGE)


def test_a_long_page_about_errors_is_no_error_page() -> None:
    document = page(f"<main><h1>Page not found</h1>{ARTICLE}</main>")
    assert document.source.title == "Harbour report"


CAFE = "<title>t</title><p>Café – “lit”</p>"
ENCODINGS = {
    "declared": (b'<meta charset="iso-8859-1">' + CAFE.encode("cp1252"), None),
    "declared otherwise than it is": (b'<meta charset="iso-8859-1">' + CAFE.encode(), None),
    "declared UTF-8 and not": (b'<meta charset="utf-8">' + CAFE.encode("cp1252"), "the page declares UTF-8 but is not; it is read as Windows-1252"),
    "declared as nothing known": (
        b'<meta charset="windows-1652">' + CAFE.encode("cp1252"),
        "the page declares WINDOWS-1652 but is not; it is read as Windows-1252",
    ),
    "not declared": (CAFE.encode(), None),
    "not declared, Windows": (CAFE.encode("cp1252"), None),
    "by its mark": (b"\xff\xfe" + CAFE.encode("utf-16-le"), None),
}


@pytest.mark.parametrize(("data", "note"), ENCODINGS.values(), ids=ENCODINGS)
def test_letters_are_read_as_they_are_written(data: bytes, note: str | None) -> None:
    document = parse_page(data, PAGE)
    assert words(document) == "Café – “lit”"
    assert document.notes[:1] == ((note,) if note else ())


HOSTILE = {
    "event handlers": (f"<p onclick=\"alert('x')\">{LAMPS}</p>", LAMPS),
    "links that run": (f'<p><a href="javascript:alert(1)">{LAMPS}</a></p><p>{BUOYS}</p>', f"{LAMPS}\n{BUOYS}"),
    "zero width": (f"<p>{LAMPS.replace('lamp', chr(0x200B).join('lamp'))}</p>", LAMPS),
    "turned about": (f"<p>\u202e{LAMPS}\u202c</p>", LAMPS),
    "quotation marks in headings": (f'<h2>Say "lamp", under "x"</h2><p>{LAMPS}</p>', LAMPS),
    "markup as text": ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "<script>alert(1)</script>"),
    "scripts in pictures": (f"<svg><script>x()</script><text>Lamp</text></svg><p>{LAMPS}</p>", LAMPS),
    "a comment that never ends": (f"<p>{LAMPS}</p><!-- {BUOYS}", LAMPS),
    "attributes without end": (f"<p {'a=b ' * 20_000}>{LAMPS}</p>", LAMPS),
    "a long heading": (f"<h1>{LAMPS * 5}</h1><p>{BUOYS}</p>", f"{LAMPS * 5}\n{BUOYS}"),
}


@pytest.mark.parametrize(("body", "text"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_give_text_only(body: str, text: str) -> None:
    document = page(f"<main>{body}</main>")
    assert words(document) == text
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)


HEAVY: dict[str, Callable[[], bytes]] = {
    "nested deep": lambda: b"<div>" * 10_000 + LAMPS.encode() + b"</div>" * 10_000,
    "one long line": lambda: b"<p>" + LAMPS.encode() * 200_000 + b"</p>",
    "many small paragraphs": lambda: b"<p>lamp</p>" * 50_000,
    "many tables": lambda: b"<table><tr><td>lamp</td><td>lit</td></tr></table>" * 10_000,
    "many links": lambda: b"<a href='#'>lamp</a> " * 50_000,
    "many breaks": lambda: b"<p>lamp" + b"<br>" * 50_000 + b"lit</p>",
    "packed": lambda: b"\x1f\x8b\x08\x00",
    "no text at all": lambda: bytes(range(256)) * 100,
}


@pytest.mark.parametrize("data", HEAVY.values(), ids=HEAVY)
def test_heavy_pages_are_read_or_refused_in_time(data: Callable[[], bytes]) -> None:
    start = time.process_time()
    try:
        parse_page(data(), PAGE)
    except ParseError as error:
        assert str(error).startswith("page.html")  # noqa: PT017
    assert time.process_time() - start < 20


PAGES = {"news": NEWS["not marked at all"], "law": law_page(30), "report": "".join(body for body, _ in KEPT.values())}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_places_are_distinct_and_reading_twice_gives_the_same(body: str) -> None:
    document = page(body)
    ids = [passage.id for passage in passages(document)]
    assert len(set(ids)) == len(ids)
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)
    assert page(body) == document


def mutated(data: bytes, seed: int) -> bytes:
    dice = random.Random(seed)
    at, length = dice.randrange(len(data)), dice.randint(1, 2000)
    way = dice.choice(["cut", "flip", "delete", "double"])
    if way == "cut":
        return data[:at]
    if way == "flip":
        flipped = bytearray(data)
        for _ in range(dice.randint(1, 100)):
            flipped[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        return bytes(flipped)
    return data[:at] + data[at + length :] if way == "delete" else data[: at + length] + data[at:]


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_a_damaged_page_is_read_whole_or_refused(body: str) -> None:
    data = f"<!doctype html><html><head><title>Harbour report</title></head><body>{body}</body></html>".encode()
    for seed in range(100):
        try:
            document = parse_page(mutated(data, seed), PAGE)
        except ParseError:
            continue
        assert document.check("page.html") is document
