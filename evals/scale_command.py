"""``attest eval scale``: one search at growing sizes of a generated corpus."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("scale")
@click.option("--size", "sizes", type=click.IntRange(100), multiple=True, help="Passages of a corpus; may be repeated.  [default: 1000, 10000]")
@click.option("--questions", type=click.IntRange(20), default=100, show_default=True, help="How many searches are timed.")
@click.option("--desk-to", type=int, default=10_000, show_default=True, help="The largest size at which a whole desk is asked too.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Keep the indexes here, in a folder that is not there yet.")
def scale(sizes: tuple[int, ...], questions: int, desk_to: int, folder: Path | None) -> None:
    """Build generated corpora and measure search, memory, disk and opening at each size, with the fitted growth.

    A missed target is said and is no failure.
    """
    from tempfile import TemporaryDirectory

    from evals.scale import scale as measure
    from evals.scale import table

    if folder and folder.exists():
        raise click.UsageError(f"{folder} is there already; give a folder that is not")
    with TemporaryDirectory(prefix="attest-scale-") as scratch:
        found = measure(folder or Path(scratch), sorted(sizes or (1_000, 10_000)), questions, desk_to, lambda line: click.echo(line, err=True))
    click.echo(table(found))
