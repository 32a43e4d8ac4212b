"""Fetching: who is asked, at which address, with which words, and what is never asked."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ingest.errors import FetchError
from ingest.fetch import Fetcher, Limits, Request
from ingest.hosts import admit, checked, look_up
from tests.publisher import Publisher, Time, answer, drip_headers, make_fetcher, open_publisher

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

HOSTS = frozenset({"harbour.example"})
PAGE = Request("https://harbour.example/lamps?year=2019", HOSTS)
PLACE = "harbour.example/lamps?year=2019"


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with open_publisher() as publisher:
        publisher.serve(PLACE, answer(200, b"lamps"))
        yield publisher


# --- what is sent ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contact", "agent"),
    [("", "attest-qa/0.1.0"), ("https://news.example/bot", "attest-qa/0.1.0 (+https://news.example/bot)")],
)
def test_a_request_says_who_asks(publisher: Publisher, contact: str, agent: str) -> None:
    assert make_fetcher(publisher, Time(), contact=contact).get(PAGE).data == b"lamps"
    (asked,) = publisher.asked
    assert (asked.host, asked.path, asked.headers["User-Agent"]) == ("harbour.example", "/lamps?year=2019", agent)
    assert (asked.headers["Accept"], asked.headers["Accept-Encoding"], asked.headers["Accept-Language"]) == ("*/*", "gzip", "en")


def test_two_requests_to_a_host_are_a_second_apart(publisher: Publisher) -> None:
    time = Time()
    fetcher = make_fetcher(publisher, time)
    fetcher.get(PAGE)
    time.seconds += 0.25
    fetcher.get(PAGE)
    time.seconds += 5
    fetcher.get(PAGE)
    assert time.slept == [0.75]


def test_the_environment_sends_nothing_elsewhere(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert make_fetcher(publisher, Time()).get(PAGE).data == b"lamps"


# --- where it goes ----------------------------------------------------------------------------------------------------------


def record(monkeypatch: pytest.MonkeyPatch, *fails: Exception) -> list[httpx.Request]:
    """Answer every request in place of the network, after failing as told; return what was sent."""
    sent: list[httpx.Request] = []
    left = list(fails)

    def send(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        sent.append(request)
        if left:
            raise left.pop(0)
        return httpx.Response(200, content=b"lamps")

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", send)
    return sent


def test_the_connection_goes_to_the_checked_address_in_the_hosts_name(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = record(monkeypatch)
    looked_up: list[str] = []

    def resolve(host: str) -> list[str]:
        looked_up.append(host)
        return ["2606:2800:220:1::7"] if len(looked_up) == 1 else ["127.0.0.1"]

    assert Fetcher(resolve=resolve).get(PAGE).data == b"lamps"
    (request,) = sent
    assert str(request.url) == "https://[2606:2800:220:1::7]/lamps?year=2019"
    assert (request.headers["Host"], request.extensions["sni_hostname"]) == ("harbour.example", "harbour.example")
    assert looked_up == ["harbour.example"]  # a second look-up might lead elsewhere


def test_the_next_attempt_goes_to_the_next_address(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = record(monkeypatch, httpx.ConnectError("refused"), httpx.ConnectTimeout("late"))
    time = Time()
    Fetcher(resolve=lambda host: ["93.184.216.34", "93.184.216.35"], sleep=time.sleep, clock=time.clock).get(PAGE)
    assert [request.url.host for request in sent] == ["93.184.216.34", "93.184.216.35", "93.184.216.34"]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (httpx.ConnectError("refused"), "cannot be reached (refused)"),
        (httpx.ConnectTimeout("late"), "does not answer"),
        (httpx.ReadTimeout("late"), "stopped answering"),
    ],
)
def test_how_a_connection_failed_is_told(monkeypatch: pytest.MonkeyPatch, failure: Exception, told: str) -> None:
    record(monkeypatch, *[failure] * 4)
    time = Time()
    with pytest.raises(FetchError) as caught:
        Fetcher(resolve=lambda host: ["93.184.216.34"], sleep=time.sleep, clock=time.clock).get(PAGE)
    assert str(caught.value) == f"https://harbour.example/lamps?year=2019: {told}; run 'attest sync' again later"


def test_this_machine_is_not_asked_unless_a_test_says_so(publisher: Publisher) -> None:
    with pytest.raises(FetchError, match=r"leads to 127\.0\.0\.1, which is no address of the public internet"):
        make_fetcher(publisher, Time(), loopback=None).get(PAGE)
    assert publisher.asked == []


PRIVATE = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:db8::1", "not an address",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::7", "::ffff:93.184.216.34", "64:ff9b::5db8:d822", "2002:5db8:d822::1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_public_internet_is_refused(address: str) -> None:
    with pytest.raises(FetchError, match="no address of the public internet"):
        checked("harbour.example", lambda host: ["93.184.216.34", address])


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_public_internet_is_taken(address: str) -> None:
    assert checked("harbour.example", lambda host: [address]) == [address]


def test_only_loopback_is_added_for_tests() -> None:
    assert checked("harbour.example", lambda host: ["127.0.0.1", "::1"], loopback=True) == ["127.0.0.1", "::1"]
    with pytest.raises(FetchError):
        checked("harbour.example", lambda host: ["10.0.0.1"], loopback=True)


def test_names_are_looked_up_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("93.184.216.35", 443)), (2, 1, 6, "", ("93.184.216.34", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda host, port, type: found)
    assert look_up("harbour.example") == ["93.184.216.34", "93.184.216.35"]


@pytest.mark.parametrize("address", ["https://harbour.example/lamps", "https://HARBOUR.example:443/", "https://harbour.example./lamps"])
def test_an_address_of_the_publisher_is_admitted(address: str) -> None:
    assert admit(address, HOSTS) == "harbour.example"


@pytest.mark.parametrize(
    "address",
    [
        "http://harbour.example/", "ftp://harbour.example/", "//harbour.example/", "https://harbour.example:8443/", "https://harbour.example:x/",
        "https://user@harbour.example/", "https://:word@harbour.example/", "https://harbour.example.evil.example/", "https://evil.example/harbour.example",
        "https://127.0.0.1/", "https:///lamps", "https://harbour.example/l\u00e4mps", "https://harbour.example/\nlamps", "https://harbour.example\\@evil.example/",
    ],
)  # fmt: skip
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(FetchError, match="so it is not asked"):
        admit(address, HOSTS)


# --- time and size ------------------------------------------------------------------------------------------------------------


def test_an_answer_that_never_begins_is_cut_off(publisher: Publisher) -> None:
    publisher.serve(PLACE, drip_headers)
    fetcher = Fetcher(resolve=lambda host: ["127.0.0.1"], loopback=publisher.server_address[1], limits=Limits(seconds=0.3))
    with pytest.raises(FetchError, match="takes longer than 0 seconds; run 'attest sync' again later"):
        fetcher.get(PAGE)
    assert len(publisher.asked) == 1


def test_no_wait_goes_beyond_the_time_that_a_text_has(publisher: Publisher) -> None:
    publisher.serve(PLACE, answer(503, Retry_After="90"))
    time = Time()
    with pytest.raises(FetchError, match="answers 503"):
        make_fetcher(publisher, time, limits=Limits(seconds=200)).get(PAGE)
    assert time.slept == [90, 90]
