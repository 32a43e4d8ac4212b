"""Nothing leaves the machine: ingest, asking, verification and the page work where the network may not or cannot be used."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.factories import harbour_corpus

# Set before anything else runs. It ends the process, because a library that tries the network mostly swallows the error.
GUARD = """
import os, socket, sys

def watch(event, args):
    network = event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        network = args[0].family != socket.AF_UNIX
    if network:
        os.write(2, f"the network was used: {event} {args[1:]!r}".encode())
        os._exit(97)

sys.addaudithook(watch)
"""

PROGRAM = """
import json, sys
from pathlib import Path
from app import build_app
from ingest.embed import SentenceTransformerEmbedder
from ingest.pipeline import ingest
from qa import open_desk

corpus, folder = Path(sys.argv[1]), Path(sys.argv[2])
report = ingest([], folder, SentenceTransformerEmbedder(), corpus=corpus)
desk = open_desk(folder)
answer = desk.ask("How fast does a harbour master report a lost buoy?")
check = desk.verify_quote(citation="40 U.S.C. § 7001(a)", quote="to the coast office within 10 days")
same = desk.chain.invoke("How fast does a harbour master report a lost buoy?") == answer
app = build_app(desk)
claims = [claim.text for claim in answer.claims()]
told = {"added": report.added, "status": answer.status, "claims": claims, "check": check.label, "same": same, "app": type(app).__name__}
print(json.dumps(told))
"""


def run(tmp_path: Path, *before: str, program: str = PROGRAM) -> subprocess.CompletedProcess[str]:
    corpus = harbour_corpus(tmp_path / "corpus")
    # Nothing that an earlier run may have left in a cache helps: the home folder is empty.
    environment = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    command = [*before, sys.executable, "-c", program, str(corpus.path), str(tmp_path / "index")]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)


def works(done: subprocess.CompletedProcess[str]) -> bool:
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert "A harbour master reports a lost buoy to the coast office within 10 days." in told.pop("claims")
    return bool(told == {"added": 4, "status": "answered", "check": "verified", "same": True, "app": "Blocks"})


@pytest.mark.model
def test_everything_works_where_any_use_of_the_network_ends_the_process(tmp_path: Path) -> None:
    assert works(run(tmp_path, program=GUARD + PROGRAM))


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 9), 1)",
        "socket.getaddrinfo('example.org', 443)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')",
    ],
    ids=["connect", "look up", "send", "fetch"],
)
def test_the_guard_sees_what_it_is_there_for(tmp_path: Path, attempt: str) -> None:
    done = run(tmp_path, program=f"{GUARD}\ntry:\n    {attempt}\nexcept BaseException:\n    pass\n")
    assert done.returncode == 97
    assert "the network was used: socket." in done.stderr


def test_the_guard_lets_local_sockets_through(tmp_path: Path) -> None:
    done = run(tmp_path, program=f"{GUARD}\nfirst, second = socket.socketpair()\nfirst.send(b'x')\nprint(second.recv(1))\n")
    assert (done.returncode, done.stdout) == (0, "b'x'\n")


def isolation() -> list[str]:
    """Return the command that runs another without any network, or nothing where this machine does not allow it."""
    unshare = shutil.which("unshare")
    for options in (["--net"], ["--net", "--map-root-user"]):
        if unshare and subprocess.run([unshare, *options, "true"], capture_output=True, check=False).returncode == 0:
            return [unshare, *options]
    return []


@pytest.mark.model
def test_everything_works_in_an_empty_network_namespace(tmp_path: Path) -> None:
    without_network = isolation()
    if not without_network:
        pytest.skip("needs unshare --net")
    interfaces = subprocess.run([*without_network, "cat", "/proc/net/dev"], capture_output=True, text=True, check=True).stdout
    assert [line.partition(":")[0].strip() for line in interfaces.splitlines()[2:]] in ([], ["lo"])
    assert works(run(tmp_path, *without_network))
