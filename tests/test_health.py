"""Health, readiness and metrics: what they say of a desk and of its index."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest

from ingest.catalogue import FILE_NAME
from ingest.errors import IndexDamagedError
from ingest.index import open_index
from ingest.turns import changing
from qa.page.health import FIRST_LOOK, LOOK_AGAIN, Health, Readiness
from qa.pipeline import Desk
from qa.settings import Settings
from tests.app_fixtures import FakeDesk, report, silence
from tests.factories import FakeEmbedder

SECRET = "Who is the leaker of the harbour files?"


def ask(health: Health, path: str, method: str = "GET") -> tuple[int, dict[bytes, bytes], str]:
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(health({"type": "http", "path": path, "method": method}, None, send))  # type: ignore[arg-type]
    return int(sent[0]["status"]), dict(sent[0]["headers"]), sent[1]["body"].decode()


async def behind(scope: MutableMapping[str, Any], receive: object, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


def test_metrics_are_the_desks_figures_without_a_word_of_a_question() -> None:
    desk = FakeDesk()
    desk.figures.answered(report(SECRET), 0.2)
    desk.figures.answered(silence(SECRET), 0.2)
    status, headers, text = ask(Health(behind, desk), "/metrics")  # type: ignore[arg-type]
    assert (status, headers[b"content-type"]) == (200, b"text/plain; version=0.0.4; charset=utf-8")
    for line in ('attest_questions_total{status="answered",reason=""} 1', 'attest_questions_total{status="abstained",reason="no_evidence"} 1'):
        assert line in text.splitlines()
    assert 'attest_claims_total{support="full"}' in text
    assert 'attest_answer_seconds_bucket{le="0.25"} 2' in text
    assert "leaker" not in text


def test_only_three_addresses_are_taken_and_only_to_be_read() -> None:
    health = Health(behind, FakeDesk())  # type: ignore[arg-type]
    assert ask(health, "/health") == (200, {b"content-type": b"text/plain; charset=utf-8", b"content-length": b"6", b"cache-control": b"no-store"}, "alive\n")
    assert ask(health, "/health", "HEAD")[2] == ""
    assert ask(health, "/health", "POST")[0] == 405
    for path in ("/healthy", "/health/", "/", "/gradio_api/metrics"):
        assert ask(health, path)[2] == "behind"


def test_an_index_is_looked_over_once_in_a_while_and_its_faults_are_told() -> None:
    desk, now = FakeDesk(faults=("a vector is lost",)), [0.0]
    readiness = Readiness(desk, clock=lambda: now[0])  # type: ignore[arg-type]
    health = Health(behind, desk, readiness)  # type: ignore[arg-type]
    first = ask(health, "/ready")
    assert first[0] in {200, 503}
    assert first[2] in {f"{FIRST_LOOK}\n", "a vector is lost\n"}
    readiness.settle()
    assert ask(health, "/ready")[::2] == (503, "a vector is lost\n")
    desk.faults = ()
    assert ask(health, "/ready")[0] == 503, "not looked at again yet"
    now[0] = LOOK_AGAIN
    readiness.problems()
    readiness.settle()
    assert ask(health, "/ready")[::2] == (200, "ready\n")
    desk.faults, now[0] = None, 3 * LOOK_AGAIN
    readiness.problems()
    readiness.settle()
    assert ask(health, "/ready")[0] == 200, "another process writes: what was found last counts"


def test_a_real_index_is_ready_until_a_byte_of_it_changes(built: Path, embedder: FakeEmbedder) -> None:
    desk = Desk(open_index(built), embedder, Settings(built))
    assert desk.problems() == ()
    with changing(built):
        assert desk.problems() is None
    desk.close()
    del desk
    with sqlite3.connect(built / FILE_NAME) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log would else mend the damage
    db.close()
    data = bytearray((built / FILE_NAME).read_bytes())
    at = data.index(b"A ferry company refunds")
    data[at + 2 : at + 7] = b"Ferry"
    (built / FILE_NAME).write_bytes(data)
    found = Desk(open_index(built), embedder, Settings(built)).problems()
    assert found
    assert "1 documents have changed on disk (corpus:gb-ferries-2021)" in found[0]


def test_a_changed_letter_of_a_stored_text_reaches_nobody(built: Path, embedder: FakeEmbedder) -> None:
    question = "When does a ferry company refund a fare?"
    desk = Desk(open_index(built), embedder, Settings(built))
    cited = desk.ask(question).summary[0].citations[0]
    desk.close()
    with sqlite3.connect(built / FILE_NAME) as db:
        db.execute("UPDATE documents SET text = replace(text, ?, ?)", (cited.quote, f"{cited.quote[:-2]}x."))
    db.close()
    desk = Desk(open_index(built), embedder, Settings(built))
    with pytest.raises(IndexDamagedError, match="has changed on disk; run 'attest doctor --repair"):
        desk.ask(question)
    desk.close()
