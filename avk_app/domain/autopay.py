"""Autopay: on which day a bill is paid, and when the payer must have been told."""

from datetime import date, timedelta

from avk_app.domain.payments import require_amount
from avk_app.domain.period import Period
from avk_app.errors import FieldProblem, InvalidInput

NOTICE_DAYS = 2
FIRST_DAY = 1 + NOTICE_DAYS
"""A month is billed when it is over: nobody can be told of the sum before the first of the next."""
LAST_DAY = 28
"""The last day that every month has."""
DAYS_LATE = 2
"""A provider that cannot be reached on the day is asked on the next two, and then no more."""
REMEMBERED = timedelta(hours=23)
"""The provider knows an order again for a day: after that, placing it once more could charge twice."""


def require_terms(pay_on_day: int, limit_kopecks: int, cap_kopecks: int) -> None:
    """Raises InvalidInput (`autopay_day`, `amount_zero`, `amount_over_cap`)."""
    if not FIRST_DAY <= pay_on_day <= LAST_DAY:
        limits = (("first", FIRST_DAY), ("last", LAST_DAY))
        raise InvalidInput((FieldProblem("day", "autopay_day", limits),))
    require_amount(limit_kopecks, cap_kopecks, "limit")


def kept_day(pay_on_day: int) -> int:
    """The day on which a chosen one comes at the earliest: the 1st and 2nd could be chosen once."""
    return max(pay_on_day, FIRST_DAY)


def billed_period(today: date) -> Period:
    """The month whose bill is paid this month."""
    return Period.of(today).plus(-1)


def first_period(pay_on_day: int, chosen_on: date) -> Period:
    """The first bill that is paid on a day of the month chosen today: this month's while the day is ahead."""
    billed = billed_period(chosen_on)
    return billed if pay_on_day >= chosen_on.day else billed.plus(1)


def last_day_to_tell(today: date) -> int:
    """Who pays on this day of the month, or earlier in it, is told today at the latest."""
    return min(today.day + NOTICE_DAYS, LAST_DAY)


def charge_day(pay_on_day: int, told_on: date) -> date:
    """The chosen day of the month; later when the bill came too late to tell of it in time."""
    return max(Period.of(told_on).day(pay_on_day), told_on + timedelta(days=NOTICE_DAYS))


def was_told_in_time(told_on: date | None, today: date) -> bool:
    """Whether the letter left two days ago or earlier."""
    return told_on is not None and told_on + timedelta(days=NOTICE_DAYS) <= today


def is_too_late(charge_on: date, today: date) -> bool:
    """Whether the day and those after it are over."""
    return today > charge_on + timedelta(days=DAYS_LATE)
