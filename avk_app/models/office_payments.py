"""Payments that a cashier took in an office."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field

KEY_LENGTH = 64
OFFICE_LENGTH = 120
REASON_LENGTH = 200


class OfficeMeans(StrEnum):
    CASH = "cash"
    TERMINAL = "terminal"


class OfficePayment(SQLModel, table=True):
    """Who took a payment, and how. `key` is the cashier's own name for it, one a payment and day: sent twice,
    it is one payment. Cancelled, the money went back on `cancelled_on` and the ledger holds the reversal."""

    __tablename__ = "office_payment"
    __table_args__ = (
        UniqueConstraint("cashier_id", "taken_on", "key", name="uq_office_payment_key"),
        Index("ix_office_payment_taken", "taken_on"),
        Index("ix_office_payment_cancelled", "cancelled_on"),
    )

    payment_id: int = Field(foreign_key="payment.id", primary_key=True)
    cashier_id: int = Field(foreign_key="app_user.id")
    means: OfficeMeans = enum_field(OfficeMeans)
    office: str = Field(max_length=OFFICE_LENGTH)
    key: str = Field(max_length=KEY_LENGTH)
    taken_on: date
    cancelled_on: date | None = None
    cancelled_by: int | None = Field(default=None, foreign_key="app_user.id")
    cancel_reason: str = Field(default="", max_length=REASON_LENGTH)
