"""Many payments at once: each stored and posted as `receive_payment` does it for one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from avk_app.domain.period import Period
from avk_app.models import LedgerEntry, Payment
from avk_app.models.ledger import EntryKind
from avk_app.models.payments import PaymentChannel
from avk_app.services.billing_compute import load_balances
from avk_app.services.bulk import insert_rows, take_ids
from avk_app.services.ledger import PAYMENT_SIDES, Balance, ReceivedPayment


class PaymentRow(NamedTuple):
    """A row of `payment`."""

    id: int
    account_id: int
    channel: PaymentChannel
    amount_kopecks: int
    paid_on: date
    received_at: datetime
    named_period: int | None
    fee_kopecks: int


class PaymentEntryRow(NamedTuple):
    """A row of `ledger_entry` that posts a payment."""

    account_id: int
    sequence: int
    kind: EntryKind
    debit: str
    credit: str
    amount_kopecks: int
    balance_after_kopecks: int
    period: int
    effective_on: date
    posted_at: datetime
    payment_id: int


def receive_payments(session: Session, payments: Sequence[ReceivedPayment]) -> list[int]:
    """Store and post payments in the order given; their ids. Nobody else may post to these accounts."""
    connection = session.connection()
    ids = take_ids(connection, Payment, len(payments))
    known = load_balances(session, sorted({payment.account_id for payment in payments}))
    balances = defaultdict(lambda: Balance(0, 0), known)
    rows, entries = [], []
    for payment_id, payment in zip(ids, payments, strict=True):
        before = balances[payment.account_id]
        after = Balance(before.kopecks - payment.amount_kopecks, before.sequence + 1)
        balances[payment.account_id] = after
        rows.append(
            PaymentRow(
                payment_id,
                payment.account_id,
                payment.channel,
                payment.amount_kopecks,
                payment.paid_on,
                payment.received_at,
                payment.named_period.code if payment.named_period else None,
                payment.fee_kopecks,
            )
        )
        entries.append(_entry(payment_id, payment, after))
    insert_rows(connection, Payment, rows)
    insert_rows(connection, LedgerEntry, entries)
    return ids


def _entry(payment_id: int, payment: ReceivedPayment, after: Balance) -> PaymentEntryRow:
    return PaymentEntryRow(
        account_id=payment.account_id,
        sequence=after.sequence,
        kind=EntryKind.PAYMENT,
        debit=PAYMENT_SIDES.debit,
        credit=PAYMENT_SIDES.credit,
        amount_kopecks=payment.amount_kopecks,
        balance_after_kopecks=after.kopecks,
        period=Period.of(payment.paid_on).code,
        effective_on=payment.paid_on,
        posted_at=payment.received_at,
        payment_id=payment_id,
    )
