"""Issuing receipts, in the transaction of the payment or the return that they prove.

A receipt that a cash register must register is stored as waiting: the transaction of the money asks nobody
outside, and `jobs.receipts` does the rest. Its letter is written when its marks are known.
"""

from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.config import get_settings
from avk_app.domain.policy import PolicyKey
from avk_app.domain.receipts import (
    ReceiptKind,
    ReceiptStatus,
    ReceiptSums,
    Taxation,
    advance_kopecks,
    receipt_number,
    vat_kopecks,
)
from avk_app.models import Account, Payment, Receipt
from avk_app.models.payments import PaymentChannel
from avk_app.models.receipts import PLACE_LENGTH
from avk_app.services.ledger import PostedPayment
from avk_app.services.policy import get_policy_value
from avk_app.services.receipt_letters import queue_receipt_letter

# The payer's bank writes the document of a transfer; ours only confirms that the money came.
_REGISTERED_CHANNELS = {PaymentChannel.CARD, PaymentChannel.E_WALLET, PaymentChannel.OFFICE}


def issue_receipt(session: Session, payment: PostedPayment, *, place: str = "", is_cash: bool = False) -> int:
    """The id of the receipt of a payment that was just posted: one a payment, however often it is asked for.

    `place` is where the money was taken, this site when empty. Who may is the caller's question.
    """
    issued = _receipts_of(session, payment.id)
    if issued and issued[0].part == 0:
        return issued[0].id or 0
    sums = ReceiptSums(
        payment.amount_kopecks,
        advance_kopecks(payment.balance_after_kopecks, payment.amount_kopecks),
        payment.fee_kopecks,
        get_policy_value(session, PolicyKey.VAT_PERCENT, clock.today()),
    )
    receipt = new_receipt(payment, ReceiptKind.INCOME, 0, sums)
    receipt.place, receipt.is_cash = (place or receipt.place)[:PLACE_LENGTH], is_cash
    return _store(session, payment.account_id, receipt)


def issue_return_receipt(
    session: Session,
    payment: Payment,
    amount_kopecks: int,
    *,
    fee_kopecks: int = 0,
    refund_id: int | None = None,
) -> int:
    """The id of the receipt of money that went back: one a refund; a reversal has none and is itself once.

    What was paid ahead goes back first. The caller holds the account: its entry is posted already.
    """
    issued = _receipts_of(session, payment.id)
    for receipt in issued:
        if refund_id is not None and receipt.refund_id == refund_id:
            return receipt.id or 0
    income = issued[0] if issued and issued[0].part == 0 else None
    sums = ReceiptSums(
        amount_kopecks,
        min(amount_kopecks, _advance_left(issued)),
        fee_kopecks,
        income.vat_percent if income else get_policy_value(session, PolicyKey.VAT_PERCENT, payment.paid_on),
    )
    part = issued[-1].part + 1 if issued else 1
    receipt = new_receipt(payment, ReceiptKind.RETURN, part, sums)
    receipt.refund_id = refund_id
    if income:
        receipt.place, receipt.is_cash = income.place, income.is_cash
    return _store(session, payment.account_id, receipt)


def _receipts_of(session: Session, payment_id: int | None) -> list[Receipt]:
    query = select(Receipt).where(col(Receipt.payment_id) == payment_id).order_by(col(Receipt.part))
    return list(session.exec(query))


def _advance_left(issued: list[Receipt]) -> int:
    returned = sum(one.advance_kopecks for one in issued if one.kind is ReceiptKind.RETURN)
    return sum(one.advance_kopecks for one in issued if one.kind is ReceiptKind.INCOME) - returned


def new_receipt(payment: Payment | PostedPayment, kind: ReceiptKind, part: int, sums: ReceiptSums) -> Receipt:
    """A receipt issued now, on its way to be registered where its channel asks for it; not stored yet."""
    now = clock.now()
    return Receipt(
        number=receipt_number(clock.to_city(now).year, payment.id or 0, part),
        payment_id=payment.id or 0,
        part=part,
        kind=kind,
        amount_kopecks=sums.amount_kopecks,
        advance_kopecks=sums.advance_kopecks,
        fee_kopecks=sums.fee_kopecks,
        taxation=Taxation.GENERAL,
        vat_percent=sums.vat_percent,
        vat_kopecks=vat_kopecks(sums),
        place=own_place(),
        issued_at=now,
        status=first_status(payment.channel),
    )


def own_place() -> str:
    """Where money is taken online: this site."""
    return urlsplit(get_settings().origin).netloc


def first_status(channel: PaymentChannel) -> ReceiptStatus:
    """Whether a cash register is asked about money that came this way."""
    has_register = get_settings().has_demo_register
    is_registered = has_register and channel in _REGISTERED_CHANNELS
    return ReceiptStatus.TO_REGISTER if is_registered else ReceiptStatus.CONFIRMATION


def _store(session: Session, account_id: int, receipt: Receipt) -> int:
    receipt.buyer_email = session.exec(select(Account.email).where(Account.id == account_id)).one()
    if receipt.status is ReceiptStatus.TO_REGISTER:
        receipt.next_attempt_at = receipt.issued_at
    session.add(receipt)
    session.flush()
    if receipt.status is ReceiptStatus.CONFIRMATION:
        queue_receipt_letter(session, receipt.id or 0)
    return receipt.id or 0
