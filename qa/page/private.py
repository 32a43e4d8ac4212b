"""Private documents: an index of a visitor's own files, apart from the newsroom's corpus, gone when the visit ends."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
import tempfile
import time
import weakref
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from ingest.pipeline import IngestReport, ingest
from qa.answer import Answer
from qa.errors import QuestionError
from qa.pipeline import Desk
from qa.render import counted

MAX_FILES = 20
MAX_FILE_BYTES = 20 * 1024 * 1024
# A title of the US Code as XML would occupy the model for an hour; that belongs into the newsroom's own corpus.
MAX_TOTAL_BYTES = 60 * 1024 * 1024
GONE = "your documents are no longer here; upload them again, or choose the corpus"
FORGOTTEN = "What was answered from your documents went with them."
GONE_CITED = "Answers from documents of your own are not shown: the documents were deleted with the earlier visit. Upload them again to ask about them."
# How the folders for visitors' documents and for what is being uploaded begin.
PREFIXES = ("attest-private-", "attest-uploads-")
FRESH_SECONDS = 60
ONLY_OWN = "Only your own documents were asked; choose \u201cThe corpus\u201d beside the question and ask again to have Attest's sources searched."
# Marks of direction too: "fdp.md" reads "dm.pdf" behind one.
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Folder:
    """A folder that is deleted when nothing holds it any more, and at the latest when the program ends; one that was killed leaves it to ``sweep``."""

    def __init__(self, prefix: str = PREFIXES[0]) -> None:
        """Make the folder, for this user of the machine alone, and lock it for as long as this program lives."""
        self.path = Path(tempfile.mkdtemp(prefix=prefix))
        handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fcntl.flock(handle, fcntl.LOCK_EX)
        self.delete = weakref.finalize(self, _delete, self.path, handle)


def sweep() -> None:
    """Delete what pages that were killed have left in the folder for temporary files: folders of this user, for this user alone, that no program holds."""
    for path in Path(tempfile.gettempdir()).iterdir():
        if path.name.startswith(PREFIXES):
            with suppress(OSError):  # a link, another user's, or one that its page holds
                _sweep(path)


def _sweep(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    found = os.fstat(handle)
    # A page that has only just made its folder may not have locked it yet.
    fit = found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) == 0o700 and time.time() - found.st_mtime > FRESH_SECONDS
    try:
        if fit:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(handle)


def _delete(path: Path, handle: int) -> None:
    shutil.rmtree(path, ignore_errors=True)
    os.close(handle)


@dataclass(frozen=True, slots=True)
class Documents:
    """A visitor's files in an index of their own; ``desk`` answers from these alone and is None while none could be read."""

    folder: Folder
    names: tuple[str, ...]
    desk: Desk | None
    report: IngestReport

    def close(self) -> None:
        """Delete the files and their index."""
        if self.desk is not None:
            self.desk.close()
        self.folder.delete()

    @property
    def there(self) -> bool:
        """Whether they have not been deleted."""
        return self.folder.delete.alive


def take(desk: Desk, files: Sequence[tuple[str, Path]], earlier: Documents | None, progress: Callable[[int, int, str], None] | None = None) -> Documents:
    """Ingest uploaded files (the visitor's name for each, and where it lies) into a private index, beside what it held before.

    Raises QuestionError for too many or too large files; a file that cannot be read is named in the report and costs no other.
    """
    earlier = earlier if earlier and earlier.there else None
    named = _named(files)
    _hold_limits(named, earlier)
    folder = earlier.folder if earlier else Folder()
    shelf = folder.path / "files"
    shelf.mkdir(exist_ok=True)
    for name, path in named.items():
        try:
            shutil.copyfile(path, shelf / name)
        except OSError as error:
            raise QuestionError(f"{name} did not arrive whole ({error.strerror}); upload it again") from error
    if earlier and earlier.desk is not None:
        earlier.desk.close()
    report = ingest([shelf], folder.path / "index", desk.embedder, progress=progress)
    names = tuple(sorted(path.name for path in shelf.iterdir()))
    return Documents(folder, names, desk.beside(folder.path / "index") if report.documents else None, report)


