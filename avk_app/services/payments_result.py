"""What the payment page is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from avk_app.domain.offices import Office
from avk_app.domain.owed import Owed
from avk_app.domain.payments import FeeTerms
from avk_app.domain.period import Period
from avk_app.domain.receipts import ReceiptStatus
from avk_app.domain.settlement import Settlement
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel


@dataclass(frozen=True)
class PaymentTerms:
    """What is owed and what paying costs today. `pay_by_on` is the newest bill's, None before the first."""

    account_id: int
    balance_kopecks: int
    owed: Owed
    pay_by_on: date | None
    fees: Mapping[PaymentChannel, FeeTerms]
    cap_kopecks: int


@dataclass(frozen=True)
class MadePayment:
    """Money that came in. `settlement` says where its part went that was not refunded.

    `is_cancelled`: it was entered by mistake and counts as never paid.
    """

    payment_id: int
    paid_on: date
    received_at: datetime
    channel: PaymentChannel
    amount_kopecks: int
    fee_kopecks: int
    settlement: Settlement
    refunded_kopecks: int
    is_cancelled: bool
    receipt_number: str
    receipt_status: ReceiptStatus | None


@dataclass(frozen=True)
class StartedPayment:
    """A payment through the provider that has not come in. `is_open`: its page can still be gone on with;
    `is_autopay`: nobody pressed a button, and there is no page."""

    key: str
    started_at: datetime
    channel: PaymentChannel
    amount_kopecks: int
    fee_kopecks: int
    named_period: Period | None
    status: CheckoutStatus
    is_open: bool
    is_autopay: bool = False


@dataclass(frozen=True)
class PaymentsPage:
    """`rows` newest first; `has_more` when older ones were left out. `offices` take no fee."""

    terms: PaymentTerms
    offices: tuple[Office, ...]
    rows: tuple[MadePayment | StartedPayment, ...]
    has_more: bool
