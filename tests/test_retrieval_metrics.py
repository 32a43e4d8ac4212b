"""Metrics of search and of cited spans, held against examples worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.retrieval_metrics import Span, character_precision, character_recall, merged, ndcg_at, recall_at

A, A1, B, C = (f"40 U.S.C. § 7001({place}" for place in ("a)", "a)(1)", "b)", "c)"))


@pytest.mark.parametrize(
    ("k", "found", "groups", "expected"),
    [
        pytest.param(2, [A, C, B], [[A], [B]], 0.5, id="one of two within k"),
        pytest.param(3, [A, C, B], [[A], [B]], 1.0, id="both within k"),
        pytest.param(3, [A1, A, A], [[A], [B]], 0.5, id="one group met thrice"),
        pytest.param(3, [B], [[A, B]], 1.0, id="any place of a group"),
        pytest.param(3, [], [[A]], 0.0, id="nothing found"),
        pytest.param(3, [A], [], None, id="no gold"),
    ],
)
def test_recall_counts_gold_groups(k: int, found: list[str], groups: list[list[str]], expected: float | None) -> None:
    assert recall_at(k, found, groups) == expected


@pytest.mark.parametrize(
    ("found", "groups", "expected"),
    [
        pytest.param([A], [[A]], 1.0, id="first"),
        pytest.param([C, A], [[A]], 1 / math.log2(3), id="second"),
        pytest.param([A, A1, B], [[A], [B]], (1 + 1 / 2) / (1 + 1 / math.log2(3)), id="first and third of two"),
        pytest.param([A], [[A], [A, B]], 1.0, id="one place for two groups is no better than the best order"),
        pytest.param([C] * 10 + [A], [[A]], 0.0, id="past ten"),
        pytest.param([], [[A]], 0.0, id="nothing found"),
        pytest.param([A], [], None, id="no gold"),
    ],
)
def test_gain_is_discounted_by_rank_and_each_group_gains_once(found: list[str], groups: list[list[str]], expected: float | None) -> None:
    assert ndcg_at(10, found, groups) == (pytest.approx(expected) if expected is not None else None)


def test_spans_that_overlap_or_touch_are_joined_within_a_document() -> None:
    spans = [("x", 5, 9), ("x", 0, 6), ("y", 0, 6), ("x", 9, 12), ("x", 20, 20)]
    assert merged(spans) == [("x", 0, 12), ("y", 0, 6)]


@pytest.mark.parametrize(
    ("cited", "gold", "precision", "recall"),
    [
        pytest.param([("x", 0, 10)], [("x", 5, 25)], 0.5, 0.25, id="half inside"),
        pytest.param([("x", 0, 10), ("x", 0, 10)], [("x", 5, 25)], 0.5, 0.25, id="citing twice changes nothing"),
        pytest.param([("x", 0, 10), ("x", 8, 20)], [("x", 0, 20)], 1.0, 1.0, id="overlapping spans are merged"),
        pytest.param([("y", 0, 10)], [("x", 0, 10)], 0.0, 0.0, id="another document"),
        pytest.param([], [("x", 0, 10)], None, 0.0, id="nothing cited"),
        pytest.param([("x", 0, 10)], [], None, None, id="no gold"),
    ],
)
def test_characters_are_counted_once(cited: list[Span], gold: list[Span], precision: float | None, recall: float | None) -> None:
    assert (character_precision(cited, gold), character_recall(cited, gold)) == (precision, recall)


spans = st.lists(st.tuples(st.sampled_from("xy"), st.integers(0, 40), st.integers(0, 40)), max_size=6)


@given(spans, spans)
def test_spans_count_as_the_set_of_their_characters(cited: list[Span], gold: list[Span]) -> None:
    said, right = ({(d, i) for d, start, end in group for i in range(start, end)} for group in (cited, gold))
    assert character_precision(cited, gold) == (pytest.approx(len(said & right) / len(said)) if said and right else None)
    assert character_recall(cited, gold) == (pytest.approx(len(said & right) / len(right)) if right else None)
