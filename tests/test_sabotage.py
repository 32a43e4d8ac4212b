"""Sabotage: an honest system is broken in one way at a time, and the metrics that have to notice it do.

A row says what is broken and which metrics it has to spoil by at least how much. A sabotage that no metric noticed would
be a missing metric; the last tests hold the table to that, and to having no metric that nothing can spoil.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from evals.case import Case
from evals.run import LESS_IS_BETTER, METRICS
from evals.split_metrics import LESS_IS_BETTER as LESS_OF_A_SPLIT
from evals.system import Cited, Found, Reply, Said, System
from ingest.pinpoint import Pinpoint
from tests.sabotage_fixtures import CASES, FERRIES, OLD, Bench, Spoilt, each_citation, each_claim, make_bench

LESS = LESS_IS_BETTER | LESS_OF_A_SPLIT
# Where all is well the first claim cites the gold place itself, so the other shares of nearness are 0.
BEST = {name: 0.0 if name in LESS or name == "pinpoint_related" else 1.0 for name in (*METRICS, "risk_area", "confidence_auroc")}

Spoil = Callable[[Case, Reply], Reply]


def random_passages(bench: Bench) -> System:
    """The retriever gives passages by chance, and the answer is the first of them."""
    chance = random.Random(7)

    def spoil(case: Case, reply: Reply) -> Reply:
        drawn = chance.sample(bench.passages, len(bench.passages))
        claim = tuple(_say(p.text, _cite(bench, str(p.pinpoint))) for p in drawn[:1])
        return replace(reply, found=tuple(_found(bench, str(p.pinpoint)) for p in drawn), claims=claim if reply.answered else ())

    return Spoilt(bench.honest, spoil)


def nothing_retrieved(bench: Bench) -> System:
    return Spoilt(bench.honest, lambda case, reply: replace(_refusal(reply), found=()))


def ranked_backwards(bench: Bench) -> System:
    """What is found is in the wrong order; the answer is as it was."""
    return Spoilt(bench.honest, lambda case, reply: replace(reply, found=reply.found[::-1]))


def citations_swapped(bench: Bench) -> System:
    """The first two claims of an answer have each other's citations."""

    def spoil(case: Case, reply: Reply) -> Reply:
        if len(reply.claims) < 2:
            return reply
        first, second, *rest = reply.claims
        return replace(reply, claims=(replace(first, citations=second.citations), replace(second, citations=first.citations), *rest))

    return Spoilt(bench.honest, spoil)


def words(pattern: str, instead: str | Callable[[re.Match[str]], str]) -> Callable[[Bench], System]:
    """Return a sabotage that changes the words of claims, and not those of their quotes."""

    def make(bench: Bench) -> System:
        return Spoilt(bench.honest, each_claim(lambda claim: replace(claim, text=re.sub(pattern, instead, claim.text))))

    return make


def _affirmed(negation: re.Match[str]) -> str:
    return {"shall not": "shall", "Nobody": "Everybody"}[negation[0]]


def offsets_shifted(bench: Bench) -> System:
    return Spoilt(bench.honest, each_citation(lambda c: replace(c, start=c.start + 1, end=c.end + 1)))


def quote_altered(bench: Bench) -> System:
    """One letter in the middle of every quote is another."""
    return Spoilt(bench.honest, each_citation(lambda c: replace(c, quote=f"{c.quote[:20]}{'x' if c.quote[20] != 'x' else 'y'}{c.quote[21:]}")))


def quote_of_another_document(bench: Bench) -> System:
    """The place stays, but the words quoted for it, with their offsets, are those of another document."""

    def spoil(case: Case, reply: Reply) -> Reply:
        if not reply.answered:
            return reply
        other = bench.others(reply)[0]
        change = each_citation(lambda c: replace(c, document_id=other.document_id, start=other.start, end=other.end, quote=other.text))
        return change(case, reply)

    return Spoilt(bench.honest, spoil)


def always_abstains(bench: Bench) -> System:
    return Spoilt(bench.honest, lambda case, reply: _refusal(reply))


def never_abstains(bench: Bench) -> System:
    """Where the honest system refuses, the first passage found is said."""
    return Spoilt(bench.honest, lambda case, reply: reply if reply.answered else _pasted(bench, reply))


def pasted(bench: Bench) -> System:
    """The first passage found is the answer, whatever was asked."""
    return Spoilt(bench.honest, lambda case, reply: _pasted(bench, reply))


