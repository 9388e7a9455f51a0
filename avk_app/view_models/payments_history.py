"""The rows of the payment page: what was paid, what is on its way, and where the money went."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from avk_app import clock, routes
from avk_app.domain.receipts import ReceiptStatus
from avk_app.domain.settlement import Settlement
from avk_app.models.checkouts import CheckoutStatus
from avk_app.money import format_kopecks
from avk_app.services.payments_result import MadePayment, PaymentsPage, StartedPayment
from avk_app.texts import payments as texts
from avk_app.texts.russian import format_moment, format_near_date, period_name
from avk_app.view_models.payments import plain_amount


@dataclass(frozen=True)
class PaymentRowView:
    """A payment made or started. `key` goes on with an open one; `again` is the amount for the field."""

    day: str
    channel: str
    amount: str
    state: str
    tone: str
    details: list[str]
    key: str
    again: str
    again_label: str
    again_channel: str
    receipt_href: str = ""
    receipt_label: str = ""


@dataclass(frozen=True)
class OpenPaymentView:
    """The newest payment whose page is still open; `key` "" when there is none."""

    key: str = ""
    note: str = ""


UNFINISHED = (CheckoutStatus.NEW, CheckoutStatus.OPEN)
NONE_OPEN = OpenPaymentView()
_STARTED = {
    CheckoutStatus.NEW: (texts.NOT_STARTED, "", texts.NOT_STARTED_MORE),
    CheckoutStatus.OPEN: (texts.EXPIRED, "", texts.EXPIRED_MORE),
    CheckoutStatus.EXPIRED: (texts.EXPIRED, "", texts.EXPIRED_MORE),
    CheckoutStatus.FAILED: (texts.FAILED, "bad", texts.FAILED_MORE),
    CheckoutStatus.REVIEW: (texts.REVIEW, "warn", texts.REVIEW_MORE),
}


def payment_rows(page: PaymentsPage, today: date) -> list[PaymentRowView]:
    """All rows, newest first."""
    return [_made(row, today) if isinstance(row, MadePayment) else _started(row, today) for row in page.rows]


def open_payment(page: PaymentsPage) -> OpenPaymentView:
    """The newest unfinished payment, so that nobody pays twice."""
    for row in page.rows:
        if isinstance(row, StartedPayment) and row.is_open:
            total = format_kopecks(row.amount_kopecks + row.fee_kopecks)
            return OpenPaymentView(row.key, texts.OPEN_NOTE.format(amount=total))
    return NONE_OPEN


def receipt_href(number: str) -> str:
    """The page of a receipt, "" while there is none."""
    return f"{routes.RECEIPT}?number={number}" if number else ""


def _made(row: MadePayment, today: date) -> PaymentRowView:
    state, tone = _made_state(row)
    details = [texts.CANCELLED_MORE] if row.is_cancelled else list(_where_it_went(row))
    view = _payment(row, format_near_date(row.paid_on, today), (state, tone), details)
    is_confirmation = row.receipt_status is ReceiptStatus.CONFIRMATION
    label = texts.CONFIRMATION if is_confirmation else texts.RECEIPT
    return replace(view, receipt_href=receipt_href(row.receipt_number), receipt_label=label)


def _started(row: StartedPayment, today: date) -> PaymentRowView:
    state, tone, more = _STARTED[row.status]
    if row.is_open:
        state, tone, more = texts.UNFINISHED, "warn", texts.UNFINISHED_MORE
    if _is_autopay_on_its_way(row):
        state, tone, more = texts.AUTOPAY, "warn", texts.AUTOPAY_MORE
    moment = format_moment(clock.to_city(row.started_at), today)
    return _payment(row, moment, (state, tone), [more], row.key if row.is_open else "")


def _payment(
    row: MadePayment | StartedPayment, day: str, state: tuple[str, str], details: list[str], key: str = ""
) -> PaymentRowView:
    amount = format_kopecks(row.amount_kopecks)
    return PaymentRowView(
        day=day,
        channel=texts.PAID_BY[row.channel],
        amount=amount,
        state=state[0],
        tone=state[1],
        details=details,
        key=key,
        again=_again(row),
        again_label=texts.PAY_AGAIN_LABEL.format(amount=amount),
        again_channel=str(row.channel),
    )


def _again(row: MadePayment | StartedPayment) -> str:
    """Nothing while the money of this payment may still come."""
    may_come = isinstance(row, StartedPayment) and (
        row.is_open or row.status is CheckoutStatus.REVIEW or _is_autopay_on_its_way(row)
    )
    return "" if may_come else plain_amount(row.amount_kopecks)


def _is_autopay_on_its_way(row: StartedPayment) -> bool:
    return row.is_autopay and row.status in UNFINISHED


def _made_state(row: MadePayment) -> tuple[str, str]:
    if row.is_cancelled:
        return texts.CANCELLED, "bad"
    if row.refunded_kopecks >= row.amount_kopecks:
        return texts.REFUNDED, "warn"
    if row.refunded_kopecks:
        return texts.PARTLY_REFUNDED.format(amount=format_kopecks(row.refunded_kopecks)), "warn"
    return texts.MADE, "ok"


def _where_it_went(row: MadePayment) -> Iterator[str]:
    if parts := list(_parts(row.settlement)):
        yield texts.CLOSED.format(parts="; ".join(parts))
    if row.fee_kopecks:
        yield texts.ROW_FEE.format(amount=format_kopecks(row.fee_kopecks))


def _parts(settlement: Settlement) -> Iterator[str]:
    for part in settlement.settled:
        month = period_name(part.period)
        if part.principal_kopecks:
            yield texts.CLOSED_PART.format(month=month, amount=format_kopecks(part.principal_kopecks))
        if part.penalty_kopecks:
            yield texts.CLOSED_PENALTY.format(month=month, amount=format_kopecks(part.penalty_kopecks))
    if settlement.advance_kopecks:
        yield texts.CLOSED_FORWARD.format(amount=format_kopecks(settlement.advance_kopecks))
