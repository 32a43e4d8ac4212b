"""Countries and states as questions name them."""

from __future__ import annotations

import pytest

from qa.glossary import IMPLIED
from qa.places import home, jurisdictions_named, other_places_named, same_place, without_places


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("What does US law say?", ("US",)),
        ("the U.S. rule", ("US",)),
        ("In the United States, who reports?", ("US",)),
        ("american providers", ("US",)),
        ("Let us know what to use", ()),
        ("Tell us about the bus", ()),
        ("UK platforms", ("GB",)),
        ("in the uk", ("GB",)),
        ("the U.K.", ("GB",)),
        ("England and Wales", ("GB",)),
        ("Northern Ireland", ("GB",)),
        ("EU law", ("EU",)),
        ("the European Union", ("EU",)),
        ("Canada's Act", ("CA",)),
        ("Kenyan cybercafés", ("KE",)),
        ("Australian hosts", ("AU",)),
        ("India", ("IN",)),
        ("Indiana", ()),
        ("German providers", ("DE",)),
        ("Brazil", ("BR",)),
        ("Compare Brazil, Kenya and the US", ("US", "KE", "BR")),
        ("France", ()),
        ("neutral words", ()),
        ("", ()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_covered_jurisdictions(question, codes):
    assert jurisdictions_named(question) == codes


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("What does French law say?", ("French",)),
        ("in New Zealand", ("New Zealand",)),
        ("New Mexico and Mexico", ("New Mexico", "Mexico")),
        ("California", ("California",)),
        ("Indiana", ("Indiana",)),
        ("Indian law", ()),
        ("Ireland", ("Ireland",)),
        ("Northern Ireland", ()),
        ("South Korea's rules", ("South Korea",)),
        ("Japan, Japan and Norway", ("Japan", "Norway")),
        ("Georgia", ("Georgia",)),
        ("Polish law", ("Polish",)),
        ("polish the text", ()),
        ("turkey for dinner", ()),
        ("Turkey", ("Turkey",)),
        ("Nigeria is not Niger", ("Nigeria", "Niger")),
        ("Germany and the US", ()),
        ("romantic Romania", ("Romania",)),
        ("", ()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_places_without_a_code(question, places):
    assert other_places_named(question) == places


@pytest.mark.parametrize(
    ("place", "code"),
    [("Texas", "US"), ("new york", "US"), ("Lithuania", "EU"), ("Maltese", "EU"), ("Ontario", "CA"), ("Japan", ""), ("Switzerland", ""), ("", "")],
)
def test_the_covered_law_that_holds_in_a_state(place, code):
    assert home(place) == code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Peru", "Peruvian", True),
        ("chile", "Chilean", True),
        ("French", "France", True),
        ("Swiss", "Switzerland", True),
        ("South Korean", "South Korea", True),
        ("Nigerian", "Nigeria", True),
        ("Nigeria", "Niger", False),
        ("South Korea", "South Africa", False),
        ("Colombia", "Colorado", False),
        ("Iran", "Iraq", False),
    ],
)
def test_a_country_and_its_adjective_are_one_place(one, other, same):
    assert same_place(one, other) is same


def test_a_city_sets_a_question_in_its_country_and_is_not_its_subject() -> None:
    assert without_places("May a prosecutor in Lyon order it?").split() == "May a prosecutor in order it?".split()
    assert IMPLIED["lyon"] == "EU"
