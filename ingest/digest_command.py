"""``attest digests check`` and ``python -m ingest.digest_command check``: the digests held against the official texts at hand."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

HOLDS, FAILS = 0, 1


@click.group("digests", context_settings={"help_option_names": ["-h", "--help"]})
def digest_command() -> None:
    """Look after the digests that Attest ships."""


@digest_command.command("check")
@click.option("--texts", "texts", multiple=True, type=click.Path(path_type=Path), help="A file or folder of official texts, or an index that holds them.")
@click.option("--corpus", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The corpus to check; default: the bundled one.")
def check(texts: Sequence[Path], corpus: Path | None) -> None:
    """Hold every digest statement against the official text of its place.

    Without --texts the index that ATTEST_INDEX names, or the one in your data folder, is used. Ends with 0 if all hold, 1 if some do not.
    """
    from ingest.__main__ import default_index
    from ingest.digest_check import check_digests
    from ingest.source import corpus_folder

    missing = [path for path in texts if not path.exists()]
    if missing:
        raise click.UsageError(f"{missing[0]} does not exist; check the path")
    report = check_digests(corpus or corpus_folder(), texts or (default_index(),))
    for reason in report.skipped:
        click.echo(f"skipped {reason}", err=True)
    for failure in report.failures:
        click.echo(str(failure))
    click.echo(
        f"{report.checked} statements checked against {len(report.texts)} official texts, {len(report.failures)} faults, "
        f"{len(report.excused)} reviewed exceptions; {report.unchecked} statements of {len(report.not_checkable)} sources have no official text at hand"
    )
    if report.failures:
        raise click.exceptions.Exit(FAILS)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command alone; returns the exit code."""
    from ingest.errors import IngestError

    try:
        code = digest_command.main(args=list(args) if args is not None else None, prog_name="python -m ingest.digest_command", standalone_mode=False)
    except (click.ClickException, IngestError) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo(f"attest: error: {' '.join(message.split())}", err=True)
        return 2 if isinstance(error, click.UsageError) else FAILS
    return int(code or HOLDS)


if __name__ == "__main__":
    sys.exit(main())
