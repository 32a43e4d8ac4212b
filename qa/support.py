"""Support: does a passage bear out a claim, judged in layers of which none needs a model.

The judge is strict where a wrong word does harm. A claim's figures, dates,
section numbers, actors and countries must occur in the passage; what it says
must be done, may be done, must not or need not be done has to be said so of
the same thing; the one who acts must be the one who acts there. A claim that
drops a condition or an exception is never fully borne out. What passes these
layers is weighed by how much of it the passage has (``qa.weigh``), and by an
entailment model where one is configured, which can overrule the weight but
none of the layers. The bundled reader (``qa.reader``) was weighed together with
the layers: it may refuse what they let pass, and let pass what is only light, or
set apart in words of its own. How near it comes in meaning (``qa.meaning``) bears on how
likely it is to be borne out, and on no label.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.text import fold, sentences
from qa.actors import actors_agree, elsewhere, place_dropped, strange_names
from qa.agreement import pull
from qa.answer import Label, Support
from qa.antonyms import replaced
from qa.bounds import added as bound_added
from qa.bounds import turned as bounds_turned
from qa.compared import how_often_turned, set_apart
from qa.conditions import condition_added, condition_dropped
from qa.contraries import both_kinds, contrary
from qa.counted import counts_other, turned_back
from qa.crossed import crossed
from qa.entail import Entailed, Entailment
from qa.figures import clashes, figures, in_digits, missing, repeated
from qa.focus import confines_other
from qa.framing import framed
from qa.heightened import heightened
from qa.let_off import let_off
from qa.likeness import Window, best_window, likeness
from qa.limits import bare, only_if, turned
from qa.meaning import Meaning
from qa.modality import agree
from qa.modals import in_modals
from qa.neighbours import neighbours_exchanged
from qa.often import other_rate
from qa.opposites import opposed, plainly
from qa.passed import passed_back
from qa.reader import Reader
from qa.retold import retold
from qa.roles import swapped
from qa.set_apart import sets_apart
from qa.spread import spreads
from qa.synonyms import content
from qa.tied import exchanged
from qa.together import joined_anew
from qa.voices import other_voice
from qa.weigh import weigh
from qa.widened import widened

# Shares of a claim's words that the nearest sentences have: to speak of it at all, and to be held against it word by word.
SOME, COMPARABLE = 0.35, 0.5
# The share of its words without which a claim is not wholly said, whatever it weighs; a long one is put in more words of its own.
MOST, MOST_LONG, LONG_CLAIM = 0.65, 0.58, 10
# The weight from which a claim is borne out: where the fit has as many that are as are not.
FULL = 0.5
# So many times as many words as the claim has, and what stands nearest to it is too long to be held against it word by word.
LONG = 2.0
# The odds, as logarithms, that the bundled reader has to give a claim: to stay borne out where the layers and the weight take it for that, to become so where
# only the weight does not, and where a layer finds something set apart, added or left out. Chosen on restatements that it had not seen: docs/verifier.md.
KEPT, LIGHT, APART = -2.6, -2.2, 1.4
# The share of a claim's words from which on that layer is not overruled, and what the layers let pass is not read: in the passage's own words one that is
# exchanged tells more than the reader, which from 0.9 on refuses as many honest claims as false ones and takes twice the time of all layers.
REWORDED, OWN_WORDS = 0.8, 0.9
# The words of the longest passage that the reader is asked about: it was learned on one to four sentences.
READ = 120
# How likely an entailment model must find a contradiction, or that the claim follows at least in part.
DENIED, FOLLOWS_IN_PART = 0.7, 0.25
# What speaks against a claim, and what keeps it from being wholly borne out.
_AGAINST = (
    bounds_turned, opposed, turned, swapped, exchanged, replaced, crossed, turned_back, other_voice, passed_back, how_often_turned, neighbours_exchanged
)  # fmt: skip
_BESIDE = (
    framed, bound_added, repeated, counts_other, place_dropped, confines_other, set_apart, sets_apart, joined_anew, condition_dropped, let_off, other_rate
)  # fmt: skip
# The same, of the whole passage too.
_BESIDE_ALL = (widened, condition_added, heightened, contrary, both_kinds)
_RANK: dict[Label, int] = {"contradicted": 0, "none": 1, "partial": 2, "full": 3}


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A label, whether one of the layers gave it rather than the weight, and whether it was one for figures, names and places."""

    label: Label
    layered: bool
    firm: bool = False


@dataclass(frozen=True, slots=True)
class _Compared:
    """A sentence of a claim and a passage as they are held against each other, and the passage's sentences that are nearest to it."""

    spoken: str
    claim: str
    passage: str
    window: Window

    @property
    def nearest(self) -> str:
        return self.passage[self.window.start : self.window.end]


