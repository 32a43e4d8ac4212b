"""Adding: low-rank corrections (LoRA: Hu et al. 2021) put into a model's layers while they are learned."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

# The linear parts of a layer of BERT.
LINEAR: Final = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense")


def adding(a: torch.Tensor, b: torch.Tensor) -> Callable[[torch.nn.Module, tuple[torch.Tensor, ...], torch.Tensor], torch.Tensor]:
    """Return a hook that adds to what a linear layer gives what two matrices make of what it is given."""

    def add(_: torch.nn.Module, given: tuple[torch.Tensor, ...], out: torch.Tensor) -> torch.Tensor:
        return out + (given[0] @ a) @ b

    return add


def half(weights: torch.Tensor) -> NDArray[np.float16]:
    """Return learned numbers as they are kept, in half precision."""
    return np.asarray(weights.detach().numpy(), dtype=np.float16)
