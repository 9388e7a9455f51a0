"""Interruptions (отключения): when a house was without a service."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field
from avk_app.models.tariffs import Service

REASON_LENGTH = 200


class Interruption(SQLModel, table=True):
    """отключение: what happened, never what is planned, one row a house, because water comes back house by
    house. It holds for all premises with this address.

    The end is written once; before that it goes on. What was wrong is withdrawn and counts for nothing from
    then on; the same may be written down again. `recorded_at`, `end_recorded_at` and `withdrawn_at` say
    since when this is known: a month that is charged again knows what its run knew. `reason` names the cause
    or the act that proves it.
    """

    __table_args__ = (
        Index(
            "uq_interruption",
            "street",
            "house",
            "district",
            "service",
            "started_at",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("ended_at > started_at", name="ck_interruption_order"),
        CheckConstraint("(ended_at IS NULL) = (end_recorded_at IS NULL)", name="ck_interruption_end"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="ck_interruption_withdrawn"),
        Index("ix_interruption_recorded_at", "recorded_at"),
        Index("ix_interruption_ended_at", "ended_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(max_length=80)
    street: str = Field(max_length=120)
    house: str = Field(max_length=16)
    service: Service = enum_field(Service)
    started_at: datetime
    ended_at: datetime | None = None
    reason: str = Field(max_length=REASON_LENGTH)
    recorded_at: datetime
    end_recorded_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = Field(default="", max_length=REASON_LENGTH)
