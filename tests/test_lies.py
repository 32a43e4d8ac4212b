"""Short claims made to slip past the verifier, each beside an honest twin of its kind where one was written; what slips past is listed by name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa.bounds import added, turned
from qa.figures import in_digits
from qa.limits import only_if
from qa.modality import agree
from qa.opposites import opposed, plainly
from qa.roles import swapped
from qa.support import support
from qa.tied import exchanged
from qa.widened import certainty_added, even_added, every_added, joined_otherwise, lead_dropped, narrowing_dropped, only_added, part_unsaid, who_dropped
from tests.conftest import ROOT


@dataclass(frozen=True)
class Pair:
    kind: str
    true: bool
    claim: str
    passage: str


PAIRS = [Pair(**json.loads(line)) for line in (Path(__file__).parent / "lies.jsonl").read_text(encoding="utf-8").splitlines()]
# Known misses. The table in docs/verifier.md lists them too.
BELIEVED = {
    "Google received 211,201 requests from governments in the first half of 2023.",
    "Judges may only issue the order in murder cases.",
}
REJECTED = {
    "The company had to pay 5 million dollars.",
    "The provider has to give the reasons; it cannot refuse.",
    "The investigation closes before the provider must delete the data.",
}


def test_there_are_sixty_lies_and_half_as_many_truths() -> None:
    assert [sum(pair.true is true for pair in PAIRS) for true in (False, True)] == [60, 34]


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if not pair.true], ids=lambda pair: f"{pair.kind}: {pair.claim[:40]}")
def test_a_lie_is_not_believed(pair: Pair) -> None:
    assert (support(pair.claim, pair.passage).label == "full") is (pair.claim in BELIEVED)


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if pair.true], ids=lambda pair: f"{pair.kind}: {pair.claim[:40]}")
def test_its_honest_twin_is_believed(pair: Pair) -> None:
    assert (support(pair.claim, pair.passage).label != "full") is (pair.claim in REJECTED)


def test_the_document_lists_the_known_misses() -> None:
    told = (ROOT / "docs" / "verifier.md").read_text(encoding="utf-8")
    assert [claim for claim in (*BELIEVED, *REJECTED) if claim not in told] == []


@pytest.mark.parametrize(
    ("claim", "passage", "differs"),
    [
        ("at least 3 years", "up to 3 years", True),
        ("3 years or more", "at least 3 years", False),
        ("no more than 3 years", "3 years at most", False),
        ("under the age of 18", "above the age of 18", True),
        ("must not exceed 5 percent", "at least 5 percent", True),
        ("cannot start more than 2 years after", "within 2 years", False),
        ("since 1 May 2024", "until 1 May 2024", True),
        ("no later than 1 May 2024", "from 1 May 2024 at the latest", False),
        ("not before 1 May 2024", "from 1 May 2024", False),
    ],
)
def test_the_least_is_not_the_most(claim: str, passage: str, differs: bool) -> None:
    assert turned(claim, passage) is turned(passage, claim) is differs


def test_a_bound_that_the_passage_does_not_set() -> None:
    assert added("It is kept for at least 3 years.", "It is kept for 3 years.")
    assert not added("It is at least 3 or 4 years.", "It is at least 3 or 4 years.")
    assert not added("up to 10 per cent or £18 million", "up to £18 million or 10 per cent")


@pytest.mark.parametrize(
    ("claim", "passage", "differ"),
    [
        ("It is lawful to ask.", "It is unlawful to ask.", True),
        ("It is not lawful to ask.", "It is unlawful to ask.", False),
        ("It is lawful to ask.", "It is not unlawful to ask.", False),
        ("The access was authorized.", "The access was unauthorized.", True),
        ("It is the same rule.", "It is not the same rule.", True),
        ("the Third Circuit", "the Fifth Circuit", True),
        ("the first and the second", "the first and the second", False),
        ("half of the files", "a tenth of the files", True),
        ("one in ten files", "a tenth of the files", False),
        ("no more than 5 files, and fewer lies", "at most 5 files, and fewer lies", False),
        ("information on the form", "the form", False),
        ("It concerns demands rather than sales.", "It concerns sales and not demands.", True),
        ("It concerns sales rather than demands.", "It concerns sales and not demands.", False),
        ("It is either necessary or proportionate.", "It is necessary and proportionate.", True),
        ("It is done carelessly or negligently.", "It is done knowingly.", True),
        ("It is compatible with that.", "It is used incompatibly.", True),
        ("Ships are liable for damage.", "Ships are not liable for damage.", True),
        ("Ships are immune from liability.", "Ships are not liable for damage.", False),
    ],
)
def test_opposites(claim: str, passage: str, differ: bool) -> None:
    assert opposed(claim, passage) is differ


@pytest.mark.parametrize(
    ("claim", "passage", "turned_round"),
    [
        ("The tug must warn the pilot.", "The pilot must warn the tug.", True),
        ("The tug must be warned by the pilot.", "The pilot must warn the tug.", False),
        ("The pilot must be warned by the tug.", "The pilot must warn the tug.", True),
        ("The charts may also go to the tug.", "The tug may also receive the charts from the port.", False),
        ("The tug can get the chart from the pilot.", "The pilot must give the tug the chart.", False),
        ("The law requires the pilot to warn the tug.", "The pilot must warn the tug.", False),
        ("The law requires the tug to warn the pilot.", "The pilot must warn the tug.", True),
        ("The FCC sued Verizon.", "Verizon was sued by the FCC.", False),
        ("Verizon sued the FCC.", "The FCC sued Verizon.", True),
        ("The FCC was sued by Verizon.", "The FCC sued Verizon.", True),
    ],
)
def test_who_acts(claim: str, passage: str, turned_round: bool) -> None:
    assert swapped(claim, passage) is turned_round


def test_figures_that_changed_places() -> None:
    passage = "The office counted 512 tugs in Dover, 388 in Hull and 17 in Ayr."
    assert not exchanged("There were 388 tugs in Hull, 17 in Ayr and 512 in Dover.", passage)
    assert exchanged("The office counted 388 tugs in Dover, 512 in Hull and 17 in Ayr.", passage)
    assert not exchanged("A term of between 5 and 20 years.", "A term of 5 to 20 years.")
    assert exchanged("They saw 3 tugs, 5 yachts and 9 others.", "They saw 5 tugs, 3 yachts and 9 others.")
    assert exchanged("The fine went from $90 to $20.", "The fine went from $20 to $90.")


def test_what_a_claim_adds_or_leaves_off() -> None:
    assert only_added("Only pilots may board.", "Pilots may board.")
    assert not only_added("Only pilots may board.", "Nobody other than pilots may board.")
    assert even_added("It is due even if the ship sank.", "It is due if the ship did sink.")
    assert every_added("All ships must stop.", "Foreign ships must stop.")
    assert not every_added("All ships must stop.", "Every ship must stop.")
    assert not every_added("Every service provider must stop.", "Each service provider must stop.")
    assert not every_added("Tugs, ferries and yachts all count.", "Tugs, ferries and yachts count.")
    assert narrowing_dropped("Ships must stop.", "Unlicensed ships must stop.")
    assert who_dropped("Every master pays.", "A master who hides a buoy pays.")
    assert not who_dropped("A master hiding a buoy pays.", "A master who hides a buoy pays.")
    assert certainty_added("The pilot took the money.", "The pilot was accused of taking the money.")
    assert lead_dropped("The tug may leave.", "Where the harbour master agrees, the tug may leave.")
    assert not lead_dropped("The tug may leave if the harbour master agrees.", "Where the harbour master agrees, the tug may leave.")
    assert joined_otherwise("a fine and prison", "a fine or prison")
    assert part_unsaid("The tug may leave, and the mayor must pay nine brass bands.", "The tug may leave.")


@pytest.mark.parametrize(
    ("claim", "passage", "agreement"),
    [
        ("The tug no longer had its licence.", "The tug lost its licence.", "full"),
        ("The bill is not adopted.", "The bill is unadopted.", "full"),
        ("Neither the port nor the tug forbids the trip.", "The port and the tug do not forbid the trip.", "full"),
        ("The pilot is unable to board the tug.", "The pilot cannot board the tug.", "full"),
        ("The fee may be no more than the loss.", "The fee cannot exceed the loss.", "full"),
        ("There must be a pilot, and the tug may leave.", "There is a pilot, and the tug may leave.", "full"),
        ("It is no less loud than a tug.", "It is at least as loud as a tug.", "full"),
        ("A tug counts whether or not it is painted.", "A tug counts even if it is not painted.", "full"),
    ],
)
def test_what_one_text_denies_in_a_word_of_its_own(claim: str, passage: str, agreement: str) -> None:
    assert agree(plainly(claim), plainly(passage)) == agreement


def test_what_must_be_for_something_is_what_it_may_be_done_only_if() -> None:
    passage = "A tug may leave only if the pilot agrees."
    assert only_if("For a tug to leave, the pilot must agree.", passage) == "a tug may leave only if the pilot agree."
    assert only_if("For a tug to leave, the pilot must agree.", "The pilot must agree.") == "For a tug to leave, the pilot must agree."


def test_parts_of_a_year_and_numbers_in_words() -> None:
    assert plainly("the first six months of 2024") == "January to June 2024"
    assert in_digits("twenty-one tugs and two thirds of six-month leases") == "21 tugs and two thirds of 6-month leases"
    assert not turned("under 18 U.S.C. § 2258", "18 U.S.C. § 2258 or more")
