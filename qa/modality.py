"""Modality: what must, may, must not or need not be done, and what is not so, in a claim and in the passage it rests on.

Each word such as "must" or "not" is read with the words around it. Those of
the claim are paired with those of the passage that stand among the same words;
a pair of which one forbids what the other allows is a contradiction, and so is
a "not" of the one for which the other has no counterpart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from qa.bounds import without_bounds
from qa.figures import without_dates
from qa.opposites import undenied
from qa.synonyms import content, meanings_of, said
from qa.terms import stem

Agreement = Literal["full", "partial", "contradicted"]

# The longer wordings come first, so that "need not" is not read as "not".
_WORDINGS = {
    "exempt": r"needs? (?:not|no)|not (?:be )?(?:\w+ )?(?:required|obliged|obligated|bound|mandatory|compulsory|needed|necessary)(?: to)?|no (?:\w+ ){0,3}(?:duty"
    r"|duties|obligations?|requirements?|need)"
    r"|not an? (?:\w+ ){0,2}(?:duty|obligation|requirement)"
    r"|no (?=(?:[\w'’-]+ ){1,4}?(?:is|are|was|were) (?:needed|required|necessary)\b)|(?:do|does|did)(?: not|n't) insist on"
    r"|(?:do|does|did)(?: not|n't)(?: itself| themselves| \w+ly)? (?:have|need|require|oblige|compel|order|force|make)(?: to)?"
    r"|(?:nothing|neither)\b[^.;]{0,80}?\b(?:requires?|obliges?|compels?)"
    r"|(?:neither|nor) (?:requires?|obliges?|required|obliged|compelled)|without (?:any )?(?:duty|obligation)",
    "forbid": r"(?:must|shall|may|can|could|should|will) (?:\w+ly )?(?:not|never|neither)(?! (?:stop|prevent|prohibit|forbid|bar|preclude|hinder|keep (?=[^,.;]{2,80} from))\b)"
    r"|requires? that (?:\w+ ){1,6}?(?:not|neither)|may only not"
    r"|mustn't|cannot|can't|shan't|won't"
    r"|not (?:be )?(?:allowed|permitted|authori[sz]ed|entitled|free|empowered)(?: to)?|no (?:right|power|authority|permission) to|(?:do|does|did)(?: not|n't)(?: (?:by |of |in )?itself| themselves)? (?:allow|permit|let|authori[sz]e)"
    r"|(?:is|are|was|were|be|been) (?:prohibited|forbidden|barred|banned)(?: from)?|prohibit(?:s|ed|ing)?(?: from)?|forbid(?:s|den|ding)?|forbade|bars(?= )|(?:bans|outlaws)(?= (?!on\b|of\b|and\b|or\b|are\b|were\b))|banned|outlawed|agrees? not"
    r"|undertakes? not|refrain(?:s|ed)? from",
    "oblige": r"must(?! (?:remain|stay|be) (?:free|allowed|permitted) to\b)|not (?:optional|discretionary|voluntary(?= *[,.;]))|shall|(?:required|obliged|obligated|bound|compelled|forced|ordered|directed|instructed) to|(?:has|have|had|having) to|(?:is|are|was|were) (?:required"
    r"|obliged|mandatory|needed)"
    r"|requir(?:es?|ing)|oblig(?:es?|ing)|compel(?:s|led|ling)?|makes it (?:a duty|mandatory)|(?<!must )(?<!shall )mak(?:es?|ing) (?!\w+ing (?:an?|the|it|them|its|their)\b|it\b|use\b|up\b|sure\b|(?:an?|the) \w+ing\b)"
    r"(?=(?:the |an? |all |each )?(?:\w+ ){0,3}?(?:courts?|providers?|police"
    r"|platforms?|operators?|carriers?|compan(?:y|ies)|users?|laws?|controllers?|processors?|hosts?|authorit(?:y|ies)|states?|services?|registrars?|ofcom|ncmec)\b)|mandatory|compulsory|duty|duties|obligations?|responsible for"
    r"|subject to a duty|(?:direct|order|instruct)(?:s|ed|ing)?(?:, (?:by|in|with|under|through) [^,.;]{2,60},)? (?=that (?!(?:would|is|was|are|were|has|had|must|may|might|can|could|goes|go|requires?|concerns?)\b)|(?:an?|the|any|each|all)\b[^.;]{3,90}? to [a-z])"
    r"|forc(?:es?|ed|ing) (?=(?:an?|the|any|each|all|it|them|providers?|carriers?)\b)|(?:needs?|demands?) (?=an? |to |the |\w+ing\b)|(?:has|have|had) (?=(?:until|(?:\d+|one|an?) (?:\w+ )?(?:hours?|days?|weeks?"
    r"|months?|years?) to)\b)|(?:is|are|was|were|be) needed to|be (?:required|obliged|forced|compelled)(?= by\b)|(?:be|is|are|was|were|being) made to",
    "permit": r"(?:must|shall|may|can|could|should|will) (?:not|never) (?:stop|prevent|prohibit|forbid|bar|preclude|hinder|keep)"
    r"|must (?:remain|stay|be) (?:free|allowed|permitted) to|(?:is|are|was|were) open to(?= [^.;]{2,160}\bto\b)|lea(?:ves?|ving) it (?:open )?to"
    r"|not (?:be )?(?:barred|prohibited|forbidden|banned|prevented|precluded|restricted)(?: from)?|(?:do|does|did)(?: not|n't) (?:prohibit"
    r"|forbid|bar|prevent|preclude|restrict|stop|ban|outlaw|rule out|stand in the way)|(?:has|have|had)(?: not|n't) (?:prohibited|forbidden|barred|prevented|precluded|stopped|ruled out)|(?:nothing|neither)\b[^.;]{0,80}?\b(?:prohibits?|forbids?|prevents?|precludes?|stops|bars|hinders|keeps (?=[^,.;]{2,160} from))"
    r"|may|might|can|could|(?:allowed|permitted"
    r"|free|entitled|authori[sz]ed|able) to|ability to|at liberty to|lea(?:ves?|ving) (?:it )?open (?=whether\b|how\b|what\b|which\b|when\b)|(?:has|have|had) (?:an?|the) (?:free )?choice|empower(?:s|ed)?(?: to)?|power to|allow(?:s|ing)?|permit(?:s|ting)?"
    r"|(?<!must )(?<!to )(?<!shall )(?<!should )lets?|is permitted|are permitted"
    r"|permitted|allowed"
    r"|optional|voluntar\w+|discretion|authori[sz]es?|(?:has|have) the (?:right|power) to|(?:the|a) right to",
    "advise": r"should|invites (?=[^.;]{2,120} to [a-z])|ought to|be encouraged|(?:is|are) (?:encouraged|recommended|advised|urged) to|recommend(?:s|ed|ing)? (?:that|to|\w+ing)|encourages?",
    "deny": r"not(?! (?:just|only|merely|simply|least)\b)|never|nobody|no one|neither|nothing|none|no(?!\.? ?\d)|without(?! (?:\w+ )?delay)|fail(?:s|ed|ing|ure)?(?: to)?(?! (?:that|this|which)\b)|refus(?:e|es|ed|ing|al)\w*"
    r"|declin(?:e|es|ed|ing)|den(?:y|ies|ied|ial)|le(?:ft|aves?|aving) open(?! to\b)|unaware|unable|incapable"
    r"|lack(?:s|ed|ing)?|withh[eo]ld(?:s|ing)?|intact|leaves? alone|rather than|instead of|nor",
}
_WORDING = re.compile("|".join(rf"(?P<{kind}>\b(?:{pattern})\b)" for kind, pattern in _WORDINGS.items()) + r"|(?P<deny_short>n't\b)", re.IGNORECASE)
NEGATIVE = frozenset({"exempt", "forbid", "deny"})
# Whom a denial and a ban tell nothing different, and whom "may" and "need not" are two halves of one choice.
_AGREE = frozenset({frozenset({"exempt", "deny"}), frozenset({"forbid", "deny"})})
_NEAR = frozenset({frozenset({"permit", "exempt"}), frozenset({"advise", "oblige"}), frozenset({"advise", "permit"}), frozenset({"advise", "exempt"})})
_ORDER: dict[Agreement, int] = {"contradicted": 0, "partial": 1, "full": 2}
_LIMIT = re.compile(r"\b(?:unless|except|only|until)\b", re.IGNORECASE)
# Words that may say what an operator says: they excuse one that has no counterpart, and ask for none themselves.
_PERMITS = re.compile(
    r"\b(?:powers?|authority|authori[sz]\w+|options?|choices?|choos\w+|discretion\w*|empower\w*|enabl\w+|entitle\w*|liberty|rights?|ability|capab\w+|capacity"
    r"|(?:opens?|opened) the way|enough|suffic\w+|confin\w+|(?:limit|restrict)\w* \w+ to"
    r"|open (?:to|for)|ma(?:kes?|de) room|accommodat\w+|allow\w*|permi\w+|lawful\w*|legal\w*|licen\w+|free\w*|wish\w*|possib\w+|potential\w*|\w{3,}[ai]ble)\b",
    re.IGNORECASE,
)
_OBLIGES = re.compile(
    r"\b(?:oblig\w+|requir\w+|dut(?:y|ies)|need\w*|necess\w+|mandat\w+|compel\w*|compuls\w+|forc\w+|order\w*|demand\w*|(?:calls?|ask(?:s|ed)?) for|impos\w+|bound|binding"
    r"|responsib\w+|tasks?|charged with|incumbent|due|ow(?:es?|ed)|(?:has|have|had) (?:(?:the|an?|US|UK|EU|each|every|any|all) )?(?:\w+ )?(?:providers?|carriers?|platforms?|controllers?|processors?|operators?"
    r"|courts?|hosts?|companies|authorities|states|agencies|services) [a-z]+|(?:be|is|are|was|were) made|insist\w*|(?:is|are|was|were) to|direct(?:s|ed|ing)?|instruct\w*|made to|condition\w*|prerequisite|depend\w*)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:exclu(?:d|si)\w+|outside|exempt\w*|immun\w+|bans?|banned|prohibit\w*|bar(?:s|red)?|rul(?:es|ed|ing) out|preclud\w+|prevent\w*|avoid\w*"
    r"|unlawful\w*|illegal\w*|outlaw\w*|unable|inability|lack\w*|absen\w+|missing|stop(?:s|ped)?|nobody|hardly|devoid|un(?!der|it|ion|less|til|ique|ivers)\w{4,}"
    r"|disclaim\w*|postpon\w+|deferr?\w*|put off|le(?:ft|aves?|aving) [^.;]{1,80}? (?:for|to|until) (?:an? )?later"
    r"|reject\w*|spare[sd]?|los(?:t|es?|ing)|waive[sd]?|dispens\w+|ignor\w+|omit\w*|free (?:of|from)|instead|rather|mere(?:ly)?|except\w*|other than|differ(?:s|ed|ent|ing)? from)\b",
    re.IGNORECASE,
)
# "Keeps it out of the report" is "it must not be in the report", and no word of what one need not do.
_LEAVES_OUT = re.compile(
    rf"{_DENIES.pattern}|\b(?:(?:le(?:ft|aves?|aving)|ke(?:pt|eps?|eping)) (?:[\w'’-]+ ){{0,4}}?(?:out|away|from)|fall(?:s|ing)? away"
    r"|turn(?:s|ed|ing)? (?:[\w'’-]+ ){0,2}?down|omission)\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(rf"{_LEAVES_OUT.pattern}|\b(?:crim\w+|offen[cs]es?|law against)\b", re.IGNORECASE)
_EXCUSES = {"permit": _PERMITS, "oblige": _OBLIGES, "deny": _LEAVES_OUT, "forbid": _FORBIDS, "exempt": _DENIES}
_PREFIXED = re.compile(r"\b(?:not (?:yet )?|without (?:an? |any )?|no )(?P<word>[a-z]{4,})", re.IGNORECASE)
_ENDING = re.compile(r"(?<=[a-z]{4})(?:ions?|ed|e|ing|ment|ity|ness)$", re.IGNORECASE)
_NOT_ALLOWED = r"(?:cannot|(?:may|can|must|shall|could)(?: not|n't)|(?:is|are) not (?:allowed|permitted) to|(?:do|does|did)(?: not|n't) (?:allow|permit|let))"
_UNLESS = re.compile(r"\b(?:unless|until|without|except|outside|apart from|other than|absent)\b", re.IGNORECASE)
_NOT_UNLESS = re.compile(rf"\b{_NOT_ALLOWED}\b", re.IGNORECASE)
_NONE_UNLESS = re.compile(r"\b(?:(?:do|does|did)(?: not|n't)|(?<!if )(?<!where )(?<!when )(?<!that )no(?= [a-z]+\b(?! than\b)))\b", re.IGNORECASE)
_NEEDLESS = (
    re.compile(r"\bno (?:[\w'’-]+ ){0,3}?(?P<what>[a-z]+) (?:is|are|was|were) (?:needed|required|necessary)\b", re.IGNORECASE),
    re.compile(r"\b(?P<what>[a-z]+) (?:is|are|was|were|need)(?: not|n't) (?:be )?(?:needed|required|necessary|asked for|obtained|given)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:needs?(?: not| no)|(?:does|do) not (?:need|have) to) (?:have|get|obtain|seek|ask for) (?:(?:an?|the|any) )?(?P<what>[a-z]+)", re.IGNORECASE
    ),
    re.compile(r"\b(?:do|does|did)(?: not|n't) (?:insist on|require|need|depend on|call for) (?:(?:an?|the|any) )?(?P<what>[a-z]+)", re.IGNORECASE),
)
_IS_NOT_UNLESS = re.compile(r"\b(?P<is>is|are|was|were)(?: not|n't)(?=[^.;]{2,160}\bunless\b)", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|no|never|neither|nor)\b|n't\b", re.IGNORECASE)
_ENTITLED = re.compile(
    r"\b(?:(?:is|are|was|were) entitled to|(?:has|have|had) (?:an?|the) right (?:to|of))\b(?! (?:refuse|decline|withhold|keep))", re.IGNORECASE
)
_GIVES = re.compile(
    r"\b(?:must|shall|ha(?:s|ve) to|(?:required|obliged|bound) to|(?:requires?|obliges?) [^.;]{2,80}? to)"
    r" (?:give|provide|supply|furnish|hand|show|let|allow|pay|grant|offer|tell|inform|notify|disclose|send|make|pass|return)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_WITHOUT = re.compile(r"\bwithout\b", re.IGNORECASE)
_NEEDS = re.compile(r"\b(?:needs?|requires?|required|must|only|subject to)\b", re.IGNORECASE)
# What the one text denies and the other says without a "not": put otherwise in the one where the other has its counterpart.
_COUNTERPARTS = (
    (
        re.compile(r"\b(?:no longer|not any ?more)\b", re.IGNORECASE),
        re.compile(r"\b(?:los[te]|loses|laps\w+|end(?:s|ed)?|expir\w+|ceas\w+|stop(?:s|ped)?|gives? up|gave up|repealed)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\b(?:not|n't) yet\b|\bnot(?= \w+ yet\b)", re.IGNORECASE),
        re.compile(r"\b(?:before|prior to|until|beforehand)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"(?<!not )\b(?:is|are|was|were) needed\b", re.IGNORECASE),
        re.compile(r"\b(?:necessary|(?<!is )(?<!are )(?<!was )(?<!were )needed|(?<= as )required)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"(?<=\beven )(?:if|where|when|though)\b[^,.;]{0,60}?\b(?:not|n't)\b", re.IGNORECASE),
        re.compile(r"\b(?:whether|regardless|irrespective|no matter)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\b(?:can|may|must|shall|could)(?: ?not|n't)(?= exceed\b)", re.IGNORECASE),
        re.compile(r"\b(?:no|not) more than\b|\bat most\b|\bup to\b", re.IGNORECASE),
    ),
    (
        re.compile(
            r"\b(?:can|may|must|shall|could)(?: ?not|n't)(?= (?:exceed\b|(?:[a-z]+ ){1,5}(?:longer|further|wider|more|later|beyond)\b))",
            re.IGNORECASE,
        ),
        re.compile(r"\b(?:no|not|never) (?:for )?(?:more|longer|further|wider|later) than\b", re.IGNORECASE),
    ),
    (
        re.compile(r"(?<=\bbeyond )[^.;]{2,80}?\b(?:can|may|must|shall|could)(?: ?not|n't)\b", re.IGNORECASE),
        re.compile(r"\b(?:no|not|never) (?:for )?(?:more|longer|further|wider|later) than\b", re.IGNORECASE),
    ),
    (
        re.compile(
            r"\b(?:not|never) (?:to )?(?:reveal|disclose|divulge|publish|make public)\b|\b(?:not|never) be (?:revealed|disclosed|divulged|published|made public)\b",
            re.IGNORECASE,
        ),
        re.compile(r"\b(?:confidential\w*|secre\w+)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\bwithout (?:any )?(?:interruptions?|breaks?|gaps?|stopping|pause)\b|\bnot (?:be )?(?:interrupted|stop)\b", re.IGNORECASE),
        re.compile(r"\b(?:continu\w+|uninterrupted\w*|constant\w*|permanent\w*)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\bwithout (?:it|them|this|that)\b", re.IGNORECASE),
        re.compile(r"\botherwise\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\bmak(?:es?|ing) no difference\b|\b(?:do|does|did)(?: not|n't) (?:matter|depend)\b", re.IGNORECASE),
        re.compile(r"\b(?:regardless|irrespective|whatever|wherever|whoever|whichever|whether|any(?:where|one)?|all)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"(?<=and )neither (?=(?:is|are|do|does|may|can|has|have|was|were|must|will)\b)", re.IGNORECASE),
        re.compile(r"(?:\bnot\b|n't\b)[^.;]{1,200}?\bor\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\b(?:and|but|or) (?:(?:do|does|did|is|are|was|were|has|have|may|can|must|shall|will) )?(?:not|n't)\b", re.IGNORECASE),
        re.compile(r"\b(?:neither|nor)\b", re.IGNORECASE),
    ),
    (
        re.compile(
            r"\btak(?:es?|ing) nothing away from\b|\b(?:do|does|did|is|are|was|were)(?: not|n't)(?: be)? (?:affect(?:ed)?|impair(?:ed)?|touch(?:ed)?|prejudiced?)\b",
            re.IGNORECASE,
        ),
        re.compile(r"\bwithout prejudice\b|\b(?:untouched|unaffected|intact|standing)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\bwithout prejudice\b", re.IGNORECASE),
        re.compile(r"\bnothing away\b|(?:\bnot|n't)(?: be)? (?:affect|impair|touch|prejudic)\w*|\b(?:untouched|unaffected|intact)\b", re.IGNORECASE),
    ),
)
_AS_FAR = re.compile(
    r"\bas (?:far|much|soon|long|well|best) as (?:it|they|he|she|one|the \w+) (?:can|could|may)\b|\bas best (?:it|they) can\b"
    r"|\b(?:if|where|whenever) (?:it|they|he|she|one|the \w+) (?:can|could|may)\b(?=[,.;]|$)|\bhow (?:\w+ ){1,4}?(?:can|could|may)\b",
    re.IGNORECASE,
)
# "No court may issue it" is "a court may not issue it", and "nobody may" is "one may not".
_NO_SUBJECT = re.compile(
    r"\b(?:(?:no|neither) (?P<who>(?:[\w'’§()-]+(?:, (?:such as|including|like|for example) [^,.;]{2,60},)? ){1,14}?)|(?:nobody|no one|nothing) )(?P<modal>can|may|shall|could|should)\b(?! (?:only|not)\b)",
    re.IGNORECASE,
)
_NOR = re.compile(r"\bnor\b", re.IGNORECASE)
# Of two things that a text denies together another text denies one, where it says "and" without a second denial.
_NEITHER_NOR = re.compile(r"\bneither\b[^.;]{1,200}?\bnor\b", re.IGNORECASE)
_ONE_OF_TWO = re.compile(r"(?:\b(?:not|no|never)\b|n't\b)[^.;]{1,200}?\b(?:and|but)\b", re.IGNORECASE)
_BOTH_DENIED = re.compile(
    r"\b(?:or|nor|neither|either)\b|(?<!not )\bboth\b|(?:\b(?:not|no|never)\b|n't\b)[^.;]{1,200}?(?:\b(?:not|no|never)\b|n't\b)", re.IGNORECASE
)
_NEITHER = re.compile(r"\b(?:neither|not|no|never)\b|n't\b", re.IGNORECASE)
_ABLE = frozenset({"can", "could", "able to"})  # "can be verified" is "verifiable"; what one may do is another matter
# A claim that adds one of these as its main verb says another thing; a "may" or "must" that it adds may tell what the passage tells without one.
_MAIN_VERB = re.compile(r"(?:allow|let|permit|authori[sz]e)s?|.* (?:stop|prevent|prohibit|forbid|bar|preclude|restrict)", re.IGNORECASE)
_REACH = 5
_PAIRED, _SURE = 0.2, 0.5  # how much of what stands around two operators must be the same: to pair them, to hold one against the other
# What speaks for a pair besides the words around; where both texts have the same operators, they are more likely paired kind with kind.
_SAME_KIND, _SAME_KINDS, _SAME_VERB = 0.15, 0.25, 0.15
_MOST = 40  # operators of one text that are read
_PART = 0.3
_VERB_DENIES = re.compile(r"(?:refus|declin|den|fail|lack|withh|unaware|unable|incapab|without)", re.IGNORECASE)
_TWICE = 9  # words after a denial among which another may say it again
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
    text = _no_subject(_AS_FAR.sub(" ", without_bounds(without_dates(text))))
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
    told, held = claim, nearest
    claim, nearest = _without_counterparts(claim, nearest), _without_counterparts(nearest, claim)
    claimed, stated = operators(claim), operators(nearest)
    pairs = _with_their_kind(_paired(claimed, stated), claimed, stated, lambda kind: _excused(kind, claim, nearest))
    verdicts = [_pair(claimed[c], stated[p], likeness, claim, nearest) for c, (p, likeness) in pairs.items()]
    own = [claimed[c] for c in range(len(claimed)) if c not in pairs]
    left = [stated[p] for p in range(len(stated)) if p not in {p for p, _ in pairs.values()}]
    for op in list(own):
        twin = next((other for other in left if _compatible(op.kind, other.kind)), None)
        if twin is not None:
            own.remove(op)
            left.remove(twin)
    if own == left == [] and Counter(op.kind for op in claimed) == Counter(op.kind for op in stated):
        verdicts = [verdict for verdict in verdicts if verdict != "partial"]  # the same words, paired crosswise
    own = [op for op in own if not _told_twice(op, stated)]
    left = [op for op in left if not _told_twice(op, claimed)]
    verdicts += [_added(op, claimed, stated, meanings_of(content(nearest)), nearest) for op in own if not _excused(op.kind, nearest, claim)]
    verdicts += [_dropped(op, claimed, meanings_of(content(claim))) for op in left if not _excused(op.kind, claim, _without(op, nearest))]
    if any(_NEITHER_NOR.search(text) and _ONE_OF_TWO.search(other) and not _BOTH_DENIED.search(other) for text, other in ((told, held), (held, told))):
        verdicts.append("partial")
    return min(verdicts, key=_ORDER.__getitem__, default="full")


def _without_counterparts(one: str, other: str) -> str:
    """Return a text without the denials that the other text says in a word of its own ("no longer had" for "lost")."""
    for denial, word in _COUNTERPARTS:
        if word.search(other) and not denial.search(other):
            one = denial.sub(" ", one)
    one = undenied(_told_as_only(_needless(one, other), other), other)
    return _PREFIXED.sub(
        lambda m: (
            " "
            if re.search(rf"\b(?:un|in|im|il|ir|non-?){(bare := _ENDING.sub('', m['word']))}|\b{bare}\w*-?(?:less|free)(?:ly)?\b", other, re.IGNORECASE)
            else m.group()
        ),
        one,
    )


def _needless(one: str, other: str) -> str:
    """Return a text with "no order is needed" put as "without order", where the other text says "without an order"."""
    for pattern in _NEEDLESS:
        m = pattern.search(one)
        if m is not None and re.search(rf"\bwithout (?:[\w'’-]+ ){{0,4}}?{re.escape(m['what'])}", other, re.IGNORECASE):
            one = f"{one[: m.start()]} may without {m['what']} {one[m.end() :]}"
    return one


def _told_as_only(one: str, other: str) -> str:
    """Return a text with "may not unless" put as "may", where the other text says "only if", and as "must", where it says what is needed."""
    if not _UNLESS.search(one) or (_UNLESS.search(other) and _NOT_UNLESS.search(_no_subject(other))):
        return one
    told = _no_subject(one)
    if _ONLY.search(other) and _IS_NOT_UNLESS.search(told) and not _NEGATED.search(other):
        return _IS_NOT_UNLESS.sub(r"\g<is>", told)
    if _ONLY.search(other) and _NOT_UNLESS.search(told):
        return _WITHOUT.sub(" ", _NOT_UNLESS.sub(" may ", told))
    if (
        _NEEDS.search(_NOT_UNLESS.sub(" ", _no_subject(other)))
        and len(_UNLESS.findall(other)) < len(_UNLESS.findall(one))
        and not {m.group().lower() for m in _NEEDS.finditer(_NOT_UNLESS.sub(" ", told))} - ({"only"} if _ONLY.search(other) else set())
    ):
        needed, times = _NONE_UNLESS.subn(" must ", _NOT_UNLESS.sub(" must ", told))
        return _WITHOUT.sub(" ", needed) if times or needed != told else one
    return one


def _no_subject(text: str) -> str:
    return _NO_SUBJECT.sub(lambda m: f"{_NOR.sub('or', m['who'] or '')}{m['modal']} not", text)


def _excused(kind: str, other: str, own: str) -> bool:
    """Tell whether the other text has a word that may say what an operator of this kind says, and this text has not."""
    pattern = _EXCUSES.get(kind)
    return pattern is not None and bool({stem(m.group()) for m in pattern.finditer(other)} - {stem(m.group()) for m in pattern.finditer(own)})


def _without(op: Operator, text: str) -> str:
    """Return a text without a duty's or a leave's own word: "is a requirement" says "requires", although the stem is the same."""
    return text if op.kind in NEGATIVE else re.sub(rf"\b{re.escape(op.word.strip())}\b", " ", text, count=1, flags=re.IGNORECASE)


def _pair(one: Operator, other: Operator, likeness: float, claim: str, nearest: str) -> Agreement:
    """Judge two operators that stand among the same words."""
    if _compatible(one.kind, other.kind):
        return "full"
    if "without" in {one.word, other.word} and likeness < _SURE and _LIMIT.search(nearest):
        return "full"  # "not without leave" is "not unless leave is given"
    if entitles(claim, nearest):
        return "full"
    if frozenset({one.kind, other.kind}) in _NEAR or likeness < _SURE:
        return "partial"
    return "full" if _said_otherwise(one, other, claim, nearest) else "contradicted"


def entitles(one: str, other: str) -> bool:
    """Tell whether one of two texts says who has a right to be given what, by the other, another must give ("is entitled to a copy")."""
    given = any(_ENTITLED.search(text) and _GIVES.search(beside) for text, beside in ((one, other), (other, one)))
    return given and not _NEGATED.search(one) and not _NEGATED.search(other)


def _said_otherwise(one: Operator, other: Operator, claim: str, nearest: str) -> bool:
    """Tell whether of two operators, one of which denies, each has a word of its own kind in the other text ("does not cover" for "lies outside")."""
    if (one.kind in NEGATIVE) == (other.kind in NEGATIVE):
        return False
    return _excused(one.kind, nearest, claim.replace(one.word, " ")) and _excused(other.kind, claim, nearest.replace(other.word, " "))


def _added(op: Operator, claimed: Sequence[Operator], stated: Sequence[Operator], told: frozenset[str], nearest: str) -> Agreement:
    """Judge an operator of the claim that the passage has no counterpart for."""
    if op.word == "without" and _LIMIT.search(nearest):
        return "full"  # "not without a warrant" is "not unless there is a warrant"
    if op.kind in NEGATIVE:
        return "contradicted" if _share(op.after[:3], told) >= _HELD else "partial"
    modal = {other.kind for other in stated} & {"oblige", "permit", "advise", "forbid"}
    if modal <= {other.kind for other in claimed}:
        return "full"  # beside all that the passage says, "lets them share it" is how "must share it with them" comes about
    return "partial" if modal and op.kind not in modal and _MAIN_VERB.fullmatch(op.word) else "full"


def _dropped(op: Operator, claimed: Sequence[Operator], spoken: frozenset[str]) -> Agreement:
    """Judge an operator of the passage that the claim has no counterpart for."""
    if not _denied(op, spoken):
        return "full"
    if op.kind == "exempt" and any(other.kind == "permit" for other in claimed):
        return "full"  # "may" tells half of "may, but need not"
    if op.kind == "permit" and any(other.kind == "exempt" for other in claimed):
        return "full"  # and "need not" the other half
    if op.word.startswith("failure") and any(other.kind in NEGATIVE for other in claimed):
        return "full"  # "for not reporting, if the failure was willful" is "for willfully failing to report"
    if op.kind in NEGATIVE:
        return "contradicted"
    return "full" if op.word in _ABLE or any(other.kind == op.kind for other in claimed) else "partial"


def _told_twice(op: Operator, others: Sequence[Operator]) -> bool:
    """Tell whether a denial only says again, of the same words, what the other text denies once ("neither A nor B" for "no A and no B")."""
    if op.kind not in NEGATIVE or len(op.after) < 2:
        return False
    return any(
        _compatible(op.kind, other.kind) and not _VERB_DENIES.match(other.word) and _share(op.after[:_REACH], meanings_of(other.after[:_TWICE])) == 1.0
        for other in others
        if other.kind in NEGATIVE
    )


def _paired(claimed: Sequence[Operator], stated: Sequence[Operator]) -> dict[int, tuple[int, float]]:
    """Pair operators that stand among the same words, the most alike first, each at most once."""
    same = _SAME_KINDS if Counter(op.kind for op in claimed) == Counter(op.kind for op in stated) else _SAME_KIND
    scored = []
    for c, one in enumerate(claimed):
        for p, other in enumerate(stated):
            likeness = _alike(one, other)
            if likeness >= _PAIRED:
                scored.append(
                    (likeness + same * _compatible(one.kind, other.kind) + _SAME_VERB * bool(set(one.after[:1]) & set(other.after[:3])), likeness, c, p)
                )
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for _, likeness, c, p in sorted(scored, key=lambda row: (-row[0], row[2], row[3])):
        if c not in pairs and p not in taken:
            pairs[c] = p, likeness
            taken.add(p)
    return pairs


def _with_their_kind(
    pairs: dict[int, tuple[int, float]], claimed: Sequence[Operator], stated: Sequence[Operator], retold: Callable[[str], bool]
) -> dict[int, tuple[int, float]]:
    """Return the pairs without those of two kinds of which one side has a fellow of its own kind that is still alone, and the other needs none."""
    out = dict(pairs)
    for c, (p, _) in pairs.items():
        one, other = claimed[c], stated[p]
        if _compatible(one.kind, other.kind):
            continue
        free = [i for i in range(len(stated)) if i not in {q for q, _ in out.values()} and _compatible(one.kind, stated[i].kind)]
        alone = [i for i in range(len(claimed)) if i not in out and _compatible(claimed[i].kind, other.kind)]
        if free and other.kind in NEGATIVE and retold(other.kind):
            out[c] = free[0], _alike(one, stated[free[0]])
        elif alone and (one.kind, other.kind) == ("permit", "oblige"):
            del out[c]
            out[alone[0]] = p, _alike(claimed[alone[0]], other)
    return out


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
