"""What stands around a question is nothing that a text would have to speak of."""

from __future__ import annotations

import pytest

from qa.leadin import without_leadin
from qa.pipeline import Desk


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("A source at a carrier told me that pen registers need a court order. True?", "pen registers need a court order?"),
        ("My editor says the fine is $850,000. Is that right?", "the fine is $850,000?"),
        ("Claim to check: every platform must scan", "every platform must scan"),
        ("A reader wrote in that hosts may ignore notices - correct?", "hosts may ignore notices?"),
    ],
)
def test_who_told_it_and_the_tag_are_left_out(question, bare):
    assert without_leadin(question) == bare


@pytest.mark.parametrize(
    "question",
    [
        "Is that true?",
        "Who must report to the source of the law?",
        "a lawyer for Meta says the DSA bans it",
        "Is it true that AT&T won?",
        "Must a source tell police?",
    ],
)
def test_what_asks_is_left_as_it_is(question):
    assert without_leadin(question) == question


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("A contact in the police told me a pen register order in the US ends after 60 days. Correct?", "§ 3123(c)(1)"),
        ("47 USC 1003 - what does it say in plain words?", "§ 1003"),
        ("Tell me the gist of what Canadas 2011 reporting law asks of internet providers that come across abuse material", "S.C. 2011, c. 4"),
    ],
)
def test_a_question_with_a_lead_in_is_answered(real_desk: Desk, question, place):
    answer = real_desk.ask(question)
    assert answer.abstention is None
    assert any(place in c.pinpoint for claim in answer.summary for c in claim.citations)


def test_a_people_stands_for_its_country(real_desk: Desk):
    answer = real_desk.ask("Do the Danes take part in the EU's e-evidence regulation?")
    assert answer.abstention is None
    assert "Denmark does not take part" in answer.summary[0].text
