"""Accounts that a run could not charge: the error as values, and then the names that a person knows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from avk_app.domain.period import Period
from avk_app.errors import DomainError
from avk_app.models import Account, BillingError, Meter
from avk_app.services.id_lists import is_among

DETAILS_LENGTH = 200
NO_VALUES = "{}"


@dataclass(frozen=True)
class FailedAccount:
    """An account that could not be charged, the name of the error that says why, and its values as JSON."""

    account_id: int
    code: str
    details: str


@dataclass(frozen=True)
class NamedFailure:
    """The same with the numbers that stand on paper; `meter_serial` where the error is about one meter."""

    account_number: str
    meter_serial: str | None
    code: str
    values: dict[str, Any]


def failure_of(account_id: int, error: DomainError) -> FailedAccount:
    """Months as «2026-07», days in ISO form."""
    details = json.dumps({name: _plain(value) for name, value in vars(error).items()}, ensure_ascii=False)
    fits = len(details) <= DETAILS_LENGTH
    return FailedAccount(account_id, type(error).__name__, details if fits else NO_VALUES)


def list_failures(session: Session, period: Period) -> list[NamedFailure]:
    """The accounts that have no bill for a period, because the last try failed; by account number."""
    rows = session.exec(select(BillingError).where(col(BillingError.period) == period.code)).all()
    return name_failures(session, [FailedAccount(row.account_id, row.code, row.details) for row in rows])


def count_earlier_failures(session: Session, period: Period) -> dict[Period, int]:
    """How many accounts have no bill for an earlier month, oldest first: their water is not charged yet."""
    rows = session.exec(
        select(BillingError.period, func.count())
        .where(col(BillingError.period) < period.code)
        .group_by(col(BillingError.period))
        .order_by(col(BillingError.period))
    )
    return {Period.from_code(code): count for code, count in rows}


def name_failures(session: Session, failed: Sequence[FailedAccount]) -> list[NamedFailure]:
    """Accounts and meters by their numbers, in the order of the account numbers."""
    values = [_values_in(one.details) for one in failed]
    meter_ids = {found["meter_id"] for found in values if "meter_id" in found}
    serials = _names(session, col(Meter.id), col(Meter.serial), meter_ids)
    numbers = _names(session, col(Account.id), col(Account.number), {one.account_id for one in failed})
    named = [
        NamedFailure(numbers[one.account_id], serials.get(found.pop("meter_id", None)), one.code, found)
        for one, found in zip(failed, values, strict=True)
    ]
    return sorted(named, key=lambda one: one.account_number)


def _plain(value: Any) -> int | str:
    if isinstance(value, Period):
        return f"{value.year}-{value.month:02d}"
    return value if isinstance(value, int) else str(value)


def _values_in(details: str) -> dict[str, Any]:
    """Nothing where they were written in another way."""
    try:
        values = json.loads(details)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _names(session: Session, key: Any, name: Any, ids: set[int]) -> dict[int | None, str]:
    rows = session.connection().execute(select(key, name).where(is_among(key, ids)))
    return {row[0]: row[1] for row in rows}
