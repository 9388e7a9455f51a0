"""`payments`: what the provider says, what does not fit, and money that goes back."""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from avk_app import clock
from avk_app.commands.failures import exit_on_failure, fail
from avk_app.errors import GatewayError, InvalidInput, NotFound
from avk_app.gateways.card_payments import card_payments
from avk_app.money import parse_kopecks
from avk_app.services.autopay_charge import charge_due
from avk_app.services.autopay_notices import announce_due
from avk_app.services.checkout_review import credit_put_aside
from avk_app.services.console import CONSOLE
from avk_app.services.database import reading, transaction
from avk_app.services.payment_differences import list_differences, resolve_difference
from avk_app.services.reconciliation import compare_with_provider, reconcile
from avk_app.services.refunds import RequestRefund, refund_payment
from avk_app.services.staff_acting import act_as_member
from avk_app.texts import payment_desk as texts
from avk_app.texts.errors import message_for

LARGEST_ID = 2**31 - 1
MOST_DAYS = 366
app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.command("reconcile")
def reconcile_now() -> None:
    """Ask the provider about every payment and refund on its way, however young.

    The portal does it by itself: about a payment after two minutes and then every five, about a refund and
    about messages that got lost each minute. Exit code 1: a question got no answer.
    """
    with exit_on_failure():
        done = reconcile(card_payments(), waited=timedelta())
    typer.echo(texts.reconciled(done))
    if done.failed:
        raise typer.Exit(1)


@app.command("autopay")
def autopay() -> None:
    """Write about the charges that come and make today's. The portal does it every hour."""
    with exit_on_failure():
        told = announce_due()
        asked = charge_due(card_payments())
    typer.echo(texts.AUTOPAY.format(told=told, asked=asked))


@app.command("compare")
def compare(
    days: Annotated[int, typer.Option(help="How many days back.", min=1, max=MOST_DAYS)] = 7,
) -> None:
    """Compare what the provider took lately with what was credited; differences go on the list."""
    try:
        with exit_on_failure():
            done = compare_with_provider(card_payments(), clock.now() - timedelta(days=days))
    except GatewayError as error:
        fail(str(error))
    typer.echo(texts.compared(done))


@app.command("differences")
def differences(
    as_json: Annotated[bool, typer.Option("--json", help="For programs; moments in UTC.")] = False,
) -> None:
    """List what does not fit and waits for a person, oldest first."""
    with exit_on_failure(), reading() as session:
        found = list_differences(session, CONSOLE)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], default=str, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(map(texts.difference_line, found)) or texts.NOTHING_WAITS)


@app.command("credit")
def credit(
    difference: Annotated[int, typer.Argument(help="As `payments differences` shows it.", max=LARGEST_ID)],
    login: Annotated[str, typer.Argument(help="The login of the cashier or administrator who acts.")],
    reason: Annotated[str, typer.Argument(help="Why, for the books; no personal data.")],
) -> None:
    """Credit a payment of another sum than was asked for, with what the provider says it really took.

    Once, with its receipt; the difference is struck off the list.
    """
    try:
        with exit_on_failure():
            with transaction() as session:
                actor = act_as_member(session, login)
            done = credit_put_aside(actor, difference, reason, card_payments())
    except InvalidInput as refusal:
        fail(message_for(refusal.problems[0]))
    except NotFound as missing:
        fail(texts.NOT_FOUND[missing.entity])
    except GatewayError as error:
        fail(str(error))
    typer.echo(texts.credited(done, difference))


@app.command("resolve")
def resolve(
    difference: Annotated[int, typer.Argument(help="As `payments differences` shows it.", max=LARGEST_ID)],
    resolution: Annotated[str, typer.Argument(help="What was done about it.")],
) -> None:
    """Strike a difference off the list."""
    try:
        with exit_on_failure(), transaction() as session:
            resolve_difference(session, CONSOLE, difference, resolution)
    except NotFound as missing:
        fail(texts.NOT_FOUND[missing.entity])
    typer.echo(texts.RESOLVED.format(difference=difference))


@app.command("refund")
def refund(
    payment: Annotated[int, typer.Argument(help="The payment's number.", max=LARGEST_ID)],
    amount: Annotated[str, typer.Argument(help="Roubles, for example 418,47. The fee does not go back.")],
    reason: Annotated[str, typer.Argument(help="Kept with the refund.")],
) -> None:
    """Send a card or wallet payment back, whole or in part.

    Exit code 0: the refund is sent, or written down and sent by the portal once the provider answers. Any
    other: nothing goes back.
    """
    try:
        with exit_on_failure():
            command = RequestRefund(payment, parse_kopecks(amount), reason)
            done = refund_payment(CONSOLE, command, card_payments())
    except InvalidInput as refusal:
        fail(message_for(refusal.problems[0]))
    except NotFound as missing:
        fail(texts.NOT_FOUND[missing.entity])
    except GatewayError as error:
        fail(str(error))
    typer.echo(texts.refunded(done))
