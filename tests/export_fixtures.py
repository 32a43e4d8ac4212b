"""Answers to export, and readers of what was exported: each gives back the citations that a file carries."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import docx
from lxml import etree, html

from qa.answer import Answer, Section
from qa.export import read_answer
from tests.app_fixtures import citation, cited_source, claim, report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FRAGMENT = "https://law.example/notice#:~:text=day%2Dto%2Dday,buoys%20%26%20lamps"

TRICKS = (
    "[x](javascript:alert(1))", "![x](https://x.example/y.png)", "[^1-1]: x [^1-1] [^2]", "<!-- hidden --> shown", r"\input{secret} \href{javascript:x}{y}",
    "} @misc{evil, title = {x}}", "{{{ open", r"a \} b \{ c", "$\\href{javascript:x}{y}$ for $850,000", "50% of #1 & ~a^b_c", "a\n\n# b\n\n```\nc",
    "{=html} `<b>`{=html}",
    "[y]: javascript:z", "<https://x.example> **b** __c__ ~~d~~ ==e==", "]]> <?php x ?>", "| a | b |\n|---|---|", "1. one", "- one", ": defined", "% title",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Cited:
    """What every export says of a citation: its number, words, span and address; ``told`` holds its pinpoint."""

    n: int
    start: int
    end: int
    quote: str
    url: str
    told: str = ""

    @property
    def plain(self) -> tuple[int, int, int, str, str]:
        return self.n, self.start, self.end, self.quote, self.url


def flat(text: str) -> str:
    return " ".join(text.split())


def desk_answer() -> Answer:
    """Four sources of three countries and all three forms, two of them texts of one law, with quotes that are hard to carry."""
    digest = citation(
        1, "A keeper must report a lost buoy within 3 days & pay $850,000 (50%).", "18 U.S.C. § 2258A(e)(1)", "https://law.example/us#e_1", source_id="us-a"
    )
    official = citation(
        2, "(1) In general\nA keeper – “each” keeper – reports {all} of A_1 ~ B^2 #3.", "18 U.S.C. § 2258A(a)(1)(A)", FRAGMENT, start=7, source_id="us-a"
    )
    canada = citation(
        3, "Reports are kept for 21 days; no longer: at all.", "S.C. 2000, c. 5, s 7(3)(c.1)", "https://law.example/ca/section-7.html", source_id="ca-a"
    )
    own = citation(4, "Own notes say nothing.", "p 12", "", start=0, source_id="user/notes")
    names = ("18 U.S.C. § 2258A", "18 U.S.C. § 2258A", "S.C. 2000, c. 5", "Notes.pdf")
    titles = ("Reporting", "Reporting", "Personal Harbour Act", "Notes.pdf")
    ids, forms, places = ("us-a", "us-a", "ca-a", "user/notes"), ("digest", "official", "digest", "user"), ("US", "US", "CA", "INT")
    sources = []
    for i in range(4):
        made = cited_source(i + 1, titles[i], names[i], "" if i == 3 else f"https://law.example/{places[i].lower()}", forms[i])  # type: ignore[arg-type]
        sources.append(replace(made, id=ids[i], jurisdiction=places[i], text_as_of=date(2025, 5, i + 1), kind="document" if i == 3 else "statute"))
    return replace(
        report(),
        composer="a model",
        summary=(claim(digest, official, text="A keeper reports a buoy."),),
        sections=(Section("The duty", (claim(canada), claim(digest))),),
        bottom_line=(claim(own),),
        sources=tuple(sources),
    )


def expected(answer: Answer) -> list[Cited]:
    """Every citation once, as the answer has it."""
    all_of_them = dict.fromkeys(c for claim in answer.claims() for c in claim.citations)
    return sorted(Cited(c.n, c.start, c.end, flat(c.quote), c.url, c.pinpoint) for c in all_of_them)


def from_json(data: bytes) -> list[Cited]:
    return expected(read_answer(data, "the export"))


def from_markdown(data: bytes) -> list[Cited]:
    notes = re.findall(r"^\[\^[\d-]+\]: (.*)$", data.decode(), re.MULTILINE)
    return [told(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", note)) for note in notes]


def told(note: str) -> Cited:
    """Read a footnote of Markdown or Word."""
    m = re.search(r"^\[(\d+)\] .*“", note)
    span = re.search(r"characters (\d+)-(\d+)", note)
    assert m is not None
    assert span is not None
    url = re.search(r"\) <?(https?://\S+?)>?$", note)
    start, end = int(span[1]), int(span[2])
    quote = re.search(r": “(.*)” \(", note)
    assert quote is not None
    return Cited(int(m[1]), start, end, quote[1], url[1] if url else "", note)


def from_html(data: bytes) -> list[Cited]:
    page = html.fromstring(data.decode())
    found = []
    for entry in page.xpath("//ol[@class='sources']/li"):
        for item in entry.xpath(".//details/ul/li"):
            (quote,) = item.xpath("./q")
            links = [link.get("href") for link in item.xpath("./a[@class='place']")]
            # A page names the place of a quote in the source's list; it has no offsets of its own.
            found.append(Cited(int(entry.get("value")), -1, -1, flat(quote.text_content()), links[0] if links else "", flat(item.text_content())))
    return found


def footnotes(data: bytes) -> list[str]:
    """Return the words of a Word file's footnotes, without the separators that Word keeps among them."""
    document = docx.Document(io.BytesIO(data))
    (part,) = (part for part in document.part.package.parts if str(part.partname) == "/word/footnotes.xml")
    notes = [note for note in etree.fromstring(part.blob).iter(f"{W}footnote") if note.get(f"{W}type") is None]
    return [flat("".join(t.text or "" for t in note.iter(f"{W}t"))) for note in notes]


