"""Reads a PDF file in a process of its own, so that a file which breaks the reader, or keeps it busy for ever, costs no more than its page.

pdfium is C code and has no limits of time and memory. The child reads the file
from its standard input and answers with one pickle for each page; where it
falls silent it is ended, and another one goes on with the page after.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from collections.abc import Iterator
from threading import Timer
from typing import IO

from ingest.errors import ParseError
from ingest.parse_pdf_file import ClosedError, PdfFile, Sheet, read_sheets

SECONDS_A_PAGE = 30.0
_MAX_MEMORY = 4_000_000_000
_MAX_BREAKDOWNS = 3

Answer = PdfFile | Sheet | ClosedError


def read_apart(data: bytes, name: str) -> tuple[PdfFile, tuple[Sheet, ...]]:
    """Return what a PDF file says of itself and its pages; raises ParseError where it cannot be opened.

    A page that takes longer than ``SECONDS_A_PAGE``, or breaks the reader, has that as its fault.
    """
    file: PdfFile | None = None
    sheets: list[Sheet] = []
    breakdowns = 0
    while file is None or len(sheets) < file.pages:
        for answer in _answers(data, len(sheets)):
            if isinstance(answer, ClosedError):
                raise ParseError(name, str(answer))
            if isinstance(answer, Sheet):
                sheets.append(answer)
            else:
                file = file or answer
        if file is None:
            raise ParseError(name, "cannot be opened: the PDF reader breaks down on it; obtain it again")
        if len(sheets) < file.pages:
            breakdowns += 1
            sheets += _given_up(len(sheets), file.pages if breakdowns > _MAX_BREAKDOWNS else len(sheets) + 1)
    return file, tuple(sheets)


def _given_up(start: int, end: int) -> Iterator[Sheet]:
    """Yield the page on which the reader broke down, and those that are not tried any more."""
    for i in range(start, end):
        fault = (
            f"the PDF reader breaks down on it, or takes longer than {SECONDS_A_PAGE:g} seconds" if i == start else "the PDF reader broke down too often before"
        )
        yield Sheet(i + 1, "", (), fault=fault)


def _answers(data: bytes, start: int) -> Iterator[Answer]:
    """Yield what a child answers until it ends, or is ended because it stays silent too long."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from ingest.parse_pdf_apart import serve; serve(sys.stdin.buffer, sys.stdout.buffer)"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            with contextlib.suppress(BrokenPipeError), child.stdin:
                child.stdin.write(start.to_bytes(8) + data)
            while (answer := _next(child, child.stdout)) is not None:
                yield answer
        finally:
            child.kill()


def _next(child: subprocess.Popen[bytes], stream: IO[bytes]) -> Answer | None:
    timer = Timer(SECONDS_A_PAGE, child.kill)
    timer.start()
    try:
        answer: Answer = pickle.load(stream)
    except (EOFError, pickle.UnpicklingError):  # the child has ended, perhaps within an answer
        return None
    finally:
        timer.cancel()
    return answer


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Read a file from one stream and answer with its pages on another: what the child does."""
    _limit_memory()
    start, data = int.from_bytes(asked.read(8)), asked.read()
    try:
        for answer in read_sheets(data, start):
            pickle.dump(answer, answers)
            answers.flush()
    except ClosedError as error:
        pickle.dump(error, answers)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > _MAX_MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, hard))
