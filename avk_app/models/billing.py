"""Billing runs, bills and their charge lines. What was posted is final."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field, litres_field


class LineKind(StrEnum):
    """What a line of a bill is for."""

    CHARGE = "charge"
    RECALCULATION = "recalculation"
    CREDIT = "credit"
    PENALTY = "penalty"


class BillingRun(SQLModel, table=True):
    """расчёт начислений: one a period. `known_until` is the moment whose knowledge it charges by.

    A run that was finished and is started again tries the accounts without a bill with what is known
    then: `retry_known_until`. Each bill keeps the moment of its own try in `issued_at`.
    """

    __tablename__ = "billing_run"

    id: int | None = Field(default=None, primary_key=True)
    period: int = Field(unique=True)
    known_until: datetime
    retry_known_until: datetime | None = None
    started_at: datetime
    finished_at: datetime | None = None


class BillingError(SQLModel, table=True):
    """An account that a run could not charge, and why; the next run of the period tries again."""

    __tablename__ = "billing_error"
    __table_args__ = (UniqueConstraint("period", "account_id", name="uq_billing_error"),)

    id: int | None = Field(default=None, primary_key=True)
    period: int
    account_id: int = Field(foreign_key="account.id")
    code: str = Field(max_length=40)
    details: str = Field(default="", max_length=200)


class Bill(SQLModel, table=True):
    """квитанция: what one account owes for one period. Lines and opening balance add up to `due_kopecks`."""

    __table_args__ = (UniqueConstraint("account_id", "period", name="uq_bill"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    period: int
    opening_kopecks: int = Field(sa_type=BigInteger)
    charged_kopecks: int = Field(sa_type=BigInteger)
    penalty_kopecks: int = Field(sa_type=BigInteger)
    due_kopecks: int = Field(sa_type=BigInteger)
    vat_kopecks: int = Field(sa_type=BigInteger)
    pay_by_on: date
    due_on: date
    issued_at: datetime


class ChargeLine(SQLModel, table=True):
    """начисление: one service of one period, rounded once. `basis` is JSON: all it was made from."""

    __tablename__ = "charge_line"
    __table_args__ = (Index("ix_charge_line_bill", "bill_id"),)

    id: int | None = Field(default=None, primary_key=True)
    bill_id: int = Field(foreign_key="bill.id")
    kind: LineKind = enum_field(LineKind)
    service: str = Field(max_length=24)
    period: int
    method: str = Field(max_length=24)
    volume_litres: int = litres_field()
    rate_kopecks_per_m3: int
    coefficient_hundredths: int
    amount_kopecks: int = Field(sa_type=BigInteger)
    basis: str = Field(sa_type=Text)
