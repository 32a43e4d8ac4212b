"""Settings: one frozen class, read from ATTEST_* environment variables, unknown names refused."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ingest.embed import DEFAULT_MODEL
from qa.errors import SettingsError

PREFIX = "ATTEST_"
# The greatest value of each setting that is a number.
_MOST = {"candidates": 1_000, "max_claims": 1_000, "model_seconds": 3_600, "model_tokens": 10_000_000, "model_calls": 100}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a newsroom can set.

    index            folder of the index
    embedding_model  all-MiniLM-L6-v2 (bundled), a folder, or a hub name
    chroma_url       empty for the embedded store, or the address of a Chroma server
    candidates       passages that each search (dense, lexical) may put forward
    max_claims       claims in one answer at most
    entailment_model a cross-encoder that support is judged with too, a folder or a hub name; empty for none
    model            empty for the extractive composer, or the chat model that writes the report, as PROVIDER:NAME
    model_seconds    how long the model may take over one question, retries included
    model_tokens     tokens that one question may use, prompts and replies together
    model_calls      calls of the model that one question may use, retries included
    log              json for a line on standard error for each question, without its words; empty for none
    answer_log       file that each answer is appended to, for 'attest recheck'; empty for none
    contact          a page or mailbox where publishers can ask about the requests of 'attest sync'
    """

    index: Path
    embedding_model: str = DEFAULT_MODEL
    chroma_url: str = ""
    candidates: int = 60
    max_claims: int = 24
    entailment_model: str = ""
    model: str = ""
    model_seconds: int = 120
    model_tokens: int = 60_000
    model_calls: int = 8
    log: str = ""
    answer_log: str = ""
    contact: str = ""


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ATTEST_INDEX, ATTEST_EMBEDDING_MODEL and so on; an empty one counts as not set.

    Raises SettingsError for a name that is no setting, and for a value that cannot be used.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {"index": default_index()}
    known = {PREFIX + field.name.upper(): field.name for field in fields(Settings)}
    for name, value in environ.items():
        if not name.startswith(PREFIX):
            continue
        field = known.get(name)
        if field is None:
            raise SettingsError(f"{name} is not a setting; the settings are {', '.join(sorted(known))}")
        if value:
            values[field] = _read(name, field, value)
    return Settings(**values)


def default_index() -> Path:
    """Return the index folder used where none is named: in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("attest", appauthor=False) / "index"


def _read(name: str, field: str, value: str) -> Path | str | int:
    if field == "index":
        return Path(value).expanduser()
    if field not in _MOST:
        return value
    if not re.fullmatch(r"[0-9]{1,8}", value) or not 1 <= int(value) <= _MOST[field]:
        raise SettingsError(f"{name} is {value!r}; give a whole number from 1 to {_MOST[field]}")
    return int(value)
