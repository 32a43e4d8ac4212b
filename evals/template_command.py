"""``attest eval template``: how to write questions of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

TEMPLATE: Final = Path(__file__).parent / "template.jsonl"


@click.command()
def template() -> int:
    """Print a commented file of cases, to be edited and given to 'attest eval run --cases'."""
    click.echo(TEMPLATE.read_text(encoding="utf-8"), nl=False)
    return 0
