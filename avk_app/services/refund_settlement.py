"""What the provider's word does to money that went back: refunds, whoever asked for them, and disputes.

Later news outranks earlier news in whatever order it comes: pending, then done, then failed (or won).
Money leaves the account's ledger once, and comes back to it once.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from avk_app import clock
from avk_app.domain.provider import (
    CURRENCY,
    DisputeState,
    ProviderDispute,
    ProviderRefund,
    RefundState,
)
from avk_app.domain.refunds import Taken, split
from avk_app.models import LedgerEntry, Payment, Refund
from avk_app.models.payments import RefundOrigin, RefundStatus
from avk_app.services import audit
from avk_app.services.checkout_settlement import Outcome, find_by_intent
from avk_app.services.ledger import post_refund, reverse_entry
from avk_app.services.payment_differences import note_difference
from avk_app.services.receipts import issue_return_receipt

_RANK = {
    RefundStatus.REQUESTED: 0,
    RefundStatus.PENDING: 1,
    RefundStatus.SUCCEEDED: 2,
    RefundStatus.FAILED: 3,
    RefundStatus.WON: 3,
}
GONE = (RefundStatus.PENDING, RefundStatus.SUCCEEDED)
UNDONE = (RefundStatus.FAILED, RefundStatus.WON)
_REFUNDS: Mapping[RefundState, RefundStatus] = {
    RefundState.PENDING: RefundStatus.PENDING,
    RefundState.SUCCEEDED: RefundStatus.SUCCEEDED,
    RefundState.FAILED: RefundStatus.FAILED,
}
_DISPUTES: Mapping[DisputeState, RefundStatus] = {
    DisputeState.OPEN: RefundStatus.PENDING,
    DisputeState.LOST: RefundStatus.SUCCEEDED,
    DisputeState.WON: RefundStatus.WON,
}


def settle_refund(session: Session, fact: ProviderRefund, said_at: datetime) -> Outcome:
    """Take in what the provider says of a refund; one that we did not ask for is taken in too."""
    if fact.currency != CURRENCY:
        return _differs(session, fact.refund_id, f"{fact.amount_kopecks} {fact.currency}")
    refund = _find(session, fact.refund_id, fact.key)
    if refund is None:
        payment = _lock_payment_of(session, fact.intent_id)
        if payment is None:
            return Outcome.WAITING
        refund = _take_in(session, payment, RefundOrigin.PROVIDER, fact.refund_id, fact.amount_kopecks)
    if refund is None or refund.amount_kopecks + refund.fee_kopecks != fact.amount_kopecks:
        return _differs(session, fact.refund_id, f"{fact.amount_kopecks} {fact.currency}")
    if refund.provider_id is None and refund.status is RefundStatus.FAILED:
        refund.status = RefundStatus.REQUESTED  # we gave it up, not the provider: its word is the first
    refund.provider_id = fact.refund_id
    return _move(session, refund, _REFUNDS[fact.state], said_at)


def settle_dispute(session: Session, fact: ProviderDispute, said_at: datetime) -> Outcome:
    """Take in what the provider says of a dispute: the payer's bank takes the money back until it decides."""
    if fact.state is DisputeState.INQUIRY:
        return Outcome.IGNORED
    if fact.currency != CURRENCY:
        return _differs(session, fact.dispute_id, f"{fact.amount_kopecks} {fact.currency}")
    refund = _find(session, fact.dispute_id, "")
    if refund is None:
        payment = _lock_payment_of(session, fact.intent_id)
        if payment is None:
            return Outcome.WAITING
        refund = _take_in(session, payment, RefundOrigin.DISPUTE, fact.dispute_id, fact.amount_kopecks)
    if refund is None:
        return _differs(session, fact.dispute_id, f"{fact.amount_kopecks} {fact.currency}")
    return _move(session, refund, _DISPUTES[fact.state], said_at)


