"""Attest measured on sets that others wrote, through its public Python API, beside what has been published on the same data.

    policyqa          questions on privacy policies: the paragraph found, and the words said
    mtrag             conversations over government pages: passages found for the question made standalone, and when to refuse
    contractnli       hypotheses on non-disclosure agreements: the spans found, and entailed told from contradicted
    attributionbench  generated claims with what they cite: borne out or not
    wice              claims of Wikipedia with what they cite: borne out or not

Texts are ingested into a temporary folder, which is gone at the end. Published numbers are on the authors' own splits and systems.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from evals import outside_measures as measures
from evals import outside_sets as sets
from evals.errors import OutsideSetError
from evals.metrics import mean
from evals.outside_sets import Contract, Policy, PoolPassage, Task
from evals.split_metrics import auroc
from ingest.embed import Embedder
from ingest.index import forget_client
from ingest.pinpoint import Pinpoint
from ingest.pipeline import ingest
from ingest.text import sentences
from qa import open_desk
from qa.answer import Answer
from qa.errors import QuestionError
from qa.pipeline import MAX_K, Desk
from qa.settings import Settings

DEPTH: Final = 10
# Passages beside the gold ones for each question, where only some of the questions are asked.
BESIDE: Final = 3

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure on one set: its value, on how many items, and what was published or is plain to reach; None where nothing could be measured."""

    name: str
    value: float | None
    items: int
    beside: str


@dataclass(frozen=True, slots=True)
class Tools:
    """What a measurement needs: the embedder, at most how many items (None: all), and whom to tell how far it is."""

    embedder: Embedder
    limit: int | None = None
    progress: Progress | None = None

    def tell(self, done: int, total: int, name: str) -> None:
        """Tell how far a measurement is."""
        if self.progress:
            self.progress(done, total, name)


def policyqa(path: Path, tools: Tools) -> list[Figure]:
    """Measure paragraphs found within a question's own policy, and the first claim of the answer against the words that people marked."""
    policies = sets.read_policyqa(path)
    asked = [(policy, question) for policy in policies for question in dict.fromkeys(q.question for p in policy.paragraphs for q in p.qas)]
    chosen = sets.some(asked, [f"{policy.title} {question}" for policy, question in asked], tools.limit)
    rows: list[_PolicyRow] = []
    for policy in policies:
        questions = [question for other, question in chosen if other is policy]
        if questions:
            with _desk({policy.title: [p.context for p in policy.paragraphs]}, tools.embedder) as desk:
                for question in questions:
                    rows.append(_policy_row(desk, policy, question))
                    tools.tell(len(rows), len(chosen), policy.title)
    given = [f1 for row in rows for f1 in row.in_paragraph]
    return [
        Figure("paragraph R@10 within the policy", mean(row.recall for row in rows), len(rows), "BM25 with embeddings by RRF 0.543"),
        Figure("F1 of the first claim", mean(row.first for row in rows), len(rows), "none published: refusals count 0, and the paragraph is not given"),
        Figure("F1 of the first claim in the paragraph", mean(given), len(given), "BERT-base fine-tuned 0.592 dev, 0.553 test, given the paragraph"),
        Figure("F1 of the best sentence there is", mean(f for row in rows for f in row.best), len(given), "what whole sentences can reach"),
    ]


@dataclass(frozen=True, slots=True)
class _PolicyRow:
    recall: float
    first: float
    in_paragraph: list[float]
    best: list[float]


def _policy_row(desk: Desk, policy: Policy, question: str) -> _PolicyRow:
    """Ask one question of one policy; it may have been asked of several of its paragraphs."""
    gold = {n: [text for q in p.qas if q.question == question for text in q.texts] for n, p in enumerate(policy.paragraphs, 1)}
    gold = {n: texts for n, texts in gold.items() if texts}
    found = _numbers(hit.pinpoint for hit in desk.search(question, MAX_K))
    said = [(number_of(claim.citations[-1].pinpoint), claim.text) for claim in desk.ask(question).claims()]
    texts = [text for wanted in gold.values() for text in wanted]
    first = measures.token_f1(said[0][1], texts) if said else 0.0
    inside = [next((measures.token_f1(text, wanted) for n, text in said if n == number), 0.0) for number, wanted in gold.items()]
    best = [max(measures.token_f1(s, wanted) for s in _sentences(policy.paragraphs[n - 1].context)) for n, wanted in gold.items()]
    return _PolicyRow(measures.recall(found, gold, DEPTH), first, inside, best)


