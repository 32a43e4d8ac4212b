"""Joins lines to text: hyphens at line ends are taken out where they part a word, and kept where they belong to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+(?:['’‐-][^\W\d_]+)*")
_HYPHEN_LAST = re.compile(r"[^\W_][-‐]$")
_HALF = re.compile(r"[^\W\d_]+(?:[‐-][^\W\d_]+)*$")
_TAIL = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?:://|www\.|@|\w/\w)\S*$")
# A figure that a narrow cell cuts in two ("24,768,90" and "3").
_CUT = re.compile(r"(?:^|\s)\d{1,3}(?:,\d{3})*,(\d{1,2})$")


@dataclass(frozen=True, slots=True)
class Joined:
    """The text of some lines, and the hyphens at line ends that it leaves out."""

    text: str
    hyphens: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a document, which tell what a hyphen at a line's end stands for; ``breaks`` tells what most of them do."""

    words: Counter[str]
    breaks: bool

    def parts_word(self, head: str, tail: str) -> bool:
        """Tell whether the hyphen between two halves only marks the end of a line."""
        known = _written_as_one(self.words, head, tail)
        if head[-1:].isupper() or not tail[:1].islower():
            return known is True and head.isupper() == tail.isupper()
        return self.breaks if known is None else known


def vocabulary(paragraphs: Iterable[Sequence[str]]) -> Vocabulary:
    """Learn the words of a document from its lines; where nothing tells, hyphens at line ends part words."""
    words: Counter[str] = Counter()
    broken: list[tuple[str, str]] = []
    for lines in paragraphs:
        for line, following in pairwise([*lines, ""]):
            halves = _halves(line, following)
            words.update(word.lower() for word in _WORD.findall(line[: -len(halves[0]) - 1] if halves else line))
            if halves:
                broken.append(halves)
    votes = Counter(_written_as_one(words, head, tail) for head, tail in broken)
    return Vocabulary(words, votes[True] >= votes[False])


def join(lines: Iterable[str], known: Vocabulary) -> Joined:
    """Join lines with blanks; the halves of words and of cut figures without."""
    pieces: list[str] = []
    hyphens = ""
    for line in lines:
        last = pieces[-1] if pieces else ""
        halves = _halves(last, line)
        if halves and known.parts_word(*halves):
            pieces[-1] = last[:-1]
            hyphens += last[-1]
        elif last and not (_HYPHEN_LAST.search(last) and line[:1].isalnum()) and not _cut(last, line):
            pieces.append(" ")
        pieces.append(line)
    return Joined("".join(pieces), hyphens)


def _halves(line: str, following: str) -> tuple[str, str] | None:
    """Return what stands before and after a hyphen at a line's end, if both are words and no part of an address."""
    if not line.endswith(("-", "‐")) or _ADDRESS.search(line):
        return None
    head, tail = _HALF.search(line[:-1]), _TAIL.match(following)
    return (head.group(), tail.group()) if head and tail else None


def _written_as_one(words: Counter[str], head: str, tail: str) -> bool | None:
    """Tell whether a word occurs without the hyphen (True) or only with it (False)."""
    last = head.lower().replace("‐", "-").rpartition("-")[2]
    if words[f"{last}{tail}".lower()]:
        return True
    return False if words[f"{last}-{tail}".lower()] or words[f"{head}-{tail}".lower()] else None


def _cut(last: str, line: str) -> bool:
    cut = _CUT.search(last)
    return cut is not None and line.isdigit() and len(cut[1]) + len(line) == 3
