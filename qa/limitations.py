"""Limitations and follow-ups: computed from what was searched and what was used, never generated."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from ingest.document import Source
from ingest.pinpoint import Pinpoint
from qa.changes import LAW, Changes, Difference
from qa.compose import JURISDICTIONS, courts_told, narrowed_to
from qa.in_force import followed, status
from qa.places import circuits_named, listed_courts
from qa.retrieve import LOW_CONFIDENCE, Evidence, Retrieval
from qa.terms import stems

RECENT_MONTHS = 24
MAX_PLACES = 4
FOLLOW_UPS = 5
FOLLOW_UP_POOL = 120


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known of the texts behind an answer beside their words: their changes, the day it is today, whether some are missing."""

    changes: Changes
    today: date
    unfinished: bool


def limitations(retrieval: Retrieval, used: Sequence[Evidence], texts: Texts) -> tuple[str, ...]:
    """Return what a reader must know about the search and the texts behind an answer."""
    sources = {e.source.document_id: e.source for e in used}
    told = list(sources.values())
    lines = [
        f"Searched {retrieval.passages_searched:,} passages of {retrieval.sources_searched} sources; this answer rests on {len(told)} of them.",
        *_not_mentioned(retrieval, used),
        *_not_everywhere(retrieval, told),
        *_forms(told),
        *_ages(told, texts.changes, retrieval.scope.as_of),
        *_future(texts.today, retrieval.scope.as_of),
        *_changes(used, texts, retrieval.scope.as_of),
        *_standing(used, texts.changes, retrieval.scope.as_of),
    ]
    low = sum(e.text.startswith(LOW_CONFIDENCE) for e in used)
    if low:
        lines.append(f"{low} of the statements {'is' if low == 1 else 'are'} marked low confidence: a single secondary report was at hand.")
    lines += narrowed_to(retrieval.scope)
    if texts.unfinished:
        lines.append("The last ingest did not finish, so some sources are missing from this search; run 'attest ingest' to complete it.")
    return tuple(lines)


def _not_mentioned(retrieval: Retrieval, used: Sequence[Evidence]) -> list[str]:
    covered = {label for e in used for label in e.covered}
    missing = [c.label for c in retrieval.concepts if c.label not in covered and (c.key or not c.known)]
    missing += [c.label for c in retrieval.concepts if c.company and not any(stems(c.label) <= stems(e.text) for e in used)]
    missing += [place for place in retrieval.route.other_places if not any(place.lower() in e.text.lower() for e in used)]
    courts = circuits_named(retrieval.question)
    silent = courts.difference(*map(courts_told, used)) if len(courts) > 1 else frozenset[str]()
    missing = [label for label in missing if label.capitalize() not in silent]
    lines = []
    if missing:
        quoted = ", ".join(f"“{label}”" for label in dict.fromkeys(missing))
        lines.append(f"Available sources do not mention {quoted} in the passages that answer this question.")
    if silent:
        lines.append(f"Available sources do not tell what {listed_courts(silent)} on this.")
    if retrieval.route.unresolved:
        lines.append(f"No source in this corpus holds {', '.join(retrieval.route.unresolved)}.")
    return lines


def _future(today: date, as_of: date) -> list[str]:
    return [f"{as_of} is yet to come: this is the law of that day as far as it is known on {today}; it may change before then."] if as_of > today else []


def _not_everywhere(retrieval: Retrieval, told: Sequence[Source]) -> list[str]:
    """Say that no rule was found which holds everywhere, where a question names no country and several are told."""
    codes = [code for code in JURISDICTIONS if code != "user" and any(s.jurisdiction == code for s in told)]
    if retrieval.route.jurisdictions or retrieval.route.sources or len(codes) < 2:
        return []
    names = ", ".join(JURISDICTIONS[code] for code in codes)
    return [f"Available sources do not mention one rule for every country and provider; this answer tells those of: {names}."]


def _forms(told: Sequence[Source]) -> list[str]:
    digests = [s for s in told if s.form == "digest"]
    if not digests:
        return []
    if len(digests) == len(told):
        which = "The text used is a digest" if len(told) == 1 else f"All {len(told)} texts used are digests"
    else:
        which = f"{len(digests)} of the {len(told)} texts used {'is a digest' if len(digests) == 1 else 'are digests'}"
    line = f"{which}: Attest's own short statements, with the source's page linked."
    sheets = [s.citation for s in digests if s.basis == "fact sheet"]
    if sheets:
        line += f" Checked against research notes, not against the full text: {'; '.join(sheets)}."
    return [line]


