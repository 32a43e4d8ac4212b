"""What a claim puts in, sets apart or exchanges beyond its passage: each layer by itself, with what it must leave alone, and all of them in a verdict."""

from __future__ import annotations

import pytest

from qa.conditions import condition_added, condition_dropped
from qa.contraries import both_kinds, contrary
from qa.heightened import heightened
from qa.let_off import let_off
from qa.neighbours import neighbours_exchanged
from qa.often import other_rate
from qa.set_apart import sets_apart
from qa.spread import spreads
from qa.support import support
from qa.together import joined_anew

FERRY = "The harbour office must tell the ferry company and the crew when the lock closes."


@pytest.mark.parametrize(
    ("claim", "passage", "apart"),
    [
        ("The pass covers buses, as distinct from ferries.", "The pass covers buses and ferries.", True),
        ("The pass covers buses, but not ferries.", "The pass covers buses and ferries.", True),
        ("Buses are covered by the pass, ferries excepted.", "The pass covers buses and ferries.", True),
        ("Buses are covered by the pass, whereas ferries fall outside it.", "The pass covers buses and ferries.", True),
        ("A driver need not wait, but a guard does have to.", "Neither a driver nor a guard need wait.", True),
        ("The pass covers buses, but not ferries.", "The pass covers buses and no ferries.", False),
        ("The pass covers buses rather than ferries.", "The pass covers only buses and leaves ferries to another.", False),
        ("Snap reports to the mayor, whereas Flick reports to the council.", "Snap reports to the mayor and Flick reports to the council.", False),
        ("Nothing but buses is covered by the pass.", "The pass covers buses.", False),
    ],
)
def test_what_is_said_of_all_is_not_told_without_a_part(claim: str, passage: str, apart: bool) -> None:
    assert sets_apart(claim, passage) is apart


@pytest.mark.parametrize(
    ("claim", "passage", "more"),
    [
        ("Whoever sells stolen nets is fined, knowingly or not.", "Whoever knowingly sells stolen nets is fined.", True),
        ("A leak, however slight, must be reported.", "A serious leak must be reported.", True),
        ("The card is valid whether or not it is signed.", "A signed card is valid.", True),
        ("The card is valid, whether signed or stamped.", "A signed card is valid.", True),
        ("The card is valid even if torn.", "The card is valid for a year.", True),
        ("The card is valid, whether signed or stamped.", "A signed or stamped card is valid.", False),
        ("The card is valid whether or not it is signed.", "The card need not be signed to be valid.", False),
        ("The card stays valid even if torn.", "A tear does not make the card invalid.", False),
    ],
)
def test_what_matters_is_not_told_as_making_no_difference(claim: str, passage: str, more: bool) -> None:
    assert spreads(claim, passage) is more


@pytest.mark.parametrize(
    ("claim", "passage", "other"),
    [
        ("A permit needs both a photograph and a signature.", "A permit needs a photograph or a signature.", True),
        ("A photograph is enough for a permit.", "A permit needs a photograph and a signature.", True),
        ("A permit needs both a photograph and a signature.", "A permit needs a photograph and a signature.", False),
        ("Either a photograph or a signature is enough.", "A photograph or a signature is enough.", False),
        ("Together with the crew, a pilot or mate signs.", "A pilot or mate signs, with the crew.", False),
    ],
)
def test_both_is_not_either(claim: str, passage: str, other: bool) -> None:
    assert joined_anew(claim, passage) is other


@pytest.mark.parametrize(
    ("claim", "passage", "added"),
    [
        ("Boats may moor here, provided that the owner pays a deposit.", "Boats may moor here.", True),
        ("Boats may moor here as long as the harbour stays open.", "Boats may moor here.", True),
        ("Boats may moor here once a week.", "Boats may moor here every week.", False),
        ("The owner must answer as soon as possible.", "The owner must answer at once.", False),
        ("Boats may moor here unless the flag is up.", "Where the flag is up, boats may not moor here.", False),
    ],
)
def test_a_condition_that_the_passage_does_not_make(claim: str, passage: str, added: bool) -> None:
    assert condition_added(claim, passage, passage) is added


@pytest.mark.parametrize(
    ("claim", "passage", "dropped"),
    [
        ("Whoever sells stolen nets is fined.", "Whoever knowingly sells stolen nets is fined.", True),
        ("Pilots may board.", "Only pilots may board.", True),
        ("Whoever sells nets and knows that they are stolen is fined.", "Whoever knowingly sells stolen nets is fined.", False),
        ("Nobody but pilots may board.", "Only pilots may board.", False),
    ],
)
def test_a_condition_that_the_claim_leaves_out(claim: str, passage: str, dropped: bool) -> None:
    assert condition_dropped(claim, passage) is dropped


@pytest.mark.parametrize(
    ("claim", "passage", "off"),
    [
        ("The notice releases the owner from the fee.", "The owner who gives notice pays the fee.", True),
        ("What the list holds is left to the owner.", "The council sets what the list holds.", True),
        ("The notice releases the owner from the fee.", "An owner who gives notice is exempt from the fee.", False),
        ("What the list holds is left to the owner.", "The owner may choose what the list holds.", False),
    ],
)
def test_nobody_is_let_off_who_is_not(claim: str, passage: str, off: bool) -> None:
    assert let_off(claim, passage) is off


