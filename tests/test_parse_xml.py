"""XML of unknown origin: read within limits, refused with a reason past them."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from ingest import parse_xml
from ingest.errors import ParseError, UnsupportedFormatError
from ingest.formats import parse_file
from ingest.parse_xml import read_xml, refuse_doubled, root_name, tag, unpack
from tests.factories import make_origin

LAUGHS = b"""<!DOCTYPE law [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><law>&c;</law>"""


def test_words_keep_their_order_without_comments_and_instructions() -> None:
    root = read_xml(b'<law xmlns="urn:x">One <b>two</b><!-- unseen --> three<?page 4?> four</law>', "law.xml")
    assert tag(root) == "law"
    assert "".join(root.itertext()) == "One two three four"


def test_gzip_is_read() -> None:
    packed = gzip.compress(b"<law>Buoys</law>")
    assert "".join(read_xml(packed, "law.xml.gz").itertext()) == "Buoys"
    assert root_name(packed, "law.xml.gz") == "law"


def external(folder: Path) -> bytes:
    secret = folder / "secret.txt"
    secret.write_text("a secret")
    return f'<!DOCTYPE law [<!ENTITY s SYSTEM "{secret.as_uri()}">]><law>&s;</law>'.encode()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "not well-formed"),
        (b"<law>", "not well-formed"),
        (b"<law>&lamp;</law>", "not well-formed|entities"),
        (b"\x00\x01\x02", "not well-formed"),
        (b'<?xml version="1.0" encoding="klingon"?><law/>', "not well-formed|not readable"),
        (LAUGHS, "declares entities of its own"),
        (b'<!DOCTYPE law [<!ENTITY % p SYSTEM "http://law.example/x.dtd"> %p;]><law/>', "entities|not well-formed"),
        (b"<a>" * 200 + b"</a>" * 200, "nested more than 100 elements deep"),
        (b"<a>" * 100_000 + b"</a>" * 100_000, "nested|not well-formed"),
        (b"\x1f\x8bnot gzip", "damaged gzip"),
        (gzip.compress(b"<law>Buoys</law>" * 40)[:-12], "ends too early|damaged gzip"),
    ],
    ids=[
        "empty",
        "cut off",
        "unknown entity",
        "binary",
        "unknown encoding",
        "billion laughs",
        "parameter entity",
        "200 levels",
        "100,000 levels",
        "no gzip",
        "cut gzip",
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_reason(data: bytes, fault: str) -> None:
    with pytest.raises(ParseError, match=fault) as caught:
        read_xml(data, "law.xml")
    assert str(caught.value).startswith("law.xml")


def test_no_file_is_read_through_an_entity(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="declares entities of its own"):
        read_xml(external(tmp_path), "law.xml")


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_xml, "MAX_XML_BYTES", 1_000_000)
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([packer.compress(b"<law>"), *(packer.compress(bytes(1_000_000)) for _ in range(500)), packer.flush()])
    assert len(bomb) < 1_000_000
    with pytest.raises(ParseError, match="unpacks to more than 1,000,000 bytes"):
        unpack(bomb, "law.xml.gz")


@pytest.mark.parametrize(
    ("limit", "value", "fault"), [("MAX_XML_BYTES", 10, "is 23 bytes; the limit for XML is 10"), ("MAX_ELEMENTS", 2, "more than 2 elements")]
)
def test_a_file_past_a_limit_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, value: int, fault: str) -> None:
    monkeypatch.setattr(parse_xml, limit, value)
    with pytest.raises(ParseError, match=fault):
        read_xml(b"<law><a/><b/><c/></law>", "law.xml")


def test_an_id_that_stands_twice_is_named_with_its_line() -> None:
    root = read_xml(b'<law>\n<a id="s-1"/>\n<a id="s-2"/>\n<a id="s-1"/></law>', "law.xml")
    refuse_doubled(root, "eId", "law.xml")
    with pytest.raises(ParseError, match=r"law\.xml \(line 4\): has two elements with the id 's-1'"):
        refuse_doubled(root, "id", "law.xml")


def test_the_list_of_a_journals_files_is_refused_with_what_to_read_instead() -> None:
    with pytest.raises(UnsupportedFormatError, match=r"list\.fmx\.xml: is the list of the files of an Official Journal .* give the files that it names"):
        parse_file(b"<PUBLICATION><BIB.OJ/></PUBLICATION>", make_origin("list.fmx.xml"), "list.fmx.xml")
