"""Abstain: does what was found cover what was asked?

First come certain signs (a section that does not exist, a country that no
source tells). Then a small logistic model weighs how near the best sentences
come to the question and how much of it they cover; names, years, figures and
what happened count apart, because a near miss differs from a right answer in
just those. ``python -m evals fit`` fits its weights: on the dev questions, and on
the same questions with the law that answers them taken away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from qa import punished, unlisted
from qa.another import tells_of_later, told_of_others, years_asked
from qa.answer import Abstention, Reason, Searched
from qa.asked import years as named_years
from qa.compose import courts_told, narrowed_to, rank
from qa.figures import written
from qa.kinds import asks_event, asks_rule, holds_what_is_asked, kinds_asked, kinds_held
from qa.places import circuits_named, home, other_places_named, same_place
from qa.retrieve import LEADING, POOL, WIDE, Evidence, Retrieval
from qa.scope import out_of_scope
from qa.terms import GENERAL, Concept, coverage, stems
from qa.unheld import NOT_HELD
from qa.wanted import author_told

NEAREST = 5
MIN_SIMILARITY = 0.32
# The share of what is asked that a cited place speaks of, from which on it is taken to answer.
WHOLE = 0.85
# The share of it that a cited place has to speak of, to be taken to answer with the period or the amount that it has.
MOST = 0.6
# The share of what is asked about a named work that may be words which no source knows.
MAX_FOREIGN = 0.4

_NUMBER = re.compile(r"\bhow (?:many|much|big|high|large)\b|\bcount (?:of|for|in)\b|\btotal\b", re.IGNORECASE)
_HAPPENED = re.compile(
    r"\b(?:count (?:of|for|in)|total|number of|how often|(?:has|have) any\w*|ever been|who (?:wrote|drafted|paid|said|ordered|voted)"
    r"|(?:which|what) \w+ (?:paid|sued|won|got))\b",
    re.IGNORECASE,
)
# With its letters or levels: a bare figure stands in many sentences that say nothing of a section.
_SECTION_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[A-Z]+|(?:\([0-9A-Za-z]{1,4}\))+)")


@dataclass(frozen=True, slots=True)
class Signals:
    """What the decision is made from, each from 0 to about 1.

    joint         nearness and coverage of the best single sentence
    one_source    the share of the question's concepts that sentences of one source cover
    rule          1 for a question about what must or may be done
    event_names   for a question about what happened, the share of its names and figures that no leading sentence has
    number        for a question for a number, the share of its concepts that no sentence with a figure of that kind covers
    year          the share of its years that no sentence covers
    unknown       the share of words that no source knows
    asked         how like it is to the questions listed for the places found, or to the best sentence where none are
    silent        how like it is to the questions that the corpus is known not to answer
    shared        the share of words that it has in common with the nearest of these
    answers       the share of its concepts in the best sentence, with its heading, names and listed questions
    concepts      how many concepts it has, in tens
    cited         1 where it cites a place that is told
    state         1 where it names a state in which a covered law holds, whose own law no source tells
    """

    joint: float
    one_source: float
    rule: float
    event_names: float
    number: float
    year: float
    unknown: float
    asked: float
    silent: float
    shared: float
    answers: float
    concepts: float
    cited: float
    state: float


WEIGHTS = Signals(
    joint=1.37,
    one_source=-1.98,
    rule=0.16,
    event_names=-0.64,
    number=-1.12,
    year=-1.38,
    unknown=-0.95,
    asked=24.0,
    silent=-17.14,
    shared=-2.73,
    answers=4.93,
    concepts=1.85,
    cited=0.33,
    state=-1.1,
)
BIAS = -9.25
# Of the questions left to the model, each judged without its own law, 2 % of the answerable and 80 % of the others fall below it;
# at 0.26 they would be 3 % and 84 %, at 0.36 5 % and 88 %. A wrong refusal is the dearer fault.
MIN_PROBABILITY = 0.21
# From which nearness on a sentence that speaks of all that is asked answers it.
NEAR_ENOUGH = 0.8
MUCH_LIKER = 0.2
# From which likelihood on a question that names a work is taken to be about what was found, however many of its words are its own ("Chennai", "Telegram").
ABOUT_THE_WORK = 0.6
TREATIES = "INT"  # the jurisdiction of the texts of international bodies
# In a state whose own law no source tells, a question has to be answered clearly by the law above it.
MIN_IN_STATE = 0.5
FAR = "Available sources do not speak of this subject."


def signals(retrieval: Retrieval, ranked: Sequence[Evidence]) -> Signals:
    """Measure the best sentences against the question; there has to be one."""
    pool, leading, concepts = ranked[:POOL], ranked[:LEADING], retrieval.concepts
    question, keys = retrieval.question, _keys(retrieval)
    rule = asks_rule(question)
    event = 1.0 if asks_event(question) or _HAPPENED.search(question) else 0.0
    years = years_asked(retrieval)
    total = sum(c.weight for c in concepts) or 1.0
    answers = ranked[0].features.answers if ranked[0].features else 0.0
    # That the corpus is silent on another year or country says nothing of a question that names its own, or whose best sentence speaks of all that is asked.
    silent = retrieval.nearby.silent_marked if answers == 1.0 or named_years(question) else retrieval.nearby.silent
    kinds = kinds_asked(question)
    figured = max((e.own_coverage for e in pool if kinds_held(question, e.text) == kinds and written(e.text)), default=0.0)
    return Signals(
        joint=max(e.similarity + e.own_coverage for e in pool) / 2,
        one_source=_one_source(concepts, ranked[:WIDE]),
        rule=float(rule),
        event_names=event * (1.0 - max(coverage(keys, e.covered) for e in leading)),
        number=(1.0 - figured) if _NUMBER.search(question) else 0.0,
        year=1.0 - max(coverage(years, e.covered) for e in pool) if years and not tells_of_later(retrieval, years, pool) else 0.0,
        unknown=sum(c.weight for c in concepts if not c.known) / total,
        asked=_asked(retrieval, pool),
        silent=silent.likeness,
        shared=silent.shared,
        answers=answers,
        concepts=len(concepts) / 10,
        cited=float(any(e.routed for e in pool)),
        state=float(bool(elsewhere(retrieval, ranked))),
    )


def _asked(retrieval: Retrieval, pool: Sequence[Evidence]) -> float:
    if pool[0].listed:
        return retrieval.nearby.pooled((e.source.id, str(e.passage.pinpoint)) for e in pool)
    return max(e.asked for e in pool)


def asks_whole(retrieval: Retrieval, ranked: Sequence[Evidence]) -> bool:
    """Tell whether a question asks no more than what a place or a work says that it names and that is told.

    A place that is cited and speaks of all that is asked is such a one too.
    """
    if punished.asks_case(retrieval.question):
        return False
    if retrieval.asks_place:
        return any(e.routed for e in ranked)
    if ranked[0].routed and ranked[0].features is not None and ranked[0].features.answers >= WHOLE and not _rather_silent(retrieval, ranked):
        return True
    route = retrieval.route
    named = [e.source for e in ranked[:POOL] if e.routed or e.source.id in route.sources]
    courts = (f"{ordinal} Circuit" for source in named for ordinal in circuits_named(source.citation))
    names = stems(" ".join((*route.citations, *route.mentions, *(s.citation for s in named), *courts)))
    return bool(named) and all(any(form <= GENERAL | names for form in concept.forms) for concept in retrieval.asked)


def _one_source(concepts: Sequence[Concept], ranked: Sequence[Evidence]) -> float:
    covered: dict[str, set[str]] = {}
    for e in ranked:
        covered.setdefault(e.source.id, set()).update(e.covered)
    return max(coverage(concepts, labels) for labels in covered.values())


def probability(found: Signals) -> float:
    """Return how likely it is that the evidence answers the question, from 0 to 1, where questions are listed for the best of it."""
    return unlisted.logistic(BIAS, astuple(WEIGHTS), astuple(found))


def likely(retrieval: Retrieval, ranked: Sequence[Evidence]) -> float:
    """Return how likely it is that sentences answer a question, from 0 to 1; 0 where there is none.

    Of a follow-up that was joined to the talk, the mean of its two readings: each is judged by what it found itself. One that stands alone is
    judged alone.
    """
    if not ranked:
        return 0.0
    if retrieval.readings:
        return sum(likely(reading, rank(reading)) for reading in retrieval.readings) / len(retrieval.readings)
    found = signals(retrieval, ranked)
    return probability(found) if ranked[0].listed else unlisted.probability(unlisted.cover(retrieval, ranked, found))


def certain(retrieval: Retrieval, ranked: Sequence[Evidence]) -> Abstention | None:
    """Return why not to answer where a sign leaves no doubt, or None."""
    route = retrieval.route
    declined = out_of_scope(retrieval.question, retrieval.intent)
    if declined is not None:
        return abstention("out_of_scope", declined, retrieval)
    unknown = [name for name in route.unresolved if not _spoken_of(name, ranked)]
    if unknown and not route.passages:
        return abstention("no_evidence", NOT_HELD.format(", ".join(unknown)), retrieval)
    away = elsewhere(retrieval, ranked)
    # A treaty's rule holds in any state that is a party to it.
    if any(not home(place) for place in away) and not (ranked and ranked[0].source.jurisdiction == TREATIES):
        places = ", ".join(place for place in away if not home(place))
        return abstention("no_evidence", f"The sources of this corpus do not tell the law of the place named ({places}).", retrieval)
    if not ranked:
        return abstention("no_evidence", "No source that may be told of the chosen day speaks of this.", retrieval)
    return None


def _spoken_of(citation: str, ranked: Sequence[Evidence]) -> bool:
    """Tell whether one of the best sentences itself names a place that no source holds, as one law does with a section of another."""
    number = _SECTION_NUMBER.search(citation)
    if number is not None:
        return any(number.group() in e.text for e in ranked[:LEADING])
    return any(citation.lower() in e.text.lower() for e in ranked[:LEADING])


def own_reading(retrieval: Retrieval, ranked: Sequence[Evidence]) -> tuple[Retrieval, Sequence[Evidence]]:
    """Return a follow-up's own reading and what it found: what fits the talk before it says nothing about whether it is answered."""
    return (retrieval.readings[0], rank(retrieval.readings[0])) if retrieval.readings else (retrieval, ranked)


