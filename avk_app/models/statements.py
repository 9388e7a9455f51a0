"""Lines of bank statements: money that came in by transfer, and whose it turned out to be."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from avk_app.domain.statement import MAX_NAME_LENGTH, MAX_NUMBER_LENGTH, MAX_PURPOSE_LENGTH
from avk_app.domain.statement_matching import Doubt
from avk_app.models.columns import EnumText, enum_field


class StatementLineStatus(StrEnum):
    """Credited by the program or by a person; waiting for a person; not a subscriber's money."""

    MATCHED = "matched"
    DOUBTFUL = "doubtful"
    ASSIGNED = "assigned"
    NOT_OURS = "not_ours"


class BankStatementLine(SQLModel, table=True):
    """An incoming transfer, kept once (`fingerprint`). The payer's name is whole only while a person must
    decide, and masked afterwards; of the payer's account the last four digits are kept."""

    __tablename__ = "bank_statement_line"
    __table_args__ = (
        CheckConstraint("amount_kopecks > 0", name="ck_statement_line_amount"),
        CheckConstraint(
            "(payment_id IS NULL) = (status IN ('doubtful', 'not_ours'))", name="ck_statement_line_payment"
        ),
        Index("ix_statement_line_status", "status", "operation_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    fingerprint: str = Field(max_length=64, unique=True)
    operation_on: date
    document_number: str = Field(default="", max_length=MAX_NUMBER_LENGTH)
    amount_kopecks: int = Field(sa_type=BigInteger)
    payer_name: str = Field(default="", max_length=MAX_NAME_LENGTH)
    payer_account: str = Field(default="", max_length=MAX_NUMBER_LENGTH)
    purpose: str = Field(default="", max_length=MAX_PURPOSE_LENGTH)
    status: StatementLineStatus = enum_field(StatementLineStatus)
    doubt: Doubt | None = Field(default=None, sa_type=EnumText(Doubt))
    payment_id: int | None = Field(default=None, foreign_key="payment.id", unique=True)
    imported_at: datetime
