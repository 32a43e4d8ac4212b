"""Quotes against a small law of our own, and against the bundled corpus."""

from __future__ import annotations

import re
import time
from datetime import date
from itertools import pairwise

import pytest

from ingest.index import open_index
from ingest.pipeline import ingest
from qa.errors import QuestionError
from qa.pipeline import Desk
from qa.settings import Settings
from qa.support import support
from qa.verify import MAX_QUOTE_CHARS, find_quote, left_out, standing, verify_quote
from tests.verify_fixtures import ROUTER, STANDINGS, TODAY, WRECKS, WordEmbedder, check

A, B, B1 = "40 U.S.C. § 7001(a)", "40 U.S.C. § 7001(b)", "40 U.S.C. § 7001(b)(1)"
C1, C2, D, E = "40 U.S.C. § 7001(c)(1)", "40 U.S.C. § 7001(c)(2)", "40 U.S.C. § 7001(d)", "40 U.S.C. § 7001(e)"
S51, S52, S6 = "Harbours Act 2020, s 5(1)", "Harbours Act 2020, s 5(2)", "Harbours Act 2020, s 6"
R31, R32, R4 = "Regulation (EU) 2030/17, art 3(1)", "Regulation (EU) 2030/17, art 3(2)", "Regulation (EU) 2030/17, art 4"

# What counts as the same words, at a place that is cited rightly.
SAME_OR_NOT = {
    "exact sentence": (D, "The register of wrecks is kept for 1 year.", True),
    "exact part": (A, "must report each wreck to the coast office", True),
    "one word": (A, "wreck", True),
    "one figure": (A, "24", True),
    "another figure": (A, "within 25 hours", False),
    "another amount": (B, "more than $860,000", False),
    "an amount cut short": (B, "more than $850", False),
    "an amount without its thousands' start": (B, "000. Fees", False),
    "a decimal cut short": (B, "Fees under 1", False),
    "a decimal whole": (B, "Fees under 1.5 percent", True),
    "a dropped 'not'": (B, "and must charge a fee", False),
    "an added 'not'": (A, "must not report each wreck", False),
    "'may' for 'must'": (A, "may report each wreck", False),
    "'shall' for 'must'": (A, "shall report each wreck", False),
    "another word": (A, "must report every wreck", False),
    "words in another order": (A, "wreck each report must", False),
    "a repeated word": (A, "report each each wreck", False),
    "repeated words of the text": (C1, "they may leave it at dusk; they may rest", True),
    "a letter changed": (A, "must report each wrack", False),
    "straight double for curly": (B1, 'The "first notice" goes', True),
    "straight single for curly": (B1, "the owner's agent", True),
    "curly single for straight": (S51, "the ‘long form’ with", True),
    "single for double, as in a nested quotation": (B1, "The 'first notice' goes", True),
    "double for single": (S51, 'the "long form" with', True),
    "guillemets": (B1, "The «first notice» goes", True),
    "low German marks": (B1, "The „first notice“ goes", True),
    "no marks at all": (B1, "The first notice goes", False),
    "hyphen for a long dash": (B1, "agent - by letter", True),
    "two hyphens for a long dash": (B1, "agent -- by letter", True),
    "short dash for a long dash": (B1, "agent – by letter", True),
    "non-breaking blank in the text": (S51, "with the harbour board", True),
    "non-breaking blank in the quote": (A, "each\u00a0wreck to the\u202fcoast office", True),
    "line break in the quote": (A, "each wreck\r\n   to the coast\n\noffice", True),
    "tabs and many blanks": (A, "each\t wreck   to", True),
    "a missing blank": (A, "eachwreck to", False),
    "soft hyphen in the quote": (A, "each wre\u00adck", True),
    "soft hyphen at a line end": (A, "each wre\u00ad\nck", True),
    "soft hyphen in the text": (S51, "the harbour board", True),
    "zero-width blank": (A, "each\u200b wreck", True),
    "ligatures in the text": (S51, "An official may file the", True),
    "ligatures in the quote": (R31, "any o\ufb03cer who asks", True),
    "combining letters": (S6, "Mu\u0308ller's cafe\u0301", True),
    "without its accents": (S6, "Muller's cafe", False),
    "leading capital added": (A, "Must report each wreck", True),
    "leading capital taken off": (A, "a harbour master must", True),
    "leading capital in brackets": (A, "[M]ust report each wreck", True),
    "a capital inside": (A, "must Report each wreck", False),
    "all capitals": (A, "MUST REPORT EACH WRECK", False),
    "an acronym's capital": (R31, "uS ships shall carry", False),
    "marks around it": (D, '"The register of wrecks is kept for 1 year."', True),
    "curly marks around it": (D, "“The register of wrecks is kept for 1 year.”", True),
    "two pairs of marks around it": (D, "“‘The register of wrecks’”", True),
    "marks around words with marks": (B1, "\"the 'first notice' goes\"", True),
    "an apostrophe within single marks": (B1, "'the owner's agent'", True),
    "full stop inside the marks": (A, "“must report each wreck.”", True),
    "comma inside the marks": (A, "“must report each wreck,”", True),
    "comma outside the marks": (A, "“must report each wreck”,", True),
    "question mark of the quoter's": (A, "must report each wreck?", False),
    "a comma added inside": (A, "must report, each wreck", False),
    "a full stop left out inside": (B, "$850,000 Fees under", False),
    "half a word at the start": (A, "arbour master must", False),
    "half a word at the end": (A, "must report each wre", False),
    "half a contraction": (C2, "crews don", False),
    "a whole contraction": (C2, "crews don't pay", True),
    "the rest of a word with 'non-'": (C2, "compliance is fined", False),
    "a section number cut short": (C2, "see 40 U.S.C. § 7002", False),
    "a section number whole": (C2, "see 40 U.S.C. § 7002A", True),
    "a gloss in brackets": (A, "[the harbour master] must report each wreck", False),
    "a gloss inside": (A, "must report each [sunken] wreck", False),
    "brackets of the text": (R32, "and [sic] costs", True),
    "signs of a pattern, as they stand": (R32, "a+b*(c|d)? and [sic] costs \\d+ under ^4$", True),
    "a pattern that would match": (A, "must .* wreck", False),
    "a pattern of any word": (A, r"must \w+ each", False),
    "full-width figures": (A, "within ２４ hours", False),
    "Cyrillic look-alikes": (A, "must report еach wreck", False),
    "Greek look-alike": (A, "A harbοur master", False),
    "other blanks than blanks: a joiner": (A, "each\u200d wreck", False),
    "written from right to left": (A, "\u202ekcerw hcae troper", False),
    "words of a heading only": (A, "40 U.S.C. § 7001(a)", False),
}

