"""The billing period (расчётный период): one calendar month."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

MONTHS_A_YEAR = 12
CODE_LENGTH = 6


class Period(NamedTuple):
    """A calendar month. Stored and compared as the integer `code`, 202611 for November 2026.

    A tuple, because charging a city compares months by the million.
    """

    year: int
    month: int

    @staticmethod
    def of(day: date) -> "Period":
        return Period(day.year, day.month)

    @staticmethod
    @lru_cache(maxsize=1024)
    def from_code(code: int) -> "Period":
        year, month = divmod(code, 100)
        if not 1 <= month <= MONTHS_A_YEAR:
            raise ValueError(code)
        return Period(year, month)

    @property
    def code(self) -> int:
        return self.year * 100 + self.month

    @property
    def first_day(self) -> date:
        return _edges(self)[0]

    @property
    def last_day(self) -> date:
        return _edges(self)[1]

    @property
    def days(self) -> int:
        return self.last_day.day

    def day(self, number: int) -> date:
        """The day with this number, or the last one of a shorter month."""
        return date(self.year, self.month, min(number, self.days))

    def plus(self, months: int) -> "Period":
        """The period so many months later (earlier when negative)."""
        return _shifted(self, months)

    def months_until(self, other: "Period") -> int:
        """How many months later `other` is; negative when it is earlier."""
        return (other.year - self.year) * MONTHS_A_YEAR + other.month - self.month


def period_in(text: str) -> Period | None:
    """The period that six digits name («202611»); None for any other text."""
    if len(text) != CODE_LENGTH or not text.isascii() or not text.isdigit():
        return None
    year, month = divmod(int(text), 100)
    return Period(year, month) if year and 1 <= month <= MONTHS_A_YEAR else None


@lru_cache(maxsize=4096)
def _shifted(period: Period, months: int) -> Period:
    years, month = divmod(period.year * MONTHS_A_YEAR + period.month - 1 + months, MONTHS_A_YEAR)
    return Period(years, month + 1)


@lru_cache(maxsize=1024)
def _edges(period: Period) -> tuple[date, date]:
    first_day = date(period.year, period.month, 1)
    return first_day, date(period.plus(1).year, period.plus(1).month, 1) - timedelta(days=1)
