"""``attest eval outside``: Attest on a set that others wrote, beside what has been published on it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from evals.outside import Figure

SETS: Final = ("policyqa", "mtrag", "contractnli", "attributionbench", "wice")


@click.command("outside")
@click.argument("set_", metavar="SET", type=click.Choice(SETS))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--limit", type=click.IntRange(min=1), help="Measure so many questions, conversations, contracts or claims at most; always the same ones.")
def outside(set_: str, path: Path, limit: int | None) -> None:
    """Measure on PolicyQA, MTRAG, ContractNLI, AttributionBench or WiCE, in the folder PATH of its files."""
    from evals.errors import EvalsError
    from evals.outside import MEASURED, Tools
    from ingest.embed import SentenceTransformerEmbedder
    from qa.settings import load_settings

    model = load_settings().embedding_model
    try:
        figures = MEASURED[set_](path, Tools(SentenceTransformerEmbedder(model), limit, _bar if sys.stderr.isatty() else None))
    except EvalsError as error:
        raise click.ClickException(str(error)) from error
    click.echo(lines(set_, figures))


def lines(name: str, figures: Sequence[Figure]) -> str:
    """Return a line for each figure: what it is, its value, on how many items, and what it stands beside."""
    width = max(len(figure.name) for figure in figures)
    told = [f"{f'{figure.value:.3f}' if figure.value is not None else '-':>6}  n {figure.items:<5} {figure.beside}" for figure in figures]
    return "\n".join([name, *(f"  {figure.name:<{width}} {line}" for figure, line in zip(figures, told, strict=True))])


def _bar(done: int, total: int, name: str) -> None:
    click.echo(f"\r{done}/{total} {name[:40]:<40}", nl=done == total, err=True)
