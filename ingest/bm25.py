"""BM25 as FTS5 reckons it, on postings kept in memory: for an index of few passages, of which each question weighs most.

FTS5 looks up the length of each passage that it weighs and counts each word anew for each question. Here a word is
counted once, by FTS5's own list of what stands where, and the sum is taken in the order in which FTS5 takes it, so
that the ranking is the same to the last bit. An expression of other than plain words, any of which will do, is left to it.
"""

from __future__ import annotations

import math
import re
import sqlite3
import weakref
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ingest.schema import COLUMNS, TOKENIZER

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORDS_KEPT: Final = 4_000
_TOKENIZED: Final = f"CREATE VIRTUAL TABLE one USING fts5 (word, tokenize = '{TOKENIZER}')"
_K1: Final = 1.2
_B: Final = 0.75
_GROUP: Final = r"\((\"[a-z0-9][a-z0-9']*\"(?: \"[a-z0-9][a-z0-9']*\")*)\)"
_EXPRESSION: Final = re.compile(rf"{_GROUP}(?: OR {_GROUP})*")
_GROUPS: Final = re.compile(_GROUP)


@dataclass(frozen=True, slots=True)
class Posting:
    """The rows that hold a word, in order, and what it adds to the weight of each."""

    rows: NDArray[np.intp]
    weights: NDArray[np.float64]


class Bm25:
    """Weighs the passages of a catalogue that nobody changes; the caller lets one thread in at a time."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Read the lengths of all passages from a connection that has the table ``standing``."""
        sizes = db.execute("SELECT id, sz FROM words_docsize ORDER BY id").fetchall()
        self._numbers = np.array([number for number, _ in sizes], dtype=np.int64)
        lengths = np.array([_length(written) for _, written in sizes], dtype=np.float64)
        mean = float(lengths.sum()) / max(1, len(sizes))
        self._longer = _K1 * (1 - _B + _B * lengths / mean)
        self._known: dict[str, Posting] = {}
        self._words = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, self._words.close)
        self._words.execute(_TOKENIZED)
        self._words.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(one, instance)")

    def ranked(self, db: sqlite3.Connection, expression: str) -> NDArray[np.intp] | None:
        """Return the rows, counted by number from 0, that an expression finds, best first; None where it has to be left to FTS5."""
        if not _EXPRESSION.fullmatch(expression):
            return None
        weight, found = np.zeros(len(self._numbers)), np.zeros(len(self._numbers), dtype=bool)
        for group in _GROUPS.findall(expression):
            postings = [self._posting(db, word.strip('"')) for word in group.split()]
            rows = _all(postings)
            found[rows] = True
            for posting in postings:
                weight[rows] += posting.weights if len(postings) == 1 else posting.weights[np.searchsorted(posting.rows, rows)]
        rows = np.flatnonzero(found)
        return rows[np.argsort(-weight[rows], kind="stable")]

    def _posting(self, db: sqlite3.Connection, word: str) -> Posting:
        if word not in self._known:
            if len(self._known) >= WORDS_KEPT:
                self._known.clear()
            self._known[word] = self._weights(self._counts(db, self._terms(word)))
        return self._known[word]

    def _terms(self, word: str) -> list[str]:
        """Return what FTS5 makes of a word: its stem, or those of its parts in order ("doesn't")."""
        self._words.execute("INSERT INTO one (rowid, word) VALUES (1, ?)", (word,))
        terms = self._words.execute("SELECT term FROM terms ORDER BY offset").fetchall()
        self._words.execute("DELETE FROM one")
        return [str(term) for (term,) in terms]

    @staticmethod
    def _counts(db: sqlite3.Connection, terms: Sequence[str]) -> dict[int, Counter[str]]:
        """Count in the columns of each passage how often some terms stand behind one another."""
        counts: dict[int, Counter[str]] = {}
        if len(terms) == 1:
            for number, column, count in db.execute("SELECT doc, col, count(*) FROM standing WHERE term = ? GROUP BY doc, col", terms):
                counts.setdefault(number, Counter())[column] = count
            return counts
        places: list[set[tuple[int, str, int]]] = []
        for after, term in enumerate(terms):
            standing = db.execute("SELECT doc, col, offset FROM standing WHERE term = ?", (term,))
            places.append({(number, column, offset - after) for number, column, offset in standing})
        for number, column, _ in set.intersection(*places) if places else ():
            counts.setdefault(number, Counter())[column] += 1
        return counts

    def _weights(self, counts: Mapping[int, Counter[str]]) -> Posting:
        numbers = sorted(counts)
        rows = np.searchsorted(self._numbers, np.array(numbers, dtype=np.int64))
        often = np.array([_often(counts[number]) for number in numbers], dtype=np.float64)
        rarity = math.log((len(self._numbers) - len(counts) + 0.5) / (len(counts) + 0.5))
        return Posting(rows, (rarity if rarity > 0 else 1e-6) * ((often * (_K1 + 1)) / (often + self._longer[rows])))


def _all(postings: Iterable[Posting]) -> NDArray[np.intp]:
    """Return the rows that hold all of some words."""
    first, *others = (posting.rows for posting in postings)
    for rows in others:
        first = np.intersect1d(first, rows, assume_unique=True)
    return first


def _often(counts: Counter[str]) -> float:
    """Add up a word's weights one by one, as FTS5 does: a product would differ in the last bit."""
    total = 0.0
    for column, weight in COLUMNS.items():
        for _ in range(counts[column]):
            total += weight
    return total


def _length(written: bytes) -> int:
    """Return the number of words of a passage, of which FTS5 keeps one number for each column in seven bits a byte."""
    total = number = 0
    for byte in written:
        number = number << 7 | byte & 127
        if byte < 128:
            total, number = total + number, 0
    return total
