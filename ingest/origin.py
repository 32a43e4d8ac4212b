"""Where the bytes of an official text came from, and what is known of the text before it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ingest.document import Kind, Source
from ingest.errors import ParseError


@dataclass(frozen=True, slots=True)
class Origin:
    """One obtained file: its name for errors, its fallback title, its hash and days; ``known`` is the listed source that it is the official text of.

    ``modified`` is the day of the file's time stamp, the last resort for the date of a text that names none.
    """

    name: str
    label: str
    source_id: str
    sha256: str
    modified: date
    retrieved_on: date
    known: Source | None = None

    def official(
        self,
        *,
        citation: str,
        title: str,
        publisher: str,
        jurisdiction: str,
        kind: Kind,
        url: str,
        licence: str,
        short: str = "",
        aliases: tuple[str, ...] = (),
        text_as_of: date | None = None,
        valid_from: date | None = None,
        valid_to: date | None = None,
    ) -> Source:
        """Return the Source of an official text as its own metadata describe it.

        A listed source's names go before, and so do its dates of validity, unless the file states a later first day than they do.
        Raises ParseError where the file is another law than the listed one.
        """
        described = Source(
            id=self.source_id,
            citation=citation,
            title=title,
            short=short or title,
            publisher=publisher,
            jurisdiction=jurisdiction,
            kind=kind,
            form="official",
            url=url,
            licence=licence,
            sha256=self.sha256,
            aliases=aliases,
            text_as_of=text_as_of or self.modified,
            valid_from=valid_from,
            valid_to=valid_to,
            retrieved_on=self.retrieved_on,
        )
        if self.known is None:
            return described
        if _squeezed(citation) != _squeezed(self.known.citation):
            raise ParseError(self.name, f"is not the text of {self.known.citation}: it calls itself {citation}; tell the makers of Attest")
        known = self._listed(self.known, described.text_as_of)
        if valid_from is not None and valid_from > (known.valid_from or date.min):
            return replace(known, valid_from=valid_from, valid_to=valid_to)
        return known

    def own(self, title: str = "") -> Source:
        """Return the Source of a reader's own file, named by its title or else by its file name."""
        label = title or self.label
        if self.known is not None:
            return self._listed(self.known, self.modified)
        return Source(
            id=self.source_id,
            citation=label,
            title=label,
            short=label,
            publisher="",
            jurisdiction="user",
            kind="document",
            form="user",
            url="",
            licence="",
            sha256=self.sha256,
            text_as_of=self.modified,
            retrieved_on=self.retrieved_on,
            basis="own file",
        )

    def _listed(self, known: Source, text_as_of: date | None) -> Source:
        """Return the Source of this file as the official text of a listed source."""
        return replace(
            known,
            form="official",
            basis="official text",
            questions=(),
            text_as_of=text_as_of,
            retrieved_on=self.retrieved_on,
            sha256=self.sha256,
        )


def _squeezed(citation: str) -> str:
    return " ".join(citation.split()).casefold()
