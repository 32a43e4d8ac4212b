"""Render: one answer as terminal text or HTML, each with every number, pinpoint, quote and address."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from ingest.errors import PinpointError
from ingest.pinpoint import Pinpoint
from qa.answer import Answer, Citation, CitedSource, Claim
from qa.changes import LAW
from qa.citation_style import style
from qa.comparison import HEADING, Comparison, comparison
from qa.links import web_address as _safe

BOTTOM_HEADING = "Bottom line and limitations"
_TABLE = f"1. {HEADING}"
_SILENT = "Nothing quoted on this."
_ORIGIN = {"digest": "Attest's digest", "official": "the official text", "user": "your file"}
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
# Escape sequences could repaint a terminal, and direction overrides could turn a quote around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def to_text(answer: Answer, width: int = 96) -> str:
    """Return the report for a terminal, wrapped."""
    out: list[str] = [*_wrap(answer.question, width), ""]
    out += [*_wrap(_dates(answer), width), *_wrap(f"Disclaimer: {answer.disclaimer}", width), ""]
    if answer.abstention:
        out += ["NO ANSWER", *_wrap(answer.abstention.message, width), "", *_wrap(_searched(answer), width)]
        if answer.abstention.searched.nearest:
            out += ["Nearest places:", *(line for place in answer.abstention.searched.nearest for line in _wrap(f"- {place}", width, "  "))]
        return "\n".join(out) + "\n"
    for heading, claims in _parts(answer):
        out += _wrap(heading.upper() if heading == "Executive summary" else heading, width)
        for claim in claims:
            out += _wrap(f"{claim.text} {_plain_marks(claim)}", width, "  ")
        if heading.endswith(BOTTOM_HEADING):
            for line in answer.limitations:
                out += _wrap(f"* {line}", width, "  ")
        out.append("")
    if answer.follow_ups:
        out += ["Want to dive deeper?", *(line for question in answer.follow_ups for line in _wrap(f"- {question}", width, "  ")), ""]
    out.append("Sources")
    said = {claim.text for claim in answer.claims()}
    for source in answer.sources:
        out += _wrap(f"[{source.n}] {_describe(source)} {source.url}".rstrip(), width, "  ")
        for c in quotes(answer, source.n):
            quote = "" if c.quote in said else f" “{c.quote}”"
            address = "" if c.url in ("", source.url) else f" {c.url}"
            if quote or address:
                out += _wrap(f"{c.pinpoint}:{quote}{address}", width, "      ")
    return "\n".join(out) + "\n"


def to_html(answer: Answer) -> str:
    """Return the report as one page that loads nothing; all text is escaped."""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(answer.question)}</title>\n<style>{REPORT_STYLE}{_PAGE_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(_html_article(answer, "answer", 1, buttons=False))
        + "\n</main>\n</body>\n</html>\n"
    )


def to_html_fragment(answer: Answer, anchor: str = "answer") -> str:
    """Return the report as one article for a chat page, styled by REPORT_STYLE; all text is escaped.

    Ids begin with ``anchor``, so that several reports can share a page. Follow-up questions are buttons of the class ``ask``.
    """
    return "\n".join(_html_article(answer, anchor, 2, buttons=True))


@dataclass(frozen=True, slots=True)
class Outline:
    """The words of a report that every form of it shares; ``parts`` are headings with their claims."""

    dates: str
    parts: tuple[tuple[str, Sequence[Claim]], ...]
    sources: tuple[tuple[CitedSource, str], ...]
    searched: str


def outline(answer: Answer) -> Outline:
    """Return what an export shows besides the answer's own fields; an abstention has no parts and no sources."""
    if answer.abstention:
        return Outline(_dates(answer), (), (), _searched(answer))
    return Outline(_dates(answer), tuple(_parts(answer)), tuple((source, _describe(source)) for source in answer.sources), "")


def origin(source: CitedSource) -> str:
    """Say whose words a quote has and of which day; the words of a digest are Attest's own, not the law's."""
    words = {"digest": "words of Attest's digest", "official": "official text", "user": "your file"}[source.form]
    return f"{words}, text of {source.text_as_of}" if source.text_as_of else words


def clean(text: str) -> str:
    """Return words in one line, with what could turn or hide them made visible; a space at either end stays."""
    return _CONTROL.sub("\ufffd", re.sub(r"\s+", " ", text))


