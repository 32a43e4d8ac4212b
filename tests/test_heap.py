"""How the memory of a process's threads is kept, as glibc itself tells it."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys

import pytest

from qa.page.heap import HEAPS
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="asks glibc for its heaps")
THREADS = 12
LARGE = 900_000
# Memory of each thread is held while the heaps are counted, so that no heap serves one after the other. The larger piece is freed at once.
ASKED = f"""
import ctypes, sys, threading
from qa.page.heap import few_heaps
print(few_heaps() if sys.argv[1] == "few" else None, flush=True)
held, counted = threading.Barrier({THREADS} + 1), threading.Event()
def hold():
    kept = bytearray(100_000)
    held.wait()
    counted.wait()
for _ in range({THREADS}):
    threading.Thread(target=hold).start()
held.wait()
bytearray(10 * {LARGE})
large = bytearray({LARGE})
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
stream = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, stream)
libc.fflush(stream)
counted.set()
"""


def told(word: str, **environment: str) -> tuple[str, int, bool]:
    """Return what ``few_heaps`` said in a process of its own, how many heaps its threads had, and whether a large piece stood outside of them."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))}
    run = subprocess.run([sys.executable, "-c", ASKED, word], cwd=ROOT, env=inherited | environment, capture_output=True, text=True, timeout=60, check=True)
    said, _, report = run.stdout.partition("\n")
    outside = re.search(r'<total type="mmap" count="\d+" size="(\d+)"/>', report)
    assert outside
    return said, report.count("<heap nr="), int(outside[1]) >= LARGE


def test_threads_share_few_heaps_and_large_pieces_stay_out_of_them() -> None:
    assert told("few") == ("True", HEAPS, True)


def test_left_alone_there_are_many_heaps_and_large_pieces_in_them() -> None:
    _, heaps, outside = told("many")
    assert heaps > 2 * HEAPS
    assert not outside


def test_the_number_that_an_operator_chose_stands() -> None:
    assert told("few", MALLOC_ARENA_MAX="5") == ("False", 5, False)
