"""Another: the figure of one year, country or court is no answer about another.

A near miss of this kind shares every other word with what is asked, so the
weighing of likeness lets it pass: Verizon's requests of 2020 for those of 2015,
the courts that have ruled for one that has not. Here the sentences found must name
what the question names, or there is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from qa.asked import is_year, years
from qa.compose import JURISDICTIONS, courts_told
from qa.conversation import bare_year_named, day_named
from qa.figures import MONTH_NAMES, NUMBERS, written
from qa.kinds import UNNUMBERED, asks_rule
from qa.places import circuits_named, home, listed_courts, other_places_named, same_place
from qa.punished import no_case
from qa.retrieve import LEADING, POOL, WIDE, Evidence, Retrieval
from qa.terms import Concept, coverage
from qa.unheld import unheld
from qa.wanted import lacking

# How much less of the question a sentence of the right year may cover than the best one does, and still be about the same thing.
SLACK: Final = 0.1

_COUNT = re.compile(
    r"\bhow (?:many|much|often|big|large)\b|\b(?:count|total|number|volume|share|percentage)s? (?:of|for|in)\b|^numbers?\b|\bstatistics\b"
    r"|\bthe (?:number|count|figure|total)s?\b|\bnumbers?(?:,| pls| please|\?|$)",
    re.IGNORECASE,
)
# A vote is no count: "8-1" tells it.
_HOW_MANY = re.compile(r"\bhow many (?!days|hours|months|years|weeks|votes)|^\W*(?:the )?(?:number|count) of (?!days|hours|months|years|weeks)", re.IGNORECASE)
_HOW_MANY_DAYS = re.compile(r"\bhow many (?:days|hours|months|years|weeks)\b", re.IGNORECASE)
_PERIOD = re.compile(
    rf"\b(?:\d+|{'|'.join(NUMBERS)}|one|an?|each|every)[ -](?:\w+ )?(?:hour|day|week|month|year)s?\b"
    rf"|\bpermanent\w*|\blife\b|\buntil\b|{UNNUMBERED}",
    re.IGNORECASE,
)  # "promptly" and "for life" answer how many hours or years, too
_SHARE = re.compile(r"\b(?:percent|per cent|share|proportion)\b|%", re.IGNORECASE)
_MONEY = re.compile(r"\b(?:dollars|euros|pounds|shillings|reais|rupees)\b", re.IGNORECASE)
# Numbers that count nothing: of sections, of acts, of volumes, years and days of a month.
_CITED = re.compile(
    r"\b\d+ (?:U\.S|C\.F\.R|F\.)\S*"
    r"|(?:§§|\b(?:sections|articles|arts|ss|paragraphs)\b\.?) ?\d[\w.()-]*(?:(?:,| to| and| or|–){1,2} ?\d[\w.()-]*)*"
    r"|(?:§+|(?<!['’])\b(?:sections?|articles?|arts?|ss?|rules?|regs?|no|c|SI|paras?|paragraphs?|title|part|phase|chapter|v)\b\.?)"
    r" ?\d[\w.()/-]*"
    r"|\b(?:of|in|since|by|until|from|after|before) (?:19|20)\d\d\b"
    rf"|\b[0-3]?\d (?:{MONTH_NAMES})\b(?: (?:19|20)\d\d\b)?",
    re.IGNORECASE,
)
# A heading without a verb ("Verizon emergency requests, first half of 2015?") asks for the figure too.
_VERB = re.compile(
    r"\b(?:what|which|who|whose|did|do|does|is|are|was|were|must|can|could|may|might|shall|should|will|would|has|have|had|why|when|where)\b", re.IGNORECASE
)
# Whether a state has signed, not whether a text was.
_JOINED = re.compile(
    r"\b(?:has|have|did|is|hasn['’]t|isn['’]t) (?:[\w.]+ ){1,3}?(?:ever |yet |already |not )*"
    r"(?:sign|signed|ratif\w+|join|joined|accede|acceded|an? (?:party|member)|party) (?:up )?(?:to )?(?:the |this )?(?:\w+ ){0,3}?"
    r"(?:convention|protocol|treaty)\b",
    re.IGNORECASE,
)
_OF_A_COURT = re.compile(
    r"\b(?:hold|held|holds|rul(?:e|es|ed|ing)|decid\w+|decision|sid(?:e|es|ed|ing)|split|stand|stands|say|says|said"
    r"|view|views|position|camp|come down|comes down|law"
    r"|differ|opinion|follow\w*|think|thinks|precedent|picked|take|takes|took)\b",
    re.IGNORECASE,
)
_RULING_OF = re.compile(
    r"\b(?P<court>(?:supreme|high|constitutional|federal|top) court|court of (?:appeal|justice)|cjeu|ecthr)\b[^?]{0,60}?"
    r"\b(?:sa(?:y|ys|id)|h[eo]ld|rul(?:e|ed|ing)|decid(?:e|ed)|decision|found|struck|strike|think)\b",
    re.IGNORECASE,
)
_COURT = re.compile(r"\b(?:Court|CJEU|ECtHR|Circuit)\b")
_WHICH_THERE = re.compile(r"^\W*(?:who|which|what) (?:[\w-]+ ){1,3}(?:in|of|from) (?-i:[A-Z])", re.IGNORECASE)
_BODY_OF = re.compile(
    r"\b(?i:which|what|how (?:does|do|did)|where (?:does|do)|who is the|who's the|name of the)\b[^?]{0,20}?\b(?P<place>[A-Z]\w+)(?:['’]s)? (?:\w+ )?"
    r"(?:authority|regulator|agency|body|court|ministry|coordinator|office)\b"
)
_ASKS_AFTER = re.compile(r":(?= *(?:\w+\W+){4})")
_HALF = re.compile(
    r"\b(?P<first>first half|1st half|h1|1h|january (?:to|through|until|and|-|–) ?june|jan\.?(?: to |-|–)jun)"
    r"|\b(?P<second>second half|2nd half|h2|2h|july (?:to|through|until|and|-|–) ?december|jul\.?(?: to |-|–)dec)",
    re.IGNORECASE,
)
_SILENT_ON: Final = "Available sources do not say what holds in {}."
_TWO_YEARS = re.compile(r"\b(?:19|20)\d\d (?:vs\.?|versus|against|compared (?:to|with)|and|to) (?:\w+ )?(?:19|20)\d\d\b", re.IGNORECASE)
_RANGE = re.compile(r"\b((?:19|20)\d\d)(?:\s*[-–]\s*|\s+(?:to|and)\s+)((?:19|20)\d\d)\b")


def told_of_others(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    """Return the sentence that says so where the evidence tells only of other years, countries or courts than the question names; None where it may answer."""
    if not ranked:
        return None
    return (
        _other_circuits(retrieval, ranked)
        or _no_ruling(retrieval, ranked)
        or _no_party(retrieval, ranked)
        or _years_ahead(retrieval, ranked)
        or _no_period(retrieval, ranked)
        or no_case(retrieval, ranked)
        or unheld(retrieval, ranked)
        or lacking(retrieval, ranked)
        or _other_place(retrieval, ranked)
        or _other_figures(retrieval, ranked)
    )


def _other_circuits(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    # "A Seventh Circuit clerk asks: ..." asks nothing about that court.
    question = retrieval.question.rpartition(":")[2] if _ASKS_AFTER.search(retrieval.question) else retrieval.question
    asked = circuits_named(question) if _OF_A_COURT.search(question) else frozenset()
    if not asked:
        return None
    told = frozenset[str]().union(*map(courts_told, ranked[:POOL]))
    if asked & told:
        return None
    others = f"; those found tell what {listed_courts(told)}" if told else ""
    return f"Available sources do not tell what {listed_courts(asked)} on this{others}."


def _no_ruling(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    """What a court said is told only where one near the question tells of a court."""
    court = _RULING_OF.search(retrieval.question)
    if court is None or any(e.source.kind == "case" or _COURT.search(f"{e.text} {e.source.title}") for e in ranked[:POOL]):
        return None
    return f"Available sources tell of no ruling on this by the court named ({court['court']})."


def _no_party(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    """Whether a state has joined a treaty is told only where a sentence near the question names it."""
    asked = _JOINED.search(retrieval.question)
    named = retrieval.route.jurisdictions
    if asked is None or len(named) != 1 or any(re.search(rf"\b{JURISDICTIONS[named[0]]}\b", e.text) for e in ranked[:WIDE] if e.source.kind != "statute"):
        return None
    return f"Available sources do not tell whether or when {JURISDICTIONS[named[0]]} joined."


def _years_ahead(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    """What holds in a year to come is told only where a sentence names that year or a later one."""
    newest = max([retrieval.scope.as_of.year, *(e.source.text_as_of.year for e in ranked[:POOL] if e.source.text_as_of)])
    ahead = {year for year in _years_asked(retrieval) if int(year) > newest}
    if not ahead or _tells_from(min(ahead), ranked[:POOL]):
        return None
    return _SILENT_ON.format(_listed(sorted(ahead)))


def tells_of_later(retrieval: Retrieval, asked: Iterable[Concept], ranked: Iterable[Evidence]) -> bool:
    """Tell whether all years asked about are to come and a sentence names the last of them or a later one."""
    ahead = all(int(year.label) > retrieval.scope.as_of.year for year in asked)
    return ahead and _tells_from(max(year.label for year in asked), ranked)


def _tells_from(year: str, ranked: Iterable[Evidence]) -> bool:
    """Tell whether a sentence names a year or a later one: "until April 2028" tells of 2027 too."""
    return any(told >= year for e in ranked for told in _years_told(e.text))


def not_yet(question: str, ranked: Sequence[Evidence], today: date) -> str | None:
    """Return the sentence that says so where a question asks for the law as of a year to come, of which nothing found speaks; None for any other.

    A day ("as of 1 January 2030") is told the law as far as it is known, and the limitations say that it may change before then.
    """
    year = bare_year_named(question)
    if year is None or year <= today.year:
        return None
    known = _tells_from(str(year), ranked[:POOL])
    return None if known or any(e.source.valid_from and e.source.valid_from > today for e in ranked[:LEADING]) else _SILENT_ON.format(year)


def _other_place(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    """Of a country that no covered law holds in, no figure and no name is told where nothing speaks of it; nor is a body of any country."""
    question = retrieval.question
    if asks_rule(question):
        return None
    away = [place for place in other_places_named(question) if not home(place)]
    if away and not any(_spoken_of(place, ranked) for place in away):
        if _asks_figure(question, ranked):
            return f"Available sources give no such figure for the place named ({', '.join(away)})."
        if _WHICH_THERE.search(question):
            return f"Available sources do not tell that of the place named ({', '.join(away)})."
    body = _BODY_OF.search(question)
    places = other_places_named(body["place"]) if body else ()
    if places and not _spoken_of(places[0], ranked):
        return f"Available sources do not tell that of the place named ({places[0]})."
    return None


def _spoken_of(place: str, ranked: Sequence[Evidence]) -> bool:
    return any(same_place(place, other) for e in ranked[:WIDE] for other in other_places_named(e.text))


def _other_figures(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    question = retrieval.question
    if asks_rule(question) or not _asks_figure(question, ranked):
        return None
    others = _other_years(retrieval, ranked)
    if others:
        return f"Available sources give no such figure for {_listed(_years_asked(retrieval))}; those that come nearest are of {_listed(others)}."
    halves = _halves(question)
    if halves and (told := [_halves(e.text) for e in ranked[:LEADING] if written(e.text)]) and all(half and not half & halves for half in told):
        return "Available sources give no such figure for that half of the year, only for the other one."
    if _HOW_MANY.search(question) and not any(_counts(e.text, question) for e in ranked[:LEADING]):
        return "Available sources give no such figure, only what is said of it without one."
    return None


def _asks_figure(question: str, ranked: Sequence[Evidence]) -> bool:
    """Tell whether a question asks for a figure by its words, as a heading, or as the best of what was found lets one think."""
    return bool(_COUNT.search(question)) or not _VERB.search(question) or all(_counts(e.text, question) for e in ranked[:LEADING])


def _halves(text: str) -> frozenset[str]:
    """Return which halves of a year a text names: "first", "second"."""
    return frozenset(m.lastgroup or "" for m in _HALF.finditer(text))


def _no_period(retrieval: Retrieval, ranked: Sequence[Evidence]) -> str | None:
    if _HOW_MANY_DAYS.search(retrieval.question) and not any(_PERIOD.search(e.text) for e in ranked[:LEADING]):
        return "Available sources give no such period, only what is said of it without one."
    return None


def _counts(text: str, question: str) -> bool:
    """Tell whether a sentence has a number that counts something: no amount, no period, no section, nor users where other things are counted."""
    asked = {word.removesuffix("s") for word in re.findall(r"[a-z]+", question.lower())}
    figures = written(_CITED.sub(" ", text))
    if any(not figure.unit or set(figure.unit.lower().removesuffix("s").split()) <= asked for figure, _ in figures):
        return True
    return bool(figures) and (_MONEY.search(question) is not None or (_SHARE.search(question) is not None and any(f.unit == "%" for f, _ in figures)))


def _other_years(retrieval: Retrieval, ranked: Sequence[Evidence]) -> list[str]:
    """Return the years of the figures found where none of the same thing is of the year asked for; nothing where one is, or they are of no year."""
    wanted = frozenset(_years_asked(retrieval))
    dated = [_years_told(e.text) for e in ranked[:POOL] if written(e.text)]
    if not wanted or day_named(retrieval.question) or not all(dated[:LEADING]):
        return []
    if _TWO_YEARS.search(retrieval.question) and any(_years_told(e.text) & years(retrieval.question) for e in ranked[:LEADING]):
        return []  # "2024 vs 2025": what is told of one of them answers in part, and the year in a report's name is one of them
    names = {c.label for c in retrieval.asked if c.key and c.label in ranked[0].covered and not is_year(c.label)}
    alike = _covering(retrieval.asked)
    least = max(map(alike, ranked[:LEADING])) - SLACK
    of_them = [(rank, e) for rank, e in enumerate(ranked[:WIDE]) if _years_told(e.text) & wanted and names <= e.covered]
    if any(rank == 0 or alike(e) >= least for rank, e in of_them):
        return []
    of_others = [_years_told(e.text) for e in ranked[:WIDE] if written(e.text) and names <= e.covered and alike(e) >= least]
    return sorted(frozenset().union(*(of_others or dated[:LEADING])) - wanted)


def years_asked(retrieval: Retrieval) -> list[Concept]:
    """Return the years that a question asks about; that of "Online Safety Act 2023" is part of a name."""
    named = years(retrieval.question)
    return [c for c in retrieval.asked if is_year(c.label) and c.label in named]


def _years_asked(retrieval: Retrieval) -> list[str]:
    return sorted(c.label for c in years_asked(retrieval))


def _covering(asked: Iterable[Concept]) -> Callable[[Evidence], float]:
    concepts = [concept for concept in asked if not is_year(concept.label)]
    return lambda evidence: coverage(concepts, evidence.covered)


def _years_told(text: str) -> frozenset[str]:
    """Return the years that a sentence names, with those within a range ("2019-2022")."""
    within = (str(year) for first, last in _RANGE.findall(text) for year in range(int(first), int(last) + 1))
    return years(text).union(within)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
