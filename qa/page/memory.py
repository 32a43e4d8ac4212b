"""Memory: a conversation as a browser keeps it between two visits, read back as warily as any outside data.

Each tab keeps its own (sessionStorage), so that of two tabs neither writes over what the other shows; the one that was used last is also kept
beyond the tab (localStorage, by Gradio), and a new tab begins with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from qa.answer import Answer
from qa.errors import AnswerError

# A browser keeps about five million characters for a page; the oldest turns go first.
MAX_CHARS = 2_000_000
MAX_TURNS = 30
# What overwrites a conversation that its reader has ended: Gradio stores no empty text, so an empty one would leave the old talk in the browser.
NOTHING_KEPT = "[]"
KEY = "attest-conversation"
# Run by the page. A browser that is told to keep nothing for pages refuses either storage; the conversation then lasts as long as the page.
RECALL = f"""(latest) => {{
  try {{
    const own = sessionStorage.getItem('{KEY}') ?? latest;
    sessionStorage.setItem('{KEY}', own || '{NOTHING_KEPT}');
    window.attestRecalled = true;
    return [own];
  }} catch {{
    return [latest];
  }}
}}"""
# What Gradio finds when the page opens is the latest of all tabs, which is not this tab's until it has been recalled.
KEEP = f"""(kept) => {{
  try {{
    if (window.attestRecalled && kept) sessionStorage.setItem('{KEY}', kept);
  }} catch {{
    return;
  }}
}}"""


def kept(answers: Sequence[Answer]) -> str:
    """Return the last answers of a conversation as JSON, as many as a browser can keep."""
    turns: list[str] = []
    size = 0
    for answer in reversed(answers[-MAX_TURNS:]):
        turn = json.dumps(answer.to_dict(), ensure_ascii=False)
        size += len(turn)
        if size > MAX_CHARS:
            break
        turns.append(turn)
    return f"[{','.join(reversed(turns))}]"


def recalled(text: object) -> tuple[Answer, ...]:
    """Return the answers of a kept conversation; nothing where it is not one that ``kept`` could have written."""
    if not isinstance(text, str) or len(text) > 2 * MAX_CHARS:
        return ()
    try:
        turns = json.loads(text)
        return tuple(Answer.from_dict(turn) for turn in turns[-MAX_TURNS:]) if isinstance(turns, list) else ()
    except (ValueError, RecursionError, AnswerError):
        return ()
