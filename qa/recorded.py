"""Recorded: replies kept in a file, so that what a model once wrote can be asked for again without it.

A line of the file holds the key of a prompt and a reply, both without the
turn's mark; whoever plays it back gets the reply with the mark of his turn.
``recording:FILE:PROVIDER:NAME`` asks a model and keeps what it says, and
``recorded:FILE`` plays it back.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from qa.errors import ModelFailedError, ModelSettingError
from qa.prompt import ROOM, with_mark, without_mark

if TYPE_CHECKING:
    from qa.allowance import Allowance
    from qa.model import Model, Reply
    from qa.prompt import Prompt


class Line(BaseModel):
    """One line of a recording."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str
    model: str
    room: int
    reply: str
    tokens: int = 0


class Recorded:
    """Plays replies back; a prompt that was never asked fails, and the extractive composer answers."""

    def __init__(self, file: str) -> None:
        """Read a recording; raises ModelSettingError where the file is none."""
        path = Path(file)
        self.name = f"recorded:{path.name}"
        try:
            lines = [Line.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        except (OSError, UnicodeDecodeError) as error:
            raise ModelSettingError(f"the recording {file} cannot be read ({type(error).__name__}); make one with recording:FILE:PROVIDER:NAME") from None
        except ValidationError:
            raise ModelSettingError(f"{file} is no recording; each line holds key, model, room, reply and tokens as JSON") from None
        self._lines = {line.key: line for line in lines}
        self.room = max((line.room for line in lines), default=ROOM)

    def reply(self, prompt: Prompt, allowance: Allowance) -> Reply:
        """Return the reply that was recorded for a prompt."""
        from qa.model import Reply

        allowance.begin(prompt.characters)
        line = self._lines.get(prompt.key)
        if line is None:
            raise ModelFailedError("the recording holds no reply to this prompt")
        allowance.spend(line.tokens)
        return Reply(with_mark(line.reply, prompt.mark), line.tokens)


class Recording:
    """Asks another model and keeps what it says."""

    def __init__(self, file: str, model: Model) -> None:
        """Take the file to add to and the model to ask."""
        self.name = model.name
        self.room = model.room
        self._path = Path(file)
        self._model = model
        self._lock = threading.Lock()
        if not self._path.absolute().parent.is_dir():
            raise ModelSettingError(f"the folder of the recording {file} does not exist; make it first")

    def reply(self, prompt: Prompt, allowance: Allowance) -> Reply:
        """Return the model's reply, once it is kept."""
        reply = self._model.reply(prompt, allowance)
        line = Line(key=prompt.key, model=self.name, room=self.room, reply=without_mark(reply.text, prompt.mark), tokens=reply.tokens)
        with self._lock, self._path.open("a", encoding="utf-8") as out:
            out.write(line.model_dump_json() + "\n")
        return reply
