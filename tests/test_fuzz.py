"""A short coverage-guided fuzz of each parser and of pinpoints; longer ones are run by hand (``python -m tests.fuzz``)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fuzz.targets import TARGETS

SEEDS = ROOT / "tests/fuzz/seeds"


@pytest.mark.parametrize("target", TARGETS)
def test_every_seed_passes_its_checks(target: str) -> None:
    seeds = sorted((SEEDS / target).iterdir())
    assert seeds
    for seed in seeds:
        TARGETS[target](seed.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_a_few_seconds_of_fuzzing_find_no_fault(target: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="needs the extra 'fuzz' (atheris)")
    shutil.copytree(SEEDS / target, tmp_path / "corpus")
    flags = ["-max_total_time=5", "-timeout=30", "-max_len=8192", "-rss_limit_mb=4096", f"-artifact_prefix={tmp_path}/", f"-dict={ROOT}/tests/fuzz/words.dict"]
    command = [sys.executable, "-m", "tests.fuzz", target, str(tmp_path / "corpus"), *flags]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
