"""Focus: what an "only" confines, so that "only judges may order it for murder" is not told as "judges may order it only for murder"."""

from __future__ import annotations

import re

from qa.synonyms import content, meanings_of, said

_ONLY = re.compile(r"\b(?:only|solely|exclusively|alone)\b", re.IGNORECASE)
_MODAL = r"(?:may|can|could|must|shall|should|will|is|are|was|were|has|have|had|needs?)"
_WHO = re.compile(
    rf"(?:^|[,;:.]\s*|\bthat )(?:only|solely) (?P<who>(?:[\w'’-]+ ){{1,5}}?)(?={_MODAL}\b)|(?P<alone>(?:[\w'’-]+ ){{1,3}})alone (?={_MODAL}\b)", re.IGNORECASE
)
_BY_WHOM = re.compile(
    r"\b(?:only|solely|exclusively) by (?P<who>[^,.;]{2,40}?)(?= (?:to|for|in|on|with|under|if|when|where|unless|after|at)\b|[,.;]|$)", re.IGNORECASE
)
_WHAT = re.compile(r"\b(?:only|solely|exclusively)\b(?P<what>[^,.;]{2,120})", re.IGNORECASE)
_LAST = re.compile(r"(?P<what>[^,.;]{2,60}?)\b(?:only|alone|exclusively)\s*(?:[,.;]|$)", re.IGNORECASE)
_NEXT = re.compile(r"^\s*(?:(?:to|for|in|on|with|by|if|when|where|after|under|at|from|of|the|an?|its|their)\s+)*", re.IGNORECASE)
_FEW = 2


def confines_other(claim: str, nearest: str) -> bool:
    """Tell whether a claim's only "only" confines another thing than the passage's does, of two that both texts speak of."""
    if len(_ONLY.findall(claim)) != 1 or len(_ONLY.findall(nearest)) != 1:
        return False
    (mine, who_here), (theirs, who_there) = _confined(claim), _confined(nearest)
    if not mine or not theirs or not (who_here or who_there):
        return False
    if any(said(root, meanings_of(theirs)) for root in mine):
        return False
    return _all_said(mine[:_FEW], nearest) and _all_said(theirs[:_FEW], claim)


def _all_said(roots: tuple[str, ...], text: str) -> bool:
    told = meanings_of(content(text))
    return all(said(root, told) for root in roots)


def _confined(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the words for what an "only" confines, and whether these are the ones who act."""
    for pattern in (_WHO, _BY_WHOM):
        m = pattern.search(text)
        if m is not None:
            return content(next(group for group in m.groups() if group)), True
    last = _LAST.search(text)
    if last is not None:
        return content(last["what"])[-_FEW:], False
    m = _WHAT.search(text)
    return (content(m["what"][_NEXT.match(m["what"]).end() :]), False) if m else ((), False)  # type: ignore[union-attr]  # it matches the empty string too
