"""Route: citations and names in a question, resolved straight to provisions before anything is searched.

Ambiguity resolves to nothing: "article 18" alone could be of three laws, so it
is left to the search; "section 66 OSA" is one place. A citation whose work or
section is not in the corpus is reported as unresolved, so that the answer can
say so instead of telling something near it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.document import Source
from ingest.pinpoint import UNITS, Pinpoint
from qa.called import parties, spoken_of, the_ruling, without_year, year_behind
from qa.glossary import IMPLIED
from qa.places import homes, jurisdictions_named, other_places_named

_NUM = r"\d+[A-Za-z]{0,2}(?:[.\-–]\d+)?"
_SUBS = r"(?:\s?\((?:[0-9]{1,3}|[A-Za-z]{1,4}|[a-z]\.\d)\))*"
_US = re.compile(
    rf"\b(?P<title>\d{{1,2}})\s*(?P<code>U\.?\s?S\.?\s?C\.?(?:A\.?)?|C\.?\s?F\.?\s?R\.?)\s*(?:§+\s*|(?:section|sec\.?)\s+)?(?P<number>{_NUM})(?P<subs>{_SUBS})",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf"(?:(?<![\w'’.])(?P<unit>§+|sections?|secs?\.?|ss?\.?|articles?|arts?\.?|recitals?|regs?\.?|rule|paras?\.?|paragraphs?)\s*)(?P<number>{_NUM})(?P<subs>{_SUBS})"
    rf"(?:\s*(?:-|–|to|and)\s*(?P<last>\d+[A-Za-z]?)(?!\w))?(?!\d*/\d)"
    r"(?!\d|\s*+(?:-\s*+)?(?:hours?|days?|weeks?|months?|years?|percent|per cent|%|million|billion|users?)\b)",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w./])(?!\d+(?:st|nd|rd|th)\b)(?P<number>\d{{3,4}}[A-Z]{{1,2}})(?P<subs>{_SUBS})(?!\w)", re.IGNORECASE)
# "PIPEDA 7(3)(c.1)": a number with brackets is a place where a work is named beside it.
_NUMBERED = re.compile(r"(?<![\w./(])(?P<number>\d{1,4}[A-Za-z]?)(?P<subs>(?:\s?\((?:[0-9]{1,3}|[A-Za-z]{1,4}|[a-z]\.\d)\))+)(?!\w)")
# "art 6 para 1 lit c", "section 2258A subsection (e)": the levels as words.
_LEVEL = re.compile(
    r"(?:(?<=[0-9)])|(?<=[0-9][A-Z])|(?<=[0-9][A-Z]{2}))\s*,?\s+(?:para\.?|paragraph|subsection|subs\.?|subparagraph|point|lit\.?|letter)"
    r"\s*\(?(?P<sub>\d{1,2}|[a-z]{1,2}(?:\.\d)?)\)?(?!\w)",
    re.IGNORECASE,
)
# "Schedule 13, paragraph 4(1)": the paragraph is a place of its own there, no level of a section.
_SCHEDULE = re.compile(
    rf"(?<![\w'’.])sch(?:ed(?:ule)?)?\.?\s*(?P<schedule>\d{{1,3}}[A-Z]{{0,2}})(?:\s*,?\s*(?:paragraphs?|paras?\.?)\s*(?P<number>{_NUM})(?P<subs>{_SUBS}))?(?!\w)",
    re.IGNORECASE,
)
_EU_ACT = re.compile(
    r"\b(?:Regulation|Reg\.?|Directive|Decision)\s*(?:\((?:EU|EC)\)\s*)?(?:No\.?\s*)?(?P<number>\d{2,4}/\d{2,4})(?:/(?:EC|EU|JHA))?", re.IGNORECASE
)
_PUB_L = re.compile(r"\b(?:Pub\.?\s*L\.?|Public\s+Law|P\.L\.)\s*(?:No\.?\s*)?(?P<number>\d{2,3}[-–]\d{1,3})", re.IGNORECASE)
_ITS_YEAR = re.compile(r"(?:,? of|,)? \(?(?P<year>(?:19|20)\d\d)(?!\d)\)?")
# What a pattern that makes no difference of capitals takes for an i, a k or an s.
_FOLDED = re.compile("[İıſ\u212a]")
_NOTE = re.compile(r" \([^()]*\)$")


@dataclass(frozen=True, slots=True)
class Place:
    """One provision of the corpus, as the router knows it."""

    passage_id: str
    document_id: str
    source_id: str
    pinpoint: Pinpoint


@dataclass(frozen=True, slots=True)
class Route:
    """What a question names: places resolved to passages, works, jurisdictions, and what could not be resolved.

    ``leaning`` adds the jurisdictions that bodies named in the question belong to (Ofcom: GB); they rank, they do not filter.
    ``namesakes`` are the works that differ by their year alone from one that is named with its year.
    """

    passages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    leaning: tuple[str, ...] = ()
    other_places: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        """Whether the question names a place or a work that the corpus holds."""
        return bool(self.passages or self.sources)


@dataclass(frozen=True, slots=True)
class _Named:
    """The works that a text names, the words that name them, the text with those words blanked, and acts of a year that no source has."""

    works: frozenset[str]
    mentions: tuple[str, ...]
    rest: str
    unknown: tuple[str, ...]


class Router:
    """Resolves names and citations against the sources and places of one index."""

    def __init__(self, sources: Mapping[str, Source], places: Iterable[tuple[str, str, Pinpoint]]) -> None:
        """Take the sources by document id and the (passage id, document id, pinpoint) of every passage."""
        self._sources = {source.id: source for source in sources.values()}
        self._places = tuple(Place(pid, did, sources[did].id, pinpoint) for pid, did, pinpoint in places)

    @cached_property
    def _by_number(self) -> dict[str, tuple[Place, ...]]:
        found: dict[str, list[Place]] = {}
        for place in self._places:
            for locator in place.pinpoint.locators[:1]:
                found.setdefault(locator.number.lower(), []).append(place)
        return {number: tuple(places) for number, places in found.items()}

    @cached_property
    def _numbered(self) -> frozenset[str]:
        """The works that are cited by number."""
        return frozenset(place.source_id for places in self._by_number.values() for place in places)

    @cached_property
    def _names(self) -> tuple[tuple[str, re.Pattern[str], frozenset[str]], ...]:
        """What finds each name, the longest first: letters that it cannot do without, its pattern, and the works that have it."""
        owners: dict[str, set[str]] = {}
        for source in self._sources.values():
            title = (source.title,) if _is_name(source.title) else ()
            for name in (source.citation, *_without_note(source.citation), *title, source.short, *source.aliases):
                if len(name) >= 3:
                    owners.setdefault(" ".join(name.lower().split()), set()).add(source.id)
        ordered = sorted(owners, key=len, reverse=True)
        named = [(_essential(name), re.compile(rf"(?<!\w){_loosely(name)}(?!\w)", re.IGNORECASE), frozenset(owners[name])) for name in ordered]
        return (*named, *self._parties())

    def _parties(self) -> Iterator[tuple[str, re.Pattern[str], frozenset[str]]]:
        """Yield what names a case by one party, as "the Harish case" and "held in Maher" do."""
        owners: dict[str, set[str]] = {}
        for source in self._sources.values():
            for party in parties(source.citation) if source.kind == "case" else ():
                owners.setdefault(party, set()).add(source.id)
        for party, ids in owners.items():
            yield _essential(party.lower()), spoken_of(party), frozenset(ids)

    def route(self, question: str) -> Route:
        """Find every work and place that a question names."""
        question = _in_brackets(question)
        named = self._works(question)
        works, mentions, rest = named.works, list(named.mentions), named.rest
        numbered = works & self._numbered
        passages: list[str] = []
        unresolved: list[str] = []
        cited: set[str] = set()
        citations: list[str] = []
        # "Does the BKA get Article 18 reports?" names an office whose pages have no articles: it does not say whose article.
        # The section of an act that no source is could be one of any other.
        for text, candidates in self._citations(question, rest, numbered, named.mentions) if works or not named.unknown else []:
            mentions.append(text)
            citations.append(text)
            if candidates is None:
                unresolved.append(text)
                continue
            passages += [place.passage_id for place in candidates]
            cited |= {place.source_id for place in candidates}
        if cited and cited.isdisjoint(works):  # a place of another law than those named, which are asked about too
            cited |= numbered
        unresolved += [*self._unknown_acts(rest), *named.unknown]
        jurisdictions, others = jurisdictions_named(rest), other_places_named(rest)
        return Route(
            passages=tuple(dict.fromkeys(passages)),
            sources=tuple(sorted(cited or works)),
            unresolved=tuple(dict.fromkeys(unresolved)),
            jurisdictions=jurisdictions,
            leaning=tuple(dict.fromkeys([*jurisdictions, *_implied(question), *homes(others)])),
            other_places=others,
            mentions=tuple(dict.fromkeys(mentions)),
            citations=tuple(dict.fromkeys(citations)),
            namesakes=tuple(sorted(set(self._other_years(named, jurisdictions)))),
        )

    def resolve(self, citation: str) -> tuple[Place, ...]:
        """Return the places that a citation names, or none; a section stands for everything inside it."""
        written, citation = citation, _in_brackets(citation)
        # As it is written first: in "sch 13 para 4(1)" the paragraph is no level of a section.
        for exact in (Pinpoint.parse(written), Pinpoint.parse(citation)):
            found = tuple(place for place in self._places if exact.contains(place.pinpoint))
            if found:
                return found
        named = self._works(citation)
        if named.unknown:
            return ()
        works, rest = named.works, named.rest
        places: list[Place] = []
        for _, candidates in self._citations(citation, rest, works, named.mentions):
            if candidates is None:
                return ()
            places += candidates
        if places:
            return tuple(dict.fromkeys(places))
        if works and not _PLACE.search(citation) and not list(self._unknown_acts(rest)):
            return tuple(place for place in self._places if place.source_id in works)
        return ()

    def _works(self, question: str) -> _Named:
        works: set[str] = set()
        mentions: list[str] = []
        unknown: list[str] = []
        rest = question
        asked_of = (*jurisdictions_named(question), *_implied(question))
        # To look for letters takes a hundredth of the time that a pattern does; only these few characters pass for letters that they are not.
        letters = "" if _FOLDED.search(question) else question.lower()
        for essential, pattern, owners in self._names:
            if letters and essential not in letters:
                continue
            for m in list(pattern.finditer(rest)):
                owned = self._namesakes(m.group(), asked_of, owners) or self._meant(owners, question)
                if not owned:
                    continue
                year = year_behind(rest, m.group(), m.end(), [self._sources[i].citation for i in owned])
                if year:
                    owned = self._beginning(f"{m.group()} {year.year}")
                end = year.end if year else self._with_year(rest, m.end(), owned)
                works |= owned
                (mentions if owned else unknown).append(rest[m.start() : end])
                rest = rest[: m.start()] + " " * (end - m.start()) + rest[end:]
        return _Named(frozenset(works), tuple(mentions), rest, tuple(unknown))

    def _meant(self, owners: frozenset[str], question: str) -> frozenset[str]:
        """Return the works that a name is of, and of several rulings with one party the one that is meant."""
        if len(owners) > 1 and all(self._sources[i].kind == "case" for i in owners):
            return the_ruling({i: self._sources[i].citation for i in owners}, question)
        return owners

    def _other_years(self, named: _Named, asked_of: Sequence[str]) -> Iterator[str]:
        """Yield the works, of places that are not asked about, whose name differs from one that is mentioned by its year alone."""
        for name in named.mentions:
            if (short := without_year(name)) != name:
                yield from (i for i in self._beginning(f"{short} ") - named.works if self._sources[i].jurisdiction not in asked_of)

    def _namesakes(self, name: str, asked_of: Sequence[str], owners: frozenset[str]) -> frozenset[str]:
        """Return the works of the places asked about whose citation begins with a name that is another's: Australia has an Online Safety Act too."""
        if not asked_of or any(self._sources[i].jurisdiction in asked_of for i in owners):
            return frozenset()
        return frozenset(i for i in self._beginning(f"{name} ") if self._sources[i].jurisdiction in asked_of)

    def _beginning(self, name: str) -> frozenset[str]:
        """Return the works whose citation begins with some words."""
        return frozenset(source.id for source in self._sources.values() if source.citation.lower().startswith(name.lower()))

    def _with_year(self, rest: str, end: int, owners: frozenset[str]) -> int:
        """Return where a name ends with the year of its work, if that follows, as in "Carpenter (2018)": it is no year that is asked about."""
        m = _ITS_YEAR.match(rest, end)
        return m.end() if m and any(m["year"] in self._sources[i].citation for i in owners) else end

    def _citations(self, question: str, rest: str, works: frozenset[str], names: Sequence[str]) -> list[tuple[str, list[Place] | None]]:
        """Return each citation in the question with the places it resolves to; None where it names a place that is not there."""
        found: list[tuple[str, list[Place] | None]] = []
        taken: list[tuple[int, int]] = []
        for m in _US.finditer(question):
            code = "C.F.R." if "F" in m["code"].upper() else "U.S.C."
            work = f"{m['title']} {code}"
            found.append((m.group().strip(), self._inside(m["number"], m["subs"], lambda p, w=work: p.pinpoint.work == w)))
            taken.append(m.span())
        for m in _SCHEDULE.finditer(question):
            scheduled = self._scheduled(m, works)
            if works or scheduled:
                found.append((" ".join(m.group().split()), scheduled))
                taken.append(m.span())
        for pattern in (_PLACE, _BARE, _NUMBERED) if works else (_PLACE, _BARE):
            for m in pattern.finditer(question):
                if any(start < m.end() and m.start() < end for start, end in taken):
                    continue
                places = self._place(m, works)
                if places is None and works and not _adjoins(question, m, names):
                    places = self._place_beside(m, works, jurisdictions_named(rest))
                if places is not _UNKNOWN:
                    found.append((" ".join(m.group().split()), places))
                    taken.append(m.span())
        return found

    def _scheduled(self, m: re.Match[str], works: frozenset[str]) -> list[Place] | None:
        """Return the places of a schedule, or of one paragraph of it."""
        wanted = tuple(sub.lower() for sub in (m["number"], *re.findall(r"\(([^)]+)\)", m["subs"] or "")) if sub)
        inside = (place for place in self._by_number.get(m["schedule"].lower(), ()) if _lower(place.pinpoint)[: len(wanted)] == wanted)
        return [place for place in inside if place.pinpoint.locators[0].unit == "sch" and (not works or place.source_id in works)] or None

    def _place(self, m: re.Match[str], works: frozenset[str]) -> list[Place] | None:
        groups = m.groupdict()
        unit = (groups.get("unit") or "§").lower().rstrip(".").removesuffix("s") or "s"
        units = {u for u, spellings in UNITS.items() if unit in spellings or unit == u.lower()} | (
            {"§", "s"} if unit in {"§", "s", "section", "sec"} or (unit in UNITS["para"] and groups["subs"]) else set()
        )  # Canadians call s 7(3)(c.1) a paragraph

        def fits(place: Place) -> bool:
            return place.pinpoint.locators[0].unit in units and (not works or place.source_id in works)

        places = self._inside(groups["number"], groups["subs"] or "", fits)
        last = groups.get("last")
        if last and places is not None:
            places = [*places, *(self._inside(last, "", fits) or [])]
        if works:
            return places
        if places is None:
            # A bare number such as "1080P" is no citation; a section that no law here has is one that cannot be resolved.
            return None if "unit" in groups and unit in {"§", "s", "section", "sec"} else _UNKNOWN
        return places if len({place.pinpoint.work for place in places}) == 1 else _UNKNOWN

    def _place_beside(self, m: re.Match[str], works: frozenset[str], named: Sequence[str]) -> list[Place] | None:
        """Return the places of another law of the same countries that a citation may mean; ``_UNKNOWN`` for what is none, such as "100m"."""
        if not m.groupdict().get("unit") and m.group() == m.group().lower():
            return _UNKNOWN
        codes = {*named, *(self._sources[work].jurisdiction for work in works)}
        others = frozenset(source.id for source in self._sources.values() if source.jurisdiction in codes and source.id not in works)
        places = self._place(m, others) if others else None
        return places if places and len({place.pinpoint.work for place in places}) == 1 else None

    def _inside(self, number: str, subs: str, fits: object) -> list[Place] | None:
        assert callable(fits)
        same = [place for place in self._by_number.get(number.lower(), ()) if fits(place)]
        if not same:
            return self._respelt(number, subs, fits)
        wanted = tuple(sub.lower() for sub in re.findall(r"\(([^)]+)\)", subs))
        for depth in range(len(wanted), -1, -1):
            inside = [p for p in same if _lower(p.pinpoint)[:depth] == wanted[:depth]]
            if not inside:
                continue
            if depth == len(wanted):
                return inside
            # "(e)(9)": where (e) is told as one piece, it answers; where (e)(1) and (e)(2) are told apart, (9) does not exist.
            whole = [p for p in inside if len(_lower(p.pinpoint)) == depth and depth > 0]
            deeper = [p for p in inside if len(_lower(p.pinpoint)) > depth]
            return whole if whole and not deeper else None
        return None

    def _respelt(self, number: str, subs: str, fits: object) -> list[Place] | None:
        """Read "66-70" as a range of sections and "6.1" as 6(1)."""
        dotted = re.fullmatch(r"(\d+)\.(\d+)", number)
        if dotted:
            return self._inside(dotted[1], f"({dotted[2]}){subs}", fits)
        first, _, last = number.replace("–", "-").partition("-")
        if not (first.isdecimal() and last.isdecimal() and 0 < int(last) - int(first) <= MAX_RANGE):
            return None
        found = [self._inside(str(n), "", fits) or [] for n in range(int(first), int(last) + 1)]
        return [place for places in found for place in places] or None

    def _unknown_acts(self, rest: str) -> Iterable[str]:
        """Yield EU acts and public laws that the question names and no source is."""
        for pattern in (_EU_ACT, _PUB_L):
            for m in pattern.finditer(rest):
                yield m.group().strip()


