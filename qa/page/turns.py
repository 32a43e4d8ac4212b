"""Turns: what becomes of a question, a click or a reload in the page's conversation, told as plain values."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from ingest.errors import IngestError
from qa.answer import Answer
from qa.errors import QAError, QuestionError
from qa.export import FORMATS, export
from qa.page import api, held, memory, panel, private
from qa.page.access import USER_HEADER, Limiter
from qa.page.conversation import busy, conversation, file_name, outcome, pending, problem, status, welcome
from qa.page.private import Documents
from qa.pipeline import Desk
from qa.render import counted

Turns = list[tuple[str, Answer]]

# Claims that wait longer than this for their verdict are shown as pending.
PENDING_SECONDS = 0.4
_FORMATS = [(one.name, one.about) for one in FORMATS.values()]


@dataclass(frozen=True, slots=True)
class Filters:
    """Where a question is asked: in which jurisdictions and kinds of source, of which day's law, in the corpus or in one's own documents."""

    jurisdictions: list[str]
    kinds: list[str]
    day: str
    own: bool
    held: Documents | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a step changes in the page; None leaves a part as it is."""

    log: str | None = None
    turns: Turns | None = None
    notice: str | None = None
    kept: str | None = None


class Talk:
    """A desk's side of the conversations of a page."""

    def __init__(self, desk: Desk, limiter: Limiter | None) -> None:
        """Take the desk that is asked and the limit that each user is held to."""
        self._desk, self._limiter = desk, limiter
        self.empty = welcome(desk.sources())

    def reply(self, question: str, filters: Filters, turns: Turns, kept: object, user: str, *, alone: bool = False) -> Iterator[Shown]:
        """Yield what to show while a question is being answered; the last step adds the answer or says what is wrong.

        ``turns`` are those the server remembers, else those that the browser has ``kept``; a question that stands ``alone`` is not read with them.
        """
        turns = turns or self.recalled(kept)
        asked = private.chosen(self._desk, filters.held, own=filters.own)
        if asked is None:
            yield Shown(notice=status("Looking for your documents …"))
            yield Shown(notice=problem(QuestionError(private.GONE)))
            return
        yield Shown(notice=busy(f"Searching {counted(sum(number for _, number in asked.sizes().values()), 'passage')} …"))
        answer: Answer | None = None
        claims: list[str] = []
        last = time.monotonic()
        try:
            take_turn(self._limiter, user)
            chosen = {"jurisdictions": filters.jurisdictions, "kinds": filters.kinds} if asked is self._desk else {}
            for event in asked.stream(question, as_of=api.day(filters.day), history=[] if alone else turns, **chosen):  # type: ignore[arg-type]
                answer = event.answer or answer
                claims += [event.text] if event.name == "claim" else []
                if event.name == "claim" and time.monotonic() - last > PENDING_SECONDS:
                    last = time.monotonic()
                    shown = (self._laid_out(turns) if turns else "") + pending(question, claims)
                    yield Shown(log=shown, notice=busy(f"Checking {counted(len(claims), 'quote')} …"))
        except (QAError, IngestError) as error:
            yield Shown(log=self._laid_out(turns) if claims else None, notice=problem(error))
            return
        assert answer is not None
        answer = answer if asked is self._desk else private.marked(answer)
        turns = [*turns, (answer.question, answer)][-memory.MAX_TURNS :]
        yield Shown(self._laid_out(turns), turns, status(outcome(answer)), memory.kept([told for _, told in turns]))

    def stopped(self, turns: Turns) -> Shown:
        """Return the conversation as it was before the question whose answer its reader has stopped."""
        return Shown(self._laid_out(turns), notice=status("Stopped; the question was not answered."))

    def forgotten(self, turns: Turns) -> Shown:
        """Return the conversation without what it tells from documents that its reader has deleted."""
        left = [(question, answer) for question, answer in turns if not private.gone(self._desk, [answer])]
        if len(left) == len(turns):
            return Shown()
        return Shown(self._laid_out(left), left, status(private.FORGOTTEN), memory.kept([told for _, told in left]))

    def opened(self, place: str, turns: Turns, own: Documents | None) -> str:
        """Return the source panel for a citation of the conversation."""
        try:
            source, citation = panel.cited_at([answer for _, answer in turns], place)
        except QAError as error:
            return panel.trouble(str(error))
        return panel.panel(own.desk if source.form == "user" and own and own.desk else self._desk, source, citation)

    def restored(self, kept: object) -> Shown:
        """Return the conversation that a browser has kept, and say what of it can no longer be shown."""
        told = memory.recalled(kept)
        if not told:
            return Shown()
        turns = self.recalled(kept)
        left_out = [answer for answer in told if (answer.question, answer) not in turns]
        gone = [answer for answer in left_out if private.gone(self._desk, [answer])]
        # What quotes documents that were deleted goes from the browser too; what quotes an index that has changed may be shown again.
        kept_now = memory.kept([answer for answer in told if answer not in gone]) if gone else None
        return Shown(self._laid_out(turns), turns, status(self._why(left_out)) if left_out else None, kept_now)

    def recalled(self, kept: object) -> Turns:
        """Return the turns that a browser has kept and that the index still bears out; the server forgets them after a restart or many other visits."""
        return [(answer.question, answer) for answer in memory.recalled(kept) if held.stands(answer, [self._desk])]

    def _why(self, left_out: list[Answer]) -> str:
        if private.gone(self._desk, left_out):
            return private.GONE_CITED
        are, quote = ("is", "it quotes") if len(left_out) == 1 else ("are", "they quote")
        return f"{counted(len(left_out), 'earlier answer')} {are} not shown: the index no longer has what {quote}. Ask again."

    def _laid_out(self, turns: Turns) -> str:
        return conversation([answer for _, answer in turns], _FORMATS) if turns else self.empty


def saved(desk: Desk, own: Documents | None, turns: Turns, turn: object, name: object) -> tuple[str | None, str]:
    """Return an answer as a file for the browser to keep (JSON with its bytes in base64), and what to say of it; None where there is none."""
    form = FORMATS.get(str(name))
    if form is None or not isinstance(turn, int) or not 1 <= turn <= len(turns):
        return None, status("That answer is not in this conversation; reload the page.")
    answer = turns[turn - 1][1]
    try:
        held.check(answer, private.desks(desk, own))
        made = export(answer, form.name)
    except (QAError, IngestError) as error:
        return None, problem(error)
    data = {"name": f"{file_name(answer)}{form.ending}", "media_type": form.media_type, "data": base64.b64encode(made).decode(), "at": time.time()}
    return json.dumps(data), status(f"Saved as {data['name']}.")


async def freed(steps: Iterator[Shown]) -> AsyncIterator[Shown]:
    """Yield steps that are made in a thread, and give up waiting at once when the reader stops: a chat model may take long over a step."""
    from anyio.to_thread import run_sync

    while (step := await run_sync(next, steps, None, abandon_on_cancel=True)) is not None:
        yield step


def user_of(request: object) -> str:
    """Return the user whom the guard has named in a request; empty where it stood before none."""
    headers = getattr(request, "headers", None)
    return str(headers.get(USER_HEADER, "")) if headers is not None else ""


def take_turn(limiter: Limiter | None, user: str) -> None:
    """Count a question against its user's limit; raises QuestionError where it is one too many."""
    wait = limiter.wait(user) if limiter else 0.0
    if limiter and wait:
        raise QuestionError(f"that was more than {limiter.per_minute} questions in a minute; ask again in {max(1, round(wait))} s")
