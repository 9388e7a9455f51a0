"""Interruptions (отключения): when a service was off, and in which houses."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field
from avk_app.models.tariffs import Service

REASON_LENGTH = 200


class Interruption(SQLModel, table=True):
    """отключение: what happened, never what is planned. Its end is written once; before that it goes on.

    `recorded_at` and `end_recorded_at` say since when start and end are known: charging a month again
    knows what its run knew. `reason` names the cause or the act that proves it.
    """

    __table_args__ = (
        CheckConstraint("ended_at > started_at", name="ck_interruption_order"),
        CheckConstraint("(ended_at IS NULL) = (end_recorded_at IS NULL)", name="ck_interruption_end"),
    )

    id: int | None = Field(default=None, primary_key=True)
    service: Service = enum_field(Service)
    started_at: datetime = Field(index=True)
    ended_at: datetime | None = None
    reason: str = Field(max_length=REASON_LENGTH)
    recorded_at: datetime
    end_recorded_at: datetime | None = None


class InterruptedHouse(SQLModel, table=True):
    """A house without the service: all its premises, by the address as it is written on them."""

    __tablename__ = "interrupted_house"
    __table_args__ = (
        UniqueConstraint("street", "house", "district", "interruption_id", name="uq_interrupted_house"),
    )

    id: int | None = Field(default=None, primary_key=True)
    interruption_id: int = Field(foreign_key="interruption.id", index=True)
    district: str = Field(max_length=80)
    street: str = Field(max_length=120)
    house: str = Field(max_length=16)
