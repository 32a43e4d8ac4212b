"""Drafts read from what models really reply."""

from __future__ import annotations

import json

import jsonschema
import pytest

from qa.draft import MAX_CITATIONS, MAX_REPLY_CHARS, MAX_TEXT, SCHEMA, Draft, read_draft
from qa.errors import MalformedDraftError

CLAIM = {"text": "A thing is so.", "citations": [{"passage": "bcdfgh-1", "quote": "a thing is so"}]}
WHOLE = {"summary": [CLAIM], "sections": [{"heading": "More", "claims": [CLAIM]}], "bottom_line": [CLAIM]}
TEXT = json.dumps(WHOLE)


def test_the_form_asked_for_is_read_whole() -> None:
    jsonschema.validate(WHOLE, SCHEMA)
    read = read_draft(TEXT)
    assert [claim.text for claim in read.claims()] == ["A thing is so."] * 3
    assert read.summary[0].citations[0].passage == "bcdfgh-1"


@pytest.mark.parametrize(
    ("reply", "claims"),
    [
        (f"Here you are:\n```json\n{TEXT}\n```\nAnything else?", 3),
        (f"<think>{{not this}} {TEXT}</think>{TEXT}", 3),
        (TEXT.replace("}]", "},]"), 3),
        (json.dumps({"claims": [CLAIM]}), 1),
        (json.dumps([CLAIM, CLAIM]), 2),
        (json.dumps({"report": {"summary": [CLAIM], "notes": 3}}), 1),
        (json.dumps({"summary": [CLAIM, {"text": ""}, {"text": "x" * (MAX_TEXT + 1)}]}), 1),
        (json.dumps({"summary": [{"text": "One.", "passage_id": "b-1", "quote": "one"}]}), 1),
        (json.dumps({"summary": [{"claim": "One.", "citations": [{"id": "b-1", "quote": "one"}]}]}), 1),
        (json.dumps({"summary": [CLAIM | {"citations": CLAIM["citations"] * (MAX_CITATIONS + 1)}, CLAIM]}), 1),  # type: ignore[operator]
        (TEXT[: TEXT.index('"sections"') + 40], 1),
        ('{"summary": []} ' + TEXT, 3),
        ('{"summary": [], "sections": [], "bottom_line": []}', 0),
        ("[" * 30_000 + json.dumps(CLAIM), 1),
    ],
    ids=[
        "fenced",
        "thoughts",
        "trailing comma",
        "claims",
        "list",
        "wrapped",
        "bad claims",
        "flat",
        "other names",
        "too many",
        "cut",
        "form first",
        "none",
        "deep",
    ],
)
def test_what_models_reply_is_read(reply: str, claims: int) -> None:
    assert len(list(read_draft(reply).claims())) == claims


@pytest.mark.parametrize(
    ("reply", "message"),
    [("", "empty"), (" \n", "empty"), ("I cannot help.", "no JSON"), ('{"a": 1}', "no JSON"), ("x" * (MAX_REPLY_CHARS + 1), "longer"), ("[1, 2]", "no JSON")],
)
def test_what_is_no_draft_is_refused(reply: str, message: str) -> None:
    with pytest.raises(MalformedDraftError, match=message):
        read_draft(reply)


def test_a_draft_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Draft().summary = ()  # type: ignore[misc]
