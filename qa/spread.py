"""Spread: where a claim says that something does not matter ("knowingly or not", "however slight") of which its passage says no such thing."""

from __future__ import annotations

import re

from qa.synonyms import content, meanings_of, said

_NO_MATTER = re.compile(
    r"\b(?:whether or not|or not|regardless|irrespective|no matter (?:how|what|where|if|whether|who|which)|with or without|without regard to"
    r"|come what may|under (?:all|any) circumstances|in all circumstances|for (?:whatever|any) reason|(?:of|in|on|by|with|from) whatever"
    r"|however (?:[a-z]+ly|slight|small|little|vague|brief|remote|large|great|poorly|minor|serious|long|short|late|old|weak|many|few))\b"
    r"|(?:^|[,;:] )(?:whatever|wherever|however (?=[a-z]+ )|whenever(?= [^,]*, ))\b",
    re.IGNORECASE,
)
_EITHER_WAY = re.compile(r"\bwhether (?!to\b)(?P<one>[^,.;]{2,70}?) or (?P<two>[\w'’-]+(?: [\w'’-]+){0,2})", re.IGNORECASE)
_NO_MATTER_HELD = re.compile(
    r"\b(?:whether|regardless|irrespective|no matter|whatever|wherever|whenever|whichever|however|even|not depend|need not|in any case|any other"
    r"|without regard|or not|or other(?:wise)?|with or without)\b",
    re.IGNORECASE,
)
_EVEN = re.compile(r"\beven (?:if|where|when|while|though|after|before|once|without|together|people|those)\b", re.IGNORECASE)
_EVEN_HELD = re.compile(r"\b(?:even|not?|never|cannot|neither|still|nor|without|although|despite)\b", re.IGNORECASE)


def spreads(claim: str, nearest: str) -> bool:
    """Tell whether a claim says that a thing makes no difference where the passage does not say so.

    The claim is to have its "or not" still.
    """
    if _EVEN.search(claim) and not _EVEN_HELD.search(nearest):
        return True
    if _NO_MATTER_HELD.search(nearest):
        return False
    return bool(_NO_MATTER.search(claim)) or any(not _both_said(m, nearest) for m in _EITHER_WAY.finditer(claim))


def _both_said(m: re.Match[str], nearest: str) -> bool:
    """Tell whether the passage too speaks of both of what a claim says "whether A or B" of."""
    told = meanings_of(content(nearest))
    return any(said(root, told) for root in content(m["one"])) and any(said(root, told) for root in content(m["two"])[:1])
