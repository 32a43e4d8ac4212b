"""PDF files: every page a place, its words in the order in which they are read, and nothing lost without a word about it."""

from __future__ import annotations

import io
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest import parse_pdf_apart, parse_pdf_print
from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import ParseError
from ingest.parse_pdf import parse_pdf
from ingest.parse_pdf_apart import read_apart, serve
from ingest.parse_pdf_file import ClosedError, PdfFile, Sheet, read_sheets
from ingest.parse_pdf_page import letters
from ingest.pinpoint import Pinpoint
from tests.factories import make_origin, make_source
from tests.pdf_fixtures import block, justified, pdf, picture, rule, shade, text, width

FILE = make_origin("report.pdf")
LINE = text(72, 700, "The keeper lights the lamp.")
SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "ncmec-cybertipline"
REAL = sorted(SHARED.glob("*.pdf")) or [SHARED / "ncmec-by-esp-2019.pdf"]


@pytest.fixture
def apart() -> None:
    """Ask for the reader in a process of its own, as in use; the other tests read in this process, which is quicker."""


@pytest.fixture(autouse=True)
def here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "apart" not in request.fixturenames:
        monkeypatch.setattr(parse_pdf_apart, "_answers", answers_here)


def answers_here(data: bytes, start: int) -> Iterator[PdfFile | Sheet | ClosedError]:
    try:
        yield from read_sheets(data, start)
    except ClosedError as error:
        yield error


def told(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.provisions]


def only(*drawings: bytes, **entries: object) -> list[str]:
    """Return the lines of a file of one page."""
    (page,) = told(parse_pdf(pdf(b"".join(drawings), **entries), FILE))  # type: ignore[arg-type]
    return page.split("\n")


# Places


def test_a_page_is_cited_by_its_place_in_the_file() -> None:
    document = parse_pdf(pdf(LINE, b"", text(72, 700, "Buoys are red."), info={"Title": "Harbour report"}), FILE)
    assert [str(p.pinpoint) for p in document.provisions] == ["Harbour report, p 1", "Harbour report, p 3"]
    assert told(document) == ["The keeper lights the lamp.", "Buoys are red."]
    assert document.notes == ("page 2 is empty",)


def test_the_printed_page_number_is_the_heading_where_it_differs() -> None:
    labels = b"/PageLabels << /Nums [0 << /S /r /St 9 >> 1 << /S /D /St 2 >> 2 << /P (A-) /S /D >>] >>"
    document = parse_pdf(pdf(LINE, LINE + block(72, 600, "x"), LINE + block(72, 600, "y"), catalog=labels), FILE)
    assert [p.heading for p in document.provisions] == ["printed page ix", "", "printed page A-1"]


def marks(*entries: tuple[str, int, int]) -> bytes:
    """Write bookmarks: title, page from 0 on, and the number of the bookmark (from 1 on) that it stands under, or 0."""
    first = 5 + 2 * 4  # after the objects of four pages
    objects = []
    children: dict[int, list[int]] = {0: []}
    for i, (_, _, under) in enumerate(entries, 1):
        children.setdefault(under, []).append(i)
        children.setdefault(i, [])
    for i, (title, page, under) in enumerate(entries, 1):
        sisters = children[under]
        following = sisters[sisters.index(i) + 1 : sisters.index(i) + 2]
        fields = b"/Next %d 0 R " % (first + following[0]) if following else b""
        fields += b"/First %d 0 R /Last %d 0 R " % (first + children[i][0], first + children[i][-1]) if children[i] else b""
        objects.append(b"<< /Title (%s) /Parent %d 0 R /Dest [%d 0 R /Fit] %s>>" % (title.encode(), first + under, 5 + 2 * page, fields))
    root = b"<< /Type /Outlines /First %d 0 R /Last %d 0 R >>" % (first + children[0][0], first + children[0][-1])
    pages = [text(72, 700, words) for words in ("Cover.", "Lamps are lit.", "Buoys are red.", "Piers are old.")]
    return pdf(*pages, catalog=b"/Outlines %d 0 R" % first, more=[root, *objects])


def test_bookmarks_are_the_headings_above_a_page() -> None:
    document = parse_pdf(marks(("Findings", 1, 0), ("Lamps", 1, 1), ("Buoys", 2, 1), ("Advice", 2, 0), ("x" * 200, 3, 0)), FILE)
    assert [p.path for p in document.provisions] == [
        ("report",),
        ("report", "Findings", "Lamps"),
        ("report", "Findings", "Buoys"),
        ("report", "Findings", "Buoys"),
    ]


def test_bookmarks_that_run_in_a_circle_end() -> None:
    data = marks(("Findings", 1, 0), ("Lamps", 2, 1)).replace(b"/Parent 14 0 R", b"/Next 14 0 R")
    assert parse_pdf(data, FILE).provisions[1].path[:2] == ("report", "Findings")


