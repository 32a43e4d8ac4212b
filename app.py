"""The chat page: Gradio around one desk, its endpoints for tools, and the command that serves it."""

from __future__ import annotations

import base64
import io
import json
import os
import secrets
import signal
import sys
import tempfile
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.errors import IngestError
from qa.errors import QAError, QuestionError

if TYPE_CHECKING:
    import gradio as gr
    from gradio.block_function import BlockFunction

    from qa.answer import Answer, Json
    from qa.page.access import Door, Limiter
    from qa.page.private import Documents
    from qa.pipeline import Desk

Turns = list[tuple[str, "Answer"]]
Outputs = tuple[object, ...]

MAX_UPLOAD = "20mb"
# A visitor's files are deleted when the page is closed, and at the latest after this many seconds.
PRIVATE_SECONDS = 6 * 3600
# Uploaded bytes are deleted once they are ingested, and at the latest after this many seconds.
UPLOAD_SECONDS = 1800
# Calls of tools that may be under way or just over; beyond these the oldest is forgotten.
MAX_CALLS_KEPT = 100
# Visits that are remembered at once; beyond these the one that is idle longest loses its conversation on the server, not in its browser.
MAX_VISITS = 2_000
# Claims that wait longer than this for their verdict are shown as pending.
PENDING_SECONDS = 0.4
UPLOADS = [".pdf", ".docx", ".html", ".htm", ".xhtml", ".xml", ".txt", ".md"]

_MASTHEAD = (
    '<header class="masthead"><h1>Attest</h1><p>Cited answers on the law of online reporting and data disclosure. '
    "Every sentence shows its source and the words it rests on; where the sources are silent, Attest says so.</p></header>"
)
_PLACEHOLDER = "Ask in a sentence"
_CORPUS, _OWN = "The corpus", "Your documents"
# How many values each endpoint cannot do without.
_REQUIRED = {"ask": 1, "ask_stream": 1, "search": 1, "verify_quote": 2, "get_source": 1, "export_answer": 2}
_MCP = "/gradio_api/mcp/"
# Gradio hands the key to every page, so it hides nothing; a fixed one lets a conversation outlive a restart of the server.
_STORED = "attest-conversation"
_NO_REPORT = '<p class="meta">No evaluation report has been made yet. <code>make eval</code> runs the fixed questions and writes one.</p>'


def build_app(desk: Desk, *, limiter: Limiter | None = None, report: Path | None = None) -> gr.Blocks:
    """Return the chat page for a desk, not yet served; ``open_page`` serves it with its look. ``report`` is the evaluation's page."""
    _keep_quiet()
    import gradio as gr

    from qa.page import private
    from qa.page.conversation import status
    from qa.render import counted

    app: gr.Blocks
    with gr.Blocks(title="Attest", analytics_enabled=False, delete_cache=(600, UPLOAD_SECONDS)) as app:
        gr.HTML(_MASTHEAD, apply_default_css=False, js_on_load=None)
        documents = gr.State(None, time_to_live=PRIVATE_SECONDS, delete_callback=lambda held: held.close() if held else None)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", id="ask", elem_id="ask-tab"):
                scope = _ask_tab(desk, limiter, documents)
            with gr.Tab("Sources", id="sources", elem_id="sources-tab", render_children=True):
                _sources_tab(desk)
            with gr.Tab("Verify a quote", id="verify", elem_id="verify-tab", render_children=True):
                _verify_tab(desk, limiter)
            with gr.Tab("Your documents", id="documents", elem_id="documents-tab", render_children=True):
                uploads = gr.File(label="PDF, DOCX, HTML, XML or text", file_count="multiple", file_types=UPLOADS, elem_id="uploads", height=160)
                shown = gr.HTML(private.told(None), elem_id="documents-notice", apply_default_css=False, js_on_load=None)
                forget = gr.Button("Delete my documents", size="sm", variant="secondary", visible=False, elem_id="forget")
            with gr.Tab("Evaluation", id="evaluation", elem_id="evaluation-tab", render_children=True):
                gr.HTML(_evaluation(report), apply_default_css=False, js_on_load=None)

        def upload(paths: list[str] | None, held: Documents | None, request: gr.Request) -> Iterator[Outputs]:
            if not paths:
                yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
                return
            yield gr.skip(), status(f"Reading {counted(len(paths), 'file')} …"), gr.skip(), gr.skip(), gr.skip()
            try:
                _take_turn(limiter, request)
                now = private.take(desk, [(Path(path).name, Path(path)) for path in paths], held)
            except (QAError, IngestError) as error:
                yield gr.skip(), _problem(error), gr.skip(), gr.skip(), None
                return
            finally:
                private.discard(Path(path) for path in paths)
            ready = now.desk is not None
            yield now, private.told(now), gr.update(visible=True), gr.update(visible=ready, value=_OWN if ready else _CORPUS), None

        def delete(held: Documents | None) -> Outputs:
            if held:
                held.close()
            return None, private.told(None), gr.update(visible=False), gr.update(visible=False, value=_CORPUS), None

        upload.__annotations__ = {"request": gr.Request}
        after = [documents, shown, forget, scope, uploads]
        uploads.upload(upload, [uploads, documents], after, show_progress="minimal", api_visibility="private", concurrency_limit=1)
        forget.click(delete, [documents], after, show_progress="hidden", api_visibility="private")
        _endpoints(desk, limiter)
    _fill_in(app)
    return app


