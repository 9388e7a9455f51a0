"""Checkouts: a person's intention to pay through the provider, and what the provider says about it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field
from avk_app.models.payments import PROVIDER_ID_LENGTH, PaymentChannel

KEY_LENGTH = 32


class CheckoutStatus(StrEnum):
    """NEW: the provider has not answered yet. REVIEW: it took money that does not fit what we asked for."""

    NEW = "new"
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    REVIEW = "review"


class Checkout(SQLModel, table=True):
    """One payment on its way. `key` is our id of it at the provider: in the metadata and in the idempotency
    key. `autopay_period` is set when nobody pressed a button: one a bill."""

    __table_args__ = (
        CheckConstraint("amount_kopecks > 0", name="ck_checkout_amount"),
        CheckConstraint("fee_kopecks >= 0", name="ck_checkout_fee"),
        Index("ix_checkout_account", "account_id", "created_at"),
        Index("ix_checkout_status", "status", "created_at"),
        Index("uq_checkout_session", "provider_session_id", unique=True),
        Index("uq_checkout_intent", "payment_intent_id", unique=True),
        Index("uq_checkout_payment", "payment_id", unique=True),
        Index("uq_checkout_autopay", "account_id", "autopay_period", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=KEY_LENGTH, unique=True)
    account_id: int = Field(foreign_key="account.id")
    channel: PaymentChannel = enum_field(PaymentChannel)
    status: CheckoutStatus = enum_field(CheckoutStatus)
    amount_kopecks: int = Field(sa_type=BigInteger)
    fee_kopecks: int = Field(sa_type=BigInteger)
    named_period: int | None = None
    autopay_period: int | None = None
    provider_session_id: str | None = Field(default=None, max_length=PROVIDER_ID_LENGTH)
    provider_url: str = Field(default="", max_length=2000)
    payment_intent_id: str | None = Field(default=None, max_length=PROVIDER_ID_LENGTH)
    payment_id: int | None = Field(default=None, foreign_key="payment.id")
    created_at: datetime
    expires_at: datetime
    asked_at: datetime | None = None


class ProviderEvent(SQLModel, table=True):
    """A signed message of the provider: stored once under its id, then processed. `outcome` is empty until
    then; a message about what we do not know yet waits."""

    __tablename__ = "provider_event"
    __table_args__ = (Index("ix_provider_event_waiting", "processed_at", "received_at"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: str = Field(max_length=PROVIDER_ID_LENGTH, unique=True)
    kind: str = Field(max_length=80)
    created_at: datetime
    payload: str = Field(sa_type=Text)
    received_at: datetime
    processed_at: datetime | None = None
    outcome: str = Field(default="", max_length=40)


class PaymentDifference(SQLModel, table=True):
    """What the provider says and our books do not explain: staff look at it, nothing moves by itself.

    `subject` is the provider's object; one difference of a kind a subject.
    """

    __tablename__ = "payment_difference"
    __table_args__ = (Index("uq_payment_difference", "code", "subject", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    subject: str = Field(max_length=PROVIDER_ID_LENGTH)
    checkout_id: int | None = Field(default=None, foreign_key="checkout.id")
    details: str = Field(default="", max_length=500)
    found_at: datetime
    resolved_at: datetime | None = None
    resolved_by: int | None = Field(default=None, foreign_key="app_user.id")
    resolution: str = Field(default="", max_length=200)
