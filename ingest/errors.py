"""What can go wrong while texts are read, stored and opened.

* IngestError
  x CorpusError            corpus/sources.toml or a digest breaks the format
  x PinpointError          a string is not a pinpoint
  x ParseError             a file cannot be read as what it claims to be
    + UnsupportedFormatError   no parser takes this kind of file
    + CoverageError        a parse would have lost or doubled text
  x FetchError             an official text could not be obtained from its publisher
  x BackupError            a backup cannot be written, read or restored
  x EmbeddingModelError    the embedding model is missing or is not the one expected
  x IndexStateError        an index that cannot be used as it is
    + IndexMissingError    there is no index in the folder
    + IndexMismatchError   the index was built with another model or chunker
    + IndexDamagedError    the index cannot be read, or half of it is gone
    + IndexBusyError       another ingest is writing to the index
    + IndexFullError       the disk has no space left for the index
    + IndexAccessError     the disk, or the rights of the index's files, let it not be read or written
    + IndexUnreachableError  the Chroma server that holds the vectors does not answer
  x PublishError           an index cannot be published, or a published edition is written to

Each message names the file or setting, what is wrong, and what to do.
"""

from __future__ import annotations


class IngestError(Exception):
    """Anything that ingest or an index can raise."""


class CorpusError(IngestError):
    """The bundled corpus breaks its own format."""


class PinpointError(IngestError, ValueError):
    """A string that cannot be read as a pinpoint."""


class ParseError(IngestError):
    """One file could not be parsed; ``source`` names it and ``locator`` the place in it."""

    def __init__(self, source: str, message: str, locator: str = "") -> None:
        """Name the file, what is wrong, and the line or element where it was noticed."""
        self.source = source
        self.locator = locator
        place = f"{source} ({locator})" if locator else source
        super().__init__(f"{place}: {message}")


class UnsupportedFormatError(ParseError):
    """No parser takes this kind of file."""


class CoverageError(ParseError):
    """A parse that would have lost, doubled or misplaced text."""


class FetchError(IngestError):
    """An official text could not be obtained; ``address`` names where it was looked for, ``status`` what the publisher answered (0: nothing)."""

    def __init__(self, address: str, message: str, status: int = 0) -> None:
        """Name the address, what is wrong and what to do."""
        self.address = address
        self.status = status
        super().__init__(f"{address}: {message}")


class BackupError(IngestError):
    """A backup cannot be written, read or restored."""


class EmbeddingModelError(IngestError):
    """The embedding model is missing, or its weights are not the ones expected."""


class IndexStateError(IngestError):
    """An index that cannot be used as it is."""


class IndexMissingError(IndexStateError):
    """There is no index in the folder."""


class IndexMismatchError(IndexStateError):
    """The index was built with another embedding model or chunker."""


class IndexDamagedError(IndexStateError):
    """The index cannot be read, or a part of it is gone."""


class IndexBusyError(IndexStateError):
    """Another ingest is writing to the index."""


class IndexFullError(IndexStateError):
    """The disk has no space left for the index."""


class IndexAccessError(IndexStateError):
    """The disk or the rights of its files let the index not be read or written; nothing says that it is damaged."""


class IndexUnreachableError(IndexStateError):
    """The Chroma server that holds the vectors does not answer; nothing is wrong with the index."""


class PublishError(IngestError):
    """An index that cannot be published, or a published edition that was to be changed."""
