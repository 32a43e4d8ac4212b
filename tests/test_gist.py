"""Gist: the part that asks, and the whole where there is no such part."""

import pytest

from qa.gist import gist


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Box is in Dublin, company's in Redmond. Does a US warrant for the mailbox fail?", "Does a US warrant for the mailbox fail?"),
        ("Story's set in summer 2023: what was the highest fine for silence?", "what was the highest fine for silence?"),
        ("Facebook vs TikTok - who sent more reports in 2025", "who sent more reports in 2025"),
        ("How fast must a host answer a judge? I have two hours for this.", "How fast must a host answer a judge?"),
        # The part that asks says too little alone.
        ("Neighbours saw it. She handed NCMEC the pictures of herself. Is she covered?", "She handed NCMEC the pictures of herself. Is she covered?"),
    ],
)
def test_the_part_that_asks(question: str, part: str) -> None:
    assert gist(question) == part


@pytest.mark.parametrize(
    "question",
    [
        "What must US providers report?",
        "preservation letter how long",
        "Is it 24 hours? Or 48?",
        "18 U.S.C. 2258A",
        "",
        "fines: none",
        "What did United States v. Ackerman hold about NCMEC",
        "Which fine applies under art. 74 DSA",
        "May 2024 changed the fines. Tell me the new figure",
        "Is she right? The boss told me so yesterday.",
    ],
)
def test_the_whole_where_all_or_nothing_asks(question: str) -> None:
    assert gist(question) == question
