"""The ``attest`` command. Each command imports what it needs when it runs, so that ``attest --help`` is instant."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.errors import IngestError
from qa.errors import QAError, QuestionError, SettingsError

if TYPE_CHECKING:
    from qa.answer import Answer
    from qa.pipeline import Desk

ANSWERED, FAILURE, BAD_USE, ABSTAINED = 0, 1, 2, 3

# Commands of the layers above live there and are looked up by name, so that imports keep pointing one way.
_ELSEWHERE = {
    "ingest": "ingest.__main__:command",
    "sync": "ingest.sync_command:command",
    "backup": "ingest.backup_command:backup_command",
    "restore": "ingest.backup_command:restore_command",
    "publish": "ingest.publish_command:publish_command",
    "digests": "ingest.digest_command:digest_command",
    "export": "qa.export_command:command",
    "serve": "app:command",
    "user": "qa.page.user_command:command",
    "eval": "evals.__main__:command",
}
_HELP = {
    "ingest": "Ingest the bundled corpus, or any files and folders, into an index.",
    "sync": "Fetch official texts from their publishers, then ingest them.",
    "backup": "Write the index into one file; it can be used meanwhile.",
    "restore": "Make an index from a backup, in a folder that holds none.",
    "publish": "Put a copy of the index on a shelf as the edition that is answered from.",
    "digests": "Hold the digests against the official texts at hand.",
    "export": "Write a saved answer as Markdown, HTML, Word, JSON, CSL-JSON, BibTeX, ClaimReview or Web Annotations.",
    "serve": "Start the chat page.",
    "user": "Add a user who may sign in to the page, or change a password.",
    "eval": "Run the evaluation.",
}


class _Lazy(click.Group):
    """A group whose commands from other modules are imported when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_ELSEWHERE})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _ELSEWHERE:
            return super().get_command(ctx, name)
        module, _, attribute = _ELSEWHERE[name].partition(":")
        found = getattr(importlib.import_module(module), attribute)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The list must not import what it lists.
        own = {name: command.get_short_help_str() for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted((own | _HELP).items()))


class _Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date; write it as YYYY-MM-DD", param, ctx)


_INDEX = click.option("--index", "folder", type=click.Path(path_type=Path), help="Folder of the index; default: ATTEST_INDEX, or in your data folder.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the contract's JSON.")
_JURISDICTION = click.option(
    "--jurisdiction", "jurisdictions", multiple=True, metavar="CODE", help="Only this jurisdiction (US, GB, EU, ...); may be repeated."
)
_AS_OF = click.option("--as-of", type=_Day(), help="Tell the law of this day (YYYY-MM-DD); default: today.")


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from qa.pipeline import package_version

        click.echo(f"attest, version {package_version()}")
        ctx.exit()


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit.")
def cli() -> None:
    """Cited answers on the law of online reporting and data disclosure."""


@cli.command()
@click.argument("question")
@_JSON
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown.")
@click.option("--html", "as_html", is_flag=True, help="Print a self-contained HTML page.")
@click.option("--export", "files", type=click.Path(path_type=Path), multiple=True, help="Also write the answer to this file; its ending names the format.")
@_JURISDICTION
@_AS_OF
@click.option("--model", metavar="PROVIDER:NAME", help="The chat model that writes the report (openai:..., ollama:...); default: ATTEST_MODEL, or none.")
@_INDEX
def ask(
    question: str,
    as_json: bool,
    as_markdown: bool,
    as_html: bool,
    files: Sequence[Path],
    jurisdictions: Sequence[str],
    as_of: date | None,
    model: str | None,
    folder: Path | None,
) -> int:
    """Answer a question with citations, or say that the sources are silent (exit code 3)."""
    if as_json + as_markdown + as_html > 1:
        raise click.UsageError("give one of --json, --markdown and --html")
    from qa.export_command import chosen, written

    forms = [(file, chosen(None, file)) for file in files]  # a format that is not known is refused before the question is asked
    answer = _desk(folder, model).ask(question, jurisdictions=_codes(jurisdictions), as_of=as_of)
    for file, form in forms:
        written(answer.export(form), file)
    click.echo(_rendered(answer, "json" if as_json else "markdown" if as_markdown else "html" if as_html else "text"), nl=False)
    return ABSTAINED if answer.status == "abstained" else ANSWERED


@cli.command()
@click.argument("query")
@click.option("-k", "k", type=int, default=10, show_default=True, help="How many passages.")
@_JSON
@_JURISDICTION
@_AS_OF
@_INDEX
def search(query: str, k: int, as_json: bool, jurisdictions: Sequence[str], as_of: date | None, folder: Path | None) -> int:
    """Find passages, best first, without composing an answer."""
    hits = _desk(folder).search(query, k, jurisdictions=_codes(jurisdictions), as_of=as_of)
    if as_json:
        click.echo(json.dumps([{"rank": i, **asdict(hit)} for i, hit in enumerate(hits, start=1)], ensure_ascii=False, indent=1))
        return ANSWERED
    for i, hit in enumerate(hits, start=1):
        text = hit.text.replace("\n", "\n   ")
        click.echo(f"{i}. {hit.pinpoint} (similarity {hit.similarity:.2f}, {hit.form})\n   {text}")
    return ANSWERED


