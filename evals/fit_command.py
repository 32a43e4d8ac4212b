"""``attest eval fit`` and its kin: the weights of ranking and of abstention, the map of the vectors, the tuned model, and the reader of intents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evals.case import Case

_bundled = click.option(
    "--index", "folder", type=click.Path(path_type=Path), help="Folder of an index of the bundled corpus; default: ATTEST_INDEX, or in your data folder."
)
_written = click.option("-o", "file", type=click.Path(path_type=Path), help="Where to write it; default: the bundled corpus.")


@click.command()
@click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
def fit(folder: Path | None) -> int:
    """Fit the weights of ranking and of abstention on the dev questions, and print them with what they gain; nothing is written."""
    from dataclasses import fields, replace

    from evals import fit as fitting
    from ingest.catalogue import Catalogue
    from ingest.embed import SentenceTransformerEmbedder
    from ingest.index import open_index
    from qa.abstain import Signals
    from qa.fitness import Features
    from qa.retrieve import Retriever
    from qa.settings import load_settings

    settings = load_settings()
    settings = replace(settings, index=folder) if folder else settings
    cases = _cases()
    Catalogue(settings.index).close()  # says at once that there is no index, before a model is loaded
    embedder = SentenceTransformerEmbedder(settings.embedding_model)
    retriever = Retriever(open_index(settings.index, embedder.fingerprint, settings.chroma_url), embedder, settings.candidates)
    found = fitting.examples(retriever, cases)
    for name, (first, fifth, mrr) in fitting.cross_validated(found).items():
        click.echo(f"{name:<16} hit@1 {100 * first:.1f}  hit@5 {100 * fifth:.1f}  MRR {100 * mrr:.1f}")
    for field, weight in zip(fields(Features), fitting.fit(found).tolist(), strict=True):
        click.echo(f"  {field.name:<12} {weight / fitting.SCALE:7.3f}")
    decided = fitting.decisions(retriever, cases)
    click.echo("to answer or not, where questions are listed:")
    for share, floor, right in fitting.curve(decided):
        click.echo(f"{100 * share:3.0f} % of the answerable refused below {floor:.2f}: {100 * right:.0f} % of the unanswerable")
    _tell([field.name for field in fields(Signals)], *fitting.fit_decision(decided))
    return 0


@click.command("fit-adapter")
@_bundled
@_written
def fit_adapter(folder: Path | None, file: Path | None) -> int:
    """Fit the map of the bundled model's vectors on the questions listed under corpus/asked, and write it; their own vectors go beside it."""
    from evals.fit_adapter import banks, listed
    from evals.fit_adapter import fit_adapter as fitted
    from ingest import shipped
    from ingest.catalogue import Catalogue
    from ingest.source import corpus_folder
    from qa.adapter import FILE_NAME
    from qa.settings import load_settings

    catalogue = Catalogue(folder or load_settings().index)
    questions, statements = banks(catalogue)
    if not len(questions.vectors):
        raise click.ClickException("this index lists no questions; give one of the bundled corpus with --index")
    adapter = fitted(questions, statements, catalogue.meta("embedding_model") or "")
    target = file or corpus_folder() / FILE_NAME
    adapter.write(target)
    shipped.write(target.with_name(shipped.FILE_NAME), listed(catalogue), adapter.fingerprint)
    click.echo(f"wrote {target} and {shipped.FILE_NAME} beside it, fitted on {len(questions.vectors):,} questions and {len(statements.vectors):,} statements")
    return 0


@click.command("fit-tuned")
@_bundled
@_written
def fit_tuned(folder: Path | None, file: Path | None) -> int:
    """Learn the corrections under which questions about one place come together, and write them; the listed questions' vectors go beside them."""
    from evals.fit_adapter import listed
    from evals.fit_tuned import fit_tuned as fitted
    from evals.fit_tuned import texts
    from ingest import shipped
    from ingest.catalogue import Catalogue
    from ingest.embed import SentenceTransformerEmbedder
    from ingest.source import corpus_folder
    from qa.settings import load_settings
    from qa.tuned import FILE_NAME, QUESTIONS, corrected

    catalogue = Catalogue(folder or load_settings().index)
    found = texts(catalogue)
    if not (found.questions and found.silent):
        raise click.ClickException("this index lists no questions; give one of the bundled corpus with --index")
    embedder = SentenceTransformerEmbedder()
    corrections = fitted(embedder, found, click.echo)
    target = file or corpus_folder() / FILE_NAME
    corrections.write(target)
    model = corrected(embedder, corrections)
    asks = list(listed(catalogue))
    shipped.write(target.with_name(QUESTIONS), dict(zip(asks, model.encode(asks), strict=True)), model.fingerprint)
    click.echo(f"wrote {target} and {QUESTIONS} beside it, learned from {len(found.questions):,} questions and {len(found.silent):,} without an answer")
    return 0


