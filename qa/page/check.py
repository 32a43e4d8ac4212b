"""Checks as the page shows them: the verdict on a quote with where the words really stand, and the evaluation's report."""

from __future__ import annotations

from html import escape
from pathlib import Path

from qa.verify import QuoteCheck

_VERDICTS = {
    "verified": ("Verified", "These words stand in that place."),
    "misattributed": ("Misattributed", "These words do not stand in that place, but elsewhere."),
    "not_found": ("Not found", "No source at hand has these words."),
    "citation_unresolved": ("Citation not resolved", "No source at hand has the place that was cited."),
}

_NO_REPORT = (
    '<p class="meta">How often Attest answers rightly, refuses rightly and refuses wrongly is measured on fixed questions. '
    "No report of such a run is kept here yet; <code>make eval</code> makes one.</p>"
)


def evaluation(report: Path | None) -> str:
    """Return the evaluation's page in a frame that runs no scripts, or how to make one."""
    try:
        page = report.read_text(encoding="utf-8") if report else ""
    except (OSError, UnicodeDecodeError):
        page = ""
    return f'<iframe class="evaluation" title="Evaluation report" sandbox="" srcdoc="{escape(page)}"></iframe>' if page else _NO_REPORT


def verdict(check: QuoteCheck) -> str:
    """Return the verdict on a quote with the places where it was found."""
    name, meaning = _VERDICTS[check.label]
    places = "".join(f"<li>{escape(place)}</li>" for place in check.found_at)
    found = f"<p>Found at:</p><ul>{places}</ul>" if places else ""
    note = f"<p>{escape(check.note[:1].upper() + check.note[1:])}.</p>" if check.note else ""
    cited = f" Cited: {escape(check.pinpoint)}." if check.pinpoint else ""
    return f'<section class="verdict {check.label}" role="status"><h2>{name}</h2><p>{meaning}{cited}</p>{note}{found}</section>'
