"""The matrix: every fault that is tried, seeded and repeatable, and what was seen of it.

A trial raises AssertionError where the promise is broken and returns, in a few words, how the fault showed. Its chance comes
from the fault's name and the number of the trial alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from ingest.backup import back_up
from ingest.catalogue import FILE_NAME
from ingest.source import MAX_FILE_BYTES
from tests.faults import damage
from tests.faults.bench import NOBODY, STATE_ERRORS, Bench
from tests.faults.forks import Outcome

Trial = Callable[[Bench, Random], str]
WHOLE = "nothing committed is lost, each document is old or new, the next run completes it"
UNTOUCHED = "refused in one line that names the cause; what was committed stays, the next run completes it"
TOLD = "told in one line at opening or reading, or by doctor; never a crash, never a changed word; repair and ingest bring all back"


class NotHere(Exception):
    """This machine cannot bring the fault about."""


@dataclass(frozen=True)
class Fault:
    """One row: what happens, what must hold, and how it is tried, ``once`` where there is nothing to draw; killing is tried ``often``."""

    name: str
    promise: str
    trial: Trial
    once: bool = False
    often: bool = False

    def points(self, wanted: int) -> int:
        """At how many points it is tried: at all that are wanted, or a quarter of them, at one at least."""
        return 1 if self.once else wanted if self.often else max(1, wanted // 4)

    def run(self, bench: Bench, number: int) -> str:
        """Try the fault for the nth time."""
        return self.trial(bench, Random(f"{self.name} {number}"))


# -- kill -9 -------------------------------------------------------------------------------------------------------------


def _killed(outcome: Outcome) -> None:
    assert outcome.status == -9, outcome


def kill_ingest(bench: Bench, chance: Random) -> str:
    _ = bench.after
    with bench.trial(bench.before) as folder:
        index = folder / "index"
        _killed(bench.forks.do("ingest", bench.notes, index, few=True, kill_at=chance.randint(1, bench.update_steps)))
        done = bench.forks.do("after", index, bench.notes, index, deed="ingest", few=True)
        bench.completed(done, bench.old, bench.new)
    return "completed by the next ingest"


def kill_first_ingest(bench: Bench, chance: Random) -> str:
    wanted = bench.new
    with bench.trial() as folder:
        index = folder / "index"
        _killed(bench.forks.do("ingest", bench.notes, index, few=True, kill_at=chance.randint(1, bench.first_steps)))
        done = bench.forks.do("after", index, bench.notes, index, deed="ingest", few=True)
        bench.completed(done, {"texts": {}}, wanted)
    return "completed by the next ingest"


def kill_sync(bench: Bench, chance: Random) -> str:
    wanted, steps = bench.synced
    old = bench.sure("read", bench.digests)
    with bench.trial(bench.digests) as folder:
        index, snapshots = folder / "index", folder / "snapshots"
        _killed(bench.forks.do("sync", bench.corpus, snapshots, index, few=True, kill_at=chance.randint(1, steps)))
        bench.completed(bench.forks.do("after", index, bench.corpus, snapshots, index, deed="sync", few=True), old, wanted)
    return "completed by the next sync"


def kill_repair(bench: Bench, chance: Random) -> str:
    wanted = bench.new
    with bench.trial(bench.after) as folder:
        index = folder / "index"
        damage.truncate(index / "chroma" / "chroma.sqlite3", Random(1))
        with bench.trial(index) as rehearsal:
            steps = int(bench.sure("repair", rehearsal / "index")["steps"])
        _killed(bench.forks.do("repair", index, few=True, kill_at=chance.randint(1, steps)))
        bench.completed(bench.forks.do("after", index, index, deed="repair", few=True), wanted, wanted)
    return "completed by the next repair"


def kill_mending(bench: Bench, chance: Random) -> str:
    wanted = bench.new
    with bench.trial(bench.after) as folder:
        index = folder / "index"
        damage.flip_in_words(index / FILE_NAME, chance)
        damage.settle(index / FILE_NAME)
        with bench.trial(index) as rehearsal:
            steps = int(bench.sure("repair", rehearsal / "index")["steps"])
        _killed(bench.forks.do("repair", index, few=True, kill_at=chance.randint(1, steps)))
        done = bench.forks.do("mend", bench.notes, index, few=True)
        assert not done.error, done
        assert bench.same(done.told["then"], wanted)
        assert done.told["problems"] == []
    return "completed by the next repair and ingest"


def kill_restore(bench: Bench, chance: Random) -> str:
    wanted = bench.new
    with bench.trial() as folder:
        index, file = folder / "index", folder / "index.zip"
        back_up(bench.after, file)
        with bench.trial() as rehearsal:
            steps = int(bench.sure("restore", file, rehearsal / "index")["steps"])
        _killed(bench.forks.do("restore", file, index, few=True, kill_at=chance.randint(1, steps)))
        bench.completed(bench.forks.do("after", index, file, index, deed="recover", few=True), wanted, wanted)
    return "completed by restore or repair"


def kill_in_a_write(bench: Bench, chance: Random) -> str:
    """The system kills the process in the midst of a write, of SQLite or of Chroma's own code."""
    _ = bench.after
    with bench.trial(bench.before) as folder:
        index = folder / "index"
        largest = max(path.stat().st_size for path in index.rglob("*") if path.is_file())
        died = bench.forks.do("ingest", bench.notes, index, few=True, bytes=chance.randint(1, largest), fatal=True)
        assert died.killed or not died.error, died
        bench.completed(bench.forks.do("after", index, bench.notes, index, deed="ingest", few=True), bench.old, bench.new)
    return "completed by the next ingest"


