"""Recheck: hold a log of past answers against an index, quote by quote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.catalogue import Catalogue
from ingest.document import Source
from qa.answer import Answer, Citation
from qa.errors import AnswerError, MalformedAnswerError

Verdict = Literal["verified", "changed", "gone", "other_version"]
MAX_LINE_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What became of one citation of a past answer.

    ``verified``: the words stand at their offsets in the same text (by sha256). ``other_version``: they still stand there, but the text around
    them is another one. ``changed``: other words stand there. ``gone``: the index holds the source version no more.
    """

    line: int
    question: str
    n: int
    pinpoint: str
    verdict: Verdict


def recheck(log: Path, folder: Path) -> Iterator[Rechecked]:
    """Yield the verdict on each citation of each answer in a log; raises MalformedAnswerError naming the line that is none."""
    catalogue = Catalogue(folder)
    sources = catalogue.sources()
    for number, answer in _answers(log):
        hashes = {source.n: source.sha256 for source in answer.sources}
        for citation in dict.fromkeys(c for claim in answer.claims() for c in claim.citations):
            yield Rechecked(number, answer.question, citation.n, citation.pinpoint, _verdict(citation, hashes[citation.n], sources, catalogue))


def _verdict(citation: Citation, sha256: str, sources: dict[str, Source], catalogue: Catalogue) -> Verdict:
    document_id = citation.passage_id.partition("#")[0]
    source = sources.get(document_id)
    if source is None:
        return "gone"
    if catalogue.text(document_id)[citation.start : citation.end] != citation.quote:
        return "changed"
    return "verified" if source.sha256 == sha256 else "other_version"


def _answers(log: Path) -> Iterator[tuple[int, Answer]]:
    try:
        with log.open("rb") as lines:
            for number, line in enumerate(iter(lambda: lines.readline(MAX_LINE_BYTES + 1), b""), start=1):
                if not line.strip():
                    continue
                if len(line) > MAX_LINE_BYTES:
                    raise MalformedAnswerError(f"{log}, line {number} is longer than any answer; it is no answer log")
                try:
                    yield number, Answer.from_dict(json.loads(line)["answer"])
                except (ValueError, KeyError, TypeError, RecursionError, AnswerError) as error:
                    raise MalformedAnswerError(f"{log}, line {number} is no logged answer ({type(error).__name__}); was the file edited or cut off?") from error
    except OSError as error:
        raise MalformedAnswerError(f"{log} cannot be read: {error.strerror or error}") from error
