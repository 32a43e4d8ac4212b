"""The bench that faults are tried on: a small corpus, indices of it as they should be, and what must hold after a fault."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from ingest.catalogue import FILE_NAME
from tests.faults.damage import settle
from tests.faults.forks import Forks, Outcome
from tests.publisher import lawful_corpus

NOBODY = 65534
NOTES = 8
# What an index may say of itself: never "damaged" where only the disk or its rights are at fault.
STATE_ERRORS = {"IndexMissingError", "IndexMismatchError", "IndexDamagedError", "IndexBusyError", "IndexFullError", "IndexAccessError"}


class Bench:
    """Holds the templates that trials copy, all below one folder that any user may read."""

    def __init__(self) -> None:
        # Memory, where there is some: thousands of fsyncs would make the tests wait for a disk that they do not test.
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="attest-faults-", dir=memory if os.access(memory, os.W_OK) else None))
        self.folder.chmod(0o755)
        self.forks = Forks()
        self.notes, self.corpus = self.folder / "notes", self.folder / "corpus"
        self._trials = 0
        self.notes.mkdir()
        for i in range(NOTES):
            self.note(i, f"Buoy {i} is red.\n\nIt was painted twice, and harbour master {i} told the coast office so.")
        lawful_corpus(self.corpus)

    def close(self) -> None:
        self.forks.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def note(self, number: int, words: str) -> None:
        (self.notes / f"{number}.txt").write_text(words, encoding="utf-8")

    @contextmanager
    def trial(self, template: Path | None = None) -> Iterator[Path]:
        """A folder for one trial, with a copy of a template as ``index`` in it."""
        self._trials += 1
        folder = self.folder / f"trial-{self._trials}"
        folder.mkdir()
        if template is not None:
            shutil.copytree(template, folder / "index")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def sure(self, deed: str, /, *args: object, **options: object) -> dict[str, Any]:
        """Do what nothing disturbs."""
        done = self.forks.do(deed, *args, **{"few": True, **options})
        assert done.status == 0, done
        assert not done.error, done
        return done.told

    # -- templates ------------------------------------------------------------------------------------------------------

    @cached_property
    def before(self) -> Path:
        """An index of the notes as they first were; then some are changed, one is new and one is gone."""
        index = self.folder / "before"
        self.sure("ingest", self.notes, index)
        settle(index / FILE_NAME)
        for i in range(0, NOTES, 2):
            self.note(i, f"Buoy {i} is green since harbour master {i} painted it.")
        self.note(NOTES, "Ferry 9 refunds a ticket.\n\nThe keeper trims lamp 9 at dusk.")
        (self.notes / "1.txt").unlink()
        return index

    @cached_property
    def old(self) -> dict[str, Any]:
        """What the index says before."""
        return self.sure("read", self.before)

    @cached_property
    def after(self) -> Path:
        """The same index once the changed notes are ingested."""
        index = self.folder / "after"
        shutil.copytree(self.before, index)
        self.update_steps = int(self.sure("ingest", self.notes, index)["steps"])
        settle(index / FILE_NAME)
        return index

    @cached_property
    def first_steps(self) -> int:
        """In how many steps the notes as they are now are ingested where there was no index."""
        _ = self.after
        with self.trial() as folder:
            return int(self.sure("ingest", self.notes, folder / "index")["steps"])

    @cached_property
    def new(self) -> dict[str, Any]:
        """What the index says after."""
        return self.sure("read", self.after)

    @cached_property
    def digests(self) -> Path:
        """An index of the corpus that was never synced."""
        index = self.folder / "digests"
        self.sure("corpus", self.corpus, index)
        settle(index / FILE_NAME)
        return index

    @cached_property
    def synced(self) -> tuple[dict[str, Any], int]:
        """What the index of the corpus says once it is synced, and in how many steps that was done."""
        with self.trial(self.digests) as folder:
            steps = int(self.sure("sync", self.corpus, folder / "snapshots", folder / "index")["steps"])
            return self.sure("read", folder / "index"), steps

    # -- what must hold ---------------------------------------------------------------------------------------------------

    def left_whole(self, texts: dict[str, str], before: dict[str, Any], after: dict[str, Any]) -> None:
        """Nothing that was committed is lost, and every document is wholly the old one or wholly the new one."""
        old, new = before["texts"], after["texts"]
        assert {d for d in old if d in new} <= set(texts), "a document that was committed is gone"
        for document, words in texts.items():
            assert words in {old.get(document), new.get(document)}, f"{document} is neither old nor new"

    def same(self, found: dict[str, Any], wanted: dict[str, Any]) -> bool:
        """Whether two readings tell the same: documents, words, vectors, and what is found."""
        return all(found.get(part) == wanted[part] for part in ("texts", "vectors", "stored", "words", "near"))

    def completed(self, done: Outcome, before: dict[str, Any], after: dict[str, Any]) -> None:
        """What a fault left is whole, and the deed that followed brought the index to where it would be without the fault."""
        assert done.status == 0, done
        assert not done.error, done
        if "texts" in done.told["left"]:
            self.left_whole(done.told["left"]["texts"], before, after)
        assert self.same(done.told["then"], after)
        assert done.told["problems"] == []
        assert {passage for passage in done.told["then"]["stored"]} == set(after["stored"])
