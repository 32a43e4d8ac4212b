"""Modality: what must, may, must not or need not be done, and what is not so, in a claim and in the passage it rests on.

Each word such as "must" or "not" is read with the words around it. Those of
the claim are paired with those of the passage that stand among the same words;
a pair of which one forbids what the other allows is a contradiction, and so is
a "not" of the one for which the other has no counterpart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qa.bounds import without_bounds
from qa.figures import without_dates
from qa.synonyms import content, meanings_of, said

Agreement = Literal["full", "partial", "contradicted"]

# The longer wordings come first, so that "need not" is not read as "not".
_WORDINGS = {
    "exempt": r"needs? (?:not|no)|not (?:be )?(?:\w+ )?(?:required|obliged|obligated|bound|mandatory|compulsory)(?: to)?|no (?:\w+ ){0,2}(?:duty"
    r"|duties|obligations?|requirements?|need)"
    r"|(?:do|does|did)(?: not|n't)(?: itself| themselves| \w+ly)? (?:have|need|require|oblige|compel|order|force|make)(?: to)?"
    r"|nothing\b[^.;]{0,80}?\b(?:requires?|obliges?)"
    r"|(?:neither|nor) (?:requires?|obliges?|required|obliged|compelled)|without (?:any )?(?:duty|obligation)",
    "forbid": r"(?:must|shall|may|can|could|should|will) (?:\w+ly )?(?:not|never|neither)|requires? that (?:\w+ ){1,6}?(?:not|neither)|may only not"
    r"|mustn't|cannot|can't|shan't|won't"
    r"|not (?:be )?(?:allowed|permitted|authori[sz]ed|entitled)(?: to)?|(?:do|does|did)(?: not|n't) (?:allow|permit|let|authori[sz]e)"
    r"|(?:is|are|was|were|be|been) (?:prohibited|forbidden|barred|banned)(?: from)?|prohibits?|prohibited from|forbids?|bars(?= )|agrees? not"
    r"|undertakes? not|refrain(?:s|ed)? from",
    "oblige": r"must|shall|(?:required|obliged|obligated|bound|compelled|forced) to|(?:has|have|had|having) to|(?:is|are|was|were) (?:required"
    r"|obliged|mandatory|needed)"
    r"|requires?|obliges?|compels?|makes it (?:a duty|mandatory)|makes? (?=(?:the |an? |all |each )?(?:\w+ ){0,3}?(?:courts?|providers?|police"
    r"|platforms?|operators?|carriers?|compan(?:y|ies)|users?|laws?)\b)|mandatory|compulsory|duty|duties|obligations?|responsible for"
    r"|subject to a duty|(?:needs?|demands?) (?=an? |to |the |\w+ing\b)|(?:has|have|had) (?=(?:until|\d+ (?:\w+ )?(?:hours?|days?|weeks?"
    r"|months?|years?) to)\b)|needed to",
    "permit": r"not (?:be )?(?:barred|prohibited|forbidden|banned|prevented|precluded|restricted)(?: from)?|(?:do|does|did)(?: not|n't) (?:prohibit"
    r"|forbid|bar|prevent|preclude|restrict|stop)|nothing\b[^.;]{0,60}?\b(?:prohibits?|prevents?|bars)|may|might|can|could|(?:allowed|permitted"
    r"|free|entitled|authori[sz]ed|able) to|allows?|permits?|(?<!must )(?<!to )(?<!shall )(?<!should )lets?|is permitted|are permitted"
    r"|permitted|allowed"
    r"|optional|voluntar\w+|discretion|authori[sz]es?|(?:has|have) the (?:right|power) to",
    "advise": r"should|ought to|(?:is|are) (?:encouraged|recommended|advised|urged) to|recommends?|encourages?",
    "deny": r"not|never|neither|nothing|none|no(?!\.? ?\d)|without(?! (?:\w+ )?delay)|fail(?:s|ed|ing|ure)?(?: to)?|refus(?:e|es|ed|ing|al)\w*"
    r"|declin(?:e|es|ed|ing)|den(?:y|ies|ied|ial)|le(?:ft|aves?|aving) open|unaware"
    r"|lacks?|withh[eo]ld(?:s|ing)?|intact|leaves? alone|rather than|instead of|nor",
}
_WORDING = re.compile("|".join(rf"(?P<{kind}>\b(?:{pattern})\b)" for kind, pattern in _WORDINGS.items()) + r"|(?P<deny_short>n't\b)", re.IGNORECASE)
NEGATIVE = frozenset({"exempt", "forbid", "deny"})
# Whom a denial and a ban tell nothing different, and whom "may" and "need not" are two halves of one choice.
_AGREE = frozenset({frozenset({"exempt", "deny"}), frozenset({"forbid", "deny"})})
_NEAR = frozenset({frozenset({"permit", "exempt"}), frozenset({"advise", "oblige"}), frozenset({"advise", "permit"}), frozenset({"advise", "exempt"})})
_ORDER: dict[Agreement, int] = {"contradicted": 0, "partial": 1, "full": 2}
_LIMIT = re.compile(r"\b(?:unless|except|only|until)\b", re.IGNORECASE)
_AS_FAR = re.compile(r"\bas (?:far|much|soon|long|well|best) as (?:it|they|he|she|one|the \w+) (?:can|could|may)\b|\bas best (?:it|they) can\b", re.IGNORECASE)
_NEITHER = re.compile(r"\b(?:neither|not|no|never)\b|n't\b", re.IGNORECASE)
_ABLE = frozenset({"can", "could", "able to"})  # "can be verified" is "verifiable"; what one may do is another matter
_REACH = 5
_PAIRED, _SURE = 0.2, 0.5  # how much of what stands around two operators must be the same: to pair them, to hold one against the other
_SAME_KIND, _SAME_VERB = 0.05, 0.15  # what speaks for a pair besides the words around
_MOST = 40  # operators of one text that are read
_PART = 0.3
_HELD = 0.6  # how much of what the passage denies the claim must speak of to have turned it


@dataclass(frozen=True, slots=True)
class Operator:
    """A word such as "must" or "not", with the stems before it (the last one first) and after it."""

    kind: str
    word: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def around(self) -> tuple[str, ...]:
        """The nearest words on both sides."""
        return (*self.before[:_REACH], *self.after[:_REACH])


@lru_cache(maxsize=4_000)
def operators(text: str) -> tuple[Operator, ...]:
    """Return what a text says must, may, must not or need not be, or is not."""
    text = _AS_FAR.sub(" ", without_bounds(without_dates(text)))
    found = [m for m in _WORDING.finditer(text) if not (m.group().lower() == "nor" and _NEITHER.search(text, max(0, m.start() - 120), m.start()))][:_MOST]
    kinds = [(m.lastgroup or "").removesuffix("_short") for m in found]
    out = []
    for kind, m in zip(kinds, found, strict=True):
        before = content(_WORDING.sub(" ", text[max(0, m.start() - 160) : m.start()]))[::-1]
        after = content(_WORDING.sub(" ", text[m.end() : m.end() + 160]))
        out.append(Operator(kind, m.group().lower(), before, after))
    return tuple(out)


@lru_cache(maxsize=1_000)
def agree(claim: str, nearest: str) -> Agreement:
    """Compare the operators of a claim with those of the sentences of the passage that are nearest to it."""
    claimed, stated = operators(claim), operators(nearest)
    pairs = _paired(claimed, stated)
    verdicts = [_pair(claimed[c].kind, stated[p].kind, likeness) for c, (p, likeness) in pairs.items()]
    own = [claimed[c] for c in range(len(claimed)) if c not in pairs]
    left = [stated[p] for p in range(len(stated)) if p not in {p for p, _ in pairs.values()}]
    for op in list(own):
        twin = next((other for other in left if _compatible(op.kind, other.kind)), None)
        if twin is not None:
            own.remove(op)
            left.remove(twin)
    if own == left == [] and Counter(op.kind for op in claimed) == Counter(op.kind for op in stated):
        verdicts = [verdict for verdict in verdicts if verdict != "partial"]  # the same words, paired crosswise
    verdicts += [_added(op, stated, meanings_of(content(nearest)), nearest) for op in own]
    verdicts += [_dropped(op, claimed, meanings_of(content(claim))) for op in left]
    return min(verdicts, key=_ORDER.__getitem__, default="full")


def _pair(one: str, other: str, likeness: float) -> Agreement:
    """Judge two operators that stand among the same words."""
    if _compatible(one, other):
        return "full"
    if frozenset({one, other}) in _NEAR or likeness < _SURE:
        return "partial"
    return "contradicted"


def _added(op: Operator, stated: Sequence[Operator], told: frozenset[str], nearest: str) -> Agreement:
    """Judge an operator of the claim that the passage has no counterpart for."""
    if op.word == "without" and _LIMIT.search(nearest):
        return "full"  # "not without a warrant" is "not unless there is a warrant"
    if op.kind in NEGATIVE:
        return "contradicted" if _share(op.after[:3], told) >= _HELD else "partial"
    modal = {other.kind for other in stated} & {"oblige", "permit", "advise", "forbid"}
    return "partial" if modal and op.kind not in modal else "full"


def _dropped(op: Operator, claimed: Sequence[Operator], spoken: frozenset[str]) -> Agreement:
    """Judge an operator of the passage that the claim has no counterpart for."""
    if not _denied(op, spoken):
        return "full"
    if op.kind == "exempt" and any(other.kind == "permit" for other in claimed):
        return "full"  # "may" tells half of "may, but need not"
    if op.word.startswith("failure") and any(other.kind in NEGATIVE for other in claimed):
        return "full"  # "for not reporting, if the failure was willful" is "for willfully failing to report"
    if op.kind in NEGATIVE:
        return "contradicted"
    return "full" if op.word in _ABLE or any(other.kind == op.kind for other in claimed) else "partial"


def _paired(claimed: Sequence[Operator], stated: Sequence[Operator]) -> dict[int, tuple[int, float]]:
    """Pair operators that stand among the same words, the most alike first, each at most once."""
    scored = []
    for c, one in enumerate(claimed):
        for p, other in enumerate(stated):
            likeness = _alike(one, other)
            if likeness >= _PAIRED:
                scored.append(
                    (likeness + _SAME_KIND * _compatible(one.kind, other.kind) + _SAME_VERB * bool(set(one.after[:1]) & set(other.after[:3])), likeness, c, p)
                )
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for _, likeness, c, p in sorted(scored, key=lambda row: (-row[0], row[2], row[3])):
        if c not in pairs and p not in taken:
            pairs[c] = p, likeness
            taken.add(p)
    return pairs


def _compatible(one: str, other: str) -> bool:
    return one == other or frozenset({one, other}) in _AGREE


def _alike(one: Operator, other: Operator) -> float:
    """Return the mean share of the words around one operator that stand around the other."""
    return (_share(one.around, meanings_of(other.around)) + _share(other.around, meanings_of(one.around))) / 2


def _share(roots: Sequence[str], told: frozenset[str]) -> float:
    return sum(said(root, told) for root in roots) / len(roots) if roots else 0.0


def _denied(op: Operator, spoken: frozenset[str]) -> bool:
    """Tell whether a claim speaks of what the passage says with this operator."""
    near = op.after[:3] or op.before[:3]
    if not near or near[0] not in spoken:
        return False
    return _share(op.around, spoken) >= _HELD or (_share(op.after[:4], spoken) == 1.0 and _share(op.before[:_REACH], spoken) >= _PART)
