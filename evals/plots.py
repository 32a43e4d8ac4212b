"""Plots: small SVG drawings that take their colours and their fonts from the page they stand in, so that they suit light and dark."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from evals.answer_metrics import Bin, CoveragePoint
from evals.errors import EvalsError
from evals.report_page import COLOURS, visible
from evals.run import Total

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# A unit of the drawing is a CSS pixel on a narrow phone; wider pages scale it up.
WIDTH: Final = 332
ROW: Final = 25
LONGEST: Final = 24
MARKERS: Final = ("o", "s", "^", "D", "v")

# Colours that stand for the page's own: what draws has to be given some, and the page's are not known to it.
_INK, _MUTED, _RULE = "#010101", "#010102", "#010103"
_SERIES: Final = tuple(f"#0101f{i}" for i in range(1, 6))
_NAMES: Final = {_INK: "ink", _MUTED: "muted", _RULE: "rule", **{colour: f"series-{i}" for i, colour in enumerate(_SERIES, start=1)}}
_RC: Final = {
    "svg.fonttype": "none",
    "text.parse_math": False,  # a label is text, also one with dollars in it
    "text.color": _INK,
    "axes.edgecolor": _RULE,
    "axes.labelcolor": _MUTED,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": _RULE,
    "grid.linewidth": 0.7,
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
    "ytick.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.labelsize": 10,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10.5,
    "legend.fontsize": 10.5,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a plot of shares: its label, and the total of each series, None where a series has no case in it."""

    label: str
    totals: Mapping[str, Total | None]


def shares(alt: str, groups: Sequence[Group]) -> str:
    """Draw the share and interval of each series in each group; beside each label stands the number of cases."""
    series = list(dict.fromkeys(name for group in groups for name in group.totals))

    def draw(axes: Axes) -> None:
        step = 0.5 / len(series)
        for i, name in enumerate(series):
            found = [(row + (i - (len(series) - 1) / 2) * step, total) for row, group in enumerate(groups) if (total := group.totals.get(name))]
            values = [total.value for _, total in found]
            reach = [[total.value - total.low for _, total in found], [total.high - total.value for _, total in found]]
            # An interval of the mean always holds the mean; rounding may say otherwise by a hair.
            errors = [[max(0.0, one) for one in side] for side in reach]
            style = {"fmt": MARKERS[i % 5], "color": _SERIES[i % 5], "label": name, "markersize": 5.5, "elinewidth": 1.6}
            axes.errorbar(values, [y for y, _ in found], xerr=errors, **style)  # type: ignore[arg-type]
        axes.set_yticks(range(len(groups)), [_label(group) for group in groups])
        axes.set_ylim(len(groups) - 0.5, -0.5)
        _percent(axes, "x")
        axes.grid(visible=False, axis="y")
        _legend(axes, len(series))

    return _svg(alt, 62 + ROW * len(groups), draw)


def risk_coverage(alt: str, curves: Mapping[str, Sequence[CoveragePoint]]) -> str:
    """Draw, for each series, the share of wrong answers among the surest share of answers."""

    def draw(axes: Axes) -> None:
        for i, (name, points) in enumerate(curves.items()):
            axes.step([p.coverage for p in points], [p.risk for p in points], where="post", color=_SERIES[i % 5], label=name)
        _percent(axes, "x", "answers given, the surest first")
        _percent(axes, "y", "wrong among them")
        _legend(axes, len(curves))

    return _svg(alt, 260, draw)


