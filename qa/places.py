"""Countries, states and US circuits as questions name them, and which places the contract has codes for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from itertools import takewhile
from typing import Final

from qa.glossary import CITIES, IMPLIED

# Code -> names and adjectives. "us" and "it" as plain words are told apart by capitals (see _CASED).
COVERED: dict[str, tuple[str, ...]] = {
    "US": ("united states", "usa", "u.s.", "u.s", "US", "america", "american", "americans", "us federal", "federal law", "the states", "stateside"),
    "GB": (
        "united kingdom",
        "UK",
        "u.k.",
        "uk",
        "britain",
        "british",
        "great britain",
        "england",
        "english law",
        "scotland",
        "scottish",
        "wales",
        "northern ireland",
    ),
    "EU": ("european union", "EU", "e.u.", "eu", "europe", "european", "brussels"),
    "CA": ("canada", "canadian", "canadians", "ottawa"),
    "KE": ("kenya", "kenyan", "kenyans", "nairobi"),
    "AU": ("australia", "australian", "australians", "aussie", "aussies"),
    "IN": ("india", "indian"),
    "DE": ("germany", "german"),
    "BR": ("brazil", "brazilian"),
}

# A state or a country whose own law no source tells, but in which the law of a covered jurisdiction holds too.
_HOMES: dict[str, tuple[str, ...]] = {
    "US": (
        *"""alabama alaska arizona arkansas california californian colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky
        louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee
        texas texan utah vermont virginia wisconsin wyoming""".split(),
        *("new york", "new jersey", "new mexico", "new hampshire", "north carolina", "south carolina", "north dakota", "south dakota", "west virginia"),
        *("washington state", "rhode island", "georgia", "puerto rico"),
    ),
    "EU": tuple(
        """austria austrian belgium belgian bulgaria bulgarian croatia croatian cyprus czechia czech denmark danish estonia estonian finland finnish france
        french greece greek hungary hungarian ireland irish italy italian latvia latvian lithuania lithuanian luxembourg malta maltese netherlands dutch
        poland polish portugal portuguese romania romanian slovakia slovak slovenia slovenian spain spanish sweden swedish danes finns swedes spaniards
        belgians italians austrians""".split()
    ),
    "CA": ("ontario", "quebec", "alberta", "manitoba", "british columbia", "nova scotia"),
    "DE": ("bavaria",),
    "AU": ("queensland", "new south wales"),
}

_CITY = re.compile(rf"(?i)(?<!\w)(?:{'|'.join(city for cities in CITIES.values() for city in cities)})(?!\w)")
_STATES = """alabama alaska arizona arkansas california californian colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas
kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania
tennessee texas texan utah vermont virginia wisconsin wyoming ontario quebec alberta manitoba bavaria queensland"""
_COUNTRIES = """afghanistan afghan albania albanian algeria algerian andorra angola angolan argentina argentine argentinian armenia armenian austria austrian
azerbaijan bahrain bangladesh bangladeshi belarus belgium belgian bolivia bolivian bosnia botswana bulgaria bulgarian cambodia cambodian cameroon chile
chilean china chinese colombia colombian congo congolese croatia croatian cuba cuban cyprus czechia czech denmark danish ecuador ecuadorian egypt egyptian
estonia estonian ethiopia ethiopian finland finnish france french georgia georgian ghana ghanaian greece greek guatemala guatemalan haiti honduras hungary
hungarian iceland icelandic indonesia indonesian iran iranian iraq iraqi ireland irish israel israeli italy italian jamaica jamaican japan japanese jordan
kazakhstan kosovo kuwait laos latvia latvian lebanon lebanese liberia libya libyan lithuania lithuanian luxembourg madagascar malawi malaysia malaysian mali
malta maltese mauritius mexico mexican moldova moldovan mongolia montenegro morocco moroccan mozambique myanmar namibia nepal nepalese netherlands dutch
nicaragua nicaraguan niger nigeria nigerian norway norwegian oman pakistan pakistani panama panamanian paraguay peru peruvian philippines philippine filipino
poland polish portugal portuguese qatar romania romanian russia russian rwanda rwandan senegal senegalese serbia serbian singapore singaporean slovakia slovak
slovenia slovenian somalia somali spain spanish sudan sudanese sweden swedish switzerland swiss syria syrian taiwan taiwanese tanzania tanzanian thailand thai
tunisia tunisian turkey turkish uganda ugandan ukraine ukrainian uruguay uruguayan uzbekistan venezuela venezuelan vietnam vietnamese yemen zambia zambian
zimbabwe zimbabwean danes finns swedes spaniards belgians italians austrians"""
_TWO_WORDS = """new zealand|south africa|south african|south korea|south korean|north korea|saudi arabia|saudi arabian|united arab emirates|
sri lanka|sri lankan|costa rica|dominican republic|el salvador|hong kong|papua new guinea|puerto rico|sierra leone|ivory coast|
new york|new jersey|new mexico|new hampshire|north carolina|south carolina|north dakota|south dakota|west virginia|
washington state|rhode island|new south wales|british columbia|nova scotia"""

ORDINALS: Final = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh")
_ORDINAL: Final = rf"(?:{'|'.join(ORDINALS)}|D\.?C\.?|\d{{1,2}}(?:st|nd|rd|th|d))"
_CIRCUITS = re.compile(rf"\b({_ORDINAL}(?:(?:, (?:and |or )?| and | or ){_ORDINAL})*) (?:circuits?\b|cir\.)", re.IGNORECASE)
_ONE_CIRCUIT = re.compile(_ORDINAL, re.IGNORECASE)
SAME_LETTERS = 4
_IRREGULAR = {
    "french": "france", "spanish": "spain", "irish": "ireland", "swiss": "switzerland", "polish": "poland", "danish": "denmark", "finnish": "finland",
    "dutch": "netherlands", "greek": "greece", "swedish": "sweden", "turkish": "turkey", "thai": "thailand", "czech": "czechia", "slovak": "slovakia",
    "norwegian": "norway", "danes": "denmark", "finns": "finland", "swedes": "sweden", "spaniards": "spain",
    "filipino": "philippines", "philippine": "philippines", "afghan": "afghanistan", "argentine": "argentina", "welsh": "wales",
}  # fmt: skip
# These are country codes or words depending on capitals.
_CASED = {"US", "UK", "EU"}
# Names that are also ordinary words or parts of other names in this field: names with a capital alone.
_AMBIGUOUS = {"turkey", "jordan", "georgia", "polish", "chad"}
_CAPITALISED = re.compile(rf"\b(?:{'|'.join(sorted(name.title() for name in _AMBIGUOUS))})\b")


@cache
def _covered_patterns() -> dict[str, re.Pattern[str]]:
    patterns = {}
    for code, names in COVERED.items():
        cased = [re.escape(n) for n in names if n in _CASED]
        loose = [rf"(?i:{re.escape(n)})" for n in names if n not in _CASED]
        # The Council of Europe is no body of the European Union.
        patterns[code] = re.compile(r"(?<![\w.])(?<!Council of )(?<!council of )(?:" + "|".join(cased + loose) + r")s?(?!\w)")
    return patterns


@cache
def _name_words() -> frozenset[str]:
    """Return the words of which the name of a state or country without a code has at least one."""
    return frozenset(re.findall(r"\w+", f"{_STATES} {_COUNTRIES} {_TWO_WORDS}")) | _AMBIGUOUS


def _may_name_place(text: str) -> bool:
    """Tell whether a text has a word of the name of a state or country without a code; most have none, and the patterns take a hundred times as long."""
    return not _name_words().isdisjoint(re.findall(r"\w+", text.lower()))


@cache
def _other_pattern() -> re.Pattern[str]:
    two = "|".join(re.escape(n.strip()) for n in _TWO_WORDS.replace("\n", "").split("|"))
    one = "|".join(sorted({*_STATES.split(), *_COUNTRIES.split()} - _AMBIGUOUS, key=len, reverse=True))
    return re.compile(rf"(?i)(?<!\w)({two}|{one})(?!\w)")


def jurisdictions_named(question: str) -> tuple[str, ...]:
    """Return the codes of the covered jurisdictions that a question names, in the contract's order."""
    return tuple(code for code, pattern in _covered_patterns().items() if pattern.search(question))


