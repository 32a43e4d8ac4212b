"""The source panel: one verified quote in its context, with what a reporter must know of the text it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from qa.answer import Answer, Citation, CitedSource
from qa.errors import QuestionError
from qa.pipeline import Desk
from qa.render import days, describe_dates, link, quotes

# How much of a long place is shown on each side of the quote.
CONTEXT_CHARS = 900
_PLACE = re.compile(r"answer-(\d{1,4})-source-(\d{1,4})-quote-(\d{1,4})")
_FORMS = {"official": "Official text", "digest": "Attest's digest", "user": "Your file"}


def cited_at(answers: Sequence[Answer], anchor: str) -> tuple[CitedSource, Citation]:
    """Return the source and the citation that an anchor of the conversation names; raises QuestionError where there is none."""
    m = _PLACE.fullmatch(anchor)
    if m:
        turn, n, number = (int(part) for part in m.groups())
        if 1 <= turn <= len(answers) and 1 <= n <= len(answers[turn - 1].sources):
            found = quotes(answers[turn - 1], n)
            if 1 <= number <= len(found):
                return answers[turn - 1].sources[n - 1], found[number - 1]
    raise QuestionError("that citation is not in this conversation; reload the page and ask again")


def panel(desk: Desk, source: CitedSource, citation: Citation) -> str:
    """Return the panel for a citation: the quote is compared with the stored text once more before it is shown."""
    document_id = citation.passage_id.partition("#")[0]
    held = {one.document_id: one for one in desk.sources()}.get(document_id)
    if held is None:
        why = "Your documents were deleted with the visit; upload them again." if source.form == "user" else "The index no longer holds this source; ask again."
        return _frame(citation, source, f'<p class="problem">The quote cannot be compared any more. {why}</p>')
    text = desk.document_text(document_id)
    if text[citation.start : citation.end] != citation.quote:
        return _frame(citation, source, '<p class="problem">The stored text has changed since this answer was given. Ask again to have it checked anew.</p>')
    start, end = _place(desk, document_id, citation)
    before, after = _cut_left(text[start : citation.start]), _cut_right(text[citation.end : end])
    shown = f"{_text(before)}<mark>{_text(citation.quote)}</mark>{_text(after)}"
    check = f"Verified: these words stand at characters {citation.start:,}–{citation.end:,} of the stored text."
    return _frame(
        citation, source, f'<blockquote class="context" tabindex="0" aria-label="The quote in its context">{shown}</blockquote><p class="check">{check}</p>'
    )


def trouble(message: str) -> str:
    """Return a panel that says what is wrong."""
    return f'<aside class="panel" aria-label="Source"><h2 tabindex="-1">Source</h2>{_close()}<p class="problem">{escape(message)}</p></aside>'


def _frame(citation: Citation, source: CitedSource, body: str) -> str:
    details = [("Source", escape(source.title)), ("Cited as", escape(source.citation)), ("Publisher", escape(source.publisher))]
    details += [("Text", days(describe_dates(source))), ("Licence", escape(source.licence)), ("sha256", f"<code>{escape(source.sha256[:16])}…</code>")]
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in details if value)
    name = "Open the official page" if source.form != "user" else "Open the page"
    page = link(citation.url, name, "") if citation.url else "No web page is known for this source."
    return (
        f'<aside class="panel" aria-labelledby="panel-title"><p class="kicker"><span class="form {escape(source.form)}">{_FORMS[source.form]}</span> '
        f'Source {source.n}</p><h2 id="panel-title" tabindex="-1">{escape(citation.pinpoint)}</h2>{_close()}{body}'
        f'<p class="official">{page}</p><dl>{rows}</dl></aside>'
    )


def _close() -> str:
    return '<button type="button" class="close" aria-label="Close the source panel">Close</button>'


def _place(desk: Desk, document_id: str, citation: Citation) -> tuple[int, int]:
    """Return the span of the place that holds the quote; the quote's own where no place does."""
    for reading in desk.read(document_id):
        if reading.start <= citation.start and citation.end <= reading.end:
            return reading.start, reading.end
    return citation.start, citation.end


def _cut_left(text: str) -> str:
    if len(text) <= CONTEXT_CHARS:
        return text
    return "… " + text[-CONTEXT_CHARS:].partition(" ")[2]


def _cut_right(text: str) -> str:
    if len(text) <= CONTEXT_CHARS:
        return text
    return text[:CONTEXT_CHARS].rpartition(" ")[0] + " …"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
