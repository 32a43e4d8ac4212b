"""Compare: two runs of the same questions, case by case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals import metrics
from evals.case import Split
from evals.errors import ComparisonError
from evals.rows import Run
from evals.run import METRICS, CaseResult, SplitResult


@dataclass(frozen=True, slots=True)
class Difference:
    """How a metric changed over the cases that it has something to say about in both runs, with the 95 % interval of the mean change.

    ``unpaired`` cases have a value in one run alone, such as the citations of an answer that was a refusal before.
    """

    before: float
    after: float
    low: float
    high: float
    cases: int
    rose: int
    fell: int
    unpaired: int


@dataclass(frozen=True, slots=True)
class Change:
    """A case that went right in one of the runs alone, and the metrics that tell why, each with its values before and after."""

    before: CaseResult
    after: CaseResult
    moved: Mapping[str, tuple[float | None, float | None]]

    @property
    def gained(self) -> bool:
        """Whether it went right in the later run."""
        return self.after.right


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of a system on a split."""

    system: str
    split: Split
    differences: Mapping[str, Difference]
    changes: tuple[Change, ...]


def compare(before: Run, after: Run) -> tuple[Comparison, ...]:
    """Compare what two runs have in common; raises ComparisonError where their questions differ, or they share no system and split.

    Rows of other formats or metric versions cannot be read in the first place.
    """
    later = {(result.system, result.split): result for result in after.results}
    pairs = [(one, later[one.system, one.split]) for one in before.results if (one.system, one.split) in later]
    if not pairs:
        raise ComparisonError(f"the runs have no system and split in common: {_parts(before)} against {_parts(after)}; run both with the same options")
    for one, other in pairs:
        _same_cases(one, other)
    return tuple(_compared(one, other) for one, other in pairs)


def provenance_changes(before: Run, after: Run) -> dict[str, tuple[str, str]]:
    """Map what the runs were measured with to its values before and after, where they differ; "-" stands for none."""
    names = dict.fromkeys([*before.provenance, *after.provenance])
    found = {name: (before.provenance.get(name, "-"), after.provenance.get(name, "-")) for name in names}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def difference(before: Sequence[float | None], after: Sequence[float | None]) -> Difference | None:
    """Return the change of a metric over the cases, in the same order in both; None where no case has a value in both runs.

    Cases are drawn as pairs, so what is hard for both runs does not widen the interval.
    """
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a is not None and b is not None]
    changes = [b - a for a, b in pairs]
    bounds = metrics.interval(changes)
    if bounds is None:
        return None
    unpaired = sum((a is None) != (b is None) for a, b in zip(before, after, strict=True))
    first, second = sum(a for a, _ in pairs) / len(pairs), sum(b for _, b in pairs) / len(pairs)
    return Difference(first, second, *bounds, len(pairs), sum(c > 0 for c in changes), sum(c < 0 for c in changes), unpaired)


def _parts(run: Run) -> str:
    return ", ".join(f"{result.system} on {result.split}" for result in run.results)


def _same_cases(before: SplitResult, after: SplitResult) -> None:
    first, second = {r.case.id: r.case for r in before.results}, {r.case.id: r.case for r in after.results}
    lone = sorted(set(first) ^ set(second))
    if lone:
        raise ComparisonError(f"the runs asked other questions on {before.split}: {lone[0]} is in one alone ({len(lone)} such cases); run both on the same")
    # A case of a reader's file may have got its day from the run; that day is in the provenance.
    ignored = {"as_of"} if before.split == "own" else set()
    changed = [i for i, case in first.items() if case.model_dump(exclude=ignored) != second[i].model_dump(exclude=ignored)]
    if changed:
        raise ComparisonError(f"the runs asked other questions on {before.split}: {changed[0]} is worded or marked otherwise ({len(changed)} such cases)")


def _compared(before: SplitResult, after: SplitResult) -> Comparison:
    later = {r.case.id: r for r in after.results}
    pairs = [(one, later[one.case.id]) for one in before.results]
    found = {name: difference([getattr(a.measures, name) for a, _ in pairs], [getattr(b.measures, name) for _, b in pairs]) for name in METRICS}
    changes = tuple(Change(a, b, _moved(a, b)) for a, b in pairs if a.right != b.right)
    return Comparison(before.system, before.split, {name: one for name, one in found.items() if one}, changes)


def _moved(before: CaseResult, after: CaseResult) -> dict[str, tuple[float | None, float | None]]:
    found = {name: (getattr(before.measures, name), getattr(after.measures, name)) for name in METRICS}
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}
