"""Consumption (расход) month by month, out of what stood on the dials.

All volumes are integer litres, and the months of a meter add up to what its dial counted: nothing is
lost or made by rounding. Months that no reading of their own proves are marked as estimated.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from avk_app.domain.period import Period
from avk_app.volume import dial_capacity_litres


class DialReading(NamedTuple):
    """The value a meter showed for a period. A lower value than before counts as a full turn of the
    dial when `rolled_over`, else as a correction downwards. `is_settled` is false while staff check it.
    """

    period: Period
    value_litres: int
    rolled_over: bool = False
    is_settled: bool = True


def runs_backwards(earlier: DialReading, later: DialReading) -> bool:
    """Whether no dial can show one after the other: charging would refuse the account."""
    return later.value_litres < earlier.value_litres and not later.rolled_over


class MeterLife(NamedTuple):
    """One meter: when it began to count and from what value, what was read, when it was taken away.

    `readings` are the current ones, at most one a period, oldest first.
    """

    digits: int
    installed_in: Period
    initial_litres: int
    removed_in: Period | None
    readings: tuple[DialReading, ...]


class MonthVolume(NamedTuple):
    """What flowed in one month. Estimated: no reading of its own, or one that is still being checked."""

    volume_litres: int
    is_estimated: bool


def months_between(first: Period, last: Period) -> Iterator[Period]:
    """Every period from the first to the last, both included."""
    return (first.plus(months) for months in range(first.months_until(last) + 1))


def spread_evenly(volume_litres: int, months: int) -> list[int]:
    """Integer parts that differ by at most one litre and add up to the whole. `months` ≥ 1."""
    return [even_share(volume_litres, months, place) for place in range(1, months + 1)]


def even_share(volume_litres: int, months: int, place: int) -> int:
    """The part of one month, the first one at place 1."""
    return volume_litres * place // months - volume_litres * (place - 1) // months


def consumption_of_meter(meter: MeterLife) -> dict[Period, MonthVolume]:
    """Litres by month, from the installation to the last reading; later months are unknown and absent.

    A reading that follows several months of silence is spread evenly over them, its own included.
    """
    found: dict[Period, MonthVolume] = {}
    before = DialReading(meter.installed_in.plus(-1), meter.initial_litres)
    for reading in meter.readings:
        months = max(1, before.period.months_until(reading.period))
        parts = spread_evenly(_difference(before, reading, meter.digits), months)
        is_estimated = months > 1 or not (before.is_settled and reading.is_settled)
        covered = months_between(reading.period.plus(1 - months), reading.period)
        found |= {month: MonthVolume(part, is_estimated) for month, part in zip(covered, parts, strict=True)}
        before = reading
    return found


def consumption_by_month(meters: Iterable[MeterLife], window: Iterable[Period]) -> list[MonthVolume | None]:
    """The meters of one kind together, for each period asked for; None where no dial tells anything.

    A month in which only some of the meters were read is estimated: the others' part is missing.
    """
    lives = [(meter, consumption_of_meter(meter)) for meter in meters]
    return [_sum_of_month(lives, period) for period in window]


def _difference(before: DialReading, reading: DialReading, digits: int) -> int:
    turned = reading.rolled_over and reading.value_litres < before.value_litres
    capacity = dial_capacity_litres(digits) if turned else 0
    return reading.value_litres - before.value_litres + capacity


def _sum_of_month(
    lives: list[tuple[MeterLife, dict[Period, MonthVolume]]], period: Period
) -> MonthVolume | None:
    parts = [volumes[period] for _meter, volumes in lives if period in volumes]
    if not parts:
        return None
    has_silent_meter = any(period not in volumes for meter, volumes in lives if _is_in_service(meter, period))
    return MonthVolume(
        sum(part.volume_litres for part in parts),
        has_silent_meter or any(part.is_estimated for part in parts),
    )


def _is_in_service(meter: MeterLife, period: Period) -> bool:
    return meter.installed_in <= period and (meter.removed_in is None or period <= meter.removed_in)
