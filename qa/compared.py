"""Compared: what a claim ranks, sets apart or lists to the end where its passage does not.

Each way is told by words of the claim for which the passage has none of its
own: "ahead of", "as distinct from", "or not", "provided that", "either ... or".
"""

from __future__ import annotations

import re

_RANKED = re.compile(
    r"\b(?:ahead of|behind|rank(?:s|ed|ing)?|(?:smaller|larger|bigger|higher|lower|(?<!no )(?<!not )(?:fewer|greater|more"
    r"|less)) than(?! (?:\w+ )?(?:[$£€]?\d|half\b|once\b|one\b))"
    r"|(?:doubled|tripled|halved)\b|twice as|(?:half|a quarter|a third|a fifth|a tenth) of (?:all|what)\b)",
    re.IGNORECASE,
)
_RANKED_TOO = re.compile(
    r"\b(?:than|ahead|behind|below|above|rank\w*|doubl\w*|tripl\w*|halv\w*|twice|half|thirds?|quarters?|most|least|fewest|\w+est|exceed\w*"
    r"|outnumber\w*|over|under"
    r"|differ\w*|other|stricter|%|percent|per cent)(?!\w)",
    re.IGNORECASE,
)
_APART = re.compile(r"\b(?:as distinct from|as opposed to|in contrast (?:to|with)|unlike|to the exclusion of|not to speak of)\b", re.IGNORECASE)
_APART_TOO = re.compile(
    r"\b(?:distinct|opposed|contrast|unlike|exclu\w+|not|no|nor|neither|never|only|solely|rather|instead|other than|differ\w*|separate\w*|except\w*"
    r"|outside|unless|without)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\b(?:(?:are|is|be|was|were) (?:limited|confined|restricted) to|exhaustive\w*|nothing (?:else|more)|no others?)\b", re.IGNORECASE)
_CLOSES = re.compile(r"\b(?:limit|confin|restrict|exhaust)\w*\b", re.IGNORECASE)
_LEFT_OPEN = re.compile(r"\b(?:in particular|including|includes?|such as|among|for (?:example|instance)|especially)\b", re.IGNORECASE)
_REGARDLESS = re.compile(r"\bregardless\b", re.IGNORECASE)
_EVEN = re.compile(r"\beven (?:if|where|when|outside|under|without|for|what|who|those|in|to|as)\b", re.IGNORECASE)
_REGARDLESS_TOO = re.compile(
    r"\b(?:regardless|irrespective|whether|even|wherever|whatever|whoever|whichever|however|also|still|despite|although|though|any\w*|all|each|every"
    r"|both|alike|or"
    r"|without|not|nor|no)\b",
    re.IGNORECASE,
)
_EVER = re.compile(
    r"\b(?:regardless|irrespective|whether|even|wherever|whatever|whoever|whichever|however|despite|although|though|alike|depend\w*)\b", re.IGNORECASE
)
_PROVIDED = re.compile(r"\b(?:provided that|provided it|on condition that|only if|(?:as|so) long as(?! an? | \d))\b", re.IGNORECASE)
_PROVIDED_TOO = re.compile(
    r"\b(?:provided|conditions?|only|if|where|when|whenever|once|after|unless|as long as|so long as|must|requir\w+|needs?|limit\w*|subject to|while"
    r"|until|who|that|which"
    r"|with|without|[a-z]+ing)\b",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\beither\b[^.;]{1,200}?\bor\b", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|either|nor|unless|otherwise)\b|/", re.IGNORECASE)
_BOTH = re.compile(r"\bboth\b[^.;]{1,200}?\band\b", re.IGNORECASE)
_AND = re.compile(r"\b(?:and|both|as well as|along with|together|plus|also)\b|,", re.IGNORECASE)
_ONCE_MOST = re.compile(r"\b(?:no|not) more (?:often )?than (?:once|twice)\b|\bat most (?:once|twice)\b", re.IGNORECASE)
_ONCE_LEAST = re.compile(r"\b(?:no|not) less (?:often )?than (?:once|twice)\b|\bat least (?:once|twice)\b", re.IGNORECASE)
_WAYS = (
    (_RANKED, _RANKED_TOO),
    (_APART, _APART_TOO),
    (_REGARDLESS, _EVER),
    (_EVEN, _REGARDLESS_TOO),
    (_PROVIDED, _PROVIDED_TOO),
    (_EITHER, _OR),
    (_BOTH, _AND),
)


def set_apart(claim: str, nearest: str) -> bool:
    """Tell whether a claim ranks, sets apart, spreads or joins what the passage does not, or ends a list that the passage leaves open."""
    if any(way.search(claim) and not too.search(nearest) for way, too in _WAYS):
        return True
    return bool(_CLOSED.search(claim) and _LEFT_OPEN.search(nearest)) and not (_CLOSED.search(nearest) or _CLOSES.search(nearest))


def how_often_turned(claim: str, nearest: str) -> bool:
    """Tell whether a claim says "at most once" where the passage says "at least once", or the other way round."""
    return any(one.search(claim) and other.search(nearest) and not other.search(claim) for one, other in ((_ONCE_MOST, _ONCE_LEAST), (_ONCE_LEAST, _ONCE_MOST)))
