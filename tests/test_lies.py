"""Short claims made to slip past the verifier, each beside an honest twin of its kind where one was written; what slips past is listed by name."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa.actors import actors_agree, place_dropped
from qa.antonyms import TABLE, replaced
from qa.bounds import added, turned
from qa.counted import counts_other, turned_back
from qa.crossed import crossed
from qa.figures import in_digits
from qa.focus import confines_other
from qa.framing import framed
from qa.limits import only_if
from qa.modality import agree
from qa.opposites import opposed, plainly
from qa.roles import swapped
from qa.support import support
from qa.tied import exchanged
from qa.voices import other_voice
from qa.widened import certainty_added, even_added, every_added, joined_otherwise, lead_dropped, narrowing_dropped, only_added, part_unsaid, who_dropped
from tests.conftest import ROOT


@dataclass(frozen=True)
class Pair:
    kind: str
    true: bool
    claim: str
    passage: str


PAIRS = [Pair(**json.loads(line)) for line in (Path(__file__).parent / "lies.jsonl").read_text(encoding="utf-8").splitlines()]
# 150 more by kind, each with its twin: a third looked at while the rules for them were made, a third counted before it was looked at, and a third
# written when the rules stood, counted once and then looked at.
MORE = Path(__file__).parent / "more_lies.jsonl"
# Known misses. The table in docs/verifier.md lists them too.
BELIEVED = {
    "Apple publishes its report twice a year, Google once a year.",
    "Police need a judge's order for subscriber data; for content a prosecutor's letter is enough.",
    "Of the police requests, 20 per cent came from 500.",
}
REJECTED = {
    "The company had to pay 5 million dollars.",
    "The provider has to give the reasons; it cannot refuse.",
    "The investigation closes before the provider must delete the data.",
    "The court held that the scan was not a search.",
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


def test_lies_of_nine_kinds_are_not_believed_and_their_twins_are() -> None:
    rows = [json.loads(line) for line in MORE.read_text(encoding="utf-8").splitlines()]
    wrong = {row["claim"] for row in rows if (support(row["claim"], row["passage"]).label == "full") is not row["true"]}
    kinds = Counter(row["kind"] for row in rows if not row["true"])

    assert [sum(row["true"] is true for row in rows) for true in (False, True)] == [150, 150]
    assert len(kinds) == 9
    assert min(kinds.values()) >= 9
    assert wrong == {row["claim"] for row in rows} & (BELIEVED | REJECTED)


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


@pytest.mark.parametrize(
    ("claim", "passage", "differ"),
    [
        ("The mayor kept the case against the pilot.", "The mayor dropped the case against the pilot.", True),
        ("The mayor kept the lamp when the pilot dropped the case.", "The pilot dropped the case.", False),
        ("The mayor did not keep the case against the pilot.", "The mayor dropped the case against the pilot.", False),
        ("The buyers of tugs must register.", "The sellers of tugs must register.", True),
        ("The court sided against the tug.", "The court sided with the tug.", True),
        ("The court ruled for the tug.", "The court sided with the tug.", False),
        ("The mayor kept the lamps.", "The tide dropped in the harbour.", False),
    ],
)
def test_a_word_in_the_place_of_its_opposite(claim: str, passage: str, differ: bool) -> None:
    assert replaced(claim, passage) is differ


def test_each_line_of_antonyms_has_two_sides_without_a_word_in_both() -> None:
    sides = [[set(side.split()) for side in line.split("|")] for line in TABLE]
    assert [line for line, found in zip(TABLE, sides, strict=True) if len(found) != 2 or not all(found) or found[0] & found[1]] == []
    assert len(set(TABLE)) == len(TABLE)


@pytest.mark.parametrize(
    ("claim", "passage", "differ"),
    [
        ("Hull requires a pilot and Dover a tug.", "Hull requires a tug and Dover requires a pilot.", True),
        ("Dover requires a pilot and Hull requires a tug.", "Hull requires a tug and Dover requires a pilot.", False),
        ("Dover has a pilot; Hull has a tug.", "Hull has a tug and a crane; Dover has a pilot.", False),
        ("It is lit before the ebb and after the flood.", "It is lit after the ebb and before the flood.", True),
        ("It is lit once the ebb has begun.", "It is lit after the ebb has begun.", False),
        ("It is lit until the ebb.", "It is lit since the ebb.", True),
        ("He rings after lighting the lamp and before leaving it.", "He rings before leaving the lamp and after lighting it.", False),
    ],
)
def test_what_is_said_of_two_things_crosswise(claim: str, passage: str, differ: bool) -> None:
    assert crossed(claim, passage) is differ


@pytest.mark.parametrize(
    ("claim", "passage", "differ"),
    [
        ("Hull had 40 requests.", "Hull had requests about 40 tugs.", True),
        ("Hull had 40 ships.", "Hull had requests about 40 tugs.", False),  # perhaps another word for them
        ("Hull had 40 steam tugs.", "Hull had requests about 40 tugs.", False),
        ("Category 2 tugs must stop.", "Category 2 ships, as tugs are, must stop.", False),
        ("20 per cent of the pilots had a tug.", "20 per cent of the tugs had a pilot.", True),
        ("A pilot was on 20 % of all tugs.", "20 per cent of the tugs had a pilot.", False),
    ],
)
def test_what_a_figure_counts(claim: str, passage: str, differ: bool) -> None:
    assert counts_other(claim, passage) is differ


def test_from_one_figure_to_another() -> None:
    assert turned_back("It went from 90 days to 1 year.", "It went from 1 year to 90 days.")
    assert not turned_back("It went to 90 days from 1 year.", "It went from 1 year to 90 days.")


@pytest.mark.parametrize(
    ("claim", "passage", "differ"),
    [
        ("Pilots may board only at night.", "Only pilots may board at night.", True),
        ("At night only pilots may board.", "Pilots may board only at night.", False),  # what stands before an "only" tells too little
        ("Only pilots may board at night.", "Boarding at night may be done only by pilots.", False),
        ("Only the pilot may use the lamp.", "The pilot may use only the lamp.", True),
        ("The pilot may use the lamp only.", "The pilot may use only the lamp.", False),
    ],
)
def test_where_an_only_stands(claim: str, passage: str, differ: bool) -> None:
    assert confines_other(claim, passage) is differ


def test_who_says_it_and_where() -> None:
    passage = "The majority found the tug seaworthy; the dissent called it a wreck."
    assert other_voice("The majority called it a wreck.", passage)
    assert not other_voice("The dissent called it a wreck.", passage)
    assert not other_voice("The court held that it was not a wreck.", "The plaintiffs argued that the tug was a wreck; the court held that it was not.")
    assert framed("The tug sank.", "According to the plaintiffs, the tug sank.")
    assert not framed("The tug sank.", "According to the log, the tug sank.")
    assert actors_agree("The Supreme Court fined it.", "The district court fined it.", "The district court fined it.", 0.9) == "none"
    assert place_dropped("Pilots must register.", "In Spain, pilots must register.")
    assert not place_dropped("Spanish pilots must register.", "In Spain, pilots must register.")
    assert not place_dropped("Pilots must register with the BKA.", "In Germany, pilots must register with the BKA.")


def test_sides_of_a_comparison() -> None:
    assert swapped("Reports of tugs outnumbered reports of yachts.", "Reports of yachts outnumbered reports of tugs.")
    assert not swapped("Reports of yachts were outnumbered by reports of tugs.", "Reports of tugs outnumbered reports of yachts.")
    assert swapped("More tugs than yachts sank.", "More yachts than tugs sank.") is False  # what is compared stands in the comparison itself


def test_what_may_have_been_is_no_fact() -> None:
    assert certainty_added("The tug reached the pier.", "The tug could have reached the pier.")
    assert not certainty_added("The tug perhaps reached the pier.", "The tug could have reached the pier.")
    assert not certainty_added("The pilot may have access to 9 suspects.", "The pilot may have access to 9 suspects.")