def _ask_tab(desk: Desk, limiter: Limiter | None, documents: gr.State) -> gr.Radio:
    """Lay out the conversation, its filters and the source panel; returns the switch between the corpus and a visitor's own documents."""
    import gradio as gr

    from qa.compose import JURISDICTIONS
    from qa.export import FORMATS, export
    from qa.page import api, memory, panel, private
    from qa.page.conversation import KINDS, conversation, file_name, outcome, pending, status, welcome
    from qa.render import counted

    codes = sorted({source.jurisdiction for source in desk.sources()})
    kinds = sorted({source.kind for source in desk.sources()})
    empty = welcome(len({source.id for source in desk.sources()}), codes)
    formats = [(one.name, one.about) for one in FORMATS.values()]

    def laid_out(turns: Turns) -> str:
        return conversation([answer for _, answer in turns], formats) if turns else empty

    def reply(question: str, chosen: Outputs, turns: Turns, history: Turns, request: gr.Request) -> Iterator[Outputs]:
        wanted, sorts, day, scope, held = chosen
        asked = private.chosen(desk, held, own=scope == _OWN)  # type: ignore[arg-type]
        if asked is None:
            yield gr.skip(), gr.skip(), gr.skip(), _problem(QuestionError(private.GONE)), gr.skip()
            return
        searching = counted(sum(number for _, number in asked.sizes().values()), "passage")
        yield gr.skip(), gr.skip(), gr.skip(), status(f"Searching {searching} …"), gr.skip()
        answer: Answer | None = None
        claims: list[str] = []
        last = time.monotonic()
        try:
            _take_turn(limiter, request)
            filters = {"jurisdictions": wanted, "kinds": sorts} if asked is desk else {}
            for event in asked.stream(question, as_of=api.day(day), history=history, **filters):  # type: ignore[arg-type]
                answer = event.answer or answer
                claims += [event.text] if event.name == "claim" else []
                if event.name == "claim" and time.monotonic() - last > PENDING_SECONDS:
                    last = time.monotonic()
                    shown = (laid_out(turns) if turns else "") + pending(question, claims)
                    yield shown, gr.skip(), gr.skip(), status(f"Checking {counted(len(claims), 'quote')} …"), gr.skip()
        except (QAError, IngestError) as error:
            yield laid_out(turns) if claims else gr.skip(), gr.skip(), gr.skip(), _problem(error), gr.skip()
            return
        assert answer is not None
        turns = [*turns, (answer.question, answer)]
        yield laid_out(turns), turns, "", status(outcome(answer)), memory.kept([told for _, told in turns])

    def respond(question: str, *rest: object, request: gr.Request) -> Iterator[Outputs]:
        *chosen, turns = rest
        yield from reply(question, tuple(chosen), turns, turns, request)  # type: ignore[arg-type]

    def follow(
        event: gr.EventData, request: gr.Request, wanted: object, sorts: object, day: object, scope: object, held: object, turns: Turns
    ) -> Iterator[Outputs]:
        # A suggested question stands alone; read with the history, its "it" or "its" would draw in the earlier question.
        yield from reply(str(event.question), (wanted, sorts, day, scope, held), turns, [], request)

    def asked_anew(
        question: str, wanted: object, sorts: object, day: object, scope: object, held: object, turns: Turns, request: gr.Request
    ) -> Iterator[Outputs]:
        yield from respond(question, wanted, sorts, day, scope, held, turns, request=request)

    def show(event: gr.EventData, turns: Turns, held: Documents | None) -> str:
        try:
            source, citation = panel.cited_at([answer for _, answer in turns], str(event.place))
        except QAError as error:
            return panel.trouble(str(error))
        return panel.panel(held.desk if source.form == "user" and held and held.desk else desk, source, citation)

    def save(event: gr.EventData, turns: Turns) -> Outputs:
        turn, form = event.turn, FORMATS.get(str(event.format))
        if form is None or not isinstance(turn, int) or not 1 <= turn <= len(turns):
            return gr.skip(), status("That answer is not in this conversation; reload the page.")
        try:
            made = export(turns[turn - 1][1], form.name)
        except QAError as error:
            return gr.skip(), _problem(error)
        data = {
            "name": f"{file_name(turns[turn - 1][1])}{form.ending}",
            "media_type": form.media_type,
            "data": base64.b64encode(made).decode(),
            "at": time.time(),
        }
        return json.dumps(data), status(f"Saved as {data['name']}.")

    def restore(kept: object) -> Outputs:
        turns = [(answer.question, answer) for answer in memory.recalled(kept)]
        gone = private.gone(desk, [answer for _, answer in turns])
        return (laid_out(turns), turns, status(private.GONE_CITED) if gone else gr.skip()) if turns else (gr.skip(), gr.skip(), gr.skip())

    # Gradio resolves hints by name in the module, where its own name is unknown because it is imported late.
    follow.__annotations__ = {"event": gr.EventData, "request": gr.Request}
    asked_anew.__annotations__ = {"request": gr.Request}
    show.__annotations__ = save.__annotations__ = {"event": gr.EventData}

    turns, kept = gr.State([]), gr.BrowserState("", storage_key=_STORED, secret=_STORED)
    with gr.Row(elem_id="bench"):
        with gr.Column(elem_id="talk", min_width=0):
            log = gr.HTML(empty, elem_id="conversation", apply_default_css=False, js_on_load=_text("conversation.js"))
            with gr.Column(elem_id="desk"):
                with gr.Row(elem_id="ask-row"):
                    question = gr.Textbox(
                        "", label="Your question", placeholder=_PLACEHOLDER, lines=1, max_lines=5, elem_id="question", scale=6, autofocus=True
                    )
                    send = gr.Button("Ask", variant="primary", elem_id="send", scale=1, min_width=80)
                # The live region stands before its text changes; screen readers announce only then.
                notice = gr.HTML("", elem_id="notice", html_template='<div aria-live="polite">${value}</div>', apply_default_css=False, js_on_load=None)
            scope = gr.Radio([_CORPUS, _OWN], value=_CORPUS, label="Answer from", visible=False, elem_id="scope")
            with gr.Accordion("Filters", open=False, elem_id="filters"), gr.Row():
                names = [(f"{JURISDICTIONS.get(code, code)} ({code})", code) for code in codes]
                places = gr.Dropdown(names, value=[], multiselect=True, label="Jurisdictions", info="None chosen: all.", elem_id="jurisdictions")
                chosen = [(KINDS[kind], kind) for kind in kinds]
                sorts = gr.Dropdown(chosen, value=[], multiselect=True, label="Kinds of source", info="None chosen: all.", elem_id="kinds")
                day = gr.Textbox("", label="Law as of", info="A day as YYYY-MM-DD; empty: today.", lines=1, max_lines=1, elem_id="as-of")
            anew = gr.Button("New conversation", size="sm", variant="secondary", elem_id="anew")
        with gr.Column(elem_id="side", min_width=0):
            side = gr.HTML("", elem_id="panel", apply_default_css=False, js_on_load=_text("panel.js"))
    saving = gr.HTML("", elem_id="saving", html_template="", apply_default_css=False, js_on_load=_text("saving.js"))
    inputs, outputs = [places, sorts, day, scope, documents, turns], [log, turns, question, notice, kept]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on([question.submit, send.click, day.submit], asked_anew, [question, *inputs], outputs, concurrency_limit=4, **quiet)
    log.ask(follow, inputs, outputs, concurrency_limit=4, **quiet)
    log.open(show, [turns, documents], side, **quiet)
    log.save(save, [turns], [saving, notice], **quiet)
    anew.click(lambda: (empty, [], "", "", "", ""), None, [*outputs, side], **quiet)
    gr.on([gr.context.Context.root_block.load], restore, [kept], [log, turns, notice], **quiet)  # type: ignore[union-attr]
    return scope