def counted(number: int, thing: str) -> str:
    """Return a number with what it counts, in the plural where there is not just one."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def place(pinpoint: str) -> str:
    """Return the place inside the work, short enough to stand beside a citation number; empty for a whole work."""
    try:
        return " ".join(str(locator) for locator in Pinpoint.parse(pinpoint).locators)
    except PinpointError:
        return ""


def _parts(answer: Answer, table: Comparison | None = None) -> Iterator[tuple[str, Sequence[Claim]]]:
    """Yield headings with their claims; what a table holds comes as one part without claims of its own."""
    yield "Executive summary", answer.summary
    if table:
        yield _TABLE, ()
    rest = table.rest if table else answer.sections
    for i, section in enumerate(rest, start=2 if table else 1):
        yield f"{i}. {section.heading}", section.claims
    yield f"{len(rest) + (2 if table else 1)}. {BOTTOM_HEADING}", answer.bottom_line


def quotes(answer: Answer, n: int) -> list[Citation]:
    """Return the citations of a source in the order in which the report first gives them."""
    return list(dict.fromkeys(c for claim in answer.claims() for c in claim.citations if c.n == n))


def _dates(answer: Answer) -> str:
    searched = answer.provenance.standalone_question
    read_as = "" if searched in ("", answer.question) else f" Read as: {searched}"
    return f"Checked on {answer.checked_on}; law as of {answer.as_of}.{read_as}"


def _plain_marks(claim: Claim) -> str:
    return " ".join(f"[{c.n}{', ' + place(c.pinpoint) if place(c.pinpoint) else ''}]" for c in claim.citations)


def _describe(source: CitedSource) -> str:
    about = [f"{source.title}." if source.title == source.citation else f"{source.title}, {source.citation}."]
    if source.publisher:
        about.append(f"{source.publisher}.")
    about.append({"digest": "Digest by Attest", "official": "Official text", "user": "Your file"}[source.form])
    dates = describe_dates(source)
    about[-1] += f", {dates}." if dates else "."
    return " ".join(about)


def describe_dates(source: CitedSource) -> str:
    """Say of which day a source's text is and when it is in force; empty where neither is known."""
    told = [f"text of {source.text_as_of}"] if source.text_as_of else []
    # A record of changes is no law, but it can be told of days before it was written.
    window = f"{'in force' if source.kind in LAW else 'on the law'} from {source.valid_from}" if source.valid_from else ""
    window += f" to {source.valid_to}" if source.valid_to else ""
    return ", ".join([*told, window.strip()] if window else told)


def _searched(answer: Answer) -> str:
    assert answer.abstention is not None
    searched = answer.abstention.searched
    return f"Searched {counted(searched.passages, 'passage')} of {counted(searched.sources, 'source')}; no claim is made and nothing is cited."


def _wrap(text: str, width: int, indent: str = "") -> list[str]:
    shown = _CONTROL.sub("\ufffd", text)
    return textwrap.wrap(shown, width, initial_indent=indent, subsequent_indent=indent + "  " if indent else "", break_on_hyphens=False, break_long_words=False)


def _html_article(answer: Answer, anchor: str, level: int, *, buttons: bool) -> list[str]:
    sub = f"h{level + 1}"
    body = [
        f'<article class="report" id="{escape(anchor)}" aria-labelledby="{escape(anchor)}-title">',
        f'<h{level} id="{escape(anchor)}-title" tabindex="-1">{escape(answer.question)}</h{level}>',
        f'<p class="meta">{days(_dates(answer))}</p>',
        f'<p class="disclaimer">Disclaimer: {escape(answer.disclaimer)}</p>',
    ]
    body += _html_abstention(answer, sub) if answer.abstention else _html_report(answer, anchor, sub, buttons)
    return [*body, "</article>"]


def _html_abstention(answer: Answer, sub: str) -> list[str]:
    assert answer.abstention is not None
    places = "".join(f"<li>{escape(p)}</li>" for p in answer.abstention.searched.nearest)
    return [
        f'<section class="abstention"><{sub}>No answer</{sub}><p class="silence">{escape(answer.abstention.message)}</p><p>{escape(_searched(answer))}</p>',
        f"<p>Nearest places searched:</p><ul>{places}</ul>" if places else "",
        "</section>",
    ]


