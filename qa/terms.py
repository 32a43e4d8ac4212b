"""What a question asks about, as weighted concepts that a sentence covers or does not."""

from __future__ import annotations

import difflib
import math
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, reduce
from operator import or_

from qa.glossary import AGENCIES, COMPANIES, GROUPS, IMPLIED, MAILBOXES
from qa.kinds import asks_event, asks_rule
from qa.places import names_of
from qa.selective import EVERY, Part, selective

_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?", re.UNICODE)

STOP = frozenset(
    """a about above according actually after again all also although always am an and another any anybody anyone anything are aren't as ask asked at
    away be because been before being below best better between both but by came can can't cannot case come could couldn't did didn't do does doesn't
    doing don't done down during each either else ever every everyone everything exactly except explain far few find first for from further gets get
    getting go goes going got had has hasn't have haven't having he her here hers him his how however i i'd i'm if in into is isn't it its it's itself
    just kind know law laws legal legally let like look made make makes making many may me mean means might more most much must my myself need needs
    never no none nor not now of off often on once one only onto or other others ought our out over own people per please point possible put quite
    rather really regarding right said same saw say saying says see seem seems set she should shouldn't since so some somebody someone something still
    such take taken takes than that that's the their theirs them then there these they thing things think this those through thus to together too
    toward towards try trying under until unless up upon us use used uses using very via vs want wants was wasn't way we well went were weren't what
    what's whatever when whenever where whether which while who whoever whom whose why will with within without won't would wouldn't yes yet you your
    yours happen happens happened really anyone currently current today nowadays specific specifically read reads reading
    stuff bit bits whatever co ur w u r thing clue pls plz plse thx thanks asap
    ok okay hey hi hello please big bigger large long longer high higher small new old good bad real actual basically doesnt dont isnt arent wasnt
    werent cant couldnt wont wouldnt shouldnt didnt hasnt havent hadnt whats thats theres heres whos im ive youre theyre gonna wanna everyone's
    anyone's someone's somebody's nobody's else's today's itself's guys guy folks day days hit hits mean sense deal matter happen happened kick
    details detail information info list example examples question answer article articles section sections art sec subsection paragraph para rule
    rules compare compared comparison differ difference different versus provision provisions act statute statutes regulation regulations directive
    text exist exists there's called name
    wanted wonder wondering assume assuming story stories explainer headline headlines colleague colleagues
    already nobody summarise summarize explained asks asking supposed merely accurate correct
    consequence consequences finds finding found turns turn sits happens front behind
    besides beside themselves himself herself ourselves yourself oneself anyway anyhow maybe perhaps ever yet last lasts lasting""".split()
)


# Names of which a rule speaks by a glossary's word for all of their kind.
_KINDS_NAMED = {"provider": COMPANIES, "law enforcement": AGENCIES, "content": MAILBOXES}

_PRESS = re.compile(r"\breporters?['’]s?(?= )", re.IGNORECASE)

# How much what names one of a kind counts beside what speaks of the kind.
NAMED = 0.5

# A plain word that no source uses is slang as often as it is another subject: it counts, but less than a known rare one.
UNKNOWN_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a question is about: the forms it may take (each a set of stems), and its weight (idf, 0 and up).

    ``key`` marks names and figures, which evidence must mention; ``known`` tells whether the index has the word at all;
    ``company`` marks a company, for which a rule about providers holds too; ``group`` is the glossary's word for the concept.
    """

    label: str
    forms: tuple[frozenset[str], ...]
    weight: float
    key: bool = False
    known: bool = True
    company: bool = False
    group: str = ""

    def covered_by(self, stems: frozenset[str] | set[str]) -> bool:
        """Tell whether any form's stems all occur among ``stems``."""
        return any(form <= stems for form in self.forms)


@dataclass(frozen=True, slots=True)
class Covered:
    """The labels of the concepts that words cover, their share of all by weight, and of the names and figures among them."""

    labels: frozenset[str]
    share: float
    keys: float


class _Stemmers(threading.local):
    """A stemmer for each thread: one keeps the word it works on, so two threads on the same one spoil each other's stems."""

    def __init__(self) -> None:
        import snowballstemmer

        self.porter = snowballstemmer.stemmer("porter")


