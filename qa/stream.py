"""Stream: the steps of an answer as events, of which the last holds the Answer that is also given at once."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from qa.answer import Answer, Claim

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a streamed answer: passages ``retrieved``, a ``claim`` put forward, the claim ``verified``, or ``done``.

    A ``claim`` is pending: its passage bears it out, but only ``verified`` says that it is part of the answer, and under which numbers.
    """

    name: Literal["retrieved", "claim", "verified", "done"]
    passages: int = 0
    text: str = ""
    claim: Claim | None = None
    answer: Answer | None = None


def result(steps: Generator[object, None, T]) -> T:
    """Run steps to their end and return what they come to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: T = end.value
            return value


def events(passages: int, steps: Generator[str, None, Answer]) -> Iterator[Event]:
    """Yield the events of an answer whose steps put sentences forward; every sentence of the answer is put forward before it is verified."""
    yield Event("retrieved", passages=passages)
    pending: set[str] = set()
    while True:
        try:
            text = next(steps)
        except StopIteration as end:
            answer: Answer = end.value
            break
        pending.add(text)
        yield Event("claim", text=text)
    for claim in answer.claims():
        if claim.text not in pending:
            yield Event("claim", text=claim.text)
        yield Event("verified", claim=claim)
    yield Event("done", answer=answer)
