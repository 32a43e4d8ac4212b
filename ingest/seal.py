"""The seal: hashes of the embedded vector store's files as the last ingest left them, so that damage is seen before Chroma opens them.

Chroma opens a truncated or altered file without complaint and then ends the
process, at the first search or at once. So the files are read whole at every
opening. That takes longer as they grow, but no longer than Chroma takes to read
them after it; a seal of sizes and times alone would let a lost bit end the process.

A seal is broken before the store changes and made anew after, with another mark. So it also tells a process that has the
store open whether it is still the one that was opened.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.errors import IndexDamagedError

CHROMA_FOLDER = "chroma"


def seal(folder: Path) -> str:
    """Return a new seal of the vector files as they are; on a server there are none."""
    # Until about a thousand vectors have gathered, Chroma keeps them in its database alone. It then writes the .bin files anew at every opening,
    # with chance bytes in them, and never reads them; the pickle is there from the first time that they count.
    finished = [path.parent for path in (folder / CHROMA_FOLDER).rglob("*.pickle")]
    files = sorted(path for segment in finished for path in segment.iterdir() if path.suffix in {".bin", ".pickle"})
    return json.dumps({"mark": uuid.uuid4().hex, "files": {str(path.relative_to(folder)): _sha256(path) for path in files}})


def check_seal(folder: Path, catalogue: Catalogue) -> None:
    """Compare the vector files with the catalogue's seal of them; raises IndexDamagedError."""
    sealed = catalogue.noted("sealed")
    if sealed is None:
        return
    for name, digest in sealed["files"].items():
        path = folder / name
        if not path.is_file() or _sha256(path) != digest:
            state = "changed" if path.is_file() else "missing"
            raise IndexDamagedError(f"the vector file {folder / name} is {state}; run 'attest doctor --repair --index {folder}'")
    if not (folder / CHROMA_FOLDER / "chroma.sqlite3").is_file():
        raise IndexDamagedError(f"{folder / CHROMA_FOLDER / 'chroma.sqlite3'} is missing; run 'attest doctor --repair --index {folder}'")


def store_hash(folder: Path, sealed: str) -> str:
    """Return a hash of a seal and of the vector store's database: together, of all that Chroma reads when it opens the store."""
    return hashlib.sha256(f"{sealed} {_sha256(folder / CHROMA_FOLDER / 'chroma.sqlite3')}".encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as data:  # in blocks: a million passages have a file of 1.7 GB
        return hashlib.file_digest(data, "sha256").hexdigest()
