"""Voices: who says it in a report of a case, so that what the dissent called a search is not told as the court's holding."""

from __future__ import annotations

import re

from qa.synonyms import content, meanings_of, said

# Who speaks in a report of a case, and how it is said that they do.
_VOICES = {
    "court": r"courts?|judges?|justices?|majority|panel|tribunal|circuit|jury",
    "dissent": r"dissent(?:s|ed|ers?|ing(?: judges?| justices?| opinion)?)?|minority",
    "plaintiff": r"plaintiffs?|claimants?|petitioners?|applicants?|appellants?",
    "defendant": r"defendants?|respondents?|defen[cs]e",
    "government": r"government|prosecut(?:ors?|ion)",
}
_SAYS = (
    r"(?:argu\w+|contend\w*|found|finds?|held|holds?|ruled?|rules|wrote|writes|call(?:s|ed)|sa(?:id|ys|y)"
    r"|conclud\w+|reason\w+|claim\w*|maintain\w*|agre\w+|view\w*|thought|decid\w+|declar\w+)"
)
_VOICE = re.compile("|".join(rf"\b(?P<{name}>{pattern})\b" for name, pattern in _VOICES.items()), re.IGNORECASE)
_SPOKE = re.compile(rf"\b{_SAYS}\b", re.IGNORECASE)
_TURN = re.compile(r"[;:]|[.?!](?=\s)|,? \b(?:and|but|while|whereas|although)\b")
_IT = re.compile(r"\b(?:it|they|that|this|so|them)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no|never)\b|n't\b", re.IGNORECASE)
_TOLD, _AHEAD = 0.6, 0.25


def other_voice(claim: str, nearest: str) -> bool:
    """Tell whether a claim has one side say what the passage has another say ("the court held" for "the dissent called")."""
    speaker = _speaker(claim)
    spoken = [(_speaker(part), part) for part in _TURN.split(nearest) if content(part)]
    wanted = content(_SPOKE.sub(" ", _VOICE.sub(lambda m: " " if m.lastgroup == speaker else m.group(), claim)))
    if not speaker or not spoken or not wanted:
        return False
    shares = sorted(((sum(said(root, meanings_of(content(part))) for root in wanted) / len(wanted), name) for name, part in spoken), reverse=True)
    (best, name), *others = shares
    own = max((share for share, other in others if other in {speaker, ""}), default=0.0)
    if any(voice == speaker and _takes_up(part, claim) for voice, part in spoken):
        return False
    named = {m.lastgroup for m in _VOICE.finditer(claim)}
    return best >= _TOLD and name not in {speaker, "", *named} and best - own >= _AHEAD


def _takes_up(part: str, claim: str) -> bool:
    """Tell whether a speaker's own clause takes up with an "it" what was said before, and a claim says the same of it ("held that it was not")."""
    told = meanings_of(content(claim))
    own = content(_SPOKE.sub(" ", _VOICE.sub(" ", part)))
    return bool(_IT.search(part)) and bool(_NOT.search(part)) == bool(_NOT.search(claim)) and all(said(root, told) for root in own)


def _speaker(text: str) -> str:
    """Return who says what a clause tells; empty where nobody of a case does."""
    if not _SPOKE.search(text):
        return ""
    found = [m.lastgroup or "" for m in _VOICE.finditer(text)]
    return "dissent" if "dissent" in found else found[0] if found else ""
