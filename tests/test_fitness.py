"""Fitness, the listed questions, and the script that fits the weights of both decisions."""

from __future__ import annotations

import math
from dataclasses import astuple, replace

import numpy as np
import pytest

from evals.fit import Decision, Example, cross_validated, curve, fit, fit_decision
from qa.adapter import Adapter
from qa.asked import SOFTNESS, Asked
from qa.fitness import WEIGHTS, Features, fitness
from tests.factories import make_source

PLAIN = Features(*([0.5] * len(astuple(WEIGHTS))))


def test_a_listed_question_speaks_for_its_place():
    tides = replace(make_source(id="tides"), questions=(("How long must a harbour keep the tide log?", "Tides Act 2020, s 4"),))
    other = replace(make_source(id="buoys"), questions=(("Who paints a buoy?", "Buoys Act 2018, s 1"),), silent=("What does paint cost?",))
    vectors = {"tides": np.eye(2, dtype=np.float32)[:1], "buoys": np.eye(2, dtype=np.float32)[1:]}
    asked = Asked({"tides": tides, "buoys": other}, vectors, {"buoys": np.array([[0.6, 0.8]], dtype=np.float32)}, adapter=None)
    put = np.array([[0.8, 0.6]], dtype=np.float32)
    near = asked.near("Who keeps it?", put, put)
    place = ("tides", "Tides Act 2020, s 4")
    assert near.alike(place) == pytest.approx((0.8, 0.8))
    assert near.alike(("tides", "Tides Act 2020, s 5")) is None
    assert near.nearest(1) == [place]
    assert near.silent.likeness == pytest.approx(0.96)
    assert {"tide", "log", "harbour"} <= set(asked.stems(place))
    assert len(asked.stems(place)) == len(set(asked.stems(place)))
    assert isinstance(asked.stems(place), tuple), "a set takes ten times the memory"
    assert asked.stems(("tides", "Tides Act 2020, s 5")) == ()


def test_adapted_likeness_decides_and_silence_ends_where_the_law_itself_is_held():
    one = replace(
        make_source(id="tides"),
        questions=(("Who keeps the log?", "Tides Act 2020, s 4"), ("Who reads it?", "Tides Act 2020, s 5")),
        silent=("Who pays?", "Who sings?"),
    )
    law = replace(make_source(id="tides"), form="official")
    turn = Adapter(np.array([[0.0, 1.0], [1.0, 0.0]], dtype=np.float32), "m")
    put = np.array([[1.0, 0.0]], dtype=np.float32)
    sources, vectors, silent = {"tides": one, "law": law}, {"tides": np.eye(2, dtype=np.float32)}, {"tides": np.eye(2, dtype=np.float32)}
    near = Asked(sources, vectors, silent, turn).near("Who keeps it?", put, put)
    assert near.nearest(2) == [("tides", "Tides Act 2020, s 5"), ("tides", "Tides Act 2020, s 4")]
    assert near.silent.likeness == 0.0
    assert Asked({"tides": one}, vectors, silent, turn).near("Who keeps it?", put, put).silent.likeness == pytest.approx(1.0)


def test_silence_about_another_year_is_told_apart():
    source = replace(make_source(id="tides"), questions=(("Who keeps the log?", "Tides Act 2020, s 4"),), silent=("How many logs were kept in 2022?",))
    put = np.array([[1.0, 0.0]], dtype=np.float32)
    asked = Asked({"tides": source}, {"tides": put}, {"tides": put}, adapter=None)
    assert asked.near("How many logs were kept in 2022?", put, put).silent.likeness == pytest.approx(1.0)
    other = asked.near("How many logs were kept in 2023?", put, put)
    assert (other.silent.likeness, other.silent_marked.likeness) == (pytest.approx(1.0), 0.0)


def test_what_two_versions_of_a_source_are_silent_about_counts_once():
    source = replace(make_source(id="tides"), questions=(("Who keeps the log?", "Tides Act 2020, s 4"),), silent=("What does paint cost?",))
    put = np.array([[1.0, 0.0]], dtype=np.float32)
    asked = Asked({"one": source, "two": source}, {"one": put, "two": put}, {"one": put, "two": put}, adapter=None)
    assert asked.near("Who keeps the log?", put, put).silent.likeness == pytest.approx(1.0)


def test_silence_about_another_country_is_told_apart():
    source = replace(make_source(id="tides"), questions=(("Who keeps the log?", "Tides Act 2020, s 4"),), silent=("Does Norway keep the log?",))
    put = np.array([[1.0, 0.0]], dtype=np.float32)
    asked = Asked({"tides": source}, {"tides": put}, {"tides": put}, adapter=None)
    near = asked.near("Who keeps the log?", put, put)
    assert (near.silent.likeness, near.silent_marked.likeness) == (pytest.approx(1.0), 0.0)
    assert asked.near("Who keeps the log in Norway?", put, put).silent_marked.likeness == pytest.approx(1.0)


