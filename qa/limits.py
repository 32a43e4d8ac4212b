"""Limits: exceptions and conditions on which a claim and its passage must agree."""

from __future__ import annotations

import re

from qa.synonyms import content, meanings_of, said

# What takes something out of a rule, and what a rule hangs on.
_HARD = re.compile(
    r"\b(?:unless|except\w*|other than|save (?:as|for|that|where)|only(?! (?:from|since|as of) (?:\d|[A-Z]))|solely|exclusively|provided that|subject to)\b",
    re.IGNORECASE,
)
# What else may say the same as one of those, where the passage does not use it itself.
_HARD_TOO = re.compile(
    r"\b(?:exclud\w+|apart from|aside(?: from)?|alone|merely|just|limited|restricted|beyond|nothing but|rather than|without|until|no more|but not|as long as|so long as"
    r"|if (?:\S+ ){0,6}not|by (?:it|them)sel(?:f|ves)|in itself|on its own|outside|absent|apart|purely|simply|(?:who|that|which|it) (?:is|are) not|conditions?|sole|nobody else|(?:requires?|needs?|takes) (?:an?|the)|(?:(?:must|ha(?:s|ve) to) have|needs?)(?= [^.;]{2,100} before\b))\b",
    re.IGNORECASE,
)
_EVEN_LIMIT = re.compile(r"\b(?:even|inside or|within or) (?:outside|beyond|without|if|where|when|for)\b", re.IGNORECASE)  # it lifts a limit
_FOR_TO = re.compile(
    r"\s*(?:in order )?for (?P<who>[^,;]{2,80}?) to (?P<what>[^,;]{3,160}), (?P<need>.*\b(?:must|ha(?:s|ve) to)\b.*)", re.IGNORECASE | re.DOTALL
)
_MUST = re.compile(r"\b(?:must|ha(?:s|ve) to) ", re.IGNORECASE)
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_NOT_WHERE = re.compile(r"\b(?:where|when) (?:\S+ ){0,6}not\b|\b(?:if|where|when) (?:\S+ ){0,6}no\b", re.IGNORECASE)
_SOFT = re.compile(r"\b(?:if|when|whenever|where|once|provided|in case|after|who|whose|that|which|as long as|any\w*|[a-z]+ing|without)\b", re.IGNORECASE)
# "Is subject to articles 14 and 15" says no more than that they govern it.
_SUBJECT_TO = re.compile(r"\bsubject to\b", re.IGNORECASE)
_UNLESS = re.compile(r"\b(?:unless)\b", re.IGNORECASE)
_IF = re.compile(r"\bif\b(?! (?:so|any|necessary|possible|not|earlier|later|sooner|applicable|needed|required|appropriate)\b)", re.IGNORECASE)
_CANNOT = re.compile(r"\bcannot\b", re.IGNORECASE)
_IF_LIKE = re.compile(r"\b(?:even if|if|where|when|provided)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;.]")
_TURNED_IF = re.compile(
    r"\b(?:unless|except\w*|if (?:\S+ ){0,6}(?:not|no|never|neither)\b|if (?:\S+ ){0,6}\w+n't|until|other than|outside|apart from|absent|or,? (?:if|at)|only|without|has not|have not|but not|not where|not if)",
    re.IGNORECASE,
)
_ONLY_IF = re.compile(r"\bonly (?:if|where|when|with|after|once|on|under)\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"\b(?:not|no|never|nobody|none|nothing|neither|nor|cannot|forbid\w*|prohibit\w*|except\w*)\b|n't\b", re.IGNORECASE)
_NEEDED = re.compile(r"\b(?:must|ha(?:s|ve) to|requires?|required|needs?)\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except\w*|other than|excluding|apart from|save for)\b", re.IGNORECASE)
_INCLUDING = re.compile(r"\b(?:including|included|as well as|and also|also (?=through|by|in|for|where|when))\b", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\b(?:except\w*|exclud\w+|other than|apart from|aside from|save (?:as|for|that|where)|only|solely|but not|without)\b", re.IGNORECASE)
_FOLLOWED_BY_LIMIT = re.compile(r"\s*(?:However|But|Nevertheless|Exceptions?\b|(?:This|The|That) (?:duty|rule|ban|power|permission|obligation) does not)\b")


def only_if(claim: str, passage: str) -> str:
    """Return a claim with "for A to do B, C must D" put as "A may do B only if C D", where its passage says "only" and the claim does not."""
    m = _FOR_TO.match(claim)
    if m is None or _ONLY.search(claim) or not _ONLY.search(passage):
        return claim
    return f"{m['who']} may {m['what']} only if {_MUST.sub('', m['need'])}"


def turned(claim: str, nearest: str) -> bool:
    """Tell whether a claim puts "if" where the passage says "unless", or "including" where it says "except"."""
    if _UNLESS.search(nearest) and not _UNLESS.search(claim) and _IF_LIKE.search(claim) and not _IF_LIKE.search(nearest) and not _TURNED_IF.search(claim):
        return True
    if _UNLESS.search(claim) and not _TURNED_IF.search(nearest):
        return not (_NEGATIVE.search(claim) and _NEEDED.search(nearest))  # "none can be had unless it is paid for" is "it must be paid for"
    if _UNLESS.search(claim) and _ONLY_IF.search(nearest) and not _NEGATIVE.search(claim) and not _NEGATIVE.search(nearest):
        return True
    for one, other in ((nearest, claim), (claim, nearest)):
        if _EXCEPT.search(one) and _INCLUDING.search(other) and not _INCLUDING.search(one) and not _LEFT_OUT.search(other):
            return True
    return False


def bare(claim: str, nearest: str, following: str) -> bool:
    """Tell whether a claim leaves off an exception or a condition that the passage puts beside it."""
    if _FOLLOWED_BY_LIMIT.match(following):
        return True
    hard = len(_HARD.findall(nearest))
    claim = _EVEN_LIMIT.sub(" ", claim)
    told = len(_HARD.findall(claim))
    if hard:
        told += bool(_NOT_WHERE.search(claim)) and not _NOT_WHERE.search(nearest)
        held = {m.group().lower() for m in _HARD_TOO.finditer(nearest)}
        told += sum(m.group().lower() not in held for m in _HARD_TOO.finditer(claim))
        told += sum(_told_of(nearest[m.end() :], claim) for m in _SUBJECT_TO.finditer(nearest) if not _SUBJECT_TO.search(claim))
    return told < hard or any(_dropped(nearest[m.end() :], claim) for m in _IF.finditer(nearest))


def _told_of(clause: str, claim: str) -> bool:
    """Tell whether a claim says all of what the first words of a clause say."""
    told = meanings_of(content(claim))
    return all(said(root, told) for root in content(_CLAUSE_END.split(clause)[0])[:6])


def _dropped(clause: str, claim: str) -> bool:
    """Tell whether a claim has neither a word for "if" nor what the clause after it says."""
    said_there = content(_CANNOT.sub(" ", _CLAUSE_END.split(clause)[0]))[:6]
    told = meanings_of(content(claim))
    if not said_there:
        return not _IF_LIKE.search(claim)  # "if it cannot" has no word to be told by
    share = sum(said(root, told) for root in said_there) / max(1, len(said_there))
    return share < 0.34 or (share < 0.8 and not _SOFT.search(claim))
