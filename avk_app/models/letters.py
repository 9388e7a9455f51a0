"""The outbox: letters written in the transaction of what they tell about, sent afterwards."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel


class Letter(SQLModel, table=True):
    """`next_attempt_at` is empty once the letter was sent or given up."""

    __table_args__ = (Index("ix_letter_due", "next_attempt_at"),)

    id: int | None = Field(default=None, primary_key=True)
    recipient: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=Text)
    created_at: datetime
    next_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    attempts: int = 0
    last_error: str = Field(default="", max_length=200)
