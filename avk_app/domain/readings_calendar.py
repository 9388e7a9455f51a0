"""When readings are taken: until the close day of each month, late ones for a month more.

The utility's published rule: readings are given until the 26th. A reading that comes later is late,
never refused; the close day itself is a policy row.
"""

from datetime import date, timedelta

from avk_app.domain.period import Period

LATE_PERIODS = 1


def closes_on(period: Period, close_day: int) -> date:
    """The last day on which a reading of this period is in time; short months end earlier."""
    return min(period.last_day, period.first_day + timedelta(days=close_day - 1))


def days_left(today: date, close_day: int) -> int:
    """Days until this month's readings close: 0 on the last day, negative once they closed."""
    return (closes_on(Period.of(today), close_day) - today).days


def is_late(period: Period, today: date, close_day: int) -> bool:
    """Whether a reading of this period, given today, comes after the period's close day."""
    return today > closes_on(period, close_day)


def has_ended(period: Period, today: date) -> bool:
    """Whether the month is over: its bill may stand already, and a reading of it recalculates it."""
    return period < Period.of(today)


def open_periods(today: date) -> tuple[Period, ...]:
    """The periods a reading may be given for today, the current one first; the others are late."""
    current = Period.of(today)
    return tuple(current.plus(-months) for months in range(LATE_PERIODS + 1))
