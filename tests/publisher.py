"""A publisher on this machine for the tests of sync: it serves invented laws in the official formats, and misbehaves when told to."""

from __future__ import annotations

import gzip
import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.fetch import Fetcher, Limits
from tests.factories import CorpusFolder, harbour_corpus

if TYPE_CHECKING:
    from socketserver import BaseServer


@dataclass(frozen=True)
class Asked:
    """One request as it reached the publisher."""

    host: str
    path: str
    headers: Mapping[str, str]


Behaviour = Callable[[BaseHTTPRequestHandler], None]


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Behaviour:
    """Answer as asked to; an underscore in a header's name stands for a hyphen."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def tagged(body: bytes, etag: str = '"v1"', day: str = "Sun, 01 Nov 2026 08:00:00 GMT") -> Behaviour:
    """Serve a text with validators; who shows them again learns that it is unchanged."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        seen = handler.headers.get("If-None-Match") == etag or handler.headers.get("If-Modified-Since") == day
        answer(304 if seen else 200, b"" if seen else body, ETag=etag, Last_Modified=day)(handler)

    return behave


def packed(body: bytes) -> Behaviour:
    return answer(200, gzip.compress(body), Content_Encoding="gzip")


def moved(location: str, status: int = 301) -> Behaviour:
    return answer(status, Location=location)


