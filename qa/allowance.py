"""Allowance: the time, tokens and calls that one question may spend on a chat model."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from qa.errors import BudgetSpentError, StoppedError

# Where a provider does not count, a token is taken for three characters, which is more than it mostly is.
CHARS_PER_TOKEN = 3
TICK = 0.02


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one question may spend."""

    seconds: float = 120.0
    tokens: int = 60_000
    calls: int = 8


@dataclass(slots=True)
class Allowance:
    """What is left of a question's limits; shared by its calls, and stopped by whoever asked."""

    limits: Limits = field(default_factory=Limits)
    stop: threading.Event | None = None
    clock: Callable[[], float] = time.monotonic
    nap: Callable[[float], None] = time.sleep
    calls: int = 0
    tokens: int = 0
    _started: float = field(init=False)

    def __post_init__(self) -> None:
        """Start the clock."""
        self._started = self.clock()

    @property
    def seconds_left(self) -> float:
        """How long the model may still take."""
        return self.limits.seconds - (self.clock() - self._started)

    def begin(self, characters: int) -> None:
        """Count a call of so many characters; raises BudgetSpentError where there is no room for it."""
        self.check()
        if self.calls >= self.limits.calls:
            raise BudgetSpentError(f"the question used up its {self.limits.calls} calls (ATTEST_MODEL_CALLS)")
        if self.tokens + characters // CHARS_PER_TOKEN >= self.limits.tokens:
            raise BudgetSpentError(f"the question used up its {self.limits.tokens:,} tokens (ATTEST_MODEL_TOKENS)")
        self.calls += 1

    def spend(self, tokens: int) -> None:
        """Count the tokens of a call that was made."""
        self.tokens += tokens

    def check(self) -> None:
        """Raise StoppedError or BudgetSpentError where no more may be waited for."""
        if self.stop is not None and self.stop.is_set():
            raise StoppedError("stopped; the question was withdrawn")
        if self.seconds_left <= 0:
            raise BudgetSpentError(f"the model took longer than {self.limits.seconds:g} seconds (ATTEST_MODEL_SECONDS)")

    def wait(self, event: threading.Event) -> None:
        """Wait until an event is set; raises like ``check`` where that takes too long."""
        while not event.wait(TICK):
            self.check()

    def pause(self, seconds: float) -> None:
        """Wait before a call is tried again; raises BudgetSpentError at once where there is no time for it."""
        if seconds >= self.seconds_left:
            raise BudgetSpentError(f"the model asked to be tried again in {seconds:g} seconds, for which there is no time (ATTEST_MODEL_SECONDS)")
        until = self.clock() + seconds
        while self.clock() < until:
            self.check()
            self.nap(min(TICK, max(0.0, until - self.clock())))
