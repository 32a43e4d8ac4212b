"""Fitness, the listed questions, and the script that fits the weights of both decisions."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest

from evals.fit import Decision, Example, cross_validated, curve, fit, fit_decision
from qa.asked import Asked
from qa.fitness import WEIGHTS, Features, fitness
from qa.terms import Vocabulary
from tests.factories import make_source

PLAIN = Features(*([0.5] * len(astuple(WEIGHTS))))


def test_listed_question_speaks_for_its_place_in_other_words():
    tides = replace(make_source(id="tides"), questions=(("How long must a harbour keep the tide log?", "Tides Act 2020, s 4"),))
    other = replace(make_source(id="buoys"), questions=(("Who paints a buoy?", "Buoys Act 2018, s 1"),))
    vectors = {"tides": np.eye(2, dtype=np.float32)[:1], "buoys": np.eye(2, dtype=np.float32)[1:]}
    asked = Asked({"tides": tides, "buoys": other}, vectors, Vocabulary({"harbour": 3, "tide": 5, "log": 4, "paint": 2, "buoi": 2}, 40))
    near = asked.near("For how many years is a tide log kept by the harbour?", np.array([[0.8, 0.6]], dtype=np.float32))
    place = ("tides", "Tides Act 2020, s 4")
    assert near.words[place] > 0.5
    assert ("buoys", "Buoys Act 2018, s 1") not in near.words
    assert near.alike(place) == pytest.approx(0.8)
    assert near.alike(("tides", "Tides Act 2020, s 5")) == 0.0
    assert near.nearest(1) == [place]
    # Of two sentences of the place, the one that the listed question is nearer to; what the question itself is near to does not count here.
    assert near.through(place, np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)).tolist() == pytest.approx([0.8, 0.0])
    assert asked.stems(place) >= {"tide", "log", "harbour"}


@pytest.mark.parametrize("better", ["similarity", "coverage", "own", "asked", "kinds", "leaning", "section"])
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
