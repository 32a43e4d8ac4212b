"""``attest eval fit``: the weights of ranking and of abstention, fitted on the dev questions."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
def fit(folder: Path | None) -> int:
    """Fit the weights of ranking and of abstention on the dev questions, and print them with what they gain; nothing is written."""
    from dataclasses import fields, replace

    from evals import case
    from evals import fit as fitting
    from evals.errors import EvalsError
    from ingest.catalogue import Catalogue
    from ingest.embed import SentenceTransformerEmbedder
    from ingest.index import open_index
    from qa.abstain import Signals
    from qa.fitness import Features
    from qa.retrieve import Retriever
    from qa.settings import load_settings

    settings = load_settings()
    settings = replace(settings, index=folder) if folder else settings
    try:
        cases = (*case.load_splits(case.CASES)["dev"], *case.load_cases(case.CASES / "fit.jsonl"))
    except EvalsError as error:
        raise click.ClickException(str(error)) from error
    Catalogue(settings.index).close()  # says at once that there is no index, before a model is loaded
    embedder = SentenceTransformerEmbedder(settings.embedding_model)
    retriever = Retriever(open_index(settings.index, embedder.fingerprint, settings.chroma_url), embedder, settings.candidates)
    found = fitting.examples(retriever, cases)
    for name, (first, fifth, mrr) in fitting.cross_validated(found).items():
        click.echo(f"{name:<16} hit@1 {100 * first:.1f}  hit@5 {100 * fifth:.1f}  MRR {100 * mrr:.1f}")
    for field, weight in zip(fields(Features), fitting.fit(found).tolist(), strict=True):
        click.echo(f"  {field.name:<12} {weight / fitting.SCALE:7.3f}")
    decided = fitting.decisions(retriever, cases)
    for share, floor, right in fitting.curve(decided):
        click.echo(f"{100 * share:3.0f} % of the answerable refused below {floor:.2f}: {100 * right:.0f} % of the unanswerable")
    weights, bias = fitting.fit_decision(decided)
    for signal, weight in zip(fields(Signals), weights.tolist(), strict=True):
        click.echo(f"  {signal.name:<12} {weight:7.2f}")
    click.echo(f"  {'bias':<12} {bias:7.2f}")
    return 0
