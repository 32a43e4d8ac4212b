"""Places in EU acts: what a printed number, a title or a heading makes of the place around it."""

from __future__ import annotations

import pytest

from ingest.eu_places import Place, annex_number, article_number, is_annex, is_label, leading_label, token_of
from ingest.pinpoint import Pinpoint

ARTICLES = {
    "Article 18": "18",
    "‘Article 5a": "5a",
    "Artikel 10 a": "10a",
    "Article 4 bis": "4bis",
    "Artigo 18.o": "18",
    "Artigo 4.o-A": "4-A",
    "18. cikk": "18",
    "18 artikla": "18",
    "Article IV": "IV",
    "Article 1.1": "1.1",
    "Article premier": "1",
    "Artículo único": "1",
    "Article 5 On lamps": "5",
    "Article": "",
}


@pytest.mark.parametrize(("title", "number"), ARTICLES.items(), ids=ARTICLES)
def test_the_title_of_an_article_holds_its_number(title: str, number: str) -> None:
    assert article_number(title) == number


ANNEXES = {
    "ANNEX": (True, ""),
    "ANNEX I": (True, "I"),
    "ANNEX IV A": (True, "IV-A"),
    "Annex 10-A": (True, "10-A"),
    "I. MELLÉKLET": (True, "I"),
    "ANHANG II": (True, "II"),
    "ANNEX to the Regulation": (True, ""),
    "Annexation of lamps": (False, ""),
    f"ANNEX {'lamps ' * 12}": (False, ""),
}


@pytest.mark.parametrize(("title", "annex", "number"), [(t, *rest) for t, rest in ANNEXES.items()], ids=range(len(ANNEXES)))
def test_the_title_of_an_annex_is_known_in_every_language(title: str, annex: bool, number: str) -> None:
    assert (is_annex(title), annex_number(title)) == (annex, number)


LABELS = {
    "(a)": (True, "a"),
    "1.": (True, "1"),
    "‘(a)": (True, "a"),
    "iv)": (True, "iv"),
    "(1a)": (True, "1a"),
    "1.1.": (True, "1.1"),
    "A.": (True, "A"),
    "—": (True, ""),
    "•": (True, ""),
    "(*)": (True, ""),
    "α)": (True, ""),
    "2024": (False, "2024"),
    "Lamps": (False, "Lamps"),
    "Lamps and buoys": (False, ""),
}


@pytest.mark.parametrize(("text", "label", "token"), [(t, *rest) for t, rest in LABELS.items()], ids=LABELS)
def test_a_label_stands_for_a_number_or_for_a_dash(text: str, label: bool, token: str) -> None:
    assert (is_label(text), token_of(text)) == (label, token)


LEADING = {
    "1.   The keeper": "1.",
    "(a) the keeper": "(a)",
    "aa) the keeper": "aa)",
    "10a. The keeper": "10a.",
    "2.1. The keeper": "2.1.",
    "2.1\u00a0 The keeper": "2.1",
    "1.5 million lamps": "",
    "(or) the keeper": "",
    "(see Annex) the keeper": "",
    "2031. The keeper": "",
    "- the keeper": "",
}


@pytest.mark.parametrize(("text", "label"), LEADING.items(), ids=LEADING)
def test_a_paragraph_may_begin_with_its_number(text: str, label: str) -> None:
    assert leading_label(text) == label


INNER = {
    ("art 18", "1"): "art 18(1)",
    ("art 18(1)", "a"): "art 18(1)(a)",
    ("recital 5", "a"): "recital 5(a)",
    ("preamble", "1"): "preamble",
    ("annex I", "2"): "annex I para 2",
    ("annex", "a"): "annex para a",
    ("annex I para 2", "2.1"): "annex I para 2.1",
    ("annex I para 2.1", "2.1.3"): "annex I para 2.1.3",
    ("annex I para 2", "a"): "annex I para 2(a)",
    ("annex I para 2(a)", "2.1"): "annex I para 2(a)(2.1)",
    ("annex I Part A", "1"): "annex I Part A para 1",
    ("art 18", ""): "art 18",
}


@pytest.mark.parametrize(("outer", "token", "inner"), [(*key, value) for key, value in INNER.items()], ids=lambda value: value)
def test_a_number_leads_one_place_further_in(outer: str, token: str, inner: str) -> None:
    place = Place(Pinpoint.parse(f"Regulation (EU) 2031/7, {outer}")).inner(token)
    assert str(place.pinpoint) == f"Regulation (EU) 2031/7, {inner}"
    assert Pinpoint.parse(str(place.pinpoint)) == place.pinpoint


def test_the_act_itself_holds_numbered_points() -> None:
    assert str(Place(Pinpoint("Notice")).inner("1").pinpoint) == "Notice, para 1"


HEADED = {
    ("annex I", "PART A"): "annex I Part A",
    ("annex I", "Section 2 Lamps"): "annex I s 2",
    ("annex I", "Chapter IV"): "annex I Chapter IV",
    ("annex I", "APPENDIX 1"): "annex I app 1",
    ("annex I", "Parts of a lamp"): "annex I",
    ("annex I para 1", "PART A"): "annex I para 1",
}


@pytest.mark.parametrize(("outer", "heading", "inner"), [(*key, value) for key, value in HEADED.items()], ids=lambda value: value)
def test_a_heading_with_a_number_is_a_place(outer: str, heading: str, inner: str) -> None:
    place = Place(Pinpoint.parse(f"Regulation (EU) 2031/7, {outer}")).headed(heading)
    assert str(place.pinpoint) == f"Regulation (EU) 2031/7, {inner}"
    assert Pinpoint.parse(str(place.pinpoint)) == place.pinpoint


@pytest.mark.parametrize(("outer", "token", "inner"), [("annex I", "A", "annex I Part A"), ("annex I", "1", "annex I para 1"), ("art 1", "A", "art 1(A)")])
def test_a_headed_group_is_a_part_where_it_is_lettered(outer: str, token: str, inner: str) -> None:
    place = Place(Pinpoint.parse(f"Regulation (EU) 2031/7, {outer}")).section(token)
    assert str(place.pinpoint) == f"Regulation (EU) 2031/7, {inner}"


def test_headings_go_under_each_other() -> None:
    place = Place(Pinpoint("Act")).below("ANNEX I Lamps").below("PART A").below("")
    assert (place.heading, place.path, place.shown) == ("PART A", ("ANNEX I Lamps",), "PART A")
