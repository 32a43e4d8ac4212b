"""Scale: generated corpora are the same everywhere, needles are found, growth is fitted as worked out by hand; no time of this machine is asserted."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from evals import __main__ as cli
from evals.grammar import NEEDLES, PER_STATUTE, GrammarEmbedder, question, statute, statutes
from evals.scale import Grown, Make, Size, grow, growth, measure, plot, table
from ingest.doctor import examine
from ingest.index import open_index

SIZE = Size(
    passages=1_000, built=2.0, opened=0.05, first=0.04, dense=0.001, words=0.002, search=0.004, search_p95=0.01, desk=0.02, desk_first=0.5,
    memory=100_000_000, desk_memory=150_000_000, catalogue=5_000_000, vectors=4_000_000, hits=10, near=10, worded=10, needles=10,
)  # fmt: skip


def test_a_statute_is_made_from_its_number_alone() -> None:
    first, again, other = statute(7, needle=False), statute(7, needle=False), statute(8, needle=False)
    assert first == again
    assert first.document.text != other.document.text
    assert len(first.chunks) == PER_STATUTE
    assert first.document.check("scale") is first.document
    assert question(3) == question(3) != question(4)


@pytest.mark.parametrize(("passages", "statutes_made", "needles"), [(100, 1, 1), (1_000, 10, 10), (10_000, 100, 50)])
def test_a_corpus_has_its_size_and_needles_all_over(passages: int, statutes_made: int, needles: int) -> None:
    made = list(statutes(passages))
    assert (len(made), sum(law.needle is not None for law in made)) == (statutes_made, needles)
    assert sum(len(law.chunks) for law in made) == passages
    assert needles >= min(NEEDLES, statutes_made)
    assert len({chunk.passage.id for law in made for chunk in law.chunks}) == passages


def test_like_texts_have_like_vectors() -> None:
    needle = statute(5, needle=True)
    assert needle.needle is not None
    (words,) = [c.text for c in needle.chunks if c.passage.id == needle.needle.passage_id]
    rows = GrammarEmbedder().encode([needle.needle.question, words, question(1), words])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert rows[0] @ rows[1] > 0.3 > rows[0] @ rows[2]
    assert np.array_equal(rows[1], rows[3])


def test_an_index_that_was_grown_is_sound_and_its_needles_are_found(tmp_path: Path) -> None:
    assert len(grow(tmp_path, 300).needles) == 3
    assert examine(tmp_path).sound
    found = measure(tmp_path, 20, desk=True)
    assert (found.passages, found.needles, found.hits, found.near, found.worded) == (300, 3, 3, 3, 3)
    assert found.catalogue > 300 * 384 * 4
    assert min(found.dense, found.words, found.search, found.desk, found.opened) > 0
    assert math.isnan(measure(tmp_path, 20, desk=False).desk)


def test_vectors_may_be_short_and_their_graph_quickly_made(tmp_path: Path) -> None:
    make = Make(dimensions=16, looked_at=20)
    grow(tmp_path, 1_100, make)
    found = measure(tmp_path, 20, desk=False, make=make)
    assert found.worded == 11
    assert found.catalogue < 1_100 * 384 * 4
    index = open_index(tmp_path, "grammar:16")
    assert index.open_vectors().configuration_json["hnsw"]["ef_construction"] == 20
    index.close()
    assert Grown.read(tmp_path).needles[0] == next(law.needle for law in statutes(1_100) if law.needle)


def test_growth_is_the_exponent() -> None:
    sizes = [replace(SIZE, passages=n, search=0.001 * n**0.5) for n in (100, 10_000, 1_000_000)]
    assert math.isclose(growth(sizes, lambda s: s.search), 0.5)
    assert math.isclose(growth(sizes, lambda s: s.opened), 0.0, abs_tol=1e-12)
    assert math.isnan(growth(sizes[:1], lambda s: s.search))
    assert math.isnan(growth(sizes, lambda s: math.nan))


def test_the_table_has_each_size_and_says_whether_the_target_is_met() -> None:
    large = replace(SIZE, passages=10_000, search=0.024, desk=math.nan, hits=9, near=4, worded=8)
    told = table([SIZE, large]).splitlines()
    assert told[0] == "| passages | 1,000 | 10,000 | growth |"
    assert "| search p50, ms | 4.0 | 24.0 | n^0.78 |" in told
    assert "| whole desk p50, ms | 20.0 | – | – |" in told
    assert "| needles put forward | 10 of 10 | 9 of 10 | |" in told
    assert "| needles put forward by vectors | 10 of 10 | 4 of 10 | |" in told
    assert "| needles put forward by words | 10 of 10 | 8 of 10 | |" in told
    assert told[-1] == "search p50, 10,000 passages over 1,000: 6.0 (target <= 6: met)"
    assert table([SIZE, replace(large, search=0.025)]).endswith("6.2 (target <= 6: not met)")
    tenth = replace(SIZE, passages=10, search=0.001)  # the target is of a hundred times as many passages
    assert table([tenth, SIZE, large]).endswith("10,000 passages over 1,000: 6.0 (target <= 6: met)")


def test_times_are_drawn_on_logarithmic_axes_in_colours_of_their_own() -> None:
    svg = plot([replace(SIZE, passages=n, search=0.001 * n**0.5) for n in (100, 10_000, 1_000_000)])
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "--series-1:#" in svg
    for word in ("1,000,000", "search, p50", "opening", "milliseconds"):
        assert word in svg


def test_the_command_builds_measures_and_measures_again_what_it_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["scale", "--size", "100", "--questions", "20", "--dimensions", "8", "--folder", str(tmp_path / "kept")]
    assert cli.main(command) == 0
    told = capsys.readouterr()
    assert told.out.startswith("| passages | 100 | growth |\n")
    assert "| needles put forward | 1 of 1 | |" in told.out
    assert told.err == "100 passages\n"
    assert examine(tmp_path / "kept" / "100").sound
    drawing = tmp_path / "times.svg"
    before = (tmp_path / "kept" / "100" / "catalogue.sqlite").stat().st_mtime_ns
    assert cli.main([*command, "--plot", str(drawing)]) == 0
    assert drawing.read_text(encoding="utf-8").startswith("<svg")
    assert (tmp_path / "kept" / "100" / "catalogue.sqlite").stat().st_mtime_ns == before
