"""The digest check: each kind of fault is found, what is right passes, and what a person reviewed is excused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from ingest import digest_command
from ingest.digest_check import (
    NO_SUCH_PLACE,
    NOT_GIVEN,
    CheckReport,
    ReviewedRecord,
    Statement,
    check_digests,
    check_statements,
    corpus_statements,
    load_reviewed,
)
from ingest.digest_figures import lost_figures, read_figures, references, without_references
from ingest.digest_texts import Law, document_law, laws_at_hand
from ingest.errors import CorpusError, ParseError
from ingest.pinpoint import Pinpoint
from ingest.pipeline import ingest
from ingest.source import corpus_folder
from tests.factories import CorpusFolder, FakeEmbedder, make_document
from tests.official_fixtures import uslm

WORK = "Harbour Lamps Act 2030"

LAW = {
    f"{WORK}, s 4": "Lamp keepers.",
    f"{WORK}, s 4(1)": "A keeper of lamps has, as from 1 May 2031, to report within ninety days—",
    f"{WORK}, s 4(1)(a)": "a broken lamp, to the harbour office of the year 2032;",
    f"{WORK}, s 4(1)(b)": "a lost lamp, in accordance with section 9 of the Buoys Act 2019.",
    f"{WORK}, s 4(2)": "The fine is not less than 15 nor more than 1,200,000 crowns or 0.5 per cent of the keeper's dues, for five years.",
    f"{WORK}, s 6": "A pier master keeps a log for twenty-one days, and one hundred and eighty days in winter.",
    f"{WORK}, s 9(1)": "Nothing in section 4 binds a ferry.",
}


def law(places: Mapping[str, str] = LAW, **changes: object) -> Law:
    fields: dict[str, object] = {"citation": WORK, "title": WORK, "form": "official", "text_as_of": date(2031, 6, 1)}
    return document_law(make_document(places, **(fields | changes)))


def statement(place: str, words: str, label: str = "A label", **days: date) -> Statement:
    fields: dict[str, date] = {"text_as_of": date(2031, 6, 1)}
    return Statement("gb/lamps.md", Pinpoint.parse(place), label, words, source="gb-lamps", **(fields | days))


def check(place: str, words: str, *, laws: Sequence[Law] = (), reviewed: Sequence[ReviewedRecord] = (), label: str = "A label", **days: date) -> CheckReport:
    return check_statements([statement(place, words, label, **days)], laws or [law()], reviewed)


# --- what holds ---------------------------------------------------------------------------------------------------------

HOLDS = {
    "a number word told as a numeral": ("s 4(1)", "A keeper of lamps reports within 90 days."),
    "a figure of the opening words, told of a paragraph": ("s 4(1)(a)", "A keeper reports a broken lamp within 90 days."),
    "a figure of a paragraph, told of what it lies in": ("s 4(1)", "A report goes to the harbour office of the year 2032."),
    "a place inside, told of the section": ("s 4", "The fine is at most 1.2 million crowns."),
    "a decimal and a percentage": ("s 4(2)", "The fine may be 0.5 percent of dues."),
    "a term of years whose unit stands later": ("s 4(2)", "The fine is at least 15 crowns, for 5 years."),
    "a compound number word": ("s 6", "A pier master keeps a log for 21 days."),
    "hundreds in words": ("s 6", "A pier master keeps a log for 180 days in winter."),
    "a finer place than the law numbers": ("s 6(1)", "A pier master keeps a log for 21 days."),
    "a day": ("s 4(1)", "Since 1 May 2031, a keeper has had to report."),
    "a day in figures": ("s 4(1)", "The duty began on 2031-05-01."),
    "the year of a day": ("s 4(1)", "The duty began in 2031."),
    "a section that the law names elsewhere": ("s 9(1)", "Under section 4, and not section 6 or 9, a keeper reports."),
    "another law that the law names": ("s 4(1)(b)", "Lost lamps follow section 9 of the Buoys Act 2019."),
    "one that counts nothing": ("s 9(1)", "No one on a ferry is bound, and one of them may say so."),
    "the work as a whole": ("", "The Harbour Lamps Act 2030 has fines of up to 1,200,000 crowns."),
}


@pytest.mark.parametrize(("place", "words"), HOLDS.values(), ids=HOLDS)
def test_a_statement_that_its_text_bears_out_holds(place: str, words: str) -> None:
    report = check(f"{WORK}, {place}" if place else WORK, words)
    assert (report.checked, report.unchecked, report.failures) == (1, 0, ())


# --- what does not ------------------------------------------------------------------------------------------------------

FAULTS = {
    "an amount": ("s 4(2)", "The fine is at most 1,300,000 crowns.", "1300000"),
    "a rounded amount": ("s 4(2)", "The fine is at most 1.3 million crowns.", "1300000"),
    "a period": ("s 4(1)", "A keeper reports within 80 days.", "80"),
    "a period in words": ("s 4(1)", "A keeper reports within eighty days.", "80"),
    "the unit of a period": ("s 4(1)", "A keeper reports within 90 months.", "90 months"),
    "a percentage for a period": ("s 6", "A pier master keeps 21 percent of a log.", "21 percent"),
    "a day": ("s 4(1)", "The duty began on 2 May 2031.", "2031-05-02"),
    "a month": ("s 4(1)", "The duty began on 1 July 2031.", "2031-07-01"),
    "a year": ("s 4(1)", "The duty began in 2033.", "2033"),
    "a figure of another place": ("s 4(2)", "A pier master keeps a log for 21 days.", "21"),
    "a figure of the neighbour": ("s 4(1)(b)", "The harbour office of 2032 takes reports.", "2032"),
    "a section that the law names nowhere": ("s 9(1)", "Under section 77, a ferry is not bound.", "77"),
    "one unit of time": ("s 6", "A pier master keeps a log for one year.", "1"),
}


@pytest.mark.parametrize(("place", "words", "figure"), FAULTS.values(), ids=FAULTS)
def test_a_figure_that_the_place_does_not_give_is_a_fault(place: str, words: str, figure: str) -> None:
    report = check(f"{WORK}, {place}", words)
    assert [(f.fault, f.figure, f.text) for f in report.failures] == [(NOT_GIVEN, figure, WORK)]
    assert str(report.failures[0]) == f"gb/lamps.md: {WORK}, {place}: {NOT_GIVEN} {figure} ({WORK}): {words}"


def test_a_wrong_figure_in_the_label_is_a_fault() -> None:
    assert [f.figure for f in check(f"{WORK}, s 6", "A pier master keeps a log.", label="A log for 22 days").failures] == ["22"]


@pytest.mark.parametrize("place", ["s 4(3)", "s 4(1)(c)", "s 5", "s 5(1)"])
def test_a_place_that_the_law_skips_is_a_fault(place: str) -> None:
    report = check(f"{WORK}, {place}", "A keeper reports broken lamps.")
    assert [(f.fault, f.figure) for f in report.failures] == [(NO_SUCH_PLACE, "")]
    assert str(report.failures[0]).startswith(f"gb/lamps.md: {WORK}, {place}: {NO_SUCH_PLACE} ({WORK})")


@pytest.mark.parametrize("place", [f"{WORK}, s 3", f"{WORK}, s 10(1)", f"{WORK}, sch 1 para 5", "Buoys Act 2019, s 4", "Buoys Act 2019", f"{WORK}, recital 5"])
def test_a_place_of_which_no_text_is_at_hand_is_counted(place: str) -> None:
    report = check(place, "A keeper reports within 80 days.")
    assert (report.checked, report.not_checkable, report.unchecked, report.failures) == (0, (("gb-lamps", 1),), 1, ())


# --- which text ---------------------------------------------------------------------------------------------------------

OLD = law({place: words.replace("ninety", "thirty") for place, words in LAW.items()}, text_as_of=date(2028, 6, 1))
WINDOWS = {
    "the text that the digest names": ({"text_as_of": date(2028, 6, 1), "valid_from": date(2031, 5, 1)}, 1),
    "a text within the window": ({"text_as_of": date(2027, 1, 1), "valid_from": date(2027, 1, 1), "valid_to": date(2030, 1, 1)}, 1),
    "a text of before the window": ({"text_as_of": date(2031, 6, 1), "valid_from": date(2030, 1, 1)}, 0),
    "a text of after the window": ({"text_as_of": date(2027, 1, 1), "valid_to": date(2028, 5, 31)}, 0),
    "an act dated by its signature": ({"text_as_of": date(2028, 5, 15), "valid_from": date(2029, 1, 1)}, 1),
}


@pytest.mark.parametrize(("days", "checked"), WINDOWS.values(), ids=WINDOWS)
def test_a_digest_is_held_against_the_text_of_its_version(days: dict[str, date], checked: int) -> None:
    report = check(f"{WORK}, s 4(1)", "A keeper reports within 30 days.", laws=[OLD], **days)
    assert (report.checked, report.failures) == (checked, ())


def test_a_text_without_a_day_states_every_version() -> None:
    assert check(f"{WORK}, s 4(1)", "A keeper reports within 30 days.", laws=[law(text_as_of=None)]).failures


def test_the_days_of_the_version_need_not_stand_in_the_text() -> None:
    days = {"valid_from": date(2031, 5, 1), "valid_to": date(2031, 12, 31)}
    words = "From 1 May 2031 to 31 December 2031, after 30 April 2031 and before 1 January 2032, a keeper reported."
    assert check(f"{WORK}, s 9(1)", words, **days).failures == ()
    assert [f.figure for f in check(f"{WORK}, s 9(1)", words.replace("31 December", "30 December"), **days).failures] == ["2031-12-30"]


# --- reviewed exceptions ------------------------------------------------------------------------------------------------


def test_a_reviewed_figure_is_excused_and_named() -> None:
    known = ReviewedRecord(digest="gb/lamps.md", figure="80", reason="told by the lamp rules")
    idle = ReviewedRecord(digest="gb/piers.md", figure="80", reason="another digest")
    report = check(f"{WORK}, s 4(1)", "A keeper reports within 80 days.", reviewed=[known, idle])
    assert (report.failures, report.excused) == ((), (known,))


def test_an_exception_may_hold_for_one_place_only() -> None:
    elsewhere = ReviewedRecord(digest="gb/lamps.md", figure="80", reason="told elsewhere", at=f"{WORK}, s 6")
    assert check(f"{WORK}, s 4(1)", "A keeper reports within 80 days.", reviewed=[elsewhere]).failures


def test_a_missing_place_can_be_excused() -> None:
    known = ReviewedRecord(digest="gb/lamps.md", figure="place", reason="repealed, but told as it stood", at=f"{WORK}, s 5")
    assert check(f"{WORK}, s 5", "A keeper trimmed lamps.", reviewed=[known]).failures == ()


def test_exceptions_stand_in_a_file_beside_the_digests(tmp_path: Path) -> None:
    assert load_reviewed(tmp_path) == ()
    file = tmp_path / "reviewed.toml"
    file.write_text('[[reviewed]]\ndigest = "gb/lamps.md"\nfigure = "80"\nreason = "told by the lamp rules"\n')
    assert load_reviewed(tmp_path) == (ReviewedRecord(digest="gb/lamps.md", figure="80", reason="told by the lamp rules"),)


@pytest.mark.parametrize(
    ("words", "message"), [("[[reviewed]", "is not TOML"), ('[[reviewed]]\ndigest = "a"\nfigure = "1"\n', "reviewed.0.reason: Field required")]
)
def test_a_broken_file_of_exceptions_is_named(tmp_path: Path, words: str, message: str) -> None:
    (tmp_path / "reviewed.toml").write_text(words)
    with pytest.raises(CorpusError, match=re.escape(message)):
        load_reviewed(tmp_path)


# --- from files and from an index ---------------------------------------------------------------------------------------

# What harbour_corpus tells of 40 U.S.C. § 7001 and the title as its publisher ships it: 10 days, since 1 July 2024.
BUOYS = "40 U.S.C. § 7001"


@pytest.fixture
def title(tmp_path: Path) -> Path:
    """The invented title 40 in a folder, with a note of a reader's own and a damaged file beside it."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "usc40.xml").write_bytes(uslm())
    (folder / "notes.md").write_text("# Notes\n\nA buoy is lost.\n")
    (folder / "damaged.xml").write_text("<uscDoc>")
    return folder


