"""The days a history is asked for, and its sums: rules about two dates, no database.

The utility publishes: choose a period, press the button, see charges and payments between the two dates.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from avk_app.domain.period import MONTHS_A_YEAR, Period
from avk_app.errors import FieldProblem, InvalidInput

FIRST_FIELD, LAST_FIELD = "first", "last"
QUARTER_MONTHS = 3
OLDEST_YEAR, LATEST_YEAR = 1900, 2199
MAX_MONTH_STEPS = 24
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class QuickSpan(StrEnum):
    """The choices that need no typing."""

    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


@dataclass(frozen=True)
class HistorySpan:
    """Both days belong to it; the first is not after the last."""

    first_on: date
    last_on: date


def parse_span(first: str, last: str, today: date) -> HistorySpan:
    """Two days as `<input type=date>` sends them, 2026-11-22.

    Raises InvalidInput for both fields at once: `history_day_empty`, `history_day_format`,
    `history_day_far`; then `history_days_reversed` or `history_day_ahead`. A last day ahead is fine.
    """
    days, problems = [], []
    for field, text in ((FIRST_FIELD, first), (LAST_FIELD, last)):
        day = _parse_day(text)
        days.append(day)
        if isinstance(day, str):
            problems.append(FieldProblem(field, day))
    if problems:
        raise InvalidInput(tuple(problems))
    first_on, last_on = (day for day in days if isinstance(day, date))
    if first_on > last_on:
        raise InvalidInput((FieldProblem(LAST_FIELD, "history_days_reversed"),))
    if first_on > today:
        raise InvalidInput((FieldProblem(FIRST_FIELD, "history_day_ahead"),))
    return HistorySpan(first_on, last_on)


def _parse_day(text: str) -> date | str:
    """The day, or the code of what is wrong with it."""
    if not text.strip():
        return "history_day_empty"
    if not _DAY.fullmatch(text.strip()):
        return "history_day_format"
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return "history_day_format"
    return day if OLDEST_YEAR <= day.year <= LATEST_YEAR else "history_day_far"


def quick_span(choice: QuickSpan, today: date, opened_on: date) -> HistorySpan:
    """Whole months up to today: this one and those before it; or everything since the account was opened."""
    if choice is QuickSpan.ALL:
        return HistorySpan(min(opened_on, today), today)
    months = QUARTER_MONTHS if choice is QuickSpan.QUARTER else MONTHS_A_YEAR
    return HistorySpan(Period.of(today).plus(1 - months).first_day, today)


class Movements(NamedTuple):
    """What changed a balance, in kopecks: added to what is owed when positive."""

    charged_kopecks: int = 0
    recalculated_kopecks: int = 0
    penalty_kopecks: int = 0
    paid_kopecks: int = 0
    corrected_kopecks: int = 0

    @property
    def total_kopecks(self) -> int:
        return sum(self)


class MonthMovements(NamedTuple):
    """The movements of one month."""

    period: Period
    movements: Movements


@dataclass(frozen=True)
class HistoryStep:
    """A bar of the chart: one month, or a whole year when `period` is None."""

    year: int
    period: Period | None
    movements: Movements

    @classmethod
    def of_year(cls, year: int, months: Iterable[MonthMovements]) -> Self:
        return cls(year, None, total_of(one.movements for one in months if one.period.year == year))


def total_of(parts: Iterable[Movements]) -> Movements:
    """The sum of movements, each kind by itself."""
    return Movements(*map(sum, zip(Movements(), *parts, strict=True)))


def history_steps(months: Sequence[MonthMovements]) -> list[HistoryStep]:
    """Every month from the first that has movements to the last, gaps included; years when there are many."""
    if not months:
        return []
    known = {month.period: month.movements for month in months}
    first, last = min(known), max(known)
    if first.months_until(last) >= MAX_MONTH_STEPS:
        return [HistoryStep.of_year(year, months) for year in range(first.year, last.year + 1)]
    periods = [first.plus(number) for number in range(first.months_until(last) + 1)]
    return [HistoryStep(one.year, one, known.get(one, Movements())) for one in periods]
