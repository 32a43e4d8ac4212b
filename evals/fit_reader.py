"""Fit the reader: corrections under which the bundled model tells an honest restatement of a statement from a false one.

Each row of ``evals/restated`` is a statement of the corpus (or several that stand together) with two honest restatements and two that are
false in one place. Every restatement is read against the statement, those of one sentence against each other too (whatever follows from
the statement follows from what says the same), and now and then against another statement of the same law, from which it does not follow.
"""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from evals.adding import LINEAR, adding, half
from ingest.embed import SentenceTransformerEmbedder
from ingest.text import sentences
from qa.reader import TOKENS, Head, Learned
from qa.tuned import Corrections

if TYPE_CHECKING:
    import torch

RESTATED: Final = Path(__file__).resolve().parent / "restated"
RANK: Final = 24
HIDDEN: Final = 128
STEPS: Final = 1200
WARM_UP: Final = 40
# Statements a step, and parts that a step's pairs are gone through in, short ones first: less is padded.
BATCH, PARTS = 8, 2
RATE, DECAY, LEAST_RATE = 7e-4, 0.01, 0.02
SEED: Final = 0
_HONEST, _FALSE = ("near", "free"), ("near_lie", "free_lie")

# A claim, a passage, and whether the claim follows from it.
Pair = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Restated:
    """A statement, or several that stand together, of a source; what was restated honestly and what falsely."""

    source: str
    statement: str
    honest: tuple[str, str]
    false: tuple[str, str]

    @property
    def one(self) -> bool:
        """Whether it is one sentence, so that both honest restatements say the same."""
        return len(sentences(self.statement)) == 1


def restated(folder: Path = RESTATED) -> tuple[Restated, ...]:
    """Read every file of a folder of restated statements."""
    rows = [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]
    return tuple(Restated(row["source"], row["statement"], _two(row, _HONEST), _two(row, _FALSE)) for row in rows)


def _two(row: Mapping[str, str], keys: tuple[str, str]) -> tuple[str, str]:
    return row[keys[0]], row[keys[1]]


def fit_reader(
    embedder: SentenceTransformerEmbedder, rows: Sequence[Restated], told: Callable[[str], None], steps: int, start: Learned | None = None
) -> Learned:
    """Return what is learned from some rows in so many steps (AdamW, the rate falling to nothing), from the beginning or on from a ``start``.

    ``told`` is given the loss from time to time.
    """
    import torch

    torch.manual_seed(SEED)
    learning = _Learning(embedder, start)
    optimizer = torch.optim.AdamW(learning.parameters, lr=RATE, weight_decay=DECAY)
    batches = _batches(rows, random.Random(SEED + (start.steps if start else 0)))
    losses: list[float] = []
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / WARM_UP) * max(LEAST_RATE, 1 - step / steps)
        optimizer.zero_grad()
        losses.append(learning.loss(next(batches)))
        torch.nn.utils.clip_grad_norm_(learning.parameters, 1.0)
        optimizer.step()
        if step % 20 == 0:
            told(f"step {step} of {steps}: loss {np.mean(losses[-40:]):.3f}")
    return learning.learned(steps + (start.steps if start else 0))


