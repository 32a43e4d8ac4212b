"""The shelf: every source of the corpus as a list to search, and one source to read with its provisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from ingest.document import Source
from ingest.text import fold
from qa.compose import JURISDICTIONS
from qa.errors import QuestionError
from qa.links import web_address
from qa.pipeline import Desk
from qa.reading import Reading
from qa.render import counted, link

# A title of the US Code has thousands of sections; a page with all of them would not scroll.
MAX_READINGS = 400
_FORMS = {"official": "official text", "digest": "digest", "user": "your file"}


def matching(sources: Iterable[Source], words: str) -> list[Source]:
    """Return the sources whose title, citation, publisher, aliases or country hold every word, by country and citation."""
    wanted = fold(words).text.casefold().split()

    def holds(source: Source) -> bool:
        told = (source.title, source.citation, source.short, source.publisher, source.kind, JURISDICTIONS.get(source.jurisdiction, ""), *source.aliases)
        text = fold(" ".join((*told, source.jurisdiction, source.id))).text.casefold()
        return all(word in text for word in wanted)

    return sorted((s for s in sources if holds(s)), key=lambda s: (s.jurisdiction, s.citation, s.form, s.document_id))


def shelf(desk: Desk, words: str, today: date) -> str:
    """Return the list of the sources that hold some words, with each one's form, date, age and link."""
    sources, sizes = desk.sources(), desk.sizes()
    found = matching(sources, words)
    count = f"{len(found):,} of {counted(len(sources), 'source version')}"
    if not found:
        return f'<div class="shelf"><p class="meta" role="status">{count}. No source has all of these words.</p></div>'
    rows = "".join(_row(source, sizes.get(source.document_id, (0, 0))[0], today) for source in found)
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Source", "Form", "Text of", "In force", "Places"))
    caption = f'<caption class="meta" role="status">{count}</caption>'
    return (
        f'<div class="shelf" tabindex="0" role="region" aria-label="Sources"><table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def reader(desk: Desk, document_id: str, today: date) -> str:
    """Return one source version to read, place by place; raises QuestionError for one that the index does not hold."""
    source = next((s for s in desk.sources() if s.document_id == document_id), None)
    if source is None:
        raise QuestionError("that source is not in the index; reload the page")
    places = desk.read(document_id)
    body = "".join(_reading(place) for place in places[:MAX_READINGS])
    more = f'<p class="meta">The first {MAX_READINGS} of {len(places):,} places are shown; search for the others.</p>' if len(places) > MAX_READINGS else ""
    page = _page(source)
    window = f"In force {_window(source)}. " if _window(source) else ""
    about = (
        f"{_FORMS[source.form].capitalize()}, text of {_age(source.text_as_of, today)}. {window}{escape(source.publisher)}. Licence: {escape(source.licence)}."
    )
    return (
        f'<article class="reader" aria-labelledby="reader-title"><h2 id="reader-title" tabindex="-1">{escape(source.title)}</h2>'
        '<button type="button" class="close">Back to the list</button>'
        f'<p class="meta">{about} {page}</p>{body}{more}</article>'
    )


def unreadable(failures: Sequence[tuple[str, str]]) -> str:
    """Return the files that could not be ingested, each with its reason; empty where all could."""
    items = "".join(f"<li><strong>{escape(name)}</strong>: {escape(reason)}</li>" for name, reason in failures)
    return f'<ul class="failures">{items}</ul>' if items else ""


def _row(source: Source, places: int, today: date) -> str:
    name = escape(source.citation if source.citation != source.title else source.title)
    title = f'<br><span class="meta">{escape(source.title)}</span>' if source.title != source.citation else ""
    read = f'<button type="button" class="read" data-id="{escape(source.document_id)}">{name}</button>'
    where = escape(JURISDICTIONS.get(source.jurisdiction, source.jurisdiction))
    return (
        f'<tr><th scope="row">{read}{title}<br><span class="meta">{where}; {escape(source.kind)}. {_page(source)}</span></th>'
        f'<td class="form">{_FORMS[source.form]}</td><td>{_age(source.text_as_of, today)}</td><td>{_window(source)}</td><td>{places:,}</td></tr>'
    )


def _page(source: Source) -> str:
    """Return the link to a source's page; empty where it has none on the web."""
    return link(source.url, "Source page" if source.form == "user" else "Official page", "") if web_address(source.url) else ""


def _window(source: Source) -> str:
    start = f"from <time>{source.valid_from}</time>" if source.valid_from else ""
    end = f"to <time>{source.valid_to}</time>" if source.valid_to else ""
    return " ".join(part for part in (start, end) if part)


def _age(text_as_of: date | None, today: date) -> str:
    """Return the date of a text and, from three months on, how old it is."""
    if text_as_of is None:
        return "no date"
    months = (today.year - text_as_of.year) * 12 + today.month - text_as_of.month - (today.day < text_as_of.day)
    old = "" if months < 3 else f" ({months} months old)" if months < 24 else f" ({months // 12} years old)"
    return f"<time>{text_as_of}</time>{old}"


def _reading(place: Reading) -> str:
    heading = f' <span class="meta">{escape(place.heading)}</span>' if place.heading else ""
    return f"<section><h3>{escape(place.pinpoint)}{heading}</h3><p>{escape(place.text)}</p></section>".replace("\n", "<br>")