def _sources_tab(desk: Desk) -> None:
    import gradio as gr

    from qa.page.shelf import reader, shelf, unreadable

    def find(words: str) -> str:
        return shelf(desk, words[:200], desk.today)

    def read(event: gr.EventData) -> str:
        try:
            return reader(desk, str(event.id), desk.today)
        except QAError as error:
            return _problem(error)

    read.__annotations__ = {"event": gr.EventData}
    words = gr.Textbox("", label="Find a source", placeholder="Title, citation, publisher or country", lines=1, max_lines=1, elem_id="find")
    listed = gr.HTML(find(""), elem_id="shelf", apply_default_css=False, js_on_load=_text("shelf.js"))
    gr.HTML(unreadable(sorted(desk.failures().items())), apply_default_css=False, js_on_load=None)
    page = gr.HTML("", elem_id="reader", apply_default_css=False, js_on_load=_text("reader.js"))
    words.change(find, [words], listed, show_progress="hidden", api_visibility="private", trigger_mode="always_last")
    listed.read(read, None, page, show_progress="hidden", api_visibility="private")


def _verify_tab(desk: Desk, limiter: Limiter | None) -> None:
    import gradio as gr

    from qa.page.check import verdict

    def check(citation: str, quote: str, request: gr.Request) -> str:
        try:
            _take_turn(limiter, request)
            return verdict(desk.verify_quote(citation, quote))
        except (QAError, IngestError) as error:
            return _problem(error)

    check.__annotations__ = {"request": gr.Request}
    citation = gr.Textbox("", label="Citation", placeholder="18 U.S.C. § 2258A(e)", lines=1, max_lines=1, elem_id="citation")
    quote = gr.Textbox("", label="Quote", placeholder="The words to look for there", lines=3, max_lines=12, elem_id="quote")
    button = gr.Button("Verify", variant="primary", elem_id="verify")
    said = gr.HTML("", elem_id="verdict", html_template='<div aria-live="polite">${value}</div>', apply_default_css=False, js_on_load=None)
    gr.on([citation.submit, button.click], check, [citation, quote], said, show_progress="hidden", api_visibility="private", concurrency_limit=4)


