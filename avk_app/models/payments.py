"""Payments (платежи): money that came in from a subscriber."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field


class PaymentChannel(StrEnum):
    CARD = "card"
    E_WALLET = "e_wallet"
    BANK_TRANSFER = "bank_transfer"
    OFFICE = "office"


class Payment(SQLModel, table=True):
    """`named_period` is the period that the payer chose to settle, if any."""

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