@cache
def _stemmers() -> _Stemmers:
    return _Stemmers()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the Porter stem of one word, as the lexical index stores it."""
    return str(_stemmers().porter.stemWord(word.lower().replace("’", "'").removesuffix("'s")))


def words(text: str) -> list[str]:
    """Return the words and figures of a text in order; "2,258" and "2258A" stay whole."""
    return _WORD.findall(re.sub(r"(?<=\d),(?=\d{3})", "", text))


@lru_cache(maxsize=20_000)
def stems(text: str) -> frozenset[str]:
    """Return the set of stems of a text."""
    return frozenset(stems_in_order(text))


def stems_in_order(text: str) -> tuple[str, ...]:
    """Return the stems of a text, each once; they are not kept."""
    return tuple(dict.fromkeys(stem(word) for word in words(text)))


# What is asked of a law, a ruling or a report as a whole.
GENERAL = stems(
    """require demand allow permit provide cover decide decision rule ruling hold held add change mandate regulate govern contain include apply
    work purpose overview summary summarise summarize gist main findings find found lay matter important impose set content contents state key points
    give tell court providers"""
)


@cache
def _phrases() -> dict[tuple[str, ...], int]:
    # Where two forms have the same stems ("report", "reporter"), the earlier group keeps them.
    found: dict[tuple[str, ...], int] = {}
    for number, group in enumerate(GROUPS):
        for form in group:
            found.setdefault(tuple(stem(word) for word in words(form)), number)
    return found


@cache
def _numbers() -> dict[str, int]:
    return {group[0]: number for number, group in enumerate(GROUPS)}


@cache
def _forms(number: int) -> tuple[frozenset[str], ...]:
    return tuple(dict.fromkeys(frozenset(stem(word) for word in words(form)) for form in GROUPS[number]))


class Vocabulary:
    """Document frequencies of an index, from which a question's concepts get their weights."""

    def __init__(self, frequencies: Mapping[str, int], passages: int) -> None:
        """Take the number of passages each stem occurs in, and the number of passages."""
        self._frequencies = frequencies
        self._passages = max(passages, 1)

    def idf(self, word_stem: str) -> float:
        """Return the inverse document frequency of a stem; the highest for one that never occurs."""
        return math.log(1 + self._passages / (0.5 + self._frequencies.get(word_stem, 0)))

    def known(self, word_stem: str) -> bool:
        """Tell whether a stem occurs in the index at all."""
        return word_stem in self._frequencies

    def concepts(self, question: str, ignore: Iterable[str] = ()) -> tuple[Concept, ...]:
        """Return the concepts of a question, without stop words and without the words of ``ignore`` (names already resolved)."""
        for mention in sorted(ignore, key=len, reverse=True):
            question = re.sub(re.escape(mention), " ", question, flags=re.IGNORECASE)
        tokens = words(_PRESS.sub("journalist's", question))  # "reporter" has the stem of "report"
        reduced = [stem(token) for token in tokens]
        found: dict[str, Concept] = {}
        i = 0
        while i < len(tokens):
            length, number = _longest(reduced, i)
            if number is not None:
                label = " ".join(tokens[i : i + length])
                company = label.lower() in COMPANIES  # "AT&T" is two words to the index
                found.setdefault(f"group {number}", replace(self._concept(label, _forms(number), key=company, company=company), group=GROUPS[number][0]))
            elif tokens[i].lower() not in STOP and (len(tokens[i]) > 1 or tokens[i].isdigit()):
                concept = self._single(tokens[i], first=i == 0)
                found.setdefault(concept.label.lower(), concept)
            i += max(length, 1)
        return tuple((self._of_their_kind(found) if asks_rule(question) and not asks_event(question) else found).values())

    def expression(self, concepts: Iterable[Concept]) -> str:
        """Return the FTS5 expression that a search of this index is made with: of a large one, the words that tell most (``qa/selective.py``)."""
        if self._passages <= EVERY:
            return expression(concepts)
        return selective(([self._part(form) for form in concept.forms] for concept in concepts), self._passages)

    def _part(self, form: frozenset[str]) -> Part:
        # Words of one form go together ("law enforcement agency"), so what holds the rarest of them holds the form, more often than not.
        found = min(self._frequencies.get(s, 0) for s in form)
        return Part(_asked_for(form), float(found))

    def _single(self, token: str, *, first: bool) -> Concept:
        root = stem(token)
        known = self.known(root)
        if not known:
            near = self._near(root)
            root, known = (near, True) if near else (root, False)
        company = token.lower().removesuffix("'s").removesuffix("’s") in COMPANIES
        named = (token[:1].isupper() and not first) or (token.isupper() and len(token) > 1) or any(c.isdigit() for c in token) or company
        named = named and root not in IMPLIED
        forms = dict.fromkeys((root, *(stem(name) for name in names_of(token))))
        return self._concept(token, tuple(frozenset([form]) for form in forms), key=named, known=known, company=company)

    def _of_their_kind(self, found: Mapping[str, Concept]) -> dict[str, Concept]:
        """Return concepts in which a company or a police force of which a rule is asked ("Does Google have to ...?") stands beside all of its kind.

        The rule for all of them answers; what names it counts half as much more.
        """
        told: dict[str, Concept] = {}
        for key, concept in found.items():
            name = concept.label.lower()
            kinds = [kind for kind, names in _KINDS_NAMED.items() if name in names or (kind == "provider" and concept.company)]
            if not kinds:
                told[key] = concept
                continue
            general = {kind: replace(self._concept(kind, _forms(_numbers()[kind])), group=kind) for kind in kinds}
            told[key] = replace(concept, weight=NAMED * min(concept.weight, *(one.weight for one in general.values())), key=False, known=True)
            for kind, one in general.items():
                told.setdefault(f"group {_numbers()[kind]}", one)
        return told

    def _concept(self, label: str, forms: tuple[frozenset[str], ...], *, key: bool = False, known: bool = True, company: bool = False) -> Concept:
        present = [form for form in forms if all(self.known(s) for s in form)]
        weight = min((max(self.idf(s) for s in form) for form in present), default=self.idf("") * (1.0 if key else UNKNOWN_WEIGHT))
        return Concept(label, forms, weight, key, known, company)

    def _near(self, root: str) -> str | None:
        """Return the stem that a misspelt word most likely meant, or None."""
        if len(root) < 5 or any(c.isdigit() for c in root):
            return None
        pool = [s for s in self._frequencies if s[:1] == root[:1] and abs(len(s) - len(root)) <= 2]
        close = difflib.get_close_matches(root, pool, n=1, cutoff=0.84)
        return close[0] if close else None