# -- the disk and its rights ---------------------------------------------------------------------------------------------


def _refused(outcome: Outcome, *classes: str) -> str:
    assert outcome.status == 0, outcome
    assert outcome.error in classes, outcome
    assert "\n" not in outcome.told["message"]
    return outcome.error


def full_disk(bench: Bench, chance: Random) -> str:
    _ = bench.after
    if os.geteuid() != 0:
        raise NotHere("needs root, who can mount a small disk")
    with bench.trial() as folder:
        disk = folder / "disk"
        disk.mkdir()
        size = sum(path.stat().st_size for path in bench.before.rglob("*") if path.is_file())
        room = size + 80_000 + chance.randrange(0, 120_000)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
            raise NotHere("needs the right to mount a small disk")
        try:
            index = Path(shutil.copytree(bench.before, disk / "index"))
            full = bench.forks.do("ingest", bench.notes, index, few=True)
            seen = _refused(full, "IndexFullError", "IndexAccessError") if full.error else "there was room"
            repaired = bench.forks.do("repair", index, few=True)
            assert repaired.status == 0, repaired
            assert not list(index.glob("*damaged*")), "a full disk is no damage"
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            bench.completed(bench.forks.do("after", index, bench.notes, index, deed="ingest", few=True), bench.old, bench.new)
        finally:
            subprocess.run(["umount", str(disk)], check=True)
    return seen


def file_too_large(bench: Bench, chance: Random) -> str:
    _ = bench.after
    with bench.trial(bench.before) as folder:
        index = folder / "index"
        largest = max(path.stat().st_size for path in index.rglob("*") if path.is_file())
        full = bench.forks.do("ingest", bench.notes, index, few=True, bytes=chance.randint(1, largest))
        seen = _refused(full, "IndexFullError", "IndexAccessError", "IndexMissingError", "IndexDamagedError") if full.error else "there was room"
        bench.completed(bench.forks.do("after", index, bench.notes, index, deed="ingest", few=True), bench.old, bench.new)
    return seen


def read_only(bench: Bench, chance: Random) -> str:
    _ = bench.after
    with bench.trial(bench.before) as folder:
        index = folder / "index"
        paths = [index, *index.rglob("*")]
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        seen = {_refused(bench.forks.do(deed, *args, few=True, user=NOBODY), "IndexAccessError", "IndexMissingError")
                for deed, args in (("ingest", (bench.notes, index)), ("repair", (index,)), ("read", (index,)))}  # fmt: skip
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
        bench.completed(bench.forks.do("after", index, bench.notes, index, deed="ingest", few=True), bench.old, bench.new)
    return ", ".join(sorted(seen))


# -- several at once -----------------------------------------------------------------------------------------------------


def two_ingests(bench: Bench, chance: Random) -> str:
    _ = bench.after
    with bench.trial(bench.before) as folder:
        index = folder / "index"
        done = bench.forks.do("both", bench.notes, index, few=True)
        assert done.status == 0, done
        errors = [one["error"] for one in done.told["each"] if "error" in one]
        assert errors in ([], ["IndexBusyError"]), done
        bench.completed(bench.forks.do("after", index, bench.notes, index, deed="ingest", few=True), bench.new, bench.new)
    return "one is told to wait" if errors else "one after the other"


