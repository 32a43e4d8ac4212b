"""The quote check as the page shows it: one word for the verdict, and where the words really stand."""

from __future__ import annotations

from html import escape

from qa.verify import QuoteCheck

_VERDICTS = {
    "verified": ("Verified", "These words stand in that place."),
    "misattributed": ("Misattributed", "These words do not stand in that place, but elsewhere."),
    "not_found": ("Not found", "No source at hand has these words."),
    "citation_unresolved": ("Citation not resolved", "No source at hand has the place that was cited."),
}


def verdict(check: QuoteCheck) -> str:
    """Return the verdict on a quote with the places where it was found."""
    name, meaning = _VERDICTS[check.label]
    places = "".join(f"<li>{escape(place)}</li>" for place in check.found_at)
    found = f"<p>Found at:</p><ul>{places}</ul>" if places else ""
    note = f"<p>{escape(check.note[:1].upper() + check.note[1:])}.</p>" if check.note else ""
    cited = f" Cited: {escape(check.pinpoint)}." if check.pinpoint else ""
    return f'<section class="verdict {check.label}" role="status"><h2>{name}</h2><p>{meaning}{cited}</p>{note}{found}</section>'
