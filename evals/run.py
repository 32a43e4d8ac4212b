"""Run: put every case of a split to a system, measure each reply, and total them; the same system gives the same results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, fields
from functools import cache
from typing import Final, Literal

from evals import answer_metrics, metrics, quote_metrics, retrieval_metrics
from evals.answer_metrics import CitedClaim, Judge
from evals.case import Case, Held, Kind, Split
from evals.retrieval_metrics import Span
from evals.system import Reply, System
from ingest.pinpoint import Pinpoint

# Raise it when a metric changes its meaning, so that numbers of two versions are not compared.
METRICS_VERSION = "3"
WORKERS: Final = 2

Progress = Callable[[int, int, str], None]
Outcome = Literal["answered", "abstained", "rejected", "crashed"]


@dataclass(frozen=True, slots=True)
class Measures:
    """The metrics of one case, each from 0 to 1, None where it has nothing to say: see ``evals.metrics`` and its neighbours."""

    right_decision: float
    citations_hold: float | None
    quote_exists: float | None
    quote_in_place: float | None
    numbers_in_order: float | None
    distinct_claims: float | None
    hit_at_1: float | None
    hit_at_5: float | None
    hit_at_10: float | None
    recall_at_10: float | None
    reciprocal_rank: float | None
    ndcg_at_10: float | None
    gold_in_summary: float | None
    gold_anywhere: float | None
    provision_precision: float | None
    provision_recall: float | None
    character_precision: float | None
    character_recall: float | None
    claim_recall: float | None
    claim_precision: float | None
    nugget_recall: float | None
    free_of_must_not: float | None
    whole_answer: float | None
    pinpoint_exact: float | None
    pinpoint_related: float | None
    pinpoint_sibling: float | None
    pinpoint_wrong: float | None
    paraphrase_same: float | None
    paraphrase_section: float | None
    paraphrase_overlap: float | None
    paraphrase_gold: float | None
    wrong_refusals: float | None
    right_refusals: float | None
    refusal_precision: float | None


METRICS: Final = tuple(field.name for field in fields(Measures))
LESS_IS_BETTER: Final = frozenset({"pinpoint_sibling", "pinpoint_wrong", "wrong_refusals"})


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case: the reply and its measures.

    A question that a system rejects as none counts as refused: its reader is told so and nothing is cited.
    ``error`` says what a rejected question or a crash raised; a crash has no reply.
    """

    case: Case
    outcome: Outcome
    error: str
    reply: Reply
    measures: Measures

    @property
    def found(self) -> tuple[str, ...]:
        """The places that search put forward, best first."""
        return tuple(place.pinpoint for place in self.reply.found)

    @property
    def cited(self) -> tuple[str, ...]:
        """The places that the claims cite, in reading order."""
        return tuple(citation.pinpoint for claim in self.reply.claims for citation in claim.citations)

    @property
    def right(self) -> bool:
        """Whether the case went as it should: the whole answer is right, or the question was rightly refused."""
        return self.measures.whole_answer == 1.0 if self.case.kind == "answerable" else self.measures.right_refusals == 1.0


@dataclass(frozen=True, slots=True)
class Total:
    """The mean of one metric over the cases that it has something to say about, with its 95 % interval."""

    value: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class SplitResult:
    """The results of a system on a split, one for each case and in their order."""

    split: Split
    results: tuple[CaseResult, ...]
    system: str = "attest"

    def totals(self) -> dict[str, Total]:
        """Map metrics to their totals; a metric that has nothing to say about any case is left out."""
        found = {name: total([getattr(result.measures, name) for result in self.results]) for name in METRICS}
        return {name: one for name, one in found.items() if one is not None}

    def count(self, kind: Kind | None = None, outcome: Outcome | None = None) -> int:
        """Count the cases of a kind and with an outcome; None stands for any."""
        return sum(kind in {None, r.case.kind} and outcome in {None, r.outcome} for r in self.results)

    def seconds(self) -> list[float]:
        """The times to an answer, of the cases that did not crash."""
        return [r.reply.seconds for r in self.results if r.outcome in {"answered", "abstained"}]

    @property
    def tokens(self) -> int:
        """The tokens of language models that all replies took."""
        return sum(r.reply.tokens for r in self.results)

    @property
    def cost(self) -> float:
        """What those tokens cost, in US dollars."""
        return sum(r.reply.cost for r in self.results)