def ingest_while_asking(bench: Bench, chance: Random) -> str:
    with bench.trial() as folder:
        notes, index = folder / "notes", folder / "index"
        notes.mkdir()
        for i in range(12):
            (notes / f"{i}.txt").write_text(f"Lost buoy {i} is reported.\n\nHarbour master {i} trims the lamps.", encoding="utf-8")
        bench.sure("ingest", notes, index)
        old = bench.sure("found", index)["found"]
        for i in chance.sample(range(12), 6):
            (notes / f"{i}.txt").write_text(f"Lost buoy {i} is found again.\n\nIts lamp is lit.\n\nIts rope is new.", encoding="utf-8")
        (notes / "12.txt").write_text("A lost buoy more is reported.", encoding="utf-8")
        (notes / f"{chance.randrange(12)}.txt").unlink()
        told = bench.sure("asking", notes, index)
        wanted, new = bench.sure("read", index), bench.sure("found", index)["found"]
        assert told["wrong"] == [], told["wrong"]
        assert told["ingest"] == 0
        assert len(new) > 12
        # A desk that is opened in the midst of the ingest shows that moment: no answer before it moves on has less than what was committed then.
        texts = {tuple(pair) for pair in (*old, *new)}
        assert all(tuple(pair) in texts for given in told["given"] for pair in given)
        assert all(len(given) >= min(len(old), len(new)) - 3 for given in told["given"]), [len(given) for given in told["given"]]
        assert told["last"] == new
        bench.completed(bench.forks.do("after", index, notes, index, deed="ingest", few=True), wanted, wanted)
    return "every answer from old or new texts"


# -- the machine and its files -------------------------------------------------------------------------------------------


def clock_back(bench: Bench, chance: Random) -> str:
    day = f"2026-11-{chance.randint(1, 19):02}"
    with bench.trial(bench.digests) as folder, bench.trial(bench.digests) as other:
        bench.sure("sync", bench.corpus, folder / "snapshots", folder / "index", day="2026-11-20")
        later = bench.sure("sync", bench.corpus, folder / "snapshots", folder / "index", day=day, verb="ferry home")
        assert later["replaced"] == 1, "the text that was last obtained answers, whatever the clock says"
        bench.sure("sync", bench.corpus, other / "snapshots", other / "index", day=day, verb="ferry home")
        found, wanted = (bench.sure("read", at / "index") for at in (folder, other))
        assert found["texts"].keys() == wanted["texts"].keys()
        ferries = [document for document in wanted["texts"] if document.startswith("gb-ferries")]
        assert ferries
        assert all(found["texts"][document] == wanted["texts"][document] for document in ferries)
        assert bench.sure("examine", folder / "index")["problems"] == []
    return "the text obtained last answers"


def unreadable_file(bench: Bench, chance: Random) -> str:
    _ = bench.after
    with bench.trial(bench.before) as folder:
        index = folder / "index"
        for path in [folder, index, *index.rglob("*")]:
            path.chmod(0o777 if path.is_dir() else 0o666)
        closed = bench.notes / "2.txt"
        odd = [bench.notes / "away.txt", bench.notes / "pipe.txt"]
        closed.chmod(0)
        odd[0].symlink_to(bench.folder / "nowhere.txt")
        os.mkfifo(odd[1])
        try:
            told = bench.sure("ingest", bench.notes, index, user=NOBODY)
        finally:
            closed.chmod(0o644)
            for path in odd:
                path.unlink()
        assert (told["added"], told["replaced"], told["removed"]) == (1, len(list(bench.notes.glob("[0-7].txt"))) - 4, 1), told
        assert any("cannot be read: Permission denied" in reason for reason in told["skipped"]), told
        bench.completed(bench.forks.do("after", index, bench.notes, index, deed="ingest", few=True), bench.old, bench.new)
    return "skipped by name, the others ingested, its old text kept"


def huge_document(bench: Bench, chance: Random) -> str:
    _ = bench.after
    with bench.trial(bench.before) as folder:
        huge = bench.notes / "huge.txt"
        with huge.open("wb") as file:
            file.truncate(MAX_FILE_BYTES + 1)
        try:
            told = bench.sure("ingest", bench.notes, folder / "index")
        finally:
            huge.unlink()
        assert [reason for reason in told["skipped"] if f"the limit is {MAX_FILE_BYTES:,}" in reason], told
        bench.completed(bench.forks.do("after", folder / "index", bench.notes, folder / "index", deed="ingest", few=True), bench.new, bench.new)
    return "skipped by name with the limit, never read"


