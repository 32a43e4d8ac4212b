"""``attest eval run``: ask the questions, print the totals, and hold them against the thresholds and the last recorded run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evals.case import Case, Held, Split
    from evals.gate import Thresholds
    from evals.record import Record
    from evals.run import SplitResult
    from evals.system import System
    from ingest.embed import Embedder
    from ingest.index import Index
    from qa.pipeline import Desk

FAILURE = 1

_OUT = click.Path(path_type=Path, dir_okay=False)
_IN = click.Path(path_type=Path, dir_okay=False, exists=True)


@dataclass(frozen=True, slots=True)
class Opened:
    """An index with its desk, what opens another desk on it, and what the run has to remember of them."""

    desk: Desk
    index: Index
    embedder: Embedder
    provenance: dict[str, str]
    again: Callable[[], Desk]


@click.command()
@click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
@click.option("--split", type=click.Choice(["dev", "heldout", "all"]), default="all", show_default=True, help="Which questions of the fixed set to ask.")
@click.option("--cases", "own", type=_IN, help="Ask the questions of this file instead of the fixed set; 'attest eval template' prints how to write one.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="With --cases: the day that questions without a day ask about; default: today.")
@click.option("--thresholds", "limits", type=_IN, help="Hold the totals against this file; default: the bundled one, and none with --cases.")
@click.option("--against", type=_IN, help="Fail where a total has fallen out of the interval in this record of an earlier run (see 'attest eval record').")
@click.option("--baselines", is_flag=True, help="Also measure a plain LangChain chain, BM25 alone, embeddings alone, and pasting the top passage.")
@click.option("--json", "rows", type=_OUT, help="Write the result of each case to this file, as JSON Lines, for compare, report and record.")
@click.option("--report", "page", type=_OUT, help="Write the report to this file, as one HTML page.")
def run(
    folder: Path | None,
    split: str,
    own: Path | None,
    today: datetime | None,
    limits: Path | None,
    against: Path | None,
    baselines: bool,
    rows: Path | None,
    page: Path | None,
) -> int:
    """Ask the questions, print the totals with 95 % intervals, and end with exit code 1 if one misses its threshold."""
    from evals import gate
    from evals.errors import EvalsError
    from evals.record import read_record
    from evals.run import Yardstick, run_split

    _check(own, split, today, {"--json": rows, "--report": page})
    try:
        thresholds = None if own and not limits else gate.load_thresholds(limits or gate.THRESHOLDS, ("own",) if own else None)
        recorded = read_record(against) if against else None
        day = today.date() if today else date.today()
        chosen, case_hash = _chosen(own, split, day)
        opened = opened_desk(folder, day if own else None, case_hash)
        held = refuse_misfits(chosen, opened.index, "" if own else " (is the bundled corpus ingested in it?)")
        systems = _systems(opened, baselines)
    except EvalsError as error:
        raise click.ClickException(str(error)) from error
    desk = opened.desk
    yardstick = Yardstick(held, lambda claim, text: desk.support(claim, text).label == "full")
    bar = _bar if sys.stderr.isatty() else None
    runs = [run_split(name, cases, system, yardstick, bar) for system in systems for name, cases in chosen.items()]
    _keep(runs, opened.provenance, rows, page)
    return _verdict(runs, opened.provenance, thresholds, recorded)


def _check(own: Path | None, split: str, today: datetime | None, written: Mapping[str, Path | None]) -> None:
    for option, path in written.items():
        if path is not None and not path.absolute().parent.is_dir():
            raise click.BadParameter(f"the folder of {path} does not exist", param_hint=option)
    if own and split != "all":
        raise click.UsageError("--split chooses from the fixed set; leave it out with --cases")
    if today and not own:
        raise click.UsageError("--today goes with --cases; the fixed set has a day of its own")


def _chosen(own: Path | None, split: str, day: date) -> tuple[dict[Split, tuple[Case, ...]], str]:
    """Return the cases to ask by split, and a hash of them as their file holds them."""
    from evals import case
    from evals.rows import case_hash

    if own:
        cases = case.load_cases(own)
        return {"own": case.as_of_today(cases, day)}, case_hash(cases)
    chosen = {name: cases for name, cases in case.load_splits(case.CASES).items() if split in {"all", name}}
    return chosen, case_hash(one for cases in chosen.values() for one in cases)


def opened_desk(folder: Path | None, day: date | None, case_hash: str) -> Opened:
    """Open a desk whose clock stands still: at the gold's day for the fixed set, so that a later year gives the same numbers."""
    from dataclasses import replace

    from evals.case import GOLD_DAY
    from evals.rows import text_hash
    from evals.run import METRICS_VERSION
    from ingest.catalogue import Catalogue
    from ingest.embed import SentenceTransformerEmbedder
    from ingest.index import open_index
    from qa.pipeline import COMPOSER, Desk, package_version
    from qa.settings import load_settings

    settings = load_settings()
    settings = replace(settings, index=folder) if folder else settings
    Catalogue(settings.index).close()  # says at once that there is no index, before a model is loaded
    embedder = SentenceTransformerEmbedder(settings.embedding_model)
    index = open_index(settings.index, embedder.fingerprint, settings.chroma_url)
    today = day or GOLD_DAY
    provenance = {
        "index": index.fingerprint,
        "texts": text_hash(list(index.catalogue.fingerprints().values())),
        "cases": case_hash,
        "package_version": package_version(),
        "composer": COMPOSER,
        "settings": f"candidates={settings.candidates} max_claims={settings.max_claims}",
        "today": today.isoformat(),
        "metrics_version": METRICS_VERSION,
    }
    again = partial(Desk, index, embedder, settings, today=lambda: today)
    return Opened(again(), index, embedder, provenance, again)