def from_the_question(bench: Bench) -> System:
    """The claim says what the question says, and cites what was found."""
    return Spoilt(bench.honest, lambda case, reply: each_claim(lambda claim: replace(claim, text=case.question.rstrip("?") + "."))(case, reply))


def said_twice(bench: Bench) -> System:
    return Spoilt(bench.honest, lambda case, reply: replace(reply, claims=reply.claims * 2))


def padded(bench: Bench) -> System:
    """Every answer goes on with a sentence that has nothing to do with the question, rightly cited."""
    return Spoilt(bench.honest, lambda case, reply: replace(reply, claims=(*reply.claims, _beside(bench, reply))) if reply.answered else reply)


def cites_too_much(bench: Bench) -> System:
    """Every claim cites one place more, which has nothing to do with it."""

    def spoil(case: Case, reply: Reply) -> Reply:
        extra = _beside(bench, reply).citations
        return each_claim(lambda claim: replace(claim, citations=(*claim.citations, *extra)))(case, reply)

    return Spoilt(bench.honest, spoil)


def uncited(bench: Bench) -> System:
    return Spoilt(bench.honest, each_claim(lambda claim: replace(claim, citations=())))


def numbered_out_of_order(bench: Bench) -> System:
    """Numbers count down, and the source list with them."""

    def spoil(case: Case, reply: Reply) -> Reply:
        last = max(reply.listed, default=0) + 1
        return replace(each_citation(lambda c: replace(c, n=last - c.n))(case, reply), listed=tuple(last - n for n in reply.listed))

    return Spoilt(bench.honest, spoil)


def listed_otherwise(bench: Bench) -> System:
    """The source list has one source that no claim cites."""
    return Spoilt(bench.honest, lambda case, reply: replace(reply, listed=(*reply.listed, len(reply.listed) + 1)) if reply.answered else reply)


def pinpoint(change: Callable[[Bench, Pinpoint], str]) -> Callable[[Bench], System]:
    """Return a sabotage that cites other places for the same quotes."""

    def make(bench: Bench) -> System:
        return Spoilt(bench.honest, each_citation(lambda c: replace(c, pinpoint=change(bench, Pinpoint.parse(c.pinpoint)))))

    return make


def _another_law(bench: Bench, place: Pinpoint) -> str:
    return f"{FERRIES}, s 99"


def _parent(bench: Bench, place: Pinpoint) -> str:
    return str(next(place.ancestors()))


def _sibling(bench: Bench, place: Pinpoint) -> str:
    beside = [p.pinpoint for p in bench.passages if p.pinpoint != place and next(p.pinpoint.ancestors()) == next(place.ancestors())]
    return str(beside[0]) if beside else f"{next(place.ancestors())}(z)"


def outdated(bench: Bench) -> System:
    """The law of an earlier day is told, whatever day was asked for."""
    return Spoilt(bench.honest, ask=lambda case: case.model_copy(update={"as_of": OLD} if case.as_of else {}))


def half_answered(bench: Bench) -> System:
    """Of a question of two parts only the first is answered."""
    return Spoilt(bench.honest, lambda case, reply: replace(reply, claims=reply.claims[:1], listed=reply.listed[:1]))


def forgetful(bench: Bench) -> System:
    """Earlier turns are not read."""
    return Spoilt(bench.honest, ask=lambda case: case.model_copy(update={"before": ()}))


def moody(bench: Bench) -> System:
    """Only the wording that stands in the case file gets the right answer."""
    known = {case.question for case in CASES}

    def spoil(case: Case, reply: Reply) -> Reply:
        return reply if case.question in known else replace(reply, claims=(_beside(bench, reply),))

    return Spoilt(bench.honest, spoil)


def summary_empty(bench: Bench) -> System:
    return Spoilt(bench.honest, each_claim(lambda claim: replace(claim, in_summary=False)))


def slow(bench: Bench) -> System:
    return Spoilt(bench.honest, lambda case, reply: replace(reply, seconds=100 * reply.seconds))


def slow_at_times(bench: Bench) -> System:
    """One question in nine takes long."""
    return Spoilt(bench.honest, lambda case, reply: replace(reply, seconds=100 * reply.seconds) if case.id in {"s-3", "s-9"} else reply)


def inverted(bench: Bench) -> System:
    """It is surest of what it knows least about."""
    return Spoilt(never_abstains(bench), lambda case, reply: replace(reply, confidence=1.0 - (reply.confidence or 0.0)))


