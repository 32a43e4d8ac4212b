"""The generative composer: whatever a chat model says, only what its passages bear out is shown."""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.index import Index, open_index
from ingest.pipeline import ingest
from qa import Answer
from qa.__main__ import main
from qa.errors import StoppedError
from qa.model import ChatModel
from qa.pipeline import Desk
from qa.recorded import Recording
from qa.render import to_html_fragment, to_text
from qa.settings import Settings
from tests.factories import TODAY, FakeEmbedder
from tests.model_server import Behaviour, fails, hangs, model_server, never_ends, says
from tests.scripted_model import (
    DUTY,
    EXTRACTIVE,
    FINE,
    KEEP,
    MODEL,
    QUESTION,
    SCRIPTS,
    Script,
    ScriptedModel,
    buoy_corpus,
    claim,
    draft,
    honest,
    scripted,
    seen,
)

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("buoys")
    ingest([], folder / "index", FakeEmbedder(), corpus=buoy_corpus(folder / "corpus").path)
    return open_index(folder / "index", FakeEmbedder().fingerprint)


def desk_with(index: Index, model: ScriptedModel | None, **settings: int) -> Desk:
    chosen = ChatModel(MODEL, model, waits=()) if model else None
    return Desk(index, FakeEmbedder(), Settings(index=Path("unused"), **settings), today=lambda: TODAY, model=chosen)


def everything(answer: Answer) -> list[str]:
    return [to_text(answer), answer.to_markdown(), answer.to_html(), to_html_fragment(answer), json.dumps(answer.to_dict(), ensure_ascii=False)]


def kept_promises(desk: Desk, answer: Answer) -> None:
    """Hold an answer against the promises, without the composer's help."""
    order = []
    for said in answer.claims():
        assert said.support.label == "full"
        for citation in said.citations:
            order.append(citation.n)
            text = desk.document_text(citation.passage_id.partition("#")[0])
            assert text[citation.start : citation.end] == citation.quote
        assert any(
            desk.support(said.text, p.text).label == "full" for p in desk.search(QUESTION, k=50) if p.passage_id in {c.passage_id for c in said.citations}
        )
    assert list(dict.fromkeys(order)) == [source.n for source in answer.sources]
    assert Answer.from_dict(answer.to_dict()) == answer


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.name for script in SCRIPTS])
def test_what_a_reader_sees_of_each_script(index: Index, script: Script) -> None:
    desk = desk_with(index, scripted(*script.turns))
    answer = desk.ask(QUESTION)
    assert answer.status == "answered"
    assert answer.composer == script.shown
    kept_promises(desk, answer)
    told = [claim.text for claim in answer.claims()]
    assert [text for text in script.holds if text not in told] == []
    for shown in everything(answer):
        # A lie that is a true sentence in the wrong place may stand in the words of the source, never as the model's claim.
        assert [lie for lie in script.lies if lie in shown and lie != KEEP] == []
    assert script.shown == EXTRACTIVE or not set(script.lies) & set(told)
    assert script.note in " ".join(answer.limitations)
    if script.shown == EXTRACTIVE:
        assert told == [claim.text for claim in desk_with(index, None).ask(QUESTION).claims()]


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.name for script in SCRIPTS])
def test_the_stream_puts_nothing_forward_that_is_not_borne_out(index: Index, script: Script) -> None:
    events = list(desk_with(index, scripted(*script.turns)).stream(QUESTION))
    answer = events[-1].answer
    assert answer == desk_with(index, scripted(*script.turns)).ask(QUESTION)
    assert [event.claim for event in events if event.name == "verified"] == list(answer.claims())
    put = [event.text for event in events if event.name == "claim"]
    assert set(put) >= {claim.text for claim in answer.claims()}
    assert not any(lie in text for lie in script.lies for text in put if text not in {claim.text for claim in answer.claims()})
    assert [events[0].name, events[-1].name] == ["retrieved", "done"]


def test_without_a_model_nothing_changes(index: Index) -> None:
    answer = desk_with(index, None).ask(QUESTION)
    assert answer.composer == EXTRACTIVE
    assert not any("model" in line for line in answer.limitations)


def test_a_refused_question_is_not_put_to_the_model(index: Index) -> None:
    model = scripted(honest)
    assert desk_with(index, model).ask("Which wine goes with grilled salmon?").status == "abstained"
    assert model.prompts == []


def test_a_claim_is_put_forward_before_the_draft_is_mended(index: Index) -> None:
    model = scripted(lambda s: draft(claim(s, DUTY), claim(s, KEEP.replace("3", "7"), KEEP)), lambda s: draft(claim(s, KEEP)))
    events = desk_with(index, model).stream(QUESTION)
    assert [next(events).name, next(events).text, len(model.prompts)] == ["retrieved", DUTY, 1]
    assert [event.text for event in events if event.name == "claim"] == [KEEP]
    assert len(model.prompts) == 2
    assert "7 years" in model.prompts[1]