def test_the_words_shared_with_the_nearest_unanswered_question_count_by_their_weight():
    source = replace(make_source(id="tides"), questions=(("Who keeps the log?", "Tides Act 2020, s 4"),), silent=("What does paint cost?",))
    put = np.array([[1.0, 0.0]], dtype=np.float32)
    weights = {"paint": 3.0}
    asked = Asked({"tides": source}, {"tides": put}, {"tides": put}, adapter=None, weight=lambda stem: weights.get(stem, 0.0))
    assert asked.near("Who will paint the buoy?", put, put).silent.shared == pytest.approx(1.0)
    assert asked.near("Who keeps the log?", put, put).silent.shared == 0.0


def test_many_near_questions_count_for_more_than_one():
    asks = tuple((f"Who keeps log {n}?", "Tides Act 2020, s 4") for n in range(3))
    source = replace(make_source(id="tides"), questions=(*asks, ("Who pays?", "Tides Act 2020, s 5")))
    put = np.array([[1.0, 0.0]], dtype=np.float32)
    near = Asked({"tides": source}, {"tides": np.repeat(put, 4, axis=0)}, {}, adapter=None).near("Who keeps it?", put, put)
    many, one = near.pooled([("tides", "Tides Act 2020, s 4")]), near.pooled([("tides", "Tides Act 2020, s 5")])
    assert one == pytest.approx(1.0)
    assert many == pytest.approx(1.0 + SOFTNESS * math.log(3))
    assert near.pooled([("tides", "Tides Act 2020, s 6")]) == 0.0


def test_an_index_without_questions_is_near_nothing():
    near = Asked({}, {}, {}, adapter=None).near("Who?", np.ones((1, 2), dtype=np.float32), np.ones((1, 2), dtype=np.float32))
    assert near.nearest(5) == []
    assert near.alike(("a", "b")) is None
    assert near.silent.likeness == 0.0


@pytest.mark.parametrize("better", ["nearness", "adapted", "answers", "own", "asked", "kinds", "leaning"])
def test_more_of_what_fits_ranks_higher(better):
    more = replace(PLAIN, **{better: 0.9})
    assert fitness(more, "What must a pilot do?", "A pilot must sound the horn.", routed=False) > fitness(
        PLAIN, "What must a pilot do?", "A pilot must sound the horn.", routed=False
    )


def test_cited_place_leads_and_an_unsure_statement_does_not():
    question, text = "What must a pilot do?", "A pilot must sound the horn."
    plain = fitness(PLAIN, question, text, routed=False)
    assert fitness(PLAIN, question, text, routed=True) > plain + 0.3
    assert fitness(PLAIN, question, f"Low confidence: {text}", routed=False) < plain - 0.1
    assert fitness(PLAIN, question, "A pilot sent 1,200 reports.", routed=False) < plain
    assert fitness(PLAIN, "How many reports did pilots send?", "A pilot sent 1,200 reports.", routed=False) == plain


def questions(count: int, columns: int) -> list[Example]:
    """Questions whose good sentence stands out in the first column and in no other."""
    made = np.random.default_rng(0)
    found = []
    for i in range(count):
        rows = made.normal(size=(6, columns))
        rows[i % 6, 0] += 3.0
        good = np.zeros(6)
        good[i % 6] = 1.0
        found.append(Example(rows, good, tuple(f"p{j}" for j in range(6)), 1.0, f"law-{i}"))
    return found


def test_fit_finds_the_feature_that_tells_good_sentences():
    weights = fit(questions(40, 4))
    assert weights[0] > 3 * np.abs(weights[1:]).max()


def test_cross_validation_reports_both_sets_of_weights():
    found = cross_validated(questions(40, len(astuple(WEIGHTS))))
    assert set(found) == {"in use", "cross-validated"}
    assert found["cross-validated"][0] > 0.7
    assert all(0.0 <= value <= 1.0 for values in found.values() for value in values)


def test_decision_is_fitted_and_its_curve_rises():
    made = np.random.default_rng(0)
    found = [Decision(made.normal(size=3) + np.array([2.5 * (i % 2), 0.0, 0.0]), bool(i % 2), 1.0, f"q{i}") for i in range(160)]
    weights, _ = fit_decision(found)
    assert weights[0] > 2 * np.abs(weights[1:]).max()
    refused = [right for _, _, right in curve(found)]
    assert refused == sorted(refused)
    assert refused[-1] > 0.3
