"""Baselines: what plain retrieval gives from the same texts with the same embedder, in the same harness.

    chain   LangChain's recursive splitter (1,000 characters, 200 in common), Chroma, the four nearest chunks
    bm25    the four passages that BM25 ranks first for the question's words
    dense   the four passages whose embeddings are nearest to the question's
    paste   the passage that Attest's own search ranks first, whole

Each says what it found and cites where that stands. None of them abstains: nothing in them could tell when to.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from evals.case import Case
from evals.errors import EvalsError
from evals.system import SEARCHED, Cited, Found, Reply, Said
from ingest.catalogue import Scope
from ingest.document import Passage
from ingest.embed import Embedder
from ingest.index import Index, scratch_client
from qa.errors import QuestionError
from qa.pipeline import Desk

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings

TOP: Final = 4
CHUNK_CHARS, OVERLAP_CHARS = 1_000, 200


class PassageBaseline:
    """Says the passages that one ranking puts first."""

    def __init__(self, name: str, index: Index, rank: Callable[[str, int, Scope], Sequence[str]], top: int = TOP) -> None:
        """Take a name, the index, a ranking of passage ids for a question, and how many of them to say."""
        self.name = name
        self._index = index
        self._rank = rank
        self._top = top

    def reply(self, case: Case) -> Reply:
        """Say the first passages found for the last turn of a case; one that Attest's search takes for no question counts as refused."""
        started = time.perf_counter()
        try:
            ids = self._rank(case.question, SEARCHED, Scope(case.day, ()))
        except QuestionError as error:
            return Reply(False, (), (), None, None, 0.0, rejected=str(error))
        stored = self._index.catalogue.stored(list(ids))
        passages = [stored[i].passage for i in ids]
        seconds = time.perf_counter() - started
        return _reply([_said(p) for p in passages[: self._top]], [_found(p) for p in passages], seconds)


def bm25(index: Index) -> PassageBaseline:
    """Return the baseline that ranks by the question's words alone."""

    def rank(question: str, k: int, scope: Scope) -> list[str]:
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", question.lower())))
        # The words of the texts alone: the questions listed for places are part of what is measured against this.
        return index.catalogue.search_words(f"{{head body}} : ({query})", k, scope) if query else []

    return PassageBaseline("bm25", index, rank)


def dense(index: Index, embedder: Embedder) -> PassageBaseline:
    """Return the baseline that ranks by the question's embedding alone."""

    def rank(question: str, k: int, scope: Scope) -> list[str]:
        return [near.passage_id for near in index.nearest(embedder.encode([question])[0], k, scope)]

    return PassageBaseline("dense", index, rank)


def paste(index: Index, desk: Desk) -> PassageBaseline:
    """Return the baseline that pastes the passage which Attest's search ranks first: its citation is always borne out."""

    def rank(question: str, k: int, scope: Scope) -> list[str]:
        return [hit.passage_id for hit in desk.search(question, k, as_of=scope.as_of)]

    return PassageBaseline("paste", index, rank, top=1)


class ChainBaseline:
    """A plain LangChain and Chroma chain, as a tutorial builds it; it knows no days, so texts of all versions are in it."""

    name = "chain"

    def __init__(self, index: Index, embedder: Embedder) -> None:
        """Split the index's stored texts anew and embed them; raises EvalsError where the chain's libraries are not installed."""
        self._index = index
        self._store = _split_and_embed(index, embedder)

    def reply(self, case: Case) -> Reply:
        """Say the four chunks nearest to the last turn of a case, each cited by the provision that its first words stand in."""
        started = time.perf_counter()
        chunks = self.search(case.question, SEARCHED)
        seconds = time.perf_counter() - started
        found = [self._found(str(c.metadata["document"]), int(c.metadata["start_index"]), len(c.page_content)) for c in chunks]
        said = [
            Said(chunk.page_content, (Cited(place.pinpoint, place.document_id, place.start, place.end, chunk.page_content),), in_summary=True)
            for chunk, place in zip(chunks[:TOP], found, strict=False)
        ]
        return _reply(said, found, seconds)

    def search(self, question: str, k: int) -> list[Document]:
        """Return the k chunks nearest to a question."""
        return self._store.similarity_search(question, k=k)

    @cached_property
    def _places(self) -> dict[str, tuple[list[int], list[str]]]:
        """The starts of every document's passages in order, and their pinpoints."""
        stored = self._index.catalogue.stored([i for i, _, _ in self._index.catalogue.places()])
        places: dict[str, tuple[list[int], list[str]]] = {}
        for passage in sorted((item.passage for item in stored.values()), key=lambda p: (p.document_id, p.start)):
            starts, pinpoints = places.setdefault(passage.document_id, ([], []))
            starts.append(passage.start)
            pinpoints.append(str(passage.pinpoint))
        return places

    def _found(self, document_id: str, start: int, length: int) -> Found:
        starts, pinpoints = self._places[document_id]
        return Found(pinpoints[max(0, bisect_right(starts, start) - 1)], document_id, start, start + length)


def _split_and_embed(index: Index, embedder: Embedder) -> Chroma:
    try:
        from langchain_chroma import Chroma
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    except ImportError as error:
        raise EvalsError("the baselines need langchain-chroma and langchain-text-splitters; install them with: pip install 'attest-qa[eval]'") from error
    from langchain_core.documents import Document

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS, add_start_index=True)
    whole = [Document(index.catalogue.text(i), metadata={"document": i}) for i in sorted(index.catalogue.sources())]
    # Stores in memory are shared by a process, so each has a name of its own.
    store = Chroma(collection_name=f"baseline-{uuid4().hex}", embedding_function=_embeddings(embedder), client=scratch_client())
    store.add_documents(splitter.split_documents(whole))
    return store


def _embeddings(embedder: Embedder) -> Embeddings:
    from langchain_core.embeddings import Embeddings

    class Same(Embeddings):
        """The index's own embedder, as LangChain wants it."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(x) for x in row] for row in embedder.encode(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return Same()


def _said(passage: Passage) -> Said:
    cited = Cited(str(passage.pinpoint), passage.document_id, passage.start, passage.end, passage.text)
    return Said(passage.text, (cited,), in_summary=True)


def _found(passage: Passage) -> Found:
    return Found(str(passage.pinpoint), passage.document_id, passage.start, passage.end)


def _reply(said: Sequence[Said], found: Sequence[Found], seconds: float) -> Reply:
    return Reply(bool(said), tuple(said), tuple(found), 1.0 if said else None, None, seconds)
