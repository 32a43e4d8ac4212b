"""Observing a desk: what an operator may watch (logs, figures) and, if the newsroom wants it, a log of the answers given.

Nothing here changes an answer. Logs and figures never hold a question or a word of an answer; the answer log does, which is why it is
kept only where a file for it is named.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Final, Protocol

from ingest.errors import IngestError
from qa.answer import Answer
from qa.errors import QAError, SettingsError

LOGGER: Final = logging.getLogger("attest")
# Upper bounds in seconds of the latency histogram, from an embedded desk to a slow model.
BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Watch(Protocol):
    """Anything that is told what became of each question."""

    def answered(self, answer: Answer, seconds: float) -> None:
        """Take note of an answer or an abstention and of the time it took."""

    def failed(self, error: Exception, seconds: float) -> None:
        """Take note of a question that ended in an error."""


class Figures:
    """Counts of questions by outcome, of claims by verdict, and of latencies; safe for many threads."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._lock = Lock()
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._verdicts: Counter[str] = Counter()
        self._within: Counter[float] = Counter()
        self._seconds = 0.0

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count an answer or an abstention."""
        with self._lock:
            self._outcomes[answer.status, answer.abstention.reason if answer.abstention else ""] += 1
            self._verdicts.update(claim.support.label for claim in answer.claims())
            self._time(seconds)

    def failed(self, error: Exception, seconds: float) -> None:
        """Count a question that ended in an error, by the error's kind."""
        with self._lock:
            self._outcomes["failed", type(error).__name__] += 1
            self._time(seconds)

    def _time(self, seconds: float) -> None:
        self._seconds += seconds
        self._within.update(bound for bound in BUCKETS if seconds <= bound)

    def exposition(self) -> str:
        """Return the figures in Prometheus' text format (version 0.0.4)."""
        with self._lock:
            total = sum(self._outcomes.values())
            lines = ["# HELP attest_questions_total Questions by outcome.", "# TYPE attest_questions_total counter"]
            lines += [f'attest_questions_total{{status="{s}",reason="{r}"}} {n}' for (s, r), n in sorted(self._outcomes.items())]
            lines += ["# HELP attest_claims_total Claims shown, by verdict of their support.", "# TYPE attest_claims_total counter"]
            lines += [f'attest_claims_total{{support="{label}"}} {n}' for label, n in sorted(self._verdicts.items())]
            lines += ["# HELP attest_answer_seconds Time to an answer.", "# TYPE attest_answer_seconds histogram"]
            lines += [f'attest_answer_seconds_bucket{{le="{bound}"}} {self._within[bound]}' for bound in BUCKETS]
            lines += [f'attest_answer_seconds_bucket{{le="+Inf"}} {total}', f"attest_answer_seconds_sum {self._seconds:.6f}"]
            return "\n".join([*lines, f"attest_answer_seconds_count {total}"]) + "\n"


class Journal:
    """Writes a line of JSON to the log for each question: its outcome and its sizes, never its words."""

    def answered(self, answer: Answer, seconds: float) -> None:
        """Log an answer or an abstention."""
        claims = tuple(answer.claims())
        told: dict[str, object] = {
            "event": answer.status, "reason": answer.abstention.reason if answer.abstention else None, "composer": answer.composer,
            "as_of": answer.as_of.isoformat(), "sources": len(answer.sources), "claims": len(claims),
            "supports": dict(Counter(claim.support.label for claim in claims)), "seconds": round(seconds, 4), "index": answer.provenance.index,
        }  # fmt: skip
        _log(logging.INFO, told)

    def failed(self, error: Exception, seconds: float) -> None:
        """Log an error by its kind alone: its message may quote the question."""
        _log(logging.WARNING, {"event": "failed", "error": type(error).__name__, "seconds": round(seconds, 4)})


def _log(level: int, told: dict[str, object]) -> None:
    LOGGER.log(level, json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **told}, ensure_ascii=True))


def log_to_stderr() -> None:
    """Send the journal to standard error, a line of JSON for each question."""
    if not LOGGER.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


class AnswerLog:
    """Appends each answer to a file, a line of the contract's JSON each, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        """Take the file; raises SettingsError where it cannot be written."""
        self._path = path
        self._lock = Lock()
        try:
            self._append(b"")
        except OSError as error:
            raise SettingsError(f"the answer log {path} cannot be written: {error.strerror or error}; set ATTEST_ANSWER_LOG to another file") from error

    def answered(self, answer: Answer, seconds: float) -> None:
        """Append an answer; a full disk costs the line and is logged, never the reader's answer."""
        line = json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), "answer": answer.to_dict()}, ensure_ascii=False) + "\n"
        try:
            self._append(line.encode("utf-8", "surrogatepass"))
        except OSError as error:
            _log(logging.ERROR, {"event": "answer log", "error": error.strerror or str(error), "file": str(self._path)})

    def failed(self, error: Exception, seconds: float) -> None:
        """Leave out what gave no answer."""

    def _append(self, data: bytes) -> None:
        with self._lock:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, data)  # one write, so that lines of several processes do not mix
            finally:
                os.close(handle)


class All:
    """Tells several watches."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        """Take the watches, told in their order."""
        self.watches = tuple(watches)

    def answered(self, answer: Answer, seconds: float) -> None:
        """Tell each."""
        for watch in self.watches:
            watch.answered(answer, seconds)

    def failed(self, error: Exception, seconds: float) -> None:
        """Tell each."""
        for watch in self.watches:
            watch.failed(error, seconds)


@contextmanager
def watched(watch: Watch) -> Iterator[Callable[[Answer], Answer]]:
    """Time a question and tell a watch what became of it; the body passes its answer through what it is given."""
    started = time.perf_counter()

    def told(answer: Answer) -> Answer:
        watch.answered(answer, time.perf_counter() - started)
        return answer

    try:
        yield told
    except (QAError, IngestError) as error:
        watch.failed(error, time.perf_counter() - started)
        raise


def watches(log: str, answer_log: str) -> tuple[Watch, ...]:
    """Return the watches that the settings ask for; raises SettingsError for a log form that is unknown or a file that cannot be written."""
    if log not in {"", "json"}:
        raise SettingsError(f"ATTEST_LOG is {log!r}; set it to json for a line on standard error for each question, or to nothing")
    if log:
        log_to_stderr()
    return (*((Journal(),) if log else ()), *((AnswerLog(Path(answer_log).expanduser()),) if answer_log else ()))
