"""Gloss: a question in another tongue, put into English word by word, and its word order mended where that is easy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qa.glossary import COMPANIES
from qa.lexicon import LONGEST, TOKEN, Entry, Kind, Lexicon, lexicon
from qa.tongues import Tongue, plain

_ABBREVIATION: Final = re.compile(r"\b(art|abs|nr|inc|par|lit|núm|al)\.(?=\s*\w)", re.IGNORECASE)
_ORDINAL: Final = re.compile(r"(?<=\d)(?:\.(?=\s+[^\W\d])|er\b|º)")
_THOUSANDS: Final = re.compile(r"(?<![\w.,/])\d{1,3}(?:\.\d{3})+(?![\w/])")
_SPACED: Final = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")
_LAW_NUMBER: Final = re.compile(r"\b(?:lei|ley|loi|gesetz|decreto|decret|nº|n°|nr)\W*$", re.IGNORECASE)
_DOTTED: Final = (("EE. UU.", "EEUU"), ("EE.UU.", "EEUU"), ("EE UU", "EEUU"))
_VOWEL: Final = re.compile(r"\ba (?=[aeioAEIO])(?!(?:European|EU)\b)")
_OPENING: Final = "¿¡«»„“”\"'’‘"
_THE: Final = frozenset({"United States", "United Kingdom", "European Union", "Netherlands", "Philippines", "Dominican Republic", "Congo"})
_NOMINAL: Final[frozenset[Kind]] = frozenset({"noun", "name", "other", "place", "number"})
_GENITIVE: Final = frozenset({"der", "des"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of a gloss with its kind, and how it was written; ``joined`` tells whether a hyphen stood before it."""

    text: str
    kind: Kind
    written: str
    joined: bool = False


def glossed(question: str, tongue: Tongue) -> str:
    """Return a question of another tongue in English, so far as the lexicon has its words; the others stay as they are."""
    words = [word for word in _looked_up(_prepared(question, tongue), lexicon(tongue)) if word.text]
    for mend in _MENDS[tongue]:
        words = mend(words)
    text = _VOWEL.sub("an ", _text(words))
    return text[:1].upper() + text[1:]


def _prepared(question: str, tongue: Tongue) -> str:
    for dotted, whole in _DOTTED if tongue == "Spanish" else ():
        question = question.replace(dotted, whole)
    question = _ORDINAL.sub("", _ABBREVIATION.sub(r"\1", question))
    question = _SPACED.sub(",", question) if tongue == "French" else question
    return _THOUSANDS.sub(lambda m: m.group() if _LAW_NUMBER.search(question[: m.start()]) else m.group().replace(".", ","), question)


def _looked_up(question: str, entries: Lexicon) -> list[Word]:
    """Return the words of a question, each longest phrase that the lexicon has as one."""
    tokens = list(TOKEN.finditer(question))
    words: list[Word] = []
    i = 0
    while i < len(tokens):
        joined = i > 0 and tokens[i - 1].group() in "-‑"
        length, entry = _longest(tokens, i, entries)
        written = question[tokens[i].start() : tokens[i + length - 1].end()]
        if entry is not None:
            words.append(Word(entry.english, entry.kind, written, joined))
        elif written not in _OPENING and not (written in "-‑" and i + 1 < len(tokens)):
            words.append(Word(written, _kind(written), written, joined))
        i += length
    return words


def _longest(tokens: Sequence[re.Match[str]], i: int, entries: Lexicon) -> tuple[int, Entry | None]:
    """Return the entry of the longest phrase that begins at a token, and how many tokens it takes; hyphens may stand in it."""
    ends: list[int] = []
    for end in range(i, min(len(tokens), i + 2 * LONGEST)):
        if tokens[end].group()[0].isalnum():
            ends.append(end)
        elif tokens[end].group() not in "-‑":
            break
    first = tokens[i].group()
    name = i > 0 and first[0].isupper() and entries.tongue != "German"
    for last in reversed(ends[:LONGEST]):
        words = [token.group() for token in tokens[i : last + 1] if token.group()[0].isalnum()]
        entry = None if len(words) == 1 and first.casefold() in COMPANIES else entries.find(words, name=name and len(words) == 1)
        if entry is not None:
            return last + 1 - i, entry
    return 1, entries.compound(first) if first.isalpha() and first.casefold() not in COMPANIES else None


def _kind(written: str) -> Kind:
    if written[0].isdigit():
        return "number"
    return "other" if written[0].isalnum() or written[0] == "§" else "mark"


