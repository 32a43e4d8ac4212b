"""Settings from the environment."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from ingest.embed import DEFAULT_MODEL
from qa.errors import SettingsError
from qa.settings import PREFIX, Settings, default_index, load_settings


def test_nothing_set_gives_the_defaults():
    assert load_settings({}) == Settings(index=default_index(), embedding_model=DEFAULT_MODEL, chroma_url="", candidates=60, max_claims=24)


def test_other_programs_variables_are_left_alone():
    assert load_settings({"PATH": "/bin", "CHROMA_URL": "http://elsewhere", "attest_index": "x"}) == load_settings({})


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("index", "some/folder", Path("some/folder")),
        ("index", "~/attest", Path.home() / "attest"),
        ("embedding_model", "another/model", "another/model"),
        ("chroma_url", "http://localhost:8000", "http://localhost:8000"),
        ("candidates", "1", 1),
        ("candidates", "1000", 1000),
        ("max_claims", "007", 7),
        ("model", "ollama:llama3.2:3b", "ollama:llama3.2:3b"),
        ("model_seconds", "3600", 3600),
        ("model_tokens", "10000000", 10_000_000),
        ("model_calls", "1", 1),
    ],
)
def test_each_setting_is_read_from_its_variable(name, value, read):
    assert getattr(load_settings({PREFIX + name.upper(): value}), name) == read


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_an_empty_variable_counts_as_not_set(name):
    assert load_settings({PREFIX + name.upper(): ""}) == load_settings({})


@pytest.mark.parametrize("name", ["ATTEST_INDEXX", "ATTEST_", "ATTEST_K", "ATTEST_index"])
def test_unknown_setting_is_refused_and_the_known_ones_named(name):
    with pytest.raises(SettingsError, match=rf"{name} is not a setting.*ATTEST_CANDIDATES.*ATTEST_MAX_CLAIMS"):
        load_settings({name: "1"})


@pytest.mark.parametrize("value", ["0", "1001", "-1", "1.5", "many", " 5", "1e2", "١", "²", "9" * 5_000])
@pytest.mark.parametrize("name", ["ATTEST_CANDIDATES", "ATTEST_MAX_CLAIMS"])
def test_number_out_of_range_is_refused(name, value):
    with pytest.raises(SettingsError, match=rf"{name} is .*from 1 to 1000"):
        load_settings({name: value})


@pytest.mark.parametrize(("name", "value"), [("SECONDS", "3601"), ("TOKENS", "0"), ("TOKENS", "99999999"), ("CALLS", "101"), ("CALLS", "1.5")])
def test_a_limit_of_the_model_out_of_range_is_refused(name, value):
    with pytest.raises(SettingsError, match=rf"ATTEST_MODEL_{name} is '{value}'; give a whole number from 1 to "):
        load_settings({f"ATTEST_MODEL_{name}": value})


def test_environment_is_read_where_none_is_given(monkeypatch):
    monkeypatch.setenv("ATTEST_CHROMA_URL", "http://127.0.0.1:8000")
    assert load_settings().chroma_url == "http://127.0.0.1:8000"


def test_default_index_is_in_the_users_data_folder(monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    assert default_index().parts[-2:] == ("attest", "index")


def test_settings_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        load_settings({}).chroma_url = "other"
