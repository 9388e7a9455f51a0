"""Receipts (электронный чек): one a payment, one more for each return of its money."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from avk_app.domain.receipts import ReceiptKind, ReceiptStatus, Taxation
from avk_app.models.columns import enum_field

FISCAL_NUMBER_LENGTH = 20
PLACE_LENGTH = 200


class Receipt(SQLModel, table=True):
    """`part` 0 is the payment's own receipt, returns count from 1. The cash register's marks are empty until
    it has registered the receipt; `next_attempt_at` is when it is asked next, empty when there is no need."""

    __table_args__ = (
        CheckConstraint(
            "amount_kopecks >= 0 AND fee_kopecks >= 0 AND amount_kopecks + fee_kopecks > 0",
            name="ck_receipt_amount",
        ),
        CheckConstraint("advance_kopecks BETWEEN 0 AND amount_kopecks", name="ck_receipt_advance"),
        UniqueConstraint("payment_id", "part", name="uq_receipt_payment"),
        Index("ix_receipt_due", "next_attempt_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=24, unique=True)
    payment_id: int = Field(foreign_key="payment.id")
    part: int = 0
    refund_id: int | None = Field(default=None, foreign_key="refund.id", unique=True)
    kind: ReceiptKind = enum_field(ReceiptKind)
    amount_kopecks: int = Field(sa_type=BigInteger)
    advance_kopecks: int = Field(sa_type=BigInteger)
    fee_kopecks: int = Field(sa_type=BigInteger)
    taxation: Taxation = enum_field(Taxation)
    vat_percent: int
    vat_kopecks: int = Field(sa_type=BigInteger)
    is_cash: bool = False
    buyer_email: str = Field(default="", max_length=254)
    place: str = Field(max_length=PLACE_LENGTH)
    issued_at: datetime
    status: ReceiptStatus = enum_field(ReceiptStatus)
    is_fiscal: bool = False
    register_number: str = Field(default="", max_length=FISCAL_NUMBER_LENGTH)
    drive_number: str = Field(default="", max_length=FISCAL_NUMBER_LENGTH)
    document_number: str = Field(default="", max_length=FISCAL_NUMBER_LENGTH)
    fiscal_sign: str = Field(default="", max_length=FISCAL_NUMBER_LENGTH)
    registered_at: datetime | None = None
    next_attempt_at: datetime | None = None
    attempts: int = 0
    last_error: str = Field(default="", max_length=200)
