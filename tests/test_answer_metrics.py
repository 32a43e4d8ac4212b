"""Metrics of answers, held against examples worked out by hand."""

from __future__ import annotations

import pytest

from evals import answer_metrics
from evals.answer_metrics import Bin, CitedClaim, CoveragePoint

A, A1, B, C = (f"40 U.S.C. § 7001({place}" for place in ("a)", "a)(1)", "b)", "c)"))


def holds_every_word(claim: str, text: str) -> bool:
    return set(claim.split()) <= set(text.split())


@pytest.mark.parametrize(
    ("claims", "recall", "precision"),
    [
        pytest.param([("red buoy", ["red buoy"])], 1.0, 1.0, id="one passage that says it"),
        pytest.param([("red buoy", ["red", "buoy"])], 1.0, 1.0, id="two that say it together"),
        pytest.param([("red buoy", ["red buoy", "lamp"])], 1.0, 0.5, id="one that adds nothing"),
        pytest.param([("red buoy", ["red buoy", "red buoy"])], 1.0, 1.0, id="two that each say it"),
        pytest.param([("red buoy", ["lamp"])], 0.0, 0.0, id="one that says something else"),
        pytest.param([("red buoy", [])], 0.0, None, id="no citation"),
        pytest.param([("red", ["red"]), ("lamp", ["buoy", "red"])], 0.5, 1 / 3, id="means over claims and over citations"),
        pytest.param([], None, None, id="no claim"),
    ],
)
def test_citations_are_weighed_claim_by_claim(claims: list[tuple[str, list[str]]], recall: float | None, precision: float | None) -> None:
    cited = [CitedClaim(text, tuple(passages)) for text, passages in claims]
    assert answer_metrics.claim_recall(cited, holds_every_word) == recall
    assert answer_metrics.claim_precision(cited, holds_every_word) == precision


@pytest.mark.parametrize(
    ("cited", "groups", "precision", "recall"),
    [
        pytest.param({A1, C}, [[A]], 0.5, 1.0, id="one right, one not"),
        pytest.param({A}, [[A], [B]], 1.0, 0.5, id="one of two parts"),
        pytest.param({C}, [[A]], 0.0, 0.0, id="beside it"),
        pytest.param(set(), [[A]], None, 0.0, id="nothing cited"),
        pytest.param({A}, [], None, None, id="no gold"),
    ],
)
def test_citations_are_weighed_place_by_place(cited: set[str], groups: list[list[str]], precision: float | None, recall: float | None) -> None:
    assert answer_metrics.provision_precision(cited, [place for group in groups for place in group]) == precision
    assert answer_metrics.provision_recall(cited, groups) == recall


def test_wordings_that_must_not_be_there() -> None:
    assert answer_metrics.free_of(["90 days"], ["It is one year."]) == 1.0
    assert answer_metrics.free_of(["90 days"], ["It was 90 days."]) == 0.0
    assert answer_metrics.free_of([], ["It was 90 days."]) is None


@pytest.mark.parametrize(
    ("nuggets", "free", "groups", "holds", "expected"),
    [
        (1.0, 1.0, 1.0, 1.0, 1.0),
        (1.0, None, 1.0, None, 1.0),
        (0.5, None, 1.0, 1.0, 0.0),
        (1.0, 0.0, 1.0, 1.0, 0.0),
        (1.0, None, 0.5, 1.0, 0.0),
        (1.0, None, 1.0, 0.0, 0.0),
        (None, None, None, 1.0, None),
    ],
)
def test_an_answer_is_right_when_all_of_it_is(
    nuggets: float | None, free: float | None, groups: float | None, holds: float | None, expected: float | None
) -> None:
    assert answer_metrics.whole_answer(nuggets, free, groups, holds) == expected


@pytest.mark.parametrize(
    ("members", "same", "jaccard"),
    [
        pytest.param([{A}, {A}, {A}], 1.0, 1.0, id="all alike"),
        pytest.param([{A, B}, {A, B}, {A}], 0.0, 0.75, id="one with less"),
        pytest.param([{A}, {B}], 0.0, 0.0, id="nothing in common"),
        pytest.param([set(), set()], 1.0, 1.0, id="all refused"),
        pytest.param([{A}], None, None, id="one wording"),
        pytest.param([], None, None, id="none"),
    ],
)
def test_paraphrases_deserve_the_same_places(members: list[set[str]], same: float | None, jaccard: float | None) -> None:
    frozen = [frozenset(places) for places in members]
    assert (answer_metrics.same_places(frozen), answer_metrics.overlap(frozen)) == (same, jaccard)


def test_percentiles_of_times() -> None:
    assert answer_metrics.percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert answer_metrics.percentile([1.0, 2.0], 0.95) == pytest.approx(1.95)
    assert answer_metrics.percentile([], 0.5) is None


def test_risk_grows_with_coverage_where_confidence_tells_right_from_wrong() -> None:
    points = answer_metrics.risk_coverage([0.9, 0.8, 0.8, 0.1], [True, True, False, False])
    assert points == (CoveragePoint(0.25, 0.0), CoveragePoint(0.75, 1 / 3), CoveragePoint(1.0, 0.5))
    assert answer_metrics.risk_area(points) == pytest.approx(0.5 * (1 / 6) + 0.25 * (5 / 12))
    assert answer_metrics.risk_coverage([], []) == ()
    assert answer_metrics.risk_area(()) is None


def test_reliability_bins_by_confidence() -> None:
    assert answer_metrics.reliability([0.05, 0.95, 1.0, 0.91], [False, True, True, False]) == (
        Bin(1, 0.05, 0.0),
        Bin(3, pytest.approx(2.86 / 3), pytest.approx(2 / 3)),  # type: ignore[arg-type]
    )
