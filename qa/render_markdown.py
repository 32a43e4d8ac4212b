"""Render: one answer as Markdown, with a footnote for each quote."""

from __future__ import annotations

import re

from qa.answer import Answer, Citation, CitedSource
from qa.citation_style import style
from qa.links import web_address
from qa.render import BOTTOM_HEADING, clean, origin, outline, place, quotes

# "$" opens a formula and "{" an attribute in some dialects; a "$" before a digit is a sum of money.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&^{}]|\$(?!\d))")
_LIST_MARK = re.compile(r"^(\d{1,9})(?=[.)]\s)|^(?=[-+=:%])")


def to_markdown(answer: Answer) -> str:
    """Return the report as Markdown; every quote is a footnote with its citation, pinpoint and link."""
    shared = outline(answer)
    out = [f"# {_md(answer.question)}", "", f"*{_md(shared.dates)}*", "", f"> Disclaimer: {_md(answer.disclaimer)}", ""]
    if answer.abstention:
        out += ["## No answer", "", _md_line(answer.abstention.message), "", _md(shared.searched), ""]
        out += [f"- {_md_line(place)}" for place in answer.abstention.searched.nearest]
        return "\n".join(out).rstrip() + "\n"
    notes = {c: f"{s.n}-{i}" for s in answer.sources for i, c in enumerate(quotes(answer, s.n), start=1)}
    for heading, claims in shared.parts:
        out += [f"## {_md(heading)}", ""]
        for claim in claims:
            out += [f"{_md_line(claim.text)} {' '.join(f'{_md_mark(c)}[^{notes[c]}]' for c in claim.citations)}", ""]
        if heading.endswith(BOTTOM_HEADING) and answer.limitations:
            out += [*(f"- {_md_line(line)}" for line in answer.limitations), ""]
    if answer.follow_ups:
        out += ["## Want to dive deeper?", "", *(f"- {_md_line(question)}" for question in answer.follow_ups), ""]
    out += ["## Sources", ""]
    out += [f"{source.n}. {_md_line(described)}{_md_address(source.url)}" for source, described in shared.sources]
    cited = {source.n: source for source in answer.sources}
    # An empty line between them keeps each a paragraph of its own where footnotes are not known.
    for c, note in notes.items():
        out += ["", f"[^{note}]: {_md_note(c, cited[c.n])}"]
    return "\n".join(out).rstrip() + "\n"


def _md_mark(citation: Citation) -> str:
    label = f"\\[{citation.n}\\] {_md(place(citation.pinpoint))}".strip()
    return f"[{label}](<{web_address(citation.url)}>)" if web_address(citation.url) else label


def _md_note(citation: Citation, source: CitedSource) -> str:
    styled = style(citation, source)
    shown = "".join(f"*{_md_run(run.text)}*" if run.italic else _md_run(run.text) for run in styled.runs)
    cited = "" if str(styled) == citation.pinpoint else f"{shown}. "
    where = f"{_md(citation.pinpoint)} (characters {citation.start}-{citation.end})"
    return f"\\[{citation.n}\\] {cited}{where}: “{_md(citation.quote)}” ({_md(origin(source))}){_md_address(citation.url)}"


def _md_address(url: str) -> str:
    return f" <{web_address(url)}>" if web_address(url) else ""


def _md(text: str) -> str:
    return _md_run(text.strip())


def _md_run(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", clean(text))


def _md_line(text: str) -> str:
    """Escape text that begins a line, where "1." or "-" would begin a list."""
    return _LIST_MARK.sub(r"\1\\", _md(text))
