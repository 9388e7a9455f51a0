"""`check`: whether ledger, bills and readings are whole."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from avk_app.commands.failures import exit_on_failure
from avk_app.commands.progress import progress_bar
from avk_app.services.checks import STEPS, BrokenInvariant, check_books
from avk_app.services.database import reading
from avk_app.texts import operator as texts


def check(
    as_json: Annotated[
        bool, typer.Option("--json", help="For scripts: a list, empty when all holds.")
    ] = False,
) -> None:
    """Check the invariants of the books. Exit code 1 and a readable list when one does not hold."""
    with exit_on_failure(), reading() as session, progress_bar(texts.CHECKING, STEPS) as advance:
        broken = check_books(session, advance)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in broken], ensure_ascii=False, indent=2))
    else:
        _print(broken)
    raise typer.Exit(1 if broken else 0)


def _print(broken: list[BrokenInvariant]) -> None:
    for one in broken:
        typer.echo(texts.BROKEN.format(name=one.name))
        typer.echo(texts.BROKEN_EXAMPLES.format(examples=", ".join(one.examples)))
    if not broken:
        typer.echo(texts.BOOKS_ARE_WHOLE)
