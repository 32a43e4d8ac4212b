"""Set apart: where a claim sets one thing apart from the rest of what its passage says alike of all ("providers, as distinct from police")."""

from __future__ import annotations

import re

from qa.synonyms import content, meanings_of, said

_APART = re.compile(
    r"\b(?:as distinct from|as opposed to|in contrast (?:to|with)|unlike|leaving out|leaves? out|left out|excluding|excepting|rather than"
    r"|with the exception of|save for|barring|not (?:counting|including)|aside from|instead of|and not|but not|but no|though not|not (?:merely"
    r"|just)|to the exclusion of)\b(?P<what>[^,.;:]{0,90})"
    r"|\b(?:are|is|being|were|was) (?:excluded|excepted|left (?:out|aside)|no exception)\b|\b(?:excluded|excepted)\b|\bapart,",
    re.IGNORECASE,
)
# What a passage sets something apart with; where it has such a word of its own, the claim may be putting just that.
_HELD_APART = re.compile(
    r"\b(?:not?|nor|never|neither|without|only|solely|alone|except\w*|other than|apart from|exclud\w*|outside|separate\w*|distinct|differ\w*|unlike"
    r"|rather than|instead|lapsed|beyond|limited|exempt\w*|unless|but|cannot|opposed|bar(?:s|red)?|forbid\w*|prohibit\w*|bans?|banned|prevent\w*"
    r"|refus\w*|rul\w+ out|den(?:y|ies|ied)|lack\w*|stop\w*|exclusive\w*|sole|single|just|mere\w*|purely|confined)\b|n't\b",
    re.IGNORECASE,
)
_NOTHING_BUT = re.compile(r"\b(?:nothing|none|no ?one|nobody|anything|anyone|not|all) but\b", re.IGNORECASE)
_TURN = re.compile(r"\b(?:but|whereas|though|although|as distinct from|as opposed to|unlike|(?<!not )yet)\b", re.IGNORECASE)
_TURN_HELD = re.compile(r"\b(?:whereas|while|though|although|yet|even|still|if|subject)\b", re.IGNORECASE)
# "..., but equipment has to", "whereas Google's documentation does not": the other half says the contrary by its verb alone.
_OTHER_HALF = re.compile(
    r"\b(?:but|whereas|while|though|although) [^,.;]{2,90}? (?:do|does|did|is|are|was|were|has|have|may|must|can|will|keeps?|needs?)"
    r"(?: have)?(?: (?:not|so|it|them|one|none|to))?\s*(?:[,.;]|$)|\bbut (?:it |they )?(?:does|do|did) (?!not\b)[a-z]",
    re.IGNORECASE,
)
# What one half of a claim must have to say otherwise than the other, rather than more.
_OTHERWISE = re.compile(
    r"\b(?:not?|never|neither|nor|without|outside|beyond|left|leav\w+|excluded?|exempt\w*|los\w+|free|only|cannot|un[a-z]+|remain\w*|stay\w*|keeps?"
    r"|as distinct from|as opposed to|unlike|merely|otherwise|still|even)\b|n't\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:.](?=\s|$)|\b(?:but|while|whereas)\b", re.IGNORECASE)
_FIRST = 3  # words of what is set apart by which it is known again


def sets_apart(claim: str, nearest: str) -> bool:
    """Tell whether a claim takes out of a rule what the passage has in it, or tells of two halves what the passage tells of the whole."""
    return part_denied(claim, nearest) or halved(claim, nearest)


def part_denied(claim: str, nearest: str) -> bool:
    """Tell whether a claim says "but not B" of what the passage says of A and B."""
    plain = not _HELD_APART.search(nearest)
    clauses = [part for part in _CLAUSE.split(nearest) if not _HELD_APART.search(part)]
    for m in _APART.finditer(claim):
        what = content(m["what"] or "")[:_FIRST]
        if plain or (what and any(_all_said(what, part) for part in clauses)):
            return True
    return False


def halved(claim: str, nearest: str) -> bool:
    """Tell whether a claim turns with a "but" or a "whereas" in the middle of what the passage says in one."""
    if _OTHER_HALF.search(claim) and not _OTHER_HALF.search(nearest):
        return True
    return bool(_TURN.search(_NOTHING_BUT.sub(" ", claim)) and _OTHERWISE.search(claim)) and not (_HELD_APART.search(nearest) or _TURN_HELD.search(nearest))


def _all_said(roots: tuple[str, ...], text: str) -> bool:
    told = meanings_of(content(text))
    return all(said(root, told) for root in roots)
