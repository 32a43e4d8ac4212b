"""Access: who may reach the page and how often, held to before any of it is served.

On a loopback address anyone on the machine may ask, but only under a loopback name, so that no web page can reach Attest by
rebinding its own name. Elsewhere each request must carry a user and password (HTTP Basic, checked against scrypt hashes on disk)
or, behind a proxy that signs users in, the header in which that proxy names them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from qa.errors import SettingsError

# The header in which a request's user goes on to the page; what a caller sends under this name is dropped.
USER_HEADER = "x-attest-user"
# Gradio's MCP server asks the page over HTTP for what a signed-in caller has asked it; by this header's key the guard knows it again.
INSIDE_HEADER = "x-attest-inside"
MIN_PASSWORD_CHARS = 10
MAX_BODY_BYTES = 64 * 1024 * 1024
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**15, 8, 1
_SCRYPT_MEMORY = 64 * 1024 * 1024
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_REMEMBERED = 256
# Gradio asks its own server once whether it is up, without signing in; the reply is one word.
_STARTUP = "/gradio_api/startup-events"
# Of Gradio's routes, those that hand out files by path, fetch from other servers, record, store or write code; the page needs none of them.
_CLOSED = re.compile(
    r"/+(?:gradio_api/+)?(?:file|proxy|stream|process_recording|vibe|undo-vibe|runs|dev|custom_component|component_server|deep_link|monitoring|token)(?:$|[=/-])"
)
_CALL = re.compile(r"/+gradio_api/+call/+(?:v2/+)?([^/]+)")
_TOO_LARGE = f"The request is larger than {MAX_BODY_BYTES // 1024 // 1024} MB."
_HARDENING = ((b"x-content-type-options", b"nosniff"), (b"x-frame-options", b"SAMEORIGIN"), (b"referrer-policy", b"no-referrer"))
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def hashed(password: str, salt: bytes | None = None) -> str:
    """Return a password as scrypt hash with its salt (RFC 7914; N 2^15, r 8, p 1)."""
    salt = secrets.token_bytes(16) if salt is None else salt
    key = hashlib.scrypt(password.encode(), salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P, maxmem=_SCRYPT_MEMORY)
    return f"scrypt${salt.hex()}${key.hex()}"


def _fits(password: str, stored: str) -> bool:
    _, salt, _ = stored.split("$")
    return hmac.compare_digest(hashed(password, bytes.fromhex(salt)), stored)


class Users:
    """The users of a file, one ``name:scrypt$salt$hash`` a line."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        """Take each user's hash; a right password is remembered under a key of this process, because scrypt is slow on purpose."""
        self._hashes = dict(hashes)
        self._key = secrets.token_bytes(32)
        self._right: OrderedDict[bytes, None] = OrderedDict()
        self._nobody = hashed(secrets.token_hex(8))

    @classmethod
    def load(cls, path: Path) -> Users:
        """Read a file of users; raises SettingsError for one that is missing, empty, malformed or readable by others."""
        try:
            if os.name == "posix" and path.stat().st_mode & 0o077:
                raise SettingsError(f"{path} can be read by other users of this machine; run 'chmod 600 {path}'")
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path} cannot be read as a file of users ({error}); make one with 'attest user NAME --users {path}'") from error
        found: dict[str, str] = {}
        for number, line in enumerate(lines, start=1):
            name, _, stored = line.strip().partition(":")
            if not line.strip():
                continue
            if not _USER.fullmatch(name) or not re.fullmatch(r"scrypt\$[0-9a-f]{32}\$[0-9a-f]{128}", stored):
                raise SettingsError(f"{path}, line {number} is no user; remove it and add the user with 'attest user NAME --users {path}'")
            found[name] = stored
        if not found:
            raise SettingsError(f"{path} names no user; add one with 'attest user NAME --users {path}'")
        return cls(found)

    def admits(self, name: str, password: str) -> bool:
        """Tell whether a password is a user's; an unknown user takes as long as a known one."""
        if len(password) > 1_000:
            return False
        mark = hmac.digest(self._key, f"{name}\0{password}".encode(), "sha256")
        if mark in self._right:
            return True
        right = _fits(password, self._hashes.get(name, self._nobody)) and name in self._hashes
        if right:
            self._right[mark] = None
            while len(self._right) > _REMEMBERED:
                self._right.popitem(last=False)
        return right


