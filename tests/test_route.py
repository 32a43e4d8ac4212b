"""The router: what a question names, and what only looks like a name."""

from __future__ import annotations

import pytest

from ingest.pinpoint import Pinpoint
from qa.route import Router, _essential
from tests.factories import make_source

LAW = make_source(id="us-40usc-7001", citation="40 U.S.C. § 7001", title="Reports", short="the lost buoys statute", aliases=("7001",), form="digest")
ACT = make_source(id="gb-harbours", citation="Harbours Act 2020", title="Harbours Act 2020", short="the Harbours Act", aliases=("HarbA",), form="digest")
UNION = make_source(
    id="eu-ships", jurisdiction="EU", citation="Regulation (EU) 2030/17", title="Ships Regulation", short="the Ships Regulation", aliases=(), form="digest"
)
OFFICE = make_source(
    id="de-pilots", citation="Pilot Office guideline", title="Guideline on pilots", short="the guideline", aliases=("Pilot Office",), form="digest"
)
RULES = make_source(id="gb-tides", citation="Tides Act 2010", title="Tides Act 2010", short="the Tides Act", aliases=(), form="digest")
ABROAD = make_source(id="br-ports", jurisdiction="BR", citation="Law 9.8/2014 (Brazil)", title="Ports", short="Brazil's ports law", aliases=(), form="digest")
PLACES = (
    (RULES, "Tides Act 2010, s 79"),
    (LAW, "40 U.S.C. § 7001(a)"),
    (ACT, "Harbours Act 2020, s 5(1)"),
    (UNION, "Regulation (EU) 2030/17, art 18(1)"),
    (OFFICE, "Pilot Office guideline"),
    (ACT, "Harbours Act 2020, sch 3 para 4(1)"),
    (ACT, "Harbours Act 2020, s 7(3)(c.1)"),
    (RULES, "Tides Act 2010, rule 11"),
    (ABROAD, "Law 9.8/2014 (Brazil), art 13 para 5"),
)


@pytest.fixture(scope="module")
def router() -> Router:
    sources = {source.document_id: source for source, _ in PLACES}
    return Router(sources, [(f"{s.document_id}#{n}", s.document_id, Pinpoint.parse(at)) for n, (s, at) in enumerate(PLACES)])


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does 40 U.S.C. § 7001 require?", ("us-40usc-7001",)),
        ("Does section 7001 bind pilots?", ("us-40usc-7001",)),
        ("What does the Harbours Act 2020 say?", ("gb-harbours",)),
        ("Does HarbA bind pilots?", ("gb-harbours",)),
        ("What is the Ships Regulation?", ("eu-ships",)),
        ("How many reports did masters make?", ()),
        ("guideline on pilots", ()),
        ("What does the Pilot Office say?", ("de-pilots",)),
        ("Does Law 9.8/2014 bind pilots?", ("br-ports",)),
    ],
)
def test_a_work_is_named_by_its_citation_or_a_name_and_not_by_the_heading_of_a_section(router: Router, question: str, named: tuple[str, ...]) -> None:
    assert router.route(question).sources == named


def test_an_office_without_articles_does_not_say_whose_article_is_meant(router: Router) -> None:
    route = router.route("Does the Pilot Office get Article 18 reports?")
    assert not route.unresolved
    assert route.sources == ("eu-ships",), "one law alone has an article 18"
    assert router.route("Does the Harbours Act have an Article 18?").unresolved == ("Article 18",)


def test_a_section_that_the_law_named_does_not_have_is_that_of_another_law_of_the_country_unless_it_is_said_to_be_its_own(router: Router) -> None:
    route = router.route("What has safe mooring (section 79) to do with the Harbours Act?")
    assert route.sources == ("gb-harbours", "gb-tides")
    assert not route.unresolved
    for own in ("What does section 79 of the Harbours Act say?", "Harbours Act 2020 s 79?", "What does HarbA, section 79, say?"):
        assert router.route(own).unresolved, own
    assert router.route("What has section 80 to do with the Harbours Act?").unresolved == ("section 80",)


def test_works_that_are_cited_by_number_do_not_put_aside_others_that_are_named(router: Router) -> None:
    assert router.route("How do the Harbours Act and the Pilot Office differ?").sources == ("de-pilots", "gb-harbours")


def test_a_name_that_two_countries_use_is_the_work_of_the_country_named() -> None:
    home = make_source(id="gb-act", jurisdiction="GB", citation="Buoys Act 2023", title="Buoys Act 2023", short="the Buoys Act 2023", aliases=("Buoys Act",))
    away = make_source(id="au-act", jurisdiction="AU", citation="Buoys Act 2021 (Cth)", title="Buoys Act 2021", short="Australia's act", aliases=())
    router = Router({s.document_id: s for s in (home, away)}, [])
    assert router.route("Who enforces the Buoys Act?").sources == ("gb-act",)
    assert router.route("Which Australian office enforces the buoys act?").sources == ("au-act",)
    assert router.route("Does the UK's Buoys Act bind Australian ships?").sources == ("gb-act",)


def test_the_year_of_a_work_belongs_to_its_name() -> None:
    case = make_source(id="us-case", citation="Doe v. Tiller, 500 U.S. 1 (2018)", title="Doe v. Tiller", short="Tiller", aliases=("Tiller",), kind="case")
    router = Router({case.document_id: case}, [])
    assert router.route("What did Tiller (2018) hold?").mentions == ("Tiller (2018)",)
    assert router.route("What did Tiller 2019 hold?").mentions == ("Tiller",)


def test_a_figure_with_a_letter_is_no_section(router: Router) -> None:
    route = router.route("Under the Harbours Act, what is the fine for ports under 100m ships a year?")
    assert not route.unresolved
    assert route.sources == ("gb-harbours",)
    assert router.route("What does 100M of the Harbours Act say?").unresolved == ("100M",)


