"""``attest eval scale``: one search at growing sizes of a generated corpus."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("scale")
@click.option("--size", "sizes", type=click.IntRange(100), multiple=True, help="Passages of a corpus; may be repeated.  [default: 1000, 10000]")
@click.option("--questions", type=click.IntRange(20), default=100, show_default=True, help="How many searches are timed.")
@click.option("--desk-to", type=int, default=10_000, show_default=True, help="The largest size at which a whole desk is asked too.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Keep the indexes here; those that were built here before are measured again.")
@click.option("--dimensions", type=click.IntRange(2), default=384, show_default=True, help="Numbers in a vector.")
@click.option(
    "--looked-at", type=int, default=0, help="Neighbours that the graph looks at for each vector; fewer are built faster.  [default: those of any index]"
)
@click.option("--plot", "drawing", type=click.Path(path_type=Path, dir_okay=False), help="Draw the times into this SVG file.")
def scale(sizes: tuple[int, ...], questions: int, desk_to: int, folder: Path | None, dimensions: int, looked_at: int, drawing: Path | None) -> None:
    """Build generated corpora and measure search, memory, disk and opening at each size, with the fitted growth.

    A missed target is said and is no failure.
    """
    from tempfile import TemporaryDirectory

    from evals.scale import Make, plot, table
    from evals.scale import scale as measure

    with TemporaryDirectory(prefix="attest-scale-") as scratch:
        home, wanted = folder or Path(scratch), sorted(sizes or (1_000, 10_000))
        found = measure(home, wanted, questions, desk_to, Make(dimensions, looked_at), lambda line: click.echo(line, err=True))
    click.echo(table(found))
    if drawing:
        drawing.write_text(plot(found), encoding="utf-8")
