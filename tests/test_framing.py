"""Framing: what is said around a statement, in the claim or in the passage, decides whether the passage bears the claim out."""

from __future__ import annotations

import pytest

from qa.framing import framed
from qa.support import support

RULE = "A provider must delete the content within 24 hours."


@pytest.mark.parametrize(
    "passage",
    [
        "The plaintiffs argued that a provider must delete the content within 24 hours.",
        "The court rejected the argument that a provider must delete the content within 24 hours.",
        "A bill would require that a provider must delete the content within 24 hours.",
        "Smith doubted whether a provider must delete the content within 24 hours.",
    ],
)
def test_what_somebody_only_said_or_planned_is_no_rule(passage: str) -> None:
    assert support(RULE, passage).label != "full"
    assert support(passage, passage).label == "full"


@pytest.mark.parametrize(
    "claim",
    [
        "It is false that a provider must delete the content within 24 hours.",
        "It is a myth that a provider must delete the content within 24 hours.",
        "A provider must supposedly delete the content within 24 hours.",
        "A provider must delete the content within 24 hours (disputed).",
        "The repealed rule said that a provider must delete the content within 24 hours.",
    ],
)
def test_a_claim_that_doubts_what_the_passage_states_is_not_borne_out(claim: str) -> None:
    assert support(claim, RULE).label != "full"


def test_a_charge_may_be_called_one() -> None:
    assert not framed("It was alleged that the firm hid the log.", "The firm was accused of hiding the log.")
    assert framed("It was alleged that the firm hid the log.", "The firm hid the log.")
    assert not framed("The pilots claimed that the log was kept.", "The pilots argued that the log was kept.")
