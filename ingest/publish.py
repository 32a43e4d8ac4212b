"""Publishing: a finished index as an edition beside the earlier ones, and a link that is moved to it in one step.

A shelf is a folder of editions with the link ``current``. Processes that answer
are given ``SHELF/current`` as their index. An edition has a catalogue and a
vector collection of its own and is never changed, so what was opened on one
answers from that one alone, while the index it was made from is ingested into again.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ingest.catalogue import FILE_NAME, Catalogue
from ingest.doctor import examine
from ingest.errors import IngestError, PublishError
from ingest.index import delete_index, discard_vectors, open_index, writing_lock
from ingest.pipeline import complete

CURRENT: Final = "current"
# Processes that have not yet moved on answer from the edition before the last.
KEPT: Final = 2
_PREFIX: Final = "edition-"
_ARRIVING: Final = ".arriving"


@dataclass(frozen=True, slots=True)
class Edition:
    """A published index, and the earlier editions that were deleted for it."""

    folder: Path
    documents: int
    passages: int
    deleted: tuple[Path, ...]


def publish(folder: Path, shelf: Path, chroma_url: str = "", keep: int = KEPT) -> Edition:
    """Copy an index to a shelf as a new edition, examine the copy, and move the link ``current`` to it; nothing is embedded again.

    Raises PublishError where the index or its copy is not sound; the link then stays where it is. Killed in the middle, it
    leaves an edition that nothing leads to, which the next call deletes.
    """
    with writing_lock(shelf):
        if (shelf / FILE_NAME).exists():
            raise PublishError(f"{shelf} holds an index; give a folder for editions, of which each is an index")
        _delete_abandoned(shelf, chroma_url)
        made = shelf / f"{_PREFIX}{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        _copy(folder, made, chroma_url)
        try:
            found = _filled(made, chroma_url)
        except IngestError:
            delete_index(made, chroma_url)
            raise
        _lead_to(made)
        return Edition(made, found[0], found[1], _delete_old(shelf, chroma_url, keep))


def _copy(folder: Path, made: Path, chroma_url: str) -> None:
    """Copy the catalogue; until the copy names a collection of its own, it lies where nobody would delete the one of the index by it."""
    arriving = made.parent / _ARRIVING
    catalogue = Catalogue(folder)
    try:
        if catalogue.meta("unfinished") is not None:
            raise PublishError(f"the last ingest into {folder} did not finish; run 'attest ingest --index {folder}', then publish")
        arriving.mkdir()
        catalogue.copy_to(arriving / FILE_NAME)
        discard_vectors(arriving, chroma_url, anew=True)
        arriving.rename(made)
    except OSError as error:
        raise PublishError(f"{made} cannot be written: {error.strerror or error}; the edition before it is still current") from error
    finally:
        catalogue.close()


def _filled(made: Path, chroma_url: str) -> tuple[int, int]:
    """Give an edition its vectors, mark it as published, and examine it; return how many documents and passages it holds."""
    index = open_index(made, chroma_url=chroma_url, writing=True)
    with index.changing(published=datetime.now(UTC).isoformat(timespec="seconds")):
        complete(index)
    index.close()
    found = examine(made, chroma_url=chroma_url)
    if not found.sound:
        raise PublishError(f"the edition would not be sound: {found.problems[0]}")
    return found.documents, found.passages


def _lead_to(made: Path) -> None:
    """Move the link to an edition; a reader finds the one before or this one, never none."""
    arriving = made.parent / f".{CURRENT}.{os.getpid()}"
    arriving.unlink(missing_ok=True)
    arriving.symlink_to(made.name, target_is_directory=True)
    arriving.replace(made.parent / CURRENT)
    handle = os.open(made.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _editions(shelf: Path) -> list[Path]:
    return sorted(path for path in shelf.glob(f"{_PREFIX}*") if path.is_dir())


def _delete_abandoned(shelf: Path, chroma_url: str) -> None:
    """Delete what a publishing that was killed has left."""
    if (shelf / _ARRIVING).exists():
        shutil.rmtree(shelf / _ARRIVING)
    current = (shelf / CURRENT).resolve()
    for made in _editions(shelf):
        if made.resolve() != current and Catalogue(made).meta("published") is None:
            delete_index(made, chroma_url)


def _delete_old(shelf: Path, chroma_url: str, keep: int) -> tuple[Path, ...]:
    current = (shelf / CURRENT).resolve()
    old = [made for made in _editions(shelf) if made.resolve() != current][: -(keep - 1) or None]
    for made in old:
        delete_index(made, chroma_url)
    return tuple(old)
