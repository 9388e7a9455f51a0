"""Policy (правила): dated settings of the utility, followed by later rows, never edited."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class PolicyRule(SQLModel, table=True):
    """`value` is an integer whose unit the key names last (`readings_close_day`)."""

    __tablename__ = "policy_rule"
    __table_args__ = (UniqueConstraint("key", "valid_from", name="uq_policy_rule"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64)
    value: int
    valid_from: date
    act: str = Field(max_length=200)
    is_sample: bool = False
