"""Asked: the questions that readers put to the places of a digest, and those that it does not answer.

They stand in files of the digest's name under ``corpus/asked`` and ``corpus/silent``.

A statute and a question about it often share no word. So each place is found
by the questions it answers too (document expansion: Nogueira et al. 2019,
"Document Expansion by Query Prediction", with questions written by hand). They
are searched and compared, never quoted.

In ``asked``, ``## <pinpoint>`` opens a place as in the digest, without its label; each line under it is one question. In ``silent`` each line is a
question near the source that no digest answers: a question like it is more likely one to refuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.errors import ParseError
from ingest.pinpoint import Pinpoint
from ingest.text import clean

_DIGESTS, _ASKED, _SILENT = "digests", "asked", "silent"


def asked_files(digests: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files of questions answered that stand beside digest files; a digest may have none."""
    return _beside(digests, _ASKED)


def silent_files(digests: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files of questions not answered that stand beside digest files; a digest may have none."""
    return _beside(digests, _SILENT)


def _beside(digests: Sequence[Path], folder: str) -> tuple[Path, ...]:
    beside = (file.parent.parent.parent / folder / file.parent.name / file.name for file in digests if file.parent.parent.name == _DIGESTS)
    return tuple(file for file in beside if file.is_file())


def read_asked(file: Path) -> tuple[tuple[str, str], ...]:
    """Return (question, pinpoint) in the file's order; raises ParseError naming the line that breaks the format."""
    return tuple(_questions(_name(file), _text(file)))


def read_silent(file: Path) -> tuple[str, ...]:
    """Return the questions in the file's order; raises ParseError where it has headings, as a file of answered questions does."""
    lines = [line.strip() for line in _text(file).split("\n") if line.strip()]
    if any(line.startswith("#") for line in lines):
        raise ParseError(_name(file), "has a heading; questions that no digest answers belong to no place")
    return tuple(lines)


def _name(file: Path) -> str:
    return "/".join(file.parts[-3:])


def _text(file: Path) -> str:
    try:
        return clean(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ParseError(_name(file), f"cannot be read as UTF-8: {error}") from error


def _questions(name: str, text: str) -> Iterator[tuple[str, str]]:
    place = ""
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip()
        if line.startswith("## "):
            place = line[3:]
            if str(Pinpoint.parse(place)) != place:
                raise ParseError(name, f"write the pinpoint {place!r} as {str(Pinpoint.parse(place))!r}", f"line {number}")
        elif line and not place:
            raise ParseError(name, f"{line[:50]!r} stands under no '## pinpoint' heading", f"line {number}")
        elif line:
            yield line, place
