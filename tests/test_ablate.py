"""Ablation: each part is there to be taken out, and is back afterwards."""

from __future__ import annotations

import pytest

import qa.compose
import qa.pipeline
import qa.retrieve
import qa.weighed
from evals.ablate import COLUMNS, PARTS, head, row
from evals.run import METRICS
from ingest.index import Index
from qa.retrieve import Retriever
from qa.route import Router
from qa.terms import Vocabulary
from tests.eval_run_fixtures import CASES, measured, say
from tests.evals_fixtures import A


def state() -> list[object]:
    owners = (qa.compose, qa.pipeline, qa.retrieve, qa.weighed, Index, Retriever, Router, Vocabulary)
    return [dict(vars(owner)) for owner in owners]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_taken_out_and_put_back(part: str) -> None:
    before = state()
    with PARTS[part]():
        assert (state() == before) is (part == "nothing")
    assert state() == before


def test_the_columns_are_measures() -> None:
    assert set(COLUMNS) <= set(METRICS)


def test_a_line_tells_what_a_part_was_worth() -> None:
    right, mute = {case.id: say(A) for case in CASES}, {case.id: say() for case in CASES}
    whole, less = measured(right), measured(mute)

    assert row("nothing", whole, whole).count("(") == 0
    assert row("the same", measured(right), whole).count("(+0.0)") == len(whole.totals().keys() & COLUMNS.keys())
    assert "100.0 (+100.0)" in row("all answers", less, whole)
    assert row("nothing", whole, whole).count("|") == head().splitlines()[0].count("|") == head().splitlines()[1].count("|")