def test_the_invented_corpus_is_held_against_the_invented_title(corpus: CorpusFolder, title: Path) -> None:
    report = check_digests(corpus.path, [title])
    assert (report.checked, report.failures, report.texts) == (3, (), ("40 U.S.C.",))
    assert report.not_checkable == (("gb-ferries-2021", 1), ("us-40usc-7001", 1), ("us-40usc-7002", 1))
    assert len(report.skipped) == 1
    assert "damaged.xml" in report.skipped[0]


def test_a_fault_of_the_invented_corpus_is_found(corpus: CorpusFolder, title: Path) -> None:
    (title / "usc40.xml").write_bytes(uslm(days=12))
    assert [str(f.statement.pinpoint) + " " + f.figure for f in check_digests(corpus.path, [title]).failures] == [f"{BUOYS}(a) 10"]


def test_a_file_and_a_missing_path_are_named(corpus: CorpusFolder, title: Path, tmp_path: Path) -> None:
    laws, skipped = laws_at_hand([title / "usc40.xml", title / "notes.md", tmp_path / "nowhere"])
    assert [one.name for one in laws] == ["40 U.S.C."]
    assert [re.sub(r".*/", "", reason) for reason in skipped] == ["nowhere: does not exist; check the path"]


def test_the_official_documents_of_an_index_serve_as_well(corpus: CorpusFolder, title: Path, tmp_path: Path, embedder: FakeEmbedder) -> None:
    index = tmp_path / "index"
    ingest([title / "usc40.xml", title / "notes.md"], index, embedder, corpus=corpus.path)
    report = check_digests(corpus.path, [index])
    assert (report.checked, report.failures, report.texts) == (3, (), ("40 U.S.C.",))


