"""Readings of a household's dials over the months: visits that happened, values that only grow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from avk_app.clock import CITY_ZONE
from avk_app.domain.period import Period
from avk_app.domain.readings import ReadingFlag
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.services.demo.calendar import MOMENTS_A_MONTH, History, Moment
from avk_app.services.demo.households import Household
from avk_app.services.demo.meters import Dial
from avk_app.services.demo.rows import ReadingRow
from avk_app.volume import dial_capacity_litres

_PERCENT = range(100)
_SLOTS = range(MOMENTS_A_MONTH)
_SOURCES = (
    *[ReadingSource.WEB.value] * 62,
    *[ReadingSource.STAFF.value] * 20,
    *[ReadingSource.EMAIL.value] * 12,
    *[ReadingSource.IMPORT.value] * 6,
)
_UNIT = 128
_FACTORS = (*range(92, 166), 10, 24)
"""A month against the usual one, in 1/128: now and then everybody is away."""
_LEAK_LITRES = range(7_000, 26_000)
_REMOVED_AFTER_SHARE = 7
_FITTER_COMES = time(11)
_TYPO = 9
_TYPO_FOUND_AFTER = timedelta(minutes=7)
_ACCEPTED, _REPLACED = ReadingStatus.ACCEPTED.value, ReadingStatus.REPLACED.value


@dataclass(frozen=True)
class Visit:
    """One month in which readings came: its place in the history, when, and by which way."""

    month: int
    period: int
    moment: Moment
    source: str


def make_visits(rng: Random, household: Household, history: History) -> list[Visit]:
    """The months in which this household reported."""
    count = len(history.months)
    slots = rng.choices(_SLOTS, k=count)
    luck = rng.choices(_PERCENT, k=count)
    sources = rng.choices(_SOURCES, k=count)
    visits = []
    for number, month in enumerate(history.months):
        moment = month.moments[slots[number]]
        if moment is not None and _reports(household, number, luck[number], count - 1):
            visits.append(Visit(number, month.period.code, moment, sources[number]))
    return visits


def _reports(household: Household, month: int, luck: int, current: int) -> bool:
    if month < household.moved_in or month == household.forgotten or luck < household.missed_share:
        return False
    if 0 <= household.silent_from <= month:
        return False
    return household.sends_early or month < current


def removal_visit(month: int, removed_on: date) -> Visit:
    """Whoever takes a meter away writes down what it shows."""
    moment = datetime.combine(removed_on, _FITTER_COMES, CITY_ZONE).astimezone(UTC)
    return Visit(month, Period.of(removed_on).code, (removed_on, moment), ReadingSource.STAFF.value)


def values_by_month(
    rng: Random, dial: Dial, household: Household, is_leaking: bool, months: int
) -> list[int]:
    """What the dial would show at each month's visit, in litres, before it rolls over."""
    value, usual, values = dial.start_litres, dial.usual_litres, []
    leaks = range(household.leak_from, household.leak_from + household.leak_months) if is_leaking else ()
    for month, factor in enumerate(rng.choices(_FACTORS, k=months)):
        if dial.first_month <= month < dial.end_month:
            value += usual * factor // _UNIT
            if month in leaks:
                value += rng.choice(_LEAK_LITRES)
        elif dial.removed_on is not None and month == dial.end_month:
            value += usual // _REMOVED_AFTER_SHARE
        values.append(value)
    return values


def reading_rows(
    visits: list[Visit],
    values: list[int],
    dial: Dial,
    meter_id: int,
    first_id: int,
    submission_id: int | None,
) -> list[ReadingRow]:
    """One accepted reading a visit. The submission is the one of the current month, which is the last."""
    capacity, current = dial_capacity_litres(dial.digits), len(values) - 1
    shown = [values[visit.month] % capacity for visit in visits]
    before = [dial.initial_litres, *shown]
    return [
        ReadingRow(
            first_id + number,
            meter_id,
            visit.period,
            shown[number],
            *visit.moment,
            visit.source,
            _ACCEPTED,
            ReadingFlag.ROLLOVER.value if shown[number] < before[number] else "",
            submission_id if visit.month == current else None,
            None,
        )
        for number, visit in enumerate(visits)
    ]


def with_correction(rows: list[ReadingRow], period: int, usual_litres: int) -> Iterator[ReadingRow]:
    """The same rows, with a mistyped reading before the one of this period, which replaces it."""
    shift = 0
    for row in rows:
        if row.period == period:
            wrong = row.value_litres + usual_litres * _TYPO
            yield row._replace(id=row.id + shift, value_litres=wrong, status=_REPLACED, stood_as=_ACCEPTED)
            shift = 1
            later = row.received_at + _TYPO_FOUND_AFTER
            yield row._replace(id=row.id + 1, received_at=later, replaces_id=row.id)
        else:
            yield row._replace(id=row.id + shift) if shift else row
