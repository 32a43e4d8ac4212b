"""``attest eval record``: keep the totals of a run in the repository, and put them into the README."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--record", "kept", type=click.Path(path_type=Path, dir_okay=False), help="The record to write; default: evals/last_run.json.")
@click.option("--readme", type=click.Path(path_type=Path, dir_okay=False), help="The README with the table's markers; default: that of the checkout.")
def record(run: Path, kept: Path | None, readme: Path | None) -> int:
    """Write the totals of a RUN of the whole fixed set, and the README's table of them."""
    from evals.errors import EvalsError
    from evals.record import README, RECORD, fingerprint, make_record, read_record, regressions, to_json, with_table
    from evals.rows import read_run
    from evals.system import AttestSystem

    kept, readme = kept or RECORD, readme or README
    try:
        read = read_run(run)
        made = make_record(read, fingerprint())
        fallen = regressions(read_record(kept), read.of(AttestSystem.name)) if kept.exists() else []
        page = with_table(readme.read_text(encoding="utf-8"), made)
        kept.write_text(to_json(made), encoding="utf-8")
        readme.write_text(page, encoding="utf-8")
    except EvalsError as error:
        raise click.ClickException(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"the record or the README cannot be read or written: {error}") from error
    for one in fallen:
        click.echo(f"worse than the record before: {one}", err=True)
    click.echo(f"Recorded in {kept.name}, and in the table of {readme.name}.")
    return 0
