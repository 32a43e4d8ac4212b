"""Reads the head of a C.F.R. paragraph: its designations, the heading that runs in, and where the words of each begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from ingest.parse_ecfr_levels import Item, Lead, kinds
from ingest.parse_ecfr_text import Piece

_DESIGNATION = re.compile(r"\s*\(\s*([A-Za-z]{1,6}|\d{1,3})(-\d{1,2})?\s*\)")
_RANGE = re.compile(r"\s*(?:-|–|—|,|through|thru|to|and|or)(?=\s*\()")
_RUN_ON = re.compile(r"[\s.:—–-]*")
# "(a) General. (1) The keeper": without italics a heading can only be guessed, so that what follows must bear it out.
_PLAIN_HEADING = re.compile(r"\s*[A-Z][^.()\[\]—:;]{0,90}[.—:]\s*(?=\()")
_PLAIN_TERM = re.compile(
    r"\s*(“[^”]{1,80}”|[A-Z][\w’'/-]*(?: (?!shall |must |may |will )[\w’'/-]+){0,5}),? (?:means?|includes|refers to|(?:has|have) the (?:same )?meaning)\b"
)
_ITALIC_SKIP, _PLAIN_SKIP, _RUN_IN_SKIP = 2, 0, 2
# "(1) He lights. (2) He counts; and (3) he rests": the end of a unit, behind which the next may begin in the same paragraph.
_UNIT_ENDS = re.compile(r"(?P<sign>[.;:—])”?\s+(?:(?:and|or|and/or)\s+)?(?=\()|(?P<dash>—)(?=\()")
_SHORTENED = re.compile(r"\b(?:paras?|pars?|secs?|subsecs?|cls?|nos?|arts?|chs?|pts?|see|cf)\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What a paragraph begins with.

    ``starts`` are where the words of each designation begin, ``headings`` what runs in behind it; ``term`` is what a paragraph without any defines.
    """

    item: Item
    starts: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()
    term: str = ""


class _Words:
    """A paragraph's words without what is left out, and which of them are italic."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        kept = [(words, italic) for words, italic, reason in pieces if not reason]
        ends = list(accumulate(len(words) for words, _ in kept))
        self.text = "".join(words for words, _ in kept)
        self._italic = [(end - len(words), end) for (words, italic), end in zip(kept, ends, strict=True) if italic and words.strip()]

    def is_italic(self, at: int) -> bool:
        return any(start <= at < end for start, end in self._italic)

    def italic_run(self, at: int) -> int:
        """Return where the italic words end that begin here, or ``at`` where none do."""
        here = at + len(self.text[at:]) - len(self.text[at:].lstrip())
        end = here
        for start, stop in self._italic:
            if start <= end < stop or (end > here and not self.text[end:start].strip()):
                end = stop
        return end if end > here else at


def read_head(pieces: Sequence[Piece]) -> Head:
    """Return the designations at the head of a paragraph."""
    words = _Words(pieces)
    leads: list[Lead] = []
    starts: list[int] = []
    headings: list[str] = []
    at, skip = 0, None
    while (found := _designation(words, at, skip)) is not None:
        lead, start, at = found
        leads.append(lead)
        starts.append(start)
        run = words.italic_run(at)
        headings.append(_heading(words, at, run))
        if lead.last:
            break
        at, skip = _next(words, at, run)
    if leads and not leads[-1].last:
        _run_in(words, leads, starts, headings)
    term = "" if leads else _term(words)
    return Head(Item(tuple(leads), defines=bool(term)), tuple(starts), tuple(headings), term)


def _run_in(words: _Words, leads: list[Lead], starts: list[int], headings: list[str]) -> None:
    """Add the designations that follow in the middle of the paragraph: those that go on with its own list, or with one that begins behind a colon in it."""
    for ends in _UNIT_ENDS.finditer(words.text, starts[-1]):
        found = _DESIGNATION.match(words.text, ends.end())
        if found is None or not kinds(found[1]) or found[2] or _SHORTENED.search(words.text[: ends.start() + 1]) or not _goes_on(words.text[found.end() :]):
            continue
        opens = (ends["sign"] or ends["dash"]) in (":", "—")
        lead = Lead(found[1], words.is_italic(found.start(1)), "", _RUN_IN_SKIP)
        if _comes_next(leads[-1].token, found[1]) if not opens else _is_first(found[1]) and _is_borne_out(words.text[found.end() :], found[1]):
            leads.append(lead)
            starts.append(found.start())
            headings.append(_heading(words, found.end(), words.italic_run(found.end())))


def _goes_on(text: str) -> bool:
    """Tell whether words of a unit's own follow a designation, rather than the rest of a reference: "(1) of this section", "(1), (2)"."""
    return re.match(r"\s+(?!of\b|or\b|and\b|to\b|through\b|above\b|below\b)[\w“\"\[]", text) is not None