def _endpoints(desk: Desk, limiter: Limiter | None) -> None:
    """Add what tools call over HTTP and MCP; all of it only reads."""
    import gradio as gr

    from qa.page import api

    page = gr.context.Context.root_block
    called: deque[str] = deque()

    def end(request: gr.Request | None) -> None:
        """Let go of what Gradio keeps for calls that are over: a copy of the page's settings each."""
        called.append(str(request.session_hash) if request else "")
        while len(called) > MAX_CALLS_KEPT:
            page.state_holder.session_data.pop(called.popleft(), None)  # type: ignore[union-attr]

    def guarded(work: Callable[[], object], request: gr.Request | None) -> object:
        try:
            _take_turn(limiter, request)
            return work()
        except (QAError, IngestError) as error:
            raise gr.Error(_sentence(error), print_exception=False) from error
        finally:
            end(request)

    def ask(question: str, jurisdictions: list[str] = [], as_of: str = "", kinds: list[str] = [], request: gr.Request | None = None) -> dict[str, object]:  # noqa: B006 (Gradio shows the defaults to callers)
        """Answer a question on the law of online reporting and data disclosure with verified citations, or say that the sources are silent.

        Args:
            question: The question, in a sentence.
            jurisdictions: Codes such as US, GB, EU, CA, KE; an empty list for all.
            as_of: The day (YYYY-MM-DD) whose law is asked for; empty for today.
            kinds: Kinds of source such as statute, case, report; an empty list for all.

        Returns:
            The answer as the contract's JSON: summary, sections, limitations, sources, or an abstention.
        """
        return guarded(lambda: api.ask(desk, question, jurisdictions, as_of, kinds), request)  # type: ignore[return-value]

    def ask_stream(question: str, jurisdictions: list[str] = [], as_of: str = "", kinds: list[str] = [], request: gr.Request | None = None) -> Iterator[Json]:  # noqa: B006
        """Answer a question as ``ask`` does, step by step: retrieved, claim, verified, done; the last event holds the answer.

        Args:
            question: The question, in a sentence.
            jurisdictions: Codes such as US, GB, EU, CA, KE; an empty list for all.
            as_of: The day (YYYY-MM-DD) whose law is asked for; empty for today.
            kinds: Kinds of source such as statute, case, report; an empty list for all.

        Returns:
            One event after the other as JSON.
        """
        try:
            _take_turn(limiter, request)
            yield from api.stream(desk, question, jurisdictions, as_of, kinds)
        except (QAError, IngestError) as error:
            raise gr.Error(_sentence(error), print_exception=False) from error
        finally:
            end(request)

    def search(query: str, k: int = 10, jurisdictions: list[str] = [], as_of: str = "", request: gr.Request | None = None) -> list[Json]:  # noqa: B006
        """Find passages of law and reports, best first, without composing an answer.

        Args:
            query: What to look for.
            k: How many passages, from 1 to 200.
            jurisdictions: Codes such as US, GB, EU, CA, KE; an empty list for all.
            as_of: The day (YYYY-MM-DD) whose law is searched; empty for today.

        Returns:
            A list of passages with pinpoint, text, span and similarity.
        """
        return guarded(lambda: api.search(desk, query, k, jurisdictions, as_of), request)  # type: ignore[return-value]

    def verify_quote(citation: str, quote: str, request: gr.Request | None = None) -> dict[str, object]:
        """Check whether a quote stands where a citation says.

        Args:
            citation: The place, such as 18 U.S.C. § 2258A(e).
            quote: The words to look for there.

        Returns:
            A verdict (verified, not_found, misattributed or citation_unresolved) with the places where the words really stand.
        """
        return guarded(lambda: api.verify_quote(desk, citation, quote), request)  # type: ignore[return-value]

    def get_source(source_id: str, as_of: str = "", request: gr.Request | None = None) -> dict[str, object]:
        """Read a source with its provisions as it stood on a day.

        Args:
            source_id: The source's id, as answers give it.
            as_of: The day (YYYY-MM-DD); empty for today.

        Returns:
            The source's record and its provisions in reading order, the official text first.
        """
        return guarded(lambda: api.get_source(desk, source_id, as_of), request)  # type: ignore[return-value]

    def export_answer(answer: dict[str, object], form: str, request: gr.Request | None = None) -> dict[str, object]:
        """Turn an answer's JSON into a file to keep or to publish.

        Args:
            answer: An answer as ``ask`` returned it.
            form: markdown, html, docx, json, csl-json, bibtex, claimreview or annotations.

        Returns:
            The file's media type and ending, and its bytes in base64.
        """
        from qa.answer import Answer
        from qa.export import FORMATS, export

        def made() -> dict[str, object]:
            data = export(Answer.from_dict(answer), form)
            return {"media_type": FORMATS[form].media_type, "ending": FORMATS[form].ending, "data": base64.b64encode(data).decode()}

        return guarded(made, request)  # type: ignore[return-value]

    for function in (ask, ask_stream, search, verify_quote, get_source, export_answer):
        hints = {name: {"str": str, "int": int, "list[str]": list[str]}.get(str(hint), dict) for name, hint in function.__annotations__.items()}
        function.__annotations__ = {**hints, "request": gr.Request}
        gr.events.api(function, api_name=function.__name__, concurrency_limit=4)