class Covering:
    """Which of some concepts words cover; worked out once for each set of concepts covered, of which many sentences have the same few.

    What words hold is written as two numbers of a bit each: for the concepts that one of them covers by itself, and for the stems
    that cover one only together with others. What two sets of words hold together is either number's ``|``.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Take the concepts, in the order in which their weights are added up."""
        self._concepts = tuple(concepts)
        self._keys = tuple(c for c in self._concepts if c.key)
        self.stems = frozenset(s for c in self._concepts for form in c.forms for s in form)
        joined = [(form, 1 << i) for i, c in enumerate(self._concepts) for form in c.forms if len(form) > 1]
        bits = {s: 1 << n for n, s in enumerate(dict.fromkeys(s for form, _ in joined for s in form))}
        self._joined = [(sum(bits[s] for s in form), concept) for form, concept in joined]
        alone = {s: sum({1 << i for i, c in enumerate(self._concepts) if frozenset([s]) in c.forms}) for s in self.stems}
        self._bits = {s: (alone[s], bits.get(s, 0)) for s in self.stems}
        self._together: dict[int, int] = {0: 0}
        self._covered: dict[int, Covered] = {}

    def by(self, *words: frozenset[str]) -> Covered:
        """Return what sets of stems cover together."""
        return self.of(*self.held(frozenset().union(*words)))

    def held(self, words: frozenset[str] | tuple[str, ...]) -> tuple[int, int]:
        """Return what some stems hold."""
        alone = parts = 0
        for s in self.stems.intersection(words):
            one, part = self._bits[s]
            alone |= one
            parts |= part
        return alone, parts

    def of(self, alone: int, parts: int) -> Covered:
        """Return what is covered by words that hold so much."""
        together = self._together.get(parts)
        if together is None:
            together = self._together[parts] = reduce(or_, (concept for form, concept in self._joined if form & parts == form), 0)
        covered = self._covered.get(alone | together)
        if covered is None:
            labels = frozenset(c.label for i, c in enumerate(self._concepts) if (alone | together) >> i & 1)
            covered = self._covered[alone | together] = Covered(labels, coverage(self._concepts, labels), coverage(self._keys, labels))
        return covered


def _longest(reduced: list[str], i: int) -> tuple[int, int | None]:
    for length in range(min(7, len(reduced) - i), 0, -1):
        number = _phrases().get(tuple(reduced[i : i + length]))
        if number is not None:
            return length, number
    return 1, None


@lru_cache(maxsize=50_000)
def _unstemmed(root: str) -> str:
    """Return a word whose stem is ``root``: FTS5 stems what it is asked for, and of "disclos" it would make "disclo"."""
    return root if stem(root) == root or stem(f"{root}e") != root else f"{root}e"


def _asked_for(form: frozenset[str]) -> str:
    """Return the words of a form as FTS5 is asked for all of them."""
    return " ".join(f'"{_unstemmed(s)}"' for s in sorted(form))


def expression(concepts: Iterable[Concept]) -> str:
    """Return the FTS5 expression that finds any form of any concept; empty if there is nothing to search for."""
    alternatives = dict.fromkeys(_asked_for(form) for concept in concepts for form in concept.forms)
    return " OR ".join(f"({a})" for a in alternatives)


def coverage(concepts: Iterable[Concept], covered: Iterable[str]) -> float:
    """Return the weighted share of concepts whose label is in ``covered``; 1.0 where there are none."""
    listed = list(concepts)
    total = sum(c.weight for c in listed)
    names = set(covered)
    return sum(c.weight for c in listed if c.label in names) / total if total else 1.0