TITLES = {
    "a title": ("Harbour report 2024", "Harbour report 2024"),
    "blanks": ("  Harbour\n report\x00 ", "Harbour report"),
    "a word processor's": ("Microsoft Word - draft_v3.doc", "report"),
    "a slide program's": ("PowerPoint Presentation", "report"),
    "a name of a file": ("harbour-final.indd", "report"),
    "a path": ("C:\\reports\\harbour", "report"),
    "numbered": ("Document1", "report"),
    "a scanner's": ("Scanned Document", "report"),
    "a scanner's, numbered": ("scan0001", "report"),
    "a new file's": ("New Microsoft Word Document", "report"),
    "a word for none": ("(unspecified)", "report"),
    "a word of one of these among others": ("New document duties of harbours", "New document duties of harbours"),
    "nothing": ("", "report"),
    "no letters": ("2024-17", "report"),
    "too long for a title": ("lamp " * 60, "report"),
    "half a character": ("Lamps \ud800", "report"),
    "a citation of a code": ("Guide to 40 U.S.C.", "Guide to 40 U.S.C"),
    "a place in a citation": ("Lamps, p 3", "Lamps, p 3"),
}


@pytest.mark.parametrize(("title", "cited"), TITLES.values(), ids=TITLES)
def test_a_file_is_cited_by_its_own_title_where_that_is_one(title: str, cited: str) -> None:
    document = parse_pdf(pdf(LINE, info={"Title": title}), FILE)
    assert (document.source.title, document.source.citation) == (cited, cited)
    assert Pinpoint.parse(f"{cited}, p 1") == document.provisions[0].pinpoint


DAYS = {
    "changed goes before made": ({"CreationDate": "D:20240102030405Z", "ModDate": "D:20240506070809+01'00'"}, "2024-05-06"),
    "made": ({"CreationDate": "D:20240102"}, "2024-01-02"),
    "without its mark": ({"ModDate": "20240102"}, "2024-01-02"),
    "in the future": ({"ModDate": "D:20440102", "CreationDate": "D:20240102"}, "2024-01-02"),
    "before there were PDF files": ({"ModDate": "D:19040101000000Z"}, "2026-01-02"),
    "no day": ({"ModDate": "D:20240231", "CreationDate": "yesterday"}, "2026-01-02"),
    "none": ({}, "2026-01-02"),
}


@pytest.mark.parametrize(("info", "day"), DAYS.values(), ids=DAYS)
def test_a_file_is_dated_by_its_own_word_where_that_can_be(info: dict[str, str], day: str) -> None:
    assert parse_pdf(pdf(LINE, info=info), FILE).source.text_as_of == date.fromisoformat(day)


def test_a_listed_source_keeps_its_name() -> None:
    known = make_source(citation="Lamp report (2024)", kind="report")
    document = parse_pdf(pdf(LINE, info={"Title": "x y", "ModDate": "D:20240102"}), make_origin("report.pdf", known=known))
    assert str(document.provisions[0].pinpoint) == "Lamp report (2024), p 1"
    assert (document.source.form, document.source.text_as_of) == ("official", date(2024, 1, 2))


# Lines and paragraphs

PROSE = """\
The keeper of a harbour lights every lamp at dusk and then
writes the hour into a log that anyone in town may read. A
master who finds a lost buoy reports it to the coast office
within ten days, with the place and the time. Nobody may tie
a boat to a pier that carries a red mark."""
ONE = " ".join(PROSE.split("\n"))


def test_lines_are_joined_and_paragraphs_parted() -> None:
    assert only(block(72, 700, PROSE), block(72, 620, PROSE)) == [ONE, ONE]


JOINED = {
    "a word parted": (["the disclo-", "sure of lamps"], "the disclosure of lamps"),
    "a hyphen of its own": (["law-enforcement and law-", "enforcement lamps"], "law-enforcement and law-enforcement lamps"),
    "written as one elsewhere": (["lighthouse and light-", "house keepers"], "lighthouse and lighthouse keepers"),
    "before a capital": (["the Anglo-", "American coast"], "the Anglo-American coast"),
    "in capitals": (["LIGHTHOUSE and LIGHT-", "HOUSE keepers"], "LIGHTHOUSE and LIGHTHOUSE keepers"),
    "after a figure": (["a 6-", "year-old lamp"], "a 6-year-old lamp"),
    "in an address": (["see www.coast.example/lamp-", "posts for more"], "see www.coast.example/lamp-posts for more"),
    "a dash": (["the lamp -", "old as it is"], "the lamp - old as it is"),
    "two marks": (["lamps and-", "- buoys"], "lamps and- - buoys"),
}


@pytest.mark.parametrize(("lines", "joined"), JOINED.values(), ids=JOINED)
def test_hyphens_at_line_ends(lines: list[str], joined: str) -> None:
    document = parse_pdf(pdf(block(72, 700, lines)), FILE)
    assert told(document) == [joined]
    gone = len("".join(lines).replace(" ", "")) - len(joined.replace(" ", ""))
    assert document.omitted == ((("hyphens at line ends", gone),) if gone else ())


