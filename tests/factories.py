"""Small makers of what the tests need: an embedder without a model, sources, documents, and a corpus folder."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from ingest.document import Document, Provision, Source
from ingest.origin import Origin
from ingest.parse_digest import DigestPart, parse_digest, read_part
from ingest.pinpoint import Pinpoint

DIMENSIONS = 64
TODAY = date(2026, 11, 22)
SHA256 = hashlib.sha256(b"a text that the tests made up").hexdigest()
_STEMMER = snowballstemmer.stemmer("porter")


@cache
def _place(word: str) -> int:
    stem = _STEMMER.stemWord(word)
    return int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=4).digest()) % DIMENSIONS


class FakeEmbedder:
    """Hashed bags of stemmed words as unit vectors; it remembers every text that it was given."""

    def __init__(self, fingerprint: str = "fake:0001") -> None:
        self.fingerprint = fingerprint
        self.texts: list[str] = []
        self.calls = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls += 1
        self.texts += texts
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[_place(word)] += 1.0
            row /= np.linalg.norm(row) or 1.0
        return rows


def make_source(**changes: object) -> Source:
    """Return a source of an invented harbour law, with the fields given changed."""
    fields: dict[str, object] = {
        "id": "us-40usc-7001",
        "citation": "40 U.S.C. § 7001",
        "title": "Lost buoys",
        "short": "the lost buoys statute",
        "publisher": "Harbour Office",
        "jurisdiction": "US",
        "kind": "statute",
        "form": "user",
        "url": "https://example.org/7001",
        "licence": "public domain",
        "sha256": SHA256,
        "text_as_of": date(2026, 1, 2),
    }
    return Source(**(fields | changes))  # type: ignore[arg-type]


def make_origin(name: str = "notes.md", **changes: object) -> Origin:
    """Return the origin of an invented file, with the fields given changed."""
    stem = name.rpartition(".")[0] or name
    fields: dict[str, object] = {
        "name": name,
        "label": stem,
        "source_id": f"user/{stem}-1a2b3c",
        "sha256": SHA256,
        "modified": date(2026, 1, 2),
        "retrieved_on": TODAY,
    }
    return Origin(**(fields | changes))  # type: ignore[arg-type]


def make_document(places: Mapping[str, str], **changes: object) -> Document:
    """Return a document with one provision for each (pinpoint, words) pair, in the order given."""
    source = make_source(**changes)
    text = ""
    provisions = []
    for place, words in places.items():
        provisions.append(Provision(Pinpoint.parse(place), f"About {len(provisions)}", (source.title,), len(text), len(text) + len(words)))
        text += f"{words}\n"
    return Document(source, text, tuple(provisions))


def digest_text(source: str, places: Mapping[str, Sequence[str]], **front: object) -> str:
    """Write a digest file: front matter, a title, and the statements under their pinpoints ("pinpoint — label")."""
    fields: dict[str, object] = {
        "source": source,
        "basis": "official text",
        "checked_against": "Harbour Office",
        "text_as_of": date(2026, 1, 2),
        "sha256": SHA256,
        "checked_on": date(2026, 2, 3),
    }
    head = "\n".join(f"{name} = {_toml(value)}" for name, value in (fields | front).items() if value is not None)
    body = "\n\n".join("\n".join((f"## {heading}", *lines)) for heading, lines in places.items())
    return f"+++\n{head}\n+++\n\n# A digest of {source}\n\n{body}\n"


def make_part(places: Mapping[str, Sequence[str]], **front: object) -> DigestPart:
    """Return a digest of the invented harbour law, read."""
    return read_part("us/buoys.md", digest_text("us-40usc-7001", places, **front))


def make_digest(places: Mapping[str, Sequence[str]], **changes: object) -> Document:
    """Return the parsed digest of the invented harbour law."""
    return parse_digest(make_source(**({"form": "digest"} | changes)), [make_part(places)])


def _toml(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


@dataclass
class CorpusFolder:
    """A corpus of the tests' own on disk; ``add`` and ``write`` may be called again to change it."""

    path: Path
    records: dict[str, dict[str, object]] = field(default_factory=dict)
    versions: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def add(
        self, source: str, citation: str, places: Mapping[str, Sequence[str]], file: str = "", version: Mapping[str, object] | None = None, **fields: object
    ) -> str:
        """Add a source, or a further version of one, with one digest; return the digest's file name."""
        name = file or f"us/{source}.md"
        days = dict(version or {})
        self.digest(name, source, {f"{citation}{place}": lines for place, lines in places.items()}, **days)
        record: dict[str, object] = {
            "citation": citation,
            "title": f"Title of {source}",
            "short": f"the {source} law",
            "aliases": [f"alias of {source}"],
            "publisher": "Harbour Office",
            "jurisdiction": "US",
            "kind": "statute",
            "url": f"https://example.org/{source}",
            "licence": "public domain",
        }
        self.records.setdefault(source, record | fields)
        self.versions.setdefault(source, []).append({"digest": name, "text_as_of": date(2026, 1, 2), **days})
        self.write()
        return name

    def digest(self, name: str, source: str, places: Mapping[str, Sequence[str]], **front: object) -> None:
        """Write one digest file."""
        target = self.path / "digests" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(digest_text(source, places, **front), encoding="utf-8")

    def remove(self, source: str) -> None:
        """Take a source out of sources.toml, leaving its digests."""
        del self.records[source], self.versions[source]
        self.write()

    def write(self) -> None:
        """Write sources.toml."""
        lines = []
        for source, record in self.records.items():
            lines += ["[[source]]", f'id = "{source}"', *(f"{name} = {_toml(value)}" for name, value in record.items())]
            for version in self.versions[source]:
                lines += ["[[source.version]]", *(f"{name} = {_toml(value)}" for name, value in version.items())]
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / "sources.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def harbour_corpus(path: Path) -> CorpusFolder:
    """Write three invented laws: two versions of one on buoys, one on lamps, and one of another country on ferries."""
    corpus = CorpusFolder(path)
    corpus.add(
        "us-40usc-7001",
        "40 U.S.C. § 7001",
        {"(a) — Duty to report buoys": ["A harbour master reports a lost buoy to the coast office within 30 days."]},
        file="us/7001-2019.md",
        version={"valid_from": date(2019, 3, 1), "valid_to": date(2024, 6, 30)},
    )
    corpus.add(
        "us-40usc-7001",
        "40 U.S.C. § 7001",
        {
            "(a) — Duty to report buoys": [
                "A harbour master reports a lost buoy to the coast office within 10 days.",
                "No harbour master has to search for buoys.",
            ],
            "(e) — Fine": ["A harbour master who hides a lost buoy pays a fine of up to $850,000."],
        },
        version={"valid_from": date(2024, 7, 1)},
    )
    corpus.add("us-40usc-7002", "40 U.S.C. § 7002", {" — Lamps": ["Every lighthouse keeper trims the lamps at dusk and writes the hour into a log."]})
    corpus.add(
        "gb-ferries-2021",
        "Ferries Act 2021",
        {", s 3(1) — Tickets": ["A ferry company refunds a ticket within 14 days when a crossing is cancelled."]},
        file="gb/ferries.md",
        jurisdiction="GB",
    )
    return corpus
