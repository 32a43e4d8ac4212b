"""Mutants: true claims made false in one place, to see whether the verifier catches them.

Each kind changes what a model most likely gets wrong: a figure, a date, a
"not", "may" for "must", a dropped or turned exception, the one who acts, the
section's number, the country. ``python -m evals.mutants`` prints the table.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.catalogue import Catalogue
from ingest.embed import SentenceTransformerEmbedder
from qa.answer import Label
from qa.reader import Reader, reader_for
from qa.support import support

KINDS = ("figure", "date", "negation", "modality", "exception", "actor", "section", "jurisdiction")
MONTHS = "January February March April May June July August September October November December".split()

Change = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A true claim and what became of it when one thing in it was changed."""

    kind: str
    claim: str
    mutant: str
    passage: str


def mutants(pairs: Sequence[tuple[str, str]], seed: int = 20261122, sample: int = 300) -> Iterator[Mutant]:
    """Yield, for a seeded sample of (claim, passage) pairs, one mutant of every kind that the claim has something for."""
    chosen = sorted(set(pairs))
    rng = random.Random(seed)
    rng.shuffle(chosen)
    for claim, passage in chosen[:sample]:
        for kind, change in _CHANGES.items():
            made = change(claim, rng)
            if made != claim and made not in passage:
                yield Mutant(kind, claim, made, passage)


def _one(pattern: str, put: Callable[[re.Match[str], random.Random], str], *, flags: re.RegexFlag = re.NOFLAG) -> Change:
    """Return a change of one match of a pattern, chosen at random."""
    compiled = re.compile(pattern, flags)

    def change(text: str, rng: random.Random) -> str:
        found = list(compiled.finditer(text))
        if not found:
            return text
        m = rng.choice(found)
        return text[: m.start()] + put(m, rng) + text[m.end() :]

    return change


def _other_number(written: str, rng: random.Random) -> str:
    """Return another number in the same form."""
    i = rng.choice([i for i, c in enumerate(written) if c.isdigit()])
    digit = rng.choice([d for d in "123456789" if d != written[i]])
    return written[:i] + digit + written[i + 1 :]


_UNITS = r"(?:per ?cent|percent|%|hours?|days?|weeks?|months?|years?|million|billion|reports?|users?|files?|euros?|dollars?|items?|images?|times)"
_FIGURE = _one(
    rf"(?<=[$£€])\d[\d,.]*\d|\b(?:\d[\d,.]*\d|\d)(?= (?:(?:working|business|calendar|monthly|active) )*{_UNITS})|\b\d{{1,3}}(?:,\d{{3}})+\b",
    lambda m, rng: _other_number(m.group(), rng),
)
_MONTH = "|".join(MONTHS)


def _date(text: str, rng: random.Random) -> str:
    changes: list[Change] = [
        _one(rf"\b\d{{1,2}}(?= (?:{_MONTH}) \d{{4}})", lambda m, r: str(int(m.group()) % 28 + r.randint(1, 2))),
        _one(rf"\b(?:{_MONTH})(?= \d{{4}})", lambda m, r: r.choice([month for month in MONTHS if month != m.group()])),
        _one(rf"(?<={'|'.join(['[a-z] '])})\b(?:19|20)\d\d\b(?!/)|\((?:19|20)\d\d\)", lambda m, r: m.group()[:-2].rstrip("0123456789") + _year(m.group(), r)),
    ]
    rng.shuffle(changes)
    for change in changes:
        made = change(text, rng)
        if made != text:
            return made
    return text


def _year(written: str, rng: random.Random) -> str:
    year = int(re.sub(r"\D", "", written))
    return str(year + rng.choice([-3, -2, -1, 1, 2])) + (")" if written.endswith(")") else "")


_AUXILIARY = r"\b(?:must|may|shall|can|could|will|would|should|is|are|was|were|has|have|had)\b(?! not| never| no\b)"
_DROP_NOT = _one(r"\b(?:does|do|did) not (?=\w)|(?<=must )not |(?<=may )not |(?<=is )not |(?<=are )not |(?<=was )not |\bnever |\bcannot\b|\b[Nn]o (?=\w+)(?!\w+\.)",
                 lambda m, _: "can" if m.group() == "cannot" else "A " if m.group() == "No " else "a " if m.group() == "no " else "")  # fmt: skip
