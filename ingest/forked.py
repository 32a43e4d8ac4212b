"""Forked: a model and its corrected copy in one pass, for the few short texts of a question; and a model that reads two texts as one.

The layers below the first correction are the same in both, so they are gone through once. The texts stand behind one
another in one row and none sees another's words: nothing is padded, and each layer is one product for all of them.
The weights are laid out once as oneDNN multiplies by them: for so few words, torch's own product spends a third of its
time on doing that at each call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

    Step = Callable[[torch.Tensor], torch.Tensor]

# For about how many words at once the weights are laid out; another number is multiplied as well, a little more slowly.
_WORDS: Final = 64


@dataclass(frozen=True, slots=True)
class _Layer:
    """The steps of one layer of BERT: a row per word into one; ``attending`` gives query, key and value behind one another."""

    attending: Step
    joined: Step
    joined_norm: Step
    wide: Step
    narrow: Step
    narrow_norm: Step


class Forked:
    """Encodes texts by a model of the BERT kind (GELU, mean of the last layer, length 1) and by a copy of it with other upper layers."""

    def __init__(self, plain: SentenceTransformer, corrected: SentenceTransformer) -> None:
        """Take the two models; they may share weights, and what they share at the bottom is gone through once."""
        bert: Any = plain[0]
        self._tokenize = plain.preprocess
        self._device = plain.device
        self._embeddings = bert.model.embeddings
        self._heads = int(bert.model.config.num_attention_heads)
        one, other = (list(model.get_submodule("0.model.encoder.layer").children()) for model in (plain, corrected))
        fork = next((i for i, (mine, theirs) in enumerate(zip(one, other, strict=True)) if not _same(mine, theirs)), len(one))
        self._shared, self._plain, self._corrected = (tuple(map(_layer, layers)) for layers in (one[:fork], one[fork:], other[fork:]))

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
            row = _through(self._shared, self._heads, row, apart)
            return tuple(_means(_through(layers, self._heads, row, apart), lengths) for layers in (self._plain, self._corrected))  # type: ignore[return-value]


class Joint:
    """Reads pairs of texts as one by a model of the BERT kind, in the same way: nothing is padded, and the weights are laid out once."""

    def __init__(self, model: SentenceTransformer) -> None:
        """Take the model, as it is now."""
        bert: Any = model[0]
        self._tokenizer = model.tokenizer
        self._device = model.device
        self._embeddings = bert.model.embeddings
        self._heads = int(bert.model.config.num_attention_heads)
        self._layers = tuple(map(_layer, model.get_submodule("0.model.encoder.layer").children()))

    def read(self, pairs: Sequence[tuple[str, str]], most: int) -> NDArray[np.float32]:
        """Return one row for each pair: what the last layer makes of its beginning, and the mean of what it makes of its words.

        A pair of more than ``most`` words of the model is cut where it is longer.
        """
        import torch

        rows = []
        with torch.inference_mode():
            for pair in pairs:
                told = self._tokenizer(*pair, truncation=True, max_length=most, return_tensors="pt").to(self._device)
                row = self._embeddings(input_ids=told["input_ids"], token_type_ids=told["token_type_ids"])[0]
                row = _through(self._layers, self._heads, row, torch.zeros(len(row), len(row), device=self._device))
                rows.append(torch.cat([row[0], row.mean(dim=0)]))
            read: NDArray[np.float32] = torch.stack(rows).cpu().numpy()
        return read


def _through(layers: Sequence[_Layer], heads: int, row: torch.Tensor, apart: torch.Tensor) -> torch.Tensor:
    import torch

    words, size = row.shape
    scale = (size / heads) ** -0.5
    for layer in layers:
        query, key, value = layer.attending(row).view(words, 3, heads, -1).permute(1, 2, 0, 3)
        # By these two products it is quicker than by scaled_dot_product_attention, which is made for long texts.
        weights = torch.baddbmm(apart, query, key.transpose(1, 2), alpha=scale).softmax(dim=-1)
        seen = torch.bmm(weights, value).transpose(0, 1).reshape(words, size)
        row = layer.joined_norm(layer.joined(seen).add_(row))
        row = layer.narrow_norm(layer.narrow(torch.nn.functional.gelu(layer.wide(row))).add_(row))
    return row


def _same(mine: Any, theirs: Any) -> bool:
    """Tell whether two layers have the very same weights."""
    return all(one is other for one, other in zip(mine.parameters(), theirs.parameters(), strict=True))


def _layer(layer: Any) -> _Layer:
    own = layer.attention.self
    return _Layer(
        _product(own.query, own.key, own.value), _product(layer.attention.output.dense), layer.attention.output.LayerNorm,
        _product(layer.intermediate.dense), _product(layer.output.dense), layer.output.LayerNorm,
    )  # fmt: skip


def _product(*parts: Any) -> Step:
    """Return what multiplies by the weights of some linear layers, the results behind one another, and adds their biases."""
    import torch

    weight, bias = (torch.cat([getattr(part, name).detach() for part in parts]) for name in ("weight", "bias"))
    if not _lays_out(weight):
        return lambda row: torch.nn.functional.linear(row, weight, bias)
    laid_out = torch.ops.mkldnn._reorder_linear_weight(weight, _WORDS)
    return lambda row: torch.ops.mkldnn._linear_pointwise(row, laid_out, bias, "none", [], "")


def _lays_out(weight: torch.Tensor) -> bool:
    """Tell whether this build of torch has the two operations of oneDNN, which are not of its public interface, and they take such weights."""
    import torch

    named = hasattr(torch.ops.mkldnn, "_reorder_linear_weight") and hasattr(torch.ops.mkldnn, "_linear_pointwise")
    return named and torch.backends.mkldnn.is_available() and weight.device.type == "cpu" and weight.dtype == torch.float32  # type: ignore[no-untyped-call]


def _means(row: torch.Tensor, lengths: Sequence[int]) -> NDArray[np.float32]:
    """Return the mean of each text's words as a row of length 1."""
    import torch

    means = torch.stack([part.mean(dim=0) for part in torch.split(row, list(lengths))])
    unit: NDArray[np.float32] = torch.nn.functional.normalize(means, dim=1).cpu().numpy()
    return unit