def other_places_named(question: str) -> tuple[str, ...]:
    """Return the names of countries and states in a question for which there is no code, as written."""
    if not _may_name_place(question):
        return ()
    without = question
    for pattern in _covered_patterns().values():
        without = pattern.sub(" ", without)
    found = [*(m.group() for m in _other_pattern().finditer(without)), *_CAPITALISED.findall(without)]
    return tuple(dict.fromkeys(name for name in found if name.lower() not in IMPLIED))


def home(place: str) -> str:
    """Return the code of the covered jurisdiction whose law holds in a state or country without a code of its own ("Texas": US), or an empty text."""
    return next((code for code, names in _HOMES.items() if place.lower() in names), "")


def homes(places: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of the covered jurisdictions whose law holds in some states and countries, each once."""
    return tuple(dict.fromkeys(filter(None, map(home, places))))


def same_place(one: str, other: str) -> bool:
    """Tell whether two names are of one place, as "Peru" and "Peruvian" are."""
    return _noun(one) == _noun(other)


@cache
def _noun(place: str) -> str:
    """Return the country that an adjective belongs to: the longest shorter name that it goes on from; any other name as it is."""
    name = place.lower()
    if name in _IRREGULAR:
        return _IRREGULAR[name]
    shared = {noun: _shared(name, noun) for noun in _COUNTRIES.split() if len(noun) < len(name)}
    noun = max(shared, key=lambda n: (shared[n], -len(n)), default=name)
    return noun if re.search(r"(?:n|ese|i)$", name) and shared.get(noun, 0) >= SAME_LETTERS else name.removesuffix("n") if " " in name else name


def names_of(place: str) -> tuple[str, ...]:
    """Return the words for a state or country without a code and for what belongs to it: "Irish" and "Ireland"; nothing for any other word."""
    if not other_places_named(place):
        return ()
    return tuple(dict.fromkeys((place.lower(), *(name for name in _COUNTRIES.split() if same_place(name, place)))))


def _shared(one: str, other: str) -> int:
    """Return how many letters two names have in common from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def without_places(question: str) -> str:
    """Return a question with the names of covered jurisdictions and of their cities blanked, so that only its subject is left."""
    for pattern in _covered_patterns().values():
        question = pattern.sub(" ", question)
    return _CITY.sub(" ", question)


@cache
def _seat() -> re.Pattern[str]:
    names = "|".join(sorted((name for homes in _HOMES.values() for name in homes), key=len, reverse=True))
    firm = r"(?:company|companie|firm|businesse|provider|platform|host|app|operator|isp|marketplace|web ?site|social network|search engine|telecom|carrier)s?"
    return re.compile(rf"\b(?:{names})[- ](?=(?:\w+ )?{firm}\b)", re.IGNORECASE)


def without_seats(question: str) -> str:
    """Return a question without the state where a company has its seat ("an Irish platform"), where that state has the law of a covered jurisdiction."""
    return _seat().sub("", question) if _may_name_place(question) else question


def circuits_named(text: str) -> frozenset[str]:
    """Return the US courts of appeals that a text names by number ("the Second, Fourth and 9th Circuits"), as ordinals; DC for that of the District."""
    return frozenset(_ordinal(m.group()) for named in _CIRCUITS.finditer(text) for m in _ONE_CIRCUIT.finditer(named[1]))


def listed_courts(names: Collection[str]) -> str:
    """Return some courts of appeals in their order with what they do: "the Second Circuit holds", "the Third and Fifth Circuits hold"."""
    ordered = sorted(names, key=lambda name: ORDINALS.index(name) if name in ORDINALS else len(ORDINALS))
    if len(ordered) == 1:
        return f"the {ordered[0]} Circuit holds"
    return f"the {', '.join(ordered[:-1])} and {ordered[-1]} Circuits hold"


def without_circuits(text: str) -> str:
    """Return a text without the US courts of appeals that it names by number."""
    return " ".join(_CIRCUITS.sub(" ", text).split())


def _ordinal(word: str) -> str:
    if word[0].isdigit():
        number = int(re.match(r"\d+", word).group())  # type: ignore[union-attr]
        return ORDINALS[number - 1] if 0 < number <= len(ORDINALS) else word
    return "D.C." if word[:1] in "Dd" else word.capitalize()
