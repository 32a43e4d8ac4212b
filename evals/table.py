"""Table: the totals of several runs side by side, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from evals.answer_metrics import percentile
from evals.run import SplitResult
from evals.split_metrics import split_metrics
from evals.words import GROUPS


def table(runs: Sequence[SplitResult]) -> str:
    """Return the totals of the runs side by side, each in per cent with its interval and the number of cases it is of."""
    lines = [_line("", [run.system for run in runs]), _line("", [run.split for run in runs])]
    totals = [run.totals() for run in runs]
    for kind, words in GROUPS:
        lines.append(_line(f"{kind or 'all'} cases", [str(run.count(kind)) for run in runs]))
        for name in words:
            found = [of.get(name) for of in totals]
            cells = [f"{100 * t.value:5.1f} [{100 * t.low:5.1f}, {100 * t.high:5.1f}] {t.cases:>3}" if t else "-" for t in found]
            lines.append(_line(f"  {name}", cells))
    wholes = [split_metrics(run) for run in runs]
    for name in ("risk_area", "confidence_auroc"):
        lines.append(_line(name, [f"{100 * whole[name]:5.1f}" if name in whole else "-" for whole in wholes]))
    for share in (50, 95):
        times = [percentile(run.seconds(), share / 100) for run in runs]
        lines.append(_line(f"p{share} to an answer", [f"{1000 * t:.0f} ms" if t is not None else "-" for t in times]))
    lines.append(_line("tokens in all", [str(run.tokens) for run in runs]))
    lines.append(_line("cost in all", [f"${run.cost:.2f}" for run in runs]))
    for outcome in ("abstained", "rejected", "crashed"):
        lines.append(_line(f"{outcome} in all", [str(run.count(outcome=outcome)) for run in runs]))
    return "\n".join(lines)


def _line(label: str, cells: Sequence[str]) -> str:
    return f"{label:<22}" + "".join(f"{cell:>26}" for cell in cells)
