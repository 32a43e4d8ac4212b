"""The command line: every command, its JSON, its exit codes, and bad input told in one line."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jsonschema
import pytest

from ingest.__main__ import main as ingest_main
from ingest.catalogue import FILE_NAME, Catalogue
from ingest.errors import ParseError
from ingest.formats import SUPPORTED
from ingest.index import open_index
from ingest.pipeline import ingest
from qa import Answer
from qa.__main__ import main
from tests.conftest import ROOT, SHARED
from tests.factories import CorpusFolder, FakeEmbedder

Attest = Callable[..., tuple[int, str, str]]

QUESTION = "How fast does a harbour master report a lost buoy?"
SILENT = "Which wine goes with grilled salmon?"
SUBCOMMANDS = (
    "ask",
    "backup",
    "digests",
    "doctor",
    "eval",
    "export",
    "ingest",
    "publish",
    "recheck",
    "restore",
    "search",
    "serve",
    "sources",
    "sync",
    "user",
    "verify",
)
HIT_FIELDS = ["rank", "passage_id", "source_id", "citation", "pinpoint", "title", "jurisdiction", "form", "text", "start", "end", "similarity"]
SOURCE_FIELDS = [
    "id", "title", "citation", "publisher", "jurisdiction", "kind", "form", "url", "text_as_of", "valid_from", "valid_to", "retrieved_on", "sha256", "licence",
]  # fmt: skip


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine counts, and the user's data folder is the test's own."""
    for name in [name for name in os.environ if name.startswith("ATTEST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def attest(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], embedder: FakeEmbedder) -> Attest:
    """Run a command in this process with the fake model; returns the exit code, the output and the errors."""
    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", lambda model: embedder)
    monkeypatch.setattr("sys.argv", ["attest"])  # what counts is what is passed

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "ledger.md").write_text("# The ledger\n\nThe harbour bank moved $4,000 to the ferry company in May.\n", encoding="utf-8")
    (folder / "scan.tiff").write_bytes(b"%PDF-1.7")
    return folder


def in_a_process(*arguments: str | Path, module: str = "qa", cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("ATTEST_")} | environment
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False, timeout=120)


def one_line(err: str) -> str:
    """Return the message of an error that is one line and no traceback."""
    assert err.startswith("attest: error: "), err
    assert err.count("\n") == 1, err
    assert err.endswith("\n")
    return err.removeprefix("attest: error: ").rstrip("\n")


# --- ask --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "start", "mark"),
    [
        ((), f"{QUESTION}\n", "[1, § 7001(a)]"),
        (("--markdown",), f"# {QUESTION}\n", r"[\[1\] § 7001(a)](<https://example.org/us-40usc-7001>)"),
        (("--html",), "<!doctype html>", 'href="https://example.org/us-40usc-7001"'),
    ],
    ids=["text", "markdown", "html"],
)
def test_an_answer_is_printed_in_the_form_asked_for(attest: Attest, built: Path, form: Sequence[str], start: str, mark: str) -> None:
    code, out, err = attest("ask", QUESTION, *form, "--index", built)
    assert (code, err) == (0, "")
    assert out.lower().startswith(start.lower())
    assert mark in out
    assert "within 10 days" in out
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


