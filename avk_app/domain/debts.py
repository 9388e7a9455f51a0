"""Which bills are unpaid, and since when: payments replayed over bills in the order of time.

An advance waits and settles the next bill on the day it is issued. Money that goes back is taken from the
advance, then from what was settled last: the bill is owed again from that day on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from avk_app.domain.penalties import Repayment
from avk_app.domain.period import Period
from avk_app.domain.settlement import Debt, settle


class IssuedBill(NamedTuple):
    """What a bill adds to the debt: `penalty_kopecks` by the period whose delay it answers for."""

    period: Period
    issued_on: date
    due_on: date
    principal_kopecks: int
    penalty_kopecks: int


class PaidAmount(NamedTuple):
    """Money that came in; less than nothing is money that went back."""

    paid_on: date
    amount_kopecks: int
    named_period: Period | None = None


@dataclass
class BillState:
    """One bill on its way through the payments."""

    bill: IssuedBill
    principal_kopecks: int
    penalty_kopecks: int
    repayments: list[Repayment] = field(default_factory=list)


def replay(bills: Sequence[IssuedBill], payments: Sequence[PaidAmount]) -> list[BillState]:
    """The state of each bill after all payments, oldest first.

    A bill with less than nothing to pay (a recalculation in the subscriber's favour) is an advance.
    """
    states: list[BillState] = []
    unpaid: list[BillState] = []
    advance = 0
    waiting = sorted(payments, key=lambda payment: (payment.paid_on, payment.amount_kopecks < 0))
    for bill in sorted(bills, key=lambda bill: bill.period):
        while waiting and waiting[0].paid_on < bill.issued_on:
            advance = _apply(states, unpaid, waiting.pop(0), advance)
        states.append(BillState(bill, max(0, bill.principal_kopecks), bill.penalty_kopecks))
        unpaid.append(states[-1])
        credit = max(0, -bill.principal_kopecks)
        advance = _apply(states, unpaid, PaidAmount(bill.issued_on, credit), advance)
    for payment in waiting:
        advance = _apply(states, unpaid, payment, advance)
    return states


def _apply(
    states: Sequence[BillState], unpaid: list[BillState], payment: PaidAmount, advance_kopecks: int
) -> int:
    """Settle a payment with what was paid in advance, or take back what went back; gives the new advance."""
    money = payment.amount_kopecks + advance_kopecks
    if money > 0:
        return _pay(unpaid, payment, money)
    if money == 0:
        return 0
    left = _take_back(states, -money, payment.paid_on)
    unpaid[:] = _with_debt(states)
    return -left


def _pay(unpaid: list[BillState], payment: PaidAmount, money_kopecks: int) -> int:
    """Settle money; the rest is the new advance. Bills with nothing left to pay are taken off the list."""
    by_period = {state.bill.period: state for state in unpaid}
    debts = [Debt(state.bill.period, state.principal_kopecks, state.penalty_kopecks) for state in unpaid]
    settlement = settle(money_kopecks, debts, payment.named_period)
    for part in settlement.settled:
        state = by_period[part.period]
        state.principal_kopecks -= part.principal_kopecks
        state.penalty_kopecks -= part.penalty_kopecks
        if part.principal_kopecks:
            state.repayments.append(Repayment(payment.paid_on, part.principal_kopecks))
    unpaid[:] = _with_debt(unpaid)
    return settlement.advance_kopecks


def _with_debt(states: Sequence[BillState]) -> list[BillState]:
    return [state for state in states if state.principal_kopecks or state.penalty_kopecks]


def _take_back(states: Sequence[BillState], amount_kopecks: int, on_day: date) -> int:
    """Undo the newest settlements by an amount ≥ 0: all penalties before any principal, as they were settled
    last. What of it nothing was paid with is returned."""
    left = amount_kopecks
    for state in reversed(states):
        part = min(left, state.bill.penalty_kopecks - state.penalty_kopecks)
        state.penalty_kopecks += part
        left -= part
    for state in reversed(states):
        part = min(left, max(0, state.bill.principal_kopecks) - state.principal_kopecks)
        if part:
            state.principal_kopecks += part
            state.repayments.append(Repayment(on_day, -part))
        left -= part
    return left
