"""Held: whether an answer that comes back from a browser or a tool is one that a desk gives; anyone can write its JSON."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.errors import IngestError
from qa.answer import Answer, Citation, Claim
from qa.errors import QAError, QuestionError
from qa.pipeline import COMPOSER, Desk


def check(answer: Answer, desks: Sequence[Desk]) -> None:
    """Raise QuestionError, naming the place, unless every quote, source and sentence of an answer is as one of the desks has it."""
    if answer.composer not in {COMPOSER, *(desk.composer for desk in desks)}:
        raise QuestionError(f"this answer says that {answer.composer!r} wrote it, which writes no answers here: ask again and export that")
    for claim in answer.claims():
        for citation in claim.citations:
            _check_citation(answer, citation, desks)
        _check_words(answer, claim)


def stands(answer: Answer, desks: Sequence[Desk]) -> bool:
    """Tell whether ``check`` finds nothing against an answer; not where the index cannot be read."""
    try:
        check(answer, desks)
    except (QAError, IngestError):
        return False
    return True


def _check_citation(answer: Answer, citation: Citation, desks: Sequence[Desk]) -> None:
    held = [desk.cited(citation.passage_id, citation.start, citation.end, citation.n) for desk in desks]
    if citation not in [found[1] for found in held if found]:
        raise QuestionError(f"this answer's quote at {citation.pinpoint} is not in the index: ask again and export that")
    source = answer.sources[citation.n - 1]
    if (source, citation) not in held:
        raise QuestionError(f"this answer's source {source.citation} is another version than that in the index: ask again and export that")


def _check_words(answer: Answer, claim: Claim) -> None:
    # The extractive composer shows a statement as it stands; a model's sentences are its own, and only their quotes can be compared.
    if answer.composer == COMPOSER and claim.text not in {citation.quote for citation in claim.citations}:
        raise QuestionError(f"this answer's sentence at {claim.citations[0].pinpoint} is none of its quotes: ask again and export that")