def _html_report(answer: Answer, anchor: str, sub: str, buttons: bool) -> list[str]:
    body: list[str] = []
    ids = {c: f"{escape(anchor)}-source-{s.n}-quote-{i}" for s in answer.sources for i, c in enumerate(quotes(answer, s.n), start=1)}
    table = comparison(answer)
    for heading, claims in _parts(answer, table):
        if heading == _TABLE and table:
            body.append(f"<section><{sub}>{escape(heading)}</{sub}>{_html_comparison(table, ids)}</section>")
            continue
        body.append(f'<section class="{"summary" if heading == "Executive summary" else "part"}"><{sub}>{escape(heading)}</{sub}>')
        body += [_html_claim(claim, ids) for claim in claims]
        if heading.endswith(BOTTOM_HEADING) and answer.limitations:
            body.append('<ul class="limits">' + "".join(f"<li>{days(line)}</li>" for line in answer.limitations) + "</ul>")
        body.append("</section>")
    if answer.follow_ups:
        asks = (f'<button type="button" class="ask">{escape(q)}</button>' if buttons else escape(q) for q in answer.follow_ups)
        body.append(f'<section><{sub}>Want to dive deeper?</{sub}><ul class="next">' + "".join(f"<li>{ask}</li>" for ask in asks) + "</ul></section>")
    body.append(f'<section><{sub}>Sources</{sub}><ol class="sources">')
    body += [
        _html_source(source, f"{escape(anchor)}-source-{source.n}", {c: ids[c] for c in quotes(answer, source.n)}, "" if buttons else " open")
        for source in answer.sources
    ]
    return [*body, "</ol></section>"]


def _html_claim(claim: Claim, ids: Mapping[Citation, str]) -> str:
    return f"<p>{escape(claim.text)} {' '.join(_html_mark(c, ids[c]) for c in claim.citations)}</p>"


