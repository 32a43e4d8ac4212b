"""A Chroma server in place of the embedded store: where it is, how long it is waited for, and what is said when it is out of reach.

Nothing is kept of a failure: the next question tries the server anew, so a process outlives the server's restarts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from ingest.errors import IndexUnreachableError

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 60.0
# What a proxy before the server says when the server is away; Chroma's client knows no error for it.
_AWAY: Final = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True)
class Address:
    """Where a Chroma server listens."""

    host: str
    port: int
    ssl: bool

    def __str__(self) -> str:
        """Return the address without any user or password that the setting may hold."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.ssl else 'http'}://{host}:{self.port}"


def address(url: str) -> Address:
    """Read the address of a Chroma server; raises IndexUnreachableError for one that is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise IndexUnreachableError("ATTEST_CHROMA_URL is no address of a Chroma server; write it as http://host:8000")
    return Address(parts.hostname, port or (443 if parts.scheme == "https" else 8000), parts.scheme == "https")


def wait_for(at: Address) -> None:
    """Return when a server answers its heartbeat; the client would wait without end."""
    import httpx

    with reached(at):
        httpx.get(f"{at}/api/v2/heartbeat", timeout=_timeout()).raise_for_status()


def bound(session: httpx.Client) -> None:
    """Give a client's session an end to its waiting, and let it see that a proxy answers in place of the server."""

    def refuse(response: httpx.Response) -> None:
        if response.status_code in _AWAY:
            response.raise_for_status()

    session.timeout = _timeout()
    session.event_hooks = {"response": [refuse]}


@contextmanager
def reached(at: Address | None) -> Iterator[None]:
    """Turn what happens when a server cannot be reached into our error; None is the embedded store."""
    if at is None:
        yield
        return
    import httpx

    try:
        yield
    except httpx.HTTPStatusError as error:
        raise _unreachable(at, f"answers with status {error.response.status_code}") from error
    except httpx.TimeoutException as error:
        raise _unreachable(at, "does not answer in time") from error
    except httpx.HTTPError as error:
        raise _unreachable(at, f"does not answer ({str(error).splitlines()[0] if str(error) else type(error).__name__})") from error


def _timeout() -> httpx.Timeout:
    import httpx

    return httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)


def _unreachable(at: Address, fault: str) -> IndexUnreachableError:
    return IndexUnreachableError(
        f"the Chroma server at {at} {fault}; start it, or set ATTEST_CHROMA_URL to where it runs, then try again: what was committed is kept"
    )
