"""Whether what was charged by dials is what the dials show: nothing of a reading twice, nothing left out.

Shares of a stretch and recalculations make the months of one meter; only together they must add up. A month
that news left as it cost keeps the derivation it had, so stretches are compared by what they add up to.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from avk_app.domain.consumption import DialReading
from avk_app.domain.metering import MeterVolume
from avk_app.domain.period import Period


class DialMonth(NamedTuple):
    """What is charged by now for a service in a period, its recalculations included, all of it by dials."""

    period: Period
    volume_litres: int
    meters: tuple[MeterVolume, ...]


class _Course(NamedTuple):
    """From which reading to which a meter counted in a run of months."""

    first: tuple[Period, MeterVolume]
    last: tuple[Period, MeterVolume]

    @property
    def is_whole(self) -> bool:
        (begins, first), (ends, last) = self
        return first.since.period.plus(1) == begins and last.until.period == ends

    @property
    def shown_litres(self) -> int:
        return self.last[1].until.value_litres - self.first[1].since.value_litres


def find_uneven_runs(months: Sequence[DialMonth]) -> Iterator[Period]:
    """The first period of each run of months, ascending, in which the dials show another volume, or in which
    a meter counts anew what an earlier run has charged.

    What a run took only a part of (the rest was charged by norm, or not at all) cannot be told.
    """
    charged_until: dict[int, tuple[DialReading, DialReading]] = {}
    for run in _runs(months):
        courses = _courses(run)
        if _overlaps(courses, charged_until) or not _adds_up(run, courses):
            yield run[0].period
        charged_until |= {
            meter_id: (course.last[1].since, course.last[1].until) for meter_id, course in courses.items()
        }


def _runs(months: Sequence[DialMonth]) -> Iterator[list[DialMonth]]:
    run: list[DialMonth] = []
    for month in months:
        if run and run[-1].period.plus(1) != month.period:
            yield run
            run = []
        run.append(month)
    if run:
        yield run


def _courses(run: Sequence[DialMonth]) -> dict[int, _Course]:
    found: dict[int, _Course] = {}
    for month in run:
        for meter in month.meters:
            now = (month.period, meter)
            before = found.get(meter.meter_id)
            found[meter.meter_id] = _Course(before.first if before else now, now)
    return found


def _adds_up(run: Sequence[DialMonth], courses: dict[int, _Course]) -> bool:
    if not all(course.is_whole for course in courses.values()):
        return True
    turns = {
        (meter.meter_id, meter.since, meter.until): meter.turned_litres
        for month in run
        for meter in month.meters
    }
    shown = sum(course.shown_litres for course in courses.values()) + sum(turns.values())
    return sum(month.volume_litres for month in run) == shown


def _overlaps(courses: dict[int, _Course], charged_until: dict[int, tuple[DialReading, DialReading]]) -> bool:
    """A stretch that goes on is the same one; any other begins where the last one ended."""
    for meter_id, course in courses.items():
        meter, before = course.first[1], charged_until.get(meter_id)
        if before and (meter.since, meter.until) != before and meter.since.period < before[1].period:
            return True
    return False
