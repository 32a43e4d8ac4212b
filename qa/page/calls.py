"""Calls: what Gradio keeps of calls by tools, let go once they are over; its own tables only grow."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

# Calls whose reply nobody has fetched yet: for so many the session's copy of the page's settings is kept, and for so many the reply.
MAX_SETTINGS_KEPT = 100
MAX_REPLIES_KEPT = 2_000


class Calls:
    """The calls of tools, each of which opens a session of its own where it comes over plain HTTP."""

    def __init__(self, page: Any) -> None:
        """Take the page (Gradio's Blocks) whose tables are to be kept small."""
        self._page = page
        self._settings: deque[str] = deque()
        self._replies: deque[str] = deque()

    def over(self, session: str) -> None:
        """Note that a call of a session has been answered, and forget those that were fetched; to be called where the page's event loop runs."""
        self._settings.append(session)
        self._replies.append(session)
        self._forget(self._settings, MAX_SETTINGS_KEPT, self._forget_settings)
        self._forget(self._replies, MAX_REPLIES_KEPT, self._forget_reply)

    def _forget(self, sessions: deque[str], most: int, forget: Callable[[str], None]) -> None:
        # A reply is fetched only after its call is over, so the call that has just ended is never forgotten here.
        while sessions and (len(sessions) > most or not self._page._queue.pending_event_ids_session.get(sessions[0])):
            forget(sessions.popleft())

    def _forget_settings(self, session: str) -> None:
        self._page.state_holder.session_data.pop(session, None)
        self._page.state_holder.time_last_used.pop(session, None)

    def _forget_reply(self, session: str) -> None:
        self._page._queue.pending_event_ids_session.pop(session, None)
        self._page._queue.pending_messages_per_session.pop(session, None)