@click.command("fit-reader")
@click.option("--steps", type=click.IntRange(1), help="How many steps to learn in; default: 1,200, some two hours.")
@click.option("--on-from", "start", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A file that was written before, to learn on from.")
@_written
def fit_reader(steps: int | None, start: Path | None, file: Path | None) -> int:
    """Learn the corrections under which the bundled model reads a claim and a passage together, from the restated statements, and write them."""
    from evals.fit_reader import STEPS, restated
    from evals.fit_reader import fit_reader as fitted
    from ingest.embed import SentenceTransformerEmbedder
    from ingest.source import corpus_folder
    from qa.reader import FILE_NAME, read

    rows = restated()
    learned = fitted(SentenceTransformerEmbedder(), rows, click.echo, steps or STEPS, read(start) if start else None)
    target = file or corpus_folder() / FILE_NAME
    learned.write(target)
    click.echo(f"wrote {target}, learned from {len(rows):,} restated statements in {learned.steps:,} steps")
    return 0


@click.command("fit-scope")
@_bundled
@_written
def fit_scope(folder: Path | None, file: Path | None) -> int:
    """Fit what tells questions about the law from those for help with an offence or on a case of one's own, and write it."""
    from evals import case
    from evals.fit_scope import examples, of_the_law
    from evals.fit_scope import fit_scope as fitted
    from evals.fit_tuned import texts
    from ingest.catalogue import Catalogue
    from ingest.embed import SentenceTransformerEmbedder
    from ingest.source import corpus_folder
    from qa.intent import FILE_NAME
    from qa.settings import load_settings

    listed = texts(Catalogue(folder or load_settings().index))
    written = examples()
    target = file or corpus_folder() / FILE_NAME
    fitting = of_the_law(case.load_cases(case.CASES / "fit.jsonl"))
    fitted(SentenceTransformerEmbedder(), written, (*(ask for ask, _ in listed.questions), *listed.silent), fitting).write(target)
    click.echo(f"wrote {target}, fitted on {len(written):,} questions written for it and {len(listed.questions) + len(listed.silent) + len(fitting):,} others")
    return 0


@click.command("fit-unlisted")
@_bundled
@click.option("--keep", type=click.Path(path_type=Path), required=True, help="Folder in which the indexes of the sets are kept, or made: some 15 minutes.")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
def fit_unlisted(folder: Path | None, keep: Path, path: Path) -> int:
    """Fit what decides where no questions are listed, on PolicyQA, ContractNLI and MTRAG in folders of PATH and on our own questions; nothing is written."""
    from dataclasses import fields, replace

    from evals import fit_unlisted as fitting
    from evals.errors import EvalsError
    from evals.fit import Unlisted
    from ingest.embed import SentenceTransformerEmbedder
    from ingest.index import open_index
    from qa.settings import load_settings
    from qa.unlisted import LEAST, Cover

    settings = load_settings()
    settings = replace(settings, index=folder) if folder else settings
    embedder = SentenceTransformerEmbedder(settings.embedding_model)
    retriever = Unlisted(open_index(settings.index, embedder.fingerprint, settings.chroma_url), embedder, settings.candidates)
    cases = _cases()
    try:
        outside = fitting.everything({name: path / name for name in ("policyqa", "contractnli", "mtrag")}, embedder, keep)
    except EvalsError as error:
        raise click.ClickException(str(error)) from error
    found = [*outside, *fitting.bundled(retriever, cases)]
    for (of, what), (area, yes, no) in fitting.crossed(found).items():
        told = f"below {LEAST} {_below(yes, LEAST)} of {len(yes)} answerable, {_below(no, LEAST)} of {len(no)} others"
        click.echo(f"{of:<12} {what:<14} AUROC {f'{area:.3f}' if area is not None else '-'}, {told}")
    _tell([field.name for field in fields(Cover)], *fitting.fit_unlisted(found))
    return 0


def _tell(names: Sequence[str], weights: NDArray[np.float64], bias: float) -> None:
    for name, weight in zip((*names, "bias"), (*weights.tolist(), bias), strict=True):
        click.echo(f"  {name:<12} {weight:7.2f}")


def _cases() -> tuple[Case, ...]:
    """Return the questions that weights are fitted on; raises ClickException."""
    from evals import case
    from evals.errors import EvalsError

    try:
        return (*case.load_splits(case.CASES)["dev"], *case.load_cases(case.CASES / "fit.jsonl"))
    except EvalsError as error:
        raise click.ClickException(str(error)) from error


def _below(likely: Sequence[float], least: float) -> int:
    return sum(one < least for one in likely)
