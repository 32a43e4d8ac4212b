"""A question for an amount or a period is answered with one, on the bundled corpus with the real model."""

from __future__ import annotations

from datetime import date

import pytest

from qa.kinds import asks_measure
from qa.pipeline import Desk

NOW = date(2026, 11, 22)


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("What is the fine if a provider fails to report child abuse material to NCMEC?", ("$850,000", "$600,000")),
        ("how much can a platform be fined for not telling NCMEC", ("$850,000", "$600,000")),
        ("How long must US providers preserve what they reported to the CyberTipline?", ("1 year",)),
    ],
)
def test_the_summary_gives_the_figure_that_was_asked_for(real_desk: Desk, question: str, figures: tuple[str, ...]) -> None:
    answer = real_desk.ask(question, as_of=NOW)
    summary, whole = (" ".join(claim.text for claim in claims) for claims in (answer.summary, answer.claims()))
    assert figures[0] in summary
    assert [figure for figure in figures if figure not in whole] == []


@pytest.mark.model
def test_the_same_question_gives_the_same_answer(real_desk: Desk) -> None:
    question = "Who must report child sexual abuse content to the NCA in the UK?"
    assert real_desk.ask(question, as_of=NOW) == real_desk.ask(question, as_of=NOW)


@pytest.mark.parametrize(
    ("question", "asks"),
    [("How long must it be kept?", True), ("What is the maximum fine?", True), ("Who must report?", False), ("Must a platform report?", False)],
)
def test_asking_for_a_measure(question: str, asks: bool) -> None:
    assert asks_measure(question) is asks
