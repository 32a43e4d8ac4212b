"""``attest eval report``: a run as one page."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("run", type=_FILE)
@click.option("-o", "--output", "page", type=_FILE, help="The file to write; default: the run's name with .html.")
@click.option("--heldout-questions", is_flag=True, help="Show the worst held-out cases too; do not tune on what you have then read.")
def report(run: Path, page: Path | None, heldout_questions: bool) -> int:
    """Write one self-contained HTML page about a RUN: totals, plots, and the worst twenty cases with their answers."""
    from evals.errors import EvalsError
    from evals.report import write_report
    from evals.rows import read_run

    page = page or run.with_suffix(".html")
    if page == run:
        raise click.UsageError("the report would replace the run; name another file with -o")
    try:
        write_report(page, read_run(run), heldout_questions=heldout_questions)
    except EvalsError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Report in {page}")
    return 0