ELLIPSES = {
    "three dots": (B, "A harbour master need not search ... $850,000.", False),  # hides "must not"
    "three dots, nothing turned": (C1, "Pilots may board any vessel ... they may rest between", True),
    "one character": (C1, "Pilots may board any vessel … they may rest between", True),
    "without blanks": (C1, "Pilots may board any vessel…they may rest between", True),
    "in square brackets": (C1, "Pilots may board any vessel [...] they may rest between", True),
    "one character in brackets": (C1, "Pilots may board any vessel […] they may rest between", True),
    "in round brackets": (C1, "Pilots may board any vessel (...) they may rest between", True),
    "spaced dots": (C1, "Pilots may board any vessel . . . they may rest between", True),
    "spaced dots in brackets": (C1, "Pilots may board any vessel [. . .] they may rest between", True),
    "four dots over a full stop": (R31, "US ships shall carry flags.... Masters shall keep logs", True),
    "asterisks": (C1, "Pilots may board any vessel * * * they may rest between", True),
    "at both ends": (A, "... must report each wreck ...", True),
    "two of them": (C1, "Pilots may board ... leave it at dusk ... rest between", True),
    "another capital after it": (C1, "Pilots may board ... They may rest between", True),
    "across two subsections": (C1, "Pilots may board ... Tugs may tow", False),
    "out of order": (C1, "they may rest between ... Pilots may board", False),
    "the same words twice": (E, "in spring ... in spring", False),
    "words that overlap": (C1, "Pilots may board any vessel ... any vessel at dawn", False),
    "hiding a 'not'": (B1, "by letter ... within 3 days", False),
    "hiding an 'unless'": (A, "within 24 hours ... has already done so", False),
    "hiding an 'except'": (R31, "Masters shall keep logs ... and shall show them", False),
    "hiding a number's 'No.' and 'without undue delay'": (R32, "under ^4$ ... in full", True),
    "keeping the 'not'": (B1, "The first ... notice", False),
    "over another passage's length": (R4, "First words stand here ... Final words stand there", False),
    "over a shorter way": (R4, "First words ... Filler follows", True),
    "half a word before it": (C1, "Pilots may boa ... rest between", False),
    "figures on both sides": (D, "kept for 1 ... 2 year", False),
}  # fmt: skip


