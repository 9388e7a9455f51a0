"""Rows of a register's import as the bulk writer takes them."""

from datetime import date, datetime
from typing import NamedTuple, Self

from avk_app.domain.register import RegisterAccount, RegisterMeter


class NewPremise(NamedTuple):
    """A row of `premise`."""

    id: int
    district: str
    street: str
    house: str
    flat: str
    is_private_house: bool
    has_hot_water: bool

    @classmethod
    def of(cls, premise_id: int, account: RegisterAccount) -> Self:
        return cls(premise_id, *(getattr(account, name) for name in cls._fields[1:]))


class NewRegistration(NamedTuple):
    """A row of `registration`; the database numbers it."""

    premise_id: int
    valid_from: date
    persons: int


class NewAccount(NamedTuple):
    """A row of `account`."""

    id: int
    premise_id: int
    number: str
    surname: str
    first_name: str
    patronymic: str
    email: str
    phone: str
    opened_on: date
    closed_on: date | None

    @classmethod
    def of(cls, account_id: int, premise_id: int, account: RegisterAccount) -> Self:
        return cls(account_id, premise_id, *(getattr(account, name) for name in cls._fields[2:]))


class NewMeter(NamedTuple):
    """A row of `meter`."""

    id: int
    account_id: int
    serial: str
    kind: str
    place: str
    digits: int
    installed_on: date
    initial_litres: int
    verified_on: date
    verification_due_on: date
    removed_on: date | None
    entered_at: datetime | None

    @classmethod
    def of(cls, meter_id: int, account_id: int, meter: RegisterMeter, entered_at: datetime | None) -> Self:
        told = (getattr(meter, name) for name in cls._fields[2:-1])
        return cls._make((meter_id, account_id, *told, entered_at))


class NewReading(NamedTuple):
    """A row of `reading`; the database numbers it."""

    meter_id: int
    period: int
    value_litres: int
    taken_on: date
    received_at: datetime
    source: str
    status: str
    flags: str
