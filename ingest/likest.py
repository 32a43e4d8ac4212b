"""Likest: which of many numbers are the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def likest(alike: NDArray[np.float32], k: int) -> NDArray[np.intp]:
    """Return the places of the k largest numbers, largest first and the earlier of equals first; all where there are no more than k."""
    places = np.arange(len(alike))
    if k < len(alike):  # to sort them all takes longer than to compare them with the last that counts
        places = np.flatnonzero(alike >= np.partition(alike, -k)[-k])
    return places[np.argsort(-alike[places], kind="stable")][:k]
