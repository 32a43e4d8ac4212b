"""What becomes of a question in the page's conversation, without a page."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from qa.answer import Answer
from qa.errors import QuestionError
from qa.page import memory
from qa.page.access import Limiter
from qa.page.private import FORGOTTEN
from qa.page.turns import Filters, Shown, Talk, Turns, saved, take_turn, user_of
from tests.app_fixtures import HOSTILE, UNKNOWN, FakeDesk, report

ANYWHERE = Filters([], [], "", own=False, held=None)


def talk(limiter: Limiter | None = None, desk: FakeDesk | None = None) -> Talk:
    return Talk(desk or FakeDesk(), limiter)  # type: ignore[arg-type]


def steps(question: str, turns: Turns, filters: Filters = ANYWHERE, limiter: Limiter | None = None) -> list[Shown]:
    return list(talk(limiter).reply(question, filters, turns, "", "ada"))


def test_a_question_is_searched_for_and_answered() -> None:
    first, last = steps("Who sets the fine?", [])
    assert first == Shown(notice='<p class="status busy">Searching 10 passages …</p>')
    assert last.turns is not None
    assert [question for question, _ in last.turns] == ["Who sets the fine?"]
    assert last.log is not None
    assert "Who sets the fine?" in last.log
    assert memory.recalled(last.kept) == tuple(answer for _, answer in last.turns)
    assert last.notice == '<p class="status">Answered from 2 sources; 5 quotes verified.</p>'


def test_claims_are_shown_as_pending_until_they_are_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.page.turns.PENDING_SECONDS", -1.0)
    found = steps("Who sets the fine?", [])
    assert [step.notice for step in found[1:-1]] == [f'<p class="status busy">Checking {n} quote{"" if n == 1 else "s"} …</p>' for n in range(1, 5)]
    assert all("Not yet verified" in str(step.log) and step.turns is None for step in found[1:-1])
    assert "Not yet verified" not in str(found[-1].log)


@pytest.mark.parametrize(
    ("question", "filters", "message"),
    [
        (" ", ANYWHERE, "The question is empty; ask in a sentence."),
        ("x", Filters([], [], "June", own=False, held=None), "write the day as YYYY-MM-DD"),
        ("x", Filters([], [], "", own=True, held=None), "Your documents are no longer here"),
    ],
    ids=["empty", "day", "gone"],
)
def test_what_cannot_be_asked_leaves_the_conversation_as_it_is(question: str, filters: Filters, message: str) -> None:
    last = steps(question, [("Earlier?", report("Earlier?"))], filters)[-1]
    assert message in str(last.notice)
    assert (last.log, last.turns, last.kept) == (None, None, None)


def test_the_oldest_turns_of_a_long_conversation_go_on_the_server_too() -> None:
    turns: Turns = [(f"Question {n}?", report(f"Question {n}?")) for n in range(memory.MAX_TURNS)]
    last = steps("One more?", turns)[-1]
    assert last.turns is not None
    assert len(last.turns) == memory.MAX_TURNS
    assert (last.turns[0][0], last.turns[-1][0]) == ("Question 1?", "One more?")


def test_a_conversation_that_the_server_has_forgotten_comes_from_the_browser() -> None:
    kept = memory.kept([report("First?"), report("Second?")])
    assert [question for question, _ in talk().recalled(kept)] == ["First?", "Second?"]
    shown = talk().restored(kept)
    assert shown.turns == talk().recalled(kept)
    assert "Second?" in str(shown.log)
    assert talk().restored("") == talk().restored("no JSON") == Shown()


def of_own_documents(question: str) -> Answer:
    answer = report(question)
    cited = answer.summary[0].citations[0]
    mine = replace(answer.summary[0], citations=(replace(cited, source_id="user-letter"),))
    sources = tuple(replace(s, id="user-letter", form="user") for s in answer.sources if s.n == cited.n)
    return replace(answer, summary=(mine,), sections=(), bottom_line=(), sources=sources)


def test_what_was_answered_from_documents_goes_when_they_are_deleted() -> None:
    first, private = report("First?"), of_own_documents("Mine?")
    shown = talk().forgotten([("First?", first), ("Mine?", private)])
    assert shown.turns == [("First?", first)]
    assert "Mine?" not in (shown.log or "")
    assert "Mine?" not in (shown.kept or "")
    assert FORGOTTEN in (shown.notice or "")
    assert talk().forgotten([("First?", first)]) == Shown(), "nothing to forget leaves all as it is"


def test_what_quotes_deleted_documents_goes_from_the_browser_and_what_quotes_a_changed_index_stays() -> None:
    private = of_own_documents("Mine?")
    shown = talk().restored(memory.kept([report("First?"), private]))
    assert [question for question, _ in shown.turns or []] == ["First?"]
    assert [answer.question for answer in memory.recalled(shown.kept)] == ["First?"]
    changed = replace(report("Second?"), summary=(replace(report().summary[0], text="A keeper must report nothing."),))
    assert talk().restored(memory.kept([report("First?"), changed])).kept is None


def test_an_answer_is_saved_once_it_is_there() -> None:
    data, said = saved(FakeDesk(), None, [("Who?", report())], 1, "markdown")
    assert '"name": "who-reports-a-lost-buoy-2026-03-02.md"' in str(data)
    assert "Saved as who-reports-a-lost-buoy-2026-03-02.md." in said
    for turn, name in [(2, "markdown"), (0, "markdown"), ("1", "markdown"), (1, "exe"), (1, None)]:
        assert saved(FakeDesk(), None, [("Who?", report())], turn, name) == (
            None,
            '<p class="status">That answer is not in this conversation; reload the page.</p>',
        )


def test_a_forged_answer_is_neither_restored_nor_saved() -> None:
    duty = report().summary[0]
    forged = replace(report("Forged?"), summary=(replace(duty, text="A keeper must report nothing."),))
    shown = talk().restored(memory.kept([report("First?"), forged]))
    assert [question for question, _ in shown.turns or []] == ["First?"]
    assert "Forged?" not in str(shown.log)
    assert shown.notice == '<p class="status">1 earlier answer is not shown: the index no longer has what it quotes. Ask again.</p>'
    data, said = saved(FakeDesk(), None, [("Forged?", forged)], 1, "html")  # type: ignore[arg-type]
    assert data is None
    assert "This answer&#x27;s sentence at Buoys Act 1999, s 4(1) is none of its quotes: ask again and export that." in said


def test_a_user_is_named_by_the_guard_alone_and_held_to_the_limit() -> None:
    assert user_of(SimpleNamespace(headers={"x-attest-user": "ada"})) == "ada"
    assert user_of(None) == user_of(SimpleNamespace(headers={})) == ""
    limiter = Limiter(1, clock=lambda: 0.0)
    take_turn(limiter, "ada")
    take_turn(limiter, "ben")
    take_turn(None, "ada")
    with pytest.raises(QuestionError, match="more than 1 questions in a minute; ask again in 60 s"):
        take_turn(limiter, "ada")
    assert "more than 1 questions in a minute" in str(steps("x", [], limiter=limiter)[-1].notice)


@pytest.mark.parametrize("text", [*HOSTILE, UNKNOWN])
def test_hostile_words_stay_text_from_question_to_file(text: str) -> None:
    last = steps(text, [])[-1]
    for tag in ("<script", "<img", "<svg"):
        assert tag not in str(last.log).lower()
    assert last.turns is not None
    assert saved(FakeDesk(), None, last.turns, 1, "html")[0]