def decide(retrieval: Retrieval, ranked: Sequence[Evidence]) -> Abstention | None:
    """Return why not to answer, or None where the evidence carries an answer."""
    refusal = certain(retrieval, ranked)
    own, found = own_reading(retrieval, ranked)
    if refusal is not None:
        return refusal
    listed = not found or found[0].listed
    far = max((e.similarity for e in found[:POOL]), default=0.0) < MIN_SIMILARITY and not any(e.routed for e in found[:POOL])
    whole = bool(found) and asks_whole(own, found)
    if far and listed and not whole:
        return abstention("no_evidence", FAR, retrieval)
    others = told_of_others(own, found)
    if others:
        return abstention("no_evidence", others, retrieval)
    if whole:
        return None
    if listed and found and own.concepts and not _one_source(own.concepts, found[:WIDE]):
        return abstention("no_evidence", FAR, retrieval)  # it shares the scene of a listed question ("in Nairobi on Saturday") and no word with any text
    least = MIN_IN_STATE if elsewhere(own, found) else MIN_PROBABILITY if listed else unlisted.LEAST
    sure = likely(retrieval, ranked)
    told = (_told_whole, _told_where_cited, punished.told, author_told, _told_of_one)
    unlikely = sure < least and not any(tells(own, found) for tells in told)
    if unlikely or (sure < ABOUT_THE_WORK and _beside_the_work(own, found)):
        if far:
            return abstention("no_evidence", FAR, retrieval)
        missing = [c.label for c in retrieval.concepts if not any(c.label in e.covered for e in ranked[:POOL])]
        what = ", ".join(f"“{label}”" for label in missing)
        message = (
            f"Available sources do not mention {what} in this connection." if missing else "Available sources come near this question but do not answer it."
        )
        return abstention("no_evidence", message, retrieval)
    return None


