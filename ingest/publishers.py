"""The publishers of official texts: where each keeps a text, on which hosts, and in which form it is asked for.

A connector turns the address of official.toml into requests, the first of
which that is answered is taken:

    uscode       18                  uscode.house.gov: the XML of a title of the US Code at the current release point
    govinfo      PLAW-118publ59      govinfo.gov: a public law in USLM XML
    ecfr         title-47/part-64    ecfr.gov: a part of the Code of Federal Regulations as of its newest day
    legislation  ukpga/2023/50       legislation.gov.uk: CLML, as amended (.../made: as made)
    cellar       32016R0679          publications.europa.eu: an EU act by CELEX number, the newest consolidated text where there is one
    justice      I-20.7              laws-lois.justice.gc.ca: a Canadian Act or regulation in XML
    kenyalaw     act/2018/5          new.kenyalaw.org: a Kenyan Act as a page
    page         https://...         an agency's own page or PDF file
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from ingest.errors import FetchError
from ingest.fetch import Fetcher, Request

_CODE_PAGE = "https://uscode.house.gov/download/download.shtml"
_CELLAR = "https://publications.europa.eu"
_TELL = "the publisher may have rebuilt its site; tell the makers of Attest"


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher: its hosts, the form of its addresses, and how to find a text.

    ``roots`` are the root elements of its XML. ``archive``: the text comes as a zip of one XML file. ``shared``: one file holds
    the texts of several sources, under this name.
    """

    address: str
    locate: Callable[[str, Fetcher], Sequence[Request]]
    hosts: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    archive: bool = False
    shared: str = ""


def _us_code(address: str, fetcher: Fetcher) -> Sequence[Request]:
    """Find the zip of a title on the download page, which links that of the current release point."""
    hosts = PUBLISHERS["uscode"].hosts
    page = _text(fetcher, Request(_CODE_PAGE, hosts, accept="text/html"))
    links = re.findall(rf"""href=["']([^"'>]*xml_usc{int(address):02}(?:@|%40)(\d+)-(\d+)[^"'>/]*\.zip)["']""", page)
    if not links:
        raise FetchError(_CODE_PAGE, f"links no XML file of title {address}; {_TELL}")
    newest = max(links, key=lambda link: (int(link[1]), int(link[2])))
    return [Request(urljoin(_CODE_PAGE, newest[0]), hosts)]


def _govinfo(address: str, fetcher: Fetcher) -> Sequence[Request]:
    return [Request(f"https://www.govinfo.gov/content/pkg/{address}/uslm/{address}.xml", PUBLISHERS["govinfo"].hosts)]


def _ecfr(address: str, fetcher: Fetcher) -> Sequence[Request]:
    """Ask for the newest day that the publisher has for a title; other days may have no text."""
    hosts = PUBLISHERS["ecfr"].hosts
    title, _, part = address.removeprefix("title-").partition("/part-")
    titles = "https://www.ecfr.gov/api/versioner/v1/titles.json"
    listed = _json(fetcher, Request(titles, hosts, accept="application/json")).get("titles")
    days = [t.get("up_to_date_as_of") for t in listed if isinstance(t, dict) and t.get("number") == int(title)] if isinstance(listed, list) else []
    if not days or not re.fullmatch(r"\d{4}-\d\d-\d\d", str(days[0])):
        raise FetchError(titles, f"names no day for title {title}; {_TELL}")
    return [Request(f"https://www.ecfr.gov/api/versioner/v1/full/{days[0]}/title-{title}.xml?part={part}", hosts, accept="application/xml")]


def _legislation(address: str, fetcher: Fetcher) -> Sequence[Request]:
    # The publisher's terms ask programs to keep to its robots.txt for the XML too.
    return [Request(f"https://www.legislation.gov.uk/{address}/data.xml", PUBLISHERS["legislation"].hosts, accept="application/xml", robots=True)]


def _cellar(address: str, fetcher: Fetcher) -> Sequence[Request]:
    """Ask for the consolidated texts of an act that hold today, newest first, then for the act as published."""
    editions = [*_consolidated(address, fetcher)[:3], address] if re.match(r"3.{4}[RLD]", address) else [address]
    hosts = PUBLISHERS["cellar"].hosts
    return [Request(f"{_CELLAR}/resource/celex/{edition}", hosts, accept="application/xhtml+xml", language="eng") for edition in editions]


