"""One-time codes that prove a person reads the e-mail on file."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field


class CodePurpose(StrEnum):
    CREATE_LOGIN = "create_login"
    CHANGE_EMAIL = "change_email"
    CHANGE_PHONE = "change_phone"
    CHANGE_LOGIN = "change_login"


class ConfirmationCode(SQLModel, table=True):
    """`subject` is what the code confirms (a new address, say); the code is kept as a keyed hash."""

    __tablename__ = "confirmation_code"

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="user_session.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    purpose: CodePurpose = enum_field(CodePurpose)
    subject: str = Field(default="", max_length=254)
    code_hash: str = Field(max_length=64)
    created_at: datetime
    expires_at: datetime
    failed_attempts: int = 0
    used_at: datetime | None = None