def _systems(opened: Opened, baselines: bool) -> list[System]:
    from evals.baseline import ChainBaseline, bm25, dense, paste
    from evals.system import AttestSystem

    desk, index, embedder = opened.desk, opened.index, opened.embedder
    ours: list[System] = [AttestSystem(desk)]
    return [*ours, ChainBaseline(index, embedder), bm25(index), dense(index, embedder), paste(index, desk)] if baselines else ours


def refuse_misfits(splits: Mapping[Split, Sequence[Case]], index: Index, hint: str) -> list[Held]:
    """Return the passages of the index; raises CaseError where the cases cannot be measured on them."""
    from evals.case import Held, misfits
    from evals.errors import CaseError

    sources = index.catalogue.sources()
    stored = index.catalogue.stored([passage_id for passage_id, _, _ in index.catalogue.places()])
    passages = [item.passage for item in stored.values()]
    held = [Held(sources[p.document_id], p.pinpoint, p.text, p.start, p.end) for p in passages]
    problems = misfits([case for cases in splits.values() for case in cases], held)
    if problems:
        more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
        raise CaseError(f"the cases do not fit the index in {index.folder}{hint}: {'; '.join(problems[:3])}{more}")
    return held


def _keep(runs: Sequence[SplitResult], provenance: Mapping[str, str], rows: Path | None, page: Path | None) -> None:
    """Write what was asked for before anything is judged: a run that misses a threshold is the one that wants looking at."""
    from evals.errors import EvalsError
    from evals.report import write_report
    from evals.rows import Run, write_run

    try:
        if rows is not None:
            write_run(rows, runs, provenance)
        if page is not None:
            write_report(page, Run(tuple(runs), provenance))
    except EvalsError as error:
        raise click.ClickException(str(error)) from error


def _verdict(runs: Sequence[SplitResult], provenance: Mapping[str, str], thresholds: Thresholds | None, recorded: Record | None) -> int:
    from evals.gate import failures
    from evals.record import differences, regressions
    from evals.run import crashes
    from evals.system import AttestSystem
    from evals.table import table

    click.echo(table(runs))
    for result in crashes(runs):
        click.echo(f"crashed on {result.case.id}: {result.error}", err=True)
    ours = [run for run in runs if run.system == AttestSystem.name]
    missed = failures(thresholds, ours) if thresholds else []
    for failure in missed:
        click.echo(f"threshold missed: {failure}", err=True)
    fallen = regressions(recorded, ours) if recorded else []
    for failure in fallen:
        click.echo(f"regression: {failure}", err=True)
    if fallen and recorded and (other := differences(recorded, provenance)):
        click.echo(f"the record is of {' and '.join(other)}; if that explains it, record this run with 'attest eval record'", err=True)
    if thresholds and not missed:
        click.echo(f"All {sum(len(thresholds.of(run.split)) for run in ours)} thresholds are kept.")
    if recorded and not fallen:
        click.echo("No total has fallen out of its recorded interval.")
    return FAILURE if missed or fallen else 0


def _bar(done: int, total: int, name: str) -> None:
    filled = round(30 * done / total) if total else 30
    click.echo(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{total} {name[:20]:<20}", nl=done == total, err=True)
