"""Quotes that run on from one provision into the next, and ellipses that would join two amounts."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.pinpoint import Pinpoint
from qa.route import Place
from qa.standing import Standing, run_ons, standing
from qa.verify import QuoteCheck, find_quote, left_out, verify_quote
from tests.verify_fixtures import HARBOURS, PILOTS, TODAY, WRECKS, WRECKS_OLD, check

ELISION = "a fine of up to $850,000 for a large harbour, or up to $600,000 for a small one, within 90 days, and 1 year for a pier at 6 percent"


@pytest.mark.parametrize(
    ("citation", "quote", "pinpoint"),
    [
        ("40 U.S.C. § 7001(c)", "they may rest between. Tugs may tow any vessel", "40 U.S.C. § 7001(c)"),
        ("40 U.S.C. § 7001(c)", "They may rest between. Tugs may tow any vessel", "40 U.S.C. § 7001(c)"),
        ("40 U.S.C. § 7001", "Fees under 1.5 percent go. The 'first notice' goes to the owner's agent", "40 U.S.C. § 7001(b)"),
        ("40 U.S.C. § 7001(b)", "Fees under 1.5 percent go. The 'first notice' goes to the owner's agent", "40 U.S.C. § 7001(b)"),
        ("40 U.S.C. § 7001", "within 3 days. Pilots may board any vessel", "40 U.S.C. § 7001"),
        ("Harbours Act 2020, s 5", "by noon. This section extends to every port", "Harbours Act 2020, s 5"),
    ],
)
def test_a_quote_may_run_on_inside_the_place_cited(citation: str, quote: str, pinpoint: str) -> None:
    found = check(citation, quote)
    assert (found.label, found.pinpoint, found.found_at) == ("verified", pinpoint, (pinpoint,))


@pytest.mark.parametrize(
    ("citation", "quote", "label", "found_at"),
    [
        ("40 U.S.C. § 7001(c)(1)", "they may rest between. Tugs may tow any vessel", "misattributed", ("40 U.S.C. § 7001(c)",)),
        ("Harbours Act 2020, s 5", "they may rest between. Tugs may tow any vessel", "misattributed", ("40 U.S.C. § 7001(c)",)),
        ("40 U.S.C. § 7001(c)", "they may rest between ... Tugs may tow any vessel", "not_found", ()),
        ("40 U.S.C. § 7001(c)", "they may rest between. Tugs may pull any vessel", "not_found", ()),
        ("40 U.S.C. § 7001", "autumn. An official may file", "not_found", ()),
        ("40 U.S.C. § 7001(c)", "rest between. Tug", "not_found", ()),
        ("Sails Act 1999", "they may rest between. Tugs may tow any vessel", "citation_unresolved", ()),
    ],
)
def test_a_quote_may_not_run_out_of_the_place_cited(citation: str, quote: str, label: str, found_at: tuple[str, ...]) -> None:
    found = check(citation, quote)
    assert (found.label, found.found_at) == (label, found_at)


def test_what_the_words_stand_in_is_noted_for_a_quote_that_runs_on() -> None:
    old = check("40 U.S.C. § 7001", "kept for 90 days. The coast office meets in spring")
    assert (old.label, old.note) == ("verified", "these words stand only in the text valid from 2019-01-01 to 2023-12-31")
    assert check("40 U.S.C. § 7001", "kept for 1 year. The coast office meets in spring").note == ""
    digest = [standing(PILOTS, "40 U.S.C. § 7002(a)", "Pilots row.", 9), standing(PILOTS, "40 U.S.C. § 7002(b)", "Masters steer.", 30)]
    note = "these are words of the bundled digest, not of the official text"
    assert on(digest, "40 U.S.C. § 7002", "Pilots row. Masters steer.").note == note


def test_provisions_run_on_in_the_order_of_their_document() -> None:
    places = [standing(HARBOURS, "s 9(2)", "Two.", 50), standing(HARBOURS, "s 9(1)", "One.", 10), standing(WRECKS, "§ 1", "One. Two.")]
    places += [standing(HARBOURS, "s 9(3)", "Three.", 90), standing(WRECKS_OLD, "§ 2", "Four.", 5)]

    def rows(words: str) -> list[list[str]]:
        return [[p.pinpoint for p in row] for row in run_ons(lambda text: [(i, i + len(words)) for i in [text.find(words)] if i >= 0], places)]

    assert rows("One. Two.") == [["s 9(1)", "s 9(2)"]]
    assert rows("One. Two. Three.") == [["s 9(1)", "s 9(2)", "s 9(3)"]]
    assert rows("Two. Three") == [["s 9(2)", "s 9(3)"]]
    assert rows("Two. One.") == rows("Three.") == rows("Three. Four.") == []


@pytest.mark.parametrize(
    ("quote", "hidden"),
    [
        ("up to $850,000 ... for a small one", "$600,000"),
        ("a fine ... for a small one, within 90 days", ""),
        ("a fine of up to ... $600,000", "$850,000"),
        ("for a large harbour ... within 90 days", ""),
        ("within 90 days ... for a pier", "1 year"),
        ("up to $600,000 ... for a pier", ""),
        ("for a small one ... 6 percent", ""),
        ("a fine ... 6 percent", ""),
        ("up to $850,000 for a large harbour, or up to $600,000 ... 90 days", ""),
        ("a fine of up to $850,000 ... 1 year for a pier", "$600,000"),
        ("for a small one ... 1 year", "90 days"),
    ],
)
def test_an_ellipsis_may_not_join_two_amounts_of_one_kind(quote: str, hidden: str) -> None:
    assert (find_quote(quote, ELISION) is None) is bool(hidden)
    assert left_out(quote, ELISION) == hidden


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("6 percent of sales, and 10 per cent of fines", "6 percent ... of fines"),
        ("GBP 18 million or less, and EUR 2 at most", "GBP 18 million ... at most"),
        ("one year for pilots and two years for masters", "one year ... for masters"),
        ("5 dollars for pilots and 7 dollars for masters", "5 dollars ... for masters"),
        ("24 hours for pilots and 3 working days for masters", "24 hours ... for masters"),
    ],
)
def test_amounts_are_known_however_they_are_written(text: str, quote: str) -> None:
    assert find_quote(quote, text) is None
    assert find_quote(quote.partition(" ...")[0], text) is not None


def test_the_note_names_the_amount_that_an_ellipsis_leaves_out() -> None:
    places = [standing(WRECKS, "40 U.S.C. § 7001(a)", ELISION)]
    found = on(places, "40 U.S.C. § 7001(a)", "up to $850,000 ... for a small one")
    assert (found.label, found.note) == ("not_found", "the words stand there, but the ellipsis leaves out '$600,000'")


def on(places: list[Standing], citation: str, quote: str, today: date = TODAY) -> QuoteCheck:
    """Check a quote against some places alone."""

    def resolve(line: str) -> list[Place]:
        held = [Place(p.pinpoint, p.source.document_id, p.source.id, Pinpoint.parse(p.pinpoint)) for p in places]
        return [place for place in held if Pinpoint.parse(line).contains(place.pinpoint)]

    return verify_quote(citation, quote, resolve, places, today)