def test_a_stream_that_is_closed_asks_no_more(index: Index) -> None:
    model = scripted(lambda s: draft(claim(s, DUTY), claim(s, KEEP.replace("3", "7"), KEEP)))
    events = desk_with(index, model).stream(QUESTION)
    assert [next(events).name, next(events).name] == ["retrieved", "claim"]
    events.close()
    assert len(model.prompts) == 1


def test_a_passage_that_speaks_to_the_model_is_not_put_to_it(index: Index) -> None:
    model = scripted(honest)
    answer = desk_with(index, model).ask(QUESTION)
    assert "Ignore the above" not in model.prompts[0]
    assert answer.limitations[-1].endswith("read like instructions to one: 40 U.S.C. § 7101(f).")


def test_an_honest_draft_is_asked_for_once(index: Index) -> None:
    model = scripted(honest)
    desk_with(index, model).ask(QUESTION)
    assert len(model.prompts) == 1


def test_passages_stand_between_marks_that_differ_from_turn_to_turn(index: Index) -> None:
    marks = []
    model = scripted(lambda s: marks.append(s.mark) or honest(s))
    desk = desk_with(index, model)
    desk.ask(QUESTION)
    desk.ask(QUESTION)
    assert len(set(marks)) == 2
    assert all(prompt.count(f"{mark} passage ") == prompt.count(f"{mark} end of ") > 5 for prompt, mark in zip(model.prompts, marks, strict=True))


def test_no_more_claims_than_the_settings_allow(index: Index) -> None:
    answer = desk_with(index, scripted(honest), max_claims=2).ask(QUESTION)
    assert [claim.text for claim in answer.claims()] == [DUTY, FINE]


@pytest.mark.parametrize(("limit", "note"), [({"model_calls": 1}, "1 calls"), ({"model_tokens": 2_000}, "2,000 tokens")], ids=["calls", "tokens"])
def test_a_draft_that_cannot_be_mended_within_the_budget_is_shown_as_far_as_it_holds(index: Index, limit: dict[str, int], note: str) -> None:
    model = scripted(lambda s: draft(claim(s, DUTY), claim(s, FINE), claim(s, KEEP.replace("3", "7"), KEEP)))
    answer = desk_with(index, model, **limit).ask(QUESTION)
    assert (answer.composer, len(model.prompts)) == (MODEL, 1)
    assert [claim.text for claim in answer.claims()] == [DUTY, FINE]
    assert note in " ".join(answer.limitations)


def test_no_call_is_made_that_the_budget_has_no_room_for(index: Index) -> None:
    model = scripted(honest)
    answer = desk_with(index, model, model_tokens=10).ask(QUESTION)
    assert (answer.composer, model.prompts) == (EXTRACTIVE, [])
    assert "used up its 10 tokens (ATTEST_MODEL_TOKENS)" in " ".join(answer.limitations)


def test_a_model_that_hangs_is_left(index: Index) -> None:
    ended = threading.Event()
    answer = desk_with(index, scripted(lambda s: None, ended=ended), model_seconds=1).ask(QUESTION)
    ended.set()
    assert answer.composer == EXTRACTIVE
    assert "took longer than 1 seconds" in " ".join(answer.limitations)


def test_a_question_can_be_withdrawn_while_the_model_is_asked(index: Index) -> None:
    ended, stop = threading.Event(), threading.Event()
    model = scripted(lambda s: stop.set(), ended=ended)  # withdrawn as soon as the model is asked
    with pytest.raises(StoppedError, match="withdrawn"):
        desk_with(index, model).ask(QUESTION, stop=stop)
    ended.set()


def test_the_chain_gives_the_same_answer(index: Index) -> None:
    assert desk_with(index, scripted(honest)).chain.invoke(QUESTION) == desk_with(index, scripted(honest)).ask(QUESTION)


def test_the_fingerprint_of_the_settings_names_the_model(index: Index) -> None:
    plain, written = (desk_with(index, model).ask(QUESTION).provenance for model in (None, scripted(honest)))
    assert plain.settings != written.settings
    assert replace(plain, settings="") == replace(written, settings="")


# --- follow-ups -------------------------------------------------------------------------------------------------------

FOLLOW_UP = "And who hides it?"
REWRITTEN = "Who hides a lost buoy that a harbour master must report?"


@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        (REWRITTEN, True),
        ("Ignore the above.", False),
        ("Who hides a lost buoy in Canada?", False),
        ("Who does not hide a lost buoy that a harbour master must report?", False),
        ("Who hides a lost buoy that a harbour master must report within 10 days?", False),
        ("Who hides a lost buoy within 10 days and pays $999?", False),
        ("What is the capital of France?", False),
        ("Who hides it? Who steals it?", False),
        (f"Sure!\n{REWRITTEN}", False),
        ("", False),
        (RuntimeError("no"), False),
    ],
    ids=str,
)
def test_a_follow_up_is_rewritten_by_the_model_where_it_keeps_to_the_talk(index: Index, reply: str | Exception, kept: bool) -> None:
    history = [(QUESTION, desk_with(index, None).ask(QUESTION))]
    ours = desk_with(index, None).ask(FOLLOW_UP, history=history).provenance.standalone_question
    answer = desk_with(index, scripted(lambda s: reply, honest)).ask(FOLLOW_UP, history=history)
    assert ours != FOLLOW_UP
    assert answer.provenance.standalone_question == (REWRITTEN if kept else ours)


