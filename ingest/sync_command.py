"""``attest sync``: the one command that fetches anything, and what it says about it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.__main__ import configured_embedder, default_index, progress_bar, refuse_unknown_settings, snapshots_folder, summary

if TYPE_CHECKING:
    from ingest.fetch import Fetcher
    from ingest.sync import Failure, SyncReport

_CONTACT = re.compile(r"(?:https://|mailto:)[!-'*-~]+")


@click.command("sync", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("sources", nargs=-1)
@click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
@click.option("--json", "as_json", is_flag=True, help="End with a line of JSON instead of words.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
def command(sources: Sequence[str], folder: Path | None, as_json: bool, quiet: bool) -> int:
    """Fetch the official texts of the sources named (default: of all that can be fetched) from their publishers, then ingest them.

    What came is kept in dated snapshots in your data folder. Exit code 1 says that a source failed; the others are done.
    """
    from ingest.source import corpus_folder
    from ingest.sync import chosen, sync

    refuse_unknown_settings()
    corpus, where = corpus_folder(), folder or default_index()
    try:
        entries = chosen(sources, corpus)
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from error
    publishers = fetcher(os.environ.get("ATTEST_CONTACT", ""))
    # The model is loaded first: without it nothing that is fetched could be used.
    embedder, url, bar = configured_embedder(), os.environ.get("ATTEST_CHROMA_URL", ""), progress_bar(not quiet)
    report = sync(entries, snapshots_folder(), publishers, where, embedder, corpus=corpus, chroma_url=url, fetching=bar, ingesting=bar)
    tell(report, where, as_json=as_json)
    return 1 if report.failed else 0


def fetcher(contact: str) -> Fetcher:
    """Return what asks the publishers, with the address at which they can ask back; raises UsageError where that is none."""
    from ingest.fetch import Fetcher

    if contact and not _CONTACT.fullmatch(contact):
        raise click.UsageError(
            f"ATTEST_CONTACT is {contact!r}; give the address of a page or a mailbox, such as https://news.example/bot or mailto:desk@news.example"
        )
    return Fetcher(contact=contact)


def tell(report: SyncReport, folder: Path, *, as_json: bool) -> None:
    """Print what was fetched, what failed and what to do, and what the index then holds."""
    for failure in report.failed:
        click.echo(f"failed {_names(failure)}: {failure.reason}" + (f" (the text of {failure.kept} is kept)" if failure.kept else ""), err=as_json)
    if as_json:
        click.echo(report.to_json())
        return
    files, sources = _counted(report.fetched, "file"), _counted(report.sources, "source")
    click.echo(f"fetched {files} for {sources} ({report.new} new, {report.unchanged} unchanged), {len(report.failed)} failed")
    click.echo(summary(report.ingested, folder))


def _names(failure: Failure) -> str:
    first, more = failure.sources[:3], len(failure.sources) - 3
    return ", ".join(first) + (f" and {more} more" if more > 0 else "")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