def _ages(told: Sequence[Source], changes: Changes, as_of: date) -> list[str]:
    lines = []
    dated = [s for s in told if s.text_as_of is not None]
    if dated:
        oldest = min(dated, key=lambda s: s.text_as_of or as_of)
        lines.append(f"The oldest text used is {oldest.citation}, as it stood on {oldest.text_as_of}.")
    for source in told:
        if source.kind in LAW and changes.window(source) == (None, None) and (source.text_as_of is None or source.text_as_of > as_of):
            of = f"is of {source.text_as_of}" if source.text_as_of else "bears no date"
            lines.append(f"The text of {source.citation} {of}; since when it holds is not known, so that of {as_of} may differ.")
        ended = status(changes, source, as_of)
        if ended:
            lines.append(" ".join([f"{ended.removesuffix('.')}; it is told as it last stood.", *filter(None, [followed(changes, source, as_of)])]))
    return list(dict.fromkeys(lines))


def _changes(used: Sequence[Evidence], texts: Texts, as_of: date) -> list[str]:
    """Say of each law cited when it changed and will change, and what became of the places cited."""
    lines = []
    for source_id in dict.fromkeys(e.source.id for e in used):
        states = texts.changes.states(source_id)
        cited = list(dict.fromkeys(e.passage.pinpoint for e in used if e.source.id == source_id))
        steps = [(before, after) for before, after in pairwise(states) if after.valid_from is not None]
        past = [step for step in steps if _day(step) <= as_of]
        lines += [_changed(step, cited, texts.changes) for step in _worth_telling(past, cited, texts.changes, as_of)]
        coming = [step for step in steps if _day(step) > as_of]
        lines += [_will_change(step, cited, texts, as_of) for step in coming if step == coming[0] or _cited(step, cited, texts.changes)]
    return lines


Step = tuple[Source, Source]  # two versions of a law, one after the other


def _day(step: Step) -> date:
    assert step[1].valid_from is not None
    return step[1].valid_from


def _cited(step: Step, cited: Sequence[Pinpoint], changes: Changes) -> list[Difference]:
    """Return what a change did to the places cited; a citation of a whole law is no citation of each place in it."""
    law = Pinpoint.parse(step[1].citation)
    places = [c for c in cited if c != law]
    return [d for d in changes.between(*step) if any(c.contains(Pinpoint.parse(d.place)) for c in places)]


def _worth_telling(past: Sequence[Step], cited: Sequence[Pinpoint], changes: Changes, as_of: date) -> list[Step]:
    """Return the recent changes, and the last change of each place cited, from the oldest to the newest."""
    seen: set[str] = set()
    found = []
    for step in reversed(past):
        places = {d.place for d in _cited(step, cited, changes) if all(d.held)}
        if _months_before(as_of, RECENT_MONTHS) <= _day(step) or places - seen:
            found.append(step)
        seen |= places
    return found[::-1]


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _changed(step: Step, cited: Sequence[Pinpoint], changes: Changes) -> str:
    made_by = changes.made_by(*step)
    by = f" (see {', '.join(s.citation for s in made_by)})" if made_by else ""
    did = "came into force again" if _apart(step) else "changed"
    return f"{step[1].citation} {did} on {_day(step)}{by}. {_what(step, cited, changes, 'since')}"


def _apart(step: Step) -> bool:
    """Tell whether there were days between two versions on which neither was in force."""
    return step[0].valid_to is not None and step[0].valid_to + timedelta(days=1) < _day(step)


def _will_change(step: Step, cited: Sequence[Pinpoint], texts: Texts, as_of: date) -> str:
    if _day(step) > texts.today:
        return f"{step[1].citation} will change on {_day(step)}; the new text is already enacted. {_what(step, cited, texts.changes, 'from then on')}"
    return f"{step[1].citation} has changed since {as_of}: a newer text applies from {_day(step)}. {_what(step, cited, texts.changes, 'since')}"


def _what(step: Step, cited: Sequence[Pinpoint], changes: Changes, since: str) -> str:
    """Say what a change did: to the places cited, or else where it was."""
    times = f"until {step[0].valid_to}" if _apart(step) else "until then", since
    here = _cited(step, cited, changes)
    if here:
        return _sentence("; ".join(_did(here, *times)))
    elsewhere = [d for d in changes.between(*step) if all(d.held) and d.place != step[1].citation] or list(changes.between(*step))
    if not elsewhere:
        return "What is held of it here reads the same before and after."
    lead = "" if step[1].citation in map(str, cited) else "not in a place cited here, but "
    return _sentence(f"{lead}{'; '.join(_did(elsewhere, *times, brief=True))}")


def _sentence(words: str) -> str:
    begun = words[0].upper() + words[1:] if words.startswith(("held ", "other ", "not ")) else words  # places are written as they are cited
    return f"{begun}{'' if words.endswith('”') else '.'}"


