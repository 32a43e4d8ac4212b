"""Tongues: a question in French, German, Spanish or Portuguese is known by its function words, and read in English.

The texts are English, and so is the model that compares questions with them. What
is searched for is therefore a gloss, word by word (``qa/gloss.py``). A question in
English, whatever foreign names are in it, is left as it is: of its words a few sets
are asked, and the lexicon is never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from ingest.text import without_accents

Tongue = Literal["French", "German", "Spanish", "Portuguese"]
TONGUES: Final[tuple[Tongue, ...]] = ("French", "German", "Spanish", "Portuguese")

# With the apostrophe that joins a word to the next: "l'" and "qu'" are words of their own.
_WORD = re.compile(r"[^\W_]+(?:['’](?=\w))?")

_FUNCTION: Final[dict[Tongue, frozenset[str]]] = {
    "French": frozenset(
        """le la les l' un une des du de d' au aux et ou est sont dans sur pour par avec sans sous selon que qu' qui quoi quel quelle quels quelles quand
        comment pourquoi combien ce c' cette ces il elle ils elles on ne n' pas plus se s' son sa ses leur leurs doit doivent peut peuvent faut y mon ma mes
        je j' nous vous chez entre avant apres depuis si aussi etre ont fait en a t""".split()
    ),
    "German": frozenset(
        """der die das den dem des ein eine einen einem einer eines und oder ist sind war wird werden wurde wie was wer wen wem wo wann warum wieso welche
        welcher welches welchen welchem muss mussen darf durfen kann konnen soll sollen gilt gelten gibt nach aus bei mit von vom zum zur zu im in am an auf
        fur fuer uber ueber unter durch ohne gegen vor nicht kein keine auch nur man ich mein meine es sich wenn dass ob hat haben sie er wir ihr noch so
        mussen muessen duerfen koennen ab bis welch""".split()
    ),
    "Spanish": frozenset(
        """el la los las un una unos unas de del al a y o u en con sin por para segun sobre entre que quien quienes cual cuales cuando cuanto
        cuanta cuantos cuantas como donde es son esta estan debe deben puede pueden hay se no si su sus lo mi mis me le les tiene tienen ha han he fue porque
        desde hasta""".split()
    ),
    "Portuguese": frozenset(
        """o a os as um uma de do da dos das ao aos no na nos nas em com sem por pelo pela pelos pelas para pra segundo sobre entre que quem qual quais quando
        quanto quanta quantos quantas como onde e sao esta estao deve devem pode podem ha se nao seu sua seus suas meu minha eu tem ser foi precisa ate
        desde""".split()
    ),
}
# What questions in English are made of. Where a tongue has the same word ("die", "was", "no"), it tells less of either.
_ENGLISH: Final = frozenset(
    """the a an of to in on at by for from with without under over about into and or but nor not no is are was were be been being am do does did done have
    has had can could may might must shall should will would what which who whom whose when where why how if that this these those there it its they
    their them he she his her we our us you your i my me as than then so such any some each all every other only also more most many much between against
    before after during until since while because whether none per via vs explain tell give show list define describe compare does doesn't isn't can't find
    es die war hat man son sur or plus pour main mes on en des os de la le les y e o u r w n t s d l c k b m p x z h j g q f v""".split()
) - {"es", "mes", "pour", "des", "os", "de", "la", "le", "les", "en"}
# Letters that one tongue alone of the four has.
_LETTERS: Final[dict[Tongue, re.Pattern[str]]] = {
    "French": re.compile(r"[œèùîûëï]|ê(?=t|m)"),
    "German": re.compile(r"[ßäö]|ü(?!e)"),
    "Spanish": re.compile(r"[ñ¿¡]"),
    "Portuguese": re.compile(r"[ãõ]|ç(?=[õã])"),
}
# Names that questions in English have too.
_TITLES: Final = re.compile(
    r"quem defende (?:os )?seus dados|(?:a donde van|donde estan) mis datos|quien defiende tus datos|la quadrature du net|marco civil da internet"
    r"|cour de cassation|conseil d'etat|cote d'ivoire"
)
_LEAST_SHARE: Final = 0.14
# From how many words of its own on a text is in a tongue though the lexicon knows none of its others.
_ENOUGH: Final = 3
# "Et au Canada ?": so a follow-up of few words begins.
_AND: Final = frozenset({"et", "und", "y", "e"})
_FEW: Final = 4


