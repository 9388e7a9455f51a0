"""What the payment provider is asked and what it says, in our own words: amounts in kopecks, moments in UTC.

`key` is our id of the payment at the provider, "" where an object carries none; `paid_at` is None where the
object does not say when.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

CURRENCY = "rub"


@dataclass(frozen=True)
class CheckoutOrder:
    """A payment to take on the provider's own page. The same order gives the same session, however often
    it is placed."""

    key: str
    is_wallet: bool
    amount_kopecks: int
    fee_kopecks: int
    expires_at: datetime


@dataclass(frozen=True)
class RefundOrder:
    """Money to send back of a payment. The same order gives the same refund: the provider remembers an order
    for a day."""

    key: str
    intent_id: str
    total_kopecks: int


@dataclass(frozen=True)
class SetupOrder:
    """A card to save on the provider's own page. The same order gives the same page."""

    key: str
    expires_at: datetime


@dataclass(frozen=True)
class SavedMethod:
    """A card that the provider keeps: its own ids for it, and what the card's owner knows it by."""

    customer_id: str
    method_id: str
    brand: str = ""
    last4: str = ""


@dataclass(frozen=True)
class ChargeOrder:
    """Money to take of a saved card while nobody is there. The same order takes it once: the provider
    remembers an order for a day."""

    key: str
    method: SavedMethod
    total_kopecks: int


class SessionStatus(StrEnum):
    """Of the provider's page."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@dataclass(frozen=True)
class ProviderSession:
    """The provider's page for one payment. COMPLETE is not yet paid: some ways of paying take days, and then
    `is_failed` where the money did not come."""

    session_id: str
    key: str
    status: SessionStatus
    is_paid: bool
    total_kopecks: int
    currency: str
    url: str
    intent_id: str
    paid_at: datetime | None = None
    is_failed: bool = False


@dataclass(frozen=True)
class ProviderSetup:
    """The provider's page for saving a card; `method` None until it is saved."""

    session_id: str
    key: str
    status: SessionStatus
    url: str
    method: SavedMethod | None


@dataclass(frozen=True)
class ProviderPayment:
    """A payment at the provider, made on its page or with a saved method. `has_returned`: money of it went
    back to the payer."""

    intent_id: str
    key: str
    is_paid: bool
    is_failed: bool
    total_kopecks: int
    currency: str
    paid_at: datetime | None = None
    has_returned: bool = False


class RefundState(StrEnum):
    """PENDING is on its way to the payer's bank."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class ProviderRefund:
    """Money the provider sent back, whoever asked for it."""

    refund_id: str
    key: str
    intent_id: str
    state: RefundState
    amount_kopecks: int
    currency: str


class DisputeState(StrEnum):
    """INQUIRY only asks. OPEN: the bank took the money back until it decides; WON gives it back to us."""

    INQUIRY = "inquiry"
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True)
class ProviderDispute:
    """A payer's bank that takes a payment back."""

    dispute_id: str
    intent_id: str
    state: DisputeState
    amount_kopecks: int
    currency: str


ProviderFact = ProviderSession | ProviderPayment | ProviderRefund | ProviderDispute


@dataclass(frozen=True)
class ProviderMessage:
    """A message whose signature was found right. `payload` is its text as it came."""

    event_id: str
    kind: str
    created_at: datetime
    payload: str
