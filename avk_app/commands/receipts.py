"""`receipts`: those that the cash register refused."""

import typer

from avk_app.commands.failures import exit_on_failure
from avk_app.services.console import CONSOLE
from avk_app.services.database import reading, transaction
from avk_app.services.receipt_review import list_refused_receipts, retry_refused_receipts
from avk_app.texts import receipts_console as texts

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def _group() -> None:
    """Those that the cash register refused."""


@app.command("refused")
def refused() -> None:
    """List the receipts that the cash register refused for good, with its reasons."""
    with exit_on_failure(), reading() as session:
        found = list_refused_receipts(session, CONSOLE)
    lines = (texts.REFUSED.format(number=one.number, reason=one.reason) for one in found)
    typer.echo("\n".join(lines) or texts.NOTHING_REFUSED)


@app.command("retry")
def retry() -> None:
    """Have all of them sent again, under the same numbers, by the serving processes."""
    with exit_on_failure(), transaction() as session:
        count = retry_refused_receipts(session, CONSOLE)
    typer.echo(texts.RETRIED.format(count=count))
