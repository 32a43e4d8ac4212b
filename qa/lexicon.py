"""Lexicon: what words and phrases of four tongues mean in English, read from ``lexicon.txt`` when a question in one of them comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

from qa.tongues import TONGUES, Tongue, plain

Kind = Literal["question", "modal", "article", "of", "to", "link", "time", "place", "adjective", "name", "noun", "verb", "part", "number", "other", "mark"]
# Words of these kinds stand for their inflected forms too.
_INFLECTED: Final[frozenset[Kind]] = frozenset({"adjective", "noun", "verb"})
_DECLINED: Final[frozenset[Kind]] = frozenset({"noun", "adjective", "name", "place"})
# How plurals, feminines and genitives end, and what the word ends in that the lexicon has.
_ENDINGS: Final[Mapping[Tongue, tuple[tuple[str, str], ...]]] = {
    "French": (("s", ""), ("x", ""), ("aux", "al"), ("es", ""), ("e", "")),
    "German": (("s", ""), ("es", "")),
    "Spanish": (("s", ""), ("es", ""), ("ces", "z"), ("as", "o"), ("a", "o")),
    "Portuguese": (("s", ""), ("es", ""), ("oes", "ao"), ("ais", "al"), ("eis", "el"), ("ns", "m"), ("as", "o"), ("a", "o")),
}
_MASS: Final = frozenset("data information material content law enforcement advertising people police evidence news emails cookies".split())
# How nouns made from verbs end: their stems are often those of the verbs.
_NOUN: Final = re.compile(r"(?:ions?|ments?|ages?|ites?|cion|ciones|mientos?|dad(?:es)?|cao|coes|mentos?|dades?|ung|ungen|heit|keit|schaft)$")
LEAST_STEM: Final = 4
LONGEST: Final = 9
_JOINTS: Final = ("", "s", "es", "n", "en", "er", "e")
_LEAST_PART: Final = 3
_LONGEST_WORD: Final = 40
TOKEN: Final = re.compile(
    # Citations and figures stay whole ("2258A(h)(1)", "2022/2065", "12.965/2014"), and so do abbreviations with points ("U.S.C.").
    r"\d\w*(?:[.,/:]\w+)*(?:\([0-9A-Za-z]{1,4}\))*|(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’](?=\w|$))?|[^\w\s]|_"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word or phrase means, and what kind of word that is; an empty text is left out of a gloss."""

    english: str
    kind: Kind


