"""Digests: our own short statements of a source, each under the pinpoint it states.

A digest is a Markdown file with TOML front matter between ``+++`` lines. Each
``## <pinpoint> — <label>`` opens a provision, each line under it is one
statement. A source version may be told in several digest files ("parts").
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.document import Document, Provision, Source
from ingest.errors import ParseError
from ingest.pinpoint import Pinpoint
from ingest.text import TextBuilder, clean

_FRONT = re.compile(r"\A\+\+\+\n(?P<toml>.*?)\n\+\+\+\n(?P<body>.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^## (?P<pinpoint>.+?) — (?P<label>.+)$")


class FrontMatter(BaseModel):
    """What a digest says about itself: which source, and which text it was checked against."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    basis: Literal["official text", "extract", "fact sheet"]
    checked_against: str
    text_as_of: date
    sha256: str
    checked_on: date
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DigestPart:
    """One digest file: its name for error messages, its front matter and its lines."""

    name: str
    front: FrontMatter
    body: str


def read_part(name: str, text: str) -> DigestPart:
    """Split a digest into front matter and body; raises ParseError where the front matter breaks the format."""
    m = _FRONT.match(clean(text))
    if m is None:
        raise ParseError(name, "a digest starts with TOML between two '+++' lines", "line 1")
    try:
        front = FrontMatter.model_validate(tomllib.loads(m["toml"]))
    except tomllib.TOMLDecodeError as error:
        raise ParseError(name, f"the front matter is not TOML: {error}", "front matter") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ParseError(name, f"front matter field {first['loc'][0]}: {first['msg']}", "front matter") from error
    return DigestPart(name, front, m["body"])


def parse_digest(source: Source, parts: Sequence[DigestPart]) -> Document:
    """Build the Document of one source version from its digest files, in the order given."""
    builder = TextBuilder()
    provisions: list[Provision] = []
    skipped: list[tuple[int, int, str]] = []
    for part in parts:
        for heading, statements in _blocks(part):
            start, end = builder.add(heading)
            skipped.append((start, end, "heading"))
            if not statements:
                continue
            pinpoint, label = _read_heading(part.name, heading, source)
            first, _ = builder.add(statements[0])
            last = builder.length - 1
            for statement in statements[1:]:
                _, last = builder.add(statement)
            provisions.append(Provision(pinpoint, label, (source.title,), first, last))
            builder.add("")
    return Document(source, builder.text(), tuple(provisions), tuple(skipped)).check(", ".join(p.name for p in parts))


def _blocks(part: DigestPart) -> list[tuple[str, list[str]]]:
    blocks: list[tuple[str, list[str]]] = []
    for line in part.body.split("\n"):
        line = line.strip()
        if line.startswith("#"):
            blocks.append((line, []))
        elif line and blocks and blocks[-1][0].startswith("## "):
            blocks[-1][1].append(line)
        elif line:
            raise ParseError(part.name, f"{line[:50]!r} stands under no '## pinpoint — label' heading")
    return [(heading.lstrip("# ") if heading.startswith("# ") else heading, lines) for heading, lines in blocks]


def _read_heading(name: str, heading: str, source: Source) -> tuple[Pinpoint, str]:
    m = _HEADING.match(heading)
    if m is None:
        raise ParseError(name, f"{heading!r} is not '## <pinpoint> — <label>'")
    pinpoint = Pinpoint.parse(m["pinpoint"])
    if str(pinpoint) != m["pinpoint"]:
        raise ParseError(name, f"write the pinpoint {m['pinpoint']!r} as {str(pinpoint)!r}")
    if not m["pinpoint"].startswith(source.citation):
        raise ParseError(name, f"the pinpoint {m['pinpoint']!r} does not start with the source's citation {source.citation!r}")
    return pinpoint, m["label"]
