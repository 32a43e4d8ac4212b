"""Fit the tuned model: corrections under which a listed question comes nearest to the other questions and to a statement of its own place.

Every other place of a batch, and questions that no text answers, are what it must keep away from (contrastive learning: van den Oord et al. 2018).
Only the upper layers are corrected, so what the lower ones make of each text is worked out once.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from evals.adding import LINEAR, adding, half
from evals.fit_adapter import current
from ingest.catalogue import Catalogue
from ingest.embed import SentenceTransformerEmbedder
from qa.tuned import Corrections

if TYPE_CHECKING:
    import torch

FROZEN: Final = 3  # of six layers
RANK: Final = 16
STEPS: Final = 300
WARM_UP: Final = 20
BATCH: Final = 96
SILENT: Final = 32  # questions without an answer in each batch
RATE, DECAY, TEMPERATURE, LEAST_RATE = 5e-4, 0.01, 0.05, 1e-6
TOKENS: Final = 64
AT_ONCE: Final = 128
SEED: Final = 0


@dataclass(frozen=True, slots=True)
class Texts:
    """Questions and statements, each with the number of its place, and questions that no text answers."""

    questions: tuple[tuple[str, int], ...]
    statements: tuple[tuple[str, int], ...]
    silent: tuple[str, ...]


def texts(catalogue: Catalogue) -> Texts:
    """Return what an index lists, of the digests that still hold."""
    held = current(catalogue)
    stored = catalogue.stored([passage_id for passage_id, _, _ in held.passages])
    said = []
    for passage_id, document_id, pinpoint in held.passages:
        passage = stored[passage_id].passage
        number = held.numbers[held.sources[document_id].id, str(pinpoint)]
        said += [(passage.text[start - passage.start : end - passage.start], number) for start, end in passage.sentences]
    asked = [(ask, held.numbers[s.id, at]) for s in held.sources.values() for ask, at in s.questions if (s.id, at) in held.numbers]
    return Texts(tuple(asked), tuple(said), tuple(ask for s in catalogue.sources().values() for ask in s.silent))


class Upper:
    """The upper layers of a model with corrections that can be learned, over what the frozen layers make of a text."""

    def __init__(self, embedder: SentenceTransformerEmbedder) -> None:
        """Take the model; its own weights are left as they are."""
        import torch

        self._model = embedder.corrected({}, "")._model
        bert: Any = self._model[0].model  # the layers of transformers have no types
        self._bert = bert
        self._tokenizer = self._model.tokenizer
        self.factors: dict[str, tuple[torch.nn.Parameter, torch.nn.Parameter]] = {}
        for weights in self._model.parameters():
            weights.requires_grad_(False)
        for number in range(FROZEN, len(bert.encoder.layer)):
            for part in LINEAR:
                name = f"0.model.encoder.layer.{number}.{part}"
                layer: Any = self._model.get_submodule(name)
                a = torch.nn.Parameter(torch.randn(layer.in_features, RANK) / math.sqrt(layer.in_features))
                b = torch.nn.Parameter(torch.zeros(RANK, layer.out_features))
                layer.register_forward_hook(adding(a, b))
                self.factors[name] = a, b

    def lower(self, of: Sequence[str]) -> list[torch.Tensor]:
        """Return for each text what the frozen layers make of its tokens, in half precision."""
        import torch

        rows = [self._tokenizer(text, truncation=True, max_length=TOKENS)["input_ids"] for text in of]
        found: dict[int, torch.Tensor] = {}
        with torch.no_grad():
            for part in _by_length(rows):
                ids, mask = _padded([torch.tensor(rows[i]) for i in part])
                states = self._through(self._bert.embeddings(ids), mask, range(FROZEN))
                found |= {i: state[: len(rows[i])].half() for i, state in zip(part, states, strict=True)}
        return [found[i] for i in range(len(rows))]

    def vectors(self, lower: Sequence[torch.Tensor]) -> torch.Tensor:
        """Return one unit row for each text."""
        import torch

        states, mask = _padded([state.float() for state in lower])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self._through(states, mask, range(FROZEN, len(self._bert.encoder.layer)))
        weighed = (states.float() * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return torch.nn.functional.normalize(weighed, dim=1)

    def _through(self, states: torch.Tensor, mask: torch.Tensor, layers: range) -> torch.Tensor:
        hidden = ((1 - mask) * -1e9)[:, None, None, :].to(states.dtype)
        for number in layers:
            out = self._bert.encoder.layer[number](states, hidden)
            states = out[0] if isinstance(out, tuple) else out
        return states


def fit_tuned(embedder: SentenceTransformerEmbedder, of: Texts, told: Callable[[str], None], steps: int = STEPS) -> Corrections:
    """Return the corrections learned from some texts (AdamW, the rate falling to nothing); ``told`` is given the loss from time to time."""
    import torch

    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    upper = Upper(embedder)
    asks, said, silent = (upper.lower(rows) for rows in ([q for q, _ in of.questions], [s for s, _ in of.statements], of.silent))
    places = np.array([place for _, place in of.questions])
    others, statements = _by_place(of.questions), _by_place(of.statements)
    learned = [weights for pair in upper.factors.values() for weights in pair]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=DECAY)
    batches = _batches(len(asks), chance)
    for step in range(steps):
        batch = next(batches)
        place = places[batch]
        other = [int(chance.choice([n for n in others[p] if n != i] or [i])) for i, p in zip(batch, place.tolist(), strict=True)]
        statement = [int(chance.choice(statements[p])) for p in place.tolist()]
        unanswered = chance.choice(len(silent), min(SILENT, len(silent)), replace=False).tolist()
        rows = upper.vectors([*(asks[i] for i in batch), *(asks[i] for i in other), *(said[i] for i in statement), *(silent[i] for i in unanswered)])
        n = len(batch)
        put, near, away = rows[:n], (rows[n : 2 * n], rows[2 * n : 3 * n]), rows[3 * n :]
        rivals = torch.tensor(place[:, None] == place[None, :]).fill_diagonal_(False)
        loss = sum((_loss(put, one, away, rivals) for one in near), torch.zeros(()))
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * (1 - step / steps) + LEAST_RATE
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if step % 20 == 0:
            told(f"step {step} of {steps}: loss {loss.detach():.3f}")
    return Corrections({name: (half(a), half(b)) for name, (a, b) in upper.factors.items()}, embedder.fingerprint)


def _loss(put: torch.Tensor, near: torch.Tensor, away: torch.Tensor, rivals: torch.Tensor) -> torch.Tensor:
    """Return how unlikely each question makes what belongs to it, among the others of the batch and what it must keep away from."""
    import torch

    likeness = torch.cat([(put @ near.T).masked_fill(rivals, -1e9), put @ away.T], 1) / TEMPERATURE
    return torch.nn.functional.cross_entropy(likeness, torch.arange(len(put)))


def _padded(rows: Sequence[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return rows of tokens as one tensor, and 1 where there is one."""
    import torch

    mask = torch.nn.utils.rnn.pad_sequence([torch.ones(len(row)) for row in rows], batch_first=True)
    return torch.nn.utils.rnn.pad_sequence(list(rows), batch_first=True), mask


def _by_length(rows: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    return (order[start : start + AT_ONCE] for start in range(0, len(order), AT_ONCE))


def _batches(number: int, chance: np.random.Generator) -> Iterator[list[int]]:
    """Yield batches without end; each question comes once before any comes again."""
    size = min(BATCH, number)
    left: list[int] = []
    while True:
        if len(left) < size:
            left = chance.permutation(number).tolist()
        yield [left.pop() for _ in range(size)]


def _by_place(rows: Sequence[tuple[str, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row, (_, place) in enumerate(rows):
        found[place].append(row)
    return found