def test_where_lines_break_at_hyphens_only_they_stay() -> None:
    known = ["a third-party lamp, a third-", "party buoy, and a long-", "lived pier"]
    assert only(block(72, 700, known)) == ["a third-party lamp, a third-party buoy, and a long-lived pier"]


PARAGRAPHS = {
    "an indented first line": (block(72, 700, "A keeper lights the lamp at dusk and reads.") + block(90, 688, "He then goes home to the town at the pier."), 2),
    "a short last line": (
        block(72, 700, "The lamp is lit at dusk by the keeper of the pier\nand is dark at noon.\nThe buoys are counted by the master of the boats"),
        2,
    ),
    "a larger heading": (text(72, 714, "Findings", 14) + block(72, 696, PROSE), 2),
    "a heading over two lines": (block(72, 730, "Findings on the keepers of\nLamps and Piers", 16, 18) + block(72, 690, PROSE), 2),
    "bullets": (block(72, 700, "• Lamps are lit at dusk by the keeper of them.\n• Buoys are counted by the master of boats."), 2),
    "numbers": (block(72, 700, "1. Lamps are lit.\n2. Buoys are counted by the master.\n3. Piers are old."), 3),
    "dots that lead to a page": (block(72, 700, "Lamps ............................. 3\nBuoys ............................. 4"), 2),
    "a number apart from its words": (
        text(72, 700, "1.") + block(108, 700, "Lamps are lit at dusk by the keeper who\nlives on the pier, and the hour is told."),
        1,
    ),
    "a mark raised above the line": (text(72, 700, "The lamp") + text(114, 704, "12", 6) + text(124, 700, "is lit."), 1),
}


