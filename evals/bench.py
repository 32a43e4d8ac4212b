"""Speed as ratios: what Attest does over the least that could do it, both measured in turn in one run, so that a slow machine is slow for both.

ingest       raw encoding of the same texts in one call, over ingest with parsing, cutting, catalogue and vectors
ask          a cited answer, over embedding the question and one query of Chroma
search       the passages alone, over the same
chain        the passages alone, over a plain LangChain and Chroma chain with the same embedder and the same k
cold         `attest ask` in a new process, over a new process that imports sentence_transformers
unchanged    ingest of an unchanged corpus, over walking its files and hashing them
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from evals.baseline import ChainBaseline
from evals.case import CASES, load_cases
from evals.errors import EvalsError
from evals.system import SEARCHED
from ingest.catalogue import Scope
from ingest.embed import Embedder
from ingest.index import Index, forget_client, open_index
from ingest.pipeline import ingest
from ingest.source import corpus_folder
from qa.pipeline import Desk
from qa.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Clock = Callable[[], float]
# What is done in a round; it is given the number of the round, so that no two rounds ask the same.
Work = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Rounds:
    """How often each thing is done, and how many of the bundled corpus's files are ingested."""

    questions: int
    ingests: int
    files: int
    starts: int


FULL: Final = Rounds(questions=100, ingests=5, files=40, starts=7)
QUICK: Final = Rounds(questions=12, ingests=1, files=6, starts=2)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One thing over its floor: the ratio of their medians, the middle half of the ratios of single rounds, and what it is held against.

    A ``least`` target is kept from below (a throughput), any other from above (a time).
    """

    name: str
    value: float
    low: float
    high: float
    target: float
    ours: float
    floor: float
    rounds: int
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether the target is kept."""
        return self.value >= self.target if self.least else self.value <= self.target


def interleave(works: Mapping[str, Work], rounds: int, clock: Clock = time.perf_counter) -> dict[str, list[float]]:
    """Do each work once unmeasured and then once a round, and return the seconds of each.

    Another one goes first in every round, so that none always finds the caches as the same other one left them.
    """
    names = list(works)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        works[name](0)
    for number in range(1, rounds + 1):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            started = clock()
            works[name](number)
            seconds[name].append(clock() - started)
    return seconds


def ratio(name: str, ours: Sequence[float], floor: Sequence[float], target: float, *, least: bool = False) -> Ratio:
    """Compare times round by round; for a ``least`` target they are turned into throughput, so that more is better."""
    above, below = (floor, ours) if least else (ours, floor)
    single = [a / b for a, b in zip(above, below, strict=True)]
    low, _, high = quantiles(single, n=4, method="inclusive") if len(single) > 1 else (single[0],) * 3
    return Ratio(name, median(above) / median(below), low, high, target, median(ours), median(floor), len(single), least)


def table(ratios: Sequence[Ratio]) -> str:
    """Return a line for each ratio: its value, its middle half, its target, whether that is met, the medians and the rounds."""
    lines = [f"{'':<12}{'ratio':>8}{'middle half':>18}{'target':>10}{'':>10}{'ours':>12}{'floor':>12}{'rounds':>8}"]
    for one in ratios:
        half, target = f"[{one.low:.2f}, {one.high:.2f}]", f"{'>=' if one.least else '<='} {one.target:.2f}"
        seconds = f"{_seconds(one.ours):>12}{_seconds(one.floor):>12}"
        lines.append(f"{one.name:<12}{one.value:>8.2f}{half:>18}{target:>10}{'met' if one.met else 'not met':>10}{seconds}{one.rounds:>8}")
    return "\n".join(lines)


