"""Audit records: who did what to which object, appended in the same transaction as the deed."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class AuditRecord(SQLModel, table=True):
    __tablename__ = "audit_record"
    __table_args__ = (Index("ix_audit_entity", "entity", "entity_id"),)

    id: int | None = Field(default=None, primary_key=True)
    happened_at: datetime
    session_id: int | None = None
    user_id: int | None = None
    action: str = Field(max_length=64)
    entity: str = Field(max_length=40)
    entity_id: int | None = None
    details: str = Field(default="", max_length=500)
