"""Unheld: names that a question turns on and that nothing near it speaks of: an act that no source is, a company whose practice is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from qa.kinds import asks_rule
from qa.parts import parts
from qa.retrieve import POOL, WIDE, Evidence, Retrieval
from qa.terms import STOP, stems, stems_in_order

NOT_HELD: Final = "No source in this corpus holds {}, so nothing is said about it."
# The words before "Act" that begin with a capital: what an act is called, when it is not the first word of a question alone.
_ACT_NAMED = re.compile(r"\b(?P<name>(?:[A-Z][\w'’&-]*,? (?:(?:of|and|the|for|to|on|in) (?=[A-Z]))?){1,7})(?:Act|Bill|Directive|Convention)\b")
# What a company does or did, and not what a rule would have it do: "Does Starlink give police ...?", "What does Snapchat ask of police?".
_PRACTICE = re.compile(
    r"^\W*(?:(?:so|and|ok(?:ay)?|but|hey),? )?"
    r"(?:does|did|has|(?:what|when|why|how(?: (?:long|often|many \w+|much|quickly|fast))?|which \w+) (?:does|did|has))"
    r" (?P<name>[\w&'’.-]+)\b"
    r"|^\W*(?:so |and |ok )?is (?P<listed>[\w&'’.-]+) (?:(?:already|now|still|really) )?(?:on|being|under investigation|among|one of)\b",
    re.IGNORECASE,
)
_LEGALLY: Final = re.compile(r"\b(?:ha(?:ve|s) to|required?|oblig\w+|by law|legally|count|fall|qualify|break|violate|need)\b", re.IGNORECASE)


def unheld(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    """Return the sentence that says so where a question turns on an act or a company that nothing near it speaks of; None for any other."""
    return _unknown_act(retrieval, ranked) or _unknown_company(retrieval, ranked)


def _unknown_act(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    named = [] if retrieval.route.sources else list(_ACT_NAMED.finditer(retrieval.question))
    if not named:  # as for most questions: the words of thirty sentences are read for the others alone
        return None
    spoken = set(stems_in_order(" ".join(f"{e.text} {e.source.title} {e.source.citation} {' '.join(e.source.aliases)}" for e in ranked[:WIDE])))
    for m in named:
        words = [w for w in re.findall(r"[\w'’&-]+", m["name"]) if w.isupper() or w.lower() not in STOP]
        if any(not stems(w) <= spoken for w in words):
            return NOT_HELD.format(f"the {m.group()}")
    return None


def _unknown_company(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    question = next(iter(parts(retrieval.question)), retrieval.question)  # "Does TikTok keep deleted videos, and can police get them?"
    m = _PRACTICE.search(question)
    if m is None or asks_rule(question) or _LEGALLY.search(question):
        return None
    name = m["name"] or m["listed"]
    concept = next((c for c in retrieval.concepts if c.company and c.label.lower() == name.lower()), None)
    if concept is None or any(stems(concept.label) <= stems(e.text) for e in ranked[:POOL]):
        return None
    return f"Available sources do not speak of {name} in this connection; the law that they tell is not what a company does."