@pytest.mark.parametrize(("citation", "quote", "stands"), (SAME_OR_NOT | ELLIPSES).values(), ids=(SAME_OR_NOT | ELLIPSES).keys())
def test_words_that_count_as_the_same(citation, quote, stands):
    found = check(citation, quote)

    assert (found.label, found.pinpoint) == ("verified" if stands else "not_found", citation)
    assert found.found_at[:1] == ((citation,) if stands else ())


# Where the words stand against where they are said to stand.
PLACED = {
    "in another subsection": (B, "The register of wrecks is kept for 1 year", "misattributed", (D,)),
    "in a sibling": (C1, "Tugs may tow any vessel", "misattributed", (C2,)),
    "in another section of the law": (S6, "by noon", "misattributed", (S51,)),
    "in another law": (S6, "Pilots may board any vessel", "misattributed", (C1,)),
    "in the parent of the place": (B1, "need not search for wrecks", "misattributed", (B,)),
    "in a child of the place": (B, "by letter, not by telephone", "verified", (B1,)),
    "in a child of a place without words": ("40 U.S.C. § 7001(c)", "Tugs may tow any vessel", "verified", (C2,)),
    "in a child of the section": ("40 U.S.C. § 7001", "Tugs may tow any vessel", "verified", (C2,)),
    "in the law": ("Harbours Act 2020", "by noon", "verified", (S51,)),
    "in two places, the first cited": (S52, "This section extends to every port.", "verified", (S52, S6)),
    "in two places, the second cited": (S6, "This section extends to every port.", "verified", (S6, S52)),
    "in two places, neither cited": (R31, "This section extends to every port.", "misattributed", (S52, S6)),
    "in two places, told by their parent": ("Harbours Act 2020", "This section extends to every port.", "verified", (S52, S6)),
    "nowhere": (A, "Lighthouses are lit at night", "not_found", ()),
    "a word longer than any text": (A, "x" * MAX_QUOTE_CHARS, "not_found", ()),
    "a section that does not exist": ("40 U.S.C. § 7777", "Tugs may tow", "citation_unresolved", (C2,)),
    "a subsection that does not exist": ("40 U.S.C. § 7001(z)", "Tugs may tow", "citation_unresolved", (C2,)),
    "a paragraph that does not exist": ("40 U.S.C. § 7001(c)(9)", "Tugs may tow", "citation_unresolved", (C2,)),
    "a law that does not exist": ("Lighthouses Act 1999, s 1", "Tugs may tow", "citation_unresolved", (C2,)),
    "an EU law that does not exist": ("Regulation (EU) 2031/99, art 3(1)", "Tugs may tow", "citation_unresolved", (C2,)),
    "a title that does not exist": ("41 U.S.C. § 7001", "Tugs may tow", "citation_unresolved", (C2,)),
    "another law's name with this law's number": ("Lighthouses Act 1999, s 7001(c)(2)", "Tugs may tow", "citation_unresolved", (C2,)),
    "another law's name after this law's number": ("section 7001(c)(2) of the Lighthouses Act", "Tugs may tow", "citation_unresolved", (C2,)),
    "the code's name after the number": ("section 7001(c)(2) of title 40, United States Code", "Tugs may tow", "verified", (C2,)),
    "the title before the number": ("title 40, section 7001(c)(2)", "Tugs may tow", "verified", (C2,)),
    "an article that is in no law": ("Ships Regulation art 99", "nowhere at all", "citation_unresolved", ()),
    "nonsense": ("qwerty", "Tugs may tow", "citation_unresolved", (C2,)),
    "signs of a pattern as citation": (".*(", "Tugs may tow", "citation_unresolved", (C2,)),
    "an empty citation": ("", "Tugs may tow", "citation_unresolved", (C2,)),
    "blanks as citation": (" \n ", "Tugs may tow", "citation_unresolved", (C2,)),
    "an endless citation": ("40 U.S.C. § 7001" + "(c)" * 5_000, "Tugs may tow", "citation_unresolved", (C2,)),
    "two places, the words in the first": ("40 U.S.C. § 7001(d) and Harbours Act 2020, s 6", "kept for 1 year", "verified", (D,)),
    "two places, the words in the second": ("40 U.S.C. § 7001(d) and Harbours Act 2020, s 6", "Ms Müller's café", "verified", (S6,)),
    "two places of two laws, the words in neither": ("40 U.S.C. § 7001(d) and Harbours Act 2020, s 6", "Tugs may tow", "misattributed", (C2,)),
    "another spelling": ("40 USC 7001 (c)(2)", "Tugs may tow", "verified", (C2,)),
    "lower case": ("40 u.s.c. § 7001(c)(2)", "Tugs may tow", "verified", (C2,)),
    "over two lines": ("40 U.S.C.\n§\u00a07001(c)(2)", "Tugs may tow", "verified", (C2,)),
    "an alias": ("section 5(1) HarbA", "by noon", "verified", (S51,)),
    "the name last": ("Article 3(1) of the Ships Regulation", "Masters shall keep logs", "verified", (R31,)),
    "the name as published": ("Article 3(1) of Regulation (EU) 2030/17", "Masters shall keep logs", "verified", (R31,)),
}