class Yardstick:
    """What replies are measured with: where gold places stand in an index, and who judges whether a text bears out a claim."""

    def __init__(self, held: Sequence[Held], judge: Judge) -> None:
        """Take the passages of the index and the judge."""
        # Baselines say the same passages again and again: each verdict is reached once.
        self._judge = cache(judge)
        self._under: dict[str, list[Held]] = {}
        self._of: dict[str, list[Held]] = {}
        for passage in held:
            self._of.setdefault(passage.source.document_id, []).append(passage)
            for place in (passage.pinpoint, *passage.pinpoint.ancestors()):
                self._under.setdefault(str(place), []).append(passage)

    def spans(self, case: Case) -> list[Span]:
        """Return where the gold places stand in the texts in force on the case's day."""
        found = [passage for place in case.gold for passage in self._under.get(place, ()) if passage.source.in_force(case.day)]
        return [(passage.source.document_id, passage.start, passage.end) for passage in found]

    def measure(self, case: Case, reply: Reply, paraphrased: Sequence[Reply] = ()) -> Measures:
        """Measure a reply, and how alike the replies to other wordings of the question are."""
        answerable, gold, groups = case.kind == "answerable", case.gold, case.groups
        found = [place.pinpoint for place in reply.found]
        citations = [c for claim in reply.claims for c in claim.citations]
        cited = [c.pinpoint for c in citations]
        near = metrics.nearness([c.pinpoint for claim in reply.claims[:1] for c in claim.citations], gold)
        share = {label: float(near == label) if answerable else None for label in metrics.NEARNESS}
        spans = [(c.document_id, c.start, c.end) for c in citations]
        places = self.spans(case)
        texts = [claim.text for claim in reply.claims]
        weighed = [CitedClaim(claim.text, tuple(c.quote for c in claim.citations)) for claim in reply.claims]
        nuggets = metrics.nugget_recall(case.nuggets, texts)
        free = answer_metrics.free_of(case.must_not, texts)
        groups_cited = answer_metrics.provision_recall(set(cited), groups)
        alike = [summary_places(one) for one in (reply, *paraphrased)]
        return Measures(
            right_decision=metrics.right_decision(answerable, not reply.answered),
            citations_hold=reply.holds,
            quote_exists=quote_metrics.quote_exists(citations, self._of),
            quote_in_place=quote_metrics.quote_in_place(citations, self._of),
            numbers_in_order=float(metrics.numbered_in_order((c.n for c in citations), reply.listed)) if reply.listed else None,
            distinct_claims=quote_metrics.distinct_claims(texts),
            hit_at_1=metrics.hit_at(1, found, gold),
            hit_at_5=metrics.hit_at(5, found, gold),
            hit_at_10=metrics.hit_at(10, found, gold),
            recall_at_10=retrieval_metrics.recall_at(10, found, groups),
            reciprocal_rank=metrics.reciprocal_rank(found, gold),
            ndcg_at_10=retrieval_metrics.ndcg_at(10, found, groups),
            gold_in_summary=metrics.gold_cited([c.pinpoint for claim in reply.claims if claim.in_summary for c in claim.citations], gold),
            gold_anywhere=metrics.gold_cited(cited, gold),
            provision_precision=answer_metrics.provision_precision(set(cited), gold),
            provision_recall=groups_cited,
            character_precision=retrieval_metrics.character_precision(spans, places),
            character_recall=retrieval_metrics.character_recall(spans, places),
            claim_recall=answer_metrics.claim_recall(weighed, self._judge),
            claim_precision=answer_metrics.claim_precision(weighed, self._judge),
            nugget_recall=nuggets,
            free_of_must_not=free,
            whole_answer=answer_metrics.whole_answer(nuggets, free, groups_cited, reply.holds),
            pinpoint_exact=share["exact"],
            pinpoint_related=share["related"],
            pinpoint_sibling=share["sibling"],
            pinpoint_wrong=share["wrong"],
            paraphrase_same=answer_metrics.same_places(alike),
            paraphrase_section=answer_metrics.same_places([sections(places) for places in alike]),
            paraphrase_overlap=answer_metrics.overlap(alike),
            paraphrase_gold=answer_metrics.gold_in_each(alike, gold),
            wrong_refusals=metrics.wrong_refusal(answerable, not reply.answered),
            right_refusals=metrics.right_refusal(answerable, not reply.answered),
            refusal_precision=metrics.refusal_precision(answerable, not reply.answered),
        )


def summary_places(reply: Reply) -> frozenset[str]:
    """Return the places that the summary cites."""
    return frozenset(c.pinpoint for claim in reply.claims if claim.in_summary for c in claim.citations)


def run_split(
    split: Split, cases: Sequence[Case], system: System, yardstick: Yardstick, progress: Progress | None = None, *, workers: int = WORKERS
) -> SplitResult:
    """Put every case of a split to a system; a crash counts as the wrong decision, with nothing found and no citation that holds."""
    results: dict[int, CaseResult] = {}
    # A future hands back whatever was raised as a value: any error at all has to become a row, not end the run or leave a hole in it.
    with ThreadPoolExecutor(max_workers=workers) as pool:
        futures = {pool.submit(_result, case, system, yardstick): i for i, case in enumerate(cases)}
        for future in as_completed(futures):
            i = futures[future]
            error = future.exception()
            results[i] = _crashed(cases[i], error, yardstick) if error else future.result()
            if progress:
                progress(len(results), len(cases), cases[i].id)
    return SplitResult(split, tuple(results[i] for i in range(len(cases))), system.name)


def crashes(runs: Iterable[SplitResult]) -> list[CaseResult]:
    """Return the cases on which the program crashed."""
    return [result for run in runs for result in run.results if result.outcome == "crashed"]


def total(values: Sequence[float | None]) -> Total | None:
    """Return the mean and interval of the values that are not None; None if there are none."""
    value, bounds = metrics.mean(values), metrics.interval(values)
    return None if value is None or bounds is None else Total(value, *bounds, cases=sum(v is not None for v in values))


def _result(case: Case, system: System, yardstick: Yardstick) -> CaseResult:
    reply = system.reply(case)
    others = [system.reply(case.model_copy(update={"question": wording})) for wording in case.paraphrases]
    outcome: Outcome = "rejected" if reply.rejected else "answered" if reply.answered else "abstained"
    return CaseResult(case, outcome, reply.rejected, reply, yardstick.measure(case, reply, others))


def _crashed(case: Case, error: BaseException, yardstick: Yardstick) -> CaseResult:
    wrong = Reply(case.kind == "unanswerable", (), (), 0.0, None, 0.0)
    return CaseResult(case, "crashed", f"{type(error).__name__}: {error}", wrong, yardstick.measure(case, wrong))


def sections(places: Iterable[str]) -> frozenset[str]:
    """Return the sections or articles in which places are."""
    return frozenset(str(Pinpoint.parse(place).section) for place in places)
