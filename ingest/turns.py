"""Turns at the vector store: searches of any process hold a folder together, and who changes the store holds it alone.

Chroma keeps its graph in memory, does not see what another process writes, and fails for good once that has deleted what it
holds. A search that goes on while another process writes may even write vector files of its own.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import IndexAccessError


@contextmanager
def searching(folder: Path) -> Iterator[bool]:
    """Hold off whoever would change the vector store; False where it is being changed, or the folder is gone. Goes with the process, however it ends.

    Raises IndexAccessError where the folder cannot be opened or its file system keeps no locks.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        yield False
        return
    except OSError as error:
        raise IndexAccessError(f"{folder} cannot be opened: {error.strerror}; mend the rights of the folder, or close other programs") from error
    try:
        yield _held(handle, folder)
    finally:
        os.close(handle)


def _held(handle: int, folder: Path) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise IndexAccessError(f"the file system of {folder} keeps no locks ({error.strerror}); put the index on a local disk") from error
    return True


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Wait for the searches under way and hold off others; they must have been told not to begin, or they could follow one another without end."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
