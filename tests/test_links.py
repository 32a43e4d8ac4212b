"""Deep links to the official pages, and text fragments that point at words."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest

from ingest.pinpoint import Pinpoint
from qa.links import Shown, deep_link, text_fragment
from tests.verify_fixtures import HARBOURS

UK = "https://www.legislation.gov.uk/ukpga/2023/50"
EU = "https://eur-lex.europa.eu/eli/reg/2022/2065/oj"
US = "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title18-section2258A"
FR = "https://laws-lois.justice.gc.ca/fra/lois/I-20.7/"
CA = "https://laws-lois.justice.gc.ca/eng/acts/P-8.6/"
CFR = "https://www.ecfr.gov/current/title-28/part-81"
PDF = "https://example.org/report.pdf"
CASE = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:62021CJ0470"
DE = "https://www.gesetze-im-internet.de/ddg/"
BR = "https://www.planalto.gov.br/ccivil_03/_ato2011-2014/2014/lei/l12965.htm"
PAGE = "https://example.org/notice"


@pytest.mark.parametrize(
    ("url", "pinpoint", "link"),
    [
        (UK, "Online Safety Act 2023, s 66", f"{UK}/section/66"),
        (UK, "Online Safety Act 2023, s 66(1)", f"{UK}/section/66/1"),
        (UK, "Online Safety Act 2023, s 67(2)(a)", f"{UK}/section/67/2/a"),
        (UK, "Online Safety Act 2023, sch 13 para 4(1)", f"{UK}/schedule/13/paragraph/4/1"),
        (UK, "Online Safety Act 2023, Part 4 Chapter 2", f"{UK}/part/4/chapter/2"),
        (UK, "Online Safety Act 2023, recital 4", UK),
        (f"{UK}/part/4", "Online Safety Act 2023, s 66", f"{UK}/section/66"),
        (f"{UK}/contents/enacted", "Online Safety Act 2023, sch 1 Part 1", f"{UK}/schedule/1/part/1"),
        (
            "https://www.legislation.gov.uk/uksi/2025/368/contents/made",
            "SI 2025/368, sch para 2",
            "https://www.legislation.gov.uk/uksi/2025/368/schedule/paragraph/2",
        ),
        (UK, "Online Safety Act 2023", UK),
        (f"{UK}/", "Online Safety Act 2023, s 66", f"{UK}/section/66"),
        (f"{UK}/section/66", "Online Safety Act 2023, s 66(1)", f"{UK}/section/66"),
        ("https://www.legislation.gov.uk/uksi/2026/262/made", "SI 2026/262, reg 3(1)", "https://www.legislation.gov.uk/uksi/2026/262/regulation/3/1"),
        (EU, "Regulation (EU) 2022/2065, art 18(1)", f"{EU}#art_18"),
        (EU, "Regulation (EU) 2022/2065, recital 30", f"{EU}#rct_30"),
        (EU, "Regulation (EU) 2022/2065, annex IV", f"{EU}#anx_IV"),
        (EU, "Regulation (EU) 2022/2065", EU),
        (EU, "Regulation (EU) 2022/2065, preamble", EU),
        (CASE, "Net II (C-470/21), para 37", f"{CASE}#point37"),
        (CASE, "Net II (C-470/21), art 3", CASE),
        (f"{EU}#top", "Regulation (EU) 2022/2065, art 18", f"{EU}#top"),
        (CA, "S.C. 2000, c. 5, s 7(3)(c.1)", f"{CA}section-7.html"),
        (CA.rstrip("/"), "S.C. 2000, c. 5, s 7", f"{CA}section-7.html"),
        (CA, "S.C. 2000, c. 5, s 52-57", CA),
        (FR, "L.C. 2011, ch. 4, art 2(1)", f"{FR}article-2.html"),
        (US, "18 U.S.C. § 2258A(e)(1)", f"{US}#substructure-location_e_1"),
        (US, "18 U.S.C. § 2258A", US),
        (US, "18 U.S.C. § 2258A note", US),
        (US, "18 U.S.C. § 2259(a)", US),
        (CFR, "28 C.F.R. § 81.2(a)", f"{CFR}#p-81.2(a)"),
        (CFR, "28 C.F.R. § 81.2", f"{CFR}#81.2"),
        (DE, "Digitale-Dienste-Gesetz (Germany), s 13", f"{DE}__13.html"),
        (BR, "Law 12.965/2014 (Brazil), art 13", f"{BR}#art13"),
        (f"{PDF}?v=2", "Annual Report, p 12", f"{PDF}?v=2#page=12"),
        ("https://rm.coe.int/1680081561", "p 12", "https://rm.coe.int/1680081561#page=12"),
        ("https://example.org/uscode.house.gov/2258A", "18 U.S.C. § 2258A(e)", "https://example.org/uscode.house.gov/2258A"),
        ("https://example.org/page", "Annual Report, p 12", "https://example.org/page"),
        (PDF, "Annual Report, p 12", f"{PDF}#page=12"),
        (PDF.upper(), "Annual Report, p 12", f"{PDF.upper()}#page=12"),
        (PDF, "Annual Report, Part V.B", PDF),
        ("https://example.org/", "Some Act 2020, s 5", "https://example.org/"),
        ("", "Some Act 2020, s 5", ""),
    ],
    ids=lambda value: value[-40:],
)
def test_link_is_as_near_to_the_place_as_the_publisher_allows(url, pinpoint, link):
    assert deep_link(replace(HARBOURS, url=url), Pinpoint.parse(pinpoint)) == link


def test_a_page_of_a_law_report_is_no_page_of_the_courts_file() -> None:
    case = replace(HARBOURS, url=PDF, kind="case", form="digest")
    assert deep_link(case, Pinpoint.parse("A v. B, 13 F.4th 961 (9th Cir. 2021), p 965")) == PDF
    assert deep_link(replace(case, form="official"), Pinpoint.parse("p 12")) == f"{PDF}#page=12"


def shown(quote: str, text: str = "") -> Shown:
    text = text or f"Before it. {quote} After it."
    start = text.index(quote)
    return Shown(text, start, start + len(quote))


@pytest.mark.parametrize(
    ("quote", "fragment"),
    [
        ("A keeper reports a buoy.", "A%20keeper%20reports%20a%20buoy."),
        ("day-to-day costs", "day%2Dto%2Dday%20costs"),
        ("buoys, lamps & ropes", "buoys%2C%20lamps%20%26%20ropes"),
        ("50% of #1 = a+b?", "50%25%20of%20%231%20%3D%20a%2Bb%3F"),
        ("§ 4 – “Küste”", "%C2%A7%204%20%E2%80%93%20%E2%80%9CK%C3%BCste%E2%80%9D"),
        ("<script>:~:text=x", "%3Cscript%3E%3A~%3Atext%3Dx"),
        ("two  spaces", "two%20spaces"),
        ("one two three four five six seven eight nine ten eleven twelve thirteen", "one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen"),
        ("(a) first\nand then\n(b) last-but-one", "%28a%29%20first,%28b%29%20last%2Dbut%2Done"),
    ],
    ids=lambda value: value[:20],
)
def test_a_text_fragment_is_encoded(quote, fragment) -> None:
    found = text_fragment(shown(quote))
    assert found == f"#:~:text={fragment}"
    # What divides a fragment stands in it only as a divider.
    assert all(set(part) & set("-&,") == set() for part in found.removeprefix("#:~:text=").split(","))
    assert all(" ".join(quote.split()).find(unquote(part)) >= 0 for part in fragment.split(","))


def test_words_that_occur_twice_are_told_apart_by_their_neighbours() -> None:
    text = "Rule 1-a: no, never. It pays. Rule 2: it is so & It pays. The-end, really now."
    second = text.rindex("It pays.")
    assert text_fragment(Shown(text, second, second + 8)) == "#:~:text=is%20so%20%26-,It%20pays.,-The%2Dend%2C%20really%20now."
    first = text.index("It pays.")
    assert text_fragment(Shown(text, first, first + 8)) == "#:~:text=1%2Da%3A%20no%2C%20never.-,It%20pays.,-Rule%202%3A%20it"


def test_at_either_end_of_a_text_there_is_one_neighbour() -> None:
    assert text_fragment(Shown("Yes. No. Yes.", 0, 4)) == "#:~:text=Yes.,-No.%20Yes."
    assert text_fragment(Shown("Yes. No. Yes.", 9, 13)) == "#:~:text=Yes.%20No.-,Yes."


def test_a_quote_without_words_has_no_fragment() -> None:
    assert text_fragment(Shown("   ", 0, 3)) == ""


@pytest.mark.parametrize(
    ("form", "url", "pinpoint", "link"),
    [
        ("official", PAGE, "Notice", f"{PAGE}#:~:text=It%20pays."),
        ("official", PAGE, "Notice, s 4", f"{PAGE}#:~:text=It%20pays."),
        ("user", PAGE, "Notice", f"{PAGE}#:~:text=It%20pays."),
        ("official", US, "18 U.S.C. § 2258A", f"{US}#:~:text=It%20pays."),
        ("official", US, "18 U.S.C. § 2258A(e)", f"{US}#substructure-location_e"),
        ("official", PDF, "Report", PDF),
        ("official", f"{PAGE}#top", "Notice", f"{PAGE}#top"),
        ("user", "file:///home/notice", "Notice", "file:///home/notice"),
        ("user", "", "Notice", ""),
        ("digest", PAGE, "Notice", PAGE),
    ],
)
def test_words_are_pointed_at_where_they_stand_on_the_page_and_no_address_is_nearer(form, url, pinpoint, link) -> None:
    assert deep_link(replace(HARBOURS, form=form, url=url), Pinpoint.parse(pinpoint), shown("It pays.")) == link