@pytest.mark.parametrize(
    ("name", "letters"), [("18 u.s.c. § 2258a", "2258a"), ("regulation (eu) 2022/2065", "regulation"), ("§", ""), ("children's act", "children")]
)
def test_what_a_name_cannot_do_without_is_its_longest_run_of_letters_or_figures(name: str, letters: str) -> None:
    assert _essential(name) == letters


def test_a_name_is_found_in_letters_that_pass_for_others() -> None:
    router = Router({"d": make_source(citation="Kiosk Safety Act", short="Kiosk Safety Act", title="Kiosk Safety Act", aliases=())}, [])
    for written in ("kiosk safety act", "KIOSK SAFETY ACT", "kıosk safety act", "kio\u017fk \u017fafety act", "\u212aiosk-safety act"):
        assert router.route(f"What does the {written} say?").mentions == (written,)
    assert router.route("What does the kiosk act say?").mentions == ()


@pytest.mark.parametrize(
    ("question", "found", "unknown"),
    [
        ("What is the fine in Schedule 3, paragraph 4(1), of the Harbours Act 2020?", 1, ()),
        ("HarbA sch 3 para 4: what does it say?", 1, ()),
        ("Schedule 3 to the Harbours Act", 1, ()),
        ("Schedule 3, paragraph 9, of the Harbours Act", 0, ("Schedule 3, paragraph 9",)),
        ("Schedule 8 to the Harbours Act", 0, ("Schedule 8",)),
        ("The schedule 2 of our ferry", 0, ()),
        ("When does paragraph 7(3)(c.1) of the Harbours Act apply?", 1, ()),
        ("When does paragraph 7(3)(q) of the Harbours Act apply?", 0, ("paragraph 7(3)(q)",)),
        ("What does rule 11 of the Tides Act say?", 1, ()),
        ("Rule 33 of the Tides Act: what must pilots do?", 0, ("Rule 33",)),
        ("section 5 subsection (1) of the Harbours Act", 1, ()),
        ("Article 13, paragraph 5, of Law 9.8/2014", 1, ()),
        ("art 13 para 9 of Law 9.8/2014", 0, ("art 13(9)",)),
    ],
)
def test_schedules_rules_and_paragraphs_are_places_or_are_said_to_be_missing(router: Router, question: str, found: int, unknown: tuple[str, ...]) -> None:
    route = router.route(question)
    assert (len(route.passages), route.unresolved) == (found, unknown)


def cited(*citations: tuple[str, str, str]) -> Router:
    """Return a router of works, each given by its citation, its jurisdiction and its kind; those of the UK are also called without their year."""
    made = [
        make_source(
            id=f"work-{n}",
            citation=citation,
            title=citation,
            short=citation,
            jurisdiction=place,
            kind=kind,
            form="digest",
            aliases=(citation.rpartition(" ")[0],) if place == "GB" else (),
        )
        for n, (citation, place, kind) in enumerate(citations)
    ]
    return Router({s.document_id: s for s in made}, [(f"{s.document_id}#0", s.document_id, Pinpoint.parse(s.citation)) for s in made])


RULINGS = cited(
    ("United States v. Keel, 12 F.4th 3 (2d Cir. 2024)", "US", "case"),
    ("United States v. Mast, 7 U.S. 4 (1976)", "US", "case"),
    ("United States v. Mast, 9 F.3d 5 (6th Cir. 2020)", "US", "case"),
)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did the Second Circuit hold in Keel?", ("work-0",)),
        ("Must police get a warrant since Keel?", ("work-0",)),
        ("Keel: may police open the crate?", ("work-0",)),
        ("Keel holding?", ("work-0",)),
        ("Does Keel still bind harbour police?", ("work-0",)),
        ("What did the Sixth Circuit hold in Mast?", ("work-2",)),
        ("What did the Supreme Court decide in Mast?", ("work-1",)),
        ("Mast 1976 on bank records", ("work-1",)),
        ("What was held in Mast?", ()),
        ("Police in Keel need a warrant, don't they?", ()),
        ("Under Keel County rules, who reports?", ()),
        ("Did Keel go to prison?", ()),
        ("What comes under keel repairs?", ()),
    ],
)
def test_a_ruling_is_named_by_one_party_where_a_ruling_is_spoken_of(question: str, named: tuple[str, ...]) -> None:
    assert RULINGS.route(question).sources == named


ACTS = cited(("Harbours Act 2020", "GB", "statute"), ("Harbours Act 2015 (Cth)", "AU", "statute"), ("Tides Act 2010", "GB", "statute"))


@pytest.mark.parametrize(
    ("question", "named", "unknown"),
    [
        ("Tides Act 1998: the fine?", (), ("Tides Act 1998",)),
        ("What is the fine of the Tides Act (2024)?", (), ("Tides Act (2024)",)),
        ("Harbours Act of 2015: the fine?", ("work-1",), ()),
        ("Tides Act 2012 fines", ("work-2",), ()),
    ],
)
def test_an_act_of_another_year_is_another(question: str, named: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    route = ACTS.route(question)
    assert (route.sources, route.unresolved) == (named, unknown)
    assert not ACTS.resolve("Tides Act 1998, s 5")


def test_an_act_named_with_its_year_leaves_out_those_of_another_unless_their_country_is_named_too() -> None:
    assert ACTS.route("Harbours Act 2015: the fine?").namesakes == ("work-0",)
    assert ACTS.route("Harbours Act 2015: does it bind in the UK?").namesakes == ()
    assert ACTS.route("Harbours Act: the fine?").namesakes == ()
