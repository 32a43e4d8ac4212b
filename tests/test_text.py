"""Text: cleaned once, cut into sentences, folded without losing where anything stood."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text import TextBuilder, clean, fold, lines, sentences

CLEANED = {
    "Windows line ends": ("one\r\ntwo", "one\ntwo"),
    "old Mac line ends": ("one\rtwo", "one\ntwo"),
    "tabs and blanks": ("one \t  two", "one two"),
    "no-break blanks": ("one\u00a0\u202ftwo", "one two"),
    "line separators": ("one\u2028two\u0085three", "one two three"),
    "control characters": ("o\x00n\x1be\x7f", "one"),
    "zero-width characters": ("\ufeffo\u200bn\u2060e", "one"),
    "decomposed letters": ("cafe\u0301", "caf\u00e9"),
    "line breaks stay": ("one\n\n\ntwo", "one\n\n\ntwo"),
    "nothing": ("", ""),
}

# Each row is cut where the bars stand.
CUT = {
    "two": "The port closed.| It opened again.",
    "question and exclamation": "Who paid?| Nobody!| The port did.",
    "US Code": "See 18 U.S.C. § 2258A for the duty.| Another rule follows.",
    "US Code without a sign": "See 18 U.S.C. 2258A for the duty.",
    "CFR": "The rule is 28 C.F.R. 81.2 today.",
    "case name": "In Smith v. Jones the court agreed.| It was split.",
    "case name, capital": "The court in Smith v. United Ports agreed.",
    "article": "Under art. 5 a port reports.| Under arts. 6 and 7 it pays.",
    "number": "Act No. 17 of 2025 changed that.| Nos. 3 and 4 did not.",
    "section": "As sec. 12 says, ports report.| So does s. 13 of it.",
    "paragraph": "Under para. 4 a port reports.",
    "public law": "Pub. L. 118-59 changed the fine.",
    "court": "The ruling (10th Cir. 2016) stands.",
    "decimals": "Fees rose by 3.5 percent.| They fell by 0.2 percent.",
    "thousands": "The fine is $850,000.00 a day.| It grows.",
    "initials": "J. R. Harper signed it.| A clerk sealed it.",
    "title": "Dr. Harper and Ms. Stone signed.",
    "company": "Harbour Inc. and Lamp Ltd. pay.",
    "month": "It ended on 4 Nov. 2025 at noon.",
    "e.g.": "Some vessels, e.g. ferries, are exempt.| Others, i.e. tugs, are not.",
    "et al.": "Stone et al. wrote it.",
    "lower case after a stop": "The site port.example. is down.",
    "double quotation marks": 'He said "the port is closed."| Nobody asked why.',
    "curly quotation marks": "She wrote: “The port is closed.”| Nobody asked why.",
    "brackets": "The port closed (for a day.)| It opened again.",
    "stop before a sign": "The law. § 4 of it matters.",
    "ellipsis": "The port closed...| Then it opened.",
    "line break": "A heading without a stop\n|Some words\n|\n|More words.",
    "line break inside": "The port\n|closed.",
    "no stop": "The port closed",
    "year at the end": "The port closed in 2024.| The ferry sank in 2025.",
    "country at the end": "The rule covers the U.S. and the U.K. alike.",
    "initialism before a name": "The D.C. Circuits agreed.| The Second did not.",
    "initialism before a bracket": "In G.D. (C-140/20) the court agreed.",
    "time of day": "It closed at 5 p.m. on Monday.| It opened at 9 a.m.| Nobody came.",
    "initialism before a figure": "The N.A.T. 4 form is old.",
}


@pytest.mark.parametrize(("raw", "cleaned"), CLEANED.values(), ids=CLEANED)
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text())
def test_cleaned_text_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert "\r" not in once
    assert "\x00" not in once
    assert clean(unicodedata.normalize("NFC", once)) == unicodedata.normalize("NFC", once)


@pytest.mark.parametrize("marked", CUT.values(), ids=CUT)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    text = marked.replace("|", "")
    expected = [piece.strip() for piece in marked.split("|") if piece.strip()]
    assert [text[start:end] for start, end in sentences(text)] == expected


@pytest.mark.parametrize("text", ["", "   ", "\n\n"], ids=repr)
def test_no_words_no_sentences(text: str) -> None:
    assert sentences(text) == []


def test_lines_are_cut_at_line_breaks_alone() -> None:
    text = "  The St. Olave Registry agreed. So be it. \n\n \nx\n"
    assert [text[start:end] for start, end in lines(text)] == ["The St. Olave Registry agreed. So be it.", "x"]
    assert lines(" \n ") == []


@given(st.text(st.sampled_from('ab .!?\n"”v1§')))
def test_sentences_hold_all_words_in_order_without_overlap(text: str) -> None:
    here = 0
    for start, end in sentences(text):
        assert start >= here
        assert end > start
        assert not text[here:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        here = end
    assert not text[here:].strip()


def test_the_builder_tells_where_each_piece_stands() -> None:
    builder = TextBuilder()
    spans = [builder.add("one"), builder.add("two", ""), builder.add("", "\n\n"), builder.add("three")]
    text = builder.text()
    assert text == "one\ntwo\n\nthree\n"
    assert [text[start:end] for start, end in spans] == ["one", "two", "", "three"]
    assert builder.length == len(text)


FOLDED = {
    "curly quotation marks": ("“a” ‘b’ «c»", '"a" \'b\' "c"'),
    "dashes": ("a – b — c ‑ d − e", "a - b - c - d - e"),
    "typewriter dash": ("a -- b --- c", "a - b - c"),
    "ligatures": ("ﬁne oﬃce", "fine office"),
    "ellipsis": ("so…", "so..."),
    "blanks": (" a \n\t b\u00a0 ", "a b"),
    "soft hyphen": ("coop\u00aderate", "cooperate"),
    "zero width": ("a\u200bb\ufeff", "ab"),
    "letters and figures stay": ("Émile pays €5,000", "Émile pays €5,000"),
    "nothing": ("", ""),
    "blanks only": (" \n ", ""),
}


@pytest.mark.parametrize(("raw", "folded"), FOLDED.values(), ids=FOLDED)
def test_fold(raw: str, folded: str) -> None:
    assert fold(raw).text == folded


def test_a_span_of_folded_text_points_at_the_original() -> None:
    text = "The  “ﬁne”\n— of $5 —  is due"
    folded = fold(text)
    start = folded.text.index('"fine" - of')
    assert text[slice(*folded.span(start, start + len('"fine" - of')))] == "“ﬁne”\n— of"


_TYPOGRAPHIC = st.text(st.sampled_from("ab1 \n\t“”’«»–—-ﬁﬃ…\u00ad\u200b\u00a0.,"), max_size=40)


@given(_TYPOGRAPHIC | st.text(max_size=40))
def test_each_folded_character_knows_its_place(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert fold(folded.text).text == folded.text
    for i, char in enumerate(folded.text):
        start, end = folded.span(i, i + 1)
        assert char in fold(text[start:end]).text or (char == " " and text[start:end].isspace())


@given(_TYPOGRAPHIC, st.data())
def test_a_span_gives_back_the_original_slice(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    # Only a whole ligature or ellipsis has a place of its own.
    edges = [i for i in range(len(folded.text) + 1) if i in (0, len(folded.text)) or folded.offsets[i - 1] != folded.offsets[i]]
    if len(edges) < 2:
        return
    start, end = sorted(data.draw(st.lists(st.sampled_from(edges), min_size=2, max_size=2, unique=True)))
    original = text[slice(*folded.span(start, end))]
    assert fold(original).text == folded.text[start:end].strip()
