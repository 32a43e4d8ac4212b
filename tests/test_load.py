"""Fifty readers at once: no error, no answer that belongs to another, and what it costs in time and memory.

``pytest tests/test_load.py --load-seconds 120 -s`` asks for two minutes; without it each reader asks a few questions of a desk without a model.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import httpx
import pytest

from tests.conftest import ROOT
from tests.page_fixtures import SERVED, free_port

pytestmark = SERVED
READERS = 50
FEW = 3
# The real desk answers these; each is told apart from the others by its own words.
QUESTIONS = (
    "What is the fine for failing to report to NCMEC?",
    "Must UK platforms report to the NCA?",
    "When must a hosting service notify suspected crimes under the Digital Services Act?",
    "What is a 2703(d) order?",
    "How long must a provider preserve the contents of a report?",
)
# The page of a desk without a model, or of an index, in a process of its own so that its memory can be read.
SERVER = """
import sys, threading
from app import open_page
from qa.page.heap import few_heaps
few_heaps()
if sys.argv[2]:
    from qa import open_desk
    desk = open_desk(sys.argv[2])
else:
    from tests.app_fixtures import FakeDesk
    desk = FakeDesk()
open_page(desk, port=int(sys.argv[1]))
print("open", flush=True)
threading.Event().wait()
"""


@dataclass
class Tally:
    """What the readers saw: seconds each answer took, failures, and answers to another's question."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    port = free_port()
    index = ROOT / ".attest" / "index" if request.config.getoption("--load-seconds") else ""
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-c", SERVER, str(port), str(index)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


async def read(client: httpx.AsyncClient, address: str, reader: int, until: float, tally: Tally) -> None:
    """Ask one question after the other, each with this reader's own mark in it, over the API of the page."""
    asked = 0
    while asked < FEW if not until else time.monotonic() < until:
        question = f"{QUESTIONS[(reader + asked) % len(QUESTIONS)]} (desk {reader}-{asked})"
        asked += 1
        start = time.monotonic()
        try:
            joined = await client.post(f"{address}/gradio_api/call/ask", json={"data": [question]})
            reply = await client.get(f"{address}/gradio_api/call/ask/{joined.json()['event_id']}")
        except (httpx.HTTPError, KeyError, ValueError) as error:
            tally.failed.append(repr(error))
            continue
        tally.seconds.append(time.monotonic() - start)
        event, _, data = reply.text.strip().rpartition("data: ")
        if "event: complete" not in event:
            tally.failed.append(reply.text[:200])
        elif json.loads(data)[0]["question"] != question:
            tally.mixed.append(question)


async def readers(address: str, seconds: int) -> Tally:
    tally = Tally()
    until = time.monotonic() + seconds if seconds else 0.0
    limits = httpx.Limits(max_connections=2 * READERS)
    async with httpx.AsyncClient(timeout=300, limits=limits) as client:
        await asyncio.gather(*(read(client, address, reader, until, tally) for reader in range(READERS)))
    return tally


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory as Linux tells it")
def test_fifty_readers_at_once_each_get_their_own_answer(server: tuple[str, int], request: pytest.FixtureRequest) -> None:
    address, pid = server
    seconds = request.config.getoption("--load-seconds")
    if seconds:
        asyncio.run(readers(address, 0))  # what is loaded and cached once is no growth
    before = resident_mb(pid)
    start = time.monotonic()
    tally = asyncio.run(readers(address, seconds // 2))
    half = resident_mb(pid)
    second = asyncio.run(readers(address, seconds // 2))
    took, after = time.monotonic() - start, resident_mb(pid)
    tally = Tally(tally.seconds + second.seconds, tally.failed + second.failed, tally.mixed + second.mixed)
    cuts = quantiles(tally.seconds, n=20)
    told = f"{len(tally.seconds)} answers in {took:.0f} s, p50 {cuts[9]:.2f} s, p95 {cuts[18]:.2f} s, memory {before:.0f} -> {half:.0f} -> {after:.0f} MB"
    print(f"\n{READERS} readers: {told}, {len(tally.failed)} failed, {len(tally.mixed)} mixed")
    assert tally.failed == []
    assert tally.mixed == []
    assert len(tally.seconds) >= READERS * (1 if seconds else FEW)
    # With --load-seconds everything is loaded before memory is read for the first time, without them it is loaded meanwhile.
    assert after < (before * 1.03 if seconds else before * 1.2 + 50), "memory grows"