def open_page(
    desk: Desk,
    host: str = "127.0.0.1",
    port: int = 7860,
    *,
    door: Door | None = None,
    limiter: Limiter | None = None,
    report: Path | None = None,
) -> gr.Blocks:
    """Serve the page of a desk and return at once; raises OSError where the port is taken."""
    _keep_quiet()
    # Gradio's own folder for uploads is shared with every other page of the machine.
    uploads = tempfile.TemporaryDirectory(prefix="attest-uploads-")
    os.environ["GRADIO_TEMP_DIR"] = uploads.name
    app = build_app(desk, limiter=limiter, report=report)
    weakref.finalize(app, uploads.cleanup)
    import gradio as gr
    from starlette.middleware import Middleware

    from qa.page.access import INSIDE_HEADER, Door, Guard
    from qa.page.health import Health
    from qa.page.look import HEAD, THEME
    from qa.render import REPORT_STYLE

    theme = gr.themes.Base(primary_hue="slate", neutral_hue="stone", font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
    inside = secrets.token_urlsafe(32)
    # Quiet as it is asked to be, Gradio still prints where its MCP server is.
    with redirect_stdout(io.StringIO()):
        app.launch(
            server_name=f"[{host}]" if ":" in host else host,
            server_port=port,
            share=False,
            inline=False,
            inbrowser=False,
            quiet=True,
            prevent_thread_lock=True,
            show_error=False,
            ssr_mode=False,
            run_history=False,
            enable_monitoring=False,
            pwa=False,
            mcp_server=True,
            num_workers=0,
            state_session_capacity=MAX_VISITS,
            max_file_size=MAX_UPLOAD,
            strict_cors=True,
            footer_links=["api"],
            app_kwargs={"middleware": [Middleware(Guard, door=door or Door(), inside=inside), Middleware(Health, desk=desk)]},
            theme=theme.set(**THEME),
            css=REPORT_STYLE + _text("page.css"),
            head=HEAD,
        )
    _tell_tools_in_json(app, {"x-gradio-user": "mcp", INSIDE_HEADER: inside})
    # Gradio puts what answers other origins before what is given here; the guard stands before all of it.
    app.app.user_middleware.sort(key=lambda one: getattr(one.cls, "__name__", "") != Guard.__name__)
    app.app.middleware_stack = app.app.build_middleware_stack()
    return app


def _fill_in(app: gr.Blocks) -> None:
    """Let a call over plain HTTP leave out what has a default, as those of gradio_client and MCP may; Gradio fails without a word."""
    import gradio as gr
    from gradio.components.api_component import Api

    def filled(call: BlockFunction, inputs: list[object]) -> None:
        required = _REQUIRED.get(call.name or "", len(call.inputs))
        if len(inputs) < required:
            raise gr.Error(f"{call.name} needs at least {counted(required, 'value')}, but got {len(inputs)}.", print_exception=False)
        inputs += [list(one.value) if isinstance(one.value, list) else one.value for one in call.inputs[len(inputs) :] if isinstance(one, Api)]

    from qa.render import counted

    app.validate_inputs = filled  # type: ignore[method-assign, assignment]


def _tell_tools_in_json(app: gr.Blocks, headers: dict[str, str]) -> None:
    """Let MCP tools return JSON, which Gradio writes as Python does, and pass the guard by headers that Gradio does not send."""
    from gradio_client import Client
    from mcp.types import TextContent

    server = app.mcp_server_obj
    assert server is not None, app.mcp_error

    def told(data: list[object], _root_url: str) -> list[TextContent]:
        return [TextContent(type="text", text=json.dumps(output, ensure_ascii=False)) for output in data]

    @cache
    def client() -> Client:
        return Client(app.local_url, download_files=False, verbose=False, analytics_enabled=False, _skip_components=False, headers=headers)

    server._get_or_create_client = client  # type: ignore[method-assign]
    server.postprocess_output_data = told  # type: ignore[method-assign, assignment]


@click.command("serve", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; one that others can reach needs --users or --proxy-user.")
@click.option("--port", type=click.IntRange(1, 65_535), default=7860, show_default=True, help="Port to listen on.")
@click.option("--users", type=click.Path(path_type=Path), help="File of users and hashed passwords, made with 'attest user'; everyone must sign in.")
@click.option("--proxy-user", metavar="HEADER", default="", help="Header in which the proxy in front names the user it has signed in.")
@click.option("--per-minute", type=click.IntRange(0, 10_000), default=30, show_default=True, help="Questions a user may ask in a minute; 0: any number.")
@click.option("--report", type=click.Path(path_type=Path), help="The evaluation's report page; default: eval/report.html beside the index.")
@click.option("--first-question", metavar="TEXT", help="Ask this on start and print the cited answer.")
def command(
    folder: Path | None, host: str, port: int, users: Path | None, proxy_user: str, per_minute: int, report: Path | None, first_question: str | None
) -> int:
    """Start the chat page."""
    from qa import open_desk
    from qa.page.access import Limiter
    from qa.page.listening import address, check_port, door_of, taken
    from qa.render import to_text

    door = door_of(host, users, proxy_user)
    check_port(host, port)
    click.echo("Opening the index and its embedding model ...", err=True)
    desk = open_desk(folder)
    # Ended by the system, the page deletes what visitors uploaded just as on Ctrl+C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        app = open_page(desk, host, port, door=door, limiter=Limiter(per_minute), report=report or desk.folder.parent / "eval" / "report.html")
    except OSError as error:
        raise click.ClickException(taken(host, port)) from error
    try:
        click.echo(f"Attest is open at {address(host, port)} (stop it with Ctrl+C)")
        click.echo(f"MCP clients reach it at {address(host, port)}{_MCP}")
        if first_question is not None:
            click.echo("\n" + to_text(desk.ask(first_question)), nl=False)
        app.block_thread()
    finally:
        app.close(verbose=False)
    return 0


def _keep_quiet() -> None:
    """Switch Gradio's telemetry off, and keep its own health check of the page out of any proxy."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        known = [entry for entry in os.environ.get(name, "").split(",") if entry]
        os.environ[name] = ",".join(dict.fromkeys([*known, "127.0.0.1", "localhost", "::1"]))


def _take_turn(limiter: Limiter | None, request: gr.Request | None) -> None:
    """Count a question against its user's limit; raises QuestionError where it is one too many."""
    from qa.page.access import USER_HEADER

    if limiter is None or request is None:
        return
    wait = limiter.wait(str(request.headers.get(USER_HEADER, "")))
    if wait:
        raise QuestionError(f"that was more than {limiter.per_minute} questions in a minute; ask again in {max(1, round(wait))} s")


def _problem(error: Exception) -> str:
    from qa.page.conversation import problem

    return problem(error)


def _sentence(error: Exception) -> str:
    from qa.page.conversation import sentence

    return sentence(error)


def _evaluation(report: Path | None) -> str:
    """Return the evaluation's page in a frame that runs no scripts, or how to make one."""
    try:
        page = report.read_text(encoding="utf-8") if report else ""
    except (OSError, UnicodeDecodeError):
        page = ""
    return f'<iframe class="evaluation" title="Evaluation report" sandbox="" srcdoc="{escape(page)}"></iframe>' if page else _NO_REPORT


def _text(name: str) -> str:
    return files("qa.page").joinpath(name).read_text(encoding="utf-8")
