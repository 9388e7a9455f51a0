"""The rows behind the payment page. Each query starts from one account; authorisation is the caller's."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, or_, select

from avk_app import clock
from avk_app.domain.debts import IssuedBill, PaidAmount
from avk_app.domain.payment_trail import trails
from avk_app.domain.period import Period
from avk_app.domain.receipts import ReceiptStatus
from avk_app.domain.settlement import Settlement
from avk_app.models import Bill, Checkout, LedgerEntry, Payment, Receipt, Refund
from avk_app.models.checkouts import CheckoutStatus
from avk_app.services.ledger import is_reversed_payment
from avk_app.services.payments_result import MadePayment, StartedPayment

ABANDONED_SHOWN_FOR = timedelta(days=3)
_NOTHING = Settlement((), 0)


@dataclass(frozen=True)
class BillRow:
    """A bill as the replay takes it, and the day it asks to be paid by."""

    issued: IssuedBill
    pay_by_on: date


class WentBack(NamedTuple):
    """Money of a payment that went back on a day."""

    on_day: date
    kopecks: int


@dataclass(frozen=True)
class StoredPayment:
    """A payment with what was refunded of it, and when; `is_cancelled` when its entry was reversed,
    `receipt_number` "" and `receipt_status` None while it has no receipt."""

    payment: Payment
    refunds: tuple[WentBack, ...]
    is_cancelled: bool
    receipt_number: str
    receipt_status: ReceiptStatus | None

    @property
    def refunded_kopecks(self) -> int:
        return sum(refund.kopecks for refund in self.refunds)


def list_bills(session: Session, account_id: int) -> list[BillRow]:
    """All bills, oldest first."""
    rows = session.exec(
        select(Bill).where(col(Bill.account_id) == account_id).order_by(col(Bill.period))
    ).all()
    return [BillRow(_issued(bill), bill.pay_by_on) for bill in rows]


def list_stored_payments(session: Session, account_id: int) -> list[StoredPayment]:
    """All payments in the order the replay takes them: by day, then as they came."""
    refunded = _refunded_by_payment(session, account_id)
    rows = session.exec(
        select(Payment, is_reversed_payment(), Receipt.number, col(Receipt.status))
        .outerjoin(Receipt, and_(col(Receipt.payment_id) == col(Payment.id), col(Receipt.part) == 0))
        .where(col(Payment.account_id) == account_id)
        .order_by(col(Payment.paid_on), col(Payment.id))
    ).all()
    return [
        StoredPayment(payment, tuple(refunded[payment.id or 0]), bool(is_cancelled), number or "", status)
        for payment, is_cancelled, number, status in rows
    ]


def paid_amounts(stored: list[StoredPayment]) -> list[PaidAmount]:
    """What settles debts and what went back of it: without what was cancelled, as if never paid."""
    return [amount for one in stored if not one.is_cancelled for amount in _amounts(one)]


def _amounts(stored: StoredPayment) -> Iterator[PaidAmount]:
    payment, payment_id = stored.payment, stored.payment.id or 0
    yield PaidAmount(payment.paid_on, payment.amount_kopecks, _period(payment.named_period), payment_id)
    for refund in stored.refunds:
        yield PaidAmount(refund.on_day, -refund.kopecks, payment_id=payment_id)


def made_payments(bills: list[BillRow], stored: list[StoredPayment], newest: int) -> list[MadePayment]:
    """The `newest` last payments, newest first, each with where its money went."""
    shown = stored[max(0, len(stored) - newest) :]
    found = trails([bill.issued for bill in bills], paid_amounts(stored))
    return [_made(one, found.get(one.payment.id or 0, _NOTHING)) for one in reversed(shown)]


def list_started_payments(session: Session, account_id: int, limit: int) -> list[StartedPayment]:
    """Payments through the provider without money yet, newest first; abandoned ones only for some days."""
    now = clock.now()
    is_recent = col(Checkout.created_at) > now - ABANDONED_SHOWN_FOR
    rows = session.exec(
        select(Checkout)
        .where(
            col(Checkout.account_id) == account_id,
            col(Checkout.status) != CheckoutStatus.PAID,
            or_(col(Checkout.status) == CheckoutStatus.REVIEW, is_recent),
        )
        .order_by(col(Checkout.id).desc())
        .limit(limit)
    ).all()
    return [_started(row, is_open=_is_page_open(row)) for row in rows]


def _is_page_open(checkout: Checkout) -> bool:
    is_page = checkout.status is CheckoutStatus.OPEN and checkout.autopay_period is None
    return is_page and checkout.expires_at > clock.now()


def _refunded_by_payment(session: Session, account_id: int) -> Mapping[int, list[WentBack]]:
    """Refunds and lost disputes that stand, by payment."""
    reversal = aliased(LedgerEntry)
    rows = session.exec(
        select(col(Refund.payment_id), col(LedgerEntry.effective_on), col(LedgerEntry.amount_kopecks))
        .join(LedgerEntry, col(LedgerEntry.refund_id) == col(Refund.id))
        .outerjoin(reversal, col(reversal.reverses_id) == col(LedgerEntry.id))
        .where(col(LedgerEntry.account_id) == account_id, col(reversal.id).is_(None))
    ).all()
    found: defaultdict[int, list[WentBack]] = defaultdict(list)
    for payment_id, on_day, kopecks in rows:
        found[payment_id].append(WentBack(on_day, kopecks))
    return found


def _issued(bill: Bill) -> IssuedBill:
    period = Period.from_code(bill.period)
    return IssuedBill(
        period, period.plus(1).first_day, bill.due_on, bill.charged_kopecks, bill.penalty_kopecks
    )


def _made(stored: StoredPayment, settlement: Settlement) -> MadePayment:
    payment = stored.payment
    return MadePayment(
        payment_id=payment.id or 0,
        paid_on=payment.paid_on,
        received_at=payment.received_at,
        channel=payment.channel,
        amount_kopecks=payment.amount_kopecks,
        fee_kopecks=payment.fee_kopecks,
        settlement=settlement,
        refunded_kopecks=stored.refunded_kopecks,
        is_cancelled=stored.is_cancelled,
        receipt_number=stored.receipt_number,
        receipt_status=stored.receipt_status,
    )


def _started(checkout: Checkout, *, is_open: bool) -> StartedPayment:
    return StartedPayment(
        key=checkout.key,
        started_at=checkout.created_at,
        channel=checkout.channel,
        amount_kopecks=checkout.amount_kopecks,
        fee_kopecks=checkout.fee_kopecks,
        named_period=_period(checkout.named_period),
        status=checkout.status,
        is_open=is_open,
        is_autopay=checkout.autopay_period is not None,
    )


def _period(code: int | None) -> Period | None:
    return Period.from_code(code) if code else None