def test_a_digest_told_in_two_versions_is_checked_once(corpus: CorpusFolder) -> None:
    names = [one.digest for one in corpus_statements(corpus.path)]
    (lamps,) = corpus.versions["us-40usc-7002"]
    corpus.versions["us-40usc-7002"] = [lamps | {"valid_from": date(2001, 1, 1), "valid_to": date(2001, 12, 31)}, lamps | {"valid_from": date(2002, 1, 1)}]
    corpus.write()
    assert [one.digest for one in corpus_statements(corpus.path)] == names


@pytest.mark.parametrize("damage", [b"\xff", None])
def test_a_digest_that_cannot_be_read_is_named(corpus: CorpusFolder, damage: bytes | None) -> None:
    file = corpus.path / "digests" / "gb" / "ferries.md"
    file.write_bytes(damage) if damage else file.unlink()
    with pytest.raises(ParseError, match=re.escape("gb/ferries.md: cannot be read as UTF-8")):
        list(corpus_statements(corpus.path))


# --- the command --------------------------------------------------------------------------------------------------------


def test_the_command_ends_with_0_where_all_hold(corpus: CorpusFolder, title: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert digest_command.main(["check", "--corpus", str(corpus.path), "--texts", str(title)]) == 0
    shown = capsys.readouterr()
    assert shown.out == (
        "3 statements checked against 1 official texts, 0 faults, 0 reviewed exceptions; 3 statements of 3 sources have no official text at hand\n"
    )
    assert shown.err.startswith("skipped ")


def test_the_command_ends_with_1_and_names_the_faults(corpus: CorpusFolder, title: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (title / "usc40.xml").write_bytes(uslm(days=12))
    assert digest_command.main(["check", "--corpus", str(corpus.path), "--texts", str(title)]) == 1
    assert f"us/us-40usc-7001.md: {BUOYS}(a): {NOT_GIVEN} 10 (40 U.S.C.)" in capsys.readouterr().out


def test_the_command_takes_the_index_in_use_where_no_texts_are_named(
    corpus: CorpusFolder, built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ATTEST_INDEX", str(built))
    assert digest_command.main(["check", "--corpus", str(corpus.path)]) == 0
    assert capsys.readouterr().out.startswith("0 statements checked against 0 official texts")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["check", "--texts", "nowhere"], 2, "nowhere does not exist; check the path"),
        (["check", "--corpus", "."], 1, "sources.toml is missing"),
        (["mend"], 2, "No such command 'mend'"),
    ],
)
def test_the_command_names_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert digest_command.main(arguments) == code
    assert message in capsys.readouterr().err