@pytest.mark.parametrize(("drawing", "count"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_where_paragraphs_begin(drawing: bytes, count: int) -> None:
    assert len(only(drawing)) == count


def test_a_raised_mark_stays_where_it_is() -> None:
    assert only(text(72, 700, "The lamp"), text(113, 704, "12", 6), text(124, 700, "is lit.")) == ["The lamp 12 is lit."]


def test_words_that_the_file_gives_apart_stand_in_their_line() -> None:
    drawing = text(72, 700, "The keeper") + text(72, 600, "Buoys are red.") + text(153, 700, "the lamp.") + text(72, 500, "Piers.") + text(126, 700, "lights")
    assert only(drawing) == ["The keeper lights the lamp.", "Buoys are red.", "Piers."]


def test_a_justified_line_with_wide_blanks_stays_in_its_paragraph() -> None:
    lines = [
        "the keeper of the harbour at the coast lights",
        "communications every lamp",
        "internationalisation notwithstandingly",
        "and the buoys of the town, and then goes home",
    ]
    drawing = b"".join(justified(72, 700 - 12 * i, line, 210) for i, line in enumerate(lines))
    assert only(drawing) == [" ".join(lines)]


# Columns

LEFT = [f"left {i:02} the keeper lights a lamp" for i in range(20)]
RIGHT = [f"right {i:02} the master counts a buoy" for i in range(20)]
THIRD = [f"third {i:02} the office mends a pier" for i in range(20)]


def by_lines(*columns: tuple[float, list[str]]) -> bytes:
    """Draw columns line by line across the page, as some programs do."""
    return b"".join(text(x, 700 - i * 12, lines[i]) for i in range(20) for x, lines in columns)


COLUMNS = {
    "column by column": block(72, 700, LEFT) + block(320, 700, RIGHT),
    "line by line": by_lines((72, LEFT), (320, RIGHT)),
    "the second one first": block(320, 700, RIGHT) + block(72, 700, LEFT),
    "not on the same heights": block(72, 700, LEFT) + block(320, 695, RIGHT),
}


@pytest.mark.parametrize("drawing", COLUMNS.values(), ids=COLUMNS)
def test_columns_are_read_one_after_the_other(drawing: bytes) -> None:
    title = text(72, 730, "A heading that runs across both of the columns of the page", 14)
    foot = text(72, 430, "A note that runs across both of the columns at the foot of this page", 9)
    assert " ".join(only(title, drawing, foot)[1:-1]) == " ".join(LEFT + RIGHT)


def test_three_columns() -> None:
    drawing = by_lines((40, LEFT), (235, RIGHT), (430, THIRD))
    assert " ".join(only(drawing)) == " ".join(LEFT + RIGHT + THIRD)


def test_a_word_parted_at_the_end_of_a_column_is_joined() -> None:
    drawing = block(72, 700, [*LEFT, "and so the disclo-"]) + block(320, 700, ["sure of it all", *RIGHT])
    assert "and so the disclosure of it all right 00" in " ".join(only(drawing))


def test_a_sentence_that_ends_with_its_column_ends_there() -> None:
    drawing = block(72, 700, [*LEFT, "and this is all."]) + block(320, 700, ["and more", *RIGHT])
    assert "and this is all.\nand more" in "\n".join(only(drawing))


# Tables

ROWS = [("Eastport", "1,132,672", "17%"), ("Westport on Sea", "87", "2%"), ("Northport", "24,090", "4%"), ("Southport", "5", "0%")]
TOLD = ["Eastport 1,132,672 17%", "Westport on Sea 87 2%", "Northport 24,090 4%", "Southport 5 0%"]


def cells(order: str, pitch: float = 12) -> bytes:
    places = [(72.0, 0), (250.0, 1), (330.0, 2)]
    drawn = [(i, x, row[k]) for i, row in enumerate(ROWS) for x, k in places]
    if order == "columns":
        drawn.sort(key=lambda cell: cell[1])
    return b"".join(text(x, 600 - i * pitch, words) for i, x, words in drawn)


@pytest.mark.parametrize("order", ["rows", "columns"])
def test_rows_of_figures_stay_rows(order: str) -> None:
    assert only(block(72, 700, PROSE), cells(order)) == [ONE, *TOLD]


def test_a_cell_of_two_lines_is_read_whole() -> None:
    row = block(72, 606, "Saint Helena and the\nislands around it") + text(250, 600, "1")
    assert (
        only(cells("rows", 30), row.replace(b"606", b"456").replace(b"594", b"444").replace(b" 600 ", b" 450 "))[-1]
        == "Saint Helena and the islands around it 1"
    )


def grid(heights: list[float], left: float = 66, right: float = 400) -> bytes:
    return b"".join(rule(left, y, right, y) for y in heights)


def test_rules_tell_the_rows_whatever_runs_over_several_lines() -> None:
    drawing = grid([690, 670, 640, 610])
    drawing += text(72, 675, "Harbour") + text(250, 675, "Reports")
    drawing += block(72, 660, "Eastport and the\nislands around it") + text(250, 648, "1,132")
    drawing += block(72, 630, "Westport") + block(250, 630, "Told: 5\nOpen: 2")
    assert only(text(72, 720, "The table shows harbours."), drawing, text(72, 580, "It ends here.")) == [
        "The table shows harbours.",
        "Harbour Reports",
        "Eastport and the islands around it 1,132",
        "Westport Told: 5 Open: 2",
        "It ends here.",
    ]


def test_walls_part_cells_that_stand_close() -> None:
    drawing = grid([690, 670, 640]) + rule(120, 690, 120, 640) + rule(66, 690, 66, 640) + rule(400, 690, 400, 640)
    drawing += text(72, 675, "Harbour") + text(122, 675, "Reports told")
    drawing += block(72, 660, "Eastport\nand more") + block(122, 660, "1,132\nin all")
    assert only(drawing) == ["Harbour Reports told", "Eastport and more 1,132 in all"]


def test_shaded_bands_of_several_rows_do_not_mix_them() -> None:
    drawing = shade(66, 640, 334, 50) + shade(66, 590, 334, 50) + grid([690, 640, 590])
    for i, (name, count, share) in enumerate(ROWS):
        y = 675 - i * 24
        drawing += text(72, y, name) + text(250, y, count) + text(330, y, share)
    assert only(drawing) == TOLD


def test_a_figure_that_its_cell_cuts_in_two_is_one() -> None:
    drawing = grid([690, 670, 640]) + text(72, 675, "Harbour") + text(250, 675, "Reports") + text(72, 660, "Eastport") + block(250, 660, "24,768,90\n3")
    assert only(drawing)[-1] == "Eastport 24,768,903"


def test_an_underlined_heading_is_no_table() -> None:
    drawing = b"".join(text(72, y, "Lamps and the keepers of them") + rule(72, y - 2, 210, y - 2) for y in (700, 660, 620))
    assert only(drawing) == ["Lamps and the keepers of them"] * 3


# What is printed on every page


def run(*pages: bytes) -> Document:
    return parse_pdf(pdf(*pages), FILE)


def asides(document: Document) -> Counter[tuple[str, str]]:
    return Counter((reason, document.text[start:end]) for start, end, reason in document.skipped)


def numbered(count: int, head: str = "Harbour report", foot: str = "Page {} of 9") -> list[bytes]:
    bodies = [block(72, 700, [f"{chr(97 + i)}{line}" for line in PROSE.split("\n")]) for i in range(count)]
    return [text(72, 760, head) + body + text(280, 40, foot.format(i + 1)) for i, body in enumerate(bodies)]


def test_running_headers_and_footers_are_told_apart() -> None:
    document = run(*numbered(4))
    assert [page[:10] for page in told(document)] == ["aThe keepe", "bThe keepe", "cThe keepe", "dThe keepe"]
    assert asides(document) == {("running header", "Harbour report"): 4} | {("running footer", f"Page {i} of 9"): 1 for i in range(1, 5)}


def test_roman_numbers_count_on_too() -> None:
    pages = [page + text(500, 760, numeral) for page, numeral in zip(numbered(3, foot=""), ("viii", "ix", "x"), strict=True)]
    assert asides(run(*pages)) == {("running header", f"Harbour report {numeral}"): 1 for numeral in ("viii", "ix", "x")}


def test_figures_at_the_top_of_a_page_are_no_page_numbers() -> None:
    pages = [text(72, 760, f"{figure} lamps") + block(72, 700, [f"{i}{line}" for line in PROSE.split("\n")]) for i, figure in enumerate((17, 23, 99, 4))]
    assert [page.split("\n")[0] for page in told(run(*pages))] == ["17 lamps", "23 lamps", "99 lamps", "4 lamps"]


def test_a_page_of_nothing_else_says_its_header_as_its_own() -> None:
    assert told(run(*numbered(3), text(72, 760, "Harbour report")))[3] == "Harbour report"


def test_two_pages_are_too_few_to_tell() -> None:
    assert asides(run(*numbered(2))) == {}


def test_a_file_that_says_the_same_on_every_page_is_kept() -> None:
    assert told(run(LINE, LINE, LINE)) == ["The keeper lights the lamp."] * 3


def test_the_head_of_a_table_that_goes_on_is_no_running_header() -> None:
    rows = [
        grid([690, 670, 650, 630]) + b"".join(text(72, y, f"{words} {i}") + text(250, y, f"{i}{y}") for y, words in ((675, "Head"), (655, "x"), (635, "y")))
        for i in range(4)
    ]
    head = [page.replace(b"Head %d" % i, b"Harbour").replace(b"(%d675)" % i, b"(Reports)") for i, page in enumerate(rows)]
    assert all(page.startswith("Harbour Reports\n") for page in told(run(*head)))


def test_numbers_of_lines_are_left_out() -> None:
    lines = [f"word{chr(97 + i)} the keeper lights a lamp and" for i in range(20)]
    pages = [block(40, 700, [str(i) for i in range(1, 21)]) + block(72, 700, [f"{page}{line}" for line in lines]) for page in "abc"]
    document = run(*pages)
    assert "lamp and awordb the keeper" in told(document)[0]
    assert dict(document.omitted) == {"numbers of lines in the margin": 3 * (9 + 2 * 11)}


def test_numbers_of_rows_stay() -> None:
    pages = [block(40, 700, [str(i) for i in range(start, start + 20)]) + block(72, 700, [f"Harbour {i}" for i in range(20)]) for start in (1, 21, 41)]
    assert "21 Harbour 0\n22 Harbour 1" in told(run(*pages))[1]


def test_a_stamp_up_the_margin_of_every_page_is_told_apart() -> None:
    pages = [page + text(600, 300, "keeper on lamp7 with LOG", 6, "0 1 -1 0") for page in numbered(3)]
    assert asides(run(*pages))["running header", "keeper on lamp7 with LOG"] == 3


# Directions and places


def test_turned_words_come_after_the_others() -> None:
    assert only(text(40, 300, "Up the side", turn="0 1 -1 0"), LINE, text(580, 300, "Down it", turn="0 -1 1 0")) == [
        "The keeper lights the lamp.",
        "Up the side",
        "Down it",
    ]


@pytest.mark.parametrize("turn", ["0 1 -1 0", "0 -1 1 0", "-1 0 0 -1"])
def test_a_page_on_its_side_is_read_as_any_other(turn: str) -> None:
    a, b, c, d = map(int, turn.split())
    lines = PROSE.split("\n")
    drawn = b"".join(text(300 - c * -12 * i * -1, 400 + d * -12 * i, line, turn=turn) for i, line in enumerate(lines))
    assert only(drawn) == [ONE], (a, b)


def test_slanted_words_are_kept() -> None:
    assert only(LINE, text(200, 300, "A draft", 40, "0.7 0.7 -0.7 0.7")) == ["The keeper lights the lamp.", "A draft"]


def test_what_lies_outside_the_page_is_left_out_and_counted() -> None:
    document = parse_pdf(pdf(LINE + text(72, 900, "Slug") + text(700, 700, "line"), page=b"/CropBox [0 0 612 792]"), FILE)
    assert (told(document), document.omitted) == (["The keeper lights the lamp."], (("outside the visible page", 8),))


@pytest.mark.parametrize("box", ["0 0 1e30 1e30", "612 792 0 0", "0 0 0 0", "-1e9 -1e9 1e9 1e9"])
def test_pages_of_any_size_are_read(box: str) -> None:
    assert only(LINE, box=box) == ["The keeper lights the lamp."]


def test_words_set_beyond_all_measure_cost_nothing() -> None:
    assert "The keeper lights the lamp." in only(LINE, text(72, 600, "far", turn="1e38 1e38 1e38 1e38"), text(1e30, 5, "away"))


def test_invisible_words_of_a_scan_are_read() -> None:
    assert only(picture(), block(72, 700, PROSE), text(72, 500, "Read by a machine.", mode=3))[-1] == "Read by a machine."


def test_ligatures_and_soft_hyphens_are_letters() -> None:
    assert letters("ﬁnd the oﬃ\u00adce\ufffe") == letters("find the office-")


# What cannot be read

NOTES = {
    "no text on a page": (pdf(LINE, picture()), "page 2 has no text layer; it could not be read"),
    "no text on pages": (pdf(LINE, picture(), picture(), picture(), LINE, picture()), "pages 2-4 and 6 have no text layer; they could not be read"),
    "a stamped picture": (pdf(LINE, picture() + text(9, 9, "Exhibit 3")), "page 2 is mostly a picture; words in it could not be read"),
    "scripts": (pdf(LINE, catalog=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "the file holds scripts; they were not run"),
    "embedded files": (
        pdf(LINE, catalog=b"/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a) >>] >> >>"),
        "the file holds 1 embedded file, which was not read",
    ),
    "a form": (pdf(LINE, catalog=b"/AcroForm << /Fields [] >>"), "the file is a form; what is filled in was not read"),
    "no end": (pdf(LINE)[:-7] + b"\n" * 5000, "the file has no end mark, so that it may be cut short; obtain it again if pages are missing"),
}


@pytest.mark.parametrize(("data", "note"), NOTES.values(), ids=NOTES)
def test_what_is_not_read_is_noted(data: bytes, note: str) -> None:
    assert parse_pdf(data, FILE).notes == (note,)


def locked() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(LINE))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a scan": (lambda: pdf(picture(), picture()), "is a scan: none of its pages has a text layer; run OCR on it"),
    "empty pages": (lambda: pdf(b"", b""), "is a scan: none of its pages has a text layer; run OCR on it"),
    "locked": (locked, "is locked with a password; save a copy without one"),
    "locked in an unknown way": (lambda: pdf(LINE).replace(b"/Info", b"/Encrypt << /Filter /Own >> /Info"), "is locked in a way that is not supported"),
    "cut": (lambda: pdf(LINE)[:300], "is damaged or is no PDF file: it cannot be opened; obtain it again"),
    "its mark alone": (lambda: b"%PDF-1.7\n", "is damaged or is no PDF file"),
    "no PDF file": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50, "is damaged or is no PDF file"),
    "pages that hold themselves": (
        lambda: pdf(LINE).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"),
        "none of its pages could be read (Failed to load page); obtain it again",
    ),
    "too many pages": (
        lambda: pdf(LINE).replace(b"/Count 1", b"/Count 1000000").replace(b"/Kids [5 0 R]", b"/Kids [" + b"5 0 R " * 10_001 + b"]"),
        "the limit is 10,000",
    ),
}


