"""`readings`: unusual readings that wait for a person."""

from collections.abc import Callable
from typing import Annotated

import typer
from sqlmodel import Session

from avk_app.commands.failures import exit_on_failure, fail
from avk_app.errors import Conflict, InvalidInput, NotFound
from avk_app.services.access import Actor
from avk_app.services.console import CONSOLE
from avk_app.services.database import reading, transaction
from avk_app.services.readings_doubtful import list_doubtful_readings
from avk_app.services.readings_review import accept_reading, clarify_reading
from avk_app.services.staff_acting import act_as_member
from avk_app.texts import readings_review as texts
from avk_app.texts.errors import message_for

LARGEST_ID = 2**31 - 1
Login = Annotated[str, typer.Argument(help="The login of the operator or administrator who decides.")]
ReadingId = Annotated[int, typer.Argument(help="As `readings doubtful` shows it.", min=1, max=LARGEST_ID)]

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def _group() -> None:
    """Unusual readings that wait for a person."""


@app.command("doubtful")
def doubtful() -> None:
    """List the readings that do not count yet, oldest first: the dial, the use, the usual, why they wait."""
    with exit_on_failure(), reading() as session:
        found = list_doubtful_readings(session, CONSOLE)
    typer.echo("\n".join(map(texts.doubtful_reading, found)) or texts.NOTHING_WAITS)


@app.command("accept")
def accept(login: Login, reading_id: ReadingId) -> None:
    """Let a reading count: the next run recalculates the months it changes. Twice is once."""
    _act(login, lambda session, actor: accept_reading(session, actor, reading_id))
    typer.echo(texts.ACCEPTED.format(reading_id=reading_id))


@app.command("clarify")
def clarify(
    login: Login,
    reading_id: ReadingId,
    reason: Annotated[str, typer.Argument(help="What to look at, in Russian: the subscriber reads it.")],
) -> None:
    """Ask the subscriber to look at the dial again: on the readings page and by a letter."""
    _act(login, lambda session, actor: clarify_reading(session, actor, reading_id, reason))
    typer.echo(texts.ASKED.format(reading_id=reading_id))


def _act(login: str, decide: Callable[[Session, Actor], None]) -> None:
    try:
        with exit_on_failure(), transaction() as session:
            decide(session, act_as_member(session, login))
    except InvalidInput as refusal:
        fail(message_for(refusal.problems[0]))
    except NotFound as missing:
        fail(texts.NOT_FOUND[missing.entity])
    except Conflict as conflict:
        fail(texts.CONFLICTS[conflict.entity])
