"""Text with offsets: clean it once, build it in order, cut it into sentences, fold it for comparison."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

Span = tuple[int, int]

# The control characters that part words (a tab, a page break) are blanks; \s has them.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u00ad\ufeff\u200b\u2060\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"[^\S\n]+")

# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    """v vs no nos art arts s ss para paras sec secs ch cl reg regs sch p pp pt vol ed eds inc ltd corp co cf ca al approx jan feb mar apr jun jul aug
    sep sept oct nov dec mr mrs ms dr prof hon st u.s u.k e.u e.g i.e u.s.c c.f.r pub l stat cir fed supp app id ibid etc dept gov sen rep lit fig c.c
    n.b so""".split()
)
_STOP = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s+|$)|\n+")


def clean(text: str) -> str:
    """Return the text with NFC letters, plain newlines, single blanks and no control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANKS.sub(" ", _CONTROL.sub("", text))


def without_accents(text: str) -> str:
    """Return a text with each letter as its plainest form: no accents, no ligatures that Unicode takes apart."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def squeeze(text: str) -> str:
    """Return the text without blanks: what must be the same in a source and in what was made of it."""
    return "".join(text.split())


class TextBuilder:
    """Appends pieces of text in reading order and tells where each came to stand."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._parts: list[str] = []
        self.length = 0

    def add(self, piece: str, end: str = "\n") -> Span:
        """Append ``piece`` and then ``end``; return the span of the piece alone."""
        start = self.length
        self._parts += (piece, end)
        self.length += len(piece) + len(end)
        return start, start + len(piece)

    def text(self) -> str:
        """Return everything that was appended."""
        return "".join(self._parts)


def lines(text: str) -> list[Span]:
    """Return the spans of the lines of a text, without surrounding blanks and without empty ones."""
    return [m.span() for m in re.finditer(r"\S(?:[^\n]*\S)?", text)]


def sentences(text: str) -> list[Span]:
    """Cut text into sentence spans without surrounding blanks; a line break always ends one.

    Full stops inside citations ("18 U.S.C. § 2258A", "v.", "art. 5", initials) do not.
    """
    spans: list[Span] = []
    start = 0
    for m in _STOP.finditer(text):
        if "\n" not in m.group() and not _ends_sentence(text, m):
            continue
        _append(spans, text, start, m.end())
        start = m.end()
    _append(spans, text, start, len(text))
    return spans


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    following = text[stop.end() :].lstrip()
    if following[:1].islower() or following[:1] == "§":
        return False
    if stop.group()[0] != ".":
        return True
    word = re.search(r"[\w.]*$", text[: stop.start()])
    last = word.group().lower() if word else ""
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()):
        return False
    # Initials go on ("the D.C. Circuits", "G.D. (C-140/20)"); only a time of day may end a sentence.
    return last in {"a.m", "p.m"} or not re.fullmatch(r"(?:\w\.)+\w", last)


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if end > start:
        spans.append((start, end))


_FOLDS = {
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "…": "...",
    "\u00ad": "", "\u200b": "", "\u2060": "", "\ufeff": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folded:
    """Text with typographic variants made alike, and for each of its characters the offset it came from."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the span in the original text of ``text[start:end]``; ``end`` must be past ``start``."""
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold quotation marks, dashes ("--" is one), ligatures and runs of blanks; letters, figures and case stay as they are."""
    out: list[str] = []
    offsets: list[int] = []
    for i, char in enumerate(text):
        piece = " " if char.isspace() else _FOLDS.get(char, char)
        if (piece == " " and not out) or (piece in (" ", "-") and out[-1:] == [piece]):
            continue
        for letter in piece:
            out.append(letter)
            offsets.append(i)
    while out and out[-1] == " ":
        out.pop()
        offsets.pop()
    return Folded("".join(out), tuple(offsets))
