"""The documents say what is true: settings, commands and options of the README, its example, the changelog, the public names."""

from __future__ import annotations

import json
import re
import types
from dataclasses import fields
from pathlib import Path

import click
import pytest

import qa
from ingest.__main__ import SETTINGS
from qa.__main__ import cli
from qa.settings import PREFIX, Settings
from tests.conftest import ROOT
from tests.factories import FakeEmbedder

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def commands(group: click.Group, path: str = "attest") -> dict[str, click.Command]:
    """Map every command, also those of groups, to its full name."""
    found: dict[str, click.Command] = {}
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        found |= commands(command, f"{path} {name}") if isinstance(command, click.Group) else {f"{path} {name}": command}
    return found


COMMANDS = commands(cli)
# One row of a table: the cells' words, with code still in backquotes.
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in README.splitlines() if line.startswith("| `")]
COMMAND_ROWS = {row[0].strip("`"): row for row in ROWS if row[0].startswith("`attest ")}
SETTING_ROWS = {row[0].strip("`"): row for row in ROWS if row[0].startswith(f"`{PREFIX}")}


def command_of(row: str) -> str:
    words = [word for word in row.split() if re.fullmatch(r"[a-z]+(?:-[a-z]+)*", word)]
    return " ".join(words)


def options(command: click.Command) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts if option.startswith("-")}


def test_every_setting_has_a_row_with_its_default() -> None:
    assert set(SETTING_ROWS) == {PREFIX + field.name.upper() for field in fields(Settings)}
    for field in fields(Settings):
        told = SETTING_ROWS[PREFIX + field.name.upper()][1]
        if field.name != "index":
            assert told == (f"`{field.default}`" if field.default != "" else "empty")


def test_every_setting_is_known_to_ingest_and_told_where_it_is_defined() -> None:
    assert {PREFIX + field.name.upper() for field in fields(Settings)} == SETTINGS
    for field in fields(Settings):
        assert re.search(rf"^ {{4}}{field.name} +\w", Settings.__doc__ or "", re.MULTILINE)


def test_every_command_has_a_row() -> None:
    assert {command_of(row) for row in COMMAND_ROWS} == set(COMMANDS)


@pytest.mark.parametrize("row", COMMAND_ROWS)
def test_every_option_in_the_table_exists(row: str) -> None:
    command = COMMANDS[command_of(row)]
    named = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", " ".join(re.findall(r"`([^`]*)`", " ".join(COMMAND_ROWS[row])))))
    assert named <= options(command)


@pytest.mark.parametrize("row", COMMAND_ROWS)
def test_every_argument_in_the_table_exists(row: str) -> None:
    # A word in capitals right after an option is that option's value.
    named = re.findall(r"(?<=[A-Za-z] )\[?([A-Z]+)\b", re.sub(r"--\w+ [A-Z]+", "", row))
    arguments = [p for p in COMMANDS[command_of(row)].params if isinstance(p, click.Argument)]
    assert named == [(p.name or "").upper().rstrip("_").removesuffix("S") for p in arguments for _ in range(max(p.nargs, 1))]


def test_every_option_that_prints_json_is_told() -> None:
    for name, command in COMMANDS.items():
        if "--json" in options(command) and name != "attest eval run":
            (row,) = (cells for row, cells in COMMAND_ROWS.items() if command_of(row) == name)
            assert "`--json`" in " ".join(row), name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_explains_itself(name: str) -> None:
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
    assert COMMANDS[name].help


def test_every_command_in_a_shell_block_exists() -> None:
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
    used = re.findall(r"^attest ([a-z]+)", blocks, re.MULTILINE)
    assert used
    assert set(used) <= {name.split()[1] for name in COMMANDS}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets


def example() -> str:
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    return str(block)


def test_the_python_example_runs(built: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ATTEST_INDEX", str(built))
    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", lambda model: embedder)
    exec(compile(example(), "README.md", "exec"), {})
    assert capsys.readouterr().err == ""


@pytest.mark.model
def test_the_python_example_answers(real_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ATTEST_INDEX", str(real_index))
    names: dict[str, object] = {}
    exec(compile(example(), "README.md", "exec"), names)
    for name in ("answer", "follow_up"):
        answer = names[name]
        assert isinstance(answer, qa.Answer)
        assert answer.status == "answered"
    assert "Online Safety Act 2023, s " in capsys.readouterr().out


def test_exit_codes_are_those_of_the_command() -> None:
    from qa.__main__ import ABSTAINED, ANSWERED, BAD_USE, FAILURE

    assert f"Exit codes: {ANSWERED} done or answered, {FAILURE} failure, {BAD_USE} bad use, {ABSTAINED} abstained." in README


def test_links_and_files_that_are_named_exist() -> None:
    for name in set(re.findall(r"`((?:corpus|evals|\.ci|qa|ingest|tests)/[\w./]*)`", README)):
        assert (ROOT / name).exists(), name


def test_the_changelog_has_entries_that_are_not_yet_released() -> None:
    assert "keepachangelog.com" in CHANGELOG
    unreleased = CHANGELOG.partition("## [Unreleased]")[2].partition("\n## ")[0]
    headings = re.findall(r"^### (\w+)$", unreleased, re.MULTILINE)
    assert headings
    assert set(headings) <= {"Added", "Changed", "Decided", "Deprecated", "Removed", "Fixed", "Security"}
    for heading in headings:
        entries = unreleased.partition(f"### {heading}\n")[2].partition("\n### ")[0]
        assert re.search(r"^- \S", entries, re.MULTILINE), heading


def test_no_document_names_this_machine() -> None:
    for text in (README, CHANGELOG):
        assert not re.search(r"(?<![\w.])/(?:root|work|opt|home|tmp)/", text)


def test_the_public_names_are_sorted_and_complete() -> None:
    public = [name for name, value in vars(qa).items() if not name.startswith("_") and getattr(value, "__module__", "").partition(".")[0] == "qa"]
    assert qa.__all__ == sorted(public)
    for name in qa.__all__:
        value = getattr(qa, name)
        assert value.__doc__, name
        assert not isinstance(value, types.ModuleType)


def test_the_answer_in_the_package_is_the_schemas_version() -> None:
    from qa.answer import SCHEMA_VERSION
    from tests.app_fixtures import report

    assert json.loads(json.dumps(report().to_dict()))["schema_version"] == SCHEMA_VERSION == 1
