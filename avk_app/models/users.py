"""Who signs in with a login and password: subscribers and staff."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field


class Role(StrEnum):
    SUBSCRIBER = "subscriber"
    OPERATOR = "operator"
    CASHIER = "cashier"
    ADMINISTRATOR = "administrator"

    @property
    def is_staff(self) -> bool:
        return self is not Role.SUBSCRIBER


class User(SQLModel, table=True):
    """пользователь. `login` is kept casefolded; the hash names its own algorithm."""

    __tablename__ = "app_user"

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(max_length=64, unique=True)
    password_hash: str = Field(max_length=255)
    role: Role = enum_field(Role)
    is_active: bool = True
    totp_secret: str = Field(default="", max_length=64)
    created_at: datetime
    password_changed_at: datetime


class UserAccount(SQLModel, table=True):
    """Which accounts a user may see. `is_owner` is false for a delegate."""

    __tablename__ = "user_account"

    user_id: int = Field(foreign_key="app_user.id", primary_key=True)
    account_id: int = Field(foreign_key="account.id", primary_key=True, index=True)
    is_owner: bool = True