def test_an_answer_as_json_is_the_contracts_and_reads_back(attest: Attest, built: Path) -> None:
    code, out, err = attest("ask", QUESTION, "--json", "--index", built)
    assert (code, err) == (0, "")
    answer = Answer.from_dict(json.loads(out))
    assert (answer.question, answer.status) == (QUESTION, "answered")
    text = Catalogue(built).text("us-40usc-7001@2024-07-01")
    for claim in answer.claims():
        for citation in claim.citations:
            assert text[citation.start : citation.end] == citation.quote


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
@pytest.mark.parametrize("question", [QUESTION, SILENT], ids=["answered", "abstained"])
def test_an_answer_as_json_keeps_to_the_schema(attest: Attest, built: Path, question: str) -> None:
    schema = json.loads((SHARED / "contract" / "answer.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(attest("ask", question, "--json", "--index", built)[1]))


@pytest.mark.parametrize("form", [(), ("--json",), ("--markdown",), ("--html",)], ids=["text", "json", "markdown", "html"])
def test_an_abstention_ends_with_3_in_every_form(attest: Attest, built: Path, form: Sequence[str]) -> None:
    code, out, err = attest("ask", SILENT, *form, "--index", built)
    assert (code, err) == (3, "")
    assert "Available sources" in out


@pytest.mark.parametrize("forms", [("--json", "--html"), ("--markdown", "--json"), ("--json", "--markdown", "--html")], ids=" ".join)
def test_two_forms_at_once_are_refused(attest: Attest, built: Path, forms: Sequence[str]) -> None:
    code, out, err = attest("ask", QUESTION, *forms, "--index", built)
    assert (code, out) == (2, "")
    assert one_line(err).startswith("give one of --json, --markdown and --html")


def test_filters_reach_the_answer(attest: Attest, built: Path) -> None:
    then = json.loads(attest("ask", QUESTION, "--json", "--as-of", "2020-05-05", "--index", built)[1])
    assert (then["as_of"], then["summary"][0]["text"]) == ("2020-05-05", "A harbour master reports a lost buoy to the coast office within 30 days.")
    ferries = "When is a ticket refunded by a ferry company?"
    for codes in (("--jurisdiction", "GB"), ("--jurisdiction", "gb", "--jurisdiction", "US"), ("--jurisdiction", "GB,US")):
        code, out, _ = attest("ask", ferries, *codes, "--index", built)
        assert code == 0
        assert "within 14 days" in out
    assert "within 14 days" not in attest("ask", ferries, "--jurisdiction", "US", "--index", built)[1]


def test_the_index_is_taken_from_the_environment(attest: Attest, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTEST_INDEX", str(built))
    assert attest("ask", QUESTION)[0] == 0
    assert attest("doctor")[0] == 0


# --- search, verify, sources, doctor ------------------------------------------------------------------------------------


def test_search_as_json_has_the_contracts_fields(attest: Attest, built: Path) -> None:
    code, out, err = attest("search", "lost buoy", "-k", "3", "--json", "--index", built)
    assert (code, err) == (0, "")
    hits = json.loads(out)
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    for hit in hits:
        assert sorted(hit) == sorted(HIT_FIELDS)
        assert -1.0 <= hit["similarity"] <= 1.0
        assert (hit["title"], hit["form"]) == (f"Title of {hit['source_id']}", "digest")
    assert (hits[0]["pinpoint"], hits[0]["citation"], hits[0]["jurisdiction"]) == ("40 U.S.C. § 7001(a)", "40 U.S.C. § 7001", "US")
    document = hits[0]["passage_id"].partition("#")[0]
    assert Catalogue(built).text(document)[hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]


def test_search_in_words_lists_places_and_passages(attest: Attest, built: Path) -> None:
    code, out, _ = attest("search", "lost buoy", "-k", "1", "--index", built)
    assert code == 0
    assert out.splitlines()[0].startswith("1. 40 U.S.C. § 7001(a) (similarity 0.")
    assert all(line.startswith("   ") for line in out.splitlines()[1:])


def test_search_in_a_readers_file_names_the_file(attest: Attest, notes: Path, tmp_path: Path) -> None:
    assert attest("ingest", notes, "--index", tmp_path / "own")[0] == 0
    hit = json.loads(attest("search", "ferry company", "--json", "--index", tmp_path / "own")[1])[0]
    assert "ledger" in hit["source_id"]
    assert hit["citation"] in {"The ledger", "ledger"}
    assert (hit["form"], hit["jurisdiction"]) == ("user", "user")


@pytest.mark.parametrize(
    ("citation", "quote", "label", "source", "found_at"),
    [
        ("40 U.S.C. § 7001(a)", "to the coast office within 10 days", "verified", "us-40usc-7001", ["40 U.S.C. § 7001(a)"]),
        ("40 U.S.C. § 7001(a)", "pays a fine of up to $850,000", "misattributed", "us-40usc-7001", ["40 U.S.C. § 7001(e)"]),
        ("40 U.S.C. § 7002", "paints the lighthouse blue", "not_found", "us-40usc-7002", []),
        ("41 U.S.C. § 9999", "to the coast office within 10 days", "citation_unresolved", None, ["40 U.S.C. § 7001(a)"]),
    ],
    ids=["verified", "misattributed", "not found", "unresolved"],
)
def test_verify_as_json_has_the_contracts_fields(
    attest: Attest, built: Path, citation: str, quote: str, label: str, source: str | None, found_at: list[str]
) -> None:
    code, out, err = attest("verify", "--citation", citation, "--quote", quote, "--json", "--index", built)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert set(found) >= {"label", "citation", "pinpoint", "source_id", "found_at", "quote"}
    assert (found["label"], found["citation"], found["quote"], found["source_id"], found["found_at"]) == (label, citation, quote, source, found_at)
    words = attest("verify", "--citation", citation, "--quote", quote, "--index", built)[1]
    assert words.startswith(f"{label}: {citation}.")
    assert words.count("\n") == 1


def test_sources_as_json_has_the_contracts_fields(attest: Attest, built: Path) -> None:
    code, out, err = attest("sources", "--json", "--index", built)
    assert (code, err) == (0, "")
    listed = json.loads(out)
    assert [(entry["id"], entry["valid_from"], entry["provisions"], entry["passages"]) for entry in listed] == [
        ("gb-ferries-2021", None, 1, 1),
        ("us-40usc-7001", "2019-03-01", 1, 1),
        ("us-40usc-7001", "2024-07-01", 2, 2),
        ("us-40usc-7002", None, 1, 1),
    ]
    for entry in listed:
        assert list(entry) == [*SOURCE_FIELDS, "provisions", "passages", "error"]
        assert entry["error"] is None


@pytest.mark.parametrize("gone", [False, True], ids=["there", "gone"])
def test_a_file_that_failed_is_listed_with_its_error(attest: Attest, notes: Path, tmp_path: Path, gone: bool) -> None:
    scan = notes / "scan.tiff"
    attest("ingest", notes, "--index", tmp_path / "own")
    if gone:
        scan.unlink()
    code, out, _ = attest("sources", "--json", "--index", tmp_path / "own")
    assert code == 0
    sound, failed = json.loads(out)
    assert sound["error"] is None
    assert list(failed) == list(sound)
    assert (failed["id"], failed["title"], failed["passages"]) == (str(scan), "scan.tiff", 0)
    assert failed["error"] == f"no parser for .tiff; supported: {', '.join(SUPPORTED)}"
    assert len(failed["sha256"]) == 64
    assert attest("sources", "--index", tmp_path / "own")[1].splitlines()[-1] == f"{scan}: could not be ingested: {failed['error']}"


def test_a_file_that_cannot_be_read_is_still_listed(attest: Attest, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    attest("ingest", notes, "--index", tmp_path / "own")
    opened = Path.open

    def closed(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "scan.tiff":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", closed)
    code, out, _ = attest("sources", "--json", "--index", tmp_path / "own")
    assert code == 0
    assert json.loads(out)[-1]["title"] == "scan.tiff"


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_sources_keep_to_the_schema(attest: Attest, built: Path, notes: Path) -> None:
    ingest([notes], built, FakeEmbedder())
    schema = json.loads((SHARED / "contract" / "answer.schema.json").read_text(encoding="utf-8"))
    of_source = schema["$defs"]["source"]
    of_source["required"].remove("n")
    listed = json.loads(attest("sources", "--json", "--index", built)[1])
    assert sum(entry["error"] is not None for entry in listed) == 1
    for entry in listed:
        jsonschema.Draft202012Validator(of_source).validate(entry)


def test_sources_in_words_tell_the_window(attest: Attest, built: Path) -> None:
    lines = attest("sources", "--index", built)[1].splitlines()
    assert lines[1] == "US   40 U.S.C. § 7001 (digest, text of 2026-01-02, from 2019-03-01 to 2024-06-30; 1 passages)"


def test_doctor_finds_a_problem_and_repairs_it(attest: Attest, built: Path) -> None:
    assert attest("doctor", "--index", built) == (0, f"{built}: 4 documents, 5 passages, sound\n", "")
    index = open_index(built)
    index.drop_vectors([index.catalogue.places()[0][0]])
    code, out, err = attest("doctor", "--index", built)
    assert (code, err) == (1, "")
    assert out.startswith("problem: ")
    assert out.splitlines()[-1] == f"{built}: 4 documents, 5 passages, {out.count('problem: ')} problem(s)"
    code, out, err = attest("doctor", "--repair", "--index", built)
    assert (code, err) == (0, "")
    assert out.splitlines() == ["done: stored the vectors of 4 documents again", f"{built}: 4 documents, 5 passages, sound"]
    assert attest("ask", QUESTION, "--index", built)[0] == 0


def test_doctor_tells_an_ingest_that_did_not_finish(attest: Attest, built: Path) -> None:
    Catalogue(built).set_meta("unfinished", json.dumps(["corpus:us-40usc-7009"]))
    code, out, _ = attest("doctor", "--index", built)
    assert code == 1
    assert out.startswith("problem: the last ingest did not finish: 1 documents are missing: corpus:us-40usc-7009; run 'attest ingest' again")


# --- ingest, serve, eval: commands of other layers ------------------------------------------------------------------------


def test_ingest_ends_with_the_contracts_line(attest: Attest, notes: Path, tmp_path: Path) -> None:
    code, out, err = attest("ingest", notes, "--index", tmp_path / "own", "--json")
    assert code == 0
    assert err == f"skipped {notes / 'scan.tiff'}: no parser for .tiff; supported: {', '.join(SUPPORTED)}\n"
    told = json.loads(out.splitlines()[-1])
    assert list(told) == ["added", "unchanged", "replaced", "removed", "skipped", "documents", "passages", "seconds"]
    assert (told["added"], told["documents"], told["passages"]) == (1, 1, 1)
    assert told["skipped"] == [{"file": str(notes / "scan.tiff"), "reason": f"no parser for .tiff; supported: {', '.join(SUPPORTED)}"}]
    again = json.loads(attest("ingest", notes, "--index", tmp_path / "own", "--json")[1].splitlines()[-1])
    assert (again["added"], again["unchanged"], again["replaced"], again["removed"]) == (0, 1, 0, 0)


def test_ingest_and_ask_mean_the_same_folder(attest: Attest, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ATTEST_INDEX", "~/own")
    monkeypatch.setenv("ATTEST_EMBEDDING_MODEL", "")
    assert attest("ingest", notes)[0] == 0
    assert (tmp_path / "own" / FILE_NAME).is_file()
    assert attest("search", "ferry company")[0] == 0


def test_one_missing_path_of_many_is_skipped(attest: Attest, notes: Path, tmp_path: Path) -> None:
    code, out, _ = attest("ingest", notes, tmp_path / "nowhere", "--index", tmp_path / "own", "--json")
    assert code == 0
    assert {"file": str(tmp_path / "nowhere"), "reason": "does not exist; check the path"} in json.loads(out)["skipped"]


def test_eval_on_an_index_of_other_texts_is_one_line(attest: Attest, built: Path) -> None:
    code, out, err = attest("eval", "run", "--index", built)
    assert (code, out) == (1, "")
    assert "the cases do not fit the index" in one_line(err)


# --- bad input --------------------------------------------------------------------------------------------------------

NEEDING_AN_INDEX = {
    "ask": ("ask", QUESTION),
    "search": ("search", "buoy"),
    "verify": ("verify", "--citation", "40 U.S.C. § 7001", "--quote", "buoy"),
    "sources": ("sources",),
    "doctor": ("doctor",),
    "eval": ("eval", "run"),
}


@pytest.mark.parametrize("command", NEEDING_AN_INDEX.values(), ids=NEEDING_AN_INDEX)
def test_a_missing_index_says_how_to_make_one(attest: Attest, tmp_path: Path, command: Sequence[str]) -> None:
    code, out, err = attest(*command, "--index", tmp_path / "none")
    assert (code, out) == (1, "")
    assert one_line(err) == f"there is no index in {tmp_path / 'none'}; run 'attest ingest --index {tmp_path / 'none'}' first"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", NEEDING_AN_INDEX.values(), ids=NEEDING_AN_INDEX)
def test_an_index_that_is_a_file_is_told(attest: Attest, tmp_path: Path, command: Sequence[str]) -> None:
    (tmp_path / "file").write_text("words")
    code, out, err = attest(*command, "--index", tmp_path / "file")
    assert (code, out) == (1, "")
    assert one_line(err) == f"{tmp_path / 'file'} is a file, not the folder of an index; give another with --index or ATTEST_INDEX"
    assert (tmp_path / "file").read_text() == "words"


@pytest.mark.parametrize("extra", [(), ("--repair",)], ids=["ingest", "repair"])
def test_writing_to_an_index_that_is_a_file_is_told(attest: Attest, notes: Path, tmp_path: Path, extra: Sequence[str]) -> None:
    (tmp_path / "file").write_text("words")
    code, out, err = attest("doctor", *extra, "--index", tmp_path / "file") if extra else attest("ingest", notes, "--index", tmp_path / "file")
    assert (code, out) == (1, "")
    assert "choose another folder with --index" in one_line(err)


@pytest.mark.enable_socket  # the port is tried before the index is opened
@pytest.mark.parametrize("arguments", [("serve", "--index"), ("serve", "--port", "0", "--index")], ids=["no index", "bad port"])
def test_serve_fails_before_it_opens(attest: Attest, tmp_path: Path, arguments: Sequence[str]) -> None:
    code, out, err = attest(*arguments, tmp_path / "none")
    assert out == ""
    assert code == (2 if "--port" in arguments else 1)
    one_line(err.removeprefix("Opening the index and its embedding model ...\n"))


BAD_USE = {
    "empty question": (("ask", ""), "the question is empty; ask in a sentence"),
    "blank question": (("ask", " \n\t"), "the question is empty; ask in a sentence"),
    "question of marks": (("ask", "?!"), "the question is empty; ask in a sentence"),
    "overlong question": (("ask", "buoy " * 20_000), "the question has 99,999 characters; the limit is 2,000"),
    "question that is not text": (("ask", "\udcff buoy"), "the question is not UTF-8 text; type it anew, or set the terminal to UTF-8"),
    "unknown jurisdiction": (("ask", QUESTION, "--jurisdiction", "ZZ"), "no source has the jurisdiction 'ZZ'; the index has GB, US"),
    "empty jurisdiction": (("ask", QUESTION, "--jurisdiction", ""), "--jurisdiction is empty; give a code such as US"),
    "no date": (("ask", QUESTION, "--as-of", "yesterday"), "'yesterday' is no date; write it as YYYY-MM-DD"),
    "no such day": (("search", "buoy", "--as-of", "2025-02-30"), "'2025-02-30' is no date; write it as YYYY-MM-DD"),
    "k is 0": (("search", "buoy", "-k", "0"), "k is 0; give a number from 1 to 200"),
    "k is negative": (("search", "buoy", "-k", "-3"), "k is -3; give a number from 1 to 200"),
    "k is huge": (("search", "buoy", "-k", str(10**9)), "k is 1000000000; give a number from 1 to 200"),
    "k is no number": (("search", "buoy", "-k", "many"), "'many' is not a valid integer"),
    "empty query": (("search", ""), "the question is empty"),
    "empty quote": (("verify", "--citation", "40 U.S.C. § 7001", "--quote", ""), "the quote is empty; give the words to check"),
    "overlong quote": (("verify", "--citation", "40 U.S.C. § 7001", "--quote", "buoy " * 20_000), "the limit is 10,000"),
    "no citation": (("verify", "--quote", "buoy"), "Missing option '--citation'; see 'attest verify --help'"),
    "no question": (("ask",), "Missing argument 'QUESTION'; see 'attest ask --help'"),
    "question without quotes": (("ask", "what", "is", "it"), "see 'attest ask --help'"),
    "unknown option": (("ask", QUESTION, "--colour"), "see 'attest ask --help'"),
}


@pytest.mark.parametrize(("arguments", "message"), BAD_USE.values(), ids=BAD_USE)
def test_bad_use_is_one_line_that_says_what_to_do(attest: Attest, built: Path, arguments: Sequence[str], message: str) -> None:
    code, out, err = attest(*arguments, "--index", built)
    assert (code, out) == (2, "")
    assert message in one_line(err)
    assert len(err) < 400
    assert attest("doctor", "--index", built)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give a command; 'attest --help' lists them"),
        (("eval",), "give a command; 'attest eval --help' lists them"),
        (("answer",), "No such command 'answer'; 'attest --help' lists the commands"),
        (("--colour",), "No such option '--colour'; see 'attest --help'"),
        (("serve", "--host", "0.0.0.0"), "can be reached from other machines"),
    ],
    ids=["nothing", "eval alone", "unknown command", "unknown option", "open to others"],
)
def test_what_is_no_command_is_one_line(attest: Attest, arguments: Sequence[str], message: str) -> None:
    code, out, err = attest(*arguments)
    assert (code, out) == (2, "")
    assert message in one_line(err)


@pytest.mark.parametrize("command", [*NEEDING_AN_INDEX.values(), ("ingest",)], ids=[*NEEDING_AN_INDEX, "ingest"])
def test_an_unknown_setting_is_refused_by_every_command(attest: Attest, built: Path, monkeypatch: pytest.MonkeyPatch, command: Sequence[str]) -> None:
    monkeypatch.setenv("ATTEST_INDX", "elsewhere")
    code, out, err = attest(*command, "--index", built)
    assert (code, out) == (2, "")
    assert "ATTEST_INDX is not a setting; the settings are ATTEST_ANSWER_LOG, ATTEST_CANDIDATES, " in one_line(err)


@pytest.mark.parametrize("arguments", [("--help",), ("ask", "--help"), ("ingest", "--help")], ids=" ".join)
def test_help_is_given_whatever_the_settings(attest: Attest, monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str]) -> None:
    monkeypatch.setenv("ATTEST_INDX", "elsewhere")
    assert attest(*arguments)[0] == 0


def test_an_index_of_another_model_is_refused(attest: Attest, corpus: CorpusFolder, tmp_path: Path, notes: Path) -> None:
    ingest([], tmp_path / "other", FakeEmbedder("other:0002"), corpus=corpus.path)
    for command in (("ask", QUESTION), ("search", "buoy"), ("ingest", str(notes))):
        code, out, err = attest(*command, "--index", tmp_path / "other")
        assert (code, out) == (1, "")
        assert "was built with the embedding model other:0002, but fake:0001 is configured; set ATTEST_EMBEDDING_MODEL" in one_line(err)
    assert attest("doctor", "--index", tmp_path / "other")[0] == 0


def test_paths_that_do_not_exist_are_refused_before_an_index_is_made(attest: Attest, tmp_path: Path, embedder: FakeEmbedder) -> None:
    code, out, err = attest("ingest", tmp_path / "nowhere", "--index", tmp_path / "own")
    assert (code, out) == (2, "")
    assert one_line(err).startswith(f"{tmp_path / 'nowhere'} does not exist; check the path")
    assert not (tmp_path / "own").exists()
    assert embedder.calls == 0


def damaged(kind: str, data: bytes) -> bytes:
    if kind == "random":
        return random.Random(7).randbytes(len(data))
    if kind.startswith("cut"):
        return data[: int(len(data) * float(kind.split()[1]))]
    return data.replace(b'"jurisdiction"', b'"jurisdic\x01ion"')


@pytest.mark.parametrize("command", NEEDING_AN_INDEX.values(), ids=NEEDING_AN_INDEX)
@pytest.mark.parametrize("kind", ["random", "cut 0.0", "cut 0.3", "cut 0.6", "cut 0.97", "entries overwritten"])
def test_a_damaged_catalogue_is_told_and_set_aside_by_repair(attest: Attest, built: Path, tmp_path: Path, kind: str, command: Sequence[str]) -> None:
    db = sqlite3.connect(built / FILE_NAME)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    # A copy, because this process holds the first one open and would read on from memory.
    folder = Path(shutil.copytree(built, tmp_path / "copy", ignore=shutil.ignore_patterns("*-wal", "*-shm")))
    path = folder / FILE_NAME
    path.write_bytes(damaged(kind, path.read_bytes()))
    code, out, err = attest(*command, "--index", folder)
    if kind == "cut 0.97" and command[0] == "sources":
        assert (code, err) == (0, "")  # what the end of the file held is not part of the list
    elif command[0] == "doctor":
        assert code == 1
        assert out.startswith("problem: ")
        assert all("run 'attest doctor --repair --index" in line for line in out.splitlines()[:-1])
    else:
        assert code == 1
        assert "run 'attest doctor --repair --index" in one_line(err)
    assert path.exists()
    assert attest("doctor", "--repair", "--index", folder)[0] == 1
    assert [p.name for p in folder.glob(f"{FILE_NAME}.damaged-*")]
    # What changed in rows is taken out of the file; one that cannot be read is set aside.
    assert path.exists() == (kind == "entries overwritten")


def test_an_error_of_several_lines_is_printed_as_one(attest: Attest, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ParseError("notes.md", "is\nbroken\r\n in two")

    monkeypatch.setattr("qa.open_desk", fail)
    assert one_line(attest("ask", QUESTION, "--index", built)[2]) == "notes.md: is broken in two"


@pytest.mark.parametrize("alone", [False, True], ids=["attest ingest", "python -m ingest"])
def test_an_interrupted_ingest_says_that_nothing_is_lost(
    attest: Attest, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], alone: bool
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ingest.pipeline.ingest", stop)
    arguments = [str(notes), "--index", str(tmp_path / "own")]
    code, err = (ingest_main(arguments), capsys.readouterr().err) if alone else attest("ingest", *arguments)[::2]
    assert code == 1
    assert one_line(err.lstrip("\n")) == "interrupted; what was committed is kept"


# --- help and start ---------------------------------------------------------------------------------------------------


def test_help_lists_every_command(attest: Attest) -> None:
    for flag in ("--help", "-h"):
        code, out, err = attest(flag)
        assert (code, err) == (0, "")
        assert tuple(line.split()[0] for line in out.partition("Commands:\n")[2].splitlines() if line[2:3].strip()) == SUBCOMMANDS


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", [*((name,) for name in SUBCOMMANDS), ("eval", "run")], ids=" ".join)
def test_every_command_has_help(attest: Attest, command: Sequence[str], flag: str) -> None:
    code, out, err = attest(*command, flag)
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: attest {' '.join(command)} ")
    assert "--help" in out


def test_version_is_told(attest: Attest) -> None:
    code, out, err = attest("--version")
    assert (code, err) == (0, "")
    assert out.startswith("attest, version ")
    assert out.split()[-1] == "source" or out.split()[-1][0].isdigit()


def test_starting_imports_nothing_heavy() -> None:
    heavy = "torch sentence_transformers transformers chromadb gradio langchain_core numpy".split()
    code = f"import sys, qa.__main__\nqa.__main__.main(['--help'])\nsys.exit(', '.join(name for name in {heavy!r} if name in sys.modules) or 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.model
def test_help_takes_less_than_half_the_time_of_importing_torch() -> None:
    def seconds(*arguments: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)
        return time.perf_counter() - started

    pairs = [(seconds("-m", "qa", "--help"), seconds("-c", "import torch")) for _ in range(3)]
    helped, imported = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert helped < imported / 2


def test_the_modules_run_as_programs(built: Path, notes: Path, tmp_path: Path) -> None:
    done = in_a_process("sources", "--json", "--index", built)
    assert (done.returncode, done.stderr, len(json.loads(done.stdout))) == (0, "", 4)
    done = in_a_process("doctor", ATTEST_INDEX=str(built))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{built}: 4 documents, 5 passages, sound\n", "")
    done = in_a_process("ask", QUESTION, "--index", tmp_path / "none")
    assert (done.returncode, done.stdout) == (1, "")
    assert "run 'attest ingest" in one_line(done.stderr)
    done = in_a_process("answer")
    assert (done.returncode, done.stdout) == (2, "")
    one_line(done.stderr)
    done = in_a_process(tmp_path / "nowhere", "--index", tmp_path / "own", module="ingest")
    assert (done.returncode, done.stdout) == (2, "")
    assert "does not exist; check the path" in one_line(done.stderr)
    done = in_a_process(notes, "--index", tmp_path / "own", module="ingest", ATTEST_INDX="x")
    assert (done.returncode, done.stdout) == (2, "")
    assert "ATTEST_INDX is not a setting" in one_line(done.stderr)
    done = in_a_process("--help", module="ingest")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: python -m ingest ")


@pytest.mark.model
def test_the_programs_answer_with_the_real_model(notes: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    done = in_a_process(notes / "ledger.md", "--index", own, "--json", module="ingest", cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout.splitlines()[-1])["added"] == 1
    for _ in range(2):
        done = in_a_process("ask", "Who moved money to the ferry company?", "--index", own)
        assert (done.returncode, done.stderr) == (0, "")
        assert "[1, " in done.stdout
    done = in_a_process("ask", SILENT, "--json", "--index", own)
    assert (done.returncode, json.loads(done.stdout)["status"]) == (3, "abstained")
    done = in_a_process("ask", "   ", "--index", own)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "attest: error: the question is empty; ask in a sentence\n")
    shutil.rmtree(own)
