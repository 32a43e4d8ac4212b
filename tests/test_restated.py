"""What says the same in other words, layer by layer: nothing is added by stress, by an "if" that has no words of its own, or by whose a thing is."""

from __future__ import annotations

import pytest

from qa.actors import actors_agree, place_dropped
from qa.bounds import without_bounds
from qa.compared import set_apart
from qa.contraries import contrary
from qa.crossed import crossed
from qa.heightened import heightened
from qa.limits import bare
from qa.opposites import opposed, plainly
from qa.support import support
from qa.together import joined_anew
from qa.widened import every_added


@pytest.mark.parametrize(
    ("claim", "more"),
    [
        ("The tide book itself names the ferry's berth.", False),
        ("The tide book names the ferry's own berth.", False),
        ("The tide book names the harbour's own berth.", True),
        ("The harbour itself must name the ferry's berth.", True),
        ("The ministry itself says that the tide book names the ferry's berth.", True),
    ],
)
def test_stress_on_a_thing_adds_nothing(claim: str, more: bool) -> None:
    passage = "The tide book names the ferry's berth."
    assert heightened(claim, passage, passage) is more


def test_nothing_beyond_is_only() -> None:
    assert plainly("Nothing beyond the log could be used.") == "only the log could be used."
    assert plainly("Skippers report the catch and nothing else to the office.") == "Skippers report the catch only to the office."
    assert plainly("It counts no matter if the sea is calm.") == "It counts regardless of if the sea is calm."


def test_a_bound_in_other_words_denies_nothing() -> None:
    assert "no" not in without_bounds("The zone is no wider than the bay.").split()
    assert "never" not in without_bounds("The stop is never for more than 30 days.").split()


def test_longer_than_is_the_contrary_of_no_longer_than() -> None:
    passage = "The permit lasts no longer than necessary."
    assert contrary("The permit may last longer than necessary.", passage, passage)
    assert not contrary("The permit may not last longer than necessary.", passage, passage)


def test_warrantless_is_without_a_warrant() -> None:
    assert opposed("The search with a warrant broke the rules.", "The warrantless search broke the rules.")
    assert not opposed("The search without a warrant broke the rules.", "The warrantless search broke the rules.")


def test_the_with_of_one_thing_is_not_the_without_of_another() -> None:
    assert not opposed("A boat may land without the consent.", "A boat may land with the tide, and without the consent.")
    assert not opposed("If the mayor agrees, a boat may land without the keeper's leave.", "A boat may land with the mayor's leave and without another's.")


def test_an_if_without_words_of_its_own_is_told_by_another_if() -> None:
    passage = "The keeper tells how long a boat may stay or, if he cannot, by which rule the period is set."
    assert not bare("The keeper tells how long a boat may stay or, where that is unknown, which rule sets the period.", passage, "")
    assert bare("The keeper tells how long a boat may stay and which rule sets the period.", passage, "")


def test_as_long_as_a_year_is_no_condition() -> None:
    assert not set_apart("Logs are kept for as long as a year.", "Logs are kept for up to 12 months.")
    assert set_apart("Logs are kept as long as they are asked for.", "Logs are kept.")


def test_a_list_that_the_passage_closes_may_be_called_limited() -> None:
    assert not set_apart("The search is limited to holds, for instance the lower one.", "The rule confined the search to holds, such as the lower one.")


def test_all_after_a_verb_speaks_of_those_before_it() -> None:
    assert not every_added("Ropes and bells are all missing.", "The list has neither ropes nor bells.")
    assert every_added("All vessels are missing.", "The list has no wooden vessels.")


def test_initials_end_no_clause() -> None:
    passage = "In May the court decided Boats for All v. T. Reeve, a ruling on tolls under the Port Act and the Lock Act."
    assert not crossed("The court ruled on tolls under the Port Act and the Lock Act in May, in Boats for All v. T. Reeve.", passage)


def test_enough_joins_no_two_things() -> None:
    passage = "The warden may see the name and port of an owner by a request."
    assert not joined_anew("A request is enough for the warden to see the name and port of an owner.", passage)
    assert joined_anew("The name or, failing that, the port of an owner is seen.", passage)


def test_whose_a_thing_is_does_nothing() -> None:
    passage = "A police officer may compel a provider to show customer records."
    assert actors_agree("Customer records may be compelled from a provider by the police.", passage, passage, 1.0) == "full"
    assert actors_agree("A provider may compel a police officer to show customer records.", passage, passage, 1.0) != "none"


def test_a_name_with_a_capital_inside_tells_the_place() -> None:
    assert not place_dropped("The ePrivacy Directive covers calls.", "Under the EU ePrivacy Directive, calls are covered.")
    assert place_dropped("Calls are covered.", "Under the EU ePrivacy Directive, calls are covered.")


def test_a_long_claim_may_have_more_words_of_its_own() -> None:
    passage = "Harbour staff read each wreck report and try to find a place so that the report can go to the right museum."
    claim = "So that a wreck report can go to the right museum, staff at the harbour look at every one and try to work out whereabouts it belongs on the map."
    assert support(claim, passage).label == "full"