@pytest.mark.parametrize(("citation", "quote", "label", "found_at"), PLACED.values(), ids=PLACED.keys())
def test_place_where_the_words_really_stand(citation, quote, label, found_at):
    found = check(citation, quote)

    assert (found.label, found.found_at) == (label, found_at)
    assert (found.citation, found.quote) == (citation, quote)
    assert (found.pinpoint is None) == (found.source_id is None) == (label == "citation_unresolved")
    if label == "verified":
        assert found.pinpoint == found_at[0]


def test_words_of_an_earlier_version_are_verified_with_its_dates():
    found = check(D, "The register of wrecks is kept for 90 days.")

    assert (found.label, found.pinpoint, found.source_id) == ("verified", D, "us-wrecks")
    assert "from 2019-01-01 to 2023-12-31" in found.note


def test_words_of_the_version_in_force_need_no_note():
    assert check(D, "The register of wrecks is kept for 1 year.").note == ""


def test_words_of_all_versions_are_one_place_without_a_note():
    found = check(E, "The coast office meets in spring")

    assert (found.found_at, found.note) == ((E,), "")


def test_words_of_a_version_to_come_are_verified_with_its_dates():
    found = check(D, "kept for 1 year", today=date(2023, 6, 1))

    assert found.label == "verified"
    assert "2024-01-01" in found.note


def test_old_words_cited_elsewhere_are_misattributed():
    assert check(E, "kept for 90 days").found_at == (D,)


@pytest.mark.parametrize(
    ("citation", "quote", "words"),
    [
        (B1, "by letter ... within 3 days", "leaves out 'not'"),
        (A, "within 24 hours ... has already done so", "leaves out 'unless'"),
        (B, "search for wrecks", "leaves off 'need not'"),
        (B, "charge a fee", "leaves off 'must not'"),
        ("40 U.S.C. § 7002", "in our own short words", "words of the bundled digest"),
        ("40 U.S.C. § 7002", "in their own long words", "only a digest"),
        ("Lighthouses Act 1999, s 1", "Tugs may tow", "no source in the index has 'Lighthouses Act 1999, s 1'"),
    ],
    ids=["hidden not", "hidden unless", "need not before it", "must not before it", "digest verified", "digest not found", "unknown law"],
)
def test_note_says_what_a_reader_has_to_know(citation, quote, words):
    assert words in check(citation, quote).note


@pytest.mark.parametrize("quote", ["", "   ", "\n", "...", "“”", "[…]", "-", "§"], ids=repr)
def test_empty_quote_is_refused(quote):
    with pytest.raises(QuestionError, match="empty"):
        check(A, quote)


