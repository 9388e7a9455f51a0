"""Posting to the ledger: numbered per account, each entry with the balance after it."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, select

from avk_app import clock
from avk_app.domain.ledger import Movement, Sides
from avk_app.domain.period import Period
from avk_app.errors import NotFound
from avk_app.models import Account, LedgerEntry, Payment, Refund
from avk_app.models.ledger import EntryKind, LedgerName
from avk_app.models.payments import PaymentChannel

PAYMENT_SIDES = Sides(LedgerName.MONEY, LedgerName.RECEIVABLE)
# Made once: they are asked with every posting.
_LAST_ENTRY = (
    select(col(LedgerEntry.balance_after_kopecks), col(LedgerEntry.sequence))
    .where(col(LedgerEntry.account_id) == bindparam("account_id"))
    .order_by(col(LedgerEntry.sequence).desc())
    .limit(1)
)
_LOCK_ACCOUNT = (
    select(col(Account.id)).where(col(Account.id) == bindparam("account_id")).with_for_update(key_share=True)
)


class Balance(NamedTuple):
    """What an account owes (positive) or has paid in advance (negative), and its last entry's number."""

    kopecks: int
    sequence: int


def get_balance(session: Session, account_id: int) -> Balance:
    """The balance of an account: read off its last entry, whatever the length of its history."""
    found = session.connection().execute(_LAST_ENTRY, {"account_id": account_id}).first()
    return Balance(*found) if found else Balance(0, 0)


def receive_payment(
    session: Session,
    account_id: int,
    channel: PaymentChannel,
    amount_kopecks: int,
    paid_on: date,
    named_period: Period | None = None,
) -> Payment:
    """Store and post a payment without a fee. Who may is the caller's question."""
    return post_payment(
        session,
        Payment(
            account_id=account_id,
            channel=channel,
            amount_kopecks=amount_kopecks,
            paid_on=paid_on,
            received_at=clock.now(),
            named_period=named_period.code if named_period else None,
        ),
    )


def post_payment(session: Session, payment: Payment) -> Payment:
    """Store a payment and post its amount. The fee on top is kept and not posted: it settles nothing."""
    session.add(payment)
    session.flush()
    movement = Movement(payment.amount_kopecks, PAYMENT_SIDES)
    _post(
        session,
        payment.account_id,
        EntryKind.PAYMENT,
        movement,
        payment.paid_on,
        payment_id=payment.id,
    )
    return payment


def post_refund(session: Session, refund: Refund, account_id: int, on_day: date) -> LedgerEntry:
    """Post money that went back: the account owes that much more. Once a refund (the database's index)."""
    movement = Movement(refund.amount_kopecks, PAYMENT_SIDES.reversed())
    return _post(session, account_id, EntryKind.REFUND, movement, on_day, refund_id=refund.id)


def reverse_entry(session: Session, entry_id: int, on_day: date) -> LedgerEntry:
    """Undo an entry by its opposite: once (the database allows one reversal). Raises NotFound."""
    entry = session.get(LedgerEntry, entry_id)
    if entry is None or entry.kind is EntryKind.REVERSAL:
        raise NotFound("ledger_entry")
    movement = Movement(entry.amount_kopecks, Sides(entry.credit, entry.debit))
    return _post(session, entry.account_id, EntryKind.REVERSAL, movement, on_day, reverses_id=entry.id)


def is_reversed_payment(known_until: datetime | None = None) -> ColumnElement[bool]:
    """The SQL condition on `payment` that its entry was reversed: the money counts as never paid.

    With a moment only what was reversed by then.
    """
    posted, reversal = aliased(LedgerEntry), aliased(LedgerEntry)
    is_reversed = exists().where(
        col(posted.payment_id) == col(Payment.id), col(reversal.reverses_id) == col(posted.id)
    )
    return is_reversed if known_until is None else is_reversed.where(col(reversal.posted_at) <= known_until)


def _post(
    session: Session, account_id: int, kind: EntryKind, movement: Movement, on_day: date, **origin: int | None
) -> LedgerEntry:
    _lock_account(session, account_id)
    before = get_balance(session, account_id)
    entry = LedgerEntry(
        account_id=account_id,
        sequence=before.sequence + 1,
        kind=kind,
        debit=LedgerName(movement.sides.debit),
        credit=LedgerName(movement.sides.credit),
        amount_kopecks=movement.amount_kopecks,
        balance_after_kopecks=before.kopecks + movement.balance_change_kopecks,
        period=Period.of(on_day).code,
        effective_on=on_day,
        posted_at=clock.now(),
        **origin,
    )
    session.add(entry)
    session.flush()
    return entry


def _lock_account(session: Session, account_id: int) -> None:
    """Entries of one account stand in line; the unique sequence is the guard behind the lock."""
    session.connection().execute(_LOCK_ACCOUNT, {"account_id": account_id})
