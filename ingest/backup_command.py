"""``attest backup`` and ``attest restore``: an index as one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

_INDEX = click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_INDEX
def backup_command(file: Path, folder: Path | None) -> None:
    """Write the index into one file; it can be used meanwhile."""
    from ingest.__main__ import default_index, refuse_unknown_settings
    from ingest.backup import back_up

    refuse_unknown_settings()
    manifest = back_up(folder or default_index(), file)
    click.echo(f"{file}: {manifest.documents} documents and {manifest.passages} passages, {file.stat().st_size:,} bytes")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_INDEX
def restore_command(file: Path, folder: Path | None) -> None:
    """Make an index from a backup, in a folder that holds none."""
    import os

    from ingest.__main__ import default_index, refuse_unknown_settings
    from ingest.backup import restore

    refuse_unknown_settings()
    done = restore(file, folder or default_index(), os.environ.get("ATTEST_CHROMA_URL", ""))
    click.echo(f"{done.folder}: {done.manifest.documents} documents and {done.manifest.passages} passages as of {done.manifest.made_at:%Y-%m-%d %H:%M} UTC")
