"""Fits the weights of ``qa.weigh`` on outside development sets, and prints what cross-validation makes of them.

``python -m evals.fit_support --bench DIR`` reads the development halves of AttributionBench, WiCE and ContractNLI
from a folder that is no part of the project, and writes ``qa/support_weights.py``. Each set may lie higher or lower
as a whole, which a constant of its own takes up; the constant that stays is AttributionBench's, where half the
claims are borne out. The fit is a plain logistic regression with a penalty on the squares of the weights. It is made
twice: with words alone, and with the nearness in meaning by the default embedding model, whose name is written beside it.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.embed import SentenceTransformerEmbedder
from qa.agreement import pull
from qa.likeness import best_window, likeness
from qa.meaning import Meaning, meaning_by
from qa.weigh import terms

Floats = NDArray[np.float64]

SETS = ("attribution", "wice", "contract", "span")
# How much a row of each set counts; the few contradictions of ContractNLI count three times a row of theirs.
COUNTS = {"attribution": 1.2, "wice": 0.25, "contract": 0.5, "span": 1.6}
DENIED = 3.0
PENALTY = 1 / 0.3
CONSTANTS = 3.0  # so large that the penalty hardly holds back a set's own constant
TARGET = Path(__file__).resolve().parent.parent / "qa" / "support_weights.py"


@dataclass(frozen=True, slots=True)
class Row:
    """A claim with its passage: which set it is of, what must not be split over folds, and whether the passage bears it out."""

    kind: str
    group: str
    claim: str
    passage: str
    label: int


def rows(bench: Path) -> list[Row]:
    """Read the development halves."""
    return [*_attribution(bench), *_wice(bench), *_contracts(bench)]


def _attribution(bench: Path) -> Iterator[Row]:
    for line in _lines(bench / "attributionbench" / "dev.jsonl"):
        yield Row("attribution", line["claim"][:40], line["claim"], "\n\n".join(line["evidence"]), line["label"])


def _wice(bench: Path) -> Iterator[Row]:
    for line in _lines(bench / "wice" / "oracle_claim_dev.jsonl"):
        yield Row("wice", line["meta"]["id"], line["claim"], " ".join(line["evidence"]), int(line["label"] == "supported"))


def _contracts(bench: Path) -> Iterator[Row]:
    """Yield entailed and contradicted hypotheses with their evidence, and for half of them one clause of it beside two others."""
    data = json.loads((bench / "contractnli" / "dev.json").read_text(encoding="utf-8"))
    rng = random.Random(4)
    for contract in data["documents"]:
        clauses = [contract["text"][start:end] for start, end in contract["spans"]]
        for name, note in sorted(contract["annotations"].items()):
            if note["choice"] == "NotMentioned":
                continue
            claim, gold = data["labels"][name]["hypothesis"], note["spans"]
            yield Row("contract", str(contract["id"]), claim, "\n".join(clauses[i] for i in gold), int(note["choice"] == "Entailment"))
            if rng.random() < 0.5 and gold:
                others = rng.sample([i for i in range(len(clauses)) if i not in gold], 2)
                yield from (Row("span", str(contract["id"]), claim, clauses[i], int(i in gold)) for i in (gold[0], *others))


def _lines(path: Path) -> list[dict]:  # type: ignore[type-arg]  # the rows of three formats
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def measured(listed: Sequence[Row], meaning: Meaning) -> list[dict[str, float]]:
    """Return the terms of each row; the last is the nearness in meaning."""
    windows = [best_window(row.claim, row.passage) for row in listed]
    nearest = [row.passage[window.start : window.end] for row, window in zip(listed, windows, strict=True)]
    cosines = meaning([(row.claim, near) for row, near in zip(listed, nearest, strict=True)])
    return [
        terms(likeness(row.claim, row.passage), pull(row.claim, near, row.passage), cosine) for row, near, cosine in zip(listed, nearest, cosines, strict=True)
    ]


def counts(listed: Sequence[Row]) -> Floats:
    """Return how much each row counts."""
    return np.array([COUNTS[r.kind] * (DENIED if r.kind == "contract" and not r.label else 1.0) for r in listed])


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model on raw terms."""

    bias: float
    weights: Floats

    def __call__(self, x: Floats) -> Floats:
        """Return the likelihood of each row."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x @ self.weights + self.bias, -30, 30))), dtype=np.float64)


def fit(x: Floats, y: Floats, kinds: Sequence[str], weigh: Floats) -> Fit:
    """Fit by Newton's method; each set but the first has a constant of its own, which is thrown away."""
    mean, spread = x.mean(0), x.std(0)
    spread = np.where(spread < 1e-9, 1.0, spread)
    own = CONSTANTS * np.array([[float(kind == name) for name in SETS[1:]] for kind in kinds])
    z = np.hstack([(x - mean) / spread, own, np.ones((len(x), 1))])
    penalty = np.full(z.shape[1], PENALTY)
    penalty[-1] = 0.0
    w = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-np.clip(z @ w, -30, 30)))
        gradient = z.T @ (weigh * (p - y)) + penalty * w
        curvature = (z * (weigh * p * (1 - p))[:, None]).T @ z + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        w = w - step
        if float(np.abs(step).max()) < 1e-8:
            break
    raw = w[: x.shape[1]] / spread
    return Fit(float(w[-1] - mean @ raw), raw)


