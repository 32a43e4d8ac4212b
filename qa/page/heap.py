"""Heap: how the C library keeps the memory of a process that serves for weeks."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Final

HEAPS: Final = 2
_KB: Final = 1024
# Options of glibc (malloc.h) and what they are set to. Left alone, the second and third follow the largest piece that was ever freed, up to 32 and 64 MB,
# and the heaps are riddled by pieces as large; set, large pieces go back to the system at once and the top of a heap when it is this long. The matrices of
# a question's sentences have some hundred KB each, which is why a piece is large that early: what is kept for long settles between smaller ones.
_OPTIONS: Final = ((-8, HEAPS), (-3, 128 * _KB), (-1, 1024 * _KB))  # M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD


def few_heaps() -> bool:
    """Let all threads share few heaps, and tell whether that was done; to be called before there are many threads.

    By default glibc gives eight heaps to each core, and keeps in every one what its largest question has freed, so that a page that is asked by
    many grows for hours though it holds nothing more. Another C library has no such heaps, and an operator's own number stands.
    """
    if sys.platform != "linux" or "MALLOC_ARENA_MAX" in os.environ:
        return False
    option = getattr(ctypes.CDLL(None), "mallopt", None)
    return option is not None and all(option(name, value) == 1 for name, value in _OPTIONS)