_ADD_NOT = _one(_AUXILIARY, lambda m, _: f"{m.group()} not")
_THIRD = {"requires": "does not require", "allows": "does not allow", "lets": "does not let", "makes": "does not make", "says": "does not say",
          "applies": "does not apply", "covers": "does not cover", "obliges": "does not oblige", "bars": "does not bar", "sets": "does not set",
          "names": "does not name", "means": "does not mean", "held": "did not hold", "includes": "does not include"}  # fmt: skip
_ADD_DOES_NOT = _one(rf"\b(?:{'|'.join(_THIRD)})\b", lambda m, _: _THIRD[m.group()])


def _negation(text: str, rng: random.Random) -> str:
    for change in (_DROP_NOT, _ADD_NOT, _ADD_DOES_NOT) if rng.random() < 0.5 else (_ADD_NOT, _ADD_DOES_NOT, _DROP_NOT):
        made = change(text, rng)
        if made != text:
            return made
    return text


_MODAL = {
    "must not": "may", "may not": "may", "must never": "may", "may never": "may", "shall not": "may", "must": "may", "shall": "may", "may": "must", "requires": "allows",
    "require": "allow", "obliges": "allows", "oblige": "allow", "lets": "makes", "allows": "requires", "allow": "require", "has to": "may", "have to": "may",
    "had to": "could", "is required to": "is allowed to", "are required to": "are allowed to", "need not": "must", "voluntarily": "compulsorily",
    "does not require": "requires", "do not require": "require", "does not oblige": "obliges",
}  # fmt: skip
_MODALITY = _one(rf"\b(?:{'|'.join(sorted(_MODAL, key=len, reverse=True))})\b(?! \d)", lambda m, _: _MODAL[m.group()])

_CLAUSE = r"(?:unless|except|other than|save|excluding|provided that|subject to|only if|but only|if)\b[^,.;]*"
_DROP_CLAUSE = _one(rf",? (?:but )?{_CLAUSE}(?=[.;]|$)|, {_CLAUSE},|\b(?:only|solely|exclusively) ", lambda m, _: " " if m.group().endswith(",") else "")
_TURN_CLAUSE = _one(r"\b(?:unless|except|only if|other than|without)\b", lambda m, _: {"unless": "if", "except": "including", "only if": "even if",
                    "other than": "including", "without": "with"}[m.group()])  # fmt: skip


def _exception(text: str, rng: random.Random) -> str:
    first, second = (_DROP_CLAUSE, _TURN_CLAUSE) if rng.random() < 0.7 else (_TURN_CLAUSE, _DROP_CLAUSE)
    made = first(text, rng)
    made = second(text, rng) if made == text else made
    return made[:1].upper() + made[1:]


_ACTORS = (
    ("providers", "courts", "carriers", "prosecutors", "users", "police", "regulators", "data brokers"),
    ("provider", "court", "carrier", "prosecutor", "user", "regulator", "broker", "employer"),
    ("NCMEC", "the FBI", "Ofcom", "the FTC", "the National Crime Agency", "Europol", "Congress", "Interpol"),
    ("the Attorney General", "the FCC", "the Secretary of State", "the Commission", "the Inspector General", "the President"),
    ("Ofcom", "NCMEC", "the Home Office", "the NCA", "the FTC"),
    ("police", "courts", "providers", "journalists", "insurers"),
    ("Sixth Circuit", "Second Circuit", "Ninth Circuit", "Fourth Circuit", "Fifth Circuit", "Eleventh Circuit", "Tenth Circuit", "Third Circuit"),
    ("Google", "Meta", "Microsoft", "Apple", "Amazon", "Comcast", "Verizon", "AT&T"),
    ("law enforcement", "journalists", "advertisers", "researchers"),
    ("the Commission", "the Council", "the Parliament", "the Board"),
)


@cache
def _actor_changes() -> tuple[Change, ...]:
    def swap(group: tuple[str, ...]) -> Change:
        bare = {name.removeprefix("the "): name for name in group}
        return _one(
            rf"(?<![\w'-])(?:{'|'.join(re.escape(name) for name in bare)})(?![\w-])(?!'s (?:Circuit|Act))",
            lambda m, rng: rng.choice([name.removeprefix("the ") for name in bare if name != m.group()]),
        )

    return tuple(swap(group) for group in _ACTORS)


def _actor(text: str, rng: random.Random) -> str:
    changes = list(_actor_changes())
    rng.shuffle(changes)
    for change in changes:
        made = change(text, rng)
        if made != text:
            return made
    return text


