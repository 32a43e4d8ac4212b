"""Arrays: the files of fitted numbers that come with the corpus, opened in one way."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from qa.errors import AdapterError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@contextmanager
def arrays(file: Path) -> Iterator[Mapping[str, NDArray[Any]]]:
    """Open a file of arrays by their names; raises AdapterError where it, or an array that is taken from it, cannot be read."""
    try:
        with file.open("rb") as opened, np.load(opened) as kept:
            yield kept
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error) as error:
        raise AdapterError(f"{file} cannot be read ({error}); install the package again") from error
