"""True claims of the bundled corpus, falsified in one place, and honest paraphrases of them: what the verifier makes of both."""

from __future__ import annotations

import json
import random
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from evals.mutants import KINDS, Caught, Mutant, caught, mutants, pairs, table
from ingest.catalogue import Catalogue
from ingest.embed import SentenceTransformerEmbedder
from ingest.pipeline import ingest
from qa.reader import Reader, reader_for
from qa.support import support
from tests.verify_fixtures import WordEmbedder

# Looked at while the layers were tuned.
PARAPHRASES = "paraphrases.jsonl"
# Freely reworded and each falsified in one place, written before the layers were mended and only counted since: never look at what fails here.
HELD = "held_paraphrases.jsonl"
LEAST = {"figure": 0.95, "date": 0.95, "negation": 0.95, "modality": 0.95, "section": 0.95, "exception": 0.80, "actor": 0.80, "jurisdiction": 0.80}
# A sentence is shown only where the verdict is "full", so to a reader whatever is not full was rejected.
MOST_REJECTED, MOST_NOT_FULL = 0.07, 0.10
LEAST_HELD_ACCEPTED, LEAST_HELD_CAUGHT = 0.75, 0.85
# Another 460 of the same kind: 340 looked at while the rules were mended, the last 120 of them only after a blind count, and 120 only counted.
# Of each: how many there are, the honest ones that may be refused, and the false ones that may be believed; two cases more than measured.
MORE = {"more_paraphrases.jsonl": (340, 16, 32), "held_more_paraphrases.jsonl": (120, 9, 22), "held_last_paraphrases.jsonl": (120, 11, 25)}

