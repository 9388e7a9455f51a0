"""The ledger: append-only double entry in kopecks. The database itself refuses updates and deletes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field


class LedgerName(StrEnum):
    """The two sides of an entry: what subscribers owe, what was earned, where the money is."""

    RECEIVABLE = "receivable"
    WATER_INCOME = "water_income"
    WASTEWATER_INCOME = "wastewater_income"
    PENALTY_INCOME = "penalty_income"
    MONEY = "money"


class EntryKind(StrEnum):
    CHARGE = "charge"
    RECALCULATION = "recalculation"
    CREDIT = "credit"
    PENALTY = "penalty"
    PAYMENT = "payment"
    REVERSAL = "reversal"
    REFUND = "refund"


class LedgerEntry(SQLModel, table=True):
    """проводка: an amount moved from the credited to the debited ledger; both sides stand in one row.

    Entries of an account are numbered without gaps, and each keeps the account's balance after it:
    positive is owed, negative is an advance.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("account_id", "sequence", name="uq_entry_sequence"),
        CheckConstraint("amount_kopecks > 0", name="ck_entry_amount"),
        CheckConstraint("debit <> credit", name="ck_entry_sides"),
        Index("uq_entry_refund", "refund_id", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    sequence: int
    kind: EntryKind = enum_field(EntryKind)
    debit: LedgerName = enum_field(LedgerName)
    credit: LedgerName = enum_field(LedgerName)
    amount_kopecks: int = Field(sa_type=BigInteger)
    balance_after_kopecks: int = Field(sa_type=BigInteger)
    period: int
    effective_on: date
    posted_at: datetime
    charge_line_id: int | None = Field(default=None, foreign_key="charge_line.id", unique=True)
    payment_id: int | None = Field(default=None, foreign_key="payment.id", unique=True)
    reverses_id: int | None = Field(default=None, foreign_key="ledger_entry.id", unique=True)
    refund_id: int | None = Field(default=None, foreign_key="refund.id")


class LedgerSeal(SQLModel, table=True):
    """A link of the hash chain over posted entries: what was sealed cannot be changed unseen."""

    __tablename__ = "ledger_seal"

    id: int | None = Field(default=None, primary_key=True)
    last_entry_id: int = Field(unique=True)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    sealed_at: datetime
