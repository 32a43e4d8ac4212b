"""Worst: which cases went wrong most, and what was wrong with each, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evals.metrics import in_gold, nugget_told
from evals.run import CaseResult


def worst(results: Iterable[CaseResult], most: int = 20) -> list[CaseResult]:
    """Return the cases that went wrong, the most misleading first.

    First come crashes and broken promises, then answers that were sure and wrong, by confidence and by the share of
    the facts that they lack, then refusals of what has an answer, of which a reader at least is told.
    """
    return sorted((r for r in results if faults(r)), key=_order)[:most]


def faults(result: CaseResult) -> tuple[str, ...]:
    """Say what went wrong with a case; nothing where the whole answer is right or the question was rightly refused."""
    if result.outcome == "crashed":
        return (f"The program crashed: {result.error}",)
    if result.case.kind == "unanswerable":
        return () if not result.reply.answered else (f"It was answered, and has no answer: {result.case.why}.", *_broken(result))
    if not result.reply.answered:
        told = f" ({result.error})" if result.error else ""
        return (f"It was refused, and has an answer{told}.",)
    return tuple(_answered_wrong(result))


def _answered_wrong(result: CaseResult) -> Iterator[str]:
    case, texts = result.case, [claim.text for claim in result.reply.claims]
    yield from _broken(result)
    for wording in case.must_not:
        if nugget_told([wording], texts):
            yield f"It says what no right answer says: “{wording}”."
    for wordings in case.nuggets:
        if not nugget_told(wordings, texts):
            yield f"It does not tell {_any(wordings)}."
    for group in case.groups:
        if not any(in_gold(place, group) for place in result.cited):
            found = next((rank for rank, place in enumerate(result.found, start=1) if in_gold(place, group)), None)
            where = f"search had it at rank {found}" if found else f"search did not have it among its first {len(result.found)}"
            yield f"It does not cite {_any(group)}; {where}."


def _broken(result: CaseResult) -> Iterator[str]:
    if result.measures.citations_hold == 0.0:
        yield "A citation does not hold: a quote is not the stored text, or the numbers are out of order."


def _order(result: CaseResult) -> tuple[int, float, str]:
    measures, sure = result.measures, result.reply.confidence or 0.0
    if result.outcome == "crashed" or measures.citations_hold == 0.0 or measures.free_of_must_not == 0.0:
        return 0, -sure, result.case.id
    if not result.reply.answered:
        return 2, sure, result.case.id  # the less sure of an answer that was there, the farther off
    lacks = 1.0 - (measures.nugget_recall or 0.0) * (measures.provision_recall or 0.0)
    return 1, -sure * lacks, result.case.id


def _any(wordings: Sequence[str]) -> str:
    shown = " or ".join(f"“{wording}”" for wording in wordings[:4])
    return shown if len(wordings) <= 4 else f"{shown} (or {len(wordings) - 4} more)"
