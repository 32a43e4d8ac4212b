"""Sync: whatever a publisher does, what the reader is told, and which text then answers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.catalogue import Catalogue, Scope
from ingest.doctor import examine
from ingest.errors import CorpusError, FetchError, IndexBusyError, ParseError
from ingest.fetch import Limits
from ingest.index import writing_lock
from ingest.official import load_officials, official_candidates, version_on
from ingest.pipeline import ingest
from ingest.snapshots import Snapshots
from ingest.source import corpus_folder, load_sources
from ingest.sync import SyncReport, _fetch_all, chosen, sync
from tests.factories import TODAY, CorpusFolder, FakeEmbedder
from tests.publisher import (
    ACT,
    CODE,
    CODE_PAGE,
    FERRIES,
    OFFICIAL,
    Behaviour,
    Publisher,
    Time,
    answer,
    code_page,
    code_title,
    drip,
    endless,
    ferries_act,
    hang_up,
    lamps_act,
    lawful_corpus,
    make_fetcher,
    moved,
    open_house,
    open_publisher,
    packed,
    tagged,
    truncated,
    zipped,
)

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ACT_ADDRESS = f"https://{ACT}"
ACT_ID, CODE_KEY = "ca-sc-2019-3", "us-code-title-40"


@dataclass
class Desk:
    """A publisher, a corpus, a folder of snapshots and an index of a test's own."""

    publisher: Publisher
    corpus: CorpusFolder
    folder: Path
    index: Path
    time: Time = field(default_factory=Time)
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"

    def sync(self, *ids: str, **changes: object) -> SyncReport:
        fetcher = make_fetcher(self.publisher, self.time, **changes)
        return sync(chosen(ids, self.corpus.path), self.snapshots, fetcher, self.index, self.embedder, corpus=self.corpus.path)

    def words(self, expression: str, form: str = "official", on: date = TODAY) -> list[str]:
        """Return the passages of a form that a search finds."""
        catalogue = Catalogue(self.index)
        found = catalogue.stored(catalogue.search_words(expression, 50, Scope(on))).values()
        sources = catalogue.sources()
        return sorted(item.passage.text for item in found if sources[item.passage.document_id].form == form)

    def files(self, key: str) -> list[str]:
        """Return the names of the snapshots of a key."""
        return sorted(path.name for path in (self.snapshots / key).iterdir() if path.suffix != ".json")


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with open_publisher() as publisher:
        yield publisher