def lies_about_its_quotes(bench: Bench) -> System:
    """Quotes are altered, and the system says of itself that they hold: its own word is not taken for it."""
    return Spoilt(quote_altered(bench), lambda case, reply: replace(reply, holds=1.0 if reply.answered else None))


def _refusal(reply: Reply) -> Reply:
    return replace(reply, answered=False, claims=(), listed=(), holds=None)


def _pasted(bench: Bench, reply: Reply) -> Reply:
    top = next(p for p in bench.passages if (p.document_id, p.start) == (reply.found[0].document_id, reply.found[0].start))
    said = _say(top.text, replace(_cite(bench, str(top.pinpoint)), document_id=top.document_id, start=top.start, end=top.end, quote=top.text))
    return replace(reply, answered=True, claims=(said,), listed=(1,), holds=1.0)


def _beside(bench: Bench, reply: Reply) -> Said:
    other = bench.others(reply)[0]
    n = len(reply.listed) + 1
    return _say(other.text, Cited(str(other.pinpoint), other.document_id, other.start, other.end, other.text, n))


def _say(text: str, cited: Cited) -> Said:
    return Said(text, (cited,), in_summary=True)


def _cite(bench: Bench, place: str) -> Cited:
    passage = bench.passage(place)
    return Cited(place, passage.document_id, passage.start, passage.end, passage.text, 1)


def _found(bench: Bench, place: str) -> Found:
    passage = bench.passage(place)
    return Found(place, passage.document_id, passage.start, passage.end)


@dataclass(frozen=True)
class Sabotage:
    """What is broken, the metrics that have to notice it and by how much, and what it is compared with if not the honest system."""

    make: Callable[[Bench], System]
    noticed: Mapping[str, float]
    base: Callable[[Bench], System] = lambda bench: bench.honest


SABOTAGES: dict[str, Sabotage] = {
    "random passages": Sabotage(random_passages, {"hit_at_1": 0.5, "reciprocal_rank": 0.4, "ndcg_at_10": 0.3, "whole_answer": 0.7, "provision_precision": 0.7}),
    "nothing retrieved": Sabotage(nothing_retrieved, {"recall_at_10": 1.0, "hit_at_10": 1.0, "whole_answer": 1.0, "wrong_refusals": 1.0}),
    "ranked backwards": Sabotage(ranked_backwards, {"hit_at_1": 0.9, "hit_at_5": 0.3, "reciprocal_rank": 0.7, "ndcg_at_10": 0.5}),
    "two citations swapped": Sabotage(citations_swapped, {"claim_recall": 0.1, "claim_precision": 0.1}),
    "a negation dropped": Sabotage(words(r"shall not|Nobody", _affirmed), {"claim_recall": 0.14, "nugget_recall": 0.15}),
    "a figure changed": Sabotage(words(r"\d+", "77"), {"nugget_recall": 0.4, "claim_recall": 0.4, "whole_answer": 0.4}),
    "shall made may": Sabotage(words(r"\bshall\b", "may"), {"claim_recall": 0.4, "nugget_recall": 0.1}),
    "an exception dropped": Sabotage(words(r" (?:unless|when) .*", "."), {"claim_recall": 0.05, "nugget_recall": 0.03}),
    "offsets shifted by one": Sabotage(offsets_shifted, {"quote_exists": 1.0}),
    "a quote altered by a letter": Sabotage(quote_altered, {"quote_exists": 1.0}),
    "a system that lies about its quotes": Sabotage(lies_about_its_quotes, {"quote_exists": 1.0}),
    "a quote of another document": Sabotage(quote_of_another_document, {"quote_in_place": 0.9, "claim_recall": 1.0, "character_precision": 1.0}),
    "always abstains": Sabotage(always_abstains, {"wrong_refusals": 1.0, "whole_answer": 1.0, "right_decision": 0.7, "refusal_precision": 0.7}),
    "never abstains": Sabotage(never_abstains, {"right_refusals": 1.0, "right_decision": 0.2, "risk_area": 0.01}),
    "the top passage pasted": Sabotage(pasted, {"whole_answer": 0.1, "nugget_recall": 0.05, "provision_recall": 0.05, "right_refusals": 1.0}),
    "answered from the question": Sabotage(from_the_question, {"nugget_recall": 0.8, "whole_answer": 0.9, "claim_recall": 0.3}),
    "claims said twice": Sabotage(said_twice, {"distinct_claims": 0.5}),
    "padded with what was not asked": Sabotage(padded, {"provision_precision": 0.4, "character_precision": 0.4}),
    "a citation too many": Sabotage(cites_too_much, {"claim_precision": 0.4, "provision_precision": 0.4}),
    "no citation": Sabotage(uncited, {"claim_recall": 1.0, "gold_anywhere": 1.0, "whole_answer": 1.0}),
    "numbers out of order": Sabotage(numbered_out_of_order, {"numbers_in_order": 0.1}),
    "a source listed that is not cited": Sabotage(listed_otherwise, {"numbers_in_order": 1.0}),
    "the parent cited": Sabotage(pinpoint(_parent), {"pinpoint_exact": 1.0, "gold_anywhere": 1.0, "provision_precision": 1.0}),
    "a sibling cited": Sabotage(pinpoint(_sibling), {"pinpoint_exact": 1.0, "gold_in_summary": 1.0, "quote_in_place": 1.0}),
    "another law cited": Sabotage(pinpoint(_another_law), {"pinpoint_wrong": 1.0, "quote_in_place": 1.0, "provision_recall": 1.0}),
    "an outdated version": Sabotage(outdated, {"free_of_must_not": 0.5, "nugget_recall": 0.05, "whole_answer": 0.05}),
    "half of a comparison": Sabotage(half_answered, {"provision_recall": 0.05, "nugget_recall": 0.05, "whole_answer": 0.1}),
    "history ignored": Sabotage(forgetful, {"whole_answer": 0.1, "gold_anywhere": 0.1}),
    "other answers to other wordings": Sabotage(moody, {"paraphrase_same": 1.0, "paraphrase_section": 0.5, "paraphrase_overlap": 1.0, "paraphrase_gold": 0.5}),
    "an empty summary": Sabotage(summary_empty, {"gold_in_summary": 1.0}),
    "slow": Sabotage(slow, {"seconds_p50": 0.9, "seconds_p95": 0.9}),
    "slow at times": Sabotage(slow_at_times, {"seconds_p95": 0.5}),
    "confidence inverted": Sabotage(inverted, {"risk_area": 0.3, "confidence_auroc": 1.0}, base=never_abstains),
}  # fmt: skip


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    return make_bench(tmp_path_factory.mktemp("sabotage"))


