"""Processes to break: one that has everything loaded forks another for each deed, so that a crash or a ``kill -9`` costs neither a start nor the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import ROOT


@dataclass(frozen=True)
class Outcome:
    """How a deed ended: the exit code (negative: the signal that killed it) and what it told, if it came to that."""

    status: int
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def killed(self) -> bool:
        return self.status < 0

    @property
    def error(self) -> str:
        """The class of the error that it ended in, or nothing."""
        return str(self.told.get("error", ""))


class Forks:
    """Does deeds one after the other, each in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.faults.forks"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def do(self, deed: str, /, *args: object, **options: object) -> Outcome:
        """Do a deed of ``tests.faults.deeds``; paths are passed as text."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([deed, list(args), options], default=str) + "\n")
        self._process.stdin.flush()
        status, told = json.loads(self._process.stdout.readline())
        return Outcome(status, told)

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _fork(line: str, told: Path) -> int:
    """Do one deed in a fork; returns its exit code, or the signal that ended it as a negative number."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 70
    try:
        from tests.faults.deeds import do

        deed, args, options = json.loads(line)
        told.write_text(json.dumps(do(deed, args, options)), encoding="utf-8")
        status = 0
    except BaseException:  # noqa: BLE001 (a fork must not go on as its parent does; what went wrong is shown, and its exit code is a failure)
        traceback.print_exc()
    finally:
        os._exit(status)
    return status


def main() -> None:
    """Read deeds from standard input, a line of JSON each, and write what became of them."""
    import tempfile

    import tests.faults.deeds  # noqa: F401 (loads what the forks need)

    with tempfile.TemporaryDirectory() as scratch:
        told = Path(scratch) / "told.json"
        for line in sys.stdin:
            told.unlink(missing_ok=True)
            status = _fork(line, told)
            said = json.loads(told.read_text(encoding="utf-8")) if status == 0 else {}
            print(json.dumps([status, said]), flush=True)


if __name__ == "__main__":
    main()
