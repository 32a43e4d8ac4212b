"""The names of EU acts: as the EU prints the number of each kind and year, whatever the title or the CELEX number looks like."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.celex import EuAct, find_celex, nickname, plain_title, read_day, read_title

TITLES = {
    "REGULATION (EU) 2031/7 OF THE HARBOUR PARLIAMENT": "Regulation (EU) 2031/7",
    "Commission Delegated Regulation (EU) 2031/8 of 1 May 2031": "Regulation (EU) 2031/8",
    "Council Regulation (EEC) No 9408/71 of 14 June 1971": "Regulation (EEC) No 9408/71",
    "Regulation (EC) No 2006/2004 of the Council": "Regulation (EC) No 2006/2004",
    "Commission Regulation (EC) No 974/98": "Regulation (EC) No 974/98",
    "Regulation (EU) No 515/2012 of the Council": "Regulation (EU) No 515/2012",
    "Regulation (EU, Euratom) 2018/46 of the Council": "Regulation (EU, Euratom) 2018/46",
    "Regulation No 136/66/EEC of the Council": "Regulation No 136/66/EEC",
    "EEC Council: Regulation No 3 on lamps": "Regulation No 3",
    "DIRECTIVE 2002/98/EC OF THE COUNCIL": "Directive 2002/98/EC",
    "Council Directive 91/50/EEC on lamps": "Directive 91/50/EEC",
    "Directive (EU) 2016/80 on lamps": "Directive (EU) 2016/80",
    "Council Directive 2013/5/Euratom on lamps": "Directive 2013/5/Euratom",
    "FIRST COUNCIL DIRECTIVE of 9 March 1968 on lamps (68/15/EEC)": "Directive 68/15/EEC",
    "DECISION No 136/2006/EC OF THE COUNCIL": "Decision No 136/2006/EC",
    "COMMISSION DECISION of 26 July 2000 pursuant to Directive 95/98/EC on lamps (2000/52/EC)": "Decision 2000/52/EC",
    "2010/87/: Commission Decision of 5 February 2010": "Decision 2010/87/EU",
    "Council Decision (CFSP) 2022/26": "Decision (CFSP) 2022/26",
    "Commission Implementing Decision (EU) 2016/12": "Decision (EU) 2016/12",
    "COUNCIL FRAMEWORK DECISION 2002/84/JHA": "Framework Decision 2002/84/JHA",
    "VERORDNUNG (EG) Nr. 45/2001 DES RATES": "Regulation (EC) No 45/2001",
    "Durchführungsverordnung (EU) 2031/1": "Regulation (EU) 2031/1",
    "Rahmenbeschluss 2002/84/JI des Rates": "Framework Decision 2002/84/JHA",
    "RÈGLEMENT (UE) 2031/7 DU CONSEIL": "Regulation (EU) 2031/7",
    "REGULAMENTO (CE) N.o 45/2001": "Regulation (EC) No 45/2001",
    "DIRECTIVA 2002/98/CE DEL CONSEJO": "Directive 2002/98/EC",
    "ΚΑΝΟΝΙΣΜΟΣ (ΕΕ) 2031/7": "Regulation (EU) 2031/7",
    "РЕГЛАМЕНТ (ЕС) 2031/7": "Regulation (EU) 2031/7",
    "A TANÁCS (EU) 2031/7 RENDELETE": "Regulation (EU) 2031/7",
    "NAŘÍZENÍ RADY (ES) č. 45/2001": "Regulation (EC) No 45/2001",
}


@pytest.mark.parametrize(("title", "citation"), TITLES.items(), ids=TITLES)
def test_a_title_gives_the_number_as_it_is_printed(title: str, citation: str) -> None:
    act = read_title(title)
    assert act is not None
    assert act.citation == citation


@pytest.mark.parametrize("title", ["Agreement on lamps", "Commission Decision of 26 July 2000", "Notice 5", "Decision 9999/9998", "Regulation 12"])
def test_a_title_without_a_number_gives_no_act(title: str) -> None:
    assert read_title(title) is None


NUMBERS = {
    "32031R0007": ("Regulation (EU) 2031/7", None),
    "02031R0007-20320504": ("Regulation (EU) 2031/7", date(2032, 5, 4)),
    "302L0098": ("Directive 2002/98/EC", None),
    "31958R0003": ("Regulation No 3", None),
    "31966R0136": ("Regulation No 136/66/EEC", None),
    "31971R9408": ("Regulation (EEC) No 9408/71", None),
    "31995L0046": ("Directive 95/46/EC", None),
    "32011L0093": ("Directive 2011/93/EU", None),
    "32000D0052": ("Decision 2000/52/EC", None),
    "32002F0084": ("Framework Decision 2002/84/JHA", None),
    "31998F0084": ("Joint Action 98/84/JHA", None),
}


@pytest.mark.parametrize(("celex", "citation", "day"), [(c, *rest) for c, rest in NUMBERS.items()], ids=NUMBERS)
def test_a_celex_number_gives_the_usual_name_of_its_year(celex: str, citation: str, day: date | None) -> None:
    found = find_celex(f"CELEX_{celex}_EN.html".replace("_", " "))
    assert found is not None
    assert (found.act.citation, found.consolidated) == (citation, day)


def test_a_celex_number_survives_its_reading() -> None:
    assert [find_celex(c).act.celex for c in ("32031R0007", "31998F0084")] == ["32031R0007", "31998F0084"]  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["lamps", "x32031R0007", "32031R00071", "52022PC0209"])
def test_other_text_holds_no_celex_number(text: str) -> None:
    assert find_celex(text) is None


@pytest.mark.parametrize(("text", "day"), [("20320504", date(2032, 5, 4)), ("99999999", None), ("2032", None), ("", None)])
def test_eight_figures_are_a_day_only_if_the_calendar_has_it(text: str, day: date | None) -> None:
    assert read_day(text) == day


PAGES = {
    EuAct("Regulation", 2031, 7): "/eli/reg/2031/7/oj",
    EuAct("Regulation", 2031, 7, variant="_del"): "/eli/reg_del/2031/7/oj",
    EuAct("Directive", 2002, 98): "/eli/dir/2002/98/oj",
    EuAct("Decision", 2016, 12): "/eli/dec/2016/12/oj",
    EuAct("Decision", 2000, 52): "/legal-content/EN/TXT/?uri=CELEX:32000D0052",
    EuAct("Regulation", 1958, 3): "/legal-content/EN/TXT/?uri=CELEX:31958R0003",
    EuAct("Regulation", 0, 17, numbered=True): "",
}


@pytest.mark.parametrize(("act", "page"), PAGES.items(), ids=lambda value: str(value)[:40])
def test_an_act_has_its_page(act: EuAct, page: str) -> None:
    assert act.url() == f"https://eur-lex.europa.eu{page}"


def test_a_consolidation_has_the_page_of_its_day() -> None:
    assert EuAct("Directive", 2002, 98).url(date(2009, 12, 19)).endswith("/eli/dir/2002/98/2009-12-19")


@pytest.mark.parametrize(("day", "citation"), [(date(1993, 10, 31), "Directive 93/5/EEC"), (date(1993, 11, 1), "Directive 93/5/EC")])
def test_the_day_tells_the_community_of_a_year_with_two(day: date, citation: str) -> None:
    assert EuAct("Directive", 1993, 5, day=day).citation == citation


NICKNAMES = {
    "Regulation (EU) 2031/7 on lamps (Harbour Lamps Act) (Text with EEA relevance)": "Harbour Lamps Act",
    "Regulation (EU) 2031/7 on lamps (recast)": "",
    "Regulation (EU) 2031/7 on lamps": "",
    "Regulation (EU) 2031/7 on lamps (codified version)": "",
    "Decision on lamps (2000/52/EC)": "",
    f"Regulation on lamps ({'lamp ' * 40}act)": "",
}


@pytest.mark.parametrize(("title", "name"), NICKNAMES.items(), ids=range(len(NICKNAMES)))
def test_the_name_in_brackets_is_what_people_say(title: str, name: str) -> None:
    assert nickname(title) == name


def test_a_title_in_capitals_is_written_as_it_is_cited() -> None:
    assert plain_title("REGULATION (EU) 2031/7 OF THE HARBOUR PARLIAMENT AND OF THE COUNCIL on the LHA lamps") == (
        "Regulation (EU) 2031/7 of the Harbour Parliament and of the Council on the LHA lamps"
    )