def test_overlong_quote_is_refused():
    with pytest.raises(QuestionError, match="10,001"):
        check(A, "x" * (MAX_QUOTE_CHARS + 1))


def test_common_word_lists_a_bounded_number_of_places():
    many = [standing(WRECKS, f"40 U.S.C. § 7001(x)({n})", "The word.") for n in range(400)]
    found = verify_quote(A, "the word", ROUTER.resolve, [*STANDINGS, *many], TODAY)

    assert found.label == "misattributed"
    assert len(found.found_at) == 50
    assert "350 further places" in found.note


def test_contract_fields():
    assert set(check(A, "wreck").to_dict()) >= {"label", "citation", "pinpoint", "source_id", "found_at", "quote"}
    assert isinstance(check(A, "wreck").to_dict()["found_at"], list)


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("goes to", "It goes to\u00a0town.", "goes to"),
        ("It goes to town.", "It  goes\nto town. Then it stops.", "It  goes\nto town."),
        ('"office"', "An oﬃce here.", "oﬃce"),
        ("It ... stops.", "It goes on and stops. Then", "It goes on and stops."),
        ("first … last", "first last first last", "first last"),
        ("town,", "to town.", "town"),
    ],
    ids=["blank", "full stop", "ligature", "ellipsis", "nothing left out", "foreign comma"],
)
def test_find_quote_gives_the_span_in_the_unfolded_text(quote, text, found):
    start, end = find_quote(quote, text)

    assert text[start:end] == found


def test_left_out_names_what_an_ellipsis_hides():
    assert left_out("must ... report", "must never report") == "never"
    assert left_out("must ... report", "must always report") == ""
    assert left_out("must ... tell", "must never report") == ""


@pytest.mark.parametrize(
    "quote",
    [
        "." * 10_000,
        "a" + "." * 9_999,
        ". " * 5_000,
        "a ... " * 1_666,
        "a … b " * 1_600,
        "[" * 10_000,
        "[ . . " * 1_600,
        "* * * " * 1_600,
        "(...) a" * 1_400,
        "a " * 5_000,
        "the " * 2_500,
        "'" * 9_000 + "a",
        "\u00ad\n" * 4_999 + "a",
        "the ... a ... of ... to ... " * 3,
        "\\" * 10_000,
        "(a+)+$" * 1_600,
        "ﬃ" * 10_000,
        "0" * 10_000,
        "0," * 5_000,
    ],
    ids=lambda quote: f"{quote[:6]!r} x {len(quote)}",
)
def test_adversarial_quotes_take_no_time(quote, corpus_desk):
    started = time.perf_counter()
    try:
        corpus_desk.verify_quote("18 U.S.C. § 2258A", quote)
    except QuestionError:
        assert not re.search(r"\w", quote)
    assert time.perf_counter() - started < 1.0


def test_long_adversarial_text_takes_no_time():
    text = "a, not b " * 30_000
    started = time.perf_counter()
    assert find_quote("a ... b ... a ... b ... c", text) is None
    assert find_quote("a ... c", text + "c") is None
    assert time.perf_counter() - started < 2.0


@pytest.fixture(scope="session")
def corpus_index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundled") / "index"
    ingest([], folder, WordEmbedder())
    return open_index(folder, WordEmbedder.fingerprint)


@pytest.fixture(scope="session")
def corpus_desk(corpus_index):
    desk = Desk(corpus_index, WordEmbedder(), Settings(index=corpus_index.folder), today=lambda: TODAY)
    desk.verify_quote("18 U.S.C. § 2258A", "warm")
    return desk


@pytest.fixture(scope="session")
def statements(corpus_index):
    """Every sentence of the bundled corpus: (pinpoint, sentence), in the versions in force on the tests' day."""
    catalogue = corpus_index.catalogue
    current = {document_id for document_id, source in catalogue.sources().items() if source.in_force(TODAY)}
    passages = [item.passage for item in catalogue.stored([passage_id for passage_id, _, _ in catalogue.places()]).values()]
    return [(str(p.pinpoint), p.text[s - p.start : e - p.start]) for p in passages if p.document_id in current for s, e in p.sentences]


def first_of(statements, pinpoint):
    return next(text for place, text in statements if place == pinpoint)


