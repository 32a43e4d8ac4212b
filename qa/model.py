"""Model: the chat models that may write a report, each behind the same two calls. The only home of LangChain's chat models.

Keys are read by the provider's own package from its own environment variables.
What a provider raises is told by its kind alone ("HTTP 429"): its words, which
may hold a key or a header, go no further than this file.
"""

from __future__ import annotations

import contextvars
import importlib.util
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from qa.allowance import CHARS_PER_TOKEN, Allowance
from qa.draft import MAX_REPLY_CHARS
from qa.errors import MalformedDraftError, ModelFailedError, ModelSettingError, QAError
from qa.prompt import ROOM, Prompt, schema

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

T = TypeVar("T")

MAX_REPLY_TOKENS = 8_000
# Seconds before a call that was turned away, or failed over there, is tried again.
WAITS = (1.0, 2.0, 4.0)
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_NAME = re.compile(r"(?P<provider>[A-Za-z][A-Za-z0-9_-]*):(?P<name>\S.*)")
_PACKAGE = re.compile(r"\blangchain-[a-z0-9-]*[a-z0-9]\b")
# What each provider's package is called, and where it looks for its key.
_EXTRAS = {
    "openai": ("langchain-openai", "OPENAI_API_KEY"),
    "anthropic": ("langchain-anthropic", "ANTHROPIC_API_KEY"),
    "google_genai": ("langchain-google-genai", "GOOGLE_API_KEY"),
    "mistralai": ("langchain-mistralai", "MISTRAL_API_KEY"),
    "ollama": ("langchain-ollama", ""),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, and the tokens that the call used."""

    text: str
    tokens: int


class Model(Protocol):
    """Anything that can write a draft."""

    @property
    def name(self) -> str:
        """What the model is called in an answer: "provider:model"."""

    @property
    def room(self) -> int:
        """How many characters of passages a prompt may hold."""

    def reply(self, prompt: Prompt, allowance: Allowance) -> Reply:
        """Answer a prompt within an allowance; raises a ModelError where there is no answer."""


def load_model(name: str, seconds: float = 120.0) -> Model:
    """Return the model that a setting names, none of whose calls takes longer than ``seconds``.

    Raises ModelSettingError, with what to do, where it cannot be used.
    """
    m = _NAME.fullmatch(name.strip())
    if m is None:
        raise ModelSettingError(f"the model is {name!r}; write it as PROVIDER:NAME, such as openai:gpt-5-mini, ollama:llama3.2 or local:smollm2")
    provider, rest = m["provider"].lower().replace("-", "_"), m["name"]
    if provider == "local":
        from qa.local import load_local

        return load_local(rest)
    if provider in {"recorded", "recording"}:
        from qa.recorded import Recorded, Recording

        if provider == "recorded":
            return Recorded(rest)
        file, _, inner = rest.partition(":")
        return Recording(file, load_model(inner, seconds))
    return ChatModel(f"{provider}:{rest}", _init(provider, rest, seconds))


class ChatModel:
    """A LangChain chat model: retried when it is busy, stopped when it takes too long, held to the draft's schema where it can be."""

    room = ROOM

    def __init__(self, name: str, model: BaseChatModel, waits: Sequence[float] = WAITS) -> None:
        """Take the model and what to call it; ``waits`` are the seconds before each further try."""
        self.name = name
        self._model = model
        self._waits = waits
        self._structured = _structured(model)

    def reply(self, prompt: Prompt, allowance: Allowance) -> Reply:
        """Answer a prompt, trying again while the provider is busy."""
        for wait in (*self._waits, None):
            allowance.begin(prompt.characters)
            structured = self._structured if prompt.wants_draft else None
            call = partial(self._invoke, structured, prompt) if structured else partial(self._stream, prompt, allowance)
            done: Caught[Reply] = Caught(call)
            done.run(allowance)
            if done.value is not None:
                allowance.spend(done.value.tokens)
                return done.value
            if isinstance(done.error, QAError):  # our own: too long a reply, or no more time for it
                allowance.spend((prompt.characters + MAX_REPLY_CHARS) // CHARS_PER_TOKEN)
                raise done.error
            status = _status(done.error)
            if structured and status in {400, 404, 422}:
                self._structured = None  # the server knows no structured output; the form is then asked for in words
                continue
            passing = status in _PASSING or (status is None and _is_of_the_network(done.error))
            if not passing or wait is None:
                raise ModelFailedError(_told(done.error, status))
            allowance.pause(max(wait, _asked_to_wait(done.error)))
        raise ModelFailedError("the model cannot be held to a form and cannot do without")

    def _invoke(self, structured: Callable[[object], object], prompt: Prompt) -> Reply:
        found = structured(_messages(prompt))
        raw = found.get("raw") if isinstance(found, dict) else None
        parsed = found.get("parsed") if isinstance(found, dict) else found
        return _reply(raw, prompt, _as_json(parsed))

    def _stream(self, prompt: Prompt, allowance: Allowance) -> Reply:
        """Read a reply as it is written, so that one without end is left."""
        parts: list[str] = []
        length = used = 0
        for chunk in self._model.stream(_messages(prompt)):
            parts.append(str(chunk.text))
            length += len(parts[-1])
            used = max(used, (getattr(chunk, "usage_metadata", None) or {}).get("total_tokens", 0))
            if length > MAX_REPLY_CHARS:
                raise MalformedDraftError(f"the reply is longer than {MAX_REPLY_CHARS:,} characters")
            allowance.check()
        return Reply("".join(parts), used or (prompt.characters + length) // CHARS_PER_TOKEN)


class Caught(Generic[T]):
    """A call in a thread of its own, whose value or error is kept: a call that hangs can be left, and whatever a library raises is a value.

    The thread is a daemon, so that a call that was left does not keep the program from ending.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        """Take what is to be called."""
        self._call = call
        self._done = threading.Event()
        self.value: T | None = None
        self.error: BaseException | None = None

    def run(self, allowance: Allowance) -> None:
        """Call, and wait for the end as long as an allowance lets."""
        # The caller's context goes along, so that LangChain's callbacks see the call.
        threading.Thread(target=contextvars.copy_context().run, args=(self._work,), daemon=True).start()
        allowance.wait(self._done)

    def _work(self) -> None:
        with self:
            self.value = self._call()

    def __enter__(self) -> None:
        """Begin to keep what is raised."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        """Keep what was raised."""
        self.error = error
        self._done.set()
        return True


def _init(provider: str, name: str, seconds: float) -> BaseChatModel:
    importlib.import_module("qa.langchain")  # switches tracing off
    try:
        from langchain.chat_models import init_chat_model
    except ImportError:
        raise ModelSettingError(
            f"the model {provider}:{name} needs the package langchain; install it with: pip install 'attest-qa[{_extra(provider)}]'"
        ) from None
    if provider in _EXTRAS:
        package = _EXTRAS[provider][0]
        if importlib.util.find_spec(package.replace("-", "_")) is None:
            raise ModelSettingError(f"the model {provider}:{name} needs the package {package}; install it with: pip install 'attest-qa[{_extra(provider)}]'")
    made: Caught[BaseChatModel] = Caught(lambda: init_chat_model(name, model_provider=provider, **_options(provider, seconds)))
    made._work()
    if made.value is not None:
        return made.value
    if isinstance(made.error, ImportError):
        raise ModelSettingError(f"the model {provider}:{name} needs {_needed(made.error, provider)}")
    if isinstance(made.error, ValueError) and "Unsupported" in str(made.error):
        raise ModelSettingError(f"{provider} is no provider that LangChain knows; write the model as PROVIDER:NAME, such as openai:gpt-5-mini")
    # The provider's own words may show what it was given, so they are not repeated.
    key = _EXTRAS.get(provider, ("", ""))[1]
    check = f"is {key} set?" if key else "are its environment variables set?"
    raise ModelSettingError(f"the model {provider}:{name} cannot be used ({type(made.error).__name__}); {check}")


def _options(provider: str, seconds: float) -> dict[str, Any]:
    """Return the options that bound a call; retries are ours, so that they count."""
    if provider == "ollama":
        return {"num_predict": MAX_REPLY_TOKENS, "client_kwargs": {"timeout": seconds}}
    return {"max_retries": 1 if provider == "google_genai" else 0, "timeout": seconds, "max_tokens": MAX_REPLY_TOKENS}


def _extra(provider: str) -> str:
    return provider.replace("_", "-") if provider in _EXTRAS else "llm"


def _needed(error: ImportError, provider: str) -> str:
    """Return the package that LangChain misses, with how to install it; its message names it, and holds nothing of the setting."""
    m = _PACKAGE.search(str(error))
    return (
        f"the package {m[0]}; install it with: pip install {m[0]}" if m else f"a package that is not installed; see LangChain's page on the provider {provider}"
    )


def _structured(model: BaseChatModel) -> Callable[[object], object] | None:
    """Return a call that holds a model to the draft's schema, or None where it has none."""
    try:
        runnable = model.with_structured_output(schema(), include_raw=True)
    except (NotImplementedError, ValueError, TypeError):
        return None
    return lambda messages: runnable.invoke(messages)  # type: ignore[arg-type]


def _messages(prompt: Prompt) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds = {"system": SystemMessage, "human": HumanMessage, "ai": AIMessage}
    return [kinds[message.role](content=message.text) for message in prompt.messages]


def _reply(raw: object, prompt: Prompt, parsed: str) -> Reply:
    """Return what a message says: the parsed form where there is one, or else its text."""
    text = parsed or str(getattr(raw, "text", ""))
    usage = getattr(raw, "usage_metadata", None) or {}
    return Reply(text, usage.get("total_tokens") or (prompt.characters + len(text)) // CHARS_PER_TOKEN)


def _as_json(parsed: object) -> str:
    import json

    return json.dumps(parsed) if isinstance(parsed, dict) else ""


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error and those that it came from."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _status(error: BaseException | None) -> int | None:
    """Return the HTTP status that an error of any provider's package tells."""
    for one in _chain(error):
        for value in (getattr(one, "status_code", None), getattr(getattr(one, "response", None), "status_code", None), getattr(one, "code", None)):
            if isinstance(value, int) and 400 <= value < 600:
                return value
    return None


def _is_of_the_network(error: BaseException | None) -> bool:
    return any(isinstance(one, (TimeoutError, ConnectionError)) or re.search(r"Timeout|Connect|RemoteProtocol", type(one).__name__) for one in _chain(error))


def _asked_to_wait(error: BaseException | None) -> float:
    """Return the seconds of a Retry-After header, 0 where there is none."""
    for one in _chain(error):
        headers = getattr(getattr(one, "response", None), "headers", None)
        value = headers.get("retry-after", "") if headers is not None else ""
        if re.fullmatch(r"\d{1,4}(?:\.\d+)?", str(value)):
            return float(value)
    return 0.0


def _told(error: BaseException | None, status: int | None) -> str:
    if status in {401, 403}:
        return f"the provider refused the key (HTTP {status})"
    if status is not None:
        return f"the provider answered with HTTP {status}"
    return "the provider could not be reached" if _is_of_the_network(error) else f"the provider's package failed ({type(error).__name__})"
