"""The endpoints as a newsroom's tools call them: plain HTTP, gradio_client and MCP; and what an attacker would send them."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import httpx
import pytest

from app import open_page
from qa.answer import Answer
from qa.export import FORMATS, export
from qa.page.access import Door, Limiter, Users, add_user
from tests.app_fixtures import HOSTILE, TEXTS, UNKNOWN, FakeDesk, hostile_report, report
from tests.page_fixtures import QUESTION, SERVED, free_port

pytestmark = SERVED
PASSWORD = "correct horse battery"


@contextmanager
def served(**options: object) -> Iterator[str]:
    port = free_port()
    app = open_page(FakeDesk(), port=port, **options)  # type: ignore[arg-type]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        app.close(verbose=False)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, no_leftovers: None) -> Iterator[str]:
    """A page that asks for a password and allows three questions a minute."""
    users = tmp_path_factory.mktemp("users") / "users"
    add_user(users, "ada", PASSWORD)
    with served(door=Door(Users.load(users)), limiter=Limiter(3, clock=lambda: 0.0)) as address:
        yield address


def call(address: str, name: str, *data: object, **options: object) -> tuple[str, object]:
    """Call an endpoint as a newsroom tool would, and return the last event with its data."""
    with httpx.Client(timeout=60, **options) as client:  # type: ignore[arg-type]
        event_id = client.post(f"{address}/gradio_api/call/{name}", json={"data": list(data)}).json()["event_id"]
        lines = client.get(f"{address}/gradio_api/call/{name}/{event_id}").text.strip().splitlines()
    return lines[-2].removeprefix("event: "), json.loads(lines[-1].removeprefix("data: "))


def given(address: str, name: str, *data: object) -> object:
    event, said = call(address, name, *data)
    assert event == "complete", said
    assert isinstance(said, list)
    return said[0]


def test_the_endpoint_gives_the_contracts_json(address: str, fake_desk: FakeDesk) -> None:
    event, data = call(address, "ask", QUESTION, ["GB"], "2023-06-01")
    assert event == "complete"
    assert isinstance(data, list)
    assert Answer.from_dict(data[0]) == report(QUESTION, as_of=date(2023, 6, 1))
    assert fake_desk.asked[-1] == (QUESTION, ("GB",), date(2023, 6, 1), 0)


def test_the_endpoint_gives_abstentions_as_values(address: str) -> None:
    event, data = call(address, "ask", UNKNOWN, [], "")
    assert event == "complete"
    assert isinstance(data, list)
    assert data[0]["status"] == "abstained"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((" ", [], ""), "The question is empty; ask in a sentence."),
        ((QUESTION, [], "June"), "'June' is no date; write the day as YYYY-MM-DD, such as 2023-06-01."),
        ((7, [], ""), "Question is 7; give a text."),
        ((QUESTION, "GB", ""), "Jurisdictions is 'GB'; give a list of texts, or an empty list for all."),
        ((QUESTION, [1], ""), "Jurisdictions is [1]; give a list of texts, or an empty list for all."),
        ((QUESTION, [], None), "As_of is None; write the day as text, YYYY-MM-DD, or leave it empty."),
        ((QUESTION, [], "", "case"), "Kinds is 'case'; give a list of texts, or an empty list for all."),
        ((None, None, None, None), "Question is None; give a text."),
    ],
    ids=["empty", "date", "number", "bare code", "number as code", "null", "bare kind", "nothing"],
)
def test_the_endpoint_says_what_is_wrong_in_a_line(address: str, capfd: pytest.CaptureFixture[str], data: tuple[object, ...], message: str) -> None:
    event, said = call(address, "ask", *data)
    assert event == "error"
    assert isinstance(said, dict)
    assert said["error"] == message
    assert "Traceback" not in capfd.readouterr().err


def test_a_stream_ends_with_the_answer_that_ask_gives(address: str) -> None:
    with httpx.Client(timeout=60) as client:
        event_id = client.post(f"{address}/gradio_api/call/ask_stream", json={"data": [QUESTION]}).json()["event_id"]
        text = client.get(f"{address}/gradio_api/call/ask_stream/{event_id}").text
    events = [json.loads(line.removeprefix("data: "))[0] for line in text.splitlines() if line.startswith("data: [")]
    names = [event["event"] for event in events]
    assert names[0] == "retrieved"
    assert names.count("claim") == names.count("verified") == 4
    assert "done" in names
    done = next(event for event in events if event["event"] == "done")
    assert Answer.from_dict(done["answer"]) == report(QUESTION)


def test_search_verify_and_sources_give_their_json(address: str) -> None:
    (hit,) = given(address, "search", "buoys", 1, [], "")  # type: ignore[misc]
    assert hit["rank"] == 1
    assert hit["text"] == TEXTS["act-1"][hit["start"] : hit["end"]]
    check = given(address, "verify_quote", "Buoys Act 1999, s 4(1)", "A keeper must report a lost buoy within 3 days.")
    assert isinstance(check, dict)
    assert check["label"] == "verified"
    source = given(address, "get_source", "act-1", "")
    assert isinstance(source, dict)
    (version,) = source["versions"]
    assert [place["text"] for place in version["provisions"]] == TEXTS["act-1"].split("\n")
    assert version["sha256"] == "0" * 64
    for bad in [("get_source", "../../etc/passwd", ""), ("search", "buoys", 1.5, [], ""), ("search", "buoys", None, [], ""), ("verify_quote", 7, "x")]:
        event, said = call(address, *bad)  # type: ignore[arg-type]
        assert event == "error"
        assert isinstance(said, dict)
        assert said["error"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_export_is_the_file_that_the_package_writes(address: str, form: str) -> None:
    made = given(address, "export_answer", report().to_dict(), form)
    assert isinstance(made, dict)
    data = base64.b64decode(made["data"])
    assert (made["media_type"], made["ending"]) == (FORMATS[form].media_type, FORMATS[form].ending)
    if form == "docx":
        assert data[:2] == b"PK"
    else:
        assert data == export(report(), form)


def test_what_has_a_default_can_be_left_out(address: str) -> None:
    assert given(address, "ask", QUESTION) == given(address, "ask", QUESTION, [], "", []) == report(QUESTION).to_dict()
    assert len(given(address, "search", "buoys")) == 1  # type: ignore[arg-type]
    assert "ask needs at least 1 value, but got 0." in str(call(address, "ask"))
    assert "verify_quote needs at least 2 values, but got 1." in str(call(address, "verify_quote", "x"))
    for k in ("NaN", "Infinity", "1e400", "true", '"3"'):
        raw = f'{{"data": ["buoys", {k}]}}'
        reply = httpx.post(f"{address}/gradio_api/call/search", content=raw, headers={"content-type": "application/json"}, timeout=30)
        assert reply.status_code in {200, 400, 422}
        if reply.status_code == 200:
            said = httpx.get(f"{address}/gradio_api/call/search/{reply.json()['event_id']}", timeout=30).text
            assert "give a whole number" in said


@pytest.mark.parametrize("path", ["nosuch", "v2/nosuch", "_ask", "lambda/1"])
def test_a_call_of_no_endpoint_is_no_page(address: str, path: str) -> None:
    assert httpx.post(f"{address}/gradio_api/call/{path}", json={"data": []}, timeout=30).status_code == 404


def test_a_bad_export_is_refused(address: str) -> None:
    assert "is no export format" in str(call(address, "export_answer", report().to_dict(), "exe"))
    assert "Not an answer of schema version 1" in str(call(address, "export_answer", {"question": "x"}, "html"))


@pytest.mark.parametrize("form", FORMATS)
def test_an_answer_with_a_forged_quote_is_not_exported(address: str, form: str) -> None:
    told = json.dumps(report().to_dict()).replace("within 3 days.", "within 9 days.")
    _, said = call(address, "export_answer", json.loads(told), form)
    assert "This answer's quote at Buoys Act 1999, s 4(1) is not in the index: ask again and export that." in str(said)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_through_the_endpoint_as_it_is(address: str, text: str) -> None:
    assert given(address, "ask", text, [], "") == hostile_report(text, source_id=f"hostile-{HOSTILE.index(text)}").to_dict()


def test_gradios_own_client_can_call(address: str, tmp_path: Path) -> None:
    from gradio_client import Client

    with closing(Client(address, verbose=False, download_files=str(tmp_path))) as client:
        assert client.predict(QUESTION, [], "", [], api_name="/ask") == report(QUESTION).to_dict()
        assert client.predict(question=QUESTION, api_name="/ask")["status"] == "answered"
        assert client.predict("Buoys Act 1999", "words", api_name="/verify_quote")["label"] == "not_found"


# -- MCP -----------------------------------------------------------------------------------------------------------------------------------


def with_mcp(address: str, tool: str, arguments: dict[str, object], headers: dict[str, str] | None = None) -> tuple[list[str], bool, str]:
    """Return the names of the tools, and whether one failed and what it said."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def session() -> tuple[list[str], bool, str]:
        async with streamablehttp_client(f"{address}/gradio_api/mcp/", headers=headers) as (reading, writing, _), ClientSession(reading, writing) as client:
            await client.initialize()
            tools = (await client.list_tools()).tools
            assert all(one.annotations and one.annotations.readOnlyHint for one in tools)
            names = [one.name for one in tools]
            result = await client.call_tool(tool, arguments)
            return names, bool(result.isError), "".join(part.text for part in result.content if part.type == "text")

    return asyncio.run(session())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_mcp_tools_give_the_contracts_json(address: str) -> None:
    names, failed, text = with_mcp(address, "ask", {"question": QUESTION})
    assert not failed
    assert Answer.from_dict(json.loads(text)) == report(QUESTION)
    assert {"ask", "search", "verify_quote", "get_source"} <= set(names)
    _, failed, text = with_mcp(address, "search", {"query": "buoys", "k": 1})
    assert not failed
    assert json.loads(text)[0]["pinpoint"] == "Buoys Act 1999, s 4(1)"
    _, failed, text = with_mcp(address, "ask", {"question": " "})
    assert failed
    assert "The question is empty; ask in a sentence." in text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_clients_can_sign_in(tmp_path: Path) -> None:
    from gradio_client import Client

    add_user(tmp_path / "users", "ada", PASSWORD)
    with served(door=Door(Users.load(tmp_path / "users"))) as address:
        with closing(Client(address, verbose=False, download_files=str(tmp_path), httpx_kwargs={"auth": ("ada", PASSWORD)})) as client:
            assert client.predict(QUESTION, api_name="/ask") == report(QUESTION).to_dict()
        signed = {"Authorization": "Basic " + base64.b64encode(f"ada:{PASSWORD}".encode()).decode()}
        _, failed, text = with_mcp(address, "ask", {"question": QUESTION}, signed)
        assert not failed
        assert json.loads(text)["status"] == "answered"


