"""Reconciliation: the provider is asked about every payment that is still on its way, so that a lost message
loses nothing; and what it took lately is compared with what was credited."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select, update

from avk_app import clock
from avk_app.errors import GatewayError
from avk_app.gateways.card_payments import CardPayments
from avk_app.models import Checkout, Payment
from avk_app.models.checkouts import CheckoutStatus
from avk_app.services.autopay_charge import ask_autopay
from avk_app.services.autopay_setup import reconcile_autopays
from avk_app.services.checkout_settlement import (
    UNFINISHED,
    Outcome,
    close,
    settle_payment,
    settle_session,
)
from avk_app.services.checkouts import ONLINE_CHANNELS, attach_page, find_locked, order_of
from avk_app.services.database import transaction
from avk_app.services.payment_differences import note_difference
from avk_app.services.provider_events import process_waiting, receive_undelivered
from avk_app.services.refunds import reconcile_refunds

Transactions = Callable[[], AbstractContextManager[Session]]
WAIT_BEFORE_ASKING = timedelta(minutes=2)
ASK_AGAIN_AFTER = timedelta(minutes=5)
COMPARED_BACK = timedelta(days=3)
log = structlog.get_logger()


@dataclass
class Reconciled:
    """What a round did: `asked` about payments, `refunds` about refunds. `failed` counts the questions that
    got no answer; they come again."""

    asked: int = 0
    credited: int = 0
    closed: int = 0
    failed: int = 0
    differences: int = 0
    messages: int = 0
    refunds: int = 0


def reconcile(
    provider: CardPayments,
    transactions: Transactions = transaction,
    waited: timedelta = WAIT_BEFORE_ASKING,
) -> Reconciled:
    """Ask about each unfinished checkout older than `waited`; of many processes one asks at a time."""
    done = Reconciled()
    for checkout_id in _claimed(transactions, waited):
        done.asked += 1
        try:
            _count(done, _ask(provider, transactions, checkout_id))
        except GatewayError as error:
            done.failed += 1
            log.warning("reconciliation_unanswered", checkout_id=checkout_id, reason=str(error))
        except Exception:  # one broken payment must not keep back the others
            done.failed += 1
            log.exception("reconciliation_broken", checkout_id=checkout_id)
    refunds = reconcile_refunds(provider, transactions)
    done.refunds, done.failed = refunds.asked, done.failed + refunds.failed
    reconcile_autopays(provider, transactions)
    _catch_up(done, provider, transactions)
    return done


def _catch_up(done: Reconciled, provider: CardPayments, transactions: Transactions) -> None:
    """What the provider does of itself is known by its messages alone: those that got lost are asked for."""
    try:
        done.messages += receive_undelivered(provider, transactions)
    except GatewayError as error:
        done.failed += 1
        log.warning("messages_unanswered", reason=str(error))
    done.messages += process_waiting(transactions)


def compare_with_provider(
    provider: CardPayments, since: datetime, transactions: Transactions = transaction
) -> Reconciled:
    """Settle what the provider took since a moment, and list what stands in one of the two books only.

    Raises GatewayError when the provider cannot be asked.
    """
    done = Reconciled()
    with transactions() as session:
        credited = _credited_since(session, since)
    taken = {payment.intent_id: payment for payment in provider.list_payments_since(since) if payment.is_paid}
    for intent_id in taken.keys() - credited.keys():
        with transactions() as session:
            _count(done, settle_payment(session, taken[intent_id], clock.now()))
    for intent_id in credited.keys() - taken.keys():
        if not _was_taken(provider, intent_id):
            with transactions() as session:
                note_difference(session, "not_at_provider", credited[intent_id])
                done.differences += 1
    return done


def _was_taken(provider: CardPayments, intent_id: str) -> bool:
    """Asked one by one: a payment that began before the stretch of time is not on the provider's list."""
    try:
        return provider.get_payment(intent_id).is_paid
    except GatewayError as error:
        if error.is_retryable:
            raise
        return False


def _count(done: Reconciled, outcome: Outcome) -> None:
    done.credited += outcome is Outcome.CREDITED
    done.closed += outcome is Outcome.CLOSED
    done.differences += outcome is Outcome.DIFFERENCE


def _claimed(transactions: Transactions, waited: timedelta) -> Iterator[int]:
    """Checkouts to ask about, each claimed just before: whoever dies while asking leaves it for later."""
    with transactions() as session:
        due = list(session.exec(select(Checkout.id).where(*_is_due(waited)).order_by(col(Checkout.id))))
    for checkout_id in due:
        with transactions() as session:
            claimed = session.exec(
                update(Checkout)
                .where(col(Checkout.id) == checkout_id, *_is_due(waited))
                .values(asked_at=clock.now())
                .returning(col(Checkout.id))
            ).first()
        if claimed and checkout_id is not None:
            yield checkout_id


def _is_due(waited: timedelta) -> tuple[ColumnElement[bool], ...]:
    now = clock.now()
    return (
        col(Checkout.status).in_(UNFINISHED),
        col(Checkout.created_at) <= now - waited,
        or_(col(Checkout.asked_at).is_(None), col(Checkout.asked_at) <= now - min(waited, ASK_AGAIN_AFTER)),
    )


def _ask(provider: CardPayments, transactions: Transactions, checkout_id: int) -> Outcome:
    with transactions() as session:
        checkout = session.get_one(Checkout, checkout_id)
        is_autopay = checkout.autopay_period is not None
        order, page_id = order_of(checkout), checkout.provider_session_id
    if is_autopay:
        return ask_autopay(provider, transactions, checkout_id)
    try:
        # What opening answers may be a repetition of its first answer: only asking tells what became of it.
        page = provider.get_session(page_id or provider.open_session(order).session_id)
    except GatewayError as error:
        if page_id or error.is_retryable:
            raise
        return _give_up(transactions, order.key)
    with transactions() as session:
        attach_page(session, page)
        return settle_session(session, page, clock.now())


def _give_up(transactions: Transactions, key: str) -> Outcome:
    """The provider refuses to open the page that nobody has seen: nothing can be paid on it."""
    with transactions() as session:
        checkout = find_locked(session, key)
        return close(checkout, CheckoutStatus.EXPIRED) if checkout else Outcome.IGNORED


def _credited_since(session: Session, since: datetime) -> dict[str, str]:
    """The keys of checkouts that were credited since a moment, by what the provider calls their payment."""
    query = (
        select(Checkout.payment_intent_id, Checkout.key)
        .join(Payment, col(Payment.id) == col(Checkout.payment_id))
        .where(col(Payment.received_at) >= since, col(Payment.channel).in_(ONLINE_CHANNELS))
    )
    return {intent_id: key for intent_id, key in session.exec(query) if intent_id}
