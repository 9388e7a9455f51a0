"""Penalty lines of the accounts that owe something: what delay has cost so far, less what was charged."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from avk_app.domain.debts import BillState, IssuedBill, PaidAmount, replay
from avk_app.domain.penalties import PenaltyStretch, penalty_kopecks, penalty_stretches
from avk_app.domain.period import Period
from avk_app.models import Bill, LedgerEntry, Payment, Refund
from avk_app.services.billing_charged import Before, load_charged_penalties
from avk_app.services.billing_context import RunContext
from avk_app.services.billing_rules import BillTerms
from avk_app.services.id_lists import is_among
from avk_app.services.ledger import Balance, is_reversed_payment


@dataclass(frozen=True)
class PenaltyLine:
    """The penalty that the delay of one bill added in this period."""

    period: Period
    amount_kopecks: int
    charged_before_kopecks: int
    stretches: tuple[PenaltyStretch, ...]


@dataclass(frozen=True)
class Debts:
    """The accounts that owe before their bill of a period or owed when it began: their bills before it, what
    was paid for them, and what penalty was charged so far."""

    period: Period
    terms: BillTerms
    bills: Mapping[int, Sequence[IssuedBill]]
    payments: Mapping[int, Sequence[PaidAmount]]
    charged: Mapping[tuple[int, Period], int]

    def penalties_of(self, account_id: int) -> tuple[PenaltyLine, ...]:
        """The penalty lines of an account; none when it owes nothing. Raises RowsHaveGap."""
        bills = self.bills.get(account_id, ())
        states = replay(bills, self.payments.get(account_id, ())) if bills else []
        lines = (self._line(state, self.charged.get((account_id, state.bill.period), 0)) for state in states)
        return tuple(line for line in lines if line is not None)

    def _line(self, state: BillState, charged_before: int) -> PenaltyLine | None:
        """The whole penalty of the bill, rounded once, less what earlier bills asked for."""
        bill = state.bill
        stretches = penalty_stretches(
            max(0, bill.principal_kopecks),
            bill.due_on,
            self.period.last_day,
            state.repayments,
            self.terms.penalty_steps,
            self.terms.penalty_rates,
        )
        amount = penalty_kopecks(stretches) - charged_before
        return PenaltyLine(bill.period, amount, charged_before, tuple(stretches)) if amount else None


def load_debts(session: Session, context: RunContext, balances: Mapping[int, Balance]) -> Debts:
    """The debts among these accounts. Nobody owes, nothing more is read."""
    period, terms = context.period, context.terms
    debtors = sorted(_owing_now(balances) | _owing_before(session, period, balances))
    if not debtors:
        return Debts(period, terms, {}, {}, {})
    return Debts(
        period,
        terms,
        _load_bills(session, debtors, context.charged_before),
        _load_payments(session, debtors, period, context.known_until),
        load_charged_penalties(session, debtors, context.charged_before),
    )


def _owing_now(balances: Mapping[int, Balance]) -> set[int]:
    return {account_id for account_id, balance in balances.items() if balance.kopecks > 0}


def _owing_before(session: Session, period: Period, balances: Mapping[int, Balance]) -> set[int]:
    """Who had an old debt when the period began, paid since or not: each day until then has its price."""
    query = select(col(Bill.account_id)).where(
        is_among(col(Bill.account_id), balances),
        col(Bill.period) == period.plus(-1).code,
        col(Bill.opening_kopecks) > 0,
    )
    return {row[0] for row in _rows(session, query)}


def _load_bills(session: Session, account_ids: list[int], before: Before) -> dict[int, list[IssuedBill]]:
    """Those of earlier periods that were posted before. Where a later period was charged already, none: its
    bill has asked for every day until its end.
    """
    query = select(
        col(Bill.account_id),
        col(Bill.period),
        col(Bill.due_on),
        col(Bill.charged_kopecks),
        col(Bill.penalty_kopecks),
    ).where(is_among(col(Bill.account_id), account_ids))
    found: dict[int, list[IssuedBill]] = defaultdict(list)
    are_done = set()
    for account_id, code, due_on, charged, penalty in _rows(session, query.order_by(col(Bill.id))):
        if account_id in are_done:
            continue
        billed = Period.from_code(code)
        if billed > before.period:
            found[account_id].clear()
        if billed >= before.period:
            are_done.add(account_id)
        else:
            found[account_id].append(IssuedBill(billed, billed.plus(1).first_day, due_on, charged, penalty))
    return found


def _load_payments(
    session: Session, account_ids: list[int], period: Period, known_until: datetime
) -> dict[int, list[PaidAmount]]:
    """What was paid by the end of the period and known at a moment; what is known later counts later."""
    rows = _rows(
        session,
        select(
            col(Payment.account_id),
            col(Payment.paid_on),
            col(Payment.amount_kopecks),
            col(Payment.named_period),
            col(Payment.id),
        ).where(
            is_among(col(Payment.account_id), account_ids),
            col(Payment.paid_on) <= period.last_day,
            col(Payment.received_at) <= known_until,
            ~is_reversed_payment(known_until),
        ),
    )
    found: dict[int, list[PaidAmount]] = defaultdict(list)
    for account_id, paid_on, amount, named, payment_id in rows:
        named_period = Period.from_code(named) if named else None
        found[account_id].append(PaidAmount(paid_on, amount, named_period, payment_id))
    for account_id, went_on, amount, payment_id in _rows(
        session, _went_back(account_ids, period, known_until)
    ):
        found[account_id].append(PaidAmount(went_on, -amount, payment_id=payment_id))
    return found


def _went_back(account_ids: list[int], period: Period, known_until: datetime) -> Any:
    """Refunds and lost disputes until the period's end, but for those that were undone."""
    reversal = aliased(LedgerEntry)
    return (
        select(
            col(LedgerEntry.account_id),
            col(LedgerEntry.effective_on),
            col(LedgerEntry.amount_kopecks),
            col(Refund.payment_id),
        )
        .join(Refund, col(Refund.id) == col(LedgerEntry.refund_id))
        .where(
            is_among(col(LedgerEntry.account_id), account_ids),
            col(LedgerEntry.effective_on) <= period.last_day,
            col(LedgerEntry.posted_at) <= known_until,
            ~exists().where(
                col(reversal.reverses_id) == col(LedgerEntry.id), col(reversal.posted_at) <= known_until
            ),
        )
    )


def _rows(session: Session, query: Any) -> Any:
    return session.connection().execute(query).all()
