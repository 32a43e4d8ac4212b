"""Soundness of a catalogue: every row compared with its checksum, every index with its table, and the mending that takes out what changed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from ingest.checksum import checksum
from ingest.schema import NOTE, PASSAGE, REBUILD_WORDS, RECORD


def faults(db: sqlite3.Connection) -> list[str]:
    """Return what is wrong inside a catalogue, in plain words; an empty list is a sound catalogue."""
    found = [f"the database is damaged: {' '.join(row[0].split())}" for row in db.execute("PRAGMA integrity_check (1)") if row[0] != "ok"]
    db.execute("SAVEPOINT looking")  # the integrity check of the words is written as an INSERT
    try:
        db.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    except sqlite3.OperationalError:
        raise  # locked or read-only: says nothing about the words
    except sqlite3.DatabaseError as error:
        found.append(f"the lexical index is damaged: {error}")
    finally:
        if db.in_transaction:  # else a full disk has ended it
            db.execute("ROLLBACK TO looking")
            db.execute("RELEASE looking")
    lost = db.execute("SELECT count(*) FROM passages WHERE number NOT IN (SELECT rowid FROM words)").fetchone()[0]
    if lost:
        found.append(f"{lost} passages are missing from the lexical index")
    if changed := sorted(_changed(db).values()):
        shown = ", ".join(changed[:3]) + (" ..." if len(changed) > 3 else "")
        found.append(f"{len(changed)} documents have changed on disk ({shown})")
    strays = db.execute("SELECT count(*) FROM passages WHERE document_id NOT IN (SELECT id FROM documents)").fetchone()[0]
    if strays:
        found.append(f"{strays} passages belong to no document")
    notes = [tuple(row) for row in db.execute("SELECT * FROM meta")]
    return found + [f"its note {key!r} has changed on disk" for key, value, written in notes if checksum((key, value)) != written]


def illegible(file: Path) -> str:
    """Return what keeps the schema of a database from being read, or nothing; with letters that are none in it, Chroma's own code ends the process."""
    if not file.exists():
        return ""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except UnicodeDecodeError:
        return "its schema has changed on disk"
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return str(error)
    return ""


def mend(db: sqlite3.Connection) -> list[str]:
    """Take out the documents that are not as they were written, build every index anew, and return the origins taken out; the caller commits."""
    taken = _changed(db)
    db.executemany("DELETE FROM documents WHERE rowid = ?", [(number,) for number in taken])
    db.execute("DELETE FROM passages WHERE document_id NOT IN (SELECT id FROM documents)")
    db.execute("REINDEX")
    for statement in REBUILD_WORDS:
        db.execute(statement)
    kept = [str(row["origin"]) for row in db.execute("SELECT origin FROM documents")]
    # What is gone is planned, so that doctor names it and the next ingest brings it back.
    planned = json.dumps(sorted({*kept, *taken.values()}))
    db.execute(NOTE, ("unfinished", planned, checksum(("unfinished", planned))))
    db.execute("DELETE FROM meta WHERE key = 'sealed'")
    return sorted(taken.values())


def _changed(db: sqlite3.Connection) -> dict[int, str]:
    """Map the row numbers of documents of which anything is not as it was written to their origins."""
    changed: dict[int, str] = {}
    db.text_factory = lambda data: data.decode("utf-8", "replace")  # a letter that is none any more ends no search
    try:
        for row in db.execute(f"SELECT rowid, origin, text, text_sum, places_sum, record_sum, {RECORD} FROM documents"):
            query = f"SELECT {PASSAGE}, substr(?, start + 1, stop - start) AS words, checksum FROM passages WHERE document_id = ? ORDER BY number"
            passages = [tuple(passage) for passage in db.execute(query, (row["text"], row["id"]))]
            sound = (
                checksum([row["text"]]) == row["text_sum"]
                and checksum(tuple(row)[6:]) == row["record_sum"]
                and checksum([part for passage in passages for part in (passage[0], passage[2])]) == row["places_sum"]
                and all(checksum(fields) == written for *fields, written in passages)
            )
            if not sound:
                changed[row["rowid"]] = str(row["origin"])
    finally:
        db.text_factory = str
    return changed
