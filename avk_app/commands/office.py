"""`office`: payments that a cashier takes in an office."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Annotated, TypeVar

import typer
from sqlmodel import Session

from avk_app import clock
from avk_app.commands.failures import exit_on_failure, fail
from avk_app.errors import Conflict, InvalidInput, NotAllowed, NotFound
from avk_app.models.office_payments import OfficeMeans
from avk_app.money import parse_kopecks
from avk_app.services.access import Actor
from avk_app.services.database import transaction
from avk_app.services.office_day import list_office_payments
from avk_app.services.office_payments import (
    TakeOfficePayment,
    cancel_office_payment,
    receive_office_payment,
)
from avk_app.services.staff_acting import act_as_member
from avk_app.texts import office as texts
from avk_app.texts.errors import message_for

KEY_BYTES = 16
LARGEST_ID = 2**31 - 1
Result = TypeVar("Result")
Login = Annotated[str, typer.Argument(help="The login of the cashier or administrator who acts.")]

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def _group() -> None:
    """Payments that a cashier takes in an office."""


@app.command("pay")
def pay(
    login: Login,
    account_number: Annotated[str, typer.Argument(help="10 digits; spaces are ignored.")],
    amount: Annotated[str, typer.Argument(help="In roubles: 418,47.")],
    means: Annotated[OfficeMeans, typer.Option(help="How it was paid.")] = OfficeMeans.CASH,
    office: Annotated[str, typer.Option(help="The office, as the receipt prints it.")] = "",
    key: Annotated[str, typer.Option(help="Names this payment today: sent again, it is not doubled.")] = "",
) -> None:
    """Take a payment and issue its receipt. Without a key of its own each call is a payment of its own."""
    key = key or secrets.token_hex(KEY_BYTES)

    def take(session: Session, actor: Actor) -> str:
        command = TakeOfficePayment(account_number, parse_kopecks(amount), means, office, key)
        return texts.taken(receive_office_payment(session, actor, command))

    typer.echo(_act(login, take))


@app.command("cancel")
def cancel(
    login: Login,
    payment_id: Annotated[int, typer.Argument(help="As `office day` shows it.", min=1, max=LARGEST_ID)],
    reason: Annotated[str, typer.Argument(help="Why, for the books.")],
) -> None:
    """Reverse a payment, once, and issue the receipt of the return.

    A cashier may cancel their own payment on the same day; an administrator any, on any day.
    """

    def take_back(session: Session, actor: Actor) -> str:
        return texts.cancelled(cancel_office_payment(session, actor, payment_id, reason))

    typer.echo(_act(login, take_back))


@app.command("day")
def day(
    login: Login,
    day: Annotated[str, typer.Option(help="2026-11-22; today when left out.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For scripts: amounts in kopecks.")] = False,
) -> None:
    """Show what was taken and given back on a day: a cashier's own, or everybody's for an administrator."""
    with exit_on_failure():
        chosen = _parse_day(day)
    report = _act(login, lambda session, actor: list_office_payments(session, actor, chosen))
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False, indent=2, default=str))
    else:
        typer.echo(texts.day_report(report))


def _parse_day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError:
        fail(texts.NOT_A_DAY)


def _act(login: str, deed: Callable[[Session, Actor], Result]) -> Result:
    try:
        with exit_on_failure(), transaction() as session:
            return deed(session, act_as_member(session, login))
    except InvalidInput as refusal:
        fail(message_for(refusal.problems[0]))
    except NotAllowed as refusal:
        fail(texts.NOT_ALLOWED[refusal.needs])
    except NotFound as missing:
        fail(texts.NOT_FOUND[missing.entity])
    except Conflict as conflict:
        fail(texts.CONFLICTS[conflict.entity])
