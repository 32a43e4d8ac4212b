"""What a claim ranks, sets apart, spreads or joins that its passage does not, and who sends to whom."""

from __future__ import annotations

import pytest

from qa.compared import how_often_turned, set_apart
from qa.passed import passed_back


@pytest.mark.parametrize(
    ("claim", "passage", "apart"),
    [
        ("Dover had 900 ships, ahead of Calais.", "Dover had 900 ships.", True),
        ("Dover had 900 ships, more than Calais.", "Dover had 900 ships and Calais fewer than that.", False),
        ("Dover had more than 900 ships.", "Dover had 912 ships.", False),
        ("Skippers, as distinct from mates, sign the book.", "Skippers and mates sign the book.", True),
        ("Skippers, unlike mates, sign the book.", "Only skippers sign the book.", False),
        ("Skippers, licensed regardless, sign the book.", "Licensed skippers sign the book.", True),
        ("Skippers sign the book regardless of the weather.", "Skippers sign the book whatever the weather.", False),
        ("Skippers sign the book even where nobody is on board.", "Skippers sign the book.", True),
        ("The rule covers ferries, provided that they are made of steel.", "The rule covers ferries wherever they are built.", True),
        ("It is either a fine or prison.", "It is a fine and prison.", True),
        ("It is either a fine or prison.", "It is a fine or prison.", False),
        ("It is both a fine and prison.", "It is a fine or prison.", True),
        ("The duties are limited to the log and the bell.", "The duties are in particular the log and the bell.", True),
        ("The duties are limited to the log and the bell.", "The duties are limited to the log and the bell, including its rope.", False),
    ],
)
def test_what_the_passage_does_not_set_apart(claim: str, passage: str, apart: bool) -> None:
    assert set_apart(claim, passage) is apart


def test_at_most_once_is_not_at_least_once() -> None:
    assert how_often_turned("no more than once a year", "at least once a year")
    assert how_often_turned("at least twice a year", "at most twice a year")
    assert not how_often_turned("not less than once a year", "at least once a year")


@pytest.mark.parametrize(
    ("claim", "back"),
    [
        ("In 2020 Marlow received 40 letters from Quayside.", True),
        ("Quayside sent 40 letters to Marlow in 2020.", True),
        ("In 2020, 40 letters went to Marlow from Quayside.", True),
        ("Quayside received 40 letters from Marlow in 2020.", False),
        ("In 2020, 40 letters were sent to Quayside by Marlow.", False),
    ],
)
def test_who_sends_is_not_who_receives(claim: str, back: bool) -> None:
    assert passed_back(claim, "Marlow sent 40 letters to Quayside in 2020.") is back
