"""Payments (платежи): money that came in from a subscriber, and what went back."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field
from avk_app.models.tariffs import ACT_LENGTH

PROVIDER_ID_LENGTH = 255


class PaymentChannel(StrEnum):
    CARD = "card"
    E_WALLET = "e_wallet"
    BANK_TRANSFER = "bank_transfer"
    OFFICE = "office"


class Payment(SQLModel, table=True):
    """`named_period` is the period that the payer chose to settle, if any. `fee_kopecks` was paid on top of
    the amount to the payment system: it settles nothing."""

    __table_args__ = (
        CheckConstraint("amount_kopecks > 0", name="ck_payment_amount"),
        Index("ix_payment_account", "account_id", "paid_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    channel: PaymentChannel = enum_field(PaymentChannel)
    amount_kopecks: int = Field(sa_type=BigInteger)
    paid_on: date
    received_at: datetime
    named_period: int | None = None
    fee_kopecks: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class PaymentFee(SQLModel, table=True):
    """комиссия of a channel: basis points of the amount, `minimum_kopecks` at least."""

    __tablename__ = "payment_fee"
    __table_args__ = (UniqueConstraint("channel", "valid_from", name="uq_payment_fee"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: PaymentChannel = enum_field(PaymentChannel)
    basis_points: int = Field(ge=0)
    minimum_kopecks: int = Field(ge=0)
    valid_from: date
    valid_until: date | None = None
    act: str = Field(max_length=ACT_LENGTH)
    is_sample: bool = False


class RefundOrigin(StrEnum):
    """Who made the money go back: our staff, the provider itself, or the payer's bank in a dispute."""

    STAFF = "staff"
    PROVIDER = "provider"
    DISPUTE = "dispute"


class RefundStatus(StrEnum):
    """Money is out of the account's ledger once PENDING or SUCCEEDED; FAILED and WON bring it back."""

    REQUESTED = "requested"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    WON = "won"


class Refund(SQLModel, table=True):
    """возврат: part of a payment that went back, or was taken back by the payer's bank.

    `amount_kopecks` is what the account owes again, `fee_kopecks` what went back of the fee. `key` names it
    to the provider before the provider has named it (`provider_id`).
    """

    __table_args__ = (
        CheckConstraint("amount_kopecks >= 0 AND fee_kopecks >= 0", name="ck_refund_amount"),
        Index("uq_refund_provider", "provider_id", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    payment_id: int = Field(foreign_key="payment.id", index=True)
    origin: RefundOrigin = enum_field(RefundOrigin)
    status: RefundStatus = enum_field(RefundStatus)
    amount_kopecks: int = Field(sa_type=BigInteger)
    fee_kopecks: int = Field(default=0, sa_type=BigInteger)
    reason: str = Field(default="", max_length=200)
    key: str = Field(max_length=64, unique=True)
    provider_id: str | None = Field(default=None, max_length=PROVIDER_ID_LENGTH)
    requested_by: int | None = Field(default=None, foreign_key="app_user.id")
    created_at: datetime
    settled_at: datetime | None = None
