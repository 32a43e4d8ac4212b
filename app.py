"""The chat page: Gradio around one desk, its endpoints for tools, and the command that serves it."""

from __future__ import annotations

import io
import json
import os
import secrets
import signal
import sys
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import redirect_stdout
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.errors import IngestError
from qa.errors import QAError

if TYPE_CHECKING:
    import gradio as gr
    from gradio.block_function import BlockFunction

    from qa.page.access import Door, Limiter
    from qa.page.private import Documents
    from qa.page.turns import Shown, Turns
    from qa.pipeline import Desk

Outputs = tuple[object, ...]

MAX_UPLOAD = "20mb"
# A visitor's files are deleted when the page is closed, and at the latest after this many seconds.
PRIVATE_SECONDS = 6 * 3600
# Uploaded bytes are deleted once they are ingested, and at the latest after this many seconds.
UPLOAD_SECONDS = 1800
# Visits that are remembered at once; beyond these the one that is idle longest loses its conversation on the server, not in its browser.
MAX_VISITS = 500
UPLOADS = [".pdf", ".docx", ".html", ".htm", ".xhtml", ".xml", ".txt", ".md"]

_MASTHEAD = '<header class="masthead"><h1>Attest</h1><p>Cited answers for newsrooms</p></header>'
# In place of Gradio's own panel on its API, which cannot be read with a screen reader.
_TOOLS = (
    '<footer class="tools"><p>For tools: <a href="gradio_api/openapi.json" target="_blank">endpoints over HTTP</a>, '
    "and MCP at <code>gradio_api/mcp/</code> of this address.</p></footer>"
)
_PLACEHOLDER = "Ask in a sentence"
_CORPUS, _OWN = "The corpus", "Your documents"
_MCP = "/gradio_api/mcp/"
# Said by the page itself, because a busy server may take a while to say anything.
_ASKING = """() => '<p class="status busy">Asking …</p>'"""
# An asked question leaves its box, but what was typed meanwhile stays, and so does a question that could not be asked.
_EMPTIED = """(typed) => {
  const asked = [...document.querySelectorAll('#conversation article.report h2')].pop();
  const plain = (text) => text.replace(/\\s+/g, ' ').trim();
  return asked && plain(asked.textContent) === plain(typed) && !document.querySelector('#notice .problem') ? '' : typed;
}"""


def build_app(desk: Desk, *, limiter: Limiter | None = None, report: Path | None = None) -> gr.Blocks:
    """Return the chat page for a desk, not yet served; ``open_page`` serves it with its look. ``report`` is the evaluation's page."""
    _keep_quiet()
    import gradio as gr

    from qa.page import private
    from qa.page.check import evaluation
    from qa.page.conversation import problem, status
    from qa.page.turns import take_turn, user_of
    from qa.render import counted

    app: gr.Blocks
    with gr.Blocks(title="Attest", analytics_enabled=False, delete_cache=(600, UPLOAD_SECONDS)) as app:
        gr.HTML(_MASTHEAD, apply_default_css=False, js_on_load=None)
        documents = gr.State(None, time_to_live=PRIVATE_SECONDS, delete_callback=lambda held: held.close() if held else None)
        forget = gr.Button("Delete my documents", size="sm", variant="secondary", visible=False, elem_id="forget", render=False)
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
            with gr.Tab("Ask", id="ask", elem_id="ask-tab"):
                scope = _ask_tab(desk, limiter, documents, forget)
            with gr.Tab("Sources", id="sources", elem_id="sources-tab", render_children=True):
                _sources_tab(desk)
            with gr.Tab("Verify a quote", id="verify", elem_id="verify-tab", render_children=True):
                _verify_tab(desk, limiter)
            with gr.Tab("Your documents", id="documents", elem_id="documents-tab", render_children=True):
                uploads = gr.File(label="PDF, DOCX, HTML, XML or text", file_count="multiple", file_types=UPLOADS, elem_id="uploads", height=160)
                shown = gr.HTML(private.told(None), elem_id="documents-notice", apply_default_css=False, js_on_load=None)
                forget.render()  # type: ignore[no-untyped-call]
            with gr.Tab("Evaluation", id="evaluation", elem_id="evaluation-tab", render_children=True):
                gr.HTML(evaluation(report), apply_default_css=False, js_on_load=None)

        def upload(paths: list[str] | None, held: Documents | None, request: gr.Request) -> Iterator[Outputs]:
            if not paths:
                yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
                return
            yield gr.skip(), status(f"Reading {counted(len(paths), 'file')} …"), gr.skip(), gr.skip(), gr.skip()
            try:
                take_turn(limiter, user_of(request))
                now = private.take(desk, [(Path(path).name, Path(path)) for path in paths], held)
            except (QAError, IngestError) as error:
                yield gr.skip(), problem(error), gr.skip(), gr.skip(), None
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
        gr.HTML(_TOOLS, apply_default_css=False, js_on_load=None)
        _endpoints(desk, limiter)
    _fill_in(app)
    return app


