"""The list of sources in an index, as ``attest sources`` prints it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.document import Source

_FIELDS = (
    "id", "title", "citation", "publisher", "jurisdiction", "kind", "form", "url", "text_as_of", "valid_from", "valid_to", "retrieved_on", "sha256", "licence",
)  # fmt: skip


def list_sources(folder: Path) -> list[dict[str, str | int | None]]:
    """Return every source version with its numbers of provisions and passages, then every file that failed with its error.

    Needs no embedding model; raises IndexMissingError or IndexDamagedError.
    """
    catalogue = Catalogue(folder)
    sizes = catalogue.sizes()
    listed: list[dict[str, str | int | None]] = []
    for document_id, source in catalogue.sources().items():
        provisions, passages = sizes[document_id]
        listed.append({**described(source), "provisions": provisions, "passages": passages, "error": None})
    return listed + [_failed(origin, reason) for origin, reason in catalogue.failures().items()]


def described(source: Source) -> dict[str, str | None]:
    """Return a source version as the contract's source object, without its number."""
    fields = asdict(source)
    return {name: _plain(fields[name]) for name in _FIELDS}


def _plain(value: object) -> str | None:
    return None if value is None else str(value)


def _failed(origin: str, reason: str) -> dict[str, str | int | None]:
    name = origin.removeprefix("file:").removeprefix("corpus:")
    path = Path(name)
    empty: dict[str, str | int | None] = dict.fromkeys(_FIELDS, None)
    return empty | {
        "id": name, "title": path.name, "citation": path.name, "publisher": "", "jurisdiction": "user", "kind": "document", "form": "user",
        "url": "", "licence": "",
        "sha256": _sha256(path), "provisions": 0, "passages": 0, "error": reason.removeprefix(f"{name}: "),
    }  # fmt: skip


def _sha256(path: Path) -> str:
    """Hash a file; one that is gone or cannot be read counts as empty."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        pass  # often the reason why the file failed, which the entry tells
    return hashlib.sha256().hexdigest()