class Lexicon:
    """The entries of one tongue, found by their words as they are written, without accents, or by their stems."""

    def __init__(self, tongue: Tongue, rows: Sequence[tuple[Kind, str, str]]) -> None:
        """Take rows of a kind, an English side and the alternatives of the tongue between commas; the first entry of a word stands."""
        self.tongue = tongue
        self._written: dict[tuple[str, ...], Entry] = {}
        self._plain: dict[tuple[str, ...], Entry] = {}
        self._stems: dict[tuple[str, ...], Entry] = {}
        self._verbs: dict[tuple[str, ...], Entry] = {}
        self._parts: dict[str, Entry] = {}
        for kind, english, alternatives in rows:
            entry = Entry("" if english == "-" else english, kind)
            for words in _phrases(alternatives):
                self._add(words, entry)
        self.english = frozenset(plain(word) for kind, english, _ in rows if kind != "name" for word in TOKEN.findall(english))

    def _add(self, words: tuple[str, ...], entry: Entry) -> None:
        folded = tuple(map(self.plain, words))
        if entry.kind == "part":
            self._parts.setdefault(folded[0], entry)
            return
        self._written.setdefault(tuple(word.casefold() for word in words), entry)
        self._plain.setdefault(folded, entry)
        if entry.kind in _INFLECTED or len(words) > 1:
            stems = self._verbs if entry.kind == "verb" else self._stems
            stems.setdefault(tuple(map(self._stem, folded)), entry)

    def plain(self, word: str) -> str:
        """Return a word in small letters without accents, and a German one without the e that stands for a diaeresis."""
        folded = plain(word)
        return re.sub("([aou])e", r"\1", folded) if self.tongue == "German" else folded

    def find(self, words: Sequence[str], *, name: bool = False) -> Entry | None:
        """Return the entry of a phrase; that of a ``name``, as its capital tells it, only by the words as they are."""
        written, folded = tuple(word.casefold() for word in words), tuple(map(self.plain, words))
        found = self._written.get(written) or self._plain.get(folded) or self._singular(folded)
        if found or name or (len(words) == 1 and len(folded[0]) < LEAST_STEM):
            return found
        return self._inflected(words, tuple(map(self._stem, folded)))

    def _inflected(self, words: Sequence[str], stems: tuple[str, ...]) -> Entry | None:
        """Return the entry of an inflected word: that of a noun where it looks like one, else that of a verb before it."""
        last = words[-1]
        noun = _NOUN.search(plain(last)) or (self.tongue == "German" and last[0].isupper())
        found = self._stems.get(stems) or self._verbs.get(stems) if noun else self._verbs.get(stems) or self._stems.get(stems)
        if found is None or len(words) > 1:
            return found
        if noun and found.kind == "verb":
            return replace(found, kind="noun")
        many = found.kind == "noun" and self.tongue == "German" and last.endswith(("en", "er", "e"))
        return replace(found, english=plural(found.english)) if many else found

    def _singular(self, words: tuple[str, ...]) -> Entry | None:
        """Return the entry of a word without the ending of its plural, or of a German genitive."""
        word = words[0]
        if len(words) > 1 or len(word) < LEAST_STEM:
            return None
        ended = (f"{word.removesuffix(many)}{one}" for many, one in _ENDINGS[self.tongue] if word.endswith(many))
        entries = filter(None, (self._plain.get((one,)) for one in ended))
        found = next((entry for entry in entries if entry.kind in _DECLINED or (entry.kind == "verb" and self.tongue == "French")), None)
        return replace(found, english=plural(found.english)) if found and found.kind == "noun" and self.tongue != "German" else found

    def compound(self, word: str) -> Entry | None:
        """Return what a German compound means whose parts are all known, or a verb with a "zu" in it."""
        if self.tongue != "German" or not 2 * _LEAST_PART <= len(word) <= _LONGEST_WORD:
            return None
        head, _, tail = word.casefold().rpartition("zu")
        infinitive = self.find([head + tail]) if len(head) > 1 else None
        if infinitive and infinitive.kind == "verb":
            return infinitive
        return next(self._split(self.plain(word)), None)

    def _split(self, word: str) -> Iterator[Entry]:
        """Yield the readings of a compound, those with the longest first part first."""
        for end in range(len(word) - _LEAST_PART, _LEAST_PART - 2, -1):
            first = self._first(word[:end])
            if first is None:
                continue
            rest = self.find([word[end:]])
            tails = [rest] if rest and rest.kind in {"noun", "adjective", "name"} else self._split(word[end:])
            yield from (Entry(f"{first.english} {tail.english}", tail.kind) for tail in tails)

    def _first(self, head: str) -> Entry | None:
        if head in self._parts:
            return self._parts[head]
        for joint in _JOINTS:
            found = self._plain.get((head.removesuffix(joint),)) if head.endswith(joint) else None
            if found and found.kind in {"noun", "name"} and len(head) - len(joint) >= _LEAST_PART:
                return found
        return None

    def told(self, words: Sequence[str]) -> int:
        """Return how many words are known for words of this tongue, less those that are English; names are not counted ("Online Safety Act")."""
        known = [self.find([word]) is not None or self.compound(word) is not None for word in words]
        english = [(i == 0 or word.islower()) and self._is_english(plain(word)) for i, word in enumerate(words)]
        return sum(is_known - is_english for is_known, is_english in zip(known, english, strict=True))

    def _is_english(self, word: str) -> bool:
        return any(one in self.english for one in (word, word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y"))

    def _stem(self, word: str) -> str:
        return _stem(self.tongue, word)


@lru_cache(maxsize=20_000)
def _stem(tongue: Tongue, word: str) -> str:
    import snowballstemmer

    # A new one each time: a stemmer keeps the word it works on, and threads ask at once.
    return str(snowballstemmer.stemmer(tongue.lower()).stemWord(word))


def _phrases(alternatives: str) -> Iterator[tuple[str, ...]]:
    for phrase in alternatives.split(","):
        words = tuple(word for word in TOKEN.findall(phrase) if word[0].isalnum())
        if words:
            yield words


@cache
def lexicon(tongue: Tongue) -> Lexicon:
    """Return the lexicon of a tongue, read once."""
    column = 1 + TONGUES.index(tongue)
    return Lexicon(tongue, [(kind, row[0], row[column]) for kind, row in _rows()])


@cache
def _rows() -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    rows: list[tuple[Kind, tuple[str, ...]]] = []
    kinds = {f"[{kind}]": kind for kind in get_args(Kind)}
    kind: Kind = "other"
    for line in (Path(__file__).parent / "lexicon.txt").read_text(encoding="utf-8").splitlines():
        if line in kinds:
            kind = kinds[line]
        elif line and not line.startswith("#"):
            rows.append((kind, tuple(cell.strip() for cell in line.split("|"))))
    return tuple(rows)


def plural(english: str) -> str:
    """Return the plural of an English noun, or of the last word of a phrase."""
    last = english.rpartition(" ")[2]
    if last == "child":
        return f"{english}ren"
    if last in _MASS or last.endswith("s") or not last.isalpha():
        return english
    return f"{english[:-1]}ies" if last.endswith("y") and last[-2] not in "aeiou" else f"{english}es" if last.endswith(("ch", "x")) else f"{english}s"