def _worse(spoilt: Mapping[str, float], sound: Mapping[str, float]) -> dict[str, float]:
    """Return how much worse each metric is; one that a sabotage leaves nothing to measure says nothing."""
    lost = {name: (spoilt[name] - value if name in LESS else value - spoilt[name]) for name, value in sound.items() if name in spoilt}
    return {name: round(value, 9) for name, value in lost.items() if value > 0}


def test_the_honest_system_has_everything_right(bench: Bench) -> None:
    totals = bench.measure(bench.honest)
    assert {name: totals[name] for name in BEST} == BEST


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_sabotage_is_noticed_by_the_metrics_that_are_there_for_it(bench: Bench, name: str) -> None:
    sabotage = SABOTAGES[name]
    worse = _worse(bench.measure(sabotage.make(bench)), bench.measure(sabotage.base(bench)))
    assert sabotage.noticed
    missed = {metric: (worse.get(metric, 0.0), by) for metric, by in sabotage.noticed.items() if worse.get(metric, 0.0) < by}
    assert missed == {}


def test_no_metric_is_there_for_nothing() -> None:
    """Every metric but the shares that only describe where a wrong pinpoint lies, and a system's own word, has a sabotage that it notices."""
    told = {metric for sabotage in SABOTAGES.values() for metric in sabotage.noticed}
    assert {*METRICS, "risk_area", "confidence_auroc"} - told == {
        "citations_hold",
        "pinpoint_related",
        "pinpoint_sibling",
        "character_recall",
    }


def test_pasting_games_the_citations_and_loses_on_the_whole_answer(bench: Bench) -> None:
    honest, paste = bench.measure(bench.honest), bench.measure(pasted(bench))
    gamed = ("claim_recall", "claim_precision", "quote_exists", "quote_in_place")
    assert {name: paste[name] for name in gamed} == {name: honest[name] for name in gamed} == dict.fromkeys(gamed, 1.0)
    assert paste["whole_answer"] < honest["whole_answer"]
    assert paste["right_decision"] < honest["right_decision"]
