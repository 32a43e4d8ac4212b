"""Invented harbour laws in the publisher's format: a title of the Code, its appendix, an act as enacted, a compilation, a bill."""

from __future__ import annotations

_ONE = (
    'xmlns="http://xml.house.gov/schemas/uslm/1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:h="http://www.w3.org/1999/xhtml"'
)
_TWO = 'xmlns="http://schemas.gpo.gov/xml/uslm" xmlns:dc="http://purl.org/dc/elements/1.1/"'

SECTION = """<section id="g1" identifier="/us/usc/t40/s7001"><num value="7001">§ 7001.</num><heading> Lost buoys</heading>
<subsection id="g2" identifier="/us/usc/t40/s7001/a"><num value="a" class="bold">(a)</num><heading class="bold"> Reports</heading>
<chapeau>A harbour master who loses a buoy shall tell—</chapeau>
<paragraph identifier="/us/usc/t40/s7001/a/1"><num value="1">(1)</num><content> the pilot (as named in <ref href="/us/usc/t40/s7002">section 7002</ref>
<ref class="footnoteRef" idref="fn1">1</ref><note type="footnote" id="fn1"><num>1</num> So printed. Probably “section 7003”.</note>
of the port;</content></paragraph>
<paragraph identifier="/us/usc/t40/s7001/a/2"><num value="2">(2)</num><chapeau> the keeper—</chapeau>
<subparagraph identifier="/us/usc/t40/s7001/a/2/A"><num value="A">(A)</num><content> by day; or</content></subparagraph>
<subparagraph identifier="/us/usc/t40/s7001/a/2/B"><num value="B">(B)</num><content><p>by night.</p></content></subparagraph>
</paragraph>
<continuation>The telling is free.</continuation>
</subsection>
<sourceCredit>(<ref href="/us/act/1901">Act of 1901</ref>.)</sourceCredit>
<notes type="uscNote">
<note role="crossHeading" topic="editorialNotes"><heading><b>Editorial Notes</b></heading></note>
<note topic="amendments"><heading class="centered">Amendments</heading><p>1950—Subsec. (a). Struck out “lamp”.</p><p>1940—Subsec. (a)(2). Added.</p></note>
<note role="crossHeading" topic="statutoryNotes"><heading><b>Statutory Notes</b></heading></note>
<note topic="effectiveDate"><heading>Effective Date</heading>
<p>Pub. L. 99–901, § 3, provided that: <quotedContent>“This Act begins in May.”</quotedContent></p></note>
<note topic="effectiveDate"><heading>Effective Date</heading><quotedContent><section identifier="/us/pl/99/902/s4"><num value="4">“SEC. 4.</num>
<heading>START.</heading><subsection><num value="a">(a)</num><content> It begins in June.”</content></subsection></section></quotedContent></note>
</notes></section>"""


def code(sections: str = SECTION, number: str = "40", heading: str = "HARBOURS AND BUOYS") -> bytes:
    """Return a title of the invented Code with these sections in its chapter 71."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/css" href="usctitle.css"?>
<uscDoc {_ONE} identifier="/us/usc/t{number}">
<meta><dc:title>Title {number}</dc:title><docNumber>{number}</docNumber><docPublicationName>Online@119-90</docPublicationName>
<dcterms:created>2026-01-05T08:00:00</dcterms:created></meta>
<main><title identifier="/us/usc/t{number}"><num value="{number}">Title {number}—</num><heading>{heading}</heading>
<note topic="miscellaneous"><p>Current through 119-90</p></note>
<toc><layout><header><column>Chap.</column></header><tocItem><column>71.</column><column>Buoys</column></tocItem></layout></toc>
<chapter identifier="/us/usc/t{number}/ch71"><num value="71">CHAPTER 71—</num><heading>BUOYS</heading>
{sections}
</chapter></title></main></uscDoc>""".encode()


def subsections(inside: str) -> bytes:
    """Return the invented title with one section 7001 that holds this."""
    return code(f'<section identifier="/us/usc/t40/s7001"><num value="7001">§ 7001.</num><heading> Lost buoys</heading>{inside}</section>')


def appendix(inside: str, root: str = 'identifier="/us/usc/t40a"') -> bytes:
    """Return the appendix of the invented title."""
    return f"""<uscDoc {_ONE} {root}><meta><dc:title>Title 40, Appendix</dc:title><docNumber>40a</docNumber></meta><main>
<appendix><num value="40a">TITLE 40, APPENDIX—</num><heading>HARBOURS</heading>{inside}</appendix></main></uscDoc>""".encode()


