"""Beyond: words of a sentence of which none of its passages speaks: an actor, a place, a whole clause.

The judge of support weighs a sentence as a whole and lets a paraphrase pass; a
model that joins a falsehood to a truth hides it in that weight. Here each part
is looked at alone, by its words: stricter than a reader would be, because the
model is asked once more in the passage's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.places import jurisdictions_named, other_places_named
from qa.retrieve import Evidence
from qa.terms import STOP, stem, stems, words

# The least share of a clause's words that its passages must have.
LEAST_KNOWN = 0.5
# Who acts, as the words before the verb name him.
_WHO = re.compile(r"^(?:[^,]*, )?(?P<who>[^,]{1,80}?) (?:must|shall|may|can|cannot|needs?|has|have|is|are|will|does|do)\b")
_CLAUSE = re.compile(r";|,? (?:and|but|while|whereas)\b|, (?:which|who|whose|where|so|as)\b", re.IGNORECASE)


def beyond(sentence: str, cited: Sequence[Evidence]) -> str:
    """Return what a sentence says that none of the passages it cites, their headings and their sources' names speak of; empty where all is known."""
    spoken = " ".join(f"{e.passage.text} {e.passage.heading} {e.source.title} {e.source.short} {e.source.citation} {e.passage.pinpoint}" for e in cited)
    known = stems(spoken)
    codes = {e.source.jurisdiction for e in cited} | set(jurisdictions_named(spoken))
    strange = [*(c for c in jurisdictions_named(sentence) if c not in codes), *(p for p in other_places_named(sentence) if p not in other_places_named(spoken))]
    if strange:
        return strange[0]
    who = _WHO.match(sentence)
    strangers = [word for word in _content(who["who"]) if stem(word) not in known] if who else []
    if strangers:
        return strangers[0]
    for clause in _CLAUSE.split(sentence):
        content = list(_content(clause))
        if sum(stem(word) in known for word in content) < LEAST_KNOWN * len(content):
            return clause.strip()
    return ""


def _content(text: str) -> Iterator[str]:
    return (word for word in words(text) if word.lower() not in STOP)