def _consolidated(celex: str, fetcher: Fetcher) -> list[str]:
    query = (
        "PREFIX cdm: <http://publications.europa.eu/ontology/cdm#> SELECT DISTINCT ?celex WHERE { "
        f'?act cdm:resource_legal_id_celex "{celex}"^^<http://www.w3.org/2001/XMLSchema#string> . '
        "?text cdm:act_consolidated_based_on_resource_legal|cdm:act_consolidated_consolidates_resource_legal ?act ; "
        "cdm:resource_legal_id_celex ?celex . }"
    )
    address = f"{_CELLAR}/webapi/rdf/sparql?{urlencode({'query': query, 'format': 'application/sparql-results+json'})}"
    results = _json(fetcher, Request(address, PUBLISHERS["cellar"].hosts, accept="application/sparql-results+json")).get("results")
    rows = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(rows, list):
        raise FetchError(f"{_CELLAR}/webapi/rdf/sparql", f"does not list the consolidated texts of {celex}; {_TELL}")
    names = [str(row["celex"].get("value")) for row in rows if isinstance(row, dict) and isinstance(row.get("celex"), dict)]
    today = f"{fetcher.now():%Y%m%d}"
    return sorted((name for name in names if re.fullmatch(rf"0{celex[1:]}-\d{{8}}", name) and name[-8:] <= today), reverse=True)


def _justice(address: str, fetcher: Fetcher) -> Sequence[Request]:
    return [Request(f"https://laws-lois.justice.gc.ca/eng/XML/{address}.xml", PUBLISHERS["justice"].hosts, accept="application/xml")]


def _kenya_law(address: str, fetcher: Fetcher) -> Sequence[Request]:
    return [Request(f"https://new.kenyalaw.org/akn/ke/{address}", PUBLISHERS["kenyalaw"].hosts, accept="text/html", robots=True)]


def _page(address: str, fetcher: Fetcher) -> Sequence[Request]:
    """Ask an agency's own host; the name with and without www counts as one."""
    host = urlsplit(address).hostname or ""
    return [Request(address, frozenset({host, host.removeprefix("www."), f"www.{host.removeprefix('www.')}"}), robots=True)]


def _text(fetcher: Fetcher, request: Request) -> str:
    return (fetcher.get(request).data or b"").decode("utf-8", "replace")


def _json(fetcher: Fetcher, request: Request) -> dict[str, object]:
    try:
        found = json.loads(_text(fetcher, request))
    except ValueError as error:
        raise FetchError(request.address.partition("?")[0], f"did not send JSON; {_TELL}") from error
    if not isinstance(found, dict):
        raise FetchError(request.address.partition("?")[0], f"sent JSON of another shape; {_TELL}")
    return found


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PUBLISHERS: dict[str, Publisher] = {
    "uscode": Publisher(r"[1-9]\d?", _us_code, _set("uscode.house.gov"), _set("uscDoc"), archive=True, shared="us-code-title-{}"),
    "govinfo": Publisher(r"PLAW-\d+publ\d+", _govinfo, _set("www.govinfo.gov govinfo.gov"), _set("pLaw")),
    "ecfr": Publisher(r"title-\d+/part-\d+", _ecfr, _set("www.ecfr.gov ecfr.gov"), _set("ECFR DLPSTEXTCLASS DIV1 DIV5")),
    "legislation": Publisher(r"[a-z]+/\d{4}/\d+(/made|/enacted)?", _legislation, _set("www.legislation.gov.uk legislation.gov.uk"), _set("Legislation")),
    "cellar": Publisher(r"[0-9]\d{4}[A-Z]{1,2}\d{4}(-\d{8})?", _cellar, _set("publications.europa.eu")),
    "justice": Publisher(r"[A-Z0-9.\-]+", _justice, _set("laws-lois.justice.gc.ca laws.justice.gc.ca"), _set("Statute Regulation")),
    "kenyalaw": Publisher(r"act/\d{4}/\d+", _kenya_law, _set("new.kenyalaw.org kenyalaw.org www.kenyalaw.org")),
    "page": Publisher(r"https://[^\s#]+", _page),
}
