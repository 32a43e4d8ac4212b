"""Parts: a question that asks several things is told the answer to each.

Sentences are ranked by the whole question, which one of its parts can draw to itself ("how many days normally, and how fast
in an emergency?"). So each part is searched too, as a follow-up is: what answers it fits both the whole and the part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from ingest.text import sentences
from qa.compose import MAX_SUMMARY, Plan, rank
from qa.gist import content
from qa.kinds import kinds_asked, kinds_held
from qa.retrieve import Evidence, Retrieval, blend

MOST: Final = 3
# How far below the best sentence of the whole what answers a part may lie.
NEAR: Final = 0.35
_ASKING: Final = (
    r"(?:(?:(?:for|within|by|after|under|to|at) )?(?:how (?:long|much|many|fast|soon|quickly|big|high|large|often|do|does|did|is|are)|what|whom|which)"
    r"|who|when|where|why|is|are|was|were|does|do|did|can|may|must|should|has|have)"
)
_JOINED = re.compile(
    rf"\s*(?:[,;–—-]+ ?|\s)(?:and|but|plus|also)[, ]+(?:also |then |if so,? |if not,? )?(?={_ASKING}\b)|\s+[–—-]\s+(?={_ASKING}\b)", re.IGNORECASE
)
_LEAD = re.compile(rf"(?P<lead>[^,:]{{2,60}}[,:] )(?={_ASKING}\b)", re.IGNORECASE)
_MEASURE = re.compile(r"^(?P<before>.*?(?<!\bby )\bhow (?:long|much|many \w+|fast|soon|quickly|big|high))\b", re.IGNORECASE)
_AGAINST = re.compile(r",? (?:compared (?:with|to)|as against|as opposed to|versus|vs\.?) ", re.IGNORECASE)


def parts(question: str) -> tuple[str, ...]:
    """Return the things that a question asks, each as it can be searched beside the whole; none where it asks one."""
    measure = _MEASURE.match(question)
    against = _AGAINST.split(question)
    if measure and len(against) == 2 and len(measure["before"]) < len(against[0]) and content(against[1]):
        return against[0], f"{measure['before']} for {against[1]}"
    told = [question[start:end] for start, end in sentences(question)]
    # What stands before a question ("X is in Dublin. Does ...?") is its scene.
    asked = [part.strip(" ,;-–—") for one in told if "?" in one or "?" not in question for part in _JOINED.split(one)]
    asking = [part for part in asked if re.match(rf"(?:.*[:,] |\W*(?:and |or |so |but )?){_ASKING}\b", part, re.IGNORECASE) and content(part)]
    if len(asking) < 2:
        return ()
    lead = _LEAD.match(asking[0])
    # "In Kenya, how long ..., and how fast ...?": where and of what is said once.
    return asking[0], *(f"{lead['lead'] if lead else ''}{part}" for part in asking[1:MOST])


def with_parts(laid_out: Plan, retrieval: Retrieval, ranked: Sequence[Evidence], search: Callable[[str], Retrieval]) -> Plan:
    """Return a report whose summary answers each thing that its question asks, so far as a sentence of the same law, or nearly as near, does."""
    asked = parts(retrieval.question)
    if not asked or retrieval.readings or retrieval.asks_place:
        return laid_out
    answering: list[Evidence] = []
    in_order = True
    for number, part in enumerate(asked):
        e = _answering(part, retrieval, ranked, search(part), answering)
        in_order &= e is not None or number > 0
        answering += [e] if e is not None else []
    if all(e in laid_out.summary for e in answering) and (not in_order or laid_out.summary[0] == answering[0]):
        return laid_out
    # What was asked first is told first, where it is told at all.
    first = [] if in_order else [e for e in laid_out.summary[:1] if e in answering]
    summary = tuple(dict.fromkeys((*first, *answering, *laid_out.summary)))[: MAX_SUMMARY + 1]
    sections = tuple((heading, kept) for heading, group in laid_out.sections if (kept := tuple(e for e in group if e not in summary)))
    return Plan(summary, sections, tuple(e for e in laid_out.bottom_line if e not in summary))


def _answering(part: str, whole: Retrieval, ranked: Sequence[Evidence], alone: Retrieval, told: Sequence[Evidence]) -> Evidence | None:
    """Return the sentence that answers a part best, if it tells what the part asks for by its kind and is not told already; None without one.

    The first part stands alone. Of another, it is the one that fits both it and the whole best, or, where that is told already, it alone.
    """
    found = {e.key: e for e in ranked}
    for order in (*([rank(blend(whole, alone))] if told else []), rank(alone)):
        best = next((found[e.key] for e in order if e.key in found), None)
        if best is not None and best not in told:
            near = best.fitness >= ranked[0].fitness - NEAR and kinds_held(part, best.text) >= kinds_asked(part)
            return best if near else None
    return None
