"""Record: the totals of one run of the fixed set in a small file of the repository, from which the README's table is made.

The record carries hashes of the questions and of the bundled corpus. Where these have changed since, it is stale, and so is the README.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.case import CASES, SPLITS, Kind, Split, load_splits
from evals.errors import RecordError
from evals.rows import Run, case_hash, text_hash
from evals.run import LESS_IS_BETTER, SplitResult, Total
from evals.system import AttestSystem
from evals.words import WORDS
from ingest.source import Candidate, corpus_candidates, corpus_folder

RECORD: Final = Path(__file__).parent / "last_run.json"
README: Final = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- quality:begin -->", "<!-- quality:end -->"
DIGITS: Final = 4
# What the README tells; the report and `make eval` have them all.
TOLD: Final = (
    "hit_at_5", "hit_at_10", "reciprocal_rank", "gold_anywhere", "pinpoint_exact", "nugget_recall", "whole_answer",
    "character_precision", "claim_precision", "citations_hold", "right_refusals", "refusal_precision", "wrong_refusals",
)  # fmt: skip


class Record(BaseModel):
    """The totals of a run by system, split and metric, how many cases of each kind there were, and what they were measured with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1]
    provenance: Mapping[str, str]
    cases: Mapping[Split, Mapping[Kind, int]]
    totals: Mapping[str, Mapping[Split, Mapping[str, Total]]]


def fingerprint() -> dict[str, str]:
    """Return the hashes of the fixed questions and of the bundled corpus as they are now, as a run's provenance has them."""
    splits = load_splits(CASES)
    found = [c.fingerprint for c in corpus_candidates(corpus_folder()) if isinstance(c, Candidate)]
    return {"cases": case_hash(case for split in SPLITS for case in splits[split]), "texts": text_hash(found)}


def differences(record: Record, provenance: Mapping[str, str]) -> list[str]:
    """Name what a record was measured on and is other now: its questions, its texts, or both."""
    words = {"cases": "other questions", "texts": "other texts"}
    return [word for name, word in words.items() if record.provenance.get(name) != provenance.get(name)]


def make_record(run: Run, now: Mapping[str, str]) -> Record:
    """Sum a run up; raises RecordError where it is not one of the whole fixed set on the bundled corpus as both are ``now``."""
    if set(run.splits) != set(SPLITS) or AttestSystem.name not in run.systems:
        raise RecordError("the run has not both splits of the fixed set with Attest on them; record one that 'make eval' made")
    for name, what in {"cases": "questions", "texts": "texts"}.items():
        if run.provenance.get(name) != now[name]:
            raise RecordError(f"the run was made on other {what} than the repository holds now; run 'make eval' again, then record that run")
    ours = run.of(AttestSystem.name)
    kinds: tuple[Kind, ...] = ("answerable", "unanswerable")
    totals: dict[str, dict[Split, dict[str, Total]]] = {}
    for result in run.results:
        totals.setdefault(result.system, {})[result.split] = {name: _rounded(total) for name, total in result.totals().items()}
    return Record(format=1, provenance=run.provenance, cases={r.split: {kind: r.count(kind) for kind in kinds} for r in ours}, totals=totals)


def read_record(path: Path) -> Record:
    """Read a record; raises RecordError where there is none in the file."""
    try:
        return Record.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RecordError(f"{path} cannot be read ({error}); 'attest eval record RUN' writes it") from error
    except ValidationError as error:
        raise RecordError(f"{path} is no record of a run: {error.errors()[0]['msg']}; write it anew with 'attest eval record RUN'") from error


def to_json(record: Record) -> str:
    """Return the record as JSON, one total a line so that a change of one is seen as one."""
    return re.sub(r'\{\s+("value"[^{}]*?)\s+\}', lambda m: f"{{{' '.join(m[1].split())}}}", record.model_dump_json(indent=1)) + "\n"


def regressions(record: Record, runs: Iterable[SplitResult]) -> list[str]:
    """Name each total that has fallen out of its recorded interval on the bad side, or is no longer measured."""
    return [told for run in runs for told in _regressions(record.totals.get(run.system, {}).get(run.split, {}), run)]


def _regressions(recorded: Mapping[str, Total], run: SplitResult) -> Iterable[str]:
    totals = run.totals()
    for name, before in recorded.items():
        if name not in totals:
            yield f"{run.split} {name}: not measured any more; it was {before.value:.3f} when last recorded"
            continue
        now = round(totals[name].value, DIGITS)
        if now > before.high if name in LESS_IS_BETTER else now < before.low:
            side, bound = ("above the high", before.high) if name in LESS_IS_BETTER else ("below the low", before.low)
            yield f"{run.split} {name}: {now:.3f} is {side} end, {bound:.3f}, of the recorded interval around {before.value:.3f}"


def quality_table(record: Record) -> str:
    """Return the README's table in Markdown: ours on both splits, and every other system on the held-out one."""
    others = [name for name in record.totals if name != AttestSystem.name]
    columns: list[tuple[str, Split]] = [(AttestSystem.name, "dev"), (AttestSystem.name, "heldout"), *((name, "heldout") for name in others)]
    names = ["**Attest**, dev", "**Attest**, held out", *(f"{name}, held out" for name in others)]
    rows = [f"| per cent [95 % interval] | {' | '.join(names)} |", "|---" * (len(columns) + 1) + "|"]
    for metric in TOLD:
        found = [record.totals[system].get(split, {}).get(metric) for system, split in columns]
        less = " (less is better)" if metric in LESS_IS_BETTER else ""
        rows.append(f"| {WORDS[metric].label}{less} | {' | '.join(_cell(total) for total in found)} |")
    counts = "; ".join(f"{_split(split)} {of['answerable']} answerable and {of['unanswerable']} unanswerable" for split, of in record.cases.items())
    texts, cases = record.provenance["texts"], record.provenance["cases"]
    return "\n".join([*rows, "", f"Questions: {counts}. Recorded on texts `{texts}` and questions `{cases}` with metrics of version {_version(record)}."])


def with_table(readme: str, record: Record) -> str:
    """Return a README with the table between its markers; raises RecordError where they are missing or not one pair."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise RecordError(f"the README has not one pair of markers; put {BEGIN} and {END} on lines of their own where the table should stand")
    return f"{before}{BEGIN}\n{quality_table(record)}\n{END}{after}"


def stale(record: Record, now: Mapping[str, str], readme: str) -> list[str]:
    """Say what of the record or the README is no longer so; an empty list if nothing."""
    found = [f"the record was made on {what}" for what in differences(record, now)]
    return found + ([] if with_table(readme, record) == readme else ["the README's table is not what the record says"])


def _rounded(total: Total) -> Total:
    return Total(round(total.value, DIGITS), round(total.low, DIGITS), round(total.high, DIGITS), total.cases)


def _cell(total: Total | None) -> str:
    return f"{100 * total.value:.0f} [{100 * total.low:.0f}, {100 * total.high:.0f}]" if total else "–"


def _split(split: Split) -> str:
    return {"dev": "dev", "heldout": "held out", "own": "own"}[split]


def _version(record: Record) -> str:
    return record.provenance.get("metrics_version", "unknown")