# Spellings of a citation, and a place of the bundled corpus that each names or holds.
SPELT = {
    "18 U.S.C. § 2258A(e)(1)": [
        "18 USC 2258A(e)",
        "18 USC 2258A(e)(1)",
        "18 U.S.C. section 2258A (e)",
        "18 U.S.C. sec. 2258A(e)(1)",
        "18 U.S.C. §2258A(e)(1)",
        "18 U. S. C. § 2258A(e)(1)",
        "§ 2258A(e)",
        "§2258A(e)(1)",
        "2258A(e)(1)",
        "section 2258A(e) of title 18, United States Code",
        "18 u.s.c. 2258a(e)(1)",
        "18 U.S.C. § 2258A(E)(1)",
        "18 U.S.C. § 2258A",
    ],
    "Online Safety Act 2023, s 66(1)": [
        "section 66(1) of the Online Safety Act",
        "OSA s 66(1)",
        "s 66(1) OSA",
        "s. 66(1) Online Safety Act 2023",
        "Online Safety Act 2023, section 66(1)",
        "Online Safety Act 2023 s.66(1)",
        "s66(1) of the Online Safety Act 2023",
        "section 66 OSA",
    ],
    "Regulation (EU) 2022/2065, art 18(1)": [
        "art. 18 DSA",
        "art 18(1) DSA",
        "DSA, art 18(1)",
        "Article 18(1) of Regulation (EU) 2022/2065",
        "Article 18(1) of the Digital Services Act",
        "Regulation (EU) 2022/2065, Article 18",
        "Art. 18 (1) DSA",
        "Regulation 2022/2065, art 18(1)",
    ],
    "Regulation (EU) 2016/679, art 6(1)(c)": [
        "GDPR Art 6(1)(c)",
        "Art. 6(1)(c) GDPR",
        "Article 6 (1) (c) of the GDPR",
        "Article 6(1)(c) of the General Data Protection Regulation",
    ],
    "ETS No. 185, art 16(1)": [
        "Budapest Convention article 16",
        "Budapest Convention, art 16(1)",
        "article 16(1) of the Budapest Convention",
        "ETS No. 185, art 16",
        "ETS 185 art 16",
    ],
    "S.C. 2000, c. 5, s 7(3)(c.1)": ["PIPEDA s. 7(3)(c.1)", "PIPEDA, s 7(3)(c.1)", "section 7(3)(c.1) of PIPEDA", "S.C. 2000, c. 5, s 7(3)"],
    "Computer Misuse and Cybercrimes Act 2018 (Kenya), s 27(1)": ["Kenya CMCA s 27", "CMCA section 27(1)", "Computer Misuse and Cybercrimes Act, s 27"],
}


@pytest.mark.parametrize(("spelling", "place"), [(s, place) for place, spellings in SPELT.items() for s in spellings], ids=lambda value: value)
def test_citation_spelt_in_many_ways(spelling, place, corpus_desk, statements):
    found = corpus_desk.verify_quote(spelling, first_of(statements, place))

    assert (found.label, found.pinpoint) == ("verified", place)


def test_every_statement_of_the_corpus_stands_where_its_heading_says(corpus_desk, statements):
    wrong = [(place, text) for place, text in statements[::6] if corpus_desk.verify_quote(place, text).label != "verified"]

    assert len(statements) > 1_500
    assert wrong == []


CHANGES = {
    "a changed figure": (r"\d(?=\D*$)", lambda m: str((int(m.group()) + 1) % 10)),
    "a dropped 'not'": (r"\bnot ", ""),
    "'may' for 'must'": (r"\bmust\b", "may"),
    "'must' for 'may'": (r"\bmay\b", "must"),
    "an added 'not'": (r"\bmust\b(?! not)", "must not"),
    "a word in capitals": (r"(?<=\w )(provider|report|content)s?\b", lambda m: m.group().upper()),
    "a Cyrillic letter": (r"(?<=\w)e(?=\w)", "е"),
    "a doubled word": (r"(?<=\w )(the|of|to) ", lambda m: m.group() * 2),
}