def mtrag(path: Path, tools: Tools) -> list[Figure]:
    """Measure what is found for the last turn as our own reading of the talk has it, and confidence against whether the pages answer."""
    read = sets.read_mtrag(path)
    # The turns of a conversation share a history, so whole conversations are chosen.
    conversations = sorted({task.conversation_id for task in read.tasks})
    chosen = set(sets.some(conversations, conversations, tools.limit))
    tasks = sorted((t for t in read.tasks if t.conversation_id in chosen), key=lambda t: (t.conversation_id, t.turn))
    pages = pages_of(read.pool if tools.limit is None else _near_pool(read.pool, tasks))
    ours, plain, sure = [], [], []
    with _desk({label: [p.text for p in group] for label, group in pages.items()}, tools.embedder) as desk:
        reader = Talks(desk, pages)
        for done, task in enumerate(tasks, 1):
            confidence = reader.ask(task)
            if task.gold:
                ours.append(measures.ndcg(reader.found(task, talk=True), task.gold, DEPTH))
                plain.append(measures.ndcg(reader.found(task, talk=False), task.gold, DEPTH))
            if task.answerable is not None:
                sure.append((confidence, task.answerable))
            tools.tell(done, len(tasks), task.conversation_id)
    pool = sum(len(group) for group in pages.values())
    right = f"in {pool} passages; RRF on the authors' rewriting 0.647, MiniLM 0.632"
    return [
        Figure("nDCG@10, the last turn as we read it", mean(ours), len(ours), right),
        Figure("nDCG@10, the last turn as it stands", mean(plain), len(plain), f"in {pool} passages; RRF 0.582, MiniLM 0.574, BM25 0.489"),
        Figure("AUROC of confidence, answerable or not", auroc([c for c, _ in sure], [a for _, a in sure]), len(sure), "none published; chance is 0.500"),
    ]


class Talks:
    """Asks the questions of conversations, each with the answers that Attest itself gave before."""

    def __init__(self, desk: Desk, pages: Mapping[str, Sequence[PoolPassage]]) -> None:
        """Take the desk to ask, and the pages that it searches."""
        self._desk = desk
        self.ids = {(label, n): p.doc_id for label, group in pages.items() for n, p in enumerate(group, 1)}
        self._known: dict[tuple[str, ...], list[tuple[str, Answer]]] = {(): []}

    def ask(self, task: Task) -> float:
        """Ask the last question of a task and return the confidence; a question that is rejected as none has no answer and none."""
        history = self.history(task.questions[:-1])
        try:
            answer = self._desk.ask(task.questions[-1], history=history)
            sure = self._desk.confidence(task.questions[-1], history=history)
        except QuestionError:
            return 0.0
        self._known[task.questions] = [*history, (task.questions[-1], answer)]
        return sure

    def history(self, questions: tuple[str, ...]) -> list[tuple[str, Answer]]:
        """Return questions with the answers that Attest gave to them, each with those before it."""
        if questions not in self._known:
            before = self.history(questions[:-1])
            try:
                self._known[questions] = [*before, (questions[-1], self._desk.ask(questions[-1], history=before))]
            except QuestionError:
                self._known[questions] = before
        return self._known[questions]

    def found(self, task: Task, *, talk: bool) -> list[str]:
        """Return the ids of the pool's passages that search puts forward for the last question, with the talk before it or without, best first."""
        try:
            hits = self._desk.search(task.questions[-1], MAX_K, history=self.history(task.questions[:-1]) if talk else ())
        except QuestionError:
            return []
        return list(dict.fromkeys(self.ids[hit.citation, number_of(hit.pinpoint)] for hit in hits))