def _did(found: Sequence[Difference], until: str, since: str, *, brief: bool = False) -> list[str]:
    """Tell differences: those in figures one by one, one in words, and the places of the others."""
    figures = [d for d in found if all(d.figures)]
    words = [d for d in found if all(d.held) and d not in figures]
    lines = [f"{_short(d.place)}: {' and '.join(d.figures[0])} {until}, {' and '.join(d.figures[1])} {since}" for d in figures[:MAX_PLACES]]
    quoted = words[:1] if len(figures) < MAX_PLACES else []
    rest = [*figures[MAX_PLACES:], *words[len(quoted) :]]
    lines += [f"other words at {_places(rest)}"] if rest else []
    for held, only in (((False, True), "from then on"), ((True, False), until)):
        alone = [d for d in found if d.held == held]
        lines += [f"held only {only}: {_places(alone)}"] if alone else []
    return lines + [_quoted(d, until, since, brief) for d in quoted]


def _quoted(d: Difference, until: str, since: str, brief: bool) -> str:
    before = f"{until} “{d.before[0]}”" if d.before and not (brief and d.after) else ""
    after = f"{since} “{d.after[0]}”" if d.after else ""
    return f"{_short(d.place)}: {', '.join(filter(None, [before, after]))}"


def _places(found: Sequence[Difference]) -> str:
    more = f" and {len(found) - MAX_PLACES} more" if len(found) > MAX_PLACES else ""
    return ", ".join(_short(d.place) for d in found[:MAX_PLACES]) + more


def _short(place: str) -> str:
    return " ".join(str(locator) for locator in Pinpoint.parse(place).locators) or place


# What tells that words of a law are not, or are no longer, in force.
_NOT_IN_FORCE = re.compile(
    r"\bnot (?:yet |then )?(?:been )?in force\b|\b(?:is|are|was|were|been|as) (?:\w+ )?suspended\b|\bsuspended by\b"
    r"|\b(?:lapsed|expired|repealed|revoked|annulled)\b|\bstruck down\b|\bno longer (?:in force|appl\w+)\b|\bleft for later\b",
    re.IGNORECASE,
)


def _standing(used: Sequence[Evidence], changes: Changes, as_of: date) -> list[str]:
    """Quote what is held of a place cited about its being suspended, not in force or repealed, where the answer leaves it out."""
    lines = []
    said = {" ".join(e.text.split()) for e in used}
    for source_id, place in dict.fromkeys((e.source.id, e.passage.pinpoint) for e in used if e.source.kind in LAW and e.passage.pinpoint.locators):
        for version in changes.versions(source_id):
            if changes.in_force(version, as_of):
                lines += [f"Of {place} it is also held: “{s}”" for s in changes.said(version, place) if s not in said and _NOT_IN_FORCE.search(s)]
    return list(dict.fromkeys(lines))


def follow_ups(retrieval: Retrieval, ranked: Sequence[Evidence], used: Sequence[Evidence]) -> tuple[str, ...]:
    """Return five questions about places near this answer that it did not tell; each names its source, so each has an answer.

    Where a source lists questions of its own for a place, those are asked; else one is made from the place's heading.
    """
    told = {(e.source.id, str(e.passage.pinpoint)) for e in used}
    pool = [
        e
        for e in (*ranked[:FOLLOW_UP_POOL], *retrieval.evidence)
        if (e.source.id, str(e.passage.pinpoint)) not in told and not e.text.startswith(LOW_CONFIDENCE)
    ]
    asked = stems(retrieval.question)
    found: dict[str, str] = {}
    for per_source in (1, 2, 5):
        for listed in (True, False):
            for e in pool:
                if len(found) == FOLLOW_UPS:
                    return tuple(found)
                if list(found.values()).count(e.source.id) >= per_source:
                    continue
                question = _listed(e) if listed else _made(e)
                if question and question not in found and not _alike(stems(question), asked):
                    found[question] = e.source.id
    return tuple(found)


def _listed(evidence: Evidence) -> str:
    place = str(evidence.passage.pinpoint)
    return next((ask for ask, at in evidence.source.questions if at == place and ask[0].isupper() and ask.endswith("?")), "")


def _alike(question: frozenset[str], asked: frozenset[str]) -> bool:
    return len(question & asked) > 0.8 * len(question)


def _made(evidence: Evidence) -> str:
    return _ask(evidence) if evidence.passage.heading and evidence.passage.pinpoint.locators else ""


def _ask(evidence: Evidence) -> str:
    name = evidence.source.short
    verb = (
        "do"
        if name.rstrip("0123456789() ").endswith(("figures", "guidelines", "rules", "regulations", "for", "of", "in")) and "'s" not in name.split()[-1]
        else "does"
    )
    label = evidence.passage.heading
    first = label.split()[0]
    lowered = label if first.isupper() or any(c.isupper() for c in first[1:]) or first in _PROPER else label[0].lower() + label[1:]
    return f"What {verb} {name} say about {lowered}?"


_PROPER = frozenset(
    """Article Section Canadian Kenyan British European American German Indian Brazilian Australian Facebook Google Meta Apple Ofcom Regulations Interpol
    Europol""".split()
)
