"""``attest eval bench``: speed as ratios, each against its target."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("bench")
@click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
@click.option("--quick", is_flag=True, help="Few rounds: a look, not a measurement.")
def bench(folder: Path | None, quick: bool) -> None:
    """Measure speed as ratios over the least that could do the same, medians of many rounds in turn; needs an index of the bundled corpus.

    A missed target is said and is no failure: the ratios depend on the machine, if less than times do.
    """
    from evals.bench import FULL, QUICK, table
    from evals.bench import bench as measure
    from evals.errors import EvalsError
    from ingest.catalogue import Catalogue
    from ingest.embed import SentenceTransformerEmbedder
    from qa.settings import load_settings

    settings = load_settings()
    index = folder or settings.index
    Catalogue(index).close()  # says at once that there is no index, before a model is loaded
    try:
        found = measure(index, SentenceTransformerEmbedder(settings.embedding_model), QUICK if quick else FULL, lambda name: click.echo(name, err=True))
    except EvalsError as error:
        raise click.ClickException(str(error)) from error
    click.echo(table(found))