def reliability(alt: str, curves: Mapping[str, Sequence[Bin]]) -> str:
    """Draw, for each series, the share of right answers at each confidence, larger where there are more; on the line the two are alike."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=_MUTED, linewidth=1, linestyle=(0, (4, 3)))
        for i, (name, bins) in enumerate(curves.items()):
            most = max((one.cases for one in bins), default=1)
            xs, ys = [one.confidence for one in bins], [one.right for one in bins]
            axes.plot(xs, ys, color=_SERIES[i % 5], linewidth=1.2)
            axes.scatter(xs, ys, [12 + 60 * one.cases / most for one in bins], color=_SERIES[i % 5], marker=MARKERS[i % 5], label=name)
        _percent(axes, "x", "confidence")
        _percent(axes, "y", "right")
        _legend(axes, len(curves))

    return _svg(alt, 260, draw)


def latency(alt: str, seconds: Mapping[str, Sequence[float]]) -> str:
    """Draw, for each system, the share of answers given within a time."""

    def draw(axes: Axes) -> None:
        for i, (name, times) in enumerate(seconds.items()):
            ordered = sorted(max(time, 1e-4) for time in times)
            axes.step([1000 * time for time in ordered], [(n + 1) / len(ordered) for n in range(len(ordered))], where="post", color=_SERIES[i % 5], label=name)
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.minorticks_off()
        axes.set_xlabel("milliseconds to an answer")
        _percent(axes, "y", "answers given by then")
        _legend(axes, 3)

    return _svg(alt, 270, draw)


def growing(alt: str, lines: Mapping[str, Sequence[tuple[float, float]]], across: str, up: str) -> str:
    """Draw each line of points on logarithmic axes, where a power is a straight line."""

    def draw(axes: Axes) -> None:
        for i, (name, points) in enumerate(lines.items()):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            axes.plot(xs, ys, color=_SERIES[i % 5], marker=MARKERS[i % 5], markersize=4, label=name)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.minorticks_off()
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        _legend(axes, 3)

    return _svg(alt, 270, draw)


def alone(svg: str) -> str:
    """Return a drawing as a file of its own, with the colours that a page would give it."""
    shown = f"<style>svg{{background:var(--card);font-family:system-ui,sans-serif}}{COLOURS}</style>"
    return svg.replace(">", f">{shown}", 1) + "\n"


def _label(group: Group) -> str:
    cases = "+".join(str(total.cases) for total in group.totals.values() if total)
    label = group.label if len(group.label) <= LONGEST else group.label[: LONGEST - 1] + "…"
    return f"{label} ({cases})"


def _percent(axes: Axes, side: str, label: str = "") -> None:
    limits, ticks = (-0.03, 1.03), [0, 0.25, 0.5, 0.75, 1]
    words = [f"{100 * tick:.0f} %" for tick in ticks]
    if side == "x":
        axes.set_xlim(*limits)
        axes.set_xticks(ticks, words)
        axes.set_xlabel(label)
    else:
        axes.set_ylim(*limits)
        axes.set_yticks(ticks, words)
        axes.set_ylabel(label)
    axes.tick_params(length=0)


def _legend(axes: Axes, columns: int) -> None:
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=max(1, min(columns, 3)), handletextpad=0.4, columnspacing=1.2)


def _svg(alt: str, height: float, draw: Callable[[Axes], None]) -> str:
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise EvalsError("the report's plots need matplotlib; install it with: pip install 'attest-qa[eval]'") from error
    drawn = io.StringIO()
    # The salt makes what the drawing refers to inside itself the same each time, and different from the other drawings of the page.
    with matplotlib.rc_context(_RC | {"svg.hashsalt": alt}):  # type: ignore[arg-type]
        figure = Figure(figsize=(WIDTH / 72, height / 72), layout="constrained")
        draw(figure.subplots())
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _of_the_page(visible(drawn.getvalue()), alt)


def _of_the_page(svg: str, alt: str) -> str:
    """Take from a drawing what a page has of its own: prologue, size, style sheet, fonts, colours, and ids that nothing refers to."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<style[^>]*>.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'^<svg([^>]*?) width="[^"]*" height="[^"]*"', rf'<svg role="img" aria-label="{escape(alt)}"\1', svg, count=1)
    svg = re.sub(r' id="[\w.]+_\d+"', "", svg)
    svg = re.sub(r"font-family: [^;\"]*;? ?", "", svg)
    for colour, name in _NAMES.items():
        svg = svg.replace(colour, f"var(--{name})")
    return svg.strip()
