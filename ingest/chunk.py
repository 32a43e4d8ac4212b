"""Cut documents into passages, never across a provision, and say what of each is embedded.

What is embedded is not what is quoted: a chunk carries the source's short name,
the heading path and the words that its sentence began with before the words, so that a passage "knows" its document;
the quote is always a slice of the document's own text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.document import Document, Passage, Provision
from ingest.pinpoint import Pinpoint
from ingest.text import Span, lines, sentences

CHUNKER_VERSION = "3"
# MiniLM reads 256 word pieces, about 1,000 characters of law, of which the head takes up to 150.
MAX_PASSAGE_CHARS = 850
MAX_LEAD_CHARS = 160
_ENDS = (".", ";", ",", "!", "?", " and", " or")


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is embedded and indexed for one passage; ``sentences`` are embedded one by one with the same head."""

    passage: Passage
    head: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words that are embedded for the passage as a whole."""
        return f"{self.head}: {self.passage.text}"


def chunk(document: Document) -> tuple[Chunk, ...]:
    """Return the chunks of a document in reading order."""
    leads = _leads(document)
    return tuple(_chunk(document, passage, leads.get(passage.pinpoint, "")) for passage in passages(document))


def passages(document: Document) -> tuple[Passage, ...]:
    """Cut each provision at sentence ends into passages of at most MAX_PASSAGE_CHARS (a longer sentence stays whole)."""
    found = []
    used: dict[str, int] = {}
    for provision in document.provisions:
        groups = _groups(document, provision)
        for group in groups:
            start, end = group[0][0], group[-1][1]
            name = _unused(passage_name(document, provision), used)
            found.append(
                Passage(
                    id=name,
                    document_id=document.id,
                    pinpoint=provision.pinpoint,
                    heading=provision.heading,
                    path=provision.path,
                    start=start,
                    end=end,
                    text=document.text[start:end],
                    sentences=tuple(group),
                )
            )
    return tuple(found)


def passage_name(document: Document, provision: Provision) -> str:
    """Return a readable id that survives re-ingest: the document's id and the place in it."""
    place = " ".join(str(locator) for locator in provision.pinpoint.locators) or "work"
    place = re.sub(r"\s+", "_", place.replace("§ ", ""))
    return f"{document.id}#{place}"


def _unused(name: str, used: dict[str, int]) -> str:
    """Number the further passages of a place: "...#(e)", "...#(e)/2", and so on; ``used`` holds the last number of each name."""
    number = used.get(name, 0) + 1
    free = name if number == 1 else f"{name}/{number}"
    while free != name and free in used:
        number += 1
        free = f"{name}/{number}"
    used[name] = number
    used.setdefault(free, 1)
    return free


def _groups(document: Document, provision: Provision) -> list[list[Span]]:
    text = document.text[provision.start : provision.end]
    # A digest has one statement on each line, so that no abbreviation can cut one in two.
    spans = lines(text) if document.source.form == "digest" else sentences(text)
    groups: list[list[Span]] = []
    for start, end in spans:
        span = (start + provision.start, end + provision.start)
        if groups and span[1] - groups[-1][0][0] <= MAX_PASSAGE_CHARS:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _leads(document: Document) -> dict[Pinpoint, str]:
    """Return for each place the words that its sentence began with above it: "(A) not more than $850,000" means little without them."""
    opened: dict[Pinpoint, str] = {}
    leads: dict[Pinpoint, str] = {}
    for provision in document.provisions:
        words = document.text[provision.start : provision.end].rstrip()
        parent = next(provision.pinpoint.ancestors(), None)
        if parent is not None and parent in opened:
            leads[provision.pinpoint] = opened[parent]
        if not words.endswith(_ENDS):
            above = opened.get(parent, "") if parent is not None else ""
            opened[provision.pinpoint] = f"{above} {words}".strip()[-MAX_LEAD_CHARS:]
    return leads


def _chunk(document: Document, passage: Passage, lead: str) -> Chunk:
    names = [document.source.short, *(step for step in passage.path if step != document.source.title), passage.heading, lead]
    head = " - ".join(dict.fromkeys(name for name in names if name))
    return Chunk(passage, head, tuple(f"{head}: {document.text[start:end]}" for start, end in passage.sentences))