def discard(paths: Iterable[Path]) -> None:
    """Delete what the web server kept of an upload, with the folder that it made for each file."""
    for path in paths:
        path.unlink(missing_ok=True)
        with suppress(OSError):  # another file of the same upload still lies there
            path.parent.rmdir()


def chosen(desk: Desk, documents: Documents | None, *, own: bool) -> Desk | None:
    """Return the desk to ask: the newsroom's, or the visitor's own, None where that is gone."""
    if not own:
        return desk
    return documents.desk if documents and documents.there else None


def desks(desk: Desk, documents: Documents | None) -> list[Desk]:
    """Return what a visitor's answers may cite: the newsroom's desk, and their own while their documents are there."""
    own = chosen(desk, documents, own=True)
    return [desk, own] if own else [desk]


def marked(answer: Answer) -> Answer:
    """Return an answer from a visitor's own documents; where they are silent, it says that nothing else was asked."""
    if answer.abstention is None:
        return answer
    return replace(answer, abstention=replace(answer.abstention, message=f"{answer.abstention.message} {ONLY_OWN}"))


def gone(desk: Desk, answers: Iterable[Answer]) -> bool:
    """Tell whether a conversation cites a visitor's own files, which no index holds any more."""
    held = {source.id for source in desk.sources()}
    return any(source.form == "user" and source.id not in held for answer in answers for source in answer.sources)


def told(documents: Documents | None) -> str:
    """Return what became of the files, a line each."""
    if documents is None:
        return (
            '<p class="meta">No documents yet. They stay on this machine, are searched for you alone, '
            "and are deleted when you say so, or within an hour after you close the page.</p>"
        )
    failed = {Path(skip.file).name: skip.reason for skip in documents.report.skipped}
    rows = [
        f'<li class="{"bad" if name in failed else "good"}"><strong>{escape(name)}</strong>: {escape(failed.get(name, "ready"))}</li>'
        for name in documents.names
    ]
    count = f"{documents.report.documents} of {counted(len(documents.names), 'file')} ready, {counted(documents.report.passages, 'passage')}."
    ask = " Questions under Ask are now answered from these files; a switch beside the question leads back to the corpus." if documents.desk is not None else ""
    return f'<p class="status" role="status">{count}{ask}</p><ul class="files">{"".join(rows)}</ul>'


def _named(files: Sequence[tuple[str, Path]]) -> dict[str, Path]:
    """Give each file the name that it is kept under; of several with one name, the later ones are numbered."""
    named: dict[str, Path] = {}
    for name, path in files:
        wanted = Path(_file_name(name))
        count, free = 1, wanted.name
        while free in named:
            count += 1
            free = f"{wanted.stem} ({count}){wanted.suffix}"
        if path.is_symlink() or not path.is_file():
            raise QuestionError(f"{free} did not arrive whole; upload it again")
        named[free] = path
    return named


def _hold_limits(files: dict[str, Path], earlier: Documents | None) -> None:
    held = {path.name: path.stat().st_size for path in (earlier.folder.path / "files").iterdir()} if earlier else {}
    sizes = {name: path.stat().st_size for name, path in files.items()}
    together = held | sizes
    if len(together) > MAX_FILES:
        raise QuestionError(
            f"{len(together)} files are too many; a visit can hold {MAX_FILES}. Larger collections belong into an index: 'attest ingest FOLDER'"
        )
    for name, size in sizes.items():
        if size > MAX_FILE_BYTES:
            raise QuestionError(f"{name} has {size // 1024 // 1024} MB; the limit for a file is {MAX_FILE_BYTES // 1024 // 1024} MB")
    if sum(together.values()) > MAX_TOTAL_BYTES:
        raise QuestionError(f"the files have more than {MAX_TOTAL_BYTES // 1024 // 1024} MB together; upload fewer")


def _file_name(name: str) -> str:
    """Return a name that stays in its folder and is no hidden file, as near to the visitor's as that allows."""
    plain = _UNFIT.sub("_", name).lstrip(".")[-120:]
    return plain or "document.txt"
