"""An OpenAI-compatible server on this machine that behaves as a test says, one behaviour for each request."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Handler"], None]


class ModelServer(ThreadingHTTPServer):
    """Serves its behaviours in turn, the last one again and again."""

    daemon_threads = True

    def __init__(self, *behaviours: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours = list(behaviours)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.ended = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the other side hangs up on purpose in some tests."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ModelServer

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(self.body)
        self.server.keys.append(self.headers.get("Authorization", ""))
        turn = min(len(self.server.asked), len(self.server.behaviours)) - 1
        self.server.behaviours[turn](self)

    def send(self, status: int, body: dict[str, Any], **headers: str) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


def says(text: Callable[[str], str]) -> Behaviour:
    """Answer with what ``text`` makes of the prompt, as a whole or streamed, whichever is asked for."""

    def behave(handler: Handler) -> None:
        reply = text("\n".join(str(message["content"]) for message in handler.body["messages"]))
        usage = {"prompt_tokens": 700, "completion_tokens": 77, "total_tokens": 777}
        if not handler.body.get("stream"):
            choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": reply}}
            handler.send(200, {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage})
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Connection", "close")
        handler.end_headers()
        for part in (reply[: len(reply) // 2], reply[len(reply) // 2 :]):
            _event(handler, part)
        handler.wfile.write(b"data: [DONE]\n\n")
        handler.close_connection = True

    return behave


def never_ends(handler: Handler) -> None:
    """Stream words until the other side hangs up or the test ends."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()
    while not handler.server.ended.wait(0.001):
        _event(handler, "and so on " * 100)


def hangs(handler: Handler) -> None:
    """Answer nothing until the test ends."""
    handler.server.ended.wait(20)
    handler.close_connection = True


def fails(status: int, message: str = "no", **headers: str) -> Behaviour:
    """Answer with an error status."""
    return lambda handler: handler.send(status, {"error": {"message": message, "type": "x", "code": None}}, **headers)


def _event(handler: Handler, text: str) -> None:
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": text}}]}
    handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
    handler.wfile.flush()


@contextmanager
def model_server(*behaviours: Behaviour) -> Iterator[ModelServer]:
    """Run a server in a thread of its own."""
    server = ModelServer(*behaviours)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
