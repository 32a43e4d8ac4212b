from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from app import build_app, command, open_page
from qa.errors import QAError
from qa.page.check import evaluation
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


def test_the_report_that_make_eval_writes_is_the_one_that_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "INDEX := .attest/index\nEVAL := .attest/eval\n" in (ROOT / "Makefile").read_text()
    assert "--report $(EVAL)/last_run.html" in (ROOT / "Makefile").read_text()
    (tmp_path / "eval").mkdir()
    (tmp_path / "eval" / "last_run.html").write_text("<p>Ninety of a hundred</p>")
    shown = []
    monkeypatch.setattr("app.open_page", lambda *_, report, **__: shown.append(evaluation(report)) or build_app(FakeDesk()))  # type: ignore[func-returns-value,arg-type]
    _, error = serve(monkeypatch, "--port", str(free_port()), desk=FakeDesk(folder=tmp_path / "index"))
    assert error is None
    assert "&lt;p&gt;Ninety of a hundred&lt;/p&gt;" in shown[0]
    assert 'sandbox=""' in shown[0]


def test_serve_lets_its_threads_share_few_heaps_before_it_has_many(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr("qa.page.heap.few_heaps", lambda: done.append("heaps"))
    monkeypatch.setattr("app.open_page", lambda *_, **__: done.append("page") or build_app(FakeDesk()))  # type: ignore[func-returns-value,arg-type]
    _, error = serve(monkeypatch, "--port", str(free_port()))
    assert error is None
    assert done == ["heaps", "page"]


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


def test_nothing_stays_of_calls_that_are_over() -> None:
    """Each call over plain HTTP opens a session of its own, of which Gradio would keep seven objects and more for ever."""
    port, desk = free_port(), FakeDesk()
    page = open_page(desk, port=port)  # type: ignore[arg-type]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/gradio_api/call/", timeout=90) as client:

            def grown(calls: int) -> int:
                gc.collect()
                before = len(gc.get_objects())
                for _ in range(calls):
                    for name in ("ask", "ask_stream"):
                        event = client.post(name, json={"data": [QUESTION]}).json()["event_id"]
                        assert "event: complete" in client.get(f"{name}/{event}").text
                desk.asked.clear()
                desk.kinds.clear()
                gc.collect()
                return len(gc.get_objects()) - before

            # What is loaded or cached once is no leak; a leak grows in every round.
            assert min(grown(15) for _ in range(4)) < 60, "less than two objects for each call"
        for table in (page.state_holder.session_data, page.state_holder.time_last_used, page._queue.pending_messages_per_session):
            assert len(table) <= 3
        assert len(page._queue.pending_event_ids_session) <= 3
    finally:
        page.close(verbose=False)


def test_a_reply_that_nobody_has_fetched_is_kept_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.page.calls.MAX_SETTINGS_KEPT", 2)
    monkeypatch.setattr("qa.page.calls.MAX_REPLIES_KEPT", 4)
    port = free_port()
    page = open_page(FakeDesk(), port=port)  # type: ignore[arg-type]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}/gradio_api/call/", timeout=90) as client:
            asked = [client.post("ask", json={"data": [QUESTION]}).json()["event_id"] for _ in range(8)]
            assert "event: complete" in client.get(f"ask/{asked[-1]}").text
            assert "event: complete" in client.get(f"ask/{asked[-2]}").text
            event = client.post("ask", json={"data": [QUESTION]}).json()["event_id"]
            assert "event: complete" in client.get(f"ask/{event}").text
        assert len(page.state_holder.session_data) <= 4
        assert len(page._queue.pending_event_ids_session) <= 5
    finally:
        page.close(verbose=False)
