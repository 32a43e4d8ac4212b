"""Fetches one file from its publisher over HTTPS: politely, within limits of size and time, and from nowhere else.

The one home of httpx and tenacity. A connection goes to the very address that
was checked (see hosts.py), while name and certificate are those of the host.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ingest.alarm import Alarm
from ingest.errors import FetchError
from ingest.hosts import Resolve, admit, checked, look_up
from ingest.robots import NAME, Robots, read_robots

if TYPE_CHECKING:
    import ssl

    import httpx
    from tenacity import RetryCallState

_AGAIN = {429, 500, 502, 503, 504}
_MOVED = {301, 302, 303, 307, 308}
GONE = {404, 406, 410}
_PAUSE = 1.0
_LATER = "run 'attest sync' again later"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one text may cost: bytes, seconds in all (waits included), requests, and the longest single wait."""

    bytes: int = 128_000_000
    seconds: float = 900.0
    attempts: int = 4
    redirects: int = 5
    wait: float = 120.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: an https address on one of the publisher's hosts; ``robots``: a page, so the host's robots.txt is obeyed."""

    address: str
    hosts: frozenset[str]
    accept: str = "*/*"
    language: str = ""
    robots: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What a publisher gave at an address to recognise unchanged bytes by."""

    address: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The bytes as obtained (None: unchanged since the validators that were sent) and where they came from in the end."""

    address: str
    data: bytes | None
    validators: Validators = Validators()

    @property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return hashlib.sha256(self.data or b"").hexdigest()


class _AgainError(Exception):
    """Something that may pass: asked again after ``wait`` seconds (None: the usual back-off)."""

    def __init__(self, address: str, reason: str, wait: float | None = None, status: int = 0) -> None:
        super().__init__(reason)
        self.address, self.reason, self.wait, self.status = address, reason, wait, status


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


@dataclass
class Fetcher:
    """Asks publishers for files. ``contact`` is a web or mail address for their questions.

    What is injected serves the tests: ``resolve``, ``sleep``, ``clock`` and ``now``, and ``loopback``, the port of a publisher
    on this machine that is asked over plain http in the place of every host.
    """

    contact: str = ""
    limits: Limits = Limits()
    resolve: Resolve = look_up
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utc_now
    loopback: int | None = None
    _asked: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, Robots] = field(default_factory=dict)
    _unreached: dict[str, int] = field(default_factory=dict)

    def get(self, request: Request, known: Validators = Validators()) -> Reply:
        """Return what stands at an address, or that it is unchanged; raises FetchError."""
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

        end = self.clock() + self.limits.seconds
        back_off = wait_exponential(max=30)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return error.wait if isinstance(error, _AgainError) and error.wait is not None else back_off(state)

        def too_long(state: RetryCallState) -> bool:
            return state.upcoming_sleep > self.limits.wait or self.clock() + state.upcoming_sleep > end

        retrying = Retrying(
            sleep=self.sleep,
            stop=lambda state: stop_after_attempt(self.limits.attempts)(state) or too_long(state),
            wait=wait,
            retry=retry_if_exception_type(_AgainError),
            reraise=True,
        )
        try:
            return retrying(self._follow, request, known, end)
        except _AgainError as error:
            raise FetchError(error.address, self._given_up(error), error.status) from error

    def _given_up(self, error: _AgainError) -> str:
        if error.wait is not None and error.wait > self.limits.wait:
            return f"{error.reason} and asks to be left alone for {error.wait:.0f} seconds; run 'attest sync' again after that"
        return f"{error.reason}; {_LATER}"

    def _follow(self, request: Request, known: Validators, end: float) -> Reply:
        """Ask, and go where the publisher points to, but only among its own hosts."""
        address = request.address
        for _ in range(self.limits.redirects + 1):
            host = admit(address, request.hosts)
            if request.robots:
                self._obey(address, host, request)
            self._pause(host, self._robots[host].delay if request.robots else 0.0)
            reply = self._ask(replace(request, address=address), host, known, end)
            if isinstance(reply, Reply):
                return reply
            address = _onward(address, reply)
        raise FetchError(request.address, f"points elsewhere more than {self.limits.redirects} times in a row; look at the source's page yourself")

    def _obey(self, address: str, host: str, request: Request) -> None:
        if host not in self._robots:
            rules = Request(f"https://{host}/robots.txt", request.hosts)
            try:
                self._robots[host] = read_robots(self.get(rules).data or b"")
            except FetchError as error:
                if not 400 <= error.status < 500 or error.status == 429:
                    raise FetchError(address, f"is not read, because the host's robots.txt cannot be ({error})") from error
                self._robots[host] = Robots()
        if not self._robots[host].allows(address):
            raise FetchError(address, "may not be read by programs (robots.txt); open it yourself, save it and run 'attest ingest FILE'")

    def _pause(self, host: str, delay: float) -> None:
        if host in self._asked:
            left = self._asked[host] + max(_PAUSE, delay) - self.clock()
            if left > self.limits.wait:
                raise FetchError(f"https://{host}", f"asks for {delay:.0f} seconds between two requests (robots.txt); {_LATER}")
            if left > 0:
                self.sleep(left)
        self._asked[host] = self.clock()

    def _ask(self, request: Request, host: str, known: Validators, end: float) -> Reply | str:
        """Send one request; return the reply, or the address that it points to."""
        import httpx

        addresses = checked(host, self.resolve, loopback=self.loopback is not None)
        ip = addresses[self._unreached.get(host, 0) % len(addresses)]
        place = httpx.URL(request.address).copy_with(scheme="https" if self.loopback is None else "http", host=ip, port=self.loopback)
        left = end - self.clock()
        alarm, patience = Alarm(left), httpx.Timeout(min(30.0, max(1.0, left)))
        # A connection is never kept: one to the same address may be another host's.
        client = httpx.Client(verify=self._certificates, trust_env=False, timeout=patience, limits=httpx.Limits(max_keepalive_connections=0))
        headers = self._headers(request, host, known)
        try:
            with alarm, client, client.stream("GET", place, headers=headers, extensions={"sni_hostname": host, "trace": alarm.watch}) as response:
                return self._judge(response, request.address, known, end)
        except (httpx.TransportError, httpx.DecodingError) as error:
            if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
                self._unreached[host] = self._unreached.get(host, 0) + 1  # the next attempt goes to the host's next address
            if alarm.rung:
                raise self._slow(request.address) from error
            raise _AgainError(request.address, _told(error)) from error

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        import httpx

        return httpx.create_ssl_context(trust_env=False)

    def _headers(self, request: Request, host: str, known: Validators) -> dict[str, str]:
        from importlib.metadata import version

        agent = f"{NAME}/{version('attest-qa')}" + (f" (+{self.contact})" if self.contact else "")
        headers = {"Host": host, "User-Agent": agent, "Accept": request.accept, "Accept-Encoding": "gzip", "Accept-Language": request.language or "en"}
        if known.address == request.address and known.etag:
            headers["If-None-Match"] = known.etag
        if known.address == request.address and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        return headers

    def _judge(self, response: httpx.Response, address: str, known: Validators, end: float) -> Reply | str:
        status = response.status_code
        if status == 200:
            given = Validators(address, response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
            return Reply(address, self._read(response, address, end), given)
        if status == 304 and known.address == address:
            return Reply(address, None, known)
        if status in _MOVED and response.headers.get("Location"):
            return str(response.headers["Location"])
        if status in _AGAIN:
            raise _AgainError(address, f"answers {status} ({response.reason_phrase or 'an error'})", self._retry_after(response.headers), status)
        if status in GONE:
            raise FetchError(address, f"answers {status}: nothing stands there in the form asked for; the publisher may have moved it", status)
        raise FetchError(address, f"answers {status}; open it yourself, save it and run 'attest ingest FILE'", status)

    def _retry_after(self, headers: Mapping[str, str]) -> float | None:
        value = headers.get("Retry-After", "").strip()
        if value.isascii() and value.isdigit():
            return float(value[:9])
        try:
            day = parsedate_to_datetime(value)
        except ValueError:
            return None
        return max(0.0, ((day if day.tzinfo else day.replace(tzinfo=UTC)) - self.now()).total_seconds())

    def _read(self, response: httpx.Response, address: str, end: float) -> bytes:
        most = self.limits.bytes
        declared = response.headers.get("Content-Length", "")
        if declared.isdigit() and int(declared[:18]) > most:
            raise FetchError(address, f"is {int(declared[:18]):,} bytes; the limit is {most:,}; save it yourself, split it and run 'attest ingest FILE'")
        if response.headers.get("Content-Encoding", "identity").lower() not in {"identity", "gzip"}:
            raise FetchError(address, f"comes packed as {response.headers['Content-Encoding']!r}, which was not asked for; {_LATER}")
        data = bytearray()
        for part in response.iter_bytes():
            data += part
            if len(data) > most:
                raise FetchError(address, f"is more than {most:,} bytes, the limit; save it yourself, split it and run 'attest ingest FILE'")
            if self.clock() > end:
                raise self._slow(address)
        return bytes(data)

    def _slow(self, address: str) -> FetchError:
        return FetchError(address, f"takes longer than {self.limits.seconds:.0f} seconds; {_LATER}")


def _onward(address: str, location: str) -> str:
    """Return the address that a publisher points to; where it names a page of its own with http, the same place is asked over https."""
    try:
        there = urljoin(address, location).partition("#")[0]
        return f"https{there.removeprefix('http')}" if urlsplit(there).scheme == "http" else there
    except ValueError as error:
        raise FetchError(address, f"points to {location!r}, which is no address; look at the source's page yourself") from error


def _told(error: httpx.TransportError | httpx.DecodingError) -> str:
    """Say in plain words how a connection failed."""
    import httpx

    kinds: list[tuple[type[Exception], str]] = [
        (httpx.ConnectTimeout, "does not answer"),
        (httpx.TimeoutException, "stopped answering"),
        (httpx.ConnectError, f"cannot be reached ({error})"),
        (httpx.DecodingError, "sent bytes that cannot be unpacked"),
    ]
    return next((words for kind, words in kinds if isinstance(error, kind)), f"broke off before all of it had come ({error})")