def _text(words: Iterable[Word]) -> str:
    """Return words as a text: no space before a mark, nor around the hyphen of a word that the lexicon does not have."""
    text, before = "", ""
    for word in words:
        tight = (word.kind == "mark" and word.text not in "(&[") or before in {"(", "["}
        hyphen = word.joined and word.kind in {"other", "number"}
        text += ("-" if hyphen and text else "" if tight or not text else " ") + word.text
        before = word.text
    return text


def _that(words: list[Word]) -> list[Word]:
    """Take "que" for "that" where something stands before it that it may tell more of."""
    told = {"noun", "verb", "adjective", "place", "name", "other", "modal", "time", "number"}
    return [
        replace(word, text="that", kind="link") if plain(word.written) in {"que", "qu'"} and word.written != "qué" and i and words[i - 1].kind in told else word
        for i, word in enumerate(words)
    ]


def _genitives(words: list[Word]) -> list[Word]:
    """Take a German "der" or "des" behind a noun for "of the"."""
    return [
        replace(word, text="of the", kind="of") if word.written in _GENITIVE and i and words[i - 1].kind in _NOMINAL else word for i, word in enumerate(words)
    ]


def _adjectives_first(words: list[Word]) -> list[Word]:
    """Put the adjectives behind a noun before it, and take all for one noun."""
    mended: list[Word] = []
    for word in words:
        if word.kind == "adjective" and mended and mended[-1].kind == "noun":
            mended[-1] = replace(mended[-1], text=f"{word.text} {mended[-1].text}")
        else:
            mended.append(word)
    return mended


def _compounds(words: list[Word]) -> list[Word]:
    """Make "connection records" of "records of connection": two nouns with a bare "of" between them."""
    mended: list[Word] = []
    for word in words:
        if word.kind == "noun" and len(mended) > 1 and mended[-1].kind == "of" and mended[-1].text == "of" and mended[-2].kind == "noun":
            mended.pop()
            mended[-1] = replace(mended[-1], text=f"{word.text} {mended[-1].text}")
        else:
            mended.append(word)
    return mended


def _infinitives(words: list[Word]) -> list[Word]:
    """Take "of", "for" and the like before a verb for "to", and leave out the "of" behind a verb ("ne signale pas de contenu")."""
    before = {"of", "for", "at"}
    mended: list[Word] = []
    for word, after in zip(words, (*words[1:], None), strict=True):
        behind = mended[-1] if mended else None
        if word.text in before and after is not None and after.kind == "verb":
            mended.append(replace(word, text="to", kind="to"))
        elif not (word.kind == "of" and behind is not None and (behind.kind == "verb" or behind.text in {"not", "for"})):
            mended.append(word)
    return mended


def _places(words: list[Word]) -> list[Word]:
    """Put "in" before a place for "to", and "the" only before those that have it."""
    mended: list[Word] = []
    for word in words:
        if word.kind == "place" and mended:
            last = mended[-1]
            text = "in" if last.text in {"to", "to the", "the"} and last.kind in {"to", "article"} and plain(last.written) in _AT else last.text
            bare = "" if text == "the" else text.removesuffix(" the")
            mended[-1] = replace(last, text=f"{bare} the".strip() if word.text in _THE else bare)
        mended.append(word)
    return [word for word in mended if word.text]


_AT: Final = frozenset({"a", "au", "aux"})


def _dates(words: list[Word]) -> list[Word]:
    """Leave out the "of" between a day, a month and a year, and an article before them."""

    def within(i: int) -> bool:
        after = words[i + 1].kind if i + 1 < len(words) else "mark"
        before = words[i - 1].kind if i else "mark"
        dated = after in {"time", "number"} and "time" in {before, after}
        return words[i].kind in {"of", "article"} and dated and (before in {"time", "number"} or words[i].kind == "article")

    return [word for i, word in enumerate(words) if not within(i)]


def _clause(words: Sequence[Word], i: int) -> int:
    """Return where the clause of a word begins, behind what asks in it."""
    start = i
    while start > 0 and words[start - 1].kind != "mark":
        start -= 1
    asks = [n for n in range(start, i) if words[n].kind == "question" and n - start < 3]
    if not asks:
        return start
    after = asks[-1] + 1
    while after < i and words[asks[-1]].text == "what" and words[after].kind in {"noun", "adjective"}:
        after += 1
    return after