@pytest.mark.parametrize(("data", "fault"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_at_all_is_refused(data: Callable[[], bytes], fault: str) -> None:
    with pytest.raises(ParseError, match=re.escape(fault)) as caught:
        parse_pdf(data(), FILE)
    assert caught.value.source == "report.pdf"


def laughing(levels: int) -> bytes:
    """A file of three pages, the second of which draws the same words ten times as often with each level."""
    font = b"/Font << /F1 3 0 R >>"
    forms = []
    for level in range(levels):
        content = text(72, 600, "ha") if level == levels - 1 else b"/X Do " * 10
        inner = font if level == levels - 1 else b"/XObject << /X %d 0 R >>" % (12 + level)
        head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %s >> /Length %d >>" % (inner, len(content))
        forms.append(head + b"\nstream\n%s\nendstream" % content)
    data = pdf(LINE, b"/X Do " + LINE, text(72, 700, "Buoys are red."), more=forms)
    return data.replace(font + b" >>", font + b" /XObject << /X 11 0 R >> >>")


def test_a_page_that_keeps_the_reader_busy_costs_no_other_page(apart: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_pdf_apart, "SECONDS_A_PAGE", 3.0)
    document = parse_pdf(laughing(12), FILE)
    assert told(document) == ["The keeper lights the lamp.", "Buoys are red."]
    assert document.notes == ("page 2 could not be read: the PDF reader breaks down on it, or takes longer than 3 seconds",)


def test_a_file_that_breaks_the_reader_again_and_again_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes, start: int) -> Iterator[PdfFile]:
        yield PdfFile("", (), 9, ())

    monkeypatch.setattr(parse_pdf_apart, "_answers", broken)
    _, sheets = read_apart(b"", "report.pdf")
    faults = [sheet.fault for sheet in sheets]
    assert [sheet.number for sheet in sheets] == list(range(1, 10))
    assert faults == ["the PDF reader breaks down on it, or takes longer than 30 seconds"] * 4 + ["the PDF reader broke down too often before"] * 5


def test_a_reader_that_never_answers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_pdf_apart, "_answers", lambda data, start: iter(()))
    with pytest.raises(ParseError, match="cannot be opened: the PDF reader breaks down on it; obtain it again"):
        parse_pdf(pdf(LINE), FILE)