def add_user(path: Path, name: str, password: str) -> None:
    """Add a user to a file, or change the password of one; the file is made for its owner alone and replaced as a whole."""
    if not _USER.fullmatch(name):
        raise SettingsError(f"{name!r} is no user name; use letters, digits, dots, dashes and @, at most 64")
    if len(password) < MIN_PASSWORD_CHARS:
        raise SettingsError(f"the password has {len(password)} characters; use at least {MIN_PASSWORD_CHARS}")
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if line.partition(":")[0] != name] if path.exists() else []
    written = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join([*kept, f"{name}:{hashed(password)}"]) + "\n")
    written.replace(path)


@dataclass(slots=True)
class Limiter:
    """Lets each user ask ``per_minute`` times a minute: a bucket that fills at that pace and holds as much."""

    per_minute: int
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, user: str) -> float:
        """Take one turn for a user and return 0, or return the seconds after which there is one."""
        if self.per_minute <= 0:
            return 0.0
        now, pace = self.clock(), self.per_minute / 60
        with self._lock:
            left, then = self._buckets.pop(user, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - then) * pace)
            taken = left >= 1
            self._buckets[user] = (left - 1 if taken else left, now)
            while len(self._buckets) > 10_000:
                self._buckets.popitem(last=False)
        return 0.0 if taken else (1 - left) / pace


@dataclass(frozen=True, slots=True)
class Door:
    """How requests are admitted: by users and passwords, by a proxy's header, or by a loopback name alone."""

    users: Users | None = None
    proxy_header: str = ""

    @property
    def open_to_all(self) -> bool:
        """Whether nobody signs in, which is for this machine alone."""
        return self.users is None and not self.proxy_header

    def user(self, headers: Mapping[str, str], peer: str) -> str | None:
        """Return who sends a request with some headers (names in lower case) from an address, None for one who may not."""
        if self.users is not None:
            name, password = _basic(headers.get("authorization", ""))
            return name if name and self.users.admits(name, password) else None
        if self.proxy_header:
            # A caller's own header beside the proxy's comes out as two names with a comma, which is no user.
            named = headers.get(self.proxy_header.lower(), "")
            return named if _USER.fullmatch(named) else None
        return peer if _host(headers.get("host", "")) in _LOOPBACK_NAMES else None


def _basic(header: str) -> tuple[str, str]:
    kind, _, coded = header.partition(" ")
    try:
        name, _, password = base64.b64decode(coded.strip(), validate=True).decode().partition(":") if kind.lower() == "basic" else ("", "", "")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password


def _host(header: str) -> str:
    name = header.strip().lower()
    return name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]


