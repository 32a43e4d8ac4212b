"""Cite: what a draft's claim rests on, found in this turn's passages, or the fault that keeps it from being shown.

An id names a passage only if it was given out this turn. A quote stands in
the very passage that is cited, letter for letter but for the kinds of
quotation marks, dashes, blanks and ligatures (``qa.verify``); what is nearly
there is not there. A sentence is shown where a passage that it cites bears it
out in full, and none that it cites fails to bear on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from ingest.document import Passage
from ingest.text import sentences
from qa.answer import Support
from qa.beyond import beyond
from qa.compose import JURISDICTIONS
from qa.draft import DraftCitation, DraftClaim
from qa.places import jurisdictions_named
from qa.prompt import Shown
from qa.retrieve import LOW_CONFIDENCE, Evidence
from qa.verify import find_quote, left_out

FaultKind = Literal["markup", "uncited", "unknown", "misquoted", "unsupported", "contradicted"]
Judge = Callable[[str, str], Support]

# A quote shorter than this is shown with the sentence around it.
LEAST_QUOTE = 40
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_MARKUP: Final = re.compile(
    r"<\s*[/!?a-zA-Z]|&(?:#\w+|[a-zA-Z]+);|\]\s*[(:\[]|!\[|\[\^|\[\[|[`\\|{}^]|~~|==|\*\*|(?<!\w)__|__(?!\w)|^\s*(?:#{1,6}\s|>|[-*+]\s|\d+[.)]\s)"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_ADDRESS: Final = re.compile(
    r"\b(?:https?|ftps?|wss?|mailto|tel|sms|file|javascript|vbscript|data|blob|magnet):\S|\b[a-z][a-z0-9+.-]*://|(?<!\S)//\S|\bwww\.|\w@\w", re.IGNORECASE
)
# A bare domain; one that a passage names, as a company may be called "Example.com", is no address of the model's own.
_DOMAIN: Final = re.compile(
    r"(?<![\w.])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{2}|com|org|net|info|biz|gov|edu|mil|int|app|dev|xyz|online|site|shop|news|tech|cloud|page|link"
    r"|click|top|club|live|world|onion)\b(?:[/:?#]\S*)?",
    re.IGNORECASE,
)
# Characters that nobody sees, or that look like others: format, private and unassigned ones, marks put on a letter, blanks that are letters.
_UNSEEN: Final = frozenset({"Cf", "Cn", "Co", "Cs", "Mn", "Me"})
_RAISED: Final = ("<super>", "<sub>", "<circle>", "<square>", "<font>")  # a superscript 2 may be a footnote that nobody wrote
_BLANKS: Final = frozenset("\u115f\u1160\u3164\uffa0")
# What in the rest of a sentence turns the part of it that was quoted.
_TURN = re.compile(
    r"\b(?:not|never|neither|nor|none|nothing|cannot|unless|except\w*|excluding|other than|only|save (?:as|for)|provided that|subject to|if"
    r"|without|no)\b|n't\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:Under|In|According to|As of|By|Within) (?:the )?(?P<what>[^,]{2,80}), (?P<rest>\S.*)$")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a sentence cannot be shown: in kind, in words for the model, and the places that it cites."""

    kind: FaultKind
    words: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that may be shown, what it rests on, and the verdict."""

    text: str
    evidence: tuple[Evidence, ...]
    support: Support


class Citer:
    """Holds the claims of one turn against the passages that were shown to the model."""

    def __init__(self, shown: Shown, evidence: Iterable[Evidence], judge: Judge) -> None:
        """Take the passages with their ids, the sentences of what was retrieved, and the judge of support."""
        self._shown = shown
        self._judge = judge
        self._sentences: dict[str, list[Evidence]] = {}
        for e in evidence:
            self._sentences.setdefault(e.passage.id, []).append(e)
        self._ids = re.compile(rf"\s*[(\[]?\b{re.escape(shown.mark)}-\d+\b[)\]]?")

    def _disguised(self, text: str) -> bool:
        """Tell whether a text has characters that hide or pose as others, such as a Cyrillic letter in an English word; those of the passages may be there."""
        strange = {c for c in text if not c.isascii() and (unicodedata.category(c) in _UNSEEN or c in _BLANKS or _raised(c) or not _latin(c))}
        return bool(strange) and not all(any(c in e.text for group in self._sentences.values() for e in group) for c in strange)

    def _linked(self, text: str) -> bool:
        """Tell whether a text has an address, or a domain that no passage names."""
        named = (m.group().casefold() for m in _DOMAIN.finditer(text))
        return _ADDRESS.search(text) is not None or any(
            not any(domain in e.text.casefold() for group in self._sentences.values() for e in group) for domain in named
        )

    def check(self, claim: DraftClaim) -> tuple[list[Statement], list[Fault]]:
        """Return the sentences of a claim that may be shown and what is wrong with the others; each sentence is judged alone."""
        text = plain_text(self._ids.sub("", claim.text))
        if _MARKUP.search(text) or self._linked(text) or self._disguised(text):
            return [], [Fault("markup", f"{_named(text)} is not a plain sentence: no HTML, Markdown, addresses or control characters")]
        cited = self._resolve(text, claim.citations)
        if isinstance(cited, Fault):
            return [], [cited]
        found = [self._judged(text[start:end], cited) for start, end in sentences(text)]
        return [f for f in found if isinstance(f, Statement)], [f for f in found if isinstance(f, Fault)]

    def _resolve(self, text: str, citations: Sequence[DraftCitation]) -> tuple[Evidence, ...] | Fault:
        """Find every citation of a claim, or name the first that is wrong."""
        if not citations:
            return Fault("uncited", f"{_named(text)} has no citation")
        found: list[Evidence] = []
        for citation in citations:
            passage = self._shown.passages.get(citation.passage.strip(" \t\n[]()<>\"'`"))
            if passage is None or passage.id not in self._sentences:
                return Fault("unknown", f"{_named(text)} cites {citation.passage[:40]!r}, which is none of the passages given")
            evidence = self._quoted(passage, citation.quote)
            if evidence is None:
                hidden = left_out(citation.quote, passage.text)
                why = f"its ellipsis leaves out {hidden!r}" if hidden else "these words do not stand in that passage in one piece; copy them"
                return Fault("misquoted", f"{_named(text)} quotes {citation.quote[:120]!r} from {citation.passage}: {why}", (str(passage.pinpoint),))
            found.append(evidence)
        return tuple({(e.passage.id, e.start, e.end): e for e in found}.values())

    def _quoted(self, passage: Passage, quote: str) -> Evidence | None:
        """Return the words quoted as evidence: as they stand in the passage, with the rest of their sentence where it is short or would turn them."""
        span = find_quote(quote, passage.text) if sum(c.isalnum() for c in quote) > 2 else None
        if span is None:
            return None
        start, end = passage.start + span[0], passage.start + span[1]
        around = sorted((e for e in self._sentences[passage.id] if e.start < end and e.end > start), key=lambda e: e.start)
        if not around:
            return None
        first, last = around[0].start, around[-1].end
        whole = passage.text[first - passage.start : last - passage.start]
        rest = f"{whole[: max(0, start - first)]} {whole[max(0, end - first) :]}"
        if end - start < LEAST_QUOTE or _TURN.search(rest) or start < first or end > last or whole.startswith(LOW_CONFIDENCE):
            start, end = first, last
        return replace(around[0], start=start, end=end, text=passage.text[start - passage.start : end - passage.start])

    def _judged(self, sentence: str, cited: Sequence[Evidence]) -> Statement | Fault:
        places = tuple(dict.fromkeys(str(e.passage.pinpoint) for e in cited))
        if any(e.text.startswith(LOW_CONFIDENCE) for e in cited) and not sentence.startswith(LOW_CONFIDENCE):
            return Fault("unsupported", f"{_named(sentence)} must begin with 'Low confidence:', as the passage does", places)
        strange = beyond(without_lead(sentence, cited[0]), cited)
        if strange:
            return Fault("unsupported", f"{_named(sentence)} says {strange!r}, of which no passage cited speaks; keep to the passage's own words", places)
        verdicts = [self._weigh(sentence, e) for e in cited]
        worst = min(verdicts, key=lambda v: _RANK[v.label])
        if worst.label == "contradicted":
            return Fault("contradicted", f"{_named(sentence)} is contradicted by a passage that it cites", places)
        if worst.label == "none":
            return Fault("unsupported", f"{_named(sentence)} cites a passage that does not say so", places)
        full = [v for v in verdicts if v.label == "full"]
        if not full:
            why = "is borne out in part only: keep every condition, exception, figure and actor of the passage, and say nothing beyond it"
            return Fault("unsupported", f"{_named(sentence)} {why}", places)
        return Statement(sentence, tuple(cited), max(full, key=lambda v: v.value))

    def _weigh(self, sentence: str, cited: Evidence) -> Support:
        """Judge a sentence against one passage, and its words against the quote; a lead-in that names the cited law itself is taken off."""
        bare = without_lead(sentence, cited)
        verdict = self._judge(bare, cited.passage.text)
        if bare != sentence and verdict.label != "full":  # the passage may name its own law too: "In Germany, providers must ..."
            verdict = max(verdict, self._judge(sentence, cited.passage.text), key=lambda v: _RANK[v.label])
        quote = self._judge(bare, cited.text)
        # The passage decides, but the words shown to the reader must not speak against the sentence, nor of something else.
        return quote if verdict.label in {"full", "partial"} and quote.label in {"contradicted", "none"} else verdict


_RANK: Mapping[str, int] = {"contradicted": 0, "none": 1, "partial": 2, "full": 3}


def plain_text(text: str) -> str:
    """Return a claim's text on one line and without Markdown's emphasis."""
    line = " ".join(text.split())
    return _EMPHASIS.sub(r"\2", line)


def without_lead(sentence: str, cited: Evidence) -> str:
    """Return a sentence without a lead-in such as "Under 18 U.S.C. § 2258A(e), " where that is the very law or place cited."""
    m = _LEAD.match(sentence)
    if m is None:
        return sentence
    source, what = cited.source, m["what"]
    names = {
        str(cited.passage.pinpoint),
        source.citation,
        source.title,
        source.short,
        source.short.removeprefix("the "),
        JURISDICTIONS.get(source.jurisdiction, ""),
    }
    own = what.casefold() in {name.casefold() for name in names if name}
    place = len(what.split()) <= 3 and tuple(jurisdictions_named(what)) == (source.jurisdiction,) and not any(c.isdigit() for c in what)
    return m["rest"][0].upper() + m["rest"][1:] if own or place else sentence


def _named(text: str) -> str:
    return f"the claim {text[:120]!r}"


def _raised(character: str) -> bool:
    return character not in "ªº™" and unicodedata.decomposition(character).startswith(_RAISED)


def _latin(character: str) -> bool:
    return not character.isalpha() or unicodedata.name(character, "").startswith(("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL", "MICRO SIGN"))