MAX_RANGE = 100
_UNKNOWN: list[Place] = []


def _without_note(citation: str) -> tuple[str, ...]:
    """Return "Law 12.965/2014" of "Law 12.965/2014 (Brazil)", where a number or a year tells it from others."""
    bare = _NOTE.sub("", citation)
    return (bare,) if bare != citation and any(c.isdigit() for c in bare) else ()


def _is_name(title: str) -> bool:
    """Tell a name ("Digital Services Act") from the heading of a section ("Reports", "Child abuse reporting"), whose words are everybody's."""
    return any(word[:1].isupper() or word[:1].isdigit() for word in title.split()[1:])


def _implied(question: str) -> Iterable[str]:
    for word in re.findall(r"[\w&']+", question.lower().replace("’", "'")):
        code = IMPLIED.get(word) or IMPLIED.get(word.removesuffix("'s"))
        if code:
            yield code


def _in_brackets(question: str) -> str:
    """Write the levels of a section as the statutes do: "2258A subsection (e)" as "2258A(e)"."""
    schedules = [m.span() for m in _SCHEDULE.finditer(question)]
    return _LEVEL.sub(lambda m: m.group() if any(start < m.start() < end for start, end in schedules) else f"({m['sub']})", question)


def _lower(pinpoint: Pinpoint) -> tuple[str, ...]:
    """Return the levels below a section or article, in brackets or as units of their own ("art 13 para 5")."""
    first, *deeper = pinpoint.locators
    return tuple(part.lower() for part in (*first.subs, *(part for locator in deeper for part in (locator.number, *locator.subs))))


def _adjoins(question: str, m: re.Match[str], names: Iterable[str]) -> bool:
    """Tell whether a name of a work stands right beside a citation, as in "section 79 of the POCSO Act" and "OSA s 66"."""
    before, after = question[: m.start()].rstrip(" ,("), question[m.end() :]
    return any(
        re.search(rf"(?<!\w){re.escape(name)}$", before) or re.match(rf"[\s,]*(?:(?:of|in|under)\s+)?(?:the\s+)?{re.escape(name)}(?!\w)", after)
        for name in names
    )


def _essential(name: str) -> str:
    """Return the longest run of plain letters and figures in a name of small letters: what any way of writing it has; empty where there is none."""
    return max(re.findall(r"[a-z0-9]+", name), key=len, default="")


def _loosely(name: str) -> str:
    """Match a name with any blanks, dashes, quotes and an optional 'the' or full stops as people type them."""
    pieces: Sequence[str] = re.split(r"[\s\-–]+", name)
    return r"[\s\-–]+".join(re.escape(piece).replace(r"\.", r"\.?").replace("§", "§?").replace("'", "['’]?") for piece in pieces)