def _html_comparison(table: Comparison, ids: Mapping[Citation, str]) -> str:
    head = "".join(f'<th scope="col" role="columnheader">{escape(place)}</th>' for place in table.places)
    rows = []
    for theme, cells in table.rows:
        told = ("".join(_html_claim(claim, ids) for claim in claims) or f'<p class="meta">{_SILENT}</p>' for claims in cells)
        # On a narrow screen the cells stand below one another, each under the name of its place.
        shown = "".join(f'<td role="cell" data-place="{escape(place)}">{cell}</td>' for place, cell in zip(table.places, told, strict=True))
        rows.append(f'<tr role="row"><th scope="row" role="rowheader">{escape(theme)}</th>{shown}</tr>')
    return (
        f'<table class="compare" role="table"><thead role="rowgroup"><tr role="row"><td role="cell"></td>{head}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def _html_source(source: CitedSource, anchor: str, quotes: dict[Citation, str], opened: str) -> str:
    items = "".join(
        f'<li id="{quote_id}">{link(c.url, escape(c.pinpoint), "")}{_html_style(c, source)}: '
        f'<span class="context">{escape(_tail(c.prefix))}</span><q>{escape(c.quote)}</q></li>'
        for c, quote_id in quotes.items()
    )
    count = f"{counted(len(quotes), 'verified quote')} from {_ORIGIN[source.form]}"
    page = f" {link(source.url, 'Source page', '')}" if _safe(source.url) else ""
    return f'<li value="{source.n}" id="{anchor}">{days(_describe(source))}{page}<details{opened}><summary>{count}</summary><ul>{items}</ul></details></li>'


def _html_style(citation: Citation, source: CitedSource) -> str:
    styled = style(citation, source)
    shown = "".join(f'<span class="name">{escape(run.text)}</span>' if run.italic else escape(run.text) for run in styled.runs)
    return "" if str(styled) == citation.pinpoint else f" ({shown})"


def _html_mark(citation: Citation, quote_id: str) -> str:
    where = place(citation.pinpoint)
    # A whole work has no place to name, but its page must still be one click away.
    shown = escape(where) if where else "page" if _safe(citation.url) else ""
    jump = f'<a class="jump" href="#{quote_id}" aria-label="Source {citation.n}, verified quote">[{citation.n}]</a>'
    return f'<span class="cite">{jump} {link(citation.url, shown, f"{citation.pinpoint}, source page")}</span>'


def link(url: str, shown: str, title: str) -> str:
    """Return a link that opens in a tab of its own; ``shown`` is escaped HTML, and stays plain where the address is no web address."""
    safe = _safe(url)
    if not safe or not shown:
        return f'<span class="place">{shown}</span>' if shown else ""
    hint = f' title="{escape(title)}"' if title else ""
    return f'<a class="place" href="{escape(safe)}"{hint} target="_blank" rel="noopener noreferrer">{shown}</a>'


def days(text: str) -> str:
    """Escape a line of our own and keep its days from breaking at their hyphens."""
    return _DAY.sub(r"<time>\g<0></time>", escape(text))


def _tail(prefix: str) -> str:
    last = prefix.rsplit("\n", 1)[-1].strip()
    return f"{last} " if last else ""


REPORT_STYLE = (
    ".report{--link:#1c4e80;--rule:#cfc9bb;--soft:#5c5850;font-family:Georgia,'Times New Roman',serif;font-size:1.0625rem;line-height:1.55;"
    "max-width:44rem;margin:0 auto;overflow-wrap:anywhere}"
    ".dark .report{--link:#a5c8ee;--rule:#4a4741;--soft:#b5b0a6}"
    ".report :is(h1,h2){font-size:1.6rem;line-height:1.25;font-weight:700;margin:0 0 .5rem;text-wrap:pretty}.report :is(h1,h2):focus{outline:none}"
    ".report section :is(h2,h3){font:600 1.02rem/1.35 system-ui,sans-serif;margin:1.7rem 0 .45rem}"
    ".report p{margin:0 0 .65rem}.report .meta,.report .disclaimer,.report .limits,.report .sources{font-size:.92rem}"
    ".report .meta,.report .disclaimer{color:var(--soft)}.report .meta{font-family:system-ui,sans-serif;font-size:.86rem}"
    ".report .disclaimer{font-style:italic}"
    ".report .summary{border-top:3px double var(--rule);border-bottom:1px solid var(--rule);margin-top:1rem;padding:.2rem 0 .5rem}"
    ".report .summary :is(h2,h3){margin-top:.7rem}"
    ".report a{color:var(--link);text-decoration:underline;text-underline-offset:.15em;text-decoration-thickness:1px}"
    ".report .cite{font:.8rem/1.3 system-ui,sans-serif}.report .jump{font-weight:600;text-decoration:none;white-space:nowrap;padding:.1rem}"
    ".report .jump:hover{text-decoration:underline}.report .cite{display:inline-block;max-width:100%}.report time{white-space:nowrap}"
    ".report .name{font-style:italic}.report .context{color:var(--soft)}.report q{quotes:'“' '”'}"
    ".report ul,.report ol{margin:.3rem 0 .6rem;padding-left:1.4rem;list-style:disc}.report ol{list-style:decimal;padding-left:1.9rem}"
    ".report li{margin:.3rem 0}.report .sources>li{margin:.8rem 0}.report details{margin:.25rem 0 0}"
    ".report summary{cursor:pointer;color:var(--soft);font:.84rem/1.6 system-ui,sans-serif}"
    ".report li:target{background:color-mix(in srgb,var(--link) 14%,transparent);box-shadow:0 0 0 .3rem color-mix(in srgb,var(--link) 14%,transparent)}"
    ".report .abstention{border:1px solid var(--rule);border-left:.35rem solid #a8702a;padding:.3rem 1.1rem .6rem;margin:1rem 0}"
    ".report .abstention :is(h2,h3){margin-top:.7rem}.report .silence{font-size:1.15rem}"
    ".report .compare{width:100%;table-layout:fixed;border-collapse:collapse;font-size:.95rem;line-height:1.45}"
    ".report .compare :is(th,td){text-align:left;vertical-align:top;padding:.5rem .7rem .3rem 0;border-top:1px solid var(--rule)}"
    ".report .compare th{font:600 .86rem/1.4 system-ui,sans-serif}.report .compare thead td{width:8.6rem}"
    ".report .compare thead :is(td,th){border-top:0}"
    "@media(max-width:600px){.report .compare :is(table,tbody,tr,th,td){display:block}.report .compare,.report .compare tbody{display:block}"
    ".report .compare thead{display:none}.report .compare tbody th{width:auto!important;padding-top:.8rem}"
    ".report .compare td{border-top:0!important;padding:.2rem 0 .2rem .8rem!important}"
    ".report .compare td::before{content:attr(data-place);font:600 .8rem/1.4 system-ui,sans-serif;color:var(--soft)}}"
    ".report .next{list-style:none;padding:0}.report .ask{font:inherit;font-size:1rem;line-height:1.4;text-align:left;width:100%;"
    "color:var(--link);background:none;border:1px solid var(--rule);border-radius:4px;padding:.55rem .8rem;cursor:pointer}"
    ".report .ask:hover{border-color:var(--link)}"
    ".report :is(a,button,summary):focus-visible{outline:2px solid var(--link);outline-offset:2px}"
)
_PAGE_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;padding:1.5rem 1rem;background:#fbfaf6;color:#1d1c1a}"
    "@media(prefers-color-scheme:dark){body{background:#191816;color:#e9e6df}.report{--link:#a5c8ee;--rule:#4a4741;--soft:#b5b0a6}}"
    # On paper the quotes are open, links show where they lead, and nothing depends on the screen's colours.
    "@page{margin:2cm}"
    "@media print{:root{color-scheme:light}body{background:#fff;color:#000;padding:0}.report{--link:#000;--rule:#999;--soft:#333;max-width:none;font-size:11pt}"
    ".report .sources .place[href]::after{content:' <' attr(href) '>';font-size:.85em}.report summary{list-style:none}"
    ".report :is(h1,h2){break-after:avoid}.report :is(p,.sources li li){break-inside:avoid}}"
)
