"""Readings (показания): appended, never edited; a correction replaces an earlier row."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field, litres_field

QUESTION_LENGTH = 200


class ReadingSource(StrEnum):
    WEB = "web"
    EMAIL = "email"
    STAFF = "staff"
    IMPORT = "import"
    API = "api"


class ReadingStatus(StrEnum):
    """«принято», «на проверке», «уточните», «заменено»."""

    ACCEPTED = "accepted"
    UNDER_REVIEW = "under_review"
    NEEDS_CLARIFICATION = "needs_clarification"
    REPLACED = "replaced"


class ReadingSubmission(SQLModel, table=True):
    """All readings that were sent at once. The acceptance number is made from period and id."""

    __tablename__ = "reading_submission"
    __table_args__ = (UniqueConstraint("account_id", "request_key", name="uq_submission_request"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    period: int
    request_key: str = Field(max_length=64)
    source: ReadingSource = enum_field(ReadingSource)
    submitted_at: datetime
    session_id: int | None = Field(default=None, foreign_key="user_session.id")


class Reading(SQLModel, table=True):
    """The value on one dial on one day. At most one row a meter and period is not replaced.

    `flags` holds the codes of what was unusual when it came, separated by spaces. `stood_as` is what a
    replaced reading was until then; `decided_at` when staff decided last; `question` what they ask about.
    """

    __table_args__ = (
        Index(
            "uq_reading_current",
            "meter_id",
            "period",
            unique=True,
            sqlite_where=text("status <> 'replaced'"),
            postgresql_where=text("status <> 'replaced'"),
        ),
        Index("ix_reading_history", "meter_id", "period", "id"),
        Index("ix_reading_received", "received_at", "period"),
        Index(
            "ix_reading_decided",
            "decided_at",
            "period",
            sqlite_where=text("decided_at IS NOT NULL"),
            postgresql_where=text("decided_at IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    meter_id: int = Field(foreign_key="meter.id")
    period: int
    value_litres: int = litres_field()
    taken_on: date
    received_at: datetime
    source: ReadingSource = enum_field(ReadingSource)
    status: ReadingStatus = enum_field(ReadingStatus)
    flags: str = Field(default="", max_length=120)
    submission_id: int | None = Field(default=None, foreign_key="reading_submission.id", index=True)
    replaces_id: int | None = Field(default=None, foreign_key="reading.id")
    stood_as: ReadingStatus | None = enum_field(ReadingStatus, default=None)
    decided_at: datetime | None = None
    question: str | None = Field(default=None, max_length=QUESTION_LENGTH)
