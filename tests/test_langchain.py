"""The LangChain surfaces: the pipeline as a Runnable, and the retriever."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

from ingest.index import open_index
from qa import Answer
from qa.errors import QuestionError
from qa.pipeline import Desk
from qa.settings import Settings
from tests.conftest import ROOT
from tests.factories import TODAY, FakeEmbedder

QUESTION = "How fast does a harbour master report a lost buoy?"
LAMPS = "When does a lighthouse keeper trim the lamps?"
TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")


@pytest.fixture
def desk(built: Path, embedder: FakeEmbedder) -> Desk:
    return Desk(open_index(built, embedder.fingerprint), embedder, Settings(index=built), today=lambda: TODAY)


class Names(BaseCallbackHandler):
    """Remembers the runs that began, by name, and those that failed."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.failed: list[type[BaseException]] = []

    def on_chain_start(self, serialized: dict[str, Any] | None, inputs: Any, *, run_id: UUID, name: str = "", **_: Any) -> None:
        self.begun.append(name)

    def on_chain_error(self, error: BaseException, **_: Any) -> None:
        self.failed.append(type(error))


def test_the_chain_takes_a_mapping_or_the_question_alone(desk: Desk) -> None:
    expected = desk.ask(QUESTION)
    assert expected.status == "answered"
    assert isinstance(desk.chain, Runnable)
    assert desk.chain.invoke({"question": QUESTION}) == expected
    assert desk.chain.invoke(QUESTION) == expected
    assert desk.chain is desk.chain


def test_the_chain_takes_the_filters_and_the_history(desk: Desk) -> None:
    then = desk.ask(QUESTION, as_of=date(2020, 5, 5), jurisdictions=["us"])
    assert "within 30 days" in then.summary[0].text
    for codes in (["us"], ("us",), "us"):
        for day in (date(2020, 5, 5), "2020-05-05"):
            assert desk.chain.invoke({"question": QUESTION, "jurisdictions": codes, "as_of": day}) == then
    history = [(QUESTION, desk.ask(QUESTION))]
    asked = desk.chain.invoke({"question": "And who hides it?", "history": history})
    assert asked == desk.ask("And who hides it?", history=history)
    assert asked.provenance.standalone_question != asked.question


def test_empty_filters_filter_nothing(desk: Desk) -> None:
    assert desk.chain.invoke({"question": QUESTION, "jurisdictions": None, "as_of": None, "history": []}) == desk.ask(QUESTION)


def test_batch_keeps_the_order(desk: Desk) -> None:
    questions = [QUESTION, LAMPS, "Which wine goes with grilled salmon?"] * 4
    assert desk.chain.batch(questions, config={"max_concurrency": 4}) == [desk.ask(question) for question in questions]


def test_batch_can_give_errors_as_values(desk: Desk) -> None:
    good, bad = desk.chain.batch([QUESTION, ""], return_exceptions=True)
    assert good == desk.ask(QUESTION)
    assert isinstance(bad, QuestionError)


def test_stream_ends_with_the_answer(desk: Desk) -> None:
    assert list(desk.chain.stream({"question": QUESTION}))[-1] == desk.ask(QUESTION)


def test_callbacks_see_the_steps_by_name(desk: Desk) -> None:
    names = Names()
    desk.chain.invoke({"question": QUESTION}, config={"callbacks": [names]})
    assert names.begun == ["attest", "understand", "retrieve", "answer"]
    assert names.failed == []


def test_callbacks_see_where_a_question_failed(desk: Desk) -> None:
    names = Names()
    with pytest.raises(QuestionError):
        desk.chain.invoke({"question": "?"}, config={"callbacks": [names]})
    assert names.begun == ["attest", "understand"]
    assert names.failed == [QuestionError, QuestionError]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, "the chain takes a question or a mapping"),
        ({"query": QUESTION}, "the chain takes a question or a mapping"),
        ({"question": QUESTION, "k": 3}, r"some of \['as_of', 'history', 'jurisdictions'\]"),
        (None, "the chain takes a question or a mapping"),
        ([QUESTION], "the chain takes a question or a mapping"),
        ({"question": None}, "the question is text, not None"),
        ({"question": 7}, "the question is text, not 7"),
        ({"question": " "}, "the question is empty"),
        ({"question": QUESTION, "as_of": "last year"}, "as_of is 'last year'; give a date, or write it as YYYY-MM-DD"),
        ({"question": QUESTION, "as_of": 2020}, "as_of is 2020; give a date"),
        ({"question": QUESTION, "jurisdictions": ["ZZ"]}, "no source has the jurisdiction 'ZZ'"),
    ],
    ids=["empty", "no question", "unknown key", "none", "list", "question none", "question number", "blank", "day in words", "day a number", "place"],
)
def test_what_the_chain_cannot_take_is_a_question_error(desk: Desk, value: Any, message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        desk.chain.invoke(value)


def test_the_chain_composes(desk: Desk) -> None:
    def status(answer: Answer) -> str:
        return answer.status

    assert (desk.chain | RunnableLambda(status)).invoke({"question": QUESTION}) == "answered"
    before = RunnableLambda(lambda topic: {"question": f"When does a keeper trim the {topic}?"})
    assert (before | desk.chain | RunnableLambda(status)).invoke("lamps") == "answered"


def test_the_retriever_gives_slices_with_their_places(desk: Desk) -> None:
    retriever = desk.as_retriever(k=3)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("lost buoy")
    hits = desk.search("lost buoy", k=3)
    assert len(documents) == 3
    for document, hit in zip(documents, hits, strict=True):
        assert isinstance(document, Document)
        assert set(document.metadata) == {"passage_id", "source_id", "citation", "pinpoint", "start", "end", "similarity"}
        told: Mapping[str, Any] = document.metadata
        assert {name: getattr(hit, name) for name in told} == told
        assert document.id == told["passage_id"]
        text = desk.document_text(told["passage_id"].partition("#")[0])
        assert text[told["start"] : told["end"]] == document.page_content


def test_the_retriever_gives_k_at_most_and_8_by_default(desk: Desk) -> None:
    assert len(desk.as_retriever(k=1).invoke("lost buoy")) == 1
    assert len(desk.as_retriever().invoke("lost buoy")) == len(desk.search("lost buoy", k=8))
    with pytest.raises(QuestionError, match="k is 0; give a number from 1 to 200"):
        desk.as_retriever(k=0).invoke("lost buoy")


def test_the_retriever_composes(desk: Desk) -> None:
    places = desk.as_retriever(k=1) | RunnableLambda(lambda documents: [d.metadata["pinpoint"] for d in documents])
    assert places.batch(["lost buoy", "lighthouse lamps"]) == [["40 U.S.C. § 7001(a)"], ["40 U.S.C. § 7002"]]


@pytest.mark.parametrize("made", ["chain(None)", "retriever(None, 3)"], ids=["chain", "retriever"])
@pytest.mark.parametrize("asked", [{}, dict.fromkeys(TRACING, "true")], ids=["unset", "asked for"])
def test_tracing_stays_off_also_where_the_environment_asks_for_it(asked: Mapping[str, str], made: str) -> None:
    code = (
        f"import os, qa.langchain\nqa.langchain.{made}\nfrom langsmith.utils import tracing_is_enabled\n"
        f"print(tracing_is_enabled(), *(os.environ[name] for name in {TRACING!r}))\n"
    )
    environment = {name: value for name, value in os.environ.items() if name not in TRACING} | {"LANGSMITH_API_KEY": "none", **asked}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "False false false false false\n", "")