# Statements restated by writers who saw neither the program nor its tests: the least share of near and free ones that are accepted and the largest of their
# false twins that are believed, two hundredths off what was measured.
RESTATED = {"restated.jsonl": (0.78, 0.33, 0.26, 0.14), "restated_last.jsonl": (0.86, 0.5, 0.26, 0.2)}


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Every sentence of the bundled corpus with its passage."""
    folder = tmp_path_factory.mktemp("mutants") / "index"
    ingest([], folder, WordEmbedder())
    with closing(Catalogue(folder)) as catalogue:
        return pairs(catalogue)


@pytest.fixture(scope="module")
def judged(statements: list[tuple[str, str]]) -> dict[str, Caught]:
    return caught(mutants(statements))


@pytest.fixture(scope="module")
def bundled() -> Reader:
    reader = reader_for(SentenceTransformerEmbedder())
    assert reader is not None
    return reader


@pytest.fixture(scope="module")
def read(statements: list[tuple[str, str]], bundled: Reader) -> dict[str, Caught]:
    return caught(mutants(statements), bundled)


@pytest.mark.parametrize("kind", KINDS)
def test_mutants_are_caught(kind: str, judged: dict[str, Caught]) -> None:
    print(table(judged.values()))
    assert judged[kind].mutants >= 20
    assert judged[kind].caught >= LEAST[kind]


def test_mutants_are_the_same_each_time_and_differ_from_their_claims(statements: list[tuple[str, str]]) -> None:
    made = list(mutants(statements, sample=40))

    assert made == list(mutants(list(reversed(statements)), sample=40))
    assert made != list(mutants(statements, seed=1, sample=40))
    assert all(m.mutant != m.claim and m.claim in m.passage and m.mutant not in m.passage for m in made)


def test_every_sentence_of_the_corpus_is_borne_out_fully_by_its_passage(statements: list[tuple[str, str]]) -> None:
    weak = [claim for claim, passage in statements if support(claim, passage).label != "full"]

    assert len(statements) > 2_000
    assert weak == []


def restated(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True)
class Paraphrase:
    half: str
    pinpoint: str
    statement: str
    paraphrase: str


def paraphrases() -> list[Paraphrase]:
    return [Paraphrase(**row) for row in restated(PARAPHRASES)]


@pytest.mark.parametrize("half", ["tune", "measure", "reworded"])
def test_honest_paraphrases_are_not_rejected(half: str) -> None:
    labels = Counter(support(p.paraphrase, p.statement).label for p in paraphrases() if p.half == half)
    print(half, dict(labels))

    assert labels.total() >= 60
    assert (labels["none"] + labels["contradicted"]) / labels.total() <= MOST_REJECTED
    assert 1 - labels["full"] / labels.total() <= MOST_NOT_FULL


def borne_out(rows: list[dict[str, str]], key: str, by: str = "statement", reader: Reader | None = None) -> int:
    """Count the rows whose sentence under a key is fully borne out."""
    return sum(support(row[key], row[by], reader=reader).label == "full" for row in rows)


def test_held_paraphrases_are_told_from_what_falsifies_them() -> None:
    rows = restated(HELD)
    honest, false = (Counter(support(row[key], row["statement"]).label for row in rows) for key in ("paraphrase", "falsified"))
    print(dict(honest), dict(false))

    assert len(rows) == 60
    assert honest["full"] / len(rows) >= LEAST_HELD_ACCEPTED
    assert 1 - false["full"] / len(rows) >= LEAST_HELD_CAUGHT


@pytest.mark.parametrize("name", MORE)
def test_more_paraphrases_are_told_from_what_falsifies_them(name: str) -> None:
    rows = restated(name)
    refused, believed = len(rows) - borne_out(rows, "paraphrase"), borne_out(rows, "falsified")
    print(name, refused, believed)

    count, most_refused, most_believed = MORE[name]
    assert len(rows) == count
    assert refused <= most_refused
    assert believed <= most_believed


def test_blind_paraphrases_are_told_from_what_falsifies_them() -> None:
    """Written by people who saw neither the program nor its tests, against whole passages, a third of them far from the wording; counted only."""
    rows = restated("blind_paraphrases.jsonl")
    refused, believed = len(rows) - borne_out(rows, "paraphrase", "passage"), borne_out(rows, "falsified", "passage")
    print("blind_paraphrases.jsonl", refused, believed)
    assert len(rows) == 100
    assert refused <= 20
    assert believed <= 30


@pytest.mark.parametrize("name", RESTATED)
def test_restated_statements_are_told_from_what_falsifies_them(name: str, bundled: Reader) -> None:
    """Every second of those that the reader was not learned from, as the desk judges them; the last ones also played no part in choosing what it takes."""
    rows = restated(name)[::2]
    full = {key: borne_out(rows, key, reader=bundled) / len(rows) for key in ("near", "free", "near_lie", "free_lie")}
    print(len(rows), full, {key: borne_out(rows, key) / len(rows) for key in full})
    near, free, near_lie, free_lie = RESTATED[name]
    assert full["near"] >= near
    assert full["free"] >= free
    assert full["near_lie"] <= near_lie
    assert full["free_lie"] <= free_lie


@pytest.mark.parametrize("kind", KINDS)
def test_mutants_are_caught_where_the_reader_reads_them_too(kind: str, read: dict[str, Caught]) -> None:
    print(table(read.values()))
    assert read[kind].caught >= LEAST[kind]


def test_a_paraphrase_is_not_borne_out_by_another_statement() -> None:
    listed = paraphrases()
    rng = random.Random(3)
    others = [(p.paraphrase, rng.choice([q for q in listed if q.pinpoint != p.pinpoint]).statement) for p in listed]

    assert [claim for claim, passage in others if support(claim, passage).label == "full"] == []


def test_half_of_two_claims_is_not_full() -> None:
    listed = paraphrases()
    spliced = [(f"{a.paraphrase.rstrip('.')}, and {b.paraphrase[0].lower()}{b.paraphrase[1:]}", a.statement) for a, b in zip(listed, listed[7:], strict=False)]

    assert sum(support(claim, passage).label == "full" for claim, passage in spliced) / len(spliced) <= 0.02


def test_the_table_has_a_row_for_each_kind() -> None:
    found = caught([Mutant("figure", "21 days", "It is kept for 22 days.", "It is kept for 21 days."), Mutant("figure", "", "It is kept.", "It is kept.")])

    assert found["figure"] == Caught("figure", 2, 0.5, 0.5)
    assert table(found.values()).splitlines()[1].split() == ["figure", "2", "0.500", "0.500"]
