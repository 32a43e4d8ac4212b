"""``python -m ingest`` and ``attest ingest``: files into an index, with a progress bar and a closing summary.

``python -m ingest sync`` is ``attest sync``; a folder of that name is ``./sync``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ingest.embed import Embedder
    from ingest.pipeline import IngestReport, Progress

# Every name that Attest reads; one that is misspelt would otherwise send the texts into another index than the one meant.
SETTINGS = frozenset(
    f"ATTEST_{name}"
    for name in """INDEX EMBEDDING_MODEL ENTAILMENT_MODEL CHROMA_URL CANDIDATES MAX_CLAIMS MODEL MODEL_SECONDS MODEL_TOKENS MODEL_CALLS
    LOG ANSWER_LOG CONTACT""".split()
)


@click.command("ingest", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
@click.option("--json", "as_json", is_flag=True, help="End with a line of JSON instead of words.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
def command(paths: Sequence[Path], folder: Path | None, as_json: bool, quiet: bool) -> None:
    """Ingest the bundled corpus, or any files and folders, into an index.

    Unchanged files are skipped, so running it again is cheap; an interrupted run is completed by the next one.
    """
    refuse_unknown_settings()
    if paths and not any(path.exists() or path.is_symlink() for path in paths):
        raise click.UsageError(f"{paths[0]} does not exist; check the path")
    run(paths, folder or default_index(), as_json=as_json, bar=not quiet)


def default_index() -> Path:
    """Return the index folder used where none is named: ATTEST_INDEX, or in the user's data folder."""
    import os

    from platformdirs import user_data_path

    configured = os.environ.get("ATTEST_INDEX")
    if configured:
        return Path(configured).expanduser()

    return user_data_path("attest", appauthor=False) / "index"


def snapshots_folder() -> Path:
    """Return the folder of the official texts that ``attest sync`` has fetched, in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("attest", appauthor=False) / "snapshots"


def refuse_unknown_settings() -> None:
    """Raise UsageError for an ATTEST_ variable that is no setting."""
    import os

    unknown = sorted(name for name in os.environ if name.startswith("ATTEST_") and name not in SETTINGS)
    if unknown:
        raise click.UsageError(f"{unknown[0]} is not a setting; the settings are {', '.join(sorted(SETTINGS))}")


def configured_embedder() -> Embedder:
    """Return the embedder that ATTEST_EMBEDDING_MODEL names, or the bundled one."""
    import os

    from ingest.embed import DEFAULT_MODEL, SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(os.environ.get("ATTEST_EMBEDDING_MODEL") or DEFAULT_MODEL)


def progress_bar(wanted: bool) -> Progress:
    """Return what draws a progress bar on a terminal, and nothing elsewhere or where it is not wanted."""
    shown = wanted and sys.stderr.isatty()

    def show(done: int, total: int, name: str) -> None:
        if shown:
            filled = round(30 * done / total) if total else 30
            click.echo(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{total} {name[:40]:<40}", nl=done == total, err=True)

    return show


def summary(report: IngestReport, folder: Path) -> str:
    """Tell in a line what an ingest did."""
    return (
        f"{report.added} added, {report.unchanged} unchanged, {report.replaced} replaced, {report.removed} removed, {len(report.skipped)} skipped; "
        f"{report.documents} documents and {report.passages} passages in {folder} ({report.seconds:.1f} s)"
    )


def run(paths: Sequence[Path], folder: Path, *, as_json: bool = False, bar: bool = True) -> None:
    """Ingest and print the summary."""
    import os

    from ingest.official import official_candidates
    from ingest.pipeline import ingest
    from ingest.source import corpus_folder

    officials = [] if paths else official_candidates(corpus_folder(), snapshots_folder())
    url = os.environ.get("ATTEST_CHROMA_URL", "")
    report = ingest(list(paths), folder, configured_embedder(), officials=officials, chroma_url=url, progress=progress_bar(bar))
    for skipped in report.skipped:
        click.echo(f"skipped {skipped.file}: {skipped.reason}", err=as_json)
    click.echo(report.to_json() if as_json else summary(report, folder))


def main(args: Sequence[str] | None = None) -> int:
    """Run a command alone; returns the exit code."""
    from ingest.errors import IngestError

    given = list(sys.argv[1:] if args is None else args)
    try:
        if given[:1] == ["sync"]:
            from ingest.sync_command import command as sync

            return int(sync.main(args=given[1:], prog_name="python -m ingest sync", standalone_mode=False) or 0)
        command.main(args=given, prog_name="python -m ingest", standalone_mode=False)
    except (click.ClickException, IngestError) as error:
        message = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo(f"attest: error: {' '.join(message.split())}", err=True)
        return 2 if isinstance(error, click.UsageError) else 1
    except click.Abort:
        click.echo("attest: error: interrupted; what was committed is kept", err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
