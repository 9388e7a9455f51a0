"""Posting to the ledger: numbered per account, each entry with the balance after it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, ScalarSelect, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists

from avk_app import clock
from avk_app.domain.ledger import Movement, Sides
from avk_app.domain.period import Period
from avk_app.errors import NotFound
from avk_app.models import Account, LedgerEntry, Payment, Refund
from avk_app.models.ledger import EntryKind, LedgerName
from avk_app.models.payments import PaymentChannel
from avk_app.services.ledger_statements import (
    APPEND_ENTRY,
    LAST_ENTRY,
    LOCK_ACCOUNT,
    ORIGINS,
    STORE_PAYMENT,
    ask,
)

PAYMENT_SIDES = Sides(LedgerName.MONEY, LedgerName.RECEIVABLE)
REVERSIBLE = (EntryKind.PAYMENT, EntryKind.REFUND)


@dataclass(frozen=True)
class ReceivedPayment:
    """Money of one account; `amount_kopecks` ≥ 1. The fee on top is kept, not posted: it settles nothing."""

    account_id: int
    channel: PaymentChannel
    amount_kopecks: int
    paid_on: date
    received_at: datetime
    named_period: Period | None = None
    fee_kopecks: int = 0


@dataclass(frozen=True)
class PostedPayment:
    """A payment in the books, and what its account owed after it (negative: paid in advance)."""

    id: int
    account_id: int
    channel: PaymentChannel
    amount_kopecks: int
    fee_kopecks: int
    balance_after_kopecks: int


class PostedEntry(NamedTuple):
    """An entry of the ledger, and what its account owed after it."""

    id: int
    balance_after_kopecks: int


class Balance(NamedTuple):
    """What an account owes (positive) or has paid in advance (negative), and its last entry's number."""

    kopecks: int
    sequence: int


def get_balance(session: Session, account_id: int) -> Balance:
    """The balance of an account: read off its last entry, whatever the length of its history."""
    found = session.connection().execute(LAST_ENTRY, {"account_id": account_id}).first()
    return Balance(*found) if found else Balance(0, 0)


def receive_payment(
    session: Session,
    account_id: int,
    channel: PaymentChannel,
    amount_kopecks: int,
    paid_on: date,
    named_period: Period | None = None,
) -> PostedPayment:
    """Store and post a payment without a fee that came now. Who may is the caller's question."""
    received = ReceivedPayment(account_id, channel, amount_kopecks, paid_on, clock.now(), named_period)
    return post_payment(session, received)


def post_payment(session: Session, received: ReceivedPayment) -> PostedPayment:
    """Store a payment, which locks its account, and post its amount. Raises NotFound for no account."""
    connection = session.connection()
    stored = ask(
        connection,
        STORE_PAYMENT,
        {
            "account_id": received.account_id,
            "channel": received.channel,
            "amount_kopecks": received.amount_kopecks,
            "fee_kopecks": received.fee_kopecks,
            "paid_on": received.paid_on,
            "received_at": received.received_at,
            "named_period": received.named_period.code if received.named_period else None,
        },
    )
    if stored is None:
        raise NotFound("account")
    (payment_id,) = stored
    movement = Movement(received.amount_kopecks, PAYMENT_SIDES)
    entry = _append(
        connection, received.account_id, EntryKind.PAYMENT, movement, received.paid_on, payment_id=payment_id
    )
    return PostedPayment(
        payment_id,
        received.account_id,
        received.channel,
        received.amount_kopecks,
        received.fee_kopecks,
        entry.balance_after_kopecks,
    )


def post_refund(session: Session, refund: Refund, account_id: int, on_day: date) -> PostedEntry:
    """Post money that went back: the account owes that much more. Once a refund (the database's index)."""
    movement = Movement(refund.amount_kopecks, PAYMENT_SIDES.reversed())
    return _post(session, account_id, EntryKind.REFUND, movement, on_day, refund_id=refund.id)


def reverse_entry(session: Session, entry_id: int, on_day: date) -> PostedEntry:
    """Undo a payment or a refund by its opposite: once (the database allows one reversal). Raises NotFound.

    What a bill posted is put right by the next one, from the facts: reversed as well it would count twice.
    """
    entry = session.get(LedgerEntry, entry_id)
    if entry is None or entry.kind not in REVERSIBLE:
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
) -> PostedEntry:
    connection = session.connection()
    connection.execute(LOCK_ACCOUNT, {"account_id": account_id})
    return _append(connection, account_id, kind, movement, on_day, **origin)


def _append(
    connection: Connection,
    account_id: int,
    kind: EntryKind,
    movement: Movement,
    on_day: date,
    **origin: int | None,
) -> PostedEntry:
    """The next entry of an account that an earlier statement locked; the unique sequence is the guard behind
    the lock."""
    said = (
        dict.fromkeys(ORIGINS)
        | origin
        | {
            "account_id": account_id,
            "kind": kind,
            "debit": LedgerName(movement.sides.debit),
            "credit": LedgerName(movement.sides.credit),
            "amount_kopecks": movement.amount_kopecks,
            "change_kopecks": movement.balance_change_kopecks,
            "period": Period.of(on_day).code,
            "effective_on": on_day,
            "posted_at": clock.now(),
        }
    )
    return PostedEntry(*ask(connection, APPEND_ENTRY, said))


def of_last_entry(column: int) -> ScalarSelect[int]:
    """What the last entry of the `account` of a query says in a column, NULL without entries.

    Looked up account by account: as a join it may read the whole ledger.
    """
    return (
        select(col(column))
        .where(col(LedgerEntry.account_id) == col(Account.id))
        .order_by(col(LedgerEntry.sequence).desc())
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )
