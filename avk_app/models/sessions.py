"""Sessions, the tickets that open them, and the attempts that limits are counted from."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field

HASH_LENGTH = 64


class SessionKind(StrEnum):
    """How the person signed in; it decides which doors are open."""

    SURNAME = "surname"
    PASSWORD = "password"
    STAFF = "staff"


class UserSession(SQLModel, table=True):
    """An open session. The cookie holds a random token; only its SHA-256 is kept here.

    `account_id` is the account being looked at: fixed for a surname session, chosen for a password
    session, absent for staff.
    """

    __tablename__ = "user_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=HASH_LENGTH, unique=True)
    kind: SessionKind = enum_field(SessionKind)
    user_id: int | None = Field(default=None, foreign_key="app_user.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    device: str = Field(default="", max_length=120)
    address: str = Field(default="", max_length=64)
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class SignInTicket(SQLModel, table=True):
    """A checked sign-in on its way from the handler to the route that sets the cookie; used once."""

    __tablename__ = "sign_in_ticket"

    id: int | None = Field(default=None, primary_key=True)
    ticket_hash: str = Field(max_length=HASH_LENGTH, unique=True)
    kind: SessionKind = enum_field(SessionKind)
    user_id: int | None = Field(default=None, foreign_key="app_user.id")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    created_at: datetime
    used_at: datetime | None = None


class SignInAttempt(SQLModel, table=True):
    """One try to sign in. Names and numbers are kept as keyed hashes: enough to count, not to read."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_attempt_subject", "subject_hash", "is_success", "attempted_at"),
        Index("ix_attempt_name", "name_hash", "is_success", "attempted_at"),
        Index("ix_attempt_address", "address", "is_success", "attempted_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subject_hash: str = Field(max_length=HASH_LENGTH)
    name_hash: str = Field(default="", max_length=HASH_LENGTH)
    address: str = Field(max_length=64)
    is_success: bool
    attempted_at: datetime