def _near_pool(pool: Sequence[PoolPassage], tasks: Sequence[Task]) -> list[PoolPassage]:
    """Return the pages that answer these tasks and some beside them."""
    wanted = {doc_id.partition("-")[0] for task in tasks for doc_id in task.gold}
    others = sorted({p.page for p in pool} - wanted)
    kept = wanted | set(sets.some(others, others, BESIDE * len(tasks)))
    return [p for p in pool if p.page in kept]


def pages_of(pool: Sequence[PoolPassage]) -> dict[str, list[PoolPassage]]:
    """Group passages by page in the order of their places, under a name made of the page's title and its id."""
    pages: dict[str, list[PoolPassage]] = {}
    for passage in sorted(pool, key=lambda p: (p.page, int(p.doc_id.split("-")[1]) if p.doc_id.count("-") > 1 else 0)):
        title = " ".join("".join(c if c.isalnum() else " " for c in passage.title).split())
        label = next((one for one in pages if one.endswith(passage.page)), f"{title.encode()[:120].decode(errors='ignore').strip()} {passage.page}".strip())
        pages.setdefault(label, []).append(passage)
    return pages


def contractnli(path: Path, tools: Tools) -> list[Figure]:
    """Measure the spans found for a hypothesis, and whether support tells what the gold spans entail from what they contradict."""
    read = sets.read_contractnli(path)
    contracts = sets.some(read.documents, [str(c.id) for c in read.documents], tools.limit)
    precisions: dict[str, list[float]] = {}
    pairs: list[tuple[float, bool]] = []
    for done, contract in enumerate(contracts, 1):
        decided = {h: a for h, a in sorted(contract.annotations.items()) if a.choice != "NotMentioned" and a.spans}
        with _desk({f"contract {contract.id}": contract.pieces}, tools.embedder) as desk:
            for name, annotation in decided.items():
                hypothesis = read.labels[name].hypothesis
                ranked = _spans(desk, contract, hypothesis)
                precisions.setdefault(name, []).append(measures.average_precision(ranked, annotation.spans))
                evidence = "\n".join(contract.pieces[i] for i in annotation.spans)
                pairs.append((measures.strength(desk.support(hypothesis, evidence)), annotation.choice == "Entailment"))
        tools.tell(done, len(contracts), str(contract.id))
    return [
        Figure("evidence mAP", mean(mean(values) for values in precisions.values()), len(pairs), "RRF 0.398, BM25 0.369; BERT-large fine-tuned 0.922"),
        Figure("AUROC, entailed or contradicted", auroc([s for s, _ in pairs], [e for _, e in pairs]), len(pairs), "word overlap and cosine 0.52 to 0.55"),
    ]


def _spans(desk: Desk, contract: Contract, hypothesis: str) -> list[int]:
    """Return the numbers of a contract's spans as search ranks them; those that it leaves out follow in their order."""
    kept = [i for i, piece in enumerate(contract.pieces) if seen(piece)]  # a blank span is no paragraph
    found = [kept[n - 1] for n in _numbers(hit.pinpoint for hit in desk.search(hypothesis, MAX_K))]
    return list(dict.fromkeys([*found, *range(len(contract.spans))]))


