"""An entailment model beside the layers: a small one of our own making, and one that says what a test wants."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa.entail import CrossEncoderEntailment, Entailed
from qa.errors import EntailmentModelError
from qa.pipeline import Desk
from qa.settings import Settings, load_settings
from qa.support import support
from tests.verify_fixtures import WordEmbedder

DUTY = "A US provider must report apparent child abuse images to NCMEC as soon as reasonably possible."
NEAR = "Whoever runs an American service has to tell NCMEC about images of abuse."
NLI = {0: "contradiction", 1: "entailment", 2: "neutral"}


def small_model(folder: Path, labels: dict[int, str]) -> Path:
    """Write an untrained classifier of two layers, with a vocabulary of a few words."""
    transformers = pytest.importorskip("transformers")
    folder.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set((DUTY + " " + NEAR).lower().replace(".", " .").split()))]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, num_labels=len(labels), id2label=labels
    )
    transformers.set_seed(7)
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("labels", [NLI, {0: "entailment", 1: "not_entailment"}, {0: "SUPPORTED", 1: "REFUTED"}], ids=["nli", "two", "fact check"])
def test_a_folder_with_a_cross_encoder_is_read(labels: dict[int, str], tmp_path: Path) -> None:
    model = CrossEncoderEntailment(str(small_model(tmp_path / "model", labels)))
    read = model.read(DUTY, NEAR)

    assert 0.0 < read.entailed < 1.0
    assert (read.contradicted == 0.0) == (len(labels) == 2 and labels[1] == "not_entailment")
    assert read.entailed + read.contradicted <= 1.0 + 1e-6
    assert read == model.read(DUTY, NEAR)


def test_a_model_with_one_label_tells_how_far_the_claim_is_borne_out(tmp_path: Path) -> None:
    read = CrossEncoderEntailment(str(small_model(tmp_path / "model", {0: "score"}))).read(DUTY, NEAR)

    assert 0.0 < read.entailed < 1.0
    assert read.contradicted == 0.0


def test_a_model_that_does_not_name_entailment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EntailmentModelError, match=r"label_0, label_1.*'entailment'.*id2label"):
        CrossEncoderEntailment(str(small_model(tmp_path / "model", {0: "LABEL_0", 1: "LABEL_1"})))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EntailmentModelError, match="ATTEST_ENTAILMENT_MODEL"):
        CrossEncoderEntailment(str(tmp_path))


def test_the_setting_names_the_model() -> None:
    assert load_settings({"ATTEST_ENTAILMENT_MODEL": "some/model"}).entailment_model == "some/model"
    assert load_settings({}).entailment_model == ""


@dataclass(frozen=True)
class Saying:
    """An entailment model that says the same of everything."""

    entailed: float
    contradicted: float = 0.0

    def read(self, passage: str, claim: str) -> Entailed:
        return Entailed(self.entailed, self.contradicted)


BOTH = "lexical+entailment"
SOON = "A US provider must report apparent child abuse images to NCMEC soon."
JUDGED = {
    "verbatim needs no model": (DUTY, Saying(0.0, 1.0), "full", "verbatim"),
    "the model bears out what the words left open": ("Apparent child abuse images a US provider must report to NCMEC.", Saying(0.9), "full", BOTH),
    "the model finds a contradiction": (SOON, Saying(0.1, 0.8), "contradicted", BOTH),
    "the model finds nothing in it": (SOON, Saying(0.1), "none", BOTH),
    "the model half believes it": (SOON, Saying(0.4), "partial", BOTH),
    "another modality stays a contradiction": ("A US provider may report apparent child abuse images to NCMEC.", Saying(1.0), "contradicted", BOTH),
    "a figure that is not there stays out": ("A US provider must report apparent child abuse images to NCMEC within 60 days.", Saying(1.0), "none", BOTH),
}  # fmt: skip


@pytest.mark.parametrize(("claim", "model", "label", "method"), JUDGED.values(), ids=JUDGED.keys())
def test_the_model_decides_what_the_layers_leave_open(claim: str, model: Saying, label: str, method: str) -> None:
    judged = support(claim, DUTY, model)

    assert (judged.label, judged.method) == (label, method)


def test_a_desk_judges_with_the_model_it_was_given(built: Path) -> None:
    from ingest.index import open_index
    from tests.factories import FakeEmbedder

    index = open_index(built, FakeEmbedder().fingerprint)
    desk = Desk(index, WordEmbedder(), Settings(index=built), entailment=Saying(0.1))

    assert desk.support(NEAR, DUTY).method == "lexical+entailment"
    assert desk.support(DUTY, DUTY).method == "verbatim"


def test_the_setting_reaches_the_desk(built: Path, tmp_path: Path) -> None:
    from qa import open_desk
    from tests.factories import FakeEmbedder

    folder = small_model(tmp_path / "model", NLI)
    desk = open_desk(settings=Settings(index=built, entailment_model=str(folder)), embedder=FakeEmbedder())

    assert desk.support(NEAR, DUTY).method == "lexical+entailment"
    assert json.loads((folder / "config.json").read_text(encoding="utf-8"))["num_hidden_layers"] == 2