class _Learning:
    """The bundled model with corrections to all its layers and a head, which can be learned; its own weights are left as they are."""

    def __init__(self, embedder: SentenceTransformerEmbedder, start: Learned | None) -> None:
        import torch

        self._model = embedder.corrected({}, "")._model
        bert: Any = self._model[0].model  # the layers of transformers have no types
        self._bert = bert
        self._fingerprint = embedder.fingerprint
        for weights in self._model.parameters():
            weights.requires_grad_(False)
        for dropout in (part for part in self._model.modules() if isinstance(part, torch.nn.Dropout)):
            dropout.p = 0.0
        self._factors: dict[str, tuple[torch.nn.Parameter, torch.nn.Parameter]] = {}
        for number in range(len(bert.encoder.layer)):
            for part in LINEAR:
                name = f"0.model.encoder.layer.{number}.{part}"
                layer: Any = self._model.get_submodule(name)
                a, b = torch.randn(layer.in_features, RANK) / math.sqrt(layer.in_features), torch.zeros(RANK, layer.out_features)
                if start:
                    a, b = (torch.from_numpy(one.astype(np.float32)) for one in start.corrections.factors[name])
                self._factors[name] = torch.nn.Parameter(a), torch.nn.Parameter(b)
                layer.register_forward_hook(adding(*self._factors[name]))
        wide, narrow = torch.nn.Linear(2 * bert.config.hidden_size, HIDDEN), torch.nn.Linear(HIDDEN, 1)
        self._head = wide.weight, wide.bias, narrow.weight, narrow.bias
        if start:
            with torch.no_grad():
                for mine, theirs in zip(self._head, (start.head.wide, start.head.wide_bias, start.head.narrow, start.head.narrow_bias), strict=True):
                    mine.copy_(torch.from_numpy(theirs.astype(np.float32)))

    @property
    def parameters(self) -> list[torch.Tensor]:
        return [*(weights for pair in self._factors.values() for weights in pair), *self._head]

    def loss(self, pairs: Sequence[Pair]) -> float:
        """Go through some pairs forth and back; return the mean loss."""
        import torch

        by_length = sorted(pairs, key=lambda pair: len(pair[0]) + len(pair[1]))
        total = 0.0
        for start in range(0, len(pairs), size := -(-len(pairs) // PARTS)):
            part = by_length[start : start + size]
            truth = torch.tensor([float(follows) for _, _, follows in part])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(self._odds(part), truth, reduction="sum") / len(pairs)
            loss.backward()  # type: ignore[no-untyped-call]
            total += float(loss.detach())
        return total

    def _odds(self, pairs: Sequence[Pair]) -> torch.Tensor:
        import torch

        tokenizer = self._model.tokenizer
        told = tokenizer([p[0] for p in pairs], [p[1] for p in pairs], truncation=True, max_length=TOKENS, padding=True, return_tensors="pt")
        states, mask = self._bert(**told).last_hidden_state, told["attention_mask"][..., None]
        rows = torch.cat([states[:, 0], (states * mask).sum(1) / mask.sum(1)], 1)
        wide, wide_bias, narrow, narrow_bias = self._head
        linear = torch.nn.functional.linear
        return linear(torch.nn.functional.gelu(linear(rows, wide, wide_bias)), narrow, narrow_bias)[:, 0]

    def learned(self, steps: int) -> Learned:
        corrections = Corrections({name: (half(a), half(b)) for name, (a, b) in self._factors.items()}, self._fingerprint)
        return Learned(corrections, Head(*map(half, self._head)), steps)


def pairs_of(row: Restated, others: Sequence[Restated], chance: random.Random) -> list[Pair]:
    """Return what is learned from one row at one time: its four restatements against it, and some against each other and another statement of its source."""
    near, free = row.honest
    near_lie, free_lie = row.false
    found: list[Pair] = [(claim, row.statement, True) for claim in row.honest] + [(claim, row.statement, False) for claim in row.false]
    if row.one:
        found += chance.sample([(near, free, True), (free, near, True), (row.statement, near, True)], 2)
        lies = [(near_lie, free), (free_lie, near), (near, free_lie), (free, near_lie), (row.statement, near_lie), (row.statement, free_lie)]
        found += [(claim, passage, False) for claim, passage in chance.sample(lies, 2)]
    if len(others) > 1 and chance.random() < 0.5:
        other = chance.choice([one for one in others if one is not row])
        found.append((chance.choice(row.honest), other.statement, False))
    return found


def _batches(rows: Sequence[Restated], chance: random.Random) -> Iterator[list[Pair]]:
    """Yield pairs without end; each row comes once before any comes again."""
    of: dict[str, list[Restated]] = defaultdict(list)
    for row in rows:
        of[row.source].append(row)
    left: list[Restated] = []
    while True:
        if len(left) < min(BATCH, len(rows)):
            left = chance.sample(rows, len(rows))
        yield [pair for row in (left.pop() for _ in range(min(BATCH, len(rows)))) for pair in pairs_of(row, of[row.source], chance)]
