"""Pinpoints: printed as each country writes them, read from near spellings, and nested."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import PinpointError
from ingest.pinpoint import UNITS, Locator, Pinpoint
from ingest.source import corpus_candidates, corpus_folder, parse

STYLES = {
    "US Code, section": ("18 U.S.C. § 2258A", "18 U.S.C.", (Locator("§", "2258A"),)),
    "US Code, deep": ("18 U.S.C. § 2258A(a)(1)(A)(i)", "18 U.S.C.", (Locator("§", "2258A", ("a", "1", "A", "i")),)),
    "US Code, hyphenated section": ("42 U.S.C. § 300aa-1(b)", "42 U.S.C.", (Locator("§", "300aa-1", ("b",)),)),
    "US Code, note": ("34 U.S.C. § 10101 note", "34 U.S.C.", (Locator("§", "10101 note"),)),
    "Code of Federal Regulations": ("28 C.F.R. § 81.2(a)", "28 C.F.R.", (Locator("§", "81.2", ("a",)),)),
    "public law": ("Pub. L. 118-59, § 4(a)(1)", "Pub. L. 118-59", (Locator("§", "4", ("a", "1")),)),
    "UK section": ("Online Safety Act 2023, s 66(1)", "Online Safety Act 2023", (Locator("s", "66", ("1",)),)),
    "UK schedule": ("Online Safety Act 2023, sch 13 para 4(1)", "Online Safety Act 2023", (Locator("sch", "13"), Locator("para", "4", ("1",)))),
    "UK instrument": ("SI 2026/268, reg 8(1)", "SI 2026/268", (Locator("reg", "8", ("1",)),)),
    "EU article": ("Regulation (EU) 2022/2065, art 18(1)", "Regulation (EU) 2022/2065", (Locator("art", "18", ("1",)),)),
    "EU recital": ("Regulation (EU) 2022/2065, recital 30", "Regulation (EU) 2022/2065", (Locator("recital", "30"),)),
    "EU annex": ("Directive (EU) 2018/1972, annex II", "Directive (EU) 2018/1972", (Locator("annex", "II"),)),
    "Canada, chapter in the work": ("S.C. 2000, c. 5, s 7(3)(c.1)", "S.C. 2000, c. 5", (Locator("s", "7", ("3", "c.1")),)),
    "Canada, instrument": ("SOR/2011-292, s 2", "SOR/2011-292", (Locator("s", "2"),)),
    "Kenya": ("Computer Misuse and Cybercrimes Act 2018 (Kenya), s 27(2)", "Computer Misuse and Cybercrimes Act 2018 (Kenya)", (Locator("s", "27", ("2",)),)),
    "treaty": ("ETS No. 185, art 16(1)", "ETS No. 185", (Locator("art", "16", ("1",)),)),
    "case": ("Carpenter v. United States, 585 U.S. 296 (2018)", "Carpenter v. United States, 585 U.S. 296 (2018)", ()),
    "paragraph of a case": (
        "Digital Rights Ireland (C-293/12 and C-594/12), para 69",
        "Digital Rights Ireland (C-293/12 and C-594/12)",
        (Locator("para", "69"),),
    ),
    "part of a report": ("FTC ISP Staff Report (2021), Part V.B", "FTC ISP Staff Report (2021)", (Locator("Part", "V.B"),)),
    "heading": ('Annual report, under "Findings > Law"', "Annual report", (Locator("under", "Findings > Law"),)),
    "page of the file at hand": ("p 12", "", (Locator("p", "12"),)),
    "page of a work": ("Annual report, p 12", "Annual report", (Locator("p", "12"),)),
}

NEAR = {
    "no dots": ("18 USC 2258A", "18 U.S.C. § 2258A"),
    "dots, no sign": ("18 U.S.C. 2258A(e)", "18 U.S.C. § 2258A(e)"),
    "blank before bracket": ("18 USC 2258A (e)(1)", "18 U.S.C. § 2258A(e)(1)"),
    "two signs": ("18 U.S.C. §§ 2258A", "18 U.S.C. § 2258A"),
    "no blank after sign": ("18 U.S.C. §2258A", "18 U.S.C. § 2258A"),
    "the word section": ("18 USC section 2703(d)", "18 U.S.C. § 2703(d)"),
    "Sec.": ("18 USC Sec. 2703", "18 U.S.C. § 2703"),
    "spaced letters": ("18 U. S. C. 2703", "18 U.S.C. § 2703"),
    "CFR": ("28 CFR 81.2", "28 C.F.R. § 81.2"),
    "C.F.R. with sign": ("28 C.F.R. §81.2(a)", "28 C.F.R. § 81.2(a)"),
    "article first": ("Article 18(1) of Regulation (EU) 2022/2065", "Regulation (EU) 2022/2065, art 18(1)"),
    "art. first, article": ("art. 15 (1) of the Directive 2002/58/EC", "Directive 2002/58/EC, art 15(1)"),
    "section spelt out": ("Online Safety Act 2023, section 66(1)", "Online Safety Act 2023, s 66(1)"),
    "s with stop": ("Online Safety Act 2023, s. 66 (1)", "Online Safety Act 2023, s 66(1)"),
    "article spelt out": ("ETS No. 185, article 16", "ETS No. 185, art 16"),
    "paragraph spelt out": ("Digital Rights Ireland (C-293/12), paragraph 69", "Digital Rights Ireland (C-293/12), para 69"),
    "schedule spelt out": ("Online Safety Act 2023, schedule 13", "Online Safety Act 2023, sch 13"),
    "page spelt out": ("Annual report, page 4", "Annual report, p 4"),
    "blanks": ("  18  U.S.C.   § 2258A(e) ", "18 U.S.C. § 2258A(e)"),
    "note to a subsection": ("18 U.S.C. § 2258A(a)(1)(A) note", "18 U.S.C. § 2258A note"),
    "note to a subsection, loosely": ("18 USC 2258A (a)(1) note", "18 U.S.C. § 2258A note"),
    "tab": ("18 U.S.C.\t§ 2258A", "18 U.S.C. § 2258A"),
}

# Near misses stay names of works: nothing is guessed into a place.
NO_PLACE = [
    "18 U.S.C. §",
    "18 USC in general",
    "the Act, part of it",
    "Carpenter, and others",
    "section 66",
    "s 66(1)",
    "A work, s",
    'A work, under ""',
    "A work, in section 4",
]


@pytest.mark.parametrize(("text", "work", "locators"), STYLES.values(), ids=STYLES)
def test_each_countrys_style_is_read_and_printed(text: str, work: str, locators: tuple[Locator, ...]) -> None:
    assert Pinpoint.parse(text) == Pinpoint(work, locators)
    assert str(Pinpoint(work, locators)) == text


@pytest.mark.parametrize(("near", "exact"), NEAR.values(), ids=NEAR)
def test_near_spellings_are_read(near: str, exact: str) -> None:
    assert str(Pinpoint.parse(near)) == exact
    assert Pinpoint.parse(near) == Pinpoint.parse(exact)


@pytest.mark.parametrize("text", NO_PLACE)
def test_what_is_no_place_stays_the_name_of_a_work(text: str) -> None:
    assert Pinpoint.parse(text) == Pinpoint(text)


@pytest.mark.parametrize("text", ["", "   ", "\t", "\n", "18 U.S.C.\n§ 2258A", "two\nlines"], ids=repr)
def test_blank_and_broken_strings_are_refused(text: str) -> None:
    with pytest.raises(PinpointError, match="is not a pinpoint"):
        Pinpoint.parse(text)


def test_ancestors_go_outwards_to_the_work() -> None:
    inner = Pinpoint.parse("Online Safety Act 2023, sch 13 para 4(1)(a)")
    assert [str(place) for place in inner.ancestors()] == [
        "Online Safety Act 2023, sch 13 para 4(1)",
        "Online Safety Act 2023, sch 13 para 4",
        "Online Safety Act 2023, sch 13",
        "Online Safety Act 2023",
    ]
    assert list(Pinpoint("Online Safety Act 2023").ancestors()) == []


def test_a_page_without_a_work_has_no_ancestors() -> None:
    assert list(Pinpoint.parse("p 12").ancestors()) == []


@pytest.mark.parametrize(
    ("outer", "inner", "inside"),
    [
        ("18 U.S.C. § 2258A", "18 U.S.C. § 2258A(a)(1)", True),
        ("18 U.S.C.", "18 U.S.C. § 2258A(a)(1)", True),
        ("18 U.S.C. § 2258A(a)", "18 U.S.C. § 2258A(a)", True),
        ("18 U.S.C. § 2258A(a)(1)", "18 U.S.C. § 2258A(a)", False),
        ("18 U.S.C. § 2258", "18 U.S.C. § 2258A", False),
        ("18 U.S.C. § 2258A(a)", "18 U.S.C. § 2258A(b)", False),
        ("Online Safety Act 2023, sch 13", "Online Safety Act 2023, sch 13 para 4", True),
        ("Online Safety Act 2023, sch 1", "Online Safety Act 2023, sch 13", False),
    ],
)
def test_contains(outer: str, inner: str, inside: bool) -> None:
    assert Pinpoint.parse(outer).contains(Pinpoint.parse(inner)) is inside


def test_child_goes_one_level_in() -> None:
    assert str(Pinpoint.parse("18 U.S.C. § 2258A(a)").child("1")) == "18 U.S.C. § 2258A(a)(1)"
    assert str(Pinpoint.parse("Act, sch 13 para 4").child("1")) == "Act, sch 13 para 4(1)"


def test_a_work_has_no_child() -> None:
    with pytest.raises(PinpointError, match="has no section or article"):
        Pinpoint("Carpenter v. United States").child("a")


@pytest.mark.parametrize(
    ("deep", "section"),
    [
        ("18 U.S.C. § 2258A(a)(1)", "18 U.S.C. § 2258A"),
        ("Online Safety Act 2023, sch 13 para 4(1)", "Online Safety Act 2023, sch 13 para 4"),
        ("Carpenter v. United States, 585 U.S. 296 (2018)", "Carpenter v. United States, 585 U.S. 296 (2018)"),
    ],
)
def test_section_drops_the_brackets(deep: str, section: str) -> None:
    assert str(Pinpoint.parse(deep).section) == section


_NUMBERS = st.from_regex(r"\A[0-9]{1,4}[A-Z]{0,2}(?:[.\-][0-9A-Za-z]{1,3})?\Z")
_SUBS = st.lists(st.from_regex(r"\A[0-9A-Za-z]{1,3}(?:\.[0-9])?\Z"), max_size=4).map(tuple)
_WORKS = st.sampled_from(
    ["Online Safety Act 2023", "Regulation (EU) 2022/2065", "S.C. 2000, c. 5", "ETS No. 185", "Pub. L. 118-59", "A v. B, 585 U.S. 296 (2018)"]
)
_HEADINGS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='"'), min_size=1, max_size=30)
_PINPOINTS = st.one_of(
    st.builds(lambda t, c, n, s: Pinpoint(f"{t} {c}", (Locator("§", n, s),)), st.integers(1, 54), st.sampled_from(["U.S.C.", "C.F.R."]), _NUMBERS, _SUBS),
    st.builds(lambda w, u, n, s: Pinpoint(w, (Locator(u, n, s),)), _WORKS, st.sampled_from(sorted(UNITS)), _NUMBERS, _SUBS),
    st.builds(lambda w, n, m, s: Pinpoint(w, (Locator("sch", n), Locator("para", m, s))), _WORKS, _NUMBERS, _NUMBERS, _SUBS),
    st.builds(lambda w, h: Pinpoint(w, (Locator("under", h),)), _WORKS, _HEADINGS),
    st.builds(lambda n: Pinpoint("", (Locator("p", n),)), _NUMBERS),
    st.builds(Pinpoint, _WORKS),
)


@given(_PINPOINTS)
def test_what_is_printed_is_read_back(pinpoint: Pinpoint) -> None:
    assert Pinpoint.parse(str(pinpoint)) == pinpoint


@given(_PINPOINTS, st.from_regex(r"\A[0-9a-z]{1,3}\Z"))
def test_a_child_lies_inside_its_parent(pinpoint: Pinpoint, sub: str) -> None:
    if pinpoint.locators and pinpoint.locators[-1].unit != "under":
        child = pinpoint.child(sub)
        assert next(child.ancestors()) == pinpoint
        assert pinpoint.contains(child)
        assert not child.contains(pinpoint)


def test_the_name_of_a_unit_is_no_number_before_brackets_either() -> None:
    pinpoint = Pinpoint.parse("Lamp Act, sch sch(1)")
    assert all(Pinpoint.parse(str(around)) == around for around in (pinpoint, *pinpoint.ancestors()))


@given(st.text(max_size=60))
def test_any_line_is_read_or_refused_and_prints_the_same_twice(text: str) -> None:
    try:
        once = Pinpoint.parse(text)
    except PinpointError:
        return
    assert str(Pinpoint.parse(str(once))) == str(once)


def test_every_pinpoint_of_the_bundled_corpus_is_read_back() -> None:
    places = [provision.pinpoint for candidate in corpus_candidates(corpus_folder()) for provision in parse(candidate).provisions]
    assert len(places) > 1_000
    assert [place for place in places if Pinpoint.parse(str(place)) != place] == []
