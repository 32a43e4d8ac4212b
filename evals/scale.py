"""Scale: one search at growing sizes of a corpus, with what it takes in memory, on disk and at opening.

Corpora and vectors are generated (``evals/grammar``), so that neither reading
nor embedding is part of what is measured. Times are the processor's, of all
threads, so that a busy machine is no slower than an idle one. Each size is measured in a process of
its own: what is read there is what a process that answers would need.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from evals.grammar import DIMENSIONS, GrammarEmbedder, Needle, Statute, question, statutes
from ingest.catalogue import Scope, Stored
from ingest.index import create_index, open_index, writing_lock
from qa.pipeline import Desk
from qa.retrieve import fuse
from qa.settings import Settings
from qa.terms import Vocabulary

K: Final = 60
TOGETHER: Final = 10  # statutes whose vectors are stored at once
TODAY: Final = date(2026, 11, 22)
MOST_GROWTH: Final = 6.0  # of the median search, from the smallest to the largest corpus


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured at one size; seconds are medians unless they say otherwise, bytes are whole."""

    passages: int
    built: float
    opened: float
    first: float
    dense: float
    words: float
    search: float
    search_p95: float
    desk: float
    desk_first: float
    memory: int
    desk_memory: int
    catalogue: int
    vectors: int
    hits: int
    near: int
    needles: int


def grow(folder: Path, passages: int, dimensions: int = DIMENSIONS) -> tuple[list[Needle], float]:
    """Build the index of a corpus of about so many passages; return its needles and the seconds that storing took."""
    embedder = GrammarEmbedder(dimensions)
    needles, seconds = [], 0.0
    with writing_lock(folder):
        index = create_index(folder, embedder.fingerprint)
        with index.changing():
            for laws in _groups(statutes(passages), TOGETHER):
                held = [[Stored(c.passage, rows[0], rows[1:]) for c in law.chunks for rows in [embedder.encode([c.text, *c.sentences])]] for law in laws]
                started = time.process_time()
                for law, items in zip(laws, held, strict=True):
                    index.catalogue.put(law.document, items, [c.head for c in law.chunks], f"grammar:{law.source.id}", law.source.sha256)
                index.store_together([(items, law.source) for law, items in zip(laws, held, strict=True)])
                seconds += time.process_time() - started
                needles += [law.needle for law in laws if law.needle]
            started = time.process_time()
        seconds += time.process_time() - started
    index.close()
    return needles, seconds


def _groups(laws: Iterator[Statute], size: int) -> Iterator[list[Statute]]:
    while group := list(islice(laws, size)):
        yield group


