"""Health: what an operator's machines ask of a served page, in plain text and without a question in it.

``/health`` says that the process answers, ``/ready`` whether its index is sound, ``/metrics`` gives the desk's figures to
Prometheus. They stand behind the guard, as everything does.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from qa.pipeline import Desk

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# An index is looked over again after so many seconds, or after twenty times as long as it took: never more than a twentieth of a processor.
LOOK_AGAIN: Final = 600.0
_SHARE: Final = 20.0
FIRST_LOOK: Final = "the index is being looked over; ask again in a moment"
_PLAIN: Final = "text/plain; charset=utf-8"
_FIGURES: Final = "text/plain; version=0.0.4; charset=utf-8"


class Readiness:
    """Tells what was wrong with a desk's index when it was last looked over; each look is taken in a thread of its own."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the desk; the first look is taken when readiness is first asked for."""
        self._desk, self._clock = desk, clock
        self._lock = Lock()
        self._look: Thread | None = None
        self._due = clock()
        self._problems: tuple[str, ...] = (FIRST_LOOK,)

    def problems(self) -> tuple[str, ...]:
        """Return what doctor says is wrong, nothing where the index is sound; what was said last while another process writes to it."""
        with self._lock:
            if self._clock() >= self._due and (self._look is None or not self._look.is_alive()):
                self._look = Thread(target=self._examine, daemon=True)
                self._look.start()
            return self._problems

    def settle(self) -> None:
        """Wait for a look that is under way."""
        if self._look is not None:
            self._look.join()

    def _examine(self) -> None:
        began = self._clock()
        found = self._desk.problems()
        with self._lock:
            self._problems = found if found is not None else tuple(problem for problem in self._problems if problem != FIRST_LOOK)
            self._due = self._clock() + max(LOOK_AGAIN, _SHARE * (self._clock() - began))


class Health:
    """Middleware (ASGI) that answers the three addresses and passes everything else on."""

    def __init__(self, app: App, desk: Desk, readiness: Readiness | None = None) -> None:
        """Take the app behind it, and the desk whose figures and index are told of."""
        self._app, self._desk = app, desk
        self._readiness = readiness or Readiness(desk)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass a request on."""
        said = self._said(scope["path"]) if scope["type"] == "http" else None
        if said is None:
            await self._app(scope, receive, send)
        elif scope["method"] not in {"GET", "HEAD"}:
            await _reply(send, 405, _PLAIN, "Ask with GET.\n")
        else:
            await _reply(send, *said, bare=scope["method"] == "HEAD")

    def _said(self, path: str) -> tuple[int, str, str] | None:
        if path == "/health":
            return 200, _PLAIN, "alive\n"
        if path == "/metrics":
            return 200, _FIGURES, self._desk.figures.exposition()
        if path == "/ready":
            problems = self._readiness.problems()
            return (503 if problems else 200), _PLAIN, "".join(f"{problem}\n" for problem in problems) or "ready\n"
        return None


async def _reply(send: Send, status: int, media_type: str, text: str, *, bare: bool = False) -> None:
    body = text.encode()
    headers = [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if bare else body})