def load_taken(session: Session, payment: Payment) -> Taken:
    """A payment and what went back of it; what is asked for counts as gone, what failed does not."""
    amount_back, fee_back = session.exec(
        select(
            func.coalesce(func.sum(col(Refund.amount_kopecks)), 0),
            func.coalesce(func.sum(col(Refund.fee_kopecks)), 0),
        ).where(col(Refund.payment_id) == payment.id, col(Refund.status).not_in(UNDONE))
    ).one()
    return Taken(payment.amount_kopecks, payment.fee_kopecks, int(amount_back), int(fee_back))


def lock_payment(session: Session, payment_id: int) -> Payment | None:
    """The payment; whoever else sends money of it back waits."""
    query = select(Payment).where(col(Payment.id) == payment_id).with_for_update()
    return session.exec(query).first()


def _find(session: Session, provider_id: str, key: str) -> Refund | None:
    """By the provider's id; by our key while it has none: what went back twice under a key is two refunds."""
    by_id = col(Refund.provider_id) == provider_id
    is_unnamed = (col(Refund.key) == key) & col(Refund.provider_id).is_(None)
    wanted = by_id | is_unnamed if key else by_id
    query = select(Refund).where(wanted).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def _lock_payment_of(session: Session, intent_id: str) -> Payment | None:
    checkout = find_by_intent(session, intent_id)
    if checkout is None or checkout.payment_id is None:
        return None
    return lock_payment(session, checkout.payment_id)


def _take_in(
    session: Session, payment: Payment, origin: RefundOrigin, provider_id: str, total_kopecks: int
) -> Refund | None:
    """A row for what the provider did of itself; None when it gave back more than it took."""
    known = _find(session, provider_id, "")  # another worker may have been quicker, before the lock
    if known is not None:
        return known
    parts = split(total_kopecks, load_taken(session, payment))
    if parts is None:
        return None
    refund = Refund(
        payment_id=payment.id or 0,
        origin=origin,
        status=RefundStatus.REQUESTED,
        amount_kopecks=parts.amount_kopecks,
        fee_kopecks=parts.fee_kopecks,
        key=provider_id[:64],
        provider_id=provider_id,
        created_at=clock.now(),
    )
    session.add(refund)
    session.flush()
    return refund


def _move(session: Session, refund: Refund, status: RefundStatus, said_at: datetime) -> Outcome:
    if _RANK[status] <= _RANK[refund.status]:
        return Outcome.KNOWN
    refund.status = status
    if status is not RefundStatus.PENDING:
        refund.settled_at = said_at
    _post(session, refund, clock.to_city(said_at).date())
    _prove(session, refund)
    audit.record(session, None, f"refund.{status}", "refund", refund.id, refund.origin)
    session.flush()
    return Outcome.CREDITED if status in GONE else Outcome.CLOSED


def _post(session: Session, refund: Refund, on_day: date) -> None:
    """The ledger follows: gone once, back once. What was only the fee's moves nothing on the account."""
    if not refund.amount_kopecks:
        return
    entry = session.exec(select(LedgerEntry).where(col(LedgerEntry.refund_id) == refund.id)).first()
    if refund.status in GONE and entry is None:
        payment = session.get_one(Payment, refund.payment_id)
        post_refund(session, refund, payment.account_id, on_day)
    if refund.status in UNDONE and entry is not None:
        reverse_entry(session, entry.id or 0, on_day)


def _prove(session: Session, refund: Refund) -> None:
    """A return receipt once the money is on its way for good; a bank that takes it back gives none.

    What was only the fee's is the payment system's to prove.
    """
    is_ours = refund.origin is not RefundOrigin.DISPUTE and refund.amount_kopecks > 0
    if refund.status is not RefundStatus.SUCCEEDED or not is_ours:
        return
    payment = session.get_one(Payment, refund.payment_id)
    issue_return_receipt(
        session, payment, refund.amount_kopecks, fee_kopecks=refund.fee_kopecks, refund_id=refund.id
    )


def _differs(session: Session, subject: str, details: str) -> Outcome:
    note_difference(session, "other_refund", subject, details)
    return Outcome.DIFFERENCE
