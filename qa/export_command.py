"""The ``attest export`` command: a saved answer in another format."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from qa.errors import ExportError


@click.command()
@click.argument("answer", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format", "name", metavar="NAME", help="One of markdown, html, docx, json, csl-json, bibtex, claimreview, annotations; default: by the file's ending."
)
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), help="Write to this file; default: print.")
def command(answer: Path, name: str | None, file: Path | None) -> int:
    """Write ANSWER, a file from 'attest ask --json' (or - for standard input), in another format."""
    from qa.export import export, read_answer

    form = chosen(name, file)
    if file is None and form == "docx" and sys.stdout.isatty():
        raise click.UsageError("a Word file cannot be shown in a terminal; give -o FILE")
    read = read_answer(_bytes(answer), "standard input" if str(answer) == "-" else str(answer))
    written(export(read, form), file)
    return 0


def chosen(name: str | None, file: Path | None) -> str:
    """Return the name of the format asked for by name or by a file's ending; raises UsageError."""
    from qa.export import FORMATS, format_of

    if name is not None:
        if name not in FORMATS:
            raise click.UsageError(f"--format {name} is no format; the formats are {', '.join(FORMATS)}")
        return name
    if file is None:
        raise click.UsageError(f"give --format or -o FILE; the formats are {', '.join(FORMATS)}")
    try:
        return format_of(file).name
    except ExportError as error:
        raise click.UsageError(str(error)) from error


def written(data: bytes, file: Path | None) -> None:
    """Write bytes to a file, or to standard output; raises ExportError where the file cannot be written."""
    if file is None:
        sys.stdout.buffer.write(data)
        return
    try:
        file.write_bytes(data)
    except OSError as error:
        raise ExportError(f"{file} cannot be written: {error.strerror or error}; choose another file") from error


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror or error}; give a file that 'attest ask --json' wrote") from error
