"""A question that asks several things is told the answer to each."""

from __future__ import annotations

import pytest

from qa.parts import parts
from qa.pipeline import Desk


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How long must it keep logs, and how fast must it hand them over?", ("How long must it keep logs", "how fast must it hand them over?")),
        ("What changed in the penalty - how high is the fine now?", ("What changed in the penalty", "how high is the fine now?")),
        (
            "Under the act, how long may police record calls, compared with traffic data?",
            ("Under the act, how long may police record calls", "Under the act, how long for traffic data?"),
        ),
    ],
)
def test_each_thing_asked_is_a_part(question, asked):
    assert parts(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Must a provider report to the police or to NCMEC?",
        "The host is in Dublin and has no staff elsewhere. Which court decides?",
        "By how much did the penalty rise compared with the old text?",
        "Who must report and preserve?",
        "Reader in Kenya asks about SIM cards",
    ],
)
def test_one_thing_asked_has_no_parts(question):
    assert parts(question) == ()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("e-evidence regulation: within how many days must data be sent as a rule, and how fast in an emergency?", ("10 days", "8 hours")),
        (
            "In Kenya, for how long may a court order live collection of traffic data, and how long may it be for the content of messages?",
            ("6 months", "9 months"),
        ),
    ],
)
def test_the_summary_answers_every_part(real_desk: Desk, question, told):
    summary = " ".join(claim.text for claim in real_desk.ask(question).summary)
    assert all(figure in summary for figure in told)


def test_the_first_of_two_things_is_answered_alone_where_the_other_is_not(real_desk) -> None:
    answer = real_desk.ask("How many reports did NCMEC get in 2023 and who is the detective in Boise that reads them?")
    assert "36,210,368" in answer.summary[0].text
    assert any("do not answer what was asked beside this" in line and "Boise" in line for line in answer.limitations)


def test_a_first_part_that_is_hardly_answered_is_refused_with_the_whole(real_desk) -> None:
    question = "How many states have ratified the Second Additional Protocol to the Budapest Convention by now, and is it in force?"
    assert real_desk.ask(question).abstention is not None