@pytest.fixture
def desk(publisher: Publisher, tmp_path: Path) -> Desk:
    """A desk that has fetched nothing yet, from publishers that have everything."""
    open_house(publisher)
    return Desk(publisher, lawful_corpus(tmp_path / "corpus"), tmp_path, tmp_path / "index")


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the first sync of everything leaves it, to be copied."""
    folder = tmp_path_factory.mktemp("first-day")
    with open_publisher() as publisher:
        open_house(publisher)
        assert Desk(publisher, lawful_corpus(folder / "corpus"), folder, folder / "index").sync().failed == ()
    return folder


@pytest.fixture
def synced(desk: Desk, first_day: Path) -> Desk:
    """A desk that has had every official text since the day before."""
    for name in ("snapshots", "index"):
        shutil.copytree(first_day / name, desk.folder / name)
    desk.time.start += DAY
    return desk


DAY = date(2026, 11, 23) - date(2026, 11, 22)
DUSK, NOON = (f"2 (1) The keeper shall trim every lamp of the pier at {hour}." for hour in ("dusk", "noon"))


# --- the table: what a publisher does, what the reader is told, which text answers --------------------------------------


@dataclass(frozen=True)
class Case:
    """How the publisher of the Act behaves the second time; what is told of it ("" where all went well), and what was waited for."""

    does: list[Behaviour]
    told: str = ""
    waits: tuple[float, ...] = ()
    new: int = 0
    answers: str = DUSK


NEW, OLD = lamps_act("noon"), lamps_act("dusk")
MOVED = "/eng/acts/H-1.5/moved.xml"
LATER = "; run 'attest sync' again later"
CASES = {
    "200 with the same bytes": Case([answer(200, OLD)]),
    "200 with a changed text": Case([answer(200, NEW)], new=1, answers=NOON),
    "200 with a changed text, packed": Case([packed(NEW)], new=1, answers=NOON),
    "304": Case([tagged(OLD)]),
    "301 to another path of the host": Case([moved(MOVED)], new=1, answers=NOON),
    "302 to http on the same host": Case([moved(f"http://laws-lois.justice.gc.ca{MOVED}", 302)], new=1, answers=NOON),
    "303 to another host of the publisher": Case([moved(f"https://laws.justice.gc.ca{MOVED}", 303)], new=1, answers=NOON),
    "301 to elsewhere": Case(
        [moved("https://mirror.example/H-1.5.xml")],
        "https://mirror.example/H-1.5.xml: is not on the publisher's own hosts (laws-lois.justice.gc.ca, laws.justice.gc.ca), so it is not asked; "
        "look at the source's page yourself",
    ),
    "301 to another port": Case(
        [moved("https://laws-lois.justice.gc.ca:8443/H-1.5.xml")],
        "https://laws-lois.justice.gc.ca:8443/H-1.5.xml: is no plain https address, so it is not asked; "
        "tell the makers of Attest if the publisher has moved the text there",
    ),
    "301 to what is no web address": Case(
        [moved("file:///etc/passwd")],
        "file:///etc/passwd: is no plain https address, so it is not asked; tell the makers of Attest if the publisher has moved the text there",
    ),
    "301 to what is no address at all": Case(
        [moved("https://[half")], f"{ACT_ADDRESS}: points to 'https://[half', which is no address; look at the source's page yourself"
    ),
    "301 without an address": Case([answer(301)], f"{ACT_ADDRESS}: answers 301; open it yourself, save it and run 'attest ingest FILE'"),
    "redirect loop": Case([moved("/eng/XML/H-1.5.xml")], f"{ACT_ADDRESS}: points elsewhere more than 5 times in a row; look at the source's page yourself"),
    "429 with Retry-After, then 200": Case([answer(429, Retry_After="7"), answer(200, NEW)], waits=(7,), new=1, answers=NOON),
    "503 with a date to retry after, then 200": Case(
        [answer(503, Retry_After="Mon, 23 Nov 2026 09:00:45 GMT"), answer(200, NEW)], waits=(45,), new=1, answers=NOON
    ),
    "503 with a date that is past, then 200": Case([answer(503, Retry_After="Sun, 01 Nov 2026 00:00:00 GMT"), answer(200, NEW)], new=1, answers=NOON),
    "429 with a day too far off": Case(
        [answer(429, Retry_After="3600")],
        f"{ACT_ADDRESS}: answers 429 (Too Many Requests) and asks to be left alone for 3600 seconds; run 'attest sync' again after that",
    ),
    "429 with a Retry-After that says nothing": Case([answer(429, Retry_After="soon"), answer(200, NEW)], new=1, answers=NOON),
    "500 twice, then 200": Case([answer(500), answer(502), answer(200, NEW)], waits=(2,), new=1, answers=NOON),
    "500 for ever": Case([answer(500)], f"{ACT_ADDRESS}: answers 500 (Internal Server Error){LATER}", waits=(2, 4)),
    "404": Case([answer(404)], f"{ACT_ADDRESS}: answers 404: nothing stands there in the form asked for; the publisher may have moved it"),
    "403": Case([answer(403)], f"{ACT_ADDRESS}: answers 403; open it yourself, save it and run 'attest ingest FILE'"),
    "304 that nobody asked for": Case(
        [moved(f"{MOVED}?not-modified")],
        f"https://laws-lois.justice.gc.ca{MOVED}?not-modified: answers 304; open it yourself, save it and run 'attest ingest FILE'",
    ),
    "truncated for ever": Case([truncated(NEW)], f"{ACT_ADDRESS}: broke off before all of it had come (", waits=(2, 4)),
    "truncated once": Case([truncated(NEW), answer(200, NEW)], new=1, answers=NOON),
    "hangs up": Case([hang_up], f"{ACT_ADDRESS}: broke off before all of it had come (", waits=(2, 4)),
    "gzip that is none": Case(
        [answer(200, b"\x1f\x8bnone", Content_Encoding="gzip")], f"{ACT_ADDRESS}: sent bytes that cannot be unpacked{LATER}", waits=(2, 4)
    ),
    "packed in a way not asked for": Case([answer(200, NEW, Content_Encoding="br")], f"{ACT_ADDRESS}: comes packed as 'br', which was not asked for{LATER}"),
    "a page where XML is due": Case([answer(200, b"<!DOCTYPE html><html><body>Sorry.</body></html>")], f"{ACT_ADDRESS}: sent a page where XML is due; "),
    "an XHTML page where XML is due": Case(
        [answer(200, b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>Sorry.</body></html>')],
        f"{ACT_ADDRESS}: sent XML with the root element 'html', which is not the text; ",
    ),
    "a PDF file where XML is due": Case([answer(200, b"%PDF-1.7 ...")], f"{ACT_ADDRESS}: sent a PDF file where XML is due; "),
    "nothing": Case([answer(200, b"  ")], f"{ACT_ADDRESS}: sent nothing where XML is due; "),
    "something else": Case([answer(200, b"H-1.5")], f"{ACT_ADDRESS}: sent something else where XML is due; "),
    "half an XML file": Case([answer(200, NEW[: len(NEW) // 2] + b"...")], f"{ACT_ADDRESS}: sent XML that has no end; "),
    "what only begins like XML": Case([answer(200, b"<<<")], f"{ACT_ADDRESS}: sent something that only begins like XML; "),
    "an endless body": Case([endless], f"{ACT_ADDRESS}: is more than 200,000 bytes, the limit; save it yourself, split it and run 'attest ingest FILE'"),
    "a body that is declared too big": Case(
        [answer(200, b"", Content_Length="200001", Connection="close")],
        f"{ACT_ADDRESS}: is 200,001 bytes; the limit is 200,000; save it yourself, split it and run 'attest ingest FILE'",
    ),
    "another law than the one asked for": Case(
        [answer(200, lamps_act("noon", number="4"))],
        "ca-sc-2019-3/2026-11-23-{sha}.xml: is not the text of S.C. 2019, c. 3: it calls itself S.C. 2019, c. 4; tell the makers of Attest; "
        "an earlier text still answers",
        new=1,
    ),
    "a text that cannot be parsed": Case([answer(200, NEW.replace(b"</Body>", b""))], "ca-sc-2019-3/2026-11-23-{sha}.xml (line ", new=1),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_a_publisher_does_and_what_then_answers(synced: Desk, case: Case) -> None:
    synced.publisher.serve(ACT, *case.does)
    for host in ("laws-lois.justice.gc.ca", "laws.justice.gc.ca"):
        synced.publisher.serve(f"{host}{MOVED}", answer(200, NEW))
    synced.publisher.serve(f"laws-lois.justice.gc.ca{MOVED}?not-modified", answer(304))
    before = synced.files(ACT_ID)
    report = synced.sync(ACT_ID)
    sha = [name[11:23] for name in synced.files(ACT_ID) if name not in before]
    if case.told:
        (failure,) = report.failed
        assert failure.sources == (ACT_ID,)
        assert failure.reason.startswith(case.told.format(sha=sha[0]) if sha else case.told)
        assert (failure.kept == "2026-11-22") is (case.new == 0)  # the text of the first day is at hand
    else:
        assert report.failed == ()
    assert (report.new, report.unchanged) == (case.new, 1 - case.new if not case.told else 0)
    assert tuple(synced.time.waits) == case.waits
    assert synced.words("trim") == [case.answers]
    assert set(before) < set(synced.files(ACT_ID)) if case.new else before == synced.files(ACT_ID)
    assert examine(synced.index).sound


def test_a_slow_drip_is_cut_off(synced: Desk) -> None:
    synced.publisher.serve(ACT, drip)
    synced.time.drift = 5
    (failure,) = synced.sync(ACT_ID).failed
    assert failure.reason == f"{ACT_ADDRESS}: takes longer than 900 seconds{LATER}"
    assert synced.words("trim") == [DUSK]


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        (["10.1.2.3"], "leads to 10.1.2.3, which is no address of the public internet, so it is not asked; check this machine's DNS"),
        (["93.184.216.34", "169.254.169.254"], "leads to 169.254.169.254, which is no address of the public internet"),
        ([], "has no address; check the connection to the internet"),
    ],
)
def test_a_name_that_leads_to_a_private_address_is_not_asked(synced: Desk, addresses: list[str], told: str) -> None:
    (failure,) = synced.sync(ACT_ID, resolve=lambda host: addresses).failed
    assert failure.reason.startswith(f"https://laws-lois.justice.gc.ca: {told}")
    assert synced.publisher.asked == []
    assert synced.words("trim") == [DUSK]


def test_a_name_that_is_not_found_is_told(synced: Desk) -> None:
    def fail(host: str) -> list[str]:
        raise OSError(-2, "Name or service not known")

    (failure,) = synced.sync(ACT_ID, resolve=fail).failed
    assert failure.reason == "https://laws-lois.justice.gc.ca: cannot be found (Name or service not known); check the connection to the internet"


@pytest.mark.parametrize(
    ("robots", "told"),
    [
        (
            answer(200, b"User-agent: *\nDisallow: /ukpga/"),
            f"https://{FERRIES}: may not be read by programs (robots.txt); open it yourself, save it and run 'attest ingest FILE'",
        ),
        (
            answer(503),
            f"https://{FERRIES}: is not read, because the host's robots.txt cannot be "
            f"(https://www.legislation.gov.uk/robots.txt: answers 503 (Service Unavailable){LATER})",
        ),
        (answer(200, b"User-agent: attest-qa\nDisallow:\n\nUser-agent: *\nDisallow: /"), ""),
        (answer(403), ""),
        (answer(200, b"\xff\xfe no robots here"), ""),
    ],
    ids=["disallowed", "cannot be read", "allowed by name", "not shown", "no rules"],
)
def test_robots_txt_is_obeyed(synced: Desk, robots: Behaviour, told: str) -> None:
    synced.publisher.serve("www.legislation.gov.uk/robots.txt", robots)
    synced.publisher.serve(FERRIES, answer(200, ferries_act("row back")))
    report = synced.sync("gb-ferries-2021")
    assert [f.reason for f in report.failed] == ([told] if told else [])
    verb = "carry" if told else "row"
    assert synced.words("passenger") == [f"3 (1) A company shall {verb} back a passenger when the crossing is cancelled."]


def test_the_delay_that_robots_txt_asks_for_is_kept(synced: Desk) -> None:
    synced.publisher.serve("www.legislation.gov.uk/robots.txt", answer(200, b"User-agent: *\nCrawl-delay: 5"))
    assert synced.sync("gb-ferries-2021").failed == ()
    assert synced.time.waits == [5]
    synced.publisher.serve("www.legislation.gov.uk/robots.txt", answer(200, b"User-agent: *\nCrawl-delay: 900"))
    (failure,) = synced.sync("gb-ferries-2021").failed
    assert failure.reason == f"https://www.legislation.gov.uk: asks for 900 seconds between two requests (robots.txt){LATER}"


# --- snapshots ----------------------------------------------------------------------------------------------------------


def test_a_snapshot_is_the_bytes_as_obtained_beside_their_record(desk: Desk) -> None:
    desk.sync()
    (name,) = desk.files(ACT_ID)
    assert (desk.snapshots / ACT_ID / name).read_bytes() == OLD
    record = json.loads((desk.snapshots / ACT_ID / name).with_suffix(".json").read_text())
    assert record == {
        "file": name, "address": ACT_ADDRESS, "obtained": "2026-11-22T09:00:00Z", "etag": '"v1"', "last_modified": "Sun, 01 Nov 2026 08:00:00 GMT",
        "sha256": record["sha256"], "bytes": len(OLD), "publisher": "justice",
    }  # fmt: skip
    assert name == f"2026-11-22-{record['sha256'][:12]}.xml"
    (source,) = (s for s in Catalogue(desk.index).sources().values() if s.id == ACT_ID and s.form == "official")
    assert (source.sha256, source.retrieved_on, source.text_as_of) == (record["sha256"], date(2026, 11, 22), date(2026, 11, 1))


def test_unchanged_bytes_are_not_asked_for_nor_stored_again(synced: Desk) -> None:
    calls = synced.embedder.calls
    report = synced.sync()
    assert (report.sources, report.fetched, report.new, report.unchanged, report.failed) == (4, 3, 0, 3, ())
    sent = {asked.path: asked.headers for asked in synced.publisher.asked}
    assert sent["/eng/XML/H-1.5.xml"]["If-None-Match"] == '"v1"'
    assert sent["/eng/XML/H-1.5.xml"]["If-Modified-Since"] == "Sun, 01 Nov 2026 08:00:00 GMT"
    assert "If-None-Match" not in sent["/ukpga/2021/77/data.xml"]  # its publisher gave no validators
    assert [len(synced.files(key)) for key in (ACT_ID, "gb-ferries-2021", CODE_KEY)] == [1, 1, 1]
    assert synced.embedder.calls == calls
    assert report.ingested.unchanged == report.ingested.documents == 9


def test_validators_are_not_shown_at_another_address(synced: Desk) -> None:
    # Else an older file at the new place would pass for unchanged.
    synced.publisher.serve(ACT, moved(MOVED))
    synced.publisher.serve(f"laws-lois.justice.gc.ca{MOVED}", tagged(NEW))
    assert synced.sync(ACT_ID).new == 1
    assert "If-None-Match" not in synced.publisher.asked[-1].headers
    assert synced.words("trim") == [NOON]
    synced.publisher.asked.clear()
    assert synced.sync(ACT_ID).unchanged == 1
    assert ["If-None-Match" in asked.headers for asked in synced.publisher.asked] == [False, True]


def test_a_text_that_changes_back_is_the_one_that_answers(synced: Desk) -> None:
    for day, hour in enumerate(("noon", "dusk", "noon", "dusk")):
        synced.time.start += DAY * (day % 2)
        synced.publisher.serve(ACT, answer(200, lamps_act(hour)))
        assert synced.sync(ACT_ID).new == 1
        assert synced.words("trim") == [DUSK if hour == "dusk" else NOON]
    assert [name[:10] for name in synced.files(ACT_ID)] == ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-24", "2026-11-25"]


@pytest.mark.parametrize("harm", ["changed", "missing", "record", "state"])
def test_a_damaged_snapshot_is_fetched_anew(synced: Desk, harm: str) -> None:
    folder = synced.snapshots / ACT_ID
    (name,) = synced.files(ACT_ID)
    if harm == "changed":
        (folder / name).write_bytes(OLD.replace(b"dusk", b"dawn"))
    elif harm == "missing":
        (folder / name).unlink()
    else:
        (folder / (name if harm == "record" else "state.json")).with_suffix(".json").write_text("{")
    report = synced.sync(ACT_ID)
    assert (report.failed, report.fetched) == ((), 1)
    assert "If-None-Match" not in synced.publisher.asked[-1].headers
    assert synced.words("trim") == [DUSK]
    candidates = {c.name: c for c in official_candidates(synced.corpus.path, synced.snapshots)}
    read = candidates[f"{ACT_ID}/official"].reader
    assert read is not None
    assert read().text.endswith("at dusk.\n")


def test_a_damaged_snapshot_is_named_and_the_index_keeps_its_text(synced: Desk) -> None:
    (name,) = synced.files(ACT_ID)
    (synced.snapshots / ACT_ID / name).write_bytes(b"<Statute/>")
    synced.publisher.serve(ACT, answer(500))
    synced.corpus.records[ACT_ID]["short"] = "the lamps law"  # so that the text is wanted again
    synced.corpus.write()
    asked, damaged = synced.sync(ACT_ID).failed
    assert asked.reason == f"{ACT_ADDRESS}: answers 500 (Internal Server Error){LATER}"
    assert asked.kept == ""
    assert damaged.reason == (
        f"{ACT_ID}/{name}: is damaged: its bytes are not those that were obtained; run 'attest sync' to fetch it anew; an earlier text still answers"
    )
    assert synced.words("trim") == [DUSK]


def test_a_snapshot_that_vanishes_while_it_is_read_is_told(synced: Desk) -> None:
    (shot,) = Snapshots(synced.snapshots).all(ACT_ID)
    shot.path.unlink()
    assert not shot.sound
    with pytest.raises(ParseError, match=r"\.xml: cannot be read: No such file or directory; run 'attest sync' to fetch it anew"):
        shot.read()


def test_what_a_killed_sync_left_behind_is_cleared_away(synced: Desk) -> None:
    left_over = synced.snapshots / ACT_ID / ".2026-11-22-aaaaaaaaaaaa.xml.7.part"
    left_over.write_bytes(b"half")
    (synced.snapshots / ACT_ID / "2026-11-22-aaaaaaaaaaaa.xml").write_bytes(b"no record: no snapshot")
    synced.publisher.serve(ACT, answer(200, NEW))
    assert synced.sync(ACT_ID).failed == ()
    assert not left_over.exists()
    assert synced.words("trim") == [NOON]


@pytest.mark.parametrize("fails_at", ["snapshot", "state"])
def test_a_full_disk_costs_nothing_that_was_there(synced: Desk, monkeypatch: pytest.MonkeyPatch, fails_at: str) -> None:
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if (target.name == "state.json") == (fails_at == "state"):
            raise OSError(28, "No space left on device")
        return replace(self, target)

    synced.publisher.serve(ACT, answer(200, NEW))
    monkeypatch.setattr(Path, "replace", full)
    (failure,) = synced.sync(ACT_ID).failed
    verb = "stored" if fails_at == "snapshot" else "noted"
    assert failure.reason == (
        f"{ACT_ADDRESS}: was obtained but cannot be {verb} in {synced.snapshots / ACT_ID}: No space left on device; make room, then run 'attest sync' again"
    )
    assert failure.kept == "2026-11-22"
    assert synced.words("trim") == [DUSK]


def test_a_second_sync_at_the_same_time_is_refused(synced: Desk) -> None:
    with writing_lock(synced.snapshots), pytest.raises(IndexBusyError, match=r"another ingest is writing to .*snapshots; wait"):
        synced.sync(ACT_ID)


def test_a_folder_that_cannot_be_written_is_told(desk: Desk) -> None:
    desk.snapshots.write_text("a file in the place of the folder")
    with pytest.raises(FetchError, match=r"snapshots: cannot be written; give your data folder room and rights, then run 'attest sync' again"):
        desk.sync(ACT_ID)
    assert desk.publisher.asked == []


# --- what the index then holds --------------------------------------------------------------------------------------------


def test_digests_and_official_texts_stand_side_by_side(desk: Desk) -> None:
    report = desk.sync()
    assert (report.ingested.added, report.ingested.documents) == (9, 9)
    assert desk.words("lamps", "digest") == [
        "A keeper trims the pier's lamps at the hour set.",
        "Every lighthouse keeper trims the lamps at dusk and writes the hour into a log.",
    ]
    sources = {i: s for i, s in Catalogue(desk.index).sources().items() if s.form == "official"}
    assert sorted(sources) == [
        "ca-sc-2019-3/official@2024-07-01", "gb-ferries-2021/official@2025-01-01", "us-40usc-7001/official@2024-07-01", "us-40usc-7002/official",
    ]  # fmt: skip
    act = sources["ca-sc-2019-3/official@2024-07-01"]
    assert (act.title, act.url, act.basis, act.questions) == ("Title of ca-sc-2019-3", "https://example.org/ca-sc-2019-3", "official text", ())


def test_sources_that_share_a_file_share_one_fetch_and_one_parse(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from ingest import official

    parsed: list[str] = []
    parse = official.parse_file
    monkeypatch.setattr(official, "parse_file", lambda data, origin, name: parsed.append(name) or parse(data, origin, name))
    desk.sync("us-40usc-7001", "us-40usc-7002")
    assert [path for path in desk.publisher.paths if path.endswith(".zip")] == ["/download/releasepoints/us/pl/119/90/xml_usc40@119-90.zip"]
    assert len(parsed) == 1
    assert desk.words("harbour OR lanterns OR coiled") == [
        "(a) Duty\nA harbour master shall tell the coast office of a lost buoy.",
        "Every keeper shall polish the lanterns of the lighthouse.",
    ]


def test_a_section_that_is_gone_from_its_title_is_named_and_the_others_stay(synced: Desk) -> None:
    without = code_title("ring the bell").replace(b"7002", b"7003")
    synced.publisher.serve(CODE, answer(200, zipped(("usc40.xml", without))))
    (failure,) = synced.sync("us-40usc-7001", "us-40usc-7002").failed
    assert failure.sources == ("us-40usc-7002",)
    assert failure.reason.endswith(
        "has no 40 U.S.C. § 7002; it may have been repealed or renumbered: look at https://example.org/us-40usc-7002; an earlier text still answers"
    )
    assert synced.words("bell OR lanterns") == ["(a) Duty\nA harbour master shall ring the bell.", "Every keeper shall polish the lanterns of the lighthouse."]


def test_a_title_that_cannot_be_parsed_is_named_once_for_all_its_sources(synced: Desk) -> None:
    synced.publisher.serve(CODE, answer(200, zipped(("usc40.xml", code_title("ring").replace(b"</main>", b"")))))
    (failure,) = synced.sync("us-40usc-7001").failed
    assert failure.sources == ("us-40usc-7001", "us-40usc-7002")
    assert "is not well-formed XML" in failure.reason
    assert len(synced.words("harbour OR lanterns")) == 2


def test_an_index_built_anew_takes_the_newest_text_that_can_be_parsed(synced: Desk) -> None:
    synced.publisher.serve(ACT, answer(200, NEW.replace(b"</Body>", b"")))
    assert synced.sync(ACT_ID).failed
    synced.index = synced.folder / "another"
    for _ in range(2):
        (failure,) = synced.sync(ACT_ID).failed  # still named
        assert failure.reason.endswith("an earlier text still answers")
        assert synced.words("trim") == [DUSK]


def test_a_first_text_that_cannot_be_parsed_leaves_the_digest(desk: Desk) -> None:
    desk.publisher.serve(ACT, answer(200, NEW.replace(b"</Body>", b"")))
    (failure,) = desk.sync(ACT_ID).failed
    assert failure.reason.endswith("its digest answers alone")
    assert desk.words("trim") == []
    assert desk.words("trims AND pier", "digest") == ["A keeper trims the pier's lamps at the hour set."]


def test_ingest_keeps_the_official_texts_and_brings_none_in(synced: Desk) -> None:
    report = ingest([], synced.index, synced.embedder, corpus=synced.corpus.path)
    assert (report.removed, report.documents) == (0, 9)
    assert synced.words("trim") == [DUSK]
    fresh = synced.folder / "another"
    officials = official_candidates(synced.corpus.path, synced.snapshots)
    assert ingest([], fresh, synced.embedder, corpus=synced.corpus.path, officials=officials).documents == 5
    notes = synced.folder / "notes.md"
    notes.write_text("# Notes\n\nRed buoys.\n")
    assert ingest([notes], synced.index, synced.embedder, officials=officials).removed == 0
    assert synced.words("trim") == [DUSK]


def test_ingest_follows_what_sources_toml_says_of_an_official_text(synced: Desk) -> None:
    synced.corpus.versions[ACT_ID][0]["valid_to"] = date(2026, 12, 31)
    synced.corpus.write()
    officials = official_candidates(synced.corpus.path, synced.snapshots)
    report = ingest([], synced.index, synced.embedder, corpus=synced.corpus.path, officials=officials)
    assert (report.replaced, report.removed) == (2, 0)  # the digest and the official text
    assert synced.words("trim", on=date(2026, 12, 31)) == [DUSK]
    assert synced.words("trim", on=date(2027, 1, 1)) == []
    synced.corpus.remove(ACT_ID)
    (synced.corpus.path / "official.toml").write_text(OFFICIAL.replace("[ca-sc-2019-3]", "[gb-other]").split("[gb-ferries", 1)[1].join(["[gb-ferries", ""]))
    report = ingest([], synced.index, synced.embedder, corpus=synced.corpus.path)
    assert report.removed == 2
    assert synced.words("trim") == []


def test_a_sync_that_was_killed_is_completed_by_the_next_ingest(synced: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    synced.index = synced.folder / "another"
    from ingest import pipeline

    put = pipeline._put

    def killed(index: Any, embedder: Any, read: Any, *rest: Any) -> list[str]:
        if read.candidate.name.endswith("/official"):
            raise KeyboardInterrupt
        return put(index, embedder, read, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "_put", killed)
        with pytest.raises(KeyboardInterrupt):
            synced.sync()
    assert not examine(synced.index).sound
    officials = official_candidates(synced.corpus.path, synced.snapshots)
    assert ingest([], synced.index, synced.embedder, corpus=synced.corpus.path, officials=officials).added == 4
    assert synced.words("trim") == [DUSK]
    assert examine(synced.index).sound


@pytest.mark.parametrize(
    ("since", "began"),
    [("2020-01-01", date(2024, 7, 1)), ("2026-10-01", date(2026, 10, 1))],
    ids=["the listed version is the later one", "the file states a later change"],
)
def test_the_later_of_the_two_first_days_counts(desk: Desk, since: str, began: date) -> None:
    desk.publisher.serve(ACT, answer(200, lamps_act(since=since)))
    desk.sync(ACT_ID)
    (source,) = (s for s in Catalogue(desk.index).sources().values() if s.id == ACT_ID and s.form == "official")
    assert source.valid_from == began


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2018, 1, 1), date(2019, 3, 1)), (date(2020, 1, 1), date(2019, 3, 1)), (date(2024, 6, 30), date(2019, 3, 1)), (date(2024, 7, 1), date(2024, 7, 1))],
)
def test_an_official_text_is_of_the_version_that_had_begun_when_it_was_given(desk: Desk, day: date, first: date) -> None:
    (record,) = (r for r in load_sources(desk.corpus.path) if r.id == "us-40usc-7001")
    assert version_on(record, day).valid_from == first


# --- official.toml ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[ca-sc-2019-3", "is not TOML: "),
        ('[ca-sc-2019-3]\npublisher = "justice"\naddress = "H-1.5"', "ca-sc-2019-3.format: Field required"),
        ('[ca-sc-2019-3]\npublisher = "justice"\naddress = "H-1.5"\nformat = "docx"', "ca-sc-2019-3.format: Input should be 'xml', 'xhtml', 'html' or 'pdf'"),
        ('[ca-sc-2020-9]\npublisher = "justice"\naddress = "H-1.5"\nformat = "xml"', "ca-sc-2020-9 is no source of sources.toml"),
        ('[ca-sc-2019-3]\npublisher = "gazette"\naddress = "H-1.5"\nformat = "xml"', "ca-sc-2019-3: 'gazette' is no publisher; there are uscode, govinfo, "),
        ('[ca-sc-2019-3]\npublisher = "justice"\naddress = "../x"\nformat = "xml"', "ca-sc-2019-3: '../x' is no address of justice; it reads like "),
        ('[ca-sc-2019-3]\npublisher = "justice"\naddress = "H-1.5"\nformat = "pdf"', "ca-sc-2019-3: justice gives XML; correct the format"),
        ('[ca-sc-2019-3]\npublisher = "page"\naddress = "https://a.example/b"\nformat = "xml"', "ca-sc-2019-3: page gives no XML; correct the format"),
        ('[ca-sc-2019-3]\npublisher = "page"\naddress = "https://a.example/b"\nformat = "html"', "ca-sc-2019-3: a page needs 'contains', words by which"),
    ],
)
def test_what_is_wrong_in_official_toml_is_named(desk: Desk, text: str, told: str) -> None:
    path = desk.corpus.path / "official.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        load_officials(desk.corpus.path)
    assert str(caught.value).startswith(f"{path}")
    assert told in str(caught.value)


def test_a_corpus_may_have_no_official_toml(corpus: CorpusFolder) -> None:
    assert load_officials(corpus.path) == {}
    assert official_candidates(corpus.path, corpus.path / "snapshots") == []


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        (["us-40usc-7003"], "us-40usc-7003 is no source; did you mean us-40usc-7002, us-40usc-7001?"),
        (["zzz"], "zzz is no source; 'attest sources' lists them"),
        (["us-pier"], "us-pier has no official text that Attest can fetch; open https://example.org/us-pier, save it and run 'attest ingest FILE'"),
    ],
)
def test_an_id_that_cannot_be_fetched_is_told(desk: Desk, ids: list[str], told: str) -> None:
    desk.corpus.add("us-pier", "Pier Report", {", Part I — Length": ["The pier is long."]})
    with pytest.raises(LookupError) as caught:
        chosen(ids, desk.corpus.path)
    assert caught.value.args[0] == told


def test_ids_are_taken_once_and_in_their_order(desk: Desk) -> None:
    assert list(chosen(["us-40usc-7002", "ca-sc-2019-3", "us-40usc-7002"], desk.corpus.path)) == ["us-40usc-7002", "ca-sc-2019-3"]


def test_the_summary_as_json(synced: Desk) -> None:
    synced.publisher.serve(CODE_PAGE, answer(200, code_page()))
    report = json.loads(synced.sync().to_json())
    assert (report["sources"], report["fetched"], report["new"], report["unchanged"]) == (4, 2, 0, 2)
    assert report["failed"] == [
        {
            "sources": ["us-40usc-7001", "us-40usc-7002"],
            "reason": "https://uscode.house.gov/download/download.shtml: links no XML file of title 40; "
            "the publisher may have rebuilt its site; tell the makers of Attest",
            "kept": "2026-11-22",
        }
    ]
    assert report["index"]["documents"] == 9


def test_progress_names_the_file_and_then_the_source(desk: Desk) -> None:
    told: list[tuple[int, int, str]] = []
    fetcher = make_fetcher(desk.publisher, desk.time)

    def tell(done: int, total: int, name: str) -> None:
        told.append((done, total, name))

    sync(chosen([], desk.corpus.path), desk.snapshots, fetcher, desk.index, desk.embedder, corpus=desk.corpus.path, fetching=tell, ingesting=tell)
    assert told[:4] == [(0, 3, ACT_ID), (1, 3, "gb-ferries-2021"), (2, 3, CODE_KEY), (3, 3, "")]
    assert (5, 9, f"{ACT_ID}/official") in told


PIER = """<!DOCTYPE html><html lang="en"><head><title>Pier report</title></head><body><nav><a href="/">Home</a></nav><main><h1>Pier report</h1>
<p>The pier has forty bollards, and every bollard was counted by the harbour office in the spring of the year before.</p>
<h2>Ropes</h2><p>Wet ropes were hung up to dry behind the lighthouse, where the wind is strongest for most of the year.</p></main></body></html>"""


@pytest.mark.parametrize(("living", "day"), [("", date(2026, 1, 2)), ("living = true", date(2026, 11, 22))], ids=["dated", "living"])
def test_a_page_becomes_the_official_text_of_its_report(desk: Desk, living: str, day: date) -> None:
    desk.corpus.add("us-pier", "Pier Report", {", Part I — Length": ["The pier is long."]}, kind="report")
    with (desk.corpus.path / "official.toml").open("a") as file:
        file.write(f'[us-pier]\npublisher = "page"\naddress = "https://pier.example/report"\nformat = "html"\ncontains = "bollards"\n{living}\n')
    desk.publisher.serve("pier.example/report", moved("https://www.pier.example/report"))
    desk.publisher.serve("www.pier.example/report", answer(200, PIER.encode()))
    assert desk.sync("us-pier").failed == ()
    assert ["The pier has forty bollards" in words for words in desk.words("bollards")] == [True]
    (source,) = (s for s in Catalogue(desk.index).sources().values() if s.id == "us-pier" and s.form == "official")
    assert (source.title, source.text_as_of, source.retrieved_on) == ("Title of us-pier", day, date(2026, 11, 22))
    desk.publisher.serve("www.pier.example/report", answer(200, b"<!DOCTYPE html><html><body>Please enable JavaScript.</body></html>"))
    (failure,) = desk.sync("us-pier").failed
    assert failure.reason.startswith("https://www.pier.example/report: sent a page without the words 'bollards', perhaps a notice in place of the text; ")
    assert len(desk.words("bollards")) == 1


# --- real files --------------------------------------------------------------------------------------------------------------

CELEX = "publications.europa.eu/resource/celex"
REAL = {
    "ca-sc-2011-4": ("canada-i-20.7/I-20.7.xml", "laws-lois.justice.gc.ca/eng/XML/I-20.7.xml", "S.C. 2011, c. 4, s 2"),
    "ca-sor-2011-292": ("canada-i-20.7/SOR-2011-292.xml", "laws-lois.justice.gc.ca/eng/XML/SOR-2011-292.xml", "SOR/2011-292, s 2"),
    "ca-sc-2000-5": ("canada-pipeda/P-8.6.xml", "laws-lois.justice.gc.ca/eng/XML/P-8.6.xml", "S.C. 2000, c. 5, s 7(3)(c.1)"),
    "eu-reg-2022-2065": ("eu-dsa-2022-2065/32022R2065_oj.xhtml", f"{CELEX}/32022R2065", "Regulation (EU) 2022/2065, art 18(1)"),
    "eu-reg-2016-679": ("eu-gdpr-2016-679/32016R0679.xhtml", f"{CELEX}/32016R0679", "Regulation (EU) 2016/679, art 18(1)(a)"),
    "us-ncmec-cybertipline-2023": (
        "ncmec-cybertipline/ncmec-ojjdp-2023.pdf", "www.missingkids.org/content/dam/missingkids/pdfs/2023-CyberTipline-Report.pdf", "p 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("source_id", REAL)
def test_a_real_file_becomes_the_official_text_of_its_source(shared: Path, publisher: Publisher, tmp_path: Path, source_id: str) -> None:
    file, address, place = REAL[source_id]
    if not (shared / "corpus" / file).is_file():
        pytest.skip(f"needs ../shared/corpus/{file}")
    publisher.serve(address, answer(200, (shared / "corpus" / file).read_bytes()))
    next_of = publisher.next
    none = answer(200, b'{"results": {"bindings": []}}')
    publisher.next = lambda asked: none if "/sparql?" in asked else next_of(asked)  # type: ignore[method-assign]
    shelf = Snapshots(tmp_path)
    counted = _fetch_all(chosen([source_id], corpus_folder()), shelf, make_fetcher(publisher, Time(), limits=Limits()), None)
    assert counted == (1, 0, [])
    (candidate,) = official_candidates(corpus_folder(), tmp_path)
    assert candidate.reader is not None
    document = candidate.reader()
    (record,) = (r for r in load_sources(corpus_folder()) if r.id == source_id)
    assert (document.source.id, document.source.citation, document.source.form) == (source_id, record.citation, "official")
    assert place in {str(p.pinpoint).removeprefix(f"{record.citation}, ") if place.startswith("p ") else str(p.pinpoint.section) if place.endswith("2")
                     else str(p.pinpoint) for p in document.provisions}  # fmt: skip
