"""A grammar of invented statutes: corpora of any size that read like law, and vectors that cost next to nothing.

A statute is made from its number alone, so the same size gives the same corpus
everywhere. Needles are sentences with words that nothing else has, spread over
the whole; a question asks for each in some of its words.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from ingest.chunk import Chunk, chunk
from ingest.document import Document, Provision, Source
from ingest.pinpoint import Pinpoint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS: Final = 384
SECTIONS: Final = 25  # of a statute; each has an opening provision and three paragraphs
PER_STATUTE: Final = 4 * SECTIONS
NEEDLES: Final = 40
SINCE: Final = date(2015, 1, 1)

_ACTORS = (
    "provider", "carrier", "harbour master", "registrar", "licensee", "inspector", "ferry company", "keeper", "warden", "broker", "agency", "controller",
    "operator", "court", "custodian", "trustee",
)  # fmt: skip
_DUTIES = ("reports", "discloses", "preserves", "records", "deletes", "hands over", "publishes", "certifies", "withholds", "reviews", "returns", "registers")
_THINGS = (
    "the contents of a log", "an account record", "a lost buoy", "the manifest", "a notice of seizure", "the subscriber's address", "a tide table", "the cargo",
    "a complaint", "a sealed order", "the traffic data", "a licence", "an inspection report", "the passenger list", "a defect", "the backup copy",
)  # fmt: skip
_TO = ("the coast office", "the authority", "a court", "the inspector", "the owner", "the ministry", "the commission", "a law enforcement agency")
_WHEN = (
    "after the discovery", "of a written request", "of a warrant", "of the end of the voyage", "after a final decision", "of the notice",
    "after the first complaint", "of the transfer",
)  # fmt: skip
_UNLESS = (
    "unless a court orders otherwise",
    "except in an emergency",
    "if the owner agrees",
    "where the value exceeds {n} crowns",
    "whether or not a fee is paid",
)
_TOPICS = ("Buoys", "Lamps", "Ferries", "Logs", "Pilots", "Wrecks", "Cargo", "Tolls", "Beacons", "Moorings", "Salvage", "Signals", "Charts", "Dredging")
_SYLLABLES = ("bra", "quo", "vel", "tar", "mis", "lun", "dor", "pex", "sil", "gan", "hob", "rit", "zem", "fal", "kor", "wyn")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Needle:
    """A question that one passage alone answers."""

    question: str
    passage_id: str


@dataclass(frozen=True, slots=True)
class Statute:
    """An invented statute, cut into chunks, and its needle if it has one."""

    source: Source
    document: Document
    chunks: tuple[Chunk, ...]
    needle: Needle | None


class GrammarEmbedder:
    """Texts as sums of their words' own random directions: like texts are near each other, without a model."""

    def __init__(self, dimensions: int = DIMENSIONS) -> None:
        """Take how many numbers a vector has."""
        self._dimensions = dimensions
        self.fingerprint = f"grammar:{dimensions}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row per text."""
        import numpy as np

        rows = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in _WORD.findall(text.lower()):
                row += _direction(word, self._dimensions)
            row /= np.linalg.norm(row) or 1.0
        return rows


@cache
def _direction(word: str, dimensions: int) -> NDArray[np.float32]:
    import numpy as np

    seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
    # A short word is mostly a frequent one and says little.
    return np.asarray(np.random.default_rng(seed).normal(size=dimensions) * min(len(word), 8), dtype=np.float32)


def statutes(passages: int) -> Iterator[Statute]:
    """Yield the statutes of a corpus of about so many passages, of which at least NEEDLES have a needle (of fewer: all)."""
    number = max(1, round(passages / PER_STATUTE))
    every = max(1, number // NEEDLES)
    for i in range(number):
        yield statute(i, needle=i % every == every // 2)


def statute(number: int, *, needle: bool) -> Statute:
    """Return the statute of a number."""
    chance = random.Random(number)
    topic = chance.choice(_TOPICS)
    citation = f"{1 + number % 90} U.S.C. § {{}}"
    base = 10_000 + 100 * (number // 90)
    places: dict[str, str] = {}
    for section in range(base, base + SECTIONS):
        places[citation.format(section)] = _sentence(chance)
        for letter in "abc":
            places[f"{citation.format(section)}({letter})"] = " ".join(_sentence(chance) for _ in range(chance.choice((1, 1, 2))))
    chosen, asked = "", ""
    if needle:
        chosen = chance.choice(list(places))
        who, where = _name(chance), _name(chance)
        places[chosen] = f"The {who} of {where} burns the yellow ledger within {chance.randint(2, 90)} days of the eclipse."
        asked = f"How soon must the {who} of {where} burn the yellow ledger?"
    document = _document(number, topic, citation.format(base), chance, places, needle=needle)
    chunks = chunk(document)
    found = next((Needle(asked, c.passage.id) for c in chunks if str(c.passage.pinpoint) == chosen), None)
    return Statute(document.source, document, chunks, found)


def _document(number: int, topic: str, citation: str, chance: random.Random, places: dict[str, str], *, needle: bool) -> Document:
    ended = date(2024, 6, 30) if chance.random() < 0.2 and not needle else None
    source = Source(
        id=f"scale-{number}", citation=citation, title=f"{topic} and {_name(chance)}", short=f"the {topic.lower()} statute {number}", publisher="the grammar",
        jurisdiction=chance.choices(("US", "GB", "EU", "CA"), (6, 2, 1, 1))[0], kind="statute", form="digest", url="https://example.org/", licence="CC0-1.0",
        sha256=hashlib.sha256(str(number).encode()).hexdigest(), text_as_of=SINCE, valid_from=SINCE, valid_to=ended,
    )  # fmt: skip
    text, provisions = "", []
    for place, words in places.items():
        provisions.append(Provision(Pinpoint.parse(place), topic, (source.title,), len(text), len(text) + len(words)))
        text += f"{words}\n"
    return Document(source, text, tuple(provisions))


def _sentence(chance: random.Random) -> str:
    unless = f", {chance.choice(_UNLESS)}" if chance.random() < 0.4 else ""
    told = (
        f"{'A' if chance.random() < 0.8 else 'No'} {chance.choice(_ACTORS)} {chance.choice(_DUTIES)} {chance.choice(_THINGS)} to {chance.choice(_TO)}"
        f" within {chance.randint(1, 400)} days {chance.choice(_WHEN)}{unless}."
    )
    return told.format(n=chance.randint(100, 99_999))


def _name(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(4)).capitalize()


def question(number: int) -> str:
    """Return a question of the kind that the corpus answers in many places."""
    chance = random.Random(f"question {number}")
    return f"When does a {chance.choice(_ACTORS)} that {chance.choice(_DUTIES)} {chance.choice(_THINGS)} tell {chance.choice(_TO)}?"
