"""Doctor: what is wrong with an index, in plain words, and the repair that loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ingest.catalogue import FILE_NAME, Catalogue
from ingest.errors import IndexBusyError, IndexDamagedError, IndexStateError
from ingest.index import discard_vectors, forget_client, open_index, writing_lock
from ingest.pipeline import complete
from ingest.turns import searching


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an index holds and what is wrong with it; no problems means sound."""

    folder: Path
    documents: int
    passages: int
    problems: tuple[str, ...]
    actions: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def examine(folder: Path, embedding_model: str | None = None, chroma_url: str = "") -> Diagnosis:
    """Look the whole index over without changing it; raises IndexMissingError where there is none, IndexBusyError while another process changes it."""
    with searching(folder) as held:
        if not held and folder.exists():
            raise IndexBusyError(f"another process is writing to {folder}; wait for it to end, then run this again")
        return _examined(folder, embedding_model, chroma_url)


def _examined(folder: Path, embedding_model: str | None, chroma_url: str) -> Diagnosis:
    try:
        catalogue = Catalogue(folder)
        problems = [f"{problem}; run 'attest doctor --repair --index {folder}'" for problem in catalogue.check()]
        counts = catalogue.counts()
        listed = {passage_id for passage_id, _, _ in catalogue.places()}
        problems += _unfinished(catalogue)
        if not counts.documents:
            problems.append(f"the index holds no documents; run 'attest ingest --index {folder}'")
    except IndexDamagedError as error:
        return Diagnosis(folder, 0, 0, (str(error),))
    try:
        index = open_index(folder, embedding_model, chroma_url)
        index.check_vectors()  # an index that was left unfinished is opened without
        stored = index.vector_ids()
        differing = index.differing() if not problems else []
    except IndexDamagedError as error:
        return Diagnosis(folder, counts.documents, counts.passages, (*problems, str(error)))
    if listed - stored:
        problems.append(f"{len(listed - stored)} passages have no vector in the vector store; run 'attest ingest' or 'attest doctor --repair'")
    if stored - listed:
        problems.append(f"{len(stored - listed)} vectors belong to no passage; run 'attest ingest' or 'attest doctor --repair'")
    if differing:
        problems.append(f"the vectors of {len(differing)} passages are not those of the catalogue; run 'attest doctor --repair --index {folder}'")
    return Diagnosis(folder, counts.documents, counts.passages, tuple(problems))


def repair(folder: Path, chroma_url: str = "") -> Diagnosis:
    """Rebuild the vector store from the catalogue, without embedding anything again, and examine the result.

    Documents that are not as they were written are taken out, and a catalogue that cannot be read is set aside; of either the file
    as it was is kept under another name, and the next ingest reads anew what is missing.
    """
    with writing_lock(folder):
        try:
            catalogue = Catalogue(folder)
            broken = catalogue.check()
            actions = _mended(catalogue) if any("lexical index" not in problem for problem in broken) else []
        except IndexDamagedError as error:
            return _set_aside(folder, str(error).partition("; run ")[0])
        if broken and not actions:
            catalogue.rebuild_words()
            actions.append("rebuilt the lexical index")
        discard_vectors(folder, chroma_url)
        index = open_index(folder, chroma_url=chroma_url, writing=True)
        with index.changing():
            actions.append(f"stored the vectors of {complete(index)} documents again")
    found = examine(folder, chroma_url=chroma_url)
    return Diagnosis(folder, found.documents, found.passages, found.problems, tuple(actions))


def _mended(catalogue: Catalogue) -> list[str]:
    """Mend a catalogue in place, beside a copy of it as it was."""
    copy = catalogue.path.with_name(f"{FILE_NAME}.damaged-{_stamp()}")
    catalogue.copy_to(copy)
    try:
        taken = catalogue.mend()
    except IndexStateError:
        copy.unlink()
        catalogue.close()
        raise
    kept = f"kept the file as it was under {copy.name}"
    return [f"took out {len(taken)} documents that had changed on disk, and {kept}" if taken else f"built the catalogue's indexes anew, and {kept}"]


def _stamp() -> str:
    return datetime.now().strftime("%Y%m%d-%H%M%S-%f")


def _set_aside(folder: Path, reason: str) -> Diagnosis:
    stamp = _stamp()
    moved = []
    forget_client(folder)
    for name in (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", "chroma"):
        path = folder / name
        if path.exists():
            path.rename(folder / f"{name}.damaged-{stamp}")
            moved.append(name)
    return Diagnosis(
        folder, 0, 0, (f"{reason}; run 'attest ingest --index {folder}' to build it anew",), (f"set aside {', '.join(moved)} with the ending .damaged-{stamp}",)
    )


def _unfinished(catalogue: Catalogue) -> list[str]:
    problems = []
    planned = catalogue.noted("unfinished")
    if planned is not None:
        known = catalogue.fingerprints()
        missing = [origin for origin in planned if origin not in known and origin not in catalogue.failures()]
        shown = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
        problems.append(f"the last ingest did not finish: {len(missing)} documents are missing{': ' + shown if missing else ''}; run 'attest ingest' again")
    behind = catalogue.vectors_pending()
    if behind:
        problems.append(
            f"the vectors of {len(behind)} documents are not confirmed ({', '.join(behind[:3])}{' ...' if len(behind) > 3 else ''}); run 'attest ingest' again"
        )
    return problems
