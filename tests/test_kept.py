"""In memory: passages that were read are kept up to a bound, few are compared with all, and only in a catalogue that nobody changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ingest import catalogue as catalogue_module
from ingest import kept
from ingest.catalogue import Catalogue, Scope, Stored
from ingest.document import Passage
from ingest.index import Index, open_index
from ingest.kept import Kept
from ingest.likest import likest
from ingest.pinpoint import Pinpoint
from tests.factories import FakeEmbedder

TODAY = date(2026, 11, 22)


def item(name: str, length: int = 10) -> Stored:
    vector = np.zeros(4, dtype=np.float32)
    return Stored(Passage(name, "d", Pinpoint.parse("p 1"), "", (), 0, length, "x" * length, ((0, length),)), vector, vector[None])


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    held = Kept(most=2 * kept._size(item("a")))
    held.keep({"a": item("a"), "b": item("b")})
    assert list(held.held(["a"])) == ["a"]
    held.keep({"c": item("c")})
    assert sorted(held.held("abc")) == ["a", "c"]


def test_a_passage_that_is_larger_than_the_bound_is_not_kept() -> None:
    held = Kept(most=2_000)
    held.keep({"a": item("a", 10_000)})
    assert held.held(["a"]) == {}
    held.keep({"b": item("b")})
    assert list(held.held(["b"])) == ["b"]


def test_a_still_catalogue_reads_a_passage_once(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    still, other = Catalogue(built, still=True), Catalogue(built)
    ids = [passage_id for passage_id, _, _ in still.places()][:3]
    first = {catalogue: catalogue.stored(ids) for catalogue in (still, other)}
    read: list[object] = []
    whole = Catalogue._read
    monkeypatch.setattr(Catalogue, "_read", lambda self, db, wanted: read.append(list(wanted)) or whole(self, db, wanted))
    again = still.stored([*ids, "none"])
    assert all(again[i] is first[still][i] for i in ids)
    assert list(other.stored(ids)) == ids
    assert read == [["none"], ids]


@pytest.mark.parametrize("scope", [Scope(TODAY), Scope(TODAY, ("US",)), Scope(TODAY, (), ("statute",)), Scope(date(1800, 1, 1))])
def test_few_passages_are_compared_with_all_as_the_store_finds_them(built: Path, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    index = open_index(built, FakeEmbedder().fingerprint)
    vectors = list(FakeEmbedder().encode(["a lost buoy", "a ferry"]))
    for k in (1, 2, 100):
        whole, stored = index.nearest_each(vectors, k, scope), index.nearest_in_store(vectors, k, scope)
        for one, other in zip(whole, stored, strict=True):
            assert [n.passage_id for n in one] == [n.passage_id for n in other]
            assert np.allclose([n.similarity for n in one], [n.similarity for n in other], atol=1e-5)
    asked: list[int] = []
    monkeypatch.setattr(Index, "nearest_in_store", lambda self, vectors, k, scope: asked.append(k) or [])
    index.nearest_each(vectors, 3, scope)
    assert asked == []
    monkeypatch.setitem(index.catalogue.__dict__, "few", False)
    index.nearest_each(vectors, 3, scope)
    assert asked == [3]


def test_a_catalogue_that_others_write_to_is_not_held_in_memory(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Catalogue(built, still=True).few
    assert not Catalogue(built).few
    monkeypatch.setattr(catalogue_module, "FEW", 1)
    assert not Catalogue(built, still=True).few


@pytest.mark.parametrize("few", [True, False])
def test_what_is_worked_out_once_is_not_waited_for_with_the_connection_held(built: Path, few: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11 lets one thread at a time work such a thing out, and that one needs the connection."""
    still = Catalogue(built, still=True)
    held: list[tuple[str, bool]] = []
    for name in ("_shares", "_bm25", "_ids"):
        value = getattr(still, name)

        def read(self: Catalogue, name: str = name, value: object = value) -> object:
            held.append((name, self._turn._is_owned()))  # type: ignore[attr-defined]
            return value

        monkeypatch.setattr(Catalogue, name, property(read))
    monkeypatch.setitem(still.__dict__, "few", few)
    assert still.search_words('("buoy")', 5, Scope(TODAY))
    still.admitted(["none"], Scope(TODAY))
    assert dict(held) == dict.fromkeys(("_bm25", "_ids") if few else ("_shares",), False)
    assert not any(owned for _, owned in held)


def test_the_likest_come_first_and_the_earlier_of_equals_before_the_later() -> None:
    alike = np.array([0.1, 0.9, 0.5, 0.9, 0.5, 0.5], dtype=np.float32)
    assert [likest(alike, k).tolist() for k in (1, 3, 4, 6, 9)] == [[1], [1, 3, 2], [1, 3, 2, 4], [1, 3, 2, 4, 5, 0], [1, 3, 2, 4, 5, 0]]
    assert likest(alike[:0], 3).tolist() == []