def _ask_tab(desk: Desk, limiter: Limiter | None, documents: gr.State, forget: gr.Button) -> gr.Radio:
    """Lay out the conversation, its filters and the source panel; returns the switch between the corpus and a visitor's own documents.

    ``forget`` deletes those documents; what was answered from them goes too.
    """
    import gradio as gr

    from qa.compose import JURISDICTIONS
    from qa.page.conversation import KINDS
    from qa.page.memory import KEEP, KEY, NOTHING_KEPT, RECALL
    from qa.page.turns import Filters, Talk, freed, saved, user_of

    talk = Talk(desk, limiter)
    codes = sorted({source.jurisdiction for source in desk.sources()})
    kinds = sorted({source.kind for source in desk.sources()})

    def shown(step: Shown) -> Outputs:
        return tuple(gr.skip() if part is None else part for part in (step.log, step.turns, step.notice, step.kept))

    async def respond(
        question: str, wanted: list[str], sorts: list[str], day: str, scope: str, held: Documents | None, turns: Turns, stored: object, request: gr.Request
    ) -> AsyncIterator[Outputs]:
        filters = Filters(wanted, sorts, day, scope == _OWN, held)
        async for step in freed(talk.reply(question, filters, turns, stored, user_of(request))):
            yield shown(step)

    async def follow(
        event: gr.EventData,
        request: gr.Request,
        wanted: list[str],
        sorts: list[str],
        day: str,
        scope: str,
        held: Documents | None,
        turns: Turns,
        stored: object,
    ) -> AsyncIterator[Outputs]:
        # A suggested question stands alone; read with the history, its "it" or "its" would draw in the earlier question.
        filters = Filters(wanted, sorts, day, scope == _OWN, held)
        async for step in freed(talk.reply(str(event.question), filters, turns, stored, user_of(request), alone=True)):
            yield shown(step)

    def show(event: gr.EventData, turns: Turns, held: Documents | None) -> str:
        return talk.opened(str(event.place), turns, held)

    def save(event: gr.EventData, turns: Turns, held: Documents | None) -> Outputs:
        data, said = saved(desk, held, turns, event.turn, event.format)
        return data or gr.skip(), said

    def stopped(turns: Turns) -> Outputs:
        return shown(talk.stopped(turns))[:3:2]

    def forgotten(turns: Turns) -> Outputs:
        return (*shown(talk.forgotten(turns)), "")

    def restore(kept: object) -> Outputs:
        step = talk.restored(kept)
        return (*shown(step)[:3], kept if step.kept is None else step.kept)

    # Gradio resolves hints by name in the module, where its own name is unknown because it is imported late.
    follow.__annotations__ = {"event": gr.EventData, "request": gr.Request}
    respond.__annotations__ = {"request": gr.Request}
    show.__annotations__ = save.__annotations__ = {"event": gr.EventData}

    # Gradio hands the secret to every page, so it hides nothing; a fixed one lets a conversation outlive a restart of the server.
    turns, kept = gr.State([]), gr.BrowserState("", storage_key=KEY, secret=KEY)
    with gr.Row(elem_id="bench"):
        with gr.Column(elem_id="talk", min_width=0):
            log = gr.HTML(talk.empty, elem_id="conversation", apply_default_css=False, js_on_load=_text("conversation.js"))
            with gr.Column(elem_id="desk"):
                scope = gr.Radio([_CORPUS, _OWN], value=_CORPUS, label="Answer from", visible=False, elem_id="scope")
                with gr.Row(elem_id="ask-row"):
                    question = gr.Textbox("", label="Your question", placeholder=_PLACEHOLDER, lines=1, max_lines=5, elem_id="question", scale=6)
                    send = gr.Button("Ask", variant="primary", elem_id="send", scale=1, min_width=80)
                # The live region stands before its text changes; screen readers announce only then.
                notice = gr.HTML("", elem_id="notice", html_template='<div aria-live="polite">${value}</div>', apply_default_css=False, js_on_load=None)
                stop = gr.Button("Stop", size="sm", variant="secondary", elem_id="stop")
            with gr.Accordion("Filters", open=False, elem_id="filters"), gr.Row():
                names = [(f"{JURISDICTIONS.get(code, code)} ({code})", code) for code in codes]
                places = gr.Dropdown(names, value=[], multiselect=True, label="Jurisdictions", info="None chosen: all.", elem_id="jurisdictions")
                chosen = [(KINDS[kind], kind) for kind in kinds]
                sorts = gr.Dropdown(chosen, value=[], multiselect=True, label="Kinds of source", info="None chosen: all.", elem_id="kinds")
                day = gr.Textbox("", label="Law as of", info="Empty: today.", placeholder="YYYY-MM-DD", lines=1, max_lines=1, elem_id="as-of")
            anew = gr.Button("New conversation", size="sm", variant="secondary", elem_id="anew")
        with gr.Column(elem_id="side", min_width=0):
            side = gr.HTML("", elem_id="panel", apply_default_css=False, js_on_load=_text("panel.js"))
    saving = gr.HTML("", elem_id="saving", html_template="", apply_default_css=False, js_on_load=_text("saving.js"))
    inputs, outputs = [places, sorts, day, scope, documents, turns, kept], [log, turns, notice, kept]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    typed = [question.submit, send.click, day.submit]
    gr.on(typed, None, None, [notice], js=_ASKING, **quiet)
    log.ask(None, None, [notice], js=_ASKING, **quiet)
    asked = gr.on(typed, respond, [question, *inputs], outputs, concurrency_limit=4, **quiet)
    asked.then(None, [question], [question], js=_EMPTIED, **quiet)
    followed = log.ask(follow, inputs, outputs, concurrency_limit=4, **quiet)
    stop.click(stopped, [turns], [log, notice], cancels=[asked, followed], **quiet)
    log.open(show, [turns, documents], side, **quiet)
    log.save(save, [turns, documents], [saving, notice], **quiet)
    forget.click(forgotten, [turns], [*outputs, side], **quiet)
    # Emptied by the page itself: what is typed before the server has answered must stay.
    anew.click(None, None, [question, side], js="() => ['', '']", **quiet)
    anew.click(lambda: (talk.empty, [], "", NOTHING_KEPT), None, outputs, cancels=[asked, followed], **quiet)
    kept.change(None, [kept], None, js=KEEP, **quiet)
    gr.on([gr.context.Context.root_block.load], restore, [kept], outputs, js=RECALL, **quiet)  # type: ignore[union-attr]
    return scope


