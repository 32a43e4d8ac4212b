"""Gloss: a question in another tongue, put into English word by word, and its word order mended where that is easy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qa.glossary import COMPANIES
from qa.lexicon import LONGEST, TOKEN, Entry, Kind, Lexicon, lexicon, plural
from qa.tongues import Tongue, plain

_ABBREVIATION: Final = re.compile(r"\b(art|abs|nr|inc|par|lit|núm|al)\.(?=\s*\w)", re.IGNORECASE)
_ORDINAL: Final = re.compile(r"(?<=\d)(?:\.(?=\s+[^\W\d])|er\b|º)")
_THOUSANDS: Final = re.compile(r"(?<![\w.,/])\d{1,3}(?:\.\d{3})+(?![\w/])")
_SPACED: Final = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")
_LAW_NUMBER: Final = re.compile(r"\b(?:lei|ley|loi|gesetz|decreto|decret|nº|n°|nr)\W*$", re.IGNORECASE)
_DOTTED: Final = (("EE. UU.", "EEUU"), ("EE.UU.", "EEUU"), ("EE UU", "EEUU"))
_VOWEL: Final = re.compile(r"\ba (?=[aeioAEIO])(?!(?:European|EU)\b)")
_TWICE: Final = re.compile(r"\b(in|of|the|to|for) \1\b")
_NUMBERED: Final = re.compile(r"\bthe (?=(?:article|section|paragraph|recital) \d)")
_OPENING: Final = "¿¡«»„“”\"'’‘"
_THE: Final = frozenset({"United States", "United Kingdom", "European Union", "Netherlands", "Philippines", "Dominican Republic", "Congo"})
_NOMINAL: Final[frozenset[Kind]] = frozenset({"noun", "name", "other", "place", "number"})
_GENITIVE: Final = {"der": "of the", "des": "of the", "ihrer": "of their", "seiner": "of its", "eines": "of a", "einer": "of a"}


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
    text = _NUMBERED.sub("", _text(words))
    text = _TWICE.sub(r"\1", _VOWEL.sub("an ", text).replace("an other", "another"))
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
    if not tokens[i].group()[0].isalnum():
        return 1, None
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


def _what_they_tell(words: list[Word]) -> list[Word]:
    """Put the subject behind "all that" and "what" before its verb: "all that publish their users" is "all that their users publish"."""
    for i, word in enumerate(words):
        if word.kind == "link" and word.text in {"all that", "what"} and i + 1 < len(words) and words[i + 1].kind == "verb":
            end = _subject_end(words, i + 2)
            return [*words[: i + 1], *words[i + 2 : end], words[i + 1], *words[max(end, i + 2) :]]
    return words


def _genitives(words: list[Word]) -> list[Word]:
    """Take a German "der" or "des" behind a noun for "of the"."""
    return [
        replace(word, text=_GENITIVE[word.written], kind="of") if word.written in _GENITIVE and i and words[i - 1].kind in _NOMINAL else word
        for i, word in enumerate(words)
    ]


def _relatives(words: list[Word]) -> list[Word]:
    """Take a German article behind a comma for "that", and a participle before a noun for what tells more of it ("gemeldete Inhalte")."""
    mended: list[Word] = []
    for i, word in enumerate(words):
        if word.kind == "article" and i and words[i - 1].text == ",":
            mended.append(replace(word, text=_WHO, kind="link"))
        elif word.kind == "verb" and i + 1 < len(words) and words[i + 1].kind == "noun" and _ATTRIBUTE.search(word.written):
            mended.append(replace(word, text=participle(word.text), kind="adjective"))
        else:
            mended.append(word)
    return mended


_WHO: Final = "which"
_ATTRIBUTE: Final = re.compile(r"(?:ge\w{2,}|iert|e[nt])e[nrms]?$")


def _bare_plurals(words: list[Word]) -> list[Word]:
    """Take a German noun in "er" for a plural where it stands without an article, or with that of a plural: "Müssen Nutzer", "die Anbieter"."""
    behind = [None, *words[:-1]]
    return [
        replace(word, text=plural(word.text))
        if word.kind == "noun"
        and word.written.endswith("er")
        and (before is None or before.kind not in {"article", "adjective", "number", "noun"} or before.written.lower() in {"die", "den"})
        else word
        for word, before in zip(words, behind, strict=True)
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
        if (word.text in before or (word.written, word.text) == ("a", "the")) and after is not None and after.kind == "verb":
            mended.append(replace(word, text="to", kind="to"))
        elif not (word.kind == "of" and behind is not None and (behind.kind == "verb" or behind.text in {"not", "for"})):
            mended.append(word)
    return mended


def _laws(words: list[Word]) -> list[Word]:
    """Put "under the" before a law for "by the"."""
    law = [*(word.kind == "name" or word.text.rpartition(" ")[2] in {"law", "regulation", "act", "directive"} for word in words[1:]), False]
    return [replace(word, text="under the") if word.text == "by the" and after else word for word, after in zip(words, law, strict=True)]


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

    kept = [word for i, word in enumerate(words) if not within(i)]
    month = [*(word.kind == "time" for word in kept[1:]), False]
    return [replace(word, text="from") if word.kind == "of" and after else word for word, after in zip(kept, month, strict=True)]


def _clause(words: Sequence[Word], i: int) -> int:
    """Return where the clause of a word begins, behind what asks in it."""
    start = i
    while start > 0 and words[start - 1].kind != "mark":
        start -= 1
    asks = [n for n in range(start, i) if words[n].kind == "question" and n - start < 3]
    if not asks:
        return start
    after = asks[-1] + 1
    while after < i and words[asks[-1]].text in {"what", "how many"} and words[after].kind in {"noun", "adjective"}:
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
        if modal is not None and modal + 2 < len(clause) and clause[modal + 1].kind in {"verb", "adjective"} and not clause[modal].text.endswith(" I"):
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
    has = False
    for word in words:
        behind = next((w for w in reversed(mended) if w.text != "not"), None)
        has = word.kind != "mark" and (word.text in _DONE if word.kind == "modal" else has)
        told = behind is not None and (behind.text in _DONE or behind.kind == "noun") and _PARTICIPLE.search(word.written.casefold())
        done = told or (has and (_GERMAN_PARTICIPLE.search(word.written.casefold()) or _PARTICIPLE.search(word.written.casefold())))
        adjective: Kind = "adjective" if behind is not None and behind.kind == "noun" else "verb"
        mended.append(replace(word, text=participle(word.text), kind=adjective) if word.kind == "verb" and done else word)
    return mended


_DONE: Final = frozenset({"is", "are", "was", "were", "be", "has", "have", "must be", "can be"})
# How participles end in the four tongues, and no third person does.
_PARTICIPLE: Final = re.compile(r"(?:is|us|u|(?<![gq])ues?|ée?s?|its?|ites?|[aiu]d[oa]s?)$")
_GERMAN_PARTICIPLE: Final = re.compile(r"^(?:ge|be|ver|er|ent|zer)\w{3,}(?:t|en)$|\w(?:iert|ge\w{3,}(?:t|en))$")
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
        being = first is not None and clause[first].text in {"is", "are", "was", "were"}
        verb = next((i for i in range(len(clause) - 1, -1, -1) if clause[i].kind == "verb" or (being and clause[i].kind == "adjective")), None)
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


_BEFORE_SUBJECTS: Final = frozenset({"if", "that", _WHO, "must one", "may one"})


def _subject_follows(clause: Sequence[Word], i: int) -> bool:
    """Tell whether the subject of a German clause stands behind its first verb: it does in questions, but for those that ask who."""
    if clause[i].text in {"must one", "may one", _WHO}:
        return False
    asks = [word.text for word in clause[:i] if word.kind == "question"]
    return "who" not in asks if asks or clause[i].kind != "modal" else all(word.kind in {"link", "mark"} for word in clause[:i])


def _asked_verbs(words: list[Word]) -> list[Word]:
    """Put "does" before a verb that comes before its subject, and the verb behind that: "applies the duty" is "does the duty apply".

    Behind a noun that is asked for ("how many reports receives the office"), a subject is what has an article or is a name.
    """
    asks = bool(words) and words[-1].text == "?"
    return [word for clause in _clauses(words) for word in _asked_verb(clause, asks=asks)]


def _asked_verb(clause: list[Word], *, asks: bool) -> list[Word]:
    verb = next((i for i, word in enumerate(clause) if word.kind == "verb"), None)
    if verb is None or any(word.kind in {"modal", "link"} for word in clause[:verb]):
        return clause
    does = Word("does", "modal", "")
    start = _clause(clause, verb)
    asked, between = clause[:start], clause[start:verb]
    if asked and (asked[-1].kind not in {"question", "noun"} or any(w.text in _NO_DOES or w.text.startswith("who") for w in asked)):
        return clause
    if between and (asked or asks):  # the subject is there already: "how long a company keeps"
        return [*asked, does, *between, *clause[verb:]] if _subject_end(between, 0) else clause
    subject = _subject_end(clause, verb + 1)
    follows = {"article", "name", "place"} if asked else {"article", "adjective", *_NOMINAL}
    if subject == verb + 1 or not (clause[verb + 1].kind in follows or clause[verb + 1].written[:1].isupper()):
        return clause
    return [*asked, does, *clause[verb + 1 : subject], clause[verb], *clause[subject:]]


_NO_DOES: Final = frozenset(
    {"must one", "may one", "is there", "were there", "what is", "what are", "what happens", "what is said in", "what is the penalty for", "does one need"}
)


def _clauses(words: Sequence[Word]) -> list[list[Word]]:
    found: list[list[Word]] = [[]]
    for word, after in zip(words, (*words[1:], None), strict=True):
        if word.text == "and" and found[-1] and after is not None and after.kind in {"question", "modal"}:
            found.append([])
        found[-1].append(word)
        if word.kind == "mark":
            found.append([])
    return found


def _subject_end(clause: Sequence[Word], start: int) -> int:
    """Return where the noun, and what stands before it, ends that begins at a word."""
    if start < len(clause) and clause[start].text in _PRONOUNS:
        return start + 1
    end = start
    while end < len(clause) and (clause[end].kind in {"article", "adjective"} or clause[end].text in _DETERMINERS):
        end += 1
    if end == len(clause) or clause[end].kind not in _NOMINAL:
        return start
    end += 1
    if end < len(clause) and clause[end].kind == "number" and clause[end - 1].text in {"article", "section", "paragraph", "recital"}:
        end += 1
    of = end < len(clause) and clause[end].kind == "of"
    return max(end, _subject_end(clause, end + 1)) if of else end


_PRONOUNS: Final = frozenset({"I", "we", "you", "it", "they", "one"})
_DETERMINERS: Final = frozenset({"this", "these", "their", "its", "my", "our", "your", "all", "each", "other", "many", "no", "some"})


_Mend = Callable[[list[Word]], list[Word]]
_ROMANCE: Final[tuple[_Mend, ...]] = (_that, _adjectives_first, _dates, _compounds, _infinitives, _places, _laws, _what_they_tell)
_MENDS: Final[dict[Tongue, tuple[_Mend, ...]]] = {
    "French": (*_ROMANCE, _inverted, _participles, _denied, _modals_forward, _asked_verbs),
    "German": (_relatives, _bare_plurals, _genitives, _dates, _infinitives, _places, _verbs_forward, _participles, _asked_verbs),
    "Spanish": (*_ROMANCE, _participles, _modals_forward, _subjects_forward, _asked_verbs),
    "Portuguese": (*_ROMANCE, _participles, _modals_forward, _subjects_forward, _asked_verbs),
}
