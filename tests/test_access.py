"""Who may reach the page and how often: passwords, the file of users, the limiter, and the guard before every request."""

from __future__ import annotations

import asyncio
import base64
import stat
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from qa.errors import SettingsError
from qa.page import access
from qa.page.access import Door, Guard, Limiter, Users, add_user, hashed
from qa.page.user_command import command

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def users_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("users") / "users"
    add_user(path, "ada", PASSWORD)
    add_user(path, "ben@news.example", "another password")
    return path


# -- passwords and the file of users -------------------------------------------------------------------------------------------------------


def test_a_hash_is_salted_scrypt_and_does_not_hold_the_password() -> None:
    first, second = hashed(PASSWORD), hashed(PASSWORD)
    assert first != second
    assert first.startswith("scrypt$")
    assert PASSWORD not in first


def test_the_file_is_its_owners_alone_and_holds_one_line_a_user(users_file: Path) -> None:
    assert stat.S_IMODE(users_file.stat().st_mode) == 0o600
    lines = users_file.read_text(encoding="utf-8").splitlines()
    assert [line.partition(":")[0] for line in lines] == ["ada", "ben@news.example"]
    assert PASSWORD not in users_file.read_text(encoding="utf-8")
    assert [path.name for path in users_file.parent.iterdir()] == ["users"]


def test_a_password_is_changed_in_place(tmp_path: Path) -> None:
    path = tmp_path / "users"
    for password in (PASSWORD, "a newer password"):
        add_user(path, "ada", password)
    users = Users.load(path)
    assert users.admits("ada", "a newer password")
    assert not users.admits("ada", PASSWORD)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize("name", ["", "a:b", "a b", "-a", "a\nb", "é", "x" * 65, "../x"])
def test_names_that_could_be_taken_for_something_else_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="no user name"):
        add_user(tmp_path / "users", name, PASSWORD)
    assert not (tmp_path / "users").exists()


def test_a_short_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="has 9 characters; use at least 10"):
        add_user(tmp_path / "users", "ada", "ninechars")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_can_read_is_refused(users_file: Path, tmp_path: Path, mode: int) -> None:
    path = tmp_path / "users"
    path.write_bytes(users_file.read_bytes())
    path.chmod(mode)
    with pytest.raises(SettingsError, match=r"can be read by other users.*chmod 600"):
        Users.load(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "names no user"),
        ("\n\n", "names no user"),
        ("ada:secret\n", "line 1 is no user"),
        ("\nada:scrypt$00$00\n", "line 2 is no user"),
        (f":scrypt${'0' * 32}${'0' * 128}\n", "line 1 is no user"),
        (f"ada:scrypt${'0' * 32}${'0' * 127}g\n", "line 1 is no user"),
    ],
)
def test_a_file_that_is_no_file_of_users_is_refused_by_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "users"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(SettingsError, match=message):
        Users.load(path)


