"""``attest eval compare``: what a change gained and lost, metric by metric and case by case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evals.compare import Change, Comparison, Difference

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("runs", nargs=2, type=_FILE, metavar="BEFORE AFTER")
def compare(runs: tuple[Path, Path]) -> int:
    """Compare two runs of the same questions: BEFORE and AFTER are files that 'attest eval run --json' wrote."""
    from evals.compare import compare as compared
    from evals.compare import provenance_changes
    from evals.errors import EvalsError
    from evals.rows import read_run

    try:
        one, other = (read_run(path) for path in runs)
        found = compared(one, other)
    except EvalsError as error:
        raise click.ClickException(str(error)) from error
    for line in (*_provenance(provenance_changes(one, other)), *(line for part in found for line in _part(part))):
        click.echo(line)
    return 0


def _provenance(changes: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    yield "Measured with the same texts, questions and settings." if not changes else "Measured with:"
    for name, (before, after) in changes.items():
        yield f"  {name:<18} {before} -> {after}"


def _part(part: Comparison) -> Iterator[str]:
    yield f"\n{part.system} on {part.split}"
    yield f"{'':<22}{'before':>8}{'after':>8}{'change':>8}{'interval':>20}{'cases':>7}{'gains':>7}{'losses':>7}{'unpaired':>10}"
    for name, one in part.differences.items():
        yield _metric(name, one)
    for word, wanted in (("gained", True), ("lost", False)):
        changes = [change for change in part.changes if change.gained is wanted]
        yield f"{word}: {len(changes)} {'case' if len(changes) == 1 else 'cases'}"
        for change in changes:
            yield from _change(change, show=part.split != "heldout")


def _metric(name: str, one: Difference) -> str:
    from evals.run import LESS_IS_BETTER

    gains, losses = (one.fell, one.rose) if name in LESS_IS_BETTER else (one.rose, one.fell)
    interval = f"[{100 * one.low:+6.1f}, {100 * one.high:+6.1f}]"
    sure = " *" if one.low > 0 or one.high < 0 else ""
    change = 100 * (one.after - one.before)
    return (
        f"  {name:<20}{100 * one.before:>8.1f}{100 * one.after:>8.1f}{change:>+8.1f}{interval:>20}{one.cases:>7}{gains:>7}{losses:>7}{one.unpaired:>10}{sure}"
    )


def _change(change: Change, *, show: bool) -> Iterator[str]:
    # Whoever reads the words of a held-out question has begun to tune on it.
    case = change.before.case
    outcomes = f"{change.before.outcome} -> {change.after.outcome}" if change.before.outcome != change.after.outcome else change.after.outcome
    yield f"  {case.id} ({outcomes}){': ' + ' '.join(case.question.split()) if show else ''}"
    moved = [f"{name} {_value(pair[0])} -> {_value(pair[1])}" for name, pair in change.moved.items()]
    yield f"      {'; '.join(moved)}"


def _value(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
