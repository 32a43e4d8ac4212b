"""Agreement: how far a claim and a passage pull the same way, as plain numbers that a fitted model weighs.

``qa.modality`` and ``qa.limits`` decide where two sentences are near enough to
be held against each other word by word. Long clauses, as contracts have them,
never are; there these numbers tell whether what the claim allows, forbids or
confines is rather allowed, forbidden or confined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.modality import NEGATIVE, agree, operators

_CONFINED = re.compile(r"\b(?:only|solely|exclusively|nothing but|must all|all \w+(?: \w+)? (?:shall|must)|expressly|in every case|always)\b", re.IGNORECASE)
_WIDENED = re.compile(
    r"\b(?:including(?:,)? (?:but not limited to|without limitation)|without limitation|not limited to|whether or not|regardless|irrespective|in whatever form"
    r"|(?:any|all) (?:and all|or all|other)?|or otherwise|such as|and/or|whether \w+|need not)",
    re.IGNORECASE,
)
_LET_OUT = re.compile(
    r"\b(?:except\w*|unless|other than|provided (?:that|however)|save|only (?:to|for|in|if|as)|to those|notwithstanding|subject to|to the extent|without prejudice"
    r"|does not apply|do not apply|shall not apply|not include|not be deemed|right to|entitled)\b",
    re.IGNORECASE,
)
_SHUT = re.compile(
    r"\b(?:without (?:the )?(?:express |prior |written )*(?:consent|authori[sz]ation|permission|approval|retaining|keeping)|any (?:third )?(?:person|party|parties)|in any (?:way|manner)"
    r"|for any (?:purpose|reason)|under no circumstances|whatsoever|at all times|strictly|all copies|immediately)\b",
    re.IGNORECASE,
)
_READ = 4_000  # characters of a passage that are read


@dataclass(frozen=True, slots=True)
class Pull:
    """How far a claim and a passage pull the same way; shares and counts that are cut at 1.

    contradicted  the word-by-word comparison found a contradiction
    partial       it found a difference that is none
    confined      the claim confines ("only", "all ... shall") what the passage does not confine
    widened       the claim confines, and the passage has words that widen ("including but not limited to")
    allowed_shut  the claim allows, and the passage forbids more than it allows
    allowed_open  the claim allows, and the passage allows or lets out
    barred_shut   the claim forbids or denies, and the passage does too
    barred_open   the claim forbids or denies, and the passage lets out
    bound_shut    the claim obliges, and the passage obliges
    bound_open    the claim obliges, and the passage says that one need not, or may do otherwise
    """

    contradicted: float
    partial: float
    confined: float
    widened: float
    allowed_shut: float
    allowed_open: float
    barred_shut: float
    barred_open: float
    bound_shut: float
    bound_open: float


def pull(claim: str, nearest: str, passage: str) -> Pull:
    """Compare what a claim allows, forbids and confines with what a passage does."""
    passage = passage[:_READ]
    verdict = agree(claim, nearest)
    own, held = {op.kind for op in operators(claim)}, [op.kind for op in operators(passage)]
    negative = sum(kind in NEGATIVE for kind in held)
    permits, obliges, exempts = held.count("permit"), held.count("oblige"), held.count("exempt")
    lets_out, shuts = len(_LET_OUT.findall(passage)), len(_SHUT.findall(passage))
    barred = bool(own & NEGATIVE)
    allowed = "permit" in own and not barred
    bound = "oblige" in own and not barred
    confined = bool(_CONFINED.search(claim)) and not barred
    closed = min(1.0, (negative + shuts) / 3)
    opened = min(1.0, (permits + lets_out) / 3)
    return Pull(
        contradicted=float(verdict == "contradicted"),
        partial=float(verdict == "partial"),
        confined=float(confined and not _CONFINED.search(passage)),
        widened=float(confined) * min(1.0, len(_WIDENED.findall(passage)) / 3),
        allowed_shut=float(allowed) * closed,
        allowed_open=float(allowed) * opened,
        barred_shut=float(barred) * closed,
        barred_open=float(barred) * opened,
        bound_shut=float(bound) * min(1.0, obliges / 3),
        bound_open=float(bound) * min(1.0, (exempts + permits) / 3),
    )
