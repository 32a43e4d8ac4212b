"""Actors: who does it to whom, under whose law, and which names a claim brings in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Literal

from qa.places import COVERED, jurisdictions_named, other_places_named
from qa.synonyms import EMPTY, normal
from qa.terms import stem

Agreement = Literal["full", "partial", "contradicted", "none"]

# Those who act in this field, each under one name; a claim may not put one for another.
_ACTORS = {
    "provider": r"providers?|isps?|internet companies|tech(?:nology)? companies|tech firms?|intermediar(?:y|ies)|online services?|user-to-user services?|companies|company|services",
    "platform": r"platforms?|social networks?|websites?",
    "carrier": r"carriers?|telecoms?|cable operators?|phone companies|telcos?",
    "operator": r"operators?",
    "ncmec": r"ncmec|national center for missing|clearinghouse",
    "police": r"police\w*|law[ -]enforcement(?: agenc(?:y|ies))?|investigators?|detectives?|officers?|sheriffs?",
    "fbi": r"fbi",
    "nca": r"national crime agency|nca",
    "court": r"courts?|judges?|magistrates?|circuits?",
    "user": r"users?|subscribers?|customers?|account holders?",
    "attorney general": r"attorneys? general",
    "regulator": r"regulators?|supervisory authorit(?:y|ies)|digital services coordinators?|watchdogs?",
    "ofcom": r"ofcom",
    "commission": r"(?:the )?(?:european )?commission(?!er)",
    "ftc": r"ftc|federal trade commission",
    "fcc": r"fcc|federal communications commission",
    "minister": r"secretar(?:y|ies) of state|ministers?|cabinet secretar(?:y|ies)",
    "member states": r"member states?",
    "legislature": r"congress(?:ional)?|parliament\w*|senate|bundestag|legislators?|lawmakers?|house of representatives",
    "prosecutor": r"prosecutors?|(?<!investigation and )(?<!investigation or )prosecution(?! of\b)",
    "victim": r"victims?|survivors?",
    "parent": r"parents?|guardians?",
    "journalist": r"journalists?|reporters?|newsrooms?",
    "employee": r"employees?|staff|moderators?",
    "employer": r"employers?",
    "controller": r"controllers?",
    "processor": r"processors?",
    "corporation": r"corporations?|bod(?:y|ies) corporate",
    "europol": r"europol",
    "advertiser": r"advertisers?",
    "broker": r"data brokers?|brokers?",
    "researcher": r"researchers?|academics?",
    "manufacturer": r"manufacturers?|makers?",
    "lawyer": r"lawyers?|attorneys?(?! general)|counsel",
    "bank": r"banks?|insurers?",
    "school": r"schools?|teachers?|universit(?:y|ies)",
}
_ACTOR = re.compile("|".join(rf"\b(?P<{name.replace(' ', '_')}>{pattern})\b" for name, pattern in _ACTORS.items()), re.IGNORECASE)
# Words of a passage that speak of an actor without being a name for one: a claim may name the actor where the passage has them.
_SPOKEN_OF = {
    "provider": re.compile(r"\bhosts?\b", re.IGNORECASE),
    "court": re.compile(r"\b(?:judicial|(?:civil|legal|court) (?:proceedings?|actions?)|lawsuits?|litigation)\b", re.IGNORECASE),
}
# A wide word may stand for a narrower one of the passage; the other way round it says more than the passage does.
_WIDER = {"provider": {"platform", "carrier", "operator", "isp"}, "police": {"fbi", "nca"}, "regulator": {"ofcom", "commission", "fcc", "ftc"},
          "legislature": {"house"}, "commission": {"fcc", "ftc"}, "operator": {"carrier"}}  # fmt: skip
# Courts of one kind are none of another; what a passage calls "the court" may be any.
_COURTS = {
    "supreme": r"supreme court",
    "district": r"district (?:court|judge)s?",
    "appeals": r"courts? of appeals?|appeals? courts?|appellate courts?|circuits?",
    "high": r"high courts?",
    "constitutional": r"constitutional courts?",
    "regional": r"regional courts?",
    "magistrates": r"magistrates?(?:['’]s?)?",
    "human rights": r"court of human rights|ecthr",
    "justice": r"court of justice|cjeu|ecj",
    "general": r"general court",
    "administrative": r"administrative courts?",
}
_COURT = re.compile("|".join(rf"\b(?P<{name.replace(' ', '_')}>{pattern})\b" for name, pattern in _COURTS.items()), re.IGNORECASE)
_BY = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\b.*?\bby (?:\w+ ){0,3}$|\b(?:receiv|get|obtain)\w*\b.*?\bfrom (?:\w+ ){0,3}$|\b(?:reach|arriv|came\b|comes?\b)\w*.*?\bfrom (?:\w+ ){0,3}$",
    re.IGNORECASE,
)
_LEADING_CLAUSE = re.compile(r"^\s*(?:unless|if|when|once|after|before|where|since|under|in|until|on|according to|for|with|for)\b[^,]*, ", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:against|to|of|over|for|in|on|with|by|under|from|at|about|than|between|among|via|through)(?: (?:the|an?|its|their|each|any|US|UK|EU|[a-z]+)){0,2} $",
    re.IGNORECASE,
)
_TO = re.compile(r"\b(?:to|from|for|with|of)(?: (?:the|an?|its|their|each|any|US|UK|EU|[a-z]+)){0,2} $", re.IGNORECASE)
# "The Sixth Circuit held that ..." tells what others may do.
_FRAME = re.compile(
    r"[^,.;]{0,60}?\b(?:held|holds|ruled|rules|says|said|found|reasoned|decided|reported|reports|warned|told|noted)\b(?: \w+){0,6}? that\b|\w+(?:'s)? \w+ (?:decision|ruling|opinion)",
    re.IGNORECASE,
)
# "NCMEC's list" and "customer records" do nothing, nor do those whose they are.
_WHOSE = re.compile(
    r"[\w-]+(?:(?:['’]s|(?<=s)['’])(?: [\w-]+){0,2})? (?:records?|data|information|contents?|accounts?|details|consent|lists?|dut(?:y|ies)|notices?)\b",
    re.IGNORECASE,
)
_THERE = re.compile(r"\b(?:[Ii]n|[Uu]nder) (?:the )?[A-Z][\w.]*(?: [A-Z][\w.]*)?")  # "In Germany", "under Kenyan law"
_UK_PART = re.compile(r"\b(?:England|Scotland|Wales|Northern Ireland)\b")
# Whoever did something, as the first word of a sentence: a name, where the word has no "s" of a plural.
_WHO_DID = re.compile(r"(?P<name>[A-Z]\w*[a-rt-z]) (?:sent|made|reported|received|got|published|filed|submitted|had|paid|sued|disclosed)\b")
_NAME = re.compile(r"(?<![\w'’.-])[A-Z][\w&-]*(?:['’]s)?")
_INNER = re.compile(r"\b[a-z]+[A-Z]\w+")
_INITIALS = re.compile(r"\b[A-Z]{2,6}\b")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*[\"“'‘(]*)$")
# Words with a capital that name nobody in particular.
_TITLES = frozenset(
    "act section article part chapter title bill court judge law rule regulation directive code paragraph low confidence united states supreme".split()
)
_NOBODYS_NAME = frozenset(
    "someone everyone nobody anyone somebody everybody anybody none each neither either both one police government congress parliament company".split()
)
_MOST, _REACH = 60, 160  # actors of one text that are read, and characters before one
_LONG_NAME = 6  # letters from which a name that another word begins with is taken for what that word was made from
_DEMONYMS = frozenset(word for names in COVERED.values() for name in names for word in name.lower().replace(".", "").split())


def actors_agree(claim: str, nearest: str, passage: str, share: float) -> Agreement:
    """Compare who acts: an actor the passage does not name is not borne out, one that changed places is a contradiction.

    ``share`` is how much of the claim's words the passage has: only of the same words can it be told that they changed places.
    """
    claimed, stated = {name for name, _ in named(claim)}, {name for name, _ in named(passage)}
    stated |= {name for name, pattern in _SPOKEN_OF.items() if pattern.search(passage)}
    foreign = {name for name in claimed - stated if not _WIDER.get(name, set()) & stated}
    if foreign or _other_court(claim, passage):
        return "none"
    agent, other = _agent(claim), _agent(nearest)
    if share >= 0.8 and agent and other and agent != other and other in _others(claim) and agent in _others(nearest):
        return "contradicted"
    return "full"


def _others(sentence: str) -> set[str]:
    """Return those to whom, from whom or for whom something is done."""
    return {name for name, start in named(sentence) if _TO.search(sentence[max(0, start - _REACH) : start])}


def _other_court(claim: str, passage: str) -> bool:
    """Tell whether a claim names a court of a kind that the passage does not, where the passage names one."""
    told, held = ({m.lastgroup for m in _COURT.finditer(text)} for text in (claim, passage))
    return bool(told - held and held)


def place_dropped(claim: str, nearest: str) -> bool:
    """Tell whether a claim says of everywhere what the passage says of one country or state ("in Germany", "under Kenyan law")."""
    if jurisdictions_named(claim) or other_places_named(claim):
        return False
    if any(word in nearest for word in _INNER.findall(claim)):
        return False  # "ePrivacy" is a name too
    confined = any(jurisdictions_named(m.group()) or other_places_named(m.group()) for m in _THERE.finditer(nearest))
    return confined and not any(word in nearest for word in _INITIALS.findall(claim)) and not any(word in nearest for word in _names(claim))


def elsewhere(claim: str, passage: str) -> bool:
    """Tell whether a claim names a country or state that the passage does not speak of."""
    stated = set(jurisdictions_named(passage))
    if set(jurisdictions_named(claim)) - stated and stated:
        return True
    known = passage.lower()
    parts = {m.lower() for m in _UK_PART.findall(passage)}
    if parts and {m.lower() for m in _UK_PART.findall(claim)} - parts:
        return True
    return any(place.lower() not in known for place in other_places_named(claim))


@lru_cache(maxsize=4_000)
def named(sentence: str) -> tuple[tuple[str, int], ...]:
    """Return the actors of a sentence in order, each with where it stands."""
    return tuple((m.lastgroup or "", m.start()) for m in islice(_ACTOR.finditer(sentence), _MOST))


def _agent(sentence: str) -> str | None:
    """Return who acts: the one after "by" or "received from", or else the first one in the main clause that no preposition goes before."""
    main = _LEADING_CLAUSE.sub("", sentence)
    sentence = main if _ACTOR.search(main) else sentence
    actors = [(name, start) for name, start in named(sentence) if not _FRAME.match(sentence, start) and not _WHOSE.match(sentence, start)]
    for name, start in actors:
        if _BY.search(sentence[max(0, start - _REACH) : start]):
            return name
    return next((name for name, start in actors if not _PREPOSITION.search(sentence[max(0, start - _REACH) : start])), None)


@lru_cache(maxsize=4_000)
def proper_names(sentence: str) -> tuple[tuple[str, int], ...]:
    """Return the names with a capital inside a sentence that are no known actor, each with where it stands."""
    known = {start for _, start in named(sentence)}
    names = (m for m in islice(_NAME.finditer(sentence), _MOST) if m.start() not in known)
    return tuple((m.group().lower(), m.start()) for m in names if m.group().lower() not in EMPTY | _TITLES | _DEMONYMS)


def strange_names(claim: str, passage: str) -> tuple[str, ...]:
    """Return the names in a claim that the passage does not have, neither written out nor by their initials."""
    held = {stem(word) for word in re.findall(r"\w+", normal(passage))} | {stem(word) for word in re.findall(r"\w+", passage)}
    initials = {m.group().lower() for m in _INITIALS.finditer(passage)}
    spelt = "".join(word[0] for word in re.findall(r"\w+", passage)).lower()
    out = []
    for name in _names(normal(claim)):
        root = stem(name)
        parts = [stem(part) for part in re.findall(r"\w+", name)]
        short = name.isupper() and len(name) > 2 and name.lower() in spelt
        if root in held or all(part in held for part in parts) or short or _derived(root, held) or any(_spells(name, claim, letters) for letters in initials):
            continue
        out.append(name)
    return tuple(out)


def _derived(root: str, held: set[str]) -> bool:
    """Tell whether the passage has a word made from a name ("congressional" for "Congress")."""
    return len(root) >= _LONG_NAME and any(word.startswith(root) for word in held)


def _names(text: str) -> Iterator[str]:
    for m in _NAME.finditer(text):
        word = re.sub(r"['’]s$", "", m.group())
        first = _SENTENCE_START.search(text[: m.start()]) is not None
        plain = word.lower() in EMPTY or word.lower() in _TITLES or word.lower() in _DEMONYMS
        inside = not first or any(c.isupper() for c in word[1:]) or (_WHO_DID.match(text, m.start()) is not None and word.lower() not in _NOBODYS_NAME)
        if not plain and inside and len(word) > 1:
            yield word


def _spells(name: str, claim: str, letters: str) -> bool:
    """Tell whether a name is part of a row of capitals in the claim that some initials of the passage stand for."""
    return any(
        name in m.group() and "".join(word[0] for word in re.findall(r"[A-Z]\w*", m.group())).lower() == letters
        for m in re.finditer(r"[A-Z]\w+(?: (?:(?:of|for|and|the|in|on) )*[A-Z]\w+)+", claim)
    )
