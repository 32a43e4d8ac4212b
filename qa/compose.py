"""Compose: the extractive report, made of verbatim sentences that were chosen, ordered and grouped.

Nothing is written here but headings: every claim is a sentence of a retrieved
passage. The work is in choosing: sentences near the question, each part of
the question covered, no repetition, many sources for a broad question and few
for a narrow one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.catalogue import Scope
from qa import punished
from qa.breach import consequence_first
from qa.kinds import MONEY, asks_measure, holds_what_is_asked, kinds_asked, kinds_held
from qa.official import without_twins
from qa.places import circuits_named, homes
from qa.retrieve import LOW_CONFIDENCE, SECONDARY, Evidence, Retrieval, led_by
from qa.terms import stems
from qa.theme import COURTS, GENERAL, PRACTICE, RELATED_RULES, THEMES, Theme, theme_of

JURISDICTIONS = {
    "US": "United States", "GB": "United Kingdom", "EU": "European Union", "CA": "Canada", "KE": "Kenya", "AU": "Australia", "IN": "India",
    "DE": "Germany", "BR": "Brazil", "INT": "Treaties and international bodies", "user": "Your documents",
}  # fmt: skip

# What tells how far an answer holds.
_BOUNDS = re.compile(
    r"\b(?:var(?:y|ies)|differs?|(?:does not depend|depends) on|split over|while the [^.]{3,60} do(?:es)? not|no (?:general|single|uniform|EU-wide)"
    r"|cannot be compared)\b",
    re.IGNORECASE,
)

MAX_SUMMARY = 4
ENOUGH = 3
MAX_PER_SECTION = 4
NARROW_SUMMARY = 3
NARROW_CLAIMS = 8
# How far below the best sentence's fitness others may lie.
CITED_CLAIMS = 12
NARROW_MARGIN = 0.18
SUMMARY_MARGIN = 0.08
BROAD_SUMMARY_MARGIN = 0.1
LEADS_BY = 0.04
FAR_BEHIND = 0.2
# What tells "a first failure of a provider with at least 100 million users" from "a second one of a provider with fewer".
_BOUNDING = stems("first second third later subsequent least most fewer more under over below above before after")
# As Markdown writes them and as pages show them.
_FOOTNOTE = re.compile(r"(?:\s*\[\^?\w{1,4}\])+$|^\[\^\w{1,4}\]:.*$")
_RECITAL = re.compile(r"\brecital ")
BROAD_MARGIN = 0.24
WIDE_MARGIN = 0.4
BOUNDS_MARGIN = 0.3
SEED_SIMILARITY = 0.6
OWN_WORDS = 0.15
HOME_POOL = 15
OUTSIDE_SIMILARITY = 0.45
OUTSIDE_FACET = 0.43
SIMILAR = 0.8  # share of words in common above which two sentences say the same

_SPECIFIC = re.compile(
    r"(?:^|[,;:–-]\s*|\band )(?:when|whom?)\b"
    r"|\bhow (?:long|much|many|big|high|large|soon|quickly|fast|old|often)\b"
    r"|\bwhich (?:section|article|law|court|agency|body|form|country)\b"
    r"|\bwhat (?:year|date|percentage|share|fine|penalty|deadline|number|court)\b"
    r"|\bwhat(?:'s| is|s) the (?:maximum|max|minimum|deadline|fine|penalty|threshold|definition|punishment)\b"
    r"|\bdefin(?:e|ition of)\b|\bwhat counts as\b|\bwhat does \S+ stand for\b",
    re.IGNORECASE,
)
# What is asked of one provision too, in fewer or other words ("max length of one order"): the summary keeps to it, while the sections may tell more.
_ONE_THING = re.compile(
    r"\bwhich (?:\w+ )?(?:section|article|law|court|agency|body|form|country|authority|official|office|regulator|ministry|police|force|unit)\b"
    r"|\b(?:max|min|maximum|minimum|biggest|largest|highest|lowest|longest|shortest|top|worst) (?!court)\w+"
    r"|\b(?:ceiling|deadline|threshold|cut-?off|upper limit|lower limit|time limit|day limit|age limit|cap on)\b"
    r"|\bwhose job\b|\bis it (?:true|right|correct) that\b|\bis it the \w+",
    re.IGNORECASE,
)
_FINE = re.compile(r"\b(?:fines?|fined)\b", re.IGNORECASE)
_PRISON = re.compile(r"\b(?:prison|jail|sentences?|imprison\w*|term|years|penalty|penalties|punish\w*)\b", re.IGNORECASE)
_MONEY = re.compile(rf"{MONEY}|\d ?(?:percent|per cent|%)|\bpenalty units\b")
# What a further offence brings is told after what the first one does, unless it is asked for.
_FURTHER = re.compile(
    r"\b(?:further|subsequent|later|repeat\w*|another) (?:(?:knowing|willful|and) )*(?:offen[cs]es?|failures?|violations?|breach\w*|contraventions?)\b"
    r"|\bafter the second\b|\bsecond or later\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(?:further|second|subsequent|later|repeat\w*|again|twice|another|more than once|third)\b", re.IGNORECASE)
_COMPARE = re.compile(r"\b(?:compare|compared|comparison|differ|difference|differences|versus|vs\.?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    """A report before it is cited: which sentences go where."""

    summary: tuple[Evidence, ...]
    sections: tuple[tuple[str, tuple[Evidence, ...]], ...]
    bottom_line: tuple[Evidence, ...]

    def evidence(self) -> Iterable[Evidence]:
        """Yield the sentences in reading order."""
        yield from self.summary
        for _, group in self.sections:
            yield from group
        yield from self.bottom_line


_IN_FORCE = re.compile(r"\b(?:has|have) (?:been|not been) in force\b|\b(?:is|was|were) (?:not )?(?:yet )?in force\b|\b(?:came|entered|come) into force\b")
# The number of a section as a citation gives it: "Art. 18", "section 2258A".
_SECTION = re.compile(r"\d+[A-Z]{0,2}\b")


def is_specific(question: str) -> bool:
    """Tell whether a question asks for one fact (how long, how much, when, who) rather than for an account."""
    return bool(_SPECIFIC.search(question)) and not _COMPARE.search(question)


def rank(retrieval: Retrieval) -> tuple[Evidence, ...]:
    """Return the sentences that may be used, by fitness; of a place that both forms tell, one form alone."""
    found = without_twins(list(_eligible(retrieval)), whole_place=retrieval.asks_place)
    question = retrieval.question
    return tuple(punished.case_first(retrieval, consequence_first(question, _measured_first(question, found))))


def _measured_first(question: str, ranked: Sequence[Evidence]) -> Sequence[Evidence]:
    """Lead with a sentence that itself speaks of all that is asked and tells how long or how much, where the best lacks either and is hardly better.

    Where a fine alone is asked for, one that tells an amount of money goes before one that tells of prison.
    """
    if not ranked or not asks_measure(question):
        return ranked
    near = [e for e in ranked if e.fitness >= ranked[0].fitness - SUMMARY_MARGIN]
    if _FINE.search(question) and not _PRISON.search(question) and not _MONEY.search(ranked[0].text):
        paid = [e for e in near if _MONEY.search(e.text)]
        return led_by(min(paid, key=lambda e: _is_further(question, e), default=None), ranked)
    if _is_further(question, ranked[0]):
        section = ranked[0].passage.pinpoint.section
        firsts = (e for e in near if e.passage.pinpoint.section == section and _MONEY.search(e.text) and not _is_further(question, e))
        return led_by(next(firsts, None), ranked)
    if _tells(question, ranked[0]):
        return ranked
    return led_by(next((e for e in near if _tells(question, e)), None), ranked)


def _is_further(question: str, evidence: Evidence) -> bool:
    """Tell whether a sentence says what a further offence brings, and the question asks for none."""
    return _FURTHER.search(evidence.text) is not None and not _AGAIN.search(question)


def _tells(question: str, evidence: Evidence) -> bool:
    return evidence.own_coverage == 1.0 and holds_what_is_asked(question, evidence.text)


def _eligible(retrieval: Retrieval) -> Iterable[Evidence]:
    wanted = retrieval.route.jurisdictions
    if wanted:  # "a German prosecutor ... an Irish company": where the law of the EU holds is named beside a country with sources of its own
        wanted = (*wanted, *homes(retrieval.route.other_places))
    named = retrieval.route.sources
    for e in retrieval.evidence:
        if not _readable(e.text) or e.source.id in retrieval.route.namesakes:
            continue
        if wanted and e.source.jurisdiction not in wanted and e.source.id not in named and e.source.form != "user" and not _speaks_of(wanted, e):
            continue
        # A cited place is the subject, but a country named beside it is one too.
        aside = not e.routed and e.source.id not in named and e.source.jurisdiction not in wanted
        if retrieval.route.passages and aside and not _on_what_is_cited(retrieval, e):
            continue
        yield e


def _speaks_of(wanted: Sequence[str], evidence: Evidence) -> bool:
    """Let in a treaty that speaks of a jurisdiction that is named, for it holds there too, and a report of another country, which may tell its figures."""
    source = evidence.source
    return (source.jurisdiction == "INT" or source.kind in SECONDARY) and any(re.search(rf"\b{JURISDICTIONS[code]}\b", evidence.text) for code in wanted)


def _on_what_is_cited(retrieval: Retrieval, evidence: Evidence) -> bool:
    """Let in a report, in a place that a body named in the question belongs to, that speaks of the cited section: it may tell what came of it."""
    if evidence.source.kind not in SECONDARY or evidence.source.jurisdiction not in retrieval.route.leaning:
        return False
    numbers = (_SECTION.search(citation) for citation in retrieval.route.citations)
    return any(re.search(rf"(?:§+|\b[Aa]rt(?:icle|\.)|\b[Ss]ection|\bs\.?) ?{re.escape(m.group())}\b", evidence.text) for m in numbers if m)


def narrowed_to(scope: Scope) -> list[str]:
    """Say which jurisdictions and kinds of source alone were searched, as the reader chose; nothing where all were."""
    told = []
    if scope.jurisdictions:
        told.append(f"Only sources of these jurisdictions were searched: {', '.join(JURISDICTIONS.get(code, code) for code in scope.jurisdictions)}.")
    if scope.kinds:
        told.append(f"Only sources of these kinds were searched: {', '.join(scope.kinds)}.")
    return told


def _readable(text: str) -> bool:
    """Leave out fragments: a claim starts like a sentence and ends like one; the mark of a footnote after its end is none of it."""
    text = _FOOTNOTE.sub("", text)
    return len(text) >= 25 and text[-1] in ".!?\"'”’)" and not text[0].islower()


def plan(retrieval: Retrieval, ranked: Sequence[Evidence], max_claims: int) -> Plan:
    """Choose sentences and lay out the report."""
    specific = is_specific(retrieval.question) or bool(retrieval.route.passages) or punished.told(retrieval, ranked)
    home = _places(retrieval, ranked) or _home(ranked)
    seeds = [] if specific else _seeds(retrieval, ranked, home)
    chosen = _narrow(retrieval, ranked, max_claims) if specific else _broad(retrieval, ranked, home, seeds, max_claims)
    # What leads may be far from the home of most that was found, and from the words of the question.
    chosen = chosen or _narrow(retrieval, ranked, max_claims) or list(ranked[:1])
    chosen = [*chosen, *_left_out(retrieval, ranked, chosen)][:max_claims]
    told = len([e for e in seeds[: retrieval.summary_facets] if e in chosen])
    one_thing = specific or (not _COMPARE.search(retrieval.question) and (bool(_ONE_THING.search(retrieval.question)) or (told < 2 and _one_leads(chosen))))
    summary = _one_provision(chosen, home) if one_thing else _summary(chosen, home, told)
    summary = _each_court(retrieval.question, ranked, summary)
    rest = [e for e in chosen if e not in summary]
    # A closing sentence beyond those chosen needs room for one more claim.
    bottom = _bottom_line(rest, [] if specific or len(chosen) >= max_claims else ranked, summary)
    rest = [e for e in rest if e not in bottom]
    return Plan(tuple(summary), _sections(rest, home), tuple(bottom))


def _each_court(question: str, ranked: Sequence[Evidence], summary: list[Evidence]) -> list[Evidence]:
    """Return a summary in which each of several US circuits that a question names is told of, so far as something near it tells of it."""
    asked = circuits_named(question)
    if len(asked) < 2:
        return summary
    told, added = frozenset[str]().union(*map(courts_told, summary)), list[Evidence]()
    for court in sorted(asked - told):
        near = (e for e in ranked if court in courts_told(e) and e.fitness >= ranked[0].fitness - WIDE_MARGIN and not _is_unsure(e))
        added += [e for e in (next(near, None),) if e is not None and e not in added]
    return [*summary[: max(1, MAX_SUMMARY - len(added))], *added]


def courts_told(evidence: Evidence) -> frozenset[str]:
    """Return the US courts of appeals that a sentence tells of, by its own words or as a ruling of theirs."""
    return circuits_named(f"{evidence.text} {evidence.source.title} {evidence.source.citation}")


def _left_out(retrieval: Retrieval, ranked: Sequence[Evidence], chosen: Sequence[Evidence]) -> list[Evidence]:
    """Return the best sentence on each part of the question that nothing chosen speaks of, if it is of the same law and not far behind."""
    found: list[Evidence] = []
    if retrieval.route.passages:  # a place that is cited is the whole question
        return found
    laws = {e.source.id for e in chosen}
    for concept in retrieval.asked:
        if any(concept.covered_by(stems(e.text)) for e in (*chosen, *found)):
            continue
        fits = (e for e in ranked if e.source.id in laws and e.fitness >= ranked[0].fitness - _margin(ranked) and concept.covered_by(stems(e.text)))
        found += [e for e in (next(fits, None),) if e is not None]
    return found


def _places(retrieval: Retrieval, ranked: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the jurisdictions that a question names or leans to, and those of the works that it names beside them."""
    # "Subpoena" leans to the United States, but where the reader has chosen other places nothing of theirs was searched.
    leaning = [code for code in retrieval.route.leaning if code in (retrieval.scope.jurisdictions or retrieval.route.leaning)]
    named = retrieval.route.sources
    works = dict.fromkeys(e.source.jurisdiction for e in ranked if e.source.id in named)
    return tuple(dict.fromkeys((*leaning, *works))) if leaning else ()


