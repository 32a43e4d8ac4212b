"""Digests: front matter, pinpoint headings, one statement a line, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.errors import CoverageError, ParseError
from ingest.parse_digest import parse_digest, read_part
from tests.factories import digest_text, make_digest, make_part, make_source

PLACES = {
    "40 U.S.C. § 7001(a) — Duty to report": ["A harbour master reports a lost buoy.", "No harbour master searches for buoys."],
    "40 U.S.C. § 7001(e)(1) — Fine — first": ["Hiding a buoy costs up to $850,000."],
}


def test_each_heading_becomes_a_provision_of_its_statements() -> None:
    document = make_digest(PLACES)
    told = [(str(p.pinpoint), p.heading, p.path, document.text[p.start : p.end]) for p in document.provisions]
    assert told == [
        ("40 U.S.C. § 7001(a)", "Duty to report", ("Lost buoys",), "A harbour master reports a lost buoy.\nNo harbour master searches for buoys."),
        ("40 U.S.C. § 7001(e)(1)", "Fine — first", ("Lost buoys",), "Hiding a buoy costs up to $850,000."),
    ]


def test_headings_are_skipped_by_name_not_lost() -> None:
    document = make_digest(PLACES)
    skipped = [(document.text[start:end], why) for start, end, why in document.skipped]
    assert ("A digest of us-40usc-7001", "heading") in skipped
    assert ("## 40 U.S.C. § 7001(a) — Duty to report", "heading") in skipped


def test_a_version_may_be_told_in_parts() -> None:
    first = make_part({"40 U.S.C. § 7001(a) — One": ["Buoys float."]})
    second = make_part({"40 U.S.C. § 7001(b) — Two": ["Lamps shine."]})
    document = parse_digest(make_source(), [first, second])
    assert [str(p.pinpoint) for p in document.provisions] == ["40 U.S.C. § 7001(a)", "40 U.S.C. § 7001(b)"]


def test_a_heading_without_statements_is_no_provision() -> None:
    document = make_digest({"40 U.S.C. § 7001 — Empty": [], "40 U.S.C. § 7001(b) — Two": ["Lamps shine."]})
    assert [p.heading for p in document.provisions] == ["Two"]


def test_front_matter_is_read() -> None:
    front = make_part(PLACES, valid_from=date(2024, 7, 1), basis="extract").front
    assert (front.source, front.basis, front.valid_from, front.valid_to) == ("us-40usc-7001", "extract", date(2024, 7, 1), None)
    assert front.checked_on == date(2026, 2, 3)


BROKEN_FRONTS = {
    "no front matter": ("# A digest\n", "starts with TOML between two"),
    "never closed": ('+++\nsource = "x"\n', "starts with TOML between two"),
    "not TOML": ("+++\nsource = = 3\n+++\n", "is not TOML"),
    "unknown field": (digest_text("us-40usc-7001", PLACES, mood="good"), "front matter field mood"),
    "field missing": (digest_text("us-40usc-7001", PLACES, checked_on=None), "front matter field checked_on"),
    "unknown basis": (digest_text("us-40usc-7001", PLACES, basis="hearsay"), "front matter field basis"),
    "no such day": (digest_text("us-40usc-7001", PLACES).replace("2026-02-03", "2026-02-30"), "is not TOML"),
    "a word for a day": (digest_text("us-40usc-7001", PLACES, checked_on="soon"), "front matter field checked_on"),
}


@pytest.mark.parametrize(("text", "fault"), BROKEN_FRONTS.values(), ids=BROKEN_FRONTS)
def test_broken_front_matter_is_refused_with_the_field(text: str, fault: str) -> None:
    with pytest.raises(ParseError, match=fault) as caught:
        read_part("us/buoys.md", text)
    assert caught.value.source == "us/buoys.md"
    assert caught.value.locator


BROKEN_BODIES = {
    "no label": ({"40 U.S.C. § 7001(a)": ["Buoys float."]}, "is not '## <pinpoint> — <label>'"),
    "hyphen for dash": ({"40 U.S.C. § 7001(a) - Label": ["Buoys float."]}, "is not '## <pinpoint> — <label>'"),
    "near spelling": ({"40 U.S.C. § 7001 (a) — Label": ["Buoys float."]}, "write the pinpoint '40 U.S.C. § 7001 .a.' as '40 U.S.C. § 7001.a.'"),
    "other work": ({"41 U.S.C. § 1 — Label": ["Buoys float."]}, "does not start with the source's citation"),
    "deeper heading": ({"40 U.S.C. § 7001(a) — Label": ["### Sub", "Buoys float."]}, "stands under no"),
}


@pytest.mark.parametrize(("places", "fault"), BROKEN_BODIES.values(), ids=BROKEN_BODIES)
def test_a_broken_heading_is_refused(places: dict[str, list[str]], fault: str) -> None:
    with pytest.raises(ParseError, match=fault):
        make_digest(places)


def test_words_above_the_first_heading_are_refused() -> None:
    text = digest_text("us-40usc-7001", PLACES).replace("# A digest of", "Loose words.\n\n# A digest of")
    with pytest.raises(ParseError, match=r"'Loose words\.' stands under no"):
        parse_digest(make_source(), [read_part("us/buoys.md", text)])


def test_the_same_heading_in_two_parts_is_refused() -> None:
    with pytest.raises(CoverageError, match="occurs twice"):
        parse_digest(make_source(), [make_part(PLACES), make_part(PLACES)])


def test_a_digest_without_statements_is_refused() -> None:
    with pytest.raises(CoverageError, match="holds no text"):
        make_digest({})


def test_windows_line_ends_and_stray_blanks_change_nothing() -> None:
    plain = digest_text("us-40usc-7001", PLACES)
    windows = plain.replace("\n", "\r\n").replace("lost buoy", "lost \t buoy")
    parsed = parse_digest(make_source(), [read_part("us/buoys.md", windows)])
    assert parsed == parse_digest(make_source(), [read_part("us/buoys.md", plain)])