def _told_whole(retrieval: Retrieval, ranked: Sequence[Evidence]) -> bool:
    """Tell whether one sentence near the question speaks of all that it asks: none of 381 unanswerable questions had such a one."""
    if not ranked or retrieval.readings or not ranked[0].listed:
        return False
    if kinds_held(retrieval.question, ranked[0].text) < kinds_asked(retrieval.question):
        return False
    found = signals(retrieval, ranked)
    told = found.answers == found.one_source == 1.0 and found.joint >= NEAR_ENOUGH and found.event_names == found.year == found.state == 0.0
    return told and not _rather_silent(retrieval, ranked, found)


def _told_where_cited(retrieval: Retrieval, ranked: Sequence[Evidence]) -> bool:
    """Tell whether a question cites a subsection for a period, an amount or a day, and the best sentence stands there and has one.

    A whole section ("§ 2252A") is cited for what it leaves out too, and so is a subsection for what came of it, or for a period of something else
    ("how many days to appeal under 2703(f)(2)?"): the place has to speak of most of what is asked.
    """
    question = retrieval.question
    told = bool(ranked) and ranked[0].passage.id in retrieval.route.passages and any("(" in citation for citation in retrieval.route.citations)
    if not told or asks_event(question) or _HAPPENED.search(question) or retrieval.route.unresolved:
        return False
    speaks = ranked[0].features is not None and ranked[0].features.answers >= MOST
    return speaks and holds_what_is_asked(question, ranked[0].text)