def bench(index: Path, embedder: Embedder, rounds: Rounds, told: Callable[[str], None] = lambda name: None) -> list[Ratio]:
    """Measure all ratios on an index of the bundled corpus, which is left as it is; raises EvalsError where something cannot be measured."""
    found = []
    with TemporaryDirectory(prefix="attest-bench-") as name:
        told("questions")
        found += _questions(open_index(index, embedder.fingerprint), embedder, rounds.questions)
        told("ingest")
        found.append(_ingests(Path(name), embedder, rounds))
        told("unchanged corpus")
        found.append(_unchanged(index, Path(name) / "copy", embedder, 3 * rounds.starts))
        told("cold start")
        found.append(_cold(index, rounds.starts))
    return found


def _questions(index: Index, embedder: Embedder, rounds: int) -> list[Ratio]:
    cases = [case.question for case in load_cases(CASES / "dev.jsonl") if case.kind == "answerable" and not case.before]
    questions = list(dict.fromkeys(cases))
    if rounds >= len(questions):
        raise EvalsError(f"{CASES / 'dev.jsonl'} has {len(questions)} questions, but {rounds + 1} are needed, each for one round; add questions or take fewer")
    # A desk remembers the questions it has embedded, so that asking and searching have one each.
    asking, searching = (Desk(index, embedder, Settings(index=index.folder)) for _ in range(2))
    chain = ChainBaseline(index, embedder)
    day = Scope(date.today())
    works: dict[str, Work] = {
        "floor": lambda i: index.nearest_in_store([embedder.encode([questions[i]])[0]], SEARCHED, day),
        "ask": lambda i: asking.ask(questions[i]),
        "search": lambda i: searching.search(questions[i], SEARCHED),
        "chain": lambda i: chain.search(questions[i], SEARCHED),
    }
    seconds = interleave(works, rounds)
    return [
        ratio("ask", seconds["ask"], seconds["floor"], 4.0),
        ratio("search", seconds["search"], seconds["floor"], 1.5),
        ratio("chain", seconds["search"], seconds["chain"], 1.0),
    ]


class _Recorder:
    """The embedder, with a note of every text that it was given."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        return self._embedder.encode(texts)


def _ingests(folder: Path, embedder: Embedder, rounds: Rounds) -> Ratio:
    files = sorted(corpus_folder().glob("digests/*/*.md"))
    files = files[:: max(1, len(files) // rounds.files)][: rounds.files]
    recorder = _Recorder(embedder)
    ingest(files, folder / "first", recorder)

    def whole(number: int) -> None:
        ingest(files, folder / f"ingest-{number}", embedder)

    seconds = interleave({"floor": lambda number: embedder.encode(recorder.texts), "ours": whole}, rounds.ingests)
    return ratio("ingest", seconds["ours"], seconds["floor"], 0.90, least=True)


def _unchanged(index: Path, copy: Path, embedder: Embedder, rounds: int) -> Ratio:
    """The first ingest, which is not measured, brings the copy up to date; the others find nothing to do."""
    shutil.copytree(index, copy)
    corpus = corpus_folder()
    try:
        seconds = interleave({"floor": lambda number: walk_and_hash(corpus), "ours": lambda number: ingest([], copy, embedder)}, rounds)
    finally:
        forget_client(copy)
    return ratio("unchanged", seconds["ours"], seconds["floor"], 3.0)


def walk_and_hash(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file under a folder: the least that can tell that none has changed."""
    found = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root) / name
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _cold(index: Path, rounds: int) -> Ratio:
    question = "What is the fine for failing to report to NCMEC?"
    ours = [sys.executable, "-m", "qa", "ask", question, "--index", str(index.resolve())]
    floor = [sys.executable, "-c", "import sentence_transformers"]
    seconds = interleave({"floor": lambda number: _start(floor), "ours": lambda number: _start(ours)}, rounds)
    return ratio("cold", seconds["ours"], seconds["floor"], 1.6)


def _start(command: Sequence[str]) -> None:
    home = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 3}:  # 3: refused
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        raise EvalsError(f"'{' '.join(command[1:4])} ...' ended with exit code {done.returncode}: {last[0]}")


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{1000 * value:.1f} ms"
