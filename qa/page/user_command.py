"""The ``attest user`` command: who may sign in to the page."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name")
@click.option("--users", type=click.Path(path_type=Path), required=True, help="The file of users; made if it is not there.")
@click.password_option(help="The password; asked for where it is not given.")
def command(name: str, users: Path, password: str) -> int:
    """Add a user who may sign in to the page, or change a password."""
    from qa.page.access import add_user

    try:
        add_user(users, name, password)
    except OSError as error:
        raise click.ClickException(f"{users} cannot be written: {error.strerror}") from error
    click.echo(f"{name} can sign in; start the page with --users {users}")
    return 0
