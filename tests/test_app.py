from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import httpx
import pytest
from click.testing import CliRunner

from app import build_app, command, open_page
from qa.errors import QAError
from tests.app_fixtures import FakeDesk
from tests.conftest import ROOT
from tests.page_fixtures import QUESTION, SERVED, free_port

pytestmark = SERVED


# -- the page's make-up --------------------------------------------------------------------------------------------------------------------


def test_importing_the_app_does_not_import_gradio() -> None:
    code = "import sys, app; sys.exit('gradio' in sys.modules or 'chromadb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_building_the_app_switches_telemetry_off_and_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "True")
    monkeypatch.setenv("NO_PROXY", "news.example")
    app = build_app(FakeDesk())  # type: ignore[arg-type]
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["NO_PROXY"] == "news.example,127.0.0.1,localhost,::1"
    assert not app.analytics_enabled
    assert not app.is_running


def test_the_public_endpoints_are_those_for_tools() -> None:
    app = build_app(FakeDesk())  # type: ignore[arg-type]
    assert list(app.get_api_info()["named_endpoints"]) == ["/ask", "/ask_stream", "/search", "/verify_quote", "/get_source", "/export_answer"]
    assert app.get_api_info()["unnamed_endpoints"] == {}


def test_the_served_page_names_no_other_host_to_load_from(address: str) -> None:
    config = httpx.get(f"{address}/config").json()
    assert config["analytics_enabled"] is False
    assert config["stylesheets"] == []
    assert "default-src 'self'" in config["head"]
    assert "://" not in config["css"] + config["head"]
    namespace = "http://www.w3.org/2000/svg"  # a name inside drawn icons, not an address that is fetched
    assert "://" not in httpx.get(f"{address}/theme.css").text.replace(namespace, "")


# -- the command ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::", "newsroom.example", "", "127.0.0.1.example"])
def test_serve_refuses_hosts_that_others_can_reach(host: str) -> None:
    result = CliRunner().invoke(command, ["--host", host])
    assert result.exit_code == 2
    assert "can be reached from other machines; make users with 'attest user NAME --users FILE' and give --users FILE" in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_serve_says_that_a_port_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = CliRunner().invoke(command, ["--port", str(port)])
    assert result.exit_code == 1
    assert result.output == f"Error: port {port} on 127.0.0.1 is taken by another program; stop it or choose another with --port\n"


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_serve_refuses_what_is_no_port(port: str) -> None:
    result = CliRunner().invoke(command, ["--port", port])
    assert result.exit_code == 2


def serve(monkeypatch: pytest.MonkeyPatch, *args: str, desk: FakeDesk | None = None) -> tuple[str, Exception | None]:
    """Run the command on a fake desk until it would wait for ever; return what it printed and raised."""
    import gradio as gr

    monkeypatch.setattr("qa.open_desk", lambda folder: desk or FakeDesk())
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(gr.Blocks, "block_thread", lambda self: None)
    result = CliRunner().invoke(command, args, standalone_mode=False)
    return result.stdout, result.exception if isinstance(result.exception, Exception) else None


def test_serve_prints_its_address_and_then_the_first_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    printed, error = serve(monkeypatch, "--port", str(port), "--first-question", QUESTION)
    assert error is None
    first, second, rest = printed.split("\n", 2)
    assert second == f"MCP clients reach it at http://127.0.0.1:{port}/gradio_api/mcp/"
    assert first == f"Attest is open at http://127.0.0.1:{port} (stop it with Ctrl+C)"
    assert rest.startswith(f"\n{QUESTION}\n")
    assert "[1, s 4(1)]" in rest
    assert "https://law.example/buoys" in rest


def test_serve_without_a_first_question_prints_its_addresses_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    printed, error = serve(monkeypatch, "--port", str(port))
    assert error is None
    assert printed.count("\n") == 2


def test_serve_ends_with_an_error_when_the_first_question_cannot_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    _, error = serve(monkeypatch, "--port", str(port), "--first-question", " ")
    assert isinstance(error, QAError)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
    pytest.fail("the page is still served")


def test_serve_says_that_a_port_was_taken_while_the_index_was_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        monkeypatch.setattr("qa.page.listening.check_port", lambda host, port: None)
        _, error = serve(monkeypatch, "--port", str(port))
    assert f"port {port} on 127.0.0.1 is taken" in str(error)


def test_calls_that_are_over_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.MAX_CALLS_KEPT", 5)
    port = free_port()
    page = open_page(FakeDesk(), port=port)  # type: ignore[arg-type]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/gradio_api/call/", timeout=60) as client:
            for _ in range(12):
                for name in ("ask", "ask_stream"):
                    event = client.post(name, json={"data": [QUESTION]}).json()["event_id"]
                    assert "event: complete" in client.get(f"{name}/{event}").text
        assert len(page.state_holder.session_data) <= 6
    finally:
        page.close(verbose=False)
