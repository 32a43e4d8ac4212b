"""Names EU acts as the EU prints them ("Regulation (EU) 2022/2065"), from their titles or CELEX numbers, and finds their pages.

A CELEX number is the sector (3 for acts, 0 for their consolidations), the year,
a letter for the kind and the number: 32022R2065. How an act is printed depends on
its kind and day:

    Regulation No 1                  before 1963 (until 1967 "Regulation No 136/66/EEC")
    Regulation (EEC) No 1408/71      until 2014, the year with two figures before 1999
    Regulation (EU) 2016/679         since 2015
    Directive 95/46/EC, 2002/58/EC   until 2014, the year with two figures before 1999
    Directive (EU) 2016/680          since 2015
    Decision No 1364/2006/EC         of the Parliament and the Council; 2000/520/EC of others, until 2014
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ingest.text import without_accents

SITE = "https://eur-lex.europa.eu"
_KINDS = {"R": "Regulation", "L": "Directive", "D": "Decision", "F": "Framework Decision", "H": "Recommendation"}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()} | {"Joint Action": "F"}
_ELI = {"Regulation": "reg", "Directive": "dir", "Decision": "dec", "Framework Decision": "dec_framw", "Recommendation": "reco"}

# The day from which acts are printed with the year first.
_YEAR_FIRST = 2015
_FOUR_FIGURES = 1999

_CELEX = re.compile(r"(?<![0-9A-Za-z])(?P<sector>[03])(?P<year>(?:19|20)\d\d|\d\d)(?P<letter>[RLDFH])(?P<number>\d{4})(?:-(?P<day>\d{8}))?(?![0-9])")

# The words for the kinds in the EU's languages, as _fold writes them.
_WORDS = {
    "Regulation": """regulation reglement verordnung reglamento regolamento regulamento verordening forordning forordningen asetus κανονισμοσ narizeni
        nariadenie rozporzadzenie rendelet rendelete uredba regulamentul регламент maarus regula reglamentas regolament rialachan""",
    "Directive": """directive directiva direttiva diretiva richtlinie richtlijn direktiv direktivet direktiivi οδηγια smernice smernica dyrektywa iranyelv
        iranyelve direktiva директива direktiiv direktyva treoir""",
    "Decision": """decision decisione decisao beschluss entscheidung besluit beschikking afgørelse beslut paatos αποφαση rozhodnuti rozhodnutie decyzja
        hatarozat hatarozata odluka sklep odlocba decizia решение otsus lemums sprendimas decizjoni cinneadh""",
    "Recommendation": "recommendation recommandation empfehlung recomendacion raccomandazione recomendacao aanbeveling",
}
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words.split()}
# A German or Dutch word may begin with more ("Durchfuhrungsverordnung").
_KIND = re.compile(rf"(?:{'|'.join(sorted(_KIND_OF, key=len, reverse=True))})(?!\w)")
_NO = r"(?:(?P<no>n|no|nr|n\.\s?o|n\s?°|nru|numer|αριθ|c|st|br|sz)\.?\s*(?=\d))?"
_TAIL = r"[a-zεκес]{2,8}(?:,\s?(?:euratom|ecsc|ec|eec))*"
_NUMBER = re.compile(rf"(?:\((?P<body>\w[\w ,]{{0,24}})\)\s*)?{_NO}(?P<first>\d{{1,4}})(?:/(?P<second>\d{{1,4}}))?(?:\s?/\s?(?P<tail>{_TAIL}))?(?!\d)")
_BRACKETED = re.compile(rf"\(\s*(?P<first>\d{{2,4}})/(?P<second>\d{{1,4}})/(?P<tail>{_TAIL})\s*\)")
_NICKNAME = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")
_BODIES = {"eu": "EU", "ec": "EC", "eec": "EEC", "euratom": "Euratom", "cfsp": "CFSP", "ecsc": "ECSC", "jha": "JHA"}
# The act's own kind stands early in its title, before the acts that it amends.
_EARLY = 160


@dataclass(frozen=True, slots=True)
class EuAct:
    """The kind and number of an EU act, the year 0 where it is not known.

    ``body`` is the community that made it ("EU", "EEC", "EU, Euratom") where the text says so;
    ``numbered`` tells "Decision No 1364/2006/EC" from "Decision 2000/520/EC"; ``variant`` is "_del" or "_impl" for delegated and implementing acts.
    """

    kind: str
    year: int
    number: int
    body: str = ""
    numbered: bool = False
    variant: str = ""
    day: date | None = None

    @property
    def citation(self) -> str:
        """The act as the EU prints its number."""
        body = self.body or self._usual_body()
        if self.kind == "Regulation":
            return self._regulation(body)
        if self.year >= _YEAR_FIRST:
            return f"{self.kind} ({body}) {self.year}/{self.number}"
        year = f"{self.year:04}" if self.year >= _FOUR_FIGURES else f"{self.year % 100:02}"
        if self.numbered:
            return f"{self.kind} No {self.number}/{year}/{body}"
        return f"{self.kind} {year}/{self.number}/{body}"

    def _regulation(self, body: str) -> str:
        if self.year >= _YEAR_FIRST:
            return f"Regulation ({body}) {self.year}/{self.number}"
        year = f"{self.year}" if self.year >= _FOUR_FIGURES else f"{self.year % 100:02}"
        if self.year < 1963:
            return f"Regulation No {self.number}"
        if self.year < 1968:
            return f"Regulation No {self.number}/{year}/{body}"
        return f"Regulation ({body}) No {self.number}/{year}"

    def _usual_body(self) -> str:
        """The community that the acts of a day name: until October 1993 the EEC, until November 2009 the EC."""
        if self.kind in ("Framework Decision", "Joint Action"):
            return "JHA"
        when = self.day or date(self.year or 1958, 7, 1)
        if when < date(1993, 11, 1):
            return "EEC"
        return "EC" if when < date(2009, 12, 1) else "EU"

    @property
    def short_number(self) -> str:
        """The number with its year in the order of print: 2016/679, 1408/71."""
        found = re.search(r"\d+/\d+", self.citation)
        return found.group() if found else str(self.number)

    @property
    def celex(self) -> str:
        """The act's CELEX number, or nothing where its year is not known."""
        return "" if not self.year else f"3{self.year:04}{_LETTERS[self.kind]}{self.number:04}"

    def url(self, consolidated: date | None = None) -> str:
        """The act's page: by its ELI where that follows from the number, else by its CELEX number."""
        regular = self.year >= _YEAR_FIRST or (self.year >= 1968 and self.kind in ("Regulation", "Directive"))
        if not regular:
            return f"{SITE}/legal-content/EN/TXT/?uri=CELEX:{self.celex}" if self.celex else SITE
        return f"{SITE}/eli/{_ELI[self.kind]}{self.variant}/{self.year}/{self.number}/{consolidated.isoformat() if consolidated else 'oj'}"