def measure(folder: Path, needles: Sequence[Needle], built: float, questions: int, *, desk: bool, dimensions: int = DIMENSIONS) -> Size:
    """Measure an index in this process; ``desk`` asks whole desks too, which hold a map of all places in memory."""
    embedder, scope = GrammarEmbedder(dimensions), Scope(TODAY)

    def opened() -> None:
        open_index(folder, embedder.fingerprint).close()

    opening = [_timed(opened) for _ in range(3)]
    index = open_index(folder, embedder.fingerprint)
    vocabulary = Vocabulary(index.catalogue.frequencies(), index.catalogue.counts().passages)

    def dense(asked: str) -> list[str]:
        return [n.passage_id for n in index.nearest(embedder.encode([asked])[0], K, scope)]

    def words(asked: str) -> list[str]:
        return index.catalogue.search_words(vocabulary.expression(vocabulary.concepts(asked)), K, scope)

    def search(asked: str) -> list[str]:
        fused = fuse([dense(asked), words(asked)])
        found = sorted(fused, key=lambda i: -fused[i])[:K]
        index.catalogue.stored(found)
        return found

    first = _timed(search, question(0))
    times = {one: [_timed(one, question(n)) for n in range(1, questions + 1)] for one in (dense, words, search)}
    near = [needle.passage_id in dense(needle.question) for needle in needles]
    hits = sum(seen or needle.passage_id in words(needle.question) for needle, seen in zip(needles, near, strict=True))
    memory, asked_first, asked = resident(), math.nan, math.nan
    if desk:
        whole = Desk(index, embedder, Settings(index=folder), today=lambda: TODAY)
        asked_first = _timed(whole.search, question(0))
        asked = median(_timed(whole.search, question(n)) for n in range(1, 1 + max(2, questions // 10)))
    return Size(
        index.catalogue.counts().passages, built, median(opening), first, median(times[dense]), median(times[words]), median(times[search]),
        quantiles(times[search], n=20)[18], asked, asked_first, memory, resident(), _bytes(folder.glob("catalogue*")), _bytes((folder / "chroma").rglob("*")),
        hits, sum(near), len(needles),
    )  # fmt: skip


def scale(folder: Path, sizes: Sequence[int], questions: int, most_asked: int, told: Callable[[str], None] = lambda line: None) -> list[Size]:
    """Build and measure a corpus of each size under a folder; a whole desk is asked up to ``most_asked`` passages."""
    context, found = multiprocessing.get_context("spawn"), []
    for passages in sizes:
        told(f"{passages:,} passages")
        with context.Pool(1) as one:
            needles, built = one.apply(grow, (folder / str(passages), passages))
        with context.Pool(1) as one:
            found.append(one.apply(measure, (folder / str(passages), needles, built, questions), {"desk": passages <= most_asked}))
    return found


def growth(sizes: Sequence[Size], value: Callable[[Size], float]) -> float:
    """Return the b of value = a * passages ** b, fitted to the logarithms; nan for fewer than two sizes."""
    points = [(math.log(size.passages), math.log(value(size))) for size in sizes if value(size) > 0]
    if len(points) < 2:
        return math.nan
    x, y = (sum(point[i] for point in points) / len(points) for i in (0, 1))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


_COLUMNS: Final[tuple[tuple[str, Callable[[Size], float], Callable[[float], str]], ...]] = (
    ("stored per second", lambda s: s.passages / s.built, lambda v: f"{v:,.0f}"),
    ("open, ms", lambda s: s.opened, lambda v: f"{1000 * v:.0f}"),
    ("first search, ms", lambda s: s.first, lambda v: f"{1000 * v:.0f}"),
    ("vectors p50, ms", lambda s: s.dense, lambda v: f"{1000 * v:.1f}"),
    ("words p50, ms", lambda s: s.words, lambda v: f"{1000 * v:.1f}"),
    ("search p50, ms", lambda s: s.search, lambda v: f"{1000 * v:.1f}"),
    ("search p95, ms", lambda s: s.search_p95, lambda v: f"{1000 * v:.1f}"),
    ("memory, MB", lambda s: s.memory, lambda v: f"{v / 1e6:,.0f}"),
    ("catalogue, MB", lambda s: s.catalogue, lambda v: f"{v / 1e6:,.0f}"),
    ("vector files, MB", lambda s: s.vectors, lambda v: f"{v / 1e6:,.0f}"),
    ("whole desk, first, ms", lambda s: s.desk_first, lambda v: f"{1000 * v:,.0f}"),
    ("whole desk p50, ms", lambda s: s.desk, lambda v: f"{1000 * v:.1f}"),
    ("whole desk, memory, MB", lambda s: s.desk_memory, lambda v: f"{v / 1e6:,.0f}"),
)


def table(sizes: Sequence[Size]) -> str:
    """Return the sizes as a Markdown table with the fitted growth of each line, and whether the targets are met."""
    lines = [f"| passages | {' | '.join(f'{size.passages:,}' for size in sizes)} | growth |", "|---" * (len(sizes) + 2) + "|"]
    for name, value, shown in _COLUMNS:
        cells = ["–" if math.isnan(value(size)) else shown(value(size)) for size in sizes]
        exponent = growth(sizes, value)
        lines.append(f"| {name} | {' | '.join(cells)} | {'–' if math.isnan(exponent) else f'n^{exponent:.2f}'} |")
    lines.append(f"| needles put forward | {' | '.join(f'{size.hits} of {size.needles}' for size in sizes)} | |")
    lines.append(f"| needles put forward by vectors | {' | '.join(f'{size.near} of {size.needles}' for size in sizes)} | |")
    times = sizes[-1].search / sizes[0].search
    verdict = "met" if times <= MOST_GROWTH else "not met"
    return "\n".join([*lines, "", f"search p50, largest over smallest: {times:.1f} (target <= {MOST_GROWTH:g}: {verdict})"])


def resident() -> int:
    """Return the bytes of memory that this process has, as Linux tells it; 0 elsewhere."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if status.exists() else 0


def _timed(work: Callable[..., object], *args: object) -> float:
    started = time.process_time()
    work(*args)
    return time.process_time() - started


def _bytes(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())
