"""Which bills are unpaid, since when, and by whose money: payments replayed over bills in the order of time.

An advance waits and settles the next bill on the day it is issued. Money that goes back undoes its own
payment: what of it was still an advance, then what it settled, the last first; the bill is owed again from
that day on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from avk_app.domain.penalties import Repayment
from avk_app.domain.period import Period
from avk_app.domain.settlement import Debt, settle

NOBODYS = None
"""Whose money it is when a bill itself gives some back."""


class IssuedBill(NamedTuple):
    """What a bill adds to the debt: `penalty_kopecks` by the period whose delay it answers for."""

    period: Period
    issued_on: date
    due_on: date
    principal_kopecks: int
    penalty_kopecks: int


class PaidAmount(NamedTuple):
    """Money that came in; less than nothing is money of the same payment that went back."""

    paid_on: date
    amount_kopecks: int
    named_period: Period | None = None
    payment_id: int = 0


@dataclass
class BillState:
    """One bill on its way through the payments."""

    bill: IssuedBill
    principal_kopecks: int
    penalty_kopecks: int
    repayments: list[Repayment] = field(default_factory=list)


@dataclass
class Part:
    """Money of one payment: in a bill, as principal or as penalty, or in advance while it has no bill."""

    payment_id: int | None
    kopecks: int
    state: BillState | None = None
    is_penalty: bool = False


@dataclass
class Books:
    """The bills so far, and where each kopeck that came in stands."""

    states: list[BillState] = field(default_factory=list)
    unpaid: list[BillState] = field(default_factory=list)
    settled: list[Part] = field(default_factory=list)
    advance: list[Part] = field(default_factory=list)


def replay(bills: Sequence[IssuedBill], payments: Sequence[PaidAmount]) -> list[BillState]:
    """The state of each bill after all payments, oldest first.

    A bill with less than nothing to pay (a recalculation in the subscriber's favour) is an advance.
    """
    return replay_books(bills, payments).states


def replay_books(bills: Sequence[IssuedBill], payments: Sequence[PaidAmount]) -> Books:
    """The same with where the money of each payment stands."""
    books = Books()
    waiting = sorted(payments, key=lambda payment: (payment.paid_on, payment.amount_kopecks < 0))
    for bill in sorted(bills, key=lambda bill: bill.period):
        while waiting and waiting[0].paid_on < bill.issued_on:
            _apply(books, waiting.pop(0))
        _issue(books, bill)
    for payment in waiting:
        _apply(books, payment)
    return books


def _issue(books: Books, bill: IssuedBill) -> None:
    state = BillState(bill, max(0, bill.principal_kopecks), bill.penalty_kopecks)
    books.states.append(state)
    books.unpaid.append(state)
    if bill.principal_kopecks < 0:
        books.advance.append(Part(NOBODYS, -bill.principal_kopecks))
    _settle_advance(books, bill.issued_on)


def _apply(books: Books, payment: PaidAmount) -> None:
    if payment.amount_kopecks < 0:
        _take_back(books, payment)
        books.unpaid = _with_debt(books.states)
    else:
        books.advance.append(Part(payment.payment_id, payment.amount_kopecks))
    _settle_advance(books, payment.paid_on, payment.named_period)


def _settle_advance(books: Books, on_day: date, named_period: Period | None = None) -> None:
    """Whatever lies in advance settles what is owed, the oldest money first."""
    money = sum([part.kopecks for part in books.advance])
    if money <= 0 or not books.unpaid:
        return
    by_period = {state.bill.period: state for state in books.unpaid}
    debts = [
        Debt(state.bill.period, state.principal_kopecks, state.penalty_kopecks) for state in books.unpaid
    ]
    settled = settle(money, debts, named_period).settled
    for part in settled:
        if part.principal_kopecks:
            state = by_period[part.period]
            state.principal_kopecks -= part.principal_kopecks
            state.repayments.append(Repayment(on_day, part.principal_kopecks))
            _spend(books, part.principal_kopecks, state, is_penalty=False)
    for part in settled:
        if part.penalty_kopecks:
            state = by_period[part.period]
            state.penalty_kopecks -= part.penalty_kopecks
            _spend(books, part.penalty_kopecks, state, is_penalty=True)
    books.unpaid = _with_debt(books.unpaid)


def _spend(books: Books, kopecks: int, state: BillState, *, is_penalty: bool) -> None:
    """Move money from the advance to a bill; a penalty below nothing gives some."""
    if kopecks < 0:
        books.advance.append(Part(NOBODYS, -kopecks))
    while kopecks > 0:
        oldest = books.advance[0]
        taken = min(kopecks, oldest.kopecks)
        books.settled.append(Part(oldest.payment_id, taken, state, is_penalty))
        oldest.kopecks -= taken
        kopecks -= taken
        if not oldest.kopecks:
            books.advance.pop(0)


def _take_back(books: Books, refund: PaidAmount) -> None:
    """Undo a payment by what went back of it: never more than came, which the database holds."""
    left = _take(books.advance, refund, -refund.amount_kopecks)
    books.advance = [part for part in books.advance if part.kopecks]
    _take(books.settled, refund, left)
    books.settled = [part for part in books.settled if part.kopecks]


def _take(parts: Sequence[Part], refund: PaidAmount, kopecks: int) -> int:
    """Take money of a payment out of its parts, the newest first; what of it they do not hold."""
    for part in reversed(parts):
        if part.payment_id != refund.payment_id or not kopecks:
            continue
        taken = min(kopecks, part.kopecks)
        part.kopecks -= taken
        kopecks -= taken
        if part.state and part.is_penalty:
            part.state.penalty_kopecks += taken
        elif part.state:
            part.state.principal_kopecks += taken
            part.state.repayments.append(Repayment(refund.paid_on, -taken))
    return kopecks


def _with_debt(states: Iterable[BillState]) -> list[BillState]:
    return [state for state in states if state.principal_kopecks or state.penalty_kopecks]
