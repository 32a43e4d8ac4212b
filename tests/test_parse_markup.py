"""HTML of unknown origin: every encoding that pages have, nothing hidden, and no page past the limits."""

from __future__ import annotations

import gzip

import pytest

from ingest.errors import ParseError
from ingest.parse_markup import read_html

WORDS = "Café – “lit”"

ENCODED = {
    "UTF-8 without a declaration": f"<p>{WORDS}</p>".encode(),
    "UTF-8 with a mark": f"<p>{WORDS}</p>".encode("utf-8-sig"),
    "UTF-16": f"<p>{WORDS}</p>".encode("utf-16"),
    "Windows-1252 without a declaration": f"<p>{WORDS}</p>".encode("cp1252"),
    "Windows-1252 that says Latin-1": f'<meta charset="iso-8859-1"><p>{WORDS}</p>'.encode("cp1252"),
    "the name of old EUR-Lex pages": f'<meta content="text/html; charset=UNICODE-1-1-UTF-8"><p>{WORDS}</p>'.encode(),
    "an XML declaration": f'<?xml version="1.0" encoding="UTF-8"?><html><body><p>{WORDS}</p></body></html>'.encode(),
    "an encoding that is none for text": f'<meta charset="rot13"><p>{WORDS}</p>'.encode(),
    "gzip": gzip.compress(f"<p>{WORDS}</p>".encode()),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED)
def test_a_page_is_read_in_the_encoding_that_it_has(data: bytes) -> None:
    assert read_html(data, "page").text_content() == WORDS


MENDED = {
    "a tag that is never closed": ("<p>Lamps <b>burn</p><p>now", "Lamps burnnow"),
    "a comment": ("<p>Lamps<!-- hidden --> burn</p>", "Lamps burn"),
    "a processing instruction": ("<p>Lamps<?hidden?> burn</p>", "Lamps burn"),
    "a named entity": ("<p>Lamps&nbsp;&amp; buoys</p>", "Lamps\u00a0& buoys"),
    "an entity that nobody knows": ("<p>&lamps; burn</p>", "&lamps; burn"),
    "no markup at all": ("Lamps burn", "Lamps burn"),
}


@pytest.mark.parametrize(("page", "words"), MENDED.values(), ids=MENDED)
def test_html_is_mended_as_browsers_do(page: str, words: str) -> None:
    assert read_html(page.encode(), "page").text_content() == words


REFUSED = {
    "nothing": (b"", "is HTML without content"),
    "only a comment": (b"<!-- lamps -->", "is HTML without content"),
    "too many bytes": (b" " * 128_000_001, "the limit for HTML is 128,000,000"),
    "past the depth of the parser": (b"<div>" * 300 + b"lamps", "breaks a limit of the HTML parser"),
    "past the depth of ours": (b"<div>" * 120 + b"lamps", "nested more than 100 elements deep"),
    "past the length of one run of text": (b"<p>" + b"a" * 11_000_000, "breaks a limit of the HTML parser"),
    "null characters": (b"<p>lamps\x00</p>", "holds null characters"),
    "damaged gzip": (b"\x1f\x8blamps", "is damaged gzip"),
    "not the declared encoding": (b'<meta charset="utf-8"><p>caf\xe9</p>', "cannot be read as utf-8 from byte"),
    "no encoding": (b"lamps \x81\x8d", "cannot be read as windows-1252 from byte 6"),
}


@pytest.mark.parametrize(("data", "fault"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_readable_page_is_refused_by_name(data: bytes, fault: str) -> None:
    with pytest.raises(ParseError, match=fault) as caught:
        read_html(data, "lamps.html")
    assert caught.value.source == "lamps.html"


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.parse_xml.MAX_ELEMENTS", 5)
    with pytest.raises(ParseError, match="more than 5 elements"):
        read_html(b"<p>a<p>b<p>c<p>d", "lamps.html")
