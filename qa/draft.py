"""Draft: a model's reply, read leniently and trusted in nothing.

A model with structured output returns the form of ``SCHEMA``; others are asked
for it in words and return something like it: in a code fence, after thoughts,
with a trailing comma, cut off in the middle, or as a bare list of claims. What
holds claims is read; what does not is a MalformedDraftError.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from qa.errors import MalformedDraftError

MAX_REPLY_CHARS = 60_000
MAX_TEXT = 600
MAX_QUOTE = 2_000
MAX_CITATIONS = 6

_CITATION = {
    "type": "object",
    "properties": {"passage": {"type": "string"}, "quote": {"type": "string"}},
    "required": ["passage", "quote"],
    "additionalProperties": False,
}
_CLAIM = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "citations": {"type": "array", "items": _CITATION}},
    "required": ["text", "citations"],
    "additionalProperties": False,
}
_CLAIMS = {"type": "array", "items": _CLAIM}
_SECTION = {
    "type": "object",
    "properties": {"heading": {"type": "string"}, "claims": _CLAIMS},
    "required": ["heading", "claims"],
    "additionalProperties": False,
}
SCHEMA = {
    "title": "Report",
    "description": "A cited report.",
    "type": "object",
    "properties": {"summary": _CLAIMS, "sections": {"type": "array", "items": _SECTION}, "bottom_line": _CLAIMS},
    "required": ["summary", "sections", "bottom_line"],
    "additionalProperties": False,
}

_THOUGHTS = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


class DraftCitation(BaseModel):
    """A passage id as the model wrote it, and the words that it says stand there."""

    model_config = ConfigDict(frozen=True)
    passage: str = Field(validation_alias=AliasChoices("passage", "passage_id", "id"), max_length=200)
    quote: str = Field(default="", max_length=MAX_QUOTE)


class DraftClaim(BaseModel):
    """A sentence that the model puts forward."""

    model_config = ConfigDict(frozen=True)
    text: str = Field(validation_alias=AliasChoices("text", "claim", "sentence"), max_length=MAX_TEXT)
    citations: tuple[DraftCitation, ...] = Field(default=(), max_length=MAX_CITATIONS)

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, value: object) -> object:
        """Take one citation that is written into the claim itself."""
        if isinstance(value, dict) and "citations" not in value and "quote" in value:
            found = {key: value[key] for key in ("passage", "passage_id", "id", "quote") if key in value}
            return {**value, "citations": [found]}
        return value

    @field_validator("text")
    @classmethod
    def _has_words(cls, value: str) -> str:
        if not any(c.isalnum() for c in value):
            raise ValueError("a claim needs words")
        return value


class DraftSection(BaseModel):
    """Claims under a heading; the heading is a hint and never shown as it is."""

    model_config = ConfigDict(frozen=True)
    heading: str = Field(default="", max_length=300)
    claims: tuple[DraftClaim, ...]


class Draft(BaseModel):
    """A report as a model put it forward."""

    model_config = ConfigDict(frozen=True)
    summary: tuple[DraftClaim, ...] = Field(default=(), validation_alias=AliasChoices("summary", "claims"))
    sections: tuple[DraftSection, ...] = ()
    bottom_line: tuple[DraftClaim, ...] = ()

    def claims(self) -> Iterator[DraftClaim]:
        """Yield every claim in reading order."""
        yield from self.summary
        for section in self.sections:
            yield from section.claims
        yield from self.bottom_line


def read_draft(reply: str) -> Draft:
    """Return the draft in a model's reply; raises MalformedDraftError, in words for the model, where there is none."""
    if len(reply) > MAX_REPLY_CHARS:
        raise MalformedDraftError(f"the reply is longer than {MAX_REPLY_CHARS:,} characters")
    text = _THOUGHTS.sub("", reply)
    if not text.strip():
        raise MalformedDraftError("the reply is empty")
    values: list[object] = []
    for wording in dict.fromkeys((text, _TRAILING_COMMA.sub("", text))):
        values = list(_values(wording))
        drafts = [draft for value in values if (draft := _draft(value)) is not None]
        if drafts:
            return next((draft for draft in drafts if any(draft.claims())), drafts[0])  # a model may repeat the empty form first
    # Cut off in the middle, or of another form: what is a whole claim still counts.
    loose = [claim for value in values for claim in _loose(value)]
    if loose:
        return Draft(summary=tuple(loose))
    raise MalformedDraftError("the reply holds no JSON object of the form asked for")


def _values(text: str) -> Iterator[object]:
    """Yield the JSON objects and lists in a text, an inner one only where what is around it does not parse."""
    decoder = json.JSONDecoder()
    at = 0
    while (m := re.compile(r"[{\[]").search(text, at)) is not None:
        try:
            value, at = decoder.raw_decode(text, m.start())
        except (ValueError, RecursionError):  # a thousand brackets in a row are too deep to decode
            at = m.end()
            continue
        if isinstance(value, (dict, list)) and value:
            yield value


def _draft(value: object) -> Draft | None:
    if isinstance(value, list):
        value = {"summary": value}
    if not isinstance(value, dict) or not {"summary", "claims", "sections", "bottom_line"} & set(value):
        return None
    try:
        return Draft.model_validate(value)
    except ValidationError:
        return None


def _loose(value: object) -> Iterator[DraftClaim]:
    """Yield the claims anywhere in a value whose form is not a draft's."""
    if isinstance(value, list):
        for item in value:
            yield from _loose(item)
    if not isinstance(value, dict):
        return
    try:
        yield DraftClaim.model_validate(value)
    except ValidationError:
        for item in value.values():
            yield from _loose(item)
