"""``attest sync`` at the command line: what it prints, its exit codes, and that nothing else fetches."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest.sync_command
from ingest.__main__ import main as ingest_main
from ingest.catalogue import Catalogue
from qa.__main__ import main as attest_main
from tests.factories import CorpusFolder, FakeEmbedder
from tests.publisher import ACT, CODE_PAGE, Publisher, Time, answer, lamps_act, lawful_corpus, make_fetcher, open_house, open_publisher

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with open_publisher() as publisher:
        open_house(publisher)
        yield publisher


@pytest.fixture
def house(tmp_path: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> CorpusFolder:
    """A data folder, a corpus and publishers of a test's own in the place of the real ones."""
    corpus = lawful_corpus(tmp_path / "corpus")
    for name in [name for name in os.environ if name.startswith("ATTEST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("ingest.source.corpus_folder", lambda: corpus.path)
    monkeypatch.setattr("ingest.pipeline.corpus_folder", lambda: corpus.path)
    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", lambda model: FakeEmbedder())
    monkeypatch.setattr(ingest.sync_command, "fetcher", lambda contact: make_fetcher(publisher, Time()))
    return corpus


def data(tmp_path: Path) -> Path:
    return tmp_path / "data" / "attest"


def test_everything_goes_well(house: CorpusFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert attest_main(["sync"]) == 0
    out, err = capsys.readouterr()
    first, second = out.splitlines()
    assert first == "fetched 3 files for 4 sources (3 new, 0 unchanged), 0 failed"
    assert second.startswith(f"9 added, 0 unchanged, 0 replaced, 0 removed, 0 skipped; 9 documents and 10 passages in {data(tmp_path) / 'index'} (")
    assert err == ""
    assert sorted(path.name for path in (data(tmp_path) / "snapshots").iterdir() if path.is_dir()) == ["ca-sc-2019-3", "gb-ferries-2021", "us-code-title-40"]
    assert attest_main(["sync", "ca-sc-2019-3", "--index", str(tmp_path / "own")]) == 0
    assert capsys.readouterr().out.startswith("fetched 1 file for 1 source (0 new, 1 unchanged), 0 failed\n9 added, ")


def test_a_failure_is_named_and_the_rest_is_done(house: CorpusFolder, publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    assert attest_main(["sync"]) == 0
    capsys.readouterr()
    publisher.serve(ACT, answer(404))
    publisher.serve(CODE_PAGE, answer(200, b"<html></html>"))
    assert attest_main(["sync"]) == 1
    out, err = capsys.readouterr()
    day = Time().start.date()
    assert out.splitlines()[:3] == [
        f"failed ca-sc-2019-3: https://{ACT}: answers 404: nothing stands there in the form asked for; the publisher may have moved it "
        f"(the text of {day} is kept)",
        f"failed us-40usc-7001, us-40usc-7002: https://{CODE_PAGE}: links no XML file of title 40; the publisher may have rebuilt its site; "
        f"tell the makers of Attest (the text of {day} is kept)",
        "fetched 1 file for 4 sources (0 new, 1 unchanged), 2 failed",
    ]
    assert err == ""


def test_the_json_ends_what_is_printed(house: CorpusFolder, publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    publisher.serve(ACT, answer(200, lamps_act().replace(b"</Body>", b"")))
    assert ingest_main(["sync", "--json", "--quiet"]) == 1
    out, err = capsys.readouterr()
    (line,) = out.splitlines()
    report = json.loads(line)
    assert (report["sources"], report["fetched"], report["new"], report["unchanged"]) == (4, 3, 3, 0)
    ((failure,), index) = report["failed"], report["index"]
    assert (failure["sources"], failure["kept"], index["documents"]) == (["ca-sc-2019-3"], None, 8)
    assert err == f"failed ca-sc-2019-3: {failure['reason']}\n"


def test_many_sources_of_one_file_are_told_in_short(house: CorpusFolder, publisher: Publisher, capsys: pytest.CaptureFixture[str]) -> None:
    more = ""
    for section in ("7004", "7005", "7006"):
        house.add(f"us-40usc-{section}", f"40 U.S.C. § {section}", {" — Ropes": ["Ropes are dry."]})
        more += f'[us-40usc-{section}]\npublisher = "uscode"\naddress = "40"\nformat = "xml"\n'
    with (house.path / "official.toml").open("a") as file:
        file.write(more)
    publisher.serve(CODE_PAGE, answer(500))
    assert attest_main(["sync"]) == 1
    assert "failed us-40usc-7001, us-40usc-7002, us-40usc-7004 and 2 more: https://uscode" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "environment", "told"),
    [
        (["us-40usc-700"], {}, "us-40usc-700 is no source; did you mean us-40usc-7002, us-40usc-7001?"),
        (["--all"], {}, "No such option '--all'"),
        ([], {"ATTEST_CONTACTS": "x"}, "ATTEST_CONTACTS is not a setting; the settings are ATTEST_ANSWER_LOG"),
    ],
)
def test_bad_use_is_told_before_anything_is_fetched(
    house: CorpusFolder, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    args: list[str], environment: dict[str, str], told: str,
) -> None:  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for main in (attest_main, ingest_main):
        assert main(["sync", *args]) == 2
        out, err = capsys.readouterr()
        assert (out, len(err.splitlines())) == ("", 1)
        assert err.startswith(f"attest: error: {told}")
    assert publisher.asked == []


@pytest.mark.parametrize("contact", ["", "https://news.example/bot", "mailto:desk@news.example"])
def test_the_contact_is_passed_on(contact: str) -> None:
    assert ingest.sync_command.fetcher(contact).contact == contact


@pytest.mark.parametrize(
    "contact", ["news.example", "https://news.example/a b", "https://a\r\nX-Header: 1", "javascript:alert(1)", "https://a)(", "https://ä.example"]
)
def test_a_contact_that_is_no_address_is_refused(contact: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ATTEST_CONTACT", contact)
    assert attest_main(["sync"]) == 2
    assert "give the address of a page or a mailbox, such as https://news.example/bot" in capsys.readouterr().err


def test_ingest_follows_the_texts_that_sync_has_brought(house: CorpusFolder, publisher: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert attest_main(["sync"]) == 0
    asked = len(publisher.asked)
    house.records["ca-sc-2019-3"]["short"] = "the lamps law"
    house.write()
    assert attest_main(["ingest"]) == 0
    assert "0 added, 7 unchanged, 2 replaced, 0 removed, 0 skipped; 9 documents" in capsys.readouterr().out
    assert attest_main(["ingest", "--index", str(tmp_path / "other")]) == 0
    assert "5 added, 0 unchanged" in capsys.readouterr().out  # an index that was never synced holds the digests alone
    assert len(publisher.asked) == asked  # nothing is fetched but by sync
    shorts = {source.short for source in Catalogue(data(tmp_path) / "index").sources().values() if source.id == "ca-sc-2019-3"}
    assert shorts == {"the lamps law"}


def test_nothing_is_fetched_where_the_model_is_missing(
    house: CorpusFolder, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ingest.errors import EmbeddingModelError

    def missing(model: str) -> FakeEmbedder:
        raise EmbeddingModelError("the model is missing; install it")

    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", missing)
    assert attest_main(["sync"]) == 1
    assert capsys.readouterr().err == "attest: error: the model is missing; install it\n"
    assert publisher.asked == []
