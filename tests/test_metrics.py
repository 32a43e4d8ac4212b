"""Metrics, held against examples worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import metrics

A, A1, E = "40 U.S.C. § 7001(a)", "40 U.S.C. § 7001(a)(1)", "40 U.S.C. § 7001(e)"
SECTION, OTHER = "40 U.S.C. § 7001", "40 U.S.C. § 7002"
ACT, S3, S31, S4 = "Ferries Act 2021", "Ferries Act 2021, s 3", "Ferries Act 2021, s 3(1)", "Ferries Act 2021, s 4"
SCH4, SCH5 = "Ferries Act 2021, sch 2 para 4", "Ferries Act 2021, sch 2 para 5(1)"


@pytest.mark.parametrize(
    ("place", "gold", "expected"),
    [
        pytest.param(A, [A], True, id="the place itself"),
        pytest.param(A1, [A], True, id="a child"),
        pytest.param(SECTION, [A], False, id="a parent is not precise enough"),
        pytest.param(E, [A], False, id="a sibling"),
        pytest.param("40 U.S.C. § 70010", [SECTION], False, id="a number that only begins alike"),
        pytest.param(E, [A, E], True, id="any of several"),
        pytest.param(S31, [ACT], True, id="gold that is a whole work"),
        pytest.param(A, [], False, id="no gold"),
    ],
)
def test_a_place_counts_when_it_is_gold_or_inside_gold(place: str, gold: list[str], expected: bool) -> None:
    assert metrics.in_gold(place, gold) is expected


@pytest.mark.parametrize(
    ("k", "found", "gold", "expected"),
    [
        pytest.param(1, [E, A1], [A], 0.0, id="too low"),
        pytest.param(2, [E, A1], [A], 1.0, id="at the last rank that counts"),
        pytest.param(2, [E, E, A], [A], 0.0, id="passages of one provision take a rank each"),
        pytest.param(5, [], [A], 0.0, id="nothing found"),
        pytest.param(5, [A], [], None, id="no gold"),
        pytest.param(5, [A, A, A], [A, SECTION], 1.0, id="overlapping gold counts once"),
    ],
)
def test_hit_at_k(k: int, found: list[str], gold: list[str], expected: float | None) -> None:
    assert metrics.hit_at(k, found, gold) == expected


def test_a_rank_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="k is 0"):
        metrics.hit_at(0, [A], [A])


@pytest.mark.parametrize(
    ("found", "gold", "expected"),
    [
        pytest.param([A, A], [A], 1.0, id="first"),
        pytest.param([SECTION, E, A1], [A], 1 / 3, id="after a parent and a sibling"),
        pytest.param([E], [A], 0.0, id="never"),
        pytest.param([], [A], 0.0, id="nothing found"),
        pytest.param([A], [], None, id="no gold"),
    ],
)
def test_reciprocal_rank(found: list[str], gold: list[str], expected: float | None) -> None:
    assert metrics.reciprocal_rank(found, gold) == expected


@pytest.mark.parametrize(
    ("cited", "gold", "expected"),
    [
        pytest.param([E, A1], [A], 1.0, id="one of several"),
        pytest.param([SECTION], [A], 0.0, id="only the parent"),
        pytest.param([], [A], 0.0, id="a refusal"),
        pytest.param([A], [], None, id="no gold"),
    ],
)
def test_gold_cited(cited: list[str], gold: list[str], expected: float | None) -> None:
    assert metrics.gold_cited(iter(cited), gold) == expected


@pytest.mark.parametrize(
    ("nuggets", "texts", "expected"),
    [
        pytest.param([["10 days"], ["$850,000"]], ["Within 10 days."], 0.5, id="one of two"),
        pytest.param([["ten days", "10 days"]], ["Within 10 Days."], 1.0, id="any wording, any capitals"),
        pytest.param([["10 days"], ["10 days"]], ["10 days"], 1.0, id="two nuggets in the same words"),
        pytest.param([["keeper's duty"]], ["the keeper’s  duty"], 1.0, id="kinds of quotation mark and blanks"),
        pytest.param([["10 days and"]], ["within 10 days", "and a fine"], 0.0, id="not across two texts"),
        pytest.param([["10 days"]], [], 0.0, id="a refusal"),
        pytest.param([], ["10 days"], None, id="no nuggets"),
    ],
)
def test_nugget_recall(nuggets: list[list[str]], texts: list[str], expected: float | None) -> None:
    assert metrics.nugget_recall(nuggets, texts) == expected


@pytest.mark.parametrize(
    ("wording", "text", "expected"),
    [
        pytest.param("90 days", "within 190 days", False, id="the end of another figure"),
        pytest.param("5 years", "1.5 years", False, id="after a decimal point"),
        pytest.param("$850", "up to $850,000", False, id="cut at a thousands mark"),
        pytest.param("$850", "up to $850.", True, id="at the end of a sentence"),
        pytest.param("section 7", "section 70", False, id="the beginning of another figure"),
        pytest.param("not require", "is not required", True, id="may end inside a word"),
        pytest.param("able", "unable", False, id="may not begin inside a word"),
        pytest.param("a.b", "axb", False, id="no pattern"),
    ],
)
def test_a_nugget_does_not_cut_words_or_figures(wording: str, text: str, expected: bool) -> None:
    assert metrics.nugget_told([wording], [text]) is expected


@pytest.mark.parametrize(
    ("cited", "gold", "expected"),
    [
        pytest.param([A], [A], "exact", id="the same place"),
        pytest.param([A1], [A], "related", id="child"),
        pytest.param([SECTION], [A1], "related", id="grandparent"),
        pytest.param([E], [A1], "sibling", id="elsewhere in the section"),
        pytest.param([SCH5], [SCH4], "sibling", id="elsewhere in the schedule"),
        pytest.param([OTHER], [SECTION], "wrong", id="another section of the code"),
        pytest.param([S4], [S31], "wrong", id="another section of the act"),
        pytest.param([ACT], [S3], "wrong", id="a whole work says too little"),
        pytest.param([S3], [ACT], "related", id="a place in a gold work"),
        pytest.param([ACT], [ACT], "exact", id="a work that is gold itself"),
        pytest.param(["p 3"], ["p 4"], "wrong", id="pages"),
        pytest.param([OTHER, E, A1], [A], "related", id="the nearest of several citations"),
        pytest.param([E], [OTHER, E, A], "exact", id="the nearest of several gold places"),
        pytest.param([], [A], None, id="nothing cited"),
        pytest.param([A], [], None, id="no gold"),
    ],
)
def test_nearness_of_a_pinpoint(cited: list[str], gold: list[str], expected: str | None) -> None:
    assert metrics.nearness(iter(cited), gold) == expected


@pytest.mark.parametrize(
    ("answerable", "refused", "decision", "right", "wrong", "precise"),
    [
        pytest.param(True, False, 1.0, None, 0.0, None, id="answered"),
        pytest.param(True, True, 0.0, None, 1.0, 0.0, id="wrongly refused"),
        pytest.param(False, True, 1.0, 1.0, None, 1.0, id="rightly refused"),
        pytest.param(False, False, 0.0, 0.0, None, None, id="wrongly answered"),
    ],
)
def test_refusals(answerable: bool, refused: bool, decision: float, right: float | None, wrong: float | None, precise: float | None) -> None:
    found = metrics.right_decision(answerable, refused), metrics.right_refusal(answerable, refused), metrics.wrong_refusal(answerable, refused)
    assert found == (decision, right, wrong)
    assert metrics.refusal_precision(answerable, refused) == precise


def test_precision_and_recall_of_refusals_over_cases() -> None:
    # Of five unanswerable cases two are refused, of four answerable ones also one: precision 2/3, recall 2/5.
    decisions = [(False, True)] * 2 + [(False, False)] * 3 + [(True, True)] + [(True, False)] * 3
    assert metrics.mean(metrics.refusal_precision(*one) for one in decisions) == pytest.approx(2 / 3)
    assert metrics.mean(metrics.right_refusal(*one) for one in decisions) == pytest.approx(2 / 5)


@pytest.mark.parametrize(
    ("quote", "start", "end", "expected"),
    [
        pytest.param("lamp", 2, 6, True, id="the slice"),
        pytest.param("lamp", 3, 7, False, id="shifted by one"),
        pytest.param("Lamp", 2, 6, False, id="another capital"),
        pytest.param("log", -3, 13, False, id="a negative offset"),
        pytest.param("log", 10, 99, False, id="past the end"),
        pytest.param("", 2, 2, False, id="empty"),
    ],
)
def test_a_quote_is_the_slice(quote: str, start: int, end: int, expected: bool) -> None:
    assert metrics.is_slice("a lamp, a log", quote, start, end) is expected


@pytest.mark.parametrize(
    ("cited", "listed", "expected"),
    [
        pytest.param([1, 1, 2, 1, 3], [1, 2, 3], True, id="in order of first use"),
        pytest.param([2, 1], [1, 2], False, id="first used out of order"),
        pytest.param([1, 3], [1, 3], False, id="a gap"),
        pytest.param([1, 2], [1], False, id="cited but not listed"),
        pytest.param([1], [1, 2], False, id="listed but not cited"),
        pytest.param([0, 1], [0, 1], False, id="begins at nought"),
        pytest.param([1, 2], [1, 2, 2], False, id="listed twice"),
        pytest.param([], [], True, id="none at all"),
    ],
)
def test_numbers_run_in_order(cited: list[int], listed: list[int], expected: bool) -> None:
    assert metrics.numbered_in_order(iter(cited), listed) is expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1.0, 0.0, 0.5], 0.5), ([1.0, None, 0.0, None], 0.5), ([0.0], 0.0), ([None], None), ([], None)],
    ids=["all count", "None is in no denominator", "nought is a value", "only None", "empty"],
)
def test_mean(values: list[float | None], expected: float | None) -> None:
    assert metrics.mean(values) == expected


def test_an_interval_is_the_same_each_time_and_leaves_out_none() -> None:
    values = [1.0] * 8 + [0.0] * 2
    assert metrics.interval(values) == metrics.interval([*values[:3], None, *values[3:], None])


def test_an_interval_has_the_width_of_the_binomial_law() -> None:
    # 400 cases at 0.8: the standard error is 0.02, so the interval is close to 0.8 ± 0.0392.
    found = metrics.interval([1.0] * 320 + [0.0] * 80)
    assert found == (pytest.approx(0.7608, abs=0.005), pytest.approx(0.8392, abs=0.005))


@pytest.mark.parametrize("values", [[], [None]], ids=["empty", "only None"])
def test_there_is_no_interval_of_nothing(values: list[float | None]) -> None:
    assert metrics.interval(values) is None


def test_equal_values_have_an_interval_without_width() -> None:
    assert metrics.interval([1.0, 1.0, 1.0]) == (1.0, 1.0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_stays_among_the_values(values: list[float]) -> None:
    low, high = metrics.interval(values, resamples=50) or (2.0, -1.0)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9


_places = st.lists(st.sampled_from([A, A1, E, SECTION, OTHER, ACT, S3, S31, SCH4]), max_size=6)


@given(_places, _places)
def test_metrics_of_a_ranking_agree(found: list[str], gold: list[str]) -> None:
    if not gold:
        assert metrics.hit_at(6, found, gold) is metrics.reciprocal_rank(found, gold) is None
        return
    rank = metrics.reciprocal_rank(found, gold)
    for k in range(1, 7):
        assert metrics.hit_at(k, found, gold) == float(rank is not None and rank >= 1 / k)
    assert metrics.gold_cited(found, gold) == float(bool(rank))
