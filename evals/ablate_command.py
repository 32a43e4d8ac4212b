"""``attest eval ablate``: a table of what each part is worth."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
@click.option("--limit", type=click.IntRange(min=1), help="Ask so many of the dev questions at most; always the same ones.")
@click.option("-o", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write the table to this file too, in Markdown.")
def ablate(folder: Path | None, limit: int | None, file: Path | None) -> int:
    """Ask the dev questions with each part of retrieval and of the composer off, one at a time."""
    from evals import ablate as ablating
    from evals.case import CASES, load_splits
    from evals.errors import EvalsError
    from evals.outside_sets import some
    from evals.run import Yardstick
    from evals.run_command import opened_desk, refuse_misfits

    try:
        dev = load_splits(CASES)["dev"]
        chosen = some(dev, [case.id for case in dev], limit)
        opened = opened_desk(folder, None, "")
        held = refuse_misfits({"dev": chosen}, opened.index, " (is the bundled corpus ingested in it?)")
    except EvalsError as error:
        raise click.ClickException(str(error)) from error
    yardstick = Yardstick(held, lambda claim, text: opened.desk.support(claim, text).label == "full")
    lines, whole = [ablating.head()], None
    click.echo(lines[0])
    for name, run in ablating.ablate(opened.again, chosen, yardstick):
        whole = whole or run
        lines.append(ablating.row(name, run, whole))
        click.echo(lines[-1])
    if file:
        told = f"# What each part is worth\n\nMade by `attest eval ablate` on {len(chosen)} questions of the dev split, in per cent.\n\n"
        file.write_text(told + "\n".join(lines) + "\n", encoding="utf-8")
    return 0