# --- figures ------------------------------------------------------------------------------------------------------------

GIVEN = {
    "thousands": ("1,250,000 lamps", "1,250,000 lamps"),
    "the EU's blanks between thousands": ("up to 10 000 000 crowns", "up to 10 million crowns"),
    "a row of a table": ("27 465 312 343", "465 lamps and 27 piers"),
    "a decimal comma": ("exceed 0,05 % of income", "0.05 percent of income"),
    "per centum": ("one per centum", "1 percent"),
    "a rounded amount": ("20,512,345 lamps", "20.5 million lamps"),
    "an amount in words": ("sixty-nine million lamps", "69 million lamps"),
    "an American day": ("enacted May 7, 2024", "enacted on 7 May 2024"),
    "a day run together": ("L_20240507", "enacted on 7 May 2024"),
    "a unit between hyphens": ("a 24-hour period", "24 hours"),
    "working days": ("five working days", "5 working days"),
    "eight figures that are no day": ("file 20249999", "a lamp"),
}
LOST = {
    "an amount": ("1,250,000 lamps", "1,350,000 lamps", ["1350000"]),
    "a rounded amount": ("20,512,345 lamps", "20.6 million lamps", ["20600000"]),
    "a decimal": ("1.5 percent", "2.5 percent", ["2.5"]),
    "a day": ("enacted May 7, 2024", "enacted on 8 May 2024", ["2024-05-08"]),
    "another unit": ("90 days", "90 weeks", ["90 weeks"]),
}


