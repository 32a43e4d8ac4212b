"""A reader's own files: Markdown by headings, plain text by paragraphs, whatever their bytes and names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document
from ingest.errors import CoverageError, ParseError
from ingest.parse_text import decode, parse_markdown, parse_text
from ingest.pinpoint import Pinpoint
from tests.factories import make_origin

NOTES = make_origin("notes.md")


def markdown(text: str | bytes) -> Document:
    return parse_markdown(text if isinstance(text, bytes) else text.encode(), NOTES)


def told(document: Document) -> list[tuple[str, str]]:
    return [(str(p.pinpoint), document.text[p.start : p.end]) for p in document.provisions]


NESTED = """\
# Harbour report

Opening words.

## Findings

First finding.

### Lamps

Lamps *are* lit
at **dusk**.

## Advice

- Light the lamps.
- Count the buoys:
  1. the red ones
  2. the green ones

> A keeper said so.
"""


def test_nested_headings_become_places() -> None:
    document = markdown(NESTED)
    assert document.source.title == "Harbour report"
    assert told(document) == [
        ('notes, under "Harbour report"', "Opening words."),
        ('notes, under "Findings"', "First finding."),
        ('notes, under "Findings > Lamps"', "Lamps are lit at dusk."),
        ('notes, under "Advice"', "Light the lamps.\nCount the buoys:\n1. the red ones\n2. the green ones\nA keeper said so."),
    ]
    lamps = document.provisions[2]
    assert (lamps.heading, lamps.path) == ("Lamps", ("Harbour report", "Findings"))


def test_a_file_without_headings_is_one_place() -> None:
    assert told(markdown("One.\n\nTwo.\n")) == [('notes, under "notes"', "One.\nTwo.")]


def test_words_before_the_first_heading_keep_their_own_place() -> None:
    document = markdown("Before.\n\n# Title\n\nAfter.\n\n## Deep\n\nLast.\n")
    assert document.source.title == "Title"
    assert told(document) == [('notes, under "Title"', "Before."), ('notes, under "Title (2)"', "After."), ('notes, under "Deep"', "Last.")]


def test_headings_that_share_no_title_keep_their_full_path() -> None:
    document = markdown("# One\n\nFirst.\n\n# Two\n\n## Deep\n\nSecond.\n")
    assert document.source.title == "notes"
    assert told(document) == [('notes, under "One"', "First."), ('notes, under "Two > Deep"', "Second.")]


def test_the_same_heading_twice_is_numbered() -> None:
    assert told(markdown("# A\n\nOne.\n\n# B\n\nTwo.\n\n# A\n\nThree.\n")) == [
        ('notes, under "A"', "One."),
        ('notes, under "B"', "Two."),
        ('notes, under "A (2)"', "Three."),
    ]


def test_a_heading_again_at_once_is_a_new_place() -> None:
    assert told(markdown("# T\n\n## A\n\nOne.\n\n## A\n\nTwo.\n")) == [('notes, under "A"', "One."), ('notes, under "A (2)"', "Two.")]


WORDS_KEPT = {
    "emphasis": ("Lamps *are* **lit**.", "Lamps are lit."),
    "link": ("See [the log](https://example.org/x).", "See the log."),
    "reference link": ("See [the log][1].\n\n[1]: https://example.org/x", "See the log."),
    "bare address": ("See <https://example.org/x>.", "See https://example.org/x."),
    "image": ("![A red buoy](buoy.png) floats.", "A red buoy floats."),
    "code": ("Run `make lamps` now.", "Run make lamps now."),
    "fenced code": ("```sh\nmake  lamps\n\nmake buoys\n```", "make lamps\nmake buoys"),
    "indented code": ("Words.\n\n    make lamps\n", "Words.\nmake lamps"),
    "hard break": ("Lamps  \nbuoys\\\nferries", "Lamps buoys ferries"),
    "entity": ("Lamps &amp; buoys &lt;3", "Lamps & buoys <3"),
    "escapes": (r"\*Lamps\* \# buoys", "*Lamps* # buoys"),
    "inline HTML": ("Lamps <b>are</b> lit.<br>Now.", "Lamps are lit. Now."),
    "HTML block": ("<div class='x'>\n<p>Lamps are lit.</p>\n</div>", "Lamps are lit."),
    "comment": ("Lamps.\n\n<!-- hidden\nwords -->\n\nBuoys.", "Lamps.\nBuoys."),
    "inline comment": ("Lamps <!-- hidden --> are lit.", "Lamps are lit."),
    "script": ("Lamps.\n\n<script>\nalert('lamps')\n</script>\n\nBuoys.", "Lamps.\nBuoys."),
    "style, never closed": ("Lamps.\n\n<style>\np { color: red }\n", "Lamps."),
    "less-than sign in HTML": ("<p>5 < 6 and 7 > 6</p>", "5 < 6 and 7 > 6"),
    "rule": ("Lamps.\n\n---\n\nBuoys.", "Lamps.\nBuoys."),
    "table": ("| Year | Lamps |\n|---|---|\n| 2024 | 36,000 |", "Year | Lamps\n2024 | 36,000"),
    "YAML front matter": ("---\ntitle: x\n---\nLamps.", "Lamps."),
    "TOML front matter": ('+++\ntitle = "x"\n+++\nLamps.', "Lamps."),
}


@pytest.mark.parametrize(("source", "words"), WORDS_KEPT.values(), ids=WORDS_KEPT)
def test_markup_goes_and_words_stay(source: str, words: str) -> None:
    document = markdown(source)
    assert "\n".join(text for _, text in told(document)) == words


HOSTILE = {
    "double quotation marks": ('# Say "lamps"\n\nWords.', "notes, under \"Say 'lamps'\""),
    "quoted place": ('# x", under "y\n\nWords.', "notes, under \"x', under 'y\""),
    "line break": ("Lamps\nand buoys\n=========\n\nWords.", 'notes, under "Lamps and buoys"'),
    "markup": ("# <script>alert(1)</script> *Lamps*\n\nWords.", 'notes, under "alert(1) Lamps"'),
    "separator": ("# One > Two\n\nWords.", 'notes, under "One > Two"'),
    "citation": ("# 18 U.S.C. § 2258A, s 4\n\nWords.", 'notes, under "18 U.S.C. § 2258A, s 4"'),
    "blanks": ("#   Lamps \t  lit   \n\nWords.", 'notes, under "Lamps lit"'),
    "right to left": ("# \u05d0\u202e\u05d1\n\nWords.", 'notes, under "\u05d0\u05d1"'),
    "null byte far in": ("# Lamps" + " " * 5000 + "\x00\n\nWords.", 'notes, under "Lamps"'),
    "empty": ("#\n\nWords.", 'notes, under "notes"'),
    "long": (f"# {'lamp ' * 500}\n\nWords.", f'notes, under "{("lamp " * 500).strip()}"'),
}


@pytest.mark.parametrize(("source", "place"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_headings_give_places_that_can_be_cited(source: str, place: str) -> None:
    (provision,) = markdown(source).provisions
    assert str(provision.pinpoint) == place
    assert Pinpoint.parse(place) == provision.pinpoint


def test_a_hostile_file_name_gives_places_that_can_be_cited() -> None:
    named = make_origin(label='a "b", under "c"')
    (provision,) = parse_markdown(b"Words.", named).provisions
    assert Pinpoint.parse(str(provision.pinpoint)) == provision.pinpoint


def test_a_numbered_heading_and_a_heading_that_ends_in_a_number_stay_apart() -> None:
    places = [place for place, _ in told(markdown("# T\n\n## A\n\nOne.\n\n## A\n\nTwo.\n\n## A (2)\n\nThree.\n"))]
    assert places == ['notes, under "A"', 'notes, under "A (2)"', 'notes, under "A (2) (2)"']


DROPPED = {
    "YAML front matter": ("---\ntitle: x\n---\nLamps.", "Lamps.", {"front matter": 13}),
    "TOML front matter": ('+++\ntitle = "x"\n+++\nLamps.', "Lamps.", {"front matter": 15}),
    "empty front matter": ("---\n---\nLamps.", "Lamps.", {"front matter": 6}),
    "a rule that opens a page": ("---\n\nLamps.\n\n---\n", "Lamps.", {}),
    "front matter never closed": ("---\ntitle: x\n\nLamps.", "title: x\nLamps.", {}),
    "link": ("The [log](https://x.org/a 'A log').", "The log.", {"link address": 19}),
    "reference": ("The [log][1].\n\n[1]: https://x.org\n[1]: https://y.org", "The log.", {"link address": 17 + 17 + 13}),
    "image": ("![buoy](b.png)", "buoy", {"link address": 5}),
    "bare address": ("<https://x.org>", "https://x.org", {}),
    "tags": ("a <b>c</b><br>d", "a c d", {"HTML tag": 3 + 4 + 4}),
    "comment in a line": ("a <!-- b --> c", "a c", {"hidden HTML": 8}),
    "HTML block": ("<p>a &amp; b</p><!-- c -->", "a & b", {"HTML tag": 7, "hidden HTML": 8}),
    "script": ("<script>lamps()</script>", "", {"hidden HTML": 24}),
    "language of code": ("```sh\nmake\n```", "make", {"name of a code's language": 2}),
}


@pytest.mark.parametrize(("source", "words", "omitted"), DROPPED.values(), ids=DROPPED)
def test_what_is_left_out_is_named(source: str, words: str, omitted: dict[str, int]) -> None:
    document = markdown(f"{source}\n\nEnd.")
    assert "\n".join(text for _, text in told(document)) == f"{words}\nEnd.".strip()
    assert dict(document.omitted) == omitted


# What CommonMark gives up or reads as something else; its words are kept as they are written.
KEPT_AS_WRITTEN = {
    "nested too deep": ("> " * 30 + "Lamps.", "> " * 29 + "> Lamps."),
    "more cells than the head of a table has": ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", "a | b\n| 1 | 2 | 3 |"),
    "a footnote of one word": ("Lamps.[^1]\n\n[^1]: Red", "Lamps.^1\n[^1]: Red"),
    "a number without words": ("Lamps.\n\n7.\n", "Lamps.\n7."),
    "symbols": ("§ €\n\n—", "§ €\n—"),
}


@pytest.mark.parametrize(("source", "words"), KEPT_AS_WRITTEN.values(), ids=KEPT_AS_WRITTEN)
def test_no_word_is_lost_to_markup(source: str, words: str) -> None:
    assert "\n".join(text for _, text in told(markdown(source))) == words


WRITTEN = [
    "# {}", "## {}", "{}\n===", "{} {}", "- {}\n  - {}", "3. {}\n4. {}", "> {}\n{}", "> - {}\n>   {}", "| {} | {} |\n|---|---|\n| {} | {} |",
    "```\n{}\n\n{}\n```", "    {}", "<div>{}</div>", "*{}* **{}** `{}` ~{}~", "\\{} {}\\\n{}", "[{}](x) ![{}](y)", "[{}]", "<em>{}</em> {}<br>{}",
    "~~~\n{}", "{} &amp; {}", "* * *", "- # {}",
]  # fmt: skip


@given(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=14), st.sampled_from(["\n\n", "\n"]))
def test_every_word_of_any_page_is_in_its_text_once_and_in_order(blocks: list[str], between: str) -> None:
    source = between.join(blocks)
    count = source.count("{}")
    document = markdown(source.format(*(f"w{number}é" for number in range(count))) + "\n\nend")
    assert re.findall(r"w\d+é", document.text) == [f"w{number}é" for number in range(count)]


def test_plain_text_is_compared_with_its_source() -> None:
    document = parse_text("One\t1.\r\n \r\n  Two — €2.\n".encode(), NOTES)
    assert "".join(document.text.split()) == "One1.Two—€2."
    assert document.omitted == ()


@given(st.lists(st.sampled_from(["# a", "## b", "### a", "###### c", "#", "words one", "words two", "| a |\n|---|\n| b |", "- item", "> said", '# "q"', "```\ncode\n```", "<p>x</p>", "---"]), max_size=12))  # fmt: skip  # noqa: E501
def test_any_outline_is_read_whole_or_refused(blocks: list[str]) -> None:
    try:
        document = markdown("\n\n".join(blocks))
    except CoverageError as error:
        assert "holds no text" in str(error)  # noqa: PT017
        return
    places = [str(p.pinpoint) for p in document.provisions]
    assert len(set(places)) == len(places)
    assert all(Pinpoint.parse(place) == p.pinpoint for place, p in zip(places, document.provisions, strict=True))


def test_plain_text_is_numbered_by_paragraph() -> None:
    document = parse_text(b"First  line\nsame paragraph.\n\n \t\n\nSecond.\n", NOTES)
    assert told(document) == [("notes, para 1", "First line same paragraph."), ("notes, para 2", "Second.")]
    assert all(p.heading == "" for p in document.provisions)


def test_plain_text_keeps_what_looks_like_markup() -> None:
    assert told(parse_text(b"# Not a heading <b>at all</b>", NOTES)) == [("notes, para 1", "# Not a heading <b>at all</b>")]


@pytest.mark.parametrize("reader", [parse_markdown, parse_text], ids=["markdown", "text"])
@pytest.mark.parametrize("data", [b"", b"  \n\n \t\n", b"\xef\xbb\xbf", "\u200b".encode()], ids=repr)
def test_an_empty_file_is_refused(reader: type, data: bytes) -> None:
    with pytest.raises(CoverageError, match=r"notes.md: holds no text that could be cited"):
        reader(data, NOTES)


def test_headings_alone_are_refused() -> None:
    with pytest.raises(CoverageError, match="holds no text"):
        markdown("# One\n\n## Two\n")


DECODED = {
    "UTF-8": ("Café – lit".encode(), "Café – lit"),
    "UTF-8 with mark": ("Café".encode("utf-8-sig"), "Café"),
    "UTF-16 little": ("Café".encode("utf-16"), "Café"),
    "UTF-16 big": (b"\xfe\xff" + "Café".encode("utf-16-be"), "Café"),
    "Windows-1252": ("Café – “lit”".encode("cp1252"), "Café – “lit”"),
    "decomposed": ("Cafe\u0301".encode(), "Café"),
}


@pytest.mark.parametrize(("data", "text"), DECODED.values(), ids=DECODED)
def test_the_usual_encodings_are_read(data: bytes, text: str) -> None:
    assert decode(data, "notes.txt") == text


BINARY = {
    "null bytes": (b"PK\x03\x04\x00\x00\x00", "is binary, not text"),
    "UTF-16 without a mark": ("Lamps".encode("utf-16-le"), "is binary, not text"),
    "half a UTF-16 character": (b"\xff\xfea\x00b", "is neither UTF-8 nor Windows-1252"),
    "no encoding": (b"lamps \x81\x8d\x8f", "is neither UTF-8 nor Windows-1252"),
}


@pytest.mark.parametrize(("data", "fault"), BINARY.values(), ids=BINARY)
def test_what_is_no_text_is_refused(data: bytes, fault: str) -> None:
    with pytest.raises(ParseError, match=fault) as caught:
        decode(data, "notes.txt")
    assert caught.value.source == "notes.txt"


def test_control_characters_that_part_words_are_blanks() -> None:
    text = "The keeper\vlights\x1cthe\x1flamp.\fBuoys\x85are\u2028red."
    document = parse_text(text.encode(), make_origin("notes.txt"))
    assert document.text.split() == ["The", "keeper", "lights", "the", "lamp.", "Buoys", "are", "red."]
    assert markdown(text).text.split() == document.text.split()


def test_a_file_in_pages_is_cited_by_them() -> None:
    document = parse_text(b"Lamps are\nlit.\n\nPage 1\n\fBuoys are red.\n\f\n\f\tPiers are old.\n\f", make_origin("notes.txt"))
    assert told(document) == [("notes, p 1", "Lamps are lit.\n\nPage 1"), ("notes, p 2", "Buoys are red."), ("notes, p 4", "Piers are old.")]


@pytest.mark.parametrize("text", ["Lamps are lit.\fBuoys are red.", "Lamps are lit.\n\n\f\n\nBuoys are red.\f"])
def test_a_page_break_alone_ends_a_paragraph(text: str) -> None:
    assert told(parse_text(text.encode(), make_origin("notes.txt"))) == [("notes, para 1", "Lamps are lit."), ("notes, para 2", "Buoys are red.")]


def test_page_breaks_of_a_file_that_is_not_in_pages_make_no_pages() -> None:
    text = "\f".join(["Lamps.", "\n".join(["Buoys."] * 400), "Piers."])
    assert [place for place, _ in told(parse_text(text.encode(), make_origin("notes.txt")))] == ["notes, para 1", "notes, para 2", "notes, para 3"]


def test_raised_figures_are_no_part_of_the_word_before_them() -> None:
    assert told(markdown("Within 24 hours<sup>1</sup>. At 10<sup>2</sup> m<sup>2</sup>, the 5<sup>th</sup>."))[0][1] == "Within 24 hours¹. At 10² m², the 5th."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_every_end_of_line_reads_alike(encoding: str, end: str) -> None:
    data = f"Lamps “are” lit — é.{end}{end}Buoys{end}float.".encode(encoding)
    assert [words for _, words in told(parse_text(data, NOTES))] == ["Lamps “are” lit — é.", "Buoys float."]