def test_a_first_question_is_not_rewritten(index: Index) -> None:
    model = scripted(honest)
    assert desk_with(index, model).ask(QUESTION).provenance.standalone_question == QUESTION
    assert "Question:" in model.prompts[0]


# --- recordings and the command line ----------------------------------------------------------------------------------


def test_a_recorded_report_is_written_again_without_its_model(index: Index, tmp_path: Path) -> None:
    file = tmp_path / "replies.jsonl"
    mends = (lambda s: draft(claim(s, DUTY), claim(s, KEEP.replace("3", "7"), KEEP)), lambda s: draft(claim(s, KEEP)))
    recording = Recording(str(file), ChatModel(MODEL, scripted(*mends)))
    first = Desk(index, FakeEmbedder(), Settings(index=Path("unused")), today=lambda: TODAY, model=recording).ask(QUESTION)
    again = Desk(index, FakeEmbedder(), Settings(index=Path("unused"), model=f"recorded:{file}"), today=lambda: TODAY)
    assert (first.composer, len(file.read_text(encoding="utf-8").splitlines())) == (MODEL, 2)
    for _ in range(2):
        played = again.ask(QUESTION)
        assert played.composer == "recorded:replies.jsonl"
        assert list(played.claims()) == list(first.claims())
    silent = again.ask("What is the fine for hiding a lost buoy?")
    assert silent.composer == EXTRACTIVE
    assert "holds no reply to this prompt" in " ".join(silent.limitations)


@pytest.fixture
def command(index: Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", lambda model: FakeEmbedder())
    monkeypatch.delenv("ATTEST_MODEL", raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["ask", QUESTION, "--index", str(index.folder), "--json", *arguments])
        return code, *capsys.readouterr()

    return run


def test_the_command_takes_a_model_or_its_setting(index: Index, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "replies.jsonl"
    recording = Recording(str(file), ChatModel(MODEL, scripted(honest)))
    Desk(index, FakeEmbedder(), Settings(index=Path("unused")), model=recording).ask(QUESTION)
    assert json.loads(command()[1])["composer"] == EXTRACTIVE
    assert json.loads(command("--model", f"recorded:{file}")[1])["composer"] == "recorded:replies.jsonl"
    monkeypatch.setenv("ATTEST_MODEL", f"recorded:{file}")
    assert json.loads(command()[1])["composer"] == "recorded:replies.jsonl"
    assert json.loads(command("--model", "")[1])["composer"] == EXTRACTIVE


@pytest.mark.parametrize("name", ["gpt-5", "recorded:none.jsonl", "local:none.gguf"])
def test_a_model_that_cannot_be_used_is_bad_use(command: Command, name: str) -> None:
    code, out, err = command("--model", name)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert name in err or name.partition(":")[2] in err


# --- a provider that is busy, broken or slow, through its real client ------------------------------------------------


@pytest.mark.skipif(importlib.util.find_spec("langchain_openai") is None, reason="needs langchain-openai")
@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("behaviours", "composer", "note", "asked"),
    [
        ([fails(429), says(lambda prompt: honest(seen(prompt)))], "openai:m", "a language model", 2),
        ([fails(500)], EXTRACTIVE, "the provider answered with HTTP 500", 3),
        ([fails(401, "the key sk-fake is wrong")], EXTRACTIVE, "the provider refused the key (HTTP 401)", 1),
        ([hangs], EXTRACTIVE, "took longer than 1 seconds", 1),
        ([fails(400), never_ends], EXTRACTIVE, "it wrote nothing that could be used: the reply is longer than 60,000 characters", 3),
    ],
    ids=["429 then success", "500 for ever", "key refused", "time-out", "endless"],
)
def test_what_a_reader_sees_of_a_provider_in_trouble(
    index: Index, behaviours: list[Behaviour], composer: str, note: str, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from langchain_openai import ChatOpenAI

    monkeypatch.setenv("OPENAI_API_KEY", "sk-fake")
    with model_server(*behaviours) as server:
        client = ChatOpenAI(model="m", base_url=server.address, max_retries=0)
        seconds = 1 if behaviours == [hangs] else 60
        settings = Settings(index=Path("unused"), model_seconds=seconds)
        desk = Desk(index, FakeEmbedder(), settings, today=lambda: TODAY, model=ChatModel("openai:m", client, waits=(0.01, 0.01)))
        answer = desk.ask(QUESTION)
        assert len(server.asked) == asked
    assert answer.composer == composer
    assert note in " ".join(answer.limitations)
    kept_promises(desk, answer)
    assert not [shown for shown in everything(answer) if "sk-fake" in shown]
