"""Export: the sources of an answer as CSL-JSON and BibTeX, each with its number, dates, pinpoints, quotes and addresses."""

from __future__ import annotations

import json
import re
from datetime import date

from ingest.document import Kind
from ingest.errors import PinpointError
from ingest.pinpoint import Pinpoint
from qa.answer import Answer, CitedSource, Json
from qa.citation_style import style, style_source
from qa.links import web_address
from qa.render import clean, origin, outline, quotes

# CSL 1.0.2 and plain BibTeX know these types.
_CSL: dict[Kind, str] = {
    "statute": "legislation", "regulation": "regulation", "treaty": "treaty", "case": "legal_case", "guidance": "report", "report": "report",
    "transparency": "report", "news": "article-newspaper", "document": "document",
}  # fmt: skip
_BIBTEX: dict[Kind, str] = {"guidance": "techreport", "report": "techreport", "transparency": "techreport"}
_LAW = frozenset({"statute", "regulation", "treaty", "case"})
_CODE = re.compile(r"^(?P<title>\d+) (?P<code>U\.S\.C\.|C\.F\.R\.)$")
# BibTeX counts braces even where TeX escapes them, so they are written by name.
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_", "<": r"\textless{}", ">": r"\textgreater{}", '"': r"\textquotedbl{}",
}  # fmt: skip


def to_csl_json(answer: Answer) -> bytes:
    """Return the sources as a CSL-JSON list for reference managers; an abstention cites nothing and gives an empty list."""
    return (json.dumps([_csl(answer, source) for source in answer.sources], ensure_ascii=False, indent=1) + "\n").encode()


def to_bibtex(answer: Answer) -> bytes:
    """Return the sources as BibTeX; what an abstention says stands in it as a remark."""
    if answer.abstention:
        remarks = (answer.question, answer.abstention.message, outline(answer).searched, *answer.abstention.searched.nearest)
        # Outside an entry BibTeX reads everything as a remark, up to an "@".
        return "".join(f"% {clean(line).replace('@', '(at)')}\n" for line in remarks).encode()
    return "\n".join(_bibtex(answer, source) for source in answer.sources).encode()


def key(source: CitedSource) -> str:
    """Return the name of a source in a bibliography: its number and its id, in letters, digits and hyphens."""
    return f"attest-{source.n}-{re.sub(r'[^0-9A-Za-z]+', '-', source.id).strip('-')}"


def year(source: CitedSource) -> int | None:
    """Return the year that a citation names as its own, such as "Act 2023", "2022/2065" or "(2021)"; None where it names none."""
    if source.kind in _LAW:
        if re.search(r"U\.S\.C\.|Pub\. L\.", source.citation):
            return None
        found = re.search(r"\bNo \d+/((?:18|19|20)\d\d)\b", source.citation) or re.search(r"(?:\b|\.)((?:18|19|20)\d\d)\b(?!\))", source.citation)
        found = re.search(r"\b((?:18|19|20)\d\d)\)$", source.citation) or found
    else:
        found = re.search(r"\(((?:19|20)\d\d)\)$", source.citation)
    return int(found[1]) if found else None


def _csl(answer: Answer, source: CitedSource) -> Json:
    item: Json = {"id": key(source), "type": _CSL[source.kind], "title": clean(source.title), "language": "en", **_numbered(source)}
    if source.publisher:
        item["publisher"] = clean(source.publisher)
    if source.jurisdiction:
        item["jurisdiction"] = clean(source.jurisdiction)
    if web_address(source.url):
        item["URL"] = source.url
    if year(source):
        item["issued"] = {"date-parts": [[year(source)]]}
    read = source.retrieved_on or answer.checked_on
    item["accessed"] = {"date-parts": [[read.year, read.month, read.day]]}
    item["note"] = _remark(answer, source)
    item["annote"] = _quoted(answer, source)
    item["custom"] = {"attest": _structured(answer, source)}
    return item


def _numbered(source: CitedSource) -> Json:
    """Return the parts of a citation that styles arrange themselves: code, volume and section of the US codes."""
    try:
        pinpoint = Pinpoint.parse(source.citation)
    except PinpointError:
        return {}
    code = _CODE.match(pinpoint.work)
    if code and pinpoint.locators and pinpoint.locators[0].unit == "§":
        return {"container-title": code["code"], "volume": code["title"], "section": pinpoint.locators[0].number}
    return {"number": clean(source.citation), "title-short": clean(source.citation)} if source.citation != source.title else {}


def _remark(answer: Answer, source: CitedSource) -> str:
    (described,) = (line for cited, line in outline(answer).sources if cited == source)
    days = f"Law as of {answer.as_of}; checked on {answer.checked_on}."
    return clean(f"[{source.n}] Cite as: {style_source(source)}. {described} {days}")


def _quoted(answer: Answer, source: CitedSource) -> str:
    told = (
        f"{_place(c.pinpoint, str(style(c, source)))}: “{c.quote}” (characters {c.start}-{c.end}; {origin(source)}) {web_address(c.url)}"
        for c in quotes(answer, source.n)
    )
    return "; ".join(clean(line).strip() for line in told)


def _place(pinpoint: str, styled: str) -> str:
    return styled if pinpoint in styled else f"{styled} [{pinpoint}]"


def _structured(answer: Answer, source: CitedSource) -> Json:
    cited = [{"pinpoint": c.pinpoint, "quote": c.quote, "start": c.start, "end": c.end, "url": c.url} for c in quotes(answer, source.n)]
    days = {"text_as_of": source.text_as_of, "valid_from": source.valid_from, "valid_to": source.valid_to, "retrieved_on": source.retrieved_on}
    told = {name: day.isoformat() for name, day in days.items() if isinstance(day, date)}
    return {"n": source.n, "form": source.form, "citation": source.citation, **told, "citations": cited}


def _bibtex(answer: Answer, source: CitedSource) -> str:
    kind = _BIBTEX.get(source.kind, "misc")
    read = source.retrieved_on or answer.checked_on
    publisher = f"{{{_tex(source.publisher)}}}" if source.publisher else ""
    fields = {
        "title": f"{{{_tex(source.title)}}}",
        "author": publisher,
        "institution": publisher if kind == "techreport" else "",
        "year": str(year(source) or ""),
        "number": _tex(source.citation),
        "url": _verbatim(source.url),
        "urldate": read.isoformat(),
        "note": _tex(_remark(answer, source)),
        "annote": _tex(_quoted(answer, source)),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{kind}{{{key(source)},\n{lines}\n}}\n"


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in clean(text).strip())


def _verbatim(url: str) -> str:
    """Return an address for a field that is read as it stands; braces would end it."""
    return web_address(url).replace("{", "%7B").replace("}", "%7D")
