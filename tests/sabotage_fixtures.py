"""A small honest system over an invented harbour law, the cases that it gets right, and what replies are put through to spoil them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from evals.case import Case, Held
from evals.run import SplitResult, Yardstick, run_split
from evals.split_metrics import split_metrics
from evals.system import SEARCHED, Cited, Found, Reply, Said, System
from ingest.catalogue import Scope
from ingest.document import Passage
from ingest.index import Index, open_index
from ingest.pipeline import ingest
from qa.support import support
from tests.evals_fixtures import make_case, make_refusal
from tests.factories import CorpusFolder, FakeEmbedder

BUOYS, LAMPS, PILOTS, FERRIES = "40 U.S.C. § 7001", "40 U.S.C. § 7002", "40 U.S.C. § 7003", "Ferries Act 2021"
OLD, NEW = date(2023, 1, 1), date(2026, 1, 1)


def sabotage_corpus(path: Path) -> CorpusFolder:
    """Write invented laws on buoys (two versions), lamps, pilots and ferries: one sentence in each place."""
    corpus = CorpusFolder(path)
    corpus.add(
        "us-40usc-7001",
        BUOYS,
        {"(a) — Buoys": ["A harbour master shall report a lost buoy to the coast office within 30 days."]},
        file="us/7001-2019.md",
        version={"valid_from": date(2019, 3, 1), "valid_to": date(2024, 6, 30)},
    )
    corpus.add(
        "us-40usc-7001",
        BUOYS,
        {
            "(a) — Buoys": ["A harbour master shall report a lost buoy to the coast office within 10 days."],
            "(b) — Crates": ["A harbour master shall not open a stranded crate unless a customs officer is present."],
            "(f)(1) — Barrels": ["A stranded barrel stays sealed for 6 weeks."],
            "(c) — Search": ["Nobody is required to search the seabed for anchors."],
            "(e) — Fine": ["Whoever hides a lost anchor pays a fine of up to $850,000."],
        },
        version={"valid_from": date(2024, 7, 1)},
    )
    corpus.add(
        "us-40usc-7002",
        LAMPS,
        {"(a) — Lamps": ["A lighthouse keeper shall trim the lamps at dusk."], "(b) — Oil": ["A lighthouse keeper may burn whale oil or gas."]},
    )
    corpus.add(
        "us-40usc-7003",
        PILOTS,
        {"(a) — Charts": ["A pilot shall keep the charts of a voyage for 3 years."], "(b) — Whistles": ["A tug sounds its whistle in fog."]},
    )
    corpus.add(
        "gb-ferries-2021",
        FERRIES,
        {
            ", s 3(1) — Refunds": ["A ferry company shall refund a ticket within 14 days when a crossing is cancelled."],
            ", s 3(2) — Children": ["A ferry company shall not charge children for bicycles."],
            ", s 9 — Cattle": ["Cattle travel on the lower deck only."],
        },
        file="gb/ferries.md",
        jurisdiction="GB",
    )
    return corpus


def _ask(number: int, question: str, gold: list[str], nuggets: list[list[str]], **changes: object) -> Case:
    return make_case(id=f"s-{number}", question=question, gold=gold, nuggets=nuggets, **changes)


_A, _B, _C, _E = (f"{BUOYS}({place})" for place in "abce")
_BARRELS, _REFUND, _CHILDREN = f"{BUOYS}(f)(1)", f"{FERRIES}, s 3(1)", f"{FERRIES}, s 3(2)"
_SOON = "How soon shall a harbour master report a lost buoy to the coast office?"

CASES: tuple[Case, ...] = (
    _ask(1, _SOON, [_A], [["10 days"]], as_of=NEW.isoformat(), pair="buoys", must_not=["30 days"]),
    _ask(2, _SOON, [_A], [["30 days"]], as_of=OLD.isoformat(), pair="buoys", must_not=["10 days"]),
    _ask(3, "May a harbour master open a stranded crate?", [_B], [["shall not open"], ["unless a customs officer"]]),
    _ask(4, "Is anybody required to search the seabed for anchors?", [_C], [["nobody is required"]]),
    _ask(5, "What fine does one pay who hides a lost anchor?", [_E], [["$850,000"]], paraphrases=["A lost anchor: what fine does one pay who hides it?"]),
    _ask(6, "When shall a lighthouse keeper trim the lamps?", [f"{LAMPS}(a)"], [["at dusk"]], paraphrases=["Lamps: when does a lighthouse keeper trim them?"]),
    _ask(7, "May a lighthouse keeper burn whale oil?", [f"{LAMPS}(b)"], [["may burn"]]),
    _ask(8, "How long shall a pilot keep the charts of a voyage?", [f"{PILOTS}(a)"], [["3 years"]]),
    _ask(9, "How soon shall a ferry company refund a ticket when a crossing is cancelled?", [_REFUND], [["14 days"]], jurisdiction="GB"),
    _ask(10, "May a ferry company charge children for bicycles?", [_CHILDREN], [["shall not charge"]], jurisdiction="GB"),
    _ask(
        11, "How soon shall a harbour master report a lost buoy, and how soon shall a ferry company refund a ticket?", [_A, _REFUND],
        [["10 days"], ["14 days"]], gold_all=[[_A], [_REFUND]],
    ),
    _ask(
        12, "How long shall a pilot keep charts, and how long does a stranded barrel stay sealed?", [f"{PILOTS}(a)", _BARRELS],
        [["3 years"], ["6 weeks"]], gold_all=[[f"{PILOTS}(a)"], [_BARRELS]],
    ),
    _ask(13, "And how much?", [_E], [["$850,000"]], before=["Does one pay a fine who hides a lost anchor?"]),
    _ask(14, "And for how long?", [_BARRELS], [["6 weeks"]], before=["Does a stranded barrel stay sealed?"]),
    make_refusal(id="s-15", question="Who pays for a sunken submarine at night?"),
    make_refusal(id="s-16", question="How long shall a whaler keep his harpoons sharp?"),
    make_refusal(id="s-17", question="What does a lobster licence cost in winter?"),
    make_refusal(id="s-18", question="Must a diver wear two tanks under ice?"),
)  # fmt: skip

_STOP = frozenset("a an the and or of to in on at for who what when where how long much soon does do is one shall may may must it its them".split())


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"\w+", text.lower())} - _STOP


class Honest:
    """Finds with the index, says the nearest sentence for each part of a question, and refuses where its words are not there."""

    name = "honest"
    NEEDED = 0.6

    def __init__(self, index: Index) -> None:
        self._index = index
        self._embedder = FakeEmbedder()

    def reply(self, case: Case) -> Reply:
        question = " ".join((*case.before, case.question))
        parts = question.split(", and ")
        ranked = [self._search(part, case.day) for part in parts]
        shares = [len(_words(part) & _words(ranking[0].text)) / max(1, len(_words(part))) for part, ranking in zip(parts, ranked, strict=True)]
        found = tuple(_found(p) for group in zip(*ranked, strict=True) for p in group)[:SEARCHED]
        said = [ranking[0] for ranking in ranked] if min(shares) >= self.NEEDED else []
        numbers = {d: n for n, d in enumerate(dict.fromkeys(p.document_id for p in said), 1)}
        claims = tuple(Said(p.text, (_cited(p, numbers[p.document_id]),), in_summary=True) for p in said)
        return Reply(bool(said), claims, found, 1.0 if said else None, min(shares), 0.01, listed=tuple(numbers.values()))

    def passages(self) -> list[Passage]:
        stored = self._index.catalogue.stored([i for i, _, _ in self._index.catalogue.places()])
        return [stored[i].passage for i in sorted(stored)]

    def _search(self, question: str, day: date) -> list[Passage]:
        near = self._index.nearest(self._embedder.encode([question])[0], SEARCHED, Scope(day))
        stored = self._index.catalogue.stored([n.passage_id for n in near])
        passages = [stored[n.passage_id].passage for n in near]
        return sorted(passages, key=lambda p: -len(_words(question) & _words(p.text)))  # a stable sort: the nearest of those with as many words


def _found(passage: Passage) -> Found:
    return Found(str(passage.pinpoint), passage.document_id, passage.start, passage.end)


def _cited(passage: Passage, n: int) -> Cited:
    return Cited(str(passage.pinpoint), passage.document_id, passage.start, passage.end, passage.text, n)


@dataclass(frozen=True)
class Spoilt:
    """A system whose question or reply is changed on the way."""

    inner: System
    spoil: Callable[[Case, Reply], Reply] = lambda case, reply: reply
    ask: Callable[[Case], Case] = lambda case: case
    name: str = "spoilt"

    def reply(self, case: Case) -> Reply:
        return self.spoil(case, self.inner.reply(self.ask(case)))


@dataclass(frozen=True)
class Bench:
    """The honest system with its index, and what replies are measured with."""

    honest: Honest
    yardstick: Yardstick
    passages: tuple[Passage, ...]

    def measure(self, system: System) -> Mapping[str, float]:
        """Return every metric of a run of the cases, those of the split with them."""
        run: SplitResult = run_split("dev", CASES, system, self.yardstick, workers=1)
        assert run.count(outcome="crashed") == 0
        return {name: total.value for name, total in run.totals().items()} | split_metrics(run)

    def passage(self, place: str) -> Passage:
        return next(p for p in self.passages if str(p.pinpoint) == place)

    def others(self, reply: Reply) -> list[Passage]:
        """The passages of other documents than those that a reply cites."""
        cited = {c.document_id for claim in reply.claims for c in claim.citations}
        return [p for p in self.passages if p.document_id not in cited]


def make_bench(folder: Path) -> Bench:
    """Ingest the invented laws and return the honest system over them."""
    corpus = sabotage_corpus(folder / "corpus")
    ingest([], folder / "index", FakeEmbedder(), corpus=corpus.path)
    index = open_index(folder / "index", FakeEmbedder().fingerprint)
    honest = Honest(index)
    passages = tuple(honest.passages())
    sources = index.catalogue.sources()
    held = [Held(sources[p.document_id], p.pinpoint, p.text, p.start, p.end) for p in passages]
    return Bench(honest, Yardstick(held, lambda claim, text: support(claim, text).label == "full"), passages)


def each_claim(change: Callable[[Said], Said]) -> Callable[[Case, Reply], Reply]:
    """Return what changes every claim of a reply."""
    return lambda case, reply: replace(reply, claims=tuple(change(claim) for claim in reply.claims))


def each_citation(change: Callable[[Cited], Cited]) -> Callable[[Case, Reply], Reply]:
    """Return what changes every citation of a reply."""
    return each_claim(lambda claim: replace(claim, citations=tuple(change(c) for c in claim.citations)))
