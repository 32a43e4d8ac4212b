"""Verify: does a quote stand where its citation says.

Quotes are compared after folding typographic variants (kinds of quotation
marks and dashes, ligatures, runs of blanks) and nothing else: a changed
letter, figure, capital or word is not a match. What a quotation may do:

* begin with another capital than the text, also as "[T]he", and end in a
  full stop or comma of its own;
* leave out words with "...", "…", "[...]", ". . ." or "* * *", within one
  provision, in order, and never a negation or an exception ("unless",
  "except", "other than", "only"), which would turn the rule, nor an amount,
  a period or a percentage where the quote gives another one of its kind;
* run on, word for word, from one provision into the next, where the place
  cited holds them both;
* not break a word or figure: "$850" does not stand in "$850,000".

A bracketed gloss ("[the provider]") is the quoter's own word, so it does not match.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from ingest.pinpoint import Pinpoint
from ingest.text import Folded, Span, clean
from qa.errors import QuestionError
from qa.figures import NUMBERS
from qa.route import Place
from qa.standing import Standing as Standing
from qa.standing import around, common, plain, run_ons
from qa.standing import standing as standing

QuoteLabel = Literal["verified", "not_found", "misattributed", "citation_unresolved"]
MAX_QUOTE_CHARS = 10_000
MAX_CITATION_CHARS = 300
# How many characters an ellipsis may stand for; more is another passage.
MAX_ELISION = 1_500
# Scraps strung together with more ellipses than this are no quotation.
MAX_PIECES = 12
# A common word stands in thousands of places; nobody reads that list.
MAX_FOUND_AT = 50

_ELLIPSIS = re.compile(r"\s?(?:\[\s?(?:\.\s?){3,}\]|\(\s?(?:\.\s?){3,}\)|(?:\.\s?){3,}|\*\s?\*\s?\*)\s?")
_TURNS = re.compile(
    r"\b(?:not|never|neither|nor|none|nothing|cannot|unless|except\w*|excluding|other than|only|save (?:as|for|that|where)|provided that)\b|n't\b"
    r"|\bno\b(?!\.? ?\d)|\bwithout\b(?! (?:\w+ )?delay)",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"(?:\b\w+ )?(?:\b(?:not|never|no|without|cannot)|n't) $", re.IGNORECASE)
_OWN_CAPITAL = re.compile(r"^\[(\w)\](?=\w)")
_BROKEN_BEFORE = re.compile(r"(?:\d[.,]|\bnon-)$", re.IGNORECASE)
_BROKEN_AFTER = re.compile(r"[.,]\d")
_NAMED_AFTER = re.compile(r"^[^\W\d]*[.§]* ?\d[^\W_]*(?:\s?\([\w.]+\))* (?:of|in) (?:the )?(?P<work>[A-Z].*)$")
_US_CODE = re.compile(r"(?:title \d+|(?:US|U\.S\.|United States) Code)\b", re.IGNORECASE)
# Amounts, periods and percentages: what is left out of one kind may belong to what is quoted of the same kind.
_WORTH = {
    "money": re.compile(
        r"[$£€]\s?\d[\d,.]*|\b(?:USD|EUR|GBP|KES|AUD|CAD|INR|BRL)\s?\d[\d,.]*|\b\d[\d,.]* (?:dollars|euros?|pounds|shillings)\b", re.IGNORECASE
    ),
    "period": re.compile(rf"\b(?:\d[\d,.]*|one|{'|'.join(NUMBERS)})[ -](?:\w+ )?(?:hour|day|week|month|year)s?\b", re.IGNORECASE),
    "percentage": re.compile(r"\b\d[\d,.]* ?(?:%|percent|per cent)", re.IGNORECASE),
}
_MARKS = " '"
_TAIL = " '.,;:"


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """The verdict on a quote and its citation; ``found_at`` lists the pinpoints where the words really stand, the cited ones first."""

    label: QuoteLabel
    citation: str
    pinpoint: str | None
    source_id: str | None
    found_at: tuple[str, ...]
    quote: str
    note: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return the contract's JSON form."""
        return {
            "label": self.label, "citation": self.citation, "pinpoint": self.pinpoint, "source_id": self.source_id,
            "found_at": list(self.found_at), "quote": self.quote, "note": self.note,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    left_out: str


@dataclass(frozen=True, slots=True)
class _Quote:
    """A quote cut at its ellipses; of each piece the spellings that count as the same, all of one length."""

    pieces: tuple[tuple[str, ...], ...]
    tail: str

    def match(self, text: str, *, lenient: bool = False) -> _Match | None:
        """Return where the quote stands in folded text; ``lenient`` lets an ellipsis hide a negation and names it."""
        if not self.pieces or len(self.pieces) > MAX_PIECES or not all(any(v in text for v in piece) for piece in self.pieces):
            return None
        starts = {piece: _starts(piece, text) for piece in set(self.pieces)}
        chains = [_Match(start, start + len(self.pieces[0][0]), "") for start in starts[self.pieces[0]]]
        for piece in self.pieces[1:]:
            ends = [chain.end for chain in chains]
            longer = []
            for start in starts[piece]:
                # Of the chains that end before this piece, the last one leaves out least.
                nearest = bisect_right(ends, start) - 1
                if nearest < 0 or start - ends[nearest] > MAX_ELISION:
                    continue
                turn = self._turned(text[ends[nearest] : start])
                if not turn or lenient:
                    left_out = chains[nearest].left_out or turn
                    longer.append(_Match(chains[nearest].start, start + len(piece[0]), left_out))
            chains = longer
        if not chains:
            return None
        first = chains[0]
        return _Match(first.start, first.end + len(self.tail), first.left_out) if text.startswith(self.tail, first.end) else first

    def spans(self, text: str) -> list[Span]:
        """Return where the quote stands in folded text word for word; a quote with an ellipsis does so nowhere."""
        if len(self.pieces) != 1:
            return []
        return [(start, start + len(self.pieces[0][0])) for start in _starts(self.pieces[0], text)]

    def _turned(self, gap: str) -> str:
        """Return what an ellipsis over ``gap`` leaves out that would turn what is quoted; empty for an honest one."""
        turn = _TURNS.search(gap)
        if turn is not None:
            return turn.group()
        for worth in _WORTH.values():
            lost = worth.search(gap)
            if lost is not None and any(worth.search(piece[0]) for piece in self.pieces):
                return lost.group()
        return ""


def find_quote(quote: str, text: str) -> Span | None:
    """Return the span of ``text`` in which a quote stands, or None; see the top of this file for what counts as the same."""
    folded = _folded(text)
    match = _read(quote).match(folded.text)
    return folded.span(match.start, match.end) if match else None


def left_out(quote: str, text: str) -> str:
    """Return the negation or exception that the quote's ellipsis hides, where its words otherwise stand in the text; else ""."""
    match = _read(quote).match(_folded(text).text, lenient=True)
    return match.left_out if match else ""


def verify_quote(citation: str, quote: str, resolve: Callable[[str], Sequence[Place]], places: Iterable[Standing], today: date) -> QuoteCheck:
    """Check a quote against the places that a citation names, then against every place.

    All versions of a law count; where the words stand only in versions that are not in force today, the note names their dates.
    Raises QuestionError for an empty or over-long quote.
    """
    if not re.search(r"\w", quote):
        raise QuestionError("the quote is empty; give the words to check")
    if len(quote) > MAX_QUOTE_CHARS:
        raise QuestionError(f"the quote has {len(quote):,} characters; the limit is {MAX_QUOTE_CHARS:,}")
    places = tuple(places)
    named = _named(citation, resolve)
    wanted = {(place.document_id, str(place.pinpoint)) for place in named}
    sought = _read(quote)
    found = [(place, match) for place in places if (match := sought.match(place.folded)) is not None]
    found.sort(key=lambda pair: (pair[0].key not in wanted, not pair[0].source.in_force(today)))
    pins = tuple(dict.fromkeys(place.pinpoint for place, _ in found))
    found_at, more = pins[:MAX_FOUND_AT], len(pins) - MAX_FOUND_AT
    notes = [f"and {more} further places"] if more > 0 else []
    if not named:
        notes.insert(0, f"no source in the index has {citation[:MAX_CITATION_CHARS]!r}" if citation.strip() else "the citation is empty")
        return QuoteCheck("citation_unresolved", citation, None, None, found_at, quote, "; ".join(notes))
    here = [(place, match) for place, match in found if place.key in wanted]
    if here:
        notes = [*_version_note([place for place, _ in here], today), *_context_note(*here[0]), *_digest_note([place for place, _ in here]), *notes]
        return QuoteCheck("verified", citation, here[0][0].pinpoint, here[0][0].source.id, found_at, quote, "; ".join(notes))
    rows = run_ons(sought.spans, places)
    inside = next((row for row in rows if all(place.key in wanted for place in row)), None)
    found_at = (*dict.fromkeys(around(row) for row in sorted(rows, key=lambda row: row != inside)), *found_at)[:MAX_FOUND_AT]
    if inside is not None:
        notes = [*_version_note(inside, today), *_digest_note(inside), *notes]
        return QuoteCheck("verified", citation, around(inside), inside[0].source.id, found_at, quote, "; ".join(notes))
    notes = [*_not_here(sought, [place for place in places if place.key in wanted]), *notes]
    label: QuoteLabel = "misattributed" if found_at else "not_found"
    return QuoteCheck(label, citation, common([place.pinpoint for place in named]), named[0].source_id, found_at, quote, "; ".join(notes))


def _not_here(sought: _Quote, cited: Sequence[Standing]) -> list[str]:
    """Say what may have kept a quote from standing where it is cited."""
    hidden = next((m.left_out for place in cited if (m := sought.match(place.folded, lenient=True)) is not None), "")
    if hidden:
        return [f"the words stand there, but the ellipsis leaves out {hidden!r}"]
    digest = bool(cited) and all(place.source.form == "digest" for place in cited)
    return ["only a digest of this source is held, so the official wording could not be compared"] if digest else []


def _named(citation: str, resolve: Callable[[str], Sequence[Place]]) -> Sequence[Place]:
    line = " ".join(citation.split())
    if not line or len(line) > MAX_CITATION_CHARS:
        return ()
    found = resolve(line)
    return () if found and _of_unknown_work(line, resolve) else found


def _of_unknown_work(line: str, resolve: Callable[[str], Sequence[Place]]) -> bool:
    """Tell whether a citation names a work that no source is, though its number may be some other law's."""
    parsed = Pinpoint.parse(line)
    m = _NAMED_AFTER.search(line)
    work = parsed.work if parsed.locators else m["work"] if m else ""
    return bool(work) and not _US_CODE.match(work) and not resolve(work)


def _version_note(here: Sequence[Standing], today: date) -> list[str]:
    """Name the versions' dates where the words stand in none that is in force."""
    if any(place.source.in_force(today) for place in here):
        return []
    windows = sorted({(str(s.valid_from or "the beginning"), str(s.valid_to or "further notice")) for s in (place.source for place in here)})
    return ["these words stand only in the text valid " + " and ".join(f"from {first} to {last}" for first, last in windows)]


def _context_note(place: Standing, match: _Match) -> list[str]:
    before = _NEGATED.search(place.folded, max(0, match.start - 40), match.start)
    return [f"the quote leaves off {before.group().strip()!r}, which stands just before it"] if before else []


def _digest_note(here: Sequence[Standing]) -> list[str]:
    digest = all(place.source.form == "digest" for place in here)
    return ["these are words of the bundled digest, not of the official text"] if digest else []


@lru_cache(maxsize=256)
def _folded(text: str) -> Folded:
    return plain(text)


@lru_cache(maxsize=256)
def _read(quote: str) -> _Quote:
    """Cut a quote at its ellipses and take off the marks around it."""
    whole = plain(clean(re.sub("\u00ad\\s*\n\\s*", "", quote))).text.strip(_MARKS)
    pieces = [piece.strip() for piece in _ELLIPSIS.split(whole)]
    pieces = [piece for piece in pieces if any(c.isalnum() for c in piece)]
    if not pieces:
        return _Quote((), "")
    bare = pieces[-1].rstrip(_TAIL)
    tail = pieces[-1][len(bare) :]
    return _Quote(tuple(_spellings(piece) for piece in (*pieces[:-1], bare)), tail)


def _spellings(piece: str) -> tuple[str, ...]:
    """Return a piece and the same with its first letter in the other case, unless it begins with an acronym."""
    piece = _OWN_CAPITAL.sub(r"\1", piece)
    if piece[1:2].isupper() or not piece[:1].isalpha() or len(piece[0].swapcase()) > 1:
        return (piece,)
    return piece, piece[0].swapcase() + piece[1:]


def _starts(spellings: Sequence[str], text: str) -> list[int]:
    found = []
    for spelling in spellings:
        at = text.find(spelling)
        while at >= 0:
            if not _breaks(text, at, at + len(spelling)):
                found.append(at)
            at = text.find(spelling, at + 1)
    return sorted(found)


def _breaks(text: str, start: int, end: int) -> bool:
    """Tell whether a span begins or ends inside a word or a figure."""
    if text[start].isalnum() and (text[start - 1 : start].isalnum() or _BROKEN_BEFORE.search(text, max(0, start - 4), start)):
        return True
    if not text[end - 1].isalnum():
        return False
    return text[end : end + 1].isalnum() or text.startswith("'t", end) or (text[end - 1].isdigit() and _BROKEN_AFTER.match(text, end) is not None)
