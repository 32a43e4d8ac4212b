"""Figures put as the passage writes them: what is rounded, another unit, a share in words, and what a claim counts up itself."""

from __future__ import annotations

import pytest

from qa.retold import retold
from qa.support import support

FERRY = "The Harbour Office counted 38,214 ferry passengers in 2021. The River Board counted 41,907 ferry passengers in 2021."


@pytest.mark.parametrize(
    ("claim", "passage", "told"),
    [
        ("roughly 38,000 passengers", FERRY, "38,214 passengers"),
        ("some 2.6 million letters", "2,614,377 letters", "2,614,377 letters"),
        ("2.6 million letters", "2,614,377 letters", "2,614,377 letters"),
        ("2 million letters", "2,614,377 letters", "2 million letters"),
        ("about 2.7 million letters", "2,614,377 letters", "about 2.7 million letters"),
        ("just under 800 letters", "794 letters", "794 letters"),
        ("just over 800 letters", "794 letters", "just over 800 letters"),
        ("more than 790 letters", "794 letters", "794 letters"),
        ("900 or so letters", "911 letters", "911 letters"),
        ("about 2019 letters", "2,014 letters", "about 2019 letters"),
        ("fewer than 500 ships", "at least 500 ships", "fewer than 500 ships"),
        ("within three days", "within 72 hours", "within 72 hours"),
        ("for 12 months", "for 1 year", "for 1 year"),
        ("an 18-month term", "one year", "an 18-month term"),
        ("for half a year", "for 6 months", "for 6 months"),
        ("within two weeks, or 14 days", "within 14 days", "within 2 weeks, or 14 days"),
        ("one month", "30 days", "one month"),
        ("seven in ten letters", "70 percent of letters", "70 percent letters"),
        ("a fifth of the ships", "20% of the ships", "20 percent of the ships"),
        ("more than nine in ten ships", "91.7 percent of the ships", "91.7 percent ships"),
        ("a fifth of the ships", "40% of the ships", "a fifth of the ships"),
        ("a fine of $5m", "a fine of $5 million", "a fine of $5 million"),
        ("a fine, prison, or the two together", "a fine, prison or both", "a fine, prison, or both"),
        ("on 4 June of that year", "on 4 June 2020", "on 4 June 2020 of that year"),
        ("on 4 June", "on 4 June 2020 and 4 June 2021", "on 4 June"),
        ("Two things are needed: a form and a fee.", "A form and a fee are needed.", "things are needed: a form and a fee."),
        ("Four things are needed: a form and a fee.", "A form and a fee are needed.", "4 things are needed: a form and a fee."),
        ("one of three things: a form, a fee, a photo", "a form, a fee and a photo", "one of 3 things: a form, a fee, a photo"),
    ],
)
def test_a_claim_is_retold_with_the_figures_of_its_passage(claim: str, passage: str, told: str) -> None:
    assert retold(claim, passage) == told


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The Harbour Office counted roughly 38,200 ferry passengers in 2021.", FERRY),
        ("A skipper must tell the harbour master of a collision within two days.", "A skipper must tell the harbour master of a collision within 48 hours."),
        ("The register must be kept for a decade.", "The register must be kept for 10 years."),
        ("Two things must be on the ticket: the name of the ship and the day.", "The name of the ship and the day must be on the ticket."),
    ],
)
def test_such_a_claim_is_believed(claim: str, passage: str) -> None:
    assert support(claim, passage).label == "full"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("The Harbour Office counted roughly 41,900 ferry passengers in 2021.", FERRY),
        ("The Harbour Office counted roughly 39,000 ferry passengers in 2021.", FERRY),
        ("A skipper must tell the harbour master of a collision within four days.", "A skipper must tell the harbour master of a collision within 48 hours."),
        ("A skipper faces a fine of no less than €4m for carrying too many.", "A skipper faces a fine of up to €4 million for carrying too many."),
    ],
)
def test_a_figure_of_another_or_another_size_is_not(claim: str, passage: str) -> None:
    assert support(claim, passage).label != "full"
