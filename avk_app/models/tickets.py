"""Tickets (заявки) and the consents given with them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field


class TicketKind(StrEnum):
    CONSULTATION = "consultation"


class TicketStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class ConsentPurpose(StrEnum):
    """152-FZ asks for a separate consent for each purpose."""

    CONSULTATION = "consultation"


class Ticket(SQLModel, table=True):
    """A request that staff answer. Its number is made from the year and id."""

    __table_args__ = (Index("ix_ticket_phone", "phone", "created_at"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: TicketKind = enum_field(TicketKind)
    status: TicketStatus = enum_field(TicketStatus)
    request_key: str = Field(max_length=64, unique=True)
    first_name: str = Field(max_length=80)
    surname: str = Field(max_length=80)
    phone: str = Field(max_length=20)
    question: str = Field(max_length=2000)
    created_at: datetime


class Consent(SQLModel, table=True):
    """Proof of a consent: which text, when, from where (152-FZ art. 9)."""

    __table_args__ = (Index("ix_consent_address", "address", "given_at"),)

    id: int | None = Field(default=None, primary_key=True)
    purpose: ConsentPurpose = enum_field(ConsentPurpose)
    text_version: str = Field(max_length=20)
    given_at: datetime
    address: str = Field(max_length=64)
    ticket_id: int | None = Field(default=None, foreign_key="ticket.id")