def out_of_fold(x: Floats, y: Floats, listed: Sequence[Row], folds: int = 5) -> Floats:
    """Return for each row the likelihood by a model that saw no row of its group."""
    groups = sorted({row.group for row in listed})
    random.Random(1).shuffle(groups)
    fold = {group: i % folds for i, group in enumerate(groups)}
    at = np.array([fold[row.group] for row in listed])
    kinds, weigh = [row.kind for row in listed], counts(listed)
    out = np.zeros(len(y))
    for k in range(folds):
        train = at != k
        out[~train] = fit(x[train], y[train], [kind for kind, keep in zip(kinds, train, strict=True) if keep], weigh[train])(x[~train])
    return out


def auroc(y: Iterable[float], p: Iterable[float]) -> float:
    """Return the share of pairs of a positive and a negative row that are in the right order; ties count half."""
    labels, values = np.array(list(y)), np.array(list(p))
    above = values[labels == 1][:, None] - values[labels == 0][None, :]
    return float((above > 0).mean() + 0.5 * (above == 0).mean())


def macro_f1(y: Iterable[float], p: Iterable[float]) -> float:
    """Return the mean of both classes' F1."""
    pairs = list(zip(y, p, strict=True))
    scores = []
    for c in (0, 1):
        hit = sum(a == c == b for a, b in pairs)
        scores.append(2 * hit / max(1, sum(a == c for a, _ in pairs) + sum(b == c for _, b in pairs)))
    return sum(scores) / 2


def report(listed: Sequence[Row], y: Floats, p: Floats) -> str:
    """Return what cross-validation says, a line for each set; WiCE takes the best chunk of each claim."""

    def of(kind: str) -> list[int]:
        return [i for i, row in enumerate(listed) if row.kind == kind]

    best: dict[str, tuple[float, float]] = {}
    for i in of("wice"):
        best[listed[i].group] = y[i], max(p[i], best.get(listed[i].group, (0.0, 0.0))[1])
    first = of("attribution")
    return "\n".join(
        (
            f"AttributionBench macro-F1 {macro_f1(y[first], p[first] >= 0.5):.3f}, AUROC {auroc(y[first], p[first]):.3f}",
            f"WiCE AUROC {auroc(*zip(*best.values(), strict=True)):.3f}",
            f"ContractNLI entailed against contradicted AUROC {auroc(y[of('contract')], p[of('contract')]):.3f}",
            f"ContractNLI evidence against other clauses AUROC {auroc(y[of('span')], p[of('span')]):.3f}",
        )
    )


@dataclass(frozen=True, slots=True)
class Fitted:
    """A set of weights, by name, and what cross-validation says of it."""

    fit: Fit
    names: tuple[str, ...]
    summary: str

    def constants(self, suffix: str) -> str:
        """Return the set as Python text, its names ending in ``suffix``."""
        lines = "\n".join(f'    "{name}": {weight:.5f},' for name, weight in zip(self.names, self.fit.weights, strict=True))
        return f"BIAS{suffix} = {self.fit.bias:.5f}\nWEIGHTS{suffix}: dict[str, float] = {{\n{lines}\n}}\n"


def fitted(listed: Sequence[Row], table: Sequence[Mapping[str, float]], names: Sequence[str]) -> Fitted:
    """Fit the terms named to all rows, and tell how such a fit fares on rows that it has not seen."""
    x, y = np.array([[row[name] for name in names] for row in table]), np.array([float(row.label) for row in listed])
    summary = report(listed, y, out_of_fold(x, y, listed))
    return Fitted(fit(x, y, [row.kind for row in listed], counts(listed)), tuple(names), summary)


def written(words: Fitted, meaning: Fitted, model: str) -> str:
    """Return the text of ``qa/support_weights.py``; ``model`` is the fingerprint of the embedding model."""
    told, told_meaning = ("\n".join(f"    {line}" for line in one.summary.splitlines()) for one in (words, meaning))
    return (
        '"""Weights of the fitted part of ``qa.support``, written by ``python -m evals.fit_support``; what each term is stands in ``qa.weigh``.\n\n'
        f"Five-fold cross-validation on the development halves when they were fitted, by words alone:\n\n{told}\n\n"
        f'and with the nearness in meaning by the embedding model named:\n\n{told_meaning}\n"""\n\n'
        f'{words.constants("")}\nMODEL = "{model}"\n{meaning.constants("_WITH_MEANING")}'
    )


def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit_support", description="Fit the weights of qa.support on outside development sets.")
    parser.add_argument("--bench", type=Path, required=True, help="folder with attributionbench, wice and contractnli")
    listed = rows(parser.parse_args().bench)
    embedder = SentenceTransformerEmbedder()
    table = measured(listed, meaning_by(embedder))
    words, both = (fitted(listed, table, names) for names in (list(table[0])[:-1], list(table[0])))
    print(f"by words alone\n{words.summary}\nwith meaning\n{both.summary}")
    TARGET.write_text(written(words, both, embedder.fingerprint), encoding="utf-8")


if __name__ == "__main__":
    main()
