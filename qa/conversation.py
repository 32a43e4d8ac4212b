"""Conversation: a follow-up made standalone, and the day a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.document import Kind
from qa.answer import Answer
from qa.asked import years
from qa.kinds import asks_rule
from qa.places import COVERED, circuits_named, jurisdictions_named, other_places_named, without_circuits

History = Sequence[tuple[str, Answer]]

_LEANS = re.compile(
    r"^\s*(?:and|but|or|so|also|then|what about|how about|what if|why|why not|since when"
    r"|is that|is it|are they|do they|does it|does that|can they|who else|anything else)\b"
    r"|\b(?:it|they|them|those|these|the former|the latter)\b(?!\s+(?:is|are) (?:illegal|legal|a crime|allowed|true)\b)",
    re.IGNORECASE,
)
# What refers to the talk wherever it stands in a question.
_REFERS = re.compile(
    r"^(?:ok(?:ay)?|right|well)\b[, ]+(?:and|but|so)\b"
    r"|\b(?:about|of|for|to|on|under|with|from|does|do|did|is|are|was|were|can|could|must|may|will|would) (?:that|this)(?=\s*(?:[,.?!;]|$|and\b|this year\b))"
    r"|\b(?:that|this|the (?:other|later|earlier|first|second|last|new|old)) one\b",
    re.IGNORECASE,
)
# What says that the talk turns to another subject.
_TURNS = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|right|so|now|but|and)\W+)*"
    r"(?:(?:a )?(?:totally |completely )?(?:different|another|new|unrelated|separate) (?:thing|topic|question|subject|story|q)(?: altogether| entirely)?"
    r"|unrelated|something else|switching (?:gears|topics?)|moving on|changing (?:the )?(?:subject|topic)|leave that|forget that|never ?mind that"
    r"|on another (?:note|subject|matter))\s*(?:[:,.;–—]|-(?=\s))\s*",
    re.IGNORECASE,
)
MAX_LEANING = 9
_OPENER = re.compile(r"^\s*+(?:and|but|so|also|then)?\s*+(?:what about|how about|what if)?\s*+", re.IGNORECASE)
_MONTHS = """january february march april may june july august september october november december""".split()
_AS_OF = re.compile(
    r"\b[Aa]s (?:of|at|it stood (?:on|in))\s+(?:(?P<iso>\d{4}-\d{2}-\d{2})|(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[A-Za-z]+)\.?\s+"
    r"(?:(?P<dayus>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>\d{4})|(?P<only>\d{4}))\b"
)


_SEASONS = {"spring": 4, "summer": 7, "autumn": 10, "fall": 10, "winter": 1, "early": 2, "mid": 7, "late": 11}
# "May" is no abbreviation, and "mar", "dec" and the like only are with a year behind them.
_NAMED_MONTH = rf"(?:(?P<month>{'|'.join(_MONTHS)}|{'|'.join(m[:3] for m in _MONTHS)}|sept|{'|'.join(_SEASONS)})\.?-?(?<!may-))"
# The 12 of "12 May 2024" and "May 12, 2024"; in "article 9 may" there is no day.
_FULL_MONTHS = "|".join(month if month != "may" else r"may(?=,? (?:19|20)\d\d)" for month in _MONTHS)
_DAY_OF_MONTH = re.compile(
    rf"\b[0-3]?\d(?:st|nd|rd|th)?(?: of)? (?=(?:{_FULL_MONTHS})\b)|\b(?P<month>{'|'.join(_MONTHS)}) [0-3]?\d(?:st|nd|rd|th)?(?=,? (?:19|20)\d\d\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"\bbefore (?:(?P<day>3[01]|[12]?\d) )?(?:{_NAMED_MONTH} )?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_TIME = (
    rf"(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?:(?P<day>3[01]|[12]?\d)(?:st|nd|rd|th)? )?(?:of )?"
    rf"(?:{_NAMED_MONTH}(?:,? |(?<=-))(?:(?P<dayus>3[01]|[12]?\d)(?:st|nd|rd|th)?,? )?)?(?P<year>(?:19|20)\d\d))(?![\w-])"
)
# "In June 2023", "at the end of 2024", and at the head of a question "June 2023:" or "Mid-2024, ...".
_EDGE = r"(?:at|by|towards?|until) the (?P<edge>end|close|start|beginning|outset) of"
_VERSION = r"(?:under|in|by) the (?P<version>version|text|wording|law|rules?) (?:of|from|as of|in)"
_IN = re.compile(rf"(?:\b(?:in|on|during|back in|{_EDGE}|{_VERSION}) |^(?=[^?]*?\d{{4}}[:,]))(?:the )?{_TIME}", re.IGNORECASE)
_ONLY_TIME = re.compile(rf"^(?P<at>(?:in|on|during) )?{_TIME}\W*$", re.IGNORECASE)
# Words that ask what the law is or was, and so make "in June 2023" the day asked about.
_PAST_RULE = re.compile(
    r"(?=.*\b(?:was|were|did|had|could)\b)(?=.*\b(?:laws?|fines?|penalty|penalties|rules?|required?|must|have to|preserve\w*|retain\w*|keep|kept|store|duty"
    r"|duties|limit|period|longest|maximum|minimum|still in force|oblig\w+|bound|allowed|permitted|supposed to|able to|legal|illegal|unlawful|banned)\b)",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\bhow (?:long|soon|quickly|fast|much|big|high)\b|\b(?:fine|penalty|penalties|deadline|punishment|duty|law) (?:for|to|on|of)\b", re.IGNORECASE
)
# Words that ask what happened then.
_HAPPENED = re.compile(
    r"\bhow many (?!days|months|years)|\breports? (?:did|were)|\b(?:decide|held|ruling|change[ds]?|gap|wanted|warned|proposals?)\b"
    r"|\bdid (?-i:[A-Z])[\w&'’-]+ (?:fine|penali[sz]e|sue|ban|block)\b|\bwhich (?:\w+ ){1,3}did\b.{0,60}?\b(?:kill|strike|annul|void|quash|overturn|uphold)\b"
    r"|\bdid\b(?!.*\bhave to\b).{0,60}?\b(?:find|propose|adopt|vote|announce|publish|suspend|receive|send|get|issue|rate|happen|begin|start|come|sign|pass"
    r"|reject|submit|file|make|impose|amend|extend|fall|rise|grow|drop|throw|stop|last|warn)\b"
    r"|\b(?:was|were)\b.{0,40}?\b(?:adopted|enacted|passed|signed|fined|sent|made|received|filed|published|proposed|rejected|suspended|extended|introduced|imposed"
    r"|issued|amended|struck|annulled|released)\b",
    re.IGNORECASE,
)
# "The rule brought back in summer 2026": the time is that of what was done.
_MADE = re.compile(
    r"\b(?:laws?|rules?|acts?|statutes?|codes?|regulations?|directives?|bills?|measures?|exceptions?|derogations?|permissions?)(?: \w+){0,2}"
    r" (?:brought|adopted|passed|revived|introduced|enacted|signed|published|proposed|made|issued|amended|renewed|restored|reinstated|launched)"
    r"(?: (?:back|in|out|anew|again|up))? ?$"
    # What was told of a penalty or a ruling then, too.
    r"|\b(?:fines?|penalt(?:y|ies)|rulings?|judge?ments?|decisions?)(?: [\w&'’-]+){0,3} (?:reported|announced|levied|made public|handed down) ?$",
    re.IGNORECASE,
)
# What asks, behind another day, for the law of today too.
_NOW_TOO = re.compile(
    r"\b(?:against|versus|vs|compared (?:to|with)|than|and)\b[^?]{0,60}\b(?:now|today|nowadays|currently|at present|these days)\b", re.IGNORECASE
)
_DUTY = re.compile(
    r"\b(?:report|notify|preserve|retain|keep|store|disclose|hand over|share|provide|monitor|scan|search|remove|take down|block|register|delete)\b",
    re.IGNORECASE,
)
_BREACH = re.compile(
    r"\b(?:if|when) (?:they|it|one|he|she|you|a \w+) (?:(?:do(?:es)?|did)(?: not|n['’]t)(?: do)?|(?:fail|refuse)s?(?: to(?: do)?)?)"
    r"(?: (?:so|that|it|this|comply))?(?=\W*$)|\bfor (?:not doing|failing to do) (?:so|that|it|this)(?=\W*$)",
    re.IGNORECASE,
)
_WHAT_THEN = re.compile(r"^(?:what (?:happens|follows|then)\s*)?(?=for failing)", re.IGNORECASE)
LAWS: tuple[Kind, ...] = ("statute", "treaty", "regulation")
_NOW = re.compile(r"^(?:today|now|currently|at present)\W*$", re.IGNORECASE)
_IN_YEAR = re.compile(r",? (?:in|for|during) (?:the year )?(?:19|20)\d\d\b(?!/)", re.IGNORECASE)
# What is asked of two countries before what is compared: "How do the US and the UK differ on".
_COMPARES = re.compile(
    r"^(?:how|in what way|where) do(?:es)? .{1,80}? (?:differ|compare|vary) (?:on|in|over|about|regarding|as to) "
    r"|^compare .{1,80}? (?:on|in|over|about|as to) ",
    re.IGNORECASE,
)
_WHY = re.compile(r"^(?:but )?why(?: is (?:that|this|it)(?: so)?| (?:must|do|should) they(?: do (?:so|that|it))?)?\W*$", re.IGNORECASE)


def standalone(question: str, history: History) -> str:
    """Return the question as it would be asked without its history; a question that stands alone comes back unchanged.

    A follow-up takes the earlier question's words; a country named now takes the place of one named then.
    """
    if not history:
        return question
    turned = _TURNS.match(question)
    if turned:
        return question[turned.end() :].strip() or question
    leans = _LEANS.search(question) or _BREACH.search(question)
    # A pronoun in a long question mostly refers to something in the question itself.
    length, added = len(question.split()), _added(question)
    if length <= 3 or _ONLY_TIME.match(added) or (leans and (leans.start() < 4 or length <= MAX_LEANING)) or _REFERS.search(question):
        return _joined(added, history)
    return question


def companion(question: str, history: History, standing: str) -> str:
    """Return the other reading of a follow-up that was made ``standing``: alone where that joins it to the earlier question, joined where not.

    An empty text where there is none: no question came before, this one says that it turns to another subject, or it is a time alone ("And in 2019?").
    """
    if not history or _TURNS.match(question) or _ONLY_TIME.match(_added(question)):
        return ""
    return _joined(_added(question), history) if standing == question else question


def _joined(added: str, history: History) -> str:
    """Return what is added to the earlier question; a country, a court, a year or a day named now takes the place of one named then."""
    answered = history[-1][1]
    earlier = answered.provenance.standalone_question or history[-1][0]
    if _NOW.match(added) or any(day.search(added) for day in (_IN, _AS_OF, _BEFORE)):
        earlier = " ".join(without_day(earlier).split())
    if years(added):
        earlier = _IN_YEAR.sub("", earlier)
    if circuits_named(added):
        earlier = without_circuits(earlier)
    law = _law_told(answered)
    if jurisdictions_named(added) or other_places_named(added):
        earlier = _without_places(_COMPARES.sub("", earlier.replace(f" under {law}", "")))
    elif law and (about := _on_the_duty(added, earlier)):
        day = day_named(earlier)
        return f"{about} under {law}{f', as of {day}' if day else ''}?"
    return f"{earlier.rstrip(' ?.!,')}, {added}"


def _added(question: str) -> str:
    """Return a follow-up without the words that only join it to what came before."""
    added = _OPENER.sub("", question).strip()
    time = _ONLY_TIME.match(added)
    return f"in {added}" if time and not time["at"] else added


def _law_told(answer: Answer) -> str:
    """Return the citation of the law that the summary of an answer rests on, a statute before a regulation; nothing where it rests on none."""
    cited = dict.fromkeys(citation.n for claim in answer.summary for citation in claim.citations)
    laws = {s.n: s for s in answer.sources if s.kind in LAWS}
    told = sorted((laws[n] for n in cited if n in laws), key=lambda s: LAWS.index(s.kind))
    return told[0].citation if told else ""


def _on_the_duty(question: str, earlier: str) -> str:
    """Return a question on the breach or the purpose of the duty that was asked about before; nothing for any other."""
    m = _DUTY.search(earlier)
    doing = m.group().lower() if m else "do so"
    if _WHY.match(question):
        return f"What is the purpose of the duty to {doing}" if m else ""
    if not _BREACH.search(question):
        return ""
    asked = _BREACH.sub(f"for failing to {doing}", question).rstrip(" ?.!")
    return _WHAT_THEN.sub("What is the penalty ", asked)


def _without_places(question: str) -> str:
    for names in (*COVERED.values(), other_places_named(question)):
        for name in sorted(names, key=len, reverse=True):
            flags = 0 if name in {"US", "UK", "EU"} else re.IGNORECASE
            question = re.sub(rf"(?:\b(?:in|under|of|within|from)\s+(?:the\s+)?)?(?<![\w.]){re.escape(name)}(?!\w)(?:'s\b)?", "", question, flags=flags)
    return " ".join(question.split()).replace(" ,", ",").replace(" ?", "?")


def without_day(question: str) -> str:
    """Return a question without the words that name its day, which limits the search and is no subject of it."""
    named = _named(question)
    return f"{question[: named.start]} {question[named.end :]}" if named else question


def without_day_of_month(question: str) -> str:
    """Return a question without the days in its dates: sentences that tell of a time name its month and year, and often no day."""
    return _DAY_OF_MONTH.sub(lambda m: m["month"] or "", question)


def day_named(question: str) -> date | None:
    """Return the day whose law a question asks for ("as of ...", "before May 2024", "What was the fine in 2020?"); a month or year stands for its first day.

    The years of figures and of events are no days of the law. A bare year in a question on the past stands for its middle.
    """
    named = _named(question)
    return named.day if named else None


def bare_year_named(question: str) -> int | None:
    """Return the year that alone names the day of the law ("as of 2030"); None where a month or a day is named too, or no day at all."""
    m = _AS_OF.search(question)
    return int(m["only"]) if m and m["only"] else None


@dataclass(frozen=True, slots=True)
class _Named:
    """A day, and where in a question it is named."""

    day: date
    start: int
    end: int


def _named(question: str) -> _Named | None:
    m = _AS_OF.search(question)
    if m is not None:
        first = _date(m["year"] or m["only"], m["month"], m["day"] or m["dayus"]) if not m["iso"] else _iso(m["iso"])
        return _Named(first, *m.span()) if first else None
    m = _BEFORE.search(question)
    if m is not None:
        first = None if _NOW_TOO.search(question, m.end()) else _date(m["year"], m["month"], m["day"])
        return _Named(first - timedelta(days=1), *m.span()) if first else None
    m = next((m for m in _IN.finditer(question) if _asks_law(question, m)), None)
    if m is None:
        return None
    day = _iso(m["iso"]) if m["iso"] else _day_within(m)
    return _Named(day, *m.span()) if day else None


def _day_within(m: re.Match[str]) -> date | None:
    """Return the day that a year, a month or a day stands for: the first of a month, the middle of a year, the last where the end of it is named."""
    first = _date(m["year"], m["month"], m["day"] or m["dayus"])
    if first is None or m["day"] or m["dayus"] or (m["month"] and not m["edge"]):
        return first
    if not m["edge"]:
        return first.replace(month=6, day=30)
    if m["edge"].lower() not in {"end", "close"}:
        return first
    months = first.month if m["month"] else 12
    return date(first.year + months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _asks_law(question: str, m: re.Match[str]) -> bool:
    """Tell whether a question asks for the law of a time, and not for what happened then; a time at its very end is added to ask for the law of it."""
    rest = f"{question[: m.start()]} {question[m.end() :]}"
    if _HAPPENED.search(rest) or _MADE.search(question[: m.start()]):
        return False
    if m["version"]:
        return True
    added = question[: m.start()].rstrip().endswith(",") and not question[m.end() :].strip(" ?.!")
    return added or bool(_PAST_RULE.search(rest)) or bool((m["month"] or m["iso"] or m["edge"]) and (asks_rule(rest) or _MEASURE.search(rest)))


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _date(year: str, month: str | None, day: str | None) -> date | None:
    try:
        return date(int(year), _month(month.lower()) if month else 1, int(day or 1))
    except ValueError:
        return None


def _month(name: str) -> int:
    """Return the number of a month, by its name or first letters, or of one in the middle of a season; 0 for any other word."""
    return _SEASONS.get(name) or next((n for n, month in enumerate(_MONTHS, 1) if month.startswith(name[:3])), 0)
