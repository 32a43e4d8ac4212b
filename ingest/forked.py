"""Forked: a model and its corrected copy in one pass, for the few short texts of a question.

The layers below the first correction are the same in both, so they are gone through once. The texts stand behind one
another in one row and none sees another's words: nothing is padded, and each layer is one product for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    Dense = tuple[torch.Tensor, torch.Tensor]


@dataclass(frozen=True, slots=True)
class _Layer:
    """The weights and biases of one layer of BERT, which are the model's own, not copies."""

    query: Dense
    key: Dense
    value: Dense
    joined: Dense
    joined_norm: Dense
    wide: Dense
    narrow: Dense
    narrow_norm: Dense

    def same(self, other: _Layer) -> bool:
        """Tell whether another layer has the very same weights."""
        return all(mine is theirs for name in _Layer.__slots__ for mine, theirs in zip(getattr(self, name), getattr(other, name), strict=True))


class Forked:
    """Encodes texts by a model of the BERT kind (GELU, mean of the last layer, length 1) and by a copy of it with other upper layers."""

    def __init__(self, plain: SentenceTransformer, corrected: SentenceTransformer) -> None:
        """Take the two models; they may share weights, and what they share at the bottom is gone through once."""
        bert: Any = plain[0]
        self._tokenize = plain.preprocess
        self._device = plain.device
        self._embeddings = bert.model.embeddings
        self._heads = int(bert.model.config.num_attention_heads)
        self._smallest = float(bert.model.config.layer_norm_eps)
        one, other = (tuple(_layer(layer) for layer in model[0].model.encoder.layer) for model in (plain, corrected))  # type: ignore[union-attr]
        fork = next((i for i, (mine, theirs) in enumerate(zip(one, other, strict=True)) if not mine.same(theirs)), len(one))
        self._shared, self._plain, self._corrected = one[:fork], one[fork:], other[fork:]

    def encode(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return one unit row per text by the one model, and one by the other."""
        import torch

        with torch.inference_mode():
            told = self._tokenize(list(texts))
            mask = told["attention_mask"].bool()
            lengths = mask.sum(dim=1).tolist()
            text, place = mask.nonzero(as_tuple=True)
            words, device = told["input_ids"][mask].to(self._device), self._device
            row = self._embeddings(input_ids=words[None], position_ids=place[None].to(device))[0]
            apart = torch.zeros(len(words), len(words)).masked_fill(text[:, None] != text[None], float("-inf")).to(device)
            row = self._through(self._shared, row, apart)
            return tuple(_means(self._through(layers, row, apart), lengths) for layers in (self._plain, self._corrected))  # type: ignore[return-value]

    def _through(self, layers: Sequence[_Layer], row: torch.Tensor, apart: torch.Tensor) -> torch.Tensor:
        from torch.nn import functional

        words, size = row.shape
        for layer in layers:
            query, key, value = (
                functional.linear(row, *dense).view(1, words, self._heads, -1).transpose(1, 2) for dense in (layer.query, layer.key, layer.value)
            )
            seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=apart).transpose(1, 2).reshape(words, size)
            row = functional.layer_norm(functional.linear(seen, *layer.joined).add_(row), (size,), *layer.joined_norm, self._smallest)
            wide = functional.gelu(functional.linear(row, *layer.wide))
            row = functional.layer_norm(functional.linear(wide, *layer.narrow).add_(row), (size,), *layer.narrow_norm, self._smallest)
        return row


def _layer(layer: Any) -> _Layer:
    parts = (
        layer.attention.self.query, layer.attention.self.key, layer.attention.self.value, layer.attention.output.dense, layer.attention.output.LayerNorm,
        layer.intermediate.dense, layer.output.dense, layer.output.LayerNorm,
    )  # fmt: skip
    return _Layer(*((part.weight, part.bias) for part in parts))


def _means(row: torch.Tensor, lengths: Sequence[int]) -> NDArray[np.float32]:
    """Return the mean of each text's words as a row of length 1."""
    import torch

    means = torch.stack([part.mean(dim=0) for part in torch.split(row, list(lengths))])
    unit: NDArray[np.float32] = torch.nn.functional.normalize(means, dim=1).cpu().numpy()
    return unit