@pytest.mark.parametrize(
    ("claim", "passage", "more"),
    [
        ("The port counted 12 ships, the lowest number of any port.", "The port counted 12 ships.", True),
        ("The port counted more ships than Dover.", "The port counted 12 ships.", True),
        ("The mayor himself counted the ships.", "The mayor had the ships counted.", True),
        ("The port already handled 12 ships by May.", "The port expects 12 ships by May.", True),
        ("The port paints green lanterns yearly beside counted ships.", "The port counted ships.", True),
        ("At least 12 ships were counted.", "12 ships or more were counted.", False),
        ("The port counted more ships than Dover.", "Dover counted fewer ships than the port.", False),
        ("Being late does not in itself end the permit.", "The permit does not end merely because one is late.", False),
        ("The fine is twice as high.", "The fine is doubled.", False),
    ],
)
def test_a_claim_does_not_heighten(claim: str, passage: str, more: bool) -> None:
    assert heightened(claim, passage, passage) is more


@pytest.mark.parametrize(
    ("claim", "passage", "other"),
    [
        ("The list is due every month.", "The list is due once a year.", True),
        ("The list is a one-off.", "The list is due yearly.", True),
        ("The list is due twice a year.", "The list is due every year.", True),
        ("The list is due annually.", "The list is due each year.", False),
        ("The list is due every six months.", "The list is due twice a year.", False),
        ("The list is long.", "The list is due each year.", False),
    ],
)
def test_how_often_a_thing_is_done(claim: str, passage: str, other: bool) -> None:
    assert other_rate(claim, passage) is other


@pytest.mark.parametrize(
    ("claim", "passage", "exchanged"),
    [
        (
            "The fee was set by the agency, and the committee heard from the traders.",
            "The fee was set by the committee, and the agency heard from the traders.",
            True,
        ),
        (
            "Each spring the ministry owes parliament a list of the wrecks notified to the government by owners.",
            "Each spring the government owes parliament a list of the wrecks that owners notified to the ministry.",
            True,
        ),
        (
            "Each spring a list of the wrecks that owners notified to the ministry is owed to parliament by the government.",
            "Each spring the government owes parliament a list of the wrecks that owners notified to the ministry.",
            False,
        ),
        ("Dover publishes its list once a year, Calais twice a year.", "Calais publishes its list twice a year, Dover once a year.", False),
        ("Section 4 or 9 frees nobody.", "Nobody is freed by section 9 or 4.", False),
    ],
)
def test_two_that_changed_places_are_known_by_their_neighbours(claim: str, passage: str, exchanged: bool) -> None:
    assert neighbours_exchanged(claim, passage) is exchanged


@pytest.mark.parametrize(
    ("claim", "passage", "against"),
    [
        ("The by-law, which is still in force, covers nets.", "The lapsed by-law covered nets.", True),
        ("The protocol replaces the treaty.", "The protocol supplements the treaty.", True),
        ("The fee is shared out worldwide.", "The fee is shared out in the EU.", True),
        ("The pilot is told afterwards.", "The pilot is told beforehand.", True),
        ("The list gives the longest delay.", "The list gives the median delay.", True),
        ("It counts wrecks of the whole year 2024.", "It counts wrecks from January to June 2024.", True),
        ("The by-law has lapsed, though it was still in force in May.", "The by-law lapsed in June.", False),
        ("The protocol does not replace the treaty.", "The protocol supplements the treaty.", False),
    ],
)
def test_turns_of_speech_that_are_contraries(claim: str, passage: str, against: bool) -> None:
    assert contrary(claim, passage, passage) is against


@pytest.mark.parametrize(
    ("claim", "passage", "both"),
    [
        ("It sets out their rights in civil as well as criminal cases.", "It sets out their rights in criminal cases.", True),
        ("It sets out their rights in civil as well as criminal cases.", "It sets out their rights in civil and criminal cases.", False),
        ("It concerns criminal and not civil cases.", "It concerns criminal cases.", False),
    ],
)
def test_one_kind_is_not_two(claim: str, passage: str, both: bool) -> None:
    assert both_kinds(claim, passage, passage) is both


@pytest.mark.parametrize(
    "claim",
    [
        "The harbour office must tell the ferry company, as distinct from the crew, when the lock closes.",
        "The harbour office must tell the ferry company and the crew when the lock closes, however briefly.",
        "The harbour office must tell the ferry company and the crew when the lock closes, whether or not they ask.",
        "The harbour office must tell the ferry company and the crew when the lock closes, provided that they pay.",
        "The harbour office itself must tell the ferry company and the crew when the lock closes.",
    ],
)
def test_no_such_claim_is_borne_out(claim: str) -> None:
    assert support(claim, FERRY).label != "full"


@pytest.mark.parametrize(
    "claim",
    [
        "The ferry company and the crew must be told by the harbour office when the lock closes.",
        "When the lock closes, the harbour office has to tell both the ferry company and the crew.",
    ],
)
def test_but_the_same_in_other_words_is(claim: str) -> None:
    assert support(claim, FERRY).label == "full"
