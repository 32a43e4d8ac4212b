"""Fit what tells whether texts without listed questions answer one (``qa.unlisted``): on sets that others wrote, and on our own dev questions.

    policyqa     answerable: questions that people marked in a policy. Not: the same without the paragraphs marked for their kind of practice,
                 and questions on a kind that nothing in the policy is marked for
    contractnli  answerable: hypotheses that a contract decides. Not: those it does not mention, and a third of the others without the spans that decide
    mtrag        answerable: turns of a talk that the pages answer, with our own answers before them. Not: those they do not, and the others
                 without the passages that answer
    dev          our own dev and fitting questions, asked of the bundled corpus as if it listed none; and without the section that answers

All but the last are asked what was asked of another set, too. Each set is judged by weights that were fitted on the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from evals import outside_sets as sets
from evals.case import Case
from evals.fit import Decision, Unlisted, fit_decision
from evals.outside import Talks, number_of, pages_of, seen, write_index
from evals.split_metrics import auroc
from ingest.catalogue import Scope
from ingest.embed import Embedder
from ingest.index import open_index
from ingest.pinpoint import Pinpoint
from qa.abstain import asks_whole, certain, signals
from qa.compose import rank
from qa.conversation import History, standalone
from qa.pipeline import Desk, searched
from qa.retrieve import Found, Retrieval, Retriever
from qa.route import Route
from qa.settings import Settings
from qa.terms import Vocabulary, stems
from qa.unlisted import cover

if TYPE_CHECKING:
    from numpy.typing import NDArray

_Item = TypeVar("_Item")

ASKED, UNMARKED, STRANGE = 22, 10, 6  # questions for each policy
CONTRACTS, STRANGE_TO_CONTRACT, STRANGE_TO_PAGES = 40, 3, 60
EVERY_THIRD: Final = 3
LEFT: Final = 8  # so many paragraphs a policy keeps at least
# Of these kinds almost every paragraph of a policy tells something, marked or not.
VAGUE: Final = ("|||Does", "|||Does Not", "|||Other", "|||Generic personal information")
STRANGER, CLASS_WEIGHT = 0.5, 100.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A question as the decision sees it: its set, what is done to it ("asked" where nothing is), whether it has an answer, and its readings' signals."""

    of: str
    case: str
    answerable: bool
    readings: tuple[tuple[float, ...], ...]


