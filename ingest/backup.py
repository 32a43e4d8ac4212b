"""Backup: an index as one file, and back; the vectors go with the catalogue, so nothing is embedded again."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.catalogue import FILE_NAME, Catalogue
from ingest.errors import BackupError
from ingest.index import discard_vectors, open_index, writing_lock
from ingest.pipeline import complete

FORMAT = 1
_MANIFEST = "attest-backup.json"
_MAX_MANIFEST_BYTES = 100_000
_BLOCK = 1024 * 1024


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    made_at: datetime
    embedding_model: str
    chunker: str
    documents: int
    passages: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored index holds, and of which moment it is."""

    folder: Path
    manifest: Manifest


def back_up(folder: Path, file: Path) -> Manifest:
    """Write an index into one file, as it stands at one moment even while an ingest goes on; never replaces a file.

    Raises BackupError where the file is there already or cannot be written, IndexMissingError or IndexDamagedError for the index.
    """
    if file.exists():
        raise BackupError(f"{file} is there already; give another name, or move it away")
    catalogue = Catalogue(folder)
    written = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with TemporaryDirectory(dir=file.absolute().parent, prefix=".attest-backup-") as scratch:
            copy = Path(scratch) / FILE_NAME
            catalogue.copy_to(copy)
            manifest = _described(Catalogue(Path(scratch)), copy)
            with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                archive.writestr(_MANIFEST, manifest.model_dump_json(indent=1))
                archive.write(copy, FILE_NAME)
            with written.open("rb") as done:
                os.fsync(done.fileno())
            os.link(written, file)  # unlike a renaming, fails where a file has come to be there meanwhile
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror or error}; the index is as it was") from error
    finally:
        catalogue.close()
        written.unlink(missing_ok=True)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """Return what a backup says of itself; raises BackupError for a file that is none."""
    try:
        with zipfile.ZipFile(file) as archive:
            if set(archive.namelist()) != {_MANIFEST, FILE_NAME} or archive.getinfo(_MANIFEST).file_size > _MAX_MANIFEST_BYTES:
                raise BackupError(f"{file} is no backup of an index; give a file that 'attest backup' wrote")
            manifest = Manifest.model_validate(json.loads(archive.read(_MANIFEST)))
            size = archive.getinfo(FILE_NAME).file_size
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, ValidationError, ValueError, NotImplementedError, RuntimeError) as error:
        raise BackupError(f"{file} is no backup of an index, or is damaged; give a file that 'attest backup' wrote") from error
    if manifest.format != FORMAT:
        raise BackupError(f"{file} has the backup format {manifest.format}, this is {FORMAT}; restore it with the version of Attest that wrote it")
    if size != manifest.bytes:
        raise BackupError(f"{file} is damaged: it holds {size:,} bytes where {manifest.bytes:,} were written")
    return manifest


def restore(file: Path, folder: Path, chroma_url: str = "") -> Restored:
    """Make an index from a backup, in a folder that holds none; the file is compared with its hash before it takes its place.

    Raises BackupError. Killed in the middle, it leaves a folder without an index, or one that 'attest doctor --repair' completes.
    """
    manifest = read_manifest(file)
    with writing_lock(folder):
        if (folder / FILE_NAME).exists() or (folder / "chroma").exists():
            raise BackupError(f"{folder} holds an index already; restore into another folder, or move this one away")
        arriving = folder / f".{FILE_NAME}.restoring"
        try:
            _unpack(file, arriving, manifest)
            arriving.replace(folder / FILE_NAME)
        except OSError as error:
            raise BackupError(f"{folder} cannot be written: {error.strerror or error}") from error
        finally:
            arriving.unlink(missing_ok=True)
        Catalogue(folder, create=True).close()
        discard_vectors(folder, chroma_url, anew=True)
        index = open_index(folder, chroma_url=chroma_url, writing=True)
        with index.changing():
            complete(index)
    return Restored(folder, manifest)


def _described(catalogue: Catalogue, copy: Path) -> Manifest:
    counts = catalogue.counts()
    model, chunker = catalogue.meta("embedding_model") or "", catalogue.meta("chunker") or ""
    catalogue.close()
    with copy.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()
    return Manifest(
        format=FORMAT, made_at=datetime.now(UTC), embedding_model=model, chunker=chunker,
        documents=counts.documents, passages=counts.passages, bytes=copy.stat().st_size, sha256=digest,
    )  # fmt: skip


def _unpack(file: Path, target: Path, manifest: Manifest) -> None:
    digest, left = hashlib.sha256(), manifest.bytes
    try:
        with zipfile.ZipFile(file) as archive, archive.open(FILE_NAME) as packed, target.open("wb") as out:
            while block := packed.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise BackupError(f"{file} is damaged: it unpacks to more than it says")
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise BackupError(f"{file} is damaged: {error}") from error
    if digest.hexdigest() != manifest.sha256:
        raise BackupError(f"{file} is damaged: its words differ from those that were written (sha256)")
