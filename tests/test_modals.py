"""Other wordings of "must", "may", "must not" and "need not": what says the same is believed, and its opposite is not."""

from __future__ import annotations

import pytest

from qa.actors import actors_agree, elsewhere, strange_names
from qa.contraries import contrary
from qa.figures import missing
from qa.heightened import heightened
from qa.limits import bare
from qa.modality import entitles
from qa.modals import in_modals
from qa.support import support
from qa.widened import even_added, narrowing_dropped, only_added


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("It is mandatory for the keeper to trim the lamps.", "the keeper must trim the lamps."),
        ("It is the keeper's duty to trim the lamps.", "the keeper must trim the lamps."),
        ("The keeper is under a legal duty to trim the lamps.", "The keeper must trim the lamps."),
        ("The keeper is under no duty to trim the lamps.", "The keeper need not trim the lamps."),
        ("It is possible for a pilot to refuse.", "a pilot may refuse."),
        ("There was no way for a pilot to refuse.", "no pilot could refuse."),
        ("It is for the pilot to decide whether to board.", "the pilot may board."),
        ("The pilot is free to decide whether to board.", "The pilot may, but need not, board."),
        ("The pilot can decide for itself whether to board.", "The pilot may, but need not, board."),
        ("No pilot is forced by harbour law to board.", "a pilot need not by harbour law board."),
        ("Nobody is allowed to board.", "Nobody may board."),
        ("The crew is not to board.", "The crew must not board."),
        ("Neither the mate nor the cook is to board.", "Neither the mate nor the cook may board."),
        ("The law imposes no weekly counting.", "The law does not require weekly counting."),
        ("The mayor sees to it that lamps are trimmed.", "The mayor ensure that lamps are trimmed."),
    ],
)
def test_wordings_are_put_as_modals(text: str, plain: str) -> None:
    assert in_modals(text, "") == plain


@pytest.mark.parametrize(
    ("text", "other", "plain"),
    [
        ("A pilot cannot refuse to board.", "A pilot must board.", "A pilot must board."),
        ("A pilot cannot refuse to board.", "A pilot may not refuse to board.", "A pilot cannot refuse to board."),
        ("A pilot has no choice under the Act but to board.", "A pilot must board.", "A pilot must board."),
        ("No pilot may decline to board.", "A pilot must board.", "every pilot must board."),
        ("No ship is exempt from paying.", "A ship must pay.", "every ship must do paying."),
        ("Without a licence, no boat may sail.", "A boat may sail only with a licence.", "Only with a licence, boat may sail."),
        ("Without a licence, no boat may sail.", "A boat may sail with a licence.", "Without a licence, no boat may sail."),
        ("Unless it is calm, a boat cannot sail.", "A boat may sail if it is calm.", "If it is calm, a boat may sail."),
        ("Unless it is calm, a boat cannot sail.", "A boat may not sail if it is calm.", "Unless it is calm, a boat cannot sail."),
    ],
)
def test_a_denial_is_undone_where_the_other_text_has_none(text: str, other: str, plain: str) -> None:
    assert in_modals(text, other) == plain


# A passage, what says the same in other words, and what says the opposite in words like those.
TRIPLES = (
    (
        "A pilot must board every grain ship that enters the harbour of Gull Rock.",
        "A pilot cannot refuse to board any grain ship that enters the harbour of Gull Rock.",
        "A pilot can refuse to board any grain ship that enters the harbour of Gull Rock.",
    ),
    (
        "A pilot must board every grain ship that enters the harbour of Gull Rock.",
        "A pilot has no choice at Gull Rock but to board every grain ship that enters the harbour.",
        "A pilot has a choice at Gull Rock whether to board a grain ship that enters the harbour.",
    ),
    (
        "A pilot may, but need not, board a grain ship in the harbour of Gull Rock.",
        "No pilot is obliged to board a grain ship in the harbour of Gull Rock, but it may.",
        "Every pilot is obliged to board a grain ship in the harbour of Gull Rock.",
    ),
    (
        "On request, the harbour office must give the master access to, or a copy of, its wreck register.",
        "The master is entitled to access to, or a copy of, the harbour office's wreck register on request.",
        "The harbour office is entitled to access to, or a copy of, the master's wreck register on request.",
    ),
    (
        "The harbour law gives the lamp inspector no police powers and no supervision over other offices.",
        "Neither police powers nor supervision over other offices are given to the lamp inspector by the harbour law.",
        "Police powers and supervision over other offices are given to the lamp inspector by the harbour law.",
    ),
    (
        "The registry may grant a mooring if the berth is vacant, paid for and deep enough for the boat.",
        "Unless the berth is vacant, paid for and deep enough for the boat, the registry cannot grant a mooring.",
        "Even if the berth is vacant, paid for and deep enough for the boat, the registry cannot grant a mooring.",
    ),
    (
        "The chartered court may order a keeper to keep a signal code and its use confidential.",
        "A keeper can be ordered by the chartered court not to reveal a signal code and its use.",
        "A keeper cannot be ordered by the chartered court to keep a signal code and its use confidential.",
    ),
    (
        "The harbour law requires the museum to ensure continuity of its work and safe storage of the logs.",
        "The museum is obliged by the harbour law to see to it that its work goes on without interruption and the logs are stored safely.",
        "The museum is not obliged by the harbour law to see to it that its work goes on without interruption and the logs are stored safely.",
    ),
    (
        "A salvage order may only cover cargo that the owner has already listed and that lies within the bay.",
        "Nothing can be covered by a salvage order other than cargo that the owner has already listed and that lies within the bay.",
        "A salvage order can also cover cargo that the owner has not already listed or that lies outside the bay.",
    ),
    (
        "A shop may pass on a skipper's address only where the harbour law requires it.",
        "Only where the harbour law requires it can a shop pass on a skipper's address.",
        "Even where the harbour law does not require it can a shop pass on a skipper's address.",
    ),
)


