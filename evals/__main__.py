"""``python -m evals`` and ``attest eval``: run the questions, compare runs, report on one, and record it. Each command has a module of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from evals.ablate_command import ablate
from evals.bench_command import bench
from evals.compare_command import compare
from evals.fit_command import fit, fit_adapter, fit_reader, fit_scope, fit_tuned, fit_unlisted
from evals.outside_command import outside
from evals.record_command import record
from evals.report_command import report
from evals.run_command import run
from evals.scale_command import scale
from evals.template_command import template

FAILURE, BAD_USE = 1, 2


@click.group("eval", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Evaluate answers on the fixed question set, or on questions of your own."""


for _command in (run, compare, report, record, template, fit, fit_adapter, fit_tuned, fit_reader, fit_scope, fit_unlisted, ablate, outside, bench, scale):
    command.add_command(_command)


def main(args: Sequence[str] | None = None) -> int:
    """Run the evaluation alone; returns the exit code."""
    from ingest.errors import IngestError
    from qa.errors import QAError, SettingsError

    try:
        code = command.main(args=list(args) if args is not None else None, prog_name="python -m evals", standalone_mode=False)
    except (click.ClickException, IngestError, QAError) as error:
        click.echo(f"attest: error: {error.format_message() if isinstance(error, click.ClickException) else error}", err=True)
        return BAD_USE if isinstance(error, (click.UsageError, SettingsError)) else FAILURE
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())