class Guard:
    """Middleware (ASGI) that lets no request past the door: page, API, MCP, files and uploads alike."""

    def __init__(self, app: App, door: Door, inside: str = "", tools: frozenset[str] = frozenset()) -> None:
        """Take the app behind the door, the key by which it may call itself, and the names of its endpoints; none: all calls are passed on."""
        self._app, self._door, self._inside, self._tools = app, door, inside, tools

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its user's name, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = _joined(scope["headers"])
        peer = scope["client"][0] if scope.get("client") else ""
        # scrypt holds the processor for a tenth of a second; a thread keeps the other requests going.
        own = bool(self._inside) and hmac.compare_digest(headers.get(INSIDE_HEADER, "").encode(), self._inside.encode())
        user = headers.get(USER_HEADER, "mcp") if own else await _in_thread(self._door.user, headers, peer)
        if user is None and scope["type"] == "http" and scope["path"] == _STARTUP and peer in _LOOPBACK_NAMES:
            user = "startup"
        if user is None or scope["type"] == "websocket":
            await self._refuse(scope, send)
        elif _CLOSED.match(scope["path"]) or self._calls_nothing(scope["path"]):
            await _say(send, 404, "There is no such page.")
        elif _from_elsewhere(headers, scope.get("method", ""), behind_proxy=bool(self._door.proxy_header)):
            await _say(send, 403, "Attest takes no requests from the pages of other sites.")
        elif _too_long(headers.get("content-length", "")):
            await _say(send, 413, _TOO_LARGE)
        else:
            kept = [(key, value) for key, value in scope["headers"] if key.lower() not in {USER_HEADER.encode(), INSIDE_HEADER.encode()}]
            named = {**scope, "headers": [*kept, (USER_HEADER.encode(), user.encode("latin-1", "replace"))]}
            reply = _Reply(send)
            try:
                await self._app(named, _bounded(receive), reply)
            except _TooLargeError:
                if not reply.begun:
                    await _say(send, 413, _TOO_LARGE)

    def _calls_nothing(self, path: str) -> bool:
        # Gradio answers a call of no endpoint with an error of its own and a traceback in the log.
        called = _CALL.match(path)
        return bool(self._tools) and called is not None and called[1] not in self._tools

    async def _refuse(self, scope: Scope, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif self._door.users is not None:
            await _say(send, 401, "Sign in with your user name and password.", (b"www-authenticate", b'Basic realm="Attest", charset="UTF-8"'))
        elif self._door.proxy_header:
            await _say(send, 401, "The proxy in front of Attest has not signed this request in.")
        else:
            await _say(send, 421, "Attest answers on this machine only, under 127.0.0.1 or localhost.")


class _TooLargeError(Exception):
    """A body went on beyond what its length said, or said none."""


class _Reply:
    """Sends a reply with the headers that keep a page of ours from being framed or taken for something else."""

    def __init__(self, send: Send) -> None:
        self._send, self.begun = send, False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            message = {**message, "headers": [*message.get("headers", ()), *_HARDENING]}
        await self._send(message)


def _bounded(receive: Receive) -> Receive:
    """Count the bytes of a body as they come; its sender may have told no length."""
    count = 0

    async def counting() -> MutableMapping[str, Any]:
        nonlocal count
        message = await receive()
        count += len(message.get("body", b""))
        if count > MAX_BODY_BYTES:
            raise _TooLargeError
        return message

    return counting


def _joined(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by name in lower case; what is sent twice is joined by a comma, as HTTP says."""
    found: dict[str, str] = {}
    for key, value in pairs:
        name, text = key.decode("latin-1").lower(), value.decode("latin-1")
        found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def _from_elsewhere(headers: Mapping[str, str], method: str, *, behind_proxy: bool) -> bool:
    """Tell whether a page of another site sends this; browsers do so with this page's passwords, and say whence they come."""
    followed_link = headers.get("sec-fetch-mode") == "navigate" and method in {"GET", "HEAD"}
    if headers.get("sec-fetch-site") == "cross-site" and not followed_link:
        return True
    # Behind a proxy the host that the browser knows is not the one that comes through.
    return "origin" in headers and not behind_proxy and headers["origin"].partition("://")[2] != headers.get("host", "").strip().lower()


async def _in_thread(function: Callable[[Mapping[str, str], str], str | None], headers: Mapping[str, str], peer: str) -> str | None:
    import asyncio

    return await asyncio.to_thread(function, headers, peer)


def _too_long(length: str) -> bool:
    return bool(length) and (not length.isascii() or not length.isdigit() or int(length) > MAX_BODY_BYTES)


async def _say(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    body = text.encode()
    about = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": about})
    await send({"type": "http.response.body", "body": body})
