"""Premises and the accounts that bills are made for."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint, false
from sqlmodel import Field, SQLModel

NAME_LENGTH = 80


class Premise(SQLModel, table=True):
    """помещение: one flat or one private house."""

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(max_length=NAME_LENGTH)
    street: str = Field(max_length=120)
    house: str = Field(max_length=16)
    flat: str = Field(default="", max_length=16)
    is_private_house: bool = False
    has_hot_water: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class Registration(SQLModel, table=True):
    """How many persons are registered (прописаны) in a premise from a day on: followed by later rows, never
    edited, so that a past month can be computed again with the number of that month."""

    __table_args__ = (UniqueConstraint("premise_id", "valid_from", name="uq_registration"),)

    id: int | None = Field(default=None, primary_key=True)
    premise_id: int = Field(foreign_key="premise.id")
    valid_from: date
    persons: int = Field(ge=0)


class Account(SQLModel, table=True):
    """лицевой счёт: the contract between the utility and one subscriber (абонент).

    `closed_on`: the last day that is charged; `closing_known_at`: None when it was known from the beginning.
    `meter_refused_on`: since when the norm is raised because a meter could be installed and is not, or
    because access was refused twice. A meter fitted later ends it.
    """

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=10, unique=True)
    premise_id: int = Field(foreign_key="premise.id", index=True)
    surname: str = Field(max_length=NAME_LENGTH)
    first_name: str = Field(max_length=NAME_LENGTH)
    patronymic: str = Field(default="", max_length=NAME_LENGTH)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=20)
    opened_on: date
    closed_on: date | None = None
    closing_known_at: datetime | None = None
    meter_refused_on: date | None = None
