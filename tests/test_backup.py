"""Backup and restore: the same index comes back, and nothing else is taken for a backup."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import backup
from ingest.backup import back_up, read_manifest, restore
from ingest.catalogue import FILE_NAME, Catalogue
from ingest.doctor import examine
from ingest.errors import BackupError, IndexMissingError
from ingest.index import open_index
from ingest.pipeline import ingest
from qa.__main__ import main
from tests.factories import CorpusFolder, FakeEmbedder


def held(folder: Path) -> tuple[dict[str, str], set[str], dict[str, str]]:
    """All that an index holds: fingerprints, vectors and texts."""
    catalogue = Catalogue(folder)
    return catalogue.fingerprints(), open_index(folder).vector_ids(), {i: catalogue.text(i) for i in catalogue.sources()}


def test_an_index_comes_back_as_it_was_without_embedding(built: Path, tmp_path: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    manifest = back_up(built, tmp_path / "harbour.zip")
    done = restore(tmp_path / "harbour.zip", tmp_path / "again")
    assert done.manifest == manifest
    assert held(tmp_path / "again") == held(built)
    assert examine(tmp_path / "again").sound
    report = ingest([], tmp_path / "again", embedder, corpus=corpus.path)
    assert (report.added, report.replaced, report.removed) == (0, 0, 0)
    assert report.unchanged == manifest.documents > 0


def test_a_backup_is_one_moment_of_an_index_that_grows(built: Path, tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Catalogue(built).counts().documents
    (tmp_path / "memo.txt").write_text("The pier is closed at night.\n", encoding="utf-8")
    copied = Catalogue.copy_to

    def meanwhile(self: Catalogue, path: Path) -> None:
        copied(self, path)
        ingest([tmp_path / "memo.txt"], built, embedder)

    monkeypatch.setattr(Catalogue, "copy_to", meanwhile)
    assert back_up(built, tmp_path / "b.zip").documents == before
    assert Catalogue(built).counts().documents == before + 1
    restore(tmp_path / "b.zip", tmp_path / "again")
    assert examine(tmp_path / "again").documents == before


def test_a_backup_replaces_no_file_and_no_index(built: Path, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("mine")
    with pytest.raises(BackupError, match="is there already"):
        back_up(built, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "mine"
    back_up(built, tmp_path / "c.zip")
    with pytest.raises(BackupError, match="holds an index already"):
        restore(tmp_path / "c.zip", built)
    assert examine(built).sound


def test_without_an_index_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        back_up(tmp_path / "none", tmp_path / "b.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(built: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"missing/b\.zip cannot be written: No such file"):
        back_up(built, tmp_path / "missing" / "b.zip")
    back_up(built, tmp_path / "b.zip")
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


def remade(source: Path, target: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Path:
    """Write a backup anew with other contents."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in change(parts).items():
            archive.writestr(name, data)
    return target


def said(parts: dict[str, bytes], **changes: object) -> dict[str, bytes]:
    manifest = json.loads(parts[backup._MANIFEST]) | changes
    return parts | {backup._MANIFEST: json.dumps(manifest).encode()}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda parts: {FILE_NAME: parts[FILE_NAME]}, "is no backup"),
        (lambda parts: parts | {"../../evil": b"x"}, "is no backup"),
        (lambda parts: said(parts, format=2), "has the backup format 2"),
        (lambda parts: said(parts, surprise=1), "is no backup"),
        (lambda parts: said(parts, bytes=7), "holds .* bytes where 7 were written"),
        (lambda parts: said(parts, sha256="0" * 64), "its words differ"),
        (lambda parts: parts | {FILE_NAME: parts[FILE_NAME][:-1] + b"\x01"}, "its words differ"),
    ],
    ids=["no manifest", "a path outside", "later format", "unknown field", "wrong size", "wrong hash", "changed byte"],
)
def test_what_is_no_sound_backup_is_refused_and_leaves_no_index(
    built: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], message: str
) -> None:
    back_up(built, tmp_path / "sound.zip")
    damaged = remade(tmp_path / "sound.zip", tmp_path / "damaged.zip", change)
    with pytest.raises(BackupError, match=message):
        restore(damaged, tmp_path / "again")
    assert not (tmp_path / "again" / FILE_NAME).exists()
    restore(tmp_path / "sound.zip", tmp_path / "again")
    assert examine(tmp_path / "again").sound


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_backup_is_refused(built: Path, tmp_path: Path, share: float) -> None:
    back_up(built, tmp_path / "b.zip")
    data = (tmp_path / "b.zip").read_bytes()
    (tmp_path / "half.zip").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BackupError, match=r"is no backup|is damaged"):
        read_manifest(tmp_path / "half.zip")


def test_a_backup_that_unpacks_to_more_than_it_says_stops_there(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    back_up(built, tmp_path / "b.zip")
    manifest = read_manifest(tmp_path / "b.zip").model_copy(update={"bytes": 10})
    monkeypatch.setattr(backup, "read_manifest", lambda file: manifest)
    with pytest.raises(BackupError, match="unpacks to more than it says"):
        restore(tmp_path / "b.zip", tmp_path / "again")


def test_the_commands_say_what_was_kept_and_what_came_back(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", str(tmp_path / "b.zip"), "--index", str(built)]) == 0
    assert "documents and" in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "b.zip"), "--index", str(tmp_path / "again")]) == 0
    assert str(tmp_path / "again") in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "none.zip"), "--index", str(tmp_path / "other")]) == 1
    assert "cannot be read" in capsys.readouterr().err
