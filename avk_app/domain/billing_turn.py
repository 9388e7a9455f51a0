"""When a month may be charged: once its readings closed, and in turn after the months before it.

Readings are taken until the close day of the month (a policy row), so from the day after it everything is
there that a lawful run charges by. What is posted stays posted: a month too early cannot be taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from avk_app.domain.consumption import months_between
from avk_app.domain.period import Period
from avk_app.domain.readings_calendar import closes_on, is_late
from avk_app.errors import DomainError


@dataclass(eq=False)
class MonthNotBegun(DomainError):
    """Nothing can be said about a month that lies ahead."""

    period: Period


@dataclass(eq=False)
class ReadingsStillTaken(DomainError):
    """Readings of the month are in time until `closes_on`: who gives one after the run is charged anew."""

    period: Period
    closes_on: date


@dataclass(eq=False)
class EarlierMonthNotCharged(DomainError):
    """`earlier` comes first: it was left out, or its run was not finished."""

    period: Period
    earlier: Period


def require_begun(period: Period, today: date) -> None:
    """Raises MonthNotBegun."""
    if today < period.first_day:
        raise MonthNotBegun(period)


def require_readings_closed(period: Period, today: date, close_day: int) -> None:
    """Raises ReadingsStillTaken."""
    if not is_late(period, today, close_day):
        raise ReadingsStillTaken(period, closes_on(period, close_day))


def require_turn(period: Period, is_finished: Mapping[Period, bool]) -> None:
    """Check that every month since the first charged one was charged to its end.

    Months before the first one were the business of whoever charged them. Raises EarlierMonthNotCharged.
    """
    earlier = [month for month in is_finished if month < period]
    for month in months_between(min(earlier), period.plus(-1)) if earlier else ():
        if not is_finished.get(month, False):
            raise EarlierMonthNotCharged(period, month)


def month_of_payment(period: Period, issued_on: date, pay_by_day: int) -> Period:
    """In which month a bill is to be paid: the one after its period.

    A bill that comes when its day has passed is paid in the month after it came: nobody is late with what
    nobody asked for (Housing Code art. 155 counts from the bill).
    """
    usual = period.plus(1)
    return usual if issued_on <= usual.day(pay_by_day) else Period.of(issued_on).plus(1)