def _sources_tab(desk: Desk) -> None:
    import gradio as gr

    from qa.page.conversation import problem
    from qa.page.shelf import reader, shelf, unreadable

    def find(words: str) -> str:
        return shelf(desk, words[:200], desk.today)

    def read(event: gr.EventData) -> str:
        try:
            return reader(desk, str(event.id), desk.today)
        except QAError as error:
            return problem(error)

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
    from qa.page.conversation import problem
    from qa.page.turns import take_turn, user_of

    def check(citation: str, quote: str, request: gr.Request) -> str:
        try:
            take_turn(limiter, user_of(request))
            return verdict(desk.verify_quote(citation, quote))
        except (QAError, IngestError) as error:
            return problem(error)

    check.__annotations__ = {"request": gr.Request}
    citation = gr.Textbox("", label="Citation", placeholder="18 U.S.C. § 2258A(e)", lines=1, max_lines=1, elem_id="citation")
    quote = gr.Textbox("", label="Quote", placeholder="The words to look for there", lines=3, max_lines=12, elem_id="quote")
    button = gr.Button("Verify", variant="primary", elem_id="verify")
    said = gr.HTML("", elem_id="verdict", html_template='<div aria-live="polite">${value}</div>', apply_default_css=False, js_on_load=None)
    gr.on([citation.submit, button.click], check, [citation, quote], said, show_progress="hidden", api_visibility="private", concurrency_limit=4)