# -- attacks -------------------------------------------------------------------------------------------------------------------------------

PATHS = [
    ("GET", "/"),
    ("GET", "/config"),
    ("GET", "/theme.css"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/monitoring"),
    ("GET", "/robots.txt"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/openapi.json"),
    ("GET", "/gradio_api/heartbeat/abc"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/queue/data?session_hash=abc"),
    ("GET", "/gradio_api/queue/status"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/call/ask"),
    ("GET", "/gradio_api/call/ask/abc"),
    ("POST", "/gradio_api/run/ask"),
    ("POST", "/gradio_api/api/ask"),
    ("POST", "/gradio_api/upload"),
    ("GET", "/gradio_api/upload_progress?upload_id=1"),
    ("POST", "/gradio_api/mcp/"),
    ("GET", "/gradio_api/mcp/sse"),
    ("GET", "/gradio_api/mcp/schema"),
    ("GET", "/gradio_api/deep_link"),
    ("POST", "/gradio_api/process_recording"),
    ("POST", "/gradio_api/vibe-edit/"),
    ("POST", "/gradio_api/component_server"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/login"),
    ("GET", "/gradio_api/app_id"),
    ("GET", "/gradio_api/startup-events/"),
    ("GET", "//gradio_api/startup-events"),
    ("GET", "/gradio_api/startup-events/../info"),
    ("OPTIONS", "/gradio_api/call/ask"),
    ("HEAD", "/"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_nothing_is_served_without_signing_in(guarded: str, method: str, path: str) -> None:
    for headers in ({}, {"x-attest-user": "ada"}, {"authorization": "Basic YWRhOng="}, {"cookie": "access-token=x; access-token-unsecure=x"}):
        assert httpx.request(method, guarded + path, headers=headers, timeout=30).status_code == 401


def test_signed_in_a_user_is_served_and_limited_by_name(guarded: str) -> None:
    door = {"auth": ("ada", PASSWORD)}
    assert httpx.get(f"{guarded}/config", auth=("ada", PASSWORD), timeout=30).status_code == 200
    events = [call(guarded, "ask", QUESTION, **door, headers={"x-attest-user": f"other-{n}"}) for n in range(4)]
    assert [event for event, _ in events] == ["complete", "complete", "complete", "error"]
    assert "That was more than 3 questions in a minute; ask again in 20 s." in str(events[-1])


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd", "/proc/self/environ", "app.py", "./pyproject.toml", "file:///etc/passwd",
     "http://127.0.0.1:1/", "//127.0.0.1/x", "\\\\server\\share", "/etc/passwd%00.css"],
)  # fmt: skip
@pytest.mark.parametrize(
    "route", ["/gradio_api/file=", "/gradio_api/file/", "/file=", "/static/", "/assets/", "/gradio_api/stream/", "/svelte/", "/gradio_api/proxy="]
)
def test_no_file_of_the_machine_is_served(address: str, route: str, path: str) -> None:
    reply = httpx.get(f"{address}{route}{path}", timeout=30)
    assert reply.status_code in {400, 401, 403, 404, 405, 422}, reply.text[:200]
    assert "root:" not in reply.text


@pytest.mark.parametrize(
    "path", ["deep_link", "process_recording", "vibe-edit/", "vibe-code", "runs", "dev/reload", "component_server", "token", "proxy=https://x.hf.space/"]
)
def test_what_the_page_does_not_need_is_closed(address: str, path: str) -> None:
    for method in ("GET", "POST"):
        assert httpx.request(method, f"{address}/gradio_api/{path}", timeout=30).status_code == 404
    assert httpx.get(f"{address}/monitoring", timeout=30).status_code == 404


def test_no_file_of_the_machine_can_be_named_in_an_argument(address: str) -> None:
    file = {"path": "/etc/passwd", "orig_name": "passwd", "meta": {"_type": "gradio.FileData"}}
    for name, data in [("export_answer", [file, "html"]), ("ask", [file]), ("verify_quote", [file, "x"]), ("export_answer", [{"a": [file]}, "json"])]:
        event, said = call(address, name, *data)
        assert event == "error"
        assert "root:" not in str(said)


def test_an_upload_that_names_another_file_is_refused(address: str) -> None:
    """The page's own event for uploads, called by hand with a path outside the folder for uploads."""
    config = httpx.get(f"{address}/config", timeout=30).json()
    (upload,) = (d for d in config["dependencies"] if any(target[1] == "upload" for target in d["targets"]))
    for path in ("/etc/passwd", "/proc/self/environ", "../../etc/passwd"):
        file = {"path": path, "orig_name": "x.txt", "meta": {"_type": "gradio.FileData"}}
        body = {"data": [[file], None], "fn_index": upload["id"], "session_hash": "attack"}
        with httpx.Client(timeout=60) as client:
            joined = client.post(f"{address}/gradio_api/queue/join", json=body)
            assert joined.status_code == 200
            text = ""
            with client.stream("GET", f"{address}/gradio_api/queue/data?session_hash=attack") as stream:
                for line in stream.iter_lines():
                    text += line
                    if "process_completed" in line:
                        break
        assert '"success":false' in text
        assert "root:" not in text
        assert "ready" not in text


def test_uploads_lie_in_a_folder_of_their_own_and_keep_no_path(address: str) -> None:
    files = {"files": ("../../../x<script>.txt", io.BytesIO(b"words"), "text/plain")}
    reply = httpx.post(f"{address}/gradio_api/upload", files=files, timeout=30)
    assert reply.status_code == 200
    (path,) = (Path(name) for name in reply.json())
    assert "attest-uploads-" in str(path)
    assert ".." not in path.parts
    assert path.read_bytes() == b"words"
    assert path.parents[1].stat().st_mode & 0o077 == 0
    path.unlink()


def test_an_upload_beyond_the_limit_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"files": ("big.txt", io.BytesIO(b"x" * (20 * 1024 * 1024 + 1)), "text/plain")}
    assert httpx.post(f"{address}/gradio_api/upload", files=files, timeout=60).status_code == 413
    monkeypatch.setattr("qa.page.access.MAX_BODY_BYTES", 1_000)
    # A form that is sound as far as it goes, for a reader of forms may look at what has come before all of it has.
    begun = b'--x\r\nContent-Disposition: form-data; name="files"; filename="big.txt"\r\n\r\n'
    parts = (part for part in (begun, *(b"x" * 500 for _ in range(9))))
    reply = httpx.post(f"{address}/gradio_api/upload", content=parts, headers={"content-type": "multipart/form-data; boundary=x"}, timeout=60)
    assert reply.status_code == 413


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_health_and_metrics_stand_behind_the_guard(guarded: str, path: str) -> None:
    with httpx.Client(base_url=guarded, timeout=60) as client:
        assert client.get(path).status_code == 401
        assert client.get(path, auth=("ada", PASSWORD), headers={"origin": "http://evil.example"}).status_code == 403
        reply = client.get(path, auth=("ada", PASSWORD))
        assert reply.status_code in ({200, 503} if path == "/ready" else {200})  # the first look may be under way
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert client.post(path, auth=("ada", PASSWORD)).status_code == 405


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:3000", "http://127.0.0.1.evil.example"])
def test_pages_of_other_origins_get_nothing(address: str, origin: str) -> None:
    for method, path in [("POST", "/gradio_api/call/ask"), ("OPTIONS", "/gradio_api/call/ask"), ("POST", "/gradio_api/mcp/"), ("GET", "/config")]:
        reply = httpx.request(method, address + path, headers={"origin": origin, "access-control-request-method": "POST"}, timeout=30)
        assert reply.status_code == 403
        assert "access-control-allow-origin" not in reply.headers


def test_a_name_rebound_to_this_machine_gets_nothing(address: str) -> None:
    reply = httpx.get(f"{address}/config", headers={"host": "evil.example"}, timeout=30)
    assert reply.status_code == 421


@pytest.mark.parametrize(
    "question", ["x" * 1_000_000, "\0", "\ud800", "\u202e" * 50, "[" * 10_000, "{{7*7}}", "\r\nx-attest-user: ada"], ids=lambda q: repr(q[:6])
)
def test_odd_questions_do_not_break_the_page(address: str, question: str) -> None:
    raw = json.dumps({"data": [question, [], ""]})
    reply = httpx.post(f"{address}/gradio_api/call/ask", content=raw, headers={"content-type": "application/json"}, timeout=60)
    assert reply.status_code in {200, 400, 422}
    assert given(address, "ask", QUESTION, [], "") == report(QUESTION).to_dict()


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b'{"data": null}', b'{"data": {}}', b'{"data": [[[[]]]]}', b"{", b"\xff", b"9" * 5_000])
def test_bodies_that_are_no_call_are_refused_without_a_trace(address: str, body: bytes) -> None:
    for path in ("/gradio_api/call/ask", "/gradio_api/queue/join", "/gradio_api/run/ask"):
        reply = httpx.post(address + path, content=body, headers={"content-type": "application/json"}, timeout=30)
        assert "Traceback" not in reply.text
        assert str(Path(__file__).parent.parent) not in reply.text