def _inverted(words: list[Word]) -> list[Word]:
    """Put a verb that a pronoun follows, as in "une plateforme doit-elle", before its subject, and leave the pronoun out."""
    mended: list[Word] = []
    for word in words:
        verb = mended[-1] if mended else None
        inverted = word.kind == "link" and word.text in {"it", "they"} and verb is not None
        if verb is None or not inverted or not (verb.kind == "modal" or (verb.kind == "verb" and word.joined)):
            mended.append(word)
            continue
        start = _clause(mended, len(mended) - 1)
        alone = start == len(mended) - 1  # "doit-elle" without a noun before it: the pronoun is the subject
        mended.insert(start, mended.pop() if verb.kind == "modal" else Word("does", "modal", ""))
        if alone:
            mended.insert(start + 1, word)
    return mended


def _modals_forward(words: list[Word]) -> list[Word]:
    """Put "must" and the like before the subject of a question: "how long the provider must" is "how long must the provider"."""
    asks = bool(words) and words[-1].text == "?"
    mended: list[Word] = []
    for clause in _clauses(words):
        modal = next((i for i, word in enumerate(clause) if word.kind == "modal"), 0)
        start = _clause(clause, modal)
        between = clause[start:modal]
        subject = bool(between) and all(word.kind in {*_NOMINAL, "article", "adjective", "of"} for word in between)
        if subject and (start or asks) and not (start and clause[start - 1].text == "who"):
            clause = [*clause[:start], clause[modal], *between, *clause[modal + 1 :]]
        mended += clause
    return mended


def _subjects_forward(words: list[Word]) -> list[Word]:
    """Put the subject behind "must" and the like: "what must contain the report" is "what must the report contain", "is obliged a platform" likewise."""
    mended: list[Word] = []
    for clause in _clauses(words):
        modal = next((i for i, word in enumerate(clause) if word.kind == "modal"), None)
        if modal is not None and modal + 2 < len(clause) and clause[modal + 1].kind in {"verb", "adjective"}:
            being = clause[modal].text in {"is", "are", "was", "were"}
            asked = any(word.kind == "question" for word in clause[:modal]) and not any(word.text == "who" for word in clause[:modal])
            end = _subject_end(clause, modal + 2)
            if end > modal + 2 and clause[modal + 2].kind != "link" and (asked or (being and modal == 0)):
                clause = [*clause[: modal + 1], *clause[modal + 2 : end], clause[modal + 1], *clause[end:]]
        mended += clause
    return mended


def _denied(words: list[Word]) -> list[Word]:
    """Put "not" before the verb that it denies: "signale pas" is "not report"."""
    mended: list[Word] = []
    for word in words:
        if word.text == "not" and mended and mended[-1].kind == "verb":
            mended.insert(len(mended) - 1, word)
        else:
            mended.append(word)
    return mended


def _participles(words: list[Word]) -> list[Word]:
    """Put the verb behind "is", "be" and "has" into the form of "reported", and one that tells more of the noun before it ("the content reported")."""
    mended: list[Word] = []
    for word in words:
        behind = next((w for w in reversed(mended) if w.text != "not"), None)
        done = behind is not None and (behind.text in _DONE or behind.kind == "noun") and _PARTICIPLE.search(word.written.casefold())
        adjective: Kind = "adjective" if behind is not None and behind.kind == "noun" else "verb"
        mended.append(replace(word, text=participle(word.text), kind=adjective) if word.kind == "verb" and done else word)
    return mended


_DONE: Final = frozenset({"is", "are", "was", "were", "be", "has", "have", "must be", "can be"})
# How participles end in the four tongues, and no third person does.
_PARTICIPLE: Final = re.compile(r"(?:is|us|u|ues?|ée?s?|its?|ites?|[aiu]d[oa]s?)$|^(?:\w{0,5}ge)\w{3,}(?:t|en)$")
_IRREGULAR: Final = {
    "keep": "kept", "send": "sent", "see": "seen", "read": "read", "win": "won", "pay": "paid", "find": "found", "make": "made", "give": "given",
    "say": "said", "know": "known", "sell": "sold", "buy": "bought", "show": "shown", "strike": "struck", "hide": "hidden", "begin": "begun",
    "mean": "meant", "speak": "spoken", "be": "been", "cost": "cost", "transmit": "transmitted", "ban": "banned",
}  # fmt: skip


