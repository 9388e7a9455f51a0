"""`interruptions`: what is written down about houses without water, and how a wrong one is withdrawn."""

from typing import Annotated

import typer

from avk_app.commands.failures import exit_on_failure, fail
from avk_app.commands.months import parse_month
from avk_app.errors import Conflict, InvalidInput, NotFound
from avk_app.services.console import CONSOLE
from avk_app.services.database import reading, transaction
from avk_app.services.interruptions_withdrawal import (
    MOST_LISTED,
    list_interruptions,
    withdraw_interruption,
)
from avk_app.services.staff_acting import act_as_member
from avk_app.texts import interruptions as texts
from avk_app.texts.errors import message_for

LARGEST_ID = 2**31 - 1
app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def _group() -> None:
    """What is written down about houses without water."""


@app.command("list")
def list_month(
    month: Annotated[str, typer.Argument(help="The month in which it was off: 2026-10.")],
    street: Annotated[str, typer.Option(help="As in the register: «ул. Коминтерна».")] = "",
) -> None:
    """List what was off in a month with its numbers, oldest first, at most 500 lines."""
    period = parse_month(month)
    with exit_on_failure(), reading() as session:
        found = list_interruptions(session, CONSOLE, period, street)
    typer.echo("\n".join(map(texts.recorded, found)) or texts.NOTHING_OFF)
    if len(found) == MOST_LISTED:
        typer.echo(texts.MORE_OFF.format(count=MOST_LISTED), err=True)


@app.command("withdraw")
def withdraw(
    login: Annotated[str, typer.Argument(help="The login of the operator or administrator who acts.")],
    interruption: Annotated[
        int, typer.Argument(help="As `interruptions list` shows it.", min=1, max=LARGEST_ID)
    ],
    reason: Annotated[str, typer.Argument(help="Why, for the books.")],
) -> None:
    """Let a wrong interruption count for nothing: the next billing run takes back what it had credited."""
    try:
        with exit_on_failure(), transaction() as session:
            actor = act_as_member(session, login)
            gone = withdraw_interruption(session, actor, interruption, reason)
    except InvalidInput as refusal:
        fail(message_for(refusal.problems[0]))
    except NotFound as missing:
        fail(texts.NOT_FOUND[missing.entity])
    except Conflict:
        fail(texts.WITHDRAWN_ALREADY)
    typer.echo(texts.WITHDRAWN.format(recorded=texts.recorded(gone)))
