"""A month that takes readings: loaded once, for the form, the look at what was typed, and for sending."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.domain.readings import RULE_KEYS, ReadingRules
from avk_app.domain.readings_calendar import open_periods
from avk_app.errors import NotFound
from avk_app.models import Account
from avk_app.services.closed_accounts import closed_since
from avk_app.services.policy import get_dated_policy_values
from avk_app.services.readings import MeterRecord, StoredReading, load_meter_records


@dataclass(frozen=True)
class OpenMonth:
    """One account in one period that takes readings today: its calendar, its thresholds, its meters.

    `closed_on`: the last day of an account that is closed and takes none any more.
    """

    account_id: int
    account_number: str
    closed_on: date | None
    period: Period
    today: date
    close_day: int
    warning_days: int
    rules: ReadingRules
    records: tuple[MeterRecord, ...]


def load_open_month(session: Session, account: Account, period: Period | None = None) -> OpenMonth:
    """The month as it stands, the current one unless told, in three queries. Authorisation is the caller's.

    Raises NotFound for a period that takes no readings today, InvariantError when a policy row is missing.
    """
    today = clock.today()
    periods = open_periods(today)
    wanted = period or periods[0]
    if wanted not in periods:
        raise NotFound("period")
    return load_month(session, account, wanted, today)


def load_month(session: Session, account: Account, period: Period, today: date) -> OpenMonth:
    """Any month, with the meters and thresholds of a day. Authorisation is the caller's."""
    policy = get_dated_policy_values(session, _policy_days(period, today))
    rules = ReadingRules(**{key: policy[key] for key in RULE_KEYS})
    return OpenMonth(
        account_id=account.id or 0,
        account_number=account.number,
        closed_on=closed_since(account),
        period=period,
        today=today,
        close_day=policy[PolicyKey.READINGS_CLOSE_DAY],
        warning_days=policy[PolicyKey.VERIFICATION_WARNING_DAYS],
        rules=rules,
        records=load_meter_records(session, account.id or 0, period, today, rules),
    )


def _policy_days(period: Period, today: date) -> dict[str, date]:
    """The close day is that of the period, all else holds as of today."""
    days: dict[str, date] = dict.fromkeys((*RULE_KEYS, PolicyKey.VERIFICATION_WARNING_DAYS), today)
    return days | {PolicyKey.READINGS_CLOSE_DAY: period.first_day}


def with_current(month: OpenMonth, stored: Iterable[StoredReading]) -> OpenMonth:
    """The same month after these readings of it were stored."""
    sent = {reading.meter_id: reading for reading in stored}
    return replace(
        month,
        records=tuple(replace(one, current=sent.get(one.meter.id, one.current)) for one in month.records),
    )
