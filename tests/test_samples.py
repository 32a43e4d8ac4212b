"""Real files in every official format: each is read whole, the same way twice, and damaged copies never get through unseen."""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import ParseError
from ingest.formats import parse_file
from ingest.pinpoint import Pinpoint
from tests.conftest import ROOT
from tests.factories import make_origin

SHARED = ROOT.parent / "shared"
WITHOUT_TEXT = {"L_2022277EN.01000101.doc.fmx.xml"}  # the list of an Official Journal's files, which names the file that holds the text
ENDINGS = (".xml", ".xhtml", ".html", ".pdf")
FILES = sorted(p for folder in ("samples", "corpus") for p in (SHARED / folder).rglob("*") if p.name.endswith(ENDINGS) and p.name not in WITHOUT_TEXT)
NAMES = [p.name for p in FILES]
MANY_BYTES = 600_000

needs_shared = pytest.mark.skipif(not FILES, reason="../shared with real official files is not here")
each_file = pytest.mark.parametrize("path", FILES or [None], ids=NAMES or ["../shared"])


def read(path: Path, data: bytes | None = None) -> Document:
    data = path.read_bytes() if data is None else data
    return parse_file(data, make_origin(path.name, modified=date(2026, 1, 2)), path.name)


@cache
def parsed(path: Path) -> Document:
    return read(path)


@needs_shared
@each_file
def test_each_file_is_read_whole_and_its_places_can_be_cited(path: Path) -> None:
    document = parsed(path)
    assert document.check(path.name) is document
    for provision in document.provisions:
        assert Pinpoint.parse(str(provision.pinpoint)) == provision.pinpoint
        assert document.text[provision.start : provision.end].strip()
    found = passages(document)
    assert len({p.id for p in found}) == len(found)
    assert all(document.text[p.start : p.end] == p.text for p in found)
    assert all(document.text[start:end].strip() for p in found for start, end in p.sentences)


@needs_shared
@each_file
def test_reading_twice_gives_the_same(path: Path) -> None:
    assert read(path) == parsed(path)


def damaged(data: bytes, seeds: int) -> Iterator[bytes]:
    """Yield copies with a piece cut off, overwritten, taken out or doubled."""
    for seed in range(seeds):
        chance = random.Random(seed)
        at = chance.randrange(len(data))
        length = chance.randint(1, 2_000)
        yield (
            data[:at],
            data[:at] + bytes(chance.randrange(256) for _ in range(chance.randint(1, 8))) + data[at + 8 :],
            data[:at] + data[at + length :],
            data[: at + length] + data[at:],
        )[seed % 4]


@needs_shared
@each_file
def test_a_damaged_copy_is_covered_or_refused(path: Path, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    data, refused, copies = path.read_bytes(), 0, 0
    seeds = request.config.getoption("--mutations")
    for copy in damaged(data, seeds if len(data) < MANY_BYTES else max(4, seeds // 4)):
        started, copies = time.monotonic(), copies + 1
        try:
            document = read(path, copy)
        except ParseError as error:
            assert str(error).startswith(path.name)  # noqa: PT017
            refused += 1
        else:
            assert document.check(path.name) is document
        assert time.monotonic() - started < 60, "a damaged file must not hold up an ingest"
    record_property("copies", copies)
    record_property("refused", refused)


@needs_shared
def test_gzip_changes_nothing() -> None:
    path = SHARED / "samples/clml_uk_human-rights-1998.xml"
    packed = parse_file(gzip.compress(path.read_bytes()), make_origin(path.name, modified=date(2026, 1, 2)), f"{path.name}.gz")
    assert packed.text == parsed(path).text


def numbers(document: Document, unit: str) -> list[str]:
    """The numbers of a document's articles, sections or recitals, each once, in order."""
    return list(dict.fromkeys(p.pinpoint.locators[0].number for p in document.provisions if p.pinpoint.locators and p.pinpoint.locators[0].unit == unit))


def in_shared(name: str) -> Document:
    return parsed(next(p for p in FILES if p.name == name))


@needs_shared
@pytest.mark.parametrize(
    ("name", "unit", "count"),
    [
        ("L_2022277EN.01000101.fmx.xml", "art", 93),
        ("L_2022277EN.01000101.fmx.xml", "recital", 156),
        ("32022R2065_oj.xhtml", "art", 93),
        ("32022R2065_oj.xhtml", "recital", 156),
        ("gdpr.fmx.xml", "art", 99),
        ("gdpr.fmx.xml", "recital", 173),
        ("gdpr-cons-2016.fmx.xml", "art", 99),
        ("32016R0679.xhtml", "art", 99),
    ],
)
def test_articles_and_recitals_are_all_there(name: str, unit: str, count: int) -> None:
    assert numbers(in_shared(name), unit) == [str(i) for i in range(1, count + 1)]


@needs_shared
def test_the_french_act_has_the_sections_of_the_english_one() -> None:
    english, french = in_shared("I-20.7.xml"), in_shared("justca_fra_I-20.7.xml")
    assert numbers(english, "s") == numbers(french, "art")
    assert len(numbers(english, "s")) > 10


@needs_shared
def test_amendment_markers_are_not_quoted() -> None:
    document = in_shared("eprivacy-cons-2009.fmx.xml")
    assert not set(document.text) & set("►▼◄▲")
    assert {"5", "6", "15"} <= set(numbers(document, "art"))
