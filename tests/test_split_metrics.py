"""Metrics of a split, held against examples worked out by hand."""

from __future__ import annotations

import pytest

from evals.run import CaseResult, Outcome, SplitResult
from evals.split_metrics import auroc, split_metrics
from evals.system import Reply
from tests.evals_fixtures import make_case, make_refusal, make_yardstick


def result(answerable: bool, outcome: Outcome, confidence: float | None, *, right: bool = False, seconds: float = 1.0) -> CaseResult:
    case = make_case() if answerable else make_refusal()
    reply = Reply(outcome == "answered", (), (), None, confidence, seconds)
    measures = make_yardstick().measure(case, reply)
    # Whether the whole answer is right is what another metric says; here it is given.
    return CaseResult(case, outcome, "", reply, type(measures)(**{n: getattr(measures, n) for n in measures.__slots__} | {"whole_answer": float(right)}))


@pytest.mark.parametrize(
    ("values", "positive", "expected"),
    [
        pytest.param([0.9, 0.1], [True, False], 1.0, id="parted"),
        pytest.param([0.1, 0.9], [True, False], 0.0, id="backwards"),
        pytest.param([0.5, 0.5], [True, False], 0.5, id="a tie"),
        pytest.param([0.9, 0.5, 0.5, 0.1], [True, True, False, False], 0.875, id="three pairs right and a tie"),
        pytest.param([0.9, 0.1], [True, True], None, id="no negative"),
        pytest.param([], [], None, id="none"),
    ],
)
def test_auroc_is_the_share_of_pairs_in_order(values: list[float], positive: list[bool], expected: float | None) -> None:
    assert auroc(values, positive) == expected


def test_a_split_is_measured_as_a_whole() -> None:
    rows = (
        result(True, "answered", 0.9, right=True, seconds=1.0),
        result(True, "answered", 0.6, seconds=2.0),
        result(False, "answered", 0.3, seconds=3.0),
        result(True, "abstained", 0.2, seconds=4.0),
        result(False, "abstained", 0.1, seconds=5.0),
        result(False, "rejected", None, seconds=0.0),
    )
    found = split_metrics(SplitResult("dev", rows))
    # Of the three answers the surest is right, so the risk is 0 at 1/3, 1/2 at 2/3, 2/3 at 1.
    assert found["risk_area"] == pytest.approx((0 + 1 / 2) / 2 / 3 + (1 / 2 + 2 / 3) / 2 / 3)
    # 0.9 and 0.6 are above both 0.3 and 0.1, and 0.2 is above 0.1 alone: five of six pairs.
    assert found["confidence_auroc"] == pytest.approx(5 / 6)
    assert (found["seconds_p50"], found["seconds_p95"]) == (3.0, pytest.approx(4.8))


def test_what_nothing_can_tell_is_left_out() -> None:
    assert split_metrics(SplitResult("dev", (result(True, "abstained", None),))) == {"seconds_p50": 1.0, "seconds_p95": 1.0}
    assert split_metrics(SplitResult("dev", ())) == {}
