"""Kept: the passages read last, whole and checked, so that the next question need not read and check them again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ingest.catalogue import Stored

# Some 4,000 statements of the bundled corpus, or fewer of longer passages.
BYTES: Final = 24 * 2**20
# What the objects around a passage's words and vectors take.
_AROUND: Final = 1_500


class Kept:
    """Passages by id, up to a number of bytes; those that were asked for longest ago go first. The caller lets one thread in at a time."""

    def __init__(self, most: int = BYTES) -> None:
        """Take the number of bytes."""
        self._most = most
        self._bytes = 0
        self._items: OrderedDict[str, Stored] = OrderedDict()

    def held(self, passage_ids: Iterable[str]) -> dict[str, Stored]:
        """Return those of some passages that are kept, by id."""
        found: dict[str, Stored] = {}
        for passage_id in passage_ids:
            item = self._items.get(passage_id)
            if item is not None:
                self._items.move_to_end(passage_id)
                found[passage_id] = item
        return found

    def keep(self, items: Mapping[str, Stored]) -> None:
        """Keep passages that are not kept yet, and let go of others for them."""
        for passage_id, item in items.items():
            self._items[passage_id] = item
            self._bytes += _size(item)
        while self._bytes > self._most:
            _, gone = self._items.popitem(last=False)
            self._bytes -= _size(gone)


def _size(item: Stored) -> int:
    return int(item.vector.nbytes + item.sentence_vectors.nbytes) + 2 * len(item.passage.text) + _AROUND
