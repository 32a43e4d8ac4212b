"""A time limit on a whole connection, which the limits of single reads cannot give."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket


class Alarm:
    """Ends a connection that outlasts its time, also one that keeps every single read short.

    Use it as a context around the request, with ``watch`` as the request's trace; ``rung`` tells whether it had to.
    """

    def __init__(self, seconds: float) -> None:
        """Set the time that the connection has."""
        self.rung = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(max(0.0, seconds), self._ring)
        self._timer.daemon = True

    def watch(self, event: str, info: Mapping[str, object]) -> None:
        """Take note of the connection's socket; TLS wraps it in another."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            stream = info["return_value"]
            self._socket = stream.get_extra_info("socket")  # type: ignore[attr-defined]

    def _ring(self) -> None:
        import socket

        self.rung = True
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it has ended by itself
                self._socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> None:
        """Start the clock."""
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        """Stop the clock."""
        self._timer.cancel()
