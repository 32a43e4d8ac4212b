"""The bundled reader: what it is made of, what it tells apart, and that figures, names and places stay the last word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.fit_reader import Restated, fit_reader, pairs_of, restated
from ingest.embed import SentenceTransformerEmbedder
from qa.errors import AdapterError
from qa.reader import TOKENS, Head, bundled, read, reader_by, reader_for
from qa.support import APART, KEPT, support
from tests.verify_fixtures import WordEmbedder

DUTY = "A carrier must tell the coast office of a lost buoy within 3 days, unless the buoy was empty."


@pytest.fixture(scope="module")
def model() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


def sure(odds: float):
    """Return a reader that gives every claim the same odds."""
    return lambda pairs: [odds for _ in pairs]


def test_the_head_is_two_layers_with_gelu_between_them() -> None:
    import torch

    torch.manual_seed(0)
    wide, narrow = torch.nn.Linear(6, 4), torch.nn.Linear(4, 1)
    half = [weights.detach().half() for weights in (wide.weight, wide.bias, narrow.weight, narrow.bias)]
    rows = torch.randn(5, 6)
    with torch.no_grad():
        one, two, three, four = (weights.float() for weights in half)
        linear = torch.nn.functional.linear
        wanted = linear(torch.nn.functional.gelu(linear(rows, one, two)), three, four)[:, 0]
    assert Head(*(weights.numpy() for weights in half))(rows.numpy()) == pytest.approx(wanted.numpy(), abs=1e-5)


def test_what_is_learned_is_written_and_read(tmp_path: Path) -> None:
    bundled().write(tmp_path / "r.npz")
    again = read(tmp_path / "r.npz")
    assert again.steps == bundled().steps > 0
    assert again.corrections.version == bundled().corrections.version
    assert np.array_equal(again.head.wide, bundled().head.wide)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "r.npz").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(AdapterError, match=r"r\.npz cannot be read .* install the package again"):
        read(tmp_path / "r.npz")


def test_the_bundled_reader_is_for_its_model_alone(model: SentenceTransformerEmbedder) -> None:
    assert bundled().corrections.fingerprint == model.fingerprint
    assert reader_for(model) is not None
    assert reader_for(WordEmbedder()) is None


def test_what_it_reads_is_the_same_alone_and_among_others(model: SentenceTransformerEmbedder) -> None:
    reader = reader_for(model)
    assert reader is not None
    asked = [("The carrier tells the office.", DUTY), ("A carrier has to report a lost buoy to the coast office within 3 days if it was not empty.", DUTY)]
    assert [reader([pair])[0] for pair in asked] == pytest.approx(reader(asked), abs=1e-3)
    assert reader([]) == []
    assert len(reader([("word " * 3 * TOKENS, DUTY)])) == 1


def test_it_tells_an_honest_claim_from_one_of_another_statement(model: SentenceTransformerEmbedder) -> None:
    reader = reader_for(model)
    assert reader is not None
    honest, other = reader([("A carrier has to report a lost buoy to the coast office within 3 days.", DUTY), ("Buoys are painted red in spring.", DUTY)])
    assert honest > other


def test_what_the_layers_let_pass_is_refused_where_the_reader_does_not_take_it_to_follow() -> None:
    claim = "If a buoy goes missing, its carrier has to tell the coast office about that within 3 days, unless empty."
    assert support(claim, DUTY).label == "full"
    assert support(claim, DUTY, reader=sure(KEPT + 0.1)).label == "full"
    assert support(claim, DUTY, reader=sure(KEPT - 0.1)).label == "partial"
    assert support(claim, DUTY, reader=sure(KEPT)).method == "lexical+reader"


def test_what_says_it_in_the_passages_own_words_is_not_read() -> None:
    claim = "A carrier has to tell the coast office of a lost buoy within 3 days, unless the buoy was empty."
    assert support(claim, DUTY, reader=sure(-50.0)) == support(claim, DUTY)
    assert support(claim, DUTY).label == "full"


def test_what_is_set_apart_in_other_words_passes_where_the_reader_is_sure_of_it() -> None:
    passage = "A Kenyan court may require a service provider to keep a content interception order and its execution confidential."
    claim = "Silence about an order to intercept content, and about how it is put into practice, can be imposed on Kenyan providers by the court."
    assert support(claim, passage).label == "partial"
    assert support(claim, passage, reader=sure(APART + 0.1)).label == "full"
    assert support(claim, passage, reader=sure(APART - 0.1)).label == "partial"


@pytest.mark.parametrize(
    "claim",
    [
        "A carrier must tell the coast office of a lost buoy within 5 days, unless the buoy was empty.",
        "A carrier must tell the coast office of Peru of a lost buoy within 3 days, unless the buoy was empty.",
        "A carrier must not tell the coast office of a lost buoy within 3 days, unless the buoy was empty.",
        "A carrier must tell the coast office of a lost buoy within 3 days.",
    ],
)
def test_no_reader_overrules_figures_places_denials_and_what_is_left_out_of_the_same_words(claim: str) -> None:
    assert support(claim, DUTY).label != "full"
    assert support(claim, DUTY, reader=sure(50.0)) == support(claim, DUTY)


def test_a_long_passage_is_not_read() -> None:
    claim, much = (
        "If a buoy goes missing, its carrier has to tell the coast office about that within 3 days, unless empty.",
        " ".join(["Lamps are trimmed daily."] * 40),
    )
    assert support(claim, DUTY, reader=sure(-50.0)).method == "lexical+reader"
    assert support(claim, f"{DUTY} {much}", reader=sure(-50.0)) == support(claim, f"{DUTY} {much}")


def test_what_stands_there_word_for_word_is_not_read() -> None:
    def fails(_: object) -> list[float]:
        raise AssertionError("read")

    assert support(DUTY, DUTY, reader=fails).label == "full"


def test_restated_rows_give_pairs_that_follow_and_pairs_that_do_not() -> None:
    import random

    row = Restated("s", "Pilots must trim lamps.", ("Pilots have to trim lamps.", "Lamps are for pilots to trim."), ("Tugs trim.", "Lamps are for tugs."))
    other = Restated("s", "Owners may paint.", ("Owners can paint.", "Painting is open to owners."), ("Owners must paint.", "Painting is closed to owners."))
    found = [pair for seed in range(20) for pair in pairs_of(row, [row, other], random.Random(seed))]
    assert ("Pilots have to trim lamps.", "Pilots must trim lamps.", True) in found
    assert ("Tugs trim.", "Pilots must trim lamps.", False) in found
    assert any(passage == "Owners may paint." for _, passage, _ in found)
    assert not any(follows for claim, passage, follows in found if "ugs" in claim + passage or passage == "Owners may paint.")
    several = Restated("s", "Pilots must trim lamps. Owners may paint.", row.honest, row.false)
    assert {passage for _, passage, _ in pairs_of(several, [several], random.Random(0))} == {several.statement}


def test_the_rows_it_was_learned_from_are_none_that_it_is_judged_by() -> None:
    import json

    texts = [(Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("restated.jsonl", "restated_last.jsonl")]
    judged = {json.loads(line)["statement"] for text in texts for line in text.splitlines()}
    assert len(restated()) > 2_000
    assert not judged & {row.statement for row in restated()}


def test_learning_parts_what_follows_from_what_does_not(model: SentenceTransformerEmbedder) -> None:
    rows = [
        Restated("s", f"The {who} must keep the {what}.", (f"The {who} has to keep the {what}.", f"It is for the {who} to keep the {what}."),
                 (f"The {who} need not keep the {what}.", f"It is not for the {who} to keep the {what}."))
        for who, what in (("pilot", "lamp"), ("owner", "anchor"), ("master", "flag"), ("office", "chart"))
    ]  # fmt: skip
    told: list[str] = []
    reader = reader_by(model, fit_reader(model, rows, told.append, 30))
    honest = reader([("The crew has to keep the rope.", "The crew must keep the rope.")])
    false = reader([("The crew need not keep the rope.", "The crew must keep the rope.")])
    assert told
    assert honest[0] > false[0]
    on = fit_reader(model, rows, told.append, 1, fit_reader(model, rows, told.append, 1))
    assert on.steps == 2
