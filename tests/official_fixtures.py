"""The invented harbour law as its publisher would ship it."""

from __future__ import annotations

USLM = """<?xml version="1.0" encoding="UTF-8"?>
<uscDoc xmlns="http://xml.house.gov/schemas/uslm/1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
  identifier="/us/usc/t40">
<meta><dc:title>Title 40</dc:title><dc:type>USCTitle</dc:type><docNumber>40</docNumber><dcterms:created>{created}T08:00:00</dcterms:created></meta>
<main><title identifier="/us/usc/t40"><num value="40">Title 40—</num><heading>HARBOURS</heading>
<section identifier="/us/usc/t40/s7001"><num value="7001">§ 7001.</num><heading> Lost buoys</heading>
<subsection identifier="/us/usc/t40/s7001/a"><num value="a">(a)</num><heading> Reports</heading>
<content><p>The master of a harbour shall, within {days} days, report each lost buoy to the coast office.</p></content></subsection>
<subsection identifier="/us/usc/t40/s7001/e"><num value="e">(e)</num><heading> Fine</heading>
<chapeau>A harbour master who hides a lost buoy shall be fined—</chapeau>
<paragraph identifier="/us/usc/t40/s7001/e/1"><num value="1">(1)</num>
<content> in the case of a first lost buoy, not more than $850,000; and</content></paragraph>
<paragraph identifier="/us/usc/t40/s7001/e/2"><num value="2">(2)</num><content> in any other case, not more than $9.</content></paragraph>
</subsection></section></title></main></uscDoc>
"""


def uslm(created: str = "2026-01-05", days: int = 10) -> bytes:
    """Return the invented title 40 as of a day."""
    return USLM.format(created=created, days=days).encode()
