"""A full disk: one line that says so, and nothing of what was committed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.errors import IndexFullError, IndexMismatchError
from ingest.index import refuse_other_model


def test_a_full_disk_is_told_as_such(built: Path):
    catalogue = Catalogue(built)
    before = catalogue.counts()
    with catalogue._reading() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(IndexFullError, match=r"no space is left for .*; free some and run this again"):
        catalogue.set_meta("filler", "x" * 1_000_000)
    catalogue.close()
    assert Catalogue(built).counts() == before


def test_a_full_disk_is_told_as_such_of_the_vector_store(built: Path):
    from ingest.index import _translated

    with pytest.raises(IndexFullError, match="no space is left for the vector store"), _translated(built, None):
        raise RuntimeError("error returned from database: (code: 13) database or disk is full")


def test_a_hub_model_of_another_name_is_refused_before_the_hub_is_asked(built: Path):
    with pytest.raises(IndexMismatchError, match="built with the embedding model fake, but other/model is configured"):
        refuse_other_model(built, "other/model")
