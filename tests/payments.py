"""Payments with receipts for tests, credited as a gateway or a cashier credits them."""

from datetime import date

from sqlmodel import Session, select

from avk_app import clock
from avk_app.models import Account, Payment, Receipt
from avk_app.models.payments import PaymentChannel
from avk_app.services.ledger import PostedPayment, ReceivedPayment, post_payment
from avk_app.services.receipts import issue_receipt


def pay(session: Session, account: Account, amount_kopecks: int, **values: object) -> PostedPayment:
    """A posted payment; by card today unless told otherwise."""
    defaults: dict[str, object] = {
        "account_id": account.id,
        "channel": PaymentChannel.CARD,
        "amount_kopecks": amount_kopecks,
        "paid_on": date(2026, 11, 22),
        "received_at": clock.now(),
    }
    return post_payment(session, ReceivedPayment(**(defaults | values)))


def stored(session: Session, payment: PostedPayment) -> Payment:
    """Its row."""
    return session.get_one(Payment, payment.id)


def pay_with_receipt(session: Session, account: Account, amount_kopecks: int, **values: object) -> Receipt:
    """A posted payment's receipt."""
    receipt_id = issue_receipt(session, pay(session, account, amount_kopecks, **values))
    return session.get_one(Receipt, receipt_id)


def all_receipts(session: Session) -> list[Receipt]:
    return list(session.exec(select(Receipt).order_by(Receipt.number)))
