"""Dated snapshots of official texts: the bytes as obtained, never overwritten, each beside a record of where and when.

    <folder>/<key>/2026-11-22-0a1b2c3d4e5f.xml     the bytes; the day and the first twelve digits of their sha256
    <folder>/<key>/2026-11-22-0a1b2c3d4e5f.json    their record; a file without one is no snapshot yet
    <folder>/<key>/state.json                      which snapshot its publisher last gave or confirmed, and when

Every file is written under another name and then renamed, so that a killed
process leaves nothing half-written behind.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import FetchError, ParseError
from ingest.fetch import Reply, Validators

_STATE = "state.json"
_FILE = r"^[0-9a-z][0-9a-z.\-]*$"


class SnapshotRecord(BaseModel):
    """Where and when the bytes of a snapshot were obtained, and what unchanged bytes are recognised by."""

    model_config = ConfigDict(frozen=True)

    file: str = Field(pattern=_FILE)
    address: str
    obtained: datetime
    etag: str
    last_modified: str
    sha256: str
    bytes: int
    publisher: str


class State(BaseModel):
    """The snapshot that a publisher last gave or confirmed, on which day, and with which validators."""

    model_config = ConfigDict(frozen=True)

    current: str = Field(pattern=_FILE)
    confirmed: date
    address: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One obtained file; ``confirmed`` is the last day on which its publisher gave these bytes."""

    path: Path
    record: SnapshotRecord
    confirmed: date

    @property
    def name(self) -> str:
        """The name to tell in messages: its folder and file."""
        return "/".join(self.path.parts[-2:])

    @property
    def obtained_on(self) -> date:
        """The day on which it was obtained."""
        return self.record.obtained.date()

    @property
    def sound(self) -> bool:
        """Whether the bytes are those that were obtained."""
        try:
            return hashlib.sha256(self.path.read_bytes()).hexdigest() == self.record.sha256
        except OSError:
            return False

    def read(self) -> bytes:
        """Return the bytes; raises ParseError where they are not those that were obtained."""
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise ParseError(self.name, f"cannot be read: {error.strerror}; run 'attest sync' to fetch it anew") from error
        if hashlib.sha256(data).hexdigest() != self.record.sha256:
            raise ParseError(self.name, "is damaged: its bytes are not those that were obtained; run 'attest sync' to fetch it anew")
        return data


class Snapshots:
    """The snapshots of all sources in one folder; one process at a time may write."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which need not exist yet."""
        self.folder = folder

    def all(self, key: str) -> list[Snapshot]:
        """Return the snapshots of a key: first the one that its publisher last gave, then the others from the newest on."""
        state = _read(self.folder / key / _STATE, State)
        current = state.current if state else ""
        found = []
        for path in (self.folder / key).glob("*.json"):
            record = _read(path, SnapshotRecord) if path.name != _STATE else None
            if record is not None and path.with_name(record.file).is_file():
                confirmed = state.confirmed if state and record.file == current else record.obtained.date()
                found.append(Snapshot(path.with_name(record.file), record, confirmed))
        return sorted(found, key=lambda s: (s.path.name == current, s.record.obtained, s.path.name), reverse=True)

    def validators(self, key: str) -> Validators:
        """Return what the current snapshot's bytes are recognised by; nothing where they are damaged or gone."""
        state, current = _read(self.folder / key / _STATE, State), self._current(key)
        if state is None or current is None or current.path.name != state.current:
            return Validators()
        return Validators(state.address, state.etag, state.last_modified)

    def confirm(self, key: str, reply: Reply, now: datetime) -> None:
        """Note that the publisher has just said that the current snapshot is unchanged."""
        current = self._current(key)
        if current is not None:
            self._point(key, current.path.name, reply, now)

    def keep(self, key: str, suffix: str, reply: Reply, publisher: str, now: datetime) -> bool:
        """Store what was obtained unless it is what is there already, and return whether it is new; raises FetchError where it cannot be written."""
        current = self._current(key)
        if current is not None and current.record.sha256 == reply.sha256:
            self._point(key, current.path.name, reply, now)
            return False
        file = f"{now:%Y-%m-%d}-{reply.sha256[:12]}{suffix}"
        data, given = reply.data or b"", reply.validators
        record = SnapshotRecord(
            file=file, address=reply.address, obtained=now, etag=given.etag, last_modified=given.last_modified,
            sha256=reply.sha256, bytes=len(data), publisher=publisher,
        )  # fmt: skip
        try:
            self._store(self.folder / key / file, data, record)
        except OSError as error:
            raise FetchError(reply.address, f"was obtained but cannot be stored in {self.folder / key}: {error.strerror}; make room, then {_AGAIN}") from error
        self._point(key, file, reply, now)
        return True

    @staticmethod
    def _store(path: Path, data: bytes, record: SnapshotRecord) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        for left_over in path.parent.glob(".*.part"):
            left_over.unlink()
        kept = _read(path.with_suffix(".json"), SnapshotRecord)
        if kept is None or not Snapshot(path, kept, record.obtained.date()).sound:
            _replace(path, data)
            _replace(path.with_suffix(".json"), record.model_dump_json(indent=1).encode())

    def _point(self, key: str, file: str, reply: Reply, now: datetime) -> None:
        given = reply.validators
        state = State(current=file, confirmed=now.date(), address=given.address, etag=given.etag, last_modified=given.last_modified)
        try:
            _replace(self.folder / key / _STATE, state.model_dump_json(indent=1).encode())
        except OSError as error:
            raise FetchError(reply.address, f"was obtained but cannot be noted in {self.folder / key}: {error.strerror}; make room, then {_AGAIN}") from error

    def _current(self, key: str) -> Snapshot | None:
        """Return the snapshot that was last given, if its bytes are still sound."""
        return next((s for s in self.all(key)[:1] if s.sound), None)


_AGAIN = "run 'attest sync' again"
_Model = TypeVar("_Model", bound=BaseModel)


def _read(path: Path, kind: type[_Model]) -> _Model | None:
    """Read one of our own notes; one that is missing or damaged counts as none, for the text can be fetched again."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever happens."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