class Without(Retriever):
    """A retriever that finds and counts nothing of some passages, as if they had never been ingested."""

    def __init__(self, of: Retriever, left_out: Collection[str]) -> None:
        """Take a retriever and the ids of the passages."""
        super().__init__(of.index, of.embedder, of.candidates + len(left_out))
        self._of, self._left, self._k = of, frozenset(left_out), of.candidates
        self.__dict__["asked"] = of.asked

    def _rankings(self, vectors: Sequence[NDArray[np.float32]], query: str, scope: Scope) -> list[list[str]]:
        return [[i for i in ranking if i not in self._left][: self._k] for ranking in super()._rankings(vectors, query, scope)]

    def _find(self, question: str, scope: Scope, route: Route | None) -> Found:
        found = super()._find(question, scope, route)
        return replace(found, stored={i: item for i, item in found.stored.items() if i not in self._left})

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the other passages."""
        held = self.index.catalogue.stored(sorted(self._left)).values()
        gone = Counter(s for item in held for s in stems(f"{item.passage.heading} {item.passage.text}"))
        left = {s: n - gone[s] for s, n in self.index.catalogue.frequencies().items() if n > gone[s]}
        return Vocabulary(left, self.index.catalogue.counts().passages - len(self._left))


@dataclass(frozen=True, slots=True)
class Texts:
    """Some texts as they are searched: a desk, its retriever, and the passages by document and number of the paragraph."""

    desk: Desk
    retriever: Retriever
    passages: Mapping[tuple[str, int], Sequence[str]]

    def ids(self, numbers: Iterable[int]) -> list[str]:
        """Return the passages of some paragraphs of the only document."""
        (document,) = {document for document, _ in self.passages}
        return [i for n in numbers for i in self.passages.get((document, n), ())]


def everything(folders: Mapping[str, Path], embedder: Embedder, kept: Path) -> list[Judged]:
    """Ask all questions of the outside sets in the folders given by their names; indexes are kept in a folder, or made there."""
    policy = sorted({q.question for one in sets.read_policyqa(folders["policyqa"]) for p in one.paragraphs for q in p.qas})
    first = sorted({task.questions[0] for task in sets.read_mtrag(folders["mtrag"]).tasks})
    hypotheses = sorted(label.hypothesis for label in sets.read_contractnli(folders["contractnli"]).labels.values())
    return [
        *policies(folders["policyqa"], embedder, kept, first),
        *contracts(folders["contractnli"], embedder, kept, [*first, *policy]),
        *talks(folders["mtrag"], embedder, kept, [*policy, *hypotheses]),
    ]


def policies(path: Path, embedder: Embedder, kept: Path, strange: Sequence[str]) -> Iterator[Judged]:
    """Ask the questions of PolicyQA of its policies."""
    read = sets.read_policyqa(path)
    marked = {policy.title: _marked(policy) for policy in read}
    every = sorted({one for of in marked.values() for one in of})
    for policy in read:
        of, mine = _texts(f"p-{policy.title}", {policy.title: [p.context for p in policy.paragraphs]}, embedder, kept), marked[policy.title]
        kinds: dict[str, set[int]] = defaultdict(set)
        for (kind, _), numbers in mine.items():
            kinds[kind] |= numbers
        for kind, question in _some(sorted(mine), ASKED, policy.title):
            yield from _judged("policyqa", "asked", True, of.retriever, question)
            if len(policy.paragraphs) - len(kinds[kind]) >= LEFT and not kind.endswith(VAGUE):
                yield from _judged("policyqa", "left out", False, Without(of.retriever, of.ids(kinds[kind])), question)
        for _, question in _some([one for one in every if one[0] not in kinds and not one[0].endswith(VAGUE)], UNMARKED, policy.title):
            yield from _judged("policyqa", "unmarked", False, of.retriever, question)
        for question in _some(strange, STRANGE, policy.title):
            yield from _judged("policyqa", "strange", False, of.retriever, question)


def contracts(path: Path, embedder: Embedder, kept: Path, strange: Sequence[str]) -> Iterator[Judged]:
    """Ask the hypotheses of ContractNLI of its contracts."""
    read = sets.read_contractnli(path)
    for contract in read.documents[:CONTRACTS]:
        of = _texts(f"c-{contract.id}", {f"contract {contract.id}": contract.pieces}, embedder, kept)
        numbers = {span: n for n, span in enumerate((i for i, piece in enumerate(contract.pieces) if seen(piece)), 1)}  # a blank span is no paragraph
        decided = {name: a for name, a in sorted(contract.annotations.items()) if a.choice != "NotMentioned"}
        for name in sorted(contract.annotations):
            case = "asked" if name in decided else "not mentioned"
            yield from _judged("contractnli", case, name in decided, of.retriever, read.labels[name].hypothesis)
        for name in _some(list(decided), len(decided) // EVERY_THIRD, str(contract.id)):
            left_out = of.ids(numbers[span] for span in decided[name].spans if span in numbers)
            yield from _judged("contractnli", "left out", False, Without(of.retriever, left_out), read.labels[name].hypothesis)
        for question in _some(strange, STRANGE_TO_CONTRACT, str(contract.id)):
            yield from _judged("contractnli", "strange", False, of.retriever, question)


def talks(path: Path, embedder: Embedder, kept: Path, strange: Sequence[str]) -> Iterator[Judged]:
    """Ask the turns of MTRAG of its pages; what overlaps a passage that answers is left out with it."""
    read = sets.read_mtrag(path)
    pages = pages_of(read.pool)
    of = _texts("mtrag", {label: [p.text for p in group] for label, group in pages.items()}, embedder, kept)
    talk = Talks(of.desk, pages)
    at = {doc_id: of.passages.get(place, ()) for place, doc_id in talk.ids.items()}
    for task in sorted(read.tasks, key=lambda t: (t.conversation_id, t.turn)):
        if task.answerable is None:
            continue
        history = talk.history(task.questions[:-1])
        yield from _judged("mtrag", "asked", task.answerable, of.retriever, task.questions[-1], history)
        if task.gold:
            left_out = [i for doc_id, ids in at.items() if any(_overlap(doc_id, gold) for gold in task.gold) for i in ids]
            yield from _judged("mtrag", "left out", False, Without(of.retriever, left_out), task.questions[-1], history)
    for question in _some(strange, STRANGE_TO_PAGES, "mtrag"):
        yield from _judged("mtrag", "strange", False, of.retriever, question)


def bundled(retriever: Unlisted, cases: Iterable[Case]) -> Iterator[Judged]:
    """Ask our own questions of the bundled corpus as if it listed none."""
    for case in cases:
        if not case.before:
            yield from _judged("dev", "asked", case.kind == "answerable", retriever, case.question, day=case.day)
            sections = {Pinpoint.parse(place).section for place in case.gold}
            if sections:
                left_out = [i for i, _, place in retriever.index.catalogue.places() if place.section in sections]
                yield from _judged("dev", "left out", False, Without(retriever, left_out), case.question, day=case.day)


def fit_unlisted(found: Sequence[Judged]) -> tuple[NDArray[np.float64], float]:
    """Return weights and bias: every set weighs the same, and so do the things done within it, but what was asked of another set weighs half.

    Of a follow-up, the reading that joins it to the talk is fitted on.
    """
    counts = Counter((one.of, one.answerable, one.case) for one in found)
    cases: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for of, answerable, case in counts:
        cases[of, answerable].add(case)

    def weight(one: Judged) -> float:
        whole = sum(_share(case) for case in cases[one.of, one.answerable])
        return CLASS_WEIGHT * _share(one.case) / whole / counts[one.of, one.answerable, one.case]

    return fit_decision([Decision(np.array(one.readings[0]), one.answerable, weight(one), one.of) for one in found])


def crossed(found: Sequence[Judged]) -> dict[tuple[str, str], tuple[float | None, list[float], list[float]]]:
    """Judge each set by weights fitted on the others: for what is done to it, the AUROC, and how likely the answerable and the others are said to be."""
    told: dict[tuple[str, str], tuple[float | None, list[float], list[float]]] = {}
    for of in sorted({one.of for one in found}):
        weights, bias = fit_unlisted([one for one in found if one.of != of])
        mine = [one for one in found if one.of == of]
        likely = {id(one): float(np.mean([1 / (1 + np.exp(-(np.array(x) @ weights + bias))) for x in one.readings])) for one in mine}
        yes = [likely[id(one)] for one in mine if one.answerable]
        for case in sorted({one.case for one in mine if not one.answerable}):
            no = [likely[id(one)] for one in mine if not one.answerable and one.case == case]
            told[of, case] = auroc([*yes, *no], [*(True for _ in yes), *(False for _ in no)]), yes, no
    return told


def _judged(of: str, case: str, answerable: bool, retriever: Retriever, question: str, history: History = (), day: date | None = None) -> Iterator[Judged]:
    """Yield a question with its signals; nothing where a certain sign decides it."""
    retrieval = searched(retriever, question, history, standalone(question, history), Scope(day or date.today()))
    ranked = rank(retrieval)
    if ranked and certain(retrieval, ranked) is None and not asks_whole(retrieval, ranked):
        yield Judged(of, case, answerable, tuple(_cover(one) for one in retrieval.readings or (retrieval,) if rank(one)))


def _cover(retrieval: Retrieval) -> tuple[float, ...]:
    ranked = rank(retrieval)
    return astuple(cover(retrieval, ranked, signals(retrieval, ranked)))


def _texts(name: str, texts: Mapping[str, Sequence[str]], embedder: Embedder, kept: Path) -> Texts:
    """Open the index of some texts, made once and kept."""
    folder = kept / name
    settings = Settings(index=folder / "index" if folder.exists() else write_index(texts, folder, embedder))
    index = open_index(settings.index, embedder.fingerprint)
    retriever = Retriever(index, embedder, settings.candidates)
    passages: dict[tuple[str, int], list[str]] = defaultdict(list)
    for passage_id, _, place in index.catalogue.places():
        passages[retriever.source(passage_id).citation, number_of(str(place))].append(passage_id)
    return Texts(Desk(index, embedder, settings), retriever, passages)


def _marked(policy: sets.Policy) -> dict[tuple[str, str], set[int]]:
    """Map each kind and question of a policy to the numbers of the paragraphs that are marked for it."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for number, paragraph in enumerate(policy.paragraphs, 1):
        for q in paragraph.qas:
            found[q.type, q.question].add(number)
    return found


def _some(items: Sequence[_Item], most: int, seed: str) -> list[_Item]:
    return sets.some(items, [f"{seed} {item}" for item in items], most)


def _overlap(one: str, other: str) -> bool:
    """Tell whether two passages of the pool, whose ids end with their spans in the page, share a part of it."""
    (page, *span), (other_page, *other_span) = one.split("-"), other.split("-")
    if len(span) < 2 or len(other_span) < 2:
        return one == other
    return page == other_page and max(int(span[0]), int(other_span[0])) < min(int(span[1]), int(other_span[1]))


def _share(case: str) -> float:
    return STRANGER if case == "strange" else 1.0