LAW_SECTIONS = """<section identifier="/us/pl/117/901/s1" id="s1"><num value="1">SECTION 1. </num><heading>SHORT TITLE.</heading>
<content>  This Act may be cited as the <shortTitle>“Buoy Act of 2022”</shortTitle>.</content></section>
<section identifier="/us/pl/117/901/s2" id="s2" role="instruction"><num value="2">SEC. 2. </num><sidenote><p>Deadline.</p><p>40 USC 7001 note.</p></sidenote>
<heading>BUOYS.</heading>
<subsection identifier="/us/pl/117/901/s2/a"><num value="a">  (a) </num><heading><inline class="small-caps">In General</inline>.—</heading>
<chapeau>Section 7001 of title 40<sidenote><p>40 USC 7001.</p></sidenote> <amendingAction type="amend">is amended</amendingAction>—</chapeau>
<page identifier="/us/stat/136/902">136 STAT. 902</page>
<paragraph identifier="/us/pl/117/901/s2/a/1"><num value="1">  (1) </num><content>by <amendingAction type="delete">striking</amendingAction>
<quotedText>“lamp”</quotedText> and inserting:<quotedContent><paragraph><num value="9">  “(9) </num><content>a lit buoy.”</content>
</paragraph></quotedContent>; and</content></paragraph>
<paragraph identifier="/us/pl/117/901/s2/a/2"><num value="2">  (2) </num><content>by adding a moored <page>136 STAT. 903</page>lamp.</content></paragraph>
</subsection></section>"""


def law(sections: str = LAW_SECTIONS, cited: str = "Public Law 117–901") -> bytes:
    """Return an invented act as enacted, with these sections."""
    return f"""<pLaw {_TWO}><meta><dc:title>{cited}: To light buoys.</dc:title><dc:type>Public Law</dc:type><docNumber>901</docNumber>
<citableAs>{cited}</citableAs><citableAs>136 Stat. 901</citableAs><approvedDate>2022-03-04</approvedDate><congress>117</congress></meta>
<preface><page>136 STAT. 901</page><dc:type>Public Law</dc:type><docNumber>117–901</docNumber></preface>
<main><longTitle><docTitle>An Act</docTitle><officialTitle>To light buoys.</officialTitle></longTitle>
<enactingFormula>Be it enacted,</enactingFormula>
{sections}
<action><actionDescription>Approved March 4, 2022.</actionDescription></action></main>
<legislativeHistory><heading>LEGISLATIVE HISTORY</heading><note><p>Passed in winter.</p></note></legislativeHistory><endMarker>○</endMarker></pLaw>""".encode()


COMPILATION = f"""<statuteCompilation {_TWO}><meta><dc:title>OLD BUOY ACT OF 1902</dc:title><citableAs>Public Law 57–901, as amended</citableAs>
<citableAsShortTitle>OLD BUOY ACT OF 1902</citableAsShortTitle><currentThroughPublicLaw>117–901</currentThroughPublicLaw>
<processedDate>2023-02-02</processedDate>
<containsShortTitle>Old Buoy Act of 1902</containsShortTitle><property role="fileId">777</property></meta>
<preface><editionNote>[As Amended Through P.L. 117–901, Enacted <date date="2022-03-04">March 4, 2022</date>]</editionNote></preface>
<main><editorialNote><b>[</b>Section 1 was repealed.<b>]</b></editorialNote>
<section identifier="/us/sComp/57/901/s(2)"><heading>old buoys </heading><num value="(2)">Sec. (2)<ref class="footnoteRef" idref="f">1</ref> </num>
<subsection role="undesignated-level"><content>Old buoys are red.</content><footnote id="f"><sup>1</sup><p>So printed.</p></footnote></subsection>
<subsection identifier="/us/sComp/57/901/s(2)/b"><num value="b">(b) </num><content>Older buoys are black.</content></subsection>
<editorialNote role="uscRef"><b>[</b><ref href="/us/usc/t40/s7001">40 U.S.C. 7001</ref><b>]</b></editorialNote>
</section><section identifier="/us/sComp/57/901/s5"><num value="5">Sec. 5. </num><content>* * *</content></section></main></statuteCompilation>""".encode()

BILL = f"""<bill {_TWO}><meta><dc:title>119 HR 901 IH: A bill on lamps</dc:title><citableAs>119 HR 901 IH</citableAs><dc:date>2025-05-05</dc:date></meta>
<main><section identifier="/us/bill/119/hr/901/s1">
<num value="1">SECTION 1.</num><heading>LAMPS.</heading><content>Lamps burn.</content></section></main></bill>""".encode()
