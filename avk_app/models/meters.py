"""Meters (водомеры)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field, litres_field


class MeterKind(StrEnum):
    COLD = "cold"
    HOT = "hot"


class Meter(SQLModel, table=True):
    """прибор учёта. `digits` black digits count cubic metres; three red ones count litres.

    `verified_on` and `verification_due_on` are those of the newest verification (поверка).
    `entered_at`: None when it came with its account, else when it was added.
    `removal_known_at`: when the removal became known; None when it was known from the beginning.
    """

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    serial: str = Field(max_length=32, index=True)
    kind: MeterKind = enum_field(MeterKind)
    place: str = Field(default="", max_length=40)
    digits: int = Field(default=5, ge=4, le=8)
    installed_on: date
    initial_litres: int = litres_field(default=0)
    verified_on: date
    verification_due_on: date
    removed_on: date | None = None
    entered_at: datetime | None = None
    removal_known_at: datetime | None = None


class PastVerification(SQLModel, table=True):
    """A verification that a later one followed; `superseded_at` is when the later one became known."""

    __tablename__ = "past_verification"
    __table_args__ = (UniqueConstraint("meter_id", "verified_on", name="uq_past_verification"),)

    id: int | None = Field(default=None, primary_key=True)
    meter_id: int = Field(foreign_key="meter.id")
    verified_on: date
    due_on: date
    superseded_at: datetime
