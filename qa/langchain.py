"""The LangChain surfaces: the pipeline as a Runnable, and a retriever. The only home of langchain_core on the asking side."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

from qa.answer import Answer
from qa.errors import QuestionError

if TYPE_CHECKING:
    from qa.pipeline import Desk, Prepared, Request

_KEYS = {"question", "jurisdictions", "as_of", "history"}


def _keep_private() -> None:
    """Switch tracing off, which would send questions away; LangChain reads this at its first run, so it is done with the import."""
    for name in ("LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING", "LANGSMITH_TRACING_V2"):
        os.environ[name] = "false"


def chain(desk: Desk) -> Runnable[Any, Answer]:
    """Return understand | retrieve | answer as one Runnable; its steps show by name to callbacks."""

    def understand(value: object) -> Request:
        if isinstance(value, str):
            value = {"question": value}
        if not isinstance(value, Mapping) or "question" not in value or not set(value) <= _KEYS:
            raise QuestionError(f"the chain takes a question or a mapping with 'question' and some of {sorted(_KEYS - {'question'})}, not {value!r}")
        question, codes = value["question"], value.get("jurisdictions") or ()
        if not isinstance(question, str):
            raise QuestionError(f"the question is text, not {question!r}")
        return desk._request(question, (codes,) if isinstance(codes, str) else codes, _day(value.get("as_of")), value.get("history") or ())

    def retrieve(request: Request) -> Prepared:
        return desk._prepare(request)

    def answer(prepared: Prepared) -> Answer:
        return desk._answer(prepared)

    steps = (
        RunnableLambda(understand).with_config(run_name="understand")
        | RunnableLambda(retrieve).with_config(run_name="retrieve")
        | RunnableLambda(answer).with_config(run_name="answer")
    )
    return steps.with_config(run_name="attest")


def _day(value: object) -> date | None:
    """Take a day, or one written as YYYY-MM-DD, as it comes in JSON."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise QuestionError(f"as_of is {value!r}; give a date, or write it as YYYY-MM-DD") from None


class DeskRetriever(BaseRetriever):
    """Searches a desk; each Document's metadata says where its words stand."""

    desk: Any
    k: int

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [
            Document(
                page_content=hit.text,
                id=hit.passage_id,
                metadata={
                    "passage_id": hit.passage_id,
                    "source_id": hit.source_id,
                    "citation": hit.citation,
                    "pinpoint": hit.pinpoint,
                    "start": hit.start,
                    "end": hit.end,
                    "similarity": hit.similarity,
                },
            )
            for hit in self.desk.search(query, k=self.k)
        ]


def retriever(desk: Desk, k: int) -> BaseRetriever:
    """Return a retriever of the k best passages."""
    return DeskRetriever(desk=desk, k=k)


_keep_private()
