"""Whether an answer that comes back is one that a desk gives: each of its parts forged in turn, on the invented harbour laws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer import Answer, Citation
from qa.errors import QuestionError
from qa.page.held import check, stands
from qa.pipeline import Desk
from tests.test_desk import QUESTION, desk_on


@pytest.fixture
def desk(built: Path) -> Desk:
    return desk_on(built)


def forged(answer: Answer, change: Callable[[Citation], Citation], text: str = "") -> Answer:
    """The answer's first claim alone, its only citation changed."""
    claim, source = answer.summary[0], answer.sources[0]
    citation = change(claim.citations[0])
    told = replace(claim, citations=(citation,), text=text or citation.quote)
    return replace(answer, summary=(told,), sections=(), bottom_line=(), sources=(source,))


def test_what_a_desk_answers_stands_also_as_json(desk: Desk) -> None:
    answer = desk.ask(QUESTION)
    assert answer.status == "answered"
    check(Answer.from_dict(answer.to_dict()), [desk])
    check(forged(answer, lambda citation: citation), [desk])
    check(desk.ask("Which wine goes with grilled salmon?"), [desk])


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, quote="x" * len(c.quote)),
        lambda c: replace(c, start=c.start + 1, end=c.end + 1),
        lambda c: replace(c, start=10**9, end=10**9 + len(c.quote)),
        lambda c: replace(c, pinpoint="18 U.S.C. § 2258A(e)"),
        lambda c: replace(c, url="https://elsewhere.example/"),
        lambda c: replace(c, prefix="It is untrue that "),
        lambda c: replace(c, passage_id="nowhere#1"),
        lambda c: replace(c, passage_id=""),
    ],
    ids=["words", "span", "beyond", "pinpoint", "address", "context", "document", "no passage"],
)
def test_a_citation_that_the_desk_does_not_make_is_refused(desk: Desk, change: Callable[[Citation], Citation]) -> None:
    answer = forged(desk.ask(QUESTION), change)
    place = answer.summary[0].citations[0].pinpoint
    with pytest.raises(QuestionError) as told:
        check(answer, [desk])
    assert str(told.value) == f"this answer's quote at {place} is not in the index: ask again and export that"
    assert not stands(answer, [desk])


def test_a_forged_sentence_source_or_writer_is_refused(desk: Desk) -> None:
    answer = desk.ask(QUESTION)
    with pytest.raises(QuestionError, match="is none of its quotes"):
        check(forged(answer, lambda citation: citation, "Nobody need report a buoy."), [desk])
    source = replace(answer.sources[0], publisher="The Crown")
    with pytest.raises(QuestionError, match="is another version than that in the index"):
        check(replace(answer, sources=(source, *answer.sources[1:])), [desk])
    with pytest.raises(QuestionError, match="'a model' wrote it, which writes no answers here"):
        check(replace(answer, composer="a model"), [desk])


def test_an_answer_from_another_index_stands_on_that_desk_alone(desk: Desk, tmp_path: Path) -> None:
    from qa.page.private import desks, take

    (tmp_path / "memo.md").write_text("# Memo\n\n## Lamps\n\nThe keeper of Gull Rock trims the lamps at noon each day.\n", encoding="utf-8")
    own = take(desk, [("memo.md", tmp_path / "memo.md")], None)
    assert own.desk is not None
    answer = own.desk.ask("When does the keeper of Gull Rock trim the lamps?")
    assert answer.status == "answered"
    assert stands(answer, desks(desk, own))
    assert not stands(answer, [desk])
    own.close()
    assert desks(desk, own) == [desk]
