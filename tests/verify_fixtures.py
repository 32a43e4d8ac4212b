"""A small body of law of our own making to look quotes up in, and an embedder without a model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date

import numpy as np

from ingest.document import Source
from ingest.pinpoint import Pinpoint
from qa.route import Router
from qa.verify import QuoteCheck, Standing, standing, verify_quote

TODAY = date(2026, 11, 22)


class WordEmbedder:
    """Hashes each word into one of 64 dimensions; equal texts get equal unit vectors."""

    fingerprint = "hashed-words:64"

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or ["blank"]:
                vectors[row, hashlib.sha256(word.encode()).digest()[0] % 64] += 1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def law(identifier: str, citation: str, *aliases: str, form: str = "official", valid_from: date | None = None, valid_to: date | None = None) -> Source:
    return Source(
        id=identifier, citation=citation, title=citation, short=citation, publisher="Harbour Office", jurisdiction="US", kind="statute", form=form,
        url="https://example.org/", licence="", sha256="0" * 64, aliases=aliases, valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip


WRECKS_OLD = law("us-wrecks", "40 U.S.C. § 7001", valid_from=date(2019, 1, 1), valid_to=date(2023, 12, 31))
WRECKS = law("us-wrecks", "40 U.S.C. § 7001", valid_from=date(2024, 1, 1))
HARBOURS = law("gb-harbours", "Harbours Act 2020", "HarbA")
SHIPS = law("eu-ships", "Regulation (EU) 2030/17", "Ships Regulation")
PILOTS = law("us-pilots", "40 U.S.C. § 7002", form="digest")

PLACES = (
    (WRECKS_OLD, "40 U.S.C. § 7001(d)", "The register of wrecks is kept for 90 days."),
    (WRECKS_OLD, "40 U.S.C. § 7001(e)", "The coast office meets in spring and in autumn."),
    (WRECKS, "40 U.S.C. § 7001(a)", "A harbour master must report each wreck to the coast office within 24 hours, unless the owner has already done so."),
    (WRECKS, "40 U.S.C. § 7001(b)", "A harbour master need not search for wrecks and must not charge a fee of more than $850,000. Fees under 1.5 percent go."),
    (WRECKS, "40 U.S.C. § 7001(b)(1)", "The “first notice” goes to the owner’s agent — by letter, not by telephone — within 3 days."),
    (WRECKS, "40 U.S.C. § 7001(c)(1)", "Pilots may board any vessel at dawn; they may leave it at dusk; they may rest between."),
    (WRECKS, "40 U.S.C. § 7001(c)(2)", "Tugs may tow any vessel, and crews don’t pay, and non-compliance is fined (see 40 U.S.C. § 7002A)."),
    (WRECKS, "40 U.S.C. § 7001(d)", "The register of wrecks is kept for 1 year."),
    (WRECKS, "40 U.S.C. § 7001(e)", "The coast office meets in spring and in autumn."),
    (HARBOURS, "Harbours Act 2020, s 5(1)", "An oﬃcial may ﬁle the 'long form' with\u00a0the har\u00adbour\nboard – or the “short form” – by noon."),
    (HARBOURS, "Harbours Act 2020, s 5(2)", "This section extends to every port."),
    (HARBOURS, "Harbours Act 2020, s 6", "This section extends to every port. Ms Müller's café and the quay at Ålesund are no ports."),
    (SHIPS, "Regulation (EU) 2030/17, art 3(1)", "US ships shall carry flags. Masters shall keep logs except in harbour and shall show any officer who asks."),
    (SHIPS, "Regulation (EU) 2030/17, art 3(2)", "The price is a+b*(c|d)? and [sic] costs \\d+ under ^4$ of ETS No. 185 without undue delay and in full."),
    (SHIPS, "Regulation (EU) 2030/17, art 4", "First words stand here. " + "Filler follows on. " * 100 + "Final words stand there."),
    (PILOTS, "40 U.S.C. § 7002", "The pilots' law in our own short words."),
)  # fmt: skip

STANDINGS: tuple[Standing, ...] = tuple(standing(*place) for place in PLACES)
_SOURCES = {source.document_id: source for source, _, _ in PLACES}
ROUTER = Router(_SOURCES, [(f"{source.document_id}#{pin}", source.document_id, Pinpoint.parse(pin)) for source, pin, _ in PLACES])


def check(citation: str, quote: str, today: date = TODAY) -> QuoteCheck:
    return verify_quote(citation, quote, ROUTER.resolve, STANDINGS, today)