def body(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def from_docx(data: bytes) -> list[Cited]:
    return list({told(note) for note in footnotes(data)})


def docx_links(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        rels = [etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".rels")]
    return [str(r.get("Target")) for rel in rels for r in rel if r.get("TargetMode") == "External"]


def from_csl(data: bytes) -> list[Cited]:
    found = []
    for item in json.loads(data):
        kept = item["custom"]["attest"]
        for c in kept["citations"]:
            assert flat(c["quote"]) in item["annote"]
            assert c["url"] in item["annote"]
            found.append(Cited(kept["n"], c["start"], c["end"], flat(c["quote"]), c["url"], c["pinpoint"]))
    return found


def entries(data: bytes) -> list[dict[str, str]]:
    """Read BibTeX as BibTeX does: an entry goes to the brace that closes it, and so does a value, whether a backslash stands before a brace or not."""
    text, found, at = data.decode(), [], 0
    while (at := text.find("@", at)) >= 0:
        head = re.compile(r"@(\w+)\{([\w-]+),\s*").match(text, at)
        assert head is not None, text[at : at + 60]
        entry, at = {"type": head[1], "key": head[2]}, head.end()
        while text[at] != "}":
            name = re.compile(r"(\w+) = (?=\{)").match(text, at)
            assert name is not None, text[at : at + 60]
            depth, start = 0, name.end()
            for at in range(start, len(text)):
                depth += {"{": 1, "}": -1}.get(text[at], 0)
                if depth == 0:
                    break
            entry[name[1]] = text[start + 1 : at]
            at = re.compile(r",?\s*").match(text, at + 1).end()  # type: ignore[union-attr]
        at += 1
        found.append(entry)
    return found


TEX = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^", "quotedbl": '"'}


def untex(text: str) -> str:
    text = re.sub(r"\\text(\w+)\{\}", lambda m: {**TEX, "less": "<", "greater": ">"}[m[1]] if m[1] != "backslash" else "\0", text)
    return re.sub(r"\\([$&#%_])", r"\1", text).replace("\0", "\\")


def from_bibtex(data: bytes) -> list[Cited]:
    found = []
    for entry in entries(data):
        n = int(entry["key"].split("-")[1])
        for m in re.finditer(r"(?:^|; )(.+?): “(.*?)” \(characters (\d+)-(\d+); [^)]*\)(?: (https?://[^\s;]+))?(?=; |$)", untex(entry["annote"])):
            found.append(Cited(n, int(m[3]), int(m[4]), m[2], m[5] or "", m[1]))
    return found


def from_claim_review(data: bytes) -> list[Cited]:
    found = []
    for work in json.loads(data)["isBasedOn"]:
        for part in work["hasPart"]:
            span = re.search(r"characters (\d+)-(\d+)$", part["description"])
            assert span is not None
            found.append(Cited(work["position"], int(span[1]), int(span[2]), flat(part["text"]), part.get("url", ""), part["name"]))
    return found


def from_annotations(data: bytes) -> list[Cited]:
    found = set()
    for item in json.loads(data)["first"]["items"]:
        words, position = item["target"]["selector"]
        by_purpose = {b["purpose"]: b for b in item["body"]}
        n = re.match(r"\[(\d+)\] ", by_purpose["describing"]["value"])
        assert n is not None
        url = by_purpose["linking"]["source"] if "linking" in by_purpose else ""
        found.add(Cited(int(n[1]), position["start"], position["end"], flat(words["exact"]), url, by_purpose["identifying"]["value"]))
    return list(found)


READERS: dict[str, Callable[[bytes], list[Cited]]] = {
    "markdown": from_markdown, "html": from_html, "docx": from_docx, "json": from_json, "csl-json": from_csl, "bibtex": from_bibtex,
    "claimreview": from_claim_review, "annotations": from_annotations,
}  # fmt: skip