_SECTION = _one(
    r"(?<=§ )\d+[A-Z]?(?:\(\w+\))*|(?<=[Ss]ection )\d+[A-Z]?(?:\(\w+\))*|(?<=[Aa]rticle )\d+(?:\(\w+\))*|(?<=[Aa]rt )\d+(?:\(\w+\))*|(?<=[Rr]ule )\d+"
    r"|(?<=SI )\d{4}/\d+|(?<=\((?:EU|EC)\) )\d+/\d+|(?<=Directive )\d+/\d+|(?<=Public Law )\d+-\d+|(?<=chapter )\d+",
    lambda m, rng: _other_number(m.group(), rng),
)
_PLACES = (("US", "UK", "Canadian", "Australian"), ("UK", "US", "EU", "Irish"), ("EU", "US", "UK", "Canada"), ("Canada", "Australia", "Ireland", "the US"),
           ("Kenya", "Uganda", "Tanzania", "India"), ("Germany", "France", "Austria", "Spain"), ("India", "Pakistan", "Kenya", "Brazil"),
           ("Brazil", "Argentina", "Portugal", "India"), ("Australia", "New Zealand", "Canada", "the UK"), ("Australian", "Canadian", "Irish", "British"),
           ("German", "French", "Austrian", "Dutch"), ("Canadian", "US", "British", "Australian"), ("Brazilian", "Argentine", "Mexican", "Chilean"),
           ("Kenyan", "Ugandan", "Nigerian", "Ghanaian"))  # fmt: skip


def _to_another(group: tuple[str, ...]) -> Change:
    return _one(rf"(?<![\w.]){group[0]}(?![\w.])", lambda _, rng: rng.choice(group[1:]))


def _jurisdiction(text: str, rng: random.Random) -> str:
    changes = [_to_another(group) for group in _PLACES]
    rng.shuffle(changes)
    for change in changes:
        made = change(text, rng)
        if made != text:
            return made
    return text


_CHANGES: dict[str, Change] = dict(zip(KINDS, (_FIGURE, _date, _negation, _MODALITY, _exception, _actor, _SECTION, _jurisdiction), strict=True))


def pairs(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return every sentence of an index with the passage it stands in."""
    passages = [item.passage for item in catalogue.stored([passage_id for passage_id, _, _ in catalogue.places()]).values()]
    return [(p.text[start - p.start : end - p.start], p.text) for p in passages for start, end in p.sentences]


@dataclass(frozen=True, slots=True)
class Caught:
    """Of one kind: how many mutants there were, which share was not called fully borne out, and which was refused outright."""

    kind: str
    mutants: int
    caught: float
    refused: float


def caught(made: Iterable[Mutant], reader: Reader | None = None) -> dict[str, Caught]:
    """Judge each mutant against the passage of the claim it was made from, by the layers and a ``reader``; kinds without a mutant are left out."""
    labels: dict[str, Counter[Label]] = {}
    for mutant in made:
        labels.setdefault(mutant.kind, Counter())[support(mutant.mutant, mutant.passage, reader=reader).label] += 1
    return {
        kind: Caught(kind, found.total(), 1 - found["full"] / found.total(), (found["none"] + found["contradicted"]) / found.total())
        for kind, found in labels.items()
    }


def table(rows: Iterable[Caught]) -> str:
    """Return the rows as text; ``caught``: not called fully borne out; ``refused``: called contradicted or not borne out at all."""
    lines = [f"{row.kind:13} {row.mutants:7} {row.caught:7.3f} {row.refused:8.3f}" for row in rows]
    return "\n".join((f"{'kind':13} {'mutants':>7} {'caught':>7} {'refused':>8}", *lines))


def main() -> None:
    """Print the table for an index."""
    parser = argparse.ArgumentParser(prog="python -m evals.mutants", description="Share of falsified claims that the verifier catches, by what was changed.")
    parser.add_argument("--index", type=Path, required=True, help="folder of the index whose sentences are falsified")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--claims", type=int, default=300, help="true claims that are falsified")
    options = parser.parse_args()
    with closing(Catalogue(options.index)) as catalogue:
        found = caught(mutants(pairs(catalogue), options.seed, options.claims), reader_for(SentenceTransformerEmbedder()))
    print(table(found[kind] for kind in KINDS if kind in found))


if __name__ == "__main__":
    main()