def _home(ranked: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the jurisdiction that most of the best sentences tell, where the question names none."""
    return tuple(code for code, _ in Counter(e.source.jurisdiction for e in ranked[:HOME_POOL]).most_common(1))


def _narrow(retrieval: Retrieval, ranked: Sequence[Evidence], max_claims: int) -> list[Evidence]:
    """Take the few sentences that come nearest to a question for one fact; a cited place is told in its own order."""
    asked = kinds_asked(retrieval.question)
    having, others = list(ranked[:1]), list[Evidence]()
    for e in ranked[1:]:
        has = not asked or kinds_held(retrieval.question, e.text) > 0
        if ranked[0].fitness - e.fitness <= (NARROW_MARGIN if has else NARROW_MARGIN / 2):
            (having if has else others).append(e)
    near = [*having, *others]  # what has an amount or a period where one is asked for comes first: the others must not take its room
    cited = [e for e in ranked if e.routed] if retrieval.asks_place else []
    if cited:
        cited.sort(key=lambda e: (e.passage.document_id, len(e.passage.pinpoint.locators[0].subs) if e.passage.pinpoint.locators else 0, e.start))
        return _take(cited, min(max_claims, CITED_CLAIMS), per_source=CITED_CLAIMS)
    return _take(near, min(max_claims, NARROW_CLAIMS), per_source=5)


def _broad(retrieval: Retrieval, ranked: Sequence[Evidence], home: Sequence[str], seeds: Sequence[Evidence], max_claims: int) -> list[Evidence]:
    """Take sentences for an account: the home jurisdictions first, then what others do, unless the question names its countries."""
    near = [e for e in ranked if e.fitness >= ranked[0].fitness - _margin(ranked)]
    if retrieval.route.jurisdictions or retrieval.route.sources:
        # A named work is the subject; others must come nearer to the question to be told beside it.
        named = retrieval.route.sources
        near = [e for e in near if not named or e.source.id in named or e.fitness >= ranked[0].fitness - NARROW_MARGIN]
        firsts = [e for e in _firsts(ranked, home) if e not in seeds] if len(home) > 1 else []
        first = [*seeds, *firsts]
        per_source = 12 if len(named) == 1 and not firsts else 6
        return _take([*first, *(e for e in near if e not in first)], max_claims, per_source=per_source, seeds=len(first))
    inside = _take([*seeds, *(e for e in near if e.source.jurisdiction in home and e not in seeds)], round(max_claims * 2 / 3), per_source=3, seeds=len(seeds))
    # Outside sentences were ranked lower for being outside; here they compete among themselves.
    most = max(e.coverage for e in ranked)
    outside = [
        e
        for e in ranked
        if e.source.jurisdiction not in home
        and e.fitness >= ranked[0].fitness - _margin(ranked) - 0.1
        and (max(e.facets[: retrieval.summary_facets], default=0.0) >= OUTSIDE_FACET or (e.similarity >= OUTSIDE_SIMILARITY and e.coverage >= 0.6 * most))
    ]
    return inside + _take(outside, max_claims - len(inside), per_source=2, per_jurisdiction=2)


def _margin(ranked: Sequence[Evidence]) -> float:
    """Return how far below the best sentence an account goes: far where the question is also about other things, near where it is about one."""
    return WIDE_MARGIN if len(ranked[0].facets) > 1 else BROAD_MARGIN


def _seeds(retrieval: Retrieval, ranked: Sequence[Evidence], home: Sequence[str]) -> list[Evidence]:
    """Return, for each thing that a question is also about, the sentence that says it best.

    For the summary only the home law itself will do; for the sections, reports and treaties too.
    """
    seeds: list[Evidence] = []
    for facet in range(len(ranked[0].facets)):
        in_summary = facet < retrieval.summary_facets
        inside = [
            e
            for e in ranked
            if e not in seeds
            and not _is_unsure(e)
            and (e.source.jurisdiction in home and e.source.kind not in SECONDARY if in_summary else e.source.jurisdiction in {*home, "INT"})
        ]
        weight = 0.3 if in_summary else 0.1
        used = {e.source.id for e in seeds}
        best = max(
            inside,
            key=lambda e: e.facets[facet] + weight * e.fitness + OWN_WORDS * e.own_coverage - (0.08 if e.source.id in used else 0.0),
            default=None,
        )
        if best is not None and best.facets[facet] >= SEED_SIMILARITY and not any(_same(best, s) for s in seeds):
            seeds.append(best)
    return seeds


def _take(ranked: Sequence[Evidence], limit: int, *, per_source: int, per_jurisdiction: int = 99, seeds: int = 0) -> list[Evidence]:
    """Take sentences in order that do not say again what is said, spread over sources and themes; the first ``seeds`` are taken as they are."""
    if not ranked:
        return []
    most = max(e.coverage for e in ranked)
    chosen: list[Evidence] = []
    counts: Counter[tuple[str, ...]] = Counter()
    for e in ranked:
        source, place = ("source", e.source.id), ("place", e.source.jurisdiction)
        theme = ("theme", e.source.jurisdiction, _key(e))
        seed = len(chosen) < seeds
        if not seed and (counts[source] >= per_source or counts[place] >= per_jurisdiction or counts[theme] >= MAX_PER_SECTION + 2):
            continue
        if not seed and not e.routed and e.coverage < 0.4 * most and max((e.similarity, *e.facets)) < SEED_SIMILARITY:
            continue
        if any(_same(e, other) for other in chosen):
            continue
        chosen.append(e)
        counts.update((source, place, theme))
        if len(chosen) == limit:
            break
    return chosen


def _same(a: Evidence, b: Evidence) -> bool:
    """Tell whether two sentences say the same: nearly the same words, the same figures and the same bounds and order of what they count."""
    one, two = stems(a.text), stems(b.text)
    if _figures(a.text) != _figures(b.text) or one & _BOUNDING != two & _BOUNDING:
        return False
    return len(one & two) / max(1, min(len(one), len(two))) > SIMILAR


@lru_cache(maxsize=20_000)  # each sentence is compared with many
def _figures(text: str) -> frozenset[str]:
    return frozenset(s for s in stems(text) if s[:1].isdigit())


def _firm(chosen: Sequence[Evidence]) -> list[Evidence]:
    return [e for e in chosen if not _is_unsure(e)] or list(chosen)


def _is_unsure(evidence: Evidence) -> bool:
    return evidence.text.startswith(LOW_CONFIDENCE)


def _one_leads(chosen: Sequence[Evidence]) -> bool:
    """Tell whether one section answers clearly better than any other, so that the question rests on it in whatever words it is asked."""
    firm = _firm(chosen)
    others = [e.fitness for e in firm if e.passage.pinpoint.section != firm[0].passage.pinpoint.section]
    return bool(firm) and max(others, default=0.0) < firm[0].fitness - LEADS_BY


def _one_provision(chosen: Sequence[Evidence], home: Sequence[str]) -> list[Evidence]:
    """Return the few sentences of one section that come near the best: one fact stands in one provision, and what others add comes after it.

    Where several places are named, it is one section of each.
    """
    firm = _firm(chosen)
    groups = [[e for e in firm if e.source.jurisdiction == code] for code in home] if len(home) > 1 else [firm]
    near: list[Evidence] = []
    for group in groups if any(groups) else [firm]:
        best = max(group, key=lambda e: e.fitness - (SUMMARY_MARGIN if _is_recital(e) else 0.0), default=None)
        if best is not None:
            section = best.passage.pinpoint.section
            close = [e for e in group if e.fitness >= best.fitness - SUMMARY_MARGIN and (e.routed or e.passage.pinpoint.section == section)]
            # That it has come into force says nothing of what it rules, unless that is what comes nearest.
            near += sorted(close, key=lambda e: e is not best and _IN_FORCE.search(e.text) is not None)
    if len(home) > 1:
        firsts = {e.source.jurisdiction: e for e in reversed(near)}
        near.sort(key=lambda e: e is not firsts[e.source.jurisdiction])  # the first of each place before the second of any
    return near[: max(NARROW_SUMMARY, len(home))]


def _summary(chosen: Sequence[Evidence], home: Sequence[str], seeds: int) -> list[Evidence]:
    """Return at most four sentences: the best, those chosen for each thing the question is about, then up to three what comes near the best.

    Few, so that a question asked in other words rests on the same places.
    """
    if not chosen:
        return []
    firm = _firm(chosen)
    places = list(dict.fromkeys(e.source.jurisdiction for e in firm if _is_law(e)))
    best = max((e for e in firm if e is firm[0] or e.source.jurisdiction in home or _speaks_of(home, e)), key=lambda e: e.fitness)
    if seeds == 0 and len(home) > 1:
        # A comparison: the best of each place named, the nearest first; a count of reports by country is nearer than any of their laws.
        firsts = sorted(_firsts(firm, [code for code in home if code in places]), key=lambda e: -e.fitness)
        firsts = [best, *firsts] if not firsts or firsts[0].fitness < best.fitness - FAR_BEHIND else firsts
        firm = [*firsts, *(e for e in firm if e not in firsts)]
    elif seeds == 0:
        # An account opens with the law itself where that is nearly as near as what others say of it.
        first = next((e for e in firm if _is_law(e) and e.fitness >= best.fitness - BROAD_SUMMARY_MARGIN), best)
        firm = [first, *(e for e in firm if e is not first)]
    picked = firm[: max(seeds, len(home) if len(home) > 1 else 1)][:MAX_SUMMARY]
    if seeds == 1:  # a question about several things is told in their order
        best = max(firm, key=lambda e: e.fitness)
        picked = [best, *(e for e in picked if e != best)][:MAX_SUMMARY]
    floor = max(e.fitness for e in firm) - BROAD_SUMMARY_MARGIN
    for e in firm:
        if len(picked) >= ENOUGH:
            break
        if e not in picked and e.fitness >= floor and not (seeds and e.source.jurisdiction not in home):
            picked.append(e)
    return picked


def _firsts(ranked: Sequence[Evidence], codes: Sequence[str]) -> list[Evidence]:
    """Return the best sentence of each jurisdiction's own law, where it has one that is not far from the best of any."""
    found = [next((e for e in ranked if e.source.jurisdiction == code and _is_law(e)), None) for code in codes]
    top = max((e.fitness for e in found if e is not None), default=0.0)
    return [e for e in found if e is not None and e.fitness >= top - WIDE_MARGIN]


def _is_law(evidence: Evidence) -> bool:
    """Tell whether a sentence states law itself and not what is said of it; a recital gives reasons and binds nobody."""
    return evidence.source.kind not in SECONDARY and not _is_recital(evidence)


def _is_recital(evidence: Evidence) -> bool:
    return bool(_RECITAL.search(str(evidence.passage.pinpoint)))


def _key(evidence: Evidence) -> str:
    return theme_of(evidence.passage.heading, evidence.text, evidence.source.kind).key


def _bottom_line(rest: Sequence[Evidence], ranked: Sequence[Evidence], summary: Sequence[Evidence]) -> list[Evidence]:
    """Return the closing sentence: one that says how far the answer holds, or else one of another source than the summary's; none where neither is near."""
    floor = ranked[0].fitness - _margin(ranked) if ranked else 0.0
    said = [*summary, *rest]
    # What was chosen comes before what was only found.
    pool = [*rest, *(e for e in ranked if e.fitness >= floor and e not in said and not any(_same(e, s) for s in said))]
    used = {e.source.id for e in summary}
    top = max((e.fitness for e in summary), default=0.0)
    bounds = [e for e in pool if _BOUNDS.search(e.text) and not _is_unsure(e) and e.fitness >= top - BOUNDS_MARGIN]
    other = [e for e in rest if not _is_unsure(e) and e.source.id not in used and e.fitness >= top - SUMMARY_MARGIN]
    return (bounds or other)[:1]


def _sections(rest: Sequence[Evidence], home: Sequence[str]) -> tuple[tuple[str, tuple[Evidence, ...]], ...]:
    """Group what is left: the home jurisdictions by theme, each other jurisdiction in a section of its own; lone sentences together."""
    themes: dict[tuple[str, str], list[Evidence]] = {}
    abroad: dict[str, list[Evidence]] = {}
    for e in rest:
        if e.source.jurisdiction in home:
            themes.setdefault((e.source.jurisdiction, _key(e)), []).append(e)
        else:
            abroad.setdefault(e.source.jurisdiction, []).append(e)
    lone = [key for key, group in themes.items() if len(group) == 1 and key[1] in _MINOR]
    if len(lone) > 1 and len(themes) > 3:
        for code, key in lone:
            themes.setdefault((code, "related"), []).extend(themes.pop((code, key)))
    order = {key: i for i, key in enumerate(_ORDER)}
    titled = [(_title(_BY_KEY[key], code), themes[code, key]) for code, key in sorted(themes, key=lambda k: (home.index(k[0]), order[k[1]]))]
    titled += [(JURISDICTIONS.get(code, code), abroad[code]) for code in sorted(abroad, key=_place)]
    return tuple((title, tuple(group)) for title, group in titled)


def _place(code: str) -> int:
    codes = list(JURISDICTIONS)
    return codes.index(code) if code in codes else len(codes)


_BY_KEY = {theme.key: theme for theme in (*THEMES, GENERAL, COURTS, PRACTICE, RELATED_RULES)}
_ORDER = (
    "duty", "clearinghouse", "voluntary", "compelled", "monitoring", "preservation", "penalties", "immunity", "notice", "courts", "definitions",
    "general", "figures", "practice", "related",
)  # fmt: skip


_MINOR = frozenset({"immunity", "notice", "definitions", "general", "figures", "courts"})


def _title(theme: Theme, code: str) -> str:
    place = JURISDICTIONS.get(code, code)
    return theme.heading if code in {"INT", "user"} else f"{theme.heading} ({place})"