def truncated(body: bytes) -> Behaviour:
    """Promise a whole text and hang up in the middle of it."""
    return answer(200, body[: len(body) // 2], Content_Length=str(len(body)), Connection="close")


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Send bytes until the other side has had enough."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while True:
        handler.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a body in many small pieces."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(5_000):
        handler.wfile.write(b"1\r\nx\r\n")
        handler.wfile.flush()


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    """Begin an answer that never comes to its body, a byte at a time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Wait: ")
    waiting = threading.Event()
    while not waiting.wait(0.02):
        handler.wfile.write(b"x")
        handler.wfile.flush()


class Publisher(ThreadingHTTPServer):
    """Serves what ``routes`` says for "host/path"; the last behaviour of a list is repeated, anything else is not there."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.routes: dict[str, list[Behaviour]] = {}
        self.asked: list[Asked] = []

    def serve(self, place: str, *behaviours: Behaviour) -> None:
        """Say how a place behaves from now on."""
        self.routes[place] = list(behaviours)

    def next(self, place: str) -> Behaviour:
        waiting = self.routes.get(place, [])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0] if waiting else answer(404)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the other side hangs up on purpose in many tests."""

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: BaseServer

    def do_GET(self) -> None:
        publisher = self.server
        assert isinstance(publisher, Publisher)
        host = self.headers["Host"]
        publisher.asked.append(Asked(host, self.path, dict(self.headers)))
        publisher.next(f"{host}{self.path}")(self)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def open_publisher() -> Iterator[Publisher]:
    """Run a publisher in a thread of its own."""
    publisher = Publisher()
    thread = threading.Thread(target=publisher.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield publisher
    finally:
        publisher.shutdown()
        publisher.server_close()
        thread.join()


@dataclass
class Time:
    """The time of a test: waiting moves it on at once; ``drift`` passes at every look at the clock."""

    start: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    seconds: float = 0.0
    drift: float = 0.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        self.seconds += self.drift
        return self.seconds

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    @property
    def waits(self) -> list[float]:
        """What was waited for beyond the usual second between two requests."""
        return [round(seconds, 2) for seconds in self.slept if seconds > 1]


def make_fetcher(publisher: Publisher, time: Time, **changes: object) -> Fetcher:
    """Return a fetcher that finds every host on this machine, in a time of its own."""
    fields: dict[str, object] = {
        "resolve": lambda host: ["127.0.0.1"],
        "sleep": time.sleep,
        "clock": time.clock,
        "now": time.now,
        "loopback": publisher.server_address[1],
        "limits": Limits(bytes=200_000),
    }
    return Fetcher(**(fields | changes))  # type: ignore[arg-type]


# -- invented laws, as their publishers would write them ---------------------------------------------------------------

ACT = "laws-lois.justice.gc.ca/eng/XML/H-1.5.xml"
FERRIES = "www.legislation.gov.uk/ukpga/2021/77/data.xml"
CODE_PAGE = "uscode.house.gov/download/download.shtml"
CODE_ZIP = "/download/releasepoints/us/pl/119/90/xml_usc40@119-90.zip"
CODE = f"uscode.house.gov{CODE_ZIP}"


def lamps_act(hour: str = "dusk", since: str = "2024-07-01", number: str = "3") -> bytes:
    """A Canadian Act in the XML of Justice Canada."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Statute xmlns:lims="http://justice.gc.ca/lims" lims:pit-date="2026-11-01" lims:current-date="2026-11-01" lims:lastAmendedDate="{since}"
  lims:inforce-start-date="{since}" xml:lang="en"><Identification><LongTitle>An Act about harbour lamps</LongTitle>
<ShortTitle status="official">Harbour Lamps Act</ShortTitle><Chapter><ConsolidatedNumber official="no">H-1.5</ConsolidatedNumber>
<AnnualStatuteId><YYYY>2019</YYYY><AnnualStatuteNumber>{number}</AnnualStatuteNumber></AnnualStatuteId></Chapter></Identification>
<Body><Section><MarginalNote>Trimming</MarginalNote><Label>2</Label><Subsection><Label>(1)</Label>
<Text>The keeper shall trim every lamp of the pier at {hour}.</Text></Subsection></Section></Body></Statute>""".encode()


def ferries_act(verb: str = "carry back") -> bytes:
    """A UK Act in CLML."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata" xmlns:dct="http://purl.org/dc/terms/"
  DocumentURI="http://www.legislation.gov.uk/ukpga/2021/77" IdURI="http://www.legislation.gov.uk/id/ukpga/2021/77">
<ukm:Metadata><dc:identifier>http://www.legislation.gov.uk/ukpga/2021/77</dc:identifier><dc:title>Ferries Act 2021</dc:title>
<dct:valid>2025-01-01</dct:valid><dc:modified>2025-02-03</dc:modified><ukm:PrimaryMetadata><ukm:DocumentClassification>
<ukm:DocumentCategory Value="primary"/><ukm:DocumentMainType Value="UnitedKingdomPublicGeneralAct"/><ukm:DocumentStatus Value="revised"/>
</ukm:DocumentClassification><ukm:Year Value="2021"/><ukm:Number Value="77"/></ukm:PrimaryMetadata></ukm:Metadata>
<Primary><Body><P1group><Title>Tickets</Title><P1 id="section-3"><Pnumber>3</Pnumber><P1para><P2 id="section-3-1"><Pnumber>1</Pnumber><P2para>
<Text>A company shall {verb} a passenger when the crossing is cancelled.</Text></P2para></P2></P1para></P1></P1group></Body></Primary>
</Legislation>""".encode()


def code_title(duty: str = "tell the coast office of a lost buoy") -> bytes:
    """A title of the US Code in USLM, with two sections that are sources and one that is none."""
    section = '<section identifier="/us/usc/t40/s{0}"><num value="{0}">§ {0}.</num><heading> {1}</heading>{2}</section>'
    told = f'<num value="a">(a)</num><heading> Duty</heading><content> A harbour master shall {duty}.</content>'
    buoys = f'<subsection identifier="/us/usc/t40/s7001/a">{told}</subsection>'
    sections = [
        section.format("7000", "Ropes", "<content> Ropes are coiled.</content>"),
        section.format("7001", "Lost buoys", buoys),
        section.format("7002", "Lamps", "<content> Every keeper shall polish the lanterns of the lighthouse.</content>"),
    ]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<uscDoc xmlns="http://xml.house.gov/schemas/uslm/1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
  identifier="/us/usc/t40"><meta><dc:title>Title 40</dc:title><dc:type>USCTitle</dc:type><docNumber>40</docNumber>
<docPublicationName>Online@119-90</docPublicationName><dcterms:created>2026-06-01T00:00:00</dcterms:created></meta><main>
<title identifier="/us/usc/t40"><num value="40">Title 40—</num><heading>HARBOURS</heading>{"".join(sections)}</title></main></uscDoc>""".encode()


def zipped(*members: tuple[str, bytes]) -> bytes:
    """A zip archive of the members given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def code_page(*links: str) -> bytes:
    rows = "".join(f'<a href="{link}">[XML]</a>' for link in links)
    return f"<!DOCTYPE html><html><body><h3>Current release point</h3>{rows}</body></html>".encode()


OFFICIAL = """
[ca-sc-2019-3]
publisher = "justice"
address = "H-1.5"
format = "xml"

[gb-ferries-2021]
publisher = "legislation"
address = "ukpga/2021/77"
format = "xml"

[us-40usc-7001]
publisher = "uscode"
address = "40"
format = "xml"

[us-40usc-7002]
publisher = "uscode"
address = "40"
format = "xml"
"""


def lawful_corpus(path: Path) -> CorpusFolder:
    """The invented harbour laws, a Canadian one among them, with the official.toml that says where their official texts stand."""
    corpus = harbour_corpus(path)
    corpus.add(
        "ca-sc-2019-3", "S.C. 2019, c. 3", {", s 2(1) — Trimming": ["A keeper trims the pier's lamps at the hour set."]},
        file="ca/lamps.md", jurisdiction="CA", version={"valid_from": datetime(2024, 7, 1).date()},
    )  # fmt: skip
    (path / "official.toml").write_text(OFFICIAL, encoding="utf-8")
    return corpus


def open_house(publisher: Publisher) -> None:
    """Let every invented law be had."""
    publisher.serve(ACT, tagged(lamps_act()))
    publisher.serve(FERRIES, answer(200, ferries_act()))
    publisher.serve(CODE_PAGE, answer(200, code_page(CODE_ZIP)))
    publisher.serve(CODE, tagged(zipped(("usc40.xml", code_title()))))