@pytest.mark.parametrize(("pattern", "change"), CHANGES.values(), ids=CHANGES.keys())
def test_changed_statement_is_not_verified(pattern, change, corpus_desk, statements):
    changed = [(place, text, re.sub(pattern, change, text, count=1)) for place, text in statements]
    changed = [(place, text, other) for place, text, other in changed if other != text]
    step = max(1, len(changed) // 40)
    passed = [(place, other) for place, _, other in changed[::step] if corpus_desk.verify_quote(place, other).label == "verified"]

    assert len(changed) >= 20
    assert passed == []


def test_statement_cited_to_its_sibling_is_misattributed(corpus_desk, statements):
    text = first_of(statements, "18 U.S.C. § 2258A(e)(1)")
    found = corpus_desk.verify_quote("18 U.S.C. § 2258A(e)(2)", text)

    assert (found.label, found.pinpoint, found.found_at) == ("misattributed", "18 U.S.C. § 2258A(e)(2)", ("18 U.S.C. § 2258A(e)(1)",))


def test_statement_cited_to_another_law_is_misattributed(corpus_desk, statements):
    text = first_of(statements, "Online Safety Act 2023, s 66(1)")

    assert corpus_desk.verify_quote("18 U.S.C. § 2258A", text).found_at == ("Online Safety Act 2023, s 66(1)",)


def test_statement_cited_to_the_title_is_verified(corpus_desk, statements):
    assert corpus_desk.verify_quote("18 U.S.C.", first_of(statements, "18 U.S.C. § 2258A(e)(1)")).label == "verified"


@pytest.mark.parametrize(
    "citation",
    [
        "18 U.S.C. § 9999",
        "18 U.S.C. § 2258A(z)",
        "18 U.S.C. § 2258A(e)(9)",
        "99 U.S.C. § 2258A",
        "OSA s 999",
        "Fisheries Act 1950, s 2258A(e)",
        "section 2258A(e) of the Fisheries Act",
        "Regulation (EU) 2099/1, art 1",
        "DSA art 999",
        "asdf",
        "???",
    ],
)
def test_citation_that_names_nothing_is_unresolved(citation, corpus_desk, statements):
    found = corpus_desk.verify_quote(citation, first_of(statements, "18 U.S.C. § 2258A(e)(1)"))

    assert (found.label, found.pinpoint, found.found_at) == ("citation_unresolved", None, ("18 U.S.C. § 2258A(e)(1)",))


def test_superseded_statement_is_verified_with_its_dates(corpus_desk):
    old = next(s for s in corpus_desk.sources() if s.document_id == "us-18usc-2258a@2018-12-21")
    current = {line for s in corpus_desk.sources() if s.id == old.id and s is not old for line in corpus_desk.document_text(s.document_id).split("\n")}
    lines = corpus_desk.document_text(old.document_id).split("\n")
    quote = next(line for above, line in pairwise(lines) if above.startswith("## 18 U.S.C. § 2258A(e)") and line not in current)
    found = corpus_desk.verify_quote("18 U.S.C. § 2258A(e)", quote)

    assert found.label == "verified"
    assert "from 2018-12-21 to 2024-05-06" in found.note


def test_heading_between_two_places_belongs_to_neither(corpus_desk, statements):
    """A pinpoint may open several blocks; the words between them are other places' and our own headings."""
    for source in corpus_desk.sources():
        for line in corpus_desk.document_text(source.document_id).split("\n"):
            if line.startswith("## ") and " — " in line and len(line) > 60:
                assert corpus_desk.verify_quote(source.citation, line.removeprefix("## ")).label == "not_found"
                break


def test_warm_check_of_the_whole_corpus_is_fast(corpus_desk, statements):
    quotes = [text for _, text in statements[::100]]
    started = time.perf_counter()
    for quote in quotes:
        corpus_desk.verify_quote("18 U.S.C. § 2258A(e)", quote)
    assert (time.perf_counter() - started) / len(quotes) < 0.2


def test_every_statement_of_the_corpus_is_borne_out_by_its_passage(corpus_index):
    catalogue = corpus_index.catalogue
    passages = [item.passage for item in catalogue.stored([passage_id for passage_id, _, _ in catalogue.places()]).values()]
    pairs = [(p.text[s - p.start : e - p.start], p.text) for p in passages for s, e in p.sentences]
    weak = [claim for claim, passage in pairs if support(claim, passage).method != "verbatim"]

    assert len(pairs) > 1_500
    assert weak == []
