"""Intent: what a question is asked for, read off its vector, where words alone do not tell.

Who wants help with an offence says so in a thousand ways that no list of words
has; the vector of such a question lies near those of others. A small linear
model, fitted on questions written for it (``evals/cases/scope.jsonl``), tells
three kinds apart: a question about the law, one for help with an offence, and
one for advice on a case of one's own. ``attest eval fit-scope`` makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from ingest.source import corpus_folder
from qa.arrays import arrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE_NAME: Final = "intent.npz"
Intent = Literal["law", "offence", "advice"]
INTENTS: Final[tuple[Intent, ...]] = ("law", "offence", "advice")
# How sure it has to be: a reporter's question that is declined is the dearer fault.
SURE: Final = 0.7
# And for texts that no questions are listed for: about rubbish or cookies, "how do I" is no offence. Of 568 ordinary questions on privacy policies 5 %
# are declined at 0.7 and 2 % at 0.9; of those that are for help with an offence, 70 % and 55 %.
SURE_ELSEWHERE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Reader:
    """A row of weights and a bias for each intent, and the fingerprint of the embedding model that they are for."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    fingerprint: str

    def likely(self, vector: NDArray[np.float32]) -> dict[Intent, float]:
        """Return how likely each intent of a question is, by its unit vector; the shares sum to 1."""
        values = self.weights @ vector + self.bias
        powers = np.exp(values - values.max())
        return dict(zip(INTENTS, (powers / powers.sum()).tolist(), strict=True))

    def intent(self, vector: NDArray[np.float32], sure: float = SURE) -> Intent:
        """Return what a question is asked for: the law, unless it is as sure as this that it is something else."""
        shares = self.likely(vector)
        other = max(INTENTS[1:], key=shares.__getitem__)
        return other if 1 - shares["law"] >= sure else "law"

    def write(self, file: Path) -> None:
        """Write the model into a file."""
        np.savez_compressed(file, weights=self.weights, bias=self.bias, fingerprint=np.array(self.fingerprint))


def reader_for(fingerprint: str) -> Reader | None:
    """Return the bundled reader where vectors are those of the model that it was fitted for; None for any other."""
    reader = bundled()
    return reader if reader.fingerprint == fingerprint else None


@lru_cache(maxsize=1)
def bundled() -> Reader:
    """Return the reader that comes with the corpus; raises AdapterError where its file cannot be read."""
    return read(corpus_folder() / FILE_NAME)


def read(file: Path) -> Reader:
    """Read a reader from a file; raises AdapterError."""
    with arrays(file) as kept:
        return Reader(kept["weights"].astype(np.float32), kept["bias"].astype(np.float32), str(kept["fingerprint"]))