def _endpoints(desk: Desk, limiter: Limiter | None) -> None:
    """Add what tools call over HTTP and MCP; all of it only reads."""
    import anyio.from_thread
    import gradio as gr

    from qa.page.calls import Calls
    from qa.page.endpoints import endpoints

    calls = Calls(gr.context.Context.root_block)

    def over(request: gr.Request | None) -> None:
        session = str(request.session_hash) if request else ""
        try:
            anyio.from_thread.run_sync(calls.over, session)
        except RuntimeError:  # a stream that its reader has left is ended on the page's event loop itself
            calls.over(session)

    def failure(sentence: str) -> Exception:
        return gr.Error(sentence, print_exception=False)

    for function in endpoints(desk, limiter, failure, over):  # type: ignore[arg-type]
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
    from qa.page.private import Folder

    _keep_quiet()
    # Gradio's own folder for uploads is shared with every other page of the machine.
    uploads = Folder("attest-uploads-")
    os.environ["GRADIO_TEMP_DIR"] = str(uploads.path)
    app = build_app(desk, limiter=limiter, report=report)
    # It names the folder, which goes once nothing does.
    weakref.finalize(app, lambda: uploads.delete())
    import gradio as gr
    from starlette.middleware import Middleware

    from qa.page.access import INSIDE_HEADER, Door, Guard
    from qa.page.endpoints import REQUIRED
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
            footer_links=[],
            app_kwargs={"middleware": [Middleware(Guard, door=door or Door(), inside=inside, tools=frozenset(REQUIRED)), Middleware(Health, desk=desk)]},
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

    from qa.page.endpoints import REQUIRED
    from qa.render import counted

    def filled(call: BlockFunction, inputs: list[object]) -> None:
        required = REQUIRED.get(call.name or "", len(call.inputs))
        if len(inputs) < required:
            raise gr.Error(f"{call.name} needs at least {counted(required, 'value')}, but got {len(inputs)}.", print_exception=False)
        inputs += [list(one.value) if isinstance(one.value, list) else one.value for one in call.inputs[len(inputs) :] if isinstance(one, Api)]

    app.validate_inputs = filled  # type: ignore[method-assign, assignment]


def _tell_tools_in_json(app: gr.Blocks, headers: dict[str, str]) -> None:
    """Let MCP tools return JSON, which Gradio writes as Python does, say that they only read, and pass the guard by headers that Gradio does not send."""
    from gradio_client import Client
    from mcp.types import ListToolsRequest, ListToolsResult, ServerResult, TextContent, ToolAnnotations

    server = app.mcp_server_obj
    assert server is not None, app.mcp_error

    def told(data: list[object], _root_url: str) -> list[TextContent]:
        return [TextContent(type="text", text=json.dumps(output, ensure_ascii=False)) for output in data]

    @cache
    def client() -> Client:
        return Client(app.local_url, download_files=False, verbose=False, analytics_enabled=False, _skip_components=False, headers=headers)

    listed = server.mcp_server.request_handlers[ListToolsRequest]

    async def annotated(request: ListToolsRequest) -> ServerResult:
        result: ServerResult = await listed(request)
        assert isinstance(result.root, ListToolsResult)
        for tool in result.root.tools:
            tool.annotations = ToolAnnotations(readOnlyHint=True)
        return result

    server.mcp_server.request_handlers[ListToolsRequest] = annotated
    server._get_or_create_client = client  # type: ignore[method-assign]
    server.postprocess_output_data = told  # type: ignore[method-assign, assignment]


@click.command("serve", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; one that others can reach needs --users or --proxy-user.")
@click.option("--port", type=click.IntRange(1, 65_535), default=7860, show_default=True, help="Port to listen on.")
@click.option("--users", type=click.Path(path_type=Path), help="File of users and hashed passwords, made with 'attest user'; everyone must sign in.")
@click.option("--proxy-user", metavar="HEADER", default="", help="Header in which the proxy in front names the user it has signed in.")
@click.option("--per-minute", type=click.IntRange(0, 10_000), default=30, show_default=True, help="Questions a user may ask in a minute; 0: any number.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="The evaluation's report page; default: eval/last_run.html beside the index, where 'make eval' writes it."
)
@click.option("--first-question", metavar="TEXT", help="Ask this on start and print the cited answer.")
def command(
    folder: Path | None, host: str, port: int, users: Path | None, proxy_user: str, per_minute: int, report: Path | None, first_question: str | None
) -> int:
    """Start the chat page."""
    from qa import open_desk
    from qa.page.access import Limiter
    from qa.page.heap import few_heaps
    from qa.page.listening import address, check_port, door_of, taken
    from qa.page.private import sweep
    from qa.render import to_text

    few_heaps()
    sweep()
    door = door_of(host, users, proxy_user)
    check_port(host, port)
    click.echo("Opening the index and its embedding model ...", err=True)
    desk = open_desk(folder)
    # Ended by the system, the page deletes what visitors uploaded just as on Ctrl+C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        app = open_page(desk, host, port, door=door, limiter=Limiter(per_minute), report=report or desk.folder.parent / "eval" / "last_run.html")
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
    """Switch Gradio's telemetry off, let it remember few past events, and keep its own health check of the page out of any proxy."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "100"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        known = [entry for entry in os.environ.get(name, "").split(",") if entry]
        os.environ[name] = ",".join(dict.fromkeys([*known, "127.0.0.1", "localhost", "::1"]))


def _text(name: str) -> str:
    return files("qa.page").joinpath(name).read_text(encoding="utf-8")
