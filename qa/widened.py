"""Widened: where a claim says more than its passage, by leaving out what holds it back or by putting in what spreads it."""

from __future__ import annotations

import re

from qa.figures import NUMBERS
from qa.synonyms import EMPTY, content, meanings_of, normal, said

_ONLY = re.compile(r"(?<!not )\b(?:only|solely|exclusively|alone|sole)\b", re.IGNORECASE)
_CONFINED = re.compile(
    r"\b(?:only|solely|exclusive(?:ly)?|alone|sole|unless|except\w*|limit(?:s|ed)|restrict(?:s|ed)|confine[sd]?|exclusion of|other than|just|merely"
    r"|nothing but|no other|no more|not"
    r"|until|up to|provided that"
    r"|subject to|if|exempt\w*|from which|no|never|single|strictly|it (?:is|was) (?:[\w'’-]+ ){1,6}?(?:that|who))\b",
    re.IGNORECASE,
)
_EVEN = re.compile(
    r"\b(?:even (?:if|where|when|though|without)|whether or not|regardless(?: of)?|irrespective(?: of)?|no matter (?:how|what|where|if|whether)"
    r"|whenever (?:it|they|he|she|one|you) (?:\w+ )?(?:likes?|wish(?:es)?|wants?|pleases?|chooses?)|as (?:it|they|he|she) (?:likes?|wish(?:es)?|pleases?)"
    r"|in every case)\b",
    re.IGNORECASE,
)
_EVEN_TOO = re.compile(
    r"\b(?:even|whether|regardless|irrespective|no matter|wherever|whatever|any\w*|all|every|each|not depend|without|also|nor|neither|no|not"
    r"|including|unconditional\w*)\b",
    re.IGNORECASE,
)
_HANGS = re.compile(
    r"\b(?:if|where|when|unless|only|provided|necessary|necessarily|subject to|on (?:reasoned |\w+ )?request|in case|as long as|once|except\w*)\b",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\b(?:all|every|any)(?: (?:of )?(?:the|its|their|other))? (?P<noun>[a-z]{3,}(?:-[a-z]+)?)", re.IGNORECASE)
_AFLOAT = re.compile(
    r"\b(?!(?:is|was|has|does|as|this|its|covers|includes|allows|lets|makes|requires|says)\b)[a-z]{3,}s $"
    r"|\b(?:are|were|must|may|can|shall|should|have|had|will|they|them|these|above|after) $"
)  # "the unions all count"
_NO_NOUN = frozenset(NUMBERS) | frozenset(
    "fall come count belong form are were have make apply amount things matters required needed of time times other others one person persons people"
    " body case cases such more least most further part all kind type least".split()
)
_MODIFIED = re.compile(r"(?<![\w-])(?P<modifier>[A-Za-z][\w-]*(?:['’]s)?) (?=(?P<noun>[a-z]{3,}))")
_NARROW = re.compile(r"(?:non-?\w+|un\w+ed|very large|serious|basic|licensed|registered|accredited|designated|certified)$", re.IGNORECASE)
# What says of "non-UK" or "unlicensed" that it is not UK, or has no licence.
_APART = re.compile(r"\b(?:outside|beyond|other than|not|no|without|lacks?|lacking|elsewhere|abroad|foreign)\b", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:non-?|un)", re.IGNORECASE)
_WHO = re.compile(
    r"(?P<noun>[a-z]{3,}) (?:who|whose|that (?=(?!is |are |was |were |has |have |had )[a-z]+(?:s|ed) "
    r"(?!can|may|must|could|might|shall|should|will|would|have|are|were))) ?(?P<clause>[^,.;]{3,120})",  # in "that agencies can buy" none is a verb
    re.IGNORECASE,
)
_ALL = frozenset({"all", "every", "any", "each", "whatever", "whichever"})
_PLAIN = frozenset(
    "a an the its their his her this that these those of to in on at by for from with and or as than such certain one two other any include includes"
    " including".split()
)
# What leaves open whether it is so.
_OPEN = re.compile(
    r"\b(?:belief|believ\w+|suspected|suspect(?:s|ing)?(?= (?:that|him|her|them|the|an?)\b)|suspicion"
    r"|apparent\w*|appears?|appearing"
    r"|alleg\w+|accus\w+|likely|risk\w*|propos\w+|would|reportedly|claim(?:s"
    r"|ed) to|said to|reasonable (?:ground|cause|belief)\w*"
    r"|not settled|unsettled|possibly|probably|perhaps|reported to|thought to|seems?|seemed|unclear|uncertain"
    r"|(?:may|might|could) (?:also |well |still )?have (?:\w+ly )?(?:been )?\w+(?:ed|en|wn|ught|ade|one|sent|spent|old|ost|eft|ept)\b"
    r"|expected|plans? to|intends? to)\b",
    re.IGNORECASE,
)
_OPEN_TOO = re.compile(
    r"\b(?:think\w*|thought|looks?|seem\w*|might|may|can|could|unclear|uncertain|probabl\w+|perhaps|chances?|doubt\w*|open"
    r"|ground\w*|if|would-be|possib\w*|potential\w*|fear\w*|in danger|cause|reason\w*|suggest\w*"
    r"|planned|proposal|draft|bill|should|aims?|wants?"
    r"|reported|charge[sd]?|said|according|puts? forward|put forward)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\s*(?:Where|When|Once|If|In case|For (?:an?|any|the) (?:first|second|later|repeated)|During|Until) (?P<clause>[^,]{3,160}),", re.IGNORECASE
)
_CUT = re.compile(
    r";|,? (?:and|but|while|whereas) (?=(?:it|they|he|she|the|an?|must|may|can|shall|has|have|is|are|was|were|will|does|do|need)\b)|,? because\b"
    r"|,? although\b|\bin order to\b|,? so that\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?P<one>[\w-]+) (?P<join>and|or) (?:(?:an?|the|up|to|of|at|most|in|by|its|their) )*(?P<two>[\w-]+)", re.IGNORECASE)
_PENALTY = re.compile(
    r"\b(?:fine|fined|prison|imprisonment|jail\w*|years?|months?|days|imprisoned|both|consent|approval|authori[sz]ation|warrant|order)\b", re.IGNORECASE
)
_ADDED_IN = re.compile(r"\b(?:including|even|such as|as well as) (?:[a-z]+ )?$", re.IGNORECASE)  # what is only named among the rest narrows nothing
_DROPPED, _UNSAID = 0.34, 0.3


def widened(claim: str, nearest: str, passage: str) -> bool:
    """Tell whether a claim says more than its passage in any of the ways below."""
    near = (only_added, even_added, every_added, narrowing_dropped, who_dropped, certainty_added, lead_dropped, joined_otherwise)
    return any(more(claim, nearest) for more in near) or part_unsaid(claim, passage)


def only_added(claim: str, nearest: str) -> bool:
    """Tell whether a claim confines to one what the passage does not confine."""
    return bool(_ONLY.search(claim)) and not _CONFINED.search(nearest)


def even_added(claim: str, nearest: str) -> bool:
    """Tell whether a claim says "even if" of what the passage makes hang on something."""
    return bool(_EVEN.search(claim) and _HANGS.search(nearest)) and not _EVEN_TOO.search(nearest)


def every_added(claim: str, nearest: str) -> bool:
    """Tell whether a claim speaks of all of what the passage narrows by a word before it ("all messages" for "encrypted messages")."""
    claim, nearest = normal(claim), normal(nearest)  # "every service provider" speaks of providers and not of services
    told = meanings_of(content(claim))
    for m in _EVERY.finditer(claim):
        (root, *_) = content(m["noun"]) or ("",)
        if not root or m["noun"].lower() in _NO_NOUN or m.group().lower() in nearest.lower() or _AFLOAT.search(claim, max(0, m.start() - 30), m.start()):
            continue
        before = [found["modifier"].lower() for found in _MODIFIED.finditer(nearest) if content(found["noun"])[:1] == (root,)]
        if not said(root, meanings_of(content(nearest))):
            return True
        if before and not any(word in EMPTY | _PLAIN | _ALL or _told(word, told) for word in before):
            return True
    return False


def narrowing_dropped(claim: str, nearest: str) -> bool:
    """Tell whether a claim leaves off the word that narrows what it speaks of ("companies" for "non-profit companies")."""
    told = meanings_of(content(claim))
    narrow = (m for m in _MODIFIED.finditer(nearest) if _NARROW.match(m["modifier"]) and not _ADDED_IN.search(nearest, max(0, m.start() - 30), m.start()))
    return any(not _told(m["modifier"], told) and _told(m["noun"], told) and not _spelt(m["modifier"], claim, told) for m in narrow)


def _spelt(modifier: str, claim: str, told: frozenset[str]) -> bool:
    """Tell whether a claim spells out a prefix that denies ("from outside the UK" for "non-UK")."""
    bare, prefixed = _PREFIX.subn("", modifier)
    return bool(prefixed and _APART.search(claim)) and _told(bare, told)


def _told(word: str, told: frozenset[str]) -> bool:
    return all(said(root, told) for root in content(word))


def who_dropped(claim: str, nearest: str) -> bool:
    """Tell whether a claim speaks of everyone of a kind where the passage speaks of those who do something ("a master who hides it pays")."""
    told = meanings_of(content(claim))
    for m in _WHO.finditer(nearest):
        clause = content(m["clause"])[:2]
        if _told(m["noun"], told) and clause and not any(said(root, told) for root in clause):
            return True
    return False


def certainty_added(claim: str, nearest: str) -> bool:
    """Tell whether a claim states as a fact what the passage has as a belief, a charge or a proposal."""
    return bool(_OPEN.search(nearest)) and not _OPEN.search(claim) and not _OPEN_TOO.search(claim)


def lead_dropped(claim: str, nearest: str) -> bool:
    """Tell whether a claim leaves off the case that the passage begins with ("Where a court orders it, ...")."""
    m = _LEAD.match(nearest)
    if m is None:
        return False
    words = content(m["clause"]) or tuple(re.findall(r"\w+", m["clause"].lower()))
    told = meanings_of(content(claim)) | set(re.findall(r"\w+", claim.lower()))
    return sum(said(root, told) for root in words) / len(words) < _DROPPED


def part_unsaid(claim: str, passage: str) -> bool:
    """Tell whether a whole part of a claim ("..., and the mayor pays") has hardly a word of the passage."""
    told = meanings_of(content(passage))
    parts = [content(part) for part in _CUT.split(claim)]
    return len(parts) > 1 and any(len(part) > 1 and sum(said(root, told) for root in part) / len(part) < _UNSAID for part in parts)


def joined_otherwise(claim: str, nearest: str) -> bool:
    """Tell whether a claim has "and" between two penalties or conditions that the passage joins by "or", or the other way round."""
    held = {(m["one"].lower(), m["two"].lower()): m["join"].lower() for m in _JOINED.finditer(nearest) if _PENALTY.search(m.group())}
    for m in _JOINED.finditer(claim):
        one, two = m["one"].lower(), m["two"].lower()
        join = held.get((one, two)) or held.get((two, one))
        if join is not None and join != m["join"].lower():
            return True
    return False
