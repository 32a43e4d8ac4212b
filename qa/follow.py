"""Following: a desk on an index that others write to, or on the link to the current edition of one, which moves on when either does.

A desk answers from an index as it was when it was opened. When another process has finished writing to it, or the link leads
elsewhere, a new desk is opened and asked once beside the old; then one assignment makes it the desk of every question that
comes. A question that has begun ends on what it began on.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from threading import Event as Stop
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from ingest.document import Source
from ingest.errors import IngestError
from ingest.index import last_seal
from qa.answer import Answer, Citation, CitedSource
from qa.answer import Support as Support
from qa.conversation import History
from qa.errors import QAError
from qa.observe import LOGGER, Figures
from qa.pipeline import Desk
from qa.reading import Reading
from qa.retrieve import Retrieved
from qa.stream import Event
from qa.verify import QuoteCheck

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

EVERY_SECONDS: Final = 2.0
# What a desk is warmed with, so that no reader waits for what is built at the first question.
_FIRST: Final = "What does the law require?"


class FollowingDesk(Desk):
    """A desk that hands each question to the desk of the index as it is now."""

    def __init__(self, link: Path, opened: Callable[[Path], Desk], figures: Figures, every: float = EVERY_SECONDS) -> None:
        """Open the index in ``link``, or that it leads to, with ``opened``, and look every few seconds whether it is another; ``figures`` count for all."""
        self.link = link
        self.figures = figures
        self._opened = opened
        self._every = every
        self._turn = Lock()
        self._closed = Stop()
        self._edition = link.resolve()
        self._desk = opened(self._edition)
        self._refused: tuple[Path, str | None] = (self._edition, self._desk.sealed)
        self.embedder = self._desk.embedder
        self._thread = Thread(target=_watch, args=(weakref.ref(self), self._closed), name="attest-edition", daemon=True)
        self._thread.start()

    def look(self) -> bool:
        """Move on if there is another index to answer from, and tell whether that was done; one that cannot be opened is logged and tried again."""
        with self._turn:
            edition = self.link.resolve()
            sealed = last_seal(edition)
            if self._closed.is_set() or (edition == self._edition and sealed in {None, self._desk.sealed}):
                return False
            try:
                desk = self._opened(edition)
                if desk.sealed is None and edition == self._edition:  # another process has begun to write since the seal was read
                    return False
                desk.confidence(_FIRST)
            except (IngestError, QAError) as error:
                if (edition, sealed) != self._refused:
                    LOGGER.log(logging.ERROR, "the edition %s cannot be opened, %s still answers: %s", edition.name, self._edition.name, error)
                self._refused = edition, sealed
                return False
            before, self._desk, self._edition = self._desk, desk, edition
            if before.folder != desk.folder:  # else they share what closing lets go of
                before.close()
            return True

    def close(self) -> None:
        """Stop following and let go of the index; the desk cannot be asked after that."""
        self._closed.set()
        with self._turn:
            self._desk.close()

    def ask(
        self,
        question: str,
        *,
        jurisdictions: Sequence[str] = (),
        as_of: date | None = None,
        history: History = (),
        kinds: Sequence[str] = (),
        stop: Stop | None = None,
    ) -> Answer:
        """Answer from the current edition; see ``Desk.ask``."""
        return self._desk.ask(question, jurisdictions=jurisdictions, as_of=as_of, history=history, kinds=kinds, stop=stop)

    def stream(
        self,
        question: str,
        *,
        jurisdictions: Sequence[str] = (),
        as_of: date | None = None,
        history: History = (),
        kinds: Sequence[str] = (),
        stop: Stop | None = None,
    ) -> Iterator[Event]:
        """Yield the steps of an answer from the current edition, to the end from the one it began on; see ``Desk.stream``."""
        return self._desk.stream(question, jurisdictions=jurisdictions, as_of=as_of, history=history, kinds=kinds, stop=stop)

    def search(self, query: str, k: int = 10, *, jurisdictions: Sequence[str] = (), as_of: date | None = None, history: History = ()) -> list[Retrieved]:
        """Search the current edition; see ``Desk.search``."""
        return self._desk.search(query, k, jurisdictions=jurisdictions, as_of=as_of, history=history)

    def confidence(self, question: str, *, jurisdictions: Sequence[str] = (), as_of: date | None = None, history: History = ()) -> float:
        """Judge by the current edition; see ``Desk.confidence``."""
        return self._desk.confidence(question, jurisdictions=jurisdictions, as_of=as_of, history=history)

    def support(self, claim: str, passage: str) -> Support:
        """Judge whether a passage bears out a claim."""
        return self._desk.support(claim, passage)

    def verify_quote(self, citation: str, quote: str) -> QuoteCheck:
        """Check a quote in the current edition; see ``Desk.verify_quote``."""
        return self._desk.verify_quote(citation, quote)

    def read(self, document_id: str) -> tuple[Reading, ...]:
        """Return the places of a source version of the current edition; see ``Desk.read``."""
        return self._desk.read(document_id)

    def document_text(self, document_id: str) -> str:
        """Return a text of the current edition; see ``Desk.document_text``."""
        return self._desk.document_text(document_id)

    @property
    def composer(self) -> str:
        """The name of what writes the current edition's answers."""
        return self._desk.composer

    def cited(self, passage_id: str, start: int, end: int, n: int) -> tuple[CitedSource, Citation] | None:
        """Return a part of a passage of the current edition as an answer cites it; see ``Desk.cited``."""
        return self._desk.cited(passage_id, start, end, n)

    def beside(self, folder: Path) -> Desk:
        """Open a desk on another index that the same model built; see ``Desk.beside``."""
        return self._desk.beside(folder)

    def failures(self) -> dict[str, str]:
        """Map the files that could not be ingested into the current edition to the reasons."""
        return self._desk.failures()

    def problems(self) -> tuple[str, ...] | None:
        """Look the current edition over and return what is wrong; see ``Desk.problems``."""
        return self._desk.problems()

    def sources(self) -> list[Source]:
        """Return every source version in the current edition."""
        return self._desk.sources()

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Map document ids of the current edition to numbers of provisions and passages."""
        return self._desk.sizes()

    def as_retriever(self, k: int = 8) -> BaseRetriever:
        """Return a LangChain retriever that follows too."""
        from qa.langchain import retriever

        return retriever(self, k)

    @property
    def chain(self) -> Runnable[object, Answer]:
        """The pipeline of the current edition as a LangChain Runnable; take it anew for each question."""
        return self._desk.chain

    @property
    def folder(self) -> Path:
        """The folder that was asked for: a link, beside which editions lie, or an index itself."""
        return self.link

    @property
    def sealed(self) -> str | None:
        """The seal of the index that answers now."""
        return self._desk.sealed

    @property
    def today(self) -> date:
        """The day on which questions are asked."""
        return self._desk.today


def _watch(watched: weakref.ref[FollowingDesk], closed: Stop) -> None:
    """Look for as long as the desk is open and anybody has it."""
    every: float | None = None
    while every is None or not closed.wait(every):
        desk = watched()
        if desk is None:
            return
        if every is not None:
            desk.look()
        every = desk._every
        del desk
