"""What the provider's word does to a checkout. Its order of arrival does not matter: paid outranks all.

Money is credited once, however often and by whatever message the provider says that it came.
"""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.domain.provider import CURRENCY, ProviderPayment, ProviderSession, SessionStatus
from avk_app.models import Checkout
from avk_app.models.checkouts import CheckoutStatus
from avk_app.services import audit
from avk_app.services.autopay_letters import tell_not_charged
from avk_app.services.checkouts import find_locked
from avk_app.services.ledger import ReceivedPayment, post_payment
from avk_app.services.payment_differences import note_difference
from avk_app.services.receipts import issue_receipt

UNFINISHED = (CheckoutStatus.NEW, CheckoutStatus.OPEN)


class Outcome(StrEnum):
    """What became of a word of the provider's. WAITING: about something we do not know yet."""

    CREDITED = "credited"
    KNOWN = "known"
    CLOSED = "closed"
    NOTED = "noted"
    DIFFERENCE = "difference"
    WAITING = "waiting"
    IGNORED = "ignored"


def settle_session(session: Session, page: ProviderSession, said_at: datetime) -> Outcome:
    """Take in what the provider says of its page. `said_at` is when it happened there."""
    checkout = find_locked(session, page.key)
    if checkout is None or _was_paid_by_another(checkout, page.intent_id):
        return _unknown(session, page.intent_id or page.session_id) if page.is_paid else Outcome.IGNORED
    checkout.provider_session_id = page.session_id
    checkout.provider_url = checkout.provider_url or page.url
    checkout.payment_intent_id = page.intent_id or checkout.payment_intent_id
    if page.is_paid:
        return _credit(session, checkout, page.total_kopecks, page.currency, page.paid_at or said_at)
    if page.status is SessionStatus.EXPIRED:
        return close(checkout, CheckoutStatus.EXPIRED)
    if page.is_failed:
        return close(checkout, CheckoutStatus.FAILED)
    return Outcome.NOTED


def settle_payment(session: Session, payment: ProviderPayment, said_at: datetime) -> Outcome:
    """Take in what the provider says of a payment, made on its page or without one."""
    checkout = find_locked(session, payment.key)
    if checkout is None or _was_paid_by_another(checkout, payment.intent_id):
        return _unknown(session, payment.intent_id) if payment.is_paid else Outcome.IGNORED
    checkout.payment_intent_id = payment.intent_id
    if payment.is_paid:
        return _credit(session, checkout, payment.total_kopecks, payment.currency, payment.paid_at or said_at)
    if payment.is_failed and checkout.autopay_period is not None:
        return close_autopay(session, checkout)
    return Outcome.NOTED


def close_autopay(session: Session, checkout: Checkout, reason: str = "declined") -> Outcome:
    """End a payment by saved card that did not come about; its payer is told why, once."""
    outcome = close(checkout, CheckoutStatus.FAILED)
    if outcome is Outcome.CLOSED:
        tell_not_charged(session, checkout.account_id, checkout.autopay_period or 0, reason)
        audit.record(session, None, "checkout.failed", "checkout", checkout.id)
    return outcome


def credit_as_taken(session: Session, checkout: Checkout, payment: ProviderPayment) -> Outcome:
    """Credit what was really taken in place of what was asked: the fee stays as it was shown, the rest is the
    account's. `checkout` is locked, the sum above the fee and in our currency."""
    checkout.amount_kopecks = payment.total_kopecks - checkout.fee_kopecks
    return _credit(session, checkout, payment.total_kopecks, payment.currency, payment.paid_at or clock.now())


def find_by_intent(session: Session, intent_id: str) -> Checkout | None:
    """The checkout whose money this payment at the provider is."""
    return session.exec(select(Checkout).where(col(Checkout.payment_intent_id) == intent_id)).first()


def _was_paid_by_another(checkout: Checkout, intent_id: str) -> bool:
    """Whether this is a second payment for what one payment has paid: its money is nobody's yet."""
    known = checkout.payment_intent_id if checkout.payment_id is not None else None
    return bool(known and intent_id) and known != intent_id


def _credit(session: Session, checkout: Checkout, total_kopecks: int, currency: str, at: datetime) -> Outcome:
    if checkout.payment_id is not None:
        return Outcome.KNOWN
    if (total_kopecks, currency) != (checkout.amount_kopecks + checkout.fee_kopecks, CURRENCY):
        return _put_aside(session, checkout, f"{total_kopecks} {currency}")
    payment = post_payment(
        session,
        ReceivedPayment(
            account_id=checkout.account_id,
            channel=checkout.channel,
            amount_kopecks=checkout.amount_kopecks,
            fee_kopecks=checkout.fee_kopecks,
            paid_on=clock.to_city(at).date(),
            received_at=clock.now(),
            named_period=Period.from_code(checkout.named_period) if checkout.named_period else None,
        ),
    )
    checkout.payment_id, checkout.status = payment.id, CheckoutStatus.PAID
    issue_receipt(session, payment)
    audit.record(session, None, "checkout.paid", "checkout", checkout.id)
    session.flush()
    return Outcome.CREDITED


def _put_aside(session: Session, checkout: Checkout, taken: str) -> Outcome:
    """The provider took something else than we asked for: people decide, not the program."""
    checkout.status = CheckoutStatus.REVIEW
    asked = checkout.amount_kopecks + checkout.fee_kopecks
    note_difference(
        session, "other_amount", checkout.key, f"asked {asked} {CURRENCY}, taken {taken}", checkout.id
    )
    return Outcome.DIFFERENCE


def close(checkout: Checkout, status: CheckoutStatus) -> Outcome:
    """End a checkout that nothing was paid on; one that ended already stays as it is."""
    if checkout.status not in UNFINISHED:
        return Outcome.KNOWN
    checkout.status = status
    return Outcome.CLOSED


def _unknown(session: Session, subject: str) -> Outcome:
    """The provider took money that none of our checkouts asked for."""
    note_difference(session, "unknown_payment", subject)
    return Outcome.DIFFERENCE
