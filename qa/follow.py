"""Following: a desk on the edition that a link leads to, which moves on when the link does.

A process answers from one edition at a time. A new one is opened and asked once
beside the old; then one assignment makes it the edition of every question that
comes. A question that has begun ends on the edition it began on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from threading import Event as Stop
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from ingest.document import Source
from ingest.errors import IngestError
from qa.answer import Answer
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
    """A desk that hands each question to the desk of the current edition."""

    def __init__(self, link: Path, opened: Callable[[Path], Desk], figures: Figures, every: float = EVERY_SECONDS) -> None:
        """Open the edition that ``link`` leads to with ``opened``, and look every few seconds whether it leads to another; ``figures`` count for all."""
        self.link = link
        self.figures = figures
        self._opened = opened
        self._every = every
        self._turn = Lock()
        self._closed = Stop()
        self._edition = self._refused = link.resolve()
        self._desk = opened(self._edition)
        self.embedder = self._desk.embedder
        self._thread = Thread(target=self._watch_link, name="attest-edition", daemon=True)
        self._thread.start()

    def look(self) -> bool:
        """Move on if the link leads elsewhere, and tell whether that was done; an edition that cannot be opened is logged and tried again."""
        with self._turn:
            edition = self.link.resolve()
            if edition == self._edition or self._closed.is_set():
                return False
            try:
                desk = self._opened(edition)
                desk.confidence(_FIRST)
            except (IngestError, QAError) as error:
                if edition != self._refused:
                    LOGGER.log(logging.ERROR, "the edition %s cannot be opened, %s still answers: %s", edition.name, self._edition.name, error)
                self._refused = edition
                return False
            before, self._desk, self._edition = self._desk, desk, edition
            before.close()
            return True

    def _watch_link(self) -> None:
        while not self._closed.wait(self._every):
            self.look()

    def close(self) -> None:
        """Stop following and let go of the edition; the desk cannot be asked after that."""
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
        """The link, beside which the editions lie."""
        return self.link

    @property
    def today(self) -> date:
        """The day on which questions are asked."""
        return self._desk.today
