"""Damage to files: what a bad disk, a bad copy or a cut connection leaves."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

Damage = Callable[[Path, Random], None]
PAGE = 4096


def flip(path: Path, chance: Random) -> None:
    """Change one bit, somewhere."""
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def truncate(path: Path, chance: Random) -> None:
    """Cut the file off, somewhere."""
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(len(data))])


def blank(path: Path, chance: Random) -> None:
    """Write zeros over a page, as a sector that was never written leaves them."""
    data = bytearray(path.read_bytes())
    start = chance.randrange(max(1, len(data) // PAGE)) * PAGE
    data[start : start + PAGE] = bytes(len(data[start : start + PAGE]))
    path.write_bytes(data)


def remove(path: Path, chance: Random) -> None:
    """Delete the file."""
    path.unlink()


def flip_in_words(path: Path, chance: Random) -> None:
    """Change one letter of a document's text and nothing else: the words stay words."""
    with sqlite3.connect(path) as db:
        ids = [row[0] for row in db.execute("SELECT id FROM documents ORDER BY id")]
        chosen = chance.choice(ids)
        (text,) = db.execute("SELECT text FROM documents WHERE id = ?", (chosen,)).fetchone()
        at = chance.choice([i for i, c in enumerate(text) if c.isalpha()])
        db.execute("UPDATE documents SET text = ? WHERE id = ?", (f"{text[:at]}{'x' if text[at] != 'x' else 'y'}{text[at + 1 :]}", chosen))
    db.close()


def settle(catalogue: Path) -> None:
    """Bring what SQLite keeps in its log into the file, which would else mend the damage."""
    with sqlite3.connect(catalogue) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