@pytest.mark.parametrize(("passage", "honest", "false"), TRIPLES, ids=[honest[:40] for _, honest, _ in TRIPLES])
def test_another_wording_is_believed_and_its_opposite_is_not(passage: str, honest: str, false: str) -> None:
    assert support(honest, passage).label == "full"
    assert support(false, passage).label != "full"


def test_who_is_entitled_is_not_the_one_who_must_give() -> None:
    passage = "The office must give the master a copy."
    assert entitles("The master is entitled to a copy.", passage)
    assert not entitles("The master is not entitled to a copy.", passage)
    assert not entitles("The master is entitled to refuse a copy.", passage)


@pytest.mark.parametrize(
    ("claim", "passage", "lost"),
    [
        ("It applied before 7 May 2024.", "It applied until 6 May 2024.", False),
        ("It applies after 6 May 2024.", "It applies from 7 May 2024.", False),
        ("It applied before 8 May 2024.", "It applied until 6 May 2024.", True),
        ("It applied before 7 May 2024.", "It was passed on 6 May 2024.", True),
    ],
)
def test_the_day_after_the_last_is_the_first_on_which_it_no_longer_holds(claim: str, passage: str, lost: bool) -> None:
    assert bool(missing(claim, passage)) is lost


def test_a_part_of_the_united_kingdom_is_none_of_the_others() -> None:
    assert elsewhere("In Scotland it brings a fine.", "In Northern Ireland, a UK court may fine.")
    assert not elsewhere("In Northern Ireland it brings a fine.", "In Northern Ireland, a UK court may fine.")
    assert not elsewhere("In Scotland it brings a fine.", "In the United Kingdom it brings a fine.")


def test_whoever_did_it_is_a_name_at_the_head_of_a_sentence_too() -> None:
    assert strange_names("Gullnet sent 12 logs.", "Ternpost sent 12 logs.") == ("Gullnet",)
    assert strange_names("Harbours sent 12 logs.", "Ports sent 12 logs.") == ()
    assert strange_names("Everyone sent 12 logs.", "All sent 12 logs.") == ()


@pytest.mark.parametrize(
    ("claim", "passage", "more"),
    [
        ("The lists agree on the wrecks.", "The lists differ on the wrecks.", True),
        ("The lists vary on the wrecks.", "The lists differ on the wrecks.", False),
        ("The leaflet states the view of the port.", "The leaflet disclaims the view of the port.", True),
        ("The pilot keeps its licence meanwhile.", "The licence of the pilot is suspended meanwhile.", True),
        ("The Act replaces the old law of wrecks.", "The Act leaves the old law of wrecks unaffected.", True),
        ("The Act does not touch the old law of wrecks.", "The Act leaves the old law of wrecks unaffected.", False),
        ("It suspended the whole of the Act.", "It suspended parts of the Act.", True),
        ("It restricts when ships may dock.", "It limits when ships may dock, including at night.", False),
        ("It is restricted to docking at night.", "It covers docking, including at night.", True),
    ],
)
def test_a_claim_does_not_say_the_contrary(claim: str, passage: str, more: bool) -> None:
    assert contrary(claim, passage, passage) is more


def test_what_confines_a_passage_lets_a_claim_say_only() -> None:
    assert not only_added("Only the pilot may board.", "The law restricts boarding to the pilot.")
    assert not only_added("Only the pilot must board.", "It is the pilot that must board.")
    assert not only_added("The pilot boards it only.", "The pilot boards it, to the exclusion of others.")
    assert only_added("Only the pilot may board.", "The pilot may board.")


def test_as_one_likes_is_said_of_what_hangs_on_nothing() -> None:
    assert even_added("The crew may sail whenever they wish.", "The crew may sail if it is calm.")
    assert not even_added("The crew may sail whenever they wish.", "The crew may sail at any time, whether or not it is calm, if asked.")


def test_what_is_named_among_the_rest_narrows_nothing() -> None:
    assert not narrowing_dropped("Crews report wrecks to the owners.", "Crews, including non-local owners, report wrecks.")
    assert narrowing_dropped("Owners report wrecks.", "Crews and non-local owners report wrecks.")


def test_only_from_a_day_is_no_limit_to_be_told() -> None:
    assert not bare("It applies from 1 May 2024.", "It applies only from 1 May 2024.", "")
    assert bare("It applies to grain.", "It applies only to grain.", "")


def test_a_run_of_words_of_its_own_is_little_of_a_long_claim() -> None:
    said = "the port counted ships, boats, lamps, buoys, anchors, ropes, sails, masts, oars, nets, wrecks, berths, quays, sheds, tides, winds and gulls"
    assert heightened("The port paints green lanterns yearly beside ships.", "The port counted ships.", "The port counted ships.")
    assert not heightened(f"Painting green lanterns yearly nearby, {said}.", said, said)


def test_civil_proceedings_are_before_a_court() -> None:
    passage = "The mayor can enforce it through civil proceedings."
    assert actors_agree("The mayor can enforce it in the civil courts.", passage, passage, 0.9) == "full"
    assert actors_agree("The mayor can enforce it in the civil courts.", "The mayor can enforce it.", "The mayor can enforce it.", 0.9) == "none"


def test_what_makes_nobody_liable() -> None:
    passage = "A keeper is not liable for leaving the lamps lit in the harbour."
    assert support("Leaving the lamps lit in the harbour does not make a keeper liable.", passage).label == "full"
    assert support("Leaving the lamps lit in the harbour makes a keeper liable.", passage).label != "full"
