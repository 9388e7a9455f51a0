"""What an account owes today and how its last bill compares with the one before. Three queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from avk_app.domain.period import Period
from avk_app.models import Bill, Payment
from avk_app.services.ledger import get_balance, is_reversed_payment

BILLS_COMPARED = 2


@dataclass(frozen=True)
class BillSummary:
    """A bill without its lines. `asked_kopecks` is what it added: charges and penalty."""

    period: Period
    opening_kopecks: int
    asked_kopecks: int
    penalty_kopecks: int
    pay_by_on: date
    penalty_from: date


@dataclass(frozen=True)
class PaymentSummary:
    """The last payment."""

    paid_on: date
    amount_kopecks: int


@dataclass(frozen=True)
class AccountBalance:
    """`kopecks` is owed when positive, paid in advance when negative; `bill` None before the first one."""

    kopecks: int = 0
    bill: BillSummary | None = None
    previous: BillSummary | None = None
    last_payment: PaymentSummary | None = None


NO_BALANCE = AccountBalance()


def load_account_balance(session: Session, account_id: int, penalty_first_day: int) -> AccountBalance:
    """The balance of an account; a bill's penalty begins so many days after it was due.

    Authorisation is the caller's.
    """
    bills = session.exec(
        select(Bill)
        .where(col(Bill.account_id) == account_id)
        .order_by(col(Bill.period).desc())
        .limit(BILLS_COMPARED)
    ).all()
    summaries = [_summary(bill, penalty_first_day) for bill in bills]
    return AccountBalance(
        kopecks=get_balance(session, account_id).kopecks,
        bill=summaries[0] if summaries else None,
        previous=summaries[1] if len(summaries) == BILLS_COMPARED else None,
        last_payment=_find_last_payment(session, account_id),
    )


def _summary(bill: Bill, penalty_first_day: int) -> BillSummary:
    return BillSummary(
        period=Period.from_code(bill.period),
        opening_kopecks=bill.opening_kopecks,
        asked_kopecks=bill.charged_kopecks + bill.penalty_kopecks,
        penalty_kopecks=bill.penalty_kopecks,
        pay_by_on=bill.pay_by_on,
        penalty_from=bill.due_on + timedelta(days=penalty_first_day),
    )


def _find_last_payment(session: Session, account_id: int) -> PaymentSummary | None:
    found = session.exec(
        select(col(Payment.paid_on), col(Payment.amount_kopecks))
        .where(col(Payment.account_id) == account_id, ~is_reversed_payment())
        .order_by(col(Payment.paid_on).desc(), col(Payment.id).desc())
        .limit(1)
    ).first()
    return PaymentSummary(*found) if found else None
