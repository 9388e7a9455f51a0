"""The months of the demo city's history, and the moments at which readings came in them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from avk_app.clock import CITY_ZONE
from avk_app.domain.period import Period

Moment = tuple[date, datetime]
"""The day a reading was taken (in the city) and when it came (UTC)."""

DAYS = (*range(12, 27), *range(18, 27), 27)
"""Days on which readings come: from the 12th, mostly in the last week before the 26th, some a day late."""
_OPENS, _CLOSES = time(8), time(22)
_TIMES_A_DAY = 40
MOMENTS_A_MONTH = len(DAYS) * _TIMES_A_DAY


@dataclass(frozen=True)
class Month:
    """One period; `moments` has an empty place where the moment has not come yet."""

    period: Period
    moments: tuple[Moment | None, ...]


@dataclass(frozen=True)
class History:
    """So many whole months before the current one, and the current one as far as it has come."""

    today: date
    months: tuple[Month, ...]

    @classmethod
    def until(cls, today: date, months: int) -> Self:
        current = Period.of(today)
        past = [_whole_month(current.plus(-back)) for back in range(months, 0, -1)]
        return cls(today, (*past, _current_month(today)))

    @property
    def current(self) -> Period:
        return self.months[-1].period

    @property
    def starts_on(self) -> date:
        return self.months[0].period.first_day


def _whole_month(period: Period) -> Month:
    return Month(period, tuple(_moment(period, day, slot) for day in DAYS for slot in range(_TIMES_A_DAY)))


def _current_month(today: date) -> Month:
    """The early ones send within the first ten days; what lies in the future is left out."""
    period = Period.of(today)
    moments = [
        _moment(period, 1 + number % 10, slot) for number in range(len(DAYS)) for slot in range(_TIMES_A_DAY)
    ]
    return Month(period, tuple(moment if moment[0] < today else None for moment in moments))


def _moment(period: Period, day: int, slot: int) -> Moment:
    open_minutes = (_CLOSES.hour - _OPENS.hour) * 60
    taken_on = period.first_day + timedelta(days=day - 1)
    opening = datetime.combine(taken_on, _OPENS, CITY_ZONE)
    return taken_on, (opening + timedelta(minutes=slot * open_minutes // _TIMES_A_DAY)).astimezone(UTC)
