"""Scale: one search at growing sizes of a corpus, with what it takes in memory, on disk and at opening.

Corpora and vectors are generated (``evals/grammar``), so that neither reading
nor embedding is part of what is measured. Times are the processor's, of all
threads, so that a busy machine is no slower than an idle one. Each size is measured in a process of
its own: what is read there is what a process that answers would need.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Final
from unittest.mock import patch

from evals.grammar import DIMENSIONS, GrammarEmbedder, Needle, Statute, question, statutes
from ingest.catalogue import Scope, Stored
from ingest.index import create_index, open_index, writing_lock
from qa.pipeline import Desk
from qa.retrieve import fuse
from qa.settings import Settings
from qa.terms import Vocabulary

K: Final = 60
GROWN: Final = "grown.json"
TOGETHER: Final = 10  # statutes whose vectors are stored at once
TODAY: Final = date(2026, 11, 22)
MOST_GROWTH: Final = 6.0  # of the median search, in a corpus of ...
OVER: Final = 100  # ... times as many passages


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
    worded: int
    needles: int


@dataclass(frozen=True, slots=True)
class Make:
    """How vectors are made: how many numbers one has, and how many neighbours the graph looks at for each (0: as many as that of any index)."""

    dimensions: int = DIMENSIONS
    looked_at: int = 0


@dataclass(frozen=True, slots=True)
class Grown:
    """The needles of a corpus and the seconds of processor that storing it took."""

    needles: tuple[Needle, ...]
    seconds: float

    def write(self, folder: Path) -> None:
        """Keep it beside the index, so that an index that is kept can be measured again."""
        (folder / GROWN).write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Grown:
        """Return what is kept beside an index."""
        kept = json.loads((folder / GROWN).read_text(encoding="utf-8"))
        return cls(tuple(Needle(**needle) for needle in kept["needles"]), kept["seconds"])


def grow(folder: Path, passages: int, make: Make = Make()) -> Grown:
    """Build the index of a corpus of about so many passages."""
    graph = {"ef_construction": make.looked_at} if make.looked_at else {}
    with patch.dict("ingest.index._GRAPH", graph):
        grown = _grow(folder, passages, GrammarEmbedder(make.dimensions))
    grown.write(folder)
    return grown


def _grow(folder: Path, passages: int, embedder: GrammarEmbedder) -> Grown:
    needles, seconds = list[Needle](), 0.0
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
    return Grown(tuple(needles), seconds)


def _groups(laws: Iterator[Statute], size: int) -> Iterator[list[Statute]]:
    while group := list(islice(laws, size)):
        yield group


def measure(folder: Path, questions: int, *, desk: bool, make: Make = Make()) -> Size:
    """Measure an index in this process; ``desk`` asks whole desks too, which hold a map of all places in memory."""
    embedder, scope, grown = GrammarEmbedder(make.dimensions), Scope(TODAY), Grown.read(folder)

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
    near = [needle.passage_id in dense(needle.question) for needle in grown.needles]
    worded = [needle.passage_id in words(needle.question) for needle in grown.needles]
    memory, asked_first, asked = resident(), math.nan, math.nan
    if desk:
        whole = Desk(index, embedder, Settings(index=folder), today=lambda: TODAY)
        asked_first = _timed(whole.search, question(0))
        asked = median(_timed(whole.search, question(n)) for n in range(1, 1 + max(2, questions // 10)))
    return Size(
        index.catalogue.counts().passages, grown.seconds, median(opening), first, median(times[dense]), median(times[words]), median(times[search]),
        quantiles(times[search], n=20)[18], asked, asked_first, memory, resident(), _bytes(folder.glob("catalogue*")), _bytes((folder / "chroma").rglob("*")),
        sum(map(max, near, worded)), sum(near), sum(worded), len(near),
    )  # fmt: skip


def scale(
    folder: Path,
    sizes: Sequence[int],
    questions: int,
    most_asked: int,
    make: Make = Make(),
    told: Callable[[str], None] = lambda line: None,
) -> list[Size]:
    """Build, where it is not there yet, and measure a corpus of each size under a folder; a whole desk is asked up to ``most_asked`` passages."""
    context, found = multiprocessing.get_context("spawn"), []
    for passages in sizes:
        told(f"{passages:,} passages")
        home = folder / str(passages)
        if not (home / GROWN).exists():
            with context.Pool(1) as one:
                one.apply(grow, (home, passages, make))
        with context.Pool(1) as one:
            found.append(one.apply(measure, (home, questions), {"desk": passages <= most_asked, "make": make}))
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
    lines.append(f"| needles put forward by words | {' | '.join(f'{size.worded} of {size.needles}' for size in sizes)} | |")
    base = next(size for size in sizes if size.passages * OVER >= sizes[-1].passages)
    times = sizes[-1].search / base.search
    verdict = "met" if times <= MOST_GROWTH else "not met"
    return "\n".join([*lines, "", f"search p50, {sizes[-1].passages:,} passages over {base.passages:,}: {times:.1f} (target <= {MOST_GROWTH:g}: {verdict})"])


def plot(sizes: Sequence[Size]) -> str:
    """Return the times of a search, and of opening, by size as an SVG file; raises EvalsError where there is nothing to draw with."""
    from evals import plots

    lines = {"search, p50": "search", "search, p95": "search_p95", "words": "words", "vectors": "dense", "opening": "opened"}
    drawn = {name: [(float(size.passages), 1000 * getattr(size, field)) for size in sizes] for name, field in lines.items()}
    return plots.alone(plots.growing("Times of a search by size of the corpus", drawn, "passages", "milliseconds of processor"))


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
