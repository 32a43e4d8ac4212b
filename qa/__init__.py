"""Attest: cited answers from a corpus of law and reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa.answer import Abstention, Answer, Citation, CitedSource, Claim, Provenance, Section, Support
from qa.errors import QAError

if TYPE_CHECKING:
    from ingest.embed import Embedder
    from qa.follow import FollowingDesk
    from qa.settings import Settings

__all__ = ["Abstention", "Answer", "Citation", "CitedSource", "Claim", "Provenance", "QAError", "Section", "Support", "open_desk"]


def open_desk(index: str | Path | None = None, *, settings: Settings | None = None, embedder: Embedder | None = None) -> FollowingDesk:
    """Open an index and the model that built it, once; the desk can then be asked from many threads.

    Without a folder, the one in ATTEST_INDEX or else in the user's data folder is opened. The desk moves on, between two questions,
    when another process has finished writing to the index, or the folder is a link and ``attest publish`` has moved it.
    Raises ingest.errors.IndexStateError or EmbeddingModelError where it cannot be used, and qa.errors.EntailmentModelError
    where one is configured that cannot be loaded.
    """
    from dataclasses import replace

    from ingest.catalogue import Catalogue
    from ingest.embed import SentenceTransformerEmbedder
    from ingest.index import open_index, refuse_other_model
    from qa.follow import FollowingDesk
    from qa.observe import Figures, watches
    from qa.pipeline import Desk
    from qa.settings import load_settings

    settings = settings or load_settings()
    if index is not None:
        settings = replace(settings, index=Path(index))
    Catalogue(settings.index).close()  # says at once that there is no index, before a model is loaded
    if embedder is None:
        refuse_other_model(settings.index, settings.embedding_model)
        embedder = SentenceTransformerEmbedder(settings.embedding_model)
    watching = watches(settings.log, settings.answer_log)
    entailment = None
    if settings.entailment_model:
        from qa.entail import CrossEncoderEntailment

        entailment = CrossEncoderEntailment(settings.entailment_model)
    configured, model, figures = settings, embedder, Figures()

    def opened(folder: Path) -> Desk:
        at = replace(configured, index=folder)
        return Desk(open_index(folder, model.fingerprint, at.chroma_url), model, at, entailment=entailment, watches=(figures, *watching))

    return FollowingDesk(settings.index, opened, figures)
