"""Rows: a run as a file of JSON Lines, one row for each case and system, with all that a report or a comparison needs.

The first fields of a row say what it is of, ``measures`` what came of it. ``provenance`` is the same in every row of a run, so that
one row alone still tells what it was measured with:

    index               the embedding model and the chunker that built the index
    texts, cases        hashes of the index's documents and of the questions as their file holds them
    package_version     of Attest; composer and settings are those of the desk
    today               the day that stood for today
    metrics_version     raised whenever a metric changes its meaning
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.case import Case, Split
from evals.errors import RunFileError
from evals.run import METRICS_VERSION, CaseResult, Measures, Outcome, SplitResult
from evals.system import Reply

FORMAT: Final = 2


class Row(BaseModel):
    """What one system made of one case, as it is written to a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[2]
    system: str
    split: Split
    case: Case
    outcome: Outcome
    error: str
    reply: Reply
    measures: Measures
    provenance: Mapping[str, str]


class _Head(BaseModel):
    """The part of a row that every format has: it is looked at first, so that a file of another version is called that and not broken."""

    format: int
    provenance: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """A run read back: the results of every system on every split, and what they were measured with."""

    results: tuple[SplitResult, ...]
    provenance: Mapping[str, str]

    def of(self, system: str) -> tuple[SplitResult, ...]:
        """Return the results of one system."""
        return tuple(result for result in self.results if result.system == system)

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems in the order in which they ran."""
        return tuple(dict.fromkeys(result.system for result in self.results))

    @property
    def splits(self) -> tuple[Split, ...]:
        """The splits in the order in which they ran."""
        return tuple(dict.fromkeys(result.split for result in self.results))


def write_run(path: Path, runs: Iterable[SplitResult], provenance: Mapping[str, str]) -> None:
    """Write the results as JSON Lines; raises RunFileError where the file cannot be written."""
    rows = (
        Row(
            format=FORMAT,
            system=run.system,
            split=run.split,
            case=result.case,
            outcome=result.outcome,
            error=result.error,
            reply=result.reply,
            measures=result.measures,
            provenance=provenance,
        )
        for run in runs
        for result in run.results
    )
    try:
        path.write_text("".join(row.model_dump_json() + "\n" for row in rows), encoding="utf-8")
    except OSError as error:
        raise RunFileError(f"{path} cannot be written: {error}") from error


def read_run(path: Path) -> Run:
    """Read a run back; raises RunFileError naming the line where it is no run, one of another version, or a mixture of two."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RunFileError(f"{path} cannot be read ({error}); 'attest eval run --json FILE' writes such a file") from error
    rows = [_read(line, f"{path.name} line {number}") for number, line in enumerate(lines, start=1)]
    if not rows:
        raise RunFileError(f"{path} holds no row; 'attest eval run --json FILE' writes one for each case")
    if any(row.provenance != rows[0].provenance for row in rows):
        raise RunFileError(f"{path.name} mixes rows of several runs: their provenance differs; give the rows of one run")
    grouped: dict[tuple[str, Split], list[CaseResult]] = {}
    for row in rows:
        grouped.setdefault((row.system, row.split), []).append(CaseResult(row.case, row.outcome, row.error, row.reply, row.measures))
    for (system, split), results in grouped.items():
        if len({result.case.id for result in results}) < len(results):
            raise RunFileError(f"{path.name} holds a case of {system} on {split} twice; give the rows of one run")
    return Run(tuple(SplitResult(split, tuple(results), system) for (system, split), results in grouped.items()), rows[0].provenance)


def case_hash(cases: Iterable[Case]) -> str:
    """Return a hash of the cases in their order."""
    return short_hash("\n".join(case.model_dump_json() for case in cases))


def text_hash(fingerprints: Sequence[str]) -> str:
    """Return a hash of the fingerprints of documents, in whatever order they come."""
    return short_hash("\n".join(sorted(fingerprints)))


def short_hash(text: str) -> str:
    """Return the first twelve hexadecimal digits of a text's sha256."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _read(line: str, where: str) -> Row:
    try:
        head = _Head.model_validate_json(line)
    except ValidationError as error:
        raise RunFileError(f"{where} is no row of a run: {_told(error)}; 'attest eval run --json FILE' writes such a file") from error
    if head.format != FORMAT:
        raise RunFileError(f"{where} is of format {head.format}, and this version of Attest reads format {FORMAT}; run the evaluation again")
    version = head.provenance.get("metrics_version", "none")
    if version != METRICS_VERSION:
        raise RunFileError(f"{where} was measured with metrics of version {version}, and these are of version {METRICS_VERSION}; run the evaluation again")
    try:
        return Row.model_validate_json(line)
    except ValidationError as error:
        raise RunFileError(f"{where} is no row of a run: {_told(error)}; run the evaluation again") from error


def _told(error: ValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(str(step) for step in first["loc"])
    return f"{field}: {first['msg']}" if field else first["msg"]
