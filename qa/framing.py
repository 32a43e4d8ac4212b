"""Framing: words around a statement that say whether it holds at all, as "it is a myth that" or "the plaintiffs argued that" do."""

from __future__ import annotations

import re

# What a claim must not say of a statement unless the passage says so.
_DOUBT = re.compile(
    r"\b(?:false|falsely|untrue|myth|mistaken|incorrect(?:ly)?|supposed(?:ly)?|alleged(?:ly)?|purported(?:ly)?|disputed|debunked|repealed|abolished"
    r"|shocking(?:ly)?|outdated|so-called|unanimous(?:ly)?|secretly|absurd(?:ly)?)\b",
    re.IGNORECASE,
)
# Who only said, asked for or planned what the passage tells, and what a claim may call that.
_SAYING = re.compile(
    r"\b(?:argue[sd]?|contend(?:s|ed)?|allege[sd]?|doubt(?:s|ed)?|propos(?:al|als|ed|es)|bill|draft|would (?:require|oblige|have to|make)"
    r"|rejected the argument|according to (?:the |its |his |her )?(?:plaintiffs?|claimants?|applicants?|complaints?"
    r"|lawsuits?|indictment|prosecut\w+|defen[cs]e|defendants?|critics?"
    r"|opponents?|company))\b",
    re.IGNORECASE,
)
_CHARGED = re.compile(r"\b(?:accus\w+|alleg\w+|charg\w+|claim\w*|suspect\w*)\b", re.IGNORECASE)
_SAID = re.compile(
    r"\b(?:argu\w+|contend\w*|alleg\w+|claim\w*|sa(?:id|ys|y|ying)|maintain\w*|assert\w*|suggest\w*|doubt\w*|question\w*|propos\w+|bill|draft\w*|plan\w*"
    r"|would|could|reject\w*|dismiss\w*|seek\w*|sought|ask\w*|want\w*|according)\b",
    re.IGNORECASE,
)


def framed(claim: str, nearest: str) -> bool:
    """Tell whether a claim doubts what the passage states, or states what the passage has somebody say, ask for or plan."""
    told = nearest.lower()
    if any(m.group().lower() not in told and not (m.group().lower().startswith("alleg") and _CHARGED.search(nearest)) for m in _DOUBT.finditer(claim)):
        return True
    return bool(_SAYING.search(nearest)) and not _SAID.search(claim)