def _comes_next(token: str, following: str) -> bool:
    counts = dict(kinds(token))
    return any(counts.get(kind, -1) + 1 == count for kind, count in kinds(following))


def _is_first(token: str) -> bool:
    return any(count == 1 for _, count in kinds(token))


def _is_borne_out(text: str, token: str) -> bool:
    """Tell whether a list that begins in a paragraph goes on in it: "(1)" behind a colon, and a second one behind a semicolon."""
    return any(
        (found := _DESIGNATION.match(text, ends.end())) is not None and _comes_next(token, found[1]) and _goes_on(text[found.end() :])
        for ends in _UNIT_ENDS.finditer(text)
        if ends["sign"] in (";", ".")
    )


def _designation(words: _Words, at: int, skip: int | None) -> tuple[Lead, int, int] | None:
    """Return the designation that stands here, where it begins and where it ends; behind a heading only the first of a list counts."""
    found = _DESIGNATION.match(words.text, at)
    if found is None or not kinds(found[1]) or (skip is not None and all(count != 1 for _, count in kinds(found[1]))):
        return None
    token, end = found[1] + (found[2] or ""), found.end()
    italic = words.is_italic(found.start(1)) and not words.is_italic(found.start(1) - 1)
    between = _RANGE.match(words.text, end)
    second = _DESIGNATION.match(words.text, between.end()) if between else None
    if second is not None and _later(found[1], second[1]):
        return Lead(token, italic, second[1], skip), found.start(), second.end()
    return Lead(token, italic, "", skip), found.start(), end


def _later(first: str, second: str) -> bool:
    counts = dict(kinds(first))
    return any(kind in counts and count > counts[kind] for kind, count in kinds(second))


def _next(words: _Words, at: int, run: int) -> tuple[int, int | None]:
    """Return where the next designation may stand: right here, or behind a heading, which it need not."""
    run_on = _RUN_ON.match(words.text, run)
    assert run_on is not None
    if run > at:
        closed = run_on.group().strip() or words.text[at:run].rstrip().endswith((".", ":", "—"))
        return (run_on.end(), _ITALIC_SKIP) if closed else (len(words.text), None)
    if _DESIGNATION.match(words.text, run_on.end()):
        return run_on.end(), None
    plain = _PLAIN_HEADING.match(words.text, at)
    return (plain.end(), _PLAIN_SKIP) if plain else (len(words.text), None)


def _heading(words: _Words, at: int, run: int) -> str:
    """The italic words behind a designation, if they are closed like a heading and not the beginning of a sentence."""
    heading = words.text[at:run].strip()
    closed = heading.endswith((".", ":", "—")) or words.text[run : run + 1] in (".", ":", "—")
    return " ".join(heading.rstrip(".:—").split()) if closed else ""


def _term(words: _Words) -> str:
    """Return the term that a paragraph without designation defines: "*Buoy* means"."""
    run = words.italic_run(0)
    following = words.text[run:].lstrip()
    if run:
        closed = words.text[:run].rstrip().endswith((".", ":", "—"))
        return "" if closed or not (following[:1].islower() or following[:1] in ("(", ",")) else " ".join(words.text[:run].split())
    plain = _PLAIN_TERM.match(words.text)
    return plain[1].strip("“”, ") if plain else ""
