"""Faults: kill -9, full disks, damaged files and the rest of ``tests/faults/matrix.py``; after each, nothing that was committed is lost.

``pytest tests/test_faults.py --fault-points 100`` kills at a hundred points of each deed, tries the other faults at 25, and writes docs/faults.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT
from tests.faults.bench import Bench
from tests.faults.matrix import FAULTS, Fault, NotHere

TABLE = ROOT / "docs" / "faults.md"
INTRODUCTION = """# Faults

What was done to an index, and what became of it. Made by `pytest tests/test_faults.py --fault-points N`; a plain run of the tests tries one point of each.
The points are drawn by a fixed seed: a step of a writer is a statement to the catalogue, a file opened for writing or renamed, or a call of the vector store.
A trial that breaks the promise fails the test, so every row says how the fault showed itself, not whether the promise held.

| fault | must hold | seen |
|---|---|---|
"""


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench()
    try:
        yield bench
    finally:
        bench.close()


@pytest.fixture(scope="module")
def seen(request: pytest.FixtureRequest) -> Iterator[dict[str, Counter[str]]]:
    found: dict[str, Counter[str]] = {}
    yield found
    if request.config.getoption("--fault-points") and len(found) == len(FAULTS):
        TABLE.write_text(INTRODUCTION + "".join(row(fault, found[fault.name]) for fault in FAULTS), encoding="utf-8")


def row(fault: Fault, counts: Counter[str]) -> str:
    return f"| {fault.name} | {fault.promise} | {'; '.join(f'{n} × {how}' for how, n in sorted(counts.items()))} |\n"


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_nothing_committed_is_lost_doubled_or_changed(fault: Fault, bench: Bench, seen: dict[str, Counter[str]], request: pytest.FixtureRequest) -> None:
    points = fault.points(request.config.getoption("--fault-points") or 1)
    found: Counter[str] = Counter()
    try:
        for number in range(points):
            found[fault.run(bench, number)] += 1
    except NotHere as reason:
        pytest.skip(str(reason))
    seen[fault.name] = found


def test_the_document_lists_every_fault_of_the_matrix() -> None:
    text = TABLE.read_text(encoding="utf-8")
    rows = [line.split(" | ")[0].removeprefix("| ") for line in text.splitlines() if line.startswith("| ")][1:]
    assert rows == [fault.name for fault in FAULTS]
    assert text.startswith(INTRODUCTION)