@pytest.mark.parametrize(("text", "told"), GIVEN.values(), ids=GIVEN)
def test_a_figure_that_a_text_gives_is_found(text: str, told: str) -> None:
    assert list(lost_figures(told, read_figures(text))) == []


@pytest.mark.parametrize(("text", "told", "lost"), LOST.values(), ids=LOST)
def test_a_figure_that_a_text_does_not_give_is_named(text: str, told: str, lost: list[str]) -> None:
    assert list(lost_figures(told, read_figures(text))) == lost


@pytest.mark.parametrize(
    ("told", "pointing", "rest"),
    [
        ("under § 7001(a)(1) or (2)", "§ 7001(a)(1) or (2)", "under"),
        ("sections 2 to 5 and Article 16(2)(c)", "sections 2 to 5 ; article 16(2)(c)", "and"),
        ("Directive 2011/93/EU and C-293/12", "2011/93/eu ; c-293/12", "directive and"),
        ("18 U.S.C. 2258A by Public Law 118-59", "18 u.s.c. ; 2258a ; public law 118-59", "by"),
        ("NCMEC's 20 lamps and 3 pass 4", "", "ncmec's 20 lamps and 3 pass 4"),
    ],
)
def test_numbers_that_point_elsewhere_are_told_apart(told: str, pointing: str, rest: str) -> None:
    assert references(told) == pointing
    assert " ".join(without_references(told).split()) == rest


# --- the real corpus ----------------------------------------------------------------------------------------------------


def test_a_wrong_figure_in_any_checked_statement_is_seen(shared: Path) -> None:
    laws, _ = laws_at_hand([shared / "corpus"])
    wrong = []
    for one in corpus_statements(corpus_folder()):
        changed = re.sub(r"(?<![\w§(./\-])\d+(?= (?:days|hours|years|months|percent|million))", "977", one.words)
        if changed != one.words:
            wrong.append(Statement(one.digest, one.pinpoint, one.label, changed, one.text_as_of, one.valid_from, one.valid_to, one.source))
    report = check_statements(wrong, laws, ())
    assert report.checked > 30
    assert len({(f.statement.digest, f.statement.pinpoint, f.statement.words) for f in report.failures}) == report.checked
