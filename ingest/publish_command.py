"""``attest publish``: a finished index as an edition that processes move on to while they answer."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("publish")
@click.argument("shelf", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep", type=click.IntRange(2, 1_000), default=2, show_default=True, help="How many editions stay on the shelf, the new one among them.")
@click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
def publish_command(shelf: Path, keep: int, folder: Path | None) -> None:
    """Put a copy of the index on a shelf as its current edition; who answers from SHELF/current moves on to it between two questions."""
    import os

    from ingest.__main__ import default_index, refuse_unknown_settings
    from ingest.publish import publish

    refuse_unknown_settings()
    done = publish(folder or default_index(), shelf, os.environ.get("ATTEST_CHROMA_URL", ""), keep)
    click.echo(f"{done.folder}: {done.documents} documents and {done.passages} passages are current; {len(done.deleted)} old editions deleted")