def test_a_reader_that_cannot_be_started_is_named(apart: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(ParseError, match="the PDF reader breaks down on it"):
        parse_pdf(pdf(LINE) * 50_000, FILE)


def test_a_locked_file_is_refused_by_the_child_too(apart: None) -> None:
    with pytest.raises(ParseError, match="is locked with a password"):
        parse_pdf(locked(), FILE)


def test_the_child_answers_with_pages() -> None:
    import pickle
    from unittest.mock import patch

    answers = io.BytesIO()
    with patch.object(parse_pdf_apart, "_limit_memory"):
        serve(io.BytesIO((1).to_bytes(8) + pdf(LINE, LINE)), answers)
        serve(io.BytesIO((0).to_bytes(8) + b"%PDF"), answers)
    answers.seek(0)
    file, sheet, closed = (pickle.load(answers) for _ in range(3))
    assert (file.pages, sheet.number, str(closed)) == (2, 2, "is damaged or is no PDF file: it cannot be opened; obtain it again")


def test_the_child_s_memory_is_limited() -> None:
    import subprocess
    import sys

    code = "import resource; from ingest.parse_pdf_apart import _limit_memory; _limit_memory(); print(resource.getrlimit(resource.RLIMIT_AS)[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    assert int(done.stdout) == 4_000_000_000


def test_a_page_with_too_many_letters_is_noted() -> None:
    crowd = b"BT /F1 1 Tf 1 0 0 1 9 9 Tm " + b"(%s) Tj 0 2 Td " % (b"lamp " * 400) * 101 + b"ET"
    document = parse_pdf(pdf(LINE, crowd, packed=True), FILE)
    assert told(document) == ["The keeper lights the lamp."]
    (note,) = document.notes
    assert re.fullmatch(r"page 2 could not be read: it holds 20\d,\d{3} characters; at most 200,000 are read of one page", note)


def test_a_map_is_given_in_the_order_of_the_file() -> None:
    dots = b"".join(text(10 + i % 60 * 10, 10 + i // 60 * 12, "xy"[i % 2], 2) for i in range(3500))
    document = parse_pdf(pdf(LINE, dots, packed=True), FILE)
    assert document.notes == ("page 2 is given in the order in which the file holds the lines",)
    assert Counter("".join(told(document)[1].split())) == {"x": 1750, "y": 1750}


def test_a_page_of_which_a_line_is_lost_is_given_in_the_order_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_pdf_print, "layout", lambda lines, tables=(): [tuple(lines[1:])])
    document = parse_pdf(pdf(block(72, 700, PROSE)), FILE)
    assert " ".join(told(document)[0].split("\n")) == ONE
    assert document.notes == ("page 1 is given in the order in which the file holds the lines",)


def lettered(drawing: bytes, letters: dict[str, str]) -> bytes:
    """Return a file whose font says otherwise than usual which letters its signs are."""
    named = b"".join(b"<%02x> <%s> " % (ord(sign), letter.encode("utf-16-be").hex().encode()) for sign, letter in letters.items())
    table = b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange %d beginbfchar %s endbfchar endcmap" % (len(letters), named)
    data = pdf(drawing, more=[b"<< /Length %d >>\nstream\n%s\nendstream" % (len(table), table)])
    return data.replace(b"/Encoding /WinAnsiEncoding >>", b"/ToUnicode 7 0 R >>")


def test_a_sign_that_is_no_letter_is_kept_as_a_gap_and_noted() -> None:
    document = parse_pdf(lettered(block(72, 700, "CAB and disclo-\nsure"), {"A": "\U0001f6a2", "B": "\0"}), FILE)
    assert told(document) == ["C\U0001f6a2\ufffd and disclosure"]
    assert document.notes == ("page 1: the file does not say what letter 1 of the signs is",)


def test_many_drawings_cost_no_words() -> None:
    drawing = b"".join(rule(i % 600, i % 790, i % 600 + 9, i % 790) for i in range(30_000))
    assert only(LINE, drawing, packed=True) == ["The keeper lights the lamp."]


def test_a_stream_that_unpacks_without_end_is_survived() -> None:
    assert only(LINE, b" " * 50_000_000, packed=True) == ["The keeper lights the lamp."]
    assert len(zlib.compress(b" " * 50_000_000)) < 50_000


# Properties


HEBREW = dict(zip("ABCD", "\u05d0\u05d1\u05d2\u05d3", strict=True))


def test_words_that_run_from_right_to_left_keep_their_order() -> None:
    assert only_lettered(text(150, 700, "DC") + text(172, 700, "BA")) == ["\u05d0\u05d1 \u05d2\u05d3"]


def test_rows_that_run_from_right_to_left_keep_their_order() -> None:
    assert only_lettered(text(72, 700, "DC") + text(300, 700, "BA"), text(72, 680, "CC") + text(300, 680, "AA")) == [
        "\u05d0\u05d1 \u05d2\u05d3",
        "\u05d0\u05d0 \u05d2\u05d2",
    ]


def only_lettered(*drawings: bytes) -> list[str]:
    (page,) = told(parse_pdf(lettered(b"".join(drawings), HEBREW), FILE))
    return page.split("\n")


def mutated(data: bytes, seed: int) -> bytes:
    dice = random.Random(seed)
    at, length = dice.randrange(len(data)), dice.randint(1, 2000)
    way = dice.choice(["cut", "flip", "delete", "double"])
    if way == "cut":
        return data[:at]
    if way == "flip":
        flipped = bytearray(data)
        for _ in range(dice.randint(1, 200)):
            flipped[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        return bytes(flipped)
    return data[:at] + data[at + length :] if way == "delete" else data[: at + length] + data[at:]


@pytest.mark.parametrize("seed", range(25))
def test_a_damaged_file_is_read_or_refused(apart: None, seed: int) -> None:
    pages = [*numbered(3), cells("rows") + grid([690, 670, 640]), by_lines((72, LEFT), (320, RIGHT))]
    try:
        document = parse_pdf(mutated(pdf(*pages, info={"Title": "Harbour report"}, packed=seed % 2 == 0), seed), FILE)
    except ParseError:
        return
    assert document.check("report.pdf") is document


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_a_real_report_is_read_whole(apart: None, path: Path) -> None:
    if not path.is_file():
        pytest.skip("needs ../shared/corpus/ncmec-cybertipline")
    data = path.read_bytes()
    document = parse_pdf(data, make_origin(path.name))
    sheets = [sheet for sheet in read_sheets(data) if isinstance(sheet, Sheet)]
    assert [p.pinpoint.locators[0].number for p in document.provisions] == [str(i + 1) for i in range(len(sheets))]
    assert letters(document.text) == sum((letters(sheet.raw) for sheet in sheets), Counter()) - Counter(
        "-" * dict(document.omitted).get("hyphens at line ends", 0)
    )
    assert document.notes == ()
    ids = [passage.id for passage in passages(document)]
    assert len(set(ids)) == len(ids)
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)
    assert parse_pdf(data, make_origin(path.name)) == document


ROWS_OF_REPORTS = {
    "ncmec-by-country-2022": {6: ["Saint Helena, Ascension and Tristan da Cunha 1"], 7: ["United States 1,562,616"], 8: ["Total 32,059,029"]},
    "ncmec-by-country-2023": {1: ["Country / Territory Reports", "Bahamas 1,087"]},
    "ncmec-by-esp-2019": {2: ["Deluxe Corporation/ColoCrossing / HudsonValleyHost 22", "Facebook* 15,884,511"], 5: ["Totals: 16,836,694"]},
    "ncmec-by-esp-2023": {1: ["Affinity Apps, LLC 529"], 8: ["Total 35,944,826"]},
    "ncmec-ojjdp-2022": {
        4: ["International 20,602,529 94.7% 27,479,912 93.5% 28,825,411 89.9%"],
        5: ["Files Uploaded with CyberTipline Reports Submitted by ESPs (Images, Videos, Other Content) CY 2020 CY 2021 CY 2022"],
        17: ["CY 2020 CY 2021 CY 2022", "2,394 5,139 6,692"],
    },
    "ncmec-ojjdp-2023": {4: ["U.S. 724,503 2.5% 1,920,963 6% 1,621,937 4.5%"]},
}


@pytest.mark.parametrize(("name", "pages"), ROWS_OF_REPORTS.items(), ids=ROWS_OF_REPORTS)
def test_rows_of_real_reports_stay_rows(name: str, pages: dict[int, list[str]]) -> None:
    path = SHARED / f"{name}.pdf"
    if not path.is_file():
        pytest.skip("needs ../shared/corpus/ncmec-cybertipline")
    read = told(parse_pdf(path.read_bytes(), make_origin(path.name)))
    for page, rows in pages.items():
        assert set(rows) <= set(read[page - 1].split("\n"))


@pytest.mark.parametrize(("mark", "words"), [("1", "Within 24 hours 1"), ("*", "Within 24 hours *"), ("th", "Within 24 hoursth")])
def test_a_raised_mark_is_no_part_of_the_word_before_it(mark: str, words: str) -> None:
    line = text(72, 700, "Within 24 hours") + text(72 + width("Within 24 hours"), 704, mark, 6)
    assert parse_pdf(pdf(line), make_origin("report.pdf")).text.strip() == words
