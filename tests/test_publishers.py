"""The publishers: the addresses that each connector asks, which of them counts, and what of an archive is taken."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from ingest.errors import FetchError, ParseError
from ingest.fetch import Request
from ingest.official import load_officials
from ingest.publishers import PUBLISHERS
from ingest.source import corpus_folder, load_sources
from ingest.vet import only_member, vet, vet_archive
from tests.publisher import CODE_PAGE, Publisher, Time, answer, code_page, code_title, make_fetcher, moved, open_publisher, zipped

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

TITLES = "www.ecfr.gov/api/versioner/v1/titles.json"


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with open_publisher() as publisher:
        yield publisher


def requests(publisher: Publisher, name: str, address: str) -> list[Request]:
    connector = PUBLISHERS[name]
    assert re.fullmatch(connector.address, address)
    return list(connector.locate(address, make_fetcher(publisher, Time())))


def addresses(publisher: Publisher, name: str, address: str) -> list[str]:
    return [request.address for request in requests(publisher, name, address)]


@pytest.mark.parametrize(
    ("name", "address", "asked"),
    [
        ("govinfo", "PLAW-118publ59", "https://www.govinfo.gov/content/pkg/PLAW-118publ59/uslm/PLAW-118publ59.xml"),
        ("legislation", "ukpga/2023/50", "https://www.legislation.gov.uk/ukpga/2023/50/data.xml"),
        ("legislation", "uksi/2026/268/made", "https://www.legislation.gov.uk/uksi/2026/268/made/data.xml"),
        ("justice", "SOR-2011-292", "https://laws-lois.justice.gc.ca/eng/XML/SOR-2011-292.xml"),
        ("cellar", "02002L0058-20091219", "https://publications.europa.eu/resource/celex/02002L0058-20091219"),
        ("kenyalaw", "act/2018/5", "https://new.kenyalaw.org/akn/ke/act/2018/5"),
        ("page", "https://www.ftc.gov/report.pdf", "https://www.ftc.gov/report.pdf"),
    ],
)
def test_an_address_says_where_to_ask(publisher: Publisher, name: str, address: str, asked: str) -> None:
    (request,) = requests(publisher, name, address)
    assert request.address == asked
    assert request.robots is (name in {"legislation", "kenyalaw", "page"})
    assert publisher.asked == []


def test_a_page_may_move_between_its_names_with_and_without_www(publisher: Publisher) -> None:
    for address in ("https://eff.org/a", "https://www.eff.org/a"):
        (request,) = requests(publisher, "page", address)
        assert request.hosts == {"eff.org", "www.eff.org"}


# --- the US Code ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("links", "newest"),
    [
        (["pl/119/73not60/xml_usc40@119-73not60.zip"], "pl/119/73not60/xml_usc40@119-73not60.zip"),
        (["pl/119/9/xml_usc40%40119-9.zip"], "pl/119/9/xml_usc40%40119-9.zip"),
        (["pl/118/200/xml_usc40@118-200.zip", "pl/119/90/xml_usc40@119-90.zip", "pl/119/9/xml_usc40@119-9.zip"], "pl/119/90/xml_usc40@119-90.zip"),
        (["pl/119/90/htm_usc40@119-90.zip", "pl/119/88/xml_usc40@119-88.zip"], "pl/119/88/xml_usc40@119-88.zip"),
    ],
    ids=["with a law left out", "written otherwise", "the newest of several", "XML alone"],
)  # fmt: skip
def test_the_download_page_leads_to_the_current_release_point(publisher: Publisher, links: list[str], newest: str) -> None:
    publisher.serve(CODE_PAGE, answer(200, code_page(*links)))
    assert addresses(publisher, "uscode", "40") == [f"https://uscode.house.gov/download/{newest}"]


def test_titles_of_one_digit_have_a_nought_before_it(publisher: Publisher) -> None:
    publisher.serve(CODE_PAGE, answer(200, code_page("x/xml_usc01@119-90.zip", "x/xml_usc11@119-90.zip")))
    assert addresses(publisher, "uscode", "1") == ["https://uscode.house.gov/download/x/xml_usc01@119-90.zip"]


def test_a_link_to_elsewhere_is_not_followed(publisher: Publisher) -> None:
    publisher.serve(CODE_PAGE, answer(200, code_page("https://mirror.example/xml_usc40@119-90.zip")))
    (request,) = requests(publisher, "uscode", "40")
    with pytest.raises(FetchError, match="is not on the publisher's own hosts"):
        make_fetcher(publisher, Time()).get(request)


ARCHIVES = {
    "two files": (zipped(("usc40.xml", code_title()), ("usc41.xml", b"<a/>")), "is an archive of 2 files where one XML file is due"),
    "none": (zipped(("folder/", b"")), "is an archive of 0 files where one XML file is due"),
    "a path": (zipped(("../usc40.xml", code_title())), "is an archive of '../usc40.xml', which is no plain name of an XML file"),
    "another kind": (zipped(("usc40.exe", code_title())), "is an archive of 'usc40.exe', which is no plain name of an XML file"),
    "a page in it": (zipped(("usc40.xml", b"<!DOCTYPE html><html></html>")), "sent a page where XML is due"),
    "damage": (zipped(("usc40.xml", code_title())).replace(b"PK\x01\x02", b"PK\x01\x03"), "is a damaged archive ("),
    "half": (zipped(("usc40.xml", code_title()))[:300], "is a damaged archive ("),
    "a page": (b"<!DOCTYPE html><html></html>", "sent a page where a zip archive is due"),
    "bare XML": (code_title(), "sent XML where a zip archive is due"),
}


@pytest.mark.parametrize(("data", "told"), ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_of_anything_but_one_xml_file_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(FetchError) as caught:
        vet_archive(data, "https://uscode.house.gov/a.zip", PUBLISHERS["uscode"].roots)
    assert str(caught.value).startswith(f"https://uscode.house.gov/a.zip: {told}")


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.vet.MAX_XML_BYTES", 1_000)
    bomb = zipped(("usc40.xml", b"<a>" + b" " * 1_000 + b"</a>"))
    with pytest.raises(ParseError, match="unpacks to 1,007 bytes; the limit is 1,000"):
        only_member(bomb, "a.zip")
    lying = bomb.replace((1_007).to_bytes(4, "little"), (900).to_bytes(4, "little"))  # what it says of itself
    with pytest.raises(ParseError, match="is a damaged archive"):
        only_member(lying, "a.zip")


def test_an_archive_of_one_xml_file_is_unpacked() -> None:
    data = zipped(("usc40.xml", code_title()))
    vet_archive(data, "https://uscode.house.gov/a.zip", PUBLISHERS["uscode"].roots)
    assert only_member(data, "a.zip") == code_title()


# --- eCFR -------------------------------------------------------------------------------------------------------------------


def test_a_part_is_asked_for_as_of_the_newest_day_of_its_title(publisher: Publisher) -> None:
    titles = [{"number": 1, "up_to_date_as_of": "2026-01-01"}, {"number": 47, "up_to_date_as_of": "2026-11-19"}]
    publisher.serve(TITLES, answer(200, json.dumps({"titles": titles}).encode()))
    assert addresses(publisher, "ecfr", "title-47/part-64") == ["https://www.ecfr.gov/api/versioner/v1/full/2026-11-19/title-47.xml?part=64"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html>", "did not send JSON"),
        (b"[]", "sent JSON of another shape"),
        (b"{}", "names no day for title 47"),
        (b'{"titles": [{"number": 1, "up_to_date_as_of": "2026-01-01"}, 7]}', "names no day for title 47"),
        (b'{"titles": [{"number": 47, "up_to_date_as_of": null}]}', "names no day for title 47"),
        (b'{"titles": [{"number": 47, "up_to_date_as_of": "../../x"}]}', "names no day for title 47"),
    ],
)
def test_what_names_no_day_is_told(publisher: Publisher, body: bytes, told: str) -> None:
    publisher.serve(TITLES, answer(200, body))
    with pytest.raises(FetchError) as caught:
        addresses(publisher, "ecfr", "title-47/part-64")
    assert str(caught.value) == f"https://{TITLES}: {told}; the publisher may have rebuilt its site; tell the makers of Attest"


# --- the EU -----------------------------------------------------------------------------------------------------------------


def serve_consolidated(publisher: Publisher, body: bytes) -> None:
    """Answer the one query to the repository; its address is long."""
    asked = "publications.europa.eu/webapi/rdf/sparql?query="
    next_of = publisher.next
    publisher.next = lambda place: answer(200, body) if place.startswith(asked) else next_of(place)  # type: ignore[method-assign]


def bindings(*names: str) -> bytes:
    return json.dumps({"results": {"bindings": [{"celex": {"type": "literal", "value": name}} for name in names]}}).encode()


def test_consolidated_texts_come_before_the_act_newest_first(publisher: Publisher) -> None:
    names = [
        "02019L0077-20200101",
        "02019L0077-20240401",
        "02019L0077-20270101",
        "02018R0001-20250101",
        "32019L0077",
        "02019L0077-20210101",
        "02019L0077-20220101",
    ]
    serve_consolidated(publisher, bindings(*names))
    editions = ["02019L0077-20240401", "02019L0077-20220101", "02019L0077-20210101", "32019L0077"]
    asked = requests(publisher, "cellar", "32019L0077")
    assert [request.address for request in asked] == [f"https://publications.europa.eu/resource/celex/{edition}" for edition in editions]
    assert {(request.accept, request.language) for request in asked} == {("application/xhtml+xml", "eng")}
    assert "%2232019L0077%22" in publisher.asked[0].path


def test_an_act_that_was_never_amended_is_asked_for_itself(publisher: Publisher) -> None:
    serve_consolidated(publisher, bindings())
    assert addresses(publisher, "cellar", "32019L0077") == ["https://publications.europa.eu/resource/celex/32019L0077"]


@pytest.mark.parametrize("body", [b'{"head": {}}', b'{"results": []}', b'{"results": {"bindings": {}}}'])
def test_where_the_consolidated_texts_are_not_listed_nothing_older_is_taken(publisher: Publisher, body: bytes) -> None:
    serve_consolidated(publisher, body)
    with pytest.raises(FetchError, match="does not list the consolidated texts of 32019L0077"):
        addresses(publisher, "cellar", "32019L0077")


XHTML = b'<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Directive</p></body></html>'


@pytest.mark.parametrize(("status", "taken"), [(200, "02019L0077-20240401"), (404, "32019L0077"), (406, "32019L0077"), (500, "")])
def test_a_consolidated_text_that_is_not_there_in_english_gives_way_to_the_act(publisher: Publisher, status: int, taken: str) -> None:
    from ingest.fetch import Validators
    from ingest.sync import _first

    serve_consolidated(publisher, bindings("02019L0077-20240401"))
    publisher.serve("publications.europa.eu/resource/celex/02019L0077-20240401", answer(status, XHTML))
    publisher.serve("publications.europa.eu/resource/celex/32019L0077", moved("http://publications.europa.eu/resource/cellar/7a/DOC_1", 303))
    publisher.serve("publications.europa.eu/resource/cellar/7a/DOC_1", answer(200, XHTML))
    asked = requests(publisher, "cellar", "32019L0077")
    if not taken:
        with pytest.raises(FetchError, match="answers 500"):
            _first(asked, make_fetcher(publisher, Time()), Validators())
        return
    reply = _first(asked, make_fetcher(publisher, Time()), Validators())
    assert reply.data == XHTML
    assert reply.address.endswith("DOC_1" if taken == "32019L0077" else taken)


# --- formats ----------------------------------------------------------------------------------------------------------------

PAGE = b"<!-- made by hand -->\n<!doctype HTML>\n<html><head><title>Lost   buoys</title></head><body>...</body></html>\n"
ROOTS = frozenset({"uscDoc", "a"})
PDF = b"%PDF-1.7\n...\n%%EOF\n"


@pytest.mark.parametrize(
    ("data", "form", "contains"),
    [
        (XHTML, "xhtml", ""), (b"\xef\xbb\xbf" + XHTML, "xhtml", ""), (PAGE[22:], "xhtml", ""), (PAGE, "html", "lost buoys"), (XHTML, "html", "Directive"),
        (PDF, "pdf", ""), (code_title(), "xml", ""), ("<?xml version='1.0' encoding='utf-16'?><a/>\n".encode("utf-16"), "xml", ""), (b"\n<a/>", "xml", ""),
    ],
)  # fmt: skip
def test_what_is_in_its_format_passes(data: bytes, form: str, contains: str) -> None:
    vet(data, form, "https://harbour.example", contains=contains, roots=ROOTS if form == "xml" else frozenset())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "form", "contains", "told"),
    [
        (PAGE, "pdf", "", "sent a page where a PDF file is due"),
        (PDF[:9], "pdf", "", "sent a PDF file that has no end"),
        (PDF, "html", "", "sent a PDF file where a page is due"),
        (code_title(), "html", "", "sent XML where a page is due"),
        (PAGE[:80], "html", "", "sent a page that has no end"),
        (PAGE, "html", "lighthouse", "sent a page without the words 'lighthouse', perhaps a notice in place of the text"),
        (code_title(), "xhtml", "", "sent XML with the root element 'uscDoc', which is not the text"),
        (b"<Error><Code>AccessDenied</Code></Error>", "xml", "", "sent XML with the root element 'Error', which is not the text"),
        (PDF, "xhtml", "", "sent a PDF file where XML is due"),
    ],
)
def test_what_is_not_in_its_format_is_refused(data: bytes, form: str, contains: str, told: str) -> None:
    with pytest.raises(FetchError) as caught:
        vet(data, form, "https://harbour.example", contains=contains, roots=ROOTS if form == "xml" else frozenset())  # type: ignore[arg-type]
    assert str(caught.value).startswith(f"https://harbour.example: {told}; ")


# --- the list that is shipped -----------------------------------------------------------------------------------------------


def test_every_law_that_a_connector_can_fetch_is_listed() -> None:
    listed = load_officials(corpus_folder())
    hosts = {
        "uscode": r"https://uscode\.house\.gov/view\.xhtml\?req=granuleid:USC-prelim-title(\d+)-section",
        "legislation": r"https://www\.legislation\.gov\.uk/(\w+/\d+/\d+)",
        "justice": r"https://laws-lois\.justice\.gc\.ca/eng/(?:acts|regulations)/([\w.\-]+)/",
        "kenyalaw": r"https://new\.kenyalaw\.org/akn/ke/(act/\d+/\d+)/",
    }
    for record in load_sources(corpus_folder()):
        for publisher, pattern in hosts.items():
            found = re.match(pattern, record.url)
            if found and not (publisher == "uscode" and record.citation.startswith("Pub. L.")):
                assert record.id in listed, f"{record.id} is missing from official.toml"
                assert (listed[record.id].publisher, listed[record.id].address.removesuffix("/made")) == (publisher, found[1])


def test_eu_acts_are_listed_under_their_own_numbers() -> None:
    listed = load_officials(corpus_folder())
    for record in load_sources(corpus_folder()):
        found = re.fullmatch(r"(Regulation|Directive) (?:\(EU\) )?(\d{4})/(\d+)(?:/EC|/EU)?", record.citation)
        if found:
            entry = listed[record.id]
            assert (entry.publisher, entry.format) == ("cellar", "xhtml")
            assert entry.address == f"3{found[2]}{'R' if found[1] == 'Regulation' else 'L'}{int(found[3]):04}"