@dataclass(frozen=True, slots=True)
class Celex:
    """A CELEX number read: the act, and the day of the consolidation where it is one."""

    act: EuAct
    consolidated: date | None


def find_celex(text: str) -> Celex | None:
    """Return the first CELEX number of an act or a consolidation in a text (a file's name, a title)."""
    for found in _CELEX.finditer(text):
        year = int(found["year"])
        year += 0 if year > 99 else 1900 if year > 51 else 2000
        # Before the Treaty of Amsterdam the letter of framework decisions stood for joint actions.
        kind = "Joint Action" if found["letter"] == "F" and year < _FOUR_FIGURES else _KINDS[found["letter"]]
        return Celex(EuAct(kind, year, int(found["number"])), read_day(found["day"] or ""))
    return None


def read_day(text: str) -> date | None:
    """Return the day that eight figures write (20220528), or None where they write none."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{8}", text) else None
    except ValueError:
        return None


def read_title(title: str) -> EuAct | None:
    """Return the act whose own title this is; None where the title names its kind or its number in no known way."""
    title = _fold(title)
    kind = _KIND.search(title, 0, _EARLY)
    if kind is None:
        return None
    for found in _candidates(title, kind):
        act = _act(_KIND_OF[kind.group()], found.groupdict())
        if act is not None:
            return _refine(act, title[: kind.start()])
    return None


def title_kind(title: str) -> str | None:
    """Return the kind of act that a title names first, or None."""
    kind = _KIND.search(_fold(title), 0, _EARLY)
    return _KIND_OF[kind.group()] if kind else None


def _fold(title: str) -> str:
    """Write a title in small letters without accents."""
    return " ".join(without_accents(title).lower().replace("ς", "σ").split())


def _candidates(title: str, kind: re.Match[str]) -> Iterator[re.Match[str]]:
    """Yield what may be the number: behind the kind, before it (as Hungarian writes), in brackets at the end, or further behind."""
    rest = kind.end() + len(title[kind.end() :]) - len(title[kind.end() :].lstrip(" ,"))
    behind = _NUMBER.match(title, rest)
    yield from [behind] if behind else []
    yield from (m for m in _NUMBER.finditer(title, 0, kind.start()) if m["second"])
    yield from reversed(list(_BRACKETED.finditer(title)))
    following = _KIND.search(title, kind.end())
    # "... of the Parliament and the Council (EU) 2016/679", as Czech and Polish write
    far = _NUMBER.finditer(title, kind.end(), following.start() if following else len(title))
    yield from (m for m in far if m["second"] and (m["body"] or m["tail"]))


def _refine(act: EuAct, before: str) -> EuAct:
    if re.search("framework|rahmen|kader", before) and act.kind == "Decision":
        act = replace(act, kind="Framework Decision")
    variant = "_del" if "delegated" in before else "_impl" if "implementing" in before else ""
    return replace(act, variant=variant)


def _act(kind: str, found: dict[str, str | None]) -> EuAct | None:
    first, second, numbered = found["first"] or "", found["second"] or "", bool(found.get("no"))
    if not second:
        # "Regulation No 17" names no year; a bare figure elsewhere is no number of an act.
        return EuAct(kind, 0, int(first), numbered=True) if numbered and kind == "Regulation" else None
    year, number = _order((first, second), numbered)
    return EuAct(kind, year, int(number), _body(found), numbered) if year else None


def _order(numbers: tuple[str, str], numbered: bool) -> tuple[int | None, str]:
    """Tell the year from the number: it stands last after "No", else first, unless only the other one can be a year."""
    years = [_year(n) for n in numbers]
    last = numbered if years[0] and years[1] else bool(years[1])
    return (years[1], numbers[0]) if last else (years[0], numbers[1])


def _year(text: str) -> int | None:
    value = int(text)
    if len(text) == 4 and 1952 <= value <= 2099:
        return value
    return 1900 + value if len(text) == 2 and value >= 52 else None


def _body(found: dict[str, str | None]) -> str:
    parts = [part.strip() for part in (found.get("body") or found["tail"] or "").split(",")]
    return ", ".join(_BODIES[part] for part in parts) if all(part in _BODIES for part in parts) else ""


def nickname(title: str) -> str:
    """Return the name that a title gives its act in brackets at its end ("Digital Services Act"), or nothing."""
    for words in reversed(_NICKNAME.findall(title)):
        if re.search(r"\d{2}|EEA|relevance|notified|codifi|authentic|recast|repealed|\bAct\b.*\bOJ\b", words, re.IGNORECASE) or len(words.split()) < 2:
            continue
        return " ".join(words.split()) if len(words) <= 120 else ""
    return ""


def plain_title(title: str) -> str:
    """Return a title that begins in capitals as the EU cites it: "Regulation (EU) 2022/2065 of the European Parliament and of the Council"."""
    words = title.split()
    small = next((i for i, word in enumerate(words) if any(c.islower() for c in word)), len(words))
    return " ".join([_plain_word(word, first=i == 0) for i, word in enumerate(words[:small])] + words[small:])


def _plain_word(word: str, *, first: bool) -> str:
    letters = re.sub(r"[^A-Za-z]", "", word)
    if not letters.isupper() or len(letters) < 2 or re.search(r"[\d()/]", word) or letters.lower() in _BODIES:
        return word
    return word.lower() if letters in {"OF", "THE", "AND", "ON", "FOR"} and not first else word.capitalize()