def attributionbench(path: Path, tools: Tools) -> list[Figure]:
    """Measure support as a verdict of two: borne out or not.

    The threshold is one on ``strength``. It is chosen on half of the claims (every other one, in the order of their ids) for the highest
    macro-F1, and used on the other half; and the other way round.
    """
    rows = sets.read_attributionbench(path)
    rows = tuple(sorted(sets.some(rows, [f"{r.id} {r.claim}" for r in rows], tools.limit), key=lambda r: (r.id, r.claim)))
    values = []
    with _desk({"none": ["No text."]}, tools.embedder) as desk:
        for done, row in enumerate(rows, 1):
            values.append(measures.strength(desk.support(row.claim, "\n\n".join(row.evidence))))
            tools.tell(done, len(rows), row.source)
    truth = [row.label == 1 for row in rows]
    told = measures.crossed(truth, values)
    sources = sorted({row.source for row in rows})
    groups = [[i for i, row in enumerate(rows) if row.source == source] for source in sources]
    by_source = mean(measures.macro_f1([truth[i] for i in group], [told[i] for i in group]) for group in groups)
    full = measures.macro_f1(truth, [value > 2.0 for value in values])
    return [
        Figure("macro-F1, threshold of the other half", measures.macro_f1(truth, told), len(rows), "fine-tuned GPT-3.5 about 0.80, overlap with cosine 0.69"),
        Figure("the same, mean of the sources", by_source, len(rows), "XLM-R trained on NLI 0.653"),
        Figure("macro-F1, borne out where the verdict is full", full, len(rows), "no threshold to choose"),
        Figure("AUROC", auroc(values, truth), len(rows), "none published"),
    ]


def wice(path: Path, tools: Tools) -> list[Figure]:
    """Measure support on claims of Wikipedia, supported against the rest; a claim's value is that of its best part, as the authors have it."""
    rows = sets.read_wice(path)
    ids = sorted({row.meta.id for row in rows})
    chosen = set(sets.some(ids, ids, tools.limit))
    best: dict[str, float] = {}
    supported: dict[str, bool] = {}
    with _desk({"none": ["No text."]}, tools.embedder) as desk:
        for done, row in enumerate(rows, 1):
            if row.meta.id in chosen:
                value = measures.strength(desk.support(row.claim, " ".join(row.evidence)))
                best[row.meta.id] = max(value, best.get(row.meta.id, value))
                supported[row.meta.id] = row.label == "supported"
            tools.tell(done, len(rows), row.meta.id)
    area = auroc([best[i] for i in best], [supported[i] for i in best])
    return [Figure("AUROC, supported or not", area, len(best), "T5-3B fine-tuned 0.934, not fine-tuned 0.863; overlap of words 0.704")]


MEASURED: Final[Mapping[str, Callable[[Path, Tools], list[Figure]]]] = {
    "policyqa": policyqa,
    "mtrag": mtrag,
    "contractnli": contractnli,
    "attributionbench": attributionbench,
    "wice": wice,
}


@contextmanager
def _desk(texts: Mapping[str, Sequence[str]], embedder: Embedder) -> Iterator[Desk]:
    """Ingest documents, each of which is a name and its paragraphs, and open a desk over them; all is gone in the end.

    A blank paragraph is left out, so that the others are numbered without it.
    """
    with TemporaryDirectory(prefix="attest-outside-") as name:
        index = write_index(texts, Path(name), embedder)
        try:
            yield open_desk(settings=Settings(index=index), embedder=embedder)
        finally:
            forget_client(index)


def write_index(texts: Mapping[str, Sequence[str]], folder: Path, embedder: Embedder) -> Path:
    """Ingest documents, each of which is a name and its paragraphs, and return the folder of the index within ``folder``; raises OutsideSetError."""
    (folder / "texts").mkdir(parents=True)
    for label, paragraphs in texts.items():
        whole = "\n\n".join("\n".join(line for line in p.splitlines() if seen(line)) for p in paragraphs if seen(p))
        (folder / "texts" / f"{label}.txt").write_text(whole, encoding="utf-8")
    index = folder / "index"
    report = ingest([folder / "texts"], index, embedder)
    if report.skipped:
        raise OutsideSetError(f"{report.skipped[0].file}: {report.skipped[0].reason}; fetch the set anew")
    return index


def seen(text: str) -> bool:
    """Tell whether a text has a character that can be seen; a line of zero-width spaces would part a paragraph in two."""
    return any(c.isprintable() and not c.isspace() for c in text)


def number_of(pinpoint: str) -> int:
    """Return the number of the paragraph that a pinpoint names."""
    return int(Pinpoint.parse(pinpoint).locators[-1].number)


def _numbers(pinpoints: Iterable[str]) -> list[int]:
    return list(dict.fromkeys(map(number_of, pinpoints)))


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)] or [text]
