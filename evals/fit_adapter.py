"""Fit the adapter: the map under which a listed question comes nearest to the statements and the other questions of its own place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ingest.catalogue import Catalogue
from ingest.document import Source
from ingest.pinpoint import Pinpoint
from qa.adapter import Adapter

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS: Final = 300
BATCH: Final = 256
RATE, DECAY, TEMPERATURE = 1e-3, 0.1, 0.05
SEED: Final = 0


@dataclass(frozen=True, slots=True)
class Bank:
    """Unit vectors and the number of the place that each belongs to."""

    vectors: NDArray[np.float32]
    places: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Current:
    """The digests that still hold by document id, their passages as (id, document id, pinpoint), and a number for each of their places."""

    sources: Mapping[str, Source]
    passages: tuple[tuple[str, str, Pinpoint], ...]
    numbers: Mapping[tuple[str, str], int]


def current(catalogue: Catalogue) -> Current:
    """Return the digests of an index that still hold."""
    sources = {i: source for i, source in catalogue.sources().items() if source.valid_to is None and source.form == "digest"}
    passages = tuple(place for place in catalogue.places() if place[1] in sources)
    numbers: dict[tuple[str, str], int] = {}
    for _, document_id, pinpoint in passages:
        numbers.setdefault((sources[document_id].id, str(pinpoint)), len(numbers))
    return Current(sources, passages, numbers)


def banks(catalogue: Catalogue) -> tuple[Bank, Bank]:
    """Return the listed questions and the statements of the texts that still hold, by place."""
    held, asked = current(catalogue), catalogue.question_vectors()
    stored = catalogue.stored([passage_id for passage_id, _, _ in held.passages])
    said = [(v, held.numbers[held.sources[d].id, str(p)]) for passage_id, d, p in held.passages for v in stored[passage_id].sentence_vectors]
    questions = [
        (vector, held.numbers[source.id, at])
        for document_id, source in held.sources.items()
        if document_id in asked
        for (_, at), vector in zip(source.questions, asked[document_id], strict=True)
        if (source.id, at) in held.numbers
    ]
    return _bank(questions), _bank(said)


def listed(catalogue: Catalogue) -> dict[str, NDArray[np.float32]]:
    """Map every question that the sources list, answered or not, to its vector."""
    sources, asked, silent = catalogue.sources(), catalogue.question_vectors(), catalogue.silent_vectors()
    found: dict[str, NDArray[np.float32]] = {}
    for document_id, source in sources.items():
        found |= dict(zip((ask for ask, _ in source.questions), asked.get(document_id, ()), strict=True))
        found |= dict(zip(source.silent, silent.get(document_id, ()), strict=True))
    return found


def _bank(rows: list[tuple[NDArray[np.float32], int]]) -> Bank:
    return Bank(np.array([vector for vector, _ in rows], dtype=np.float32), np.array([place for _, place in rows], dtype=np.int64))


def fit_adapter(questions: Bank, statements: Bank, fingerprint: str) -> Adapter:
    """Return the map that makes, of the places in each batch, the question's own the likeliest: by a statement of it and by another question (AdamW)."""
    import torch

    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    size = questions.vectors.shape[1]
    moved = torch.nn.Parameter(torch.zeros(size, size))
    optimizer = torch.optim.AdamW([moved], lr=RATE, weight_decay=DECAY)
    held = [(torch.tensor(bank.vectors), _by_place(bank)) for bank in (statements, questions)]
    asked, places = torch.tensor(questions.vectors), torch.tensor(questions.places)
    for _ in range(STEPS):
        batch = chance.choice(len(asked), min(BATCH, len(asked)), replace=False)
        matrix = torch.eye(size) + moved
        put = torch.nn.functional.normalize(asked[batch] @ matrix, dim=1)
        rivals = places[batch][:, None] == places[batch][None, :]
        rivals.fill_diagonal_(False)
        loss = torch.zeros(())
        for vectors, by_place in held:
            chosen = [int(chance.choice(by_place[int(place)])) for place in questions.places[batch]]
            itself = torch.tensor([vectors is held[1][0] and one == other for one, other in zip(chosen, batch.tolist(), strict=True)])
            likeness = put @ torch.nn.functional.normalize(vectors[chosen] @ matrix, dim=1).T / TEMPERATURE
            lost = torch.nn.functional.cross_entropy(likeness.masked_fill(rivals, -1e9), torch.arange(len(batch)), reduction="none")
            loss = loss + lost[~itself].mean()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return Adapter((torch.eye(size) + moved).detach().numpy().astype(np.float32), fingerprint)


def _by_place(bank: Bank) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, place in enumerate(bank.places.tolist()):
        found.setdefault(place, []).append(row)
    return found