def participle(verb: str) -> str:
    """Return the form of a verb that stands behind "has": "reported" of "report", "handed over" of "hand over"."""
    first, space, rest = verb.partition(" ")
    if first in _IRREGULAR:
        formed = _IRREGULAR[first]
    elif first.endswith("y") and first[-2:-1] not in "aeiou":
        formed = f"{first[:-1]}ied"
    else:
        formed = f"{first}d" if first.endswith("e") else f"{first}ed"
    return f"{formed}{space}{rest}"


def _verbs_forward(words: list[Word]) -> list[Word]:
    """Put a German verb at the end of a clause behind the subject: "must providers data store" is "must providers store data"."""
    mended: list[Word] = []
    for clause in _clauses(words):
        first = next((i for i, word in enumerate(clause) if word.kind == "modal" or word.text in _BEFORE_SUBJECTS), None)
        verb = next((i for i in range(len(clause) - 1, -1, -1) if clause[i].kind == "verb"), None)
        if first is not None and verb is not None and all(word.kind in {"mark", "modal"} for word in clause[verb + 1 :]):
            start = _subject_end(clause, first + 1) if _subject_follows(clause, first) else first + 1
            end = max(i for i in range(verb, len(clause)) if i == verb or clause[i].kind != "mark") + 1
            if start <= verb:
                denied = [word for word in clause[start:verb] if word.text == "not"]
                between = [word for word in clause[start:verb] if word.text != "not"]
                passive = [replace(word, text="be") for word in clause[verb + 1 : end]]
                clause = [*clause[:start], *denied, *passive, clause[verb], *between, *clause[end:]]
        mended += clause
    return mended


_BEFORE_SUBJECTS: Final = frozenset({"if", "that", "must one", "may one"})


def _subject_follows(clause: Sequence[Word], i: int) -> bool:
    """Tell whether the subject of a German clause stands behind its first verb: it does in questions, but for those that ask who."""
    if clause[i].text in {"must one", "may one"}:
        return False
    asks = [word.text for word in clause[:i] if word.kind == "question"]
    return "who" not in asks if asks or clause[i].kind != "modal" else all(word.kind in {"link", "mark"} for word in clause[:i])


def _asked_verbs(words: list[Word]) -> list[Word]:
    """Put "does" before a verb that comes before its subject, and the verb behind that: "applies the duty" is "does the duty apply".

    Behind a noun that is asked for ("how many reports receives the office"), a subject is what has an article or is a name.
    """
    mended: list[Word] = []
    for clause in _clauses(words):
        verb = next((i for i, word in enumerate(clause) if word.kind == "verb"), 0)
        before, start = clause[:verb], min(verb + 1, len(clause))
        subject = _subject_end(clause, start)
        asked = bool(before) and before[0].kind == "question" and before[0].text != "who" and all(w.kind in _ASKED for w in before[1:])
        follows = {"article", "name", "place"} if before else {"article", "adjective", "noun", "name", "other", "place"}
        if start < subject and clause[verb].kind == "verb" and (asked or not before) and clause[start].kind in follows:
            clause = [*before, Word("does", "modal", ""), *clause[start:subject], clause[verb], *clause[subject:]]
        mended += clause
    return mended


_ASKED: Final[frozenset[Kind]] = frozenset({"noun", "adjective", "of", "article", "name"})


def _clauses(words: Sequence[Word]) -> list[list[Word]]:
    found: list[list[Word]] = [[]]
    for word in words:
        found[-1].append(word)
        if word.kind == "mark":
            found.append([])
    return found


def _subject_end(clause: Sequence[Word], start: int) -> int:
    """Return where the noun, and what stands before it, ends that begins at a word."""
    end = start
    while end < len(clause) and clause[end].kind in {"article", "adjective", "link"} and clause[end].text not in {"and", "or", "not", "if", "in", "on"}:
        end += 1
    if end < len(clause) and clause[end].kind in _NOMINAL:
        return end + 1
    return end if end > start and clause[end - 1].kind == "link" else start


_Mend = Callable[[list[Word]], list[Word]]
_ROMANCE: Final[tuple[_Mend, ...]] = (_that, _adjectives_first, _dates, _compounds, _infinitives, _places)
_MENDS: Final[dict[Tongue, tuple[_Mend, ...]]] = {
    "French": (*_ROMANCE, _participles, _inverted, _denied, _modals_forward),
    "German": (_genitives, _dates, _infinitives, _places, _verbs_forward, _participles, _asked_verbs),
    "Spanish": (*_ROMANCE, _participles, _modals_forward, _subjects_forward, _asked_verbs),
    "Portuguese": (*_ROMANCE, _participles, _modals_forward, _subjects_forward, _asked_verbs),
}
