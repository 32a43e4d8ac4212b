"""In force: what a question is about and was not the law on its day.

A question can name a law, or a place in it, that the day does not know; and it
can be one that only a law of another day answers. Both are said, in place of
what other laws say of something near.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.document import Source
from qa.abstain import decide
from qa.changes import LAW, Changes, Span, joined, names
from qa.compose import Plan, rank
from qa.retrieve import LEADING, Evidence, Retrieval, Retriever

# How much better than the law of the day a law of another day must answer, to be what the question is about;
# and how much worse it may, to be worth a word.
MARGIN, NEAR = 0.09, 0.06
# Days whose law is searched too, and how many passages of each are glanced at first: a search takes as long as the first one did.
MAX_DAYS = 3
GLIMPSE = 12
MAX_NAMED = 4


@dataclass(frozen=True, slots=True)
class Outside:
    """The sentence nearest to a question in a law, or a place of one, that is not in force on the day asked about."""

    evidence: Evidence

    @property
    def law(self) -> Source:
        """The law in the version that holds the sentence."""
        return self.evidence.source


def status(changes: Changes, source: Source, on: date) -> str:
    """Say that no version of a source is in force on a day, and until or since when one is; empty where one is in force."""
    spans = changes.spans(source.id)
    if any((first or date.min) <= on <= (last or date.max) for first, last in spans):
        return ""
    ended, coming = _around(spans, on)
    if source.kind not in LAW and coming:
        return f"{source.citation}: not published on {on}; the text held is of {coming}."
    if ended:
        again = f", and is in force again from {coming}" if coming else ""
        return f"{source.citation} stopped applying on {ended}{again}."
    return f"{source.citation}: not in force on {on}; in force from {coming}, as far as the texts held here go."


def outside(retriever: Retriever, retrieval: Retrieval) -> tuple[Outside, ...]:
    """Return, of each law that answers a question with words that are not in force on its day, the best sentence; the best law first."""
    changes, day = retriever.changes, retrieval.scope.as_of
    told = {e.source.id for e in retrieval.evidence if not changes.in_force(e.source, day)}
    found: dict[str, Evidence] = {}
    for other in _days(changes, day):
        scope = replace(retrieval.scope, as_of=other)
        if all(changes.holds(i, day) or retriever.source(i).kind not in LAW for i in retriever.glimpse(retrieval, scope, GLIMPSE)):
            continue
        there = retriever.retrieve(retrieval.question, scope, retrieval.route)
        away = tuple(e for e in there.evidence if e.source.kind in LAW and e.source.id not in told and not changes.holds(e.passage.id, day))
        ranked = rank(replace(retrieval, evidence=away))
        if ranked and decide(replace(retrieval, evidence=away), ranked) is None:
            for e in ranked:
                found.setdefault(e.source.id, e)
    return tuple(Outside(e) for e in sorted(found.values(), key=lambda e: (-e.fitness, e.key)))


def unanswered(retrieval: Retrieval, ranked: Sequence[Evidence], others: Sequence[Outside], changes: Changes, *, sure: bool = False) -> str:
    """Say why a question cannot be answered for its day though a law of another day speaks of it; empty where it can.

    ``sure`` tells that what is in force on the day surely answers; it is believed where what leads speaks of the ended law ("lapsed on ...").
    """
    on = retrieval.scope.as_of
    if retrieval.route.sources:
        return _filtered_away(retrieval, changes) or _named_away(retrieval, changes) or _place_away(retrieval, changes)
    best = ranked[0].fitness if ranked else 0.0
    if not others or others[0].evidence.fitness <= best + MARGIN or retrieval.route.unresolved or retrieval.route.other_places:
        return ""
    if sure and any(names(o.law).search(e.text) for o in others for e in ranked[:LEADING]):
        return ""
    leading = [o for o in others if o.evidence.fitness >= best][:MAX_NAMED]
    lines = [_status(changes, o, on) for o in leading]
    lines += [line for o in leading if (line := followed(changes, o.law, on))]
    return f"What is held here on this is not the law of {on}. {' '.join(dict.fromkeys(lines))}"


def followed(changes: Changes, law: Source, on: date) -> str:
    """Name the younger sources that speak of a law which had ended by a day; empty where none does."""
    ended, _ = _around(changes.spans(law.id), on)
    later = changes.followers(law, ended, on) if ended else ()
    return f"Younger sources that speak of {law.citation}: {'; '.join(s.citation for s in later)}." if later else ""


def with_sequel(laid_out: Plan, retrieval: Retrieval, changes: Changes) -> Plan:
    """Close a report that tells a law which had ended with what a younger source says of it, where it does not say so already."""
    on = retrieval.scope.as_of
    used = list(laid_out.evidence())
    for law in {e.source.id: e.source for e in used if not changes.in_force(e.source, on)}.values():
        ended, _ = _around(changes.spans(law.id), on)
        later = {s.id for s in changes.followers(law, ended, on)} if ended else set()
        found = [e for e in retrieval.evidence if e.source.id in later and names(law).search(e.text)]
        if found and not any(e in found for e in used):
            laid_out = replace(laid_out, bottom_line=(*laid_out.bottom_line, found[0]))
    return laid_out


def not_told(retrieval: Retrieval, others: Iterable[Outside], ranked: Sequence[Evidence], changes: Changes) -> list[str]:
    """Say which laws an answer leaves out because they are not in force on its day: those that were named, and those that come near the question."""
    on = retrieval.scope.as_of
    named = [changes.versions(i)[0] for i in retrieval.route.sources if changes.told(i, on) is None]
    best = ranked[0].fitness if ranked else 0.0
    near = [_status(changes, o, on) for o in others if o.evidence.fitness >= best - NEAR and o.law.id not in {s.id for s in named}]
    return [*(status(changes, s, on) for s in named), *(f"Also near this question, but not told: {line}" for line in near[:MAX_NAMED])]


def _filtered_away(retrieval: Retrieval, changes: Changes) -> str:
    """Say that the filters leave out every work that the question names."""
    named = [changes.versions(i)[0] for i in retrieval.route.sources]
    if any(retrieval.scope.admits(source) for source in named):
        return ""
    return f"The filters chosen leave out what this question names: {', '.join(source.citation for source in named[:MAX_NAMED])}."


def _named_away(retrieval: Retrieval, changes: Changes) -> str:
    """Say that none of the works named can be told, unless they are named as the end of the time asked about ("before the X Act")."""
    route, on = retrieval.route, retrieval.scope.as_of
    if any(changes.told(i, on) is not None for i in route.sources):
        return ""
    if any(re.search(rf"\b(?:pre[- ]|(?:before|until|prior to|without)\s+(?:the\s+)?){re.escape(m)}", retrieval.question) for m in route.mentions):
        return ""
    lines = [status(changes, changes.versions(i)[0], on) for i in route.sources]
    return " ".join(lines[:MAX_NAMED])


def _place_away(retrieval: Retrieval, changes: Changes) -> str:
    """Say that the places cited are in other versions of the law only."""
    route, on = retrieval.route, retrieval.scope.as_of
    if not route.passages or any(e.routed for e in retrieval.evidence):
        return ""
    documents = {i.partition("#")[0] for i in route.passages}
    held = [s for i in route.sources for s in changes.versions(i) if s.document_id in documents]
    if not held or not retrieval.scope.admits(held[0]):
        return ""
    windows = " and ".join(_window(span) for span in joined(changes.window(s) for s in held))
    return f"{', '.join(route.citations)} is not in the text of {held[0].citation} in force on {on} that is held here; it is in the text {windows}."


def _window(span: Span) -> str:
    first, last = span
    return " ".join([f"from {first}" if first else "from the beginning", *([f"to {last}"] if last else [])])


def _around(spans: Iterable[Span], on: date) -> tuple[date | None, date | None]:
    """Return the last day before a day, and the first day after it, on which any of some spans holds."""
    ended = [last for _, last in spans if last is not None and last < on]
    coming = [first for first, _ in spans if first is not None and first > on]
    return max(ended, default=None), min(coming, default=None)


def _status(changes: Changes, away: Outside, on: date) -> str:
    """Say that the law itself is not in force on a day, or that its text of that day does not have the place."""
    law, place = away.law, away.evidence.passage.pinpoint
    return status(changes, law, on) or f"{place} is not in the text in force on {on} that is held here; it is in the text {_window(changes.window(law))}."


def _days(changes: Changes, on: date) -> list[date]:
    """Return a few days on which other versions of laws are in force than on a day.

    Those on which the most laws are that the day does not know at all; then those of versions to come; then those of versions past.
    """
    near = {s.document_id: (s, day, rank) for versions in changes.laws() for s, day, rank in _versions_away(changes, versions, on)}
    days: list[date] = []
    while near and len(days) < MAX_DAYS:
        shared = {day: Counter(rank for s, _, rank in near.values() if changes.in_force(s, day)) for _, day, _ in near.values()}
        days.append(max(sorted(shared), key=lambda day: [shared[day][rank] for rank in _RANKS]))
        near = {i: kept for i, kept in near.items() if not changes.in_force(kept[0], days[-1])}
    return days


_UNKNOWN, _COMING, _PAST = _RANKS = range(3)


def _versions_away(changes: Changes, versions: Sequence[Source], on: date) -> Iterable[tuple[Source, date, int]]:
    """Yield the versions of a law that are not in force on a day, each with the nearest day on which it is, and why it is away."""
    unknown = not any(changes.in_force(s, on) for s in versions)
    nearest = _around(changes.spans(versions[0].id), on)
    for source in versions:
        ended, coming = _around([changes.window(source)], on)
        if (day := coming or ended) is not None and not changes.in_force(source, on) and (day in nearest or not unknown):
            yield source, day, _UNKNOWN if unknown else _COMING if coming else _PAST
