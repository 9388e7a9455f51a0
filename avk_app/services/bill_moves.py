"""Payments and corrections around a bill: those it already counts, and those that came after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from avk_app.models import Bill, LedgerEntry, Payment
from avk_app.models.ledger import LedgerName
from avk_app.services.bill_page_result import BalanceMove

MAX_MOVES = 200


@dataclass(frozen=True)
class Moves:
    """Oldest first; together at most MAX_MOVES."""

    before: tuple[BalanceMove, ...]
    since: tuple[BalanceMove, ...]


def load_moves(session: Session, bill: Bill, before: Bill | None, lines: Sequence[Any]) -> Moves:
    """What moved the balance between the bill before and this one, and after this one.

    `lines` are those of both bills with `bill_id` and the `sequence` of their entry. Entries are numbered
    in the order in which they count; a bill without any entry is placed by the moment of its issue.
    """
    rows = list(session.connection().execute(_query(bill, before, lines)))
    first = min(_sequences(lines, bill), default=None)
    counted = [row for row in rows if _is_before(row, bill, first)]
    later = [row for row in rows if not _is_before(row, bill, first)]
    return Moves(tuple(map(_move, counted)), tuple(map(_move, later)))


def _query(bill: Bill, before: Bill | None, lines: Sequence[Any]) -> Any:
    query = (
        select(
            col(LedgerEntry.sequence),
            col(LedgerEntry.posted_at),
            col(LedgerEntry.kind),
            col(LedgerEntry.debit),
            col(LedgerEntry.amount_kopecks),
            col(LedgerEntry.effective_on),
            col(Payment.channel),
        )
        .outerjoin(Payment, col(Payment.id) == col(LedgerEntry.payment_id))
        .where(col(LedgerEntry.account_id) == bill.account_id, col(LedgerEntry.charge_line_id).is_(None))
        .order_by(col(LedgerEntry.sequence))
        .limit(MAX_MOVES)
    )
    if before is None:
        return query
    last = max(_sequences(lines, before), default=None)
    if last is None:
        return query.where(col(LedgerEntry.posted_at) > before.issued_at)
    return query.where(col(LedgerEntry.sequence) > last)


def _sequences(lines: Sequence[Any], bill: Bill) -> Iterable[int]:
    return (line.sequence for line in lines if line.bill_id == bill.id and line.sequence is not None)


def _is_before(row: Any, bill: Bill, first_sequence: int | None) -> bool:
    if first_sequence is None:
        return bool(row.posted_at <= bill.issued_at)
    return bool(row.sequence < first_sequence)


def _move(row: Any) -> BalanceMove:
    sign = 1 if row.debit == LedgerName.RECEIVABLE else -1
    return BalanceMove(row.kind, sign * row.amount_kopecks, row.effective_on, row.channel)