def test_a_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read as a file of users"):
        Users.load(tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    (tmp_path / "binary").chmod(0o600)
    with pytest.raises(SettingsError, match="cannot be read as a file of users"):
        Users.load(tmp_path / "binary")


def test_only_the_right_password_of_a_known_user_is_admitted(users_file: Path) -> None:
    users = Users.load(users_file)
    assert users.admits("ada", PASSWORD)
    assert users.admits("ada", PASSWORD), "remembered"
    for name, password in [("ada", "another password"), ("ben@news.example", PASSWORD), ("ada", ""), ("", ""), ("Ada", PASSWORD), ("ada\0", PASSWORD)]:
        assert not users.admits(name, password)
    assert not users.admits("ada", PASSWORD + "x" * 1_000), "too long to hash"


def test_an_unknown_user_costs_as_much_work_as_a_known_one(users_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    users = Users.load(users_file)
    work: list[int] = []
    real = access.hashlib.scrypt
    monkeypatch.setattr(access.hashlib, "scrypt", lambda *args, **kwargs: work.append(1) or real(*args, **kwargs))
    for name in ("ada", "nobody"):
        work.clear()
        assert not users.admits(name, "a wrong password")
        assert work == [1], name


def test_the_command_adds_a_user_and_says_how_to_use_the_file(tmp_path: Path) -> None:
    path = tmp_path / "users"
    done = CliRunner().invoke(command, ["ada", "--users", str(path)], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0
    assert done.output.endswith(f"ada can sign in; start the page with --users {path}\n")
    assert PASSWORD not in done.output
    assert Users.load(path).admits("ada", PASSWORD)


def test_the_command_says_where_it_cannot_write(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["ada", "--users", str(tmp_path / "none" / "users"), "--password", PASSWORD])
    assert done.exit_code == 1
    assert "cannot be written" in done.output


# -- the limiter ---------------------------------------------------------------------------------------------------------------------------


def test_each_user_has_a_minutes_turns_that_come_back_with_time() -> None:
    now = [0.0]
    limiter = Limiter(3, clock=lambda: now[0])
    assert [limiter.wait("ada") for _ in range(3)] == [0, 0, 0]
    assert limiter.wait("ada") == pytest.approx(20)
    assert limiter.wait("ben") == 0
    now[0] = 19
    assert limiter.wait("ada") == pytest.approx(1)
    now[0] = 20.5
    assert limiter.wait("ada") == 0
    assert limiter.wait("ada") > 0
    now[0] = 10_000
    assert [limiter.wait("ada") > 0 for _ in range(4)] == [False, False, False, True], "no more than a minute's turns are saved up"


def test_a_limiter_of_none_never_waits_and_many_users_do_not_fill_the_memory() -> None:
    assert {Limiter(0).wait("ada") for _ in range(500)} == {0.0}
    limiter = Limiter(1, clock=lambda: 0.0)
    for number in range(10_050):
        limiter.wait(str(number))
    assert len(limiter._buckets) == 10_000


# -- the guard -----------------------------------------------------------------------------------------------------------------------------

HOST = (b"host", b"127.0.0.1:7860")


class App:
    """Reads a request whole, remembers its scope, and says hello."""

    def __init__(self) -> None:
        self.scopes: list[MutableMapping[str, Any]] = []
        self.body = b""

    async def __call__(self, scope: MutableMapping[str, Any], receive: access.Receive, send: access.Send) -> None:
        self.scopes.append(scope)
        more = scope["type"] == "http"
        while more:
            message = await receive()
            self.body += message.get("body", b"")
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})


def request(
    door: Door,
    *headers: tuple[bytes, bytes],
    kind: str = "http",
    path: str = "/",
    peer: str = "127.0.0.1",
    bodies: Iterable[bytes] = (b"",),
    method: str = "GET",
) -> Any:
    """Send a request through a guard; returns the app and the messages sent back."""
    app, sent, parts = App(), [], list(bodies)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": kind, "path": path, "headers": list(headers), "client": (peer, 5), "method": method}
    asyncio.run(Guard(app, door, "the key")(scope, receive, send))
    return app, sent


def status(sent: list[MutableMapping[str, Any]]) -> int:
    return int(sent[0]["status"])


def named(app: App) -> list[bytes]:
    return [value for key, value in app.scopes[0]["headers"] if key == b"x-attest-user"]


def basic(name: str, password: str) -> tuple[bytes, bytes]:
    return b"authorization", b"Basic " + base64.b64encode(f"{name}:{password}".encode())


@pytest.mark.parametrize("host", [b"127.0.0.1:7860", b"localhost:7860", b"LOCALHOST", b"[::1]:7860", b"127.0.0.1"])
def test_a_loopback_name_opens_a_door_without_users(host: bytes) -> None:
    app, sent = request(Door(), (b"host", host))
    assert status(sent) == 200
    assert named(app) == [b"127.0.0.1"]
    assert (b"x-content-type-options", b"nosniff") in sent[0]["headers"]


@pytest.mark.parametrize(
    "host", [b"evil.example", b"evil.example:7860", b"127.0.0.1.evil.example", b"localhost.evil.example:7860", b"", b"[::2]:7860", b"127.0.0.2"]
)
def test_a_name_rebound_to_this_machine_is_refused(host: bytes) -> None:
    app, sent = request(Door(), (b"host", host))
    assert status(sent) == 421
    assert app.scopes == []


def test_two_host_headers_are_refused() -> None:
    app, sent = request(Door(), (b"host", b"evil.example"), HOST)
    assert status(sent) == 421
    assert app.scopes == []


def test_a_forged_user_header_is_dropped() -> None:
    app, _ = request(Door(), HOST, (b"x-attest-user", b"ada"), (b"X-Attest-User", b"ben"))
    assert named(app) == [b"127.0.0.1"]
    assert [key for key, _ in app.scopes[0]["headers"]].count(b"X-Attest-User") == 0


@pytest.mark.parametrize(
    "header",
    [
        [],
        [(b"authorization", b"Basic")],
        [(b"authorization", b"Basic !!!")],
        [(b"authorization", b"Basic " + base64.b64encode(b"\xff\xfe"))],
        [(b"authorization", b"Bearer " + base64.b64encode(b"ada:correct horse battery"))],
        [basic("ada", "wrong password")],
        [basic("nobody", PASSWORD)],
        [basic("", "")],
        [basic("ada", PASSWORD), basic("ada", PASSWORD)],
        [(b"x-attest-user", b"ada")],
    ],
)
def test_without_the_right_password_nothing_is_served(users_file: Path, header: list[tuple[bytes, bytes]]) -> None:
    app, sent = request(Door(Users.load(users_file)), HOST, *header, path="/gradio_api/mcp/")
    assert status(sent) == 401
    assert (b"www-authenticate", b'Basic realm="Attest", charset="UTF-8"') in sent[0]["headers"]
    assert app.scopes == []


def test_with_the_right_password_the_users_name_goes_on(users_file: Path) -> None:
    app, sent = request(Door(Users.load(users_file)), (b"host", b"attest.news.example"), basic("ada", PASSWORD), peer="10.0.0.9")
    assert status(sent) == 200
    assert named(app) == [b"ada"]


def test_the_servers_own_start_is_let_in_from_this_machine_alone(users_file: Path) -> None:
    door = Door(Users.load(users_file))
    assert status(request(door, HOST, path="/gradio_api/startup-events")[1]) == 200
    assert status(request(door, HOST, path="/gradio_api/startup-events", peer="10.0.0.9")[1]) == 401
    assert status(request(door, HOST, path="/gradio_api/startup-events/")[1]) == 401
    assert status(request(door, HOST, path="/config")[1]) == 401


def test_the_page_may_call_itself_by_its_key_alone(users_file: Path) -> None:
    door = Door(Users.load(users_file))
    app, sent = request(door, HOST, (b"x-attest-inside", b"the key"), (b"x-attest-user", b"ben@news.example"))
    assert status(sent) == 200
    assert named(app) == [b"ben@news.example"], "it asks for the user whom the guard has let in"
    assert b"x-attest-inside" not in {key for key, _ in app.scopes[0]["headers"]}
    for key in (b"", b"the kez", b"the key, the key"):
        assert status(request(door, HOST, (b"x-attest-inside", key), (b"x-attest-user", b"ada"))[1]) == 401
    without: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        without.append(message)

    scope = {"type": "http", "path": "/", "headers": [HOST, (b"x-attest-inside", b"")], "client": ("127.0.0.1", 5), "method": "GET"}
    asyncio.run(Guard(App(), door)(scope, None, send))  # type: ignore[arg-type]
    assert status(without) == 401, "a guard without a key takes none"


def test_a_proxys_header_names_the_user() -> None:
    door = Door(proxy_header="X-Forwarded-User")
    app, sent = request(door, (b"host", b"attest.news.example"), (b"x-forwarded-user", b"ada"))
    assert status(sent) == 200
    assert named(app) == [b"ada"]


@pytest.mark.parametrize("values", [[], [b""], [b"a b"], [b"ada", b"ben"], [b"ada,ben"], [b"\xff"], [b"ada\r\nx: y"]])
def test_a_proxys_header_that_is_no_one_user_is_refused(values: list[bytes]) -> None:
    app, sent = request(Door(proxy_header="x-forwarded-user"), HOST, *((b"x-forwarded-user", value) for value in values))
    assert status(sent) == 401
    assert app.scopes == []


@pytest.mark.parametrize("door", [Door(), Door(proxy_header="x-user")])
def test_websockets_are_closed(door: Door) -> None:
    app, sent = request(door, HOST, (b"x-user", b"ada"), kind="websocket")
    assert sent == [{"type": "websocket.close", "code": 1008}]
    assert app.scopes == []


def test_what_is_neither_passes_through() -> None:
    app, _ = request(Door(), kind="lifespan")
    assert app.scopes[0]["type"] == "lifespan"


@pytest.mark.parametrize("length", [b"67108865", b"99999999999999999999", b"-1", b"1e9", b"\xb2", b"ten"])
def test_a_body_that_says_it_is_too_long_is_not_read(length: bytes) -> None:
    app, sent = request(Door(), HOST, (b"content-length", length))
    assert status(sent) == 413
    assert app.scopes == []


def test_a_body_that_does_not_say_its_length_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "MAX_BODY_BYTES", 10)
    app, sent = request(Door(), HOST, (b"transfer-encoding", b"chunked"), bodies=[b"12345"] * 3)
    assert status(sent) == 413
    assert app.body == b"12345" * 2
    app, sent = request(Door(), HOST, (b"transfer-encoding", b"chunked"), bodies=[b"12345"] * 2)
    assert status(sent) == 200