@dataclass(frozen=True, slots=True)
class Gloss:
    """A question of another tongue, as it was asked and as it is read in English."""

    tongue: Tongue
    asked: str
    english: str

    def told(self, searched: str) -> str:
        """Say to a reader how the question was read, by the words that were searched for: with those of the talk before it, where it is a follow-up."""
        return f"The question was read from {self.tongue}, word by word, as “{searched}”; the texts searched and what is told of them are in English."


@dataclass(frozen=True, slots=True)
class _Hits:
    """How many words of a text a tongue has and English has not, how many both have, how many English alone has, and whether the first one is English."""

    own: int
    shared: int
    english: int
    begins: bool

    @property
    def weight(self) -> float:
        return self.own + self.shared / 2


def gloss(question: str, earlier: Iterable[str] = ()) -> Gloss | None:
    """Return how a question is read in English; None for one that is in English, or in a tongue that is not read.

    ``earlier`` are the questions of the talk so far, the first one first: a follow-up of few words is most likely in their tongue.
    """
    tongue = recognised(question) or _as_before(question, earlier)
    if tongue is None:
        return None
    from qa.gloss import glossed

    english = glossed(question, tongue)
    return Gloss(tongue, question, english) if english != question else None


def recognised(question: str) -> Tongue | None:
    """Return the tongue that a question is in, of the four that are read; None for English and any other."""
    words = _words(question)
    likely = {tongue: hits for tongue in TONGUES if _foreign(hits := _hits(words, tongue), len(words))}
    return _likeliest(question, words, likely) if likely else None


def _as_before(question: str, earlier: Iterable[str]) -> Tongue | None:
    """Return the tongue of the talk for a follow-up that has no word of English's own ("E no Canadá?", "Frist?")."""
    words = _words(question)
    if any(word in _ENGLISH and not any(word in _FUNCTION[tongue] for tongue in TONGUES) for word in words):
        return None
    tongue: Tongue | None = next((found for asked in reversed(list(earlier)) if (found := recognised(asked))), None)
    if tongue is None:
        return None
    from qa.lexicon import lexicon

    return tongue if any(word in _FUNCTION[tongue] for word in words) or lexicon(tongue).told(_WORD.findall(question)) > 0 else None


def _words(text: str) -> list[str]:
    return _WORD.findall(_TITLES.sub(" ", plain(text)))


def plain(text: str) -> str:
    """Return a text in small letters without accents; "ß" is "ss"."""
    return without_accents(text.casefold().replace("’", "'").replace("œ", "oe"))


def _hits(words: list[str], tongue: Tongue) -> _Hits:
    own = _FUNCTION[tongue]
    shared = sum(word in own and word in _ENGLISH for word in words)
    english = [word in _ENGLISH and word not in own for word in words]
    return _Hits(sum(word in own for word in words) - shared, shared, sum(english), bool(english) and english[0])


def _foreign(hits: _Hits, length: int) -> bool:
    """Tell whether a text of so many words may be in a tongue: it has words of it, for its length, and next to none of English's own."""
    return not hits.begins and hits.weight > 2 * hits.english and hits.weight >= max(1.0, _LEAST_SHARE * min(length, 12))


def _likeliest(question: str, words: list[str], likely: dict[Tongue, _Hits]) -> Tongue | None:
    """Return the tongue with the most words, letters and entries of a text.

    None where the lexicon knows none of its other words ("La Quadrature du Net"), or more of them for English.
    """
    from qa.lexicon import lexicon

    others = {tongue: [word for word in _WORD.findall(question) if plain(word) not in _FUNCTION[tongue]] for tongue in likely}
    told = {tongue: lexicon(tongue).told(words) for tongue, words in others.items()}

    def weight(tongue: Tongue) -> float:
        return likely[tongue].weight + bool(_LETTERS[tongue].search(question.casefold())) + told[tongue]

    best = max(likely, key=weight)
    own = likely[best].own
    follows = len(words) <= _FEW and words[0] in _AND
    least = 0 if own >= _ENOUGH or not others[best] or follows else 1 if own > 1 or len(words) <= _FEW else 2
    return best if told[best] >= least else None
