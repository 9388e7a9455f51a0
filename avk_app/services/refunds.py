"""Refunds (возвраты) that staff ask for: our row first, then the provider, then what it answered."""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import structlog
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.provider import ProviderRefund, RefundOrder
from avk_app.domain.refunds import require_refundable
from avk_app.errors import FieldProblem, GatewayError, InvalidInput, NotFound
from avk_app.gateways.card_payments import CardPayments
from avk_app.models import Checkout, Refund
from avk_app.models.payments import RefundOrigin, RefundStatus
from avk_app.services import audit
from avk_app.services.access import Actor, may_handle_money
from avk_app.services.console import Console, console_or, session_of
from avk_app.services.database import transaction
from avk_app.services.refund_settlement import load_taken, lock_payment, settle_refund

Transactions = Callable[[], AbstractContextManager[Session]]
KEY_BYTES = 16
UNSETTLED = (RefundStatus.REQUESTED, RefundStatus.PENDING)
MAX_REASON_LENGTH = 200
log = structlog.get_logger()


@dataclass(frozen=True)
class RequestRefund:
    """What to send back of a payment, in kopecks, and why. The fee stays with the payment system."""

    payment_id: int
    amount_kopecks: int
    reason: str


@dataclass(frozen=True)
class AskedRefund:
    """A refund that is written down. `unanswered` says why the provider has not taken it yet, "" when it has:
    reconciliation sends it then, and whoever asked must not ask again."""

    refund_id: int
    unanswered: str = ""


@dataclass(frozen=True)
class AskedAbout:
    """Of how many refunds the provider was asked, and how often it did not answer."""

    asked: int
    failed: int


def refund_payment(
    actor: Actor | Console,
    command: RequestRefund,
    provider: CardPayments,
    transactions: Transactions = transaction,
) -> AskedRefund:
    """Send money back through the provider, now or by reconciliation when it does not answer now.

    Raises InvalidInput (`amount_zero`, `refund_over`, `refund_open` for a sum whose refund has no answer
    yet), NotFound (no such online payment, or not staff who handle money), and GatewayError when the provider
    refuses: nothing is sent back then.
    """
    with transactions() as session:
        refund_id, order = _ask_for(session, actor, command)
    try:
        _place(provider, order, transactions)
    except GatewayError as error:
        if not error.is_retryable:
            raise
        log.warning("refund_unanswered", refund=order.key, reason=str(error))
        return AskedRefund(refund_id, str(error))
    return AskedRefund(refund_id)


def reconcile_refunds(provider: CardPayments, transactions: Transactions = transaction) -> AskedAbout:
    """Ask the provider about each refund that is not settled."""
    with transactions() as session:
        rows = session.exec(
            select(Refund, Checkout.payment_intent_id)
            .join(Checkout, col(Checkout.payment_id) == col(Refund.payment_id))
            .where(col(Refund.status).in_(UNSETTLED), col(Refund.origin) != RefundOrigin.DISPUTE)
        ).all()
        unsettled = [(refund.provider_id, _order(refund, intent_id or "")) for refund, intent_id in rows]
    answered = sum(_ask_about(provider, *one, transactions) for one in unsettled)
    return AskedAbout(len(unsettled), len(unsettled) - answered)


def _ask_about(
    provider: CardPayments, provider_id: str | None, order: RefundOrder, transactions: Transactions
) -> bool:
    """Whether there was an answer; a refusal is one."""
    try:
        if provider_id:
            _settle(transactions, provider.get_refund(provider_id))
        else:
            _place_again(provider, order, transactions)
    except GatewayError as error:
        log.warning("refund_unanswered", refund=order.key, reason=str(error))
        return not error.is_retryable
    except Exception:  # one broken refund must not keep back the others
        log.exception("refund_broken", refund=order.key)
        return False
    return True


def _ask_for(session: Session, actor: Actor | Console, command: RequestRefund) -> tuple[int, RefundOrder]:
    intent_id = session.exec(
        select(Checkout.payment_intent_id).where(
            col(Checkout.payment_id) == command.payment_id, console_or(may_handle_money, actor)
        )
    ).first()
    payment = lock_payment(session, command.payment_id) if intent_id else None
    if payment is None or not intent_id:
        raise NotFound("payment")
    _require_no_like(session, command)
    require_refundable(command.amount_kopecks, load_taken(session, payment))
    staff = session_of(actor)
    refund = _add(session, staff, command)
    audit.record(session, staff, "refund.request", "refund", refund.id)
    return refund.id or 0, _order(refund, intent_id)


def _require_no_like(session: Session, command: RequestRefund) -> None:
    """A command that is repeated while the provider is silent must not send the money twice."""
    waiting = session.exec(
        select(Refund.id).where(
            col(Refund.payment_id) == command.payment_id,
            col(Refund.amount_kopecks) == command.amount_kopecks,
            col(Refund.status) == RefundStatus.REQUESTED,
        )
    ).first()
    if waiting is not None:
        raise InvalidInput((FieldProblem("amount", "refund_open", (("refund", waiting),)),))


def _add(session: Session, staff: Actor | None, command: RequestRefund) -> Refund:
    refund = Refund(
        payment_id=command.payment_id,
        origin=RefundOrigin.STAFF,
        status=RefundStatus.REQUESTED,
        amount_kopecks=command.amount_kopecks,
        reason=command.reason[:MAX_REASON_LENGTH],
        key=secrets.token_hex(KEY_BYTES),
        requested_by=staff.user_id if staff else None,
        created_at=clock.now(),
    )
    session.add(refund)
    session.flush()
    return refund


def _order(refund: Refund, intent_id: str) -> RefundOrder:
    return RefundOrder(refund.key, intent_id, refund.amount_kopecks + refund.fee_kopecks)


def _place_again(provider: CardPayments, order: RefundOrder, transactions: Transactions) -> None:
    """What was placed before may have been done: the provider recognises an order for a day only."""
    done = provider.find_refund(order)
    if done:
        _settle(transactions, done)
    else:
        _place(provider, order, transactions)


def _place(provider: CardPayments, order: RefundOrder, transactions: Transactions) -> None:
    try:
        answer = provider.send_back(order)
    except GatewayError as error:
        if not error.is_retryable:
            _give_up(transactions, order.key)
        raise
    _settle(transactions, answer)


def _settle(transactions: Transactions, answer: ProviderRefund) -> None:
    with transactions() as session:
        settle_refund(session, answer, clock.now())


def _give_up(transactions: Transactions, key: str) -> None:
    """The provider will not send the money back: nothing moved, and the payment may be refunded anew."""
    with transactions() as session:
        refund = session.exec(select(Refund).where(col(Refund.key) == key).with_for_update()).one()
        if refund.status is RefundStatus.REQUESTED:
            refund.status = RefundStatus.FAILED