def _told_of_one(retrieval: Retrieval, ranked: Sequence[Evidence]) -> bool:
    """Tell whether the best sentence tells of one of several US circuits that a question compares; of the others the limitations say that nothing is told."""
    courts = circuits_named(retrieval.question)
    return len(courts) > 1 and bool(ranked) and bool(courts & courts_told(ranked[0]))


def _rather_silent(retrieval: Retrieval, ranked: Sequence[Evidence], found: Signals | None = None) -> bool:
    """Tell whether a question is far more like one that no text answers than like those listed for what was found, whatever words it shares with that.

    Where it asks for a day, a period or an amount and the best sentence has one, the words decide. ``found`` are the signals where they are known already.
    """
    if holds_what_is_asked(retrieval.question, ranked[0].text):
        return False
    found = found or signals(retrieval, ranked)
    return found.silent - found.asked >= MUCH_LIKER


def _beside_the_work(retrieval: Retrieval, ranked: Sequence[Evidence]) -> bool:
    """Tell whether a question names a work but asks about something that no source near it speaks of.

    The work's own words would otherwise pass for an answer: they cover its name. A state or country in which it holds ("a French prosecutor") is
    nothing that it would have to speak of.
    """
    covered = {label for e in ranked[:POOL] for label in e.covered}
    asked = [c for c in retrieval.asked if not any(home(place) for place in other_places_named(c.label))]
    missing = sum(c.weight for c in asked if c.label not in covered and (c.key or not c.known))
    total = sum(c.weight for c in asked)
    return bool(retrieval.route.sources) and missing >= MAX_FOREIGN * total > 0


def _keys(retrieval: Retrieval) -> list[Concept]:
    """Return the names and figures that evidence must mention; a rule for providers holds for any company."""
    rule = asks_rule(retrieval.question) and not asks_event(retrieval.question)
    return [c for c in retrieval.concepts if c.key and not (rule and c.company)]


def abstention(reason: Reason, message: str, retrieval: Retrieval) -> Abstention:
    """Build the abstention with what was searched and the places that came nearest."""
    nearest = tuple(dict.fromkeys(hit.pinpoint for hit in retrieval.hits))[:NEAREST]
    narrowed = " ".join(narrowed_to(retrieval.scope))
    if narrowed and reason == "no_evidence" and "filters" not in message:  # or it would be taken for the silence of all sources
        message = f"{message} {narrowed}"
    return Abstention(reason, message, Searched(retrieval.passages_searched, retrieval.sources_searched, nearest))


def elsewhere(retrieval: Retrieval, ranked: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the states and countries that a question names of which no source tells the law, nor a sentence near the question speaks.

    None where it names a covered jurisdiction or a work beside them.
    """
    route = retrieval.route
    if route.jurisdictions or route.sources or not route.other_places:
        return ()
    spoken = [place for e in ranked[:POOL] for place in other_places_named(e.text)]
    return tuple(place for place in route.other_places if not any(same_place(place, other) for other in spoken))
