"""The only reader of the time.

`AVK_NOW` (demo and tests) says what time it is when the process starts; the clock goes on from there.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from avk_app.config import get_settings

CITY_ZONE = ZoneInfo("Asia/Irkutsk")


@lru_cache(maxsize=1)
def _offset() -> timedelta:
    pinned = get_settings().now
    return timedelta() if pinned is None else pinned - wall_now()


def now() -> datetime:
    """Aware UTC time."""
    return wall_now() + _offset()


def wall_now() -> datetime:
    """Aware UTC time as everybody else's clocks show it, whatever AVK_NOW says."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in the city."""
    return to_city(now()).date()


def to_city(moment: datetime) -> datetime:
    """The same moment on the clocks of Angarsk."""
    return moment.astimezone(CITY_ZONE)


@lru_cache(maxsize=1024)
def city_midnight(day: date) -> datetime:
    """The moment at which a day begins in the city, as moments are stored."""
    return datetime.combine(day, time(), CITY_ZONE).astimezone(UTC)