# -- damaged files -------------------------------------------------------------------------------------------------------


def damaged(pattern: str, harm: damage.Damage) -> Trial:
    """Damage one file of a sound index and hold what readers and doctor say of it."""

    def trial(bench: Bench, chance: Random) -> str:
        wanted = bench.new
        with bench.trial(bench.after) as folder:
            index = folder / "index"
            harm(chance.choice(sorted(index.glob(pattern))), chance)
            seen = _looked(bench.forks.do("look", index, few=True), wanted, bench)
            mended = bench.forks.do("mend", bench.notes, index, few=True)
            assert not mended.error or mended.error == "IndexMissingError", mended
            if mended.error:  # nothing was left to repair: doctor says to ingest
                mended = bench.forks.do("after", index, bench.notes, index, deed="ingest", few=True)
            assert mended.status == 0, mended
            assert bench.same(mended.told["then"], wanted), mended
            assert mended.told["problems"] == [], mended
        return seen

    return trial


def _looked(outcome: Outcome, wanted: dict[str, Any], bench: Bench) -> str:
    assert outcome.status == 0, outcome
    read, examined = outcome.told["read"], outcome.told["examine"]
    for told in (read, examined):
        assert told.get("error", "IndexDamagedError") in STATE_ERRORS, told
        assert "\n" not in told.get("message", "")
    if "error" in read:
        return "told at opening or reading"
    assert read["texts"] == wanted["texts"], "changed words were read"
    if examined.get("error") or examined["problems"]:
        return "told by doctor"
    assert bench.same(read, wanted), "a search finds something else, and nobody says so"
    return "without effect"


FAULTS = (
    Fault("kill -9 in the first ingest", WHOLE, kill_first_ingest, often=True),
    Fault("kill -9 in an ingest of changes", WHOLE, kill_ingest, often=True),
    Fault("kill -9 in the ingest of a sync", WHOLE, kill_sync, often=True),
    Fault("kill -9 in doctor --repair, vector store lost", WHOLE, kill_repair, often=True),
    Fault("kill -9 in doctor --repair, document changed on disk", WHOLE, kill_mending, often=True),
    Fault("kill -9 in restore", WHOLE, kill_restore, often=True),
    Fault("killed in the midst of a write", WHOLE, kill_in_a_write, often=True),
    Fault("full disk", UNTOUCHED, full_disk),
    Fault("a file may not grow", UNTOUCHED, file_too_large),
    Fault("read-only folder", UNTOUCHED, read_only, once=True),
    Fault("two ingests at once", "one writes, the other is told to wait or finds nothing to do", two_ingests),
    Fault("ingest while 20 readers ask", "no error, and every passage is of the old or of the new texts", ingest_while_asking),
    Fault("clock going back", "the text that was obtained last is the one that answers", clock_back),
    Fault("unreadable, dangling and odd files among others", "each is skipped by name, the others are ingested", unreadable_file, once=True),
    Fault("huge document", "skipped by name before it is read, the others are ingested", huge_document, once=True),
    Fault("catalogue: a letter of a text changed", TOLD, damaged(FILE_NAME, damage.flip_in_words)),
    Fault("catalogue: one bit flipped", TOLD, damaged(FILE_NAME, damage.flip)),
    Fault("catalogue: a page of zeros", TOLD, damaged(FILE_NAME, damage.blank)),
    Fault("catalogue: truncated", TOLD, damaged(FILE_NAME, damage.truncate)),
    Fault("catalogue: missing", TOLD, damaged(FILE_NAME, damage.remove), once=True),
    Fault("Chroma's database: one bit flipped", TOLD, damaged("chroma/chroma.sqlite3", damage.flip)),
    Fault("Chroma's database: a page of zeros", TOLD, damaged("chroma/chroma.sqlite3", damage.blank)),
    Fault("Chroma's database: truncated", TOLD, damaged("chroma/chroma.sqlite3", damage.truncate)),
    Fault("Chroma's database: missing", TOLD, damaged("chroma/chroma.sqlite3", damage.remove), once=True),
    Fault("vector file: one bit flipped", TOLD, damaged("chroma/*/*.*", damage.flip)),
    Fault("vector file: truncated", TOLD, damaged("chroma/*/*.*", damage.truncate)),
    Fault("vector file: missing", TOLD, damaged("chroma/*/*.*", damage.remove)),
)
