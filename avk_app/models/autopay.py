"""Autopay (автоплатёж): a card that its owner lets pay the bills, and what was said and done about each."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from avk_app.models.checkouts import KEY_LENGTH
from avk_app.models.columns import enum_field
from avk_app.models.payments import PROVIDER_ID_LENGTH


class AutopayStatus(StrEnum):
    """SETUP_PENDING: the card is not saved yet. OFF is for good: switching on again is a new row."""

    SETUP_PENDING = "setup_pending"
    ACTIVE = "active"
    OFF = "off"


class NoticeStatus(StrEnum):
    """What became of a bill: announced, asked of the provider, or why nothing is taken for it."""

    ANNOUNCED = "announced"
    ASKED = "asked"
    NOTHING_OWED = "nothing_owed"
    OVER_LIMIT = "over_limit"
    MISSED = "missed"
    SWITCHED_OFF = "switched_off"


class Autopay(SQLModel, table=True):
    """A permission to take money of a saved card: at most one an account is active.

    The card lies with the provider; `customer_id` and `method_id` are its names for it, brand and last digits
    a label for people. `key` is our id of it at the provider. Who agreed, to which text, when and from where
    is kept for good. `first_period` is the first bill that the chosen day is for. `forgotten_at`: when the
    provider forgot the card; its names and its label are blank from then on.
    """

    __table_args__ = (
        CheckConstraint("pay_on_day BETWEEN 1 AND 28", name="ck_autopay_day"),
        CheckConstraint("limit_kopecks > 0", name="ck_autopay_limit"),
        Index(
            "uq_autopay_active",
            "account_id",
            unique=True,
            sqlite_where=text("status = 'active'"),
            postgresql_where=text("status = 'active'"),
        ),
        Index("ix_autopay_status", "status", "pay_on_day"),
        Index("ix_autopay_account", "account_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=KEY_LENGTH, unique=True)
    account_id: int = Field(foreign_key="account.id")
    status: AutopayStatus = enum_field(AutopayStatus)
    pay_on_day: int
    first_period: int
    limit_kopecks: int = Field(sa_type=BigInteger)
    provider_session_id: str | None = Field(default=None, max_length=PROVIDER_ID_LENGTH)
    provider_url: str = Field(default="", max_length=2000)
    customer_id: str = Field(default="", max_length=PROVIDER_ID_LENGTH)
    method_id: str = Field(default="", max_length=PROVIDER_ID_LENGTH)
    card_brand: str = Field(default="", max_length=24)
    card_last4: str = Field(default="", max_length=4)
    user_id: int = Field(foreign_key="app_user.id")
    session_id: int
    consent_version: str = Field(max_length=20)
    consent_address: str = Field(max_length=64)
    created_at: datetime
    setup_expires_at: datetime
    asked_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    forgotten_at: datetime | None = None


class AutopayNotice(SQLModel, table=True):
    """What the payer was told about one bill, and what became of it: one a bill, and no charge without one.

    No more than `amount_kopecks` and `fee_kopecks` is taken, whatever is owed by then.
    """

    __tablename__ = "autopay_notice"
    __table_args__ = (
        UniqueConstraint("account_id", "period", name="uq_autopay_notice"),
        Index("ix_autopay_notice_due", "status", "charge_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    autopay_id: int = Field(foreign_key="autopay.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    period: int
    status: NoticeStatus = enum_field(NoticeStatus)
    amount_kopecks: int = Field(sa_type=BigInteger)
    fee_kopecks: int = Field(sa_type=BigInteger)
    charge_on: date
    letter_id: int | None = Field(default=None, foreign_key="letter.id")
    created_at: datetime
