"""Entail: a cross-encoder that reads a passage and a claim together, where one is configured.

Any classification model of sentence_transformers will do whose labels name
entailment, as those trained on natural language inference do, or that has one
label alone, which is then how far the passage bears out the claim.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from qa.errors import EntailmentModelError


@dataclass(frozen=True, slots=True)
class Entailed:
    """How likely it is, from 0 to 1, that a passage entails a claim, and that it contradicts it."""

    entailed: float
    contradicted: float


class Entailment(Protocol):
    """Reads a passage and a claim together."""

    def read(self, passage: str, claim: str) -> Entailed:
        """Return how likely the passage entails the claim, and how likely it contradicts it."""


class CrossEncoderEntailment:
    """An Entailment over sentence_transformers.CrossEncoder, on the CPU unless torch finds a GPU."""

    def __init__(self, model: str) -> None:
        """Load a folder or a hub name; raises EntailmentModelError."""
        local = Path(model).is_dir()
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(model, local_files_only=local)
        except (OSError, ValueError) as error:
            raise EntailmentModelError(
                f"cannot load the entailment model {model!r}: {str(error).splitlines()[0]}; give a folder or a hub name in ATTEST_ENTAILMENT_MODEL"
            ) from error
        self._single = self._model.num_labels == 1
        self._entailed, self._contradicted = (0, None) if self._single else _places(self._model.config.id2label, model)

    def read(self, passage: str, claim: str) -> Entailed:
        """Return how likely the passage entails the claim, and how likely it contradicts it."""
        if self._single:
            return Entailed(float(self._model.predict((passage, claim), show_progress_bar=False)), 0.0)
        shares = self._model.predict((passage, claim), apply_softmax=True, show_progress_bar=False)
        return Entailed(float(shares[self._entailed]), 0.0 if self._contradicted is None else float(shares[self._contradicted]))


def _places(labels: Mapping[int, str], model: str) -> tuple[int, int | None]:
    """Return which of a model's labels mean entailment and contradiction."""
    names = {int(i): str(name).lower() for i, name in labels.items()}
    entailed = [i for i, name in names.items() if name.startswith(("entail", "support")) or name == "e"]
    contradicted = [i for i, name in names.items() if name.startswith(("contra", "refute"))]
    if len(entailed) != 1:
        raise EntailmentModelError(
            f"the labels of the entailment model {model!r} are {', '.join(names.values())}; one of them must be 'entailment',"
            " so name them in id2label of its config.json"
        )
    return entailed[0], contradicted[0] if contradicted else None
