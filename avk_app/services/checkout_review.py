"""Crediting a payment that was put aside because the provider took another sum than we asked for."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlmodel import Session, col, select

from avk_app.domain.provider import CURRENCY, ProviderPayment
from avk_app.domain.reasons import parse_reason
from avk_app.errors import FieldProblem, InvalidInput, NotFound
from avk_app.gateways.card_payments import CardPayments
from avk_app.models import Checkout, PaymentDifference
from avk_app.models.checkouts import CheckoutStatus
from avk_app.services import audit
from avk_app.services.access import Actor, may_handle_money
from avk_app.services.checkout_settlement import credit_as_taken
from avk_app.services.checkouts import find_locked
from avk_app.services.database import transaction
from avk_app.services.payment_differences import MAX_RESOLUTION_LENGTH, resolve_difference

Transactions = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class CreditedCheckout:
    """What came to the account, and the fee that stays with the payment system."""

    payment_id: int
    amount_kopecks: int
    fee_kopecks: int


def credit_put_aside(
    actor: Actor,
    difference_id: int,
    reason: str,
    provider: CardPayments,
    transactions: Transactions = transaction,
) -> CreditedCheckout:
    """Credit what the provider says it took, once, and strike the difference off the list.

    Raises InvalidInput (`reason_empty`, `reason_too_long`, `credit_done`, `credit_not_taken`,
    `credit_returned`, `credit_currency`, `credit_fee_only`), NotFound (no such difference with a payment, or
    not staff who handle money), and GatewayError when the provider does not answer.
    """
    cleaned = parse_reason(reason, MAX_RESOLUTION_LENGTH)
    with transactions() as session:
        key, intent_id = _find(session, actor, difference_id)
    taken = provider.get_payment(intent_id)
    with transactions() as session:
        return _credit(session, actor, difference_id, key, taken, cleaned)


def _find(session: Session, actor: Actor, difference_id: int) -> tuple[str, str]:
    found = session.exec(
        select(Checkout.key, Checkout.payment_intent_id)
        .join(PaymentDifference, col(PaymentDifference.checkout_id) == col(Checkout.id))
        .where(col(PaymentDifference.id) == difference_id, may_handle_money(actor))
    ).first()
    if found is None:
        raise NotFound("payment_difference")
    key, intent_id = found
    if not intent_id:
        raise _refusal("credit_not_taken")
    return key, intent_id


def _credit(
    session: Session, actor: Actor, difference_id: int, key: str, taken: ProviderPayment, reason: str
) -> CreditedCheckout:
    checkout = find_locked(session, key)
    if checkout is None or checkout.status is not CheckoutStatus.REVIEW:
        raise _refusal("credit_done")
    _require_creditable(taken, checkout.fee_kopecks)
    credit_as_taken(session, checkout, taken)
    audit.record(session, actor, "checkout.credit", "checkout", checkout.id, reason)
    if session.get_one(PaymentDifference, difference_id).resolved_at is None:
        resolve_difference(session, actor, difference_id, reason)
    return CreditedCheckout(checkout.payment_id or 0, checkout.amount_kopecks, checkout.fee_kopecks)


def _require_creditable(taken: ProviderPayment, fee_kopecks: int) -> None:
    if not taken.is_paid:
        raise _refusal("credit_not_taken")
    if taken.has_returned:
        raise _refusal("credit_returned")
    if taken.currency != CURRENCY:
        raise _refusal("credit_currency")
    if taken.total_kopecks <= fee_kopecks:
        raise _refusal("credit_fee_only")


def _refusal(code: str) -> InvalidInput:
    return InvalidInput((FieldProblem("difference", code),))
