"""Gist: the part of a question that asks, without the story around it.

"Box is in Dublin, company's in Redmond. Does a US warrant reach it?" is about
a warrant; an embedding of the whole is drawn to Dublin and Redmond. The part
that asks is looked for beside the whole, never in its place: what a story
tells may be what the answer turns on.
"""

from __future__ import annotations

import re

from ingest.text import sentences
from qa.terms import STOP, words

# Fewer words of content ("Is she right?") say nothing without what stands before them.
MIN_CONTENT = 3
_PARTS = re.compile(r"(?<=[:;])\s+|\s[–—-]\s")
_ASKS = re.compile(
    r"^\W*(?:(?:and|so|but|or|then)\W+)?(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|must|may(?! \d)"
    r"|might|should|shall|has|have|had|will"
    r"|would|isn't|aren't|don't|doesn't|didn't|can't|wasn't|quel\w*|combien|qui|que|comment|quand)\b",
    re.IGNORECASE,
)


def gist(question: str) -> str:
    """Return the parts of a question that ask, or the whole where all of it asks or no part can stand for it."""
    whole = (question[start:end] for start, end in sentences(question))
    parts = [part for sentence in whole for part in _PARTS.split(sentence) if part.strip()]
    asks = [n for n, part in enumerate(parts) if "?" in part or _ASKS.match(part)]
    if not asks or len(asks) == len(parts):
        return question
    first, last = asks[0], asks[-1]
    while first and len(content(" ".join(parts[first : last + 1]))) < MIN_CONTENT:
        first -= 1
    asked = " ".join(parts[first : last + 1])
    return asked if len(content(asked)) >= MIN_CONTENT else question


def content(text: str) -> list[str]:
    """Return the words of a text that say something by themselves, in order."""
    return [word for word in words(text) if word.lower() not in STOP]
