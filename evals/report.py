"""Report: a run as one HTML page that asks nothing of the network, with totals, plots and the worst cases; all text in it is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from evals import plots
from evals.answer_metrics import percentile, reliability, risk_area, risk_coverage
from evals.case import Split
from evals.errors import RunFileError
from evals.report_cases import card
from evals.report_page import SPLIT_WORDS, page, plain, section
from evals.rows import Run
from evals.run import LESS_IS_BETTER, CaseResult, SplitResult, Total, total
from evals.system import AttestSystem
from evals.words import GROUPS, WORDS
from evals.worst import worst

WORST: Final = 20
TILES: Final = ("whole_answer", "nugget_recall", "citations_hold", "right_refusals", "wrong_refusals")


def write_report(path: Path, run: Run, *, heldout_questions: bool = False) -> None:
    """Write the page; raises RunFileError where the file cannot be written."""
    written = render(run, heldout_questions=heldout_questions)
    try:
        path.write_text(written, encoding="utf-8")
    except OSError as error:
        raise RunFileError(f"{path} cannot be written: {error}") from error


def render(run: Run, *, heldout_questions: bool = False) -> str:
    """Return the page of a run; it shows worst cases of the held-out split only where that is wanted, since who reads them may tune on them."""
    ours = run.of(AttestSystem.name) or run.of(run.systems[0])
    parts = [
        _head(ours),
        section("totals", "Totals", "".join(_totals(run, split) for split in run.splits) + _glossary()),
        section("plots", "Plots", _plots(run, ours)),
        section("worst", f"The worst {WORST} cases", _worst(ours, heldout_questions)),
        section("provenance", "What it was measured with", _provenance(run)),
    ]
    return page(f"Evaluation of {ours[0].system}", "".join(parts))


def _head(ours: Sequence[SplitResult]) -> str:
    shown = next((result for result in ours if result.split == "heldout"), ours[0])
    totals = shown.totals()
    tiles = "".join(
        f'<div class="tile"><dt>{WORDS[name].label}</dt><dd>{100 * one.value:.0f} %<small>{_interval(one)} of {one.cases}</small></dd></div>'
        for name in TILES
        if (one := totals.get(name))
    )
    counts = "; ".join(f"{SPLIT_WORDS[r.split]}: {r.count('answerable')} answerable, {r.count('unanswerable')} unanswerable" for r in ours)
    return f'<p class="lead">Questions ({counts}). Below: {SPLIT_WORDS[shown.split]}.</p><dl class="tiles">{tiles}</dl>'


def _totals(run: Run, split: Split) -> str:
    results = [result for result in run.results if result.split == split]
    totals = [result.totals() for result in results]
    heads = "".join(f'<th scope="col">{plain(result.system)}</th>' for result in results)
    rows: list[str] = []
    for kind, words in GROUPS:
        rows.append(f'<tr class="kind"><th scope="rowgroup" colspan="{len(results) + 1}">{kind or "all"} cases: {results[0].count(kind)}</th></tr>')
        for name, word in words.items():
            best = _best(name, [of.get(name) for of in totals])
            cells = "".join(f"<td>{_cell(of.get(name), best)}</td>" for of in totals)
            rows.append(f'<tr><th scope="row" title="{plain(word.meaning)}">{word.label}</th>{cells}</tr>')
    rows.append(f'<tr class="kind"><th scope="rowgroup" colspan="{len(results) + 1}">time and cost</th></tr>')
    rows += [_row(label, [of(result) for result in results]) for label, of in _COSTS.items()]
    return (
        f"<h3>{SPLIT_WORDS[split].capitalize()}</h3><p class='note'>Per cent, with the 95 % interval and the number of cases that the metric has something"
        " to say about. The best of a row is bold.</p>"
        f'<div class="wide" tabindex="0" role="region" aria-label="Totals, {SPLIT_WORDS[split]}"><table><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _glossary() -> str:
    words = "".join(f"<dt>{plain(word.label)}</dt><dd>{plain(word.meaning)}</dd>" for word in WORDS.values())
    return f"<details><summary>What the metrics say</summary><dl class='facts words'>{words}</dl></details>"


def _row(label: str, cells: Sequence[str]) -> str:
    return f'<tr><th scope="row">{label}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _time(share: float) -> Callable[[SplitResult], str]:
    def told(result: SplitResult) -> str:
        found = percentile(result.seconds(), share)
        return f"{1000 * found:.0f} ms" if found is not None else "–"

    return told


_COSTS: Final[dict[str, Callable[[SplitResult], str]]] = {
    "half answered within": _time(0.5),
    "95 % answered within": _time(0.95),
    "tokens in all": lambda result: f"{result.tokens:,}",
    "cost in all": lambda result: f"${result.cost:.2f}",
    "refused": lambda result: str(result.count(outcome="abstained") + result.count(outcome="rejected")),
    "crashed": lambda result: str(result.count(outcome="crashed")),
}


def _best(name: str, found: Sequence[Total | None]) -> float | None:
    # A pinpoint beside the right one is neither the aim nor the worst, so none of these is best.
    values = [one.value for one in found if one and name != "pinpoint_related"]
    if len(values) < 2 or len(set(values)) == 1:
        return None
    return min(values) if name in LESS_IS_BETTER else max(values)


def _cell(one: Total | None, best: float | None) -> str:
    if one is None:
        return "–"
    value = f"{100 * one.value:.1f}"
    return f"{f'<b>{value}</b>' if one.value == best else value} <small>{_interval(one)} · {one.cases}</small>"


def _interval(one: Total) -> str:
    return f"[{100 * one.low:.0f}, {100 * one.high:.0f}]"


def _plots(run: Run, ours: Sequence[SplitResult]) -> str:
    return f'<div class="plots">{"".join(_figures(run, ours))}</div>'


def _figures(run: Run, ours: Sequence[SplitResult]) -> Iterator[str]:
    note = "Share of cases that went right: the whole answer, or the refusal. The number of cases stands in brackets."
    for what, of in _GROUPINGS.items():
        groups = _groups(ours, of)
        yield _figure(f"By {what}", note, plots.shares(f"Share of cases that went right, by {what}", groups), tall=len(groups) > 12)
    sure = {SPLIT_WORDS[r.split]: _answered(r) for r in ours if _answered(r)}
    if sure:
        curves = {name: risk_coverage([c for c, _ in pairs], [right for _, right in pairs]) for name, pairs in sure.items()}
        areas = "; ".join(f"{name} {100 * (risk_area(points) or 0):.0f}\u00a0%" for name, points in curves.items())
        note = f"Of the answers that were given, the share that is wrong when only the surest are kept. Mean risk: {areas}."
        yield _figure("Risk and coverage", note, plots.risk_coverage("Risk of the answers by coverage", curves))
        bins = {name: reliability([c for c, _ in pairs], [right for _, right in pairs]) for name, pairs in sure.items()}
        note = "Of the answers of like confidence, the share that is right. On the dashed line confidence can be taken at its word."
        yield _figure("Reliability", note, plots.reliability("Share of right answers by confidence", bins))
    times = {name: [s for result in run.of(name) for s in result.seconds()] for name in run.systems}
    if any(times.values()):
        note = "Share of answers that were there within a time, on the machine that ran this; an axis of powers of ten."
        yield _figure("Latency", note, plots.latency("Share of answers given within a time", {name: found for name, found in times.items() if found}))


_GROUPINGS: Final[dict[str, Callable[[CaseResult], str]]] = {
    "jurisdiction": lambda result: result.case.jurisdiction or "none",
    "kind and difficulty": lambda result: f"{result.case.kind}, {result.case.difficulty}",
    "category": lambda result: result.case.category.replace("_", " "),
}


def _groups(ours: Sequence[SplitResult], of: Callable[[CaseResult], str]) -> list[plots.Group]:
    labels = sorted({of(result) for run in ours for result in run.results})
    groups = [plots.Group(label, {SPLIT_WORDS[run.split]: total([float(r.right) for r in run.results if of(r) == label]) for run in ours}) for label in labels]
    return sorted(groups, key=lambda group: -sum(one.cases for one in group.totals.values() if one))


def _answered(result: SplitResult) -> list[tuple[float, bool]]:
    return [(r.reply.confidence, r.right) for r in result.results if r.outcome == "answered" and r.reply.confidence is not None]


def _figure(title: str, note: str, drawing: str, *, tall: bool = False) -> str:
    return f"<figure{' class=tall' if tall else ''}><figcaption><b>{title}</b> <span>{plain(note)}</span></figcaption>{drawing}</figure>"


def _worst(ours: Sequence[SplitResult], heldout: bool) -> str:
    shown = [result for result in ours if result.split != "heldout" or heldout]
    hidden = "" if len(shown) == len(ours) else " Those of the held-out split are not shown, so that nobody tunes on them (<code>--heldout-questions</code>)."
    found = worst((one for result in shown for one in result.results), WORST)
    wrong = sum(not one.right for result in shown for one in result.results)
    asked = sum(len(result.results) for result in shown)
    note = f"<p class='note'>{wrong} of {asked} cases went wrong; the most misleading come first.{hidden}</p>"
    return note + "".join(card(n, one) for n, one in enumerate(found, start=1))


def _provenance(run: Run) -> str:
    return (
        "<dl class='facts'>" + "".join(f"<dt>{plain(name.replace('_', ' '))}</dt><dd>{plain(value)}</dd>" for name, value in run.provenance.items()) + "</dl>"
    )