def test_pages_of_other_sites_are_refused(users_file: Path) -> None:
    own = request(Door(), HOST, (b"origin", b"http://127.0.0.1:7860"), (b"sec-fetch-site", b"same-origin"))
    assert status(own[1]) == 200
    for headers in [
        [(b"origin", b"http://evil.example")],
        [(b"origin", b"null")],
        [(b"origin", b"http://127.0.0.1:9999")],
        [(b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"cors")],
    ]:
        app, sent = request(Door(), HOST, *headers)
        assert status(sent) == 403
        assert app.scopes == []
        app, sent = request(Door(Users.load(users_file)), HOST, basic("ada", PASSWORD), *headers)
        assert status(sent) == 403
    link = request(Door(), HOST, (b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"navigate"))
    assert status(link[1]) == 200


def test_behind_a_proxy_the_browsers_own_word_counts() -> None:
    door, user = Door(proxy_header="x-user"), (b"x-user", b"ada")
    assert status(request(door, HOST, user, (b"origin", b"https://attest.news.example"), (b"sec-fetch-site", b"same-origin"))[1]) == 200
    assert status(request(door, HOST, user, (b"origin", b"https://evil.example"), (b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"cors"))[1]) == 403
    form = request(door, HOST, user, (b"sec-fetch-site", b"cross-site"), (b"sec-fetch-mode", b"navigate"), method="POST")
    assert status(form[1]) == 403