def support(claim: str, passage: str, entailment: Entailment | None = None, meaning: Meaning | None = None, reader: Reader | None = None) -> Support:
    """Judge a claim, sentence by sentence, against a passage; the weakest sentence decides.

    ``full``: stands there verbatim, or all of it is said; ``partial``: said with a condition left out or in part;
    ``contradicted``: the passage says otherwise; ``none``: it does not say so. The value, from 0 to 1, is how likely
    the passage bears the claim out by how much of its words it has, and with ``meaning`` by how near it comes to them in meaning;
    the label is what the layers make of it, and the bundled ``reader`` where it is given and no other model is.
    """
    if _stands(claim, passage):
        return Support("full", 1.0, "verbatim")
    compared = [_compared(claim[start:end], passage) for start, end in sentences(claim)]
    near = meaning([(one.claim, one.nearest) for one in compared]) if meaning else [None] * len(compared)
    judged = [_judge(one, entailment, cosine, reader) for one, cosine in zip(compared, near, strict=True)]
    return min(judged, key=lambda s: (_RANK[s.label], s.value), default=Support("none", 0.0, "lexical"))


def _stands(claim: str, passage: str) -> bool:
    """Tell whether a claim stands in a passage as a whole sentence.

    A part cut out of one is judged like any other claim: "The plaintiffs argued that" and "until 2024" are in what is cut off.
    """
    parts = [passage[start:end] for start, end in sentences(passage)]
    if claim in parts:  # as every quote of a composed answer
        return True
    whole = fold(claim).text
    return any(fold(part).text == whole for part in parts)


def _compared(spoken: str, passage: str) -> _Compared:
    """Put a sentence of a claim and a passage in the same terms."""
    passage, claim = plainly(in_modals(passage, spoken)), plainly(in_modals(spoken, passage))
    claim, passage = in_digits(retold(claim, passage)), in_digits(passage)
    claim = only_if(claim, passage)
    return _Compared(spoken, claim, passage, best_window(claim, passage))


def _judge(compared: _Compared, entailment: Entailment | None, near: float | None, reader: Reader | None) -> Support:
    claim, passage, nearest = compared.claim, compared.passage, compared.nearest
    if not content(claim) and not figures(claim):
        return Support("none", 0.0, "lexical")
    like, pulled = likeness(claim, passage), pull(claim, nearest, passage)
    value = weigh(like, pulled)
    # The words alone decide: a lie in one place comes as near in meaning as an honest paraphrase does.
    verdict = _verdict(compared, value)
    if near is not None:
        value = weigh(like, pulled, near)
    if not verdict.layered and verdict.label != "none" and spreads(compared.spoken, nearest):  # "knowingly or not" has lost its "or not" by now
        verdict = _Verdict("partial", layered=True)
    if entailment is None:
        least = _least(verdict, compared.window.share) if reader else None
        if reader is None or least is None or len(passage.split()) > READ:
            return Support(verdict.label, round(value, 4), "lexical")
        (odds,) = reader([(compared.spoken, nearest)])
        return Support("full" if odds >= least else "partial", round(value, 4), "lexical+reader")
    read = entailment.read(nearest, claim)
    return Support(_with_model(verdict, read), round((value + read.entailed) / 2, 4), "lexical+entailment")


def _verdict(compared: _Compared, value: float) -> _Verdict:
    """Judge one sentence of a claim, which weighs ``value`` by its words, against the sentences of the passage that are nearest to it."""
    claim, passage, nearest, share = compared.claim, compared.passage, compared.nearest, compared.window.share
    if share < SOME:
        return _Verdict("none", layered=False)
    lost, modal, actor = missing(claim, passage), agree(claim, nearest), actors_agree(claim, nearest, passage, share)
    if clashes(lost, passage) or elsewhere(claim, passage):
        return _Verdict("contradicted" if share >= COMPARABLE else "none", layered=True)
    if "contradicted" in (modal, actor) or any(against(claim, nearest) for against in _AGAINST):
        if value >= FULL and len(content(nearest)) > LONG * len(content(claim)):
            return _Verdict("partial", layered=True, firm=bool(lost))  # a long clause says many things, of which one word need not be about the claim
        return _Verdict("contradicted" if share >= COMPARABLE else "none", layered=True)
    if lost or actor == "none":
        return _Verdict("none", layered=True)
    more = modal == "partial" or any(beside(claim, nearest) for beside in _BESIDE) or any(beside(claim, nearest, passage) for beside in _BESIDE_ALL)
    names = bool(strange_names(claim, passage) or missing(claim, nearest))
    if more or names or bare(claim, nearest, passage[compared.window.end :]):
        return _Verdict("partial", layered=True, firm=names)
    most = MOST_LONG if len(content(claim)) >= LONG_CLAIM else MOST
    return _Verdict("full" if value >= FULL and share >= most else "partial", layered=False)


def _least(verdict: _Verdict, share: float) -> float | None:
    """Return the odds that the bundled reader has to give a claim to be borne out; None where it has no say."""
    if verdict.label == "full":
        return KEPT if share < OWN_WORDS else None
    if verdict.label != "partial" or verdict.firm:
        return None
    if not verdict.layered:
        return LIGHT
    return APART if share < REWORDED else None


def _with_model(verdict: _Verdict, read: Entailed) -> Label:
    """Return the label once a model has read the claim too: it may lower what the layers gave, and decide what only the weight did."""
    if verdict.layered and verdict.label != "partial":
        return verdict.label
    if read.contradicted >= DENIED:
        return "contradicted"
    if read.entailed < FOLLOWS_IN_PART:
        return "none"
    return "full" if read.entailed >= FULL and not verdict.layered else "partial"