@cli.command()
@click.option("--citation", required=True, help="The place, such as '18 U.S.C. § 2258A(e)'.")
@click.option("--quote", required=True, help="The words to look for there.")
@_JSON
@_INDEX
def verify(citation: str, quote: str, as_json: bool, folder: Path | None) -> int:
    """Check that a quote stands where its citation says."""
    check = _desk(folder).verify_quote(citation=citation, quote=quote)
    if as_json:
        click.echo(json.dumps(check.to_dict(), ensure_ascii=False, indent=1))
        return ANSWERED
    where = f" Found at: {'; '.join(check.found_at)}." if check.found_at else ""
    click.echo(f"{check.label}: {check.pinpoint or citation}.{where}{' Note: ' + check.note + '.' if check.note else ''}")
    return ANSWERED


@cli.command()
@_JSON
@_INDEX
def sources(as_json: bool, folder: Path | None) -> int:
    """List what the index holds, and the files that could not be ingested."""
    from qa.listing import list_sources

    listed = list_sources(_index_folder(folder))
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return ANSWERED
    for entry in listed:
        if entry["error"]:
            click.echo(f"{entry['id']}: could not be ingested: {entry['error']}")
        else:
            window = f", from {entry['valid_from']}" if entry["valid_from"] else ""
            window += f" to {entry['valid_to']}" if entry["valid_to"] else ""
            click.echo(f"{entry['jurisdiction']:4} {entry['citation']} ({entry['form']}, text of {entry['text_as_of']}{window}; {entry['passages']} passages)")
    return ANSWERED


@cli.command()
@click.option("--repair", "mend", is_flag=True, help="Rebuild what can be rebuilt; nothing that was ingested is lost.")
@_INDEX
def doctor(mend: bool, folder: Path | None) -> int:
    """Say what is wrong with the index and what to do (exit code 1 if anything is)."""
    from ingest.doctor import examine, repair
    from qa.settings import load_settings

    settings = load_settings()
    where = folder or settings.index
    found = repair(where, settings.chroma_url) if mend else examine(where, chroma_url=settings.chroma_url)
    for action in found.actions:
        click.echo(f"done: {action}")
    for problem in found.problems:
        click.echo(f"problem: {problem}")
    click.echo(f"{where}: {found.documents} documents, {found.passages} passages, {'sound' if found.sound else f'{len(found.problems)} problem(s)'}")
    return ANSWERED if found.sound else FAILURE


@cli.command()
@click.argument("log", type=click.Path(path_type=Path, dir_okay=False))
@_JSON
@_INDEX
def recheck(log: Path, as_json: bool, folder: Path | None) -> int:
    """Hold a log of past answers against the index, quote by quote (exit code 1 if any no longer stands)."""
    from qa.recheck import recheck as held

    found = list(held(log, _index_folder(folder)))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            if one.verdict != "verified":
                click.echo(f"line {one.line}, [{one.n}] {one.pinpoint}: {one.verdict}")
        click.echo(f"{sum(one.verdict == 'verified' for one in found)} of {len(found)} quotes of {len({one.line for one in found})} answers are verified")
    return ANSWERED if all(one.verdict == "verified" for one in found) else FAILURE


def _index_folder(folder: Path | None) -> Path:
    from qa.settings import load_settings

    settings = load_settings()  # also where a folder is given: a name that is no setting is refused by every command
    return folder or settings.index


def _desk(folder: Path | None, model: str | None = None) -> Desk:
    from dataclasses import replace

    from qa import open_desk
    from qa.settings import load_settings

    settings = load_settings()
    return open_desk(folder, settings=settings if model is None else replace(settings, model=model))


def _codes(values: Sequence[str]) -> tuple[str, ...]:
    codes = tuple(code.strip() for value in values for code in value.split(","))
    if not all(codes):
        raise click.UsageError("--jurisdiction is empty; give a code such as US")  # a script's unset variable must not widen the search
    return codes


def _rendered(answer: Answer, form: str) -> str:
    if form == "json":
        return json.dumps(answer.to_dict(), ensure_ascii=False, indent=1) + "\n"
    if form == "markdown":
        return answer.to_markdown()
    if form == "html":
        return answer.to_html()
    from qa.render import to_text

    return to_text(answer)


def main(args: Sequence[str] | None = None) -> int:
    """Run a command; every expected failure is one line on standard error."""
    try:
        code = cli.main(args=list(args) if args is not None else None, prog_name="attest", standalone_mode=False)
    except click.UsageError as error:
        return _fail(_advice(error), BAD_USE)
    except click.ClickException as error:
        return _fail(error.format_message(), FAILURE)
    except click.Abort:
        return _fail("interrupted; what was committed is kept", FAILURE)
    except (IngestError, QAError) as error:
        return _fail(str(error), BAD_USE if isinstance(error, (QuestionError, SettingsError)) else FAILURE)
    return code if isinstance(code, int) else ANSWERED


def _advice(error: click.UsageError) -> str:
    """Say what is wrong with a command line and, unless the message says so itself, where to read what is right."""
    path = error.ctx.command_path if error.ctx else "attest"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return f"give a command; '{path} --help' lists them"  # its own message is the whole help
    message = error.format_message()
    if type(error) in {click.BadParameter, click.exceptions.NoSuchCommand}:
        return message if type(error) is click.BadParameter else f"{message.rstrip('.')}; '{path} --help' lists the commands"
    return f"{message.rstrip('.')}; see '{path} --help'"


def _fail(message: str, code: int) -> int:
    click.echo(f"attest: error: {' '.join(message.split())}", err=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
